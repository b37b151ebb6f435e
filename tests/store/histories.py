"""A small history that writes to every derived table, for the tests of this folder."""

from datetime import UTC, date, datetime

from materiel.evidence.judgements import Judgement
from materiel.kernel.period import Period
from materiel.kernel.table import Row
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Commitment, Event, Gate, Holding

NOW = datetime(2024, 7, 1, 12, tzinfo=UTC)


def told(row: Row, known: str = "2024-03-01", case: str = "x") -> Entry:
    return Entry(case, row, date.fromisoformat(known))


def promise(name: str, item: str = "patriot-fire-unit", **cells) -> Commitment:
    return Commitment(
        id=name, kind="gift", title="t", giver="DEU", receiver="UKR", item=item, **cells
    )


def event(name: str, to: str, word: str, valid: str, low=None, high=None, **cells) -> Event:
    return Event(
        id=name,
        commitment=tuple(to.split()),
        event=word,
        valid=Period.parse(valid),
        low=low,
        high=high,
        **cells,
    )


def small_history() -> list[Entry]:
    """Rows of every posting kind: exact, unknown, undated, corrected, shared, judged, gated."""
    return [
        told(promise("c1", ceiling="number", ceiling_units=9)),
        told(promise("c2")),
        told(
            Holding(
                id="h1", party="DEU", item="patriot-fire-unit", valid=Period.parse("2024"), high=12
            )
        ),
        told(event("e1", "c1", "pledged", "2024-03-01", 5, 10)),
        told(event("e2", "c1", "received", "2024-04", same_as="e1"), "2024-05-02"),
        told(event("e3", "c1 c2", "dispatched", "2024-04-10", 2, 2), "2024-04-12"),
        told(event("e4", "c2", "pledged", "2024-03-02", 3, 3), "2024-03-02"),
        told(event("e5", "c2", "pledged", "2024-03-02", 4, 4, supersedes="e4"), "2024-06-10"),
        told(
            Judgement(
                id="j1",
                left=("c1",),
                relation="possibly-part-of",
                right="c2",
                by="a reader",
                reason="unclear",
            ),
            "2024-06-01",
        ),
        told(
            Judgement(
                id="j2",
                left=("e3",),
                relation="share",
                right="e1",
                share_high="1/2",
                by="a reader",
                reason="fewer than half",
            ),
            "2024-06-02",
        ),
        told(
            Gate(
                id="g1",
                commitment="c1",
                kind="export-licence",
                grantor="DEU",
                state="granted",
                cap="number",
                cap_units=3,
                valid=Period.parse("2024-03-01.."),
            ),
            "2024-06-03",
        ),
    ]
