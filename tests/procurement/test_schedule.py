"""Milestones sum to the total, whatever they are stated as."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError, UnitMismatchError
from materiel.kernel.money import Money
from materiel.procurement.contracts import Milestone
from materiel.procurement.schedule import schedule

TOTAL = Money.parse("1000000.01", "EUR")


def milestone(name: str, **facts: object) -> Milestone:
    return Milestone(id=name, contract="C", title=name, **facts)


def share(name: str, percent: str) -> Milestone:
    return milestone(name, share=Decimal(percent))


def test_advance_and_final_payment_share_the_last_cent():
    paid = schedule(TOTAL, [share("advance", "35"), share("final", "65")])
    assert [str(each.amount) for each in paid] == ["EUR 350,000.00", "EUR 650,000.01"]


def test_the_remainder_takes_what_the_others_leave():
    paid = schedule(
        TOTAL,
        [
            share("advance", "33.333"),
            milestone("final"),
            milestone("tests", amount=Decimal("1000.5"), currency="EUR"),
        ],
    )
    assert [str(each.amount) for each in paid] == [
        "EUR 333,330.00",
        "EUR 665,669.51",
        "EUR 1,000.50",
    ]
    assert paid[1].milestone.id == "final"


@given(
    st.integers(0, 10**9),
    st.lists(st.integers(1, 10**6), min_size=1, max_size=6),
    st.lists(st.integers(0, 10**6), max_size=3),
    st.booleans(),
)
def test_payments_always_sum_to_the_total(base, weights, fixed, remainder):
    # Shares of up to 10 % with five decimals; the last one fills up to the whole.
    percents = [Decimal(each) / 10**5 for each in weights]
    amounts = [
        milestone(f"f{i}", amount=Decimal(each) / 100, currency="EUR")
        for i, each in enumerate(fixed)
    ]
    shares = [share(f"s{i}", str(each)) for i, each in enumerate(percents)]
    if remainder:
        total = Money(base + sum(fixed) * 3 + 10, "EUR")
        rows = [*shares, *amounts, milestone("rest")]
    else:
        total = Money(base, "EUR")
        rows = [*shares, share("last", str(100 - sum(percents)))]
    paid = schedule(total, rows)
    assert sum(each.amount.minor for each in paid) == total.minor
    assert [each.milestone for each in paid] == rows
    for each in paid:
        if each.milestone.share is not None:
            exact = Fraction(each.milestone.share) * total.minor / 100
            assert abs(each.amount.minor - exact) < 1


def test_a_fixed_amount_and_shares_of_the_total():
    rows = [
        milestone("fixed", amount=Decimal(200), currency="EUR"),
        share("first", "50"),
        share("second", "30"),
    ]
    paid = schedule(Money.parse("1000", "EUR"), rows)
    assert [each.amount.minor for each in paid] == [20_000, 50_000, 30_000]


def test_fixed_amounts_and_empty_shares_alone():
    rows = [milestone("all", amount=Decimal(10), currency="EUR"), share("nothing", "0")]
    paid = schedule(Money.parse("10", "EUR"), rows)
    assert [each.amount.minor for each in paid] == [1000, 0]


@pytest.mark.parametrize(
    ("rows", "error", "message"),
    [
        (
            [share("a", "35"), share("b", "60")],
            InputError,
            (
                "the milestones pay 95 % and EUR 0.00 of EUR 1,000,000.01; "
                "accepted: exactly the total, or one milestone for the remainder"
            ),
        ),
        (
            [share("a", "90"), share("b", "20"), milestone("c")],
            InputError,
            (
                "the milestones pay EUR 1,100,000.01 of EUR 1,000,000.01; "
                "nothing is left for the remainder"
            ),
        ),
        (
            [milestone("a"), milestone("b")],
            InputError,
            "milestones a, b: only one can take the remainder",
        ),
        (
            [milestone("a", amount=Decimal(5), currency="USD"), milestone("b")],
            UnitMismatchError,
            (
                "milestone a: USD 5.00 in a contract of EUR 1,000,000.01; "
                "convert it at a named rate first"
            ),
        ),
    ],
)
def test_a_schedule_that_does_not_fit_is_refused(rows, error, message):
    with pytest.raises(error) as caught:
        schedule(TOTAL, rows)
    assert str(caught.value) == message
