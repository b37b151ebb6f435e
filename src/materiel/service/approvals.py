"""Approvals: what waits for whom and what it holds up, and what a refusal would do to the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from materiel.kernel.errors import InputError, PlanInfeasibleError
from materiel.kernel.findings import Finding
from materiel.kernel.stamps import Stamps
from materiel.planning.plan import Plan, number
from materiel.planning.problem import Problem
from materiel.planning.solve import solve
from materiel.procurement.contracts import ContractLine, Option
from materiel.procurement.docket import Docket
from materiel.reports.approvals import (
    as_dict,
    days_table,
    docket_of,
    findings_of,
    settled_table,
    votes_table,
    waiting_table,
)
from materiel.reports.asked import asked_table
from materiel.reports.reading import Reading
from materiel.reports.table import Table
from materiel.scenarios.refusals import Change, Refused, changes, refuse, touched
from materiel.service.planning_cases import planning_case
from materiel.service.plans import FILE, read_plans
from materiel.service.progress import Progress, quiet
from materiel.service.workspace import HERE, View, Workspace


@dataclass(frozen=True, slots=True)
class Approvals:
    """The approvals of a case on its day.

    Attributes:
        case: the id of the case.
        stamps: where the reader stands.
        matters: each approval as JSON-like content.
        tables: what waits, its days, who can stop it, what was decided, what a rule asks for.
        findings: what is late, and what contradicts.
    """

    case: str
    stamps: Stamps
    matters: tuple[Mapping[str, Any], ...]
    tables: tuple[Table, ...]
    findings: tuple[Finding, ...]

    @property
    def good(self) -> bool:
        """Whether nothing is late and nothing contradicts; notes are allowed."""
        return all(each.severity == "note" for each in self.findings)

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "case": self.case,
            **self.stamps.as_dict(),
            "approvals": [dict(each) for each in self.matters],
            "tables": [each.as_json() for each in self.tables],
            "findings": [each.as_dict() for each in self.findings],
        }


def approvals(workspace: Workspace, *, body: str = "", view: View = HERE) -> Approvals:
    """What waits for whom since when, what it holds up, when it can be decided.

    Args:
        workspace: whose log.
        body: only what this body decides; empty takes all.
        view: which case, and where the reader stands.

    Raises:
        UnknownNameError: an unknown body.
        InputError: approvals wait for each other.
    """
    plans = read_plans(workspace.folder / FILE)
    with workspace.reading(view) as reader:
        reading = Reading(reader)
        docket = docket_of(reading)
        wanted = reading.words.body(body).id if body else ""
        matters = [each for each in docket.matters if wanted in ("", each.procedure.body.id)]
        mine = [each for each in plans if str(each["case"]).partition(":")[0] == reader.case]
        plan = mine[0] if mine else {}
        names = {each.approval.id for each in matters}
        return Approvals(
            reader.case,
            reader.stamps,
            tuple(as_dict(reading, each, plan) for each in matters),
            (
                waiting_table(reading, matters, plan),
                days_table(matters),
                votes_table(matters),
                settled_table(matters),
                *(() if body else (asked_table(reading, docket),)),
            ),
            tuple(each for each in findings_of(docket) if each.where in names),
        )


@dataclass(frozen=True, slots=True)
class IfRefused:
    """What a refusal would do.

    Attributes:
        case: the id of the case.
        stamps: where the reader stands.
        approval: the approval that is taken to be refused.
        falls: approvals that cannot be granted without it.
        stops: what of the plan's problem is shut or taken away, in words.
        plan: the name of the plan that was made anew.
        changes: every figure that differs, before and after; empty when the plan does not rest
            on it.
        infeasible: why no plan is left; empty when there is one.
        currency: of the money in the figures; empty without money.
    """

    case: str
    stamps: Stamps
    approval: str
    falls: tuple[str, ...]
    stops: tuple[str, ...]
    plan: str
    changes: tuple[Change, ...]
    infeasible: str = ""
    currency: str = ""

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON; an exact fraction is text as "12/5"."""
        return {
            "case": self.case,
            **self.stamps.as_dict(),
            "approval": self.approval,
            "falls": list(self.falls),
            "stops": list(self.stops),
            "plan": self.plan,
            "changes": [
                {
                    "what": each.what,
                    "name": each.name,
                    "before": number(each.before),
                    "after": number(each.after),
                }
                for each in self.changes
            ],
            "infeasible": self.infeasible,
        }


def if_refused(
    workspace: Workspace, name: str, *, view: View = HERE, progress: Progress = quiet
) -> IfRefused:
    """Plan a case twice, as it stands and with one approval refused, and compare.

    What comes after the approval falls with it. Of a case with swept floors the first plan is
    compared.

    Args:
        workspace: whose log.
        name: the id of an approval that is not refused yet.
        view: which case, and where the reader stands.
        progress: told what is being done.

    Raises:
        UnknownNameError: no such approval.
        InputError: it is refused already, or the case plans nothing.
        PlanInfeasibleError: no plan keeps all rules as the case stands.
    """
    with workspace.reading(view) as reader:
        reading = Reading(reader)
        docket = docket_of(reading)
        matter = docket[name]
        if matter.state == "refused":
            raise InputError(f"{name}: it is refused already, since {matter.approval.decided}")
        found = planning_case(reader)
        if found is None:
            raise InputError(
                f"{reader.case}: nothing to plan: it states no plan_start and plan_months"
            )
        falls = docket.followers(name)
        refused = refused_by(reading, docket, (name, *falls))
    problem = found.problems[0]
    gone = touched(problem, refused)
    if gone.nothing:
        return IfRefused(reader.case, reader.stamps, name, falls, (), problem.case, ())
    progress(f"{problem.case}: planning as it stands")
    before = solve(problem)
    progress(f"{problem.case}: planning with {name} refused")
    after, why = _solved(refuse(problem, gone, f"{name} is refused"))
    return IfRefused(
        reader.case,
        reader.stamps,
        name,
        falls,
        _stops(gone),
        problem.case,
        () if after is None else tuple(changes(before, after)),
        why,
        problem.currency,
    )


def _solved(problem: Problem) -> tuple[Plan | None, str]:
    try:
        return solve(problem), ""
    except PlanInfeasibleError as reason:
        return None, str(reason)


def refused_by(reading: Reading, docket: Docket, names: Sequence[str]) -> Refused:
    """What some refusals shut or take away: gates, options, contract lines, buyers' shares."""
    rows = [docket.approvals[name] for name in names]
    promises = {row.commitment for row in rows} - {""}
    gates = {row.gate for row in rows} - {""}
    options = {row.option for row in rows} - {""}
    options |= {each.id for each in reading.rows(Option) if each.commitment in promises}
    contracts, shares = set[str](), set[tuple[str, str]]()
    for line in reading.rows(ContractLine):
        key = f"{line.contract}/{line.line}"
        if any(row.contract == line.contract and row.line in ("", line.line) for row in rows):
            # An approval of one option of a contract is not one of its firm lines.
            if any(row.contract == line.contract and not row.option for row in rows):
                contracts.add(key)
        elif line.commitment in promises and line.buyer:
            shares.add((key, reading.words.party(line.buyer).id))
    return Refused(frozenset(gates), frozenset(options), frozenset(contracts), frozenset(shares))


def _stops(gone: Refused) -> tuple[str, ...]:
    return (
        *(f"gate {name} stays shut" for name in sorted(gone.gates)),
        *(f"option {name} cannot be exercised" for name in sorted(gone.options)),
        *(f"contract line {name} delivers nothing" for name in sorted(gone.contracts)),
        *(f"contract line {name} delivers nothing to {who}" for name, who in sorted(gone.shares)),
    )
