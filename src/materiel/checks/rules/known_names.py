"""Every party, item, currency and event word is one that the vocabulary knows."""

from collections.abc import Callable, Iterator, Mapping

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
    for row in rows.all():
        for column, kind, name in _names(row):
            look_up, remedy = LOOK_UPS[kind]
            try:
                look_up(rows.vocabulary, name)
            except InputError as problem:
                yield Finding(CHECK.name, rows.where(row, column), str(problem), remedy)


def _names(row: Row) -> Iterator[tuple[str, str, str]]:
    """Column, kind of name, and name of every cell that holds names."""
    for each in columns(type(row)):
        value = getattr(row, each.name)
        if each.kind.name in LOOK_UPS:
            for name in (value,) if isinstance(value, str) else value:
                if name:
                    yield each.name, each.kind.name, name
    if isinstance(row, Event):
        yield "event", "event", row.event
    if row.marking is not None:
        for name in row.marking.parties:
            yield "marking", "party", name


CHECK = Check("known-names", "every party, item, currency and event word is known", _find)
