"""Every party, item, currency and event word is one that the vocabulary knows."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row, columns
from materiel.ledger.rows import Event
from materiel.vocabulary.vocabulary import Vocabulary

_PARTIES = "Write a name of the vocabulary, or add the party to parties.csv."
_ITEMS = "Write a name of the vocabulary, or add the item to items.csv."

LOOK_UPS: Mapping[str, tuple[Callable[[Vocabulary, str], object], str]] = {
    "party": (lambda words, name: words.party(name), _PARTIES),
    "parties": (lambda words, name: words.party(name), _PARTIES),
    "item": (lambda words, name: words.item(name), _ITEMS),
    "items": (lambda words, name: words.item(name), _ITEMS),
    "currency": (lambda words, name: words.currency(name), "Write its ISO 4217 code."),
    "event": (lambda words, name: words.event(name), "Write a ledger event."),
}
"""Kind of column to its look-up and the remedy when it fails."""


def _find(rows: CaseRows) -> Iterator[Finding]:
    for row, problem in rows.refused:
        yield Finding(CHECK.name, rows.where(row), problem, "Give the row an id of its own.")
    problems: dict[tuple[str, str], str] = {}
    for row in rows.all():
        for column, kind, name in _names(row):
            if (kind, name) not in problems:
                problems[kind, name] = _problem(rows.vocabulary, kind, name)
            if problem := problems[kind, name]:
                yield Finding(CHECK.name, rows.where(row, column), problem, LOOK_UPS[kind][1])


def _problem(words: Vocabulary, kind: str, name: str) -> str:
    """Why the vocabulary does not know a name; empty where it does."""
    look_up, _ = LOOK_UPS[kind]
    try:
        look_up(words, name)
    except InputError as problem:
        return str(problem)
    return ""


def _names(row: Row) -> Iterator[tuple[str, str, str]]:
    """Column, kind of name, and name of every cell that holds names."""
    table: Any = type(row)
    for column, kind in _columns(table):
        value = getattr(row, column)
        for name in (value,) if isinstance(value, str) else value:
            if name:
                yield column, kind, name
    if row.marking is not None:
        for name in row.marking.parties:
            yield "marking", "party", name


@cache
def _columns(table: Any) -> tuple[tuple[str, str], ...]:
    """Each column of a table that holds names, with their kind."""
    named = [(each.name, each.kind.name) for each in columns(table) if each.kind.name in LOOK_UPS]
    return (*named, *([("event", "event")] if issubclass(table, Event) else ()))


CHECK = Check("known-names", "every party, item, currency and event word is known", _find)
