"""Statements about a figure that a judgement relates: they contradict, repeat or follow up."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import or_, select

from materiel.evidence.claims import Claim
from materiel.evidence.judgements import Judgement
from materiel.ledger.entry import Record
from materiel.ledger.postings import Posted
from materiel.ledger.rows import Commitment, Event, Holding, Payment
from materiel.store.entries import row_of
from materiel.store.reading import Reader
from materiel.store.schema import LOG

RELATIONS = ("contradicts", "same-event", "updates")
"""How claims are related that say something about the same matter (DESIGN §5.4)."""
CITING = (Commitment.TABLE, Event.TABLE, Holding.TABLE, Payment.TABLE)
"""The tables whose rows cite claims about a promise, or about a holding."""
SOME = 100
"""How many claims one query looks for; each is a condition, of which a database takes 1,000."""

Subject = tuple[str, ...]
"""What an entry is about: a promise, or a party and an item that it holds."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Claims about one matter that do not say the same, or say it twice.

    Attributes:
        judgement: the id of the judgement that says so.
        claims: id and paraphrase of each claim, those cited by the figure among them.
        reason: why they contradict, or why they are taken as one.
        relation: how the judgement relates them.
    """

    judgement: str
    claims: tuple[tuple[str, str], ...]
    reason: str
    relation: str

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "judgement": self.judgement,
            "relation": self.relation,
            "claims": [{"id": name, "paraphrase": text} for name, text in self.claims],
            "reason": self.reason,
        }


def disagreements(reader: Reader, legs: Callable[[], Sequence[Posted]]) -> tuple[Disagreement, ...]:
    """The judgements about the statements that some postings rest on.

    A judgement is chosen when an entry behind the postings cites one of its claims, and when
    it is about what that entry is about: a judgement about an order is not one about a gift
    only because one of its five statements mentions both. It is about that which most of its
    claims are cited for.

    Args:
        reader: one case at some stamps.
        legs: reads the postings; not asked where no judgement relates any claims.
    """
    judged: list[tuple[Judgement, list[str]]] = []
    for record in reader.records([Judgement.TABLE]):
        row = row_of(Judgement, record)
        assert isinstance(row, Judgement)
        if row.relation in RELATIONS:
            judged.append((row, [name for name in (*row.left, row.right) if name]))
    if not judged:
        return ()
    behind = list(reader.records_at({leg.seq for leg in legs()}).values())
    cited = {name for record in behind for name in json.loads(record.sources)}
    found = [(row, names) for row, names in judged if cited.intersection(names)]
    if not found:
        return ()
    wanted = {name for _, names in found for name in names}
    roots = reader.roots()
    mine = {subject for record in behind for subject in _subjects(record, roots)}
    cited_for = _cited_for(reader, wanted, roots)
    texts = {
        record.id: json.loads(record.body).get("paraphrase", "")
        for record in reader.records([Claim.TABLE], wanted)
    }
    return tuple(
        Disagreement(
            row.id, tuple((name, texts.get(name, "")) for name in names), row.reason, row.relation
        )
        for row, names in found
        if _about(names, cited_for) & mine
    )


def _about(names: Iterable[str], cited_for: Mapping[str, set[Subject]]) -> set[Subject]:
    """What most of some claims are cited for; several where they are cited equally often."""
    counts = Counter(subject for name in names for subject in cited_for.get(name, ()))
    most = max(counts.values(), default=0)
    return {subject for subject, count in counts.items() if count == most}


def _cited_for(
    reader: Reader, claims: Collection[str], roots: Mapping[str, str]
) -> dict[str, set[Subject]]:
    """Claim to what the entries that cite it at the stamps are about."""
    ids: set[str] = set()
    rest = iter(sorted(claims))
    while part := list(islice(rest, SOME)):
        citing = or_(*(LOG.c.sources.contains(f'"{name}"', autoescape=True) for name in part))
        query = select(LOG.c.id).where(LOG.c.case == reader.case, LOG.c.kind.in_(CITING), citing)
        ids.update(reader.connection.execute(query).scalars())
    found: dict[str, set[Subject]] = defaultdict(set)
    for record in reader.records(CITING, ids) if ids else ():
        subjects = _subjects(record, roots)
        for name in json.loads(record.sources):
            found[name].update(subjects)
    return found


def _subjects(record: Record, roots: Mapping[str, str]) -> set[Subject]:
    """What an entry is about."""
    body = json.loads(record.body)
    if record.kind == Commitment.TABLE:
        return {(roots[record.id],)}
    if record.kind == Holding.TABLE:
        return {(body["party"], body["item"])}
    named = [name.strip() for name in body.get("commitment", "").split(";")]
    return {(roots.get(name, name),) for name in named if name}
