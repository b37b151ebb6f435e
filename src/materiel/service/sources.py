"""What a person may mean by the name of a case: a folder, or a case that ships with the package."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from materiel.exchange.packaged import PACKAGED, packaged_case
from materiel.kernel.errors import InputError, nearest

PREFIX = "packaged:"
"""Before the name of a packaged case, where a folder of that name lies nearby."""
JSON_LINES = ".jsonl"


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
