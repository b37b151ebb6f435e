"""Invoices sum to the cent in every direction, whatever the amounts."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError
from materiel.kernel.money import Money
from materiel.kernel.period import Period
from materiel.procurement.contracts import ContractLine, Milestone
from materiel.procurement.invoices import invoices, spread

CENTS = st.integers(0, 10**11)


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


@given(CENTS, st.lists(CENTS, min_size=1, max_size=9).filter(any))
def test_a_spread_sums_to_the_amount_and_each_part_is_within_a_cent_of_its_share(amount, weights):
    parts = [each.minor for each in spread(euros(amount), [euros(each) for each in weights])]
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(amount * weight, sum(weights))) <= 1
        assert part == 0 or weight


def share(number: int, units: int, price: str, rate: str, **facts: object) -> ContractLine:
    stated = {"buyer": f"B{number}", "currency": "EUR", "basis": "contract"} | facts
    return ContractLine(
        id=f"r{number}",
        contract="C",
        line="1",
        item="missile",
        firm_low=units,
        firm_high=units,
        price=Decimal(price),
        vat_rate=None if not rate else Decimal(rate),
        **stated,
    )


def milestone(number: int, **facts: object) -> Milestone:
    return Milestone(id=f"m{number}", contract="C", title=f"m{number}", **facts)


PRICES = st.decimals("0.01", "5000000", places=2)
RATES = st.sampled_from(["0", "5.5", "10", "19", "20", "21", "25.5"])


@given(
    st.lists(st.tuples(st.integers(1, 200), PRICES, RATES), min_size=1, max_size=6),
    st.lists(st.integers(1, 30), max_size=3),
)
def test_every_share_and_every_milestone_is_met_to_the_cent(facts, percents):
    rows = [share(at, units, str(price), rate) for at, (units, price, rate) in enumerate(facts)]
    plans = [milestone(at, share=Decimal(each)) for at, each in enumerate(percents)]
    made = invoices(rows, [*plans, milestone(99)])
    # Plain arithmetic beside it: integers in cents, a half goes up.
    gross = 0
    for each, (units, price, rate) in zip(made.shares, facts, strict=True):
        net = int(price * 100) * units
        vat = (2 * net * Fraction(rate) + 100) // 200
        assert (each.net.minor, each.vat.minor) == (net, vat)
        gross += net + vat
        mine = made.of(each.buyer)
        assert sum(row.net.minor for row in mine) == net
        assert sum(row.vat.minor for row in mine) == vat
        assert sum(row.gross.minor for row in mine) == net + vat
    assert made.total.minor == gross
    for plan, amount in made.due:
        assert sum(row.gross.minor for row in made.rows if row.milestone == plan) == amount.minor
    assert all(row.net + row.vat == row.gross for row in made.rows)


def test_a_gross_of_nothing_has_invoices_of_nothing():
    made = invoices([share(1, 5, "0", "19"), share(2, 1, "7", "0")], [milestone(1)])
    assert [str(row.gross) for row in made.rows] == ["EUR 0.00", "EUR 7.00"]


def test_a_fixed_amount_is_spread_by_gross_and_the_remainder_pays_the_rest():
    rows = [share(1, 1, "100", "0"), share(2, 1, "100", "0"), share(3, 1, "100", "0")]
    plans = [milestone(2), milestone(1, amount=Decimal("0.02"), currency="EUR")]
    made = invoices(rows, plans)
    assert [row.gross.minor for row in made.rows if row.milestone.id == "m1"] == [1, 0, 1]
    assert [row.gross.minor for row in made.rows if row.milestone.id == "m2"] == [9999, 10000, 9999]


@pytest.mark.parametrize(
    ("rows", "plans", "problem"),
    [
        (
            [share(1, 1, "5", ""), share(2, 1, "5", "19", buyer="")],
            [milestone(1)],
            (
                "no invoice can be made out: r1: its VAT rate is not known; r2: whose it is is not "
                "known"
            ),
        ),
        ([share(1, 1, "5", "19")], [], "no invoice can be made out: no milestone is stated"),
        ([], [milestone(1)], "no invoice can be made out: nothing is firmly ordered"),
        (
            [share(1, 1, "5", "19"), share(2, 1, "5", "19", currency="USD")],
            [milestone(1)],
            (
                "no invoice can be made out: the lines are in EUR and USD; convert at a named rate "
                "first"
            ),
        ),
    ],
)
def test_what_is_not_known_is_named_and_nothing_is_invoiced(rows, plans, problem):
    with pytest.raises(InputError) as refused:
        invoices(rows, plans)
    assert str(refused.value) == problem


def test_a_number_that_is_not_exact_has_no_invoice():
    row = ContractLine(
        id="r",
        contract="C",
        line="1",
        item="missile",
        buyer="A",
        firm_low=3,
        firm_high=5,
        price=Decimal(5),
        currency="EUR",
        basis="contract",
        vat_rate=Decimal(0),
    )
    with pytest.raises(InputError) as refused:
        invoices([row], [milestone(1, due=Period.parse("2025"))])
    assert str(refused.value) == ("no invoice can be made out: r: how many (3 to 5) is not known")
