"""The pool: which open requirements join which lot, against everyone buying alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.stamps import Stamps
from materiel.ledger.postings import PROMISES
from materiel.ledger.totals import total_of
from materiel.procurement.pooling.groups import Groups, leaving
from materiel.procurement.pooling.values import Pool
from materiel.reports.books import books_of
from materiel.reports.pooled import Market, Pooled
from materiel.reports.pooling import pool_tables
from materiel.reports.table import Table
from materiel.scenarios.pooling import Gathered, Wish, day_of, gather
from materiel.service.progress import Progress, quiet
from materiel.service.snapshots import snapshot_of
from materiel.service.workspace import HERE, View, Workspace
from materiel.sharing.books import Books
from materiel.sharing.costkey import Member
from materiel.sharing.keyfigures import figures_of
from materiel.sharing.pooled import ORDERS, PoolShares, Shared, share_pool
from materiel.sharing.sampling import SEED
from materiel.store.reading import Filter, Reader

HUNDRED = 100
YEARLY = ("gdp", "gni", "population")


@dataclass(frozen=True, slots=True)
class PoolAnswer:
    """The pooled purchase of a case against everyone buying alone.

    Attributes:
        case: the id of the case.
        stamps: where the reader stands; the award is on ``as_of``.
        found: markets, lots and shares.
        left_out: rows that join no pool, and why.
        tables: the same as tables that cite.
    """

    case: str
    stamps: Stamps
    found: Pooled
    left_out: tuple[Finding, ...]
    tables: tuple[Table, ...]

    def as_dict(self) -> dict[str, Any]:
        """The answer for JSON; amounts in minor units, months as days of their end."""
        found = self.found
        return {
            "case": self.case,
            **self.stamps.as_dict(),
            "award": str(found.award),
            "currency": found.currency,
            "cost": found.cost.minor,
            "gap": found.gap,
            # ``buy`` raises where the replay disagrees, so that no other answer exists.
            "replay": {"ok": True, "findings": []},
            "markets": [_market(each, found.award) for each in found.markets],
            "nations": [
                {
                    "party": party,
                    "alone_cost": found.alone(party).minor,
                    "comparable": found.comparable(party),
                    "paid": {way: found.paid(way, party).minor for way in found.ways},
                    "gain": {
                        way: None if gain is None else gain.minor
                        for way in found.ways
                        for gain in (found.gain(way, party),)
                    },
                }
                for party in found.parties
            ],
            "requirements": [
                {
                    "requirement": each.requirement.id,
                    "units": each.requirement.units,
                    "on_order": each.ordered,
                    "open": each.left,
                    "served": each.requirement.id not in {need.id for need in found.outside},
                }
                for each in found.opens
            ],
            "left_out": [finding.as_dict() for finding in self.left_out],
            "tables": [table.as_json() for table in self.tables],
        }


def _market(each: Market, award: date) -> dict[str, Any]:
    together = each.together.as_dict()
    for lot in together["lots"]:
        for member in lot["members"]:
            member["arrivals"] = [
                {"by": str(day_of(award, month)), "units": units}
                for month, units in member["arrivals"]
            ]
    return {
        "items": list(each.items),
        "offers": [offer.id for offer in each.pool.offers],
        "capacity_rule": each.pool.rules.capacity,
        "together": together,
        "alone": {
            party: {
                "cost": bought.cost,
                "units_unmet": bought.unmet_units(),
                "last_arrival": None
                if (month := bought.last_month()) is None
                else str(day_of(award, month)),
                "lots": [{"offer": lot.offer, "units": lot.units} for lot in bought.lots],
            }
            for party, bought in each.alone.items()
        },
        "comparable": {party: each.comparable(party) for party in each.alone},
        "shares": _shares(each.shares),
    }


def _shares(shares: PoolShares) -> dict[str, Any]:
    sampling = shares.sampling
    return {
        "whole": shares.whole.minor,
        "ways": {
            way: {party: amount.minor for party, amount in paid.items()}
            for way, paid in shares.ways.items()
        },
        "not_computed": dict(shares.not_computed),
        "core": {
            way: {
                "objection": None
                if core.objection is None
                else {"group": list(core.objection.group), "gain": str(core.objection.gain)},
                "no_group_gains_more_than": core.most,
                "how": core.how,
            }
            for way, core in shares.core.items()
        },
        "sampling": None
        if sampling is None
        else {
            "orders": sampling.orders,
            "seed": sampling.seed,
            "confidence": str(sampling.confidence),
            "error": {party: str(error) for party, error in sampling.error.items()},
            "why": sampling.why,
        },
    }


def pool(
    workspace: Workspace,
    wish: Wish | None = None,
    *,
    years: Mapping[str, str] | None = None,
    caps: Mapping[str, str] | None = None,
    orders: int = ORDERS,
    seed: int = SEED,
    gap: float = 0.0,
    view: View = HERE,
    progress: Progress = quiet,
) -> PoolAnswer:
    """Which open requirements join which lot of which offer, firmly or as an option.

    Args:
        workspace: whose log.
        wish: whose requirements, and under which rules; None: all, late units refused.
        years: the year of each key figure to take, as text by kind.
        caps: the most of a cost that a party pays, in percent, by party.
        orders: beyond eight members, how many orders of joining the Shapley value samples.
        seed: which ones.
        gap: relative gap at which a purchase counts as solved.
        view: which case, and where the reader stands; offers must be valid on the day.
        progress: told what is being done.

    Raises:
        InputError: nothing is open, or a row, year or cap cannot be read.
        UnknownNameError: an unknown party or item.
        SolverError: the solver gave no answer that can be trusted.
    """
    if not 0 <= gap < 1:
        raise InputError(f"gap: found {gap}; accepted: 0 to 1")
    with workspace.reading(view) as reader:
        snapshot = snapshot_of(reader)
        day = reader.stamps.as_of
        gathered = gather(snapshot, reader.case, day, on_order(reader), wish or Wish())
        members = _members(books_of(reader), gathered.pool, years or {}, caps or {})
        name, stamps = reader.case, reader.stamps
    markets = []
    for each in gathered.pool.markets():
        progress(f"{name}: pooling {', '.join(sorted({n.id for n in each.needs}))}")
        markets.append(_answer(each, members, orders, seed, gap))
    found = _pooled(gathered, markets)
    return PoolAnswer(name, stamps, found, gathered.left_out, pool_tables(found))


def _pooled(gathered: Gathered, markets: Sequence[Market]) -> Pooled:
    return Pooled(
        gathered.award,
        gathered.pool.currency,
        tuple(markets),
        gathered.opens,
        gathered.outside,
    )


def _answer(
    market: Pool, members: Mapping[str, Member], orders: int, seed: int, gap: float
) -> Market:
    groups = Groups(market, gap)
    together = groups.purchase(market.parties)
    alone = {party: groups.purchase({party}) for party in market.parties}
    lots = [
        Shared(
            lot.offer,
            lot.cost,
            tuple(
                replace(members[party], quantity=lot.units_of(party))
                for party in sorted({part.party for part in lot.parts})
            ),
        )
        for lot in together.lots
    ]

    def search(paid: Mapping[str, int]) -> tuple[tuple[str, ...], int, int | None]:
        found = leaving(groups, paid)
        return found.group, found.gain, found.most

    shares = share_pool(
        market.parties,
        groups.cost,
        lots,
        market.currency,
        search=search,
        orders=orders,
        seed=seed,
        bounded=groups.superadditive,
    )
    return Market(market, together, alone, shares)


def on_order(reader: Reader) -> dict[tuple[str, str], int]:
    """``(party, item)`` to units ordered and not yet received, at the low end."""
    promised = reader.promises()
    got = reader.sums(Filter(PROMISES, promised.parties, ("received",), (), promised.commitments))
    wanted = Filter(PROMISES, promised.parties, ("ordered",), (), promised.commitments)
    commitments = reader.commitments()
    found: dict[tuple[str, str], int] = {}
    for root, each in reader.sums(wanted).items():
        parts = [each]
        if root in got:
            less = got[root]
            parts.append(type(less)(less.expression * -1, less.variables, less.relations))
        row = commitments[root]
        key = reader.book.party(row.receiver), reader.book.item(row.item)
        found[key] = found.get(key, 0) + max(0, total_of(parts, reader.known).bounds.low)
    return {key: units for key, units in found.items() if units}


def _members(
    books: Books, pool: Pool, years: Mapping[str, str], caps: Mapping[str, str]
) -> dict[str, Member]:
    taken = {}
    for kind, text in years.items():
        if kind not in YEARLY or not (text.isascii() and text.isdecimal()):
            raise InputError(
                f"year: found {kind}={text}; accepted: {', '.join(f'{k}=YYYY' for k in YEARLY)}"
            )
        taken[kind] = int(text)
    limits = {books.party(party): _part(party, text) for party, text in caps.items()}
    figures = figures_of(books, pool.parties, taken)
    return {
        member.party: replace(member, cap=limits.get(member.party)) for member in figures.members
    }


def _part(party: str, text: str) -> Fraction:
    try:
        found = Fraction(text) / HUNDRED
    except (ValueError, ZeroDivisionError):
        raise InputError(f"cap of {party}: found {text!r}; accepted: percent, 0 to 100") from None
    if not 0 <= found <= 1:
        raise InputError(f"cap of {party}: found {text!r}; accepted: percent, 0 to 100")
    return found
