"""The Ukraine Support Tracker's own tables, worked out again from the rows of the ledger.

Sums are exact decimals of the source; they are rounded once, at the end (DESIGN §4.2, §9).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact
from typing import TypeVar

from materiel.evidence.claims import Claim
from materiel.exchange.kiel.naming import JOINT_FUND, PRINTED_TYPES
from materiel.exchange.kiel.succession import NO_LONGER
from materiel.kernel.table import Row
from materiel.ledger.rows import Commitment, Event, Payment
from materiel.vocabulary.vocabulary import Vocabulary

CENT = Decimal("0.01")
MEASURES: Mapping[str, str] = {
    "committed": "committed",
    "allocated": "allocated",
    "paid": "delivered",
    "handed-over": "delivered",
}
"""Stage of money to the tracker's measure: it calls a paid grant and handed-over goods alike."""
UNITS: Mapping[str, str] = {"pledged": "", "handed-over": "delivered"}
"""Ledger event to the tracker's measure; empty: the measure of its row."""
TYPES = ("Financial", "Humanitarian", "Military")

Kind = TypeVar("Kind", bound=Row)


@dataclass(frozen=True, slots=True)
class Counted:
    """One number of a table of the tracker.

    Attributes:
        donor: as printed.
        what: kind of aid, or item as printed.
        measure: committed, allocated or delivered.
        value: euros rounded to the cent, or units.
        cites: ids of the rows that it adds up; of the donor's promises where it is 0.
    """

    donor: str
    what: str
    measure: str
    value: Decimal
    cites: tuple[str, ...]


_EXACT = Context(prec=200, traps=[Inexact])
_ROUND = Context(prec=200, rounding=ROUND_HALF_EVEN)


def kiel_summary(
    commitments: Iterable[Commitment],
    payments: Iterable[Payment],
    claims: Iterable[Claim],
    vocabulary: Vocabulary,
) -> list[dict[str, str | Decimal]]:
    """Euros by donor, kind of aid and measure, as the tracker's country summary has them.

    A joint fund of the Union counts inside it where the release counts it so, and is left
    out where the release does not call it a donor (``kiel_left_out`` gives it). Unknown
    amounts count nothing here. Commitments that no kind of aid is stated for have the type
    ``Total``.

    Args:
        commitments: of the tracker's case, as known on one day.
        payments: the same.
        claims: the same; they hold the names as printed.
        vocabulary: names of parties that no claim prints.

    Returns:
        ``donor``, ``type``, ``measure``, ``eur`` rounded to the cent; every donor with each
        kind of aid for each measure that the release has.
    """
    return _euros(summary_counts(commitments, payments, claims, vocabulary))


def kiel_left_out(
    commitments: Iterable[Commitment],
    payments: Iterable[Payment],
    claims: Iterable[Claim],
    vocabulary: Vocabulary,
) -> list[dict[str, str | Decimal]]:
    """What ``kiel_summary`` leaves out: funds that the release does not call donors."""
    return _euros(summary_counts(commitments, payments, claims, vocabulary, left_out=True))


def _euros(counts: Iterable[Counted]) -> list[dict[str, str | Decimal]]:
    return [
        {"donor": each.donor, "type": each.what, "measure": each.measure, "eur": each.value}
        for each in counts
    ]


def summary_counts(
    commitments: Iterable[Commitment],
    payments: Iterable[Payment],
    claims: Iterable[Claim],
    vocabulary: Vocabulary,
    *,
    left_out: bool = False,
) -> list[Counted]:
    """The numbers of ``kiel_summary``, or of ``kiel_left_out``, with what each rests on."""
    promises = _by_id(commitments)
    money = [row for row in payments if row.stage in MEASURES and not row.id.startswith(NO_LONGER)]
    names = _printed(claims, [(row.payer, row.sources) for row in money])

    def donor(row: Commitment) -> str:
        parent = promises.get(row.parent) if row.parent else None
        return _name(parent.giver if parent else row.giver, names, vocabulary)

    sums: dict[tuple[str, str, str], Decimal] = {}
    cites: dict[tuple[str, str, str], list[str]] = {}
    measures: dict[str, set[str]] = {}
    for row in money:
        owner = promises.get(row.commitment)
        if owner is None or owner.item not in PRINTED_TYPES or row.currency != "EUR":
            continue
        if (owner.programme == JOINT_FUND) != left_out:
            continue
        key = (donor(owner), PRINTED_TYPES[owner.item], MEASURES[row.stage])
        measures.setdefault(key[2], set()).add(key[1])
        sums[key] = _EXACT.add(sums.get(key, Decimal(0)), row.low or Decimal(0))
        cites.setdefault(key, []).append(row.id)
    donors: dict[str, dict[str, None]] = {}
    for promise in promises.values():
        if promise.item in PRINTED_TYPES and (promise.programme == JOINT_FUND) == left_out:
            donors.setdefault(donor(promise), {})[promise.id] = None
    found: list[Counted] = []
    for measure in sorted(measures):
        kinds = TYPES if measures[measure] & set(TYPES) else ()
        others = sorted(measures[measure] - set(TYPES))
        for name in sorted(donors):
            for kind in (*kinds, *others):
                value = sums.get((name, kind, measure), Decimal(0))
                eur = value.quantize(CENT, context=_ROUND)
                rests = tuple(cites.get((name, kind, measure), donors[name]))
                found.append(Counted(name, kind, measure, eur, rests))
    return found


def kiel_weapons(
    commitments: Iterable[Commitment],
    events: Iterable[Event],
    claims: Iterable[Claim],
    vocabulary: Vocabulary,
) -> list[dict[str, str | int]]:
    """Units by donor, item as printed and measure; names are compared without case.

    Undisclosed numbers count nothing; a broken number counts its whole part.

    Returns:
        ``donor``, ``item``, ``measure`` (committed, allocated or delivered), ``units``.
    """
    return [
        {"donor": each.donor, "item": each.what, "measure": each.measure, "units": int(each.value)}
        for each in weapon_counts(commitments, events, claims, vocabulary)
    ]


def weapon_counts(
    commitments: Iterable[Commitment],
    events: Iterable[Event],
    claims: Iterable[Claim],
    vocabulary: Vocabulary,
) -> list[Counted]:
    """The numbers of ``kiel_weapons`` with what each rests on."""
    promises = _by_id(commitments)
    said = _by_id(claims)
    counted = [
        (row, promise)
        for row in events
        if row.event in UNITS
        and not row.id.startswith(NO_LONGER)
        and (promise := promises.get(next(iter(row.commitment), "")))
    ]
    names = _printed(said.values(), [(promise.giver, row.sources) for row, promise in counted])
    spelling: dict[str, str] = {}
    sums: dict[tuple[str, str, str], int] = {}
    cites: dict[tuple[str, str, str], list[str]] = {}
    for row, promise in counted:
        claim = next((said[name] for name in row.sources if name in said), None)
        known = vocabulary.items.get(promise.item)
        item = claim.item if claim else known.name if known else promise.item
        measure = UNITS[row.event] or (claim.status if claim else "committed")
        spelling.setdefault(item.casefold(), item)
        key = (_name(promise.giver, names, vocabulary), item.casefold(), measure)
        sums[key] = sums.get(key, 0) + (row.low or 0)
        cites.setdefault(key, []).append(row.id)
    return [
        Counted(donor, spelling[item], measure, Decimal(units), tuple(cites[donor, item, measure]))
        for (donor, item, measure), units in sorted(sums.items())
    ]


def _by_id(rows: Iterable[Kind]) -> dict[str, Kind]:
    """Rows by id, and by the id that each supersedes: another row may still cite that one."""
    held = list(rows)
    return {row.supersedes: row for row in held if row.supersedes} | {row.id: row for row in held}


def _printed(claims: Iterable[Claim], cited: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """Party to its name as the latest claim prints it."""
    said = _by_id(claims)
    found: dict[str, tuple[date, str]] = {}
    for party, sources in cited:
        for name in sources:
            if name in said:
                claim = said[name]
                day = claim.known_on or date.min
                if party not in found or day > found[party][0]:
                    found[party] = day, claim.giver
    return {party: name for party, (_, name) in found.items()}


def _name(party: str, printed: Mapping[str, str], vocabulary: Vocabulary) -> str:
    known = vocabulary.parties.get(party)
    return printed.get(party) or (known.name if known else party)
