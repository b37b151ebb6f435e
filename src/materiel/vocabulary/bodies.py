"""Bodies that decide or coordinate, their posts and leads, and the rules by which they decide."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar

from materiel.kernel.errors import InputError
from materiel.kernel.table import Row, column
from materiel.vocabulary.dated import on_day

RULE_KINDS = (
    *("consensus", "unanimity", "qualified-majority", "threshold", "approvers"),
    *("silence", "negative-clearance", "none"),
)
STATUSES = ("confirmed", "unconfirmed")
"""Whether a source that we have read says so; general knowledge and inference are unconfirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRule(Row):
    """How a body decides. Shares are fractions written as text ("65/100"); empty: no test.

    A proposal passes when every stated threshold is reached and no stated block is.
    """

    TABLE: ClassVar[str] = "decision_rules"
    kind: str = column("choice", "what sort of rule it is", choices=RULE_KINDS)
    name: str = column("text", "its name")
    votes: bool = column("flag", "whether votes are counted; no: nobody objects, or silence")
    members_for: str = column("text", "least share of members for", default="")
    members_min: int | None = column("count", "least number of members for", default=None)
    weight_for: str = column("text", "least share of population or weight for", default="")
    blocking_members: int | None = column(
        "count",
        "fewest members whose No blocks; with fewer the weight test is waived",
        default=None,
    )
    of_votes_cast: bool = column(
        "flag", "whether the share is of votes for and against, abstentions left out", default=False
    )
    more_than: bool = column("flag", "whether the share itself is not enough", default=False)
    objections: int | None = column("count", "objections or Noes that stop it", default=None)
    abstaining_members: str = column(
        "text", "share of members whose abstention stops it, together with the next", default=""
    )
    abstaining_weight: str = column(
        "text", "share of population whose abstention stops it, together with the last", default=""
    )
    waiting_days: int | None = column(
        "count", "days after which silence is consent", unit="calendar days", default=None
    )
    status: str = column(
        "choice", "whether a source says so", default="confirmed", choices=STATUSES
    )
    open_points: str = column("text", "what is not confirmed about it", default="")
    description: str = column("text", "the rule in one sentence")

    @property
    def shares(self) -> dict[str, Fraction]:
        """The stated shares by column name, exact.

        Raises:
            InputError: a share is not a fraction between 0 and 1.
        """
        names = ("members_for", "weight_for", "abstaining_members", "abstaining_weight")
        stated = {name: getattr(self, name) for name in names if getattr(self, name)}
        return {name: _share(name, text) for name, text in stated.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Row):
    """The profile of one that decides, approves or coordinates (DESIGN §6.6).

    Posts are words ("about 700"), because sources round them; authorised and filled are two
    facts, and neither is derived from the other.
    """

    TABLE: ClassVar[str] = "bodies"
    name: str = column("text", "its name in English")
    party: str = column("id", "party id of the state or organisation for which it acts")
    rule: str = column("id", "id of the rule by which it decides; empty: not stated", default="")
    members: str = column("id", "group id whose members sit in it", default="")
    aliases: tuple[str, ...] = column("texts", "other names that mean it and only it", default=())
    dated_names: tuple[str, ...] = column(
        "texts", "names it bore for a time, as name@period", default=()
    )
    seats: tuple[str, ...] = column("texts", "where it sits, as place or place@period", default=())
    posts_authorised: tuple[str, ...] = column(
        "texts", "posts it may have, as words@period", default=()
    )
    posts_filled: tuple[str, ...] = column("texts", "posts filled, as words@period", default=())
    leads: tuple[str, ...] = column(
        "texts", "offices or parties that lead it, as lead@period", default=()
    )
    calendar: str = column("text", "when it decides, in words", default="")

    def on(self, column_name: str, day: date) -> tuple[str, ...]:
        """What a dated column (``seats``, ``leads``, ``posts_filled``, ...) says on ``day``."""
        return on_day(getattr(self, column_name), day)


def _share(name: str, text: str) -> Fraction:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise InputError(f"{name}: not a fraction: {text!r}; accepted: 65/100") from None
    if not 0 <= share <= 1:
        raise InputError(f"{name}: {text} is not between 0 and 1")
    return share
