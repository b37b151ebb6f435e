"""What released totals give away, against enumerating every world that a reader holds possible."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError, RefusedActError, UnknownNameError
from materiel.kernel.marking import Marking
from materiel.sharing.release import Part, Release, given_away, view

NAMES = "ABCD"
AUDIENCES = st.sampled_from(["public", "releasable:A", "releasable:A,B", "releasable:B,Z"])
MARKINGS = st.one_of(AUDIENCES, st.just("owner"))


@st.composite
def situations(draw, largest=3):
    names = NAMES[: draw(st.integers(1, 4))]
    parts = []
    for name in names:
        word = draw(MARKINGS)
        marking = Marking.parse(f"owner:{name}" if word == "owner" else word)
        parts.append(Part(name, draw(st.integers(0, largest)), marking))
    releases = [
        Release(tuple(name for name in names if name in of), Marking.parse(to))
        for of, to in draw(
            st.lists(st.tuples(st.sets(st.sampled_from(names), min_size=1), AUDIENCES), max_size=3)
        )
    ]
    return parts, releases


def readers(parts, releases):
    named = {name for part in parts for name in part.marking.parties}
    named |= {name for release in releases for name in release.to.parties}
    return [None, *sorted(named | {part.originator for part in parts})]


def worlds(parts, releases, reader, values):
    """Every assignment of numbers that shows this reader what it is shown."""
    true = {part.originator: part.units for part in parts}
    hidden = [part.originator for part in parts if not part.visible_to(reader)]
    for guess in product(values, repeat=len(hidden)):
        world = true | dict(zip(hidden, guess, strict=True))
        if all(
            sum(world[name] for name in release.of) == sum(true[name] for name in release.of)
            for release in releases
            if release.to.visible_to(reader)
        ):
            yield world


def learned(parts, releases, reader):
    return [fact for fact in given_away(parts, releases) if reader in fact.readers]


@given(situations())
def test_a_number_is_given_away_exactly_when_no_other_number_is_possible(situation):
    # Numbers of at most 3 in totals of at most 12; beyond a total no number fits a count.
    parts, releases = situation
    for reader in readers(parts, releases):
        possible = list(worlds(parts, releases, reader, range(13)))
        open_ended = {
            part.originator
            for part in parts
            if not any(
                part.originator in release.of and release.to.visible_to(reader)
                for release in releases
            )
        }
        known = {
            name
            for name in (part.originator for part in parts if not part.visible_to(reader))
            if name not in open_ended and len({world[name] for world in possible}) == 1
        }
        told = {fact.terms[0][0] for fact in learned(parts, releases, reader) if fact.exact}
        assert told <= known
        missed = known - told
        # Subtraction alone cannot show what only follows because counts are not negative.
        signed = list(worlds(parts, releases, reader, range(-4, 8)))
        assert all(len({world[name] for world in signed}) > 1 for name in missed)


@given(situations())
def test_everything_said_to_be_learned_holds_in_every_possible_world(situation):
    parts, releases = situation
    for reader in readers(parts, releases):
        for fact in learned(parts, releases, reader):
            for world in worlds(parts, releases, reader, range(13)):
                assert sum(by * world[name] for name, by in fact.terms) == fact.units


@given(situations())
def test_every_released_total_is_a_sum_of_what_is_said(situation):
    # A world that agrees with all said facts shows the reader the same totals: nothing is left out.
    parts, releases = situation
    for reader in readers(parts, releases):
        facts = learned(parts, releases, reader)
        true = {part.originator: part.units for part in parts}
        hidden = [part.originator for part in parts if not part.visible_to(reader)]
        for guess in product(range(4), repeat=len(hidden)):
            world = true | dict(zip(hidden, guess, strict=True))
            agrees = all(
                sum(by * world[name] for name, by in fact.terms) == fact.units for fact in facts
            )
            if agrees:
                assert world in list(worlds(parts, releases, reader, range(4)))


@given(situations())
def test_a_reader_sees_its_rows_and_knows_when_they_are_not_all(situation):
    parts, _ = situation
    for reader in readers(parts, []):
        mine = [
            part.units
            for part in parts
            if part.marking.level == "public"
            or reader == part.originator
            or (reader is not None and reader in part.marking.parties)
        ]
        seen = view(parts, reader)
        assert (seen.units, seen.partial) == (sum(mine), len(mine) < len(parts))


OWNED = [
    Part(name, units, Marking.parse(f"owner:{name}"))
    for name, units in zip("ABC", (7, 5, 2), strict=True)
]


def test_two_totals_that_differ_by_one_part_give_it_away():
    facts = given_away(OWNED, [Release(("A", "B", "C")), Release(("A", "B"))])
    # C knows its own 2, so the two totals tell it the same thing twice.
    assert [str(fact) for fact in facts] == [
        "A learns B = 5",
        "A, B, the public learn C = 2",
        "B learns A = 7",
        "C, the public learn A + B = 12",
    ]


def test_a_difference_of_hidden_parts_is_said_as_one():
    facts = given_away(OWNED, [Release(("A", "B")), Release(("A", "C"))])
    assert "the public learns A + C = 9" in [str(fact) for fact in facts]
    assert "the public learns B - C = 3" in [str(fact) for fact in facts]


def test_a_difference_of_zero_gives_away_that_two_parts_are_equal_but_not_what_they_are():
    parts = [
        Part(name, units, Marking.parse(f"owner:{name}"))
        for name, units in zip("ABC", (7, 2, 2), strict=True)
    ]
    facts = given_away(parts, [Release(("A", "B")), Release(("A", "C"))])
    assert [str(fact) for fact in facts if None in fact.readers] == [
        "the public learns A + C = 9",
        "the public learns B - C = 0",
    ]


def test_a_hidden_zero_is_given_away_by_its_sum():
    parts = [
        Part("A", 4),
        Part("B", 0, Marking.parse("owner:B")),
        Part("C", 0, Marking.parse("owner:C")),
    ]
    public = [
        fact for fact in given_away(parts, [Release(("A", "B", "C"))]) if None in fact.readers
    ]
    assert [str(fact) for fact in public] == [
        "A, C, the public learn B = 0",
        "A, B, the public learn C = 0",
    ]
    assert all(fact.units == Fraction(0) for fact in public)


def test_a_release_to_some_tells_the_others_nothing():
    release = Release(("A", "B", "C"), Marking.parse("releasable:A,Z"), ("A", "B", "C"))
    assert str(view(OWNED, "Z", [release])) == "14"
    assert str(view(OWNED, "B", [release])) == "5, partial"
    assert [str(fact) for fact in given_away(OWNED, [release])] == [
        "A learns B + C = 7",
        "Z learns A + B + C = 14",
    ]


def test_a_marking_that_allows_the_audience_needs_no_further_agreement():
    parts = [Part("A", 1, Marking.parse("releasable:Y,Z")), Part("B", 2, Marking.parse("public"))]
    assert str(view(parts, "Z", [Release(("A", "B"), Marking.parse("releasable:Z"))])) == "3"
    for to in ("public", "releasable:X,Z"):
        with pytest.raises(RefusedActError) as caught:
            view(parts, "Z", [Release(("A", "B"), Marking.parse(to))])
        assert str(caught.value) == f"the total of A, B to {to} lacks the release of A"


def test_refusals():
    with pytest.raises(InputError) as caught:
        view([Part("A", 1), Part("A", 2)], None)
    assert str(caught.value) == "A has two parts; accepted: one each, added up"
    with pytest.raises(UnknownNameError) as caught:
        given_away([Part("DEU", 1)], [Release(("DUE",))])
    assert str(caught.value) == "release: no originator 'DUE' (near: DEU)"
    with pytest.raises(InputError) as caught:
        Part("A", -1)
    assert str(caught.value) == "A: found -1; accepted: 0 or more"
