"""X4: of a pledge of "5 to 10", all or four have arrived."""

import pytest
from small_ledger import SmallLedger, event, promise

from materiel.kernel.bounds import Bounds

ARRIVED = {
    "all that was pledged has arrived": ({"same_as": "pledge"}, Bounds.exactly(0)),
    "4 have arrived": ({"low": 4, "high": 4}, Bounds.between(1, 6)),
}


@pytest.mark.parametrize("words", ARRIVED)
def test_what_is_open(tmp_path, words):
    number, still_open = ARRIVED[words]
    ledger = SmallLedger(tmp_path)
    ledger.tell("2024-03-01", promise("gift"))
    ledger.tell(
        "2024-03-01",
        event("pledge", "gift", "pledged", "2024-03-01", 5, 10, wording="5 to 10"),
        event("in", "gift", "received", "2024-04-20", wording=words, **number),
    )
    day = ("2024-05-31", "2024-05-31")
    found = ledger.total(*day, ("gift", "pledged", 1), ("gift", "received", -1))
    assert found.bounds == still_open
    assert found.unknown == (() if still_open.exact == 0 else ("pledge: 5 to 10",))
    assert ledger.sound()
