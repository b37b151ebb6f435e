"""Joint totals against every value the unknowns and every reading the judgements allow."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.expression import Expression
from materiel.ledger.postings import Overlap, Variable
from materiel.ledger.totals import Known, Sum, together


def exactly(count):
    return Sum(Expression(count), {})


def between(name, low, high):
    return Sum(Expression.of(name), {name: Variable(name, low, high)})


def joint(sums, *overlaps):
    return together(sums, Known({}, (), tuple(Overlap(*each) for each in overlaps)))


def test_a_part_of_a_ceiling_is_its_least():
    total = joint({"a": exactly(200), "b": between("b", None, 1000)}, ("a", "b", "part-of"))
    assert total.bounds == Bounds(200, 1000, low_known=False)
    assert total.findings == ()


def test_an_undecided_part_leaves_both_readings_open():
    sums = {"a": exactly(200), "b": exactly(1000)}
    assert joint(sums, ("a", "b", "possibly-part-of")).bounds == Bounds(1000, 1200)
    assert joint(sums, ("a", "b", "distinct")).bounds == Bounds.exactly(1200)
    assert joint(sums, ("a", "b", "part-of")).bounds == Bounds.exactly(1000)
    assert joint(sums).bounds == Bounds.exactly(1200)


def test_a_part_larger_than_its_whole_is_a_contradiction_and_the_larger_counts():
    total = joint({"a": exactly(200), "b": exactly(100)}, ("a", "b", "part-of"))
    assert total.bounds == Bounds.exactly(200)
    assert [str(each) for each in total.findings] == [
        (
            "a, b: a is judged part of b, but is at least 200 of at most 100. "
            "Judge again, or correct one of the numbers; the larger is shown. [contradiction]"
        )
    ]


def test_what_cannot_lie_wholly_inside_may_still_overlap_while_undecided():
    total = joint({"a": exactly(200), "b": exactly(100)}, ("a", "b", "possibly-part-of"))
    assert total.bounds == Bounds(200, 300)


def test_two_that_lie_inside_each_other_count_once():
    sums = {"a": exactly(7), "b": exactly(7)}
    total = joint(sums, ("a", "b", "part-of"), ("b", "a", "part-of"))
    assert total.bounds == Bounds.exactly(7)


def test_a_part_of_two_wholes_is_taken_out_once():
    sums = {"a": exactly(5), "b": exactly(10), "c": exactly(20)}
    assert joint(sums, ("a", "b", "part-of"), ("a", "c", "part-of")).bounds == Bounds.exactly(30)


ends = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted)
states = st.sampled_from(["part-of", "possibly-part-of", "distinct"])


@given(st.lists(ends, min_size=2, max_size=4), st.data())
def test_the_bounds_hold_every_reading_and_no_more(boxes, data):
    """Each commitment may have one whole, always a later one, so there are no circles."""
    names = [chr(ord("a") + number) for number in range(len(boxes))]
    sums = {name: between(name, *box) for name, box in zip(names, boxes, strict=True)}
    overlaps = []
    for at, name in enumerate(names[:-1]):
        if data.draw(st.booleans()):
            right = data.draw(st.sampled_from(names[at + 1 :]))
            overlaps.append((name, right, data.draw(states)))
    total = joint(sums, *overlaps)
    found = set()
    decided = [each for each in overlaps if each[2] == "part-of"]
    undecided = [each for each in overlaps if each[2] == "possibly-part-of"]
    for values in product(*(range(low, high + 1) for low, high in boxes)):
        value = dict(zip(names, values, strict=True))
        if any(value[left] > value[right] for left, right, _ in decided):
            continue
        most = sum(values) - sum(value[left] for left, _, _ in decided)
        shared = sum(min(value[left], value[right]) for left, right, _ in undecided)
        found |= {most, most - shared}
    if found:
        assert (total.bounds.low, total.bounds.high) == (min(found), max(found))
    else:
        assert total.findings
