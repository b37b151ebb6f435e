"""What vectors say: events, classes, statuses, stances, roles and relations as natural log odds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from materiel.evidence.encoder import Arrays, Floats, gelu
from materiel.evidence.scales import EVENTS

CLASSES = (
    *("patriot_system", "patriot_missile", "other_air_defence_system"),
    *("other_air_defence_missile", "drone", "artillery_ammunition", "artillery_system"),
    *("armoured_vehicle", "tank", "aircraft", "helicopter", "small_arms", "electronic"),
    *("funding_only", "training", "facility", "other"),
)
STATUSES = (
    *("planned", "under_discussion", "announced", "requested", "approved", "contracted"),
    *("in_production", "delivered", "operational", "cancelled", "delayed"),
)
STANCES = ("asserted", "reported", "possible", "denied")
RELATIONS = (
    *("none", "same_event", "part_of>", "part_of<", "possibly_part_of>", "possibly_part_of<"),
    *("updates>", "updates<", "contradicts"),
)
"""Relations of two claims in the order of the text; ``<``: the later one is the left one."""
KINDS = (*("counted", "named", "loose", "counted-priced", "named-priced", "loose-priced", "sum"),)
OWN = (*CLASSES, "sum", "aid", "=staff", "?")
LINES = ("headline", "body", "bullet", "quote", "caption", "?")
SORTS = (*("state", "organisation", "programme", "group", "company", "person", "UKR", "RUS", "?"),)
BETWEEN = 12
"""Numbers that say how a mention stands to a candidate."""
ALIKE = 16
"""Numbers that say how two claims stand to each other."""


HEADS = (
    *("span.1", "ment.1"),
    *(
        f"{name}.{layer}"
        for name in ("event", "cls", "status", "stance", "role", "rel")
        for layer in (1, 4)
    ),
)
"""The matrices of the read-out."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The trained read-out: matrices by name, each with weights (out x in) and bias."""

    arrays: Arrays

    def passages(self, spans: Floats) -> Floats:
        """Vectors of candidates, from their spans."""
        return self._dense("span.1", spans, bent=True)

    def mentions(self, spans: Floats) -> Floats:
        """Vectors of mentions of actors, from their spans."""
        return self._dense("ment.1", spans, bent=True)

    def events(self, passages: Floats, marks: Floats) -> Floats:
        """Logarithms of the shares of all events (candidates x events)."""
        return _shares(self._two("event", np.concatenate([passages, marks], 1)))

    def classes(self, passages: Floats, marks: Floats) -> Floats:
        """Logarithms of the shares of all classes (candidates x classes)."""
        return _shares(self._two("cls", np.concatenate([passages, marks], 1)))

    def status(self, passage: Floats, event: str) -> Floats:
        """Logarithms of the shares of all statuses of one candidate with its event."""
        return _first(_shares(self._two("status", _with_event(passage, event))))

    def stance(self, passage: Floats, event: str) -> Floats:
        """Logarithms of the shares of all stances of one candidate with its event."""
        return _first(_shares(self._two("stance", _with_event(passage, event))))

    def roles(self, passage: Floats, event: str, mentions: Floats, marks: Floats) -> Floats:
        """Log odds of each role for each mention (mentions x roles).

        Args:
            passage: vector of the candidate.
            event: its event.
            mentions: vectors of the mentions.
            marks: sort and standing of each mention (mentions x sorts and standing).
        """
        rows = len(mentions)
        mine = np.repeat(passage[None], rows, 0)
        told = np.repeat(_one(EVENTS, event)[None], rows, 0)
        return self._two("role", np.concatenate([mine, mentions, mine * mentions, told, marks], 1))

    def relations(
        self, left: Floats, right: Floats, events: Sequence[tuple[str, str]], marks: Floats
    ) -> Floats:
        """Logarithms of the shares of all relations of claims with a later one.

        Args:
            left: vectors of the earlier claims.
            right: vector of the later one.
            events: the events of both, for each earlier claim.
            marks: how each stands to the later one.
        """
        mine = np.repeat(right[None], len(left), 0)
        told = [np.stack([_one(EVENTS, each[side]) for each in events]) for side in (0, 1)]
        return _shares(self._two("rel", np.concatenate([left, mine, left * mine, *told, marks], 1)))

    def _dense(self, name: str, state: Floats, *, bent: bool) -> Floats:
        made = state @ self.arrays[f"{name}.weight"].T + self.arrays[f"{name}.bias"]
        return gelu(made) if bent else made

    def _two(self, name: str, state: Floats) -> Floats:
        inner = self._dense(f"{name}.1", state, bent=True)
        return self._dense(f"{name}.4", inner, bent=False)


def marks_of(kind: str, own: str, line: str, rules: str) -> Floats:
    """What the grammars know of a candidate: kind, class of its own, sort of line, rules' event."""
    return np.concatenate(
        [_one(KINDS, kind), _one(OWN, own), _one(LINES, line), _one(EVENTS, rules)]
    )


def standing(
    candidate: tuple[int, int], sentence: tuple[int, int], mention: tuple[int, int], *, of: bool
) -> Floats:
    """How a mention stands to a candidate.

    Args:
        candidate: first and last letter of the candidate.
        sentence: of its sentence.
        mention: of the mention.
        of: whether the mention only qualifies a noun ("German tanks").
    """
    row = np.zeros(BETWEEN, np.float32)
    start, end = mention
    side = 0 if end <= candidate[0] else 1 if start >= candidate[1] else 2
    gap = (candidate[0] - end, start - candidate[1], 0)[side]
    row[side] = 1
    row[3] = sentence[0] <= start < sentence[1]
    row[4] = of
    row[5 + min(3, gap // 60)] = 1
    row[9] = start < sentence[0]
    row[10] = start >= sentence[1]
    row[11] = sentence[0] - 400 < start < sentence[0]
    return row


Ends = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Told:
    """What two claims are compared by: count, sum with currency, class, sentence and place."""

    count: Ends | None
    sum: tuple[float | None, float | None, str] | None
    own: str
    sentence: int
    start: int
    place: int


def alike(left: Told, right: Told, apart: int) -> Floats:
    """How two claims stand to each other; ``apart`` is how many claims lie between, plus one."""
    row = np.zeros(ALIKE, np.float32)
    row[0] = left.count is not None and left.count == right.count
    row[1] = left.sum is not None and left.sum == right.sum
    row[2], row[3] = left.count is None, right.count is None
    row[4], row[5] = left.sum is None, right.sum is None
    if left.count and right.count:
        row[6], row[7] = (
            _top(left.count) < _top(right.count),
            _top(left.count) > _top(right.count),
        )
    if left.sum and right.sum:
        row[8], row[9] = (
            _top(left.sum[:2]) < _top(right.sum[:2]),
            _top(left.sum[:2]) > _top(right.sum[:2]),
        )
    row[10] = left.own == right.own
    row[11] = left.sentence == right.sentence
    row[12] = left.start < right.start
    row[13] = abs(left.place - right.place) == 1
    row[14], row[15] = apart <= 1, apart >= 4  # noqa: PLR2004
    return row


def sort_marks(sort: str, between: Floats) -> Floats:
    """Sort and standing of one mention."""
    return np.concatenate([_one(SORTS, sort), between])


def _top(ends: Ends) -> float:
    return max((each for each in ends if each is not None), default=0.0)


def _one(names: Sequence[str], name: str) -> Floats:
    row = np.zeros(len(names), np.float32)
    row[names.index(name) if name in names or names[-1] != "?" else -1] = 1
    return row


def _with_event(passage: Floats, event: str) -> Floats:
    return np.concatenate([passage, _one(EVENTS, event)])[None]


def _shares(scores: Floats) -> Floats:
    high = scores.max(1, keepdims=True)
    shifted = scores - high
    made: Floats = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return made


def _first(rows: Floats) -> Floats:
    made: Floats = rows[0]
    return made


def best(names: Sequence[str], row: Floats) -> str:
    """The name with the largest number; the first of equal ones."""
    return names[int(np.argmax(row))]


def named(names: Sequence[str], row: Floats) -> Mapping[str, float]:
    """The numbers by name."""
    return dict(zip(names, map(float, row), strict=True))
