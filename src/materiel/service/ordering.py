"""Our own orders: exercise an option, call off from a framework; refused where a rule is broken."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from materiel.kernel.errors import InputError, RefusedActError, UnknownNameError
from materiel.kernel.findings import Finding
from materiel.kernel.period import LAST_DAY
from materiel.kernel.stamps import Stamps
from materiel.procurement.contracts import Option
from materiel.procurement.deadlines import Lacks
from materiel.procurement.position import Papers, framework_of, position
from materiel.reports.contracting import lacks, papers, uses
from materiel.reports.reading import Reading
from materiel.service.recording import Recorded, add_entry
from materiel.service.workspace import View, Workspace
from materiel.store.reading import Reader
from materiel.store.schema import LOG


@dataclass(frozen=True, slots=True)
class Order:
    """What we order.

    Attributes:
        units: how many.
        day: when.
        by: who orders; for a call-off the buyer.
        entry: the id of the entry; empty: one is made.
        sources: claims or documents that it rests on; empty: those of the option or framework.
    """

    units: int
    day: date
    by: str
    entry: str = ""
    sources: tuple[str, ...] = ()


def exercise_option(
    workspace: Workspace,
    option: str,
    order: Order,
    *,
    case: str = "",
    request: str = "",
    now: datetime | None = None,
) -> Recorded:
    """Exercise an option: an ``exercised`` event of its promise, when every rule allows it.

    The contract is read as it stands on the day of the act, with all that the log knows now; the
    act must also leave every use that is stated for a later day within the rules of that day.

    Args:
        workspace: where to.
        option: its id.
        order: how many, when, by whom.
        case: which case.
        request: the client's id for this write; the same id again answers as the first time.
        now: the recording time; None: now.

    Raises:
        RefusedActError: it breaks a rule, an approval is lacking, or it rests on something
            unknown; names every rule.
        UnknownNameError: no such option or party.
        InputError: the option has no promise of its own to record the act under.
    """
    with workspace.reading(View(case, order.day, LAST_DAY)) as reader:
        reading = Reading(reader)
        found = papers(reading)
        row = next((each for each in found.options if each.id == option), None)
        if row is None:
            raise UnknownNameError("option", option, [each.id for each in found.options])
        promise = reading.commitments.get(reading.roots.get(row.commitment, ""))
        if promise is None or promise.kind != "option":
            raise InputError(
                f"option {option}: it has no promise of kind 'option' of its own; add a row to "
                "commitments and name it in the option"
            )
        by = reading.words.party(order.by).id if order.by else ""
        name = _repeated(reader, request)
        if not name:
            newest = Reader(reader.connection, reader.case, Stamps(LAST_DAY, LAST_DAY))
            found = replace(found, uses=uses(Reading(newest), found.options))
            done = sum(use.units + (use.more or 0) for use in found.uses.get(option, ()))
            about = lacks(reading, found, {option: done + order.units})
            _refuse_exercise(found, row, replace(order, by=by), about)
            name = order.entry or _free(reading, f"X:{option}:{order.day}")
        case_id, commitment = reader.case, row.commitment
        sources = order.sources or row.sources
    cells = {
        "id": name,
        "commitment": commitment,
        "event": "exercised",
        "valid": str(order.day),
        "low": str(order.units),
        "high": str(order.units),
        "by": by,
        "known_on": str(order.day),
        "sources": "; ".join(sources),
    }
    return add_entry(workspace, "events", cells, case=case_id, request=request, now=now)


def _refuse_exercise(found: Papers, row: Option, order: Order, about: Lacks) -> None:
    """Refuse an exercise that breaks a rule of the contract, or lacks an approval.

    Args:
        found: the papers, with the uses of every day.
        row: the option.
        order: what we order, with the id of who does.
        about: what is lacking.

    Raises:
        RefusedActError: names every rule.
    """
    where = position(found, row.contract, order.day)
    line = next((each for each in where.lines if each.name == row.line), None)
    if line is None:
        raise RefusedActError(
            f"refused: line {row.contract}/{row.line}: it has not begun by {order.day} "
            "[contract-line]"
        )
    reasons = [
        f"amendment {each.id}: whether it had taken effect by {order.day} is unknown "
        "[amendment-day]"
        for each in where.amendments
        if each.option == row.id and each.valid.happened_by(order.day) == "maybe"
    ]
    act = (row.id, order.units, order.day, order.by)
    objections = list(line.book.until(order.day).objections(*act))
    later = {use.day for use in line.book.exercises if use.day > order.day}
    for day in sorted(later):
        for each in position(found, row.contract, day).lines:
            if each.name == row.line:
                objections += each.book.objections_later(*act, day)
    reasons += _reasons(objections)
    reasons += [
        f"option {row.id}: {each.kind} of {each.body} is lacking, {each.why or each.state} "
        f"({each.id}) [approval]"
        for each in about.get(row.id, ())
    ]
    if reasons:
        raise RefusedActError(f"refused: {'; '.join(reasons)}")


def _reasons(objections: Iterable[Finding]) -> list[str]:
    """Each rule once, as its first objection says."""
    first: dict[str, Finding] = {}
    for each in objections:
        first.setdefault(each.check, each)
    return [f"{each.problem} [{each.check}]" for each in first.values()]


def call_off(
    workspace: Workspace,
    framework: str,
    line: str,
    order: Order,
    *,
    case: str = "",
    request: str = "",
    now: datetime | None = None,
) -> Recorded:
    """Order under a framework: an amendment of kind ``call-off``, when every rule allows it.

    The rules are kept by what was called off until the day of the act, and with all later days.

    Args:
        workspace: where to.
        framework: the contract.
        line: its line item.
        order: how many, when, for which buyer.
        case: which case.
        request: the client's id for this write; the same id again answers as the first time.
        now: the recording time; None: now.

    Raises:
        RefusedActError: it breaks a rule, or rests on something unknown; names every rule.
        UnknownNameError: no such framework, line or party.
        InputError: the contract is no framework.
    """
    with workspace.reading(View(case, order.day, LAST_DAY)) as reader:
        reading = Reading(reader)
        found = papers(reading)
        agreement = found.agreement(framework)
        if agreement is None:
            known = [each.contract for each in found.agreements if each.form == "framework"]
            raise UnknownNameError("framework", framework, known)
        if agreement.form != "framework":
            raise InputError(f"{framework}: it is a {agreement.form}, not a framework")
        buyer = reading.words.party(order.by).id
        name = _repeated(reader, request)
        if not name:
            objections = [
                each
                for day in (order.day, LAST_DAY)
                for each in framework_of(found, agreement, day).objections(
                    line, buyer, order.units, order.day
                )
            ]
            if objections:
                raise RefusedActError(f"refused: {'; '.join(_reasons(objections))}")
            name = order.entry or _free(reading, f"C:{framework}:{line}:{buyer}:{order.day}")
        case_id, sources = reader.case, order.sources or agreement.sources
    cells = {
        "id": name,
        "contract": framework,
        "line": line,
        "buyer": buyer,
        "kind": "call-off",
        "units": str(order.units),
        "valid": str(order.day),
        "known_on": str(order.day),
        "sources": "; ".join(sources),
    }
    return add_entry(workspace, "amendments", cells, case=case_id, request=request, now=now)


def _repeated(reader: Reader, request: str) -> str:
    """The entry that the same request made before; its act is not judged against itself."""
    if not request:
        return ""
    query = select(LOG.c.id).where(LOG.c.case == reader.case, LOG.c.request == request)
    return reader.connection.execute(query).scalar() or ""


def _free(reading: Reading, name: str) -> str:
    """The name, or the next one that no entry has."""
    number, free = 1, name
    while free in reading.roots:
        number += 1
        free = f"{name}:{number}"
    return free
