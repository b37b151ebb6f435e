"""X1: five pledged, three dispatched, two received, and the news of it came later."""

import pytest
from small_ledger import SmallLedger, event, promise

from materiel.vocabulary.vocabulary import packaged


@pytest.fixture
def ledger(tmp_path):
    told = SmallLedger(tmp_path)
    told.tell("2024-03-01", promise("gift"), event("pledge", "gift", "pledged", "2024-03-01", 5, 5))
    told.tell("2024-04-12", event("out-2", "gift", "dispatched", "2024-04-10", 2, 2))
    told.tell("2024-05-02", event("in-2", "gift", "received", "2024-04-20", 2, 2))
    told.tell("2024-05-15", event("out-1", "gift", "dispatched", "2024-05-15", 1, 1))
    return told


def counts(ledger, as_of, known):
    rungs = ("pledged", "dispatched", "received")
    return tuple(ledger.reached(as_of, known, "gift", rung).exact for rung in rungs)


def test_at_the_end_of_may(ledger):
    day = ("2024-05-31", "2024-05-31")
    assert counts(ledger, *day) == (5, 3, 2)
    standing = ledger.total(*day, ("gift", "dispatched", 1), ("gift", "received", -1))
    not_received = ledger.total(*day, ("gift", "pledged", 1), ("gift", "received", -1))
    not_dispatched = ledger.total(*day, ("gift", "pledged", 1), ("gift", "dispatched", -1))
    assert [each.bounds.exact for each in (standing, not_received, not_dispatched)] == [1, 3, 2]


def test_two_reporters_mean_two_rungs_by_delivered(ledger):
    words = packaged()
    reported = [
        ledger.reached(
            "2024-05-31", "2024-05-31", "gift", words.reported_rung(who, "delivered").rung
        ).exact
        for who in ("US-ARMY", "US-MARINE-CORPS")
    ]
    assert reported == [3, 2]


def test_as_of_april_the_receipt_counts_once_it_is_known(ledger):
    assert counts(ledger, "2024-04-30", "2024-04-30") == (5, 2, 0)
    assert counts(ledger, "2024-04-30", "2024-05-31") == (5, 2, 2)
    assert ledger.sound()
