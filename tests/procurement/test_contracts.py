"""Contract rows: three states of a ceiling, what is firm, and shares that fit the whole."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.table import columns, from_cells, to_cells
from materiel.procurement.contracts import (
    POOLED,
    Ceiling,
    ContractLine,
    Milestone,
    Option,
    line_ceiling,
    line_shares,
)


def row(name: str, **facts: object) -> ContractLine:
    return ContractLine(id=name, contract="C", line="1", item="missile", **facts)


def test_a_ceiling_has_three_states_that_are_never_confused():
    assert Ceiling.parse("1,000") == Ceiling("number", 1000)
    assert Ceiling.parse("0") == Ceiling("number", 0)
    assert Ceiling.parse("none") != Ceiling.parse("unknown")
    assert [str(Ceiling.parse(text)) for text in ("1000", "none", "unknown")] == [
        "1,000",
        "none",
        "unknown",
    ]
    assert row("r").limit == Ceiling("unknown")


def test_up_to_a_thousand_leaves_the_firm_part_unknown():
    assert row("r", ceiling="1000").firm == Bounds.at_most(1000)
    assert row("r", ceiling="none").firm == Bounds.unknown()
    assert row("r", firm_low=400, ceiling="unknown").firm == Bounds.at_least(400)
    assert row("r", firm_low=400, ceiling="1000").firm == Bounds.between(400, 1000)
    assert row("r", firm_low=500, ceiling="400").firm == Bounds.exactly(500)


CELLS = {
    "id": "c1",
    "contract": "C",
    "line": "1",
    "item": "missile",
    "buyer": "DEU",
    "firm_low": "100",
    "firm_high": "120",
    "ceiling": "200",
    "price": "4000000.125",
    "currency": "EUR",
    "basis": "contract",
    "vat_rate": "19",
    "starts": "2024-01",
    "delivery": "2027..2029-06",
    "advance": "35",
    "origin": "DEU",
}


def test_rows_survive_the_way_through_cells():
    line = from_cells(ContractLine, CELLS)
    assert line.price == Decimal("4000000.125")
    assert from_cells(ContractLine, to_cells(line)) == line
    option = from_cells(
        Option,
        {
            "id": "o1",
            "contract": "C",
            "line": "1",
            "quantity": "40",
            "minimum": "20",
            "price": "3.8",
            "price_after": "4.1",
            "currency": "EUR",
            "basis": "contract",
            "expires": "2025-06-30",
            "holders": "DEU; NLD",
            "index": "0.6 + 0.4 x wage index",
        },
    )
    assert option.holders == ("DEU", "NLD")
    assert from_cells(Option, to_cells(option)) == option
    paid = from_cells(
        Milestone, {"id": "m", "contract": "C", "title": "advance", "share": "35", "due": "2024-Q1"}
    )
    assert from_cells(Milestone, to_cells(paid)) == paid
    for kind in (ContractLine, Option, Milestone):
        assert all(each.meaning for each in columns(kind))


@pytest.mark.parametrize(
    ("kind", "changed", "message"),
    [
        (
            ContractLine,
            {"ceiling": "many"},
            "ceiling: found 'many'; accepted: a whole number (0 or more), none, unknown",
        ),
        (
            ContractLine,
            {"ceiling": "-1"},
            "ceiling: found '-1'; accepted: a whole number (0 or more), none, unknown",
        ),
        (
            ContractLine,
            {"firm_low": "130"},
            "bounds 130 to 120: the low end is above the high end",
        ),
        (
            ContractLine,
            {"currency": ""},
            "currency: required with a price; accepted: an ISO 4217 code",
        ),
        (
            ContractLine,
            {"basis": ""},
            "basis: required with a price; accepted: contract, ceiling, market, replacement, book",
        ),
        (
            ContractLine,
            {"price": ""},
            "basis: found 'contract' without a price; accepted: an empty cell",
        ),
        (ContractLine, {"price": "-1"}, "price: found -1; accepted: 0 or more"),
        (ContractLine, {"vat_rate": "119"}, "vat_rate: found 119; accepted: 0 to 100 (percent)"),
        (ContractLine, {"advance": "-1"}, "advance: found -1; accepted: 0 to 100 (percent)"),
        (
            ContractLine,
            {"scope": "whole"},
            "buyer: found 'DEU' in a row of scope whole; accepted: an empty cell",
        ),
        (
            Option,
            {"quantity": "10", "minimum": "20"},
            "minimum: found 20; accepted: at most the quantity, 10",
        ),
        (
            Option,
            {"opens": "2025-07-01", "expires": "2025-06-30"},
            "expires: found 2025-06-30; accepted: 2025-07-01, when it opens, or later",
        ),
        (Option, {"after": "c1"}, "after: option c1 cannot be its own predecessor"),
        (
            Option,
            {"price": "", "basis": "", "price_after": "4"},
            "price_after: stated without a price; accepted: both or neither",
        ),
        (
            Milestone,
            {"title": "t", "share": "10", "amount": "5"},
            "share 10 and amount 5: accepted: one of the two, or neither for the remainder",
        ),
        (
            Milestone,
            {"title": "t", "amount": "5", "currency": ""},
            "amount and currency: accepted: both or neither",
        ),
    ],
)
def test_a_row_that_could_be_read_two_ways_is_refused(kind, changed, message):
    with pytest.raises(InputError) as caught:
        from_cells(kind, CELLS | changed)
    assert str(caught.value) == message


def test_known_and_unknown_shares_fit_the_whole():
    fitted = line_shares(
        [
            row("whole", scope="whole", ceiling="1000"),
            row("de", buyer="DEU", firm_low=500, firm_high=500),
            row("ro", buyer="ROU", firm_low=200, firm_high=200),
            row("se", buyer="SWE"),
        ]
    )
    assert fitted.buyers["SWE"] == Bounds.at_most(300)
    assert fitted.rest == Bounds.at_most(300)
    assert fitted.whole == Bounds.between(700, 1000)
    assert fitted.findings == ()


def test_shares_without_a_whole_are_added():
    fitted = line_shares([row("a", buyer="DEU", firm_low=3, firm_high=5), row("b", firm_low=2)])
    assert fitted.rest is None
    assert fitted.buyers == {"DEU": Bounds.between(3, 5), POOLED: Bounds.at_least(2)}
    assert fitted.whole == Bounds.at_least(5)


def test_shares_above_the_whole_are_a_finding_not_a_guess():
    fitted = line_shares(
        [
            row("whole", scope="whole", firm_low=10, firm_high=10),
            row("a", buyer="DEU", firm_low=12, firm_high=12),
        ]
    )
    assert [str(finding) for finding in fitted.findings] == [
        (
            "C/1: the buyers' shares are at least 12, the whole is 10. Correct a share or the "
            "whole. [contract-shares]"
        )
    ]
    assert fitted.whole == Bounds.between(10, 12)


SMALL = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted)


@given(st.lists(SMALL, min_size=1, max_size=3), SMALL)
def test_fitted_shares_are_what_enumeration_leaves(shares, whole):
    rows = [
        row(f"r{i}", buyer=f"B{i}", firm_low=low, firm_high=high)
        for i, (low, high) in enumerate(shares)
    ]
    rows.append(row("whole", scope="whole", firm_low=whole[0], firm_high=whole[1]))
    fitted = line_shares(rows)
    # Every way to pick the shares and the rest so that they make an allowed whole.
    ways = [
        (*picked, rest)
        for picked in product(*(range(low, high + 1) for low, high in shares))
        for rest in range(5)
        if whole[0] <= sum(picked) + rest <= whole[1]
    ]
    if not ways:
        assert fitted.findings
        return
    for i in range(len(shares)):
        seen = {way[i] for way in ways}
        assert fitted.buyers[f"B{i}"] == Bounds.between(min(seen), max(seen))
    rests = {way[-1] for way in ways}
    assert (fitted.rest.low, fitted.rest.high) == (min(rests), max(rests))
    totals = {sum(way) for way in ways}
    assert fitted.whole == Bounds.between(min(totals), max(totals))


def test_the_ceiling_of_a_line_is_that_of_its_whole_or_the_sum_of_its_shares():
    pair = [row("a", buyer="DEU", ceiling="30"), row("b", buyer="NLD", ceiling="20")]
    assert line_ceiling(pair) == Ceiling("number", 50)
    assert line_ceiling([*pair, row("w", scope="whole", ceiling="45")]) == Ceiling("number", 45)
    assert line_ceiling([*pair, row("c", buyer="ESP")]) == Ceiling("unknown")
    assert line_ceiling([*pair, row("c", buyer="ESP", ceiling="none")]) == Ceiling("none")


def test_rows_of_two_lines_are_refused():
    other = ContractLine(id="x", contract="C", line="2", item="missile")
    with pytest.raises(InputError) as caught:
        line_shares([row("a"), other])
    assert str(caught.value) == "rows of 2 lines (C/1, C/2); accepted: of one line"
    with pytest.raises(InputError) as caught:
        line_shares([row("a", scope="whole"), row("b", scope="whole")])
    assert str(caught.value) == "C/1: rows a, b all state the whole; accepted: one"
