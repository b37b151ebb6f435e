"""A match as columns and rows: whole units of needs, and the offers that fill their places.

A *unit* of a need takes one of its ways, and every place of it is filled by offers, no more and no
less. A *probe* asks for one unit more of one need, with some bars lifted and, where it may, with
places left empty: so partial bundles and reasons are found by the same rows as the match itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from materiel.planning.matching.sheet import Goal, Sheet, Term
from materiel.planning.matching.values import Bar, Matching, Need


@dataclass(frozen=True, slots=True)
class Probe:
    """One unit more of a need.

    Attributes:
        need: its id.
        lifted: bars that do not hold for this unit.
        short: whether places may stay empty.
    """

    need: str
    lifted: frozenset[Bar] = frozenset()
    short: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """Units of a line of an offer in a place of a need.

    Attributes:
        way: which way of the need.
        place: which of the way's slots, the ones beside it last.
        bars: what would keep it from being used there; empty in a match.
    """

    need: str
    way: int
    place: int
    offer: str
    units: int
    bars: frozenset[Bar] = frozenset()


@dataclass(frozen=True, slots=True)
class Partial:
    """One unit of a need that is not complete.

    Attributes:
        way: the way that lacks least.
        uses: what it has.
        lacks: place to the units that are missing.
    """

    need: str
    way: int
    uses: tuple[Use, ...]
    lacks: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Filled:
    """An answer in whole numbers.

    Attributes:
        made: need to the units met by each of its ways.
        uses: what fills them.
        partials: one for each probe, in order.
    """

    made: Mapping[str, tuple[int, ...]]
    uses: tuple[Use, ...]
    partials: tuple[Partial, ...]

    def met(self, need: str) -> int:
        """Complete units of a need."""
        return sum(self.made[need])


@dataclass(slots=True)
class _Probed:
    """The columns of one probe."""

    probe: Probe
    ways: list[int] = field(default_factory=list)
    arcs: list[tuple[int, Use]] = field(default_factory=list)
    empty: list[tuple[int, int, int]] = field(default_factory=list)  # way, place, column
    lacking: list[Term] = field(default_factory=list)


class Draft:
    """The rows of a match, with its needs kept between two ends, and some probes.

    Args:
        problem: needs and offers.
        probes: units asked for besides.
        keep: need to the least and the most that is met of it; else 0 to all of it.
    """

    def __init__(
        self,
        problem: Matching,
        probes: Sequence[Probe] = (),
        keep: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:
        self.problem, self.sheet = problem, Sheet()
        self._ways: dict[str, list[int]] = {}
        self._arcs: list[tuple[int, Use]] = []
        for need in problem.needs:
            low, high = (keep or {}).get(need.id, (0, need.units))
            self._need(need, low, high)
        self.probes = [self._probe(each) for each in probes]
        self._offers()
        self._consents()
        self._links()

    # -- rows ---------------------------------------------------------------------------------

    def _need(self, need: Need, low: int, high: int) -> None:
        ways = [self.sheet.column(high if each.accepted else 0) for each in need.ways]
        self._ways[need.id] = ways
        self.sheet.row([(column, 1) for column in ways], low, high)
        for at, way in enumerate(need.ways):
            for place, slot in enumerate(way.slots):
                arcs = self._fill(need, at, place, slot.each * high) if way.accepted else []
                self._equal(arcs, [ways[at]], slot.each)
        # What is needed beside is the same whichever way it goes: one place for all ways.
        for place, slot in enumerate(need.beside):
            arcs = self._fill(need, -1, place, slot.each * high)
            self._equal(arcs, ways, slot.each)

    def _equal(self, filled: Sequence[int], made: Sequence[int], each: int) -> None:
        terms = [(column, 1) for column in filled] + [(column, -each) for column in made]
        self.sheet.row(terms, 0, 0)

    def _fill(self, need: Need, way: int, place: int, most: int) -> list[int]:
        slot = need.beside[place] if way < 0 else need.ways[way].slots[place]
        found = []
        for offer in self.problem.offers:
            if offer.item in slot.items and not self.problem.bars(need, offer):
                column = self.sheet.column(min(offer.units, most))
                self._arcs.append((column, Use(need.id, way, place, offer.id, 0)))
                found.append(column)
        return found

    def _probe(self, probe: Probe) -> _Probed:
        need = self.problem.need[probe.need]
        found = _Probed(probe)
        found.ways = [
            self.sheet.column(int(each.accepted or "owner" in probe.lifted)) for each in need.ways
        ]
        self.sheet.row([(column, 1) for column in found.ways], 1, 1)
        for way, chosen in enumerate(found.ways):
            for place, slot in enumerate(need.ways[way].slots):
                self._place(found, need, (way, place), slot.each, [chosen])
        for place, slot in enumerate(need.beside):
            self._place(found, need, (-1, place), slot.each, found.ways)
        return found

    def _place(
        self, found: _Probed, need: Need, where: tuple[int, int], each: int, chosen: list[int]
    ) -> None:
        way, place = where
        slot = need.beside[place] if way < 0 else need.ways[way].slots[place]
        filled = []
        owner: frozenset[Bar] = frozenset()
        if way >= 0 and not need.ways[way].accepted:
            owner = frozenset({"owner"})
        for offer in self.problem.offers:
            bars = self.problem.bars(need, offer) | owner
            if offer.item in slot.items and bars <= found.probe.lifted:
                column = self.sheet.column(min(offer.units, each))
                found.arcs.append((column, Use(need.id, way, place, offer.id, 0, bars)))
                filled.append(column)
        if found.probe.short:
            empty, lacking = self.sheet.column(each), self.sheet.column(1)
            self.sheet.row([(empty, 1), (lacking, -each)], high=0)
            found.empty.append((way, place, empty))
            # A whole thing that is not there lacks as much as all that it can be made of.
            alone = way >= 0 and len(need.ways[way].slots) == 1
            most = max(len(one.slots) for one in need.ways)
            found.lacking.append((lacking, most if alone else 1))
            filled.append(empty)
        self._equal(filled, chosen, each)

    def _all(self, spared: Bar | None = None) -> list[tuple[int, Use]]:
        """Every use; without those of probes for which a bar is lifted."""
        probed = [
            arc
            for each in self.probes
            if spared is None or spared not in each.probe.lifted
            for arc in each.arcs
        ]
        return [*self._arcs, *probed]

    def _offers(self) -> None:
        used: dict[str, list[Term]] = {}
        for column, use in self._all():
            used.setdefault(use.offer, []).append((column, 1))
        for offer in self.problem.offers:
            self.sheet.row(used.get(offer.id, []), high=offer.units)

    def _consents(self) -> None:
        for each in self.problem.consents:
            if each.cap is not None and each.state != "closed":
                terms = [
                    (column, 1)
                    for column, use in self._all("closed")
                    if use.offer in each.offers
                    and each.receiver in ("", self.problem.need[use.need].party)
                ]
                self.sheet.row(terms, high=each.cap)

    def _links(self) -> None:
        offer = self.problem.offer
        used = {each.offer: self.sheet.column(1) for each in self.problem.links}
        for column, use in self._all("waiting"):
            line = offer[use.offer]
            if line.offer in used:
                self.sheet.row([(column, 1), (used[line.offer], -line.units)], high=0)
        for link in self.problem.links:
            if link.need:
                counted = [(column, 1) for column in self._ways.get(link.need, [])]
            else:
                counted = [
                    (column, 1)
                    for column, use in self._arcs
                    if offer[use.offer].offer in link.offers
                ]
            self.sheet.row([*counted, (used[link.offer], -link.units)], low=0)

    # -- goals --------------------------------------------------------------------------------

    def units(self, needs: Sequence[str], sign: int = -1) -> list[Term]:
        """Complete units of some needs; to be made as large as possible."""
        return [(column, sign) for need in needs for column in self._ways[need]]

    def lacking(self) -> list[Goal]:
        """For each probe in order: few places that lack something, then few units that do."""
        goals: list[Goal] = []
        for each in self.probes:
            goals.append((f"{each.probe.need}-places", each.lacking))
            goals.append((f"{each.probe.need}-units", [(at, 1) for _, _, at in each.empty]))
        return goals

    def has(self) -> list[Term]:
        """What probes have; to be made as large as possible where they lack the same."""
        return [(column, -1) for each in self.probes for column, _ in each.arcs]

    def lacks(self, values: Sequence[int]) -> tuple[int, int]:
        """Places, weighted, and units that the probes lack."""
        places = sum(
            value * values[column] for each in self.probes for column, value in each.lacking
        )
        return places, sum(values[column] for each in self.probes for _, _, column in each.empty)

    def barred(self) -> list[Term]:
        """Units that probes use in spite of a bar."""
        return [
            (column, len(use.bars)) for each in self.probes for column, use in each.arcs if use.bars
        ]

    def urgent(self) -> list[Term]:
        """Complete units, weighted so that what is least urgent is given up first."""
        count = len(self.problem.needs)
        return [
            (column, at - count)
            for at, need in enumerate(self.problem.needs)
            for column in self._ways[need.id]
        ]

    def early(self) -> list[Goal]:
        """Uses of complete units, then of probes, weighted by the order of the offers."""
        rank = {offer.id: at for at, offer in enumerate(self.problem.offers, 1)}
        probed = [arc for each in self.probes for arc in each.arcs]
        return [
            (name, [(column, rank[use.offer]) for column, use in arcs])
            for name, arcs in (("early", self._arcs), ("early-probes", probed))
        ]

    # -- answers ------------------------------------------------------------------------------

    def read(self, values: Sequence[int]) -> Filled:
        """The values of the columns as units."""
        made = {need: tuple(values[column] for column in ways) for need, ways in self._ways.items()}
        partials = []
        for each in self.probes:
            way = next(at for at, column in enumerate(each.ways) if values[column])
            partials.append(
                Partial(
                    each.probe.need,
                    way,
                    _uses(each.arcs, values),
                    {
                        place if at >= 0 else self._beside(each.probe.need, way, place): units
                        for at, place, column in each.empty
                        if (units := values[column])
                    },
                )
            )
        return Filled(made, _uses(self._arcs, values), tuple(partials))

    def _beside(self, need: str, way: int, place: int) -> int:
        return len(self.problem.need[need].ways[way].slots) + place


def _uses(arcs: Sequence[tuple[int, Use]], values: Sequence[int]) -> tuple[Use, ...]:
    return tuple(
        sorted(
            (
                Use(use.need, use.way, use.place, use.offer, values[column], use.bars)
                for column, use in arcs
                if values[column]
            ),
            key=lambda use: (use.need, use.way, use.place, use.offer),
        )
    )
