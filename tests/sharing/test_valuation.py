"""Net costs on one basis; refusals show every basis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError, UnitMismatchError, UnknownNameError
from materiel.kernel.money import Money
from materiel.sharing.valuation import BASES, Gift, Value, net_figure, net_total

CENTS = st.integers(0, 10**9)


def gift(name: str, *refunds: int, **values: int) -> Gift:
    return Gift(
        name,
        {basis: Value(Money(each, "EUR")) for basis, each in values.items()},
        tuple(Money(each, "EUR") for each in refunds),
    )


@given(st.lists(st.tuples(CENTS, st.lists(CENTS, max_size=3)), min_size=1, max_size=5))
def test_the_total_is_values_less_refunds(drawn):
    gifts = [(gift(f"g{i}", *back, book=value), "book") for i, (value, back) in enumerate(drawn)]
    assert net_total(gifts).minor == sum(value - sum(back) for value, back in drawn)


def test_mixed_bases_are_refused_with_both_totals():
    first, second = gift("g1", 50, book=300, replacement=1100), gift("g2", book=100)
    with pytest.raises(UnitMismatchError) as caught:
        net_total([(first, "replacement"), (second, "book")])
    assert str(caught.value) == (
        "g1 on replacement basis, g2 on book basis: bases are not mixed; "
        "on replacement basis no value for g2; on book basis EUR 3.50"
    )


def test_one_basis_gives_one_figure():
    assert net_figure(gift("g", 50, book=300), ["book", "book"]) == Money(250, "EUR")


def test_a_missing_basis_or_foreign_refund_is_refused():
    with pytest.raises(InputError) as caught:
        gift("g", book=300, market=200).net("replacement")
    assert str(caught.value) == "gift g: no value on replacement basis; stated: book, market"
    with pytest.raises(InputError) as caught:
        gift("g").net("book")
    assert str(caught.value) == "gift g: no value on book basis; stated: none"
    with pytest.raises(InputError) as caught:
        net_total([])
    assert str(caught.value) == "net cost of no gift; accepted: at least one"
    with pytest.raises(UnknownNameError) as caught:
        gift("g", replacment=1)
    assert str(caught.value) == "gift g: no basis 'replacment' (near: replacement)"
    dollars = Gift("g", {"book": Value(Money(300, "EUR"))}, (Money(1, "USD"),))
    with pytest.raises(UnitMismatchError):
        dollars.net("book")
    assert "contract" in BASES
