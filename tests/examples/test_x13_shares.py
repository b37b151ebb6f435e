"""X13: a million and one cent, shared by quantity."""

from materiel.kernel.money import Money
from materiel.sharing.costkey import Member
from materiel.sharing.shares import shares_by_key


def test_the_cent_goes_to_the_largest_remainder():
    members = [Member("P", quantity=120), Member("Q", quantity=60), Member("R", quantity=20)]
    paid = shares_by_key(Money.parse("1000000.01", "EUR"), members, "quantity")
    assert {party: str(amount) for party, amount in paid.items()} == {
        "P": "EUR 600,000.01",
        "Q": "EUR 300,000.00",
        "R": "EUR 100,000.00",
    }
