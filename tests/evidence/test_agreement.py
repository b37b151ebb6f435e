"""A reading is compared with what a case keeps of its passage, aspect by aspect."""

from dataclasses import replace
from decimal import Decimal

import pytest

from materiel.evidence.agreement import agreement, nearest
from materiel.evidence.amounts import Amount
from materiel.evidence.claims import Claim
from materiel.evidence.numbers import Number
from materiel.evidence.proposals import Proposal
from materiel.kernel.period import Period
from materiel.vocabulary.vocabulary import packaged

HELD = Claim(
    id="k",
    document="d",
    event="donation_delivered",
    status="delivered",
    stance="reported",
    giver="Germany",
    receiver="Ukraine",
    item="surveillance drone",
    low=537,
    high=537,
    when=Period.parse("2024-07-08"),
    paraphrase="p",
)
READ = Proposal(
    id="r",
    document="d",
    event="delivery",
    status="delivered",
    stance="asserted",
    speaker=(),
    actors={"giver": ("DEU",), "recipient": ("UKR",)},
    item="drones",
    item_class="drone",
    number=Number(0, 3, "537", Decimal(537), Decimal(537), "exact"),
    unit="item",
    amount=None,
    period=None,
    start=0,
    end=3,
    evidence="537",
)


def said(**cells) -> dict[str, str]:
    found = agreement(replace(READ, **cells), HELD, packaged())
    return {each.name: each.verdict for each in found}


GOOD = {"event": "agrees", "number": "agrees", "parties": "agrees"}


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({}, {}),
        ({"event": "pledge", "status": "announced"}, {"event": "differs"}),
        ({"number": None}, {"number": "left open"}),
        ({"number": replace(READ.number, low=None)}, {"number": "differs"}),
        ({"actors": {"giver": ("DEU",)}}, {"parties": "left open"}),
        ({"actors": {}}, {"parties": "left open"}),
        ({"actors": {**READ.actors, "supplier": ("COMLOG",)}}, {"parties": "differs"}),
        ({"actors": {**READ.actors, "intermediary": ("NATO",)}}, {}),
        ({"amount": Amount(0, 3, Decimal(5), Decimal(5), "EUR", "exact")}, {"sum": "only read"}),
    ],
)
def test_each_aspect_agrees_differs_or_is_left_open(cells, wrong):
    assert said(**cells) == {**GOOD, **wrong}


def test_the_reading_that_agrees_most_is_the_nearest():
    worse = replace(READ, id="w", number=None)
    best = nearest([worse, READ], HELD, packaged())
    assert best is not None
    assert best[0].id == "r"
    assert nearest([], HELD, packaged()) is None
