"""An event of the ledger rests on claims that a person accepted (DESIGN §5.4)."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Event


def _find(rows: CaseRows) -> Iterator[Finding]:
    reviewed = rows.reviewed
    for row in rows.reviewed_rows(Event):
        if (row.low, row.high) == (0, 0):
            continue  # taken back: it says nothing any more
        for source in dict.fromkeys(map(rows.lives.root, row.sources)):
            state = reviewed.states.get(source, "accepted")
            if state == "accepted":
                continue
            by = reviewed.judged.get(source, "")
            how = f"is rejected by {by}" if state == "rejected" else "waits for a judgement"
            act = "undo the rejection" if state == "rejected" else "accept the claim"
            yield Finding(
                CHECK.name,
                rows.where(row, "sources"),
                f"{row.event} cites {source}, which {how}",
                f"Take the event back with 'materiel correct {row.id} --void', or {act}.",
                "warning",
            )


CHECK = Check("accepted-claims", "an event rests on claims that are accepted", _find)
