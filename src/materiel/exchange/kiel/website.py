"""The six CSV files behind the tracker's website: months of allocations, and lists of weapons."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from materiel.exchange.format import Evidence, Fate, Imported
from materiel.exchange.kiel.cells import count
from materiel.exchange.kiel.gathering import Gathering
from materiel.exchange.kiel.headings import nameless_columns, require
from materiel.exchange.kiel.months import compare_months, read_explorer, read_months, read_shares
from materiel.exchange.kiel.release import Release
from materiel.exchange.kiel.sitefile import TABLES, Part, lacking, month_of, part_of
from materiel.exchange.kiel.textfile import read_text
from materiel.exchange.kiel.unread import file_fates
from materiel.exchange.kiel.weapons import read_weapons
from materiel.kernel.errors import InputError, MaterielError
from materiel.kernel.findings import Finding

FORMAT = "kiel-website"
_PREVIEW = 40


def detect(path: Path) -> Evidence:
    """Whether a file, or files of a folder, have exactly the columns of one of the six."""
    try:
        parts = _parts(path, _PREVIEW)
    except MaterielError as problem:
        return Evidence(certain=False, possible=False, why=str(problem))
    if not parts and (short := _lacking(path)):
        return Evidence(certain=False, possible=True, why=short)
    if not parts:
        why = "no file has the columns of the tracker's website"
        return Evidence(certain=False, possible=False, why=why)
    why = f"columns of the website's {', '.join(part.table for part in parts)}"
    return Evidence(certain=True, possible=True, why=why)


def read(path: Path) -> Imported:
    """Read the files of a release: a folder, or one file with its ``release_info.csv`` beside.

    Raises:
        InputError: none of the six, a column missing, or no day that they stand for.
    """
    parts = _parts(path, None)
    if not parts and (short := _lacking(path)):
        raise InputError(short)
    if not parts:
        raise InputError(f"{path.name}: none of the six files of the tracker's website")
    by_table: dict[str, Part] = {}
    for part in parts:
        if part.table in by_table:
            names = f"{by_table[part.table].text.name} and {part.text.name}"
            raise InputError(f"{path.name}: {names} are both {part.table}; keep one of them")
        require(
            part.heading,
            part.text.rows[part.heading.row],
            part.table,
            TABLES[part.table],
            part.text.name,
        )
        by_table[part.table] = part
    release = _release(path, by_table)
    gathering = Gathering(release, path.name, digest=_digest(path))
    gathering.findings += release.findings
    for part in parts:
        gathering.findings += [*part.text.findings, *part.heading.findings]
        gathering.findings += nameless_columns(part.heading, part.text.rows, part.text.name)
        _READERS[part.table](gathering, part)
    if "data_explorer" in by_table and "total_allocations" in by_table:
        compare_months(gathering, by_table["data_explorer"], by_table["total_allocations"])
    _settle(gathering, parts)
    if path.is_dir():
        gathering.fates += file_fates(path, [part.text.name for part in parts], {})
    return gathering.imported(FORMAT)


def _settle(gathering: Gathering, parts: Sequence[Part]) -> None:
    """The fate of each row of each file."""
    for part in parts:
        for place, row in part.rows():
            if not any(text.strip() for text in row.values()):
                gathering.fates.append(Fate(place, "not-data"))
            elif place in gathering.made:
                gathering.settle([place])
            else:
                odd = tuple(gathering.odd.get(place, ()))
                gathering.fates.append(Fate(place, "refused" if odd else "loaded", (), odd))


def _lacking(path: Path) -> str:
    """Which column a file lacks that has all others of one of the six; empty for other files."""
    try:
        return lacking(read_text(path, _PREVIEW)) if path.is_file() else ""
    except MaterielError:
        return ""


def _parts(path: Path, rows: int | None) -> list[Part]:
    files = sorted(path.glob("*.csv"))[:200] if path.is_dir() else [path]
    found = []
    for file in files:
        if not file.is_file():
            continue
        try:
            text = read_text(file, rows)
        except MaterielError:
            if path.is_dir():
                continue
            raise
        if part := part_of(text):
            found.append(part)
    return found


def _digest(path: Path) -> str:
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    whole = hashlib.sha256()
    for file in sorted(path.glob("*.csv"))[:200]:
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def _release(path: Path, parts: Mapping[str, Part]) -> Release:
    info = parts.get("release_info")
    if info is None and path.is_file():
        beside = path.parent / "release_info.csv"
        if beside.is_file():
            info = part_of(read_text(beside, _PREVIEW))
    if info is not None and info.table == "release_info":
        for _, row in info.rows():
            number = count(row.get("release", "")).low or 0
            try:
                return Release(number, date.fromisoformat(row.get("date", "").strip()))
            except ValueError:
                continue
    months = [
        month
        for part in parts.values()
        for _, row in part.rows()
        if (month := month_of(row)) is not None
    ]
    if not months:
        raise InputError(
            f"{path.name}: no day that it stands for; give the folder with release_info.csv"
        )
    last = max(month.last for month in months)
    problem = f"no release_info.csv; the end of its last month, {last}, is taken"
    return Release(0, last, (Finding("release", path.name, problem, "", "note"),))


def _info(gathering: Gathering, part: Part) -> None:
    for place, row in part.rows():
        gathering.made.setdefault(place, [gathering.document])
        if not any(text.strip() for text in row.values()):
            gathering.made.pop(place)


_READERS: Mapping[str, Callable[[Gathering, Part], None]] = {
    "data_explorer": read_explorer,
    "total_allocations": read_months,
    "procurement_trends": read_months,
    "eu_aid_shares": read_shares,
    "weapons_list": read_weapons,
    "release_info": _info,
}
