"""What others made of the tracker's main table: one CSV file under headings of their own."""

import hashlib
import json
from datetime import date
from pathlib import Path

from materiel.exchange.format import Evidence, Imported
from materiel.exchange.kiel.days import read_when, slash_order
from materiel.exchange.kiel.gathering import Gathering
from materiel.exchange.kiel.making import make_rows
from materiel.exchange.kiel.records import lacking, main_heading, read_main
from materiel.exchange.kiel.release import Release, find_release
from materiel.exchange.kiel.summaries import count_funds, misfits, read_summary, row_sums
from materiel.exchange.kiel.textfile import TextTable, read_text
from materiel.exchange.kiel.unread import file_fates, whole
from materiel.kernel.errors import InputError, MaterielError
from materiel.kernel.findings import Finding

FORMAT = "kiel-extract"
SUMMARY = "country_summary.csv"
METADATA = "metadata.json"
"""Files that an extract may bring along: the totals to check it against, where it comes from."""
_BESIDE = {
    SUMMARY: "read to compare its cells with the sums of the rows; it makes no rows",
    METADATA: "read for the release and its day only; it makes no rows",
}
_PREVIEW = 80
LARGEST_METADATA = 2**20
OPEN_END = date(2099, 12, 31)
"""No cut-off is known yet while it is looked for."""


def detect(path: Path) -> Evidence:
    """Whether a CSV file, or one in a folder, has the columns of a main table."""
    try:
        found = _main_file(path, _PREVIEW)
    except MaterielError as problem:
        short = _lacking(path)
        return Evidence(certain=False, possible=bool(short), why=short or str(problem))
    why = f"{found.name} has the columns donor, date, kind of aid and value in euros"
    return Evidence(certain=True, possible=True, why=why)


def read(path: Path) -> Imported:
    """Read an extract: a file, or a folder with one such file.

    Raises:
        InputError: no such table, a column missing, too large, or no day that it stands for.
    """
    preview = _main_file(path, _PREVIEW, strict=True)
    file = path / preview.name if path.is_dir() else path
    text = read_text(file)
    release = _release(file, text)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    gathering = Gathering(release, file.name, official=False, digest=digest)
    table = read_main(text.rows, file.name, text.lines)
    gathering.findings += [*text.findings, *release.findings, *table.heading.findings]
    sums = row_sums(table.records, gathering.names)
    where = file.parent / SUMMARY
    summary = {}
    if where.is_file() and where != file:
        try:
            summary = read_summary(read_text(where).rows, gathering.names, SUMMARY)
        except MaterielError as problem:
            gathering.findings.append(Finding("country-summary", SUMMARY, str(problem)))
    funds, how = count_funds(summary, sums)
    gathering.findings.append(Finding("joint-funds", file.name, f"{funds}: {how}", "", "note"))
    gathering.findings += misfits(summary, sums, gathering.names, funds, SUMMARY)
    make_rows(gathering, table.records, {}, funds)
    by_line = {record.line: record.place for record in table.records}
    for line in text.lines:
        if line in by_line:
            gathering.settle([by_line[line]])
        else:
            gathering.fates.append(table.fates[line])
    beside = (SUMMARY, METADATA)
    used = {name: _BESIDE[name] for name in beside if (file.parent / name).is_file()}
    if path.is_dir():
        gathering.fates += file_fates(path, (file.name,), used)
    else:
        gathering.fates += [whole(name, why) for name, why in used.items() if name != file.name]
    return gathering.imported(FORMAT)


def _main_file(path: Path, rows: int, *, strict: bool = False) -> TextTable:
    """The one CSV file with a main table.

    Raises:
        InputError: none or several, or what the only candidate lacks.
    """
    if path.is_dir():
        files = sorted(each for each in path.glob("*.csv") if each.is_file())[:200]
        found = []
        for each in files:
            try:
                text = read_text(each, rows)
            except MaterielError:
                continue
            if main_heading(text.rows, each.name):
                found.append(text)
        if len(found) != 1:
            names = ", ".join(text.name for text in found) or "none"
            raise InputError(
                f"{path.name}: needs one CSV file with the tracker's main table; found {names}"
            )
        return found[0]
    if not path.is_file():
        raise InputError(f"no file at {path}")
    text = read_text(path, rows)
    if main_heading(text.rows, text.name):
        return text
    if strict:
        read_main(text.rows, text.name, text.lines)
    raise InputError(f"{path.name}: no columns of the tracker's main table")


def _lacking(path: Path) -> str:
    """Which columns a file lacks that has most of a main table's; empty for another file."""
    if not path.is_file():
        return ""
    try:
        text = read_text(path, _PREVIEW)
    except MaterielError:
        return ""
    return lacking(text.rows, text.name)


def _release(file: Path, text: TextTable) -> Release:
    """Which release: by the notes beside the file when there are some, else by its dates.

    Raises:
        InputError: neither gives a day.
    """
    notes = _metadata(file.parent / METADATA)
    heading = main_heading(text.rows, file.name)
    index = heading.at["date"] if heading else 0
    first = heading.row + 1 if heading else 0
    cells = [row[index] for row in text.rows[first:] if index < len(row)]
    order = slash_order(cells)
    read = [read_when(cell, OPEN_END, order) for cell in dict.fromkeys(cells)]
    days = [when.period.start for when in read if when.period.precision == "day"]
    release = find_release(notes, file.name, days, file.name)
    if release is None:
        raise InputError(f"{file.name}: no row states a date, so the day it stands for is unknown")
    return release


def _metadata(path: Path) -> list[str]:
    """The texts of a small JSON file of notes; empty when there is none that can be read.

    A name of a source file such as ``2026-04-22_..._Release_28.xlsx`` says both the release
    and the day on which it was public.
    """
    try:
        if path.stat().st_size > LARGEST_METADATA:
            return []
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(found, dict):
        return []
    return [str(value)[:400] for value in found.values() if isinstance(value, str)]
