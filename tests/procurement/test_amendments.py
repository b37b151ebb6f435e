"""What is in force on a day, against a replay of the changes too plain to be wrong."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.procurement.amendments import Amendment, amended, in_force
from materiel.procurement.contracts import ContractLine, Option, line_ceiling, line_shares

START = date(2024, 1, 1)


def on(day: int) -> date:
    return START + timedelta(days=day)


def days(first: int, last: int) -> Period:
    return Period.parse(f"{on(first)}..{on(last)}")


def line(name: str = "w", **facts: object) -> ContractLine:
    stated = {"scope": "whole", "firm_low": 10, "firm_high": 10, "ceiling": "100"} | facts
    return ContractLine(id=name, contract="C", line="1", item="missile", **stated)


def change(name: str, field: str, before: str, after: str, valid: str, **facts) -> Amendment:
    stated = {"kind": "change", "line": "1"} | facts
    return Amendment(
        id=name,
        contract="C",
        field=field,
        before=before,
        after=after,
        valid=Period.parse(valid),
        **stated,
    )


# ------------------------------------------------------------------------------ law: the replay


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 6), st.integers(0, 50)),
        max_size=4,
        unique_by=lambda each: each[0],
    ),
    st.integers(0, 30),
)
def test_a_ceiling_on_a_day_is_what_the_last_change_before_it_made_it(steps, day):
    rows, before = [], "100"
    for number, (first, length, units) in enumerate(sorted(steps)):
        rows.append(
            change(f"a{number}", "ceiling", before, str(units), str(days(first, first + length)))
        )
        before = str(units)
    found = in_force([line(firm_low=0, firm_high=0)], [], rows, on(day))
    # Plain: walk the days; inside a change whose day nobody knows nothing is known.
    state = "100"
    for first, length, units in sorted(steps):
        if day >= first + length:
            state = str(units)
        elif day >= first and state != str(units):
            state = "unknown"
    assert str(line_ceiling(found.lines)) == state


@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.integers(0, 20), st.integers(0, 9), st.integers(0, 9)),
        max_size=4,
    ),
    st.integers(0, 30),
)
def test_shares_fit_the_whole_on_every_day(joins, day):
    rows = [
        line(
            f"s{at}",
            scope="share",
            buyer=buyer,
            firm_low=units,
            firm_high=units,
            ceiling="none",
            starts=days(first, first + length),
        )
        for at, (buyer, first, length, units) in enumerate(joins)
    ]
    total = sum(units for *_, units in joins)
    found = in_force([line(firm_low=0, firm_high=total), *rows], [], [], on(day))
    shares = line_shares(found.lines)
    sure = sum(units for _, first, length, units in joins if day >= first + length)
    may = sum(units for _, first, _, units in joins if day >= first)
    assert sum(each.low for each in shares.buyers.values()) == sure
    assert shares.whole.low == sure
    assert sum(each.high for each in shares.buyers.values()) <= may
    for bounds in shares.buyers.values():
        assert bounds.high <= shares.whole.high


# -------------------------------------------------------------------------------------- stories


def test_a_buyer_that_joins_ten_months_later_is_not_there_before():
    joined = line(
        "s",
        scope="share",
        buyer="SWE",
        firm_low=20,
        firm_high=20,
        ceiling="unknown",
        starts=Period.parse("2024-11"),
    )
    accession = Amendment(
        id="a",
        contract="C",
        line="1",
        buyer="SWE",
        kind="accession",
        field="ceiling",
        before="100",
        after="unknown",
        reason="Sweden joins",
        valid=Period.parse("2024-11-16"),
    )
    whole = line(firm_low=None, firm_high=None)
    by_month = {
        month: in_force([whole, joined], [], [accession], date.fromisoformat(month))
        for month in ("2024-10-31", "2024-11-15", "2024-11-16", "2024-11-30")
    }
    assert [len(each.lines) for each in by_month.values()] == [1, 2, 2, 2]
    ceilings = [str(line_ceiling(each.lines)) for each in by_month.values()]
    assert ceilings == ["100", "100", "unknown", "unknown"]
    firm = [str(line_shares(each.lines).buyers.get("SWE")) for each in by_month.values()]
    # In November nobody knows whether the share has begun.
    assert firm == ["None", "0 to 20", "0 to 20", "20"]
    assert not any(each.findings for each in by_month.values())


def test_a_line_without_a_start_counts_from_the_award():
    award = Period.parse("2024-03-01")
    assert in_force([line()], [], [], date(2024, 2, 29), awarded=award).lines == ()
    assert in_force([line()], [], [], date(2024, 3, 1), awarded=award).lines == (line(),)


def test_inside_the_period_of_a_change_numbers_hold_both_ends_and_the_rest_is_unknown():
    row = line(price=Decimal(4), currency="EUR", basis="contract", vat_rate=Decimal(19))
    rows = [
        change("a", "firm_high", "10", "14", "2024-06"),
        change("b", "vat_rate", "19", "21", "2024-06"),
    ]
    (before,) = in_force([row], [], rows, date(2024, 5, 31)).lines
    (during,) = in_force([row], [], rows, date(2024, 6, 15)).lines
    (after,) = in_force([row], [], rows, date(2024, 6, 30)).lines
    assert [str(each.firm) for each in (before, during, after)] == ["10", "10 to 14", "10 to 14"]
    assert [each.vat_rate for each in (before, during, after)] == [Decimal(19), None, Decimal(21)]


def test_a_before_that_was_not_so_is_a_finding_and_the_change_counts():
    found = in_force([line()], [], [change("a", "ceiling", "90", "120", "2024-02-01")], on(60))
    assert str(line_ceiling(found.lines)) == "120"
    assert [str(each) for each in found.findings] == [
        (
            "a: ceiling of w was 100, the amendment says 90. Correct the row or the amendment. "
            "[amendment-before]"
        )
    ]


def test_a_change_of_what_is_not_there_and_one_that_makes_no_sense_are_findings():
    gone = change("a", "ceiling", "90", "120", "2024-02-01", buyer="DEU")
    found = in_force([line()], [], [gone], on(60))
    assert found.lines == (line(),)
    assert [str(each) for each in found.findings] == [
        (
            "a: no row of C/1 stands on 2024-02-01. Name a line, buyer or option that the contract "
            "has "
            "then. [amendment-target]"
        ),
    ]
    # A low end above the high one cannot stand.
    crossed = in_force([line()], [], [change("b", "firm_low", "10", "15", "2024-02-01")], on(60))
    assert [str(each) for each in crossed.findings] == [
        (
            "b: firm_low of w cannot become 15: bounds 15 to 10: the low end is above the high "
            "end. Correct the amendment, or state the change of the other column first. "
            "[amendment-value]"
        )
    ]


def option(**facts: object) -> Option:
    return Option(id="o", contract="C", line="1", quantity=40, expires=on(100), **facts)


def test_a_termination_ends_an_option_the_day_before_and_leaves_a_doubt_inside_its_period():
    ended = Amendment(id="t", contract="C", kind="termination", valid=Period.parse("2024-02"))
    last = [
        in_force([], [option()], [ended], date(2024, month, day)).options[0].expires
        for month, day in ((1, 31), (2, 1), (2, 29))
    ]
    assert last == [on(100), None, date(2024, 1, 31)]


def test_an_amended_option_has_its_new_terms_from_that_day_on():
    later = change("a", "expires", str(on(100)), str(on(160)), "2024-03-01", line="", option="o")
    assert in_force([], [option()], [later], date(2024, 2, 29)).options[0].expires == on(100)
    assert in_force([], [option()], [later], date(2024, 3, 1)).options[0].expires == on(160)


def called(name: str, units: int | None, valid: str, **facts: object) -> Amendment:
    return Amendment(
        id=name,
        contract="C",
        line="1",
        buyer="NLD",
        kind="call-off",
        units=units,
        valid=Period.parse(valid),
        **facts,
    )


def test_a_call_off_is_a_share_of_its_buyer_and_counted_once():
    whole = line(firm_low=0, firm_high=0)
    rows = [called("c1", 12, "2024-02-01"), called("c2", 8, "2024-03", order="D")]
    plain = in_force([whole], [], rows, date(2024, 3, 31))
    assert line_shares(plain.lines).buyers["NLD"].exact == 20
    assert line_shares(plain.lines).whole.exact == 20
    # The second has lines of its own: they are counted there.
    once = in_force([whole], [], rows, date(2024, 3, 31), orders=["D"])
    assert line_shares(once.lines).buyers["NLD"].exact == 12
    during = in_force([whole], [], rows, date(2024, 3, 15))
    assert str(line_shares(during.lines).buyers["NLD"]) == "12 to 20"


def test_a_plan_starts_from_the_amended_rows_and_keeps_lines_to_come():
    to_come = line("later", scope="share", buyer="DEU", starts=Period.parse("2025"))
    rows, _ = amended(
        [line(), to_come], [], [change("a", "ceiling", "100", "120", "2024-02-01")], on(60)
    )
    assert [(row.id, row.ceiling) for row in rows] == [("w", "120"), ("later", "100")]


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        (
            {"kind": "change", "line": "1"},
            "field: required for a change",
        ),
        (
            {"kind": "change", "line": "1", "field": "scope", "after": "share"},
            (
                "field: found 'scope'; accepted: firm_low, firm_high, ceiling, price, vat_rate, "
                "advance, supplier, starts, delivery, site, origin"
            ),
        ),
        (
            {"kind": "change", "line": "1", "field": "price", "after": "cheap"},
            "after: price: not a number: 'cheap'; accepted: digits with a decimal point",
        ),
        (
            {"kind": "change", "field": "price", "after": "3"},
            "line: required with a field, or an option",
        ),
        ({"kind": "accession"}, "buyer: required for an accession"),
        (
            {"kind": "call-off", "line": "1"},
            "a call-off names line, buyer and units, and no field",
        ),
        (
            {"kind": "accession", "buyer": "SWE", "units": 4},
            "units, order: only a call-off has them; accepted: empty cells",
        ),
        (
            {"kind": "accession", "buyer": "SWE", "after": "4"},
            "field: required with before or after",
        ),
    ],
)
def test_an_amendment_that_says_too_little_or_too_much_is_refused(facts, problem):
    with pytest.raises(InputError) as refused:
        Amendment(id="a", contract="C", valid=Period.parse("2024"), **facts)
    assert str(refused.value) == problem
