"""``materiel explain``: why a need or floor is short, what would change it, what is due when."""

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common
from materiel.interfaces.cli.output import (
    UNIT_MONTH,
    amount,
    progress,
    say,
    say_json,
    table,
    wrapped,
)
from materiel.kernel.errors import InputError
from materiel.planning.plan import number

MOST = 6


def explain(
    plan: str = "",
    /,
    *,
    need: str = "",
    floor: str = "",
    backfill: str = "",
    calendar: bool = False,
    hand_overs: bool = False,
    levers: int = MOST,
    common: Common = PLAIN,
) -> int:
    """Say why a need stays unmet or late, or a floor is missed, and what would change it.

    Reasons are the smallest sets of rules that cannot hold beside the wish. Each lever is solved
    both ways; only differences between two plans are stated. Without a name every shortfall of
    the plan is explained, without levers.

    Args:
        plan: a plan by name; else the first of the case.
        need: a requirement by id.
        floor: a floor by id.
        backfill: a backfill obligation by id.
        calendar: what must be decided by when, and what a month of delay costs.
        hand_overs: with --calendar: hand-overs as well as options and consents.
        levers: how many levers are solved.
        common: the options of every command.
    """
    if sum(map(bool, (need, floor, backfill))) > 1:
        raise InputError("explain: name one of --need, --floor and --backfill")
    if hand_overs and not calendar:
        raise InputError("explain: --hand-overs has a meaning with --calendar only")
    if levers < 0:
        raise InputError(f"levers: found {levers}; accepted: 0, 1, 2, ...")
    kinds = ("option", "consent", *(("hand-over",) if hand_overs else ())) if calendar else ()
    with common.open() as workspace:
        answer = materiel.explain(
            workspace,
            plan,
            need=need,
            floor=floor,
            backfill=backfill,
            calendar_of=kinds,
            levers=levers,
            view=common.view,
            progress=progress,
        )
    if common.json:
        say_json(answer.as_dict())
    else:
        _show(answer, calendar=calendar)
    return GOOD if answer.impossible is None else FINDINGS


def _show(answer: "materiel.Explained", *, calendar: bool) -> None:
    say(f"plan {answer.plan}, as of {answer.stamps.as_of}, known at {answer.stamps.known_at}")
    if answer.impossible is not None:
        say(
            "", "no plan is possible: these rules cannot all hold, without any one of them they can"
        )
        _rules(answer.impossible)
        return
    for each in answer.subjects:
        _subject(each)
    if not answer.subjects and not calendar:
        say("", "no need is unmet, no floor is missed, no backfill is late")
    if calendar:
        say("", "what must be decided by when")
        if not answer.dues:
            say("nothing: every decision can wait for good")
        table(
            ("by", "decision", "which", "one month later", "who loses", "never", "last session"),
            [
                (
                    each.last,
                    each.kind,
                    each.name,
                    each.late,
                    ", ".join(each.lose),
                    each.never,
                    "; ".join(each.sessions),
                )
                for each in answer.dues
            ],
        )
    if answer.dues or any(each.total for each in answer.subjects):
        say("", UNIT_MONTH)


def _subject(each: "materiel.Subjected") -> None:
    shortfall = {"need": "unmet", "floor": "below it", "backfill": "late"}[each.kind]
    who = " and ".join(each.who)
    say("", f"{each.kind} {each.name} of {who}")
    if not each.total:
        say(f"nothing {shortfall} in any month")
        return
    say(f"{amount(number(each.total))} unit-months {shortfall}: {each.months}")
    for why in each.whys:
        say("", *wrapped(f"{why.months}, {amount(number(why.units))} {shortfall}: {why.says}", ""))
        _rules(why)
    if each.levers:
        say("", "what one step changes, each solved by itself")
        for line in each.levers:
            say(*wrapped(f"- {line.text}: {line.effect}", "  "))
            for detail in line.details:
                say(*wrapped(f"    {detail}", "      "))
            if line.back:
                mark = "one-sided; " if line.one_sided else ""
                say(*wrapped(f"    the other way: {mark}{line.back}", "      "))
    if each.idle:
        say(*wrapped(f"no difference: {'; '.join(each.idle)}", "  "))


def _rules(why: "materiel.Why") -> None:
    for rule in why.rules:
        cites = f" [{', '.join(rule.cites)}]" if rule.cites else ""
        say(*wrapped(f"- {rule.text}{cites}", "  "))
    if why.reliefs:
        say(*wrapped(f"  enough alone, the least first: {'; '.join(why.reliefs)}", "  "))


COMMAND = Command(
    name="explain",
    group="Plan",
    run=explain,
    example=(
        "materiel explain --need RQ-FU-1 --case coalition\n"
        "materiel explain --floor F-FU-XAL --case coalition\n"
        "materiel explain --calendar --case coalition"
    ),
)
