"""What statements count, against counting every world one by one."""

from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.evidence.clusters import Link, Statement, agreed, contradict
from materiel.evidence.counted import Counted
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnknownNameError

exactly, at_most, between = Bounds.exactly, Bounds.at_most, Bounds.between


def link(text: str, *, decided: bool = False) -> Link:
    left, relation, right = text.split()
    return Link(left, right, relation, decided)  # type: ignore[arg-type]


def judged(text: str) -> Link:
    return link(text, decided=True)


def tally(stated: dict[str, Bounds], *links: Link) -> str:
    found = Counted([Statement(name, each) for name, each in stated.items()], links).tally()
    assert found.exact
    return str(found.bounds)


REQUEST = {"order": at_most(1000), "request": exactly(200)}


def test_a_request_that_may_lie_inside_an_order():
    assert tally(REQUEST) == "at most 1,200, at least 200"
    assert tally(REQUEST, link("request possibly-part-of order")) == "at most 1,200, at least 200"
    assert tally(REQUEST, judged("request part-of order")) == "200 to 1,000"
    assert tally(REQUEST, judged("request distinct order")) == "at most 1,200, at least 200"


THREE = {"wire": exactly(3), "paper": exactly(3), "agency": exactly(3)}


def test_one_report_told_three_times_counts_once():
    assert tally(THREE) == "9"
    open_ = [link("wire same-event paper"), link("paper same-event agency")]
    assert tally(THREE, *open_) == "3 to 9"
    assert tally(THREE, judged("wire same-event paper"), open_[1]) == "3 to 6"
    assert (
        tally(
            THREE,
            *(judged(f"wire same-event {other}") for other in ("paper", "agency")),
        )
        == "3"
    )


def test_what_is_judged_apart_stays_apart_whatever_joins_it():
    links = [link("wire same-event paper"), link("paper same-event agency")]
    assert tally(THREE, *links, judged("wire distinct agency")) == "6 to 9"


def test_what_may_be_apart_may_also_be_one():
    both = link("wire same-event paper"), link("wire distinct paper")
    assert tally({"wire": exactly(3), "paper": exactly(3)}, *both) == "3 to 6"


def test_a_contradiction_is_kept_open_and_never_summed():
    stated = {"first": exactly(60), "second": exactly(63)}
    found = Counted(
        [Statement(name, each) for name, each in stated.items()],
        [judged("first contradicts second")],
    ).tally()
    assert str(found.bounds) == "60 to 63"
    assert [each.check for each in found.findings] == ["statements-contradict"]
    assert "first: 60; second: 63" in found.findings[0].problem


def test_a_later_state_takes_the_place_of_the_earlier_one():
    stated = {"promised": exactly(20), "cut": exactly(14)}
    assert tally(stated, judged("cut updates promised")) == "14"
    assert tally(stated, link("cut updates promised")) == "14 to 34"


def test_parts_add_nothing_to_their_whole_and_may_raise_it():
    stated = {"whole": between(5, 100), "one": exactly(30), "two": exactly(40)}
    assert tally(stated, judged("one part-of whole")) == "70 to 140"
    both = judged("one part-of whole"), judged("two part-of whole")
    assert tally(stated, *both) == "70 to 100"


def test_a_part_cannot_lie_in_a_smaller_whole_unless_somebody_judged_so():
    stated = {"small": exactly(10), "part": exactly(25)}
    assert tally(stated, link("part part-of small")) == "35"
    assert tally(stated, judged("part part-of small")) == "10 to 25"


def test_one_thing_lies_in_one_whole_only():
    stated = {"a": exactly(50), "one": at_most(80), "two": exactly(100)}
    assert (
        tally(stated, link("a part-of one"), link("a part-of two")) == "at most 230, at least 100"
    )


def test_a_statement_of_something_else_can_join_two():
    stated = [Statement("delivery", exactly(4)), Statement("arrival", exactly(4))]
    links = [judged("delivery same-event pledge"), judged("arrival same-event pledge")]
    assert str(Counted(stated, links, ["pledge"]).tally().bounds) == "4"


def test_judgements_that_cannot_all_hold_are_a_finding():
    found = Counted(
        [Statement(name, each) for name, each in THREE.items()],
        [
            judged("wire same-event paper"),
            judged("paper same-event agency"),
            judged("wire distinct agency"),
        ],
    ).tally()
    assert not found.exact
    assert str(found.findings[0]) == (
        "wire: wire and agency are judged distinct, and by other judgements one or inside. "
        "Undo one of them. [judgements-clash]"
    )


def test_the_decision_that_narrows_most_comes_first():
    stated = [
        Statement(name, exactly(number))
        for name, number in (("a", 2), ("b", 2), ("c", 90), ("d", 90))
    ]
    queue = Counted(stated, [link("a same-event b"), link("c same-event d")]).narrowings()
    assert [(each.link.left, each.sure, each.best) for each in queue] == [
        ("c", 90, 90),
        ("a", 2, 2),
    ]
    assert (str(queue[0].holds), str(queue[0].not_so)) == ("92 to 94", "182 to 184")


def test_wrong_statements_are_refused():
    with pytest.raises(InputError, match="statement 'a' is given twice"):
        Counted([Statement("a", exactly(1)), Statement("a", exactly(2))], [])
    with pytest.raises(UnknownNameError, match=r"no statement 'wier' \(near: wire\)"):
        Counted([Statement("wire", exactly(1))], [link("wier same-event wire")])
    with pytest.raises(InputError, match="'wire' cannot be related to itself"):
        Counted([Statement("wire", exactly(1))], [link("wire same-event wire")])


# --- an oracle that counts every world by itself ------------------------------------------------

JOIN = ("same-event", "contradicts", "updates")


def reach(names: list[str], on: list[Link]) -> set[tuple[str, str]]:
    """Pairs of which the left one is the right one or lies in it, by Warshall's closure."""
    pairs = {(name, name) for name in names}
    for each in on:
        if each.relation != "distinct":
            pairs.add((each.left, each.right))
        if each.relation in JOIN:
            pairs.add((each.right, each.left))
    for middle, left, right in product(names, names, names):
        if (left, middle) in pairs and (middle, right) in pairs:
            pairs.add((left, right))
    return pairs


def stand(stated: list[Bounds]) -> tuple[int, float]:
    """From the lowest to the highest number that a largest set of statements agrees on."""
    top = float("inf")
    ends = {each.low for each in stated} | {each.high for each in stated if each.high is not None}
    most: list[list[Bounds]] = []
    for point in ends:
        held = [each for each in stated if point in each]
        if not any(set(map(id, held)) < set(map(id, other)) for other in most):
            most = [other for other in most if not set(map(id, other)) < set(map(id, held))]
            most.append(held)
    lows = [max(each.low for each in held) for held in most]
    highs = [min((top if each.high is None else each.high) for each in held) for held in most]
    return min(lows), max(highs)


def world(stated: dict[str, Bounds], on: list[Link], base: bool) -> tuple[int, float] | None:
    names = list(stated)
    within = reach(names, on)
    for each in on:
        if (
            each.relation == "distinct"
            and {(each.left, each.right), (each.right, each.left)} & within
        ):
            return None
    groups = {frozenset(b for b in names if (a, b) in within and (b, a) in within) for a in names}
    older = {each.right for each in on if each.relation == "updates" and each.decided}

    def above(group: frozenset[str]) -> list[frozenset[str]]:
        some = min(group)
        over = [g for g in groups if g != group and (some, min(g)) in within]
        return [g for g in over if not any(h != g and (min(h), min(g)) in within for h in over)]

    if any(len(above(group)) > 1 for group in groups):
        return None

    def count(group: frozenset[str]) -> tuple[int, float, int] | None:
        latest = [stated[name] for name in group if name not in older]
        latest = latest or [stated[name] for name in group]
        low, high = stand(latest)
        parts = [count(part) for part in groups if above(part) == [group]]
        if None in parts:
            return None
        least, most, peak = (sum(part[end] for part in parts if part) for end in range(3))
        wide = max(high, most) if peak > high else high
        peak = max(peak, *(each.low for each in latest))
        if least <= high:
            return max(low, least), wide, peak
        return (low, wide, peak) if base else None

    found = [count(group) for group in groups if not above(group)]
    if None in found:
        return None
    return sum(each[0] for each in found if each), sum(each[1] for each in found if each)


def enumerated(stated: dict[str, Bounds], links: list[Link]) -> tuple[int, float] | None:
    fixed = [each for each in links if not each.open]
    free = [each for each in links if each.open]
    first = world(stated, fixed, base=True)
    if first is None or world(stated, fixed, base=False) is None:
        return None
    found = [first]
    for size in range(1, len(free) + 1):
        worlds = (world(stated, [*fixed, *some], base=False) for some in combinations(free, size))
        found += [each for each in worlds if each is not None]
    return min(each[0] for each in found), max(each[1] for each in found)


NAMES = ("a", "b", "c", "d", "e")
RELATIONS = ("same-event", "contradicts", "updates", "part-of", "possibly-part-of", "distinct")


@st.composite
def settings_of(draw: st.DrawFn) -> tuple[dict[str, Bounds], list[Link]]:
    names = NAMES[: draw(st.integers(2, 5))]
    stated = {}
    for name in names:
        low = draw(st.integers(0, 9))
        high = draw(st.one_of(st.just(low), st.integers(low, 12), st.none()))
        stated[name] = Bounds(low, high)
    pairs = list(product(names, names))
    links = {}
    for left, right in draw(st.lists(st.sampled_from(pairs), max_size=7)):
        relation = draw(st.sampled_from(RELATIONS))
        decided = draw(st.booleans())
        if left != right:
            links[left, right, relation] = Link(left, right, relation, decided)
    return stated, list(links.values())


@given(settings_of())
def test_the_bounds_are_those_of_every_world_counted_one_by_one(case):
    stated, links = case
    expected = enumerated(stated, links)
    found = Counted([Statement(name, each) for name, each in stated.items()], links).tally()
    if expected is None:
        return
    assert found.exact
    low, high = expected
    assert found.bounds.low == low
    assert found.bounds.high == (None if high == float("inf") else high)


@given(settings_of(), st.randoms())
def test_order_and_repetition_change_nothing(case, random):
    stated, links = case
    statements = [Statement(name, each) for name, each in stated.items()]
    before = Counted(statements, links).tally()
    random.shuffle(statements)
    shuffled = [*links, *links]
    random.shuffle(shuffled)
    after = Counted(statements, shuffled).tally()
    assert (after.bounds, after.exact) == (before.bounds, before.exact)


@given(settings_of())
def test_a_decision_that_contradicts_nothing_never_widens_a_total(case):
    stated, links = case
    statements = [Statement(name, each) for name, each in stated.items()]
    total = Counted(statements, links).tally()
    for each in links:
        if each.open and each.relation != "updates":
            word = "part-of" if each.relation == "possibly-part-of" else each.relation
            for answer in (
                Link(each.left, each.right, word, decided=True),
                Link(each.left, each.right, "distinct", decided=True),
            ):
                others = [other for other in links if other != each]
                after = Counted(statements, [*others, answer]).tally()
                if not (total.findings or after.findings):
                    assert total.bounds.hull(after.bounds).as_dict() | {
                        "low_known": True
                    } == total.bounds.as_dict() | {"low_known": True}


def ends() -> Iterator[Bounds]:
    for low in range(4):
        yield from (Bounds(low, high) for high in (*range(low, 4), None))


@pytest.mark.parametrize("size", [1, 2, 3])
def test_what_statements_agree_on_is_what_their_largest_sets_leave(size):
    for stated in product(ends(), repeat=size):
        low, high = stand(list(stated))
        found = agreed(stated)
        assert (found.low, found.high) == (low, None if high == float("inf") else high)
        common = [number for number in range(9) if all(number in each for each in stated)]
        assert contradict(stated) == (not common)
