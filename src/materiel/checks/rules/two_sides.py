"""A promise or a payment has two sides: what a party owes itself cancels in the books."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Commitment, Payment


def _find(rows: CaseRows) -> Iterator[Finding]:
    for promise in rows.every(Commitment):
        if party := _same(rows, promise.giver, promise.receiver):
            yield _finding(rows, promise, "receiver", f"{party} is giver and receiver")
    for payment in rows.every(Payment):
        if party := _same(rows, payment.payer, payment.payee):
            yield _finding(rows, payment, "payee", f"{party} is payer and payee")


def _same(rows: CaseRows, left: str, right: str) -> str:
    """The one party behind both names; empty when there are two, or a name is unknown."""
    try:
        ids = {rows.journal.party(name) for name in (left, right)}
    except InputError:
        return ""
    return ids.pop() if len(ids) == 1 else ""


def _finding(rows: CaseRows, row: Commitment | Payment, column: str, problem: str) -> Finding:
    where = rows.where(row, column)
    problem = f"{problem}: its two sides cancel in every total"
    return Finding(CHECK.name, where, problem, "Name both parties.")


CHECK = Check("two-sides", "a promise or payment has two different parties", _find)
