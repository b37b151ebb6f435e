"""Broken copies of a file: the same seed breaks it in the same way."""

import random
from collections.abc import Sequence


def mutated(data: bytes, chance: random.Random, scraps: Sequence[bytes]) -> bytes:
    """One to six changes: cut, doubled, flipped, or a scrap put in."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) + 1)
        to = min(len(made), at + chance.choice((0, 1, 1, 2, 8, 40, 400)))
        what = chance.randrange(5)
        if what == 0:
            made[at:to] = chance.choice(scraps)
        elif what == 1:
            made[at:to] = bytes(chance.randrange(256) for _ in range(to - at))
        elif what == 2:
            made[at:at] = made[at:to] * chance.randint(1, 3)
        elif what == 3:
            del made[at:to]
        elif at < len(made):
            made[at] ^= 1 << chance.randrange(8)
    return bytes(made)
