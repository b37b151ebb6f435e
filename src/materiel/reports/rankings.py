"""What givers are ranked by: units of an item, or euros of a tracker's release, with both ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from materiel.evidence.claims import Claim
from materiel.exchange.kiel.release import CASE as TRACKER
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import UnknownNameError
from materiel.ledger.rows import Commitment, Payment
from materiel.reports.books import books_of
from materiel.reports.kiel import Counted, summary_counts
from materiel.reports.reading import Reading
from materiel.sharing.attributing import attribute
from materiel.sharing.burden import NOBODY

ALL = "All kinds"
EURO = "EUR"
RUNGS = {"pledged": "promised", "received": "handed over"}


@dataclass(frozen=True, slots=True)
class Held:
    """One giver under one basis.

    Attributes:
        party: its id; empty where the vocabulary does not know the printed name.
        name: for a reader.
        bounds: whole units of issue, or cents.
        cites: ids of the entries behind them.
    """

    party: str
    name: str
    bounds: Bounds
    cites: tuple[str, ...]


Bases = Mapping[str, tuple[Held, ...]]
"""Basis to its givers; each giver once."""


def bases_of(reading: Reading) -> Bases:
    """Every basis of a case that ranks at least two givers."""
    found = dict(_tracker(reading) if reading.reader.case == TRACKER else _units(reading))
    return {basis: held for basis, held in found.items() if len(held) > 1}


def _units(reading: Reading) -> Iterator[tuple[str, tuple[Held, ...]]]:
    """Units of each item that was given, as promised and as handed over."""
    books = books_of(reading.reader)
    items = dict.fromkeys(books.commitment(root).item for root in books.select())
    for item in items:
        roots = [each for each in books.select(item=item) if books.commitment(each).item == item]
        for rung, word in RUNGS.items():
            column = attribute("handed-over", books, roots, rung)
            held = tuple(
                Held(
                    party, reading.party(party), bounds, tuple(reading.live(column.cites({party})))
                )
                for party, bounds in column.rows.items()
                if party not in NOBODY
            )
            yield f"{reading.item_unit(item)}, {word}", held


def _tracker(reading: Reading) -> Iterator[tuple[str, tuple[Held, ...]]]:
    """Euros of each kind of aid and measure; an undisclosed sum leaves the high end open."""
    payments = {row.id: row for row in reading.rows(Payment)}
    counts = summary_counts(
        reading.rows(Commitment), payments.values(), reading.rows(Claim), reading.words
    )
    measures: dict[str, dict[str, dict[str, Counted]]] = {}
    for each in counts:
        measures.setdefault(each.measure, {}).setdefault(each.what, {})[each.donor] = each
    for measure, kinds in measures.items():
        for kind, donors in kinds.items():
            held = tuple(_euros(reading, payments, name, [one]) for name, one in donors.items())
            yield f"{kind} aid, {measure}", held
        if len(kinds) > 1:
            names = dict.fromkeys(name for donors in kinds.values() for name in donors)
            held = tuple(
                _euros(
                    reading,
                    payments,
                    name,
                    [donors[name] for donors in kinds.values() if name in donors],
                )
                for name in names
            )
            yield f"{ALL}, {measure}", held


def _euros(
    reading: Reading, payments: Mapping[str, Payment], name: str, counts: list[Counted]
) -> Held:
    rows = [payments[cite] for each in counts for cite in each.cites if cite in payments]
    low = sum((each.value for each in counts), Decimal(0))
    open_ = any(row.high is None for row in rows)
    # Cents of a range beyond its low end, which is what the release's own sums count.
    more = sum(((row.high or Decimal(0)) - (row.low or Decimal(0)) for row in rows), Decimal(0))
    cents = int(low.scaleb(2))
    # Nothing stated at all is unknown, and not "at least 0".
    bounds = Bounds(
        cents, None if open_ else cents + int(more.scaleb(2)), low_known=bool(cents) or not open_
    )
    cites = tuple(dict.fromkeys(cite for each in counts for cite in each.cites))
    return Held(_party(reading, name), name, bounds, cites)


def _party(reading: Reading, name: str) -> str:
    try:
        return reading.words.party(name).id
    except UnknownNameError:
        return ""
