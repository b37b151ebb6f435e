"""What a plan is made from: the rows and holdings of a case at some stamps, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.table import Row
from materiel.ledger.case import Case
from materiel.vocabulary.vocabulary import Vocabulary

Kind = TypeVar("Kind", bound=Row)


@dataclass(frozen=True, slots=True)
class Held:
    """What a party holds of an item, with the ids of the entries that say so."""

    bounds: Bounds
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One case at some stamps.

    Attributes:
        rows: the rows of each table that count at the stamps.
        held: ``(party, item)`` to what is on hand.
        exercised: option commitment to what was ordered under it already.
        delivered: commitment to what the receiver got already.
        owed: ``(party, item)`` to what is promised as a backfill and has not arrived.
        waiting: commitment to why its condition has not come true; nothing of it is firm.
    """

    vocabulary: Vocabulary
    rows: Mapping[type[Row], Sequence[Row]]
    held: Mapping[tuple[str, str], Held]
    exercised: Mapping[str, Bounds]
    delivered: Mapping[str, Bounds]
    owed: Mapping[tuple[str, str], Held]
    waiting: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The rows of one table."""
        return [row for row in self.rows.get(kind, ()) if isinstance(row, kind)]

    @property
    def case(self) -> Case:
        """What the case says about itself.

        Raises:
            InputError: nothing was known about the case at the stamps.
        """
        found = self.of(Case)
        if not found:
            raise InputError("nothing was known about the case at these stamps")
        return found[-1]

    def party(self, name: str) -> str:
        """The id of the party of this name."""
        return self.vocabulary.party(name).id

    def item(self, name: str) -> str:
        """The id of the item of this name."""
        return self.vocabulary.item(name).id
