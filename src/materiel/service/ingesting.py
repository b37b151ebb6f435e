"""Documents into proposed claims and relations: read, marked, written as JSON Lines."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from materiel.evidence.intake import Reading
from materiel.evidence.proposals import Proposal
from materiel.evidence.relating import Relation, relate
from materiel.exchange.documents.opening import read_file
from materiel.exchange.language_model.checking import BY
from materiel.exchange.language_model.endpoint import Endpoint
from materiel.exchange.language_model.proposing import Proposed, propose_by_model
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.service.progress import Progress, quiet
from materiel.service.readers import WEIGHTS, DocumentReader

MARKS = ("claimed", "context", "unread")


@dataclass(frozen=True, slots=True)
class Ingested:
    """What was read in one file."""

    file: str
    published: date | None
    reading: Reading
    findings: tuple[Finding, ...]
    modelled: tuple[Proposal, ...] = ()
    places: tuple[str, ...] = ()
    reader: str = WEIGHTS.name

    @property
    def claims(self) -> tuple[Proposal, ...]:
        """What is proposed: by rules, then by a language model where one was asked."""
        return (*self.reading.claims, *self.modelled)

    def rows(self) -> list[dict[str, Any]]:
        """The claims as written: each with its place in the file and who proposed it."""
        by_rules = len(self.reading.claims)
        return [
            {
                **claim.as_dict(),
                "place": place,
                "proposer": self.reader if number < by_rules else claim.cue.removeprefix(BY),
            }
            for number, (claim, place) in enumerate(zip(self.claims, self.places, strict=True))
        ]

    @property
    def marks(self) -> dict[str, int]:
        """How many sentences bear each mark."""
        counts = Counter(str(each.mark) for each in self.reading.sentences)
        return {mark: counts[mark] for mark in MARKS}

    def as_dict(self) -> dict[str, Any]:
        """The file's answer as JSON."""
        return {
            "file": self.file,
            "document": self.reading.document,
            "published": str(self.published) if self.published else None,
            "sentences": self.marks,
            "claims": len(self.claims),
            "findings": [each.as_dict() for each in self.findings],
        }


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What was read in all files, and how their claims may relate."""

    files: tuple[Ingested, ...]
    relations: tuple[Relation, ...]
    read_by: str

    @property
    def good(self) -> bool:
        """Whether every file could be read."""
        return not any(one.severity == "error" for each in self.files for one in each.findings)

    @property
    def claims(self) -> int:
        """How many claims are proposed."""
        return sum(len(each.claims) for each in self.files)

    def as_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "good": self.good,
            "read_by": self.read_by,
            "files": [each.as_dict() for each in self.files],
            "claims": self.claims,
            "relations": len(self.relations),
        }


def ingest(
    files: Sequence[Path],
    *,
    claims: Path | None = None,
    relations: Path | None = None,
    sentences: Path | None = None,
    published: date | None = None,
    model: Endpoint | None = None,
    reader: DocumentReader = WEIGHTS,
    progress: Progress = quiet,
) -> IngestReport:
    """Read documents and propose what they claim; nothing is decided and no total changes.

    Args:
        files: documents as text, HTML, PDF, DOCX, XLSX or CSV.
        claims: where the claims go, one JSON object a line.
        relations: where the proposed relations go, in the same way.
        sentences: where every sentence with its mark goes, in the same way.
        published: the day of the documents, for those that do not state it.
        model: a language model that is asked as well; its claims are checked and marked.
        reader: who reads; see ``document_reader``.
        progress: told of each file.

    Raises:
        InputError: a file is missing, two have the same stem, or an answer cannot be written.
    """
    if not files:
        raise InputError("no file is named; accepted: one or several files")
    stems = Counter(path.stem for path in files)
    if twice := [stem for stem, count in stems.items() if count > 1]:
        raise InputError(
            f"{twice[0]!r} is the stem of {stems[twice[0]]} files; claims are named after it: "
            "rename one, or ingest them apart"
        )
    read = []
    for path in files:
        progress(f"reading {path.name}")
        text = read_file(path)
        reading = reader.read(path.stem, text.text, text.published or published)
        said = Proposed()
        if model is not None and text.text:
            said = propose_by_model(
                model, path.stem, text.text, reading.published, progress, reading.claims
            )
            # An endpoint that failed once is not asked again.
            model = None if said.failed else model
        places = tuple(text.place(claim.start) for claim in (*reading.claims, *said.claims))
        findings = (*text.findings, *said.findings)
        read.append(
            Ingested(
                str(path), reading.published, reading, findings, said.claims, places, reader.name
            )
        )
    proposed = relate([claim for each in read for claim in each.claims], weighed=reader.weighed)
    if claims is not None:
        _write(claims, (row for each in read for row in each.rows()))
    if relations is not None:
        _write(relations, (each.as_dict() for each in proposed))
    if sentences is not None:
        _write(sentences, _marked(read))
    return IngestReport(tuple(read), tuple(proposed), reader.title)


def _marked(read: Iterable[Ingested]) -> Iterable[dict[str, Any]]:
    for each in read:
        for one in each.reading.sentences:
            yield {
                "doc_id": each.reading.document,
                "start": one.sentence.start,
                "end": one.sentence.end,
                "kind": one.sentence.kind,
                "mark": one.mark,
                "text": one.sentence.text,
            }


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write one object a line, the whole file or nothing."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        part.replace(path)
    except OSError as problem:
        raise InputError(f"{path}: {problem.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
