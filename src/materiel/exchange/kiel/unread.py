"""The sheets and files of a release that make no rows, each named with the reason."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from materiel.exchange.format import Fate
from materiel.exchange.kiel.container import Cells
from materiel.exchange.kiel.packaged import mapping, normal
from materiel.kernel.findings import Finding

MOST_FILES = 200
_NO_TABLE = "no reader knows it as a part of this release"
_OTHER = "no reader knows it: it lacks the columns of the tracker's main table"


def sheet_fates(name: str, sheet: str, rows: Cells) -> Iterator[Fate]:
    """The fate of a sheet as a whole, with the reason, then of each row that holds something.

    Args:
        name: of the file.
        sheet: its title.
        rows: its cells.
    """
    yield whole(f"{name}:{sheet}", _reason(sheet))
    for line, row in enumerate(rows, 1):
        if any(cell != "" for cell in row):
            yield Fate(f"{name}:{sheet}:{line}", "not-data")


def file_fates(folder: Path, read: Sequence[str], used: Mapping[str, str]) -> Iterator[Fate]:
    """The fate of each file of a folder that makes no rows.

    Args:
        folder: of the release.
        read: names of the files whose rows have fates of their own.
        used: names of the others that are read, to what for.
    """
    files = sorted(each.name for each in folder.iterdir() if each.is_file())
    others = [name for name in files if name not in read and not name.startswith(".")]
    for name in others[:MOST_FILES]:
        yield whole(name, used.get(name, f"not read: {_NO_TABLE}"))
    if len(others) > MOST_FILES:
        yield whole(folder.name, f"not read: {len(others) - MOST_FILES:,} files more")


def whole(place: str, reason: str) -> Fate:
    """The fate of a sheet or file that makes no rows."""
    return Fate(place, "not-data", findings=(Finding("not-read", place, reason, "", "note"),))


def _reason(sheet: str) -> str:
    title = normal(sheet)
    for row in mapping("unread"):
        known = row["spelling"]
        if title == known or (row["match"] == "begins" and title.startswith(f"{known} ")):
            return row["why"]
    return f"not read: {_OTHER}"
