"""X3: an entry known on 10 June supersedes the receipt of two with one."""

from small_ledger import SmallLedger, event, promise


def test_a_correction_counts_from_the_day_on_which_it_is_known(tmp_path):
    ledger = SmallLedger(tmp_path)
    ledger.tell("2024-03-01", promise("gift"))
    ledger.tell("2024-05-15", event("out", "gift", "dispatched", "2024-04-10", 3, 3))
    ledger.tell("2024-05-02", event("in", "gift", "received", "2024-04-20", 2, 2))
    correction = event("in-corrected", "gift", "received", "2024-04-20", 1, 1, supersedes="in")
    ledger.tell("2024-06-10", correction)
    answers = {}
    for known in ("2024-06-09", "2024-06-10"):
        day = ("2024-05-31", known)
        standing = ledger.total(*day, ("gift", "dispatched", 1), ("gift", "received", -1))
        answers[known] = (
            ledger.reached(*day, "gift", "received").exact,
            ledger.reached(*day, "gift", "dispatched").exact,
            standing.bounds.exact,
        )
    assert answers == {"2024-06-09": (2, 3, 1), "2024-06-10": (1, 3, 2)}
    assert ledger.sound()
