"""Net cost of a refunded gift and the unfunded rest of a refill; bases are never mixed."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import UnitMismatchError
from materiel.kernel.period import Period
from materiel.ledger.rows import Commitment, Payment
from materiel.sharing.netcost import less, net_costs, one_net_cost, replacement_estimate, unfunded
from materiel.vocabulary.rates import reference_rate

TODAY = date(2025, 12, 31)


def promise(name, **cells):
    given = {"kind": "gift", "giver": "DEU", "receiver": "UKR", "item": "patriot-fire-unit"}
    return Commitment(id=name, title=name, **{**given, **cells})


def money(name, commitment, stage, payer, payee, low, high, currency, basis):
    return Payment(
        id=name,
        commitment=commitment,
        stage=stage,
        payer=payer,
        payee=payee,
        valid=Period.parse("2025-01-01"),
        low=None if low is None else Decimal(low),
        high=None if high is None else Decimal(high),
        currency=currency,
        basis=basis,
    )


def test_x11_a_refunded_gift_costs_something_else_on_each_basis(record):
    rows = [
        promise("gift"),
        money("v1", "gift", "committed", "DEU", "UKR", "3.0", "3.0", "EUR", "book"),
        money("v2", "gift", "committed", "DEU", "UKR", "11.0", "11.0", "EUR", "replacement"),
        money("r", "gift", "paid", "EPF", "DEU", "1.5", "1.5", "EUR", "book"),
    ]
    found = net_costs(record(rows, TODAY), "gift")
    assert {each.basis: each.net for each in found} == {
        "book": Bounds.exactly(150),
        "replacement": Bounds.exactly(950),
    }
    assert found[0].cites == ("gift", "v1", "r")
    assert one_net_cost(found, ["book"]).net == Bounds.exactly(150)
    with pytest.raises(UnitMismatchError) as caught:
        one_net_cost(found, ["book", "replacement"])
    assert str(caught.value) == (
        "bases are not mixed; on book basis 150 EUR; on replacement basis 950 EUR"
    )
    with pytest.raises(UnitMismatchError) as caught:
        one_net_cost(found, ["market"])
    assert str(caught.value) == "bases are not mixed; none of them is on record"


def test_a_refill_paid_by_others_counts_and_another_currency_stands_apart(record):
    rows = [
        promise("gift"),
        promise("refill", kind="backfill", giver="RAYTHEON", receiver="DEU", refills="gift"),
        money("v", "gift", "pledged", "DEU", "UKR", "10", "12", "EUR", "replacement"),
        money("v-later", "gift", "obligated", "DEU", "UKR", "11", "11", "EUR", "replacement"),
        money("r1", "refill", "pledged", "NOR", "DEU", None, "4", "EUR", "replacement"),
        money("r2", "refill", "pledged", "NOR", "DEU", "70", "70", "NOK", "replacement"),
    ]
    books = record(rows, TODAY)
    (row,) = net_costs(books, "gift", stage="pledged")
    # A later stage of the same money is not added to an earlier one.
    assert (row.value, str(row.refunded), row.apart) == (
        Bounds.exactly(1100),
        "at most 400",
        ("r2",),
    )
    assert (row.net.low, row.net.high) == (700, 1100)
    (paid,) = net_costs(books, "gift")
    assert paid.net == Bounds.exactly(1100)


def test_the_unfunded_rest_of_a_refill_is_named_until_a_rate_is(record):
    rows = [
        promise("gift", giver="ROU"),
        promise("refill", kind="backfill", giver="RAYTHEON", receiver="ROU", refills="gift"),
        money("price", "refill", "obligated", "ROU", "RAYTHEON", "946", "946", "USD", "contract"),
        money("nor", "refill", "pledged", "NOR", "ROU", "1400", "1400", "NOK", "replacement"),
        money("swe", "refill", "pledged", "SWE", "ROU", None, "27", "USD", "replacement"),
        money("own", "refill", "pledged", "ROU", "UNDISCLOSED", None, "60", "USD", "replacement"),
    ]
    books = record(rows, TODAY)
    (row,) = unfunded(books, "refill")
    assert (row.cost, row.unconverted) == (Bounds.exactly(94600), ("nor",))
    assert (row.left.low, row.left.high, row.left.low_known) == (0, 94600, False)
    day = date(2024, 10, 29)
    rates = {code: reference_rate(code, day) for code in ("NOK", "USD")}
    (row,) = unfunded(books, "refill", rates)
    # 1,400 NOK / 11.8415 * 1.0774 = 127.38 USD.
    nor = round(Fraction(140000) / Fraction("11.8415") * Fraction("1.0774"))
    assert nor == 12738
    assert (row.left.low, row.left.high) == (94600 - nor - 2700, 94600 - nor)
    assert {"NOK:2024-10-29", "USD:2024-10-29", "price", "nor", "swe"} <= set(row.cites)
    assert row.receiver == "ROU"


SMALL = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda e: Bounds(min(e), max(e)))


@given(SMALL, SMALL)
def test_a_difference_and_an_estimate_hold_every_pair(left, right):
    pairs = [
        (a, b) for a in range(left.low, left.high + 1) for b in range(right.low, right.high + 1)
    ]
    found = less(left, right)
    assert (found.low, found.high) == (min(a - b for a, b in pairs), max(a - b for a, b in pairs))
    cost = replacement_estimate(left, right)
    assert (cost.low, cost.high) == (min(a * b for a, b in pairs), max(a * b for a, b in pairs))


def test_without_a_high_end_of_the_refunds_the_net_has_no_known_low_end():
    found = less(Bounds.exactly(5), Bounds.at_least(2))
    assert (found.low, found.high, found.low_known) == (0, 3, False)
    assert replacement_estimate(Bounds.exactly(2), Bounds.at_least(3)).high is None


def test_a_part_payment_does_not_make_a_price_smaller(record):
    rows = [
        promise("gift"),
        promise("refill", kind="backfill", giver="RAYTHEON", receiver="DEU", refills="gift"),
        money("v1", "gift", "obligated", "DEU", "UKR", "1.00", "1.00", "EUR", "replacement"),
        money("v2", "gift", "paid", "DEU", "UKR", "0.20", "0.20", "EUR", "replacement"),
        money("f", "gift", "paid", "EPF", "DEU", "0.50", "0.50", "EUR", "replacement"),
        money("c1", "refill", "obligated", "DEU", "RAYTHEON", "10", "10", "EUR", "contract"),
        money("c2", "refill", "paid", "DEU", "RAYTHEON", "1", "1", "EUR", "contract"),
    ]
    books = record(rows, TODAY)
    (gift,) = net_costs(books, "gift")
    assert (gift.value, gift.net) == (Bounds.exactly(100), Bounds.exactly(50))
    assert gift.cites == ("gift", "v1", "f")
    (refill,) = unfunded(books, "refill")
    assert (refill.cost, refill.left) == (Bounds.exactly(1000), Bounds.exactly(1000))


def test_more_paid_than_agreed_is_the_price_and_both_are_named(record):
    rows = [
        promise("gift"),
        money("v1", "gift", "obligated", "DEU", "UKR", "1.00", "1.00", "EUR", "replacement"),
        money("v2", "gift", "paid", "DEU", "UKR", "1.20", None, "EUR", "replacement"),
    ]
    (gift,) = net_costs(record(rows, TODAY), "gift")
    assert (gift.value.low, gift.value.high) == (120, None)
    assert gift.cites == ("gift", "v1", "v2")
