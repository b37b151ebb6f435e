"""Needs, floors, backfills and changes of a planning problem, named as a reader says them."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from materiel.kernel.errors import UnknownNameError
from materiel.planning.editing import part
from materiel.planning.effects import Kind
from materiel.planning.levers import levers
from materiel.planning.numbers import Number
from materiel.planning.parts import Floor, Obligation, Requirement
from materiel.planning.problem import Problem
from materiel.reports.naming import Names
from materiel.reports.words import counted, listed, month_words
from materiel.scenarios.changes import ScenarioChange

TABLES: Mapping[Kind, str] = {"need": "requirements", "floor": "floors", "backfill": "obligations"}
"""Where the parts of a kind stand in a problem."""
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def exact(value: Number) -> str:
    """A number without rounding; what is not whole as a mixed fraction.

    >>> exact(Fraction(12, 5)), exact(Fraction(1, 3)), exact(-2), exact(Fraction(-7, 2))
    ('2 2/5', '1/3', '-2', '-3 1/2')
    """
    whole, rest = divmod(abs(Fraction(value)), 1)
    digits = f"{whole:,}" if whole or not rest else ""
    text = " ".join(filter(None, (digits, str(rest) if rest else "")))
    return f"-{text}" if value < 0 else text


class PartWords:
    """The words for the parts of one problem.

    Attributes:
        problem: whose parts; the problem before any change.
        names: the names of the case.
    """

    def __init__(self, problem: Problem, names: Names) -> None:
        self.problem, self.names = problem, names

    # -- who and what ----------------------------------------------------------------------

    def party(self, name: str) -> str:
        """A party's name."""
        return self.names.reading.party(name) if name in self._parties else name

    def item(self, name: str) -> str:
        """An item or family with its unit."""
        known = name in self.names.reading.words.items
        return self.names.reading.item_unit(name) if known else name

    @cached_property
    def _parties(self) -> Mapping[str, Any]:
        return self.names.reading.words.parties

    def who(self, kind: Kind, name: str) -> str:
        """Whose a need, floor or backfill is: ``Aldmark and Brennia``."""
        found = self._part(kind, name)
        if isinstance(found, Requirement):
            return self.party(found.recipient)
        if isinstance(found, Floor):
            return listed([self.party(each) for each in found.parties])
        return self.party(found.donor)

    def what(self, kind: Kind, name: str) -> str:
        """What it is, without whose: ``second need for Gale interceptors``."""
        found = self._part(kind, name)
        if isinstance(found, Requirement):
            nth = self._ordinals.get(name, "")
            return f"{f'{nth} ' if nth else ''}need for {self._needed(found)}"
        if isinstance(found, Floor):
            joint = "joint floor" if len(found.parties) > 1 else "floor"
            return f"{joint} of {self.item(found.of)}"
        return f"refill of {self.item(found.of)}"

    def terms(self, kind: Kind, name: str) -> str:
        """Its numbers: ``33 from the end of June 2027 on, priority 2``."""
        found = self._part(kind, name)
        if isinstance(found, Requirement):
            due = month_words(self.problem.start, found.due)
            return f"{exact(found.units)} from the end of {due} on, priority {found.priority}"
        if isinstance(found, Floor):
            least, most = min(found.levels), max(found.levels)
            span = exact(least) if least == most else f"{exact(least)} to {exact(most)}"
            return f"{span} to be held at the end of every month"
        share = "all" if found.share == 1 else f"{exact(found.share * 100)} %"
        return f"{share} of what is handed over, within {counted(found.window, 'month')}"

    def _part(self, kind: Kind, name: str) -> Requirement | Floor | Obligation:
        found: Requirement | Floor | Obligation = self._parts[kind, name]
        return found

    @cached_property
    def _parts(self) -> dict[tuple[Kind, str], Any]:
        return {
            (kind, each.name): each
            for kind, table in TABLES.items()
            for each in getattr(self.problem, table)
        }

    def _needed(self, need: Requirement) -> str:
        if need.of:
            return self.item(need.of)
        return listed([self.item(item) for item, _ in need.accept], 3)

    @cached_property
    def _ordinals(self) -> dict[str, str]:
        """Which of several needs of one recipient for the same it is, by the month it is due."""
        groups: dict[tuple[str, str], list[Requirement]] = {}
        for each in self.problem.requirements:
            groups.setdefault((each.recipient, self._needed(each)), []).append(each)
        found = {}
        for group in groups.values():
            group.sort(key=lambda each: each.due)
            for at, each in enumerate(group if len(group) > 1 else ()):
                found[each.name] = ORDINALS[at] if at < len(ORDINALS) else f"{at + 1}th"
        return found

    # -- changes ---------------------------------------------------------------------------

    def change(self, change: ScenarioChange) -> str:
        """A change as a sentence; one that has no words here keeps its own, with names."""
        table, _, name = change.part.partition("/")
        tell = TOLD.get(change.change)
        subject = self._subject(table, name)
        if change.change == "lever":
            moved = {each.key: each for each in levers(self.problem)}.get(change.part)
            text = self.names.said(moved.words(change.by or 0)) if moved else ""
        else:
            text = tell(subject, change, self) if tell else ""
        text = text or self.names.said(change.in_words())
        because = f" Reason given: {change.why.rstrip('.')}." if change.why else ""
        return f"{text[:1].upper()}{text[1:]}.{because}"

    def _subject(self, table: str, name: str) -> str:
        for kind, where in TABLES.items():
            if table == where and (kind, name) in self._parts:
                return f"{self.what(kind, name)} of {self.who(kind, name)}"
        said = self.names.said(name)
        if table == "parties":
            return self.party(name)
        if table == "components":
            try:
                uses = part(self.problem, f"components/{name}").uses
            except UnknownNameError:
                return said
            return f"the {said}, which {listed([self.item(each) for each, _ in uses], 3)} need"
        return said


def _slipped(subject: str, change: ScenarioChange, _: PartWords) -> str:
    by = change.by or 0
    return f"{counted(abs(by), 'month')} {'later' if by >= 0 else 'earlier'} for {subject}"


def _sized(subject: str, change: ScenarioChange, _: PartWords) -> str:
    if change.to:
        return f"{subject}: set to {change.to}"
    by = change.by or 0
    return f"{subject}: {abs(by)} {'more' if by >= 0 else 'fewer'}"


def _budgeted(subject: str, change: ScenarioChange, _: PartWords) -> str:
    by = change.by or 0
    return f"{abs(by)} % {'more' if by >= 0 else 'less'} in the budget of {subject}"


TOLD: Mapping[str, Callable[[str, ScenarioChange, PartWords], str]] = {
    "slip": _slipped,
    "floor": _sized,
    "need": _sized,
    "refuse": lambda subject, _change, _words: f"refused: {subject}",
    "leave": lambda subject, _change, _words: f"{subject} takes no further part",
    "budget": _budgeted,
    "priority": lambda subject, change, _words: f"{subject}: priority {change.to}",
    "redirect": lambda subject, change, words: (
        f"{subject}: goes to {words.party(change.to)} instead"
    ),
}
"""How each change is said, by the word of a scenario's file."""
