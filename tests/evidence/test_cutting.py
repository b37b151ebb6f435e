"""The fewest cuts, against trying every set of pieces."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.evidence.clusters import Link, Statement
from materiel.evidence.counted import Counted
from materiel.evidence.cutting import least_cuts
from materiel.kernel.bounds import Bounds


def tried(paths: list[set[int]]) -> int:
    """The size of the smallest set that touches every path, by trying them all."""
    pieces = sorted(set().union(*paths))
    return next(
        size
        for size in range(len(pieces) + 1)
        if any(all(path & set(some) for path in paths) for some in combinations(pieces, size))
    )


@given(st.lists(st.sets(st.integers(0, 8), min_size=1, max_size=6), max_size=7))
def test_the_fewest_cuts_are_those_of_trying_everything(paths):
    assert least_cuts(paths) == (tried(paths), True)


def test_three_stretches_of_a_line_that_share_a_link_need_one_cut():
    assert least_cuts([range(5), range(3, 9), range(4, 6)]) == (1, True)
    assert least_cuts([range(5), range(3, 9), range(6, 9)]) == (2, True)
    assert least_cuts([[]]) == least_cuts([]) == (0, True)


def test_a_search_that_must_stop_gives_a_safe_lower_bound():
    pairs = [set(pair) for pair in combinations(range(9), 2)]
    # Every pair of nine needs all but one of them.
    assert least_cuts(pairs) == (8, True)
    low, proven = least_cuts(pairs, steps=2)
    assert not proven
    assert 1 <= low <= 8


@pytest.mark.parametrize(
    ("pairs", "count"), [([(0, 500)], 2), ([(0, 99), (50, 300), (120, 400)], 3), ([], 1)]
)
def test_a_long_chain_breaks_as_often_as_its_judgements_need(pairs, count):
    names = [f"n{number}" for number in range(501)]
    links = [Link(*pair, "same-event") for pair in pairwise(names)]
    links += [Link(names[left], names[right], "distinct", decided=True) for left, right in pairs]
    found = Counted([Statement(name, Bounds.exactly(7)) for name in names], links).tally()
    assert found.exact
    assert (found.bounds.low, found.bounds.high) == (7 * count, 7 * 501)


TREE = st.lists(st.integers(0, 100), min_size=1, max_size=5)


@given(TREE, st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=3), st.data())
def test_trees_of_one_number_count_as_every_world_does(parents, apart, data):
    names = [f"n{number}" for number in range(len(parents) + 1)]
    links = []
    for number, parent in enumerate(parents, 1):
        other = names[parent % number]
        decided = data.draw(st.booleans())
        word = data.draw(st.sampled_from(("same-event", "contradicts", "updates")))
        links.append(Link(names[number], other, word, decided))
    size = len(names)
    for left, right in apart:
        if left % size != right % size:
            ends = names[left % size], names[right % size]
            links.append(Link(*ends, "distinct", decided=True))
    statements = [Statement(name, Bounds(3, 5)) for name in names]
    found = Counted(statements, links).tally()
    if any(each.check == "judgements-clash" for each in found.findings):
        return
    assert found.exact
    assert found.bounds.low == 3 * fewest_clusters(names, links)


def fewest_clusters(names: list[str], links: list[Link]) -> int:
    """The fewest clusters of any world that keeps apart what is judged so, world by world."""
    free = [each for each in links if each.open]
    least = len(names)
    for size in range(len(free) + 1):
        for some in combinations(free, size):
            group = {name: {name} for name in names}
            for each in (*some, *(link for link in links if not link.open)):
                if each.relation != "distinct":
                    joined = group[each.left] | group[each.right]
                    group.update(dict.fromkeys(joined, joined))
            split = all(
                each.right not in group[each.left] for each in links if each.relation == "distinct"
            )
            if split:
                least = min(least, len({id(each) for each in group.values()}))
    return least
