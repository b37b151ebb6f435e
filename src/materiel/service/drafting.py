"""An accepted cluster of claims as rows of the ledger: drafted, completed by a person, posted once.

A draft decides nothing that the claims leave open: what is missing is named, and a quantity is
the bounds that the cluster leaves (DESIGN §4.9).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from materiel.evidence.claims import Claim
from materiel.evidence.clusters import Counting, Statement
from materiel.evidence.documents import Document
from materiel.evidence.passed_over import passed_over
from materiel.evidence.whom import strangers, told
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import ConflictError, InputError, UnknownNameError, some
from materiel.kernel.period import FIRST_DAY, LAST_DAY, Period
from materiel.kernel.stamps import Stamps
from materiel.kernel.table import SEPARATOR, Row, columns, from_cells
from materiel.ledger.rows import Commitment, Event
from materiel.service.clock import now as clock_now
from materiel.service.passages import passage_of
from materiel.service.promising import PROMISE, filled, free_id, place_of, promise_cells
from materiel.service.recording import Recorded, record_row
from materiel.service.reviewing import Desk
from materiel.service.workspace import Workspace
from materiel.store.reading import Reader
from materiel.vocabulary.vocabulary import Vocabulary

LEDGER: Final[Mapping[tuple[str, str], str]] = {
    ("pledge", "announced"): "pledged",
    ("pledge", "approved"): "pledged",
    ("order", "contracted"): "ordered",
    ("delivery", "delivered"): "handed-over",
    ("request", "requested"): "requested",
    ("approval", "approved"): "approved",
}
"""Event and status of the guidelines that mean one ledger event; others are left to a person."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The rows that a cluster would become.

    Attributes:
        names: the claims of the cluster.
        bounds: the quantity that they leave; None when none states one.
        promise: cells of the commitment; empty when the event names one that stands.
        event: cells of the event.
        missing: what a person has to state, by column, and why.
        said: what was left open, and why.
        posted: id of the event in which the cluster is posted already; empty for none.
    """

    names: tuple[str, ...]
    bounds: Bounds | None
    promise: Mapping[str, str]
    event: Mapping[str, str]
    missing: Mapping[str, str]
    said: tuple[str, ...]
    posted: str

    def as_dict(self) -> dict[str, Any]:
        """The draft as JSON."""
        return {
            "claims": list(self.names),
            "bounds": self.bounds.as_dict() if self.bounds else None,
            "promise": dict(self.promise),
            "event": dict(self.event),
            "missing": dict(self.missing),
            "said": list(self.said),
            "posted": self.posted,
        }


def draft(
    workspace: Workspace, claim: str, cells: Mapping[str, str] | None = None, *, case: str = ""
) -> Draft:
    """Draft the cluster of an accepted claim.

    Args:
        workspace: where the claim is.
        claim: any claim of the cluster.
        cells: what a person states: columns of the event, and with ``promise.`` before them those
            of the promise. With ``commitment`` the event goes to a promise that stands.
        case: which case.

    Raises:
        UnknownNameError: no such claim or column.
        InputError: the claim is not accepted.
    """
    name = workspace.case(case)
    with workspace.database.reading() as connection:
        reader = Reader(connection, name, Stamps(LAST_DAY, LAST_DAY))
        return _drafted(workspace, reader, claim, cells or {})


def post_draft(
    workspace: Workspace,
    claim: str,
    cells: Mapping[str, str] | None = None,
    *,
    case: str = "",
    now: datetime | None = None,
) -> tuple[Recorded, ...]:
    """Record what ``draft`` gives, all of it or nothing, and each cluster once.

    Raises:
        InputError: something is missing; says what.
        ConflictError: the cluster is posted already.
        UnknownNameError, FindingsError: as in ``add_entry``.
    """
    name, moment, actor = workspace.case(case), now or clock_now(), workspace.actor
    with workspace.database.writing() as connection:
        reader = Reader(connection, name, Stamps(LAST_DAY, LAST_DAY))
        made = _drafted(workspace, reader, claim, cells or {})
        if made.posted:
            raise ConflictError(f"{', '.join(made.names)}: posted already, as {made.posted}")
        if made.missing:
            lacks = "; ".join(f"{column}: {why}" for column, why in made.missing.items())
            raise InputError(f"{claim}: to be stated: {lacks}")
        todo: list[tuple[type[Row], Mapping[str, str]]] = [(Event, made.event)]
        if made.promise:
            todo.insert(0, (Commitment, made.promise))
        done = []
        for kind, mine in todo:
            row = from_cells(kind, mine)
            done.append(record_row(connection, actor, name, row, moment, "", row.known_on))
        return tuple(done)


def _drafted(workspace: Workspace, reader: Reader, claim: str, cells: Mapping[str, str]) -> Draft:
    table = Desk(reader)
    root = table.name(claim)
    if table.reviewed.states[root] != "accepted":
        raise InputError(f"{root} is {table.reviewed.states[root]}: accept it first")
    names, bounds = _cluster(table, root)
    claims = [table.reviewed.claims[name] for name in names]
    own = {key: text for key, text in cells.items() if not key.startswith(PROMISE)}
    promised = {
        key.removeprefix(PROMISE): text for key, text in cells.items() if key.startswith(PROMISE)
    }
    missing: dict[str, str] = {}
    said: list[str] = []
    promise: dict[str, str] = {}
    first = table.reviewed.claims[root]
    words = reader.book.vocabulary
    _refuse_cells(Event, own, "", words)
    _refuse_cells(Commitment, promised, PROMISE, words)
    if not own.get("commitment"):
        promise = promise_cells(first, root, words, missing) | promised
        for column in promised:
            missing.pop(f"{PROMISE}{column}", None)
    event = _event(table, first, root, claims, bounds, missing, said) | own
    said += _strangers(claims, words)
    said += _passed_over(workspace, table, names, words)
    posted = _posted(reader, table, names)
    commitment = own.get("commitment") or promise["id"]
    if not posted:
        event["id"] = own.get("id") or free_id(reader, event["id"])
    if promise and not posted and "id" not in promised:
        commitment, stands = place_of(reader, promise, promised, said)
        promise = {} if stands else promise | {"id": commitment}
        if stands:
            missing = {name: why for name, why in missing.items() if not name.startswith(PROMISE)}
    event["commitment"] = commitment
    for column in own:
        missing.pop(column, None)
    return Draft(names, bounds, filled(promise), filled(event), missing, tuple(said), posted)


def _refuse_cells(
    kind: type[Row], cells: Mapping[str, str], prefix: str, words: Vocabulary
) -> None:
    """Refuse what cannot stand in a row of the table, before anybody takes the draft for good."""
    known = {each.name: each for each in columns(kind)}
    for name, text in cells.items():
        if name not in known:
            raise UnknownNameError("column", name, list(known), f"table {kind.TABLE}", listed=True)
        if not text:
            continue
        try:
            known[name].read(text)
            sort = name if (kind, name) == (Event, "event") else known[name].kind.name
            if sort in _NAMES:
                _NAMES[sort](words, text)
        except UnknownNameError as problem:
            names = problem.known if known[name].kind.name == "text" else ()
            hint = (
                ""
                if problem.near
                else f"; accepted: {some(names) if names else known[name].accepted}"
            )
            raise InputError(f"{prefix}{name}: {problem}{hint}") from None
        except InputError as problem:
            raise InputError(f"{prefix}{name}: {problem}") from None


_NAMES: Final[Mapping[str, Callable[[Vocabulary, str], object]]] = {
    "party": lambda words, name: words.party(name),
    "item": lambda words, name: words.item(name),
    "event": lambda words, name: words.event(name),
}
"""Sort of a cell that holds a name, to its look-up."""


def _cluster(table: Desk, root: str) -> tuple[tuple[str, ...], Bounds | None]:
    """The accepted claims of one event with a claim, and what those of its unit leave."""
    reviewed = table.reviewed
    standing = [name for name, state in reviewed.states.items() if state == "accepted"]
    unit = reviewed.claims[root].unit
    stated = [
        Statement(name, bounds)
        for name in standing
        if reviewed.claims[name].unit == unit
        and reviewed.claims[name].stance in ("asserted", "reported")
        and (bounds := reviewed.claims[name].bounds) is not None
    ]
    links = [link for link, _ in reviewed.decided if not link.open]
    ends = {end for link in links for end in (link.left, link.right)}
    counting = Counting(stated, links, sorted(ends | {root}))
    world = counting.world(())
    group = next(each for each in world.groups if root in each)
    names = tuple(name for name in group if reviewed.states[name] == "accepted")
    return names, world.bounds.get(group[0])


def _strangers(claims: Sequence[Claim], words: Vocabulary) -> Iterator[str]:
    """Parties that the claims name and nobody knows: they are in no cell of the draft."""
    for claim in claims:
        for column, problem in strangers(claim, words):
            yield f"party not known: {told(problem)}, {column} of {claim.id}"


def _passed_over(
    workspace: Workspace, table: Desk, names: Sequence[str], words: Vocabulary
) -> Iterator[str]:
    """Names that stand where a party would, and that the reader of the passage did not know."""
    for name in names:
        passage = passage_of(workspace, table, name)
        for problem in passed_over(passage.sentence, words) if passage else ():
            yield f"party not known: {told(problem)}, in the passage of {name}"


def _event(
    table: Desk,
    claim: Claim,
    root: str,
    claims: Sequence[Claim],
    bounds: Bounds | None,
    missing: dict[str, str],
    said: list[str],
) -> dict[str, str]:
    """Cells of the event."""
    event = LEDGER.get((claim.event_kind, claim.status), "")
    if not event:
        found = f"{claim.event_kind}, {claim.status or 'status not stated'}"
        missing["event"] = f"a ledger event; the source's is {found}"
    cells = {
        "id": f"e/{root}",
        "event": event,
        "sources": f"{SEPARATOR} ".join(each.id for each in claims),
        "wording": next((each.wording for each in claims if each.wording), ""),
    }
    cells |= _quantity(table, claims, bounds, said)
    documents = [each for each in map(table.document, claims) if each is not None]
    when = list(dict.fromkeys(str(each.when) for each in claims if each.when is not None))
    days = [each.published for each in documents if each.published.end != LAST_DAY]
    if len(when) == 1:
        cells["valid"] = when[0]
    elif when:
        missing["valid"] = f"the claims state {' and '.join(when)}"
    elif days:
        last = min(day.end for day in days)
        cells["valid"] = str(Period(FIRST_DAY, last, "range"))
        said.append("valid: no day is stated; it happened by the day of the first report")
    else:
        missing["valid"] = "no claim states a day, and no document"
    return cells


def _quantity(
    table: Desk, claims: Sequence[Claim], bounds: Bounds | None, said: list[str]
) -> dict[str, str]:
    if bounds is None:
        said.append("low, high: no claim states a number")
        return {}
    low = str(bounds.low) if bounds.low_known else ""
    if low and bounds.low and all(_weak(table.document(each)) for each in claims):
        # DESIGN §5.6: a low-grade source is never a figure's only support.
        said.append(f"low: {low} rests on weak sources alone, and is left open")
        low = ""
    return {"low": low, "high": "" if bounds.high is None else str(bounds.high)}


def _weak(document: Document | None) -> bool:
    return document is None or document.weak


def _posted(reader: Reader, table: Desk, names: Sequence[str]) -> str:
    """The event that cites a claim of the cluster and still says something."""
    return next(_citing(reader.rows(Event), table, {*names}), "")


def _citing(events: Sequence[Event], table: Desk, names: set[str]) -> Iterator[str]:
    for row in events:
        void = (row.low, row.high) == (0, 0)
        if not void and any(table.roots.get(each, each) in names for each in row.sources):
            yield row.id
