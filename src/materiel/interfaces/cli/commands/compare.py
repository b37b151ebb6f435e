"""``materiel compare``: what would change under scenarios, and what was open on a past day."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common, day
from materiel.interfaces.cli.output import (
    UNIT_MONTH,
    amount,
    counted,
    progress,
    say,
    say_json,
    table,
    wrapped,
)
from materiel.interfaces.cli.tables import say_table
from materiel.kernel.errors import InputError
from materiel.planning.plan import number
from materiel.reports.table import shown


def compare(
    *files: Path,
    change: tuple[str, ...] = (),
    plan: str = "",
    draw: Path | None = None,
    backtest: tuple[str, ...] = (),
    less: tuple[int, ...] = (),
    common: Common = PLAIN,
) -> int:
    """Plan a case under scenarios, as near to its plan as can be, and show the differences.

    A scenario is a small TOML or CSV file of changes. With --backtest the case is planned as
    known on past days instead: what was open, what each decision was worth, what happened.

    Args:
        files: scenarios.
        change: one change as text, such as "slip components/K-SEEKER 1"; repeat it for several
            scenarios.
        plan: which plan of the case; else the first.
        draw: write a page with charts of every need, floor and backfill.
        backtest: a past day, YYYY-MM-DD; repeat it for several.
        less: with --backtest: units below the holding of the day that a floor lies; else 0, 1, 2.
        common: the options of every command.
    """
    if backtest:
        if files or change or plan or draw:
            raise InputError("compare: --backtest takes no scenario, --plan or --draw")
        common.refuse("compare", ("as-of", "known-at"), "--backtest names the days")
        return _backtest(backtest, less, common)
    if less:
        raise InputError("compare: --less has a meaning with --backtest only")
    with common.open() as workspace:
        answer = materiel.compare(
            workspace, files, change, plan=plan, draw=draw, view=common.view, progress=progress
        )
    if common.json:
        say_json(answer.as_dict())
    else:
        for each in answer.compared:
            _show(answer.plan, each)
        if any(each.difference is not None for each in answer.compared):
            say(UNIT_MONTH)
        if draw is not None:
            say("", f"wrote {draw}")
    return FINDINGS if any(each.impossible for each in answer.compared) else GOOD


def _show(plan: str, each: "materiel.Compared") -> None:
    say(f"{each.scenario.title}: {'; '.join(c.in_words() for c in each.scenario.changes)}")
    found = each.difference
    if found is None or each.effects is None:
        say(f"no plan of {plan} is left; these rules cannot all hold:")
        for text in each.impossible:
            say(*wrapped(f"- {text}", "  "))
        enough = f"enough alone, the least first: {'; '.join(each.enough)}"
        none = "no single change of a lever within its reach is enough alone"
        say(*wrapped(f"  {enough if each.enough else none}", "  "))
        say("")
        return
    proven = "" if found.proven else ", not proven to the last unit"
    say(f"{found.in_words()}{proven}; {_acts(len(found.acts))}; {each.seconds:.1f} s", "")
    say_table(each.effects)
    rest = [line for line in each.changes if line.what not in ("objective", "unmet")]
    if rest:
        say("")
        table(
            ("what", "which", "before", "after"),
            [
                (line.what, line.name, amount(number(line.before)), amount(number(line.after)))
                for line in rest
            ],
            right=(2, 3),
        )
    say("")


def _acts(count: int) -> str:
    return f"{counted(count, 'act')} {'differs' if count == 1 else 'differ'}"


def _backtest(days: tuple[str, ...], less: tuple[int, ...], common: Common) -> int:
    dates = [found for each in days if (found := day(each, "--backtest"))]
    sweep = {"less": less} if less else {}
    with common.open() as workspace:
        answer = materiel.backtest(workspace, dates, view=common.view, progress=progress, **sweep)
    if common.json:
        say_json(answer.as_dict())
        return GOOD
    say("assumed:", *(f"- {text}" for text in answer.assumed))
    for past in answer.days:
        say("", f"{past.day}")
        say(*wrapped(f"requests on record: {'; '.join(past.requests) or 'none'}", "  "))
        say(*wrapped(f"no holding on record: {', '.join(past.silent) or 'nobody'}", "  "))
        table(
            ("holdings", "less", "giver", "held", "open", "from", "worth", "a month costs"),
            [
                (
                    plan.reading,
                    str(plan.less),
                    line.giver,
                    str(line.held),
                    str(line.units),
                    line.first,
                    amount(number(line.worth)),
                    amount(number(line.month)),
                )
                for plan in past.plans
                for line in plan.decisions
            ],
            right=(1, 3, 4, 6, 7),
        )
        say("", f"handed over by {past.day}, and by {answer.today}, as known now:")
        table(
            ("giver", "by the day", "by now"),
            [(line.giver, shown(line.by_day), shown(line.by_now)) for line in past.happened],
        )
    say("", f"worth, and what a month costs, in unit-months: {UNIT_MONTH}")
    return GOOD


COMMAND = Command(
    name="compare",
    group="Plan",
    run=compare,
    example=(
        'materiel compare --change "slip components/K-SEEKER 1" --case coalition\n'
        "materiel compare halved-budget.toml --draw compare.html --case coalition\n"
        "materiel compare --backtest 2024-06-01 --backtest 2024-12-31 --case patriot"
    ),
)
