"""How alike two claims are: counts, sums, days, who acts, and how far the event has come."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from materiel.evidence.proposals import Proposal

FIVE_PERCENT = Decimal("0.05")
ACTING = frozenset(
    (
        "requirement",
        "request",
        "proposal",
        "approval",
        "pledge",
        "order",
        "delivery",
        "transfer",
        "funding",
    )
)
"""Events that may be earlier and later states of one thing."""
_ROLES = {
    "order": ("buyer",),
    "option": ("buyer",),
    "request": ("buyer", "giver"),
    "proposal": ("buyer",),
    "approval": ("buyer", "approver"),
    "funding": ("payer",),
    "production": ("supplier",),
    "backfill": ("supplier", "recipient"),
    "holding": ("recipient",),
    "requirement": ("recipient",),
    "training": ("giver", "recipient"),
    "export_licence": ("approver",),
}
_STAGES = {
    "requirement": 0,
    "request": 1,
    "proposal": 1,
    "approval": 3,
    "export_licence": 3,
    "pledge": 3,
    "funding": 3,
    "option": 3,
    "order": 4,
    "transfer": 2,
    "backfill": 3,
    "delivery": 5,
}
_STATUS = {
    "under_discussion": -1,
    "planned": 0,
    "delivered": 2,
    "operational": 2,
    "delayed": 0,
    "cancelled": 2,
}


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that speaks for or against a relation.

    Attributes:
        words: it in words.
        points: how much it counts.
    """

    words: str
    points: int


def doers(claim: Proposal) -> frozenset[str]:
    """Who acts in the event."""
    roles = _ROLES.get(claim.event, ("giver",))
    return frozenset(name for role in roles for name in claim.actors.get(role, ()))


def stage(claim: Proposal) -> int:
    """How far the event has come, as a number that grows."""
    return _STAGES.get(claim.event, 3) + _STATUS.get(claim.status, 0)


def number_of(claim: Proposal) -> tuple[Decimal | None, Decimal | None]:
    """The count's bounds."""
    return claim.counts


def equal_counts(left: Proposal, right: Proposal) -> bool:
    """Whether both state a count, and the same."""
    ends = [end for end in left.counts if end is not None]
    others = [end for end in right.counts if end is not None]
    return bool(ends) and bool(others) and (left.counts == right.counts or ends[0] == others[0])


def open_counts(left: Proposal, right: Proposal) -> bool:
    """Whether one of them states no count."""
    return left.counts == (None, None) or right.counts == (None, None)


def _middle(claim: Proposal) -> Decimal | None:
    low, high, _ = claim.sums
    return low if low is not None else high


def close_sums(left: Proposal, right: Proposal) -> bool:
    """Whether both state a sum in one currency, within five percent."""
    mine, other = _middle(left), _middle(right)
    if mine is None or other is None or left.sums[2] != right.sums[2]:
        return False
    return abs(mine - other) <= FIVE_PERCENT * max(mine, other)


def far_sums(left: Proposal, right: Proposal) -> bool:
    """Whether both state a sum in one currency, more than five percent apart."""
    mine, other = _middle(left), _middle(right)
    if mine is None or other is None or left.sums[2] != right.sums[2]:
        return False
    return not close_sums(left, right)


def larger_sum(whole: Proposal, part: Proposal) -> bool:
    """Whether both state a sum in one currency, and the first is the larger one."""
    mine, other = _middle(whole), _middle(part)
    if mine is None or other is None or whole.sums[2] != part.sums[2]:
        return False
    return mine > other


def larger_count(whole: Proposal, part: Proposal) -> bool:
    """Whether both state a count, and the first is the larger one."""
    mine = whole.counts[0] if whole.counts[0] is not None else whole.counts[1]
    other = part.counts[0] if part.counts[0] is not None else part.counts[1]
    return mine is not None and other is not None and mine > other


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two claims that may speak of one event, or of two states of it."""

    later: Proposal
    earlier: Proposal
    relation: str
    features: tuple[Feature, ...]
    numbered: bool

    @property
    def score(self) -> int:
        """Points of all features."""
        return sum(each.points for each in self.features)


SHARED = (4, 50, 1000)
"""Counts from which another point is due: a smaller one is shared by many events."""
MANY = 10
"""Such a count is rarely repeated: months between two reports then say little."""
NEWS_DAYS = 75
"""Reports of one event appear within so many days; a later one must say more."""
LONGEST_DAYS = 550
"""Two states of one thing are not further apart."""
STILL = frozenset(
    (
        "holding",
        "requirement",
        "training",
        "deployment",
        "production",
        "backfill",
        "option",
        "other",
    )
)
"""Events that have no later state under another name."""


def compare(left: Proposal, right: Proposal) -> Likeness | None:  # noqa: C901, PLR0911
    """How two claims of one class may stand to each other; None when something forbids it."""
    features = _features(left, right)
    if features is None:
        return None
    numbered = equal_counts(left, right) or close_sums(left, right)
    later, earlier = (right, left) if _day(right) >= _day(left) else (left, right)
    inside = left.document == right.document
    if (left.stance == "denied") != (right.stance == "denied"):
        if left.event != right.event:
            return None
        return Likeness(
            later, earlier, "contradicts", (*features, Feature("one denies it", 2)), numbered
        )
    first, last = stage(left), stage(right)
    if left.event == right.event and left.status == "cancelled" != right.status:
        return None
    if left.event == right.event and first == last:
        if inside and not (
            left.sentence != right.sentence
            and (left.number is None) != (right.number is None)
            and (left.amount is None) != (right.amount is None)
        ):
            return None
        return Likeness(later, earlier, "same_event", tuple(features), numbered)
    if {left.event, right.event} & STILL:
        return None
    big = equal_counts(left, right) and (left.counts[0] or left.counts[1] or 0) >= 100  # noqa: PLR2004
    if (
        left.event != right.event
        and big
        and not inside
        and _apart(left, right) <= NEWS_DAYS
        and {left.event, right.event} <= _PROMISED
    ):
        return Likeness(later, earlier, "same_event", tuple(features), True)
    if (
        left.event == right.event
        and not inside
        and {left.status, right.status} <= _SOON
        and numbered
    ):
        return Likeness(later, earlier, "same_event", tuple(features), True)
    after, before = (left, right) if first > last else (right, left)
    if not inside and _day(after) < _day(before):
        return None
    if inside and not (numbered or before.event in ("request", "proposal")):
        return None
    return Likeness(after, before, "updates", (*features, Feature("a later state", 1)), numbered)


_PROMISED = frozenset(("pledge", "order"))
_SOON = frozenset(("planned", "delayed", "announced", "contracted"))


def _least(claim: Proposal) -> Decimal:
    low, high = claim.counts
    return low or high or Decimal(0)


def _day(claim: Proposal) -> date:
    return claim.published or date.min


def _apart(left: Proposal, right: Proposal) -> int:
    """Days between two documents; 0 where a day is unknown."""
    if left.published is None or right.published is None:
        return 0
    return abs((left.published - right.published).days)


def _features(left: Proposal, right: Proposal) -> list[Feature] | None:  # noqa: C901, PLR0911, PLR0912
    """What speaks for one event behind two claims; None when something forbids it."""
    if left.event != right.event and not {left.event, right.event} <= ACTING:
        return None
    found = [Feature(f"both {left.item_class}", 1)]
    mine, other = doers(left), doers(right)
    if mine and other:
        if not mine & other:
            return None
        found.append(Feature(f"by {', '.join(sorted(mine & other))}", 2 if mine == other else 1))
    given, taken = set(left.actors.get("recipient", ())), set(right.actors.get("recipient", ()))
    if given and taken and not given & taken:
        return None
    if left.event == right.event:
        found.append(Feature(f"both {left.event}", 1))
    made, other_made = set(left.actors.get("supplier", ())), set(right.actors.get("supplier", ()))
    if made & other_made and not mine & other & made:
        found.append(Feature(f"made by {', '.join(sorted(made & other_made))}", 1))
    if equal_counts(left, right):
        low = left.counts[0] or left.counts[1] or Decimal(0)
        found.append(Feature(f"the same number {low:,}", 2 + sum(low >= each for each in SHARED)))
    elif not open_counts(left, right):
        return None
    if close_sums(left, right):
        found.append(Feature("sums within 5 percent", 4))
    elif far_sums(left, right):
        return None
    apart = _apart(left, right)
    if apart > LONGEST_DAYS:
        return None
    if left.document != right.document:
        if left.published and right.published:
            found.append(
                Feature("reported in the same weeks", 1)
                if apart <= NEWS_DAYS
                else Feature("months apart", -2 if _least(left) < MANY else 0)
            )
        if (
            left.published is None
            and right.published is None
            and not (equal_counts(left, right) or close_sums(left, right))
        ):
            found.append(Feature("days unknown", -1))
    if left.period and right.period and left.period.first and right.period.first:
        if left.period.first == right.period.first and left.period.last == right.period.last:
            found.append(Feature("the same days", 1))
        elif abs((left.period.first - right.period.first).days) > LONGEST_DAYS:
            return None
    if left.status == right.status:
        found.append(Feature(f"both {left.status}", 1))
    if open_counts(left, right) and not close_sums(left, right):
        found.append(Feature("no number in common", -1))
    return found
