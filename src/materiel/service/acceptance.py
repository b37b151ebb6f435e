"""Accept a plan: its acts become entries that stand as planned, never among facts (§7.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from materiel.kernel.errors import InputError, RefusedActError, UnknownNameError
from materiel.kernel.period import Period, add_months
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Planned
from materiel.planning.course import carry_out
from materiel.planning.plan import Decisions, Exercise, Plan, Value
from materiel.planning.problem import Problem
from materiel.planning.replay import replay
from materiel.procurement.contracts import ContractLine, Option
from materiel.procurement.options import OptionBook
from materiel.procurement.position import Papers, position
from materiel.reports.contracting import papers
from materiel.reports.reading import Reading
from materiel.service.clock import now as clock_now
from materiel.service.planning_cases import planning_case, problem_named
from materiel.service.plans import FILE, read_plans
from materiel.service.snapshots import snapshot_of
from materiel.service.stored_plans import decisions_of
from materiel.service.workspace import View, Workspace, case_row
from materiel.store.writing import append

UNDISCLOSED = "UNDISCLOSED"
"""The party that stands for one that nobody names (DESIGN §2.1)."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an acceptance recorded.

    Attributes:
        case: which case.
        plan: the id under which the acts stand in the book of plans.
        new: ids of the entries that were written.
        same: how many stood there already.
    """

    case: str
    plan: str
    new: tuple[str, ...]
    same: int

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {"case": self.case, "plan": self.plan, "new": list(self.new), "same": self.same}


def accept_plan(
    workspace: Workspace,
    plan: str,
    *,
    view: View,
    path: Path | None = None,
    name: str = "",
    request: str = "",
    now: datetime | None = None,
) -> Accepted:
    """Record the acts of a plan, after replaying it against the ledger as it stands.

    Args:
        workspace: whose ledger.
        plan: the name of the plan, as ``case`` in ``plan.json``.
        view: the stamps at which the plan was made.
        path: the file that holds it; None: ``plan.json`` in the workspace.
        name: the id under which the acts shall stand; empty: the plan's own name.
        request: the client's id for this write; the same id again answers as the first time.
        now: the recording time; None: now.

    Raises:
        UnknownNameError: the file holds no plan of this name.
        RefusedActError: the ledger has moved on, and the plan breaks a rule now; or it was
            changed by hand and tells something else than what happens.
        InputError: the file cannot be read.
    """
    place = workspace.folder / FILE if path is None else path
    if path is not None and not path.is_file():
        raise InputError(f"{path}: no such file")
    found = {str(each["case"]): each for each in read_plans(place)}
    if plan not in found:
        raise UnknownNameError("plan", plan, list(found), str(place))
    case_id = workspace.case(view.case or plan.partition(":")[0])
    with workspace.reading(View(case_id, view.as_of, view.known_at)) as reader:
        less = found[plan].get("less")
        planned = planning_case(reader, (less,) if isinstance(less, int) else ())
        if planned is None:
            raise InputError(f"{case_id}: the case states no plan_start and plan_months")
        problem = problem_named(planned, plan)
        sellers = _sellers(snapshot_of(reader).of(ContractLine))
        case = case_row(reader)
        known = papers(Reading(reader))
        day = reader.stamps.as_of
    rebuilt = _read(problem, found[plan])
    findings = replay(problem, rebuilt)
    if findings:
        off = found[plan].get("how", {}).get("without", ())
        made = f" (it was made without these rules: {', '.join(off)})" if off else ""
        raise RefusedActError(
            f"plan {plan} cannot be accepted: {findings[0]}{made}; plan again with 'materiel plan'"
        )
    refuse_exercises(known, day, problem, rebuilt.decisions.exercises)
    moment = now or clock_now()
    rows = list(_rows(name or plan, problem, rebuilt.decisions, sellers))
    known_on = min(case.today, moment.date())
    entries = [Entry(case_id, row, known_on, case.default_marking) for row in rows]
    done = append(workspace.database, entries, actor=workspace.actor, now=moment, request=request)
    return Accepted(case_id, name or plan, done.new, len(done.same))


def refuse_exercises(
    known: Papers, day: date, problem: Problem, exercises: Iterable[Exercise]
) -> None:
    """Refuse a plan with an exercise that a rule of its contract forbids.

    The plan keeps windows and numbers by itself; the whole of a contract, its ceiling and who may
    exercise are the contract's own.

    Raises:
        RefusedActError: names every rule.
    """
    assert problem.start is not None, "a case's plan has a first month"
    options = {row.id: row for row in known.options}
    books: dict[tuple[str, str], OptionBook] = {}
    reasons = []
    for each in _in_turn(exercises, options):
        row = options[each.option]
        key = row.contract, row.line
        if key not in books:
            lines = position(known, row.contract, day).lines
            books.update({(row.contract, line.name): line.book for line in lines})
        if key not in books:
            reasons.append(f"line {row.contract}/{row.line}: it has not begun [contract-line]")
            continue
        agents = [line.agent for line in books[key].lines if line.agent]
        month = add_months(problem.start, each.month - 1)
        when = max(month, row.opens or month)
        by = row.buyer if row.buyer in row.holders else next(iter(agents), "")
        try:
            books[key] = books[key].exercise(row.id, each.units, when, by)
        except RefusedActError as problem_:
            reasons.append(str(problem_).removeprefix("refused: "))
    if reasons:
        raise RefusedActError(f"the plan cannot be accepted: {'; '.join(reasons)}")


def _in_turn(exercises: Iterable[Exercise], options: Mapping[str, Option]) -> list[Exercise]:
    """Exercises by month, in one month a predecessor before what comes after it."""

    def depth(name: str) -> int:
        count = 0
        while name in options and options[name].after and count < len(options):
            name, count = options[name].after, count + 1
        return count

    return sorted(exercises, key=lambda each: (each.month, depth(each.option)))


def _read(problem: Problem, content: Mapping[str, Any]) -> Plan:
    """The acts and values of an object of ``plan.json``, with what follows from them."""
    try:
        decisions = decisions_of(content)
        values = tuple(
            Value(name=each["name"], unit=each.get("unit", ""), value=Fraction(each["value"]))
            for each in content["objectives"]
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise InputError(f"plan {problem.case}: not a plan ({wrong})") from None
    bare = Plan(case=problem.case, status="read", gap=None, objectives=values, decisions=decisions)
    if any(finding.check in ("whole-units", "horizon") for finding in replay(problem, bare, {})):
        return bare
    course = carry_out(problem, decisions)
    return Plan(
        case=problem.case,
        status="read",
        gap=None,
        objectives=values,
        decisions=decisions,
        backfills=course.backfills,
        unmet=course.unmet_list(),
        floors=course.floors(),
    )


@dataclass(frozen=True, slots=True)
class _Seller:
    """Who delivers a line of a contract, and who acts for its buyers."""

    supplier: str
    agent: str


def _sellers(lines: Iterable[ContractLine]) -> dict[str, _Seller]:
    """The two sides of each line of a contract, by the planner's name of the line."""
    return {
        f"{row.contract}/{row.line}": _Seller(row.supplier or UNDISCLOSED, row.agent or UNDISCLOSED)
        for row in lines
    }


def _rows(
    plan: str, problem: Problem, decisions: Decisions, sellers: Mapping[str, _Seller]
) -> Iterable[Planned]:
    contracts = {each.name: each for each in problem.contracts}
    options = {each.name: each for each in problem.options}
    for number, move in enumerate(decisions.moves, 1):
        yield Planned(
            id=f"{plan}:hand-over:{number}",
            plan=plan,
            act="hand-over",
            giver=move.donor,
            receiver=move.recipient,
            item=move.item,
            units=move.units,
            valid=_month(problem, move.month),
        )
    for number, exercise in enumerate(decisions.exercises, 1):
        option = options[exercise.option]
        contract = contracts[option.contract]
        yield Planned(
            id=f"{plan}:exercise:{number}",
            plan=plan,
            act="exercise",
            giver=sellers[option.contract].supplier,
            # An option of the pool is exercised by the agent for all its buyers.
            receiver=option.buyer or sellers[option.contract].agent,
            item=contract.item,
            units=exercise.units,
            valid=_month(problem, exercise.month),
            subject=exercise.option,
        )
    for number, delivery in enumerate(decisions.deliveries, 1):
        yield Planned(
            id=f"{plan}:delivery:{number}",
            plan=plan,
            act="delivery",
            giver=sellers[delivery.contract].supplier,
            receiver=delivery.buyer,
            item=delivery.item,
            units=delivery.units,
            valid=_month(problem, delivery.month),
            subject=delivery.contract,
        )


def _month(problem: Problem, month: int) -> Period:
    assert problem.start is not None, "a case's plan has a first month"
    first = add_months(problem.start, month - 1)
    return Period.parse(f"{first:%Y-%m}")
