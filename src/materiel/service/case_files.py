"""A case out of the log, or from another form, as a folder of tables or as one workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from materiel.exchange.folder import write_folder
from materiel.exchange.tables import CASE_TABLES
from materiel.kernel.errors import FindingsError, InputError
from materiel.kernel.table import Row
from materiel.ledger.case import Case
from materiel.service.sources import is_workbook, read_case
from materiel.service.workspace import HERE, View, Workspace
from materiel.store.entries import row_of
from materiel.store.rebuilding import log_records

Rows = Mapping[type[Row], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Written:
    """A case that was written.

    Attributes:
        path: the workbook or the folder.
        case: its id.
        rows: how many by table; empty tables are left out.
        left_out: entries that no case table holds: decisions of accepted plans.
    """

    path: Path
    case: str
    rows: Mapping[str, int]
    left_out: int = 0

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "path": str(self.path),
            "case": self.case,
            "rows": dict(self.rows),
            "left_out": self.left_out,
        }


def export_case(workspace: Workspace, path: Path, view: View = HERE) -> Written:
    """Write every row of a case in the log, corrected ones and corrections alike.

    ``load_case`` of what is written gives the same rows in an empty workspace; what the case
    says about itself is written in its newest version. Who recorded a row, and when, stays in
    the log: ``export_log`` keeps it.

    Args:
        workspace: that holds the case.
        path: a file that ends in .xlsx, or a folder that is not there yet.
        view: which case.

    Raises:
        InputError: something stands at the path already, or it cannot be written.
    """
    name = workspace.case(view.case)
    kinds = {kind.TABLE: kind for kind in CASE_TABLES}
    rows: dict[type[Row], list[Row]] = {kind: [] for kind in CASE_TABLES}
    left_out = 0
    with workspace.database.reading() as connection:
        for record in log_records(connection):
            if record.case != name:
                continue
            kind = kinds.get(record.kind)
            if kind is None:
                left_out += 1
            else:
                rows[kind].append(row_of(kind, record))
    newest = rows[Case][-1]
    rows[Case] = [replace(newest, id=name, supersedes="")]
    return _write(path, name, rows, left_out)


def convert_case(source: str, path: Path) -> Written:
    """Write a case that is a folder, a workbook or packaged in the other form; no log is needed.

    Raises:
        InputError: there is no such case, or something stands at the path already.
        FindingsError: the source has errors; nothing is written.
    """
    found = read_case(source)
    if any(each.severity == "error" for each in found.findings):
        raise FindingsError(f"{source}: it has errors, see 'materiel check'", found.findings)
    return _write(path, found.name, found.rows)


def _write(path: Path, case: str, rows: Rows, left_out: int = 0) -> Written:
    if path.exists():
        raise InputError(f"{path} exists already; choose another name")
    counts = {kind.TABLE: len(own) for kind, own in rows.items() if own}
    try:
        if is_workbook(path.name):
            # Only who writes a workbook pays for the writer.
            from materiel.exchange.workbook.writing import write_workbook  # noqa: PLC0415

            path.parent.mkdir(parents=True, exist_ok=True)
            write_workbook(path, rows)
        elif path.suffix:
            raise InputError(
                f"found {str(path)!r}; accepted: a file that ends in .jsonl (the whole log) or "
                ".xlsx (a case), or a folder of tables"
            )
        else:
            write_folder(path, rows)
    except OSError as problem:
        raise InputError(f"{path}: {problem.strerror}") from None
    return Written(path, case, counts, left_out)
