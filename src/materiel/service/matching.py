"""The match: needs of the lists in force against offers, as a proposal that a person may accept."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from materiel.kernel.canonical import canonical
from materiel.kernel.errors import RefusedActError
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period
from materiel.kernel.stamps import Stamps
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Planned
from materiel.optimise.memory import Memory
from materiel.planning.matching.reasons import Reason, Reasons
from materiel.planning.matching.solve import Match, match
from materiel.reports.matched import Matched, explained, match_tables
from materiel.reports.reading import Reading
from materiel.reports.table import Table
from materiel.scenarios.matching import Asked, Paired, pair
from materiel.service.acceptance import Accepted
from materiel.service.clock import now as clock_now
from materiel.service.progress import Progress, quiet
from materiel.service.snapshots import snapshot_of
from materiel.service.workspace import HERE, View, Workspace, case_row
from materiel.store.reading import Reader
from materiel.store.writing import append

CHECK = "match"
SHORT = 10
"""Letters of a fingerprint: enough to tell two proposals of one case apart."""


@dataclass(frozen=True, slots=True)
class MatchAnswer:
    """A match of a case.

    Attributes:
        case: the id of the case.
        stamps: where the reader stands; nothing is handed over before ``as_of``.
        fingerprint: tells this proposal from every other one; accepting names it.
        matched: the match with its reasons.
        notes: rows that are no part of it or read with care, and what was accepted before.
        tables: the same as tables that cite.
    """

    case: str
    stamps: Stamps
    fingerprint: str
    matched: Matched
    notes: tuple[Finding, ...]
    tables: tuple[Table, ...]

    def as_dict(self) -> dict[str, Any]:
        """The answer for JSON; days as text, units as whole numbers."""
        found, idle = self.matched.match, self.matched.idle
        return {
            "case": self.case,
            **self.stamps.as_dict(),
            "proposal": self.fingerprint,
            # ``match`` raises where the proof or the replay fails, so no other answer exists.
            "proven": True,
            "replay": {"ok": True, "findings": []},
            "versions": {name: row.id for name, row in self.matched.paired.versions.items()},
            "needs": [
                {
                    "need": each.id,
                    "party": each.party,
                    "item": each.item,
                    "priority": each.priority,
                    "due": str(each.due),
                    "units": each.units,
                    "met": found.met(each.id),
                    "reasons": [_reason(one) for one in self.matched.reasons.get(each.id, ())],
                }
                for each in found.problem.needs
            ],
            "uses": [_use(found, number) for number in range(len(found.filled.uses))],
            "incomplete": [
                {
                    "need": each.need,
                    "as": found.problem.need[each.need].ways[each.way].item,
                    "has": [{"offer": use.offer, "units": use.units} for use in each.uses],
                    "missing": {
                        found.problem.need[each.need].wanted(each.way, place): units
                        for place, units in sorted(each.lacks.items())
                    },
                }
                for each in found.filled.partials
            ],
            "offers": [
                {
                    "line": each.id,
                    "offer": each.offer,
                    "giver": each.giver,
                    "item": each.item,
                    "units": each.units,
                    "used": found.used(each.id),
                    "waits": list(each.waits),
                    "left_because": idle[each.id].cause if each.id in idle else None,
                    "left_for": list(idle[each.id].needs) if each.id in idle else [],
                }
                for each in found.problem.offers
            ],
            "notes": [finding.as_dict() for finding in self.notes],
            "tables": [table.as_json() for table in self.tables],
        }


def _reason(each: Reason) -> dict[str, Any]:
    return {
        "causes": list(each.causes),
        "offers": {bar: dict(lines) for bar, lines in each.offers.items()},
        "taken": dict(each.taken),
        "missing": dict(each.missing),
    }


def _use(found: Match, number: int) -> dict[str, Any]:
    use = found.filled.uses[number]
    need, offer = found.problem.need[use.need], found.problem.offer[use.offer]
    first, _ = found.problem.window(offer, need.party)
    return {
        "need": use.need,
        "receiver": need.party,
        "line": use.offer,
        "giver": offer.giver,
        "item": offer.item,
        "units": use.units,
        "from": str(first),
    }


def match_needs(
    workspace: Workspace,
    asked: Asked | None = None,
    *,
    view: View = HERE,
    progress: Progress = quiet,
) -> MatchAnswer:
    """Which offers meet which needs of the lists in force: a proposal, nothing is entered.

    Args:
        workspace: whose log.
        asked: whose needs, of what, and how late; None: all, none late.
        view: which case, and where the reader stands.
        progress: told what is being done.

    Raises:
        InputError: no need list is in force, or a row contradicts itself.
        UnknownNameError: an unknown party, item, offer or need.
        SolverError: the solver could not prove the match.
    """
    with workspace.reading(view) as reader:
        paired = _paired(reader, asked)
        progress(f"{reader.case}: matching {len(paired.problem.needs)} needs")
        memory = Memory()
        found = match(paired.problem, memory)
        progress(f"{reader.case}: asking why {len(found.unmet)} stay open")
        matched = explained(found, paired, Reasons(found, memory))
        return MatchAnswer(
            reader.case,
            reader.stamps,
            _fingerprint(reader.case, found),
            matched,
            (*paired.left_out, *_accepted_before(reader, paired)),
            match_tables(Reading(reader), matched),
        )


def accept_match(
    workspace: Workspace,
    proposal: str,
    asked: Asked | None = None,
    *,
    view: View = HERE,
    name: str = "",
    request: str = "",
    now: datetime | None = None,
) -> Accepted:
    """Record the hand-overs of a proposal as planned, after matching again at the same stamps.

    Args:
        workspace: whose ledger.
        proposal: the fingerprint that ``match_needs`` told.
        asked: as it was asked then.
        view: the stamps at which it was asked.
        name: the id under which the acts shall stand; empty: ``match-`` and the fingerprint.
        request: the client's id for this write; the same id again answers as the first time.
        now: the recording time; None: now.

    Raises:
        RefusedActError: the match is another one now, or units of an offer would be accepted
            twice.
        InputError, UnknownNameError, SolverError: as ``match_needs``.
    """
    with workspace.reading(view) as reader:
        paired = _paired(reader, asked)
        found = match(paired.problem)
        fingerprint = _fingerprint(reader.case, found)
        if proposal != fingerprint:
            raise RefusedActError(
                f"proposal {proposal} cannot be accepted: the match is {fingerprint} now; "
                "look at it again with 'materiel match'"
            )
        case_id, case = reader.case, case_row(reader)
        plan = name or f"match-{fingerprint}"
        rows = list(_rows(plan, found))
    with workspace.reading(View(case_id)) as reader:
        # Whatever was accepted since counts, wherever the reader of the proposal stood.
        _refuse_twice(reader, found, plan, rows)
    moment = now or clock_now()
    known_on = min(case.today, moment.date())
    entries = [Entry(case_id, row, known_on, case.default_marking) for row in rows]
    done = append(workspace.database, entries, actor=workspace.actor, now=moment, request=request)
    return Accepted(case_id, plan, done.new, len(done.same))


def _paired(reader: Reader, asked: Asked | None) -> Paired:
    return pair(snapshot_of(reader), reader.stamps.as_of, asked or Asked(), reader.roots())


def _fingerprint(case: str, found: Match) -> str:
    acts = [
        [use.need, use.way, use.place, use.offer, use.units, str(found.problem.day)]
        for use in found.filled.uses
    ]
    return hashlib.sha256(canonical([case, acts]).encode()).hexdigest()[:SHORT]


def _rows(plan: str, found: Match) -> Iterable[Planned]:
    """One hand-over for each need and line of an offer, in the month in which it can begin."""
    units = Counter[tuple[str, str]]()
    for use in found.filled.uses:
        units[use.need, use.offer] += use.units
    for number, ((need_id, line), count) in enumerate(sorted(units.items()), 1):
        need, offer = found.problem.need[need_id], found.problem.offer[line]
        first, _ = found.problem.window(offer, need.party)
        yield Planned(
            id=f"{plan}:hand-over:{number}",
            plan=plan,
            act="hand-over",
            giver=offer.giver,
            receiver=need.party,
            item=offer.item,
            units=count,
            valid=Period.parse(f"{first:%Y-%m}"),
            subject=line,
            note=f"for {need_id}",
        )


def _planned(reader: Reader) -> dict[str, dict[str, int]]:
    """Units of each line of an offer that stand in accepted plans, by plan."""
    found: dict[str, dict[str, int]] = {}
    for row in reader.rows(Planned):
        if row.subject:
            mine = found.setdefault(row.subject, {})
            mine[row.plan] = mine.get(row.plan, 0) + row.units
    return found


def _accepted_before(reader: Reader, paired: Paired) -> Iterable[Finding]:
    for line, plans in _planned(reader).items():
        if line in paired.problem.offer:
            told = ", ".join(f"{units} in {plan}" for plan, units in plans.items())
            yield Finding(
                CHECK,
                line,
                f"accepted before: {told}; it is offered here as it stands in the tables",
                "Lower the offer and the need list when it has been carried out.",
                "note",
            )


def _refuse_twice(reader: Reader, found: Match, plan: str, rows: Iterable[Planned]) -> None:
    planned = _planned(reader)
    for row in rows:
        others = sum(
            units for other, units in planned.get(row.subject, {}).items() if other != plan
        )
        offered = found.problem.offer[row.subject].units
        if others + found.used(row.subject) > offered:
            raise RefusedActError(
                f"{row.subject}: {found.used(row.subject)} units cannot be accepted: {others} of "
                f"the {offered} offered stand in accepted plans already"
            )
