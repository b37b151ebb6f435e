"""Price tables, thresholds, content by origin, shelf life, deadlines: each beside a plain count."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.ledger.rows import Gate
from materiel.procurement.agreements import Agreement
from materiel.procurement.deadlines import Lacking, lacking_gates, together
from materiel.procurement.sustainment import Sustainment, life_ends
from materiel.procurement.terms import (
    Content,
    Threshold,
    Tier,
    content_of,
    reached,
    tier_at,
    tier_price,
)

DAY = date(2025, 6, 1)


def tier(units: int, price: int, valid: str = "") -> Tier:
    return Tier(
        id=f"t{units}",
        contract="C",
        line="1",
        units=units,
        price=Decimal(price),
        currency="EUR",
        valid=Period.parse(valid) if valid else None,
    )


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=5, unique=True),
    st.integers(0, 50),
    st.integers(0, 10),
)
def test_a_price_is_certain_only_when_all_possible_quantities_have_it(steps, low, width):
    table = [tier(units, 1000 - units) for units in steps]
    prices = set()
    for units in range(low, low + width + 1):
        below = [step for step in steps if step <= units]
        prices.add(1000 - max(below) if below else None)
    found = tier_price(table, Bounds(low, low + width))
    assert (None if found is None else int(found.each)) == (
        prices.pop() if len(prices) == 1 else None
    )


def test_the_table_of_another_day_says_nothing():
    table = [tier(1, 4, "2025"), tier(1, 5, "2026")]
    assert tier_at(table, 3, Period.parse("2026-02-01")) == table[1]
    assert tier_at(table, 3, Period.parse("2024-02-01")) is None
    # An order on an unknown day of both years has no certain price; nor has one without a day.
    assert tier_at(table, 3, Period.parse("2025..2026")) is None
    assert tier_price(table, Bounds.exactly(3)) is None


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 30))
def test_a_threshold_is_reached_when_every_possible_order_reaches_it(units, low, width):
    row = Threshold(id="t", contract="C", line="1", units=units)
    found = reached(row, Bounds(low, low + width))
    answers = {order >= units for order in range(low, low + width + 1)}
    assert found.state == (
        "unknown" if len(answers) == 2 else "reached" if answers == {True} else "not reached"
    )
    left = [max(0, units - order) for order in range(low, low + width + 1)]
    assert found.missing == Bounds(min(left), max(left))


def test_an_unknown_threshold_stays_unknown():
    row = Threshold(id="t", contract="C", line="1")
    assert (reached(row, Bounds.exactly(5)).state, reached(row, Bounds.exactly(5)).missing) == (
        "unknown",
        None,
    )


def content(origin: str, low: int | None, high: int | None) -> Content:
    return Content(
        id=f"c{origin}",
        contract="C",
        line="1",
        origin=origin,
        share_low=None if low is None else Decimal(low),
        share_high=None if high is None else Decimal(high),
    )


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=3), st.data())
def test_the_content_of_some_origins_holds_every_division_that_fits_the_rows(facts, data):
    rows = [content(f"P{at}", low, low + more) for at, (low, more) in enumerate(facts)]
    origins = data.draw(st.sets(st.sampled_from(["P0", "P1", "P2", "ELSEWHERE"])))
    parts = [data.draw(st.integers(low, low + more)) for low, more in facts]
    rest = 100 - sum(parts)
    found = content_of(rows, origins)
    if rest >= 0:
        inside = sum(part for at, part in enumerate(parts) if f"P{at}" in origins)
        assert found.low <= inside
        assert inside + (rest if "ELSEWHERE" in origins else 0) <= found.high


def test_contents_of_more_than_the_whole_are_refused():
    with pytest.raises(InputError) as refused:
        content_of([content("A", 60, 60), content("B", 50, None)], {"A"})
    assert str(refused.value) == "C/1: its contents are at least 110 % of its cost"


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 60))
def test_a_shelf_life_ends_on_the_day_before_the_same_day_of_its_last_month(received, months):
    day = received
    target = (received.year * 12 + received.month - 1) + months
    while (day.year * 12 + day.month - 1, day.day) < (target, received.day):
        day += timedelta(days=1)
        if day.year * 12 + day.month - 1 > target:
            break
    assert life_ends(received, months) == day - timedelta(days=1)


def gate(state: str, valid: str, cap: int | None = None) -> Gate:
    return Gate(
        id="g",
        commitment="o",
        kind="parliament",
        grantor="XAL",
        state=state,
        cap="none" if cap is None else "number",
        cap_units=cap,
        valid=Period.parse(valid),
    )


@pytest.mark.parametrize(
    ("row", "units", "why"),
    [
        (gate("granted", "2025"), 10, ""),
        (gate("granted", "2025", 10), 10, ""),
        (gate("granted", "2025", 9), 10, "granted for 9 only"),
        (gate("granted", "2025", 9), None, "granted for 9 only"),
        (gate("granted", "2026"), 10, "granted for 2026 only"),
        (gate("granted", "2024"), 10, "granted for 2024 only"),
        (gate("pending", "2025-07..2025-12"), 10, "pending"),
        (gate("pending", "2025-04"), 10, "pending; it was expected for 2025-04"),
        (gate("refused", "2025-01.."), 10, "refused"),
        (gate("expired", "2024"), 10, "expired"),
    ],
)
def test_a_gate_lacks_until_it_is_open_for_all_units(row, units, why):
    assert [each.why for each in lacking_gates([row], "opt", DAY, units)] == ([why] if why else [])


def lacking(**facts: object) -> Lacking:
    return Lacking("a", "opt", "approval", "BOARD", facts.pop("state", "not-filed"), **facts)


def test_the_latest_day_to_file_is_the_calendars_or_the_lead_before_or_unknown():
    last = date(2026, 12, 31)
    assert lacking(lead_days=60).latest_filing(last) == date(2026, 11, 1)
    assert lacking(lead_days=60, file_by=DAY).latest_filing(last) == DAY
    assert lacking().latest_filing(last) is None
    assert lacking(lead_days=60).latest_filing(None) is None
    assert lacking(lead_days=60, state="refused").latest_filing(last) is None


def test_the_same_approval_from_two_tables_counts_once():
    one, other = lacking(lead_days=60), lacking(lead_days=30)
    assert together({"opt": [one]}, {"opt": [other]}) == {"opt": (one,)}


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (
            lambda: Agreement(
                id="a", contract="C", title="t", suppliers=("A", "B"), supplier_shares=("60", "30")
            ),
            "supplier_shares: found '60; 30'; accepted: percents that sum to 100",
        ),
        (
            lambda: Agreement(
                id="a", contract="C", title="t", suppliers=("A",), supplier_shares=("most",)
            ),
            "supplier_shares: found 'most'; accepted: percents, as 60; 40",
        ),
        (
            lambda: Agreement(
                id="a", contract="C", title="t", suppliers=("A",), supplier_shares=("60", "40")
            ),
            "supplier_shares: found 2 for 1 suppliers; accepted: one for each, or none",
        ),
        (
            lambda: Agreement(id="a", contract="C", title="t", form="call-off"),
            "framework: state it when, and only when, form is 'call-off'",
        ),
        (
            lambda: Agreement(id="a", contract="C", title="t", remedy="some"),
            "remedy: state it when, and only when, remedies is 'stated'",
        ),
        (
            lambda: Agreement(id="a", contract="C", title="t", value_low=Decimal(5)),
            "value: stated without currency and basis; accepted: all three",
        ),
        (
            lambda: Sustainment(id="s", kind="conversion", item="x"),
            "becomes: state it when, and only when, kind is 'conversion'",
        ),
        (
            lambda: Sustainment(id="s", kind="repair", item="x", life_months=3),
            "life_months: only a shelf life has it; accepted: an empty cell",
        ),
        (
            lambda: content("A", 50, 40),
            "share_low: found 50; accepted: at most share_high, 40",
        ),
        (
            lambda: Tier(
                id="t", contract="C", line="1", units=1, price=Decimal(1), currency="EUR", most=5
            ),
            "most: stated without the days it counts for; accepted: valid as well",
        ),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(make, problem):
    with pytest.raises(InputError) as refused:
        make()
    assert str(refused.value) == problem
