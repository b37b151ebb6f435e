"""Small matches and a search that tries every use of every unit; too simple to be wrong."""

from collections import Counter
from datetime import date, timedelta
from itertools import product

from hypothesis import strategies as st

from materiel.planning.matching.values import Consent, Link, Matching, Need, Offer, Slot, Way

DAY = date(2026, 1, 1)
FOREVER = date(9999, 12, 30)


def day(number):
    return DAY + timedelta(days=number)


def slot(item, each=1, *more):
    return Slot(item=item, items=(item, *more), each=each)


def way(item, *slots, accepted=True):
    return Way(item=item, slots=slots or (slot(item),), accepted=accepted)


def need(name, item, units, priority=1, due=100, ways=(), beside=(), party="RCV"):
    return Need(
        id=name,
        party=party,
        item=item,
        units=units,
        priority=priority,
        due=day(due),
        ways=tuple(ways) or (way(item),),
        beside=tuple(beside),
    )


def offer(name, item, units, giver="GIV", start=0, end=None, to=None, waits=(), of=""):
    return Offer(
        id=name,
        offer=of or f"o-{name}",
        giver=giver,
        item=item,
        units=units,
        start=day(start),
        end=FOREVER if end is None else day(end),
        receivers=to if to is None else frozenset(to),
        waits=tuple(waits),
    )


def matching(needs, offers, **more):
    return Matching(day=DAY, needs=tuple(needs), offers=tuple(offers), **more)


# ---------------------------------------------------------------------------------- the search


def usable(problem, need_, offer_):
    """Whether an offer may meet a need, told once more in the simplest words."""
    if offer_.giver == need_.party or offer_.waits:
        return False
    if offer_.receivers is not None and need_.party not in offer_.receivers:
        return False
    first, last = max(problem.day, offer_.start), offer_.end
    for each in problem.consents:
        if offer_.id in each.offers and each.receiver in ("", need_.party):
            if each.state != "open":
                return False
            first, last = max(first, each.start), min(last, each.end)
    due = max(problem.day, need_.due) + timedelta(days=problem.late_days)
    return first <= last and first <= due


def splits(units, places):
    """Every way to give up to ``units`` to some places."""
    if not places:
        yield ()
        return
    for taken in range(units + 1):
        for rest in splits(units - taken, places - 1):
            yield (taken, *rest)


def every_result(problem):
    """The units met of each need, in the order of the needs, of every sound use of every unit."""
    places = [
        (n, w, place, one)
        for n in problem.needs
        for w, each in enumerate(n.ways)
        if each.accepted
        for place, one in enumerate(each.slots)
    ]
    places += [(n, -1, place, one) for n in problem.needs for place, one in enumerate(n.beside)]
    choices = []
    for o in problem.offers:
        mine = [p for p in places if o.item in p[3].items and usable(problem, p[0], o)]
        choices.append([(o, mine, given) for given in splits(o.units, len(mine))])
    found = set()
    for chosen in product(*choices):
        filled, by_offer, consented = Counter(), Counter(), Counter()
        for o, mine, given in chosen:
            for (n, w, place, _), units in zip(mine, given, strict=True):
                filled[n.id, w, place] += units
                by_offer[o.offer] += units
                for c in problem.consents:
                    if o.id in c.offers and c.receiver in ("", n.party):
                        consented[c.id] += units
        met = complete(problem, filled)
        if met is None:
            continue
        if any(c.cap is not None and consented[c.id] > c.cap for c in problem.consents):
            continue
        if all(
            not by_offer[link.offer]
            or (met[link.need] if link.need else sum(by_offer[name] for name in link.offers))
            >= link.units
            for link in problem.links
        ):
            found.add(tuple(met[n.id] for n in problem.needs))
    return found


def complete(problem, filled):
    """Whole units of each need when every place is filled exactly; None when one is not."""
    met = {}
    for n in problem.needs:
        total = 0
        for w, each in enumerate(n.ways):
            counts = {filled[n.id, w, at] / one.each for at, one in enumerate(each.slots)}
            if len(counts) > 1 or (units := counts.pop()) != int(units):
                return None
            total += int(units)
        if any(filled[n.id, -1, at] != one.each * total for at, one in enumerate(n.beside)):
            return None
        if total > n.units:
            return None
        met[n.id] = total
    return met


def best(problem):
    """The result that counts most: sums of one item in one priority, then need by need."""
    groups = list(dict.fromkeys((n.priority, n.item) for n in problem.needs))

    def worth(result):
        key = []
        for group in groups:
            mine = [
                units
                for n, units in zip(problem.needs, result, strict=True)
                if (n.priority, n.item) == group
            ]
            key += [sum(mine), *mine]
        return key

    return dict(
        zip([n.id for n in problem.needs], max(every_result(problem), key=worth), strict=True)
    )


# ------------------------------------------------------------------------------- random problems

ITEMS = ("radar", "launcher", "missile", "unit")


@st.composite
def problems(draw):
    """Up to three needs, some of them bundles, and up to five lines of offers."""
    needs = []
    for number in range(draw(st.integers(1, 3))):
        item = draw(st.sampled_from(ITEMS))
        ways = [way(item)]
        if draw(st.booleans()):
            ways = [way(item, slot(item, draw(st.integers(1, 2))))]
        if item == "unit" and draw(st.booleans()):
            ways.append(way("unit", slot("radar"), slot("launcher", draw(st.integers(1, 2)))))
        if draw(st.integers(0, 3)) == 0:
            other = draw(st.sampled_from([each for each in ITEMS if each != item]))
            ways.append(way(other, accepted=draw(st.booleans())))
        beside = [slot("missile")] if item != "missile" and draw(st.integers(0, 3)) == 0 else []
        needs.append(
            need(
                f"N{number}",
                item,
                draw(st.integers(1, 2)),
                draw(st.integers(1, 2)),
                draw(st.sampled_from([50, 100])),
                ways,
                beside,
                draw(st.sampled_from(["RCV", "OTH"])),
            )
        )
    offers = [
        offer(
            f"L{number}",
            draw(st.sampled_from(ITEMS)),
            draw(st.integers(1, 2)),
            draw(st.sampled_from(["GIV", "GIV", "OTH"])),
            draw(st.sampled_from([0, 0, 0, 70, 120])),
            draw(st.sampled_from([None, None, None, -1])),
            draw(st.sampled_from([None, None, None, ("RCV",)])),
            draw(st.sampled_from([(), (), (), ("it is open",)])),
            draw(st.sampled_from(["A", "B", "C"])),
        )
        for number in range(draw(st.integers(1, 5)))
    ]
    consents, links = [], []
    if draw(st.booleans()):
        consents.append(
            Consent(
                id="G",
                offers=frozenset({draw(st.sampled_from(offers)).id}),
                receiver=draw(st.sampled_from(["", "RCV"])),
                state=draw(st.sampled_from(["open", "open", "waiting", "closed"])),
                start=day(draw(st.sampled_from([0, 80]))),
                end=FOREVER,
                cap=draw(st.sampled_from([None, 1])),
            )
        )
    for number in range(draw(st.integers(0, 2))):
        mine = draw(st.sampled_from(["A", "B"]))
        if draw(st.booleans()):
            others = ("B" if mine == "A" else "A",)
            links.append(Link(id=f"K{number}", offer=mine, units=1, offers=others))
        else:
            links.append(Link(id=f"K{number}", offer=mine, units=1, need=needs[0].id))
    return matching(needs, offers, consents=tuple(consents), links=tuple(links))
