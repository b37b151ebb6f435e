"""The best plan of a tiny problem by trying every plan; it knows Problem and nothing else of ours.

Month by month every choice of units for every act is tried; a choice that breaks a rule at the
month's end is dropped. Slow, and too simple to be wrong.
"""

from fractions import Fraction
from itertools import product

MOST_MONTHS_TRIED = 60_000


class TooManyError(Exception):
    """The problem is not tiny."""


def weights_of(problem, of):
    found = {item.name: 1 for item in problem.items if item.name == of}
    return found or {item.name: item.weight for item in problem.items if item.family == of}


class Exhaustive:
    def __init__(self, problem, most=MOST_MONTHS_TRIED):
        self.p = problem
        self.most = most
        self.best = None
        self.tried = 0
        self.contracts = {c.name: c for c in problem.contracts}
        self.options = {o.name: o for o in problem.options}
        self.gates = {g.name: g for g in problem.gates}
        self.family = {f.name: weights_of(problem, f.of) for f in problem.floors}

    def search(self):
        self.month(1, [])
        return self.best

    # -- acts: ("move", arc, m, n), ("take", contract, holder, buyer, price, m, n), ("use", o, m, n)

    def choices(self, month, done):  # noqa: C901
        lists = []
        for arc in self.p.arcs:
            held = self.stock(arc.donor, arc.item, month - 1, done)
            came = self.came(arc.donor, arc.item, month, done)
            # What is delivered or arrives this month may leave this month.
            extra = sum(
                3
                for c in self.p.contracts
                if c.item == arc.item
                and (
                    arc.donor in c.buyers
                    or arc.donor in dict(c.shares)
                    or any(o.contract == c.name and o.buyer == arc.donor for o in self.p.options)
                )
            )
            extra += 3 * sum(
                1 for a in self.p.arcs if (a.recipient, a.item, a.lead) == (arc.donor, arc.item, 0)
            )
            top = max(0, held + came + extra)
            if month + arc.lead > self.p.months:
                top = 0
            if arc.diverts:
                top = min(top, self.slots(arc.donor, arc.item, month))
            if not all(self.open(g, month) for g in arc.gates):
                top = 0
            lists.append([("move", arc, month, n) for n in range(top + 1)])
        for option in self.p.options:
            ways = [("use", option, month, 0)]
            fresh = all(a[1] is not option for a in done if a[0] == "use" and a[3])
            window = option.opens <= month <= option.expires
            window = window and (month - option.opens) % option.every == 0
            if fresh and window and all(self.open(g, month) for g in option.gates):
                ways += [("use", option, month, n) for n in range(option.minimum, option.units + 1)]
            lists.append(ways)
        for contract in self.p.contracts:
            end = contract.end or self.p.months
            inside = contract.start <= month <= end
            for holder, price in self.rights(contract):
                for buyer in [holder] if holder else contract.buyers:
                    ways = [("take", contract, holder, buyer, price, month, 0)]
                    if inside:
                        most = self.granted(contract, holder, price, month, done, every=True)
                        most -= self.taken(contract, holder, price, done)
                        for line in self.p.lines:
                            if line.name == contract.line and contract.work:
                                most = min(most, int(line.capacity[month - 1] / contract.work))
                        ways += [
                            ("take", contract, holder, buyer, price, month, n)
                            for n in range(1, most + 1)
                        ]
                    lists.append(ways)
        return product(*lists)

    def rights(self, contract):
        found = []
        if contract.pooled:
            found.append(("", contract.price))
        found += [(buyer, contract.price) for buyer, _ in contract.shares]
        for o in self.p.options:
            if o.contract == contract.name:
                found.append((o.buyer, o.price))
        return list(dict.fromkeys(found))

    def month(self, month, done):
        if month > self.p.months:
            if not self.ladders_hold(done):
                return
            score = self.score(done)
            if self.best is None or score < self.best:
                self.best = score
            return
        for picked in self.choices(month, done):
            self.tried += 1
            if self.tried > self.most:
                raise TooManyError
            after = done + [act for act in picked if act[-1]]
            if self.allowed(month, after):
                self.month(month + 1, after)

    # -- the world

    def open(self, name, month):
        gate = self.gates[name]
        if gate.opens is None or month < gate.opens:
            return False
        return gate.closes is None or month <= gate.closes

    def slots(self, party, item, month):
        return sum(
            s.units for s in self.p.slots if (s.party, s.item, s.month) == (party, item, month)
        )

    def came(self, party, item, month, done):
        n = self.slots(party, item, month)
        for act in done:
            if act[0] == "move" and (act[1].recipient, act[1].item) == (party, item):
                n += act[3] if act[2] + act[1].lead == month else 0
            if act[0] == "take" and (act[3], act[1].item) == (party, item):
                n += act[6] if act[5] == month else 0
        return n

    def stock(self, party, item, month, done):
        n = sum(s.units for s in self.p.stocks if (s.party, s.item) == (party, item))
        for m in range(1, month + 1):
            n += self.came(party, item, m, done)
        for act in done:
            if (
                act[0] == "move"
                and (act[1].donor, act[1].item) == (party, item)
                and act[2] <= month
            ):
                n -= act[3]
        return n

    def granted(self, contract, holder, price, month, done, *, every=False):
        n = 0
        if price == contract.price:
            n += contract.pooled if not holder else 0
            n += sum(units for buyer, units in contract.shares if buyer == holder)
        for o in self.p.options:
            if (o.contract, o.buyer, o.price) != (contract.name, holder, price):
                continue
            for act in done:
                if act[0] == "use" and act[1] is o and act[2] + o.lead <= month:
                    n += act[3]
            if every and o.lead == 0:
                n += o.units  # it may be exercised this very month; `allowed` decides
        return n

    def taken(self, contract, holder, price, done):
        return sum(
            act[6]
            for act in done
            if act[0] == "take" and act[1:3] == (contract, holder) and act[4] == price
        )

    def shortfall(self, floor, month, done):
        held = sum(
            w * self.stock(party, item, month, done)
            for party in floor.parties
            for item, w in self.family[floor.name].items()
        )
        return max(0, floor.levels[month - 1] - held)

    # -- the rules, at the end of a month

    def allowed(self, month, done):  # noqa: C901, PLR0911, PLR0912  (one rule after another)
        now = [a for a in done if (a[5] if a[0] == "take" else a[2]) == month]
        for arc in self.p.arcs:
            if self.stock(arc.donor, arc.item, month, done) < 0:
                return False
        for floor in self.p.floors:
            gap = self.shortfall(floor, month, done)
            if floor.depth is not None and gap > floor.depth:
                return False
            if floor.duration is not None and gap and month > floor.duration:
                run = [self.shortfall(floor, m, done) for m in range(month - floor.duration, month)]
                if all(run):
                    return False
        for contract in self.p.contracts:
            for holder, price in self.rights(contract):
                if self.taken(contract, holder, price, done) > self.granted(
                    contract, holder, price, month, done
                ):
                    return False
        takes = [a for a in now if a[0] == "take"]
        for line in self.p.lines:
            if (
                sum(a[1].work * a[6] for a in takes if a[1].line == line.name)
                > line.capacity[month - 1]
            ):
                return False
        for part in self.p.components:
            uses = dict(part.uses)
            if sum(uses.get(a[1].item, 0) * a[6] for a in takes) > part.capacity[month - 1]:
                return False
        for training in self.p.training:
            load = sum(
                item.training * self.came(training.recipient, item.name, month, done)
                for item in self.p.items
            )
            if load > training.slots[month - 1]:
                return False
        for gate in self.p.gates:
            if gate.cap is not None:
                under = [a for a in done if a[0] != "take" and gate.name in a[1].gates]
                if sum(a[3] for a in under) > gate.cap:
                    return False
        for budget in self.p.budgets:
            if self.spent(budget, done) > budget.amount:
                return False
        for option in self.p.options:
            if option.predecessor:
                used = [a[2] for a in done if a[0] == "use" and a[1] is option]
                before = [a[2] for a in done if a[0] == "use" and a[1].name == option.predecessor]
                if used and not (before and before[0] <= used[0]):
                    return False
        return self.terms_hold(month, done, now)

    def terms_hold(self, month, done, now):  # noqa: C901, PLR0911, PLR0912
        load = {i.name: i.load for i in self.p.items}
        moves = [a for a in done if a[0] == "move"]
        takes = [a for a in now if a[0] == "take"]
        for hub in self.p.hubs:
            passing = [a for a in moves if hub.name in a[1].hubs]
            when = (lambda a: a[2]) if hub.counted == "sent" else (lambda a: a[2] + a[1].lead)
            if (
                sum(load[a[1].item] * a[3] for a in passing if when(a) == month)
                > hub.capacity[month - 1]
            ):
                return False
        for bundle in self.p.bundles:
            got = self.total(bundle.recipient, bundle.item, month, done)
            for item, units in bundle.parts:
                if self.total(bundle.recipient, item, month, done) < units * got:
                    return False
        for each in self.p.exchanges:
            gave = sum(
                a[3]
                for a in moves
                if (a[1].donor, a[1].item) == (each.giver, each.item)
                and a[2] <= month - each.window
            )
            if self.total(each.giver, each.receives, month, done) < each.ratio * gave:
                return False
        for each in self.p.conditions:
            weights = weights_of(self.p, each.of)
            others = sum(
                weights.get(a[1].item, 0) * a[3] for a in moves if a[1].donor in each.others
            )
            mine = [a for a in moves if a[2] == month and a[1].donor == each.donor]
            if others < each.units and any(a[1].item in each.items for a in mine):
                return False
        for line in self.p.lines:
            claims = {c.party: c.reserved[month - 1] for c in self.p.claims if c.line == line.name}
            if claims:
                used = dict.fromkeys(claims, 0)
                free = 0
                for a in takes:
                    if a[1].line == line.name and a[3] in claims:
                        used[a[3]] += a[1].work * a[6]
                    elif a[1].line == line.name:
                        free += a[1].work * a[6]
                if free + sum(max(used[p], claims[p]) for p in claims) > line.capacity[month - 1]:
                    return False
        for arc in self.p.arcs:
            if arc.diverts:
                passed = sum(
                    a[3]
                    for a in moves
                    if a[2] == month
                    and a[1].diverts
                    and (a[1].donor, a[1].item) == (arc.donor, arc.item)
                )
                if passed > self.slots(arc.donor, arc.item, month):
                    return False
        for fund in self.p.funds:
            if not self.origins_hold(fund, done):
                return False
            need = self.fund_need(fund, done)
            need -= sum(self.room(fund, giver, done) for giver in fund.givers)
            if need > 0:
                return False
        return True

    def origins_hold(self, fund, done):
        return not any(
            a[0] == "take"
            and fund.first <= a[5] <= fund.last
            and (a[1].payer or a[3]) in fund.parties
            and fund.origins
            and a[1].origin not in fund.origins
            for a in done
        )

    def fund_need(self, fund, done):
        """What givers must pay into a fund."""
        need = -fund.amount
        for a in done:
            if a[0] == "take" and fund.first <= a[5] <= fund.last:
                need += a[4] * a[6] if (a[1].payer or a[3]) in fund.parties else 0
            if a[0] == "use" and fund.first <= a[2] <= fund.last:
                o = a[1]
                payer = o.payer or self.contracts[o.contract].payer or o.buyer
                need += o.fee + o.commitment * a[3] if payer in fund.parties else 0
        return need

    def room(self, fund, giver, done):
        """The most that a giver can pay into a fund."""
        rooms = [
            b.amount - self.spent(b, done)
            for b in self.p.budgets
            if b.payer == giver and b.first <= fund.first <= b.last
        ]
        return min(rooms, default=10**9)

    def ladders_hold(self, done):
        used = {a[1].name for a in done if a[0] == "use"}
        return all(o.name not in used or not o.ladder or o.ladder in used for o in self.p.options)

    def total(self, party, item, month, done):
        return sum(self.came(party, item, m, done) for m in range(1, month + 1))

    def spent(self, budget, done):
        total = 0
        for act in done:
            if act[0] == "take" and budget.first <= act[5] <= budget.last:
                total += act[4] * act[6] if (act[1].payer or act[3]) == budget.payer else 0
            if act[0] == "use" and budget.first <= act[2] <= budget.last:
                o = act[1]
                payer = o.payer or self.contracts[o.contract].payer or o.buyer
                total += o.fee + o.commitment * act[3] if payer == budget.payer else 0
        return total

    # -- what is to be small

    def score(self, done):
        gap = sum(
            f.importance * self.shortfall(f, m, done)
            for f in self.p.floors
            for m in range(1, self.p.months + 1)
        )
        cost = handling = 0
        for act in done:
            handling += act[-1]
            if act[0] == "move":
                cost += act[1].cost * act[3]
            elif act[0] == "use":
                cost += act[1].fee + act[1].commitment * act[3]
        for contract in self.p.contracts:
            for holder, price in self.rights(contract):
                used = sum(
                    act[3]
                    for act in done
                    if act[0] == "use"
                    and (act[1].contract, act[1].buyer, act[1].price)
                    == (contract.name, holder, price)
                )
                cost += price * max(used, self.taken(contract, holder, price, done))
        late = sum((self.late(o, done) for o in self.p.obligations), Fraction(0))
        extra = ()
        if self.p.arrears:
            extra += (sum((self.arrears(each, done) for each in self.p.arrears), Fraction(0)),)
        if self.p.keys:
            extra += (self.burden(done),)
        return (self.unmet(done), gap, late, *extra, cost, handling)

    def arrears(self, each, done):
        weights = weights_of(self.p, each.of)
        level = total = Fraction(0)
        for m in range(1, self.p.months + 1):
            for act in done:
                gave = act[0] == "move" and act[1].donor == each.donor
                if gave and act[1].item in weights and act[2] + each.window == m:
                    level += each.share * weights[act[1].item] * act[3]
            level -= sum(w * self.came(each.donor, item, m, done) for item, w in weights.items())
            level = max(Fraction(0), level)
            total += each.importance * level
        return total

    def burden(self, done):
        """The least that parties are short of the keys, over all that givers may pay in.

        What is short is convex and straight between the lines on which a party meets its share,
        so it is least where two such lines, or limits of a payment, cross.
        """
        pledges = [(fund, giver) for fund in self.p.funds for giver in fund.givers]
        if not pledges:
            return self.short(done, {})
        if len(self.p.funds) > 1 or len(pledges) > 2:
            raise TooManyError
        fund, givers = pledges[0][0], [giver for _, giver in pledges]
        rooms = [self.room(fund, giver, done) for giver in givers] + [0] * (2 - len(givers))
        need = self.fund_need(fund, done)
        lines = [(1, 0, 0), (0, 1, 0), (1, 0, rooms[0]), (0, 1, rooms[1]), (1, 1, need)]
        for key in self.p.keys:
            for party, share in key.shares:
                base = self.short_of(key, party, share, done, {})
                by = [
                    self.short_of(key, party, share, done, {giver: Fraction(1)}) - base
                    for giver in givers
                ] + [0] * (2 - len(givers))
                lines.append((*by, -base))
        found = []
        for at, (a, b, c) in enumerate(lines):
            for d, e, f in lines[:at]:
                if a * e != b * d:
                    x = Fraction(c * e - b * f) / (a * e - b * d)
                    y = Fraction(a * f - c * d) / (a * e - b * d)
                    if 0 <= x <= rooms[0] and 0 <= y <= rooms[1] and x + y >= need:
                        paid = dict(zip(givers, (x, y), strict=False))
                        found.append(self.short(done, paid))
        return min(found)

    def short(self, done, paid):
        return sum(
            (
                max(Fraction(0), self.short_of(key, party, share, done, paid))
                for key in self.p.keys
                for party, share in key.shares
            ),
            Fraction(0),
        )

    def short_of(self, key, party, share, done, paid):
        """What a party is short of its share; below zero: beyond it."""
        carried = {
            name: self.carried(key, name, done) + paid.get(name, 0) for name, _ in key.shares
        }
        return key.part * share * sum(carried.values(), Fraction(0)) - carried[party]

    def carried(self, key, party, done):
        worth = {i.name: i.worth for i in self.p.items}
        gave = [a for a in done if a[0] == "move" and a[1].donor == party]
        return sum((Fraction(key.credit) * worth[a[1].item] * a[3] for a in gave), Fraction(0))

    def unmet(self, done):
        lowest = max((r.priority for r in self.p.requirements), default=1)
        total = 0
        for recipient in self.p.parties:
            mine = [r for r in self.p.requirements if r.recipient == recipient]
            for accept in {frozenset(r.accept or self.list_of(r)) for r in mine}:
                pool = [r for r in mine if frozenset(r.accept or self.list_of(r)) == accept]
                supply = 0
                for m in range(1, self.p.months + 1):
                    supply += sum(
                        ratio * self.came(recipient, item, m, done) for item, ratio in accept
                    )
                    due = [r for r in pool if r.due <= m]
                    total += min(
                        sum(
                            5 ** (lowest - r.priority) * r.importance * (r.units - served)
                            for r, served in zip(due, way, strict=True)
                        )
                        for way in product(*(self.steps(r.units) for r in due))
                        if sum(way) <= supply
                    )
        return total

    def steps(self, units):
        """0 to units; in halves where an item counts a half, so that supply can be split."""
        fine = 2 if any(item.weight != int(item.weight) for item in self.p.items) else 1
        return [Fraction(n, fine) for n in range(fine * units + 1)]

    def list_of(self, requirement):
        return tuple(weights_of(self.p, requirement.of).items())

    def late(self, debt, done):
        weights = weights_of(self.p, debt.of)
        queue = [[debt.owed_due, Fraction(debt.owed)]] if debt.owed else []
        total = Fraction(0)
        for m in range(1, self.p.months + 1):
            for act in done:
                gave = act[0] == "move" and act[2] == m and act[1].donor == debt.donor
                if gave and act[1].item in weights:
                    queue.append([m + debt.window, debt.share * weights[act[1].item] * act[3]])
            came = sum(w * self.came(debt.donor, item, m, done) for item, w in weights.items())
            left = Fraction(came)
            for lot in queue:
                paid = min(left, lot[1])
                lot[1] -= paid
                left -= paid
            total += sum(lot[1] for lot in queue if lot[0] <= m)
        return total


def best_score(problem):
    """(unmet, gap, lateness, cost, handling) of the best plan; None when no plan is allowed."""
    return Exhaustive(problem).search()
