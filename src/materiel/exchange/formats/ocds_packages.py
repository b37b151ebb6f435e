"""Reads release packages, record packages, releases and records of the OCDS, 1.0 and 1.1."""

from materiel.exchange.format import Format
from materiel.exchange.ocds.reading import NAME, detect, read

OCDS_PACKAGES = Format(
    name=NAME,
    meaning="releases and records of the Open Contracting Data Standard 1.0 and 1.1 (JSON)",
    detect=detect,
    read=read,
    licence="as each package states; never shipped with us",
)
