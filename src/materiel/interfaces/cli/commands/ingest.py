"""``materiel ingest``: what documents claim, proposed for a person to decide."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common, day
from materiel.interfaces.cli.output import counted, progress, say, say_findings, say_json, table
from materiel.kernel.errors import InputError, WorkspaceError


def ingest(
    *files: Path,
    claims: Path | None = None,
    relations: Path | None = None,
    sentences: Path | None = None,
    published: str = "",
    publisher: str = "",
    title: str = "",
    locator: str = "",
    grade: str = "",
    model: Annotated[bool, Parameter(negative="")] = False,
    reader: str = "",
    common: Common = PLAIN,
) -> int:
    """Read documents and propose what they claim and how the claims relate.

    Text, HTML, PDF with a text layer, DOCX, XLSX and CSV are read, without a network. Every
    sentence is marked claimed, context or unread. A proposal changes no total: a person accepts,
    edits or rejects it.

    In a workspace the documents are kept as received, and their claims wait for 'materiel review'.
    Without one, or with --claims, --relations, --sentences or --model, they are only read.

    Args:
        files: the documents; the stem of a file name names its claims.
        claims: write the claims here, one JSON object a line.
        relations: write the proposed relations here, in the same way.
        sentences: write every sentence with its mark here, in the same way.
        published: the day of documents that do not state it, YYYY-MM-DD; it dates "last week".
        publisher: who published the documents that are kept; else not stated.
        title: your own short name of the one document that is kept; else its file's.
        locator: where it can be found: an address, a file number; else not stated.
        grade: how well such a source is usually informed: A, B or C; else C.
        model: ask the language model of materiel.toml as well, which sends it the documents' text;
            a claim whose words do not stand in the document is refused.
        reader: who reads: rules, weights, or encoder, which reads best and needs a model beside
            the package; else as MATERIEL_READER says, or the best that is installed.
        common: the options of every command.
    """
    common.refuse("ingest", CLOCKS, "it only reads documents")
    about = materiel.About(publisher=publisher, title=title, locator=locator, published=None)
    about = replace(about, grade=grade or about.grade, published=day(published, "--published"))
    who = materiel.document_reader(reader)
    if not (claims or relations or sentences or model):
        workspace = _workspace(common, stated=bool(publisher or title or locator or grade))
        if workspace is not None:
            with workspace:
                return _keep(workspace, files, about, who, common)
    elif publisher or title or locator or grade:
        raise InputError(
            "ingest: --claims, --relations, --sentences and --model only read: nothing is kept"
        )
    common.refuse("ingest", ("case", "workspace", "actor"), "it only reads documents")
    report = materiel.ingest(
        files,
        claims=claims,
        relations=relations,
        sentences=sentences,
        published=day(published, "--published"),
        model=materiel.model_endpoint() if model else None,
        reader=who,
        progress=progress,
    )
    if common.json:
        say_json(report.as_dict())
        return GOOD if report.good else FINDINGS
    table(
        ("document", "day", "claimed", "context", "unread", "claims"),
        [
            (
                each.reading.document,
                str(each.published or ""),
                *map(str, each.marks.values()),
                str(len(each.claims)),
            )
            for each in report.files
        ],
        right=range(2, 6),
    )
    say_findings([one for each in report.files for one in each.findings])
    say(
        f"{counted(report.claims, 'claim', 'claims')} and "
        f"{counted(len(report.relations), 'relation', 'relations')} proposed by {who.title}"
    )
    return GOOD if report.good else FINDINGS


def _workspace(common: Common, *, stated: bool) -> "materiel.Workspace | None":
    """The workspace that keeps the documents; None where there is none and nobody asks for one."""
    try:
        return common.open()
    except WorkspaceError:
        if stated or common.case or common.actor or common.workspace or _named():
            raise
        return None


def _named() -> bool:
    """Whether a workspace begins in this folder or above, even one that cannot be read."""
    here = Path.cwd().resolve()
    return any((folder / "materiel.toml").exists() for folder in (here, *here.parents))


def _keep(
    workspace: "materiel.Workspace",
    files: Sequence[Path],
    about: "materiel.About",
    who: "materiel.DocumentReader",
    common: Common,
) -> int:
    """Keep the documents, and say what waits."""
    report = materiel.keep_documents(
        workspace, files, about, case=common.case, reader=who, progress=progress
    )
    if common.json:
        say_json(report.as_dict())
        return GOOD if report.good else FINDINGS
    table(
        ("file", "document", "fate", "day", "claimed", "context", "unread", "claims"),
        [
            (
                Path(each.file).name,
                each.document,
                each.fate,
                str(each.published or ""),
                *map(str, each.marks.values()),
                str(each.claims),
            )
            for each in report.files
        ],
        right=range(4, 8),
    )
    say_findings([one for each in report.files for one in each.findings])
    if not report.good:
        say("nothing is kept: one file could not be read")
        return FINDINGS
    say(
        f"{counted(report.claims, 'claim', 'claims')} and "
        f"{counted(report.suggestions, 'relation', 'relations')} wait in {report.case}; "
        "see 'materiel review'"
    )
    return GOOD


COMMAND = Command(
    name="ingest",
    group="Record",
    run=ingest,
    example="materiel ingest report.txt --claims claims.jsonl --relations relations.jsonl\n"
    "materiel ingest page.html notice.pdf --published 2024-07-09 --publisher 'a ministry'",
)
