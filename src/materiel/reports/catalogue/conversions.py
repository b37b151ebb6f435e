"""Conversions that sources printed, beside the central bank's rates of the days around them."""

from collections.abc import Iterator
from datetime import date

from materiel.evidence.claims import Claim
from materiel.kernel.bounds import Bounds
from materiel.kernel.money import Money
from materiel.kernel.period import FIRST_DAY, LAST_DAY, Period
from materiel.ledger.rows import Payment
from materiel.reports.asking import day
from materiel.reports.reading import Reading
from materiel.reports.report import Options, PlanData, Report
from materiel.reports.table import Column, Line, Table
from materiel.reports.words import Amount
from materiel.sharing.conversion import Printed, Stated, crossed, printed_of
from materiel.vocabulary.rates import ReferenceRate, rate_days
from materiel.vocabulary.reader import table

COLUMNS = (
    Column("entry", "statement"),
    Column("amount", "amount", "money"),
    Column("printed", "printed as", "money"),
    Column("implied", "implied rate"),
    Column("ends", "as rounded in print"),
    Column("day", "reference rate of"),
    Column("rate", "rate"),
    Column("converted", "gives", "money"),
    Column("difference", "printed less that", "money"),
    Column("reprints", "prints the same digits"),
)
OPTIONS = {
    "from": "first day of the reference rates, YYYY-MM-DD; else the start of the statement's "
    "period, or its end where no start is stated",
    "to": "last day of the reference rates, YYYY-MM-DD; else the day on which it was known",
}


def make(reading: Reading, plan: PlanData) -> Table:
    """Every printed conversion of the case beside the rates of its own days."""
    del plan
    return asked(reading, {})


def asked(reading: Reading, options: Options) -> Table:
    """One row for each conversion and each day of reference rates that ships."""
    first, last = day(options, "from"), day(options, "to")
    lines: list[Line] = []
    rows: list[Payment | Claim] = [*reading.rows(Payment), *reading.rows(Claim)]
    for row in rows:
        printed = printed_of(row)
        if printed is None:
            continue
        period = row.valid if isinstance(row, Payment) else row.when
        known = row.known_on or reading.reader.stamps.known_at
        start = first or _start(period, known)
        lines += _lines(row.id, printed, start, last or max(known, start))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        empty="No source of the case printed a conversion.",
        notes=(
            "What a source printed stays as it is; a reference rate beside it mends nothing.",
            "Rates: European Central Bank, of the days that ship; none stands in for another.",
        ),
    )


def _start(period: Period | None, known: date) -> date:
    if period is None or (period.start == FIRST_DAY and period.end == LAST_DAY):
        return known
    return period.last if period.start == FIRST_DAY else period.start


def _lines(name: str, printed: Printed, first: date, last: date) -> Iterator[Line]:
    said = (
        name,
        _amount(printed.own),
        _amount(printed.other),
        str(printed.implied),
        f"{printed.low} to {printed.high}",
    )
    held = [row for row in table(ReferenceRate).rows.values() if first <= row.day <= last]
    found = crossed(printed, held)
    for each in found:
        yield Line(
            (
                *said,
                str(each.day),
                str(each.rate),
                _money(each.converted),
                _money(each.difference),
                "yes" if each.reprints else "no",
            ),
            (name,),
        )
    if not found:
        yield Line((*said, _nearest(printed, first, last), None, None, None, None), (name,))


def _nearest(printed: Printed, first: date, last: date) -> str:
    """That none is held, and the nearest day on which one is."""
    codes = {printed.own.currency, printed.other.currency} - {"EUR"}
    days = set.intersection(*({row.day for row in rate_days(code)} for code in codes))
    near = min(days, key=lambda each: min(abs(each - first), abs(each - last)), default=None)
    words = f"{first}" if first == last else f"{first} to {last}"
    return f"none held for {words}; nearest: {near or 'none'}"


def _amount(stated: Stated) -> Amount:
    return _money(Money.parse(str(stated.amount), stated.currency))


def _money(amount: Money) -> Amount:
    return Amount(Bounds.exactly(amount.minor), amount.currency)


REPORT = Report(
    "conversions",
    "Printed conversions",
    "Which rate does a printed conversion imply, and what does the central bank's rate give?",
    make,
    options=OPTIONS,
    asked=asked,
)
