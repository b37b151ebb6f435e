"""X6: "60 vehicles, mostly of types X and Y; 20 of type X"."""

from small_ledger import SmallLedger, event, promise

from materiel.evidence.judgements import Judgement
from materiel.kernel.bounds import Bounds

MOSTLY = Judgement(
    id="mostly",
    left=("x-20", "y-some"),
    relation="share",
    right="all-60",
    share_low=">1/2",
    share_high="1",
    by="a reader",
    reason="mostly of types X and Y",
)


def test_mostly_is_more_than_a_half_and_at_most_the_whole(tmp_path):
    ledger = SmallLedger(tmp_path)
    ledger.tell(
        "2024-03-01",
        *(promise(name) for name in ("all", "x", "y")),
        event("all-60", "all", "pledged", "2024-03-01", 60, 60),
        event("x-20", "x", "pledged", "2024-03-01", 20, 20),
        event("y-some", "y", "pledged", "2024-03-01", wording="mostly of types X and Y"),
        MOSTLY,
    )

    def bounds(*terms: tuple[str, int]) -> tuple[int, int | None]:
        found = ledger.total(
            "2024-06-01", "2024-06-01", *((name, "pledged", by) for name, by in terms)
        )
        assert found.findings == ()
        return found.bounds.low, found.bounds.high

    assert bounds(("x", 1), ("y", 1)) == (31, 60)
    assert bounds(("y", 1)) == (11, 40)
    assert bounds(("all", 1), ("x", -1), ("y", -1)) == (0, 29)
    assert ledger.sound()


def test_without_the_judgement_nothing_is_known_about_type_y(tmp_path):
    ledger = SmallLedger(tmp_path)
    ledger.tell(
        "2024-03-01",
        promise("y"),
        event("y-some", "y", "pledged", "2024-03-01", wording="mostly of types X and Y"),
    )
    found = ledger.reached("2024-06-01", "2024-06-01", "y", "pledged")
    assert found == Bounds.unknown()
