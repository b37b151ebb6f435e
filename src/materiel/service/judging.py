"""Judgements of a person about claims: made, refused where they cannot hold, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from materiel.evidence.claims import Claim
from materiel.evidence.clusters import Link
from materiel.evidence.entering import paraphrase_of
from materiel.evidence.judgements import Judgement
from materiel.evidence.reviewed import LINKING, VERDICTS, clashing
from materiel.evidence.whom import WHO, listed, unknown
from materiel.kernel.errors import ConflictError, InputError, UnknownNameError
from materiel.kernel.period import LAST_DAY
from materiel.kernel.stamps import Stamps
from materiel.kernel.table import columns, from_cells, to_cells
from materiel.service.clock import now as clock_now
from materiel.service.recording import Recorded, correct_entry, record_row
from materiel.service.reviewing import Desk
from materiel.service.stored import chain_of, newest_of, stored_entries
from materiel.service.workspace import Workspace
from materiel.store.entries import row_of
from materiel.store.reading import Reader

ORIGINAL: Final = ("document", "place", "event", "wording", "start", "end", "read_by", "paraphrase")
"""Cells of a claim that an edit of its reading leaves as they are: what the source said, and who
read it first."""
EDITED: Final = tuple(
    each.name
    for each in columns(Claim)
    if each.name not in (*ORIGINAL, "id", "known_on", "supersedes")
)
"""Cells of a claim that are our reading of it."""
BY, REASON = "reviewer", "reviewed"


@dataclass(frozen=True, slots=True)
class Judged:
    """What was decided.

    Attributes:
        judgement: its id in the record.
        new: False when somebody had decided the same before.
        recorded: the entry; None when nothing was written.
    """

    judgement: str
    new: bool
    recorded: Recorded | None

    def as_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "judgement": self.judgement,
            "new": self.new,
            "recorded": self.recorded.as_dict() if self.recorded else None,
        }


def judge(
    workspace: Workspace,
    left: Sequence[str],
    relation: str,
    right: str = "",
    *,
    by: str = "",
    reason: str = "",
    case: str = "",
    now: datetime | None = None,
) -> Judged:
    """Accept or reject claims, or relate them to another; the same again is a no-op.

    Args:
        workspace: where the claims are.
        left: ids of claims.
        relation: ``accept``, ``reject``, or a relation between two claims.
        right: the claim that they are related to.
        by: who judges: a role; empty: reviewer.
        reason: why; empty: reviewed.
        case: which case.
        now: the recording time; None: now.

    Raises:
        InputError: a relation that is none, a missing end, or a claim related to itself.
        UnknownNameError: no such claim.
        ConflictError: it cannot hold beside the judgements that the text names.
    """
    if relation not in VERDICTS and relation not in LINKING:
        accepted = ", ".join((*VERDICTS, *LINKING))
        raise InputError(f"relation: found {relation!r}; accepted: {accepted}")
    if relation in VERDICTS and (right or not left):
        raise InputError(f"{relation}: one or several claims, and no other")
    if relation in LINKING and not (left and right):
        raise InputError(f"{relation}: a claim, and the one that it is related to")
    moment, name = now or clock_now(), workspace.case(case)
    with workspace.database.writing() as connection:
        reader = Reader(connection, name, Stamps(LAST_DAY, LAST_DAY))
        table = Desk(reader)
        lefts = tuple(dict.fromkeys(table.name(each) for each in left))
        other = table.name(right) if right else ""
        standing = (
            _refuse_verdict(table, lefts, relation)
            if relation in VERDICTS
            else _refuse_links(table, lefts, relation, other)
        )
        if standing:
            return Judged(standing, new=False, recorded=None)
        row = Judgement(
            id=_free_id(connection, name, len(table.judgements)),
            left=lefts,
            relation=relation,
            right=other,
            by=by or BY,
            reason=reason or REASON,
        )
        recorded = record_row(connection, workspace.actor, name, row, moment, "", None)
    return Judged(row.id, new=True, recorded=recorded)


def _refuse_verdict(table: Desk, names: Sequence[str], relation: str) -> str:
    """The judgement that says the same already; empty when there is something to decide."""
    reviewed = table.reviewed
    for name in names:
        by = reviewed.judged.get(name)
        if by and reviewed.states[name] != VERDICTS[relation]:
            raise ConflictError(
                f"{name} is {reviewed.states[name]} by {by}; undo {by}, then {relation} it"
            )
    same = {reviewed.judged.get(name, "") for name in names}
    return same.pop() if len(same) == 1 else ""


def _refuse_links(table: Desk, lefts: Sequence[str], relation: str, right: str) -> str:
    """As ``_refuse_verdict``, for relations."""
    reviewed = table.reviewed
    new: list[Link] = []
    same = set()
    for name in lefts:
        if name == right:
            raise InputError(f"{name!r} cannot be related to itself")
        for end in (name, right):
            if reviewed.states[end] == "rejected":
                by = reviewed.judged[end]
                raise ConflictError(f"{end} is rejected by {by}; undo {by}, then relate it")
        link = Link(name, right, relation, decided=True)  # type: ignore[arg-type]
        stands = reviewed.between(name, right)
        if stands is None:
            same.add("")
            new.append(link)
        elif stands[0] == link or (relation in _EITHER_WAY and stands[0].relation == relation):
            same.add(stands[1])
        else:
            raise ConflictError(
                f"{stands[0].left} {stands[0].relation} {stands[0].right} by {stands[1]}; "
                f"undo {stands[1]}, then relate them anew"
            )
    if others := clashing(reviewed, new):
        words = " and ".join(f"{each.left} {each.relation} {each.right}" for each in new)
        told = ", ".join(_told(table, each) for each in others)
        raise ConflictError(f"{words} cannot hold beside {told}; undo one of them first")
    return same.pop() if len(same) == 1 else ""


_EITHER_WAY: Final = ("same-event", "contradicts", "distinct")


def _told(table: Desk, name: str) -> str:
    row = table.judgements[name]
    return f"{name} ({', '.join(row.left)} {row.relation} {row.right})"


def _free_id(connection: Connection, case: str, count: int) -> str:
    """``j7`` for the seventh judgement, or the next one that is free."""
    number = count + 1
    while stored_entries(connection, case, [f"j{number}"]):
        number += 1
    return f"j{number}"


def undo(
    workspace: Workspace,
    judgement: str,
    *,
    reason: str = "",
    case: str = "",
    now: datetime | None = None,
) -> Recorded:
    """Withdraw a judgement; that it stood, until when, and who withdrew it stays readable.

    Raises:
        UnknownNameError: no such judgement.
        InputError: the id is no judgement's, or it is withdrawn already.
    """
    name = workspace.case(case)
    newest = _newest(workspace, name, judgement, Judgement)
    if newest.relation == "withdrawn":
        raise InputError(f"{judgement} is withdrawn already, by {newest.id}")
    cells = {"reason": reason} if reason else {}
    return correct_entry(workspace, newest.id, cells, void=True, case=name, now=now)


def edit_claim(
    workspace: Workspace,
    claim: str,
    changes: Mapping[str, str],
    *,
    known_on: date | None = None,
    case: str = "",
    now: datetime | None = None,
) -> Recorded:
    """Correct how a claim was read; its passage and the source's own words stay.

    Args:
        workspace: where it is.
        claim: id of any version of the claim.
        changes: column to new text.
        known_on: since when the correction is known; None: the recording day.
        case: which case.
        now: the recording time; None: now.

    Raises:
        InputError: a change of what the source said, a cell that cannot be read, a party that
            nobody knows, or nothing is changed.
        UnknownNameError: no such claim or column.
    """
    for name in changes:
        if name in ORIGINAL:
            raise InputError(
                f"{name}: what the source said stays as it is; reject the claim, and add another; "
                f"accepted: {', '.join(EDITED)}"
            )
        if name not in EDITED:
            raise UnknownNameError("column", name, EDITED, "table claims", listed=True)
    case = workspace.case(case)
    newest = _newest(workspace, case, claim, Claim)
    if not changes:
        raise InputError(
            f"{claim}: no cell is given; accepted: column=value, of {', '.join(EDITED)}; a reading "
            "that is right is accepted as it stands"
        )
    stands = to_cells(newest)
    if all(stands[name] == text for name, text in changes.items()):
        told = ", ".join(f"{name}={text}" for name, text in changes.items())
        raise InputError(f"{newest.id}: nothing is changed, it says {told} already")
    _refuse_strangers(workspace, case, changes)
    wanted, edited = dict(changes), _edited(newest, changes)
    if newest.read_by and newest.paraphrase == paraphrase_of(newest):
        # What a reader said in our words follows from the cells; what a person wrote stays.
        wanted["paraphrase"] = paraphrase_of(edited)
    return correct_entry(workspace, newest.id, wanted, known_on=known_on, case=case, now=now)


def _edited(claim: Claim, changes: Mapping[str, str]) -> Claim:
    """The claim with its changes, before anything is written."""
    try:
        row = from_cells(Claim, to_cells(claim) | dict(changes))
    except InputError as problem:
        raise InputError(f"claims: {problem}") from None
    assert isinstance(row, Claim)
    if row.low is not None and row.high is not None and row.low > row.high:
        raise InputError(
            f"{claim.id}: low={row.low} is above high={row.high}; accepted: both in one edit, as "
            f"low={row.low} high={row.low}"
        )
    return row


def _refuse_strangers(workspace: Workspace, case: str, changes: Mapping[str, str]) -> None:
    """Refuse a party that nobody knows: a draft could only leave it out."""
    with workspace.database.reading() as connection:
        words = Reader(connection, case, Stamps(LAST_DAY, LAST_DAY)).book.vocabulary
    for column in WHO:
        for name in listed(changes.get(column, "")):
            if (problem := unknown(name, words)) is not None:
                raise InputError(
                    f"{column}: {problem}; accepted: codes or names of parties, separated by ;; "
                    "one that is missing goes in with 'materiel add parties'"
                )


def _newest(workspace: Workspace, case: str, name: str, kind: type[Any]) -> Any:
    """The newest version of an entry of one table."""
    with workspace.database.reading() as connection:
        chain = chain_of(connection, case, name)
        if not chain or chain[-1].kind != kind.TABLE:
            reader = Reader(connection, case, Stamps(LAST_DAY, LAST_DAY))
            known = [row.id for row in reader.rows(kind)]
            raise UnknownNameError(kind.TABLE.removesuffix("s"), name, known, listed=True)
        newest = newest_of(chain)
        assert newest is not None
        return row_of(kind, newest)
