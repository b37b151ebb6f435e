"""One CSV file of the tracker's website: which table it is, its rows, and what they share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from materiel.evidence.claims import Claim
from materiel.exchange.kiel.cells import Amount, amount, count
from materiel.exchange.kiel.gathering import Gathering
from materiel.exchange.kiel.headings import Heading, find_heading, nearly
from materiel.exchange.kiel.naming import AID_ITEMS, RECEIVER, total_line
from materiel.exchange.kiel.packaged import normal, spellings
from materiel.exchange.kiel.textfile import TextTable
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period, add_months
from materiel.ledger.rows import Commitment
from materiel.vocabulary.vocabulary import packaged

BILLION = Decimal(10**9)
TABLES: Mapping[str, tuple[str, ...]] = {
    "data_explorer": ("donor", "year", "month", "financial", "humanitarian", "military"),
    "total_allocations": ("year", "month", "total", "military"),
    "procurement_trends": ("year", "month", "stockpile", "procurement"),
    "eu_aid_shares": ("donor", "share_bn"),
    "weapons_list": ("donor", "category", "number", "list"),
    "release_info": ("release", "date"),
}
"""Table to the columns that it must have."""
_TELLING = 4
"""Of fewer columns, all but one say nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the files.

    Attributes:
        table: which of ``TABLES``.
        text: its rows.
        heading: its columns.
    """

    table: str
    text: TextTable
    heading: Heading

    def rows(self) -> list[tuple[str, Mapping[str, str]]]:
        """Each row below the heading with its place, by column."""
        found: list[tuple[str, Mapping[str, str]]] = []
        for line, cells in zip(self.text.lines, self.text.rows, strict=True):
            if line > self.text.lines[self.heading.row]:
                row = {
                    column: cells[index] if index < len(cells) else ""
                    for column, index in self.heading.at.items()
                }
                found.append((f"{self.text.name}:{line}", row))
        return found


def part_of(text: TextTable) -> Part | None:
    """The table whose required columns the file has, all of them; the one with the most."""
    best: Part | None = None
    for table, required in TABLES.items():
        heading = find_heading(text.rows, table, required, text.name)
        if heading is None or any(column not in heading.at for column in required):
            continue
        exact = sum(normal(cell) in spellings(table) for cell in text.rows[heading.row])
        if exact * 2 < len(text.rows[heading.row]):
            continue
        if best is None or len(heading.at) > len(best.heading.at):
            best = Part(table, text, heading)
    return best


def lacking(text: TextTable) -> str:
    """Which column a file lacks that has all others of a table; empty for other files."""
    for table, required in TABLES.items():
        heading = find_heading(text.rows, table, required, text.name)
        if heading is None or len(required) < _TELLING:
            continue
        cells = text.rows[heading.row]
        exact = sum(normal(cell) in spellings(table) for cell in cells)
        missing = [column for column in required if column not in heading.at]
        if len(missing) == 1 and exact * 2 >= len(cells):
            return nearly(text.rows, table, [(column,) for column in required], text.name)
    return ""


def month_of(row: Mapping[str, str]) -> Period | None:
    """The month of a row; None when its cells are no month."""
    year, month = count(row.get("year", "")).low, count(row.get("month", "")).low
    if year is None or month is None or not (2014 <= year <= 2099 and 1 <= month <= 12):  # noqa: PLR2004
        return None
    start = date(year, month, 1)
    return Period(start, add_months(start, 1), "month")


def billions(text: str) -> Amount:
    """Billions of euros as euros, exactly."""
    found = amount(text)
    if found.value is None:
        return found
    return Amount(found.value * BILLION, "number", found.wording)


def bad_month(gathering: Gathering, place: str, row: Mapping[str, str]) -> None:
    """Note that the cells of a row are no month."""
    problem = f"found year {row.get('year', '')!r} and month {row.get('month', '')!r}"
    gathering.remark(place, [Finding("cells", place, problem, "Accepted: 2022 and 1 to 12.")])


def no_donor(gathering: Gathering, place: str, row: Mapping[str, str]) -> bool:
    """Whether a row names no donor; one that says something all the same is refused."""
    printed = row["donor"].strip()
    if printed and not total_line(printed):
        return False
    if any(text.strip() for text in row.values()):
        problem = f"{printed!r} is a sum, no donor" if printed else "no donor"
        finding = Finding("cells", f"{place}:donor", problem, "Name the donor, or leave it out.")
        gathering.remark(place, [finding])
    return True


def donor_of(gathering: Gathering, row: Mapping[str, str]) -> str:
    """The party of a row, by its ISO code where the file states one that we know."""
    iso = row.get("iso", "").strip()
    if iso in packaged().parties and iso.isalpha() and len(iso) == 3:  # noqa: PLR2004
        return gathering.names.donor_of(row["donor"].strip(), iso)
    return gathering.names.donor(row["donor"].strip())


def package_of(gathering: Gathering, party: str, printed: str, aid: str, place: str) -> str:
    """The commitment of a donor for a kind of aid, made when it is first met."""
    name = f"{gathering.release.prefix}:{party}:{aid}"
    if name not in gathering.places:
        about = f"{aid} aid" if aid != "total" else "aid of all kinds"
        gathering.add(
            Commitment(
                id=name,
                kind="gift",
                title=f"{printed}: {about}",
                giver=party,
                receiver=RECEIVER,
                item=AID_ITEMS[aid],
                known_on=gathering.known_on,
                sources=(gathering.document,),
            ),
            place,
        )
    return name


def add_claim(gathering: Gathering, name: str, place: str, paraphrase: str, **cells: object) -> str:
    """Keep a claim of the website; ``cells`` are columns of it."""
    values = {"event": "aid", "status": "allocated", "giver": "", "note": "", **cells}
    claim = Claim(
        id=gathering.id(name, "claim"),
        document=gathering.document,
        place=place,
        stance="reported",
        speaker="Kiel Institute",
        receiver="Ukraine",
        paraphrase=paraphrase,
        known_on=gathering.known_on,
        **values,  # type: ignore[arg-type]
    )
    return gathering.add(claim, place)
