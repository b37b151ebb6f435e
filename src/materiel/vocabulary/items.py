"""What is supplied: a tree of class, family and model, each model with its unit of issue."""

import re
from dataclasses import dataclass
from typing import ClassVar

from materiel.kernel.errors import InputError
from materiel.kernel.table import Row, column

ITEM_LEVELS = ("class", "family", "model")
_PART = re.compile(r"(\d+)\s+(\S+)$")


@dataclass(frozen=True, slots=True)
class Part:
    """So many units of an item inside one unit of another.

    Attributes:
        count: units of issue of ``item``, at least 1.
        item: item id.
    """

    count: int
    item: str

    @classmethod
    def parse(cls, text: str) -> "Part":
        """Read ``4 launcher-id``.

        Raises:
            InputError: another form, or a count of 0.
        """
        found = _PART.match(text.strip())
        if not found or int(found[1]) == 0:
            raise InputError(
                f"not a part: {text!r}; accepted: a count and an item id, as 4 launcher"
            )
        return cls(int(found[1]), found[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Row):
    """A kind of materiel or a group of kinds; only a model or family with a unit is counted.

    Two units never meet in one sum (DESIGN §2.10). No composition ships for a real item
    unless a source states it, and no ratio between real items ever does (DESIGN §6.1).
    """

    TABLE: ClassVar[str] = "items"
    name: str = column("text", "its name")
    level: str = column("choice", "its place in the tree", choices=ITEM_LEVELS)
    parent: str = column("id", "id of the item above; empty for a class at the top", default="")
    unit: str = column("id", "id of the unit of issue; empty where nothing is counted", default="")
    aliases: tuple[str, ...] = column("texts", "other names that mean it and only it", default=())
    assumed: tuple[str, ...] = column(
        "texts", "names that mean it only under the assumption", default=()
    )
    assumption: str = column("text", "what the assumed names rest on", default="")
    contains: tuple[str, ...] = column(
        "texts", "composition of one unit, as 4 launcher; 1 radar", default=()
    )
    integral: bool = column(
        "flag", "yes: units are whole things in a plan; no: large lots may be parted", default=True
    )
    refuses: tuple[str, ...] = column(
        "texts", "look-alike names that never mean it or anything below it", default=()
    )

    @property
    def parts(self) -> tuple[Part, ...]:
        """The composition of one unit; empty when none is stated.

        Raises:
            InputError: a part is not a count and an item id.
        """
        return tuple(Part.parse(text) for text in self.contains)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Row):
    """A unit of issue: what one of a count is."""

    TABLE: ClassVar[str] = "units"
    name: str = column("text", "singular")
    plural: str = column("text", "plural")
    description: str = column("text", "what one of it is")
