"""Reads releases of the Ukraine Support Tracker as the institute's own workbooks."""

from materiel.exchange.format import Format
from materiel.exchange.kiel.workbook import FORMAT, detect, read

KIEL_WORKBOOK = Format(
    FORMAT,
    "a release of the Kiel Institute's Ukraine Support Tracker as an XLSX workbook",
    detect,
    read,
    "Kiel Institute for the World Economy; free to use with its citation, never shipped with us",
)
