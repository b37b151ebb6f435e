"""Which claim is a part of which: rules, weights and an encoder summed, against a plain search."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from materiel.evidence.intake import read_document
from materiel.evidence.likeness import Feature
from materiel.evidence.pairing import MOST_CLAIMS, SEEN, UNSEEN, WEIGHED, pair_traits, weighed_parts
from materiel.evidence.proposals import Link
from materiel.evidence.scales import ALWAYS, assemble

TEXT = (
    "Denmark has ordered 30 howitzers worth 90 million euros for Ukraine. Norway has delivered "
    "10 howitzers to Ukraine. Estonia has delivered 9 howitzers to Ukraine.\n"
)
CLAIMS = tuple(
    replace(each, links=()) for each in read_document("sample", TEXT, weighed=False).claims
)
PAIRS = [(i, j) for i in range(len(CLAIMS)) for j in range(len(CLAIMS)) if i != j]
NONE = assemble([("part_of", ALWAYS, "0")])
BY_RULE = (Feature("a rule says so", 3),)


def ruled(pairs):
    return [(CLAIMS[i], CLAIMS[j], "part_of", BY_RULE) for i, j in sorted(pairs)]


def with_links(odds):
    links = {place: [] for place in range(len(CLAIMS))}
    for (part, whole), size in odds.items():
        forward = part < whole
        earlier = min(part, whole)
        link = Link(CLAIMS[earlier].id, "part_of", forward=forward, odds=size)
        links[max(part, whole)].append(link)
    return [replace(each, links=tuple(links[place])) for place, each in enumerate(CLAIMS)]


def circle(above, start):
    place, steps = above.get(start), 0
    while place is not None and place != start and steps < 9:
        place, steps = above.get(place), steps + 1
    return place == start


def found(claims, rules, weights):
    return {(a.id, b.id) for a, b, _, _ in weighed_parts(claims, rules, weights)}


@settings(max_examples=60)
@given(
    odds=st.dictionaries(st.sampled_from(PAIRS), st.integers(-480, 300)),
    rules=st.sets(st.sampled_from(PAIRS), max_size=3),
    weights=st.dictionaries(
        st.sampled_from(["class:same", "counts:less", "near:same", ALWAYS]), st.integers(-90, 90)
    ),
)
def test_each_claim_has_at_most_the_surest_whole(odds, rules, weights):
    assert len(CLAIMS) == 3
    scale = assemble([("part_of", trait, str(weight)) for trait, weight in weights.items()])
    mix = SEEN if odds else WEIGHED

    def total(i, j):
        told = scale.sum("part_of", pair_traits(CLAIMS[i], CLAIMS[j], i - j))
        seen = odds.get((i, j), UNSEEN)
        return mix.weights * told + mix.encoder * seen + 100 * mix.rule * ((i, j) in rules)

    best = {}
    for i, j in PAIRS:
        if total(i, j) > 100 * mix.least and (i not in best or total(i, j) > total(i, best[i])):
            best[i] = j
    wanted = {}
    for i, j in sorted(best.items(), key=lambda each: (-total(*each), -each[0])):
        if not any(circle(wanted | {i: j}, start) for start in range(3)):
            wanted[i] = j
    parts = found(with_links(odds), ruled(rules), scale)
    assert parts == {(CLAIMS[i].id, CLAIMS[j].id) for i, j in wanted.items()}
    assert not {(whole, part) for part, whole in parts} & parts


def test_a_rule_that_the_encoder_denies_is_not_proposed_and_one_that_it_shares_is():
    for odds, wanted in ((-480, set()), (60, {(CLAIMS[1].id, CLAIMS[0].id)})):
        assert found(with_links({(1, 0): odds}), ruled([(1, 0)]), NONE) == wanted


def test_reasons_name_what_speaks_for_it():
    scale = assemble([("part_of", ALWAYS, "200")])
    ((_, _, _, features), *_) = weighed_parts(with_links({(1, 0): 250}), ruled([(1, 0)]), scale)
    assert [(each.words, each.points) for each in features] == [
        ("a rule says so", 3),
        ("weighed as a part of it", 1),
        ("the encoder sees it so", 1),
    ]
    ((_, _, _, faint), *_) = weighed_parts(with_links({(1, 0): -20}), [], NONE)
    assert [(each.words, each.points) for each in faint] == [("weak: please check", 0)]


def test_what_the_rules_propose_beside_parts_is_passed_on():
    other = (CLAIMS[1], CLAIMS[0], "possibly_part_of", BY_RULE)
    assert list(weighed_parts(CLAIMS, [other], assemble([("part_of", ALWAYS, "-400")]))) == [other]


def test_claims_far_behind_are_paired_where_a_rule_or_an_encoder_proposes_it():
    many = [replace(CLAIMS[1], id=f"c{place}") for place in range(MOST_CLAIMS + 3)]
    last, link = many[-1], Link("c0", "part_of", forward=False, odds=200)
    surely = assemble([("part_of", ALWAYS, "300")])
    never = assemble([("part_of", ALWAYS, "-100")])
    rule = [(last, many[1], "part_of", BY_RULE)]
    assert (last.id, "c1") in found(many, rule, surely)
    assert last.id not in {part for part, _ in found(many, [], surely)}
    seen = [*many[:-1], replace(last, links=(link,))]
    assert found(seen, [], never) == {(last.id, "c0")}


def test_a_circle_of_three_is_opened_where_it_is_least_sure():
    odds = {(0, 1): 300, (1, 2): 200, (2, 0): 100}
    ids = [each.id for each in CLAIMS]
    assert found(with_links(odds), [], NONE) == {(ids[0], ids[1]), (ids[1], ids[2])}


def test_one_event_in_two_claims_is_no_part_and_the_next_whole_is_taken():
    claims, ids = with_links({(2, 1): 300, (2, 0): 250}), [each.id for each in CLAIMS]
    parts = weighed_parts(claims, [], NONE, {(ids[1], ids[2])})
    assert {(a.id, b.id) for a, b, _, _ in parts} == {(ids[2], ids[0])}
    assert found(claims, [], NONE) == {(ids[2], ids[1])}
