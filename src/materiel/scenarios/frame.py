"""The months of a plan over a snapshot, with the origin of every part that is made from it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from materiel.kernel.findings import Finding
from materiel.kernel.money import Money
from materiel.kernel.period import Period, month_index
from materiel.kernel.table import Row
from materiel.ledger.rows import Gate
from materiel.planning import parts, rows
from materiel.planning.parts import Origin
from materiel.scenarios.snapshot import Snapshot


@dataclass(slots=True)
class Frame:
    """Months counted from the plan's start, and what was noted on the way.

    Attributes:
        start: first day of month 1.
        months: the horizon ``T``.
        origins: key of a part to where it comes from, see ``Problem.origins``.
        left_out: rows that the problem cannot use, and why.
    """

    snapshot: Snapshot
    start: date
    months: int
    origins: dict[str, Origin] = field(default_factory=dict)
    left_out: list[Finding] = field(default_factory=list)

    def month(self, day: date) -> int:
        """The month of the plan that a day lies in; 1 is the first, 0 or less lies before it."""
        return month_index(self.start, day) + 1

    def window(self, period: Period) -> tuple[int, int]:
        """First and last month of a period, clipped to the horizon; empty when crossed."""
        return max(1, self.month(period.start)), min(self.months, self.month(period.last))

    def name(self, key: str, row: Row, reading: str = "") -> None:
        """Say where a part comes from, and which reading of it was taken."""
        cites = (row.id, *row.sources)
        self.origins[key] = Origin(cites=cites, assumption=bool(reading), text=reading)

    def also(self, key: str, row: Row, reading: str = "") -> None:
        """As ``name``, for one more row of a part that several rows make up."""
        known = self.origins.get(key, Origin())
        text = "; ".join(dict.fromkeys(each for each in (known.text, reading) if each))
        cites = tuple(dict.fromkeys((*known.cites, row.id, *row.sources)))
        self.origins[key] = Origin(cites=cites, assumption=bool(text), text=text)

    def skip(self, row: Row, why: str) -> None:
        """Say that a row is not in the problem."""
        self.left_out.append(
            Finding("situation", row.id, why, "The plan is made without it.", "note")
        )

    def gate(self, row: Gate) -> parts.Gate:
        """A consent: closed for good when refused, and until its expected day when pending."""
        cap = row.cap_units
        reading = ""
        first, last = self.month(row.valid.start), self.month(row.valid.last)
        opens: int | None = max(1, first)
        if row.state in ("refused", "expired") or last < 1:
            opens = None
        elif row.state == "pending":
            reading = f"{row.grantor} is expected to grant {row.id} from {row.valid.start} on"
        if row.cap == "unknown":
            opens = None
            reading = f"the limit of {row.id} is unknown, which blocks our own acts (DESIGN §4.5)"
        self.name(f"gates/{row.id}", row, reading)
        closes = None if last >= self.months else max(0, last)
        return parts.Gate(name=row.id, opens=opens, closes=closes, cap=cap)

    def monthly(self, row: rows.Capacity, *, up: bool = False) -> list[int]:
        """``[T]`` whole units a month: a rate below one gives one unit every few months.

        The rate grows evenly from ``rate`` to ``rate_to`` over ``ramp_months``; what is
        finished in a month is the growth of the rounded-down running sum; with ``up`` of the
        rounded-up one, for what is kept from the plan.
        """
        first, last = self.month(row.valid.start), self.month(row.valid.last)
        low = Fraction(row.rate)
        high = low if row.rate_to is None else Fraction(row.rate_to)
        ramp = max(1, row.ramp_months)
        made = Fraction(0)
        units = [0] * self.months
        for month in range(first, min(last, self.months) + 1):
            before = made.__ceil__() if up else made.__floor__()
            share = min(Fraction(1), Fraction(month - first, ramp))
            made += low + (high - low) * (share if row.ramp_months else 1)
            if month >= 1:
                units[month - 1] = (made.__ceil__() if up else made.__floor__()) - before
        return units


def minor(amount: Decimal, currency: str) -> int:
    """Major units as whole minor units."""
    return Money.parse(str(amount), currency).minor
