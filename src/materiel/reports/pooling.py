"""A pool as tables: who joins which lot, together against alone, shares by key, what is open."""

from collections.abc import Iterator

from materiel.kernel.bounds import Bounds
from materiel.kernel.money import Money
from materiel.kernel.period import add_months
from materiel.procurement.pooling.lots import Lot, Part
from materiel.reports.pooled import Market, Pooled
from materiel.reports.table import Column, Line, Table
from materiel.reports.words import Amount, listed
from materiel.sharing.pooled import SHAPLEY

SUMS = "Each way of sharing sums to the cost of the market, to the last minor unit."
KEY_BY_LOT = (
    "A key shares each lot among those who joined it. Who joins which lot can be one of several "
    "equally cheap answers; the Shapley value does not depend on it."
)
ON_ORDER = (
    "What is on order covers the most urgent requirement of its nation first, whatever its day of "
    "delivery; promises from stock cover none."
)
LATE_REFUSED = "Units that would arrive late are refused."
RULES = {
    "share": "Alone, a nation has its part of every capacity, by units needed.",
    "whole": "Alone, a nation has all of every capacity, as if nobody else bought.",
}


def pool_tables(found: Pooled) -> tuple[Table, ...]:
    """Every table of a pool."""
    return (_lots(found), _nations(found), _markets(found), _shares(found), _open(found))


def _amount(money: Money) -> Amount:
    return Amount(Bounds.exactly(money.minor), money.currency)


def _month(found: Pooled, number: int | None) -> str | None:
    return None if number is None else f"{add_months(found.award, number):%Y-%m}"


def _lots(found: Pooled) -> Table:
    lines = [line for each in found.markets for line in _members(found, each)]
    return Table(
        "pool-lots",
        "Lots",
        "Which requirements join which lot, firmly or as an option, and when do they arrive?",
        (
            Column("lot", "lot"),
            Column("item", "item"),
            Column("requirement", "requirement"),
            Column("party", "nation"),
            Column("units", "units", "count", "units of issue"),
            Column("as", "as"),
            Column("arrives", "arrives"),
            Column("cost", "costs", "money"),
        ),
        tuple(lines),
        group="lot",
        empty="Nothing is bought.",
        notes=(
            "A lot is one order of one offer; its row carries what it costs.",
            "Units under option lower no price and fill no minimum order.",
        ),
    )


def _members(found: Pooled, market: Market) -> Iterator[Line]:
    for lot in market.together.lots:
        cost = Money(lot.cost, found.currency)
        cites = (lot.offer, *(part.need for part in lot.parts))
        yield Line(
            (
                lot.offer, lot.item, "", "all", Bounds.exactly(lot.units),
                _kinds(lot), None, _amount(cost),
            ),
            cites,
            strong=True,
        )  # fmt: skip
        for part in lot.parts:
            yield Line(
                (
                    lot.offer, lot.item, part.need, part.party, Bounds.exactly(part.units),
                    "option" if part.option else "firm", _stretch(found, part), None,
                ),
                (part.need, lot.offer),
            )  # fmt: skip


def _kinds(lot: Lot) -> str:
    if lot.option:
        return f"{lot.firm} firm, {lot.option} option"
    return "firm"


def _stretch(found: Pooled, part: Part) -> str:
    first, last = part.arrivals[0][0], part.arrivals[-1][0]
    start, end = _month(found, first), _month(found, last)
    return f"{start}" if first == last else f"{start} to {end}"


def _cites(found: Pooled, party: str) -> tuple[str, ...]:
    needs = [n.id for each in found.markets for n in each.pool.needs if n.party == party]
    lots = [
        lot.offer
        for each in found.markets
        for lot in each.together.lots
        if any(part.party == party for part in lot.parts)
    ]
    return tuple(dict.fromkeys([*needs, *lots]))


def _nations(found: Pooled) -> Table:
    lines = []
    for party in found.parties:
        mine = [each for each in found.markets if party in each.alone]
        lasts = [each.together.last_month(party) for each in mine]
        sides = [each.alone[party].last_month() for each in mine]
        gains = [found.gain(way, party) for way in found.ways]
        lines.append(
            Line(
                (
                    party,
                    Bounds.exactly(sum(each.units(party) for each in mine)),
                    Bounds.exactly(sum(each.unmet(party, each.together) for each in mine)),
                    Bounds.exactly(sum(each.unmet(party, each.alone[party]) for each in mine)),
                    _month(found, max((n for n in lasts if n is not None), default=None)),
                    _month(found, max((n for n in sides if n is not None), default=None)),
                    _amount(found.alone(party)),
                    *(_amount(gain) if gain is not None else None for gain in gains),
                ),
                _cites(found, party),
            )
        )
    unlike = [party for party in found.parties if not found.comparable(party)]
    notes = [RULES[found.markets[0].pool.rules.capacity]] if found.markets else []
    notes += _late(found)
    if unlike:
        notes.append(f"{listed(unlike)} would get other units alone: no gain in money is stated.")
    notes += _not_shared(found)
    return Table(
        "pool-nations",
        "Together and alone",
        "What does each nation get together, and what would it get and pay alone?",
        (
            Column("party", "nation"),
            Column("units", "units", "count", "units of issue"),
            Column("unmet", "unmet", "count", "units of issue"),
            Column("alone-unmet", "unmet alone", "count", "units of issue"),
            Column("last", "last arrival"),
            Column("alone-last", "last alone"),
            Column("alone-cost", "costs alone", "money"),
            *(Column(f"gain-{way}", f"gain by {way}", "money") for way in found.ways),
        ),
        tuple(lines),
        notes=tuple(dict.fromkeys(notes)),
    )


def _not_shared(found: Pooled) -> list[str]:
    """Each way that a market lacks, with the first reason."""
    reasons: dict[str, tuple[list[str], str]] = {}
    for each in found.markets:
        for way, why in each.shares.not_computed.items():
            reasons.setdefault(way, ([], why))[0].append(listed(each.items))
    every = len(found.markets)
    return [
        f"Not shared by {way}{'' if len(items) == every else ' in ' + '; '.join(items)}: {why}."
        for way, (items, why) in sorted(reasons.items())
    ]


def _late(found: Pooled) -> list[str]:
    if not found.markets:
        return []
    rules = found.markets[0].pool.rules
    if not rules.late_months:
        return [LATE_REFUSED]
    price = Money(rules.late_price, found.currency)
    return [f"Units may be up to {rules.late_months} months late, {price} a unit and month."]


def _markets(found: Pooled) -> Table:
    lines = []
    for each in found.markets:
        alone = [bought.cost for bought in each.alone.values()]
        same = all(map(each.comparable, each.alone))
        saved = Money(sum(alone) - each.together.cost, found.currency)
        core = each.shares.core.get(SHAPLEY)
        lines.append(
            Line(
                (
                    listed(each.items),
                    len(each.alone),
                    Bounds.exactly(sum(lot.units for lot in each.together.lots)),
                    Bounds.exactly(each.together.unmet_units()),
                    _amount(Money(each.together.cost, found.currency)),
                    _amount(Money(sum(alone), found.currency)),
                    _amount(saved) if same else None,
                    _percent(each.together.gap),
                    _core(core.objection is None, core.most) if core else None,
                ),
                tuple(need.id for need in each.pool.needs),
            )
        )
    return Table(
        "pool-markets",
        "Markets",
        "What does each market cost together, and what alone?",
        (
            Column("items", "items"),
            Column("nations", "nations", "whole"),
            Column("units", "units", "count", "units of issue"),
            Column("unmet", "unmet", "count", "units of issue"),
            Column("cost", "together", "money"),
            Column("alone", "alone", "money"),
            Column("saved", "saved", "money"),
            Column("gap", "proven within"),
            Column("core", "would a group leave?"),
        ),
        tuple(lines),
        empty="No market has an offer.",
        notes=(
            "A market is the items that accept-lists tie together; markets share no offer.",
            "A group that leaves buys by itself; asked of the costs shared by the Shapley value.",
        ),
    )


def _core(stays: bool, most: int | None) -> str:
    if not stays:
        return "yes"
    if most is None:
        return "none found"
    return "none can gain" if most == 0 else "none found"


def _percent(gap: float | None) -> str:
    return "unknown" if gap is None else f"{100 * gap:.3g} %"


def _shares(found: Pooled) -> Table:
    lines = []
    for each in found.markets:
        for way, paid in each.shares.ways.items():
            core = each.shares.core.get(way)
            leave = ""
            if core is not None and core.objection is not None:
                gain = Money(int(core.objection.gain), found.currency)
                leave = f"{listed(core.objection.group)} would gain {gain}"
            lines += [
                Line(
                    (listed(each.items), way, party, _amount(amount), leave if not at else ""),
                    tuple(need.id for need in each.pool.needs if need.party == party),
                )
                for at, (party, amount) in enumerate(paid.items())
            ]
    return Table(
        "pool-shares",
        "Shares of the pooled cost",
        "What does each nation pay under each way of sharing?",
        (
            Column("items", "items"),
            Column("way", "shared by"),
            Column("party", "nation"),
            Column("pays", "pays", "money"),
            Column("leaving", "who had better buy alone"),
        ),
        tuple(lines),
        group="items",
        empty="Nothing is shared.",
        notes=(SUMS, KEY_BY_LOT),
    )


def _open(found: Pooled) -> Table:
    outside = {need.id for need in found.outside}
    unmet = {name: n for each in found.markets for name, n in each.together.unmet.items()}
    lines = [
        Line(
            (
                row.id,
                row.party,
                row.item,
                Bounds.exactly(row.units),
                Bounds.exactly(each.ordered),
                Bounds.exactly(each.left),
                Bounds.exactly(each.left if row.id in outside else unmet.get(row.id, 0)),
                str(row.due),
                "no offer serves it" if row.id in outside else "",
            ),
            (row.id, *row.sources),
        )
        for each in found.opens
        for row in (each.requirement,)
    ]
    return Table(
        "pool-requirements",
        "Requirements",
        "What of each requirement is on order, pooled, and still unmet?",
        (
            Column("requirement", "requirement"),
            Column("party", "nation"),
            Column("item", "item"),
            Column("units", "needed", "count", "units of issue"),
            Column("ordered", "on order", "count", "units of issue"),
            Column("pooled", "open", "count", "units of issue"),
            Column("unmet", "unmet", "count", "units of issue"),
            Column("due", "due"),
            Column("why", "why"),
        ),
        tuple(lines),
        notes=(ON_ORDER,),
    )
