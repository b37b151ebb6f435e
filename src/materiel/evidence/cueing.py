"""What the cues of a sentence say of a candidate: side, distance, clause, tense and voice."""

from collections.abc import Iterator

from materiel.evidence.facts import Fact, Scan
from materiel.evidence.happenings import Happening
from materiel.evidence.wording import BREAKS, sort_of, stem

MOST_CUES = 14
"""Cues of one sentence that become traits; the nearest are kept, so time stays bounded."""


def cue_traits(view: Scan, fact: Fact) -> Iterator[str]:
    """Every cue of the sentence with its side, rank, clause breaks, tense and voice."""
    text = view.text
    placed: list[tuple[int, int, str, Happening]] = []
    for each in view.happenings:
        if each.start >= fact.end:
            placed.append((each.start - fact.end, each.start, "after", each))
        elif each.end <= fact.start:
            placed.append((fact.start - each.end, each.start, "before", each))
        else:
            placed.append((0, each.start, "within", each))
    placed.sort(key=lambda each: (each[0], each[1]))
    ranks = {"before": 0, "after": 0, "within": 0}
    ends: dict[str, int] = {}
    if not placed:
        yield "cue:none"
    for _, _, side, each in placed[:MOST_CUES]:
        if ends.get(side) != each.start:
            ranks[side] += 1
        ends[side] = each.start
        gap = text[each.end : fact.start] if side == "before" else text[fact.end : each.start]
        breaks = min(len(BREAKS.findall(gap)), 2) if side != "within" else 0
        rank = min(ranks[side], 3)
        voice = "passive" if each.passive else each.tense
        yield f"cue:{side}:{rank}:{breaks}:{each.event}"
        yield f"cue:{side}:{breaks}:{each.behaviour}:{voice}"
        yield f"cue:{side}:{min(rank, 2)}:{each.behaviour}:{each.tense}"
        yield f"cue:any:{each.event}"
        yield f"cue:any:{each.behaviour}"
        if rank == 1:
            yield f"cue:{side}:next:{each.event}:{each.status}"
            yield f"cue:{side}:next:{breaks}:{each.behaviour}"


def pulls_of(view: Scan, fact: Fact, before: Scan | None) -> dict[str, tuple[str, ...]]:
    """For each event that a cue tells of: how near and how clearly, whatever the event is."""
    found: dict[str, dict[str, None]] = {}
    text = view.text
    near = sorted(view.happenings, key=lambda each: _distance(fact, each))[:MOST_CUES]
    first_before = first_after = ""
    for order, each in enumerate(near):
        side = (
            "before" if each.end <= fact.start else "after" if each.start >= fact.end else "within"
        )
        gap = text[each.end : fact.start] if side == "before" else text[fact.end : each.start]
        breaks = min(len(BREAKS.findall(gap)), 2) if side != "within" else 0
        far = min(len(gap) // 25, 3)
        sort = "phrase" if each.behaviour.endswith("phrase") else "verb"
        voice = "passive" if each.passive else "active"
        mine = found.setdefault(each.event, {})
        mine[f"{side}:{sort}:{breaks}"] = None
        mine[f"{side}:{breaks}:{far}"] = None
        mine[f"{side}:{sort}:{voice}:{min(breaks, 1)}"] = None
        mine[f"order:{min(order, 3)}"] = None
        mine[f"order:{min(order, 2)}:{sort}"] = None
        mine["any"] = None
        if side == "before" and not first_before:
            first_before = each.event
            mine[f"last-before:{sort}:{breaks}"] = None
        if side == "after" and not first_after:
            first_after = each.event
            mine[f"first-after:{sort}:{breaks}:{voice}"] = None
        if each is view.happenings[0]:
            mine["sentence-first"] = None
    if fact.happening is not None:
        mine = found.setdefault(fact.happening.event, {})
        mine["governs"] = None
        mine[f"governs:{fact.happening.tense}"] = None
        mine[f"governs:{'counted' if fact.goods and fact.goods.number else 'not'}"] = None
    elif before is not None:
        for each in before.happenings:
            found.setdefault(each.event, {})["sentence-before"] = None
    return {event: tuple(mine) for event, mine in found.items()}


def _distance(fact: Fact, each: Happening) -> tuple[int, int]:
    return max(fact.start - each.end, each.start - fact.end, 0), each.start


def governor_traits(view: Scan, fact: Fact, kind: str, item: str) -> Iterator[str]:
    """The cue that the rules see as governing, and the nearest ones, with kind and class."""
    cue = fact.happening
    if cue is None:
        yield f"governor:none:{kind}"
        return
    voice = "passive" if cue.passive else "active"
    side = "before" if cue.end <= fact.start else "after"
    yield f"governor:{cue.behaviour}:{cue.tense}:{voice}"
    yield f"governor:{cue.behaviour}:{kind}"
    yield f"governor:{cue.event}:{item}"
    yield f"governor:{cue.event}:{cue.tense}:{kind}"
    yield f"governor:{stem(cue.word.split()[0])}:{cue.tense}"
    yield f"governor:{side}:{cue.event}:{cue.tense}"
    plain = [each for each in view.groups if each.end <= cue.start and not each.adjective]
    if plain:
        last = plain[-1]
        yield f"governor:{cue.behaviour}:by:{sort_of(last.actors, last.sorts)}:{last.preposition}"
        yield f"governor:by:{sort_of(last.actors, last.sorts)}:{last.preposition}:{cue.tense}"
    timed = "timed" if view.periods else "timeless"
    yield f"governor:{cue.behaviour}:{cue.tense}:{timed}"


def last_traits(view: Scan) -> Iterator[str]:
    """What the sentence before tells of."""
    found = list(dict.fromkeys(each.event for each in view.happenings))
    for event in found[:5]:
        yield f"last:{event}"
    if view.text.rstrip().endswith(":"):
        yield "last:colon"
