"""One entry at a time: add a row of any table, or correct a row that stands in the log."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from materiel.exchange.tables import ALL_TABLES
from materiel.kernel.errors import (
    ConflictError,
    FindingsError,
    InputError,
    MaterielError,
    UnknownNameError,
)
from materiel.kernel.findings import Finding
from materiel.kernel.period import LAST_DAY
from materiel.kernel.stamps import Stamps
from materiel.kernel.table import Row, columns, from_cells, to_cells
from materiel.ledger.case import Case
from materiel.ledger.entry import Entry, Record
from materiel.service.checking import every_row, rows_findings
from materiel.service.clock import now as clock_now
from materiel.service.stored import chain_of, known_ids, stored_entries
from materiel.service.workspace import Workspace, case_row
from materiel.store.entries import cases, row_of
from materiel.store.reading import Reader
from materiel.store.writing import Writer

VOID_CELLS: Mapping[str, Mapping[str, str]] = {
    "events": {"low": "0", "high": "0", "same_as": "", "wording": ""},
    "holdings": {"low": "0", "high": "0", "wording": ""},
    "money": {"low": "0", "high": "0", "wording": "", "printed": ""},
    "judgements": {"relation": "withdrawn", "share_low": "", "share_high": ""},
    "planned": {"units": "0"},
}
"""The cells that take the effect of a row away; other tables say something that stays sayable."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of one entry.

    Attributes:
        case, table, id: the entry.
        supersedes: the entry that it corrects; empty for none.
        known_on: from which day of knowledge on it counts.
        seq: its position in the log.
        new: False when it stood there already with the same content.
        case_today: the date at which the case is read by default.
        findings: what the checks find now and did not find before.
    """

    case: str
    table: str
    id: str
    supersedes: str
    known_on: date
    seq: int
    new: bool
    case_today: date
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "case": self.case,
            "table": self.table,
            "id": self.id,
            "supersedes": self.supersedes,
            "known_on": str(self.known_on),
            "seq": self.seq,
            "new": self.new,
            "case_today": str(self.case_today),
            "findings": [finding.as_dict() for finding in self.findings],
        }


def add_entry(
    workspace: Workspace,
    table: str,
    cells: Mapping[str, str],
    *,
    case: str = "",
    new_case: bool = False,
    request: str = "",
    now: datetime | None = None,
) -> Recorded:
    """Add one row to a case.

    Args:
        workspace: where to.
        table: the name of a case table.
        cells: column to text, as in a cell of the case folder. Without ``known_on`` it was
            known on the recording day.
        case: which case; a row of the table ``case`` begins a new one.
        new_case: begin one although there are others, which then have to be told apart.
        request: the client's id for this write; the same id again answers as the first time.
        now: the recording time; None: now.

    Raises:
        InputError: a cell cannot be read, or the ledger refuses the row.
        UnknownNameError: no such table, column or case, or the row names something unknown.
        FindingsError: the checks find an error that was not there before.
        ConflictError: the id stands in the log with other content.
    """
    kind = _table(table)
    row = _row(kind, cells)
    moment = now or clock_now()
    name = row.id if kind is Case else workspace.case(case)
    if kind is Case and not new_case:
        _refuse_another(workspace, row)
    with workspace.database.writing() as connection:
        earlier = stored_entries(connection, name, [row.id]).get(row.id)
        return record_row(
            connection, workspace.actor, name, row, moment, request, _day(row, earlier, request)
        )


def _refuse_another(workspace: Workspace, row: Row) -> None:
    """Refuse a case beside others: every question would have to name one from then on.

    Raises:
        InputError: the workspace holds other cases, and the row is of none of them.
    """
    with workspace.database.reading() as connection:
        known = cases(connection)
    if known and row.id not in known:
        raise InputError(
            f"the workspace holds {', '.join(known)}: a row of the table case begins a case "
            f"{row.id} of its own, and nothing takes it away again; say --new-case, or use "
            "'materiel correct' for the one that is there"
        )


def correct_entry(
    workspace: Workspace,
    entry: str,
    changes: Mapping[str, str],
    *,
    void: bool = False,
    known_on: date | None = None,
    case: str = "",
    request: str = "",
    now: datetime | None = None,
) -> Recorded:
    """Correct an entry: a new one that supersedes it from its own day of knowledge on.

    Args:
        workspace: where it stands.
        entry: the id of the version to correct, which must be the newest.
        changes: column to new text; an empty text empties the cell.
        void: take the effect of the entry away.
        known_on: since when the correction is known; None: the recording day.
        case: which case.
        request: the client's id for this write; the same id again answers as the first time.
        now: the recording time; None: now.

    Raises:
        UnknownNameError: no such entry or column.
        InputError: nothing is changed, a cell cannot be read, or the table cannot be voided.
        ConflictError: the entry is corrected already.
        FindingsError: the checks find an error that was not there before.
    """
    moment = now or clock_now()
    name = workspace.case(case)
    with workspace.database.writing() as connection:
        chain = chain_of(connection, name, entry)
        if not chain:
            raise UnknownNameError("entry", entry, known_ids(connection, name), name)
        old = next(record for record in chain if record.id == entry)
        done = next((record for record in chain if record.supersedes == entry), None)
        repeated = done is not None and bool(request) and done.request == request
        if done is not None and not repeated:
            raise ConflictError(
                f"{entry} is corrected already, by {done.id} of {done.known_on}; "
                f"correct {chain[-1].id}"
            )
        kind = _table(old.kind)
        cells = to_cells(row_of(kind, old)) | {"known_on": ""}
        cells |= _changed(kind, old, cells, changes, void)
        new_id = changes.get("id") or (
            done.id if done is not None else _next_id(connection, name, chain)
        )
        cells |= {"id": new_id, "supersedes": entry}
        stated = known_on or (
            date.fromisoformat(changes["known_on"]) if changes.get("known_on") else None
        )
        cells["known_on"] = "" if stated is None else str(stated)
        row = _row(kind, cells)
        return record_row(
            connection, workspace.actor, name, row, moment, request, _day(row, done, request)
        )


def _changed(
    kind: type[Row], old: Record, cells: Mapping[str, str], changes: Mapping[str, str], void: bool
) -> dict[str, str]:
    """The cells that the correction changes."""
    known = [each.name for each in columns(kind)]
    for name in changes:
        if name not in known:
            raise UnknownNameError("column", name, known, f"table {kind.TABLE}")
        if name == "supersedes":
            raise InputError(f"supersedes: a correction of {old.id} supersedes {old.id}")
    wanted = dict(changes)
    if void:
        if kind.TABLE not in VOID_CELLS:
            raise InputError(
                f"{old.id}: a row of {kind.TABLE} cannot be voided, only those of "
                f"{', '.join(VOID_CELLS)}; change its columns, or add what ended it"
            )
        wanted = {**VOID_CELLS[kind.TABLE], **wanted}
    if all(cells.get(name, "") == text for name, text in wanted.items()):
        raise InputError(f"{old.id}: nothing is changed; give column=value, or --void")
    return wanted


def _next_id(connection: Connection, case: str, chain: Sequence[Record]) -> str:
    """``e12:2`` for the first correction of ``e12``, ``e12:3`` for the next."""
    root = chain[0].id
    taken = {record.id for record in chain}
    number = len(chain) + 1
    while True:
        name = f"{root}:{number}"
        if name not in taken and not stored_entries(connection, case, [name]):
            return name
        number += 1


def _day(row: Row, earlier: Record | None, request: str) -> date | None:
    """The stated day of knowledge, or that of the first time a request was made."""
    if row.known_on is None and earlier is not None and request and earlier.request == request:
        return date.fromisoformat(earlier.known_on)
    return row.known_on


def record_row(
    connection: Connection,
    actor: str,
    case: str,
    row: Row,
    now: datetime,
    request: str,
    known_on: date | None,
) -> Recorded:
    """Write one row with what the checks say about it, in a transaction of the caller's.

    Raises:
        FindingsError: the checks find an error that was not there before.
        InputError, ConflictError: as in ``Writer.append``.
    """
    newest = Reader(connection, case, Stamps(LAST_DAY, LAST_DAY))
    about = row if isinstance(row, Case) else case_row(newest)
    day = known_on or now.date()
    marking = about.default_marking if row.marking is None else row.marking
    entry = Entry(case, row, day, marking)
    rows = every_row(newest)
    # The checks look from the day on which the entry counts, which may lie after the case's date.
    at = max(about.today, day)
    stamps = Stamps(at, at)
    before = set(rows_findings(rows, stamps=stamps)) if Case in rows else set()
    appended = Writer(connection, actor, now).append([entry], request)
    findings: list[Finding] = []
    if appended.new:
        after: dict[type[Row], list[Row]] = defaultdict(list, every_row(newest))
        findings = [each for each in rows_findings(after, stamps=stamps) if each not in before]
        errors = [each for each in findings if each.severity == "error"]
        if errors:
            raise FindingsError(str(errors[0]), errors)
    record = stored_entries(connection, case, [row.id])[row.id]
    return Recorded(
        case,
        record.kind,
        record.id,
        record.supersedes,
        day,
        record.seq,
        bool(appended.new),
        about.today,
        tuple(findings),
    )


def _table(name: str) -> type[Row]:
    try:
        return ALL_TABLES[name]
    except KeyError:
        raise UnknownNameError("table", name, list(ALL_TABLES)) from None


def _row(kind: type[Row], cells: Mapping[str, str]) -> Row:
    known = [each.name for each in columns(kind)]
    for name in cells:
        if name not in known:
            raise UnknownNameError("column", name, known, f"table {kind.TABLE}")
    try:
        return from_cells(kind, cells)
    except MaterielError as problem:
        raise InputError(f"{kind.TABLE}: {problem}") from None
