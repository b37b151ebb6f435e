"""Contracts: what is firm, exercised, open and reachable, who owes what, what is lacking."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from materiel.exchange.workings import workings_bytes
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.stamps import Stamps
from materiel.procurement.position import Position
from materiel.reports.contract_book import contract_book
from materiel.reports.contract_tables import (
    changes,
    overview,
    standing_table,
)
from materiel.reports.contracting import Contracting, contracting
from materiel.reports.exposure_tables import exposure_table
from materiel.reports.option_tables import (
    invoices_table,
    options_table,
    sustainment_table,
    terms_table,
)
from materiel.reports.reading import Reading
from materiel.reports.table import Table
from materiel.service.spreadsheets import refuse_other_files, write_workbook_file
from materiel.service.workspace import HERE, View, Workspace


@dataclass(frozen=True, slots=True)
class Contracted:
    """An answer about contracts.

    Attributes:
        case: the id of the case.
        stamps: where the reader stands.
        contract: the contract asked about; empty: all.
        tables: the answer, each row with what it cites.
        findings: what the rows contradict, and which rule a reported act breaks.
    """

    case: str
    stamps: Stamps
    contract: str
    tables: tuple[Table, ...]
    findings: tuple[Finding, ...]

    @property
    def good(self) -> bool:
        """Whether nothing is wrong; a note is no fault."""
        return all(each.severity == "note" for each in self.findings)

    def table(self, name: str) -> Table:
        """One of the tables by name."""
        return next(each for each in self.tables if each.name == name)

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "case": self.case,
            **self.stamps.as_dict(),
            "contract": self.contract,
            "tables": [each.as_json() for each in self.tables],
            "findings": [each.as_dict() for each in self.findings],
        }


def contracts(
    workspace: Workspace,
    contract: str = "",
    *,
    currency: str = "",
    rate_day: date | None = None,
    bill: bool = False,
    view: View = HERE,
) -> Contracted:
    """Where one contract, or each, stands as of a day, as known on a day.

    Args:
        workspace: whose log.
        contract: a contract; empty: all.
        currency: convert what each buyer owes into it as well.
        rate_day: the day of the reference rates.
        bill: the invoices of the contract instead.
        view: which case, and where the reader stands.

    Raises:
        UnknownNameError: no such contract.
        InputError: no rate of that day is held; or invoices are asked for and no contract is
            named, or something that they need is not known.
    """
    with workspace.reading(view) as reader:
        reading = Reading(reader)
        found = contracting(reading, contract)
        if bill:
            tables = [invoices_table(reading, found, only(found, contract))]
        else:
            tables = _tables(reading, found, contract, currency, rate_day)
        return Contracted(reader.case, reader.stamps, contract, tuple(tables), found.findings)


def _tables(
    reading: Reading, found: Contracting, contract: str, currency: str, rate_day: date | None
) -> list[Table]:
    tables = [
        overview(reading, found),
        standing_table(reading, found),
        exposure_table(reading, found, currency, rate_day),
    ]
    rest = [
        changes(reading, found.positions),
        terms_table(reading, found),
        sustainment_table(reading, contract),
    ]
    # Of one contract everything; of all contracts no page of empty tables.
    if contract:
        tables.append(options_table(reading, found))
    return tables + [each for each in rest if each.lines]


def options(
    workspace: Workspace,
    contract: str = "",
    *,
    view: View = HERE,
) -> Contracted:
    """Every option of one contract, or of all: its window, prices, units, lacking approvals.

    Args, Raises: see ``contracts``.
    """
    with workspace.reading(view) as reader:
        reading = Reading(reader)
        found = contracting(reading, contract)
        table = options_table(reading, found)
        checks = tuple(each for each in found.findings if each.check in ABOUT_OPTIONS)
        return Contracted(reader.case, reader.stamps, contract, (table,), checks)


ABOUT_OPTIONS = (
    *("option-window", "option-minimum", "option-quantity", "option-predecessor"),
    *("option-holder", "contract-ceiling", "contract"),
)
"""Findings that an answer about options shows."""


def write_contract(workspace: Workspace, contract: str, path: Path, *, view: View = HERE) -> Path:
    """Write one contract as a workbook whose sums can be followed cell by cell.

    Raises:
        UnknownNameError: no such contract.
        InputError: no contract is named; the file does not end in .xlsx or cannot be written; or
            something on order has no known number, price or VAT rate.
    """
    refuse_other_files(path)
    with workspace.reading(view) as reader:
        reading = Reading(reader)
        found = contracting(reading, contract)
        content = workings_bytes(contract_book(reading, found, only(found, contract)))
    return write_workbook_file(path, content)


def only(found: Contracting, contract: str) -> Position:
    """The contract that was asked about.

    Raises:
        InputError: none was named.
    """
    if not contract:
        names = ", ".join(each.contract for each in found.positions)
        raise InputError(f"name one contract: {names}")
    return found.positions[0]
