"""A second formulation of a planning problem: cumulative sums of acts, no state, no shared code.

It knows ``Problem`` and the solver. Stocks, supplies, entitlements and debts are sums of all acts
up to a month; queues are written as the largest of all sums that end in a month (Lindley);
reserved capacity as one row for each set of claimants. The solver runs without presolve, one model
for each objective, with the values of the earlier ones as rows.
"""

from collections import defaultdict
from fractions import Fraction
from itertools import combinations

import highspy
import numpy as np

INFINITE = float("inf")
CLOSE = 1e-6


class Sum:
    """A constant and a coefficient by column."""

    def __init__(self, constant=0, terms=None):
        self.constant, self.terms = constant, terms or {}

    def __add__(self, other):
        if not isinstance(other, Sum):
            return Sum(self.constant + other, self.terms)
        terms = dict(self.terms)
        for column, by in other.terms.items():
            terms[column] = terms.get(column, 0) + by
        return Sum(self.constant + other.constant, terms)

    __radd__ = __add__

    def __mul__(self, factor):
        terms = {column: by * factor for column, by in self.terms.items()}
        return Sum(self.constant * factor, terms)

    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def at(self, values):
        return float(self.constant) + sum(float(by) * values[c] for c, by in self.terms.items())


def total(parts):
    found, terms = 0, defaultdict(int)
    for part in parts:
        if isinstance(part, Sum):
            found += part.constant
            for column, by in part.terms.items():
                terms[column] += by
        else:
            found += part
    return Sum(found, dict(terms))


class Second:
    """The model of a problem; ``best`` solves it objective by objective."""

    def __init__(self, problem):
        self.p, self.months = problem, range(1, problem.months + 1)
        self.upper, self.whole, self.rows = [], [], []
        self.weight = {i.name: i.weight for i in problem.items}
        self.money = float(
            max([1, *(c.price for c in problem.contracts), *(i.worth for i in problem.items)])
        )
        self.acts()
        self.stocks()
        self.rights()
        self.exercise_rules()
        self.capacities()
        self.terms()
        self.money_rules()

    def column(self, upper=INFINITE, *, whole=False):
        self.upper.append(float(upper))
        self.whole.append(whole)
        return Sum(0, {len(self.upper) - 1: 1})

    def at_most(self, left, right):
        self.rows.append(left - right if isinstance(right, Sum) else left + -right)

    def of(self, name):
        """Weight of each item in an item or family."""
        if name in self.weight:
            return {name: 1}
        return {i.name: i.weight for i in self.p.items if i.family == name}

    # -- acts

    def acts(self):  # noqa: C901
        p, gates = self.p, {g.name: g for g in self.p.gates}

        def open_(names, month):
            for name in names:
                gate = gates[name]
                if gate.opens is None or month < gate.opens:
                    return False
                if gate.closes is not None and month > gate.closes:
                    return False
            return True

        paid_by_fund = {
            (party, month): fund.origins
            for fund in p.funds
            if fund.origins
            for party in fund.parties
            for month in range(fund.first, min(fund.last, p.months) + 1)
        }
        self.move = {
            (arc, t): self.column(whole=True)
            for arc in p.arcs
            for t in self.months
            if t + arc.lead <= p.months and open_(arc.gates, t)
        }
        self.chosen, self.units = {}, {}
        for o in p.options:
            for t in range(o.opens, min(o.expires, p.months) + 1, o.every):
                if open_(o.gates, t):
                    self.chosen[o, t] = self.column(1, whole=True)
                    self.units[o, t] = self.column(o.units, whole=True)
        self.take = {}
        self.firm = defaultdict(int)
        for c in p.contracts:
            if c.pooled:
                self.firm[c, "", c.price] += c.pooled
            for buyer, units in c.shares:
                self.firm[c, buyer, c.price] += units
        contracts = {c.name: c for c in p.contracts}
        self.of_option = {o: (contracts[o.contract], o.buyer, o.price) for o in p.options}
        for right in self.of_option.values():
            self.firm[right] += 0
        for c, holder, price in self.firm:
            for buyer in [holder] if holder else dict.fromkeys(c.buyers):
                payer = c.payer or buyer
                for t in range(c.start, min(c.end or p.months, p.months) + 1):
                    origins = paid_by_fund.get((payer, t), ())
                    if not origins or c.origin in origins:
                        self.take[c, holder, price, buyer, t] = self.column(whole=True)

    def arrived(self, party, item, first, last):
        """All that reaches a party from the first to the last month."""
        p = self.p
        found = [
            s.units
            for s in p.slots
            if (s.party, s.item) == (party, item) and first <= s.month <= last
        ]
        found += [
            column
            for (arc, t), column in self.move.items()
            if (arc.recipient, arc.item) == (party, item) and first <= t + arc.lead <= last
        ]
        found += [
            column
            for (c, _, _, buyer, t), column in self.take.items()
            if (buyer, c.item) == (party, item) and first <= t <= last
        ]
        return total(found)

    def sent(self, party, item, first, last):
        return total(
            column
            for (arc, t), column in self.move.items()
            if (arc.donor, arc.item) == (party, item) and first <= t <= last
        )

    def counted(self, flow, party, of, first, last):
        return total(by * flow(party, item, first, last) for item, by in self.of(of).items())

    # -- what is held, needed and owed

    def stocks(self):
        p = self.p
        opening = defaultdict(int)
        for s in p.stocks:
            opening[s.party, s.item] += s.units

        def held(party, item, t):
            return (
                opening[party, item]
                + self.arrived(party, item, 1, t)
                - self.sent(party, item, 1, t)
            )

        for party, item in {(arc.donor, arc.item) for arc in p.arcs}:
            for t in self.months:
                self.at_most(-held(party, item, t), 0)
        gaps = []
        for f in p.floors:
            series = []
            for t, level in zip(self.months, f.levels, strict=True):
                gap = self.column(level if f.depth is None else min(level, f.depth))
                have = total(
                    by * held(party, item, t)
                    for party in f.parties
                    for item, by in self.of(f.of).items()
                )
                self.at_most(-have + level, gap)
                series.append(gap)
                gaps.append(f.importance * gap)
            if f.duration is not None:
                fine = [self.column(1, whole=True) for _ in self.months]
                for gap, good, level in zip(series, fine, f.levels, strict=True):
                    self.at_most(gap + level * good, level)
                for start in range(p.months - f.duration):
                    self.at_most(-total(fine[start : start + f.duration + 1]), -1)
        self.gap = total(gaps)
        self.unmet = self.needs()
        self.late = total(self.lateness(debt) for debt in p.obligations)
        self.arrears = total(self.waiting(each) for each in p.arrears)

    def needs(self):
        p, pools = self.p, defaultdict(list)
        for need in p.requirements:
            accept = need.accept or tuple(self.of(need.of).items())
            pools[need.recipient, frozenset(accept)].append(need)
        lowest = max((need.priority for need in p.requirements), default=1)
        found = []
        for (recipient, accept), needs in pools.items():
            for t in self.months:
                supply = total(by * self.arrived(recipient, item, 1, t) for item, by in accept)
                due = [need for need in needs if need.due <= t]
                short = [self.column(need.units) for need in due]
                missing = total([*(need.units for need in due), -total(short)])
                self.at_most(missing, supply)
                found += [
                    5 ** (lowest - need.priority) * need.importance * each
                    for need, each in zip(due, short, strict=True)
                ]
        return total(found)

    def lateness(self, debt):
        """Owed is the largest sum of hand-overs less arrivals over all stretches that end now."""
        found = []
        for t in self.months:
            late = self.column()
            for first in range(1, t + 1):
                owed = debt.share * self.counted(
                    self.sent, debt.donor, debt.of, first, t - debt.window
                )
                came = self.counted(self.arrived, debt.donor, debt.of, first, t)
                # Hand-overs of the window that began before the stretch are not due either.
                early = debt.share * self.counted(
                    self.sent, debt.donor, debt.of, max(1, t - debt.window + 1), first - 1
                )
                start = debt.owed if first == 1 and t >= debt.owed_due else 0
                self.at_most(owed - came - early + start, late)
            found.append(late)
        return total(found)

    def waiting(self, each):
        found = []
        for t in self.months:
            level = self.column()
            for first in range(1, t + 1):
                due = each.share * self.counted(
                    self.sent, each.donor, each.of, max(1, first - each.window), t - each.window
                )
                came = self.counted(self.arrived, each.donor, each.of, first, t)
                self.at_most(due - came, level)
            found.append(each.importance * level)
        return total(found)

    # -- contracts and options

    def rights(self):
        self.bought = []
        for right, firm in self.firm.items():
            price = right[2]
            mine = {o for o, its in self.of_option.items() if its == right}
            taken = {k: x for k, x in self.take.items() if k[:3] == right}
            for t in self.months:
                used = total(x for k, x in taken.items() if k[4] <= t)
                more = total(n for (o, m), n in self.units.items() if o in mine and m + o.lead <= t)
                self.at_most(used, more + firm)
            paid = self.column()
            self.at_most(total(taken.values()), paid)
            self.at_most(total(n for (o, _), n in self.units.items() if o in mine), paid)
            self.bought.append(price * paid)

    def exercise_rules(self):
        p = self.p
        names = {o.name: o for o in p.options}
        for (o, t), z in self.chosen.items():
            self.at_most(self.units[o, t], o.units * z)
            self.at_most(o.minimum * z, self.units[o, t])
            if o.predecessor:
                self.at_most(z, self.exercised(names[o.predecessor], t))
            if o.ladder:
                self.at_most(z, self.exercised(names[o.ladder], p.months))
        for o in p.options:
            self.at_most(self.exercised(o, p.months), 1)

    def exercised(self, option, last):
        return total(z for (o, t), z in self.chosen.items() if o is option and t <= last)

    def capacities(self):
        p = self.p
        for gate in p.gates:
            if gate.cap is not None:
                under = [x for (arc, _), x in self.move.items() if gate.name in arc.gates]
                under += [x for (o, _), x in self.units.items() if gate.name in o.gates]
                self.at_most(total(under), gate.cap)
        training = {i.name: i.training for i in p.items}
        load = {i.name: i.load for i in p.items}
        for t in self.months:
            now = [(c, buyer, x) for (c, _, _, buyer, m), x in self.take.items() if m == t]
            for part in p.components:
                uses = dict(part.uses)
                used = total(uses.get(c.item, 0) * x for c, _, x in now)
                self.at_most(used, part.capacity[t - 1])
            for line in p.lines:
                claims = {c.party: c.reserved[t - 1] for c in p.claims if c.line == line.name}
                work = [(buyer, c.work * x) for c, buyer, x in now if c.line == line.name]
                for size in range(len(claims) + 1):
                    for idle in combinations(claims, size):
                        used = total(x for buyer, x in work if buyer not in idle)
                        kept = sum(claims[party] for party in idle)
                        self.at_most(used, line.capacity[t - 1] - kept)
            for each in p.training:
                used = total(
                    by * self.arrived(each.recipient, item, t, t) for item, by in training.items()
                )
                self.at_most(used, each.slots[t - 1])
            for hub in p.hubs:
                used = total(
                    load[arc.item] * x
                    for (arc, m), x in self.move.items()
                    if hub.name in arc.hubs
                    and t == m + (arc.lead if hub.counted == "arrived" else 0)
                )
                self.at_most(used, hub.capacity[t - 1])

    def terms(self):  # noqa: C901
        p = self.p
        for donor, item in {(arc.donor, arc.item) for arc in p.arcs if arc.diverts}:
            for t in self.months:
                slots = [s for s in p.slots if (s.party, s.item, s.month) == (donor, item, t)]
                passed = [
                    x
                    for (arc, m), x in self.move.items()
                    if arc.diverts and (arc.donor, arc.item, m) == (donor, item, t)
                ]
                self.at_most(total(passed), sum(s.units for s in slots))
        for bundle in p.bundles:
            for item, units in bundle.parts:
                for t in self.months:
                    needed = units * self.arrived(bundle.recipient, bundle.item, 1, t)
                    self.at_most(needed, self.arrived(bundle.recipient, item, 1, t))
        for each in p.exchanges:
            for t in range(1, p.months - each.window + 1):
                gave = each.ratio * self.sent(each.giver, each.item, 1, t)
                self.at_most(gave, self.arrived(each.giver, each.receives, 1, t + each.window))
        most = sum(s.units for s in p.stocks) + sum(s.units for s in p.slots)
        most += sum(self.firm.values()) + sum(o.units for o in p.options)
        for each in p.conditions:
            for t in self.months:
                opened = self.column(1, whole=True)
                others = total(
                    self.counted(self.sent, party, each.of, 1, t) for party in each.others
                )
                self.at_most(each.units * opened, others)
                for (arc, m), x in self.move.items():
                    if m == t and arc.donor == each.donor and arc.item in each.items:
                        self.at_most(x, most * opened)

    # -- money, counted in one large price

    def money_rules(self):
        p = self.p
        self.paid = {(fund, giver): self.column() for fund in p.funds for giver in fund.givers}
        for budget in p.budgets:
            out = self.spent({budget.payer}, budget.first, budget.last)
            out += total(
                x
                for (fund, giver), x in self.paid.items()
                if giver == budget.payer and budget.first <= fund.first <= budget.last
            )
            self.at_most(out, budget.amount / self.money)
        for fund in p.funds:
            out = self.spent(set(fund.parties), fund.first, fund.last)
            out += total(
                x
                for (other, giver), x in self.paid.items()
                if giver in fund.parties and fund.first <= other.first <= fund.last
            )
            income = total(x for (other, _), x in self.paid.items() if other is fund)
            self.at_most(out, income + fund.amount / self.money)
        worth = {i.name: i.worth / self.money for i in p.items}
        short = []
        for key in p.keys:
            carried = {
                party: total(
                    [
                        *(
                            float(key.credit) * worth[arc.item] * x
                            for (arc, _), x in self.move.items()
                            if arc.donor == party
                        ),
                        *(x for (_, giver), x in self.paid.items() if giver == party),
                    ]
                )
                for party, _ in key.shares
            }
            whole = total(carried.values())
            for party, share in key.shares:
                missing = self.column()
                self.at_most(float(key.part * share) * whole - carried[party], missing)
                short.append(missing)
        self.burden = total(short)
        acts = [arc.cost * x for (arc, _), x in self.move.items()]
        acts += [o.fee * x for (o, _), x in self.chosen.items()]
        acts += [o.commitment * x for (o, _), x in self.units.items()]
        self.cost = total([*acts, *self.bought]) * (1 / self.money)
        self.handling = total([*self.move.values(), *self.take.values(), *self.units.values()])

    def spent(self, payers, first, last):
        names = {c.name: c for c in self.p.contracts}
        found = [
            price / self.money * x
            for (c, _, price, buyer, t), x in self.take.items()
            if (c.payer or buyer) in payers and first <= t <= last
        ]
        for (o, t), z in self.chosen.items():
            payer = o.payer or names[o.contract].payer or o.buyer
            if payer in payers and first <= t <= last:
                found += [
                    o.fee / self.money * z,
                    o.commitment / self.money * self.units[o, t],
                ]
        return total(found)

    # -- the solver

    def best(self):
        """The objectives by name; None when there is no plan."""
        ask = [("unmet", self.unmet), ("gap", self.gap), ("lateness", self.late)]
        ask += [("arrears", self.arrears)] * bool(self.p.arrears)
        ask += [("burden", self.burden)] * bool(self.p.keys)
        ask += [("cost", self.cost), ("handling", self.handling)]
        found, kept = {}, []
        for name, objective in ask:
            value = self.least(objective, kept)
            if value is None:
                return None
            found[name] = value * (self.money if name in ("burden", "cost") else 1)
            kept.append(objective + -(value + CLOSE * max(1.0, abs(value))))
        return found

    def least(self, objective, kept):
        solver, count = highspy.Highs(), len(self.upper)
        for name, value in (
            ("output_flag", False), ("presolve", "off"), ("threads", 1), ("random_seed", 1),
            ("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-7), ("mip_feasibility_tolerance", 1e-7),
        ):  # fmt: skip
            solver.setOptionValue(name, value)
        costs = np.zeros(count)
        for column, by in objective.terms.items():
            costs[column] += float(by)
        for at in range(count):
            solver.addCol(costs[at], 0.0, self.upper[at], 0, [], [])
        columns = np.flatnonzero(self.whole).astype(np.int32)
        for column in columns:
            solver.changeColIntegrality(int(column), highspy.HighsVarType.kInteger)
        for row in [*self.rows, *kept]:
            used = {c: float(by) for c, by in row.terms.items() if by}
            if not used:
                if row.constant > CLOSE:
                    return None
                continue
            index = np.array(list(used), dtype=np.int32)
            value = np.array(list(used.values()))
            solver.addRow(-INFINITE, -float(row.constant), len(used), index, value)
        if count == 0:
            return float(objective.constant)
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        assert status == highspy.HighsModelStatus.kOptimal, solver.modelStatusToString(status)
        return objective.at(solver.getSolution().col_value)


def equal(told, exact):
    """Whether floating values are the exact ones."""
    if told is None or exact is None:
        return (told is None) == (exact is None)
    return all(
        abs(told[name] - float(Fraction(exact[name]))) <= 1e-5 * max(1.0, abs(float(exact[name])))
        for name in exact
    )
