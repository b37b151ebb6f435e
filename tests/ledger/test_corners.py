"""A total that no relation touches has the ends of its box, as the exact programme says."""

from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.expression import Expression
from materiel.ledger.postings import Variable
from materiel.ledger.totals import Known, Sum, _corners, _touching, total_of
from materiel.optimise.bounds import Relation, bounds_of

NAMES = st.sampled_from("abcdef")
TERMS = st.dictionaries(NAMES, st.integers(-5, 5).filter(bool), min_size=1, max_size=4)
ENDS = st.tuples(st.integers(0, 9), st.none() | st.integers(0, 12))
BOX = st.fixed_dictionaries(dict.fromkeys("abcdef", ENDS))


@given(st.integers(-9, 9), TERMS, BOX)
def test_the_corners_are_what_the_exact_programme_finds(constant, terms, box):
    expression = Expression.build(constant, terms)
    found, exact = _corners(expression, box), bounds_of(expression, box)
    if found is None:
        assert exact.conflict
    else:
        assert found == exact


@given(st.lists(st.sets(NAMES, min_size=1, max_size=3), max_size=8), st.integers(0, 8), NAMES)
def test_exactly_the_relations_that_can_be_reached_are_taken(groups, split, start):
    rules = [
        Relation(tuple((name, 1) for name in sorted(group)), number, "")
        for number, group in enumerate(groups)
    ]
    known = Known({}, tuple(rules[:split]))
    reached = {start}
    for _ in groups:  # as often as a chain can be long
        reached.update(*(group for group in groups if group & reached))
    wanted = [rule for rule, group in zip(rules, groups, strict=True) if group & reached]
    found = _touching({start}, known, rules[split:])
    assert sorted(found, key=lambda rule: rule.bound) == wanted


def test_an_unknown_without_an_upper_end_leaves_the_total_open():
    known = Known({"a": Variable("a", 2, None)})
    total = total_of([Sum(Expression.of("a", 3), {"a": known.variables["a"]})], known)
    assert (total.bounds.low, total.bounds.high) == (6, None)
