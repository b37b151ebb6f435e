"""Check a case before it is loaded, or as a workspace holds it; nothing is written."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from materiel.checks.case import CaseRows
from materiel.checks.running import run_checks
from materiel.exchange.folder import CaseFolder
from materiel.exchange.tables import ALL_TABLES
from materiel.kernel.errors import InternalError
from materiel.kernel.findings import Finding
from materiel.kernel.period import LAST_DAY
from materiel.kernel.stamps import Stamps
from materiel.kernel.table import Row
from materiel.ledger.entry import Record
from materiel.service.contract_checks import contract_findings
from materiel.service.sources import read_case
from materiel.service.workspace import HERE, View, Workspace
from materiel.store.entries import row_of
from materiel.store.reading import Reader
from materiel.store.schema import LOG

Rows = Mapping[type[Row], Sequence[Row]]
SEVERITIES = ("error", "warning", "note")
"""The order in which findings are shown."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was checked and what was found.

    Attributes:
        case: the id of the case; empty when a folder does not say it.
        source: the folder or packaged case; empty: the workspace.
        rows: how many rows were looked at.
        findings: errors first.
    """

    case: str
    source: str
    rows: int
    findings: tuple[Finding, ...]

    @property
    def good(self) -> bool:
        """Whether nothing is wrong; notes are allowed."""
        return all(finding.severity == "note" for finding in self.findings)

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "case": self.case,
            "source": self.source,
            "rows": self.rows,
            "good": self.good,
            "findings": [finding.as_dict() for finding in self.findings],
        }


def check_folder(source: str, only: Collection[str] = ()) -> CheckReport:
    """Check a case folder, a case workbook, or a packaged case, by itself.

    Raises:
        InputError: no such folder, workbook or packaged case.
        UnknownNameError: a name in ``only`` is no check.
    """
    folder = read_case(source)
    findings = folder_findings(folder, only)
    return CheckReport(folder.name, source, sum(folder.counts.values()), tuple(findings))


def check_workspace(
    workspace: Workspace, view: View = HERE, only: Collection[str] = ()
) -> CheckReport:
    """Check a case as the workspace holds it, at the stamps of ``view``.

    Raises:
        InputError, UnknownNameError: no such case, or a name in ``only`` is no check.
    """
    with workspace.reading(view) as reader:
        rows = every_row(reader)
        stamps = reader.stamps
    findings = rows_findings(rows, stamps=stamps, only=only, review_at=view.known_at or LAST_DAY)
    count = sum(map(len, rows.values()))
    return CheckReport(reader.case, "", count, tuple(findings))


def folder_findings(folder: CaseFolder, only: Collection[str] = ()) -> list[Finding]:
    """What is wrong with the files of a folder, and with the rows that could be read."""
    findings = list(folder.findings)
    if folder.name:
        found = rows_findings(folder.rows, places=folder.places, only=only)
        unread = sum(folder.counts.values()) - sum(map(len, folder.rows.values()))
        if unread:
            # A rule of conduct that looks at a whole case finds what only the missing row lacks.
            found = [each for each in found if each.severity == "error"]
            found.append(_held_back(unread, folder.places[folder.name].rpartition(":")[0]))
        findings += found
    return list(dict.fromkeys(findings))


def _held_back(unread: int, where: str) -> Finding:
    """What is said instead of warnings that a row which cannot be read may explain."""
    rows = "1 row" if unread == 1 else f"{unread:,} rows"
    return Finding(
        "cells",
        where,
        f"{rows} could not be read, so warnings about the whole case are held back",
        "Mend the cells, and check again.",
        "note",
    )


def rows_findings(
    rows: Rows,
    *,
    places: Mapping[str, str] | None = None,
    stamps: Stamps | None = None,
    only: Collection[str] = (),
    review_at: date = LAST_DAY,
) -> list[Finding]:
    """What the checks find in the rows of a case."""
    gathered = CaseRows.gather(rows, stamps, places, review_at)
    found = run_checks(gathered, only)
    if not only:
        found += contract_findings(gathered)
    return sorted(found, key=lambda each: SEVERITIES.index(each.severity))


def every_row(reader: Reader) -> dict[type[Row], list[Row]]:
    """Every row of the case in log order, corrected ones included.

    Raises:
        InternalError: the log holds a kind that no table defines.
    """
    query = select(LOG).where(LOG.c.case == reader.case).order_by(LOG.c.seq)
    return typed_rows(Record(*row) for row in reader.connection.execute(query))


def typed_rows(records: Iterable[Record]) -> dict[type[Row], list[Row]]:
    """Records as the rows of their tables."""
    found: dict[type[Row], list[Row]] = defaultdict(list)
    for record in records:
        kind = ALL_TABLES.get(record.kind)
        if kind is None:
            raise InternalError(f"log:{record.seq}: no table {record.kind!r}")
        found[kind].append(row_of(kind, record))
    return dict(found)
