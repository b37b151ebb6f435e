"""A snapshot of a case becomes a planning problem; every number knows where it comes from.

Doubt is read to the planner's disadvantage: the low end of what is held and of what is firm,
the late end of a slot, the last day of an imprecise due date. Each such reading is an
assumption that the plan names (DESIGN §7, ``planning.parts.Origin``).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.findings import Finding
from materiel.kernel.period import add_months
from materiel.ledger.case import Assumption
from materiel.ledger.rows import Gate
from materiel.planning import parts, rows
from materiel.planning.parts import Origin
from materiel.planning.problem import Accept, Problem
from materiel.procurement.contracts import ContractLine
from materiel.scenarios.acquisitions import Acquisitions
from materiel.scenarios.agreed import Agreed
from materiel.scenarios.counted import counted_items, number_of
from materiel.scenarios.frame import Frame, minor
from materiel.scenarios.offers import Offers
from materiel.scenarios.snapshot import Snapshot


class Situation(Frame):
    """The parts of a problem that come from one table each."""

    def stocks(self, needed: Iterable[tuple[str, str]]) -> tuple[parts.Stock, ...]:
        """What is held before month 1, at its low end."""
        found = []
        for party, item in sorted(set(needed)):
            held = self.snapshot.held.get((party, item))
            units = max(0, held.bounds.low) if held else 0
            found.append(parts.Stock(party=party, item=item, units=units))
            text = ""
            if held is None:
                text = f"no holding of {item} is stated for {party}: read as 0"
            elif held.bounds.exact is None:
                text = f"{party} holds {held.bounds} of {item}: the low end {units} is used"
            self.origins[f"stocks/{party}/{item}"] = Origin(
                cites=held.cites if held else (), assumption=bool(text), text=text
            )
        return tuple(found)

    def arcs(self, gates: dict[str, parts.Gate], offers: Offers) -> tuple[parts.Arc, ...]:
        """Every route and item, with the consents that its hand-overs need."""
        found: dict[str, parts.Arc] = {}
        for row in self.snapshot.of(rows.Route):
            giver, receiver = self.snapshot.party(row.giver), self.snapshot.party(row.receiver)
            first, last = self.window(row.valid)
            if first > last:
                self.skip(row, f"the route is not open in the plan's {self.months} months")
                continue
            offer = offers.consent(row, [self.snapshot.item(name) for name in row.items])
            for name in row.items:
                item = self.snapshot.item(name)
                needed = list(self._consents(giver, receiver, item, gates))
                if first > 1 or last < self.months:
                    window = f"route:{row.id}"
                    closes = None if last == self.months else last
                    gates[window] = parts.Gate(name=window, opens=first, closes=closes)
                    self.name(f"gates/{window}", row)
                    needed.append(window)
                if offer:
                    needed.append(offer)
                arc = parts.Arc(
                    donor=giver,
                    item=item,
                    recipient=receiver,
                    lead=row.lead_months,
                    gates=tuple(needed),
                    hubs=self._hubs(row),
                    diverts=row.diverts,
                )
                if arc.name in found:
                    raise InputError(f"{row.id}: a second route for {arc.name}")
                found[arc.name] = arc
                self.name(f"arcs/{arc.name}", row)
        return tuple(found.values())

    def _hubs(self, route: rows.Route) -> tuple[str, ...]:
        known = [row.name for row in self._capacities("hub")]
        for name in route.hubs:
            if name not in known:
                raise UnknownNameError("hub", name, known, f"{route.id}: hubs")
        return route.hubs

    def _consents(
        self, giver: str, receiver: str, item: str, gates: dict[str, parts.Gate]
    ) -> Iterable[str]:
        for row in self.snapshot.of(Gate):
            if not row.giver:
                continue
            ends = self.snapshot.party(row.giver), self.snapshot.party(row.receiver)
            if ends == (giver, receiver) and self.snapshot.item(row.item) == item:
                if row.id not in gates:
                    gates[row.id] = self.gate(row)
                yield row.id

    def floors(self) -> tuple[parts.Floor, ...]:
        """Floors as stated; outside its period a floor is 0."""
        found = []
        for row in self.snapshot.of(rows.Floor):
            first, last = self.window(row.valid)
            levels = tuple(
                row.units if first <= month <= last else 0 for month in range(1, self.months + 1)
            )
            floor = parts.Floor(
                name=row.id,
                parties=tuple(self.snapshot.party(name) for name in row.parties),
                of=self.snapshot.item(row.item),
                levels=levels,
                depth=row.depth,
                duration=row.duration,
                importance=number_of(row.importance),
            )
            found.append(floor)
            self.name(f"floors/{row.id}", row)
        return tuple(found)

    def requirements(self) -> tuple[parts.Requirement, ...]:
        """Needs, due in the month in which their period ends."""
        found = []
        for row in self.snapshot.of(rows.Requirement):
            month = self.month(row.due.last)
            if month > self.months:
                self.skip(row, f"it is due after the plan's {self.months} months")
                continue
            reading = "" if month >= 1 else f"{row.id} was due before the plan: due at once"
            found.append(
                parts.Requirement(
                    name=row.id,
                    recipient=self.snapshot.party(row.party),
                    of=self.snapshot.item(row.item),
                    accept=self._accept(row),
                    units=row.units,
                    due=max(1, month),
                    priority=row.priority,
                    importance=number_of(row.importance),
                )
            )
            self.name(f"requirements/{row.id}", row, reading)
        return tuple(found)

    def _accept(self, row: rows.Requirement) -> Accept:
        """The owner's own list with its own ratios; 1 each where none are stated."""
        ratios = row.ratios or ("1",) * len(row.accepts)
        pairs = zip(row.accepts, ratios, strict=True)
        return tuple(
            (self.snapshot.item(name), number_of(rows.ratio_of(text))) for name, text in pairs
        )

    def obligations(self) -> tuple[parts.Obligation, ...]:
        """Who shall be refilled, and what is owed from before the plan."""
        found = []
        for row in self.snapshot.of(rows.Backfill):
            if row.rule != "backfill":
                continue
            party, item = self.snapshot.party(row.party), self.snapshot.item(row.item)
            owed = self.snapshot.owed.get((party, item))
            units = max(0, owed.bounds.low) if owed else 0
            found.append(
                parts.Obligation(
                    name=row.id,
                    donor=party,
                    of=item,
                    share=Fraction(row.percent, 100),
                    window=row.window_months,
                    owed=units,
                )
            )
            text = f"{units} owed from before the plan are due in its first month" if units else ""
            cites = (row.id, *row.sources, *(owed.cites if owed else ()))
            self.origins[f"obligations/{row.id}"] = Origin(
                cites=cites, assumption=bool(text), text=text
            )
        return tuple(found)

    def slots(self) -> tuple[parts.Slot, ...]:
        """Dated arrivals; an imprecise one arrives in the last month of its period."""
        found = []
        waiting = self._waiting()
        for row in self._capacities("slot"):
            if row.name in waiting:
                self.skip(row, waiting[row.name])
                continue
            month = self.month(row.valid.last)
            units = _whole(row.id, row.rate)
            if not 1 <= month <= self.months:
                self.skip(row, f"it arrives in {add_months(self.start, month - 1):%Y-%m}")
                continue
            reading = ""
            if self.month(row.valid.start) != month:
                late = add_months(self.start, month - 1)
                reading = f"{row.id}: {row.valid} is read at its late end, {late:%Y-%m}"
            item = self.snapshot.item(row.items[0])
            found.append(
                parts.Slot(
                    name=row.id,
                    party=self.snapshot.party(row.party),
                    item=item,
                    units=units,
                    month=month,
                )
            )
            self.name(f"slots/{row.id}", row, reading)
        return tuple(found)

    def _waiting(self) -> dict[str, str]:
        """Contracts and commitments by name to the condition that all of them still waits for."""
        found = dict(self.snapshot.waiting)
        for row in self.snapshot.of(ContractLine):
            if row.commitment in self.snapshot.waiting:
                found[row.contract] = self.snapshot.waiting[row.commitment]
        return found

    def lines(self) -> tuple[parts.Line, ...]:
        """Production lines by name; several rows of one line add up."""
        capacity: dict[str, list[int]] = {}
        for row in self._capacities("line"):
            _add(capacity.setdefault(row.name, [0] * self.months), self.monthly(row))
            self.also(f"lines/{row.name}", row)
        return tuple(
            parts.Line(name=name, capacity=tuple(units)) for name, units in capacity.items()
        )

    def components(self, items: Sequence[str]) -> tuple[parts.Component, ...]:
        """Components that several items share, as their compositions say."""
        found = []
        for row in self._capacities("component"):
            component = self.snapshot.item(row.items[0])
            uses = [
                (name, part.count)
                for name in items
                for part in self.snapshot.vocabulary.items[name].parts
                if self.snapshot.item(part.item) == component
            ]
            if not uses:
                self.skip(row, f"no item of the plan contains {component}")
                continue
            found.append(
                parts.Component(name=row.id, capacity=tuple(self.monthly(row)), uses=tuple(uses))
            )
            self.name(f"components/{row.id}", row)
        return tuple(found)

    def training(self) -> tuple[tuple[parts.Training, ...], frozenset[str]]:
        """Training slots of each recipient, and the items whose arrivals take one."""
        slots: dict[str, list[int]] = {}
        trained: set[str] = set()
        for row in self._capacities("training"):
            party = self.snapshot.party(row.party)
            _add(slots.setdefault(party, [0] * self.months), self.monthly(row))
            trained.update(self.snapshot.item(name) for name in row.items)
            self.also(f"training/{party}", row)
        made = (parts.Training(recipient=name, slots=tuple(each)) for name, each in slots.items())
        return tuple(made), frozenset(trained)

    def budgets(self, currency: str) -> tuple[parts.Budget, ...]:
        """What a payer can spend; a period that starts before the plan counts whole."""
        found = []
        for row in self._capacities("budget"):
            first, last = self.window(row.valid)
            if first > last:
                self.skip(row, f"the budget lies outside the plan's {self.months} months")
                continue
            if row.currency != currency:
                raise InputError(
                    f"{row.id}: currency: found {row.currency}; the plan counts in {currency}"
                )
            amount = minor(row.rate, currency)
            party = self.snapshot.party(row.party)
            budget = parts.Budget(payer=party, first=first, last=last, amount=amount)
            found.append(budget)
            self.name(f"budgets/{budget.name}", row)
        return tuple(found)

    def _capacities(self, kind: str) -> list[rows.Capacity]:
        return [row for row in self.snapshot.of(rows.Capacity) if row.kind == kind]


def build(snapshot: Snapshot, start: date, months: int) -> tuple[Problem, list[Finding]]:
    """The planning problem of a snapshot, and the rows that it leaves out with the reason.

    Args:
        snapshot: a case at its stamps.
        start: first day of month 1.
        months: the horizon ``T``.

    Raises:
        InputError: the rows contradict each other; the text names the row.
    """
    made = Situation(snapshot, start, months)
    case = snapshot.case
    gates: dict[str, parts.Gate] = {}
    offers = Offers(made, gates)
    arcs = made.arcs(gates, offers)
    floors, requirements = made.floors(), made.requirements()
    slots, obligations = made.slots(), made.obligations()
    bought = Acquisitions(made, gates)
    contracts = bought.contracts()
    options = bought.options(contracts)
    training, trained = made.training()
    used = {arc.item for arc in arcs} | {slot.item for slot in slots}
    used |= {each.item for each in contracts}
    used |= {item for each in requirements for item, _ in each.accept}
    named = {each.of for each in floors} | {each.of for each in requirements}
    named |= {each.of for each in obligations}
    lines = made.lines()
    agreed = Agreed(made).by_table(lines)
    agreed["conditions"] = offers.conditions
    uses = [each.uses() for terms in agreed.values() for each in terms]
    named |= {name for each in uses for kind in ("item", "kind") for name in each.get(kind, ())}
    items = counted_items(made, used | named, trained)
    names = [item.name for item in items]
    pairs = {(arc.donor, arc.item) for arc in arcs}
    pairs |= {(party, item) for party, item in snapshot.held if item in names}
    parties = _parties(arcs, floors, requirements, slots, contracts, options, training, pairs)
    budgets = made.budgets(case.currency)
    parties |= {budget.payer for budget in budgets} | {each.donor for each in obligations}
    parties |= {party for each in uses for party in each.get("party", ())}
    for row in snapshot.of(Assumption):
        made.origins.setdefault(
            f"problem/{row.id}",
            Origin(
                cites=(row.id, *row.sources),
                assumption=True,
                yours=row.whose == "user",
                text=row.text,
            ),
        )
    problem = Problem(
        case=case.id,
        months=months,
        start=start,
        currency=case.currency,
        parties=tuple(sorted(parties)),
        items=items,
        stocks=made.stocks(pairs),
        arcs=arcs,
        floors=floors,
        slots=slots,
        lines=lines,
        components=made.components(names),
        contracts=contracts,
        options=options,
        gates=tuple(gates.values()),
        requirements=requirements,
        training=training,
        obligations=obligations,
        budgets=budgets,
        **agreed,
        origins=made.origins,
    )
    return problem, made.left_out


def _parties(
    arcs: Iterable[parts.Arc],
    floors: Iterable[parts.Floor],
    requirements: Iterable[parts.Requirement],
    slots: Iterable[parts.Slot],
    contracts: Iterable[parts.Contract],
    options: Iterable[parts.Option],
    training: Iterable[parts.Training],
    pairs: Iterable[tuple[str, str]],
) -> set[str]:
    found = {party for party, _ in pairs}
    found |= {party for arc in arcs for party in (arc.donor, arc.recipient)}
    found |= {party for floor in floors for party in floor.parties}
    found |= {each.recipient for each in requirements} | {each.party for each in slots}
    for contract in contracts:
        found |= {*contract.buyers, *(buyer for buyer, _ in contract.shares), contract.payer}
    for option in options:
        found |= {option.buyer, option.payer}
    found |= {each.recipient for each in training}
    return found - {""}


def _add(total: list[int], more: Sequence[int]) -> None:
    for index, units in enumerate(more):
        total[index] += units


def _whole(where: str, rate: Decimal) -> int:
    if rate != rate.to_integral_value() or rate < 1:
        raise InputError(f"{where}: rate: a slot holds whole units, 1 or more; found {rate}")
    return int(rate)
