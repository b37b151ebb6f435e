"""The pictures of a burden, each as one specification: map of squares, bars by place, streams."""

from collections.abc import Callable

from materiel.reports.charts import Box, Chart, Placed, Stream, Tile
from materiel.sharing.burden import Burden, RankedBar
from materiel.sharing.flows import LAYERS

Namer = Callable[[str], str]
"""From the id of a party to its name for a reader."""

MOST_PLACES = 15
NOBODY = {
    "not-stated": "not stated",
    "not-refilled": "not refilled",
    "UNDISCLOSED": "kept back",
}
LAYER_NAMES = {
    "payer": "who pays",
    "promise": "under which promise",
    "recipient": "for whom",
    "refilled": "who is refilled",
}
SHOWN = {
    "handed-over": "Handed over, by place",
    "paid": "Paid, by place",
}
"""Titles of the rankings that a page shows."""


def burden_charts(found: Burden, unit: str, name: Namer) -> tuple[Chart, ...]:
    """The pictures that have something to show, in the order of a page.

    Args:
        found: the burden.
        unit: of its numbers, in the plural.
        name: the name of a party.
    """
    ranked = (ranking(found, role, unit, name) for role in SHOWN if role in found.bars)
    every = (tile_map(found, unit, name), *ranked, streams(found, unit))
    return tuple(each for each in every if each is not None)


def tile_map(found: Burden, unit: str, name: Namer) -> Chart | None:
    """What each state handed over, in its square; None when no square holds any."""
    if not any(square.held for square in found.tiles):
        return None
    outside = ", ".join(
        f"{_name(party, name)} {held}" for party, held in sorted(found.outside_map.items())
    )
    return Chart(
        "tiles",
        "Handed over, state by state",
        "One square for each state, all of one size; the layout is our own. A square without a "
        "number: nothing on record, which is not zero."
        + (f" Without a square: {outside}." if outside else ""),
        unit,
        ("handed over",),
        tuple(
            Tile(each.party, name(each.party), each.across, each.down, each.held)
            for each in found.tiles
        ),
    )


def ranking(found: Burden, role: str, unit: str, name: Namer) -> Chart | None:
    """The parties of a role by place; None where fewer than two are named.

    Args:
        found: the burden.
        role: one of its roles.
        unit: of its numbers, in the plural.
        name: the name of a party.
    """
    bars = found.bars[role]
    if sum(bar.place is not None for bar in bars) < 2:  # noqa: PLR2004  (one alone is no ranking)
        return None
    left = len(bars) - MOST_PLACES
    words = f" {left} more are in the table." if left > 0 else ""
    return Chart(
        "ranked",
        SHOWN.get(role, f"{role}, by place"),
        f"A place is a range where the numbers leave it open; what nobody is named for has "
        f"none.{words}",
        unit,
        (role,),
        tuple(Placed(_name(bar.party, name), _place(bar), bar.held) for bar in bars[:MOST_PLACES]),
    )


def _place(bar: RankedBar) -> str:
    return "" if bar.place is None else str(bar.place).partition(" of ")[0]


def streams(found: Burden, unit: str) -> Chart | None:
    """From payer through promise to recipient and refilled giver; None without any flow."""
    if not found.flows.flows:
        return None
    place = {layer: number for number, layer in enumerate(LAYERS)}
    items = tuple(
        Stream(
            Box(place[flow.source.layer], flow.source.name, flow.source.label),
            Box(place[flow.target.layer], flow.target.name, flow.target.label),
            flow.units,
        )
        for flow in found.flows.flows
    )
    return Chart(
        "flows",
        "From who pays to who is refilled",
        "Each layer passes on what it gets. Where the sources publish no split, one stream stands "
        "for all who may share it.",
        unit,
        tuple(LAYER_NAMES[layer] for layer in LAYERS),
        items,
    )


def _name(party: str, name: Namer) -> str:
    return NOBODY.get(party) or name(party)
