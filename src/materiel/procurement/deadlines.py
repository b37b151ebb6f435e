"""The approvals that an act still lacks, and the latest day to file for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.ledger.rows import Gate


@dataclass(frozen=True, slots=True)
class Lacking:
    """An approval that is not there yet; any table of approvals can be read as such values.

    Attributes:
        id: the entry that states it.
        subject: what waits for it: the id of an option, a contract, a promise or a gate.
        kind: what sort of approval.
        body: who gives it.
        state: how it stands.
        expected: when it is expected to hold; None when nobody says.
        lead_days: calendar days from filing to the answer; None when not stated.
        file_by: the latest day to file that its own calendar gives; None: from ``lead_days``.
        why: what is lacking, in words.
        cites: entries that it rests on beside its own.
    """

    id: str
    subject: str
    kind: str
    body: str
    state: str
    expected: Period | None = None
    lead_days: int | None = None
    file_by: date | None = None
    why: str = ""
    cites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.lead_days is not None and self.lead_days < 0:
            raise InputError(f"lead_days: found {self.lead_days}; accepted: 0 or more")

    def latest_filing(self, needed: date | None) -> date | None:
        """The latest day to file so that the answer is there on ``needed``; None if unknown."""
        if self.state == "refused":
            return None
        if self.file_by is not None:
            return self.file_by
        if needed is None or self.lead_days is None:
            return None
        return needed - timedelta(days=self.lead_days)


Lacks = Mapping[str, Sequence[Lacking]]
"""What each subject still lacks, by the subject's id."""


def lacking_gates(
    gates: Iterable[Gate], subject: str, day: date, units: int | None = None
) -> list[Lacking]:
    """The gates of one subject that do not let an act through on ``day``.

    Args:
        gates: the gates that concern it, and no others.
        subject: its id.
        day: the day of the act.
        units: how many units in all; None when that is unknown.
    """
    found = []
    for gate in gates:
        why = _lack(gate, day, units)
        if why:
            expected = gate.valid if gate.state == "pending" else None
            found.append(
                Lacking(gate.id, subject, gate.kind, gate.grantor, gate.state, expected, why=why)
            )
    return found


def _lack(gate: Gate, day: date, units: int | None) -> str:
    """Why a gate is not open; empty when it is."""
    if gate.state != "granted":
        if gate.state == "pending" and gate.valid.last < day:
            return f"pending; it was expected for {gate.valid}"
        return gate.state
    if not gate.valid.holds_on(day):
        return f"granted for {gate.valid} only"
    if gate.cap == "unknown":
        return "granted; for how many is not known"
    if gate.cap_units is not None and (units is None or units > gate.cap_units):
        return f"granted for {gate.cap_units:,} only"
    return ""


def together(*parts: Lacks) -> dict[str, tuple[Lacking, ...]]:
    """Several mappings as one; the same entry about the same subject counts once."""
    found: dict[str, dict[str, Lacking]] = {}
    for part in parts:
        for subject, each in part.items():
            for lacking in each:
                found.setdefault(subject, {}).setdefault(lacking.id, lacking)
    return {subject: tuple(mine.values()) for subject, mine in found.items()}
