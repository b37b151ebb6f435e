"""When a contract's total falls due: milestones whose amounts sum to it exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from materiel.kernel.errors import InputError, UnitMismatchError
from materiel.kernel.money import Money
from materiel.procurement.amounts import HUNDRED, part
from materiel.procurement.contracts import Milestone


@dataclass(frozen=True, slots=True)
class Payment:
    """One milestone and what is due with it."""

    milestone: Milestone
    amount: Money


def schedule(total: Money, milestones: Sequence[Milestone]) -> list[Payment]:
    """What falls due with each milestone, in the given order.

    Fixed amounts stand as they are. A share is a percentage of ``total``. With a remainder
    milestone (neither share nor amount) each share is rounded and the remainder takes what is
    left; without one the shares take the last cents by largest remainder. Either way the
    payments sum to ``total``.

    Raises:
        UnitMismatchError: a fixed amount is in another currency than the total.
        InputError: the milestones leave a part of the total open or pay more than it.
    """
    fixed = {
        index: Money.parse(str(each.amount), each.currency)
        for index, each in enumerate(milestones)
        if each.amount is not None
    }
    for index, amount in fixed.items():
        if amount.currency != total.currency:
            raise UnitMismatchError(
                f"milestone {milestones[index].id}: {amount} in a contract of {total}; "
                "convert it at a named rate first"
            )
    shares = {i: each.share for i, each in enumerate(milestones) if each.share is not None}
    open_ends = [i for i in range(len(milestones)) if i not in fixed and i not in shares]
    if len(open_ends) > 1:
        names = ", ".join(milestones[index].id for index in open_ends)
        raise InputError(f"milestones {names}: only one can take the remainder")
    if open_ends:
        paid = fixed | {index: part(total, share) for index, share in shares.items()}
        paid[open_ends[0]] = _remainder(total, list(paid.values()))
    else:
        paid = fixed | _exact(total, list(fixed.values()), shares)
    return [Payment(each, paid[index]) for index, each in enumerate(milestones)]


def _remainder(total: Money, paid: Sequence[Money]) -> Money:
    """What other milestones leave of the total."""
    before = Money(sum(amount.minor for amount in paid), total.currency)
    if before.minor > total.minor:
        raise InputError(
            f"the milestones pay {before} of {total}; nothing is left for the remainder"
        )
    return total - before


def _exact(total: Money, fixed: Sequence[Money], shares: Mapping[int, Decimal]) -> dict[int, Money]:
    """The shares' amounts when fixed amounts and shares together are the total."""
    settled = Money(sum(amount.minor for amount in fixed), total.currency)
    percent = sum(shares.values(), Decimal(0))
    if settled.minor + Fraction(total.minor) * Fraction(percent) / HUNDRED != total.minor:
        raise InputError(
            f"the milestones pay {percent} % and {settled} of {total}; "
            "accepted: exactly the total, or one milestone for the remainder"
        )
    if not percent:
        return dict.fromkeys(shares, Money(0, total.currency))
    parts = (total - settled).split([Fraction(share) for share in shares.values()])
    return dict(zip(shares, parts, strict=True))
