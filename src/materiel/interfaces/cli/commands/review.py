"""``materiel review``: what waits for a person, decided one by one or by a script."""

import sys
from collections.abc import Sequence
from typing import Annotated

from cyclopts import Parameter

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common, cells
from materiel.interfaces.cli.output import counted, say, say_findings, say_json, table
from materiel.interfaces.cli.recorded import say_recorded
from materiel.interfaces.cli.review_screen import review_on_terminal
from materiel.interfaces.cli.reviewing import (
    How,
    claim_text,
    effects,
    headline,
    relations_text,
    total_line,
)
from materiel.kernel.errors import InputError
from materiel.kernel.table import to_cells

MOST = 20
"""How many waiting decisions are listed unless told otherwise."""


def review(
    *changes: str,
    listed: Annotated[bool, Parameter(name="--list")] = False,
    totals: bool = False,
    show: str = "",
    accept: tuple[str, ...] = (),
    reject: tuple[str, ...] = (),
    relate: tuple[str, str, str] | None = None,
    edit: str = "",
    undo: str = "",
    draft: str = "",
    post: bool = False,
    yes: bool = False,
    reason: str = "",
    by: str = "",
    most: int = MOST,
    common: Common = PLAIN,
) -> int:
    """Decide what documents claim: accept, reject, edit or relate; every decision can be undone.

    On a terminal, without an option, it goes through what waits, the decision first that narrows
    the watched totals most. Elsewhere it lists what waits. A total is watched by a row of the
    table 'watched'. Claims are read as they are known now, whatever the case's date.

    Args:
        changes: column=value: with --edit for each cell of the reading that changes, with --draft
            for each cell that you state; promise.column=value for the promise.
        listed: list what waits.
        totals: the watched totals: what is accepted, and what it would be with all that waits.
        show: a claim in its paragraph, with what it may be the same as.
        accept: accept this claim; repeat it for several.
        reject: reject this claim; repeat it for several.
        relate: a claim, a relation, and another claim: same-event, part-of, possibly-part-of,
            distinct, updates or contradicts.
        edit: a claim, whose reading is corrected; what the source said stays.
        undo: withdraw this judgement.
        draft: the accepted cluster of this claim as rows of the ledger, with what is missing.
        post: with --draft: record the rows, once and after a confirmation.
        yes: with --post: do not ask.
        reason: why, for the record.
        by: who judges: a role, not a person's name; else reviewer.
        most: how many waiting decisions are listed.
        common: the options of every command.
    """
    common.refuse("review", ("as-of",), "claims are read at a day of knowledge")
    acts = {
        "--accept": accept,
        "--reject": reject,
        "--relate": relate,
        "--edit": edit,
        "--undo": undo,
    }
    views = {"--list": listed, "--totals": totals, "--show": show, "--draft": draft}
    asked = [name for name, value in (acts | views).items() if value]
    if len(asked) > 1:
        raise InputError(f"review: {' and '.join(asked)}: one at a time")
    if changes and not (edit or draft):
        raise InputError(f"review: found {changes[0]!r}; cells go with --edit or --draft CLAIM")
    if (post or yes) and not draft:
        raise InputError("review: --post and --yes go with --draft CLAIM")
    how = How(by, reason)
    with common.open() as workspace:
        if asked and asked[0] in acts:
            common.refuse("review", ("known-at",), "a judgement is known from today on")
            if relate is not None:
                return _judge(workspace, relate[:1], relate[1], relate[2], how, common)
            if accept or reject:
                word = "accept" if accept else "reject"
                return _judge(workspace, accept or reject, word, "", how, common)
            return _mend(workspace, edit, changes, undo, how, common)
        if draft:
            return _draft(workspace, draft, cells(changes), common, post=post, sure=yes)
        if not asked and not common.json and sys.stdin.isatty() and sys.stdout.isatty():
            return review_on_terminal(workspace, common, how)
        return _view(workspace, show, most, common, totals=totals)


def _view(
    workspace: "materiel.Workspace", show: str, most: int, common: Common, *, totals: bool
) -> int:
    """Print what stands and what waits."""
    with materiel.desk(workspace, common.view) as desk:
        if totals:
            return _totals(desk, common)
        return _show(workspace, desk, show, common) if show else _list(desk, most, common)


def _mend(
    workspace: "materiel.Workspace",
    edit: str,
    changes: Sequence[str],
    undo: str,
    how: How,
    common: Common,
) -> int:
    """Correct a reading, or withdraw a judgement.

    Raises:
        InputError: no cell of the reading is given.
    """
    if edit and not changes:
        raise InputError(
            f"review: --edit {edit} takes column=value for each cell that changes, as giver=DEU; "
            f"a reading that is right: --accept {edit}; one that is wrong altogether: "
            f"--reject {edit}; to read it: --show {edit}"
        )
    if undo:
        made = materiel.undo(workspace, undo, reason=how.reason, case=common.case)
    else:
        made = materiel.edit_claim(workspace, edit, cells(changes), case=common.case)
    totals = _totals_now(workspace, common)
    if common.json:
        say_json({**made.as_dict(), "totals": [each.as_dict() for each in totals]})
        return GOOD
    say_recorded(made, common)
    say(*map(total_line, totals))
    return GOOD


def _totals_now(workspace: "materiel.Workspace", common: Common) -> "list[materiel.Total]":
    with materiel.desk(workspace, materiel.View(common.case)) as desk:
        return desk.totals()


def _judge(
    workspace: "materiel.Workspace",
    left: Sequence[str],
    relation: str,
    right: str,
    how: How,
    common: Common,
) -> int:
    made = materiel.judge(
        workspace, left, relation, right, by=how.by, reason=how.reason, case=common.case
    )
    totals = _totals_now(workspace, common)
    if common.json:
        say_json({**made.as_dict(), "totals": [each.as_dict() for each in totals]})
        return GOOD
    what = " ".join((", ".join(dict.fromkeys(left)), relation, right)).strip()
    say(f"{made.judgement}: {what}" + ("" if made.new else " (stood already)"))
    say_findings(made.recorded.findings if made.recorded else ())
    say(*map(total_line, totals))
    return GOOD


def _draft(
    workspace: "materiel.Workspace",
    claim: str,
    stated: dict[str, str],
    common: Common,
    *,
    post: bool,
    sure: bool,
) -> int:
    """Print the rows of a cluster, and record them when a person says so."""
    common.refuse("review", ("known-at",), "a draft is made of what is known today")
    made = materiel.draft(workspace, claim, stated, case=common.case)
    if common.json and not post:
        say_json(made.as_dict())
    elif not common.json:
        for name, row in (("commitments", made.promise), ("events", made.event)):
            if row:
                say(name, *(f"  {column}={value}" for column, value in row.items()))
        say(*(f"to be stated: {column}: {why}" for column, why in made.missing.items()))
        say(*made.said)
        if made.posted:
            say(f"posted already, as {made.posted}")
    if not post:
        return FINDINGS if made.missing or made.posted else GOOD
    if not sure and not (made.missing or made.posted):
        _confirm()
    done = materiel.post_draft(workspace, claim, stated, case=common.case)
    if common.json:
        say_json([each.as_dict() for each in done])
    else:
        for each in done:
            say_recorded(each, common)
    return GOOD


def _confirm() -> None:
    """Go on when a person at a terminal says yes.

    Raises:
        InputError: nobody is there to ask, or the answer is no.
    """
    if not sys.stdin.isatty():
        raise InputError("review: --post asks a person; --yes posts without asking")
    sys.stdout.write("record these rows? [y/n] ")
    sys.stdout.flush()
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise InputError("review: nothing is recorded")


def _list(desk: "materiel.Desk", most: int, common: Common) -> int:
    waiting = desk.queue()
    if common.json:
        say_json(
            {
                "case": desk.case,
                "claims": len(desk.reviewed.waiting),
                "relations": len(desk.reviewed.open),
                "waiting": [each.as_dict() for each in waiting[:most]],
            }
        )
        return GOOD
    for each in waiting[:most]:
        say(headline(desk, each))
        say(*(f"  {line}" for line in effects(each)))
    claims, relations = len(desk.reviewed.waiting), len(desk.reviewed.open)
    say(f"{counted(claims, 'claim')} and {counted(relations, 'relation')} wait in {desk.case}")
    if len(waiting) > most:
        say(f"the first {most} are shown; --most {len(waiting)} shows all")
    return GOOD


def _show(workspace: "materiel.Workspace", desk: "materiel.Desk", name: str, common: Common) -> int:
    passage = materiel.passage_of(workspace, desk, name)
    around = desk.about(name)
    if common.json:
        claim = desk.claim(name)
        say_json(
            {
                "claim": desk.name(name),
                "version": claim.id,
                "state": desk.reviewed.states[desk.name(name)],
                "judgement": desk.reviewed.judged.get(desk.name(name), ""),
                "passage": passage.as_dict() if passage else None,
                "reading": {name: text for name, text in to_cells(claim).items() if text},
                "waiting": [each.as_dict() for each in around],
            }
        )
        return GOOD
    say(*claim_text(desk, name, passage))
    for each in around:
        if each.decision.link is None:
            say(*(f"  {line}" for line in effects(each)))
    say(*relations_text(desk, name, around))
    return GOOD


def _totals(desk: "materiel.Desk", common: Common) -> int:
    totals = desk.totals()
    code = FINDINGS if any(each.findings for each in totals) else GOOD
    if common.json:
        say_json([each.as_dict() for each in totals])
        return code
    if not totals:
        say("no total is watched; add a row of the table 'watched'")
        return GOOD
    table(
        ("total", "what", "unit", "accepted", "with all that waits", "statements"),
        [
            (
                each.watched.id,
                each.watched.title,
                each.watched.unit,
                str(each.accepted),
                str(each.with_waiting),
                str(sum(len(one.names) for one in each.clusters)),
            )
            for each in totals
        ],
        right=range(3, 6),
    )
    for each in totals:
        for cluster in each.clusters:
            inside = f", inside {cluster.inside}" if cluster.inside else ""
            say(f"  {each.watched.id}: {cluster.bounds}{inside}: {', '.join(cluster.names)}")
        say_findings(each.findings)
    return code


COMMAND = Command(
    name="review",
    group="Record",
    run=review,
    example=(
        "materiel review\n"
        "materiel review --list\n"
        "materiel review --relate d-51b0.1 same-event d-77aa.2 --reason 'told twice'\n"
        "materiel review --edit d-51b0.1 low=30 high=30\n"
        "materiel review --draft d-51b0.1 commitment=c1 --post"
    ),
)
