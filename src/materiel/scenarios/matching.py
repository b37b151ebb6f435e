"""Need lists and offers of a case become a match to be solved, with what was left out and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.findings import Finding
from materiel.kernel.period import LAST_DAY
from materiel.ledger.rows import Gate
from materiel.planning.matching.values import Consent, Link, Matching, Need, Offer, Slot, Way
from materiel.procurement.needs import Accepted, ListedNeed, NeedList, Version, in_force, versions
from materiel.procurement.offered import OfferLine, OfferTerm
from materiel.scenarios.snapshot import Snapshot

CHECK = "match"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a user asks of a match.

    Attributes:
        parties: whose need lists; empty: everybody's.
        items: items or families that are asked for; empty: all.
        late_days: how many days after its due day a need still takes something.
    """

    parties: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    late_days: int = 0


@dataclass(frozen=True, slots=True)
class Paired:
    """A match to be solved, and where its parts come from.

    Attributes:
        versions: by list the version in force.
        needs: by name of the line its row; offers: by id of the line its row.
        cites: ids of the entries that a need, offer, consent or link rests on, by its id.
        left_out: rows that are no part of it, or are read with care, and why.
    """

    problem: Matching
    versions: Mapping[str, NeedList]
    needs: Mapping[str, ListedNeed]
    offers: Mapping[str, OfferLine]
    cites: Mapping[str, tuple[str, ...]]
    left_out: tuple[Finding, ...]


def pair(
    snapshot: Snapshot, day: date, asked: Asked, roots: Mapping[str, str] | None = None
) -> Paired:
    """The match of a case on a day.

    Args:
        snapshot: the case at its stamps.
        day: today; the last version issued by then is in force.
        asked: see there.
        roots: id of a row to the first id of its chain of corrections.

    Raises:
        InputError: no need list is in force, or a row contradicts itself.
        UnknownNameError: an unknown party, item, offer or need.
    """
    return _Pairing(snapshot, day, asked, roots or {}).run()


@dataclass
class _Pairing:
    snapshot: Snapshot
    day: date
    asked: Asked
    roots: Mapping[str, str]
    left_out: list[Finding] = field(default_factory=list)
    cites: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def run(self) -> Paired:
        lists = [replace(row, id=self._root(row.id)) for row in self.snapshot.of(NeedList)]
        rows = [
            replace(row, version=self._root(row.version)) for row in self.snapshot.of(ListedNeed)
        ]
        listed = versions(lists, rows)
        current = self._in_force(listed)
        wanted = self._wanted(current)
        offers = self._offers()
        lines = {each.id: each for each in offers}
        asked = {row.line for row in wanted}
        waits, links = self._terms({each.offer for each in offers}, listed, asked)
        made = [self._offer(row, waits) for row in offers]
        problem = Matching(
            day=self.day,
            needs=tuple(self._need(row, self._party_of(current, row)) for row in wanted),
            offers=tuple(made),
            consents=tuple(self._consents(lines)),
            links=tuple(links),
            late_days=self.asked.late_days,
        )
        return Paired(
            problem,
            {name: each.row for name, each in current.items()},
            {row.line: row for row in wanted},
            lines,
            self.cites,
            tuple(self.left_out),
        )

    def _root(self, name: str) -> str:
        return self.roots.get(name, name)

    def _note(self, row: str, text: str) -> None:
        self.left_out.append(Finding(CHECK, row, text, severity="note"))

    # -- needs --------------------------------------------------------------------------------

    def _in_force(self, listed: Mapping[str, Sequence[Version]]) -> dict[str, Version]:
        found = {}
        for name, mine in listed.items():
            version = in_force(mine, self.day)
            if version is None:
                self._note(mine[0].row.id, f"left out: issued on {mine[0].row.issued}")
            else:
                found[name] = version
        if not found:
            raise InputError(f"no need list is in force on {self.day}; enter need_lists and needs")
        return found

    def _party_of(self, current: Mapping[str, Version], row: ListedNeed) -> str:
        party = next(each.row.party for each in current.values() if each.row.id == row.version)
        return self.snapshot.party(party)

    def _wanted(self, current: Mapping[str, Version]) -> list[ListedNeed]:
        parties = {self.snapshot.party(each) for each in self.asked.parties}
        items = {each for name in self.asked.items for each in self._models(name)}
        known = {self.snapshot.party(each.row.party) for each in current.values()}
        for party in sorted(parties - known):
            raise UnknownNameError("party with a need list in force", party, sorted(known))
        return [
            row
            for each in current.values()
            if not parties or self.snapshot.party(each.row.party) in parties
            for row in each.lines.values()
            if not items or items & set(self._models(row.item))
        ]

    def _models(self, name: str) -> tuple[str, ...]:
        words = self.snapshot.vocabulary
        below = words.items_below(self.snapshot.item(name))
        found = [each.id for each in below if each.level == "model"]
        return tuple(sorted(found)) or (self.snapshot.item(name),)

    def _need(self, row: ListedNeed, party: str) -> Need:
        item = self.snapshot.item(row.item)
        if row.accepts:
            stated = [Accepted.parse(text) for text in row.accepts]
            ratios = [(model, each.each) for each in stated for model in self._models(each.item)]
        else:
            ratios = [(model, 1) for model in self._models(item)]
        ways = [way for model, each in ratios for way in self._ways(row, model, each)]
        if row.assembled and len(ways) == len(ratios):
            raise InputError(
                f"{row.id}: assembled: no composition of {item} is stated in items; "
                "accepted: no, or an item with a composition"
            )
        accepted = {model for model, _ in ratios}
        # What its owner does not accept can only explain why a need stays open.
        ways += [
            Way(item=model, slots=(Slot(item=model, items=(model,), each=1),), accepted=False)
            for model in self._relatives(item)
            if model not in accepted
        ]
        beside = []
        for text in row.together:
            part = Accepted.parse(text)
            models = self._models(part.item)
            beside.append(Slot(item=self.snapshot.item(part.item), items=models, each=part.each))
        self.cites[row.line] = (row.id, *row.sources)
        return Need(
            id=row.line,
            party=party,
            item=item,
            units=row.units,
            priority=max(1, row.priority),
            due=row.due.last,
            ways=tuple(ways),
            beside=tuple(beside),
        )

    def _ways(self, row: ListedNeed, model: str, each: int) -> list[Way]:
        """A model as it is and, where the owner allows it, put together from its components."""
        found = [Way(item=model, slots=(Slot(item=model, items=(model,), each=each),))]
        parts = self.snapshot.vocabulary.items[model].parts
        if row.assembled and parts:
            slots = tuple(
                Slot(item=name, items=self._models(name), each=part.count * each)
                for part in parts
                for name in (self.snapshot.item(part.item),)
            )
            found.append(Way(item=model, slots=slots))
        return found

    def _relatives(self, item: str) -> list[str]:
        """The models of the family of an item."""
        words = self.snapshot.vocabulary
        families = [each.id for each in words.items_above(item) if each.level == "family"]
        return [each for name in families[:1] for each in self._models(name)]

    # -- offers -------------------------------------------------------------------------------

    def _offers(self) -> list[OfferLine]:
        givers: dict[str, OfferLine] = {}
        found = []
        for row in self.snapshot.of(OfferLine):
            first = givers.setdefault(row.offer, row)
            if self.snapshot.party(first.giver) != self.snapshot.party(row.giver):
                raise InputError(
                    f"{row.id}: giver: found {row.giver}; accepted: {first.giver}, whose offer "
                    f"{row.offer} is"
                )
            found.append(row)
        return found

    def _offer(self, row: OfferLine, waits: Mapping[str, Sequence[str]]) -> Offer:
        if row.bounds.exact is None:
            text = f"{row.bounds} are offered: the low end {row.bounds.low} is matched"
            self._note(row.id, text)
        own = list(waits.get(row.offer, ()))
        if row.commitment and (why := self.snapshot.waiting.get(row.commitment)):
            own.append(why)
        self.cites[row.id] = (row.id, *row.sources)
        return Offer(
            id=row.id,
            offer=row.offer,
            giver=self.snapshot.party(row.giver),
            item=self.snapshot.item(row.item),
            units=row.bounds.low,
            start=row.valid.start,
            end=row.valid.last if row.valid.end < LAST_DAY else LAST_DAY,
            receivers=self._receivers(row),
            waits=tuple(own),
        )

    def _receivers(self, row: OfferLine) -> frozenset[str] | None:
        """Ids of all for whom it is; a group is its members of the day."""
        if not row.receivers:
            return None
        found: set[str] = set()
        for name in row.receivers:
            party = self.snapshot.vocabulary.parties[self.snapshot.party(name)]
            if party.kind == "group":
                found.update(self.snapshot.vocabulary.members(party.id, self.day))
            else:
                found.add(party.id)
        return frozenset(found)

    def _terms(
        self,
        offers: set[str],
        listed: Mapping[str, Sequence[Version]],
        asked: set[str],
    ) -> tuple[dict[str, list[str]], list[Link]]:
        """Open conditions in words by offer, and those that the match itself can fulfil."""
        waits: dict[str, list[str]] = {}
        links = []
        ever = {name for mine in listed.values() for each in mine for name in each.lines}
        for row in self.snapshot.of(OfferTerm):
            row.refuse_contradiction()
            for name in (row.offer, *row.offers):
                if name not in offers:
                    raise UnknownNameError("offer", name, sorted(offers), row.id)
            if row.need and row.need not in ever:
                raise UnknownNameError("line of a need list", row.need, sorted(ever), row.id)
            self.cites[row.id] = (row.id, *row.sources)
            if row.kind == "stated":
                if row.met is None or row.met > self.day:
                    waits.setdefault(row.offer, []).append(row.terms)
                    self._cite(row.offer, row.id)
            elif row.need and row.need not in asked:
                waits.setdefault(row.offer, []).append(
                    f"{row.need} is to be met too, and is not among the needs of this match"
                )
                self._cite(row.offer, row.id)
            else:
                links.append(
                    Link(
                        id=row.id,
                        offer=row.offer,
                        units=row.units,
                        offers=row.offers,
                        need=row.need,
                    )
                )
        return waits, links

    def _cite(self, offer: str, row: str) -> None:
        self.cites[f"offer:{offer}"] = (*self.cites.get(f"offer:{offer}", ()), row)

    # -- consents -----------------------------------------------------------------------------

    def _consents(self, lines: Mapping[str, OfferLine]) -> list[Consent]:
        found = []
        for row in self.snapshot.of(Gate):
            mine = frozenset(each.id for each in lines.values() if self._needs(row, each))
            if not mine:
                continue
            state: Literal["open", "waiting", "closed"] = "open"
            if row.state in ("refused", "expired") or row.valid.last < self.day:
                state = "closed"
            elif row.state == "pending" or row.cap == "unknown":
                state = "waiting"
            self.cites[row.id] = (row.id, *row.sources)
            found.append(
                Consent(
                    id=row.id,
                    offers=mine,
                    receiver="" if row.commitment else self.snapshot.party(row.receiver),
                    state=state,
                    start=row.valid.start,
                    end=row.valid.last,
                    cap=row.cap_units,
                )
            )
        return found

    def _needs(self, gate: Gate, line: OfferLine) -> bool:
        if gate.commitment:
            return bool(line.commitment) and (
                self._root(gate.commitment) == self._root(line.commitment)
            )
        return (self.snapshot.party(gate.giver), self.snapshot.item(gate.item)) == (
            self.snapshot.party(line.giver),
            self.snapshot.item(line.item),
        )
