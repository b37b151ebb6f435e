"""Who carried what, as a part of a case's page and as a page of its own."""

from materiel.reports.books import books_of
from materiel.reports.burden import burden_tables
from materiel.reports.burden_pictures import burden_charts
from materiel.reports.markup import Html, tag
from materiel.reports.page import page
from materiel.reports.pictures import main_flow
from materiel.reports.reading import Reading
from materiel.reports.sheet import Sheet
from materiel.reports.words import count_words
from materiel.sharing.burden import Burden, burden

TITLE = "Who carried it"
ON_PAGE = {"who": 40, "promises": 14, "payers": 14, "readings": 14, "refills": 14}
"""The tables of a case's page, and with how many rows each is folded."""
MOST_PROMISES = 300
"""A flow of more promises than this has no part of its own in a case's page."""
MOST = 25
"""Rows from which a table of a burden's own page is folded."""
FOOT = (
    "Every number rests on the numbered entries beside it. Roles are never added: each of them "
    "counts the same units once more."
)


def carried(sheet: Sheet) -> list[Html | None]:
    """The part of a case's page about its largest flow of gifts; nothing where it has none."""
    reading = sheet.reading
    receiver, item = main_flow(reading)
    if not receiver:
        return []
    books = books_of(reading.reader)
    roots = books.select(item=item, receiver=receiver)
    if len(roots) > MOST_PROMISES:
        words = (
            f"{reading.item_unit(item)} for {reading.party(receiver)} were promised in "
            f"{len(roots):,} promises, too many for a page: 'materiel burden' answers for a part."
        )
        return [tag("h3", TITLE), tag("p", words, class_="soft")]
    found = burden(books, roots)
    if not found.pieces["handed-over"]:
        return []
    tables = {table.name: table for table in burden_tables(found)}
    return [
        tag("h3", TITLE),
        _told(reading, found, item, receiver),
        *(sheet.table(tables[name], most) for name, most in ON_PAGE.items() if name in tables),
        *_pictures(sheet, found, item),
    ]


def burden_page(reading: Reading, found: Burden, item: str, receiver: str = "") -> str:
    """A burden as one page with all its tables and pictures.

    Args:
        reading: the case, at the stamps of the burden.
        found: the burden.
        item: what is counted, for a heading; empty where it is any item of one unit.
        receiver: who receives; empty for anybody.
    """
    sheet = Sheet(reading)
    parts = [
        tag("h2", reading.case.title),
        sheet.stamps(),
        _told(reading, found, item, receiver),
        *_pictures(sheet, found, item),
        *(sheet.table(table, MOST) for table in burden_tables(found)),
        tag("h3", "The entries and their sources"),
        sheet.entries(),
    ]
    case = reading.reader.case
    return page(TITLE, {case: reading.case.title}, [tag("section", *parts, id=case)], FOOT)


def _told(reading: Reading, found: Burden, item: str, receiver: str) -> Html:
    what = reading.item_unit(item) if item else found.unit
    whom = f" to {reading.party(receiver)}" if receiver else ""
    return tag(
        "p",
        f"{what} given{whom}: {count_words(found.total)}. Each role sums to it; statements that "
        "compete stand side by side.",
    )


def _pictures(sheet: Sheet, found: Burden, item: str) -> list[Html | None]:
    reading = sheet.reading
    unit = reading.unit(item) if item else found.unit
    return [sheet.draw(chart) for chart in burden_charts(found, unit, reading.party)]
