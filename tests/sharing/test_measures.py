"""On time, open, made good: measures of promises, against a count of units one by one."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.period import Period
from materiel.ledger.rows import Commitment, Event
from materiel.sharing.measures import ageing, backfill_ratios, on_time, unmeasured

DAY = date(2025, 1, 1)


def promise(name, due="", **cells):
    given = {"kind": "gift", "giver": "DEU", "receiver": "UKR", "item": "patriot-missile"}
    when = Period.parse(due) if due else None
    return Commitment(id=name, title=name, due=when, **{**given, **cells})


def event(name, commitment, word, when, low, high=None, **cells):
    return Event(
        id=name,
        commitment=(commitment,),
        event=word,
        valid=Period.parse(when),
        low=low,
        high=low if high is None else high,
        **cells,
    )


def test_what_came_by_the_last_day_of_the_due_period_is_on_time(record):
    rows = [
        promise("a", "2025-03"),
        event("a1", "a", "pledged", "2025-01-01", 10),
        event("a2", "a", "handed-over", "2025-03-31", 4),
        event("a3", "a", "handed-over", "2025-04-01", 3),
    ]
    (row,) = on_time(record(rows, date(2025, 12, 31)), ["a"])
    assert (row.donor, row.item) == ("DEU", "patriot-missile")
    assert (row.due, row.on_time, row.late, row.missing) == tuple(
        map(Bounds.exactly, (10, 4, 3, 3))
    )
    assert str(row.share) == "40.0 %"
    assert row.cites == ("a", "a1", "a2", "a3")
    # On the last due day itself nothing is judged to be late yet.
    (early,) = on_time(record(rows, date(2025, 3, 30)), ["a"])
    assert early.due == Bounds.exactly(0)
    assert early.share is None


def test_a_movement_whose_period_holds_the_due_day_may_be_either(record):
    rows = [
        promise("a", "2025-06"),
        event("a1", "a", "pledged", "2025-01-01", 5),
        event("a2", "a", "handed-over", "2025-05..2025-08", 5),
    ]
    (row,) = on_time(record(rows, date(2025, 12, 31)), ["a"])
    assert (row.on_time.low, row.on_time.high) == (0, 5)
    assert (row.late.low, row.late.high) == (0, 5)
    assert row.missing == Bounds.exactly(0)
    # Seen from within the period, even whether it came at all is open.
    (row,) = on_time(record(rows, date(2025, 7, 15)), ["a"])
    assert (row.late.low, row.late.high) == (0, 5)
    assert (row.missing.low, row.missing.high) == (0, 5)


def test_a_movement_that_begins_on_the_due_day_may_still_be_in_time(record):
    rows = [
        promise("a", "2025-03-31"),
        event("a1", "a", "pledged", "2025-01-01", 5),
        event("a2", "a", "handed-over", "2025-03-31..2025-04-10", 5),
    ]
    (row,) = on_time(record(rows, date(2025, 12, 31)), ["a"])
    assert (row.on_time.low, row.on_time.high) == (0, 5)
    assert (row.late.low, row.late.high) == (0, 5)


def test_which_promise_a_delivery_fulfils_is_open_and_what_is_missing_of_both_is_less_so(record):
    rows = [
        promise("a", "2025-03"),
        promise("b", "2025-03"),
        event("a1", "a", "pledged", "2025-01-01", 10),
        event("b1", "b", "pledged", "2025-01-01", 12),
        Event(
            id="e",
            commitment=("a", "b"),
            event="handed-over",
            valid=Period.parse("2025-02-01"),
            low=16,
            high=16,
        ),
    ]
    (row,) = on_time(record(rows, date(2025, 12, 31)), ["a", "b"])
    assert (row.due.low, row.on_time) == (22, Bounds.exactly(16))
    # Sixteen of one promise of ten would leave twelve of the other open.
    assert row.missing.low == 6
    assert 12 in row.missing


def test_equal_unknowns_cancel_in_what_is_missing(record):
    rows = [
        promise("a", "2025-03"),
        event("a1", "a", "pledged", "2025-01-01", 5, 10),
        Event(
            id="a2",
            commitment=("a",),
            event="handed-over",
            valid=Period.parse("2025-02-01"),
            same_as="a1",
        ),
    ]
    (row,) = on_time(record(rows, date(2025, 12, 31)), ["a"])
    assert row.missing == Bounds.exactly(0)
    assert (row.on_time.low, row.on_time.high) == (5, 10)


def test_a_promise_without_a_due_date_is_named_and_not_praised(record):
    rows = [promise("a"), event("a1", "a", "handed-over", "2025-02-01", 2)]
    found = on_time(record(rows, date(2025, 12, 31)), ["a"])
    assert found[0].undated == ("a",)
    assert found[0].share is None
    (finding,) = unmeasured(found)
    assert str(finding) == (
        "DEU patriot-missile: 1 promises state no due date: a. "
        "They count as neither on time nor late. [on-time]"
    )


UNITS = st.lists(
    st.tuples(st.integers(-20, 60), st.integers(0, 20), st.integers(0, 80)), min_size=1, max_size=4
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(UNITS, st.integers(0, 50), st.integers(0, 90), st.data())
def test_every_possible_history_lies_inside_the_bounds(record, moved, due, asked, data):
    """Units handed over one by one on open days: any choice of days lies inside."""
    rows = [
        promise("a", str(DAY + timedelta(days=due))),
        event("p", "a", "pledged", str(DAY - timedelta(days=30)), len(moved)),
    ]
    days = []
    for number, (first, length, _) in enumerate(moved):
        start = DAY + timedelta(days=first)
        last = start + timedelta(days=length)
        rows.append(event(f"e{number}", "a", "handed-over", f"{start}..{last}", 1))
        days.append(first + data.draw(st.integers(0, length)))
    (row,) = on_time(record(rows, DAY + timedelta(days=asked)), ["a"])
    if due > asked:
        assert row.due == Bounds.exactly(0)
        return
    by_due = sum(day <= due for day in days)
    by_now = sum(day <= asked for day in days)
    assert len(moved) in row.due
    assert by_due in row.on_time
    assert by_now - by_due in row.late
    assert len(moved) - by_now in row.missing


def test_open_promises_age_from_their_day_and_end_with_their_end(record):
    rows = [
        promise("old", "2025-03"),
        event("old1", "old", "pledged", "2024-12", 10),
        event("old2", "old", "handed-over", "2025-02-01", 4),
        promise("new", giver="NLD"),
        event("new1", "new", "announced", "2025-11-01", None, 5),
        promise("gone"),
        event("gone1", "gone", "pledged", "2025-01-01", 2),
        event("gone2", "gone", "withdrawn", "2025-05-01", 2),
        promise("done"),
        event("done1", "done", "handed-over", "2025-05-01", 2),
    ]
    found = ageing(record(rows, date(2025, 12, 31)), ["new", "old", "gone", "done"])
    assert [each.root for each in found] == ["old", "new"]
    old, new = found
    assert (old.open, old.age_days, old.overdue_days) == (
        Bounds.exactly(6),
        Bounds.between(365, 395),
        275,
    )
    assert (str(new.open), new.age_days, new.overdue_days) == (
        "at most 5",
        Bounds.exactly(60),
        None,
    )


def test_the_backfill_ratio_has_a_stage(record):
    refill = {"kind": "backfill", "giver": "RAYTHEON", "receiver": "DEU"}
    rows = [
        promise("g"),
        event("g1", "g", "handed-over", "2025-02-01", 10),
        promise("b", refills="g", **refill),
        event("b1", "b", "pledged", "2025-02-01", 8),
        event("b2", "b", "ordered", "2025-03-01", 4, 6),
        event("b3", "b", "delivered-from-production", "2025-06-01", 1),
        promise("other", refills="g", item="patriot-launcher", **refill),
        event("o1", "other", "ordered", "2025-03-01", 4),
    ]
    (row,) = backfill_ratios(record(rows, date(2025, 12, 31)), ["g"])
    assert row.given == Bounds.exactly(10)
    shown = {stage: str(row.ratio(stage)) for stage in row.made_good}
    assert shown == {"received": "10.0 %", "ordered": "40.0 % to 60.0 %", "pledged": "80.0 %"}
    assert row.other_units == ("other",)
    assert {"g1", "b1", "b2", "b3"} <= set(row.cites)
