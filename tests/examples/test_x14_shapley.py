"""X14: three buyers under a price that falls with the whole order."""

from fractions import Fraction

from materiel.kernel.money import Money
from materiel.sharing.cooperative import core_objection, saving, shapley, share_saving

UNITS = {"P": 120, "Q": 60, "R": 20}


def cost(group: frozenset[str]) -> int:
    units = sum(UNITS[party] for party in group)
    return units * (10 if units < 100 else 9 if units < 200 else 8)


def test_savings_of_each_group():
    saved = saving(UNITS, cost)
    assert [saved[frozenset(group)] for group in ("PQ", "PR", "QR", "PQR")] == [60, 20, 0, 280]


def test_shapley_value_is_in_the_core():
    assert shapley(UNITS, saving(UNITS, cost)) == {
        "P": Fraction(320, 3),
        "Q": Fraction(290, 3),
        "R": Fraction(230, 3),
    }
    shared = share_saving(UNITS, cost, "EUR")
    assert shared.alone == {"P": 1080, "Q": 600, "R": 200}
    assert shared.objection is None


def test_costs_to_the_cent_sum_to_the_whole():
    shared = share_saving(UNITS, cost, "EUR")
    assert shared.whole == Money(160_000, "EUR")
    # The exact thirds tie for the last cent; it goes to the first name.
    assert {party: paid.minor for party, paid in shared.costs.items()} == {
        "P": 97_334,
        "Q": 50_333,
        "R": 12_333,
    }


def test_a_split_that_drives_out_a_pair_is_named():
    unfair = {"P": 1000, "Q": 540, "R": 60}
    assert core_objection(UNITS, cost, unfair) is None
    objection = core_objection(UNITS, cost, {"P": 1060, "Q": 580, "R": -40})
    assert str(objection) == "P, Q would be better off alone by 20"
