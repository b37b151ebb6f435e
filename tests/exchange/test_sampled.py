"""The sample stories: our own words, and passages that a case keeps as claims saying the same."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.evidence.numbers import read_numbers
from materiel.exchange.folder import read_folder
from materiel.exchange.packaged import packaged_case
from materiel.exchange.sampled import Sample, sample, samples
from materiel.kernel.errors import UnknownNameError

STORIES = [each.name for each in samples()]
LINKS = [(each.name, link.claim) for each in samples() for link in each.links]
RUN = 7
"""So many words in a row are nobody's own; lists of names and numbers reach six."""


@pytest.fixture(scope="module")
def cases() -> dict[str, dict[type, list]]:
    found = {}
    for name in {case for each in samples() for case in each.cases}:
        with packaged_case(name) as folder:
            found[name] = read_folder(folder).rows
    return found


def claims(cases, case: str) -> dict[str, Claim]:
    return {row.id: row for row in cases[case][Claim]}


def linked(told: Sample, claim: str) -> str:
    """The passages of one claim, together."""
    return " ".join(told.text[each.start : each.end] for each in told.links if each.claim == claim)


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_short_and_its_report_is_cited(name, cases):
    told = sample(name)
    assert 600 <= len(told.text) <= 1500
    (cited,) = [row for row in cases[told.case][Document] if row.id == told.document]
    assert cited.publisher
    assert cited.published.start <= told.as_of <= cited.published.last


@pytest.mark.parametrize(("name", "claim"), LINKS)
def test_a_passage_says_what_the_claim_of_the_case_says(name, claim, cases):
    told = sample(name)
    (case,) = {each.case for each in told.links if each.claim == claim}
    kept = claims(cases, case)[claim]
    document = kept.document
    assert document == told.document
    passage = linked(told, claim)
    read = {end for each in read_numbers(passage) for end in (each.low, each.high)}
    spoken = {"thousands": 20_000, "third": 1, "200": 200}
    read |= {number for word, number in spoken.items() if word in passage}
    for end in (kept.low, kept.high):
        assert end is None or end in read, (claim, passage, end)
    if kept.amount_low is not None:
        billions = re.findall(r"[$\u20ac]([\d.]+) billion", passage)
        assert kept.amount_low / 10**9 in [Decimal(each) for each in billions]


PARTIES = {
    ("joint-order", "S1-01"): ("Germany", "Netherlands", "Spain", "Romania", "COMLOG"),
    ("joint-order", "S1-05"): ("Romania",),
    ("drones-on-behalf", "S2-04"): ("Germany", "Ukraine"),
    ("drones-on-behalf", "S2-01"): ("Germany", "Ukraine"),
    ("transfer-and-backfill", "S3-03"): ("Germany", "Ukraine"),
}


@pytest.mark.parametrize("link", PARTIES, ids="-".join)
def test_the_parties_of_a_claim_stand_in_its_passage(link, cases):
    name, claim = link
    (case,) = {each.case for each in sample(name).links if each.claim == claim}
    kept = claims(cases, case)[claim]
    for party in PARTIES[link]:
        assert party in f"{kept.giver} {kept.receiver}", party
        assert party in linked(sample(name), claim), party


@pytest.mark.parametrize("name", STORIES)
def test_every_claim_that_a_case_keeps_of_a_story_has_its_passage(name, cases):
    told = sample(name)
    kept = {
        claim.id
        for case in told.cases
        for claim in cases[case][Claim]
        if claim.document == told.document
    }
    assert kept - {each.claim for each in told.links} <= {"S3-05"}
    # S3-05 says of what make the systems are: the restatement leaves it to S3-02.


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


@pytest.mark.parametrize("name", STORIES)
def test_no_wording_of_a_report_is_taken_over(name, shared):
    reports = sorted((Path(shared) / "reference" / "stories").glob("*.txt"))
    assert len(reports) == 3
    theirs = set().union(*(runs(each.read_text("utf-8")) for each in reports))
    assert len(theirs) > 1000
    taken = runs(sample(name).text) & theirs
    assert not taken, taken


def test_passages_are_in_the_order_of_the_text():
    for told in samples():
        assert [each.start for each in told.links] == sorted(each.start for each in told.links)


def test_a_story_that_does_not_ship_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError) as refused:
        sample("joint-orders")
    assert str(refused.value) == "no sample story 'joint-orders' (near: joint-order)"
