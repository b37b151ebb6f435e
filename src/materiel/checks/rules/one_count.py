"""A count opens the record of a stock: one of each, and no movement in or before it.

On hand is the count and what moved after it. A second count would be added to the first, and a
movement that the count has seen already would be subtracted twice (DESIGN §4.2).
"""

from collections.abc import Collection, Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.ledger.postings import ON_HAND, STOCK
from materiel.ledger.rows import Event, Holding

Key = tuple[str, str]


def _find(rows: CaseRows) -> Iterator[Finding]:
    counts: dict[Key, Holding] = {}
    for holding in sorted(rows.live(Holding), key=lambda row: (row.valid.last, row.id)):
        try:
            key = _key(rows, holding)
        except InputError:
            continue  # known-names says so
        first = counts.setdefault(key, holding)
        if first is not holding:
            yield Finding(
                CHECK.name,
                rows.where(holding),
                f"a second count of {key[1]} at {key[0]}: {first.id} counts it on {first.valid}.",
                "Let it supersede that one, or enter what moved in between as events.",
            )
    moves = _moves(rows, counts)
    for key, count in counts.items():
        for event in moves.get(key, ()):
            if event.valid.start <= count.valid.last:
                yield Finding(
                    CHECK.name,
                    rows.where(event),
                    f"{event.id} moves {key[1]} at {key[0]} on {event.valid}, which the count "
                    f"{count.id} on {count.valid} may include already.",
                    "Supersede the count by one of a day before the first movement.",
                )


def _key(rows: CaseRows, holding: Holding) -> Key:
    words = rows.vocabulary
    return words.party(holding.party).id, words.item(holding.item).id


def _moves(rows: CaseRows, stocks: Collection[Key]) -> dict[Key, list[Event]]:
    """The events that moved each of the stocks, as they count at the stamps."""
    found: dict[Key, dict[str, Event]] = {key: {} for key in stocks}
    for name, derived in rows.journal.derived() if stocks else ():
        event = rows.by_id[name]
        if not isinstance(event, Event) or not rows.standing.counts(name):
            continue
        for leg in derived.legs:
            book, party, place, item, _ = leg.account
            if book == STOCK and place == ON_HAND and (party, item) in found:
                found[party, item][name] = event
    return {key: list(events.values()) for key, events in found.items()}


CHECK = Check("one-count", "one count opens the record of a stock, before anything moved", _find)
