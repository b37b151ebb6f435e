"""Nothing is handed over without its consent: not refused, in its window, under its cap."""

from collections import defaultdict
from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Commitment, Event, Gate

KINDS = (
    "export-licence",
    "transfer-consent-government-sale",
    "transfer-consent-commercial-sale",
    "end-use-re-export",
)
"""The consents that a hand-over needs; the other gates open approvals and orders."""

MOVED = "dispatched"
REMEDY = "A reported fact stays; enter the consent that covered it, if there was one."


def _find(rows: CaseRows) -> Iterator[Finding]:
    gates: dict[tuple[tuple[str, ...], str], list[Gate]] = defaultdict(list)
    for gate in rows.live(Gate):
        if gate.kind in KINDS:
            gates[_subject(rows, gate), gate.kind].append(gate)
    if not gates:
        return
    promises = _promises(rows)
    events = [row for row in rows.live(Event) if _moves(rows, row)]
    named: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(events):
        for name in row.commitment:
            named[rows.lives.root(name)].append(at)
    for (subject, kind), mine in gates.items():
        roots = promises.get(subject, set())
        near = [events[at] for at in sorted({at for root in roots for at in named.get(root, ())})]
        moved = [row for row in near if {rows.lives.root(name) for name in row.commitment} <= roots]
        yield from _kind(rows, kind, mine, moved)


def _promises(rows: CaseRows) -> dict[tuple[str, ...], set[str]]:
    """The roots of the promises that a gate of each subject opens: itself, or all on a route."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for root, row in {rows.lives.root(row.id): row for row in rows.live(Commitment)}.items():
        found[(root,)].add(root)
        found[_route(rows, row)].add(root)
    return found


def _kind(rows: CaseRows, kind: str, gates: list[Gate], moved: list[Event]) -> Iterator[Finding]:
    granted = [gate for gate in gates if gate.state == "granted"]
    inside = []
    for row in moved:
        if any(_may_cover(gate, row) for gate in granted):
            inside.append(row)
            continue
        yield Finding(
            CHECK.name,
            rows.where(row),
            f"{row.bounds} {row.event} on {row.valid}, the {kind} {_state(gates, row)}",
            REMEDY,
            "warning",
        )
    caps = [gate.cap_units for gate in granted if gate.cap == "number"]
    cap = sum(each or 0 for each in caps)
    total = sum(row.bounds.low for row in inside)
    if granted and len(caps) == len(granted) and total > cap:
        yield Finding(
            CHECK.name,
            rows.where(granted[-1], "cap_units"),
            f"at least {total:,} handed over, the {kind} is for {cap:,}",
            REMEDY,
            "warning",
        )


def _may_cover(gate: Gate, row: Event) -> bool:
    return row.valid.start <= gate.valid.last and gate.valid.start <= row.valid.last


def _state(gates: list[Gate], row: Event) -> str:
    """How the consent stood instead: the state that covers the day, or the granted window."""
    for state in ("refused", "expired", "pending"):
        if any(gate.state == state and _may_cover(gate, row) for gate in gates):
            return f"was {state}"
    windows = [str(gate.valid) for gate in gates if gate.state == "granted"]
    if windows:
        return f"holds in {', '.join(windows)}"
    return f"was {gates[-1].state}"


def _subject(rows: CaseRows, gate: Gate) -> tuple[str, ...]:
    return (rows.lives.root(gate.commitment),) if gate.commitment else _route(rows, gate)


def _route(rows: CaseRows, row: Gate | Commitment) -> tuple[str, ...]:
    words = rows.journal
    try:
        return words.party(row.giver), words.party(row.receiver), words.item(row.item)
    except InputError:
        return ()


def _moves(rows: CaseRows, row: Event) -> bool:
    """Whether units certainly left the giver by the day asked for."""
    try:
        event = rows.vocabulary.event(row.event)
    except InputError:
        return False
    return bool(row.low) and MOVED in event.raises and row.valid.last <= rows.stamps.as_of


CHECK = Check("consent", "nothing is handed over without the consent that it needs", _find)
