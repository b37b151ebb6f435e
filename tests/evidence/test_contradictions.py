"""Claims that cannot both be true are found without a judgement, and are never added."""

from dataclasses import replace
from decimal import Decimal

import pytest

from materiel.evidence.claims import Claim
from materiel.evidence.clusters import Link, Statement
from materiel.evidence.contradictions import contradictions
from materiel.evidence.counted import Counted
from materiel.evidence.judgements import Judgement
from materiel.evidence.told import tell
from materiel.exchange.folder import read_folder
from materiel.exchange.packaged import packaged_case
from materiel.kernel.bounds import Bounds
from materiel.kernel.period import Period
from materiel.vocabulary.vocabulary import packaged

HOLDING = Claim(
    id="a",
    document="page-a",
    event="holding",
    stance="reported",
    giver="Ukraine",
    item="Patriot system",
    low=8,
    high=8,
    when=Period.parse("2025-05"),
    paraphrase="p",
)
AWARD = replace(
    HOLDING,
    event="joint_contract_award",
    status="contracted",
    giver="COMLOG",
    receiver="Germany; Spain; Romania",
    item="GEM-T",
    low=None,
    high=1000,
    when=Period.parse("2024-01-03"),
)
PLEDGE = replace(
    HOLDING,
    event="funding_pledge",
    status="pledged",
    giver="Norway",
    receiver="Ukraine",
    item="Patriot system",
    low=2,
    high=2,
    when=Period.parse("2025-08-24"),
)


def found(claim: Claim, **cells) -> list[str]:
    """What clashes between a claim and another page's version of it."""
    other = replace(claim, **{"id": "b", "document": "page-b", **cells})
    return [each.clash for each in contradictions(tell([claim, other], packaged()))]


@pytest.mark.parametrize(
    ("claim", "cells", "clash"),
    [
        (HOLDING, {"low": 6, "high": 6}, ["number"]),
        (HOLDING, {"low": 6, "high": 9}, []),
        (HOLDING, {"low": 9, "high": None}, ["number"]),
        (HOLDING, {"low": 6, "high": 6, "document": "page-a"}, []),
        (HOLDING, {"low": 6, "high": 6, "when": Period.parse("2025-12")}, []),
        (HOLDING, {"low": 6, "high": 6, "giver": "Poland"}, []),
        (HOLDING, {"low": 6, "high": 6, "item": "Patriot launcher"}, []),
        (HOLDING, {"low": 6, "high": 6, "stance": "possible"}, []),
        (HOLDING, {"stance": "denied"}, ["denial"]),
        (AWARD, {"receiver": "Germany; Spain"}, ["parties"]),
        (AWARD, {"receiver": "Germany; Spain", "high": 500}, []),
        (AWARD, {"low": 1000}, []),
        (AWARD, {"low": 1200, "high": 1200}, ["number"]),
        (PLEDGE, {"giver": "Germany"}, ["parties"]),
        (PLEDGE, {"giver": "Germany", "low": 1, "high": 1}, []),
    ],
)
def test_what_two_pages_say_of_one_thing(claim, cells, clash):
    assert found(claim, **cells) == clash


def sums(amount: int, **cells) -> dict[str, object]:
    return {"amount_low": Decimal(amount), "amount_high": Decimal(amount), **cells}


def test_a_rounded_sum_stands_for_all_that_round_to_it():
    one = replace(PLEDGE, low=None, high=None, currency="EUR", **sums(4_880_000_000))
    assert found(one, **sums(4_900_000_000)) == []
    assert found(one, **sums(4_800_000_000)) == ["sum"]
    assert found(one, **sums(4_880_000_001)) == []
    assert found(one, **sums(1, currency="USD")) == []


def test_a_running_total_may_grow_and_never_shrink():
    total = replace(HOLDING, event="donation_total", receiver="Poland")
    day = "..2025-05-01"
    early = replace(total, when=Period.parse(day))
    assert found(early, low=9, high=9, when=Period.parse("..2025-05-20")) == []
    assert found(early, low=7, high=7, when=Period.parse("..2025-05-20")) == ["number"]
    assert found(early, low=9, high=9, when=Period.parse(day)) == ["number"]


def test_a_find_says_why_feature_by_feature():
    pair = tell([HOLDING, replace(HOLDING, id="b", document="p", low=6, high=6)], packaged())
    (one,) = contradictions(pair)
    assert one.why == (
        "both holding (+2); by UKR (+2); both patriot-fire-unit (+1); the same days (+1); "
        "8 Patriot system against 6 Patriot system (+1)"
    )
    assert one.score == 7
    assert contradictions(pair, known=[frozenset("ab")]) == []


def test_the_order_in_which_claims_are_given_changes_nothing():
    claims, _ = patriot()
    there = {frozenset((x.left, x.right)) for x in contradictions(tell(claims, packaged()))}
    back = {frozenset((x.left, x.right)) for x in contradictions(tell(claims[::-1], packaged()))}
    assert there == back


# The public record of the case patriot, with its judgements taken away ----------------------


def patriot() -> tuple[list[Claim], list[Judgement]]:
    with packaged_case("patriot") as folder:
        rows = read_folder(folder).rows
    claims = [row for row in rows[Claim] if isinstance(row, Claim)]
    return claims, [row for row in rows[Judgement] if isinstance(row, Judgement)]


def matters(judgements: list[Judgement]) -> list[set[str]]:
    """Claims that judgements join, the plain way: unite all sets that touch."""
    sets: list[set[str]] = []
    for each in judgements:
        if each.relation in ("contradicts", "same-event", "updates"):
            mine = {*each.left, each.right}
            touched = [other for other in sets if other & mine]
            sets = [other for other in sets if not other & mine] + [mine.union(*touched)]
    return sets


def test_links_that_were_taken_away_are_found_again_by_rules():
    claims, judgements = patriot()
    links = {
        frozenset((left, each.right))
        for each in judgements
        if each.relation == "contradicts"
        for left in each.left
    }
    finds = {frozenset((x.left, x.right)) for x in contradictions(tell(claims, packaged()))}
    joined = [pair for pair in finds if any(pair <= each for each in matters(judgements))]
    assert len(links) == 33
    assert len(links & finds) >= 15
    assert len(joined) / len(finds) >= 0.9
    # The judgements join under one part in two hundred of all pairs: such a share is no chance.
    pairs = len(claims) * (len(claims) - 1) / 2
    assert sum(len(each) * (len(each) - 1) / 2 for each in matters(judgements)) < pairs / 200


def test_no_contradicting_number_is_ever_added_to_the_other():
    claims = {each.id: each for each in patriot()[0]}
    checked = 0
    for each in contradictions(tell(claims.values(), packaged())):
        stated = [claims[name].bounds for name in (each.left, each.right)]
        if each.clash != "number" or None in stated:
            continue
        mine, other = (bounds for bounds in stated if bounds is not None)
        statements = [Statement(each.left, mine), Statement(each.right, other)]
        link = Link(each.left, each.right, "contradicts", decided=True)
        tally = Counted(statements, [link]).tally()
        assert tally.bounds == mine.hull(other)
        assert [found.check for found in tally.findings] == ["statements-contradict"]
        assert tally.bounds.high != (mine + other).high
        checked += 1
    assert checked >= 8


def test_a_total_of_three_rival_numbers_is_their_hull_counted_once():
    rivals = {"a": 8, "b": 6, "c": 7}
    stated = [Statement(name, Bounds.exactly(count)) for name, count in rivals.items()]
    links = [Link(left, "a", "contradicts", decided=True) for left in "bc"]
    assert str(Counted(stated, links).tally().bounds) == "6 to 8"


def test_each_pair_is_told_once_however_many_tell_of_one_thing():
    many = [
        replace(HOLDING, id=f"c{number}", document=f"p{number}", low=number % 3, high=number % 3)
        for number in range(60)
    ]
    finds = contradictions(tell(many, packaged()))
    pairs = [(each.left, each.right) for each in finds]
    assert len(pairs) == len({frozenset(pair) for pair in pairs}) == 3 * 20 * 20
