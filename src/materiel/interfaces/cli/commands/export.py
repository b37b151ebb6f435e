"""``materiel export``: the whole log, a case as a workbook or a folder, or contracts as OCDS."""

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
LOG = ".jsonl"


def export(
    what: str = "",
    path: Path | None = None,
    /,
    *,
    source: str = "",
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
    """Write the whole log, one case as a workbook or a folder, or contracts as OCDS packages.

    A file that ends in .jsonl is the log: an entry on each line, with hashes, and an end line;
    'materiel load FILE.jsonl' takes it into an empty workspace, every hash the same. A file
    that ends in .xlsx, or a new folder, is the case with all its rows, corrections too. With
    the word ocds, contracts: 'materiel import FILE.json' reads them back without loss.

    Args:
        what: the file or the folder (without one the lines of the log are printed); or the
            word ocds for contracts.
        path: with ocds: the file, which ends in .json; else the package is printed.
        source: write this case folder, workbook or packaged case instead of one in the log.
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
    return _export_file(Path(what) if what else None, source, common)


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


def _export_file(path: Path | None, source: str, common: Common) -> int:
    common.refuse("export", CLOCKS, "all entries are written, whenever they count")
    if source:
        return _convert(source, path, common)
    if path is not None and path.suffix != LOG:
        with common.open() as workspace:
            return _said(materiel.export_case(workspace, path, common.view), common)
    common.refuse("export", ("case",), "a log is exported whole, so that its hashes hold")
    with common.open() as workspace:
        if path is None:
            write(materiel.export_lines(workspace))
            return GOOD
        moved = materiel.export_log(workspace, path, progress)
    if common.json:
        say_json(moved.as_dict())
    else:
        say(f"{moved.path}: {counted(moved.entries, 'entry', 'entries')}")
    return GOOD


def _convert(source: str, path: Path | None, common: Common) -> int:
    common.refuse("export", ("case",), "--source says which case it is")
    if path is None or path.suffix == LOG:
        raise InputError("--source: give a file that ends in .xlsx, or a folder, to write to")
    return _said(materiel.convert_case(source, path), common)


def _said(written: "materiel.Written", common: Common) -> int:
    if common.json:
        say_json(written.as_dict())
        return GOOD
    rows, tables = sum(written.rows.values()), len(written.rows)
    say(f"{written.path}: {written.case}: {counted(rows, 'row')} in {counted(tables, 'table')}")
    if written.left_out:
        say(f"{counted(written.left_out, 'decision')} of accepted plans are no rows of a case")
    return GOOD


COMMAND = Command(
    name="export",
    group="Keep safe",
    run=export,
    example="materiel export log.jsonl\nmateriel export | gzip > log.jsonl.gz\n"
    "materiel export coalition.xlsx --case coalition\n"
    "materiel export my-case.xlsx --source my-case\n"
    "materiel export ocds gale.json --contract GALE-25 --schema schemas/1.1.5",
)
