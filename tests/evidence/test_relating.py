"""Relations between claims of our own: proposed with reasons, and never between strangers."""

from dataclasses import replace

import pytest

from materiel.evidence.components import FARTHEST, parts_within
from materiel.evidence.intake import read_document
from materiel.evidence.likeness import compare
from materiel.evidence.proposals import Link
from materiel.evidence.relating import relate


def read(**texts):
    return [claim for name, text in texts.items() for claim in read_document(name, text).claims]


def found(claims):
    return {(each.left, each.relation, each.right) for each in relate(claims)}


def test_the_same_order_in_two_reports_is_one_event():
    claims = read(
        first="Poland signed a contract with Hyundai Rotem for 180 K2 tanks worth $3.4 billion.",
        second="Poland has ordered 180 K2 tanks for $3.4 billion.",
    )
    assert found(claims) == {("second.1", "same_event", "first.1")}


def test_another_giver_of_the_same_number_is_another_event():
    claims = read(
        first="Norway has delivered 14 Leopard 2 tanks to Ukraine.",
        second="Spain has delivered 14 Leopard 2 tanks to Ukraine.",
    )
    assert found(claims) == set()


def test_a_promise_that_came_true_is_updated():
    claims = read(
        first="10 January 2024. Canada has pledged 50 Bison armoured vehicles to Ukraine.",
        second="20 June 2024. Canada has delivered 50 Bison armoured vehicles to Ukraine.",
    )
    assert ("second.1", "updates", "first.1") in found(claims)


def test_an_option_is_part_of_its_contract():
    claims = read(
        one="Poland signed a contract with Hyundai Rotem for 180 K2 tanks worth $3.4 billion. "
        "The agreement includes options for a further 820 vehicles."
    )
    assert ("one.2", "part_of", "one.1") in found(claims)


def test_a_buyers_own_request_is_possibly_part_of_the_joint_order():
    claims = read(
        one="Belgium, Spain and Romania have ordered up to 900 Patriot missiles together. "
        "Romania asked its parliament for 150 Patriot missiles."
    )
    assert ("one.2", "possibly_part_of", "one.1") in found(claims)


def test_a_denial_contradicts():
    claims = read(
        first="The United States has delivered 12 Patriot missiles to Ukraine.",
        second="It is false that the United States has delivered 12 Patriot missiles to Ukraine.",
    )
    assert {each.relation for each in relate(claims)} == {"contradicts"}


def test_every_proposal_explains_itself():
    claims = read(
        first="Poland has ordered 180 K2 tanks for $3.4 billion.",
        second="Poland has ordered 180 K2 tanks.",
    )
    for each in relate(claims):
        assert each.score == sum(one.points for one in each.features)
        assert "the same number 180 (+4)" in each.as_dict()["note"]


def test_the_order_of_the_documents_changes_no_pair():
    texts = {
        "first": "Poland has ordered 180 K2 tanks for $3.4 billion.",
        "second": "Poland has ordered 180 K2 tanks.",
        "third": "Norway has ordered 54 Leopard 2 tanks.",
    }
    forward = read(**texts)
    backward = read(**dict(reversed(texts.items())))
    pairs = [
        {frozenset((each.left, each.right)) for each in relate(some)}
        for some in (forward, backward)
    ]
    assert pairs[0] == pairs[1]


@pytest.mark.parametrize(("count", "points"), [(3, 2), (4, 3), (50, 4), (1000, 5)])
def test_a_large_count_in_common_says_more_and_so_does_a_maker(count, points):
    left, right = read(
        first=f"Poland has ordered {count} K2 tanks.", second=f"Poland bought {count} K2 tanks."
    )
    made = {"supplier": ("Hyundai Rotem",)}
    likeness = compare(
        replace(left, actors=made), replace(right, actors={**made, "buyer": ("POL",)})
    )
    assert likeness is not None
    told = {each.words: each.points for each in likeness.features}
    assert told[f"the same number {count:,}"] == points
    assert told["made by Hyundai Rotem"] == 1


def test_a_maker_who_acts_is_named_once():
    left, right = read(first="Norway ordered 5,000 shells.", second="Norway bought 5,000 shells.")
    actors = {"supplier": ("Nammo",)}
    pair = [replace(each, event="production", actors=actors) for each in (left, right)]
    likeness = compare(*pair)
    assert likeness is not None
    assert [each.words for each in likeness.features if "Nammo" in each.words] == ["by Nammo"]


def test_what_the_rules_see_as_one_event_is_nothing_else_for_an_encoder():
    text = "Norway has ordered 12 howitzers.\nNorway has ordered howitzers worth 40 million euros."
    count, price = read(one=text)
    links = tuple(Link(count.id, name, forward=True, odds=400) for name in ("part_of", "updates"))
    claims = [count, replace(price, links=links)]
    assert found(claims) == {("one.2", "same_event", "one.1")}


def test_a_total_has_its_lines_near_by():
    lines = [f"Norway has ordered equipment worth {each} million euros." for each in range(3, 123)]
    claims = read(many="\n".join(lines))
    place = {each.id: number for number, each in enumerate(claims)}
    apart = [abs(place[a.id] - place[b.id]) for a, b, _, _ in parts_within(claims)]
    assert max(apart) == FARTHEST < len(claims)
