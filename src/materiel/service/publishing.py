"""Contracts of a case out as OCDS packages, and OCDS files checked against a schema."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from materiel.exchange.ocds.gathering import Readers
from materiel.exchange.ocds.jsontext import write_json
from materiel.exchange.ocds.publication import UNREGISTERED, Publication
from materiel.exchange.ocds.validation import Checked, Schemas, check_file
from materiel.exchange.ocds.writing import write
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row
from materiel.service.checking import Rows, every_row, typed_rows
from materiel.service.workspace import HERE, View, Workspace


@dataclass(frozen=True, slots=True)
class Published:
    """An export of contracts.

    Attributes:
        package: the release package, or the record package, as JSON content.
        path: where it was written; None: nowhere.
        contracts: ids of the contracts in it.
        schema: version of the schema that it was checked against; empty: unchecked.
        findings: what the schema finds wrong, and what a publisher must know.
    """

    package: dict[str, Any]
    path: Path | None
    contracts: tuple[str, ...]
    schema: str
    findings: tuple[Finding, ...]

    @property
    def text(self) -> str:
        """The package as the text of a file."""
        return write_json(self.package)

    @property
    def good(self) -> bool:
        """Whether nothing is wrong with it."""
        return all(each.severity != "error" for each in self.findings)

    def as_dict(self) -> dict[str, object]:
        """What was done, for JSON; the package itself is in its file."""
        return {
            "path": None if self.path is None else str(self.path),
            "contracts": list(self.contracts),
            "schema": self.schema,
            "good": self.good,
            "findings": [each.as_dict() for each in self.findings],
        }


def export_ocds(
    workspace: Workspace,
    path: Path | None = None,
    *,
    contract: str = "",
    records: bool = False,
    prefix: str = "",
    publisher: str = "",
    address: str = "",
    extension: str = "",
    reader: str = "",
    schema: Path | None = None,
    view: View = HERE,
) -> Published:
    """Contracts as a release package of OCDS 1.1 with our extension, or as a record package.

    Only what its marking lets the reader see goes out. A package in which the schema finds an
    error is not written.

    Args:
        workspace: where from.
        path: the file; None: it is not written.
        contract: which; empty: every contract of the case.
        records: a record package, with compiled releases.
        prefix: registered first part of each ``ocid``; empty: one that is marked unregistered.
        publisher: the name of who publishes.
        address: where the package will be found.
        extension: where the declaration of the extension will be found.
        reader: for which party; empty: for the public.
        schema: folder of the schemas of one version; None: it is not checked.
        view: which case, as of which day, known at which day.

    Raises:
        InputError, UnknownNameError: no such case or contract, nothing that the reader may see, a
            part of the publication that cannot be, or a file that cannot be written.
    """
    with workspace.reading(view) as store:
        rows = _with_corrected(typed_rows(store.records()), every_row(store))
        stamps = store.stamps
    publication = Publication(
        stamps.as_of,
        stamps.known_at,
        prefix or UNREGISTERED,
        publisher,
        address,
        extension,
        Readers(reader or None),
    )
    written = write(rows, publication, (contract,) if contract else ())
    package = written.records if records else written.package
    findings, version = list(written.findings), ""
    if schema is not None:
        schemas = Schemas.load(schema).extended()
        version = schemas.version or "not stated"
        findings = [*schemas.check(package, path.name if path else "package"), *findings]
    found = Published(package, None, written.contracts, version, tuple(findings))
    if path is None or not found.good:
        return found
    try:
        path.write_text(found.text, encoding="utf-8", newline="\n")
    except OSError as problem:
        raise InputError(f"{path}: {problem.strerror}") from None
    return Published(package, path, written.contracts, version, tuple(findings))


def _with_corrected(in_force: Rows, logged: Rows) -> dict[type[Row], list[Row]]:
    """The rows in force behind those that they correct, step by step."""
    found: dict[type[Row], list[Row]] = {}
    for kind, mine in in_force.items():
        by_id = {row.id: row for row in logged.get(kind, ())}
        kept = {row.id: row for row in mine}
        waiting = [*mine]
        while waiting:
            before = by_id.get(waiting.pop().supersedes)
            if before is not None and before.id not in kept:
                kept[before.id] = before
                waiting.append(before)
        found[kind] = [row for row in logged.get(kind, ()) if row.id in kept]
    return found


@dataclass(frozen=True, slots=True)
class Validation:
    """Files checked against the schemas of one version.

    Attributes:
        version: of the standard, as the schemas say it.
        files: in the order in which they were named.
    """

    version: str
    files: tuple[Checked, ...]

    @property
    def good(self) -> bool:
        """Whether no file has an error."""
        return not any(each.errors for each in self.files)

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "version": self.version,
            "good": self.good,
            "files": [
                {
                    "file": each.file,
                    "documents": each.documents,
                    "errors": each.errors,
                    "findings": [finding.as_dict() for finding in each.findings],
                }
                for each in self.files
            ],
        }


def validate_ocds(paths: Sequence[Path], schema: Path, *, lenient: bool = False) -> Validation:
    """Check OCDS files against the schemas of a folder; nothing is fetched, nothing is written.

    Args:
        paths: files of packages, releases or records.
        schema: the folder of the schemas of one version, or a schema in it.
        lenient: missing metadata of a package is reported and is no error.

    Raises:
        InputError: no file is named, one cannot be read, or the folder holds no usable schema.
    """
    if not paths:
        raise InputError("validate: no file is named")
    schemas = Schemas.load(schema)
    for path in paths:
        if not path.is_file():
            raise InputError(f"no file at {path}")
    return Validation(
        schemas.version, tuple(check_file(path, schemas, lenient=lenient) for path in paths)
    )
