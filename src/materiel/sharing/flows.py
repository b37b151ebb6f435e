"""Flows of units from payer through promise to recipient and refilled donor, layer by layer."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from materiel.kernel.bounds import Bounds
from materiel.sharing.attributing import attribute
from materiel.sharing.attribution import NOT_HANDED_OVER, NOT_STATED, total
from materiel.sharing.books import Books
from materiel.sharing.refills import NOT_REFILLED

LAYERS = ("payer", "promise", "recipient", "refilled")


@dataclass(frozen=True, slots=True)
class Node:
    """One box of the picture.

    Attributes:
        layer: one of ``LAYERS``.
        name: unique inside its layer: ids of parties, or the root of a promise.
        label: for a reader.
    """

    layer: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Flow:
    """Units from one box to a box of the next layer.

    Attributes:
        source, target: nodes of neighbouring layers.
        units: its bounds; where a split is not published one flow stands for all sharers.
        cites: ids of the entries behind it.
    """

    source: Node
    target: Node
    units: Bounds
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sankey:
    """All flows of one total; each layer passes on exactly what it gets, but for open refills.

    Attributes:
        unit: of every number.
        flows: by layer, then by name.
        total: what every layer carries.
    """

    unit: str
    flows: tuple[Flow, ...]
    total: Bounds

    def between(self, layer: str) -> tuple[Flow, ...]:
        """The flows that leave a layer."""
        return tuple(flow for flow in self.flows if flow.source.layer == layer)


def sankey(books: Books, roots: Sequence[str], rung: str = "received") -> Sankey:
    """Payer to promise to recipient to refilled donor, for what has reached a rung.

    Payers without a published split are one box ("DNK or NOR"); what nothing has refilled
    flows to a box of its own, so that no layer loses a unit.

    Args:
        books: the case at its stamps.
        roots: promises of one unit.
        rung: what is counted.
    """
    paid = attribute("paid", books, roots, rung)
    refilled = {each.name: each for each in attribute("backfilled", books, roots, rung).pieces}
    flows: list[Flow] = []
    for piece in paid.pieces:
        row = books.commitment(piece.name)
        promise = Node("promise", piece.name, row.title)
        payer = Node("payer", " or ".join(piece.holders), _together(books, piece.holders))
        recipient = Node("recipient", row.receiver, label(books, row.receiver))
        flows.append(Flow(payer, promise, piece.amount, piece.cites))
        flows.append(Flow(promise, recipient, piece.amount, piece.cites))
    into: dict[tuple[str, str], list[tuple[Bounds, tuple[str, ...]]]] = defaultdict(list)
    for piece in paid.pieces:
        back = refilled[piece.name]
        for party, units in back.shares.items():
            into[books.commitment(piece.name).receiver, party].append((units, back.cites))
    for (receiver, party), parts in into.items():
        source = Node("recipient", receiver, label(books, receiver))
        target = Node("refilled", party, label(books, party))
        cites = tuple(dict.fromkeys(name for _, each in parts for name in each))
        flows.append(Flow(source, target, total(units for units, _ in parts), cites))
    order = {layer: place for place, layer in enumerate(LAYERS)}
    flows.sort(key=lambda flow: (order[flow.source.layer], flow.source.name, flow.target.name))
    return Sankey(paid.unit, tuple(flows), paid.total)


def label(books: Books, party: str) -> str:
    """The name of a party for a reader."""
    words = {
        NOT_STATED: "not stated",
        NOT_REFILLED: "not refilled",
        NOT_HANDED_OVER: "not handed over",
    }
    return words.get(party) or books.vocabulary.party(party).name


def _together(books: Books, parties: Sequence[str]) -> str:
    names = " or ".join(label(books, each) for each in parties)
    return f"{names} (shares not published)" if len(parties) > 1 else names
