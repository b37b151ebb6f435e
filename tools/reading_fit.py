"""Fits weights to answers: sums of traits whose shares come closest to what was labelled."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from materiel.evidence.scales import ALWAYS, EVENTS, NOTHING

EVENT_PULL, EVENT_PENALTY = 0.3, 2.0
"""How strongly weights are held to zero: one divided by the variance that is expected of them."""
BINARY_PENALTY = 2.0
BOLDNESS = 0.8
"""Log odds by which no claim is handicapped: half of all claims are faint, and F1 wants both."""
ROUNDS = 80

Floats = NDArray[np.float64]


class Matrix:
    """Samples with the traits that they have; a last trait stands in every sample."""

    def __init__(self, rows: Sequence[Iterable[str]], least: int) -> None:
        """Count the traits and keep those that occur often enough."""
        counts = Counter(trait for row in rows for trait in set(row))
        known = sorted(trait for trait, count in counts.items() if count >= least)
        self.names = {trait: place for place, trait in enumerate(known)}
        self.width = len(known) + 1
        index: list[int] = []
        starts: list[int] = []
        for row in rows:
            starts.append(len(index))
            index += sorted({self.names[trait] for trait in row if trait in self.names})
            index.append(self.width - 1)
        self.index, self.starts = np.array(index), np.array(starts)
        owner = np.repeat(np.arange(len(rows)), np.diff([*starts, len(index)]))
        order = np.argsort(self.index, kind="stable")
        self.owner = owner[order]
        self.seen, self.first = np.unique(self.index[order], return_index=True)

    def times(self, weights: Floats) -> Floats:
        """Sums of the weights of each sample."""
        return np.add.reduceat(weights[self.index], self.starts, axis=0)

    def back(self, rest: Floats) -> Floats:
        """Sums of the rest over the samples of each trait."""
        made = np.zeros((self.width, rest.shape[1]))
        made[self.seen] = np.add.reduceat(rest[self.owner], self.first, axis=0)
        return made


def descend(slope: Callable[[Floats], tuple[float, Floats]], place: Floats) -> Floats:
    """The lowest place of a smooth convex function, by limited-memory BFGS."""
    value, down = slope(place)
    steps: list[tuple[Floats, Floats]] = []
    for _ in range(ROUNDS):
        way = down.copy()
        shares = []
        for step, turn in reversed(steps):
            share = step.dot(way) / turn.dot(step)
            shares.append(share)
            way -= share * turn
        if steps:
            step, turn = steps[-1]
            way *= step.dot(turn) / turn.dot(turn)
        else:
            way /= max(1.0, float(np.linalg.norm(down)))
        for (step, turn), share in zip(steps, reversed(shares), strict=True):
            way += step * (share - turn.dot(way) / turn.dot(step))
        fall, length = float(-down.dot(way)), 1.0
        if fall > -1e-9:  # noqa: PLR2004
            break
        while True:
            further, new_down = slope(place - length * way)
            if further <= value + 1e-4 * length * fall or length < 1e-6:  # noqa: PLR2004
                break
            length /= 2
        step, turn = -length * way, new_down - down
        if step.dot(turn) > 1e-12:  # noqa: PLR2004
            steps = [*steps[-7:], (step, turn)]
        done = abs(value - further) < 1e-5 * abs(value)
        place, value, down = place + step, further, new_down
        if done:
            break
    return place


def fit_events(
    traits: Sequence[Iterable[str]],
    pulls: Sequence[Mapping[str, Iterable[str]]],
    answers: Sequence[str],
) -> tuple[dict[str, Floats], dict[str, float]]:
    """Weights of every trait for each event, and of every pull for whatever event it pulls to."""
    rows = Matrix(traits, 2)
    shared = Matrix([list(each.get(event, ())) for each in pulls for event in EVENTS], 1)
    wide, count = len(EVENTS), len(answers)
    right = np.zeros((count, wide))
    right[np.arange(count), [EVENTS.index(each) for each in answers]] = 1
    penalty = np.full((rows.width, 1), EVENT_PENALTY)
    for trait, place in rows.names.items():
        if trait.startswith("has:"):
            penalty[place] *= 4
        elif trait.startswith(("left", "right", "in:", "k:", "kk:")):
            penalty[place] *= 2
    penalty[-1] = 0.01
    cut = rows.width * wide

    def slope(place: Floats) -> tuple[float, Floats]:
        weights, pulling = place[:cut].reshape(rows.width, wide), place[cut:]
        sums = rows.times(weights) + shared.times(pulling[:, None]).reshape(count, wide)
        sums -= sums.max(1, keepdims=True)
        shares = np.exp(sums)
        total = shares.sum(1, keepdims=True)
        loss = float((np.log(total[:, 0]) - (sums * right).sum(1)).sum())
        loss += 0.5 * float((penalty * weights * weights).sum())
        loss += 0.5 * EVENT_PULL * float(pulling.dot(pulling))
        rest = shares / total - right
        down = (rows.back(rest) + penalty * weights).ravel()
        up = shared.back(rest.reshape(-1, 1))[:, 0] + EVENT_PULL * pulling
        return loss, np.concatenate([down, up])

    best = descend(slope, np.zeros(cut + shared.width))
    weights = best[:cut].reshape(rows.width, wide)
    events = {trait: weights[place] for trait, place in rows.names.items()}
    events[ALWAYS] = weights[-1]
    events[ALWAYS][EVENTS.index(NOTHING)] -= BOLDNESS
    return events, {trait: float(best[cut + place]) for trait, place in shared.names.items()}


def fit_yes(
    rows: Sequence[Iterable[str]], answers: Sequence[bool], bold: float
) -> dict[str, float]:
    """Weights of every trait for yes; one weight always stands."""
    matrix = Matrix(rows, 2)
    wanted = np.array(answers, dtype=np.float64)
    penalty = np.full(matrix.width, BINARY_PENALTY)
    penalty[-1] = 0.01

    def slope(place: Floats) -> tuple[float, Floats]:
        sums = matrix.times(place[:, None])[:, 0]
        loss = float((np.logaddexp(0, sums) - wanted * sums).sum())
        loss += 0.5 * float((penalty * place * place).sum())
        rest = 1 / (1 + np.exp(-sums)) - wanted
        return loss, matrix.back(rest[:, None])[:, 0] + penalty * place

    best = descend(slope, np.zeros(matrix.width))
    made = {trait: float(best[place]) for trait, place in matrix.names.items()}
    made[ALWAYS] = float(best[-1]) + bold
    return made
