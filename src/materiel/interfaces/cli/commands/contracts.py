"""``materiel contracts``: what is firm, open and reachable, who owes what, by invoice."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common, day
from materiel.interfaces.cli.contracted import show
from materiel.interfaces.cli.output import say, say_json
from materiel.kernel.errors import InputError


def contracts(
    contract: str = "",
    /,
    *,
    invoices: bool = False,
    into: str = "",
    rate_day: str = "",
    xlsx: Path | None = None,
    common: Common = PLAIN,
) -> int:
    """Say of each contract line and buyer what is firm, exercised, open, lapsed and reachable.

    Any month can be asked for. A part that nobody discloses is shown as bounds that fit the
    whole. Amounts stay in the contract's currency.

    Args:
        contract: one contract, with its options, changes and terms; else all.
        invoices: what each buyer of the contract is invoiced with each milestone.
        into: convert what each buyer owes into this currency as well.
        rate_day: the day of the reference rate, YYYY-MM-DD; never guessed.
        xlsx: write the contract as a workbook whose sums can be followed cell by cell.
        common: the options of every command.
    """
    on = day(rate_day, "--rate-day")
    if on is not None and not into:
        raise InputError("--rate-day: says the day of a rate; name a currency with --into")
    with common.open() as workspace:
        if xlsx is not None:
            if invoices or into:
                raise InputError("--xlsx: the workbook holds everything; leave the others out")
            path = materiel.write_contract(workspace, contract, xlsx, view=common.view)
            if common.json:
                say_json({"path": str(path)})
            else:
                say(f"wrote {path}")
            return GOOD
        answer = materiel.contracts(
            workspace, contract, currency=into, rate_day=on, bill=invoices, view=common.view
        )
    show(answer, as_json=common.json)
    return GOOD if answer.good else FINDINGS


COMMAND = Command(
    name="contracts",
    group="Ask",
    run=contracts,
    example=(
        "materiel contracts GALE-25 --as-of 2026-06-30 --case coalition\n"
        "materiel contracts GALE-25 --invoices --case coalition\n"
        "materiel contracts GALE-25 --xlsx gale-25.xlsx --case coalition"
    ),
)
