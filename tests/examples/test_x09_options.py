"""X9: two options in a row, refused and accepted uses, and the line on the day after."""

from datetime import date
from decimal import Decimal

import pytest

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import RefusedActError
from materiel.procurement.contracts import ContractLine, Option
from materiel.procurement.options import OptionBook
from materiel.procurement.standing import standing

MILLION = 1_000_000
PRICED = {"contract": "C", "line": "1", "currency": "EUR", "basis": "contract"}
LINE = ContractLine(
    id="c1",
    item="missile",
    firm_low=100,
    firm_high=100,
    ceiling="200",
    price=Decimal(4 * MILLION),
    **PRICED,
)
FIRST = Option(
    id="option-1",
    quantity=40,
    minimum=20,
    price=Decimal("3.8") * MILLION,
    expires=date(2025, 6, 30),
    **PRICED,
)
SECOND = Option(
    id="option-2",
    quantity=60,
    after="option-1",
    price=Decimal("3.6") * MILLION,
    expires=date(2025, 12, 31),
    **PRICED,
)
BOOK = OptionBook.of([LINE], [FIRST, SECOND])


def refusal(book: OptionBook, option: str, units: int, day: date) -> str:
    with pytest.raises(RefusedActError) as caught:
        book.exercise(option, units, day)
    return str(caught.value)


def test_the_contract_year_as_our_own_acts():
    assert refusal(BOOK, "option-1", 10, date(2025, 5, 1)) == (
        "refused: option option-1: 10 by 2025-05-01 is below its minimum of 20 [option-minimum]"
    )
    book = BOOK.exercise("option-1", 30, date(2025, 6, 1))
    assert refusal(book, "option-1", 10, date(2025, 7, 5)) == (
        "refused: option option-1: 2025-07-05 is after its last day 2025-06-30 [option-window]"
    )
    book = book.exercise("option-2", 60, date(2025, 12, 31))

    on = standing(book, date(2026, 1, 1))
    assert str(on.ceiling) == "200"
    assert on.firm == Bounds.exactly(190)
    assert on.lapsed == Bounds.exactly(10)
    assert on.open == on.reachable == Bounds.exactly(0)
    assert {key: str(value) for key, value in on.value.items()} == {
        ("EUR", "contract"): "EUR 730,000,000.00"
    }


def test_the_second_option_waits_for_the_first():
    assert refusal(BOOK, "option-2", 60, date(2025, 3, 1)) == (
        "refused: option option-2: on 2025-03-01 its predecessor option-1 was not yet exercised "
        "[option-predecessor]"
    )


def test_reported_uses_are_kept_with_a_finding_that_names_the_rule():
    book, low = BOOK.reported("option-1", 10, date(2025, 5, 1))
    assert [str(finding) for finding in low] == [
        (
            "option-1:2025-05-01: option option-1: 10 by 2025-05-01 is below its minimum of 20 "
            "[option-minimum]"
        )
    ]
    book = book.exercise("option-1", 30, date(2025, 6, 1))
    book, late = book.reported("option-1", 10, date(2025, 7, 5))
    assert [finding.check for finding in late] == ["option-window", "option-quantity"]
    assert book.exercised("option-1") == 50
    assert {finding.severity for finding in book.findings()} == {"warning"}
    assert standing(book, date(2025, 12, 1)).firm == Bounds.exactly(150)
