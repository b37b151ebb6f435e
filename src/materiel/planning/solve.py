"""A problem becomes a plan: solved in the order of the objectives, proven, replayed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from materiel.kernel.errors import (
    InputError,
    InternalError,
    PlanInfeasibleError,
    SolverError,
    UnknownNameError,
)
from materiel.optimise.answer import Answer, Stage, weighted
from materiel.optimise.memory import Memory
from materiel.optimise.model import FloatArray, IntArray
from materiel.optimise.solver import solve as optimise
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course, carry_out
from materiel.planning.draft import Draft
from materiel.planning.formulation import constraints, formulate, objectives
from materiel.planning.keeping import (
    BEFORE,
    CHANGE,
    change_stage,
    changed_units,
    nearest_first,
)
from materiel.planning.objective import Objective
from materiel.planning.plan import Decisions, Delivery, Exercise, How, Move, Plan, Value
from materiel.planning.problem import Problem
from materiel.planning.replay import replay
from materiel.planning.spending import read_payments
from materiel.planning.switching import breaks, check_fees, in_force, judged, switched_off

ROUNDING = 1e-6
"""How far the solver's value of an objective may be off the exact one, relative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a plan is looked for.

    Attributes:
        gap: relative gap at which an objective counts as solved.
        absolute: by how much later objectives may worsen an earlier one, by name.
        relative: the same as a share of its value; the larger of the two counts.
        weights: empty for the lexicographic order; else objectives by name are added up with
            these weights into one.
        threads: threads of the solver; the plan is repeatable with one.
        time_limit: seconds for each objective; the plan may then depend on the machine.
        through: the last objective that is made small, by name; empty: all of them.
        keep: the acts of an earlier plan; the new one stays as near to them as ``keeping`` says.
        tolerance: with ``keep``: by which share each objective before the cost may be worse than
            its best for the sake of fewer changes.
        without: names of rules that are switched off; the plan says what it breaks of them.
        presolve: whether the solver may simplify the model first.
    """

    gap: float = 5e-4
    absolute: Mapping[str, float] | None = None
    relative: Mapping[str, float] | None = None
    weights: Mapping[str, float] | None = None
    threads: int = 1
    time_limit: float | None = None
    through: str = ""
    keep: Decisions | None = None
    tolerance: float = 0.0
    without: tuple[str, ...] = ()
    presolve: bool = True


def solve(
    problem: Problem,
    settings: Settings | None = None,
    rules: Mapping[str, Constraint] | None = None,
    memory: Memory | None = None,
) -> Plan:
    """The best plan in the order unmet, gap, lateness, cost, handling (DESIGN §7.2).

    Args:
        problem: what is to be planned.
        settings: how it is looked for; None: the defaults.
        rules: the rules that the model follows; None: all but those that the settings switch
            off. The replay asks all but those, whatever the model follows.
        memory: answers of earlier problems whose blocks may come again.

    Raises:
        PlanInfeasibleError: no plan keeps all rules; names the rules that conflict.
        InternalError: the replay finds something wrong with the solver's plan.
        SolverError: the solver gives no answer that can be trusted.
    """
    plan = attempt(problem, settings, rules, memory)
    if plan is None:
        kept = in_force((settings or Settings()).without) if rules is None else rules
        if _possible(problem, kept):
            raise SolverError(
                f"{problem.case}: numeric trouble: the solver finds no plan beside its objectives, "
                "and one without them"
            )
        raise PlanInfeasibleError(_conflict(problem, kept))
    return plan


def attempt(
    problem: Problem,
    settings: Settings | None = None,
    rules: Mapping[str, Constraint] | None = None,
    memory: Memory | None = None,
) -> Plan | None:
    """As ``solve``; None when no plan keeps all rules, without a search for the reason.

    An answer that its own replay contradicts is asked for again without the solver's presolve,
    which has called worse plans proven.
    """
    settings = settings or Settings()
    rules = in_force(settings.without) if rules is None else rules
    check_fees(problem, settings.without)
    try:
        return _attempt(problem, settings, rules, memory, presolve=settings.presolve)
    except InternalError:
        if not settings.presolve:
            raise
        return _attempt(problem, settings, rules, memory, presolve=False)


def _attempt(
    problem: Problem,
    settings: Settings,
    rules: Mapping[str, Constraint],
    memory: Memory | None,
    *,
    presolve: bool,
) -> Plan | None:
    draft = formulate(problem, rules)
    stages = _stages(draft, settings)
    if settings.keep is not None and settings.tolerance:
        first = stages[: [stage.name for stage in stages].index(CHANGE)]
        best = optimise(
            draft.model, first, gap=settings.gap, threads=settings.threads, memory=memory
        )
        if best.status == "infeasible":
            return None
        # Columns of later stages may lie anywhere inside a step: exact values come by walking.
        course = carry_out(problem, read_decisions(draft, best.values))
        values = {each.name: float(each.value(course)) for each in objectives()}
        stages = nearest_first(draft, stages, values, settings.tolerance)
    answer = optimise(
        draft.model,
        stages,
        gap=settings.gap,
        threads=settings.threads,
        time_limit=settings.time_limit,
        memory=memory,
        presolve=presolve,
    )
    if answer.status == "infeasible":
        return None
    plan = _plan(draft, answer, settings)
    findings = replay(problem, plan, in_force(settings.without))
    if findings:
        lines = "\n".join(map(str, findings))
        raise InternalError(f"the solver's plan does not survive its replay:\n{lines}")
    _confirm(plan, answer)
    broken = breaks(problem, plan, settings.without)
    return replace(plan, how=replace(plan.how, broken=broken))


def _stages(draft: Draft, settings: Settings) -> list[Stage]:
    known = [each.name for each in objectives()]
    for chosen in (settings.absolute, settings.relative, settings.weights):
        for name in chosen or ():
            if name not in known:
                raise UnknownNameError("objective", name, known)
    if settings.through not in ("", CHANGE, *known):
        raise UnknownNameError("objective", settings.through, [*known, CHANGE])
    asked = settings.weights or {}
    possible = judged(in_force(settings.without))
    for name in asked:
        if name not in [each.name for each in possible]:
            raise InputError(f"weights: {name}: it rests on a rule that is switched off")
    stages = [
        _stage(draft, each, settings)
        for each in possible
        if each.name in asked or each.standard(draft.problem)
    ]
    if not settings.weights:
        if settings.keep is not None:
            names = [stage.name for stage in stages]
            place = names.index(BEFORE) if BEFORE in names else len(names) - 1
            stages.insert(place, change_stage(draft, settings.keep))
        names = [stage.name for stage in stages]
        return stages[: names.index(settings.through) + 1] if settings.through else stages
    if min(settings.weights.values()) < 0:
        raise InputError(f"weights: found {dict(settings.weights)}; accepted: 0 or more")
    chosen_stages = [stage for stage in stages if stage.name in settings.weights]
    weights = [settings.weights[stage.name] for stage in chosen_stages]
    return [weighted("weighted", chosen_stages, weights)]


def _stage(draft: Draft, objective: Objective, settings: Settings) -> Stage:
    columns, values = objective.terms(draft)
    return Stage(
        objective.name,
        columns,
        values,
        (settings.absolute or {}).get(objective.name, 0.0),
        (settings.relative or {}).get(objective.name, 0.0),
        objective.step(draft),
    )


def _plan(draft: Draft, answer: Answer, settings: Settings) -> Plan:
    problem = draft.problem
    decisions = read_decisions(draft, answer.values)
    budgets = "budget" in in_force(settings.without)
    payments = read_payments(draft, answer.values, decisions, budgets=budgets)
    decisions = replace(decisions, payments=payments)
    course = carry_out(problem, decisions)
    values = _values(course, answer, settings)
    solved = {stage.name for stage in answer.stages}
    gaps = [each.gap for each in values if each.name in solved]
    known = [gap for gap in gaps if gap is not None]
    return Plan(
        case=problem.case,
        status=answer.status,
        gap=max(known) if known and len(known) == len(gaps) else None,
        objectives=values,
        decisions=decisions,
        backfills=course.backfills,
        unmet=course.unmet_list(),
        floors=course.floors(),
        binding=tuple(line for rule in constraints().values() for line in rule.binding(course)),
        assumptions=tuple((key, each.text, each.yours) for key, each in problem.assumptions()),
        how=_how(settings, values, solved),
        currency=problem.currency,
    )


def _how(settings: Settings, values: tuple[Value, ...], solved: Collection[str]) -> How:
    small = {*solved, *(settings.weights or {})}
    names = [each.name for each in objectives() if each.name in [value.name for value in values]]
    return How(
        weights=tuple((name, settings.weights[name]) for name in names if name in small)
        if settings.weights
        else (),
        tolerances=tuple(sorted((settings.relative or {}).items())),
        allowances=tuple(sorted((settings.absolute or {}).items())),
        kept=settings.tolerance if settings.keep is not None and not settings.weights else None,
        without=switched_off(settings.without),
        unjudged=tuple(name for name in names if name not in small),
    )


def read_decisions(draft: Draft, values: FloatArray) -> Decisions:
    """The acts of a solution, sorted."""
    problem, layout = draft.problem, draft.layout

    def acts(columns: IntArray) -> list[tuple[int, int, int]]:
        units = np.where(columns >= 0, np.rint(values[np.maximum(columns, 0)]), 0).astype(np.int64)
        return [(int(at), int(t) + 1, int(units[at, t])) for at, t in np.argwhere(units)]

    moves, deliveries = [], []
    for at, month, units in acts(draft.moves):
        arc = problem.arcs[at]
        moves.append(
            Move(
                month=month,
                donor=arc.donor,
                item=arc.item,
                recipient=arc.recipient,
                units=units,
                arrives=month + arc.lead,
            )
        )
    for at, month, units in acts(draft.deliveries):
        way = layout.ways[at]
        deliveries.append(
            Delivery(
                month=month,
                contract=way.contract.name,
                holder=way.holder,
                buyer=way.buyer,
                item=way.contract.item,
                units=units,
                price=way.price,
            )
        )
    exercises = [
        Exercise(month=month, option=problem.options[at].name, units=units)
        for at, month, units in acts(draft.units)
    ]
    return Decisions(
        moves=tuple(sorted(moves)),
        exercises=tuple(sorted(exercises)),
        deliveries=tuple(sorted(deliveries)),
    )


def _values(course: Course, answer: Answer, settings: Settings) -> tuple[Value, ...]:
    """The objectives' exact values beside the bounds that the solver proved."""
    keep, weights = settings.keep, settings.weights or {}
    stages = {stage.name: stage for stage in answer.stages}
    found = []
    exact_values = [
        (each.name, each.unit, each.value(course))
        for each in objectives()
        if each.name in stages or each.name in weights or each.standard(course.problem)
    ]
    if weights:
        told = {name: value for name, _, value in exact_values}
        priced = (Fraction(str(rate)) * told[name] for name, rate in weights.items())
        total = sum(priced, Fraction(0))
        exact_values.append(("weighted", "", total))
    if keep is not None:
        exact_values.append((CHANGE, "units", Fraction(changed_units(keep, course.decisions))))
    for name, unit, value in exact_values:
        bound, gap = None, None
        stage = stages.get(name)
        if stage is not None and stage.bound is not None:
            exact = float(value)
            met = abs(exact - stage.bound) <= ROUNDING**2 * max(1.0, abs(exact))
            bound = exact if met else min(stage.bound, exact)
            gap = (exact - bound) / max(abs(exact), 1.0)
        found.append(Value(name=name, unit=unit, value=value, bound=bound, gap=gap))
    return tuple(found)


def _confirm(plan: Plan, answer: Answer) -> None:
    """Compare the replayed values with what the solver says about its own columns.

    Raises:
        InternalError: an exact value lies above the solver's, or below its bound.
    """
    told = {value.name: value.value for value in plan.objectives}
    for stage in answer.stages:
        value = told[stage.name]
        slack = Fraction(ROUNDING * max(1.0, abs(stage.value)))
        rate = dict(plan.how.weights).get("burden", 0) if stage.name == "weighted" else 1
        if stage.name in ("burden", "weighted"):  # payments are read in whole minor units
            slack += Fraction(rate) * sum(
                2 + Fraction(ROUNDING) * each.amount for each in plan.decisions.payments
            )
        below = stage.bound is not None and Fraction(stage.bound) > value + slack
        if below or value > Fraction(stage.value) + slack:
            raise InternalError(
                f"objective {stage.name}: the solver says {stage.value} with bound "
                f"{stage.bound}, the replay {value}"
            )


def _conflict(problem: Problem, rules: Mapping[str, Constraint] | None) -> str:
    """The smallest set of rules, then of floors, that no plan keeps together, in words."""
    kept = dict(constraints() if rules is None else rules)
    memory = Memory()  # most blocks do not know the rule or floor that is taken away
    for name in list(kept):
        rest = {other: rule for other, rule in kept.items() if other != name}
        if not _possible(problem, rest, memory):
            kept = rest
    guilty = problem
    for floor in problem.floors:
        fewer = replace(guilty, floors=tuple(f for f in guilty.floors if f != floor), origins={})
        if not _possible(fewer, kept, memory):
            guilty = fewer
    meanings = "; ".join(f"{name} ({rule.meaning})" for name, rule in sorted(kept.items()))
    floors = ", ".join(floor.name for floor in guilty.floors)
    where = f" Floors: {floors}. Lower one of them, or permit a deeper or longer shortfall." * bool(
        floors
    )
    return f"no plan keeps these rules together: {meanings}.{where}"


def _possible(
    problem: Problem, rules: Mapping[str, Constraint], memory: Memory | None = None
) -> bool:
    draft = formulate(problem, rules)
    if not draft.model.row_count or not draft.model.column_count:
        return True
    nothing = Stage("nothing", np.zeros(0, dtype=np.int64), np.zeros(0))
    return optimise(draft.model, [nothing], memory=memory).status != "infeasible"
