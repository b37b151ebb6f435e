"""What a reader asks of a plan first: which needs stay unmet, and who is refilled from what."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from materiel.planning.rows import Backfill, Requirement
from materiel.reports.planned import PlanReader
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData
from materiel.reports.table import Column, Line, Table

MOST = 10
"""Rows that are shown; the report of the same name shows all."""
UNMET = (
    Column("need", "need"),
    Column("recipient", "who needs it"),
    Column("item", "item"),
    Column("priority", "priority", "whole"),
    Column("unit-months", "unit-months unmet"),
    Column("months", "in which months"),
)
REFILLS = (
    Column("donor", "refilled"),
    Column("item", "item"),
    Column("units", "owed"),
    Column("since", "handed over in"),
    Column("filled", "filled by"),
    Column("open", "open at the end"),
)


def plan_answers(reading: Reading, plan: PlanData) -> tuple[Table, Table]:
    """The two answers as tables of the first rows, each with what it leaves out as a note.

    Args:
        reading: the case that the plan was made from.
        plan: one object of ``plan.json``.
    """
    view = PlanReader(reading, plan)
    return _unmet(view), _refills(view)


def _unmet(view: PlanReader) -> Table:
    """The needs that are unmet, by priority, and the most unit-months first."""
    rows = {row.id: row for row in view.reading.rows(Requirement)}
    items = {name: view.reading.words.item(row.item).id for name, row in rows.items()}
    short = [each for each in view.list("unmet") if each["months"]]
    short.sort(key=lambda each: (each["priority"], -Fraction(each["unit_months"])))
    lines = [
        (
            each["requirement"],
            view.party(each["recipient"]),
            view.item(items.get(each["requirement"], "")),
            int(each["priority"]),
            str(each["unit_months"]),
            view.runs(int(month) for month, _ in each["months"]),
        )
        for each in short
    ]
    return _first(
        "plan-unmet",
        "Which needs stay unmet?",
        UNMET,
        [(cells, view.cites(str(cells[0]))) for cells in lines],
        "Every need is met in time.",
    )


def _refills(view: PlanReader) -> Table:
    """What the plan's givers are owed, and what fills it and when."""
    lines = [
        (
            (
                view.party(each["donor"]),
                view.item(each["of"]),
                str(each["units"]),
                view.month(each["since"]) if each["since"] else "before the plan",
                _filled(view, each["filled"]),
                str(each["open"]),
            ),
            view.cites(each["obligation"]),
        )
        for each in view.list("backfills")
    ]
    stated = view.reading.rows(Backfill)
    empty = "Nothing is to be refilled." if stated else "The case states no refill rule."
    return _first("plan-backfills", "Who is refilled, from what and when?", REFILLS, lines, empty)


def _filled(view: PlanReader, parts: Sequence[Mapping[str, Any]]) -> str:
    """Units of each source, and from when to when they come."""
    by_source: dict[str, list[Mapping[str, Any]]] = {}
    for part in parts:
        by_source.setdefault(part["source"], []).append(part)
    words = []
    for source, mine in by_source.items():
        units = sum(Fraction(part["units"]) for part in mine)
        months = [int(part["month"]) for part in mine]
        when = dict.fromkeys(view.month(each) for each in (min(months), max(months)))
        words.append(f"{units} in {' to '.join(when)} ({view.said(source)})")
    return "; ".join(words) or "nothing inside the plan's months"


def _first(
    name: str,
    question: str,
    columns: Sequence[Column],
    lines: Sequence[tuple[tuple[str | int, ...], tuple[str, ...]]],
    empty: str,
) -> Table:
    more = len(lines) - MOST
    return Table(
        name,
        question,
        question,
        tuple(columns),
        tuple(Line(cells, cites) for cells, cites in lines[:MOST]),
        empty=empty,
        notes=(f"and {more} more, see report {name}",) if more > 0 else (),
    )
