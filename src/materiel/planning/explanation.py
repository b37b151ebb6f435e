"""Why a need stays unmet or late, or a floor is missed, and what would change it.

Every sentence rests on problems that were solved for it: a reason is a smallest set of rules
that cannot all hold beside the wish, and a lever is stated as the difference between two plans.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from materiel.kernel.errors import UnknownNameError
from materiel.optimise.memory import Memory
from materiel.planning.conflict import Conflict, Held, conflict
from materiel.planning.demands import TABLES, Demand
from materiel.planning.demands import Kind as Short
from materiel.planning.effects import Difference, Kind, difference, shortfalls
from materiel.planning.keeping import CHANGE
from materiel.planning.lever import Lever
from materiel.planning.levers import levers, spots
from materiel.planning.plan import Decisions, Plan
from materiel.planning.prices import Prices
from materiel.planning.problem import Problem
from materiel.planning.solve import Settings, attempt
from materiel.planning.surroundings import surroundings

SHORT: dict[Kind, Short] = {"need": "unmet", "floor": "gap", "backfill": "late"}
RANK: dict[Kind, int] = {"need": 1, "floor": 2, "backfill": 3}
"""The order of the objectives: what comes earlier is kept when a later one is asked about."""
MOST_LEVERS = 6
MOST_RUNS = 3

Tell = Callable[[str], None]


def untold(text: str) -> None:
    """Progress that nobody wants to hear."""
    del text


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: one need, floor or obligation, and how it fares.

    Attributes:
        kind, name, who: which, and whose.
        months: ``(month, units)`` unmet, below the floor, or late.
    """

    kind: Kind
    name: str
    who: tuple[str, ...]
    months: tuple[tuple[int, Fraction], ...]

    @property
    def key(self) -> str:
        """``table/name``."""
        return f"{TABLES[SHORT[self.kind]]}/{self.name}"

    @property
    def total(self) -> Fraction:
        """Unit-months."""
        return sum((units for _, units in self.months), Fraction(0))

    def runs(self) -> list[tuple[int, int, Fraction]]:
        """First month, last month and units of each stretch with the same shortfall."""
        found: list[tuple[int, int, Fraction]] = []
        for month, units in self.months:
            if found and found[-1][1] == month - 1 and found[-1][2] == units:
                found[-1] = (found[-1][0], month, units)
            else:
                found.append((month, month, units))
        return found


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it is not one unit less at the end of one month.

    Attributes:
        first, last, units: the stretch of months, and how many units are missing in it.
        conflict: the rules that stand against it; None: a plan as good for all serves it then.
        alone: whether they do so even if all other needs, floors and debts are given up.
    """

    first: int
    last: int
    units: Fraction
    conflict: Conflict | None
    alone: bool


@dataclass(frozen=True, slots=True)
class Worth:
    """What one step of a lever changes, both ways, each by a plan of its own.

    Attributes:
        lever: which.
        more: the difference that one step makes; None: no plan keeps all rules then.
        less: the same the other way; None likewise, or when there is no other way.
        both: whether there is another way.
    """

    lever: Lever
    more: Difference | None
    less: Difference | None
    both: bool

    @property
    def one_sided(self) -> bool:
        """Whether it matters one way only."""
        if not self.both:
            return False
        ways = [each is None or each.sign != 0 for each in (self.more, self.less)]
        return ways[0] != ways[1]

    @property
    def idle(self) -> bool:
        """Whether neither way makes a difference."""
        return all(each is not None and each.sign == 0 for each in self.tried)

    @property
    def tried(self) -> tuple[Difference | None, ...]:
        """The ways that were solved."""
        return (self.more, self.less) if self.both else (self.more,)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer about one subject.

    Attributes:
        subject: what was asked about.
        reasons: for each stretch of months, at most ``MOST_RUNS``.
        worths: levers that make a difference, the best first.
        idle: levers that were tried and make none.
    """

    subject: Subject
    reasons: tuple[Reason, ...]
    worths: tuple[Worth, ...]
    idle: tuple[Worth, ...]


class Explainer:
    """Answers questions about one plan of one problem.

    Attributes:
        problem, plan: what was planned, and the plan: proven in the judged objectives.
    """

    def __init__(
        self, problem: Problem, keep: Decisions | None = None, memory: Memory | None = None
    ) -> None:
        """Plan the problem, as near as can be to an earlier plan if there is one.

        Raises:
            PlanInfeasibleError, SolverError: there is no plan to explain.
        """
        self.problem, self.memory = problem, memory or Memory()
        found = attempt(problem, _settings(keep), None, self.memory)
        self.feasible = found is not None
        self.plan = found if found is not None else _no_plan(problem)

    def subjects(self) -> list[Subject]:
        """All needs that are unmet in some month, floors that are missed, debts that are late."""
        return [self.subject(kind, name) for kind, name, _ in shortfalls(self.plan)]

    def subject(self, kind: Kind, name: str) -> Subject:
        """One need, floor or obligation by name, in trouble or not.

        Raises:
            UnknownNameError: there is none of that name.
        """
        known = {each.name: each for each in getattr(self.problem, TABLES[SHORT[kind]])}
        if name not in known:
            raise UnknownNameError(kind, name, list(known), listed=True)
        part = known[name]
        if kind == "need":
            months = next((n.months for n in self.plan.unmet if n.requirement == name), ())
            pairs = tuple((month, Fraction(units)) for month, units in months)
            return Subject(kind, name, (part.recipient,), pairs)
        if kind == "floor":
            gaps = next(each.gap_months for each in self.plan.floors if each.floor == name)
            pairs = tuple((month, Fraction(units)) for month, units in gaps)
            return Subject(kind, name, tuple(part.parties), pairs)
        return Subject(
            kind, name, (part.donor,), _late_months(self.plan, name, self.problem.months)
        )

    def explain(
        self, kind: Kind, name: str, *, most: int = MOST_LEVERS, tell: Tell = untold
    ) -> Explanation:
        """Why it is short, and which levers change that.

        Args:
            kind: of what is asked about.
            name: of the need, floor or obligation.
            most: how many levers are solved.
            tell: told what is being done.
        """
        subject = self.subject(kind, name)
        near = surroundings(self.problem, [subject.key])
        reasons = []
        for first, last, units in subject.runs()[:MOST_RUNS]:
            tell(f"{kind} {name}: why not better in {self.problem.month_name(last)}")
            reasons.append(self._reason(subject, near, (first, last, units)))
        worths = self.worths(near, most, tell) if subject.months and most else []
        return Explanation(
            subject,
            tuple(reasons),
            tuple(each for each in worths if not each.idle),
            tuple(each for each in worths if each.idle),
        )

    def _reason(
        self, subject: Subject, near: frozenset[str], run: tuple[int, int, Fraction]
    ) -> Reason:
        first, last, units = run
        most = -(-units.numerator // units.denominator) - 1
        wish = (Demand(SHORT[subject.kind], subject.name, most, last),)
        found = conflict(self.problem, wish, near=near, memory=self.memory)
        if found is not None:
            return Reason(first, last, units, found, alone=True)
        held = [each for each in self.held(subject) if each.key in near]
        found = conflict(self.problem, wish, held, near=near, memory=self.memory, steps=0)
        return Reason(first, last, units, found, alone=False)

    def held(self, subject: Subject) -> Iterator[Held]:
        """That nothing that goes before the subject, nor the subject itself, gets worse."""
        found = {(kind, name): total for (kind, name, _), total in shortfalls(self.plan).items()}
        for kind, short in SHORT.items():
            if RANK[kind] > RANK[subject.kind]:
                continue
            for each in getattr(self.problem, TABLES[short]):
                total = found.get((kind, each.name), Fraction(0))
                key = f"{TABLES[short]}/{each.name}"
                yield Held(
                    key,
                    _held_words(kind, each.name, total),
                    Demand(short, each.name, total.numerator // total.denominator),
                )

    def worths(self, near: frozenset[str], most: int, tell: Tell = untold) -> list[Worth]:
        """The levers among some parts that the relaxation prices highest, each solved both ways.

        Returns:
            The best first: by the judged objectives in their order.
        """
        chosen = self.ranked([each for each in levers(self.problem) if each.part in near], near)
        found = []
        for lever in chosen[:most]:
            tell(f"lever: {lever.words(1)}")
            found.append(self.worth(lever))
        return sorted(found, key=_merit)

    def ranked(self, known: Sequence[Lever], near: frozenset[str]) -> list[Lever]:
        """Levers by their price in the linear relaxation; of one capacity only the best month."""
        prices = Prices(self.problem)
        priced: list[tuple[float, int, Lever]] = []
        best: dict[str, tuple[float, int, Lever]] = {}
        for at, lever in enumerate([*known, *spots(self.problem, near)]):
            moved = lever.move(self.problem, 1) if lever.more else None
            if moved is None:
                continue
            price = prices.of(moved)
            if "@" not in lever.key:
                priced.append((price, at, lever))
            elif lever.part not in best or price < best[lever.part][0]:
                best[lever.part] = (price, at, lever)
        priced += best.values()
        return [lever for price, _, lever in sorted(priced, key=lambda each: each[:2]) if price < 0]

    def worth(self, lever: Lever) -> Worth:
        """What one step of a lever changes, forth and back."""
        back = lever.move(self.problem, -1)
        return Worth(
            lever,
            self.changed(lever.move(self.problem, 1)),
            self.changed(back),
            both=bool(lever.less) and back is not None,
        )

    def changed(self, problem: Problem | None) -> Difference | None:
        """What differs when a changed problem is planned as near as can be to this plan."""
        if problem is None:
            return None
        after = attempt(problem, _settings(self.plan.decisions), None, self.memory)
        return None if after is None else difference(self.plan, after)


def _settings(keep: Decisions | None) -> Settings:
    return Settings(gap=0.0, through=CHANGE if keep is not None else "", keep=keep)


def _no_plan(problem: Problem) -> Plan:
    return Plan(
        case=problem.case, status="infeasible", gap=None, objectives=(), decisions=Decisions()
    )


def _held_words(kind: Kind, name: str, total: Fraction) -> str:
    shortfall = {"need": "unmet", "floor": "below it", "backfill": "late"}[kind]
    how = f"no more than {total} unit-months {shortfall}" if total else f"nothing {shortfall}"
    return f"{kind} {name} stays as good as it is: {how}"


def _late_months(plan: Plan, name: str, months: int) -> tuple[tuple[int, Fraction], ...]:
    """Units of an obligation that are open past their due month, at each month's end."""
    late = [Fraction(0)] * months
    for debt in plan.backfills:
        if debt.obligation == name:
            for month in range(max(1, debt.due), months + 1):
                done = sum((part.units for part in debt.filled if part.month <= month), Fraction(0))
                late[month - 1] += debt.units - done
    return tuple((month, units) for month, units in enumerate(late, start=1) if units)


def _merit(worth: Worth) -> tuple[object, ...]:
    if worth.more is None:
        return (1, ())
    return (0, worth.more.judged)
