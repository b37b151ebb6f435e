"""``materiel ingest``: what documents claim, proposed for a person to decide."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common, day
from materiel.interfaces.cli.output import counted, progress, say, say_findings, say_json, table


def ingest(
    *files: Path,
    claims: Path | None = None,
    relations: Path | None = None,
    sentences: Path | None = None,
    published: str = "",
    common: Common = PLAIN,
) -> int:
    """Read documents and propose what they claim and how the claims relate.

    Text, HTML and PDF with a text layer are read, without a network. Every sentence is marked
    claimed, context or unread. A proposal changes no total: a person accepts, edits or rejects it.

    Args:
        files: the documents; the stem of a file name names its claims.
        claims: write the claims here, one JSON object a line.
        relations: write the proposed relations here, in the same way.
        sentences: write every sentence with its mark here, in the same way.
        published: the day of documents that do not state it, YYYY-MM-DD; it dates "last week".
        common: the options of every command.
    """
    common.refuse("ingest", (*CLOCKS, "case", "workspace", "actor"), "it only reads documents")
    report = materiel.ingest(
        files,
        claims=claims,
        relations=relations,
        sentences=sentences,
        published=day(published, "--published"),
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
                str(len(each.reading.claims)),
            )
            for each in report.files
        ],
        right=range(2, 6),
    )
    say_findings([one for each in report.files for one in each.findings])
    say(
        f"{counted(report.claims, 'claim', 'claims')} and "
        f"{counted(len(report.relations), 'relation', 'relations')} proposed"
    )
    return GOOD if report.good else FINDINGS


COMMAND = Command(
    name="ingest",
    group="Record",
    run=ingest,
    example="materiel ingest report.txt --claims claims.jsonl --relations relations.jsonl\n"
    "materiel ingest page.html notice.pdf --published 2024-07-09 --claims claims.jsonl",
)
