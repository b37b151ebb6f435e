"""Whole things from components: how many can be assembled, and what is left over.

>>> fire_unit = Composition("fire unit", {"radar": 1, "control station": 1, "launcher": 4})
>>> made = fire_unit.assemble({"radar": 3, "control station": 2, "launcher": 9})
>>> made.whole, dict(made.left_over)
(2, {'radar': 1, 'control station': 0, 'launcher': 1})
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnknownNameError


@dataclass(frozen=True, slots=True)
class Assembly:
    """What components give.

    Attributes:
        whole: complete things; never a part of one.
        left_over: units of each component that no whole thing uses.
    """

    whole: int
    left_over: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Composition:
    """What one whole thing consists of; data of the case (DESIGN §2.10).

    Attributes:
        item: the whole thing.
        components: units of each component in one whole thing, at least one each.
    """

    item: str
    components: Mapping[str, int]

    def __post_init__(self) -> None:
        if not self.components:
            raise InputError(f"composition of {self.item}: no component is stated")
        for component, units in self.components.items():
            if units < 1:
                raise InputError(
                    f"composition of {self.item}: {component} {units}; accepted: 1 or more"
                )

    def assemble(self, units: Mapping[str, int]) -> Assembly:
        """As many whole things as the components allow.

        Args:
            units: units of each component; a missing one counts 0.

        Raises:
            UnknownNameError: a component that the composition does not hold.
            InputError: a negative number of units.
        """
        for component, count in units.items():
            self.check(component)
            if count < 0:
                raise InputError(f"{component}: found {count} units; accepted: 0 or more")
        whole = min(units.get(name, 0) // each for name, each in self.components.items())
        return Assembly(
            whole,
            {name: units.get(name, 0) - whole * each for name, each in self.components.items()},
        )

    def whole_bounds(self, units: Mapping[str, Bounds]) -> Bounds:
        """How many whole things, when components are known only between two ends.

        The count never falls when a component grows, so the ends give the ends.
        """
        for component in units:
            self.check(component)
        have = {name: units.get(name, Bounds.exactly(0)) for name in self.components}
        low = min(have[name].low // each for name, each in self.components.items())
        highs = [
            high // each
            for name, each in self.components.items()
            if (high := have[name].high) is not None
        ]
        high = min(highs) if highs else None
        known = low == high or all(bounds.low_known for bounds in have.values())
        return Bounds(low, high, known)

    def check(self, component: str) -> None:
        """Raise ``UnknownNameError`` unless the composition holds the component."""
        if component not in self.components:
            raise UnknownNameError(
                "component", component, list(self.components), f"composition of {self.item}"
            )


@dataclass(frozen=True, slots=True)
class Source:
    """Where units of one component would come from.

    Attributes:
        id: names the source (an offer, a contract line, a holding).
        component: which component.
        units: how many, 0 or more.
        firm: whether it is certain; what is only offered completes nothing.
    """

    id: str
    component: str
    units: int
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Bundle:
    """Whole things that exist only when every component has a firm source (DESIGN §6.7)."""

    composition: Composition
    sources: tuple[Source, ...]

    def __post_init__(self) -> None:
        names = [source.id for source in self.sources]
        for source in self.sources:
            self.composition.check(source.component)
            if names.count(source.id) > 1:
                raise InputError(f"source {source.id} is stated twice")

    @property
    def firm(self) -> Assembly:
        """What the firm sources give."""
        return self._of([source for source in self.sources if source.firm])

    @property
    def offered(self) -> Assembly:
        """What all sources would give if each became firm."""
        return self._of(self.sources)

    def withdrawn(self, source: str, units: int | None = None) -> "Bundle":
        """The bundle after ``units`` of a source (None: all of it) are withdrawn.

        Raises:
            UnknownNameError: there is no such source.
            InputError: more than the source holds, or a negative number.
        """
        known = {each.id: each for each in self.sources}
        if source not in known:
            raise UnknownNameError("source", source, list(known))
        held = known[source].units
        taken = held if units is None else units
        if not 0 <= taken <= held:
            raise InputError(f"source {source}: found {taken} to withdraw; accepted: 0 to {held}")
        return replace(
            self,
            sources=tuple(
                replace(each, units=held - taken) if each.id == source else each
                for each in self.sources
            ),
        )

    def missing(self) -> dict[str, int]:
        """Firm units of each component that the next whole thing still lacks."""
        left = self.firm.left_over
        lacks = {
            name: each - left[name]
            for name, each in self.composition.components.items()
            if each > left[name]
        }
        assert lacks, "a complete set of left-overs would be one more whole thing"
        return lacks

    def _of(self, sources: Sequence[Source]) -> Assembly:
        units = dict.fromkeys(self.composition.components, 0)
        for source in sources:
            units[source.component] += source.units
        return self.composition.assemble(units)
