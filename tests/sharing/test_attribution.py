"""Attribution conserves: parts sum exactly, groups are as tight as trying every split."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.sharing.attribution import (
    NOT_STATED,
    Attribution,
    Piece,
    largest_remainder,
    total,
)

PARTIES = ("A", "B", "C")


@st.composite
def pieces(draw, name="p"):
    """A piece whose shares can sum to some amount inside its bounds."""
    holders = draw(st.lists(st.sampled_from(PARTIES), min_size=1, unique=True))
    shares = {}
    for party in holders:
        low = draw(st.integers(0, 3))
        shares[party] = Bounds(low, low + draw(st.integers(0, 3)))
    least = sum(each.low for each in shares.values())
    most = sum(each.high for each in shares.values())
    low = draw(st.integers(0, most))
    return Piece(name, Bounds(low, max(low, least, draw(st.integers(0, most + 2)))), shares)


def splits(piece):
    """Every way to share every possible amount of a piece: too simple to be wrong."""
    ranges = [range(each.low, each.high + 1) for each in piece.shares.values()]
    for parts in product(*ranges):
        if sum(parts) in piece.amount:
            yield dict(zip(piece.shares, parts, strict=True))


@given(pieces(), st.sets(st.sampled_from(PARTIES)))
def test_what_a_group_holds_is_as_tight_as_trying_every_split(piece, group):
    held = [sum(units for party, units in each.items() if party in group) for each in splits(piece)]
    found = piece.of(group)
    if set(piece.shares) <= group:
        # All of it, whoever holds it: the amount itself, which the shares may narrow further.
        assert found == piece.amount
        assert all(units in found for units in held)
    else:
        assert (found.low, found.high) == (min(held), max(held))


@given(st.lists(pieces(), max_size=4), st.sets(st.sampled_from(PARTIES)))
def test_every_role_conserves_the_total(drawn, group):
    named = [Piece(f"p{i}", each.amount, each.shares) for i, each in enumerate(drawn)]
    found = Attribution("paid", "unit", tuple(named))
    whole = total(each.amount for each in named)
    assert found.total == whole
    assert total(found.parts.values()) == whole
    assert found.of(found.parties) == whole
    inside, outside = found.of(group), found.of(set(PARTIES) - group)
    for choice in product(*(list(splits(each))[:4] for each in named)):
        mine = sum(units for each in choice for party, units in each.items() if party in group)
        rest = sum(sum(each.values()) for each in choice) - mine
        assert mine in inside
        assert rest in outside
        assert mine + rest in whole


@given(
    st.lists(pieces(), min_size=1, max_size=3),
    st.dictionaries(st.sampled_from("XYZ"), st.integers(0, 9), min_size=1),
)
def test_spreading_a_groups_part_by_a_key_conserves_the_total(drawn, weights):
    named = tuple(Piece(f"p{i}", each.amount, each.shares) for i, each in enumerate(drawn))
    found = Attribution("paid", "EUR", named)
    exact = {party: Fraction(each) for party, each in weights.items()}
    if not any(weights.values()):
        with pytest.raises(InputError):
            found.spread("A", exact)
        return
    spread = found.spread("A", exact)
    assert spread.total == found.total
    assert "A" not in spread.parties
    for before, after in zip(found.pieces, spread.pieces, strict=True):
        held = before.shares.get("A", Bounds.exactly(0))
        for units in range(held.low, held.high + 1):
            parts = largest_remainder(units, exact)
            assert sum(parts.values()) == units
            assert "A" not in before.shares or all(
                part in after.shares[party] for party, part in parts.items()
            )
    opened = found.opened("A", set(weights))
    assert opened.total == found.total
    assert "A" not in opened.parties


def test_two_payers_without_a_published_split_have_nothing_to_all_and_sum_exactly():
    paid = Attribution(
        "paid",
        "fire-unit",
        (
            Piece.whole("first", Bounds.exactly(3), "DEU", ("e1",)),
            Piece.shared("pair", Bounds.exactly(2), ("NOR", "DNK"), ("e2",)),
            Piece.shared("other", Bounds.exactly(1), ()),
        ),
    )
    assert {party: str(held) for party, held in paid.rows.items()} == {
        "DEU": "3",
        "DNK": "at most 2",
        "NOR": "at most 2",
        NOT_STATED: "1",
    }
    assert paid.parts == {
        ("DEU",): Bounds.exactly(3),
        ("DNK", "NOR"): Bounds.exactly(2),
        (NOT_STATED,): Bounds.exactly(1),
    }
    nordic = paid.table({"NORDIC-FIVE": ("DNK", "FIN", "NOR")})[-1]
    assert (nordic.party, nordic.held, nordic.cites) == (
        "NORDIC-FIVE",
        Bounds.exactly(2),
        ("e2",),
    )
    assert nordic.members == ("DNK", "FIN", "NOR")


def test_an_unknown_number_of_one_holder_stays_unknown_and_is_not_zero():
    found = Attribution("paid", "missile", (Piece.whole("m", Bounds.unknown(), "DEU"),))
    assert str(found.rows["DEU"]) == "unknown"
    assert str(found.total) == "unknown"
    shared = Piece.shared("m", Bounds.unknown(), ("DEU", "NOR"))
    assert str(shared.of({"NOR"})) == "unknown"


def test_shares_that_cannot_sum_are_refused():
    cases = [
        (
            lambda: Piece("p", Bounds.exactly(2), {"A": Bounds.exactly(3)}),
            "p: shares of 3 to 3 cannot sum to 2",
        ),
        (
            lambda: Piece("p", Bounds.exactly(5), {"A": Bounds(0, 2), "B": Bounds(0, 2)}),
            "p: shares of 0 to 4 cannot sum to 5",
        ),
        (
            lambda: Piece("p", Bounds.exactly(2), {}),
            "p: nobody holds it; name 'not-stated' instead",
        ),
        (
            lambda: Attribution("paid", "unit", (one := Piece.whole("p", Bounds(0, 1), "A"), one)),
            "paid: counted twice: p",
        ),
    ]
    for make, message in cases:
        with pytest.raises(InputError) as caught:
            make()
        assert str(caught.value) == message
