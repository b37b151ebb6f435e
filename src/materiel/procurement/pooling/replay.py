"""A purchase is walked through unit by unit and month by month in integers, without the solver.

It shares nothing with the model but the pool: prices are looked up anew for every single unit.
"""

from collections import Counter, defaultdict
from fractions import Fraction

from materiel.kernel.findings import Finding
from materiel.procurement.pooling.lots import Lot, Purchase
from materiel.procurement.pooling.values import Need, Offer, Pool


def replay(pool: Pool, bought: Purchase) -> list[Finding]:
    """Everything that is wrong with a purchase, sorted; an empty list means that it holds."""
    needs = {need.id: need for need in pool.needs}
    offers = {offer.id: offer for offer in pool.offers}
    found: list[Finding] = []
    given: Counter[str] = Counter()
    late = 0
    names = [lot.offer for lot in bought.lots]
    for name, count in Counter(names).items():
        if count > 1:
            found.append(Finding("one-lot", f"offer {name}", f"{count} lots; one is allowed"))
    for lot in bought.lots:
        if lot.offer not in offers or any(part.need not in needs for part in lot.parts):
            found.append(Finding("known", f"lot {lot.offer}", "an offer or need nobody stated"))
            continue
        offer = offers[lot.offer]
        found += _joined(pool, lot, offer, needs)
        found += _amounts(pool, lot, offer)
        found += _months(pool, lot, offer)
        for part in lot.parts:
            given[part.need] += part.units
            due = needs[part.need].due
            late += sum(max(0, month - due) * units for month, units in part.arrivals)
    for need in pool.needs:
        left = need.units - given[need.id]
        if left < 0:
            found.append(Finding("not-more", f"need {need.id}", f"{-left} units too many"))
        told = bought.unmet.get(need.id, 0)
        if left >= 0 and told != left:
            found.append(Finding("unmet", f"need {need.id}", f"told {told}, replayed {left}"))
    if (bought.late, bought.late_cost) != (late, late * pool.rules.late_price):
        found.append(Finding("late", "all lots", f"told {bought.late}, replayed {late}"))
    return sorted(found)


def _joined(pool: Pool, lot: Lot, offer: Offer, needs: dict[str, Need]) -> list[Finding]:
    found = []
    for part in lot.parts:
        need, where = needs[part.need], f"lot {lot.offer}, need {part.need}"
        wrong = []
        if need.party != part.party:
            wrong.append(f"it is {need.party}'s, told as {part.party}'s")
        if offer.item not in need.items or lot.item != offer.item:
            wrong.append(f"its owner does not accept {offer.item}")
        if offer.buyers is not None and need.party not in offer.buyers:
            wrong.append(f"{need.party} may not buy")
        if need.origins and offer.origin not in need.origins:
            wrong.append(f"made in {offer.origin or 'an unknown place'}")
        if type(part.units) is not int or part.units < 1:
            wrong.append(f"{part.units!r} units")
        if part.option != (need.commits > 0):
            wrong.append("firm and option confused")
        if part.option and need.commits > offer.option_last:
            wrong.append("the option is over when its buyer can commit")
        if sum(units for _, units in part.arrivals) != part.units:
            wrong.append("the arrivals do not sum to the units")
        earliest, latest = need.commits + offer.lead, need.due + pool.rules.late_months
        wrong += [
            f"arrives in month {month}; accepted: {earliest} to {latest}"
            for month, units in part.arrivals
            if units < 1 or not earliest <= month <= latest
        ]
        found += [Finding("join", where, words) for words in wrong]
    return found


def _amounts(pool: Pool, lot: Lot, offer: Offer) -> list[Finding]:
    firm = sum(part.units for part in lot.parts if not part.option)
    option = sum(part.units for part in lot.parts if part.option)
    part = pool.parts.get(offer.id, Fraction(1))
    wrong = []
    if (firm, option) != (lot.firm, lot.option):
        wrong.append(f"told {lot.firm} firm and {lot.option} option, replayed {firm} and {option}")
    if firm < max(1, offer.minimum):
        wrong.append(f"{firm} firm units; the minimum is {max(1, offer.minimum)}")
    if offer.most is not None and firm + option > part * offer.most:
        wrong.append(f"{firm + option} units; at most {part * offer.most}")
    if option > part * offer.option_units:
        wrong.append(f"{option} units under option; at most {part * offer.option_units}")
    price = offer.fixed
    for unit in range(1, firm + 1):
        reached = firm if offer.tiering == "all-units" else unit
        price += [tier.price for tier in offer.tiers if tier.start <= reached][-1]
    if price != lot.firm_cost:
        wrong.append(f"told a cost of {lot.firm_cost}, replayed {price}")
    if option * offer.option_price != lot.option_cost:
        wrong.append(f"told {lot.option_cost} for options, replayed {option * offer.option_price}")
    return [Finding("lot", f"lot {lot.offer}", words) for words in wrong]


def _months(pool: Pool, lot: Lot, offer: Offer) -> list[Finding]:
    if offer.monthly is None:
        return []
    came: dict[int, int] = defaultdict(int)
    for part in lot.parts:
        for month, units in part.arrivals:
            came[month] += units
    share = pool.parts.get(offer.id, Fraction(1))
    wrong = []
    for month, units in sorted(came.items()):
        # What a part of a line makes is whole by the end of each month, counted from its first.
        by_now, before = (
            share * offer.monthly * max(0, count)
            for count in (month - offer.lead + 1, month - offer.lead)
        )
        fits = by_now.numerator // by_now.denominator - before.numerator // before.denominator
        if units > fits:
            wrong.append(
                Finding("line", f"lot {lot.offer}, month {month}", f"{units}; at most {fits}")
            )
    return wrong
