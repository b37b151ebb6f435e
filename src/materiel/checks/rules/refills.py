"""A backfill makes good a gift of its receiver, by an item of the same family."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Commitment

GIVEN = ("gift", "loan", "sale")


def _find(rows: CaseRows) -> Iterator[Finding]:
    for row in rows.every(Commitment):
        gift = rows.by_id.get(row.refills)
        if not isinstance(gift, Commitment):
            continue
        if gift.kind not in GIVEN:
            yield _finding(rows, row, f"{gift.id} is of kind {gift.kind}, no hand-over")
        words = rows.vocabulary
        try:
            refilled, giver = words.party(row.receiver).id, words.party(gift.giver).id
            items = [words.item(name).id for name in (row.item, gift.item)]
        except InputError:
            continue
        if refilled != giver:
            yield _finding(rows, row, f"it refills {refilled}, but {gift.id} was given by {giver}")
        if not _related(rows, *items):
            yield _finding(rows, row, f"it is of {items[0]}, but {gift.id} was of {items[1]}")


def _related(rows: CaseRows, left: str, right: str) -> bool:
    """Whether one item stands above the other, or both in one family."""
    families = []
    for name in (left, right):
        above = rows.vocabulary.items_above(name)
        families.append({each.id for each in above if each.level == "family"})
        if {left, right} <= {each.id for each in above}:
            return True
    return bool(families[0] & families[1])


def _finding(rows: CaseRows, row: Commitment, problem: str) -> Finding:
    where = rows.where(row, "refills")
    return Finding(CHECK.name, where, problem, "Correct the gift that it names.", "warning")


CHECK = Check("refills", "a backfill makes good a gift of its receiver in the same family", _find)
