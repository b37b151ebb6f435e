"""Answers that were found before: a block that comes again is not solved again."""

from collections.abc import Callable, Sequence
from dataclasses import astuple
from hashlib import blake2b

import numpy as np

from materiel.optimise.answer import Answer, Stage
from materiel.optimise.engine import Limits
from materiel.optimise.model import Arrays

MOST = 4096
"""Answers kept; the oldest go first."""


class Memory:
    """Answers by the whole content of a block, its objectives and its limits.

    Re-planning after a small change mostly meets blocks that have not changed: they are
    answered at once, and only what the change touches is solved (a warm start that costs no
    exactness).

    Attributes:
        found, asked: how often an answer was there, of how many times.
    """

    def __init__(self) -> None:
        self._answers: dict[bytes, Answer] = {}
        self.found = 0
        self.asked = 0

    def recall(
        self, question: tuple[Arrays, Sequence[Stage], Limits], solve: Callable[[], Answer]
    ) -> Answer:
        """The answer to the same question as before, else the one that ``solve`` gives."""
        key = digest(*question)
        self.asked += 1
        if key in self._answers:
            self.found += 1
            return self._answers[key]
        answer = solve()
        if len(self._answers) >= MOST:
            self._answers.pop(next(iter(self._answers)))
        self._answers[key] = answer
        return answer


def digest(arrays: Arrays, stages: Sequence[Stage], limits: Limits) -> bytes:
    """A fingerprint of everything that an answer depends on."""
    found = blake2b(digest_size=32)
    blocks = [
        *(arrays.lower, arrays.upper, arrays.integer, arrays.coarse, arrays.low, arrays.high),
        *(arrays.start, arrays.index, arrays.value),
    ]
    for stage in stages:
        blocks += [stage.columns, stage.values]
        words = (stage.name, stage.absolute, stage.relative, stage.step)
        found.update(repr(words).encode())
    found.update(repr(astuple(limits)).encode())
    for block in blocks:
        found.update(f"{block.dtype}{block.shape}".encode())
        found.update(np.ascontiguousarray(block).tobytes())
    return found.digest()
