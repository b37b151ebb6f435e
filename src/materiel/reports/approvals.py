"""Approvals as tables: what waits for whom, by when, who can stop it, and what was granted."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from materiel.kernel.findings import Finding
from materiel.kernel.period import Period, add_months
from materiel.ledger.rows import Gate
from materiel.procurement.approvals import Approval, PositionRow
from materiel.procurement.contracts import Option
from materiel.procurement.deadlines import Lacking
from materiel.procurement.docket import Docket, held_up
from materiel.procurement.matters import Matter
from materiel.procurement.sessions import Session
from materiel.reports.naming import Names
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData
from materiel.reports.table import Column, Line, Table, cited

STATES = {"not-filed": "not filed", "pending": "pending"}
FILED_FIRST = (
    "What is filed goes first, in the order of filing. 'Not before' and 'not after': no calendar "
    "of the body is on record."
)
CHECK = "approvals"
"""The name under which findings about approvals are shown."""


def docket_of(reading: Reading) -> Docket:
    """The approvals of a case at its stamps."""
    return Docket(
        reading.words,
        reading.as_of,
        reading.rows(Approval),
        reading.rows(Session),
        reading.rows(PositionRow),
        reading.rows(Option),
    )


def lacking_approvals(reading: Reading) -> dict[str, list[Lacking]]:
    """What each subject still lacks by the table of approvals, by the subject's id.

    A subject is an option, a contract, a contract line, a promise or a gate.
    """
    found: dict[str, list[Lacking]] = {}
    for matter in docket_of(reading).matters:
        row = matter.approval
        if matter.state == "granted" and row.conditions_met != "no":
            continue
        earliest = matter.earliest
        latest = matter.latest if matter.state == "not-filed" else None
        expected = None
        if earliest is not None and earliest.day is not None:
            expected = (
                Period.day(earliest.day) if earliest.sure else Period.parse(f"{earliest.day}..")
            )
        for _, subject in held_up(row):
            found.setdefault(subject, []).append(
                Lacking(
                    id=row.id,
                    subject=subject,
                    kind="approval",
                    body=matter.procedure.body.id,
                    state=matter.state,
                    expected=expected,
                    file_by=latest.day if latest is not None and latest.sure else None,
                    why=_why(matter),
                    cites=row.sources,
                )
            )
    return found


def _why(matter: Matter) -> str:
    if matter.state == "granted":
        return "granted, its conditions are not met"
    lacks = f", after {', '.join(matter.lacks)}" if matter.lacks else ""
    return STATES.get(matter.state, matter.state) + lacks


def findings_of(docket: Docket) -> list[Finding]:
    """What is wrong or late about the approvals of a case."""
    return [finding for matter in docket.matters for finding in _findings(matter)]


def _findings(matter: Matter) -> Iterator[Finding]:
    row, name = matter.approval, matter.approval.id
    if matter.late and matter.earliest is not None:
        yield Finding(
            CHECK,
            name,
            f"needed by {matter.needed_by}, the earliest decision is "
            f"{matter.earliest.words('not before')}.",
            "Ask for a session of its own, or move what needs it.",
            "warning",
        )
    elif matter.state == "not-filed" and matter.latest is not None and matter.needed_by:
        yield Finding(
            CHECK,
            name,
            f"not filed; the last day to file is {matter.latest.words('not after')}.",
            f"File it: it is needed by {matter.needed_by}.",
            "note",
        )
    if matter.state == "pending" and matter.outcome in ("adopted", "not adopted"):
        yield Finding(
            CHECK,
            name,
            f"it is pending, by the rule it is {matter.outcome} on what is on record.",
            "Enter the decision, or correct a position.",
            "warning",
        )
    if matter.state == "granted" and matter.outcome == "not adopted":
        yield Finding(
            CHECK,
            name,
            "it is granted, by the rule the positions on record do not adopt it.",
            "Correct a position, or the state.",
            "warning",
        )
    if matter.state == "granted" and row.conditions and row.conditions_met != "yes":
        doubt = "are not met" if row.conditions_met == "no" else "may not be met"
        yield Finding(
            CHECK,
            name,
            f"its conditions {doubt}: {'; '.join(row.conditions)}.",
            "Say in conditions_met whether they are.",
            "warning" if row.conditions_met == "no" else "note",
        )


def waiting_table(reading: Reading, matters: Iterable[Matter], plan: PlanData) -> Table:
    """What waits for whom since when, and what it holds up."""
    columns = (
        Column("approval", "approval"),
        Column("title", "what is asked"),
        Column("body", "waits for"),
        Column("state", "state"),
        Column("since", "since"),
        Column("after", "first needs"),
        Column("holds", "holds up"),
    )
    lines = [
        Line(
            (
                matter.approval.id,
                matter.approval.title,
                matter.procedure.body.name,
                STATES.get(matter.state, matter.state),
                str(matter.approval.filed) if matter.approval.filed else None,
                "; ".join(matter.lacks) or None,
                "; ".join(holds(reading, matter, plan)),
            ),
            _cites(matter),
        )
        for matter in matters
        if matter.waits
    ]
    return Table(
        "approvals-waiting",
        "What waits for an approval",
        "What waits for whom since when, and what does it hold up?",
        columns,
        tuple(lines),
        empty="Nothing waits for an approval.",
    )


def days_table(matters: Iterable[Matter]) -> Table:
    """The earliest decision and the last day to file, by the calendars of the bodies."""
    columns = (
        Column("approval", "approval"),
        Column("earliest", "earliest decision"),
        Column("needed", "needed by"),
        Column("file", "file by"),
        Column("late", "in time"),
    )
    lines = []
    for matter in matters:
        if not matter.waits:
            continue
        filed = matter.state == "pending"
        latest = matter.latest.words("not after") if matter.latest else None
        lines.append(
            Line(
                (
                    matter.approval.id,
                    matter.earliest.words("not before") if matter.earliest else None,
                    str(matter.needed_by) if matter.needed_by else None,
                    f"filed on {matter.approval.filed}"
                    if filed and matter.approval.filed
                    else latest,
                    _in_time(matter),
                ),
                _cites(matter),
            )
        )
    return Table(
        "approvals-days",
        "When they can be decided",
        "When can each be decided at the earliest, and by when must it be filed?",
        columns,
        tuple(lines),
        empty="Nothing waits for an approval.",
        notes=(FILED_FIRST,),
    )


def _in_time(matter: Matter) -> str | None:
    if matter.needed_by is None:
        return None
    if matter.late:
        return "no"
    return "yes" if matter.earliest is not None and matter.earliest.sure else "not known"


def votes_table(matters: Iterable[Matter]) -> Table:
    """By which rule each is decided, who has said what, and what a single refusal would do."""
    columns = (
        Column("approval", "approval"),
        Column("rule", "decided by"),
        Column("said", "said so far"),
        Column("missing", "not yet said"),
        Column("refusal", "a single refusal"),
        Column("note", "note"),
    )
    lines = []
    for matter in matters:
        if not matter.waits:
            continue
        rule = matter.procedure.rule
        notes = list(matter.procedure.notes)
        if matter.procedure.population_year is not None:
            notes.append(f"population of {matter.procedure.population_year}")
        lines.append(
            Line(
                (
                    matter.approval.id,
                    rule.name if rule is not None else None,
                    ", ".join(f"{party} {word}" for party, word in matter.stated.items()) or None,
                    ", ".join(matter.missing) or None,
                    matter.refusal(),
                    "; ".join(notes) or None,
                ),
                _cites(matter),
            )
        )
    return Table(
        "approvals-votes",
        "Who decides, and who can stop it",
        "By which rule is each decided, and what would a single refusal do?",
        columns,
        tuple(lines),
        empty="Nothing waits for an approval.",
    )


def settled_table(matters: Iterable[Matter]) -> Table:
    """What was decided: under which conditions, until when."""
    columns = (
        Column("approval", "approval"),
        Column("title", "what was asked"),
        Column("body", "decided by"),
        Column("state", "state"),
        Column("decided", "on"),
        Column("conditions", "conditions"),
        Column("met", "met"),
        Column("expires", "until"),
        Column("opens", "opens"),
    )
    lines = [
        Line(
            (
                matter.approval.id,
                matter.approval.title,
                matter.procedure.body.name,
                matter.state,
                str(matter.approval.decided) if matter.approval.decided else None,
                "; ".join(matter.approval.conditions) or None,
                matter.approval.conditions_met if matter.approval.conditions else None,
                str(matter.approval.expires) if matter.approval.expires else None,
                "; ".join(f"{what} {name}" for what, name in held_up(matter.approval)),
            ),
            _cites(matter),
        )
        for matter in matters
        if not matter.waits
    ]
    return Table(
        "approvals-settled",
        "What was decided",
        "What is granted under which conditions and until when, and what is refused?",
        columns,
        tuple(lines),
        empty="No decision is on record.",
    )


def holds(reading: Reading, matter: Matter, plan: PlanData) -> list[str]:
    """What a matter holds up: what it is for, what comes after it, and what a plan rests on it."""
    row = matter.approval
    found = []
    for what, name in held_up(row):
        gate = next((each for each in reading.rows(Gate) if each.id == name), None)
        found.append(Names(reading).gate(gate) if what == "gate" and gate else f"{what} {name}")
    found += [f"approval {name}" for name in matter.holds]
    units, first = planned(reading, row, plan)
    if units and first is not None:
        found.append(f"in the plan {units:,} units from {first:%Y-%m} on")
    return list(dict.fromkeys(found))


def planned(reading: Reading, row: Approval, plan: PlanData) -> tuple[int, date | None]:
    """Units of a plan's acts that need an approval, and the first month of one."""
    acts = [*_acts(reading, row, plan)]
    start = reading.case.plan_start
    if not acts or start is None:
        return 0, None
    return sum(units for _, units in acts), add_months(start, min(acts)[0] - 1)


def _acts(reading: Reading, row: Approval, plan: PlanData) -> Iterator[tuple[int, int]]:
    options, lines = {row.option} - {""}, row.contract
    for gate in reading.rows(Gate):
        if gate.id != row.gate:
            continue
        if gate.commitment:
            options |= {
                each.id for each in reading.rows(Option) if each.commitment == gate.commitment
            }
        else:
            ends = reading.words.party(gate.giver).id, reading.words.party(gate.receiver).id
            item = reading.words.item(gate.item).id
            for move in plan.get("moves", ()):
                if (move["donor"], move["recipient"]) == ends and move["item"] == item:
                    yield move["month"], move["units"]
    for act in plan.get("exercises", ()):
        if act["option"] in options:
            yield act["month"], act["units"]
    wanted = f"{lines}/{row.line}"
    for act in plan.get("deliveries", ()):
        if lines and (
            act["contract"] == wanted or (not row.line and act["contract"].startswith(wanted))
        ):
            yield act["month"], act["units"]


def _cites(matter: Matter) -> tuple[str, ...]:
    return cited([matter.approval.id, *matter.approval.sources])


def as_dict(reading: Reading, matter: Matter, plan: PlanData) -> Mapping[str, Any]:
    """One matter for JSON."""
    row, rule = matter.approval, matter.procedure.rule
    return {
        "approval": row.id,
        "title": row.title,
        "body": matter.procedure.body.id,
        "rule": rule.id if rule is not None else None,
        "state": matter.state,
        "filed": str(row.filed) if row.filed else None,
        "decided": str(row.decided) if row.decided else None,
        "outcome": matter.outcome,
        "positions": dict(matter.stated),
        "missing": list(matter.missing),
        "vetoes": list(matter.vetoes),
        "refusal": matter.refusal(),
        "conditions": list(row.conditions),
        "conditions_met": row.conditions_met if row.conditions else None,
        "expires": str(row.expires) if row.expires else None,
        "after": list(row.after),
        "lacks": list(matter.lacks),
        "holds": holds(reading, matter, plan),
        "needed_by": str(matter.needed_by) if matter.needed_by else None,
        "earliest": matter.earliest.as_dict() if matter.earliest else None,
        "file_by": matter.latest.as_dict() if matter.latest else None,
        "late": matter.late,
        "notes": list(matter.procedure.notes),
        "cites": list(_cites(matter)),
    }
