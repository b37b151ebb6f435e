"""``materiel burden``: who carried what, under every role, statement, key and measure."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common, cells
from materiel.interfaces.cli.output import say, say_json, write
from materiel.interfaces.cli.tables import say_table
from materiel.kernel.errors import InputError
from materiel.reports.table import Table


def burden(
    *,
    item: str = "",
    giver: str = "",
    receiver: str = "",
    rung: str = "",
    group: tuple[str, ...] = (),
    year: tuple[str, ...] = (),
    table: str = "",
    csv: bool = False,
    xlsx: Path | None = None,
    html: Path | None = None,
    common: Common = PLAIN,
) -> int:
    """Say who announced, owned, paid, handed over, made and was refilled what was given.

    Every role sums to the same total. A split that nobody published is shown as bounds;
    competing statements about who pays stand side by side, and so do the cost-share keys.

    Args:
        item: an item, a family or a class; what is counted must have one unit.
        giver: who gives.
        receiver: who receives.
        rung: how far it must have come; else received.
        group: a group, shown beside its members, with the keys compared; repeat it for several.
        year: the year of a key figure, as gdp=2024, population=2019 or gni=2024; a key without
            its year is not computed.
        table: only this table: who, promises, payers, readings, money, keys-GROUP, on-time, open,
            refills, returned or consents.
        csv: print the table as CSV.
        xlsx: write the table as a spreadsheet, to a file that ends in .xlsx.
        html: write all tables and the pictures as one page.
        common: the options of every command.
    """
    forms = [name for name, on in (("csv", csv), ("xlsx", xlsx), ("html", html)) if on]
    if len(forms) > 1:
        raise InputError(f"burden: --{forms[0]} and --{forms[1]} are two forms; choose one")
    if (csv or xlsx) and not table:
        raise InputError("burden: --csv and --xlsx are about one table; name it with --table")
    if table and html:
        raise InputError("burden: --html writes every table; leave --table out")
    if csv and common.json:
        raise InputError("burden: --csv and --json are two forms of one answer; choose one")
    with common.open() as workspace:
        answer = materiel.burden(
            workspace,
            item=item,
            giver=giver,
            receiver=receiver,
            rung=rung,
            groups=group,
            years=cells(year),
            page=html is not None,
            view=common.view,
        )
    if html is not None:
        _written(materiel.write_burden(answer, html), common)
    elif table:
        _one(answer.table(table), csv, xlsx, common)
    elif common.json:
        say_json(answer.as_dict())
    else:
        _all(answer)
    return GOOD


def _written(path: Path, common: Common) -> None:
    if common.json:
        say_json({"path": str(path)})
    else:
        say(f"written to {path}")


def _one(answer: Table, csv: bool, xlsx: Path | None, common: Common) -> None:
    if xlsx is not None:
        _written(materiel.write_table(answer, xlsx), common)
    elif common.json:
        say_json(answer.as_json())
    elif csv:
        write([answer.as_csv()])
    else:
        say_table(answer)


def _all(answer: "materiel.Shared") -> None:
    stamps, found = answer.stamps, answer.burden
    say(
        f"{answer.case}, as of {stamps.as_of}, known at {stamps.known_at}",
        f"{answer.rung}: {found.total} {found.unit}",
    )
    for each in answer.tables:
        say("", each.title)
        say_table(each)


COMMAND = Command(
    name="burden",
    group="Ask",
    run=burden,
    example=(
        "materiel burden --item patriot-fire-unit --receiver UKR --group NATO --group EU-27 \\\n"
        "  --year gdp=2024 --year population=2019\n"
        "materiel burden --case patriot --item patriot-fire-unit --html burden.html"
    ),
)
