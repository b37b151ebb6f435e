"""X2: on 1 June it becomes known that all five were approved on 20 March."""

from small_ledger import SmallLedger, event, promise


def test_an_earlier_rung_is_raised_from_the_day_on_which_it_is_known(tmp_path):
    ledger = SmallLedger(tmp_path)
    ledger.tell(
        "2024-03-01", promise("gift"), event("pledge", "gift", "pledged", "2024-03-01", 5, 5)
    )
    ledger.tell("2024-05-15", event("out", "gift", "dispatched", "2024-03-15", 1, 1))
    rungs = ("pledged", "dispatched", "received")
    days = [
        ("2024-03-31", "2024-05-31"),
        ("2024-03-31", "2024-06-01"),
        ("2024-05-31", "2024-06-01"),
    ]
    before = [[ledger.reached(*day, "gift", rung) for rung in rungs] for day in days]
    ledger.tell("2024-06-01", event("yes", "gift", "approved", "2024-03-20", 5, 5))
    assert ledger.reached("2024-03-31", "2024-05-31", "gift", "approved").exact == 0
    assert ledger.reached("2024-03-31", "2024-06-01", "gift", "approved").exact == 5
    assert ledger.reached("2024-03-19", "2024-06-01", "gift", "approved").exact == 0
    after = [[ledger.reached(*day, "gift", rung) for rung in rungs] for day in days]
    assert after == before
    assert ledger.sound()
