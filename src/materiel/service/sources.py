"""What a person may mean by the name of a case: a folder, a workbook, or a packaged case."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from materiel.exchange.folder import CaseFolder, read_folder
from materiel.exchange.packaged import PACKAGED, packaged_case
from materiel.kernel.errors import InputError, nearest

PREFIX = "packaged:"
"""Before the name of a packaged case, where a folder of that name lies nearby."""
JSON_LINES = ".jsonl"
WORKBOOK = ".xlsx"


def is_workbook(name: str) -> bool:
    """Whether the name of a file says that it is a workbook."""
    return name.lower().endswith(WORKBOOK)


def read_case(source: str) -> CaseFolder:
    """The case in a folder, in a workbook, or in a packaged case.

    Raises:
        InputError: there is none, or the workbook is damaged.
    """
    if is_workbook(source) and not Path(source).is_dir():
        # Only who reads a workbook pays for the reader.
        from materiel.exchange.workbook.reading import read_workbook  # noqa: PLC0415

        return read_workbook(Path(source))
    with case_folder(source) as place:
        return read_folder(place)


@contextmanager
def case_folder(source: str) -> Iterator[Path]:
    """The folder of a case, by its path or by the name of a packaged case.

    Raises:
        InputError: there is neither, or both.
    """
    name = source.removeprefix(PREFIX)
    folder = Path(source)
    if source.startswith(PREFIX) or (source in PACKAGED and not folder.is_dir()):
        with packaged_case(name) as place:
            yield place
        return
    if source in PACKAGED:
        raise InputError(
            f"{source!r} is a folder here and a packaged case; write ./{source} for the folder, "
            f"{PREFIX}{source} for the packaged case"
        )
    if not folder.is_dir():
        near = nearest(source, PACKAGED)
        hint = f" (near: {', '.join(near)})" if near else ""
        raise InputError(
            f"no case folder and no packaged case {source!r}{hint}; packaged: "
            f"{', '.join(PACKAGED)}; 'materiel init --case {source}' writes a template"
        )
    yield folder
