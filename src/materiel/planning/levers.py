"""What somebody could change about a problem, step by step, in both directions.

A positive step loosens: one unit more, one month earlier, one lower. A negative one tightens.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace

from materiel.planning.clause import part_key
from materiel.planning.editing import put, slipped
from materiel.planning.numbers import Number
from materiel.planning.parts import Arc, Budget, Contract, Floor, Gate, Option, Slot
from materiel.planning.problem import Problem

Move = Callable[[Problem, int], Problem | None]


@dataclass(frozen=True, slots=True)
class Lever:
    """A change of one part by whole steps.

    Attributes:
        key: ``table/name::aspect``.
        more, less: the change in words, with ``{n}`` for the number of steps and ``{s}`` for the
            plural of the noun before it; ``less`` is empty for a lever of one direction.
        moved: the problem after so many steps; None where that makes no sense.
    """

    key: str
    more: str
    less: str
    moved: Move = field(compare=False)

    @property
    def part(self) -> str:
        """``table/name``."""
        return part_key(self.key)

    def words(self, steps: int) -> str:
        """The change in words."""
        count = abs(steps)
        number = "one" if count == 1 else str(count)
        text = self.more if steps > 0 else self.less
        return text.replace("{n}", number).replace("{s}", "" if count == 1 else "s")

    def move(self, problem: Problem, steps: int) -> Problem | None:
        """The problem after so many steps; None where it cannot be moved so far."""
        if steps < 0 and not self.less:
            return None
        return self.moved(problem, steps)


def levers(problem: Problem) -> list[Lever]:
    """Every lever of a problem, in the order of its tables."""
    return [
        *_stocks(problem),
        *(each for floor in problem.floors for each in _floor(floor)),
        *(each for gate in problem.gates for each in _gate(gate)),
        *(_slot(slot) for slot in problem.slots),
        *_capacities(problem),
        *(each for contract in problem.contracts for each in _contract(contract)),
        *(each for option in problem.options for each in _option(problem, option)),
        *(each for arc in problem.arcs for each in _arc(arc)),
        *(each for budget in problem.budgets for each in _budget(problem, budget)),
    ]


def _stocks(problem: Problem) -> Iterator[Lever]:
    """What givers hold; what nobody can hand over is no lever."""
    given = {(arc.donor, arc.item) for arc in problem.arcs}
    for stock in problem.stocks:
        if (stock.party, stock.item) in given:
            what = f"of {stock.item} held by {stock.party}"
            key = f"stocks/{stock.name}"
            move = _count(key, "units")
            yield Lever(f"{key}::units", f"{{n}} more {what}", f"{{n}} fewer {what}", move)


def _capacities(problem: Problem) -> Iterator[Lever]:
    for line in problem.lines:
        yield from _capacity(f"lines/{line.name}", f"line {line.name}")
    for component in problem.components:
        yield from _capacity(f"components/{component.name}", f"component {component.name}")
    for training in problem.training:
        key, what = f"training/{training.name}", f"training of {training.name}"
        yield Lever(
            f"{key}::slots",
            f"{what}: {{n}} more slot{{s}} in each month that has some",
            f"{what}: {{n}} slot{{s}} fewer in each month",
            _series(key, "slots"),
        )


def _count(key: str, name: str, least: int = 0, sign: int = 1) -> Move:
    """Move a number of a part; nothing below ``least``."""

    def moved(problem: Problem, steps: int) -> Problem | None:
        number = getattr(_part(problem, key), name)
        if number is None or number + sign * steps < least:
            return None
        return put(problem, key, **{name: number + sign * steps})

    return moved


def _part(problem: Problem, key: str) -> object:
    table, _, name = key.partition("/")
    return next(each for each in getattr(problem, table) if each.name == name)


def _series(key: str, name: str) -> Move:
    """Move every month of a series that is not 0; none falls below 0."""

    def moved(problem: Problem, steps: int) -> Problem | None:
        levels = getattr(_part(problem, key), name)
        after = tuple(max(0, level + steps) if level else 0 for level in levels)
        return put(problem, key, **{name: after}) if after != levels else None

    return moved


def _shift(key: str, name: str) -> Move:
    """Move a series in time."""

    def moved(problem: Problem, steps: int) -> Problem | None:
        levels = getattr(_part(problem, key), name)
        after = slipped(levels, -steps)
        return put(problem, key, **{name: after}) if after != levels else None

    return moved


def _capacity(key: str, what: str) -> Iterator[Lever]:
    yield Lever(
        f"{key}::capacity",
        f"{what}: {{n}} more a month from its start on",
        f"{what}: {{n}} fewer a month",
        _series(key, "capacity"),
    )
    yield Lever(
        f"{key}::start",
        f"{what}: {{n}} month{{s}} earlier",
        f"{what}: {{n}} month{{s}} later",
        _shift(key, "capacity"),
    )


def _floor(floor: Floor) -> Iterator[Lever]:
    key, name = f"floors/{floor.name}", floor.name

    def lower(problem: Problem, steps: int) -> Problem | None:
        levels = _levels(problem, key)
        after = tuple(max(0, level - steps) if level else 0 for level in levels)
        return put(problem, key, levels=after) if after != levels else None

    if any(floor.levels):
        yield Lever(
            f"{key}::level", f"floor {name} {{n}} lower", f"floor {name} {{n}} higher", lower
        )
    if floor.depth is None and floor.duration is None:
        return
    if floor.depth == 0 or floor.duration == 0:

        def bend(problem: Problem, steps: int) -> Problem | None:
            return (
                put(problem, key, depth=max(1, floor.depth or 0), duration=steps)
                if steps > 0
                else None
            )

        yield Lever(
            f"{key}::bend", f"floor {name} may be missed by one for {{n}} month{{s}}", "", bend
        )
        return
    yield Lever(
        f"{key}::depth",
        f"floor {name} may be missed by {{n}} more",
        f"floor {name} may be missed by {{n}} less",
        _count(key, "depth"),
    )
    yield Lever(
        f"{key}::duration",
        f"floor {name} may be missed for {{n}} month{{s}} more",
        f"floor {name} may be missed for {{n}} month{{s}} less",
        _count(key, "duration"),
    )


def _levels(problem: Problem, key: str) -> tuple[Number, ...]:
    name = key.partition("/")[2]
    return next(each.levels for each in problem.floors if each.name == name)


def _gate(gate: Gate) -> Iterator[Lever]:
    key, name = f"gates/{gate.name}", gate.name

    def granted(problem: Problem, steps: int) -> Problem | None:
        return put(problem, key, opens=1) if steps == 1 else None

    def earlier(problem: Problem, steps: int) -> Problem | None:
        assert gate.opens is not None, "only for a gate that opens"
        opens = gate.opens - steps
        return put(problem, key, opens=opens) if 1 <= opens <= problem.months + 1 else None

    def longer(problem: Problem, steps: int) -> Problem | None:
        assert gate.closes is not None, "only for a gate that closes"
        closes = gate.closes + steps
        return put(problem, key, closes=closes) if 0 <= closes <= problem.months else None

    if gate.opens is None:
        yield Lever(f"{key}::window", f"consent {name} given from the first month on", "", granted)
    else:
        yield Lever(
            f"{key}::opens",
            f"consent {name} {{n}} month{{s}} earlier" if gate.opens > 1 else "",
            f"consent {name} {{n}} month{{s}} later",
            earlier,
        )
    if gate.closes is not None:
        yield Lever(
            f"{key}::closes",
            f"consent {name} {{n}} month{{s}} longer",
            f"consent {name} {{n}} month{{s}} shorter",
            longer,
        )
    if gate.cap is not None:
        yield Lever(
            f"{key}::cap",
            f"consent {name} for {{n}} more",
            f"consent {name} for {{n}} fewer",
            _count(key, "cap"),
        )


def _slot(slot: Slot) -> Lever:
    key, name = f"slots/{slot.name}", slot.name

    def moved(problem: Problem, steps: int) -> Problem | None:
        month = slot.month - steps
        return put(problem, key, month=month) if 1 <= month <= problem.months else None

    return Lever(
        f"{key}::month",
        f"slot {name} {{n}} month{{s}} earlier",
        f"slot {name} {{n}} month{{s}} later",
        moved,
    )


def _contract(contract: Contract) -> Iterator[Lever]:
    key, name = f"contracts/{contract.name}", contract.name

    def earlier(problem: Problem, steps: int) -> Problem | None:
        start = contract.start - steps
        last = problem.months if contract.end is None else contract.end
        return put(problem, key, start=start) if 1 <= start <= last else None

    def longer(problem: Problem, steps: int) -> Problem | None:
        assert contract.end is not None, "only for a contract that ends"
        end = contract.end + steps
        return put(problem, key, end=end) if contract.start <= end <= problem.months else None

    yield Lever(
        f"{key}::start",
        f"contract {name} delivers {{n}} month{{s}} earlier" if contract.start > 1 else "",
        f"contract {name} delivers {{n}} month{{s}} later",
        earlier,
    )
    if contract.end is not None:
        yield Lever(
            f"{key}::end",
            f"contract {name} delivers {{n}} month{{s}} longer",
            f"contract {name} ends {{n}} month{{s}} earlier",
            longer,
        )


def _option(problem: Problem, option: Option) -> Iterator[Lever]:
    key, name = f"options/{option.name}", option.name

    def earlier(after: Problem, steps: int) -> Problem | None:
        opens = option.opens - steps
        return put(after, key, opens=opens) if 1 <= opens <= option.expires else None

    def longer(after: Problem, steps: int) -> Problem | None:
        expires = option.expires + steps
        return put(after, key, expires=expires) if option.opens <= expires <= after.months else None

    yield Lever(
        f"{key}::opens",
        f"option {name} opens {{n}} month{{s}} earlier" if option.opens > 1 else "",
        f"option {name} opens {{n}} month{{s}} later",
        earlier,
    )
    yield Lever(
        f"{key}::expires",
        f"option {name} can be used {{n}} month{{s}} longer"
        if option.expires < problem.months
        else "",
        f"option {name} expires {{n}} month{{s}} earlier",
        longer,
    )
    yield Lever(
        f"{key}::units",
        f"option {name} for {{n}} more",
        f"option {name} for {{n}} fewer",
        _count(key, "units", option.minimum),
    )
    if option.lead:
        yield Lever(
            f"{key}::lead",
            f"option {name} delivers {{n}} month{{s}} sooner after its use",
            f"option {name} delivers {{n}} month{{s}} later after its use",
            _count(key, "lead", sign=-1),
        )
    if option.minimum > 1:
        yield Lever(
            f"{key}::minimum",
            f"option {name} from {{n}} fewer on",
            "",
            _count(key, "minimum", 1, -1),
        )


def _arc(arc: Arc) -> Iterator[Lever]:
    key = f"arcs/{arc.name}"
    if arc.lead:
        what = f"transport of {arc.item} from {arc.donor} to {arc.recipient}"
        yield Lever(
            f"{key}::lead",
            f"{what} {{n}} month{{s}} shorter",
            f"{what} {{n}} month{{s}} longer",
            _count(key, "lead", sign=-1),
        )


def _budget(problem: Problem, budget: Budget) -> Iterator[Lever]:
    """Steps of one unit at the lowest price that the payer pays."""
    prices = [each.price for each in problem.contracts if _pays(budget.payer, each) and each.price]
    names = {each.name: each for each in problem.contracts}
    prices += [
        each.price
        for each in problem.options
        if each.price and _pays(budget.payer, replace(names[each.contract], buyers=(each.buyer,)))
    ]
    if not prices:
        return
    step, key = min(prices), f"budgets/{budget.name}"

    def moved(after: Problem, steps: int) -> Problem | None:
        amount = budget.amount + steps * step
        return put(after, key, amount=amount) if amount >= 0 else None

    what = f"budget {budget.payer} of {problem.month_name(budget.first)} on"
    unit = f"{{n}} unit{{s}} at {step / 100:,.0f} {problem.currency or 'each'}"
    yield Lever(f"{key}::amount", f"{what}: money for {unit} more", f"{what}: {unit} less", moved)


def _pays(payer: str, contract: Contract) -> bool:
    if contract.payer:
        return contract.payer == payer
    return payer in (*contract.buyers, *dict(contract.shares))


def spots(problem: Problem, keys: Collection[str]) -> list[Lever]:
    """One unit more in one month, for each capacity among some parts and each of its months."""
    found = []
    for table, name in (("lines", "capacity"), ("components", "capacity"), ("training", "slots")):
        for each in getattr(problem, table):
            key = f"{table}/{each.name}"
            if key in keys:
                noun = {"lines": "line", "components": "component"}.get(table, table)
                found += [
                    _spot(problem, key, f"{noun} {each.name}", name, month)
                    for month in range(1, problem.months + 1)
                ]
    return found


def _spot(problem: Problem, key: str, what: str, name: str, month: int) -> Lever:
    def moved(after: Problem, steps: int) -> Problem | None:
        levels = list(getattr(_part(after, key), name))
        levels[month - 1] += steps
        return put(after, key, **{name: tuple(levels)}) if levels[month - 1] >= 0 else None

    when = problem.month_name(month)
    return Lever(
        f"{key}::{name}@{month}",
        f"{what}: {{n}} more in {when}",
        f"{what}: {{n}} fewer in {when}",
        moved,
    )
