"""Contract lines and options of a case as the planner's contracts and options."""

from collections.abc import Collection

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import FIRST_DAY, LAST_DAY
from materiel.ledger.rows import Gate
from materiel.planning import parts, rows
from materiel.procurement.contracts import ContractLine, Option
from materiel.scenarios.frame import Frame, minor


class Acquisitions:
    """What can still be delivered under contracts, and what options can add."""

    def __init__(self, frame: Frame, gates: dict[str, parts.Gate]) -> None:
        self._frame, self._gates = frame, gates
        self._currency = frame.snapshot.case.currency
        self._lines = {row.name for row in frame.snapshot.of(rows.Capacity) if row.kind == "line"}

    def contracts(self) -> tuple[parts.Contract, ...]:
        """One contract for each line of a contract; its firm units less what has arrived."""
        grouped: dict[str, list[ContractLine]] = {}
        for row in self._frame.snapshot.of(ContractLine):
            grouped.setdefault(f"{row.contract}/{row.line}", []).append(row)
        made = (self._contract(name, mine) for name, mine in grouped.items())
        return tuple(each for each in made if each is not None)

    def _contract(self, name: str, mine: list[ContractLine]) -> parts.Contract | None:
        frame, first = self._frame, mine[0]
        readings: list[str] = []
        shares = self._shares(mine, readings)
        if shares and not any(shares.values()):
            return None  # all of it has arrived, or stands in the plan as dated slots
        months = self._months(name, mine, readings) if shares else None
        if months is None:
            if not shares:
                frame.skip(first, "no firm quantity of a buyer is known")
            return None
        made = parts.Contract(
            name=name,
            item=frame.snapshot.item(first.item),
            line=first.site if first.site in self._lines else "",
            shares=tuple(sorted(shares.items())),
            buyers=tuple(sorted(shares)),
            start=months[0],
            end=months[1],
            price=self._price(name, mine),
            origin=self._origin(name, mine, readings),
        )
        frame.name(f"contracts/{name}", first, "; ".join(readings))
        return made

    def _origin(self, name: str, mine: list[ContractLine], readings: list[str]) -> str:
        """Where a line is made; empty, which no fund accepts, where its rows do not agree."""
        found = dict.fromkeys(self._frame.snapshot.party(row.origin) for row in mine if row.origin)
        if len(found) > 1:
            readings.append(f"{name}: made in {' and '.join(found)}: no one origin is read")
        return next(iter(found)) if len(found) == 1 else ""

    def _shares(self, mine: list[ContractLine], readings: list[str]) -> dict[str, int]:
        """Buyer to what is firm for it and neither delivered nor dated."""
        frame, snapshot = self._frame, self._frame.snapshot
        shares: dict[str, int] = {}
        for row in mine:
            if row.scope == "whole":
                continue
            if row.commitment in snapshot.waiting:
                frame.skip(row, snapshot.waiting[row.commitment])
                continue
            if not row.buyer or row.firm_low is None:
                frame.skip(row, "its firm quantity or its buyer is not known")
                continue
            got = snapshot.delivered.get(row.commitment)
            buyer = snapshot.party(row.buyer)
            left = row.firm_low - _most(got, row.firm_low)
            left -= self._dated(row.contract, buyer, snapshot.item(row.item))
            if got is not None and got.exact is None:
                readings.append(f"{row.id}: {got} have arrived: the most is taken")
            shares[buyer] = shares.get(buyer, 0) + max(0, left)
            if row.firm.exact is None:
                readings.append(f"{row.id}: firm is {row.firm}: {row.firm_low} is used")
        return shares

    def _months(
        self, name: str, mine: list[ContractLine], readings: list[str]
    ) -> tuple[int, int] | None:
        """First and last month of delivery; None when the plan cannot use the line."""
        frame, first = self._frame, mine[0]
        window = next((row.delivery for row in mine if row.delivery is not None), None)
        if window is None:
            frame.skip(first, "no delivery window is known")
            return None
        start, end = frame.window(window)
        if start > end:
            frame.skip(first, f"its delivery window {window} lies outside the plan")
            return None
        if first.site in self._lines:
            return start, end
        # Nothing says how fast it is made, so nothing may be planned before the late end.
        late = frame.month(window.last)
        if late > frame.months:
            frame.skip(first, f"no capacity is stated, and {window} ends after the plan")
            return None
        readings.append(f"{name}: no capacity is stated: {window} is read at its late end")
        return late, late

    def _price(self, name: str, mine: list[ContractLine]) -> int:
        prices = {row.price for row in mine if row.price is not None}
        currencies = {row.currency for row in mine if row.price is not None}
        if len(prices) > 1 or currencies - {self._currency}:
            raise InputError(
                f"{name}: price: one price in {self._currency} for each line; found "
                f"{', '.join(sorted(map(str, prices)))} in {', '.join(sorted(currencies))}"
            )
        return minor(prices.pop(), self._currency) if prices else 0

    def _dated(self, contract: str, buyer: str, item: str) -> int:
        """Units of a contract that slots of its name deliver to the buyer already."""
        snapshot = self._frame.snapshot
        return sum(
            int(row.rate)
            for row in snapshot.of(rows.Capacity)
            if row.kind == "slot"
            and row.name == contract
            and snapshot.party(row.party) == buyer
            and item in {snapshot.item(each) for each in row.items}
        )

    def options(self, contracts: tuple[parts.Contract, ...]) -> tuple[parts.Option, ...]:
        """Options that can still be exercised inside the horizon."""
        known = {each.name: each for each in contracts}
        found: dict[str, parts.Option] = {}
        for row in self._frame.snapshot.of(Option):
            option = self._option(row, known)
            if option is not None:
                found[option.name] = option
        while blocked := [(each, lack) for each in found.values() if (lack := _lack(each, found))]:
            for option, lack in blocked:
                # An option whose predecessor cannot be exercised cannot be exercised either.
                row = next(r for r in self._frame.snapshot.of(Option) if r.id == option.name)
                self._frame.skip(row, f"{lack} is not in the plan")
                del found[option.name], self._frame.origins[f"options/{option.name}"]
        return tuple(found.values())

    def _option(self, row: Option, known: dict[str, parts.Contract]) -> parts.Option | None:
        frame, snapshot = self._frame, self._frame.snapshot
        contract = f"{row.contract}/{row.line}"
        done = snapshot.exercised.get(row.commitment)
        used = _most(done, row.quantity or 0)
        if contract not in known:
            frame.skip(row, f"its contract line {contract} is not in the plan")
            return None
        if row.commitment in snapshot.waiting:
            frame.skip(row, snapshot.waiting[row.commitment])
            return None
        if row.quantity is None or row.expires is None or row.lead_months is None:
            frame.skip(row, "its quantity, last day or lead is unknown")
            return None
        if row.price is not None and row.currency != self._currency:
            raise InputError(f"{row.id}: currency: the plan counts in {self._currency}")
        opens = max(1, frame.month(row.opens or FIRST_DAY))
        expires = min(frame.months, frame.month(row.expires))
        units = row.quantity - used
        if units < 1 or expires < opens or (row.expires == LAST_DAY):
            frame.skip(row, "nothing of it can be exercised in the plan's months")
            return None
        frame.name(f"options/{row.id}", row)
        return parts.Option(
            name=row.id,
            contract=contract,
            units=units,
            minimum=min(units, max(1, row.minimum - used)),
            opens=opens,
            expires=expires,
            lead=row.lead_months,
            price=0 if row.price is None else minor(row.price, self._currency),
            buyer=snapshot.party(row.buyer) if row.buyer else "",
            predecessor=row.after if not self._exercised(row.after) else "",
            ladder=row.ladder if not self._exercised(row.ladder) else "",
            every=self._every(row, opens),
            gates=tuple(self._consents(row)),
        )

    def _every(self, row: Option, opens: int) -> int:
        """Its rhythm; the months are counted from the first in which it could be exercised."""
        began = self._frame.month(row.opens or FIRST_DAY)
        if row.every_months > 1 and (opens - began) % row.every_months:
            raise InputError(
                f"{row.id}: every_months: its months began {opens - began} months before the plan; "
                f"accepted: a plan that starts in one of them, or opens in the plan"
            )
        return row.every_months

    def _exercised(self, name: str) -> bool:
        """Whether a predecessor was exercised already, so that it no longer holds back."""
        for row in self._frame.snapshot.of(Option):
            if row.id == name:
                done = self._frame.snapshot.exercised.get(row.commitment)
                return done is not None and done.low > 0
        return False

    def _consents(self, option: Option) -> list[str]:
        found = []
        for row in self._frame.snapshot.of(Gate):
            if row.commitment and row.commitment == option.commitment:
                if row.id not in self._gates:
                    self._gates[row.id] = self._frame.gate(row)
                found.append(row.id)
        return found


def _most(done: Bounds | None, whole: int) -> int:
    """The most that may be done already: all of it when nobody states an end."""
    if done is None:
        return 0
    return whole if done.high is None else done.high


def _lack(option: parts.Option, known: Collection[str]) -> str:
    """Which option it waits for that is not there; empty for none."""
    if option.predecessor not in ("", *known):
        return f"its predecessor {option.predecessor}"
    return f"what it stands on, {option.ladder}," if option.ladder not in ("", *known) else ""
