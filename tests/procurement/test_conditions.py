"""Five if the others give thirty: what counts, what may count, and what never does (X17)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.procurement.conditions import Condition, Given, offer_standings
from materiel.procurement.offers import ConditionalOffer, FirmOffer, settle

START = date(2024, 1, 1)
LAST = date(2024, 3, 31)


def condition(name="five", **more):
    stated = {
        "commitment": f"promise-{name}",
        "units": 5,
        "others": ("call",),
        "threshold": 30,
        "made": START,
        "by": LAST,
    }
    return Condition(id=name, **{**stated, **more})


def gave(units, day, party="B", **more):
    bounds = units if isinstance(units, Bounds) else Bounds.exactly(units)
    when = date.fromisoformat(day)
    stated = {"commitment": "call", "rung": "pledged", "first": when, "last": when}
    return Given(party=party, units=bounds, **{**stated, **more})


def stand(conditions, given_units, day, parties=None):
    return offer_standings(
        conditions, parties or ["A"] * len(conditions), given_units, date.fromisoformat(day)
    )


def one(given_units, day, **more):
    (found,) = stand([condition(**more)], given_units, day)
    return found.state, str(found.units), str(found.others)


def test_at_twenty_nine_on_the_last_day_none_of_the_five_count_ever():
    given_units = [gave(29, "2024-02-01"), gave(1, "2024-04-01")]
    assert one(given_units, "2024-03-31") == ("waiting", "0", "29")
    assert one(given_units, "2024-04-01") == ("lapsed", "0", "29")
    assert one(given_units, "2030-01-01") == ("lapsed", "0", "29")


def test_at_thirty_all_five_count_from_that_day():
    given_units = [gave(22, "2024-02-01"), gave(8, "2024-03-31", party="C")]
    assert one(given_units, "2024-03-30") == ("waiting", "0", "22")
    (found,) = stand([condition()], given_units, "2024-03-31")
    assert (found.state, found.units, found.since) == ("counts", Bounds.exactly(5), LAST)


def test_what_the_giver_itself_gives_does_not_help_its_own_condition():
    assert one([gave(30, "2024-02-01", party="A")], "2024-03-01") == ("waiting", "0", "0")


def test_what_stands_on_another_rung_or_under_another_promise_does_not_count():
    given_units = [
        gave(30, "2024-02-01", rung="announced"),
        gave(30, "2024-02-01", commitment="another"),
    ]
    assert one(given_units, "2024-03-01") == ("waiting", "0", "0")


def test_a_number_between_two_ends_leaves_it_open_whether_the_five_count():
    given_units = [gave(Bounds.between(25, 35), "2024-02-01")]
    assert one(given_units, "2024-03-01") == ("may count", "0 to 5", "25 to 35")
    assert one(given_units, "2024-03-01", threshold=25)[:2] == ("counts", "5")
    assert one(given_units, "2024-03-01", threshold=36)[:2] == ("waiting", "0")


def test_a_number_that_nobody_states_may_be_enough():
    found = one([gave(Bounds.unknown(), "2024-02-01")], "2024-03-01")
    assert found == ("may count", "0 to 5", "unknown")


def test_a_day_that_nobody_states_leaves_it_open_until_the_period_is_over():
    given_units = [gave(30, "2024-02-01", last=date(2024, 2, 29))]
    assert one(given_units, "2024-01-31")[0] == "waiting"
    assert one(given_units, "2024-02-10")[0] == "may count"
    assert one(given_units, "2024-02-29")[0] == "counts"


def test_what_is_taken_back_before_the_others_are_complete_is_missing():
    given_units = [
        gave(20, "2024-02-01"),
        gave(5, "2024-02-10", sign=-1),
        gave(10, "2024-02-20", party="C"),
    ]
    assert one(given_units, "2024-03-01") == ("waiting", "0", "25")
    # Taken back after the condition came true, it changes nothing.
    late = [gave(30, "2024-02-01"), gave(30, "2024-02-10", sign=-1)]
    assert one(late, "2024-03-01")[0] == "counts"


def test_a_renewal_stands_in_the_place_of_the_first_offer():
    first = condition()
    again = condition(
        "again", commitment=first.commitment, renews="five", made=date(2024, 4, 10), by=None
    )
    given_units = [gave(22, "2024-02-01"), gave(8, "2024-05-01", party="C")]
    found = stand([first, again], given_units, "2024-04-30")
    assert [each.state for each in found] == ["renewed", "waiting"]
    found = stand([first, again], given_units, "2024-05-01")
    assert [(each.state, str(each.units)) for each in found] == [("renewed", "0"), ("counts", "5")]
    assert [each.state for each in stand([first, again], given_units, "2024-04-09")] == [
        "lapsed",
        "not yet made",
    ]


def test_of_an_offer_and_its_renewal_at_most_one_counts_whatever_is_unknown():
    first = condition()
    again = condition(
        "again", commitment=first.commitment, renews="five", made=date(2024, 4, 10), by=None
    )
    given_units = [gave(Bounds.between(25, 30), "2024-02-01"), gave(5, "2024-05-01", party="C")]
    found = stand([first, again], given_units, "2024-05-01")
    assert [(each.state, str(each.units)) for each in found] == [("renewed", "0"), ("counts", "5")]


def test_two_offers_that_wait_for_each_other_are_left_to_a_person():
    left = condition("left", threshold=3, units=3, others=("call", "promise-left", "promise-right"))
    right = condition(
        "right", threshold=3, units=3, others=("call", "promise-left", "promise-right")
    )
    found = stand([left, right], [], "2024-02-01", ["A", "B"])
    assert [(each.state, str(each.units)) for each in found] == [("mutual", "0")] * 2


def test_an_offer_that_counts_helps_the_others_of_its_call():
    easy = condition("easy", threshold=10, units=10)
    hard = condition("hard", threshold=20)
    given_units = [gave(10, "2024-02-01", party="C")]
    found = stand([easy, hard], given_units, "2024-02-01", ["B", "A"])
    assert [(each.state, str(each.others)) for each in found] == [
        ("counts", "15"),
        ("counts", "20"),
    ]


def test_an_offer_of_another_call_is_not_guessed_about():
    with pytest.raises(InputError) as caught:
        stand([condition("x"), condition("y", others=("promise-x",))], [], "2024-02-01")
    assert str(caught.value) == (
        "y: others: promise-x itself waits (x) under another call; accepted: offers that help "
        "each other state the same others"
    )


def test_offers_of_one_call_count_on_one_rung():
    with pytest.raises(InputError) as caught:
        stand([condition("x"), condition("y", rung="received")], [], "2024-02-01")
    assert str(caught.value) == (
        "x, y: rung: found pledged and received; accepted: one rung for one call"
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"others": ()}, "others: required; accepted: ids of commitments separated by ;"),
        ({"units": 0}, "units: found 0; accepted: 1 or more"),
        (
            {"by": date(2023, 12, 31)},
            "by: found 2023-12-31; accepted: 2024-01-01, when made, or later",
        ),
    ],
)
def test_a_row_that_cannot_come_true_is_refused(cells, said):
    with pytest.raises(InputError) as caught:
        condition(**cells)
    assert str(caught.value) == said


PARTIES = st.sampled_from("ABC")
DAYS = st.integers(0, 20)
GIVEN = st.lists(st.tuples(PARTIES, st.integers(0, 8), st.integers(0, 4), DAYS, DAYS), max_size=6)
OFFERS = st.lists(
    st.tuples(PARTIES, st.integers(1, 5), st.integers(0, 20), DAYS, st.integers(0, 12)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150)
@given(offers=OFFERS, gifts=GIVEN, day=DAYS)
def test_every_choice_of_what_is_unknown_lies_inside_what_is_told(offers, gifts, day):
    """Each completion of numbers and days, settled by itself, fits the two ends."""
    conditions = [
        condition(f"o{i}", units=u, threshold=t, made=at(made), by=at(made + more))
        for i, (_, u, t, made, more) in enumerate(offers)
    ]
    parties = [party for party, *_ in offers]
    given_units = [
        Given("call", party, "pledged", Bounds.between(low, low + more), at(a), at(max(a, b)))
        for party, low, more, a, b in gifts
    ]
    told = offer_standings(conditions, parties, given_units, at(day))
    plain = [
        ConditionalOffer(c.id, party, c.units, c.threshold, c.by, c.made)
        for c, party in zip(conditions, parties, strict=True)
    ]
    for pick in ("low", "high"):
        for when in ("first", "last"):
            firm = [
                FirmOffer(each.party, getattr(each.units, pick), getattr(each, when))
                for each in given_units
            ]
            counts = settle(plain, firm, at(day)).counts_from
            for each in told:
                units = each.condition.units if each.condition.id in counts else 0
                assert units in each.units
                if each.state == "counts":
                    assert counts[each.condition.id] <= each.since


def at(day):
    return START + timedelta(days=day)
