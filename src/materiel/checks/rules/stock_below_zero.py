"""A stock whose count is stated never falls below zero on the reported facts (DESIGN §4.5)."""

from collections.abc import Collection, Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.expression import Expression
from materiel.kernel.findings import Finding
from materiel.ledger.postings import ON_HAND, STOCK, Posted
from materiel.ledger.rows import Event, Holding
from materiel.ledger.totals import Sum, sum_of, total_of

Key = tuple[str, str]


def _find(rows: CaseRows) -> Iterator[Finding]:
    newest = _newest(rows)
    moves = _moves(rows, newest)
    for (party, item), holding in newest.items():
        if holding.high is None:
            continue
        # Events before the count are inside it; one of unknown day may be.
        mine = [each for each in moves[party, item] if each.first > holding.valid.last]
        for day in sorted({each.last for each in mine if each.last <= rows.stamps.as_of}):
            known = rows.standing.known
            count = Sum(Expression(holding.high), {})
            left = total_of([count, sum_of(mine, day, known)], known).bounds
            if left.high is not None and left.high < 0:
                counted = Bounds(holding.low or 0, holding.high, holding.low is not None)
                yield Finding(
                    CHECK.name,
                    rows.where(holding),
                    f"{party} held {counted} {item} on {holding.valid} and at most "
                    f"{left.high:,} on {day}",
                    "Correct the count, or enter what came in.",
                    "warning",
                )
                break


def _newest(rows: CaseRows) -> dict[Key, Holding]:
    """The last count of each party and item, as of the day asked for."""
    found: dict[Key, Holding] = {}
    for row in rows.live(Holding):
        if row.valid.last > rows.stamps.as_of:
            continue
        try:
            key = _key(rows, row)
        except InputError:
            continue
        if key not in found or found[key].valid.last < row.valid.last:
            found[key] = row
    return found


def _key(rows: CaseRows, holding: Holding) -> Key:
    words = rows.vocabulary
    return words.party(holding.party).id, words.item(holding.item).id


def _moves(rows: CaseRows, stocks: Collection[Key]) -> dict[Key, list[Posted]]:
    """What events that count at the stamps did to each of the stocks."""
    found: dict[Key, list[Posted]] = {key: [] for key in stocks}
    for name, derived in rows.journal.derived() if stocks else ():
        if not isinstance(rows.by_id[name], Event) or not rows.standing.counts(name):
            continue
        for leg in derived.legs:
            book, party, place, item, _ = leg.account
            if book == STOCK and place == ON_HAND and (party, item) in found:
                found[party, item].append(rows.journal.posted(name, leg))
    return found


CHECK = Check("stock-below-zero", "a counted stock never falls below zero", _find)
