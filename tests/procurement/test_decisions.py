"""Voting rules against counting by hand, and what a missing position leaves open."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.procurement.decisions import (
    POSITIONS,
    Consensus,
    NamedApprovers,
    NegativeClearance,
    QualifiedMajority,
    SilenceProcedure,
    Threshold,
    Unanimity,
)

DAY = date(2025, 3, 1)


@st.composite
def union_votes(draw):
    size = draw(st.integers(1, 27))
    people = draw(st.lists(st.integers(0, 100), min_size=size, max_size=size).filter(sum))
    words = draw(st.lists(st.sampled_from(POSITIONS), min_size=size, max_size=size))
    names = [f"S{i:02}" for i in range(size)]
    return dict(zip(names, people, strict=True)), dict(zip(names, words, strict=True))


@given(union_votes())
def test_qualified_majority_equals_counting(votes):
    people, positions = votes
    members = backers = people_for = people_all = 0
    for name, word in positions.items():
        members += 1
        people_all += people[name]
        if word == "for":
            backers += 1
            people_for += people[name]
    enough_states = 100 * backers >= 55 * members and backers >= 15
    blocked_by_people = members - backers >= 4 and 100 * (people_all - people_for) > 35 * people_all
    adopted = enough_states and not blocked_by_people
    rule = QualifiedMajority(people)
    assert rule.outcome(positions) == ("adopted" if adopted else "not adopted")
    if QualifiedMajority.reinforced(people).adopts(positions):
        assert adopted
        assert 100 * backers >= 72 * members


@given(union_votes())
def test_unanimity_equals_counting(votes):
    people, positions = votes
    against = sum(word == "against" for word in positions.values())
    declared = [name for name, word in positions.items() if word == "abstain-declared"]
    third_of_states = 3 * len(declared) >= len(people)
    third_of_people = 3 * sum(people[name] for name in declared) >= sum(people.values())
    adopted = not against and not (third_of_states and third_of_people)
    assert Unanimity(people).outcome(positions) == ("adopted" if adopted else "not adopted")


SMALL_RULES = [
    Consensus(frozenset("ABC")),
    Unanimity({"A": 5, "B": 3, "C": 2}),
    QualifiedMajority({"A": 5, "B": 3, "C": 2}, states_min=2, blocking_min=2),
    Threshold(frozenset("ABC"), Fraction(1, 2), more_than=True),
    Threshold(frozenset("ABC"), Fraction(2, 3), of_votes_cast=True),
    NamedApprovers(frozenset("ABC"), 2),
]


@pytest.mark.parametrize("rule", SMALL_RULES, ids=lambda rule: type(rule).__name__)
def test_open_means_that_the_missing_positions_can_still_turn_it(rule):
    members = sorted(rule.who)
    for stated in product([*POSITIONS, None], repeat=len(members)):
        positions = {name: word for name, word in zip(members, stated, strict=True) if word}
        missing = [name for name in members if name not in positions]
        outcomes = {
            rule.adopts(positions | dict(zip(missing, rest, strict=True)))
            for rest in product(POSITIONS, repeat=len(missing))
        }
        expected = (
            "open" if len(outcomes) == 2 else "adopted" if True in outcomes else "not adopted"
        )
        assert rule.outcome(positions) == expected


def test_truth_table_of_a_simple_majority_of_three():
    rule = Threshold(frozenset("ABC"), Fraction(1, 2), more_than=True)
    for count, outcome in ((0, "not adopted"), (1, "not adopted"), (2, "adopted"), (3, "adopted")):
        positions = {name: "for" if i < count else "against" for i, name in enumerate("ABC")}
        assert rule.outcome(positions) == outcome


def test_half_of_four_is_enough_only_when_half_is_enough():
    tie = dict.fromkeys("AB", "for") | dict.fromkeys("CD", "against")
    assert Threshold(frozenset("ABCD"), Fraction(1, 2)).outcome(tie) == "adopted"
    assert Threshold(frozenset("ABCD"), Fraction(1, 2), more_than=True).outcome(tie) == (
        "not adopted"
    )


def test_votes_cast_leave_abstentions_out():
    positions = {"A": "for", "B": "abstain", "C": "abstain"}
    of_cast = Threshold(frozenset("ABC"), Fraction(2, 3), of_votes_cast=True)
    assert of_cast.outcome(positions) == "adopted"
    assert Threshold(frozenset("ABC"), Fraction(2, 3)).outcome(positions) == "not adopted"
    assert of_cast.outcome(dict.fromkeys("ABC", "abstain")) == "not adopted"


def test_one_veto_stops_consensus_and_an_abstention_does_not():
    rule = Consensus(frozenset("ABC"))
    assert rule.outcome({"A": "for", "B": "abstain", "C": "for"}) == "adopted"
    assert rule.outcome({"B": "against"}) == "not adopted"
    assert rule.outcome({"A": "for"}) == "open"


def test_all_named_approvers_unless_fewer_are_needed():
    both = NamedApprovers(frozenset({"committee", "ministry"}))
    assert both.outcome({"committee": "for"}) == "open"
    assert both.outcome({"committee": "abstain"}) == "not adopted"
    assert both.outcome({"committee": "for", "ministry": "for"}) == "adopted"
    assert NamedApprovers(both.approvers, 1).outcome({"committee": "for"}) == "adopted"


def test_silence_counts_as_consent_at_the_end_of_the_deadline():
    rule = SilenceProcedure(frozenset("ABC"))
    deadline, late = DAY + timedelta(days=3), DAY + timedelta(days=4)
    assert rule.outcome(deadline, {}, DAY) == "open"
    assert rule.outcome(deadline, {}, deadline) == "adopted"
    assert rule.outcome(deadline, {"B": deadline}, deadline) == "not adopted"
    assert rule.outcome(deadline, {"B": deadline}, DAY) == "open"
    assert rule.outcome(deadline, {"B": late}, late) == "adopted"


@given(st.integers(0, 60), st.integers(0, 70), st.integers(0, 70))
def test_negative_clearance_equals_counting_days(days, blocked_after, asked_after):
    rule = NegativeClearance(days)
    # The act waits on day 0 and through each of the calendar days that follow.
    waiting = [DAY + timedelta(days=each) for each in range(days + 1)]
    blocked = DAY + timedelta(days=blocked_after)
    asked = DAY + timedelta(days=asked_after)
    assert rule.effective(DAY) == waiting[-1] + timedelta(days=1)
    assert rule.latest_notification(rule.effective(DAY)) == DAY
    assert (rule.effective(DAY, blocked) is None) == (blocked in waiting)
    if blocked in waiting and asked >= blocked:
        assert rule.outcome(DAY, asked, blocked) == "not adopted"
    else:
        assert rule.outcome(DAY, asked, blocked) == ("open" if asked in waiting else "adopted")


@pytest.mark.parametrize(
    ("act", "error", "message"),
    [
        (
            lambda: Consensus(frozenset({"DEU", "NLD"})).outcome({"DUE": "for"}),
            UnknownNameError,
            "no member 'DUE' (near: DEU)",
        ),
        (
            lambda: Consensus(frozenset({"DEU"})).outcome({"DEU": "yes"}),
            InputError,
            "DEU: found 'yes'; accepted: for, against, abstain, abstain-declared",
        ),
        (
            lambda: SilenceProcedure(frozenset({"DEU"})).outcome(DAY, {"DUE": DAY}, DAY),
            UnknownNameError,
            "no member 'DUE' (near: DEU)",
        ),
        (
            lambda: Threshold(frozenset("A"), Fraction(3, 2)),
            InputError,
            "threshold: found 3/2; accepted: above 0 and at most 1",
        ),
        (
            lambda: Threshold(frozenset(), Fraction(1, 2)),
            InputError,
            "threshold: no member is stated",
        ),
        (lambda: NamedApprovers(frozenset()), InputError, "approvers: nobody is named"),
        (
            lambda: NamedApprovers(frozenset("AB"), 3),
            InputError,
            "needed: found 3; accepted: 1 to 2, or 0 for all",
        ),
        (lambda: NegativeClearance(-1), InputError, "days: found -1; accepted: 0 or more"),
        (
            lambda: QualifiedMajority({"A": -1}),
            InputError,
            "population of A: found -1; accepted: 0 or more",
        ),
        (lambda: Unanimity({"A": 0}), InputError, "population: nobody is stated"),
    ],
)
def test_a_rule_or_position_that_makes_no_sense_is_refused(act, error, message):
    with pytest.raises(error) as caught:
        act()
    assert str(caught.value) == message
