"""A total that somebody watches: which statements it counts, in which unit (DESIGN §4.6)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.table import SEPARATOR, Row, column
from materiel.vocabulary.vocabulary import Vocabulary

Same = Callable[[str, str, str], bool]
"""Whether two names of a ``party`` or ``item`` mean one; asked with the kind first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched(Row):
    """What is counted over the accepted claims, and how open it still is."""

    TABLE: ClassVar[str] = "watched"
    title: str = column("text", "what the total says")
    events: tuple[str, ...] = column("texts", "events of the guidelines that count, as delivery")
    statuses: tuple[str, ...] = column(
        "texts", "how far they must have come, as delivered; empty: any", default=()
    )
    item_class: str = column("text", "class of the guidelines; empty: any", default="")
    item: str = column("text", "words that the item has, or its name; empty: any", default="")
    giver: str = column("text", "from whom; empty: anybody", default="")
    receiver: str = column("text", "to whom; empty: anybody", default="")
    unit: str = column("text", "what is counted, as the claims state it")


def same_names(words: Vocabulary) -> Same:
    """Names that mean one row of the vocabulary, or are written alike."""
    known: dict[tuple[str, str], str] = {}

    def resolve(kind: str, name: str) -> str:
        if (kind, name) not in known:
            try:
                row = words.party(name) if kind == "party" else words.item(name)
                known[kind, name] = row.id
            except InputError:
                known[kind, name] = name.casefold()
        return known[kind, name]

    return lambda kind, left, right: resolve(kind, left) == resolve(kind, right)


def cited(name: str, claim: Claim, document: Document | None) -> str:
    """A claim with its number, document and place."""
    where = document.title if document else claim.document
    count = claim.bounds or Bounds.unknown()
    return f"{name}: {count} {claim.unit} ({where}, {claim.place})"


def counts(watched: Watched, claim: Claim, same: Same) -> Bounds | None:
    """What a claim adds to a total; None when it is about something else.

    What is denied adds nothing; what is only possible has no low end.
    """
    if claim.stance == "denied" or not _about(watched, claim, same):
        return None
    bounds = claim.bounds or Bounds.unknown()
    return Bounds(0, bounds.high, low_known=False) if claim.stance == "possible" else bounds


def _about(watched: Watched, claim: Claim, same: Same) -> bool:
    plain = (
        claim.unit == watched.unit
        and claim.event_kind in watched.events
        and (not watched.statuses or claim.status in watched.statuses)
        and watched.item_class in ("", claim.item_class)
    )
    if not plain:
        return False
    words = {*watched.item.casefold().split()}
    if not words <= {*claim.item.casefold().split()} and not same("item", watched.item, claim.item):
        return False
    roles = (watched.giver, claim.giver), (watched.receiver, claim.receiver)
    return all(
        not wanted or any(same("party", wanted, name.strip()) for name in stated.split(SEPARATOR))
        for wanted, stated in roles
    )
