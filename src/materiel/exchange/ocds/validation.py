"""Checking OCDS documents against the schemas of one version, in a folder that a person names.

Nothing is fetched: a schema that refers to another one finds it in the same folder, by its id. No
schema of the standard is packaged, and two versions never meet in one check.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from materiel.exchange.ocds.extension import patched, schema_patch
from materiel.exchange.ocds.jsontext import documents, read_text
from materiel.exchange.ocds.node import escaped
from materiel.exchange.ocds.packages import METADATA, is_versioned, kind_of
from materiel.kernel.errors import InputError, MaterielError
from materiel.kernel.findings import Finding

RELEASE = "release-schema.json"
FILES: Mapping[str, str] = {
    "release-package": "release-package-schema.json",
    "record-package": "record-package-schema.json",
    "release": RELEASE,
    "versioned": "versioned-release-validation-schema.json",
}
"""Kind of document to the file of its schema, as every version of the standard names it."""
LARGEST_SCHEMA = 8 * 1024 * 1024
LETTERS = 240
"""Letters of one message; some quote the whole document."""
CONSTANT = "initiationType"
"""A field of each release that has one value only: nothing is lost without it."""
_A_RELEASE = re.compile(r"/releases/\d+")
_VERSION = re.compile(r"/schema/(\d+__\d+__\d+)/")


@dataclass(frozen=True, slots=True)
class Schemas:
    """The schemas of one version.

    Attributes:
        folder: where they come from.
        version: as their ids say it, as ``1.1.5``; empty where they do not.
        content: file name to schema.
    """

    folder: Path
    version: str
    content: Mapping[str, Any]

    @classmethod
    def load(cls, path: Path) -> "Schemas":
        """The schemas of a folder, or of the folder of a schema.

        Raises:
            InputError: there is no release schema, one cannot be read, or they are of two versions.
        """
        folder = path if path.is_dir() else path.parent
        found = {
            name: _schema(folder / name) for name in FILES.values() if (folder / name).is_file()
        }
        if RELEASE not in found:
            raise InputError(
                f"{path}: no {RELEASE} there; accepted: the folder of the schemas of one version "
                "of the standard"
            )
        named = {
            match[1]
            for each in found.values()
            if (match := _VERSION.search(str(each.get("id") or each.get("$id"))))
        }
        if len(named) > 1:
            raise InputError(
                f"{folder}: schemas of {len(named)} versions ({', '.join(sorted(named))}); "
                "accepted: of one"
            )
        return cls(folder, named.pop().replace("__", ".") if named else "", found)

    def extended(self) -> "Schemas":
        """The same schemas with our extension's fields declared, so that these are checked too."""
        content = dict(self.content)
        content[RELEASE] = patched(content[RELEASE], schema_patch())
        return Schemas(self.folder, self.version, content)

    def check(self, document: Any, where: str, *, lenient: bool = False) -> list[Finding]:
        """What the schema of its kind finds wrong with a document.

        Args:
            document: a package, a release or a record package.
            where: its place.
            lenient: missing metadata of a package is a warning, and so is a missing field that can
                have but one value.

        Raises:
            InputError: it is nothing of the standard, or the folder lacks its schema.
        """
        kind: str | None = kind_of(document)
        if kind == "release" and is_versioned(document):
            kind = "versioned"
        name = FILES.get(kind or "")
        if name is None:
            raise InputError(f"{where}: accepted: a release package, a record package or a release")
        if name not in self.content:
            raise InputError(f"{self.folder}: no {name}, which checks {where}")
        findings = [
            Finding(
                "ocds-schema",
                f"{where}#{pointer}",
                message,
                "See the documentation of the standard."
                if severity == "error"
                else "It is read all the same; ask the publisher.",
                severity,
            )
            for pointer, message, severity in self._errors(name, document, lenient)
        ]
        return sorted(findings)

    def _errors(self, name: str, document: Any, lenient: bool) -> Iterator[tuple[str, str, Any]]:
        # Imported here: it is large, and only a check needs it.
        import jsonschema_rs  # noqa: PLC0415

        known = {
            str(uri).rstrip("#"): each
            for each in self.content.values()
            if (uri := each.get("id") or each.get("$id"))
        }

        def from_folder(wanted: str) -> Any:
            """A schema of the folder by its name; nothing is ever fetched."""
            if wanted.rstrip("#") in known:
                return known[wanted.rstrip("#")]
            raise InputError(
                f"{self.folder}: {name} refers to {wanted}, which is not in the folder"
            )

        try:
            validator = jsonschema_rs.Draft4Validator(
                self.content[name], retriever=from_folder, validate_formats=True
            )
        except (ValueError, jsonschema_rs.ReferencingError) as problem:
            raise InputError(f"{self.folder / name}: {_short(str(problem))}") from None
        for error in validator.iter_errors(document):
            pointer = "".join(f"/{escaped(str(part))}" for part in error.instance_path)
            missing = getattr(error.kind, "property", "") if error.kind.name == "required" else ""
            forgiven = lenient and (
                missing in METADATA["1.1"]
                if not pointer
                else missing == CONSTANT and bool(_A_RELEASE.fullmatch(pointer))
            )
            yield pointer, _short(error.message), "warning" if forgiven else "error"


def _short(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= LETTERS else f"{line[:LETTERS]}..."


def _schema(path: Path) -> Any:
    if path.stat().st_size > LARGEST_SCHEMA:
        raise InputError(f"{path}: larger than {LARGEST_SCHEMA // 2**20} MiB; this is no schema")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as problem:
        raise InputError(f"{path}: not a JSON schema: {problem}") from None
    if not isinstance(found, dict):
        raise InputError(f"{path}: not a JSON schema: it is no object")
    return found


@dataclass(frozen=True, slots=True)
class Checked:
    """One file after a check.

    Attributes:
        file: its path.
        documents: how many documents it holds.
        findings: in the order of their places.
    """

    file: str
    documents: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(each.severity == "error" for each in self.findings)


def check_file(path: Path, schemas: Schemas, *, lenient: bool = False) -> Checked:
    """Check every document of a file.

    Raises:
        InputError: it cannot be read, or the folder lacks a schema.
    """
    findings: list[Finding] = []
    count = 0
    for where, document in documents(read_text(path)):
        count += 1
        try:
            findings += schemas.check(document, where, lenient=lenient)
        except MaterielError as problem:
            if isinstance(problem, InputError) and kind_of(document) is not None:
                raise
            findings.append(
                Finding("ocds-schema", where, str(problem), "It is no file of the standard.")
            )
    return Checked(str(path), count, tuple(findings))
