"""No money is paid before it is obligated: an advance before its contract (DESIGN §4.5)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.checks.journal import Standing
from materiel.kernel.bounds import Bounds
from materiel.kernel.findings import Finding
from materiel.kernel.money import Money
from materiel.ledger.postings import Account
from materiel.ledger.rows import Payment
from materiel.ledger.totals import Sum

PAID, OBLIGATED = "paid", "obligated"


def _find(rows: CaseRows) -> Iterator[Finding]:
    payments: dict[tuple[str, str], list[Payment]] = defaultdict(list)
    for row in rows.every(Payment):
        known = rows.known_on(row) <= rows.stamps.known_at
        if known and row.stage in (PAID, OBLIGATED):
            payments[rows.lives.root(row.commitment), row.currency].append(row)
    for (root, currency), mine in payments.items():
        last = next((row for row in reversed(mine) if row.stage == PAID), None)
        if last is None:
            continue
        now = _over(rows, root, currency, rows.stamps.as_of, rows.stamps.known_at)
        if now:
            yield Finding(
                CHECK.name, rows.where(last), now, "Enter the contract that was signed.", "warning"
            )
        else:
            yield from _past(rows, root, currency, mine, last)


def _past(
    rows: CaseRows, root: str, currency: str, mine: list[Payment], last: Payment
) -> Iterator[Finding]:
    """One note on the days of knowledge on which the finding stood, one on days in the world."""
    stamps = rows.stamps
    days = sorted({rows.known_on(row) for row in mine})
    for start, following in zip(days, [*days[1:], None], strict=True):
        if following is None:
            break
        problem = _over(rows, root, currency, min(start, stamps.as_of), start)
        if problem:
            until = following - timedelta(days=1)
            yield _note(rows, last, f"as known from {start} to {until}: {problem}")
            return
    for day in sorted({row.valid.last for row in mine if row.valid.last <= stamps.as_of}):
        problem = _over(rows, root, currency, day, stamps.known_at)
        if problem:
            yield _note(rows, last, f"as of {day}: {problem}")
            return


def _note(rows: CaseRows, row: Payment, problem: str) -> Finding:
    return Finding(CHECK.name, rows.where(row), problem, "Historical; nothing to do.", "note")


def _over(rows: CaseRows, root: str, currency: str, as_of: date, known_at: date) -> str:
    standing = Standing(rows.journal, as_of, known_at)

    def stage(name: str, sign: int = 1) -> Sum:
        def wanted(account: Account) -> bool:
            return account.name == name and account.item == currency

        return standing.sum("money", root, wanted, sign)

    if standing.total(stage(PAID), stage(OBLIGATED, -1)).bounds.low <= 0:
        return ""
    paid, obligated = (standing.total(stage(name)).bounds for name in (PAID, OBLIGATED))
    return f"paid {_major(paid, currency)}, obligated {_major(obligated, currency)} {currency}"


def _major(bounds: Bounds, currency: str) -> str:
    """Bounds of minor units as major units: 35, or 30 to 35."""
    ends = [bounds.low] if bounds.high is None else sorted({bounds.low, bounds.high})
    words = [_plain(Money(end, currency).decimal) for end in ends]
    return f"at least {words[0]}" if bounds.high is None else " to ".join(words)


def _plain(amount: Decimal) -> str:
    return f"{amount:,f}".rstrip("0").rstrip(".") if amount % 1 else f"{int(amount):,}"


CHECK = Check("payment-before-obligation", "no money is paid before it is obligated", _find)
