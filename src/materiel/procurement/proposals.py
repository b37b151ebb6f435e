"""Contracts that somebody proposed and nobody awarded, as far as their rows show."""

from collections.abc import Collection, Iterable

from materiel.procurement.agreements import Agreement
from materiel.procurement.amendments import Amendment
from materiel.procurement.contracts import ContractLine, Option

PROPOSED = "proposed, not decided"


def is_proposal(
    agreements: Iterable[Agreement],
    lines: Collection[ContractLine],
    options: Iterable[Option] = (),
    amendments: Collection[Amendment] = (),
    *,
    paid: bool = False,
) -> bool:
    """Whether a contract is certainly no more than proposed.

    No row says when it was signed, and every line says that nothing is firm. What may have been
    ordered is no proposal: a firm number that is not stated, a framework (which orders nothing by
    itself), an option of a promise, any change, any payment.

    Args:
        agreements: the rows about one contract as a whole, all in force.
        lines: its lines and shares, those included that begin later.
        options: its options.
        amendments: what changed in it.
        paid: whether money was paid under it.
    """
    for row in agreements:
        if row.awarded is not None or row.form != "contract":
            return False
    if paid or amendments or any(row.commitment for row in options):
        return False
    return bool(lines) and all(row.firm_high == 0 for row in lines)
