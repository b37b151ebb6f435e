"""``materiel match``: which offers meet which needs of the lists in force."""

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common, Whole
from materiel.interfaces.cli.output import counted, progress, say, say_findings, say_json
from materiel.interfaces.cli.tables import say_table


def match(
    *,
    party: tuple[str, ...] = (),
    item: tuple[str, ...] = (),
    late_days: Whole = 0,
    accept: str = "",
    name: str = "",
    request: str = "",
    common: Common = PLAIN,
) -> int:
    """Match the needs of the lists in force with what is offered, whole bundles only.

    The version of a need list in force on --as-of counts. What is matched is a proposal, proven
    to be the best by priority and replayed; it is entered only with --accept.

    Args:
        party: whose needs; repeat it for several; else everybody's.
        item: an item or a family; repeat it for several; else all.
        late_days: how many days after its due day a need still takes something.
        accept: the proposal to record as planned, by the name that the answer told.
        name: the id under which accepted hand-overs shall stand; else match- and the proposal.
        request: an id of yours for this write; the same id again answers as the first time.
        common: the options of every command.
    """
    asked = materiel.Asked(party, item, late_days)
    with common.open() as workspace:
        if accept:
            done = materiel.accept_match(
                workspace, accept, asked, view=common.view, name=name, request=request
            )
            if common.json:
                say_json(done.as_dict())
            else:
                acts = counted(len(done.new), "act")
                say(f"plan {done.plan}: {acts} recorded as planned, {done.same:,} as before")
            return GOOD
        answer = materiel.match_needs(workspace, asked, view=common.view, progress=progress)
    if common.json:
        say_json(answer.as_dict())
        return GOOD
    stamps = answer.stamps
    say(
        f"{answer.case}, as of {stamps.as_of}, known at {stamps.known_at}",
        f"proposal {answer.fingerprint}: proven and replayed; "
        f"enter it with --accept {answer.fingerprint}",
    )
    for each in answer.tables:
        say("", each.title)
        say_table(each)
    if answer.notes:
        say("")
    say_findings(answer.notes)
    return GOOD


COMMAND = Command(
    name="match",
    group="Plan",
    run=match,
    example=(
        "materiel match --case offers-and-needs\n"
        "materiel match --case offers-and-needs --party XTR --late-days 60"
    ),
)
