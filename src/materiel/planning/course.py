"""What happens month by month when a plan is carried out: plain integers, no solver, no model."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from materiel.planning.numbers import Number
from materiel.planning.parts import Floor, Obligation, Requirement
from materiel.planning.plan import Backfill, Decisions, Filling, FloorResult, Unmet
from materiel.planning.problem import Accept, Problem

Pair = tuple[str, str]
Series = list[int]
Amounts = list[Number]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Units that reach a party in a month, and by what."""

    month: int
    party: str
    item: str
    units: int
    source: str


@dataclass(frozen=True, slots=True)
class Course:
    """The months of a plan; every series is ``[T]``, month 1 first.

    Attributes:
        problem, decisions: what was carried out.
        arrivals: all units that reach a party inside the horizon, by month.
        sent: units sent by (party, item) and month.
        stock: units held by (party, item) at each month's end; may be negative.
        held: by floor, what its parties hold together.
        unmet: by requirement.
        backfills: by obligation and month of hand-over, filled earliest due first.
    """

    problem: Problem
    decisions: Decisions
    arrivals: tuple[Arrival, ...]
    sent: Mapping[Pair, Series]
    stock: Mapping[Pair, Series]
    held: Mapping[str, Amounts]
    unmet: Mapping[str, Amounts]
    backfills: tuple[Backfill, ...]

    def gap(self, floor: Floor) -> Amounts:
        """Units below a floor at each month's end."""
        pairs = zip(floor.levels, self.held[floor.name], strict=True)
        return [max(0, level - held) for level, held in pairs]

    def floors(self) -> tuple[FloorResult, ...]:
        """How each floor fares."""
        return tuple(self._floor(floor) for floor in self.problem.floors)

    def _floor(self, floor: Floor) -> FloorResult:
        held = self.held[floor.name]
        margins = [have - level for have, level in zip(held, floor.levels, strict=True)]
        least = min(margins)
        gaps = tuple((month, -each) for month, each in enumerate(margins, start=1) if each < 0)
        return FloorResult(
            floor=floor.name,
            parties=floor.parties,
            of=floor.of,
            least_margin=least,
            least_month=margins.index(least) + 1,
            gap_months=gaps,
        )

    def unmet_list(self) -> tuple[Unmet, ...]:
        """The requirements that stay unmet in some month."""
        found = []
        for each in self.problem.requirements:
            series = self.unmet[each.name]
            months = tuple((month, units) for month, units in enumerate(series, start=1) if units)
            if months:
                found.append(
                    Unmet(
                        requirement=each.name,
                        recipient=each.recipient,
                        priority=each.priority,
                        months=months,
                    )
                )
        return tuple(found)


def carry_out(problem: Problem, decisions: Decisions) -> Course:
    """Walk through the months; nothing is judged here (see the constraints' ``broken``)."""
    months = problem.months
    arrivals = sorted(_arrivals(problem, decisions), key=lambda each: each.month)
    sent: dict[Pair, Series] = defaultdict(lambda: [0] * months)
    came: dict[Pair, Series] = defaultdict(lambda: [0] * months)
    for move in decisions.moves:
        if 1 <= move.month <= months:
            sent[move.donor, move.item][move.month - 1] += move.units
    for each in arrivals:
        came[each.party, each.item][each.month - 1] += each.units
    opening: dict[Pair, int] = defaultdict(int)
    for held in problem.stocks:
        opening[held.party, held.item] += held.units
    stock = {
        pair: _running(opening[pair], came[pair], sent[pair])
        for pair in sorted({*opening, *came, *sent})
    }
    return Course(
        problem,
        decisions,
        tuple(arrivals),
        dict(sent),
        stock,
        {floor.name: _held(problem, floor, stock) for floor in problem.floors},
        _unmet(problem, came),
        tuple(
            backfill
            for obligation in problem.obligations
            for backfill in _backfills(problem, obligation, decisions, arrivals)
        ),
    )


def _arrivals(problem: Problem, decisions: Decisions) -> list[Arrival]:
    found = [
        Arrival(slot.month, slot.party, slot.item, slot.units, f"slot {slot.name}")
        for slot in problem.slots
    ]
    found += [
        Arrival(move.arrives, move.recipient, move.item, move.units, f"hand-over by {move.donor}")
        for move in decisions.moves
    ]
    found += [
        Arrival(each.month, each.buyer, each.item, each.units, f"contract {each.contract}")
        for each in decisions.deliveries
    ]
    return [each for each in found if 1 <= each.month <= problem.months]


def _running(start: int, came: Series, sent: Series) -> Series:
    level, series = start, []
    for plus, minus in zip(came, sent, strict=True):
        level += plus - minus
        series.append(level)
    return series


def _held(problem: Problem, floor: Floor, stock: Mapping[Pair, Series]) -> Amounts:
    total: Amounts = [0] * problem.months
    for item, weight in problem.weights(floor.of):
        for party in floor.parties:
            for month, units in enumerate(stock.get((party, item), ())):
                total[month] += weight * units
    return total


def _unmet(problem: Problem, came: Mapping[Pair, Series]) -> dict[str, Amounts]:
    """Supply goes to what weighs most; equal weights are served in the order of due and name."""
    ranked = sorted(
        problem.requirements, key=lambda each: (-problem.priority_weight(each), each.due, each.name)
    )
    groups: dict[tuple[str, Accept], list[Requirement]] = defaultdict(list)
    for each in ranked:
        groups[each.recipient, problem.accepted(each)].append(each)
    found: dict[str, Amounts] = {each.name: [0] * problem.months for each in problem.requirements}
    for (recipient, accept), needs in groups.items():
        supply: Number = 0
        for month in range(1, problem.months + 1):
            for item, ratio in accept:
                supply += ratio * came.get((recipient, item), [0] * problem.months)[month - 1]
            left: Number = supply
            for need in needs:
                if need.due <= month:
                    served = min(left, need.units)
                    left -= served
                    found[need.name][month - 1] = need.units - served
    return found


def _backfills(
    problem: Problem, obligation: Obligation, decisions: Decisions, arrivals: list[Arrival]
) -> list[Backfill]:
    weights = dict(problem.weights(obligation.of))
    owed: dict[int, Fraction] = defaultdict(Fraction)
    for move in decisions.moves:
        if move.donor == obligation.donor and move.item in weights:
            owed[move.month] += obligation.share * weights[move.item] * move.units
    lots = [_Lot(since, since + obligation.window, units) for since, units in sorted(owed.items())]
    if obligation.owed:
        lots.append(_Lot(0, obligation.owed_due, Fraction(obligation.owed)))
    lots.sort(key=lambda lot: (lot.due, lot.since))
    for arrival in arrivals:
        left = Fraction(weights.get(arrival.item, 0) * arrival.units)
        if arrival.party != obligation.donor:
            continue
        for lot in lots:
            if lot.since <= arrival.month and left and lot.open:
                taken = min(left, lot.open)
                lot.fill(arrival, taken)
                left -= taken
    return [
        Backfill(
            obligation=obligation.name,
            donor=obligation.donor,
            of=obligation.of,
            since=lot.since,
            due=lot.due,
            units=lot.units,
            filled=tuple(lot.filled),
            late=lot.late(problem.months),
        )
        for lot in lots
        if lot.units
    ]


class _Lot:
    """What is owed for one month's hand-overs while it is being filled."""

    def __init__(self, since: int, due: int, units: Fraction) -> None:
        self.since, self.due, self.units = since, due, units
        self.open = units
        self.filled: list[Filling] = []

    def fill(self, arrival: Arrival, units: Fraction) -> None:
        self.open -= units
        self.filled.append(Filling(month=arrival.month, units=units, source=arrival.source))

    def late(self, months: int) -> Fraction:
        """Unit-months open at the ends of the months from the due one to the horizon."""
        total = self.units * max(0, months + 1 - self.due)
        for part in self.filled:
            total -= part.units * max(0, months + 1 - max(self.due, part.month))
        return total
