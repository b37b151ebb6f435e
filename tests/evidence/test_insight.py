"""The reader with its encoder on short texts of our own; the model is the published one."""

from dataclasses import replace

import numpy as np
import pytest

from materiel.evidence.heads import RELATIONS, STANCES, Heads
from materiel.evidence.insight import Insight
from materiel.evidence.intake import prepared, read_by_rules, read_document
from materiel.evidence.pairing import LINKED, UNSEEN, linked
from materiel.evidence.proposals import ROLES, Link
from materiel.evidence.relating import relate
from materiel.evidence.traits import candidates

TEXT = (
    "Norway has handed over 12 howitzers to Ukraine, the Defence Ministry said on Monday.\n"
    "Oslo will also pay 300 million euros for ammunition made by Nammo. The guns have a range of "
    "40 kilometres.\n"
)


@pytest.fixture(scope="module")
def read(understanding):
    return lambda text, name="sample": read_document(name, text, understanding=understanding)


def test_a_gift_and_a_payment_are_read_with_their_parties(read):
    gift, payment = read(TEXT).claims
    assert (gift.event, gift.status, gift.item_class) == (
        "delivery",
        "delivered",
        "artillery_system",
    )
    assert (gift.actors["giver"], gift.actors["recipient"]) == (("NOR",), ("UKR",))
    assert payment.sums == (300_000_000, 300_000_000, "EUR")
    assert payment.event in ("funding", "order")


def test_the_same_text_gives_the_same_reading(read):
    assert read(TEXT) == read(TEXT)


def test_an_encoder_invents_no_number_and_no_passage(read):
    offered = offered_by_the_grammars(TEXT)
    for claim in read(TEXT).claims:
        assert TEXT[claim.start : claim.end] == claim.evidence
        assert (claim.counts, claim.sums) in offered


def offered_by_the_grammars(text):
    """The figures of everything that the grammars offer, whatever decides about it."""
    story, scans = prepared("sample", text)
    made = set()
    for each in candidates(story, scans):
        number = each.fact.goods.number if each.fact.goods else None
        amount = each.fact.amount
        counts = (number.low, number.high) if number else (None, None)
        sums = (amount.low, amount.high, amount.currency) if amount else (None, None, "")
        made.add((counts, sums))
    return made


def test_every_answer_is_a_distribution_and_every_actor_is_weighed(understanding):
    story, scans = prepared("sample", TEXT)
    found = candidates(story, scans, read_by_rules(story, scans))
    insight = Insight(understanding, TEXT, scans, found)
    for number in range(len(found)):
        assert sum(2.718281828 ** float(each) for each in insight.events(number)) == pytest.approx(
            1
        )
        shares = insight.classes(number).values()
        assert sum(2.718281828**each for each in shares) == pytest.approx(1)
        odds = insight.roles(number, "delivery")
        assert set(odds) == {"NOR", "UKR", "Nammo"}
        assert all(tuple(each) == ROLES for each in odds.values())
    (relation,) = insight.relations([(0, "delivery")], 1, "funding")
    assert tuple(relation) == RELATIONS
    assert sum(2.718281828**each for each in relation.values()) == pytest.approx(1)


def test_a_long_text_is_read_to_its_end(read):
    filler = "The weather in the capital was mild, and the streets were quiet. " * 60
    claims = read(f"{filler}\n\n{TEXT}").claims
    assert any(claim.counts == (12, 12) for claim in claims)


def test_a_text_without_words_has_no_claims(read):
    for text in ("", "\n\n", "!?", "Nothing is said here."):
        assert read(text).claims == ()


PACKAGE = (
    "Denmark announced a package of military aid for Ukraine worth 500 million euros. "
    "The package contains 10 Leopard 1 tanks and 20 CV90 vehicles.\n"
)


def test_a_part_is_linked_to_its_whole_inside_one_document(read):
    claims = read(PACKAGE).claims
    whole = next(claim.id for claim in claims if claim.amount)
    parts = {claim.id for claim in claims if claim.number}
    found = {(each.left, each.relation, each.right) for each in relate(claims)}
    assert len(parts) == 2
    assert {(part, "part_of", whole) for part in parts} <= found


def test_a_link_to_a_claim_that_was_dropped_goes_with_it(read):
    # The second telling repeats the first and is dropped; links name only what stays.
    claims = read(PACKAGE + PACKAGE).claims
    assert [claim.counts for claim in claims].count((10, 10)) == 1
    names = {claim.id for claim in claims}
    assert any(claim.links for claim in claims)
    assert all(link.other in names for claim in claims for link in claim.links)


@pytest.mark.parametrize("forward", [True, False])
def test_what_an_encoder_links_keeps_its_direction(read, forward):
    first, *_, last = read(PACKAGE).claims
    links = (
        Link(first.id, "updates", forward=forward, odds=LINKED + 1),
        Link(first.id, "contradicts", forward=True, odds=LINKED),
        Link(first.id, "part_of", forward=False, odds=190),
        Link("gone", "updates", forward=True, odds=190),
    )
    turned = [replace(first, links=()), replace(last, links=links)]
    ends = (first.id, last.id) if forward else (last.id, first.id)
    assert [(a.id, b.id, name) for a, b, name, _ in linked(turned)] == [(*ends, "updates")]


def test_a_hedge_weighs_a_little_more_than_plain_assertion(read, monkeypatch):
    (claim,) = read("Norway may hand over 12 howitzers to Ukraine, sources said.\n").claims
    assert claim.stance in ("reported", "possible")
    odds = np.log(np.array([0.55, 0.35, 0.05, 0.05]))
    monkeypatch.setattr(Heads, "stance", lambda *_: odds)
    (plain,) = read("Norway handed over 12 howitzers to Ukraine.\n").claims
    assert (STANCES[0], plain.stance) == ("asserted", "reported")


def test_each_pair_of_claims_is_compared_as_a_part_either_way(read):
    claims = read(PACKAGE + TEXT).claims
    assert len(claims) > 3
    for number, claim in enumerate(claims):
        parts = {(each.other, each.forward) for each in claim.links if each.relation == "part_of"}
        assert parts == {(each.id, way) for each in claims[:number] for way in (True, False)}
        assert all(each.odds >= UNSEEN for each in claim.links)
