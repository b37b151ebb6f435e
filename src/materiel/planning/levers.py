"""What somebody could change about a problem, step by step, in both directions.

A positive step loosens: one unit more, one month earlier, one lower. A negative one tightens.
"""

from collections.abc import Collection, Iterator

from materiel.planning.editing import part, put
from materiel.planning.lever import Lever, capacity, count, least_price, money, series
from materiel.planning.parts import Arc, Budget, Contract, Floor, Gate, Option, Slot
from materiel.planning.problem import Problem
from materiel.planning.term_levers import term_levers

SPOTS = (
    ("lines", "capacity"),
    ("components", "capacity"),
    ("training", "slots"),
    ("hubs", "capacity"),
)
"""Capacities by month, of which one month can be a lever of its own."""


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
        *term_levers(problem),
    ]


def _stocks(problem: Problem) -> Iterator[Lever]:
    """What givers hold; what nobody can hand over is no lever."""
    given = {(arc.donor, arc.item) for arc in problem.arcs}
    for stock in problem.stocks:
        if (stock.party, stock.item) in given:
            what = f"of {stock.item} held by {stock.party}"
            key = f"stocks/{stock.name}"
            move = count(key, "units")
            yield Lever(f"{key}::units", f"{{n}} more {what}", f"{{n}} fewer {what}", move)


def _capacities(problem: Problem) -> Iterator[Lever]:
    for line in problem.lines:
        yield from capacity(f"lines/{line.name}", f"line {line.name}")
    for component in problem.components:
        yield from capacity(f"components/{component.name}", f"component {component.name}")
    for training in problem.training:
        key, what = f"training/{training.name}", f"training of {training.name}"
        yield Lever(
            f"{key}::slots",
            f"{what}: {{n}} more slot{{s}} in each month that has some",
            f"{what}: {{n}} slot{{s}} fewer in each month",
            series(key, "slots"),
        )


def _floor(floor: Floor) -> Iterator[Lever]:
    key, name = f"floors/{floor.name}", floor.name

    def lower(problem: Problem, steps: int) -> Problem | None:
        levels = part(problem, key).levels
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
        count(key, "depth"),
    )
    yield Lever(
        f"{key}::duration",
        f"floor {name} may be missed for {{n}} month{{s}} more",
        f"floor {name} may be missed for {{n}} month{{s}} less",
        count(key, "duration"),
    )


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
            count(key, "cap"),
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
        count(key, "units", option.minimum),
    )
    if option.lead:
        yield Lever(
            f"{key}::lead",
            f"option {name} delivers {{n}} month{{s}} sooner after its use",
            f"option {name} delivers {{n}} month{{s}} later after its use",
            count(key, "lead", sign=-1),
        )
    if option.minimum > 1:
        yield Lever(
            f"{key}::minimum",
            f"option {name} from {{n}} fewer on",
            "",
            count(key, "minimum", 1, -1),
        )


def _arc(arc: Arc) -> Iterator[Lever]:
    key = f"arcs/{arc.name}"
    if arc.lead:
        what = f"transport of {arc.item} from {arc.donor} to {arc.recipient}"
        yield Lever(
            f"{key}::lead",
            f"{what} {{n}} month{{s}} shorter",
            f"{what} {{n}} month{{s}} longer",
            count(key, "lead", sign=-1),
        )


def _budget(problem: Problem, budget: Budget) -> Iterator[Lever]:
    """Steps of one unit at the lowest price that the payer pays."""
    step = least_price(problem, (budget.payer,))
    if step:
        what = f"budget {budget.payer} of {problem.month_name(budget.first)} on"
        yield money(problem, f"budgets/{budget.name}", what, step)


def spots(problem: Problem, keys: Collection[str]) -> list[Lever]:
    """One unit more in one month, for each capacity among some parts and each of its months."""
    found = []
    for table, name in SPOTS:
        for each in getattr(problem, table):
            key = f"{table}/{each.name}"
            if key in keys:
                noun = table if table == "training" else table.removesuffix("s")
                found += [
                    _spot(problem, key, f"{noun} {each.name}", name, month)
                    for month in range(1, problem.months + 1)
                ]
    return found


def _spot(problem: Problem, key: str, what: str, name: str, month: int) -> Lever:
    def moved(after: Problem, steps: int) -> Problem | None:
        levels = list(getattr(part(after, key), name))
        levels[month - 1] += steps
        return put(after, key, **{name: tuple(levels)}) if levels[month - 1] >= 0 else None

    when = problem.month_name(month)
    return Lever(
        f"{key}::{name}@{month}",
        f"{what}: {{n}} more in {when}",
        f"{what}: {{n}} fewer in {when}",
        moved,
    )
