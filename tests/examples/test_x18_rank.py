"""X18: a rank is an interval under one basis."""

from fractions import Fraction

import pytest

from materiel.kernel.errors import UnitMismatchError
from materiel.sharing.ranks import Figure, rank

A = Figure("A", Fraction("10.2"), Fraction("10.2"), "licences")
B = Figure("B", Fraction(9), Fraction(11), "licences")
C = Figure("C", Fraction(25), Fraction(25), "licences")


def test_a_is_second_or_third():
    place = rank("A", [A, B, C])
    assert (place.best, place.worst) == (2, 3)
    assert str(place) == "2 or 3 of 3 (licences)"


def test_an_unlike_basis_is_refused():
    deliveries = Figure("C", Fraction(25), Fraction(25), "deliveries")
    with pytest.raises(UnitMismatchError) as caught:
        rank("A", [A, B, deliveries])
    assert str(caught.value) == (
        "A is stated for 'licences', C for 'deliveries'; a rank needs one basis and day for all"
    )
