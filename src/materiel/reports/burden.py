"""The burden report as tables: who carried what, statements that compete, keys and measures."""

from collections.abc import Iterator, Mapping, Sequence

from materiel.kernel.bounds import Bounds
from materiel.reports.burden_promises import TITLES, TOTAL, promise_table, readings_table
from materiel.reports.table import Cell, Column, Line, Table, cited
from materiel.reports.words import NOT_STATED, Amount, listed
from materiel.sharing.attribution import NOT_STATED as NOBODY_NAMED
from materiel.sharing.attribution import Row
from materiel.sharing.burden import Burden
from materiel.sharing.comparison import Carried, Compared
from materiel.sharing.ratio import Ratio, percent, plain
from materiel.sharing.refills import STAGES

ROLES = ("announced", "owned", "paid", "handed-over", "produced", "backfilled")
"""The shipped roles in the order of a reader; roles of others follow by name."""
WHO_NOTES = (
    "Every column sums to the same total; where a split is not published, ends overlap.",
    "A dash: the entries do not name it in that role, which is not zero.",
    f"A group's row counts what is stated for its members; {NOBODY_NAMED} could be anybody's.",
)
GIVEN_NOTE = "Groups stand beside their members and are no further parts of the total."


def burden_tables(found: Burden) -> tuple[Table, ...]:
    """Every table of a burden report: none of them adds stages, bases, currencies or units."""
    return (
        _who(found),
        promise_table(found, role_names(found)),
        _payers(found),
        *([readings_table(found)] if found.readings else []),
        _money(found),
        *(_keys(name, each, found) for name, each in found.keys.items()),
        _on_time(found),
        _open(found),
        _refills(found),
        _returned(found),
        _consents(found),
    )


def role_names(found: Burden) -> list[str]:
    """The roles of a burden in the order of a reader."""
    names = [each for each in ROLES if each in found.roles]
    return [*names, *sorted(set(found.roles) - set(names))]


def _who(found: Burden) -> Table:
    names = role_names(found)
    rows: dict[str, dict[str, Row]] = {}
    for name in names:
        for row in found.roles[name]:
            rows.setdefault(row.party, {})[name] = row
    lines = []
    # Parties of later columns come after those of earlier ones; groups stand last.
    for party in sorted(rows, key=lambda each: bool(_members(rows[each]))):
        mine = rows[party]
        members = _members(mine)
        cites = [name for row in mine.values() for name in row.cites]
        lines.append(
            Line(
                (
                    party,
                    *(mine[name].held if name in mine else None for name in names),
                    f"{len(members)} members" if members else "",
                ),
                # That a group holds nothing rests on who its members are.
                cited(cites or ([f"groups/{party}"] if members else [])),
            )
        )
    cites = [name for line in lines for name in line.cites]
    lines.append(
        Line((TOTAL, *(found.total for _ in names), ""), cited(cites), strong=True),
    )
    return Table(
        "who",
        "Who carried what",
        "Who announced, owned, paid, handed over, made and was refilled what was given?",
        (
            Column("party", "party"),
            *(Column(name, TITLES.get(name, name), "count", found.unit) for name in names),
            Column("members", "a group of"),
        ),
        tuple(lines),
        notes=(*WHO_NOTES, *((GIVEN_NOTE,) if any(map(_members, rows.values())) else ())),
    )


def _members(rows: Mapping[str, Row]) -> tuple[str, ...]:
    return next((row.members for row in rows.values() if row.members), ())


def _payers(found: Burden) -> Table:
    lines = [
        Line((root, each.label, listed(each.speakers), listed(each.claims)), cited(each.claims))
        for root, statements in found.statements.items()
        for each in statements
    ]
    contested = [root for root, each in found.statements.items() if len(each) > 1]
    notes = (
        f"Statements compete about {listed(contested)}; none is chosen, and none is averaged."
        if contested
        else "No two statements compete."
    )
    return Table(
        "payers",
        "Statements about who pays",
        "Who is said to pay for a promise, by whom?",
        (
            Column("promise", "promise"),
            Column("payers", "payers"),
            Column("speakers", "said by"),
            Column("claims", "claims"),
        ),
        tuple(lines),
        empty="No source says who pays.",
        notes=(notes,) if lines else (),
    )


def _money(found: Burden) -> Table:
    lines = [
        Line(
            (stage, basis, row.party, Amount(row.held, currency)),
            cited(row.cites or ([f"groups/{row.party}"] if row.members else [])),
        )
        for (stage, basis, currency), rows in found.money.items()
        for row in rows
    ]
    return Table(
        "money",
        "Money by stage, basis and currency",
        "Which sums of whom are on record for these promises?",
        (
            Column("stage", "stage"),
            Column("basis", "basis"),
            Column("party", "party"),
            Column("amount", "amount", "money"),
        ),
        tuple(lines),
        empty="No sum is on record for these promises.",
        notes=("Stages, bases and currencies are never added.",) if lines else (),
    )


def _keys(group: str, compared: Compared, found: Burden) -> Table:
    figures = found.figures[group]
    names = list(dict.fromkeys(key for row in compared.rows for key in row.due))
    lines = [
        Line(tuple(_carried(row, names)), cited((*row.cites, *_of(row.party, figures.cites))))
        for row in compared.rows
    ]
    years = ", ".join(f"{kind} of {year}" for kind, year in figures.years.items())
    return Table(
        f"keys-{group}",
        f"Keys side by side: {group}",
        f"What do the members of {group} carry ({compared.basis}), and what would each key say?",
        (
            Column("party", "party"),
            Column("held", "handed over", "count", compared.unit),
            Column("share", "share of all"),
            Column("place", "place"),
            *(Column(name, f"by {name}") for name in names),
        ),
        tuple(lines),
        notes=(
            "Under each key: what of the total it would give the party, and its part in percent.",
            *((f"Figures: {years}.",) if years else ()),
            *(f"Not computed: {why}." for why in compared.not_computed.values()),
        ),
    )


def _of(party: str, cites: Sequence[str]) -> Iterator[str]:
    """The packaged figures of one party, and the case's own, which name no party."""
    for name in cites:
        _, sign, rest = name.partition("/")
        if not sign or rest.partition(":")[0] == party:
            yield name


def _carried(row: Carried, keys: Sequence[str]) -> Iterator[Cell]:
    yield row.party
    yield row.held
    yield _ratio(row.of_all)
    yield str(row.ranks["amount"]).partition(" (")[0]
    for key in keys:
        yield f"{_amount(row.due[key])} ({percent(row.due_share[key])})"


def _amount(value: Ratio) -> str:
    if value.high is None:
        return f"at least {plain(value.low)}"
    ends = dict.fromkeys((plain(value.low), plain(value.high)))
    return " to ".join(ends)


def _ratio(value: Ratio | None) -> str:
    return NOT_STATED if value is None else str(value)


def _counts(*names: str, unit: str = "") -> tuple[Column, ...]:
    return tuple(Column(name, name.replace("-", " "), "count", unit) for name in names)


_GIVER = (Column("donor", "giver"), Column("item", "item"))


def _on_time(found: Burden) -> Table:
    lines = [
        Line(
            (
                *(row.donor, row.item, row.due, row.on_time, row.late, row.missing),
                _ratio(row.share),
                listed(row.undated),
            ),
            cited(row.cites),
        )
        for row in found.timeliness
    ]
    return Table(
        "on-time",
        "On time",
        "How much of what was due by the day asked for came by its day?",
        (
            *_GIVER,
            *_counts("due", "on-time", "late", "missing", unit=found.unit),
            Column("share", "on time by due"),
            Column("undated", "no due date"),
        ),
        tuple(lines),
        notes=("Promises without a due date are neither on time nor late.",),
    )


def _open(found: Burden) -> Table:
    lines = [
        Line(
            (
                *(row.root, row.donor, row.receiver, row.item, row.open, row.age_days),
                None if row.overdue_days is None else Bounds.exactly(row.overdue_days),
            ),
            cited(row.cites),
        )
        for row in found.open_promises
    ]
    return Table(
        "open",
        "Open promises",
        "Which promises have neither come nor ended, and since when?",
        (
            Column("promise", "promise"),
            Column("donor", "giver"),
            Column("receiver", "for"),
            Column("item", "item"),
            *_counts("open", unit=found.unit),
            *_counts("age-in-days", "overdue-days", unit="days"),
        ),
        tuple(lines),
        empty="None of these promises is open.",
    )


def _refills(found: Burden) -> Table:
    lines = [
        Line(
            (
                *(row.donor, row.item, row.given),
                *(row.made_good[stage] for stage in STAGES),
                *(_ratio(row.ratio(stage)) for stage in STAGES),
                listed(row.other_units),
            ),
            cited(row.cites),
        )
        for row in found.backfills
    ]
    return Table(
        "refills",
        "Refills",
        "How much of what a giver handed over is made good, or will be?",
        (
            *_GIVER,
            *_counts("given", *STAGES, unit=found.unit),
            *(Column(f"{stage}-share", f"{stage} by given") for stage in STAGES),
            Column("other-units", "in another unit"),
        ),
        tuple(lines),
        empty="No gift has been handed over.",
        notes=("Each stage holds those beyond it: received is ordered, ordered is pledged.",),
    )


def _returned(found: Burden) -> Table:
    lines = [
        Line(
            (
                *(row.payer, row.stage, row.basis),
                *(Amount(each, row.currency) for each in (row.paid, row.returned)),
                _ratio(row.share),
                listed(row.open_makers),
            ),
            cited(row.cites),
        )
        for row in found.returned
    ]
    return Table(
        "returned",
        "Money that returns",
        "What of a payer's money to makers, in the whole case, goes to makers of its own state?",
        (
            Column("payer", "payer"),
            Column("stage", "stage"),
            Column("basis", "basis"),
            Column("paid", "to makers", "money"),
            Column("returned", "to its own", "money"),
            Column("share", "share"),
            Column("open-makers", "owners not known"),
        ),
        tuple(lines),
        empty="No sum to a maker is on record.",
    )


def _consents(found: Burden) -> Table:
    names = ("promised", "needing", "granted", "refused", "pending", "silent")
    lines = [
        Line(
            (
                *(row.donor, row.item),
                *(getattr(row, name) for name in names),
                listed(row.grantors),
            ),
            cited(row.cites),
        )
        for row in found.consents
    ]
    return Table(
        "consents",
        "Consents of third states",
        "How much of what is given needs a third state's consent, by what is on record?",
        (
            *_GIVER,
            *_counts(*names, unit=found.unit),
            Column("grantors", "of whom"),
        ),
        tuple(lines),
        notes=("Silent: no consent is on record; one that nobody reported may be needed.",),
    )
