"""X5: a contract for up to 1,000, and a request for 200 that may lie inside it."""

import pytest
from small_ledger import SmallLedger, event, promise

from materiel.evidence.judgements import Judgement
from materiel.kernel.bounds import Bounds

MISSILE = {"item": "pac-2-gem-t", "kind": "order", "giver": "COMLOG"}


def judgement(name: str, relation: str, supersedes: str = "") -> Judgement:
    return Judgement(
        id=name,
        left=("request",),
        relation=relation,
        right="contract",
        supersedes=supersedes,
        by="a reader",
        reason="what was read",
    )


@pytest.fixture
def ledger(tmp_path):
    told = SmallLedger(tmp_path)
    told.tell(
        "2024-01-03",
        promise("contract", receiver="DEU", ceiling="number", ceiling_units=1000, **MISSILE),
        event(
            "order",
            "contract",
            "ordered",
            "2024-01-03",
            high=1000,
            wording="up to 1,000 if all options are exercised",
        ),
        promise("request", receiver="ROU", **{**MISSILE, "kind": "request"}),
        event("asked", "request", "requested", "2024-01-20", 200, 200),
    )
    told.tell("2024-02-01", judgement("open", "possibly-part-of"))
    told.tell("2024-03-01", judgement("inside", "part-of", "open"))
    told.tell("2024-04-01", judgement("beside", "distinct", "inside"))
    told.tell("2024-05-01", judgement("undone", "possibly-part-of", "beside"))
    return told


def test_on_order_are_at_most_a_thousand_and_the_request_does_not_raise_it(ledger):
    for known in ("2024-01-31", "2024-02-01", "2024-05-01"):
        found = ledger.together("2024-06-01", known, ["ordered"])
        assert found.bounds == Bounds.at_most(1000)
        assert str(found.bounds) == "at most 1,000"
        assert found.unknown == ("order: up to 1,000 if all options are exercised",)


def test_the_requests_are_two_hundred(ledger):
    assert ledger.together("2024-06-01", "2024-06-01", ["requested"]).bounds.exact == 200


def test_ceiling_and_request_together_follow_the_judgement(ledger):
    both = {
        known: ledger.together("2024-06-01", known, ["ceiling", "requested"]).bounds
        for known in ("2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01")
    }
    assert both == {
        "2024-02-01": Bounds.between(1000, 1200),
        "2024-03-01": Bounds.exactly(1000),
        "2024-04-01": Bounds.exactly(1200),
        "2024-05-01": Bounds.between(1000, 1200),
    }
    assert ledger.sound()
