"""Bundles of a case: the components of a whole, who would give each, and what is still missing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.kernel.table import Row, column
from materiel.procurement.bundles import Composition

STATES = ("firm", "offered", "withdrawn")
NOTHING = Bounds.exactly(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlePart(Row):
    """One source of one component of a whole, and how it stands in a period (DESIGN §6.7)."""

    TABLE: ClassVar[str] = "bundles"
    bundle: str = column("id", "the whole that is put together; the same in all its rows")
    title: str = column("text", "our own short name for it", default="")
    item: str = column("item", "what it becomes")
    component: str = column("item", "which component")
    each: int | None = column(
        "count",
        "how many in one whole; empty: as the composition of the item says",
        default=None,
        unit="units of the component",
    )
    source: str = column("party", "who would give it")
    low: int | None = column("count", "at least so many", default=None, unit="units of issue")
    high: int | None = column("count", "at most so many", default=None, unit="units of issue")
    state: str = column("choice", "how the source stands", choices=STATES)
    valid: Period = column("period", "from when until when it stands so")
    commitment: str = column(
        "id", "the promise that it belongs to", default="", refers="commitments"
    )
    wording: str = column("text", "the source's words for the number", default="")

    def __post_init__(self) -> None:
        if self.each is not None and self.each < 1:
            raise InputError(f"each: found {self.each}; accepted: 1 or more")
        if self.low is not None and self.high is not None:
            Bounds.between(self.low, self.high)

    @property
    def bounds(self) -> Bounds:
        """What is stated about the number."""
        return Bounds(self.low or 0, self.high, self.low is not None)


@dataclass(frozen=True, slots=True)
class ComponentStanding:
    """One component of a bundle on one day, in units of the component.

    Attributes:
        item: the component.
        each: how many one whole needs.
        firm: from firm sources.
        offered: from sources that are only offered, or wait for a condition.
        withdrawn: from sources that were taken back.
        missing: how many firm units the next whole certainly lacks; 0: it holds nothing up.
        sources: the rows that stand on the day, with the state that they count in.
    """

    item: str
    each: int
    firm: Bounds
    offered: Bounds
    withdrawn: Bounds
    missing: int
    sources: tuple[tuple[BundlePart, str], ...]


@dataclass(frozen=True, slots=True)
class BundleStanding:
    """One bundle on one day.

    Attributes:
        whole: complete things from firm sources; never a part of one.
        offered: complete things if every source that is offered became firm too.
        left_over: firm units of each component that no whole thing uses.
    """

    name: str
    title: str
    item: str
    whole: Bounds
    offered: Bounds
    left_over: Mapping[str, Bounds]
    components: tuple[ComponentStanding, ...]


def bundle_standings(
    rows: Sequence[BundlePart],
    composition: Callable[[str], Mapping[str, int]],
    day: date,
    waiting: Collection[str] = (),
) -> list[BundleStanding]:
    """Each bundle at the end of ``day``, in the order of the rows.

    Args:
        rows: with the names of items and parties resolved to ids.
        composition: an item to the units of each component in one of it; empty for none.
        day: the day asked for.
        waiting: commitments whose condition has not come true; no source of them is firm.

    Raises:
        InputError: rows of one bundle disagree about what it is, or about how many of a
            component one whole needs, or nothing says how many.
        UnknownNameError: a component that the composition of the item lacks.
    """
    groups: dict[str, list[BundlePart]] = {}
    for row in rows:
        groups.setdefault(row.bundle, []).append(row)
    return [_bundle(name, mine, composition, day, waiting) for name, mine in groups.items()]


def _bundle(
    name: str,
    rows: Sequence[BundlePart],
    composition: Callable[[str], Mapping[str, int]],
    day: date,
    waiting: Collection[str],
) -> BundleStanding:
    items = sorted({row.item for row in rows})
    if len(items) > 1:
        raise InputError(f"bundle {name}: item: found {' and '.join(items)}; accepted: one item")
    made = Composition(items[0], _needed(name, rows, composition(items[0])))
    components = []
    for item, each in made.components.items():
        standing: list[tuple[BundlePart, str]] = []
        sums = dict.fromkeys(STATES, NOTHING)
        for row in rows:
            if row.component == item and row.valid.holds_on(day):
                state = row.state
                if state == "firm" and row.commitment in waiting:
                    state = "offered"
                sums[state] += row.bounds
                standing.append((row, state))
        components.append((item, each, sums, standing))
    firm = {item: sums["firm"] for item, _, sums, _ in components}
    whole = made.whole_bounds(firm)
    offered = made.whole_bounds(
        {item: sums["firm"] + sums["offered"] for item, _, sums, _ in components}
    )
    return BundleStanding(
        name,
        next((row.title for row in rows if row.title), name),
        items[0],
        whole,
        offered,
        {item: _left(firm[item], whole, each) for item, each in made.components.items()},
        tuple(
            ComponentStanding(
                item,
                each,
                sums["firm"],
                sums["offered"],
                sums["withdrawn"],
                _missing(sums["firm"], whole, each),
                tuple(standing),
            )
            for item, each, sums, standing in components
        ),
    )


def _needed(
    name: str, rows: Sequence[BundlePart], composition: Mapping[str, int]
) -> dict[str, int]:
    """Units of each component in one whole: as the rows say, or as the item's composition does."""
    needed = dict(composition)
    stated: dict[str, int] = {}
    for row in rows:
        if row.each is None:
            if row.component not in composition:
                raise InputError(
                    f"{row.id}: each: required, for the composition of {row.item} does not name "
                    f"{row.component}"
                )
            continue
        before = stated.setdefault(row.component, row.each)
        if before != row.each or composition.get(row.component, row.each) != row.each:
            other = before if before != row.each else composition[row.component]
            raise InputError(
                f"{row.id}: each: found {row.each} {row.component} in bundle {name}; "
                f"accepted: {other}, as stated elsewhere"
            )
    return needed | stated


def _missing(firm: Bounds, whole: Bounds, each: int) -> int:
    """What one more whole than there certainly is lacks of a component, at the least."""
    have = firm.high
    return 0 if have is None else max(0, each * (whole.low + 1) - have)


def _left(firm: Bounds, whole: Bounds, each: int) -> Bounds:
    high = None if firm.high is None else firm.high - whole.low * each
    low = 0 if whole.high is None else max(0, firm.low - whole.high * each)
    return Bounds(low, high, firm.low_known)
