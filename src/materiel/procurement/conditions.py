"""Conditional offers of a case: what each waits for, and whether it counts on a day.

What others have given may be unknown or undated, so a condition is settled twice: with the
least that is certain and with the most that is possible (decision 0010).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.table import Row, column
from materiel.procurement.offers import ConditionalOffer, FirmOffer, settle

RUNGS = ("pledged", "approved", "ordered", "dispatched", "received")
State = Literal["counts", "may count", "waiting", "mutual", "lapsed", "renewed", "not yet made"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Row):
    """A promise that counts only if others give enough by a day (DESIGN §6.7)."""

    TABLE: ClassVar[str] = "conditions"
    commitment: str = column("id", "the promise that waits", refers="commitments")
    units: int = column("count", "how many are offered", unit="units of issue")
    others: tuple[str, ...] = column(
        "ids",
        "commitments of others that count, or calls whose parts count",
        refers="commitments",
    )
    threshold: int = column("count", "what the others must reach", unit="units of issue")
    rung: str = column(
        "choice", "the rung on which the others' units count", default="pledged", choices=RUNGS
    )
    made: date = column("day", "from when it can come true")
    by: date | None = column("day", "last day on which it can; empty: none stated", default=None)
    renews: str = column("id", "the condition that it replaces", default="", refers="conditions")
    terms: str = column("text", "the condition in words", default="")

    def __post_init__(self) -> None:
        if not self.others:
            raise InputError("others: required; accepted: ids of commitments separated by ;")
        if self.units < 1:
            raise InputError(f"units: found {self.units}; accepted: 1 or more")
        if self.by is not None and self.made > self.by:
            raise InputError(f"by: found {self.by}; accepted: {self.made}, when made, or later")


@dataclass(frozen=True, slots=True)
class Given:
    """Units that a party gave, or with ``sign`` -1 took back, under one commitment.

    Attributes:
        commitment: the first id of its chain of corrections.
        party: who gave.
        rung: on which rung they stand.
        units: how many.
        first, last: the days between which it happened.
        sign: 1 for given, -1 for taken back from that rung.
    """

    commitment: str
    party: str
    rung: str
    units: Bounds
    first: date
    last: date
    sign: int = 1


@dataclass(frozen=True, slots=True)
class OfferStanding:
    """One conditional offer on one day.

    Attributes:
        condition: the offer.
        party: who offers.
        state: ``may count`` when it depends on what is not known.
        since: the first day on which it certainly counts; None while it does not.
        others: what the others had given by the day asked for, at the latest by its last day.
        units: what may be counted of it: nothing unless it counts.
    """

    condition: Condition
    party: str
    state: State
    since: date | None
    others: Bounds
    units: Bounds


def offer_standings(
    conditions: Sequence[Condition],
    parties: Sequence[str],
    given: Iterable[Given],
    day: date,
) -> list[OfferStanding]:
    """Where each conditional offer stands at the end of ``day``.

    Args:
        conditions: a renewal after the one that it renews; ``commitment`` and ``others`` hold
            first ids of chains of corrections, parts of calls included.
        parties: who makes each.
        given: what was given under any commitment, on any rung.
        day: the day asked for.

    Raises:
        InputError: a conditional commitment is in the list of another call, or offers of one
            call count on different rungs.
        UnknownNameError: a condition renews one that is not stated before it.
    """
    calls: dict[frozenset[str], list[int]] = {}
    for index, each in enumerate(conditions):
        own = {other.commitment for other in conditions if set(other.others) == set(each.others)}
        calls.setdefault(frozenset({*each.others} - own), []).append(index)
    _check(conditions, calls)
    found: dict[int, OfferStanding] = {}
    everything = list(given)
    for counted, members in calls.items():
        rung = conditions[members[0]].rung
        mine = [each for each in everything if each.commitment in counted and each.rung == rung]
        call = _Call([conditions[index] for index in members], [parties[i] for i in members], mine)
        found |= dict(zip(members, call.standings(day), strict=True))
    return [found[index] for index in range(len(conditions))]


def _check(conditions: Sequence[Condition], calls: dict[frozenset[str], list[int]]) -> None:
    waiting = {each.commitment: each.id for each in conditions}
    for counted, members in calls.items():
        for name in sorted(counted.intersection(waiting)):
            where = conditions[members[0]].id
            raise InputError(
                f"{where}: others: {name} itself waits ({waiting[name]}) under another call; "
                "accepted: offers that help each other state the same others"
            )
        rungs = sorted({conditions[index].rung for index in members})
        if len(rungs) > 1:
            names = ", ".join(conditions[index].id for index in members)
            raise InputError(
                f"{names}: rung: found {' and '.join(rungs)}; accepted: one rung for one call"
            )


class _Call:
    """Offers that wait for the same others."""

    def __init__(
        self, conditions: Sequence[Condition], parties: Sequence[str], given: Sequence[Given]
    ) -> None:
        self._conditions, self._parties, self._given = conditions, parties, given
        self._offers = [
            ConditionalOffer(
                id=each.id,
                party=party,
                units=each.units,
                threshold=each.threshold,
                by=each.by or date.max,
                made=each.made,
                renews=each.renews,
            )
            for each, party in zip(conditions, parties, strict=True)
        ]
        # More than every threshold: as good as any number that nobody limits.
        self._enough = sum(each.threshold + each.units for each in conditions)

    def standings(self, day: date) -> list[OfferStanding]:
        """One for each condition, in their order."""
        least, most = self._firm(sure=True), self._firm(sure=False)
        certain, possible = (settle(self._offers, firm, day) for firm in (least, most))
        replaced = {each.renews: each for each in self._conditions if each.made <= day}
        found = []
        for each, party in zip(self._conditions, self._parties, strict=True):
            until = min(day, each.by or day)
            sums = [
                self._others(party, firm, settle(self._offers, firm, until).counts_from, until)
                for firm in (least, most)
            ]
            unlimited = any(
                one.units.high is None and one.first <= until and one.party != party
                for one in self._given
                if one.sign > 0
            )
            stated = not unlimited or sums[0] > 0
            others = Bounds(sums[0], None if unlimited else max(sums), low_known=stated)
            state: State
            if each.id in certain.counts_from:
                state = "counts"
            elif self._renewal_of(each, certain.counts_from):
                state = "renewed"  # at most one of them counts, and that is decided
            elif each.id in possible.counts_from:
                state = "may count"
            elif day < each.made:
                state = "not yet made"
            elif each.id in replaced:
                state = "renewed"
            elif each.by is not None and day > each.by:
                state = "lapsed"
            else:
                state = "mutual" if each.id in certain.mutual else "waiting"
            whole = {"counts": Bounds.exactly(each.units), "may count": Bounds(0, each.units)}
            found.append(
                OfferStanding(
                    each,
                    party,
                    state,
                    certain.counts_from.get(each.id),
                    others,
                    whole.get(state, Bounds.exactly(0)),
                )
            )
        return found

    def _renewal_of(self, condition: Condition, counts: Collection[str]) -> bool:
        """Whether a later renewal of the offer counts."""
        name = condition.id
        for each in self._conditions:
            if each.renews == name:
                name = each.id
                if name in counts:
                    return True
        return False

    def _firm(self, *, sure: bool) -> list[FirmOffer]:
        """What was given without a condition: the least, or the most that is possible.

        The least takes little, late, and withdrawals whole and early; the most the reverse.
        """
        found = []
        for each in self._given:
            if sure == (each.sign > 0):
                units = each.units.low
            else:
                units = self._enough if each.units.high is None else each.units.high
            late = sure == (each.sign > 0)
            found.append(
                FirmOffer(each.party, each.sign * units, each.last if late else each.first)
            )
        return found

    def _others(
        self, party: str, firm: Sequence[FirmOffer], counts: dict[str, date], day: date
    ) -> int:
        given = sum(each.units for each in firm if each.party != party and each.day <= day)
        return given + sum(
            offer.units for offer in self._offers if offer.party != party and offer.id in counts
        )
