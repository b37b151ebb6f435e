"""``materiel export``: the whole log as JSON Lines, or contracts as OCDS packages."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common
from materiel.interfaces.cli.output import (
    counted,
    progress,
    say,
    say_findings,
    say_json,
    write,
)
from materiel.kernel.errors import InputError

OCDS = "ocds"


def export(
    what: str = "",
    path: Path | None = None,
    /,
    *,
    contract: str = "",
    records: bool = False,
    schema: Path | None = None,
    prefix: str = "",
    publisher: str = "",
    address: str = "",
    extension: str = "",
    reader: str = "",
    common: Common = PLAIN,
) -> int:
    """Write the whole log as JSON Lines, or contracts as packages of the OCDS.

    'materiel load FILE.jsonl' takes a log into an empty workspace; every hash stays the same.
    'materiel import FILE.json' reads contracts back with buyers, options and shares.

    Args:
        what: the file of the log, which ends in .jsonl (without one the lines are printed); or
            the word ocds for contracts.
        path: with ocds: the file, which ends in .json; else the package is printed.
        contract: with ocds: one contract; else every contract of the case.
        records: with ocds: a record package, with compiled releases.
        schema: with ocds: a folder of schemas; a package with an error is not written.
        prefix: with ocds: your registered prefix of every ocid.
        publisher: with ocds: the name of who publishes.
        address: with ocds: where the package will be found.
        extension: with ocds: where the declaration of our extension will be found.
        reader: with ocds: for which party; else for the public.
        common: the options of every command.
    """
    if what == OCDS:
        if path is not None and path.suffix != ".json":
            raise InputError(f"found {str(path)!r}; accepted: a file that ends in .json")
        with common.open() as workspace:
            published = materiel.export_ocds(
                workspace,
                path,
                contract=contract,
                records=records,
                prefix=prefix,
                publisher=publisher,
                address=address,
                extension=extension,
                reader=reader,
                schema=schema,
                view=common.view,
            )
        return _say_published(published, common, printed=path is None)
    chosen = {
        "contract": contract,
        "records": records,
        "schema": schema,
        "prefix": prefix,
        "publisher": publisher,
        "address": address,
        "extension": extension,
        "reader": reader,
    }
    for name, value in chosen.items():
        if value:
            raise InputError(f"export: --{name} is about contracts: 'materiel export ocds'")
    if path is not None:
        raise InputError(f"export: found {what!r} before a file; accepted: {OCDS}, or one file")
    return _export_log(Path(what) if what else None, common)


def _say_published(published: "materiel.Published", common: Common, *, printed: bool) -> int:
    code = GOOD if published.good else FINDINGS
    if common.json:
        answer = published.as_dict()
        say_json({**answer, "package": published.package} if printed else answer)
        return code
    if printed and published.good:
        write([published.text])
        return code
    say_findings(published.findings)
    checked = f", checked against OCDS {published.schema}" if published.schema else ""
    if published.path is None:
        say(f"nothing written{checked}")
    else:
        say(f"{published.path}: {counted(len(published.contracts), 'contract')}{checked}")
    return code


def _export_log(path: Path | None, common: Common) -> int:
    common.refuse("export", (*CLOCKS, "case"), "a log is exported whole, so that its hashes hold")
    with common.open() as workspace:
        if path is None:
            write(materiel.export_lines(workspace))
            return GOOD
        if path.suffix != ".jsonl":
            raise InputError(f"found {str(path)!r}; accepted: a file that ends in .jsonl")
        moved = materiel.export_log(workspace, path, progress)
    if common.json:
        say_json(moved.as_dict())
    else:
        say(f"{moved.path}: {counted(moved.entries, 'entry', 'entries')}")
    return GOOD


COMMAND = Command(
    name="export",
    group="Keep safe",
    run=export,
    example=(
        "materiel export log.jsonl\n"
        "materiel export | gzip > log.jsonl.gz\n"
        "materiel export ocds gale.json --contract GALE-25 --schema schemas/1.1.5"
    ),
)
