"""``materiel balance``: how many had come how far, and why not exactly."""

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common
from materiel.interfaces.cli.output import say, say_findings, say_json, table

HEADINGS = ("book", "from", "to", "holder", "item", "promise", "rung", "number", "unit")


def balance(
    *,
    giver: str = "",
    receiver: str = "",
    party: str = "",
    item: str = "",
    rung: str = "",
    book: str = "",
    commitment: tuple[str, ...] = (),
    less: str = "",
    each: bool = False,
    together: bool = False,
    common: Common = PLAIN,
) -> int:
    """Say how many had come how far, as of a day, as known on a day.

    A number that nobody stated is shown as bounds, with the reason. Without filters it shows
    promises, stock and money; planned acts stand apart, in --book plans.

    Args:
        giver: who gives, supplies or pays; a group means its members.
        receiver: who receives.
        party: on either side, or whose stock.
        item: an item, a family or a class; or a currency.
        rung: how far: pledged, approved, ordered, dispatched, received, operational, ceiling;
            or a place such as on-hand, or a stage of money such as paid.
        book: promises, stock, money or plans.
        commitment: the id of a promise; repeat it for several.
        less: a rung to take away: --rung pledged --less received is what is still open.
        each: one line for each promise.
        together: also count ceilings and requests together, nothing twice.
        common: the options of every command.
    """
    wanted = materiel.Wanted(giver, receiver, party, item, rung, book, commitment)
    with common.open() as workspace:
        answer = materiel.balance(
            workspace,
            wanted,
            view=common.view,
            less=less,
            each_promise=each,
            ceilings_and_requests=together,
        )
    if common.json:
        say_json(answer.as_dict())
    else:
        _show(answer, together=together)
    return GOOD if answer.good else FINDINGS


def _show(answer: "materiel.Balance", *, together: bool) -> None:
    stamps = answer.stamps
    say(f"{answer.case}, as of {stamps.as_of}, known at {stamps.known_at}", "")
    if not answer.lines:
        say("nothing on record")
    else:
        lines = [*answer.lines, *([answer.total] if answer.total else [])]
        several = len({line.key.book for line in lines}) > 1
        table(HEADINGS, [_row(line, several) for line in lines], right=(7,))
    if together:
        text = answer.together.text if answer.together else "nothing on record"
        say("", f"ceiling and requests together: {text}")
    shown = [*answer.lines, *([answer.together] if answer.together else [])]
    reasons = dict.fromkeys(f"{line.text}: {why}" for line in shown for why in line.reasons)
    if reasons:
        say("", *reasons)
    for line in answer.lines:
        say_findings(line.total.findings)
    if answer.disagreements:
        say("", "statements that disagree, or were judged together:")
    for each in answer.disagreements:
        say(f"  {each.judgement}, {each.relation}: {each.reason}")
        for name, text in each.claims:
            say(f"    {name}: {text}")


def _row(line: "materiel.Line", several_books: bool) -> tuple[str, ...]:
    key = line.key
    return (
        key.book if several_books else "",
        key.giver or ("all" if not key.party else ""),
        key.receiver,
        key.party,
        key.item,
        key.commitment,
        key.name,
        line.text,
        line.unit if key.book != "money" else "",
    )


COMMAND = Command(
    name="balance",
    group="Ask",
    run=balance,
    example=(
        "materiel balance --giver DEU --receiver UKR --item patriot-fire-unit --rung received \\\n"
        "  --as-of 2024-07-01 --case patriot"
    ),
)
