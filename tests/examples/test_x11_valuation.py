"""X11: what a gift costs net, on one basis at a time."""

import pytest

from materiel.kernel.errors import UnitMismatchError
from materiel.kernel.money import Money
from materiel.sharing.valuation import Gift, Value, net_figure


def euros(text: str) -> Money:
    return Money.parse(text, "EUR")


GIFT = Gift(
    "g", {"book": Value(euros("3.0")), "replacement": Value(euros("11.0"))}, (euros("1.5"),)
)


def test_net_of_the_refund_on_each_basis():
    assert GIFT.net_by_basis() == {"book": euros("1.5"), "replacement": euros("9.5")}


def test_one_mixed_figure_is_refused_and_both_are_shown():
    with pytest.raises(UnitMismatchError) as caught:
        net_figure(GIFT, ["book", "replacement"])
    assert str(caught.value) == (
        "gift g: bases are not mixed; on book basis EUR 1.50; on replacement basis EUR 9.50"
    )
