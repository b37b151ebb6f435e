"""Totals over unknowns, and what a statement does to the books (DESIGN §4.2, §4.3, §4.6)."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.checks.journal import Journal
from materiel.checks.lives import Lives
from materiel.evidence.judgements import Judgement
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnbalancedError
from materiel.kernel.expression import Expression
from materiel.kernel.period import Period
from materiel.ledger.derive import derive
from materiel.ledger.entry import Entry
from materiel.ledger.postings import (
    Account,
    Leg,
    Overlap,
    Posted,
    Variable,
    refuse_unbalanced,
)
from materiel.ledger.rows import Commitment, Event, Holding
from materiel.ledger.totals import NOTHING, Known, Sum, sum_of, together, total_of
from materiel.optimise.bounds import Relation
from materiel.vocabulary.events import Event as LedgerEvent
from materiel.vocabulary.items import Item
from materiel.vocabulary.reader import table
from materiel.vocabulary.vocabulary import packaged

DAY = date(2024, 6, 1)
ACCOUNT = Account("promises", "UKR", "received", "patriot-fire-unit", "c1")


def posted(count: int, variable: str = "", first: str = "2024-05-01", last: str = "2024-05-01"):
    days = date.fromisoformat(first), date.fromisoformat(last)
    return Posted(1, ACCOUNT, count, variable, *days)


def unknown(name: str, low: int | None, high: int | None, wording: str = "") -> Variable:
    return Variable(name, low, high, wording)


def bounds(known: Known, *postings: Posted) -> Bounds:
    return total_of([sum_of(postings, DAY, known)], known).bounds


def test_an_exact_total_is_a_sum():
    assert bounds(NOTHING, posted(3), posted(-1)) == Bounds.exactly(2)


def test_nothing_that_happens_later_counts():
    later = posted(5, first="2024-06-02", last="2024-06-02")
    assert bounds(NOTHING, posted(3), later) == Bounds.exactly(3)


def test_equal_unknowns_cancel_before_anything_is_solved():
    known = Known({"p": unknown("p", 5, 10)})
    assert bounds(known, posted(1, "p"), posted(-1, "p")) == Bounds.exactly(0)


def test_an_unknown_low_counts_nothing_and_is_shown_as_unknown():
    known = Known({"p": unknown("p", None, 1000), "q": unknown("q", None, None)})
    assert str(bounds(known, posted(1, "p"))) == "at most 1,000"
    assert str(bounds(known, posted(1, "q"))) == "unknown"
    assert str(bounds(known, posted(7), posted(1, "p"))) == "at most 1,007, at least 7"


def test_what_is_open_of_an_unknown_number_has_no_low_end_of_its_own():
    known = Known({"q": unknown("q", None, None)})
    found = bounds(known, posted(5), posted(-1, "q"))
    assert (found.low, found.high, found.low_known) == (0, 5, False)


def test_a_number_that_is_not_known_yet_is_unknown_and_no_fault():
    found = total_of([sum_of([posted(1, "late")], DAY, NOTHING)], NOTHING)
    assert found.bounds == Bounds.unknown()
    assert found.unknown == ("late: its number is not known yet",)


@pytest.mark.parametrize(
    ("as_of", "count"),
    [
        ("2024-04-30", Bounds.exactly(0)),
        ("2024-05-01", Bounds.between(0, 4)),
        ("2024-05-30", Bounds.between(0, 4)),
        ("2024-05-31", Bounds.exactly(4)),
    ],
)
def test_an_event_of_an_unknown_day_in_may_counts_perhaps_until_its_last_day(as_of, count):
    may = posted(4, first="2024-05-01", last="2024-05-31")
    found = total_of([sum_of([may], date.fromisoformat(as_of), NOTHING)], NOTHING)
    assert found.bounds == count
    assert found.undated == (() if count.exact is not None else (1,))


def test_both_legs_of_an_undated_event_happen_together():
    may = {"first": "2024-05-01", "last": "2024-06-30"}
    assert bounds(NOTHING, posted(4, **may), posted(-4, **may)) == Bounds.exactly(0)


def test_statements_that_contradict_each_other_are_a_finding_and_the_box_is_shown():
    relation = Relation((("p", -1),), -11, "j1: more than ten")
    known = Known({"p": unknown("p", 5, 10)}, (relation,))
    found = total_of([sum_of([posted(1, "p")], DAY, known)], known)
    assert found.bounds == Bounds.between(5, 10)
    (finding,) = found.findings
    assert finding.problem == (
        "what is stated about this number cannot all hold: j1: more than ten"
    )


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=4))
def test_a_total_over_parts_is_the_least_and_greatest_of_all_its_worlds(ends):
    names = [f"v{number}" for number in range(len(ends))]
    variables = {
        name: unknown(name, low, low + more) for name, (low, more) in zip(names, ends, strict=True)
    }
    signs = [1 if number % 2 else -1 for number in range(len(ends))]
    found = bounds(Known(variables), *map(posted, signs, names))
    worlds = [
        sum(sign * value for sign, value in zip(signs, values, strict=True))
        for values in product(*(range(low, low + more + 1) for low, more in ends))
    ]
    assert (found.low, found.high) == (min(worlds), max(worlds))


# --------------------------------------------------------------------------------- joint totals


def joint(states: list[tuple[str, str, str]], **counts: int) -> Bounds:
    sums = {name: Sum(Expression(count), {}) for name, count in counts.items()}
    overlaps = tuple(Overlap(*each) for each in states)
    return together(sums, Known({}, (), overlaps)).bounds


def test_a_part_is_counted_once_and_a_possible_part_perhaps():
    assert joint([], a=1000, b=200) == Bounds.exactly(1200)
    assert joint([("b", "a", "part-of")], a=1000, b=200) == Bounds.exactly(1000)
    assert joint([("b", "a", "distinct")], a=1000, b=200) == Bounds.exactly(1200)
    assert joint([("b", "a", "possibly-part-of")], a=1000, b=200) == Bounds.between(1000, 1200)


def test_a_part_of_two_wholes_is_taken_out_once():
    states = [("c", "a", "part-of"), ("c", "b", "part-of")]
    assert joint(states, a=10, b=20, c=5) == Bounds.exactly(30)
    states = [("c", "a", "possibly-part-of"), ("c", "b", "possibly-part-of")]
    assert joint(states, a=10, b=20, c=5) == Bounds.between(30, 35)


def test_a_chain_of_parts_leaves_the_whole():
    states = [("c", "b", "part-of"), ("b", "a", "part-of")]
    assert joint(states, a=10, b=6, c=5) == Bounds.exactly(10)


def test_an_overlap_with_what_is_not_in_the_total_takes_out_nothing():
    assert joint([("b", "z", "part-of")], a=10, b=6) == Bounds.exactly(16)


def test_two_shares_of_one_unknown_contract_stay_within_it():
    sums = {
        "a": Sum(Expression.of("p"), {"p": unknown("p", None, 1000)}),
        "b": Sum(Expression(200), {}),
    }
    known = Known({"p": unknown("p", None, 1000)}, (), (Overlap("b", "a", "possibly-part-of"),))
    found = together(sums, known).bounds
    assert (found.low, found.high, found.low_known) == (200, 1200, False)


# ----------------------------------------------------------------------------------- derivations


def journal(*rows) -> Journal:
    return Journal(packaged(), rows, Lives(rows, DAY))


def promise(name: str, item: str = "patriot-fire-unit") -> Commitment:
    return Commitment(id=name, kind="gift", title="t", giver="DEU", receiver="UKR", item=item)


def event(name: str, word: str, **cells) -> Event:
    stated = {"commitment": ("c1",), "low": 3, "high": 3, **cells}
    return Event(id=name, event=word, valid=Period.parse("2024-05-01"), **stated)


@pytest.mark.parametrize("word", list(table(LedgerEvent).rows))
def test_every_ledger_event_balances_and_raises_its_rungs_for_both_sides(word):
    row = event("e1", word)
    book = journal(promise("c1"), row)
    legs = derive(Entry("", row, DAY), book).legs
    rungs = [leg.account.name for leg in legs if leg.account.book == "promises"]
    ledger_event = packaged().event(word)
    assert sorted(rungs) == sorted(2 * ledger_event.raises)
    sums: dict[tuple[str, str], int] = {}
    for leg in legs:
        key = leg.account.book, leg.account.item
        sums[key] = sums.get(key, 0) + leg.coefficient
    assert set(sums.values()) <= {0}
    assert legs, "an event that does nothing is no ledger event"


def test_legs_that_do_not_sum_to_zero_are_refused_with_their_excess():
    legs = [Leg(ACCOUNT, 3), Leg(ACCOUNT, -2), Leg(ACCOUNT, 1, "v")]
    with pytest.raises(UnbalancedError) as caught:
        refuse_unbalanced("e1", legs)
    assert str(caught.value) == (
        "e1: legs in promises of patriot-fire-unit sum to +1, not 0. "
        "Add the missing leg, or correct the count."
    )
    with pytest.raises(UnbalancedError) as caught:
        refuse_unbalanced("e1", [Leg(ACCOUNT, 1, "v"), Leg(ACCOUNT, -1, "w")])
    assert "sum to +1 x v, not 0" in str(caught.value)


def test_an_open_promise_splits_into_parts_that_sum_to_the_whole():
    row = event("e1", "pledged", commitment=("c1", "c2"))
    derived = derive(Entry("", row, DAY), journal(promise("c1"), promise("c2"), row))
    assert {each.name for each in derived.variables} == {"e1:c1", "e1:c2"}
    values = {"e1:c1": 1, "e1:c2": 2}
    assert all(relation.holds(values) for relation in derived.relations)
    assert not all(relation.holds({**values, "e1:c2": 1}) for relation in derived.relations)
    assert not all(relation.holds({**values, "e1:c2": 3}) for relation in derived.relations)


def test_an_equal_number_must_have_a_number_of_its_own_to_equal():
    rows = [
        promise("c1"),
        event("e1", "pledged"),
        event("e2", "received", low=None, high=None, same_as="e1"),
        event("e3", "operational", low=None, high=None, same_as="e2"),
    ]
    ((_, problem),) = journal(*rows).refused
    assert problem == "same_as: e2 has no number of its own"


def test_a_share_of_an_equal_number_is_a_share_of_the_number_it_equals():
    rows = [
        promise("c1"),
        event("e1", "pledged", low=10, high=20),
        event("e2", "received", low=None, high=None, same_as="e1"),
        event("e3", "operational", low=None, high=None),
        Judgement(
            id="j1", left=("e3",), relation="share", right="e2", share_low="1/2", by="r", reason="r"
        ),
    ]
    derived = derive(Entry("", rows[-1], DAY), journal(*rows))
    assert [relation.terms for relation in derived.relations] == [(("e1", 1), ("e3", -2))]
    assert {(each.name, each.low, each.high) for each in derived.variables} == {
        ("e1", 10, 20),
        ("e3", None, None),
    }


def test_a_share_needs_an_end():
    rows = [
        promise("c1"),
        event("e1", "pledged"),
        Judgement(id="j1", left=("e1",), relation="share", right="e1", by="r", reason="r"),
    ]
    ((_, problem),) = journal(*rows).refused
    assert problem == "share_low, share_high: a share needs at least one of them"


def test_an_assembly_takes_its_components_out_of_the_stock():
    part = Item(id="radar", name="a radar", level="model", unit="item")
    whole = Item(id="unit", name="a unit", level="model", unit="item", contains=("2 radar",))
    words = packaged().extended(items=[part, whole])
    parts = words.item("unit").parts
    assert [(each.count, each.item) for each in parts] == [(2, "radar")]


def test_a_holding_of_crossed_ends_is_refused():
    row = Holding(
        id="h1", party="DEU", item="patriot-fire-unit", valid=Period.parse("2024"), low=5, high=3
    )
    with pytest.raises(InputError) as caught:
        derive(Entry("", row, DAY), journal(row))
    assert str(caught.value) == "h1: low, high: bounds 5 to 3: the low end is above the high end"
