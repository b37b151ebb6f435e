"""Need changes: what each version of a need list added, withdrew, raised or lowered."""

from dataclasses import replace

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.procurement.needs import Change, ListedNeed, NeedList, Version, changes, versions
from materiel.reports.reading import Reading
from materiel.reports.report import Options, PlanData, Report
from materiel.reports.table import Cell, Column, Line, Table, cited
from materiel.reports.words import day_words, period_words

COLUMNS = (
    Column("list", "list"),
    Column("version", "version"),
    Column("issued", "issued"),
    Column("need", "need"),
    Column("item", "item"),
    Column("change", "change"),
    Column("before", "before", "count", "units of issue"),
    Column("after", "after", "count", "units of issue"),
    Column("reading", "what else"),
)
FROM, TO = "from", "to"


def make(reading: Reading, plan: PlanData) -> Table:
    """Each version issued by the day asked for, against the one before it."""
    del plan
    lines: list[Line] = []
    for mine in listed(reading).values():
        issued = [each for each in mine if each.row.issued <= reading.as_of]
        for before, after in zip([None, *issued], issued, strict=False):
            lines += _lines(reading, before, after, same=False)
    return _table(lines)


def between(reading: Reading, options: Options) -> Table:
    """From one version to another, lines that stayed the same included.

    Raises:
        InputError: one of the two is not stated, or they are of two lists.
        UnknownNameError: there is no such version.
    """
    found = {each.row.id: each for mine in listed(reading).values() for each in mine}
    if set(options) != {FROM, TO}:
        raise InputError(f"found {', '.join(options)}; accepted: {FROM} and {TO}, both")
    for name in options.values():
        if name not in found:
            raise UnknownNameError("version of a need list", name, list(found))
    before, after = found[options[FROM]], found[options[TO]]
    if before.row.list != after.row.list:
        raise InputError(
            f"{after.row.id} is a version of {after.row.list}; accepted: one of {before.row.list}"
        )
    return _table(_lines(reading, before, after, same=True))


def listed(reading: Reading) -> dict[str, list[Version]]:
    """Every need list known at the stamps, each with its versions by day."""
    return versions(
        [replace(row, id=reading.roots.get(row.id, row.id)) for row in reading.rows(NeedList)],
        [
            replace(row, version=reading.roots.get(row.version, row.version))
            for row in reading.rows(ListedNeed)
        ],
    )


def _lines(reading: Reading, before: Version | None, after: Version, *, same: bool) -> list[Line]:
    found = []
    for each in changes(before, after):
        row = each.after or each.before
        if row is None or (each.word == "same" and not same):
            continue
        cells: tuple[Cell, ...] = (
            after.row.list,
            after.row.id,
            day_words(after.row.issued),
            each.line,
            reading.item(row.item),
            each.word,
            None if each.before is None else Bounds.exactly(each.before.units),
            None if each.after is None else Bounds.exactly(each.after.units),
            _differs(each),
        )
        rows = [one.id for one in (each.before, each.after) if one is not None]
        sources = [name for one in (each.before, each.after) if one for name in one.sources]
        found.append(Line(cells, cited([*rows, *reading.known([*sources, *after.row.sources])])))
    return found


def _differs(each: Change) -> str:
    if each.before is None or each.after is None:
        return ""
    told = []
    for name in each.differs:
        if name == "units":
            continue
        old, new = getattr(each.before, name), getattr(each.after, name)
        if name == "due":
            old, new = period_words(old), period_words(new)
        told.append(f"{name}: {_text(old)}, now {_text(new)}")
    return "; ".join(told)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def _table(lines: list[Line]) -> Table:
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        "list",
        empty="The case holds no need list.",
        notes=("A line that a later version lacks is withdrawn by it.",),
    )


REPORT = Report(
    "need-changes",
    "Changes of need lists",
    "What did each version of a need list add, withdraw, raise or lower?",
    make,
    options={FROM: "the id of the earlier version", TO: "the id of the later version"},
    asked=between,
)
