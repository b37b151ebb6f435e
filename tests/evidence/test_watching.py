"""What a watched total counts, by small stories."""

import pytest

from materiel.evidence.claims import Claim
from materiel.evidence.judgements import Judgement
from materiel.evidence.reviewed import clashing, review
from materiel.evidence.suggestions import Suggestion
from materiel.evidence.watched import Watched, counts
from materiel.evidence.watching import Decision, Watching, queue

GUNS = Watched(
    id="guns",
    title="guns handed over",
    events=("delivery",),
    statuses=("delivered",),
    item="K9 howitzers",
    giver="Poland",
    receiver="Ukraine",
    unit="system",
)
ALIASES = {("party", "Poland", "POL"), ("party", "Ukraine", "UKR"), ("item", "K9 howitzers", "k9")}


def same(kind, left, right):
    return left == right or (kind, left, right) in ALIASES


def claim(name="a", low=3, high=3, **cells):
    usual = {
        "document": "d1",
        "event": "delivered",
        "status": "delivered",
        "stance": "asserted",
        "giver": "POL",
        "receiver": "UKR; MDA",
        "item": "3 modern K9 howitzers",
        "paraphrase": "told",
        "event_kind": "delivery",
        "unit": "system",
        "read_by": "rules",
    }
    return Claim(id=name, low=low, high=high, **{**usual, **cells})


def judged(name, left, relation, right=""):
    return Judgement(
        id=name, left=tuple(left.split()), relation=relation, right=right, by="r", reason="x"
    )


def may_be(left, relation, right):
    return Suggestion(id=f"s/{left}/{right}", left=left, relation=relation, right=right, by="rules")


@pytest.mark.parametrize(
    ("cells", "bounds"),
    [
        ({}, "3"),
        ({"stance": "reported"}, "3"),
        ({"stance": "possible"}, "at most 3"),
        ({"stance": "denied"}, "None"),
        ({"low": None, "high": None}, "unknown"),
        ({"low": None}, "at most 3"),
        ({"unit": "vehicle"}, "None"),
        ({"status": "planned"}, "None"),
        ({"event_kind": "pledge"}, "None"),
        ({"giver": "DEU"}, "None"),
        ({"giver": ""}, "None"),
        ({"receiver": "MDA"}, "None"),
        ({"item": "howitzers"}, "None"),
        ({"item": "k9"}, "3"),
    ],
)
def test_what_counts_and_with_which_bounds(cells, bounds):
    assert str(counts(GUNS, claim(**cells), same)) == bounds


def test_parts_lie_in_their_whole_and_a_bridge_joins_what_it_does_not_count():
    pledge = claim("p", event_kind="pledge")
    found = review(
        [claim("a", 3, 3), claim("b", 3, 3), claim("w", 5, 10), pledge],
        [
            judged("j1", "a b w p", "accept"),
            judged("j2", "a", "same-event", "p"),
            judged("j3", "b", "same-event", "p"),
            judged("j4", "b", "part-of", "w"),
        ],
        [],
        {},
    )
    watching = Watching(GUNS, found, same)
    assert str(watching.accepted().bounds) == "5 to 10"
    assert [(each.names, str(each.bounds), each.inside) for each in watching.clusters()] == [
        (("a", "b"), "3", "w"),
        (("w",), "5 to 10", ""),
    ]


def test_a_claim_that_a_person_entered_counts_and_one_of_a_reader_waits():
    found = review([claim("a", read_by=""), claim("b")], [], [may_be("b", "same-event", "a")], {})
    watching = Watching(GUNS, found, same)
    assert (str(watching.accepted().bounds), str(watching.with_waiting().bounds)) == ("3", "3 to 6")


def test_a_decision_that_closes_an_open_end_is_worth_most():
    found = review([claim("a", 90, 90), claim("b", 1, None)], [judged("j1", "a", "accept")], [], {})
    watching = Watching(GUNS, found, same)
    effect = watching.effect(Decision(claim="b"))
    assert (str(effect.holds), str(effect.not_so), effect.worth) == ("at least 91", "90", "")
    assert effect.best > 10**9
    (first, effects), *_ = queue(found, [watching])
    assert (first.claim, effects) == ("b", (effect,))


def test_the_list_of_judgements_that_clash_is_irreducible():
    claims = [claim(name) for name in "abcd"]
    found = review(
        claims,
        [
            judged("j1", "a", "same-event", "b"),
            judged("j2", "b", "same-event", "c"),
            judged("j3", "c", "same-event", "d"),
            judged("j4", "a", "part-of", "d"),
        ],
        [],
        {},
    )
    new = review(claims, [judged("n", "a", "distinct", "c")], [], {}).decided[0][0]
    assert clashing(found, [new]) in (["j1", "j2"], ["j3", "j4"])
    fitting = review(claims, [judged("n", "a", "same-event", "d")], [], {}).decided[0][0]
    assert clashing(found, [fitting]) == []


def test_a_judgement_outlives_an_edit():
    edited = claim("a:2", 4, 4, supersedes="a")
    found = review([edited], [judged("j1", "a", "accept")], [], {"a:2": "a"})
    assert (found.states, found.claims["a"].low) == ({"a": "accepted"}, 4)
