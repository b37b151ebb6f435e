"""Claims that seem to contradict each other have been looked at by a person (DESIGN §4.9, §5.4).

What a person has joined by judgements (same event, updates, contradicts) is one matter and is
looked at; so are two claims judged distinct, and a claim that was rejected.
"""

from collections.abc import Iterable, Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.evidence.claims import Claim
from materiel.evidence.clusters import ONE
from materiel.evidence.contradictions import Contradiction, contradictions
from materiel.evidence.judgements import Judgement
from materiel.evidence.told import tell
from materiel.kernel.findings import Finding

REMEDY = "Look at both passages; judge contradicts, same-event, updates or distinct."
LISTED_MOST = 200
"""Pairs that are told one by one; a record nobody has judged yet would drown all else."""


def _find(rows: CaseRows) -> Iterator[Finding]:
    claims = {each.id: each for each in rows.reviewed_rows(Claim)}
    judgements = rows.reviewed_rows(Judgement)
    rejected = {
        name
        for each in judgements
        if each.relation == "reject"
        for name in (*each.left, each.right)
    }
    told = tell((each for each in claims.values() if each.id not in rejected), rows.vocabulary)
    matter = _matters(judgements)
    apart = {
        frozenset((left, each.right))
        for each in judgements
        if each.relation == "distinct"
        for left in each.left
    }
    fresh = [
        each
        for each in contradictions(told, apart)
        if each.left not in matter or matter[each.left] != matter.get(each.right)
    ]
    for each in fresh[:LISTED_MOST]:
        yield _finding(rows, claims, each)
    if len(fresh) > LISTED_MOST:
        problem = f"{len(fresh) - LISTED_MOST:,} more pairs of claims seem to contradict each other"
        yield Finding(CHECK.name, rows.case.id, problem, "Judge the listed ones first.", "note")


def _matters(judgements: Iterable[Judgement]) -> dict[str, str]:
    """Claim to the first claim of the matter into which judgements put it."""
    head: dict[str, str] = {}

    def find(name: str) -> str:
        head.setdefault(name, name)
        while head[name] != name:
            head[name] = head[head[name]]
            name = head[name]
        return name

    for each in judgements:
        if each.relation in ONE:
            for left in each.left:
                head[find(left)] = find(each.right)
    return {name: find(name) for name in list(head)}


def _finding(rows: CaseRows, claims: dict[str, Claim], found: Contradiction) -> Finding:
    left, right = claims[found.left], claims[found.right]
    problem = (
        f"{_passage(left)} and {_passage(right)} cannot both be true of one event "
        f"({found.clash}: {found.features[-1].words}); neither is added to the other"
    )
    return Finding(CHECK.name, rows.where(left), problem, REMEDY, "note")


def _passage(claim: Claim) -> str:
    place = f", {claim.place}" if claim.place else ""
    return f"{claim.id} ({claim.document}{place})"


CHECK = Check(
    "unjudged-contradiction", "claims that seem to contradict each other are judged", _find
)
"""A find is a proposal, so a note: it may be two events, and a person says so once."""
