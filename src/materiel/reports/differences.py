"""Two plans side by side: who is better or worse off, as tables, a chart and a page."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence

from materiel.kernel.bounds import Bounds
from materiel.planning.effects import Difference, Kind, shortfalls
from materiel.planning.plan import Plan, number
from materiel.planning.problem import Problem
from materiel.reports.charts import Bar, Chart
from materiel.reports.drawing import svg
from materiel.reports.markup import Html, tag
from materiel.reports.style import CSS
from materiel.reports.table import ASSUMPTION, Column, Line, Table, cited

SHORTFALLS: dict[Kind, str] = {
    "need": "needs: unit-months unmet",
    "floor": "floors: unit-months below",
    "backfill": "backfills: unit-months late",
}
TABLES: dict[Kind, str] = {"need": "requirements", "floor": "floors", "backfill": "obligations"}


def effects_table(problem: Problem, title: str, found: Difference) -> Table:
    """Every need, floor and backfill that fares differently, the losers first."""
    lines = tuple(
        Line(
            (
                each.kind,
                each.name,
                " and ".join(each.who),
                str(number(each.before)),
                str(number(each.after)),
                "better" if each.better else "worse",
            ),
            cited(_cites(problem, f"{TABLES[each.kind]}/{each.name}")),
        )
        for each in found.effects
    )
    return Table(
        "effects",
        title,
        "Which need, floor or backfill fares differently, and whose is it?",
        (
            Column("kind", "what"),
            Column("name", "which"),
            Column("who", "whose"),
            Column("before", "unit-months before"),
            Column("after", "unit-months after"),
            Column("way", "for them"),
        ),
        lines,
        empty="Nobody is better or worse off.",
    )


def acts_table(found: Difference) -> Table:
    """The acts whose units differ."""
    return Table(
        "acts",
        "Changed decisions",
        "Which hand-over, delivery or option differs?",
        (Column("act", "act"), Column("which", "which"), Column("month", "month")),
        tuple(
            Line(
                (
                    str(act[0]),
                    ", ".join(str(each) for each in act[1:-1] if each != ""),
                    str(act[-1]),
                ),
                (ASSUMPTION,),
            )
            for act in found.acts
        ),
        empty="No decision differs.",
    )


def _cites(problem: Problem, part: str) -> tuple[str, ...]:
    origin = problem.origins.get(part)
    return origin.cites if origin is not None else ()


def effects_charts(problem: Problem, before: Plan, after: Plan, title: str) -> list[Chart]:
    """One chart of all needs, one of all floors, one of all backfills: before and after.

    Shortfalls are drawn as whole unit-months; a part of one counts as one.
    """
    old, new = shortfalls(before), shortfalls(after)
    charts = []
    for kind, words in SHORTFALLS.items():
        names = [each.name for each in getattr(problem, TABLES[kind])]
        totals = [
            {name: value for (k, name, _), value in each.items() if k == kind}
            for each in (old, new)
        ]
        bars = tuple(
            Bar(
                name,
                tuple(Bounds.exactly(-(-totals[at].get(name, 0) // 1)) for at in (0, 1)),
            )
            for name in names
        )
        if bars:
            charts.append(
                Chart(
                    "bars",
                    f"{title}: {words}",
                    f"Unit-months for each of {len(bars)}, before and after.",
                    "unit-months",
                    ("before", "after"),
                    bars,
                )
            )
    return charts


def charts_page(title: str, charts: Sequence[Chart], notes: Sequence[str] = ()) -> str:
    """A page of charts that runs no script and fetches nothing."""
    digest = b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Html(CSS)),
    )
    figures = [
        tag("figure", tag("figcaption", each.title), Html(svg(each, f"c{at}")))
        for at, each in enumerate(charts, start=1)
    ]
    body = tag(
        "body",
        tag("header", tag("h1", title), class_="top"),
        tag("main", *(tag("p", note) for note in notes), *figures),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"
