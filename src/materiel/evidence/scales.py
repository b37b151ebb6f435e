"""The packaged weights: how traits add up to an answer, in whole numbers only.

Every question of the reader is a sum: the traits of a passage each carry a weight for each
answer, and the largest sum wins. Equal sums are broken by the order of the answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from materiel.vocabulary.cues import ReadingWeight
from materiel.vocabulary.reader import table

NOTHING = "none"
"""The answer that a candidate is no claim."""
EVENTS = (
    NOTHING,
    *("requirement", "request", "pledge", "proposal", "approval", "export_licence", "order"),
    *("option", "production", "delivery", "transfer", "backfill", "funding", "training"),
    *("deployment", "holding", "consumption", "other"),
)
ALWAYS = "always"
"""The trait whose weight stands in every sum."""
REASONS = 3
"""Traits that are named as the reasons of one claim: the strongest."""


@dataclass(frozen=True, slots=True)
class Scales:
    """All weights of the reader.

    Attributes:
        events: trait to the weights that are not 0, each with its place in ``EVENTS``.
        pulls: what a cue adds to its own event, whatever the event is.
        others: for each further question, trait to weight; the trait ``always`` counts every time.
    """

    events: Mapping[str, tuple[tuple[int, int], ...]]
    pulls: Mapping[str, int]
    others: Mapping[str, Mapping[str, int]]

    def weigh(self, traits: Iterable[str], pulls: Mapping[str, Iterable[str]]) -> list[int]:
        """The sums of all events, in the order of ``EVENTS``."""
        sums = [0] * len(EVENTS)
        for trait in (ALWAYS, *traits):
            for place, weight in self.events.get(trait, ()):
                sums[place] += weight
        for event, kinds in pulls.items():
            if event in EVENTS:
                sums[EVENTS.index(event)] += sum(self.pulls.get(kind, 0) for kind in kinds)
        return sums

    def sum(self, model: str, traits: Iterable[str]) -> int:
        """The sum of one question that is answered with yes above zero."""
        known = self.others.get(model, {})
        total = known.get(ALWAYS, 0)
        for trait in traits:
            if trait in known:
                total += known[trait]
        return total

    def reasons(
        self, event: str, traits: Iterable[str], pulls: Mapping[str, Iterable[str]]
    ) -> tuple[str, ...]:
        """What spoke most for an event against no claim: "cue:any:order (+62)"."""
        place = EVENTS.index(event)
        found = []
        for trait in traits:
            row = dict(self.events.get(trait, ()))
            if row:
                found.append((row.get(place, 0) - row.get(0, 0), trait))
        found += [
            (weight, f"{event}:{kind}")
            for kind in pulls.get(event, ())
            if (weight := self.pulls.get(kind, 0))
        ]
        best = sorted(found, key=lambda each: (-each[0], each[1]))[:REASONS]
        return tuple(f"{trait} ({weight:+d})" for weight, trait in best if weight > 0)


@cache
def scales() -> Scales:
    """The packaged weights; read once."""
    return assemble(
        (row.model, row.trait, row.weights) for row in table(ReadingWeight).rows.values()
    )


def assemble(rows: Iterable[tuple[str, str, str]]) -> Scales:
    """Weights from rows of model, trait and weights."""
    events: dict[str, tuple[tuple[int, int], ...]] = {}
    pulls: dict[str, int] = {}
    others: dict[str, dict[str, int]] = {}
    for model, trait, weights in rows:
        if model == "event":
            named = (each.rsplit(":", 1) for each in weights.split())
            events[trait] = tuple((EVENTS.index(event), int(weight)) for event, weight in named)
        elif model == "pull":
            pulls[trait] = int(weights)
        else:
            others.setdefault(model, {})[trait] = int(weights)
    return Scales(events, pulls, others)
