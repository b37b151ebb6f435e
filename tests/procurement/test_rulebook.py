"""Every rule that ships, as a truth table; the Council by hand with the people of 2024."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.procurement.decisions import (
    Consensus,
    NamedApprovers,
    NegativeClearance,
    QualifiedMajority,
    SilenceProcedure,
    Threshold,
    Unanimity,
)
from materiel.procurement.rulebook import (
    decider_of,
    least_opponents,
    members_of,
    procedure,
    silence_of,
    vetoes,
)
from materiel.vocabulary.bodies import Body, DecisionRule
from materiel.vocabulary.figures import populations
from materiel.vocabulary.reader import table
from materiel.vocabulary.vocabulary import packaged

WORDS = packaged()
DAY = date(2025, 3, 1)
RULES = table(DecisionRule).rows


def council(name="EU-COUNCIL"):
    return procedure(WORDS, WORDS.body(name), DAY)


def split(members, names, word, rest="for"):
    assert set(names) <= set(members)
    return {each: word if each in names else rest for each in members}


# ------------------------------------------------------------------ the Council, counted by hand


def test_the_people_of_2024_add_up_to_the_union_as_published():
    year, people = populations(WORDS.members("EU-27", DAY), 2025)
    assert (year, len(people), sum(people.values())) == (2024, 27, 449_206_579)
    assert populations(people, 2023)[0] == 2019


def test_no_sum_of_people_mixes_years():
    with pytest.raises(InputError) as caught:
        populations(["DEU", "USA", "MLT"], 2018)
    assert "no year up to 2018 holds all 3 states" in str(caught.value)
    # Only 2019 holds both: the year 2024 has no figure for the United States.
    assert populations(["DEU", "USA"], 2025)[0] == 2019


@pytest.mark.parametrize(
    ("against", "outcome"),
    [
        # 46.9 % of the people, but only three states: no blocking minority.
        ("DEU FRA ITA", "adopted"),
        ("DEU FRA ITA MLT", "not adopted"),
        # For: 449,206,579 - 156,272,407 = 292,934,172; 65 % are 291,984,276.35.
        ("DEU FRA HRV MLT", "adopted"),
        # For: 449,206,579 - 157,580,846 = 291,625,733: not enough.
        ("DEU FRA HRV LVA", "not adopted"),
        # Twelve small states: fifteen remain, 55 % of 27 are 14.85.
        ("MLT LUX CYP EST LVA SVN LTU HRV IRL SVK FIN DNK", "adopted"),
        # Thirteen: fourteen remain, with 90 % of the people.
        ("MLT LUX CYP EST LVA SVN LTU HRV IRL SVK FIN DNK BGR", "not adopted"),
    ],
)
def test_the_qualified_majority_of_2024_by_hand(against, outcome):
    found = council()
    assert found.population_year == 2024
    assert found.decider.outcome(split(found.members, against.split(), "against")) == outcome
    # An abstention is not a vote for.
    assert found.decider.outcome(split(found.members, against.split(), "abstain")) == outcome


def test_without_the_commission_three_large_states_block():
    people = populations(council().members, 2025)[1]
    rule = decider_of(RULES["eu-reinforced-majority"], people, people)
    assert rule == QualifiedMajority.reinforced(people)
    assert rule.outcome(split(people, ["DEU", "FRA", "ITA"], "against")) == "not adopted"
    # 19 of 27 are 70.4 %, 20 are 74.1 %.
    small = ["MLT", "LUX", "CYP", "EST", "LVA", "SVN", "LTU", "HRV"]
    assert rule.outcome(split(people, small, "against")) == "not adopted"
    assert rule.outcome(split(people, small[:7], "against")) == "adopted"


@pytest.mark.parametrize(
    ("abstaining", "outcome"),
    [
        # Nine states are a third; a third of the people are 149,735,526.3.
        ("DEU FRA MLT LUX CYP EST LVA SVN LTU", "not adopted"),
        ("DEU FRA MLT LUX CYP EST LVA SVN", "adopted"),
        ("DEU HRV MLT LUX CYP EST LVA SVN LTU", "adopted"),
    ],
)
def test_constructive_abstention_in_2024_by_hand(abstaining, outcome):
    found = council("EU-COUNCIL-CFSP")
    names = abstaining.split()
    assert found.decider.outcome(split(found.members, names, "abstain-declared")) == outcome
    assert found.decider.outcome(split(found.members, names, "abstain")) == "adopted"
    assert found.decider.outcome({"HUN": "against"}) == "not adopted"


def test_one_state_stops_the_foreign_ministers_and_no_three_stop_the_council():
    found = council("EU-COUNCIL-CFSP")
    assert vetoes(found.decider, {}) == found.members
    assert least_opponents(found.decider) == ("DEU",)
    assert vetoes(council().decider, {}) == ()
    assert least_opponents(council().decider) == ("DEU", "FRA", "ITA", "ESP")
    # With three against on record, any fourth of some size stops it, and Malta does too.
    stated = {"DEU": "against", "FRA": "against", "ITA": "against"}
    assert vetoes(council().decider, stated) == tuple(sorted(set(council().members) - set(stated)))


# ------------------------------------------------------------------------------ truth tables


def outcomes(rule, words):
    """What the rule makes of each row of positions of three members."""
    return [rule.adopts(dict(zip("ABC", row, strict=True))) for row in words]


ROWS = list(product(("for", "against", "abstain", "abstain-declared"), repeat=3))
PEOPLE = {"A": 5, "B": 3, "C": 2}


def hand(name, row):
    """The rules in the plainest words, written again without looking at the code."""
    yes, no = row.count("for"), row.count("against")
    if name in ("consensus", "participants-collective"):
        return no == 0
    if name == "unanimity":
        return yes == 3
    if name == "unanimity-constructive-abstention":
        declared = [i for i, word in enumerate(row) if word == "abstain-declared"]
        people = sum((5, 3, 2)[i] for i in declared)
        return no == 0 and not (3 * len(declared) >= 3 and 3 * people >= 10)
    if name == "simple-majority":
        return yes > no
    return None


@pytest.mark.parametrize(
    "name",
    [
        *("consensus", "participants-collective", "unanimity"),
        *("unanimity-constructive-abstention", "simple-majority"),
    ],
)
def test_truth_table_of_a_rule_that_ships(name):
    rule = decider_of(RULES[name], "ABC", PEOPLE)
    assert outcomes(rule, ROWS) == [hand(name, row) for row in ROWS]


@pytest.mark.parametrize("name", ["committee-approval", "executive-decision", "cabinet-decision"])
def test_named_approvers_must_all_say_yes_and_a_body_alone_counts_as_one(name):
    body = Body(id="B", name="board", party="DEU", rule=name)
    found = procedure(WORDS, body, DAY, named=("DEU", "NLD"))
    assert found.decider == NamedApprovers(frozenset({"DEU", "NLD"}))
    for row in product(("for", "against", "abstain"), repeat=2):
        positions = dict(zip(("DEU", "NLD"), row, strict=True))
        assert found.decider.adopts(positions) == (row == ("for", "for"))
    assert procedure(WORDS, body, DAY).members == ("B",)


def test_the_waiting_rules_that_ship_wait_fifteen_and_thirty_days():
    short = procedure(WORDS, WORDS.body("USA-CONGRESS-ALLIES"), DAY)
    long = procedure(WORDS, WORDS.body("USA-CONGRESS"), DAY)
    assert (short.decider, long.decider) == (NegativeClearance(15), NegativeClearance(30))
    assert short.decider.effective(DAY) == DAY + timedelta(days=16)
    assert procedure(WORDS, WORDS.body("USA-CONGRESS"), DAY, waiting_days=5).decider.days == 5


def test_a_silence_needs_its_length_from_the_matter():
    body = Body(id="B", name="board", party="NATO", rule="silence-procedure", members="NATO")
    with pytest.raises(InputError, match="waiting_days: required, B decides by silence"):
        procedure(WORDS, body, DAY)
    found = procedure(WORDS, body, DAY, waiting_days=4)
    assert isinstance(found.decider, SilenceProcedure)
    assert len(found.members) == 32
    assert silence_of(found, 4) == timedelta(days=4)
    assert "not confirmed" in found.notes[0]


def test_every_rule_that_ships_becomes_a_value_or_says_why_not():
    for rule in RULES.values():
        body = Body(id="B", name="board", party="EU", rule=rule.id, members="EU-27")
        days = 3 if rule.kind in ("silence", "negative-clearance") else None
        found = procedure(WORDS, body, DAY, waiting_days=days)
        assert (found.decider is None) == (rule.kind == "none"), rule.id
        assert found.decider is not None or found.notes == ("B takes no decision of its own",)
        assert rule.status == "confirmed" or rule.open_points, rule.id
        assert any("not confirmed" in note for note in found.notes) == (
            rule.status == "unconfirmed"
        ), rule.id


# ------------------------------------------------------------------------------------- members


def test_members_come_from_the_group_then_from_the_record_then_the_body_is_one():
    board = Body(id="B", name="board", party="EU", rule="consensus", members="BALTIC-THREE")
    assert members_of(WORDS, board, DAY) == (("EST", "LTU", "LVA"), [])
    without = Body(id="B", name="board", party="EU", rule="consensus")
    assert members_of(WORDS, without, DAY, ["NLD", "DEU"])[0] == ("DEU", "NLD")
    members, notes = members_of(WORDS, without, DAY)
    assert members == ("B",)
    assert notes == ["members of B are not on record: it counts as one"]


def test_a_body_without_a_rule_decides_nothing_and_says_so():
    body = Body(id="B", name="board", party="EU")
    assert procedure(WORDS, body, DAY).notes == ("no rule is on record by which B acts",)
    with pytest.raises(UnknownNameError):
        procedure(WORDS, Body(id="B", name="b", party="EU", rule="consensuss"), DAY)


def test_a_rule_without_its_numbers_is_refused():
    lacks = DecisionRule(id="odd", kind="threshold", name="odd", votes=True, description="none")
    with pytest.raises(InputError, match="odd: members_for: required for a rule of kind threshold"):
        decider_of(lacks, "ABC", {})
    odd = DecisionRule(
        id="odd", kind="unanimity", name="odd", votes=True, description="none",
        abstaining_members="1/4", abstaining_weight="1/3",
    )  # fmt: skip
    with pytest.raises(InputError, match="abstaining_members: found 1/4; accepted: 1/3"):
        decider_of(odd, "ABC", PEOPLE)


# ------------------------------------------------------------------------------ who can stop it


@st.composite
def small_rules(draw):
    size = draw(st.integers(2, 6))
    names = "ABCDEF"[:size]
    people = dict(
        zip(names, draw(st.lists(st.integers(1, 9), min_size=size, max_size=size)), strict=True)
    )
    share = Fraction(draw(st.integers(1, 10)), 10)
    return draw(
        st.sampled_from(
            [
                Consensus(frozenset(names)),
                Unanimity(people),
                QualifiedMajority(people, share, 1, Fraction(65, 100), draw(st.integers(0, 3))),
                Threshold(frozenset(names), share, of_votes_cast=draw(st.booleans())),
                NamedApprovers(frozenset(names), draw(st.integers(0, size))),
            ]
        )
    )


@given(small_rules())
def test_the_fewest_opponents_are_what_trying_every_subset_finds(rule):
    who = sorted(rule.who)
    subsets = chain.from_iterable(combinations(who, n) for n in range(1, len(who) + 1))
    stopping = [
        each
        for each in subsets
        if not rule.adopts({name: "against" if name in each else "for" for name in who})
    ]
    found = least_opponents(rule)
    if not stopping or not rule.adopts(dict.fromkeys(who, "for")):
        assert len(found) <= 1
        return
    assert len(found) == min(map(len, stopping))
    assert found in {
        tuple(sorted(each, key=found.index)) for each in stopping if set(each) == set(found)
    }


@given(small_rules(), st.data())
def test_a_veto_is_a_member_whose_no_alone_turns_it(rule, data):
    stated = data.draw(
        st.dictionaries(st.sampled_from(sorted(rule.who)), st.sampled_from(["for", "abstain"]))
    )
    best = {**dict.fromkeys(rule.who, "for"), **stated}
    expected = [
        name
        for name in sorted(rule.who)
        if rule.adopts(best) and not rule.adopts({**best, name: "against"})
    ]
    assert list(vetoes(rule, stated)) == expected
