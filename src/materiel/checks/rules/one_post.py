"""What happened once is posted once: no two events of the same statement (DESIGN §4.9)."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.evidence.judgements import Judgement
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Event

SAME = "same-event"


def _find(rows: CaseRows) -> Iterator[Finding]:
    leader = _clusters(rows)
    clusters: dict[str, list[Event]] = defaultdict(list)
    for event in rows.live(Event) if leader else ():
        for name in {leader[each] for each in (event.id, *event.sources) if each in leader}:
            clusters[name].append(event)
    pairs = {pair: None for mine in clusters.values() for pair in combinations(mine, 2)}
    for left, right in pairs:
        shared = _shared(leader, left, right)
        if shared and _alike(rows, left, right):
            yield Finding(
                CHECK.name,
                rows.where(right),
                f"{right.event} stands in {left.id} and {right.id}, and {shared} are judged "
                "the same event",
                "Keep one event and cite all claims there.",
            )


def _clusters(rows: CaseRows) -> dict[str, str]:
    """Each judged id to one of its cluster."""
    leader: dict[str, str] = {}

    def first(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for judgement in rows.live(Judgement):
        if judgement.relation == SAME:
            names = [name for name in (*judgement.left, judgement.right) if name]
            for name in names[1:]:
                leader[first(name)] = first(names[0])
    return {name: first(name) for name in leader}


def _shared(leader: dict[str, str], left: Event, right: Event) -> str:
    """The two ids that are judged the same, one of each event; empty when none are."""
    for mine in (left.id, *left.sources):
        for theirs in (right.id, *right.sources):
            if mine != theirs and mine in leader and leader[mine] == leader.get(theirs):
                return f"{mine} and {theirs}"
    return ""


def _alike(rows: CaseRows, left: Event, right: Event) -> bool:
    """Whether two events raise a rung of one promise in common."""
    promises = [{rows.lives.root(name) for name in each.commitment} for each in (left, right)]
    try:
        rungs = [set(rows.vocabulary.event(each.event).raises) for each in (left, right)]
    except InputError:
        return False
    return bool(promises[0] & promises[1]) and bool(rungs[0] & rungs[1])


CHECK = Check("one-post-per-event", "what happened once is posted once", _find)
