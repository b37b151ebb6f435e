"""A page of what scenarios change and for whom: changed parts first and drawn, the rest listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from materiel.planning.effects import Difference, Effect, Kind
from materiel.reports.compared_style import STYLE
from materiel.reports.markup import Html, join, tag
from materiel.reports.page import page
from materiel.reports.part_words import PartWords, exact
from materiel.reports.words import counted, listed
from materiel.scenarios.changes import Scenario

MOST_TOLD = 4
"""So many effects are told in the opening sentence; all of them are drawn below it."""
STATE: dict[Kind, str] = {"need": "missing", "floor": "below the floor", "backfill": "late"}
GOOD: dict[Kind, str] = {"need": "met", "floor": "kept", "backfill": "in time"}
PLURAL: dict[Kind, str] = {"need": "needs", "floor": "floors", "backfill": "backfills"}
EXPLAINED = (
    "A unit-month is one unit (a missile, a vehicle, a lot of rounds) for one month: 6 unit-months "
    "are six units one month late, or one unit six months late. They count units that a need "
    "still misses, units below a floor, and units by which a backfill (the refill of what a "
    "nation handed over) is late. Fewer is better; 0 is as agreed. Numbers are exact, not rounded."
)
WEIGHTED = "Weighted: a unit-month of one priority counts as five of the next lower one."
FOOT = (
    "Each scenario is planned anew, as near to the plan as it stands as the change allows. "
    "Ids in grey are those of the case's tables."
)


@dataclass(frozen=True, slots=True)
class Told:
    """One scenario for the page.

    Attributes:
        scenario: what was changed.
        difference: what differs; None when no plan is left.
        parts: every need, floor and backfill before and after, changed or not.
        gone: ``(kind, name)`` of those that the change takes out.
        impossible: the rules that cannot hold together, in the case's ids.
    """

    scenario: Scenario
    difference: Difference | None
    parts: tuple[Effect, ...] = ()
    gone: frozenset[tuple[Kind, str]] = frozenset()
    impossible: tuple[str, ...] = ()

    @property
    def changed(self) -> list[Effect]:
        """Those that fare differently, who loses most first, who gains most last."""
        mine = [e for e in self.parts if e.before != e.after and (e.kind, e.name) not in self.gone]
        return sorted(mine, key=lambda each: (each.better, -abs(each.after - each.before)))


def compared_page(words: PartWords, told: Sequence[Told]) -> str:
    """The page; it runs no script, fetches nothing and needs no colour.

    Args:
        words: names for the parts of the problem before any change.
        told: the scenarios, in order.
    """
    changed = [each for scenario in told for each in scenario.changed]
    most = max((max(each.before, each.after) for each in changed), default=Fraction(0))
    links = {f"scenario-{at}": _heading(words, each) for at, each in enumerate(told, start=1)}
    parts = [
        *([_legend()] if changed else []),
        *(
            _section(words, each, place, title, most)
            for each, (place, title) in zip(told, links.items(), strict=True)
        ),
        tag("p", tag("strong", "Unit-months. "), EXPLAINED, class_="unit-months"),
    ]
    title = f"{words.names.reading.case.title}: what would change"
    return page(title, links if len(told) > 1 else {}, parts, FOOT, STYLE)


def _heading(words: PartWords, told: Told) -> str:
    """The scenario's own title; the changes in words where it has none but its file or text."""
    scenario = told.scenario
    if scenario.title != scenario.name:
        return scenario.title
    return " ".join(words.change(each) for each in scenario.changes).removesuffix(".")


def _section(words: PartWords, told: Told, place: str, title: str, most: Fraction) -> Html:
    changes = [words.change(each) for each in told.scenario.changes]
    given = "; ".join(each.in_words() for each in told.scenario.changes)
    said = [each for each in changes if each.removesuffix(".") != title]
    body = _impossible(words, told) if told.difference is None else _possible(words, told, most)
    return tag(
        "section",
        tag("h2", title),
        tag("p", " ".join(said)) if said else None,
        *body,
        tag("p", f"As given: {given}.", class_="soft given"),
        id=place,
    )


# --------------------------------------------------------------------------- no plan is left


def _impossible(words: PartWords, told: Told) -> list[Html]:
    rules = [
        tag(
            "li",
            words.names.said(text),
            tag("br"),
            tag("span", text, class_="soft") if words.names.said(text) != text else None,
        )
        for text in told.impossible
    ]
    lead = (
        "With this change no plan is left: these rules cannot all be kept. "
        "Without any one of them a plan is possible."
        if len(rules) > 1
        else "With this change no plan is left, because of this rule:"
    )
    return [
        tag("p", tag("strong", "Impossible. "), lead, class_="lead"),
        tag("ul", *rules, class_="rules"),
    ]


# ------------------------------------------------------------------------------ a plan is left


def _possible(words: PartWords, told: Told, most: Fraction) -> list[Html]:
    found = told.difference
    assert found is not None, "a scenario with a plan differs from it in something or nothing"
    changed = told.changed
    still = [each for each in told.parts if each.before == each.after]
    still = [each for each in still if (each.kind, each.name) not in told.gone]
    gone = [each for each in told.parts if (each.kind, each.name) in told.gone]
    measures = found.in_words()
    proof = "" if found.proven else " Not proven to the last unit: a better plan may exist."
    notes = (
        f"In the plan's own measures: {measures}. {counted(len(found.acts), 'decision')} of the "
        f"plan {'differs' if len(found.acts) == 1 else 'differ'}.{proof} "
        f"{WEIGHTED if 'weighted' in measures else ''}"
    )
    return [
        tag("p", cost_words(words, changed), class_="lead"),
        *([_drawn(words, changed, most)] if changed else []),
        *([_listed(words, gone, "no longer counted with this change")] if gone else []),
        *([_listed(words, still, "unchanged")] if still else []),
        tag("p", notes, class_="soft"),
    ]


def cost_words(words: PartWords, changed: Sequence[Effect]) -> str:
    """What it costs whom as sentences, the greatest loss first."""
    if not changed:
        return "Nobody waits longer or shorter: every need, floor and backfill fares as before."
    said = [_cost(words, each) for each in changed[:MOST_TOLD]]
    left = len(changed) - len(said)
    more = f" {left} more {'is' if left == 1 else 'are'} drawn below." if left else ""
    return f"{'; '.join(said)}.{more}"


def _cost(words: PartWords, each: Effect) -> str:
    by = abs(each.after - each.before)
    way = "fewer" if each.better else "more"
    many = f"{exact(by)} {way} unit-month{'' if by == 1 else 's'}"
    now = f"({exact(each.after)} instead of {exact(each.before)})"
    who, what = words.who(each.kind, each.name), words.what(each.kind, each.name)
    if each.kind == "floor":
        verb = "are" if " and " in who else "is"
        whose = "their" if " and " in who else "its"
        return f"{who} {verb} below {whose} {what} for {many} {now}"
    return f"{who} waits {many} for its {what} {now}"


def _drawn(words: PartWords, changed: Sequence[Effect], most: Fraction) -> Html:
    return tag("ul", *(_effect(words, each, most) for each in changed), class_="effects")


def _effect(words: PartWords, each: Effect, most: Fraction) -> Html:
    by = abs(each.after - each.before)
    way = f"{exact(by)} fewer: better" if each.better else f"{exact(by)} more: worse"
    who, what = words.who(each.kind, each.name), words.what(each.kind, each.name)
    return tag(
        "li",
        tag("h3", f"{who}: {what}"),
        tag(
            "p",
            f"{words.terms(each.kind, each.name)} ",
            tag("span", each.name, class_="id"),
            class_="soft",
        ),
        _bar("before", each.before, most),
        _bar("after", each.after, most),
        tag(
            "p",
            tag("strong", way),
            f" for {who} (unit-months {STATE[each.kind]})",
            class_="way",
        ),
    )


def _bar(side: str, value: Fraction, most: Fraction) -> Html:
    """A bar that takes its share of whatever width there is, its number always beside it."""
    # Only a drawing needs a float; the number beside it is exact.
    width = f"{float(100 * value / most):.2f}%"
    bar = tag("rect", x="0", y="1", width=width, height="16", class_=side)
    picture = tag("svg", bar if value else None, width="100%", height="18", aria_hidden="true")
    return tag(
        "div",
        tag("span", side),
        picture,
        tag("strong", exact(value)),
        class_="bar",
    )


def _legend() -> Html:
    keys = [
        tag(
            "span",
            tag(
                "svg",
                tag("rect", x="0", y="1", width="100%", height="12", class_=side),
                width="30",
                height="14",
                aria_hidden="true",
            ),
            f" {text}",
            class_="key",
        )
        for side, text in (
            ("before", "before: the plan as it stands"),
            ("after", "after: with the change"),
        )
    ]
    return tag(
        "p", join(keys), "Bars count unit-months, explained below; one scale for the whole page."
    )


def _listed(words: PartWords, parts: Sequence[Effect], said: str) -> Html:
    """One line with how many, which opens to the list of them."""
    by_kind = {kind: [each for each in parts if each.kind == kind] for kind in PLURAL}
    counts = [counted(len(mine), kind, PLURAL[kind]) for kind, mine in by_kind.items() if mine]
    lists = [
        tag(
            "div",
            tag("h3", PLURAL[kind].capitalize()),
            tag("ul", *(_line(words, each) for each in mine)),
        )
        for kind, mine in by_kind.items()
        if mine
    ]
    return tag("details", tag("summary", f"{listed(counts)} {said}"), *lists)


def _line(words: PartWords, each: Effect) -> Html:
    state = (
        f"{exact(each.before)} unit-month{'' if each.before == 1 else 's'} {STATE[each.kind]}"
        if each.before
        else GOOD[each.kind]
    )
    who, what = words.who(each.kind, each.name), words.what(each.kind, each.name)
    return tag("li", f"{who}: {what}: {state} ", tag("span", each.name, class_="id"))
