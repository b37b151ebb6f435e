"""What speaks for an actor playing a role in a claim: readable traits of actor, place and voice."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from materiel.evidence.casting import OUTSIDE, UKRAINE, Group, Scene
from materiel.evidence.facts import Scan
from materiel.evidence.happenings import Happening
from materiel.evidence.stated import stated_roles
from materiel.evidence.traits import Candidate
from materiel.evidence.wording import BREAKS, stem

CAST_ROLES = ("giver", "payer", "buyer", "supplier", "recipient", "intermediary", "approver")
MARKS = ".,;:()\"'\u2018\u2019\u201c\u201d[]"
MOST_ACTORS = 24
"""Actors of one document that are weighed for a role; the most named are kept."""


@dataclass(slots=True)
class Company:
    """The actors of a document and what is known of each.

    Attributes:
        sorts: sort of each actor, the most named first.
        share: tenths of all mentions of states (or of firms) that are this actor's.
        rank: place among those of its sort, Ukraine and adversaries left out.
        opening: actors of the first two sentences.
        alone: for each sort with only one actor, which it is; Ukraine and adversaries left out.
        subjects: how often an actor stands without preposition before a cue.
        stated: for each sentence the parties that it states as a row of a table does.
        roles: what earlier claims of the document cast each actor as.
    """

    sorts: dict[str, str]
    share: dict[str, int]
    rank: dict[str, int]
    opening: frozenset[str]
    alone: dict[str, str]
    subjects: dict[str, int]
    stated: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    roles: dict[str, Counter[str]] = field(default_factory=dict)
    last: dict[str, tuple[str, ...]] = field(default_factory=dict)


def gather(scans: Sequence[Scan]) -> Company:
    """The actors of a document, from all its sentences."""
    counts: Counter[str] = Counter()
    sorts: dict[str, str] = {}
    subjects: Counter[str] = Counter()
    opening: set[str] = set()
    for place, view in enumerate(scans):
        first = view.happenings[0].start if view.happenings else len(view.text)
        for group in view.groups:
            for actor, sort in zip(group.actors, group.sorts, strict=True):
                counts[actor] += 1
                sorts.setdefault(actor, sort)
                if place < 2:  # noqa: PLR2004
                    opening.add(actor)
                if group.end <= first and not group.preposition and not group.adjective:
                    subjects[actor] += 1
    kept = {actor: sorts[actor] for actor, _ in counts.most_common(MOST_ACTORS)}
    share: dict[str, int] = {}
    rank: dict[str, int] = {}
    alone: dict[str, str] = {}
    for sort in set(kept.values()):
        mine = [
            actor
            for actor in kept
            if kept[actor] == sort and actor != UKRAINE and actor not in OUTSIDE
        ]
        total = sum(counts[actor] for actor in mine) or 1
        for place, actor in enumerate(mine):
            rank[actor] = min(place, 3)
            share[actor] = counts[actor] * 4 // total
        if len(mine) == 1:
            alone[sort] = mine[0]
    stated = tuple(stated_roles(view) for view in scans)
    return Company(kept, share, rank, frozenset(opening), alone, dict(subjects), stated)


def cue_for(candidate: Candidate, event: str) -> Happening | None:
    """The cue that a claim of this event is read with: its own, else the nearest."""
    fact, view = candidate.fact, candidate.view
    if fact.happening is not None and fact.happening.event == event:
        return fact.happening
    near = sorted(
        view.happenings,
        key=lambda each: (
            each.event != event,
            max(fact.start - each.end, each.start - fact.end, 0),
            each.start,
        ),
    )
    return near[0] if near else fact.happening


def part_traits(
    company: Company,
    candidate: Candidate,
    event: str,
    ruled: dict[str, tuple[str, ...]],
    scene: Scene,
) -> dict[str, tuple[str, ...]]:
    """For each actor of the document, what speaks for a part in this claim.

    Args:
        company: the actors of the document.
        candidate: the claim.
        event: its event.
        ruled: whom the rules alone would cast.
        scene: what the document says anywhere of who buys together and who has the contract.
    """
    view, fact = candidate.view, candidate.fact
    cue = cue_for(candidate, event)
    inside = cue if cue is not None and cue in view.happenings else None
    here: dict[str, list[Group]] = {}
    for group in view.groups:
        for actor in group.actors:
            here.setdefault(actor, []).append(group)
    local = view.local(fact.start)
    said = _situation(view, company)
    found = {}
    for actor, sort in company.sorts.items():
        who = _who(actor, sort)
        traits = list(_of_document(company, scene, actor, sort))
        mine = here.get(actor, [])
        if mine:
            for group in mine[:3]:
                traits += _of_group(view, fact.start, fact.end, inside, group, who)
            if local is not None and actor in local.actors:
                traits.append("local")
        else:
            traits.append(f"absent:{who}")
            traits += [f"absent:{each}:{who}" for each in said]
            traits += _of_before(candidate.before, actor)
        traits += _of_memory(company, actor, ruled)
        found[actor] = tuple(dict.fromkeys(traits))
    return found


def _who(actor: str, sort: str) -> str:
    if actor in OUTSIDE:
        return "adversary"
    return actor if actor in (UKRAINE, "USA", "EU", "NATO") else sort


def _of_document(company: Company, scene: Scene, actor: str, sort: str) -> Iterator[str]:
    who = _who(actor, sort)
    yield f"is:{who}"
    yield f"rank:{sort}:{company.rank.get(actor, 4)}"
    if actor != UKRAINE:
        yield f"share:{sort}:{company.share.get(actor, 0)}"
    if actor in company.opening:
        yield f"opening:{who}"
    if company.alone.get(sort) == actor:
        yield f"only:{sort}"
    for name, actors in (
        ("contractor", scene.contractor),
        ("partner", scene.partners),
        ("bought-before", scene.buyers),
    ):
        if actor in actors:
            yield name
    yield f"subject-often:{min(company.subjects.get(actor, 0), 2)}"


def _of_before(before: Scan | None, actor: str) -> Iterator[str]:
    for group in before.groups if before is not None else ():
        if actor in group.actors:
            yield f"before:{'of' if group.adjective else group.preposition or 'plain'}"


def _of_memory(company: Company, actor: str, ruled: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """What the rules and the claims before make of an actor."""
    for name, cast in (("rules", ruled), ("last", company.last)):
        mine = [role for role, actors in cast.items() if actor in actors]
        yield from (f"{name}:{role}" for role in mine)
        if not mine and (cast or name == "rules"):
            yield f"{name}:none"
    yield from (f"was:{role}" for role in company.roles.get(actor, Counter()))


def _situation(view: Scan, company: Company) -> list[str]:
    """What the sentence says of others, for those that it does not name."""
    states = [
        group
        for group in view.groups
        if any(sort == "state" for sort in group.sorts) and UKRAINE not in group.actors
    ]
    made = ["states" if states else "no-states"]
    if any(not each.adjective and not each.preposition for each in states):
        made.append("other-subject")
    if any("company" in each.sorts for each in view.groups):
        made.append("firms")
    if not view.groups:
        made.append("nobody")
    del company
    return made


def _of_group(
    view: Scan, first: int, last: int, cue: Happening | None, group: Group, who: str
) -> Iterator[str]:
    text = view.text
    link = "of" if group.adjective else group.preposition or "plain"
    side = "before" if group.end <= first else "after" if group.start >= last else "within"
    yield "here"
    yield f"here:{who}:{link}"
    yield f"{side}:{link}"
    yield f"{side}:{who}:{link}"
    if group.speaker:
        yield f"speaks:{side}"
    if group.place:
        yield f"place:{side}"
    if len(group.actors) > 1:
        yield f"group:{link}"
    gap = text[group.end : first] if side == "before" else text[last : group.start]
    cuts = min(len(BREAKS.findall(gap)), 2) if side != "within" else 0
    yield f"cuts:{side}:{cuts}"
    yield f"cuts:{side}:{link}:{cuts}"
    if 0 <= group.start - last <= 12:  # noqa: PLR2004
        yield f"next:{link}"
    if cue is not None:
        where = "before" if group.end <= cue.start else "after" if group.start >= cue.end else "in"
        voice = "passive" if cue.passive else "active"
        yield f"cue:{where}:{link}:{voice}"
        yield f"cue:{where}:{link}:{cue.subject or 'none'}:{voice}"
        yield f"cue:{where}:{link}:{cue.behaviour}"
        if 0 <= cue.start - group.end <= 25 or 0 <= group.start - cue.end <= 6:  # noqa: PLR2004
            yield f"cue:{where}:close:{link}:{voice}"
    behind = text[group.end : group.end + 24].split()
    ahead = text[max(0, group.start - 24) : group.start].split()
    if behind and (word := behind[0].strip(MARKS)):
        yield f"then:{stem(word)}"
    if ahead and (word := ahead[-1].strip(MARKS)):
        yield f"after-word:{stem(word)}"
    nearer = [
        other
        for other in view.groups
        if other is not group
        and (
            (side == "before" and group.end <= other.start and other.end <= first)
            or (side == "after" and last <= other.start and other.end <= group.start)
        )
    ]
    yield f"nearer:{side}:{min(len(nearer), 2)}"
