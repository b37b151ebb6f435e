"""What the ledger would refuse to post is found before it is loaded."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row
from materiel.ledger.rows import Event, Gate


def _find(rows: CaseRows) -> Iterator[Finding]:
    for row, problem in rows.journal.refused:
        # Unknown names, dangling ids and gates have checks of their own, with better places.
        if not isinstance(row, Gate) and _names_hold(rows, row):
            yield Finding(CHECK.name, rows.where(row), problem, "Correct the row.")


def _names_hold(rows: CaseRows, row: Row) -> bool:
    words = rows.vocabulary
    try:
        for name in ("giver", "receiver", "party", "payer", "payee"):
            value = getattr(row, name, "")
            if isinstance(value, str) and value:
                words.party(value)
        if item := getattr(row, "item", ""):
            words.item(item)
        if isinstance(row, Event):
            words.event(row.event)
            for name in row.commitment:
                promise = rows.journal.commitment(name)
                words.party(promise.giver)
                words.party(promise.receiver)
                words.item(promise.item)
            if row.same_as:
                rows.journal.versions(row.same_as)
        elif commitment := getattr(row, "commitment", ""):
            rows.journal.commitment(commitment)
    except InputError:
        return False
    return True


CHECK = Check("arithmetic", "every row can be posted: its numbers can be read one way", _find)
