"""Keys side by side: each gives the whole away exactly, and ranks are stated for one basis."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.sharing.attribution import Attribution, Piece
from materiel.sharing.comparison import compare
from materiel.sharing.costkey import Member
from materiel.sharing.keyfigures import KeyFigure, figures_of
from materiel.sharing.ratio import Ratio
from materiel.vocabulary.figures import population

DAY = date(2024, 7, 9)
NAMES = ("A", "B", "C")
BOUNDS = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda e: Bounds(min(e), max(e)))


def held(amounts):
    return Attribution(
        "handed-over",
        "unit",
        tuple(
            Piece.whole(f"p-{name}", each, name, (f"e-{name}",)) for name, each in amounts.items()
        ),
        "received",
    )


@given(
    st.fixed_dictionaries(dict.fromkeys(NAMES, BOUNDS)), st.lists(st.integers(1, 99), min_size=3)
)
def test_what_a_key_gives_sums_to_the_whole_at_both_ends(amounts, gdp):
    members = [Member(name, gdp=gdp[i], population=gdp[-1 - i]) for i, name in enumerate(NAMES)]
    found = compare(held(amounts), members, DAY)
    assert set(found.rows[0].due) == {"equal", "gdp", "population"}
    for key in found.rows[0].due:
        assert sum(row.due_share[key] for row in found.rows) == 1
        assert sum(row.due[key].low for row in found.rows) == found.total.low
        assert sum(row.due[key].high for row in found.rows) == found.total.high
    lows = [row.held.low for row in found.rows]
    highs = [row.held.high for row in found.rows]
    assert (sum(lows), sum(highs)) == (found.total.low, found.total.high)


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, BOUNDS)))
def test_a_share_and_a_place_hold_whatever_the_figures_are(amounts):
    found = compare(held(amounts), [Member(name) for name in NAMES], DAY)
    for end in ("low", "high"):
        taken = {name: getattr(each, end) for name, each in amounts.items()}
        if not sum(taken.values()):
            continue
        for row in found.rows:
            assert Fraction(taken[row.party], sum(taken.values())) in row.of_all
            place = 1 + sum(other > taken[row.party] for other in taken.values())
            assert row.ranks["amount"].best <= place <= row.ranks["amount"].worst


def test_a_key_does_not_give_units_by_the_alphabet():
    names = [f"N{place:02}" for place in range(32)]
    found = compare(held({"N31": Bounds.exactly(5)}), [Member(name) for name in names], DAY)
    assert {row.due["equal"] for row in found.rows} == {Ratio(Fraction(5, 32), Fraction(5, 32))}


def test_absolute_and_as_a_share_a_party_may_stand_in_other_places():
    amounts = {"A": Bounds.exactly(100), "B": Bounds.between(20, 40), "C": Bounds.exactly(30)}
    members = [
        Member("A", gdp=1000, population=100, agreed=Fraction(1)),
        Member("B", gdp=50, population=10, agreed=Fraction(1)),
        Member("C", gdp=300, population=20, agreed=Fraction(2)),
    ]
    found = compare(held({**amounts, "OTHER": Bounds.exactly(5)}), members, DAY)
    assert found.outside == Bounds.exactly(5)
    a, b, _ = found.rows
    assert {basis: str(place) for basis, place in b.ranks.items()} == {
        "amount": "2 or 3 of 3 (handed-over, received, unit, 2024-07-09)",
        "gdp": "1 of 3 (handed-over, received, by gdp, 2024-07-09)",
        "population": "1 of 3 (handed-over, received, by population, 2024-07-09)",
    }
    assert str(a.of_all) == "58.8 % to 66.7 %"
    assert a.due["equal"] == Ratio(Fraction(150, 3), Fraction(170, 3))
    assert a.due["agreed"] == Ratio(Fraction(150, 4), Fraction(170, 4))
    assert str(a.against["agreed"]) == "235.3 % to 266.7 %"
    assert (b.per["gdp"].low, b.per["gdp"].high) == (Fraction(2, 5), Fraction(4, 5))
    assert found.not_computed == {
        "gni": "key gni: A states no gni",
        "gni-capped": "key gni-capped: A states no gni",
        "quantity": "key quantity: A states no quantity",
    }
    assert a.cites == ("e-A",)


def test_nobody_is_compared_twice():
    with pytest.raises(InputError) as caught:
        compare(held({"A": Bounds.exactly(1)}), [Member("A"), Member("A")])
    assert str(caught.value) == "keys side by side: name each party once, and at least one"


# -- the figures behind the keys ------------------------------------------------------------


def figure(name, party, kind, value, year=None, unit=""):
    return KeyFigure(id=name, party=party, kind=kind, value=value, year=year, unit=unit)


def test_figures_that_ship_are_taken_for_their_year_and_no_other(record):
    books = record([], DAY)
    found = figures_of(books, ["Germany", "NLD"], {"gdp": 2024, "population": 2019, "gni": 2024})
    deu, nld = found.members
    assert (deu.party, deu.gdp, deu.population) == ("DEU", 4_660_000, 83_132_799)
    assert nld.gni is None
    assert found.missing["NLD", "gni"] == (
        "no gross national income ships; state that of NLD in key_figures"
    )
    assert "population/DEU:2019" in found.cites
    late = figures_of(books, ["DEU"], {"population": 2020})
    assert late.missing["DEU", "population"] == (
        "no population of DEU in 2020; years held: 2019, 2024"
    )
    assert population("UKR", 2019).persons == 44_385_155


def test_a_case_states_the_figures_that_do_not_ship(record):
    rows = [
        figure("k1", "DEU", "gni", 5, 2024, "EUR bn"),
        figure("k2", "DEU", "gni", 4, 2023, "EUR bn"),
        figure("k3", "DEU", "agreed", 16),
        figure("k4", "NLD", "gni", 1, 2024, "EUR bn"),
    ]
    found = figures_of(record(rows, DAY), ["DEU", "NLD"], {"gni": 2024})
    assert [(each.gni, each.agreed) for each in found.members] == [(5, 16), (1, None)]
    assert found.missing == {("NLD", "agreed"): "no agreed part of NLD is stated in key_figures"}
    assert found.cites == ("k1", "k3", "k4")
    for bad, message in (
        (figure("k5", "DEU", "gni", 7, 2024, "EUR bn"), "k5: DEU has a gni already, in k1"),
        (
            figure("k5", "ROU", "gni", 7, 2024, "USD bn"),
            "k5: gni in 'USD bn', others in 'EUR bn'",
        ),
    ):
        with pytest.raises(InputError) as caught:
            figures_of(record([*rows, bad], DAY), ["DEU"], {"gni": 2024})
        assert str(caught.value) == message
