"""A lever: one change of one part by whole steps, and the ways in which a part can be moved."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from materiel.kernel.errors import InputError
from materiel.planning.clause import part_key
from materiel.planning.editing import part, put, slipped
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
        """The problem after so many steps; None where it cannot be moved so far.

        A change that makes no problem (a line that builds less than is claimed on it) cannot.
        """
        if steps < 0 and not self.less:
            return None
        try:
            return self.moved(problem, steps)
        except InputError:
            return None


def count(key: str, name: str, least: int = 0, sign: int = 1) -> Move:
    """Move a number of a part; nothing below ``least``."""

    def moved(problem: Problem, steps: int) -> Problem | None:
        number = getattr(part(problem, key), name)
        if number is None or number + sign * steps < least:
            return None
        return put(problem, key, **{name: number + sign * steps})

    return moved


def series(key: str, name: str) -> Move:
    """Move every month of a series that is not 0; none falls below 0."""

    def moved(problem: Problem, steps: int) -> Problem | None:
        levels = getattr(part(problem, key), name)
        after = tuple(max(0, level + steps) if level else 0 for level in levels)
        return put(problem, key, **{name: after}) if after != levels else None

    return moved


def shift(key: str, name: str) -> Move:
    """Move a series in time."""

    def moved(problem: Problem, steps: int) -> Problem | None:
        levels = getattr(part(problem, key), name)
        after = slipped(levels, -steps)
        return put(problem, key, **{name: after}) if after != levels else None

    return moved


def capacity(key: str, what: str) -> Iterator[Lever]:
    """More of a capacity in each month that has some, and an earlier start."""
    yield Lever(
        f"{key}::capacity",
        f"{what}: {{n}} more a month from its start on",
        f"{what}: {{n}} fewer a month",
        series(key, "capacity"),
    )
    yield Lever(
        f"{key}::start",
        f"{what}: {{n}} month{{s}} earlier",
        f"{what}: {{n}} month{{s}} later",
        shift(key, "capacity"),
    )


def money(problem: Problem, key: str, what: str, step: int) -> Lever:
    """More of an ``amount``, in steps of one unit at a price.

    Args:
        problem: whose currency is said.
        key: ``table/name``.
        what: the part in words.
        step: minor units.
    """

    def moved(after: Problem, steps: int) -> Problem | None:
        amount = part(after, key).amount + steps * step
        return put(after, key, amount=amount) if amount >= 0 else None

    unit = f"{{n}} unit{{s}} at {step / 100:,.0f} {problem.currency or 'each'}"
    return Lever(f"{key}::amount", f"{what}: money for {unit} more", f"{what}: {unit} less", moved)


def least_price(problem: Problem, payers: Collection[str]) -> int:
    """The lowest price of a unit that some payers pay; 0: they pay for none."""
    contracts = {each.name: each for each in problem.contracts}
    prices = [
        (each.price, each.payer, (*each.buyers, *dict(each.shares))) for each in problem.contracts
    ]
    for option in problem.options:
        contract = contracts[option.contract]
        buyers = (option.buyer,) if option.buyer else contract.buyers
        prices.append((option.price, contract.payer, buyers))
    paid = [
        price
        for price, payer, buyers in prices
        if price and any(each in payers for each in ((payer,) if payer else buyers))
    ]
    return min(paid, default=0)
