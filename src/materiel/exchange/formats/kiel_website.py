"""Reads the CSV files behind the website of the Ukraine Support Tracker."""

from materiel.exchange.format import Format
from materiel.exchange.kiel.website import FORMAT, detect, read

KIEL_WEBSITE = Format(
    FORMAT,
    "the CSV files of the Ukraine Support Tracker's website, as a folder or one by one",
    detect,
    read,
    "Kiel Institute for the World Economy; free to use with its citation, never shipped with us",
)
