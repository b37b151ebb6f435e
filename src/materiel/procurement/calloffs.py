"""Orders under a framework: what is left of it, and the rules that a call-off keeps or breaks.

Source of the rules: maximum quantity in each period, validity of the price table, and remedies for
delay (mechanisms A3 R3); a nation's exposure is its firm call-offs (A3 R2).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, RefusedActError, UnknownNameError
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period
from materiel.procurement.agreements import Agreement
from materiel.procurement.contracts import Ceiling, ContractLine, line_ceiling
from materiel.procurement.terms import Tier

NOTHING = Bounds.exactly(0)


@dataclass(frozen=True, slots=True)
class CallOff:
    """One order under a framework.

    Attributes:
        id: the entry that says so.
        line: the line item.
        buyer: who orders.
        units: how many.
        valid: when.
    """

    id: str
    line: str
    buyer: str
    units: Bounds
    valid: Period


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework with its lines, price tables and call-offs; a value, each act gives a new one.

    Attributes:
        agreement: the framework.
        lines: its rows.
        tiers: its price tables.
        orders: its call-offs, in the order of their days.
    """

    agreement: Agreement
    lines: tuple[ContractLine, ...]
    tiers: tuple[Tier, ...] = ()
    orders: tuple[CallOff, ...] = ()

    @property
    def name(self) -> str:
        """The contract."""
        return self.agreement.contract

    def ceiling(self, line: str) -> Ceiling:
        """The ceiling of a line.

        Raises:
            UnknownNameError: there is no such line.
        """
        rows = [row for row in self.lines if row.line == line]
        if not rows:
            raise UnknownNameError("line", line, [row.line for row in self.lines], self.name)
        return line_ceiling(rows)

    def ordered(self, line: str, valid: Period | None = None) -> Bounds:
        """Units called off under a line, in a period or at any time.

        A call-off whose day is only known within a stretch that leaves the period may be outside.
        """
        total = NOTHING
        for each in self.orders:
            if each.line != line:
                continue
            if valid is None or (valid.start <= each.valid.start and each.valid.end <= valid.end):
                total += each.units
            elif each.valid.start < valid.end and valid.start < each.valid.end:
                total += Bounds(0, each.units.high, low_known=False)
        return total

    def headroom(self, line: str) -> Bounds | None:
        """What the ceiling leaves; None when there is no ceiling."""
        limit = self.ceiling(line)
        if limit.state == "none":
            return None
        if limit.units is None:
            return Bounds.unknown()
        done = self.ordered(line)
        low = 0 if done.high is None else max(0, limit.units - done.high)
        return Bounds(low, max(0, limit.units - done.low), done.high is not None)

    def call_off(self, line: str, buyer: str, units: int, day: date) -> "Framework":
        """Our own act.

        Raises:
            RefusedActError: it breaks a rule, or rests on something unknown; names every rule.
            UnknownNameError: there is no such line.
            InputError: the number of units is not positive.
        """
        broken = self.objections(line, buyer, units, day)
        if broken:
            reasons = "; ".join(f"{each.problem} [{each.check}]" for each in broken)
            raise RefusedActError(f"refused: {reasons}")
        return self.with_order(_order(line, buyer, units, day))

    def objections(self, line: str, buyer: str, units: int, day: date) -> tuple[Finding, ...]:
        """What speaks against our own act: rules that it breaks or that rest on something unknown.

        An act of an earlier day may also take a later call-off above the ceiling, or make it
        uncertain that it is not.

        Raises:
            UnknownNameError: there is no such line.
            InputError: the number of units is not positive.
        """
        self.ceiling(line)
        if units <= 0:
            raise InputError(f"{self.name}/{line}: found {units} units; accepted: 1 or more")
        order = _order(line, buyer, units, day)
        after = self.with_order(order)
        found = [*after.breaches(order), *after.doubts(order)]
        if not any(each.check == "framework-ceiling" for each in found):
            others = [each for each in self.orders if each.line == line]
            upset = [
                each
                for other in others
                for each in (*after.breaches(other), *after.doubts(other))
                if each.check == "framework-ceiling"
            ]
            old = [each for other in others for each in self.breaches(other)]
            old += [each for other in others for each in self.doubts(other)]
            found += [each for each in upset if each not in old][:1]
        return tuple(found)

    def with_order(self, order: CallOff) -> "Framework":
        """The framework with one more call-off, whatever rule it breaks."""
        ordered = sorted((*self.orders, order), key=lambda each: each.valid.start)
        return replace(self, orders=tuple(ordered))

    def findings(self) -> tuple[Finding, ...]:
        """Every rule that a stated call-off certainly breaks."""
        return tuple(
            replace(each, severity="warning")
            for order in self.orders
            for each in self.breaches(order)
        )

    def breaches(self, order: CallOff) -> Iterator[Finding]:
        """The rules that one of the call-offs certainly breaks."""
        here = f"{self.name}/{order.line}"
        window = self.agreement.orders
        if window is not None and not _meet(order.valid, window):
            yield self._finding(
                "framework-window", order, f"{here}: {order.valid} lies outside its days {window}"
            )
        limit = self.ceiling(order.line).units
        so_far = self._until(order)
        if limit is not None and so_far.low > limit:
            yield self._finding(
                "framework-ceiling",
                order,
                f"{here}: {so_far.low:,} called off by {order.valid}, its ceiling is {limit:,}",
            )
        tables = self._tables(order.line)
        if tables and not any(row.valid is None or _meet(order.valid, row.valid) for row in tables):
            yield self._finding(
                "framework-price", order, f"{here}: no price is in force on {order.valid}"
            )
        for valid, most in self._periods(order):
            inside = self.ordered(order.line, valid)
            if inside.low > most:
                yield self._finding(
                    "framework-period",
                    order,
                    f"{here}: {inside.low:,} called off in {valid}, the most is {most:,}",
                )
        if self.agreement.remedies == "none":
            yield self._finding("framework-remedy", order, f"{here}: it has no remedy for delay")
        named = {row.buyer for row in self.lines if row.line == order.line and row.scope == "share"}
        if named and "" not in named and order.buyer not in named:
            yield self._finding(
                "framework-buyer",
                order,
                f"{here}: {order.buyer} is no buyer of it, only {', '.join(sorted(named))}",
            )

    def doubts(self, order: CallOff) -> Iterator[Finding]:
        """What is unknown and therefore blocks our own act until a person decides it."""
        here = f"{self.name}/{order.line}"
        limit = self.ceiling(order.line)
        if limit.state == "unknown":
            yield self._finding("framework-ceiling", order, f"{here}: its ceiling is unknown")
        so_far = self._until(order)
        if (
            limit.units is not None
            and so_far.low <= limit.units
            and (so_far.high is None or so_far.high > limit.units)
        ):
            yield self._finding(
                "framework-ceiling",
                order,
                f"{here}: how much was called off before is not certain ({so_far})",
            )
        if self.agreement.orders is None:
            yield self._finding(
                "framework-window", order, f"{here}: the days for orders are unknown"
            )
        if not self._tables(order.line):
            yield self._finding("framework-price", order, f"{here}: it has no price table")
        if self.agreement.remedies == "unknown":
            yield self._finding(
                "framework-remedy", order, f"{here}: whether it has remedies is unknown"
            )
        for valid, most in self._periods(order):
            inside = self.ordered(order.line, valid)
            if inside.low <= most and (inside.high is None or inside.high > most):
                yield self._finding(
                    "framework-period",
                    order,
                    f"{here}: how much was called off in {valid} is not certain ({inside})",
                )

    def _until(self, order: CallOff) -> Bounds:
        """Units called off under the line up to and with one call-off."""
        found = NOTHING
        for each in self.orders:
            if each.line == order.line:
                found += each.units
            # Not equality: the same buyer may order the same number twice on one day.
            if each is order:
                break
        return found

    def _tables(self, line: str) -> list[Tier]:
        return [row for row in self.tiers if row.line == line]

    def _periods(self, order: CallOff) -> list[tuple[Period, int]]:
        """The periods of the price table that hold the call-off, with the most of each."""
        found: dict[Period, int] = {}
        for row in self._tables(order.line):
            if row.most is not None and row.valid is not None and _meet(order.valid, row.valid):
                found[row.valid] = min(row.most, found.get(row.valid, row.most))
        return list(found.items())

    def _finding(self, check: str, order: CallOff, problem: str) -> Finding:
        return Finding(check, order.id, problem)


def _order(line: str, buyer: str, units: int, day: date) -> CallOff:
    """Our own act as a call-off."""
    return CallOff(f"{buyer}:{day}", line, buyer, Bounds.exactly(units), Period.day(day))


def _meet(left: Period, right: Period) -> bool:
    return left.start < right.end and right.start < left.end


def from_lines(rows: Sequence[ContractLine], order: str, valid: Period) -> list[CallOff]:
    """The shares of a contract that was called off, as call-offs of its framework."""
    return [
        CallOff(f"{order}:{row.id}", row.line, row.buyer, row.firm, row.starts or valid)
        for row in rows
        if row.scope == "share"
    ]
