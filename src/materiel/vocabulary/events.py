"""What the ledger records: each event with the rungs it raises and the stock it moves."""

from dataclasses import dataclass
from typing import ClassVar

from materiel.kernel.table import Row, column

ROLES = ("giver", "receiver")
ACCOUNT_KINDS = ("holding", "source", "sink")
FEEDS = (
    "events",
    "holdings",
    "commitments",
    "money",
    "contracts",
    "options",
    "milestones",
    "gates",
    "capacities",
    "requirements",
    "judgements",
    "claims",
)

ANY_STATUS = "*"
"""The status of an event word that means the same under every status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Row):
    """An account of the stock book: where units are, come from, or end."""

    TABLE: ClassVar[str] = "stock_accounts"
    kind: str = column(
        "choice",
        "holding counts units a party has; source and sink balance it",
        choices=ACCOUNT_KINDS,
    )
    description: str = column("text", "which units stand on it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Row):
    """A ledger event; its id is the word of the ``events`` table of a case.

    It raises each rung in ``raises`` by its quantity, from the giver to the receiver, and
    moves that quantity from one stock account to another where both are named.
    """

    TABLE: ClassVar[str] = "events"
    track: str = column(
        "choice",
        "track of the rungs it raises; stock when it raises none",
        choices=("decision", "contract", "movement", "end", "stock"),
    )
    roles: tuple[str, ...] = column("texts", "roles that must be filled: giver; receiver")
    raises: tuple[str, ...] = column("ids", "rungs it raises", default=())
    stock_from: str = column("id", "stock account that loses the units", default="")
    from_holder: str = column("choice", "whose account loses them", choices=ROLES, default="")
    stock_to: str = column("id", "stock account that gains the units", default="")
    to_holder: str = column("choice", "whose account gains them", choices=ROLES, default="")
    description: str = column("text", "what it says has happened")

    @property
    def moves_stock(self) -> bool:
        """Whether it changes the stock book."""
        return bool(self.stock_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWord(Row):
    """What a source's event word, under a status, becomes in a case."""

    TABLE: ClassVar[str] = "event_words"
    scheme: str = column(
        "choice",
        "whose words: the public Patriot record (facts) or the annotated claims (claims)",
        choices=("facts", "claims"),
    )
    word: str = column("text", "the source's event word")
    status: str = column("text", "the source's status; * for any")
    feeds: str = column(
        "choice", "the table of the case it can feed; claims: it stays a claim only", choices=FEEDS
    )
    event: str = column("id", "the ledger event, where it feeds events", default="")
    why: str = column("text", "the reason, where it is not plain", default="")
