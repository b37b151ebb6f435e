"""The mapping tables of the tracker's files: spellings of headings, sheets, donors and words."""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

_OTHER = re.compile(r"[^0-9a-z]+")


def normal(text: str) -> str:
    """The form in which headings and words are compared: letters and digits, single spaces.

    >>> normal(" No. of Units"), normal("tot_activity_value_EUR"), normal("Mål")
    ('no of units', 'tot activity value eur', 'mal')
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _OTHER.sub(" ", plain).strip()


@cache
def mapping(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a packaged mapping table, in the order of the file."""
    source = files("materiel.exchange.kiel") / "tables" / f"{name}.csv"
    return tuple(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))


@cache
def spellings(table: str) -> Mapping[str, str]:
    """Normalised heading to our column, for one table of the files."""
    return {
        normal(row["spelling"]): row["column"]
        for row in mapping("columns")
        if row["table"] == table and row["spelling"]
    }


@cache
def nameless(table: str) -> Mapping[str, str]:
    """Normalised heading to the column whose own heading is empty and stands left of it."""
    return {
        normal(row["left_of"]): row["column"]
        for row in mapping("columns")
        if row["table"] == table and row["left_of"]
    }


@cache
def words(table: str, key: str, value: str) -> Mapping[str, str]:
    """Folded word to its meaning, for the small tables of words."""
    return {row[key].casefold(): row[value] for row in mapping(table)}


def known_headings(table: str, wanted: str) -> Sequence[str]:
    """The spellings under which a column is known, for messages."""
    return [heading for heading, column in spellings(table).items() if column == wanted]
