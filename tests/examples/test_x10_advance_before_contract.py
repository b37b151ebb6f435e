"""X10: an advance of 35 % is known on 20 December, its contract on 3 January."""

from datetime import date
from decimal import Decimal

import pytest

from materiel.checks.case import CaseRows
from materiel.checks.running import run_checks
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period
from materiel.kernel.stamps import Stamps
from materiel.ledger.case import Case
from materiel.ledger.rows import Commitment, Payment


def money(name: str, stage: str, amount: int, day: str) -> Payment:
    return Payment(
        id=name,
        commitment="order",
        stage=stage,
        payer="DEU",
        payee="COMLOG",
        valid=Period.parse(day),
        low=Decimal(amount),
        high=Decimal(amount),
        currency="EUR",
        basis="contract",
        known_on=date.fromisoformat(day),
    )


def findings(known_at: str) -> list[Finding]:
    day = date.fromisoformat(known_at)
    rows = CaseRows.gather(
        {
            Case: [Case(id="x", title="X10", today=date(2025, 6, 1), fictional=True)],
            Commitment: [
                Commitment(
                    id="order",
                    kind="order",
                    title="a contract",
                    giver="COMLOG",
                    receiver="DEU",
                    item="pac-2-gem-t",
                    known_on=date(2024, 12, 1),
                )
            ],
            Payment: [
                money("advance", "paid", 35, "2024-12-20"),
                money("contract", "obligated", 100, "2025-01-03"),
            ],
        },
        Stamps(day, day),
    )
    return run_checks(rows, ["payment-before-obligation"])


@pytest.mark.parametrize("known_at", ["2024-12-20", "2024-12-31", "2025-01-02"])
def test_until_the_contract_is_known_the_finding_stands(known_at):
    (found,) = findings(known_at)
    assert (found.problem, found.severity) == ("paid 35, obligated 0 EUR", "warning")


@pytest.mark.parametrize("known_at", ["2025-01-03", "2025-06-01"])
def test_from_then_on_it_is_historical(known_at):
    (found,) = findings(known_at)
    assert found.severity == "note"
    assert found.problem == ("as known from 2024-12-20 to 2025-01-02: paid 35, obligated 0 EUR")


def test_before_the_advance_there_is_nothing_to_find():
    assert findings("2024-12-19") == []
