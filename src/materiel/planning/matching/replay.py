"""Every rule of a match checked again in whole numbers, without the solver."""

from collections import Counter
from collections.abc import Iterator

from materiel.kernel.findings import Finding
from materiel.planning.matching.draft import Filled, Use
from materiel.planning.matching.values import Consent, Matching, Slot

CHECK = "match-replay"


def replay(problem: Matching, filled: Filled) -> list[Finding]:
    """What a match breaks; nothing for a sound one.

    Partial bundles are held to the same rules, and count for nobody's condition.
    """
    return [
        Finding(CHECK, where, text)
        for where, text in (
            *_places(problem, filled),
            *_partials(problem, filled),
            *_offers(problem, filled),
            *_consents(problem, filled),
            *_links(problem, filled),
        )
    ]


def all_uses(filled: Filled) -> list[Use]:
    """What complete units and partials use."""
    return [*filled.uses, *(use for each in filled.partials for use in each.uses)]


def _slot(problem: Matching, use: Use) -> Slot | None:
    """The place that a use fills; None where the need has none such."""
    need = problem.need[use.need]
    ways = {-1: need.beside, **{at: way.slots for at, way in enumerate(need.ways)}}
    slots = ways.get(use.way, ())
    return slots[use.place] if 0 <= use.place < len(slots) else None


def _places(problem: Matching, filled: Filled) -> Iterator[tuple[str, str]]:
    """Whole units: every place is filled exactly, and no need gets more than it asked for."""
    filling = Counter[tuple[str, int, int]]()
    for use in filled.uses:
        filling[use.need, use.way, use.place] += use.units
    for need in problem.needs:
        made = filled.made[need.id]
        if sum(made) > need.units or min(made) < 0:
            yield need.id, f"{sum(made)} units of {need.units} needed"
        wanted = {
            (at, place): units * slot.each
            for at, units in enumerate(made)
            for place, slot in enumerate(need.ways[at].slots)
        }
        wanted |= {(-1, at): sum(made) * slot.each for at, slot in enumerate(need.beside)}
        for (at, place), units in wanted.items():
            if (got := filling.pop((need.id, at, place), 0)) != units:
                yield need.id, f"place {at}/{place} holds {got}, not {units}"
        if any(units and not way.accepted for units, way in zip(made, need.ways, strict=True)):
            yield need.id, "met with an item that its owner does not accept"
    for need_id, way, place in filling:
        yield need_id, f"there is no place {way}/{place}"


def _partials(problem: Matching, filled: Filled) -> Iterator[tuple[str, str]]:
    """What a partial has and what it lacks make exactly one unit."""
    for each in filled.partials:
        need = problem.need[each.need]
        for place, slot in enumerate(need.slots(each.way)):
            inner = len(need.ways[each.way].slots)
            where = (each.way, place) if place < inner else (-1, place - inner)
            got = sum(use.units for use in each.uses if (use.way, use.place) == where)
            if got + each.lacks.get(place, 0) != slot.each:
                yield need.id, f"the partial's place {place} is not {slot.each} with what it lacks"


def _offers(problem: Matching, filled: Filled) -> Iterator[tuple[str, str]]:
    """No unit is used twice, none out of time, for others, or while something bars it."""
    taken = Counter[str]()
    for use in all_uses(filled):
        offer, need = problem.offer[use.offer], problem.need[use.need]
        taken[use.offer] += use.units
        if use.units < 1:
            yield use.offer, f"{use.units} units are used"
        slot = _slot(problem, use)
        if slot is None or offer.item not in slot.items:
            yield use.offer, f"{offer.item} does not fill a place of {use.need}"
        bars = problem.bars(need, offer)
        if bars or use.bars:
            yield use.offer, f"barred for {use.need}: {', '.join(sorted(bars | use.bars))}"
    for name, units in taken.items():
        if units > problem.offer[name].units:
            yield name, f"{units} units are used of {problem.offer[name].units}"


def under(problem: Matching, consent: Consent, use: Use) -> bool:
    """Whether a use needs a consent."""
    return use.offer in consent.offers and consent.receiver in (
        "",
        problem.need[use.need].party,
    )


def _consents(problem: Matching, filled: Filled) -> Iterator[tuple[str, str]]:
    for each in problem.consents:
        if each.cap is None:
            continue
        units = sum(use.units for use in all_uses(filled) if under(problem, each, use))
        if units > each.cap:
            yield each.id, f"{units} units under a consent for {each.cap}"


def _links(problem: Matching, filled: Filled) -> Iterator[tuple[str, str]]:
    active = {problem.offer[use.offer].offer for use in all_uses(filled)}
    for link in problem.links:
        reached = counted(problem, filled, link.offers, link.need)
        if link.offer in active and reached < link.units:
            yield link.id, f"{link.offer} is used, and {reached} of {link.units} are reached"


def counted(problem: Matching, filled: Filled, offers: tuple[str, ...], need: str) -> int:
    """What complete units have reached of a link: units of a need, or units of some offers."""
    if need:
        return filled.met(need)
    return sum(use.units for use in filled.uses if problem.offer[use.offer].offer in offers)
