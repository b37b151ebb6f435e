"""The SIPRI delivery download: one line for each deal and year of delivery."""

from collections import Counter
from datetime import date
from pathlib import Path

from materiel.evidence.documents import Document
from materiel.exchange.format import Evidence, Format, Imported
from materiel.exchange.sipri.deliveries import COLUMNS, generated_on, read_deliveries
from materiel.exchange.sipri.entries import DELIVERIES_CASE, LOCATOR, Entries, refusal, settle
from materiel.exchange.sipri.looks import look
from materiel.exchange.sipri.text import read_text
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period

NAME = "sipri-deliveries"


def detect(path: Path) -> Evidence:
    """Whether a line among the first names the download's columns."""
    return look(path, COLUMNS, "the SIPRI delivery download")


def read(path: Path, known_on: date | None = None) -> Imported:
    """The deliveries of a download as rows of a case.

    Args:
        path: the file.
        known_on: the day on which it was public, where the file does not say.

    Raises:
        InputError: no header, no delivery at all, or no day on which the data were generated.
        FindingsError: columns are missing.
    """
    reading = read_deliveries(read_text(path))
    if not reading.records:
        raise InputError(f"{path.name}: not one delivery could be read")
    known = known_on or generated_on(reading.text, reading.header)
    if known is None:
        raise InputError(
            f"{path.name}: no line before the header says 'Data generated: 3 Jan 2025'; "
            "state the day on which the file was public"
        )
    document = Document(
        id=f"sipri-deliveries-{known}",
        known_on=known,
        title=f"SIPRI arms transfers, deliveries, generated on {known}",
        publisher="Stockholm International Peace Research Institute",
        published=Period.day(known),
        locator=LOCATOR,
        grade="A",
    )
    entries = Entries(DELIVERIES_CASE, "Arms deliveries as SIPRI records them", document, known)
    ids: dict[int, tuple[str, ...]] = {}
    refused: dict[int, Finding] = {}
    seen: Counter[str] = Counter()
    for row in reading.records:
        place = reading.text.place(row.line)
        try:
            ids[row.line] = entries.delivery(row, place, seen[row.deal] + 1)
            seen[row.deal] += 1
        except InputError as problem:
            refused[row.line] = refusal(place, problem)
    return entries.imported(NAME, settle(reading, ids, refused), reading.findings)


FORMAT = Format(
    name=NAME,
    meaning="SIPRI arms transfers, deliveries by deal and year (CSV)",
    detect=detect,
    read=read,
    licence="SIPRI: non-commercial use with credit, less than 10 % of the database",
    read_dated=read,
)
