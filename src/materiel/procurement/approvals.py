"""Matters before the bodies that decide them: approvals, their positions, and how each stands.

>>> row = Approval(
...     id="A", title="order", body="BOARD", contract="C", state="granted",
...     filed=date(2025, 3, 1), decided=date(2025, 4, 1), expires=date(2025, 12, 31),
... )
>>> row.stands(date(2025, 3, 15)), row.stands(date(2025, 5, 1)), row.stands(date(2026, 1, 1))
('pending', 'granted', 'expired')
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from materiel.kernel.errors import InputError
from materiel.kernel.table import Row, column

STATES = ("not-filed", "pending", "granted", "refused", "withdrawn")
State = Literal["not-filed", "pending", "granted", "refused", "withdrawn", "expired"]
ANSWERS = ("yes", "no", "unknown")
SAID = ("for", "against", "abstain", "abstain-declared", "not-stated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval(Row):
    """One matter before one body: what it is for, what must come before it, how it stands.

    The gate of the ledger says whether an act may happen; an approval explains it. An approval
    that names no gate holds up what it is for, and no plan is stopped by it.
    """

    TABLE: ClassVar[str] = "approvals"
    title: str = column("text", "what the body is asked")
    body: str = column("id", "the body that decides, a name of the vocabulary or of bodies")
    commitment: str = column("id", "the promise it is for", default="", refers="commitments")
    contract: str = column("id", "the contract it is for", default="")
    line: str = column("id", "its line; empty: the whole contract", default="")
    option: str = column("id", "the option it is for", default="", refers="options")
    gate: str = column("id", "the gate that it opens", default="", refers="gates")
    after: tuple[str, ...] = column(
        "ids", "approvals that must be granted before it", default=(), refers="approvals"
    )
    state: str = column("choice", "how it stands", choices=STATES)
    filed: date | None = column("day", "when it was put to the body", default=None)
    decided: date | None = column("day", "when the body decided", default=None)
    conditions: tuple[str, ...] = column("texts", "conditions attached to it", default=())
    conditions_met: str = column(
        "choice", "whether all conditions are met", default="unknown", choices=ANSWERS
    )
    expires: date | None = column("day", "last day on which it may be used", default=None)
    needed_by: date | None = column(
        "day", "by when it is needed; empty: the option's last day", default=None
    )
    waiting_days: int | None = column(
        "count",
        "length of this silence or clearance; empty: that of the body's rule",
        default=None,
        unit="calendar days",
    )
    requisite: str = column("id", "the rule of the vocabulary that asks for it", default="")
    recipient: str = column("party", "to whom the act is done, where that matters", default="")
    value: Decimal | None = column(
        "decimal", "value put to the body", default=None, unit="major units of the currency"
    )
    currency: str = column("currency", "of the value", default="")

    def __post_init__(self) -> None:
        if not (self.commitment or self.contract or self.option or self.gate):
            raise InputError("it is for nothing; accepted: a commitment, contract, option or gate")
        if self.line and not self.contract:
            raise InputError(f"line: found {self.line!r} without a contract")
        if (self.value is None) != (not self.currency):
            raise InputError("value and currency: accepted: both or neither")
        if self.state == "not-filed" and (self.filed or self.decided):
            raise InputError("state: found 'not-filed' with a day; accepted: no filed, no decided")
        if self.decided and self.state in ("not-filed", "pending"):
            raise InputError(
                f"decided: found {self.decided} in the state {self.state}; accepted: an empty cell"
            )

    def stands(self, day: date) -> State:
        """How it stood at the end of a day, by the days that are stated.

        A decision whose day is not stated counts from the start.
        """
        if self.decided and day < self.decided:
            return "pending" if self.filed is None or self.filed <= day else "not-filed"
        if self.state == "pending" and self.filed and day < self.filed:
            return "not-filed"
        if self.state == "granted" and self.expires and day > self.expires:
            return "expired"
        return _STATE[self.state]

    @property
    def subject(self) -> str:
        """What it is for, in one word: the narrowest that is named."""
        line = f"{self.contract}/{self.line}" if self.line else self.contract
        return self.option or line or self.commitment or self.gate


_STATE: dict[str, State] = {
    "not-filed": "not-filed",
    "pending": "pending",
    "granted": "granted",
    "refused": "refused",
    "withdrawn": "withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRow(Row):
    """Where a member of a body stands on one approval; a later row of a member goes first."""

    TABLE: ClassVar[str] = "positions"
    approval: str = column("id", "the approval", refers="approvals")
    party: str = column("party", "the member, or the body itself")
    position: str = column("choice", "what it said", choices=SAID)
    day: date | None = column("day", "when; empty: from the start", default=None)
    reason: str = column("text", "why, in its own words", default="")


def positions_on(
    rows: list[PositionRow], approval: str, day: date
) -> tuple[dict[str, PositionRow], frozenset[str]]:
    """The latest stated position of each member on a day, and everyone who has a row.

    Returns:
        Party to the row that counts, without those that have not said; all parties named.
    """
    latest: dict[str, PositionRow] = {}
    named = set()
    for row in rows:
        if row.approval != approval:
            continue
        named.add(row.party)
        if row.day is not None and row.day > day:
            continue
        earlier = latest.get(row.party)
        if earlier is None or (row.day or date.min) >= (earlier.day or date.min):
            latest[row.party] = row
    stated = {party: row for party, row in latest.items() if row.position != "not-stated"}
    return stated, frozenset(named)
