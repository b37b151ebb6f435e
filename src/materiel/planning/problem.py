"""A planning problem as plain values: everything a plan may use, and nothing else.

One month of transport, a floor of three that may be missed by one for three months:

>>> problem = Problem(
...     case="example", months=8, parties=("D", "R"), items=(Item(name="unit"),),
...     stocks=(Stock(party="D", item="unit", units=4),),
...     arcs=(Arc(donor="D", item="unit", recipient="R", lead=1),),
...     floors=(Floor(name="D", parties=("D",), of="unit", levels=(3,) * 8, depth=1, duration=3),),
...     requirements=(Requirement(name="need", recipient="R", of="unit", units=2, due=2),),
... )
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import ClassVar

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.period import add_months
from materiel.planning.numbers import Number, refuse, whole
from materiel.planning.parts import (
    Arc,
    Budget,
    Component,
    Contract,
    Floor,
    Gate,
    Item,
    Line,
    Obligation,
    Option,
    Origin,
    Requirement,
    Slot,
    Stock,
    Training,
)
from materiel.planning.terms import (
    TERMS,
    Arrear,
    Bundle,
    Claim,
    Condition,
    Exchange,
    Fund,
    Hub,
    Key,
)

PRIORITY_STEP = 5
"""Convention: a unit-month of one priority weighs as much as five of the next one."""

Accept = tuple[tuple[str, Number], ...]


@dataclass(frozen=True, kw_only=True)  # without slots: some look-ups are remembered
class Problem:
    """All that is given to the planner; it validates itself when it is made.

    Shapes: ``T`` months, 1 to ``months``; every ``levels``, ``capacity`` and ``slots`` of a part
    is ``[T]``. Units that move and money are whole numbers (see ``materiel.planning.parts``).

    Attributes:
        case: the name of the case.
        months: ``T``, the horizon.
        start: the first day of month 1; None when the months are only numbered.
        currency: ISO 4217 code of all money; empty without money.
        parties: everyone who is named.
        items, stocks, arcs, floors, slots, lines, components, contracts, options, gates,
        requirements, training, obligations, budgets: see the parts.
        hubs, funds, keys, arrears, bundles, conditions, exchanges, claims: see the terms.
        origins: ``table/name`` of a part ("floors/D", "stocks/D/unit"), or "problem/months", to
            where it comes from. A part without an origin is neither cited nor an assumption.

    Raises:
        UnknownNameError: a part names a party, item, line, ... that is not there.
        InputError: a number is out of range, a name repeats, or two requirements of one
            recipient accept the same item under different lists.
    """

    TABLES: ClassVar[tuple[str, ...]] = (
        *("items", "stocks", "arcs", "floors", "slots", "lines", "components", "contracts"),
        *("options", "gates", "requirements", "training", "obligations", "budgets"),
        *(term.TABLE for term in TERMS),
    )

    case: str
    months: int
    start: date | None = None
    currency: str = ""
    parties: tuple[str, ...]
    items: tuple[Item, ...]
    stocks: tuple[Stock, ...] = ()
    arcs: tuple[Arc, ...] = ()
    floors: tuple[Floor, ...] = ()
    slots: tuple[Slot, ...] = ()
    lines: tuple[Line, ...] = ()
    components: tuple[Component, ...] = ()
    contracts: tuple[Contract, ...] = ()
    options: tuple[Option, ...] = ()
    gates: tuple[Gate, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    training: tuple[Training, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    budgets: tuple[Budget, ...] = ()
    hubs: tuple[Hub, ...] = ()
    funds: tuple[Fund, ...] = ()
    keys: tuple[Key, ...] = ()
    arrears: tuple[Arrear, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    conditions: tuple[Condition, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    claims: tuple[Claim, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def __post_init__(self) -> None:
        refuse(self.months < 1, "problem: months", self.months, "1 or more")
        known = _Known(self)
        self._validate_holdings(known)
        self._validate_supply(known)
        self._validate_rules(known)
        self._validate_terms(known)
        self._validate_origins(known)

    def _validate_holdings(self, known: "_Known") -> None:
        for stock in self.stocks:
            known.check(f"stocks {stock.name!r}", party=(stock.party,), item=(stock.item,))
        for arc in self.arcs:
            where = f"arcs {arc.name!r}"
            known.check(where, party=(arc.donor, arc.recipient), item=(arc.item,), gate=arc.gates)
            known.check(where, hub=arc.hubs)
            refuse(arc.donor == arc.recipient, where, "one party at both ends", "two parties")
        for slot in self.slots:
            where = f"slots {slot.name!r}"
            known.check(where, party=(slot.party,), item=(slot.item,))
            self._in_horizon(where, month=slot.month)
        for floor in self.floors:
            where = f"floors {floor.name!r}"
            known.check(where, party=floor.parties, kind=(floor.of,))
            self._shape(where, "levels", floor.levels)

    def _validate_supply(self, known: "_Known") -> None:
        for line in self.lines:
            self._shape(f"lines {line.name!r}", "capacity", line.capacity)
        for component in self.components:
            where = f"components {component.name!r}"
            known.check(where, item=tuple(item for item, _ in component.uses))
            self._shape(where, "capacity", component.capacity)
        for contract in self.contracts:
            where = f"contracts {contract.name!r}"
            buyers = (*contract.buyers, *(buyer for buyer, _ in contract.shares))
            builder = (contract.line,) if contract.line else ()
            payer = (contract.payer,) if contract.payer else ()
            known.check(where, party=(*buyers, *payer), item=(contract.item,), line=builder)
        predecessor = {option.name: option.predecessor for option in self.options}
        ladder = {option.name: option.ladder for option in self.options}
        for option in self.options:
            where = f"options {option.name!r}"
            party = tuple(name for name in (option.buyer, option.payer) if name)
            earlier = tuple(name for name in (option.predecessor, option.ladder) if name)
            known.check(where, contract=(option.contract,), party=party, option=earlier)
            known.check(where, gate=option.gates)
            contract = self.contract(option.contract)
            pooled = not option.buyer and not contract.buyers
            refuse(pooled, f"{where}: buyer", "none", "a buyer, or buyers in its contract")
            owing = option.fee or option.commitment
            nobody = bool(owing) and not self.option_payer(option)
            refuse(nobody, f"{where}: payer", "none", "who pays its fee and commitment")
            _no_circle(option.name, "predecessor", predecessor)
            _no_circle(option.name, "ladder", ladder)

    def _validate_rules(self, known: "_Known") -> None:
        for each in self.requirements:
            where = f"requirements {each.name!r}"
            of = (each.of,) if each.of else ()
            listed = tuple(item for item, _ in each.accept)
            known.check(where, party=(each.recipient,), kind=of, item=listed)
            self._in_horizon(where, due=each.due)
        self._validate_pools()
        for training in self.training:
            where = f"training {training.name!r}"
            known.check(where, party=(training.recipient,))
            self._shape(where, "slots", training.slots)
        for obligation in self.obligations:
            where = f"obligations {obligation.name!r}"
            known.check(where, party=(obligation.donor,), kind=(obligation.of,))
        for budget in self.budgets:
            where = f"budgets {budget.name!r}"
            known.check(where, party=(budget.payer,))
            self._in_horizon(where, first=budget.first)

    def _validate_terms(self, known: "_Known") -> None:
        for term in TERMS:
            for each in getattr(self, term.TABLE):
                where = f"{term.TABLE} {each.name!r}"
                known.check(where, **each.uses())
                for name, numbers in each.series().items():
                    self._shape(where, name, numbers)
        taken: dict[str, list[Number]] = {}
        lines = {line.name: line for line in self.lines}
        claimed: set[tuple[str, str]] = set()
        for claim in self.claims:
            where, key = f"claims {claim.name!r}", (claim.party, claim.line)
            refuse(key in claimed, f"{where}: line", claim.line, "one claim of a party on a line")
            claimed.add(key)
            series = taken.setdefault(claim.line, [0] * self.months)
            for month, (capacity, reserved) in enumerate(
                zip(lines[claim.line].capacity, claim.reserved, strict=True)
            ):
                series[month] += reserved
                over = series[month] > capacity
                refuse(over, f"{where}: reserved", series[month], f"at most capacity, {capacity}")
        for fund in self.funds:
            for budget in self.budgets:
                both = budget.first <= fund.last and fund.first <= budget.last
                refuse(
                    both and budget.payer in fund.parties,
                    f"funds {fund.name!r}: parties",
                    f"{budget.payer}, which has a budget in the same months",
                    "parties that the fund pays for alone",
                )

    def _validate_pools(self) -> None:
        """A unit that arrives serves one list only, and is not passed on after it has served."""
        serves: dict[tuple[str, str], tuple[Accept, str]] = {}
        for each in self.requirements:
            accept = self.accepted(each)
            for item, _ in accept:
                other, name = serves.setdefault((each.recipient, item), (accept, each.name))
                refuse(
                    other != accept,
                    f"requirements {each.name!r}",
                    f"{item}, which {name!r} of {each.recipient} accepts under another list",
                    "lists that are equal or share no item",
                )
        for arc in self.arcs:
            found = serves.get((arc.donor, arc.item))
            refuse(
                found is not None,
                f"arcs {arc.name!r}",
                f"a donor that needs the item itself ({found[1] if found else ''})",
                "a donor without a requirement for it",
            )

    def _validate_origins(self, known: "_Known") -> None:
        for key in self.origins:
            table, _, name = key.partition("/")
            if table == "problem":
                continue
            if table not in self.TABLES:
                raise UnknownNameError(
                    "table", table, (*self.TABLES, "problem"), f"origins {key!r}"
                )
            if name not in known.parts[table]:
                raise UnknownNameError(table, name, list(known.parts[table]), "origins")

    def _in_horizon(self, where: str, **months: int) -> None:
        for name, month in months.items():
            wrong = not 1 <= month <= self.months
            refuse(wrong, f"{where}: {name}", f"month {month}", f"1 to {self.months}")

    def _shape(self, where: str, name: str, numbers: Sequence[Number]) -> None:
        wrong = len(numbers) != self.months
        refuse(wrong, f"{where}: {name}", f"{len(numbers)} months", f"{self.months} months")

    def contract(self, name: str) -> Contract:
        """The contract of that name."""
        return self._contracts[name]

    @cached_property
    def _contracts(self) -> Mapping[str, Contract]:
        return {each.name: each for each in self.contracts}

    def option_payer(self, option: Option) -> str:
        """Who pays fee and commitment of an option; empty when nobody is named."""
        return option.payer or self.contract(option.contract).payer or option.buyer

    def weights(self, of: str) -> Accept:
        """``(item, weight)`` of an item (weight 1) or of all items of a family."""
        return self._weights.get(of, ())

    @cached_property
    def _weights(self) -> Mapping[str, Accept]:
        found: dict[str, Accept] = {}
        for item in self.items:
            if item.family:
                found[item.family] = (*found.get(item.family, ()), (item.name, item.weight))
        return found | {item.name: ((item.name, 1),) for item in self.items}

    def accepted(self, requirement: Requirement) -> Accept:
        """``(item, ratio)`` of what serves a requirement, sorted by item."""
        return tuple(sorted(requirement.accept or self.weights(requirement.of)))

    def priority_weight(self, requirement: Requirement) -> Number:
        """What one unmet unit-month weighs: 1 at the lowest priority present, each step x 5."""
        steps = self._lowest - requirement.priority
        return int(PRIORITY_STEP**steps) * requirement.importance

    @cached_property
    def whole(self) -> bool:
        """Whether weights, ratios, floors and needs are whole: then gaps are whole as well."""
        weights = [item.weight for item in self.items]
        ratios = [ratio for each in self.requirements for _, ratio in each.accept]
        levels = [level for floor in self.floors for level in floor.levels]
        return whole([*weights, *ratios, *levels, *(each.units for each in self.requirements)])

    @cached_property
    def _lowest(self) -> int:
        return max((each.priority for each in self.requirements), default=1)

    def month_name(self, month: int) -> str:
        """``2027-03`` when the problem has a start, else ``month 3``."""
        if self.start is None:
            return f"month {month}"
        return f"{add_months(self.start, month - 1):%Y-%m}"

    def assumptions(self) -> list[tuple[str, Origin]]:
        """The parts that rest on an assumption, by key."""
        return sorted((key, each) for key, each in self.origins.items() if each.assumption)


class _Known:
    """The names of a problem, for look-up with the nearest ones."""

    def __init__(self, problem: Problem) -> None:
        self.parts: dict[str, dict[str, None]] = {}
        for table in Problem.TABLES:
            names: dict[str, None] = {}
            for each in getattr(problem, table):
                if each.name in names:
                    raise InputError(f"{table} {each.name!r}: the name stands there twice")
                names[each.name] = None
            self.parts[table] = names
        families = {item.family: None for item in problem.items if item.family}
        for family in families:
            if family in self.parts["items"]:
                raise InputError(f"items {family!r}: the name of an item and of a family")
        self.names = {
            "party": dict.fromkeys(problem.parties),
            "item": self.parts["items"],
            "kind": self.parts["items"] | families,
            "gate": self.parts["gates"],
            "line": self.parts["lines"],
            "contract": self.parts["contracts"],
            "option": self.parts["options"],
            "hub": self.parts["hubs"],
        }

    def check(self, where: str, **used: Sequence[str]) -> None:
        for kind, names in used.items():
            known = self.names[kind]
            for name in names:
                if name not in known:
                    words = "item or family" if kind == "kind" else kind
                    raise UnknownNameError(words, name, list(known), where)


def _no_circle(name: str, kind: str, before: Mapping[str, str]) -> None:
    at, seen = name, {name}
    while at := before.get(at, ""):
        if at in seen:
            raise InputError(f"options {name!r}: {kind}: its chain comes back to {at!r}")
        seen.add(at)
