"""A person's decision about how two things relate; it can be undone (DESIGN §5.4)."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from materiel.kernel.errors import InputError
from materiel.kernel.table import Row, column

RELATIONS = (
    "same-event",
    "part-of",
    "possibly-part-of",
    "distinct",
    "updates",
    "contradicts",
    "share",
    "accept",
    "reject",
    "withdrawn",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Row):
    """How the left things stand to the right one.

    ``part-of``, ``possibly-part-of`` and ``distinct`` relate two commitments and decide how
    much of the left one a joint total must not count again. ``share`` says that the left
    events together are between two shares of the right event ("mostly": more than a half).
    ``withdrawn`` is a judgement that was undone. All others relate claims, or say that a claim
    is accepted or rejected, and move no number of the ledger.
    """

    TABLE: ClassVar[str] = "judgements"
    left: tuple[str, ...] = column("ids", "claims, commitments or events")
    relation: str = column("choice", "how they stand to the right one", choices=RELATIONS)
    right: str = column("id", "a claim, commitment or event", default="")
    share_low: str = column("text", "share: at least, as 1/3 or >1/2", default="")
    share_high: str = column("text", "share: at most, as 2/3 or <1/2", default="")
    by: str = column("text", "who judged: a role, not a person's name")
    reason: str = column("text", "why")


def read_share(text: str) -> tuple[Fraction, bool]:
    """A share and whether it is strict: ``>1/2`` is (1/2, True).

    Raises:
        InputError: not a share between 0 and 1.
    """
    strict = text[:1] in ("<", ">")
    try:
        share = Fraction(text[1:] if strict else text)
    except (ValueError, ZeroDivisionError):
        raise InputError(f"not a share: {text!r}; accepted: 1/3, >1/2, 0.4") from None
    if not 0 <= share <= 1:
        raise InputError(f"a share lies between 0 and 1: {text!r}")
    return share, strict
