"""What nations agree beyond single hand-overs, from the tables of a case to the planner's terms."""

from fractions import Fraction
from typing import Any

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.planning import parts, rows, terms
from materiel.planning.parts import Origin
from materiel.planning.term_rows import WHOLE, Companion, FundRow, KeyRow
from materiel.procurement.swaps import Swap
from materiel.scenarios.counted import number_of
from materiel.scenarios.frame import Frame, minor
from materiel.sharing.books import Books
from materiel.sharing.keyfigures import figures_of
from materiel.sharing.shares import cost_keys


class Agreed:
    """The terms of a problem that come from one table each."""

    def __init__(self, frame: Frame) -> None:
        self._frame, self._snapshot = frame, frame.snapshot
        self._currency = frame.snapshot.case.currency

    def by_table(self, lines: tuple[parts.Line, ...]) -> dict[str, Any]:
        """Every table of terms but the conditions, by the name that the problem gives it."""
        return {
            "hubs": self.hubs(),
            "funds": self.funds(),
            "keys": self.keys(),
            "arrears": self.arrears(),
            "bundles": self.bundles(),
            "exchanges": self.exchanges(),
            "claims": self.claims(lines),
        }

    def hubs(self) -> tuple[terms.Hub, ...]:
        """Hubs by name; several rows of one hub add up."""
        capacity: dict[str, list[int]] = {}
        counted: dict[str, str] = {}
        for row in self._capacities("hub"):
            if counted.setdefault(row.name, row.counted) != row.counted:
                raise InputError(
                    f"{row.id}: counted: found {row.counted}; {row.name} counts what is "
                    f"{counted[row.name]} in another row"
                )
            total = capacity.setdefault(row.name, [0] * self._frame.months)
            for index, load in enumerate(self._frame.monthly(row)):
                total[index] += load
            self._frame.also(f"hubs/{row.name}", row)
        return tuple(
            terms.Hub(
                name=name,
                capacity=tuple(load),
                counted="sent" if counted[name] == "sent" else "arrived",
            )
            for name, load in capacity.items()
        )

    def funds(self) -> tuple[terms.Fund, ...]:
        """Common funds; money of a period that began before the plan is read as unspent."""
        found = []
        for row in self._snapshot.of(FundRow):
            first, last = self._frame.window(row.valid)
            if first > last:
                self._frame.skip(row, f"it pays outside the plan's {self._frame.months} months")
                continue
            if row.currency != self._currency:
                raise InputError(
                    f"{row.id}: currency: found {row.currency}; the plan counts in {self._currency}"
                )
            party = self._snapshot.party
            found.append(
                terms.Fund(
                    name=row.id,
                    parties=tuple(map(party, row.parties)),
                    first=first,
                    last=last,
                    amount=minor(row.amount, row.currency),
                    givers=tuple(map(party, row.givers)),
                    origins=tuple(map(party, row.origins)),
                )
            )
            reading = ""
            if self._frame.month(row.valid.start) < 1:
                reading = f"{row.id} began before the plan: its money is read as unspent"
            self._frame.name(f"funds/{row.id}", row, reading)
        return tuple(found)

    def keys(self) -> tuple[terms.Key, ...]:
        """Burden keys, with shares from the key figures that the case states or that ship."""
        found = []
        books = Books(self._snapshot.vocabulary, self._snapshot.case.today, self._snapshot.rows, {})
        for row in self._snapshot.of(KeyRow):
            years = {} if row.year is None else {row.key: row.year}
            figures = figures_of(books, row.parties, years)
            try:
                weights = cost_keys()[row.key].weights(figures.members)
            except InputError as problem:
                told = "; ".join(
                    why for (_, kind), why in figures.missing.items() if kind == row.key
                )
                raise InputError(f"{row.id}: {problem}{': ' * bool(told)}{told}") from None
            whole = sum(weights.values(), Fraction(0))
            found.append(
                terms.Key(
                    name=row.id,
                    shares=tuple((party, each / whole) for party, each in weights.items()),
                    part=Fraction(row.part_percent, WHOLE),
                    credit=Fraction(row.credit_percent, WHOLE),
                )
            )
            cites = (row.id, *row.sources, *figures.cites)
            self._frame.origins[f"keys/{row.id}"] = Origin(cites=cites)
        return tuple(found)

    def arrears(self) -> tuple[terms.Arrear, ...]:
        """Refills that fall due a window after the hand-over."""
        found = []
        for row in self._snapshot.of(rows.Backfill):
            if row.rule != "arrear":
                continue
            found.append(
                terms.Arrear(
                    name=row.id,
                    donor=self._snapshot.party(row.party),
                    of=self._snapshot.item(row.item),
                    share=Fraction(row.percent, WHOLE),
                    window=row.window_months,
                    importance=number_of(row.importance),
                )
            )
            self._frame.name(f"arrears/{row.id}", row)
        return tuple(found)

    def bundles(self) -> tuple[terms.Bundle, ...]:
        """What must be there with an item."""
        found = []
        for row in self._snapshot.of(Companion):
            item, part = self._snapshot.item(row.item), self._snapshot.item(row.part)
            if part == item:
                raise InputError(
                    f"{row.id}: part: found {row.part}, the item itself; accepted: another item"
                )
            found.append(
                terms.Bundle(
                    name=row.id,
                    recipient=self._snapshot.party(row.party),
                    item=item,
                    parts=((part, row.units),),
                )
            )
            self._frame.name(f"bundles/{row.id}", row)
        return tuple(found)

    def exchanges(self) -> tuple[terms.Exchange, ...]:
        """Agreed swaps that a plan is held to, at the ratio that asks most of it."""
        found = []
        for row in self._snapshot.of(Swap):
            if row.window_months is None:
                continue
            why = self._no_exchange(row)
            if why:
                self._frame.skip(row, why)
                continue
            given, returned = row.given, row.returned
            assert returned.high is not None, "refused before"
            ratio = Fraction(returned.high, given.low)
            reading = f"{row.id}: whatever reaches {row.party} of {row.returns} makes it good"
            if given.exact is None or returned.exact is None:
                reading += f"; {returned} for {given} is read as {ratio} for each"
            found.append(
                terms.Exchange(
                    name=row.id,
                    giver=self._snapshot.party(row.party),
                    item=self._snapshot.item(row.gives),
                    receives=self._snapshot.item(row.returns),
                    ratio=ratio,
                    window=row.window_months,
                )
            )
            self._frame.name(f"exchanges/{row.id}", row, reading)
        return tuple(found)

    def _no_exchange(self, row: Swap) -> str:
        """Why a plan cannot be held to a swap; empty when it can."""
        first, last = self._frame.window(row.valid)
        if row.state != "agreed":
            return f"it is {row.state}, not agreed"
        if first > last:
            return f"it stands outside the plan's {self._frame.months} months"
        if not row.gives or not row.given.low or not row.returned.high:
            return "what is given away, or the ratio, is not stated"
        return ""

    def claims(self, lines: tuple[parts.Line, ...]) -> tuple[terms.Claim, ...]:
        """What producers keep of their lines for their own forces, rounded up."""
        capacity = {line.name: line.capacity for line in lines}
        reserved: dict[tuple[str, str], list[int]] = {}
        cites: dict[tuple[str, str], list[rows.Capacity]] = {}
        for row in self._capacities("reserve"):
            if row.name not in capacity:
                raise UnknownNameError("line", row.name, list(capacity), f"{row.id}: name")
            key = (self._snapshot.party(row.party), row.name)
            total = reserved.setdefault(key, [0] * self._frame.months)
            for index, work in enumerate(self._frame.monthly(row, up=True)):
                total[index] += work
            cites.setdefault(key, []).append(row)
        left = dict(capacity)
        found = []
        for (party, line), units in reserved.items():
            name, there = cites[party, line][0].id, left[line]
            kept = [min(one, other) for one, other in zip(units, there, strict=True)]
            left[line] = tuple(most - taken for most, taken in zip(there, kept, strict=True))
            reading = ""
            if kept != units:
                reading = f"{party} keeps more of {line} than it makes: all that it makes is kept"
            found.append(terms.Claim(name=name, party=party, line=line, reserved=tuple(kept)))
            for row in cites[party, line]:
                self._frame.also(f"claims/{name}", row, reading)
        return tuple(found)

    def _capacities(self, kind: str) -> list[rows.Capacity]:
        return [row for row in self._snapshot.of(rows.Capacity) if row.kind == kind]
