"""A new case folder: a commented table for each kind of row, ready to be filled in."""

from pathlib import Path

from materiel.exchange.template import write_template


def write_case_template(folder: Path) -> list[Path]:
    """Write the commented template of a case folder; returns its files.

    Raises:
        InputError: the folder holds a table already.
    """
    return write_template(folder)
