"""A relation between two claims that a reader proposes; a person decides (DESIGN §5.4)."""

from dataclasses import dataclass
from typing import ClassVar

from materiel.kernel.table import Row, column

SUGGESTED = ("same-event", "part-of", "possibly-part-of", "updates", "contradicts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion(Row):
    """How two claims may be related, with what speaks for it.

    It changes no total of accepted claims but those of its own two ends, which stay open until
    somebody judges: the answer is a row of ``judgements``.
    """

    TABLE: ClassVar[str] = "suggestions"
    left: str = column("id", "the same, the part, or the later state", refers="claims")
    relation: str = column("choice", "how it may stand to the right one", choices=SUGGESTED)
    right: str = column("id", "the same, the whole, or the earlier state", refers="claims")
    points: int = column("count", "how much speaks for it", default=0, unit="points")
    reasons: str = column("text", "what speaks for it, each with its points", default="")
    by: str = column("text", "who proposes it: rules with their version, or a model")
