"""A new case: a commented table for each kind of row, as a folder or as one workbook."""

from pathlib import Path

from materiel.exchange.template import write_template
from materiel.kernel.errors import InputError
from materiel.service.sources import is_workbook


def write_case_template(place: Path) -> list[Path]:
    """Write the commented template of a case; returns its files.

    Args:
        place: a folder; or a file that ends in .xlsx, for one workbook with a sheet for each
            table.

    Raises:
        InputError: the folder holds a table already, the file exists, or cannot be written.
    """
    if not is_workbook(place.name):
        return write_template(place)
    # Only who writes a workbook pays for the writer.
    from materiel.exchange.workbook.writing import (  # noqa: PLC0415
        write_template as write_workbook_template,
    )

    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        write_workbook_template(place)
    except OSError as problem:
        raise InputError(f"{place}: {problem.strerror}") from None
    return [place]
