"""The least of entangled statements, against counting every world of the open links."""

import random
from itertools import product

import pytest

from materiel.evidence.clusters import Counting, Link, Statement
from materiel.evidence.counted import Counted
from materiel.kernel.bounds import Bounds

KINDS = ("same-event", "updates", "contradicts", "part-of", "part-of", "possibly-part-of")


def entangled(seed: int) -> tuple[list[Statement], list[Link]]:
    """Seven statements with eight open links and two pairs judged distinct."""
    draw = random.Random(seed)
    statements = []
    for name in "abcdefg":
        low = draw.randrange(1, 30)
        high = draw.choice((low, low + draw.randrange(9), None))
        statements.append(Statement(name, Bounds(low, high)))
    links = {}
    while len(links) < 8:
        each = Link(*draw.sample("abcdefg", 2), draw.choice(KINDS))
        links[each.key] = each
    apart = [Link(*draw.sample("abcdefg", 2), "distinct", decided=True) for _ in range(2)]
    return statements, [*links.values(), *apart]


def every_world(statements: list[Statement], links: list[Link]) -> int:
    """The least total of all worlds without a clash."""
    counting = Counting(statements, links)
    open_ = [each for each in links if each.open]
    worlds = (
        counting.world([each for each, on in zip(open_, holds, strict=True) if on])
        for holds in product((False, True), repeat=len(open_))
    )
    return min(each.total.low for each in worlds if not each.clashes)


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_the_least_of_entangled_statements_is_that_of_some_world(start):
    for seed in range(start, start + 20):
        statements, links = entangled(seed)
        found = Counted(statements, links).tally()
        assert found.exact
        assert found.bounds.low == every_world(statements, links), seed


def test_parts_that_overfill_a_whole_leave_it_one_at_a_time():
    stated = {"whole": 50, "a": 30, "b": 25, "c": 20, "d": 2}
    statements = [Statement(name, Bounds.exactly(count)) for name, count in stated.items()]
    links = [Link(name, "whole", "part-of") for name in "abcd"]
    # Of the parts 30 and 20 fill the fifty best; 25 and 2 are counted beside it.
    found = Counted(statements, links).tally()
    assert (found.bounds.low, found.bounds.high, found.exact) == (77, 127, True)
