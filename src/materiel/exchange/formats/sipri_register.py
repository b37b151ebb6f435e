"""The SIPRI register of arms transfers: one line for each order."""

from datetime import date
from pathlib import Path

from materiel.evidence.documents import Document
from materiel.exchange.format import Evidence, Format, Imported
from materiel.exchange.sipri.deal import Order
from materiel.exchange.sipri.deliveries import generated_on
from materiel.exchange.sipri.entries import LOCATOR, ORDERS_CASE, Entries, refusal, settle
from materiel.exchange.sipri.looks import look
from materiel.exchange.sipri.reading import Reading
from materiel.exchange.sipri.register import COLUMNS, read_register
from materiel.exchange.sipri.text import read_text
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period

NAME = "sipri-register"


def detect(path: Path) -> Evidence:
    """Whether a line among the first names the register's columns."""
    return look(path, COLUMNS, "the SIPRI register")


def read(path: Path, known_on: date | None = None) -> Imported:
    """The orders of a register as rows of a case.

    Args:
        path: the file.
        known_on: the day on which it was public, where the reader knows better than the file.

    Raises:
        InputError: no header, or no order at all.
        FindingsError: columns are missing.
    """
    reading = read_register(read_text(path))
    if not reading.records:
        raise InputError(f"{path.name}: not one order could be read")
    findings = list(reading.findings)
    known = known_on or generated_on(reading.text, reading.header)
    if known is None:
        known = _end_of_next_year(reading)
        findings.append(
            Finding(
                "known-on",
                path.name,
                f"the file does not say when it was made; it is taken as known from {known} on, "
                "the end of the year after its last",
                "State the day on which it was public with --known-on, if it is known.",
                "note",
            )
        )
    document = Document(
        id=f"sipri-register-{known}",
        known_on=known,
        title=f"SIPRI register of arms transfers, as known on {known}",
        publisher="Stockholm International Peace Research Institute",
        published=Period.day(known),
        locator=LOCATOR,
        grade="A",
    )
    entries = Entries(ORDERS_CASE, "Arms transfers as SIPRI registers them", document, known)
    ids: dict[int, tuple[str, ...]] = {}
    refused: dict[int, Finding] = {}
    for order in reading.records:
        place = reading.text.place(order.line)
        try:
            ids[order.line] = entries.order(order, place)
        except InputError as problem:
            refused[order.line] = refusal(place, problem)
    return entries.imported(NAME, settle(reading, ids, refused), findings)


def _end_of_next_year(reading: Reading[Order]) -> date:
    """The latest day on which the register must have been public.

    SIPRI publishes a year's data in the year after it. A day too late hides what was known for
    some months; one too early would claim knowledge that nobody had.
    """
    years = [order.year.last for order in reading.records]
    years += [order.years.last for order in reading.records if order.years]
    return date(max(years) + 1, 12, 31)


FORMAT = Format(
    name=NAME,
    meaning="SIPRI arms transfers, register of orders (CSV, ISO 8859-1)",
    detect=detect,
    read=read,
    licence="SIPRI: non-commercial use with credit, less than 10 % of the database",
    read_dated=read,
)
