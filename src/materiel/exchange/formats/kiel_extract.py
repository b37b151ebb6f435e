"""Reads extracts of the Ukraine Support Tracker that others made, under their own headings."""

from materiel.exchange.format import Format
from materiel.exchange.kiel.extract import FORMAT, detect, read

KIEL_EXTRACT = Format(
    FORMAT,
    "a third party's CSV extract of the Ukraine Support Tracker's main table",
    detect,
    read,
    "Kiel Institute for the World Economy, and whoever made the extract; never shipped with us",
)
