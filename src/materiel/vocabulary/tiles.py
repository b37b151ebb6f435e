"""Where a state stands on our tile map: one square each, near its neighbours, all of one size."""

from dataclasses import dataclass
from typing import ClassVar

from materiel.kernel.table import Row, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile(Row):
    """The square of a state; its id is the party id. The layout is our own.

    All squares are of one size, so that a large country does not look like a large number.
    """

    TABLE: ClassVar[str] = "tiles"
    across: int = column("count", "column, 0 the westernmost")
    down: int = column("count", "row, 0 the northernmost")
