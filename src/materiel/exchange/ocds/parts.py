"""The rows that are made from one state of a process, each with the part of it that it is from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from materiel.evidence.claims import Claim
from materiel.exchange.ocds.names import Names, name_of
from materiel.exchange.ocds.node import Node, Value
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row, to_cells


@dataclass(slots=True)
class Part:
    """An object of a release that has a fate of its own.

    Attributes:
        node: the object.
        rows: ids of the rows made from it.
        refused: why no row could be made from it.
    """

    node: Node
    rows: list[str] = field(default_factory=list)
    refused: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a state comes from.

    Attributes:
        document: id of the document that its claims are read from.
        known_on: the day on which it was public.
        publisher: who published it; empty where nobody says.
    """

    document: str
    known_on: date
    publisher: str = ""


class Making:
    """The rows made so far.

    Attributes:
        origin: where the state comes from.
        ocid: of the process.
        rows: by id, in the order in which they are made.
        parts: the objects that they were made from.
        names: parties and items that the vocabulary lacks.
    """

    def __init__(self, ocid: str, origin: Origin) -> None:
        self.origin, self.ocid = origin, ocid
        self.rows: dict[str, Row] = {}
        self.parts: list[Part] = []
        self.names = Names()

    def part(self, node: Node) -> Part:
        """Begin an object that has a fate of its own."""
        found = Part(node)
        self.parts.append(found)
        return found

    def add(self, part: Part, row: Row) -> None:
        """Keep a row; one that the extension states goes before one that we would make."""
        if self.rows.setdefault(row.id, row) != row:
            part.node.problem(
                "",
                f"another object gives the row {row.id} with other content; that one counts",
                "Ask the publisher for an id of its own.",
            )
        part.rows.append(row.id)

    def name(self, *parts: str) -> str:
        """The id of a row of this process."""
        return name_of(self.ocid, *parts)

    def claim(
        self,
        part: Part,
        event: str,
        name: str,
        *,
        giver: Sequence[str] = (),
        receiver: str = "",
        value: Value | None = None,
        **content: Any,
    ) -> None:
        """Keep what the publisher asserts as a claim.

        Args:
            part: what asserts it.
            event: its word for what happened.
            name: what tells it from the other claims of the process.
            giver: ids of the parties from whom.
            receiver: id of the party to whom.
            value: the amount.
            content: other cells of the claim.
        """
        if value is not None:
            content |= {
                "amount_low": value.amount,
                "amount_high": value.amount,
                "currency": value.currency,
            }
        row = Claim(
            id=self.name(*name.split("\x1f")),
            known_on=self.origin.known_on,
            document=self.origin.document,
            place=_place(name),
            event=event,
            stance="asserted",
            speaker=self.origin.publisher,
            giver="; ".join(map(self.names.printed, giver)),
            receiver=self.names.printed(receiver),
            paraphrase="",
            **content,
        )
        self.add(part, replace(row, paraphrase=described(to_cells(row))))

    def party(self, part: Part, node: Node, roles: Sequence[str] = ()) -> str:
        """The id of the party that a reference means; empty when it means none."""
        found = self.names.party(node, roles)
        self.named(part)
        return found

    def named(self, part: Part) -> None:
        """Keep the nouns that came up as rows of the part in which they did so first."""
        for row in self.names.rows.values():
            if row.id not in self.rows:
                self.add(part, row)


def units_of(quantity: Decimal | None) -> int | None:
    """A quantity as a count; None when it is none."""
    if quantity is None or quantity < 0 or quantity != quantity.to_integral_value():
        return None
    return int(quantity)


def _place(name: str) -> str:
    return " ".join(name.split("\x1f"))


def described(cells: Mapping[str, str]) -> str:
    """A claim from OCDS in our own words, out of its cells."""
    amount = f"{cells['currency']} {cells['amount_low']}" if cells["amount_low"] else ""
    sides = " to ".join(filter(None, (cells["giver"], cells["receiver"])))
    details = (
        *(cells["item"], f"at {cells['status']!r}" if cells["status"] else ""),
        *(cells["wording"], amount, sides, cells["when"]),
    )
    said = ", ".join(filter(None, details)) or "no details"
    return f"{cells['event'].capitalize()} ({cells['place']}): {said}."
