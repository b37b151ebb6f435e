"""What a programme or list counts of the record, and by which rule it leaves the rest out."""

from collections.abc import Iterator

from materiel.ledger.rows import MONEY_STAGES
from materiel.reports.asking import one_of
from materiel.reports.books import books_of
from materiel.reports.reading import Reading
from materiel.reports.report import Options, PlanData, Report
from materiel.reports.table import Column, Line, Table, cited
from materiel.reports.words import Amount
from materiel.sharing.scope import (
    LeftOut,
    Scoped,
    Subject,
    payments_as_subjects,
    scoped,
    subjects_on,
)
from materiel.vocabulary.scopes import scopes

COLUMNS = (
    Column("scope", "programme or list"),
    Column("row", "promise or sum"),
    Column("giver", "from"),
    Column("item", "item"),
    Column("amount", "amount", "count", "units of issue"),
    Column("counted", "counted"),
    Column("reason", "why not"),
)
OPTIONS = {
    "scope": f"one programme or list: {', '.join(scopes())}; else all, side by side",
    "stage": f"sums at one stage of money in place of promises: {', '.join(MONEY_STAGES)}",
}


def make(reading: Reading, plan: PlanData) -> Table:
    """Every programme that ships over every promise."""
    del plan
    return asked(reading, {})


def asked(reading: Reading, options: Options) -> Table:
    """One row for each promise, or sum of a stage, under each programme."""
    chosen = one_of(options, "scope", scopes())
    stage = one_of(options, "stage", MONEY_STAGES)
    books = books_of(reading.reader)
    subjects = payments_as_subjects(books, stage) if stage else subjects_on(books)
    lines: list[Line] = []
    for name in [chosen] if chosen else scopes():
        lines += _lines(reading, scoped(name, books, subjects), money=bool(stage))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        group="scope",
        empty="The record holds no promise." if not stage else f"No sum was {stage}.",
        notes=(
            "The first rule that leaves a row out is named.",
            "Programmes overlap, so their totals are never added.",
        ),
    )


def _lines(reading: Reading, found: Scoped, *, money: bool) -> Iterator[Line]:
    for subject in found.included:
        yield _line(reading, found.scope, subject, "yes", "", money=money)
    for each in found.undecided:
        yield _left(reading, found.scope, each, "perhaps", money=money)
    for each in found.left_out:
        yield _left(reading, found.scope, each, "no", money=money)
    counted = [*found.included, *(each.subject for each in found.undecided)]
    for unit, bounds in found.totals.items():
        cites = [name for each in counted if each.unit == unit for name in _cites(reading, each)]
        cell = Amount(bounds, unit) if money else bounds
        yield Line(
            (found.scope, "total", "", "" if money else unit, cell, "yes", ""),
            cited(cites),
            strong=True,
        )


def _left(reading: Reading, scope: str, each: LeftOut, word: str, *, money: bool) -> Line:
    return _line(reading, scope, each.subject, word, f"{each.reason} ({each.rule})", money=money)


def _line(
    reading: Reading, scope: str, subject: Subject, word: str, reason: str, *, money: bool
) -> Line:
    cells = (
        scope,
        subject.id,
        reading.party(subject.giver),
        reading.item_unit(subject.item),
        Amount(subject.amount, subject.unit) if money else subject.amount,
        word,
        reason,
    )
    return Line(cells, cited(_cites(reading, subject)))


def _cites(reading: Reading, subject: Subject) -> list[str]:
    """The entries behind a row; a promise stands for its last row."""
    return reading.known(reading.live([subject.id, *subject.cites]))


REPORT = Report(
    "scope",
    "What each programme counts",
    "What of the record does each programme or list count, and what does it leave out, and why?",
    make,
    options=OPTIONS,
    asked=asked,
)
