"""Statements that disagree about a figure: claims that a judgement says contradict each other."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from materiel.evidence.claims import Claim
from materiel.evidence.judgements import Judgement
from materiel.ledger.postings import Posted
from materiel.store.entries import row_of
from materiel.store.reading import Reader

CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Claims that cannot all be right.

    Attributes:
        judgement: the id of the judgement that says so.
        claims: id and paraphrase of each claim, those cited by the figure among them.
        reason: why they contradict.
    """

    judgement: str
    claims: tuple[tuple[str, str], ...]
    reason: str

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "judgement": self.judgement,
            "claims": [{"id": name, "paraphrase": text} for name, text in self.claims],
            "reason": self.reason,
        }


def disagreements(reader: Reader, legs: Callable[[], Sequence[Posted]]) -> tuple[Disagreement, ...]:
    """The contradictions that touch a claim behind some postings.

    Args:
        reader: one case at some stamps.
        legs: reads the postings; not asked where no judgement says that anything contradicts.
    """
    judged = []
    for record in reader.records([Judgement.TABLE]):
        row = row_of(Judgement, record)
        assert isinstance(row, Judgement)
        if row.relation == CONTRADICTS:
            judged.append((row, [name for name in (*row.left, row.right) if name]))
    if not judged:
        return ()
    cited = {
        name
        for record in reader.records_at({leg.seq for leg in legs()}).values()
        for name in json.loads(record.sources)
    }
    found = [(row, names) for row, names in judged if cited.intersection(names)]
    if not found:
        return ()
    wanted = {name for _, names in found for name in names}
    texts = {
        record.id: json.loads(record.body).get("paraphrase", "")
        for record in reader.records([Claim.TABLE], wanted)
    }
    return tuple(
        Disagreement(row.id, tuple((name, texts.get(name, "")) for name in names), row.reason)
        for row, names in found
    )
