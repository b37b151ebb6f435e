"""The answers about one candidate: the weights alone, or the weights and an encoder together.

Both give log odds, so their sum is one more set of log odds (a product of experts, Hinton 2002);
how much each counts was chosen on documents that neither was trained on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from materiel.evidence.insight import Insight
from materiel.evidence.scales import EVENTS, NOTHING, Scales
from materiel.evidence.traits import Candidate

UNIT = 100
"""Hundredths of natural log odds, the unit of the packaged weights."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How much the weights and the encoder count, in hundredths.

    Attributes:
        event: of the weights for the event, and of the encoder.
        claim: what is added to every event against no claim at all.
        ruled: what is added to that where the rules alone see a claim with a count or a sum.
        item: of the weights for the class, and of the encoder.
        strange: what is added to a class that no word of the passage suggests.
        role: of the weights for a role, and of the encoder.
        bold: what is added to every role.
    """

    event: tuple[int, int] = (40, 100)
    claim: int = 100
    ruled: int = 100
    item: tuple[int, int] = (20, 110)
    strange: int = -100
    role: tuple[int, int] = (60, 60)
    bold: int = 10


MIX = Mix()


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The weights and, where there is one, the insight of an encoder.

    Attributes:
        weights: the packaged weights, or others.
        insight: the encoder's answers for this document; None: the weights alone.
        mix: how much each counts.
    """

    weights: Scales
    insight: Insight | None
    mix: Mix = MIX

    def event(self, number: int, candidate: Candidate) -> str:
        """What event a candidate is; ``NOTHING``: no claim."""
        sums = self.weights.weigh(candidate.traits, candidate.pulls)
        if self.insight is not None:
            mine, theirs = self.mix.event
            sums = [
                mine * each + round(theirs * UNIT * float(odds))
                for each, odds in zip(sums, self.insight.events(number), strict=True)
            ]
            ruled = candidate.answer
            figured = ruled is not None and (ruled.number is not None or ruled.amount is not None)
            more = self.mix.claim + (self.mix.ruled if figured else 0)
            sums[EVENTS.index(NOTHING)] -= more * UNIT
        return EVENTS[sums.index(max(sums))]

    def item_class(
        self, number: int, suggested: Sequence[str], traits: Sequence[Sequence[str]]
    ) -> str:
        """The class of the item: the one of the possible ones that weighs most.

        Args:
            number: number of the candidate in its document.
            suggested: the classes that its words may mean, best first.
            traits: what speaks for each of them.
        """
        sums = {
            name: self.weights.sum("class", mine)
            for name, mine in zip(suggested, traits, strict=True)
        }
        if self.insight is not None:
            mine, theirs = self.mix.item
            lowest = min(sums.values()) + self.mix.strange
            sums = {
                name: mine * sums.get(name, lowest) + round(theirs * UNIT * odds)
                for name, odds in self.insight.classes(number).items()
            }
        high = max(sums.values())
        return next(name for name in sums if sums[name] == high)

    def plays(self, role: str, traits: Sequence[str], odds: Mapping[str, float] | None) -> bool:
        """Whether an actor plays a role.

        Args:
            role: the role.
            traits: what speaks for it among the weights.
            odds: the encoder's log odds of each role for this actor; None without one.
        """
        total = self.weights.sum(role, traits)
        if odds is None:
            return total > 0
        mine, theirs = self.mix.role
        return mine * total + round(theirs * UNIT * odds[role]) + self.mix.bold * UNIT > 0
