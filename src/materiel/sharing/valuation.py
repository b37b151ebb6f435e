"""What a gift costs its giver net of refunds, on one named basis; bases are never mixed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from materiel.kernel.errors import InputError, UnitMismatchError, UnknownNameError
from materiel.kernel.money import Money

BASES = ("book", "replacement", "contract", "ceiling", "market")
"""What a value can rest on (DESIGN §2.8)."""


@dataclass(frozen=True, slots=True)
class Value:
    """An amount and the day of its prices; None where the source states none."""

    amount: Money
    priced_on: date | None = None


@dataclass(frozen=True, slots=True)
class Gift:
    """Something given, what it is worth on each stated basis, and what came back.

    Attributes:
        id: names the gift.
        values: value by basis.
        refunds: amounts received for it.
    """

    id: str
    values: Mapping[str, Value]
    refunds: tuple[Money, ...] = ()

    def __post_init__(self) -> None:
        for basis in self.values:
            if basis not in BASES:
                raise UnknownNameError("basis", basis, BASES, f"gift {self.id}")

    def net(self, basis: str) -> Money:
        """Value on a basis less the refunds; negative when more came back.

        Raises:
            InputError: the gift has no value on that basis; says which it has.
            UnitMismatchError: a refund in another currency.
        """
        if basis not in self.values:
            stated = ", ".join(sorted(self.values)) or "none"
            raise InputError(f"gift {self.id}: no value on {basis} basis; stated: {stated}")
        cost = self.values[basis].amount
        for refund in self.refunds:
            cost -= refund
        return cost

    def net_by_basis(self) -> dict[str, Money]:
        """The net cost on every stated basis, side by side."""
        return {basis: self.net(basis) for basis in self.values}


def net_total(gifts: Sequence[tuple[Gift, str]]) -> Money:
    """The net cost of several gifts, each on the basis that is asked for.

    Raises:
        UnitMismatchError: the bases differ; the text gives every net cost that one basis for
            all would sum, so that a person can choose.
        InputError: no gift, or a gift without a value on its basis.
    """
    if not gifts:
        raise InputError("net cost of no gift; accepted: at least one")
    asked = [basis for _, basis in gifts]
    if len(set(asked)) > 1:
        each = ", ".join(f"{gift.id} on {basis} basis" for gift, basis in gifts)
        shown = "; ".join(
            f"on {basis} basis {_shown([gift for gift, _ in gifts], basis)}"
            for basis in dict.fromkeys(asked)
        )
        raise UnitMismatchError(f"{each}: bases are not mixed; {shown}")
    total = gifts[0][0].net(asked[0])
    for gift, basis in gifts[1:]:
        total += gift.net(basis)
    return total


def net_figure(gift: Gift, bases: Sequence[str]) -> Money:
    """One net figure for the bases that are asked for, which only a single basis gives.

    Raises:
        UnitMismatchError: more than one basis; shows the net cost on each.
    """
    if len(set(bases)) != 1:
        shown = "; ".join(f"on {basis} basis {gift.net(basis)}" for basis in dict.fromkeys(bases))
        raise UnitMismatchError(f"gift {gift.id}: bases are not mixed; {shown}")
    return gift.net(bases[0])


def _shown(gifts: Sequence[Gift], basis: str) -> str:
    lacking = [gift.id for gift in gifts if basis not in gift.values]
    if lacking:
        return f"no value for {', '.join(lacking)}"
    return str(net_total([(gift, basis) for gift in gifts]))
