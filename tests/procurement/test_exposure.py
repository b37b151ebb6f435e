"""What each buyer stands to pay, currencies and bases apart, unknowns said."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from materiel.procurement.contracts import POOLED, ContractLine
from materiel.procurement.exposure import exposure


def row(name: str, line: str = "1", **facts: object) -> ContractLine:
    if "price" in facts:
        facts = {"currency": "EUR", "basis": "contract"} | facts
    return ContractLine(id=name, contract="C", line=line, item="missile", **facts)


def exact(units: int) -> dict[str, int]:
    return {"firm_low": units, "firm_high": units}


def test_lines_of_a_buyer_are_added_with_their_own_vat():
    lines = [
        row("a", buyer="DEU", price=Decimal(100), vat_rate=Decimal(19), **exact(3)),
        row("b", "2", buyer="DEU", price=Decimal("9.99"), vat_rate=Decimal(7), **exact(10)),
        row("c", "2", buyer="NLD", price=Decimal("9.99"), vat_rate=Decimal(21), **exact(1)),
    ]
    found = exposure(lines)
    assert [(each.buyer, str(each.net), str(each.gross)) for each in found.rows] == [
        ("DEU", "EUR 399.90", "EUR 463.89"),
        ("NLD", "EUR 9.99", "EUR 12.09"),
    ]
    assert found.unpriced == ()


def test_currencies_and_bases_never_meet():
    lines = [
        row("a", buyer="DEU", price=Decimal(1), **exact(1)),
        row("b", "2", buyer="DEU", price=Decimal(1), currency="USD", **exact(1)),
        row("c", "3", buyer="DEU", price=Decimal(1), basis="ceiling", **exact(1)),
    ]
    assert [(each.currency, each.basis) for each in exposure(lines).rows] == [
        ("EUR", "ceiling"),
        ("EUR", "contract"),
        ("USD", "contract"),
    ]


def test_what_is_missing_is_said():
    lines = [
        row("a", buyer="DEU", price=Decimal(5), vat_rate=Decimal(19), **exact(1)),
        row("b", "2", buyer="DEU", price=Decimal(5), **exact(1)),
        row("c", "3", buyer="DEU", **exact(1)),
        row("d", "4", buyer="DEU", **exact(0)),
    ]
    found = exposure(lines)
    assert str(found.rows[0].net) == "EUR 10.00"
    assert found.rows[0].gross is None
    assert found.rows[0].untaxed == ("b",)
    assert found.unpriced == ("c",)


def test_what_the_whole_leaves_over_is_nobody_named_and_counted_once():
    lines = [
        row("w", scope="whole", price=Decimal(2), **exact(10)),
        row("a", buyer="DEU", price=Decimal(2), **exact(4)),
        row("b", buyer="NLD", price=Decimal(2), firm_low=1, firm_high=9),
    ]
    assert {each.buyer: str(each.net) for each in exposure(lines).rows} == {
        POOLED: "at most EUR 10.00",
        "DEU": "EUR 8.00",
        "NLD": "EUR 2.00 to EUR 12.00",
    }


def test_two_prices_of_one_buyer_on_one_line():
    lines = [
        row("a", buyer="DEU", price=Decimal(2), **exact(4)),
        row("b", buyer="DEU", price=Decimal(3), **exact(2)),
    ]
    assert [str(each.net) for each in exposure(lines).rows] == ["EUR 14.00"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["DEU", "NLD", ""]),
            st.sampled_from("123"),
            st.integers(0, 50),
            st.integers(0, 50),
            st.integers(0, 900),
        ),
        max_size=8,
    )
)
def test_exposures_sum_to_the_plain_total(parts):
    lines = [
        row(
            f"r{i}",
            line,
            buyer=buyer,
            firm_low=low,
            firm_high=low + more,
            price=Decimal(cents) / 100,
        )
        for i, (buyer, line, low, more, cents) in enumerate(parts)
    ]
    rows = exposure(lines).rows
    assert sum(each.net.low.minor for each in rows) == sum(p[2] * p[4] for p in parts)
    assert sum(each.net.high.minor for each in rows) == sum((p[2] + p[3]) * p[4] for p in parts)
