"""Explain a plan: why a need or floor is short, what would change it, what is due by when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from materiel.kernel.errors import InputError
from materiel.kernel.stamps import Stamps
from materiel.planning.conflict import Conflict, conflict
from materiel.planning.decide_by import Deadline, Kind, calendar, needed
from materiel.planning.effects import Difference
from materiel.planning.explanation import MOST_LEVERS, Explainer, Explanation, Worth
from materiel.planning.plan import number
from materiel.planning.problem import Problem
from materiel.planning.words import in_words
from materiel.procurement.sessions import Calendar, Session, Sitting
from materiel.reports.approvals import docket_of
from materiel.reports.reading import Reading
from materiel.service.planning_cases import planning_case, problem_named
from materiel.service.progress import Progress, quiet
from materiel.service.stored_plans import stored
from materiel.service.workspace import HERE, View, Workspace
from materiel.store.reading import Reader


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence and the entries that it comes from; none: a reading or choice of the plan."""

    text: str
    cites: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"text": self.text, "cites": list(self.cites)}


@dataclass(frozen=True, slots=True)
class Why:
    """Why a shortfall is not one unit less in a stretch of months.

    Attributes:
        months, units: when, and how many are missing.
        says: what follows from the rules below, as one sentence.
        rules: the smallest set that stands against it, in words.
        reliefs: single changes that would be enough, each every other rule in force.
    """

    months: str
    units: Fraction
    says: str
    rules: tuple[Cited, ...]
    reliefs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeverLine:
    """A lever, with what one step of it does either way; every number is a re-solved difference.

    Attributes:
        text, cites: the change, and the entries that say how things are now.
        effect: the difference in the judged objectives.
        gain, lose: who is better or worse off.
        details: each need, floor or debt that fares differently.
        back: what the step the other way does; empty when there is none.
        one_sided: whether it matters one way only.
    """

    text: str
    cites: tuple[str, ...]
    effect: str
    gain: tuple[str, ...]
    lose: tuple[str, ...]
    details: tuple[str, ...]
    back: str
    one_sided: bool


@dataclass(frozen=True, slots=True)
class Subjected:
    """One need, floor or obligation: how it fares, why, and what would change it."""

    kind: str
    name: str
    who: tuple[str, ...]
    total: Fraction
    months: str
    whys: tuple[Why, ...]
    levers: tuple[LeverLine, ...]
    idle: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueLine:
    """One line of the calendar of decisions.

    Attributes:
        kind, name, cites: which decision, and where it stands on record.
        last: the last month without a loss; empty: it can wait for good.
        late, never: the difference that one month more makes, and that of never deciding.
        lose: who loses by one month more.
        sessions: of each body that decides it, the last sitting on record that is in time.
    """

    kind: str
    name: str
    cites: tuple[str, ...]
    last: str
    late: str
    never: str
    lose: tuple[str, ...]
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """The answer about one plan.

    Attributes:
        case, stamps, plan: which plan, as known when.
        subjects: what was asked about, or everything that is short.
        impossible: why there is no plan at all; None when there is one.
        dues: the calendar, when it was asked for.
    """

    case: str
    stamps: Stamps
    plan: str
    subjects: tuple[Subjected, ...]
    impossible: Why | None
    dues: tuple[DueLine, ...]

    def as_dict(self) -> dict[str, Any]:
        """The answer for JSON; an exact fraction is text as "12/5"."""
        return {
            "case": self.case,
            **self.stamps.as_dict(),
            "plan": self.plan,
            "impossible": None if self.impossible is None else _why_dict(self.impossible),
            "subjects": [_subject_dict(each) for each in self.subjects],
            "calendar": [
                {
                    "kind": each.kind,
                    "name": each.name,
                    "cites": list(each.cites),
                    "last": each.last,
                    "one_month_later": each.late,
                    "never": each.never,
                    "lose": list(each.lose),
                    "sessions": list(each.sessions),
                }
                for each in self.dues
            ],
        }


def explain(
    workspace: Workspace,
    plan: str = "",
    *,
    need: str = "",
    floor: str = "",
    backfill: str = "",
    calendar_of: Sequence[Kind] = (),
    levers: int = MOST_LEVERS,
    view: View = HERE,
    progress: Progress = quiet,
) -> Explained:
    """Why something of a plan is short, and what would change it.

    A plan that lies in the workspace is explained as it is, as long as it is still as good as a
    plan can be; else the best plan nearest to it.

    Args:
        workspace: whose log.
        plan: its name; empty: the first plan of the case.
        need: a requirement by id; with no name here or below: all that is short, without levers.
        floor: a floor by id.
        backfill: an obligation by id.
        calendar_of: kinds of decisions whose last month is looked for.
        levers: how many levers are solved for a named subject.
        view: which case, and where the reader stands.
        progress: told what is being done.

    Raises:
        UnknownNameError: no such plan, need, floor or obligation.
        InputError: the case plans nothing.
    """
    with workspace.reading(view) as reader:
        problem = chosen_problem(reader, plan)
        kept = stored(workspace).get(problem.case)
        progress(f"{problem.case}: planning what is explained")
        explainer = Explainer(problem, kept)
        stamps = reader.stamps
        if not explainer.feasible:
            found = conflict(problem, memory=explainer.memory)
            assert found is not None, "a problem without a plan has a conflict"
            why = Why("", Fraction(0), "no plan keeps these rules together", *_told(problem, found))
            return Explained(reader.case, stamps, problem.case, (), why, ())
        asked = [("need", need), ("floor", floor), ("backfill", backfill)]
        named = [(kind, name) for kind, name in asked if name]
        subjects = named or [(each.kind, each.name) for each in explainer.subjects()]
        most = levers if named else 0
        if calendar_of and not named:
            subjects = []
        explained = [
            explainer.explain(kind, name, most=most, tell=progress)  # type: ignore[arg-type]
            for kind, name in subjects
        ]
        dues = (
            list(needed(calendar(explainer, tuple(calendar_of), progress))) if calendar_of else []
        )
        sittings = _sittings(reader) if dues else {}
        return Explained(
            reader.case,
            stamps,
            problem.case,
            tuple(_subject(problem, each) for each in explained),
            None,
            tuple(_due(problem, each, sittings) for each in dues),
        )


def chosen_problem(reader: Reader, plan: str = "") -> Problem:
    """The problem of a plan by name; empty: the first of the case.

    Raises:
        InputError: the case plans nothing, or has no such plan.
    """
    less = plan.rpartition("-")[2]
    sweep = (int(less),) if plan and less.isdigit() else ()
    found = planning_case(reader, sweep) if sweep else planning_case(reader)
    if found is None:
        raise InputError(f"{reader.case}: nothing to plan: it states no plan_start and plan_months")
    return problem_named(found, plan) if plan else found.problems[0]


def cites_of(problem: Problem, part: str) -> tuple[str, ...]:
    """The entries that say how a part is."""
    origin = problem.origins.get(part)
    return origin.cites if origin is not None else ()


def _told(problem: Problem, found: Conflict) -> tuple[tuple[Cited, ...], tuple[str, ...]]:
    rules = tuple(Cited(each.text, cites_of(problem, each.part)) for each in found.members)
    return rules, tuple(each.text for each in found.reliefs)


def _subject(problem: Problem, found: Explanation) -> Subjected:
    subject = found.subject
    shortfall = {"need": "missing", "floor": "below it", "backfill": "late"}[subject.kind]
    whys = []
    for each in found.reasons:
        months = in_words(problem, range(each.first, each.last + 1))
        last = problem.month_name(each.last)
        rules, reliefs = ((), ()) if each.conflict is None else _told(problem, each.conflict)
        if each.conflict is None:
            says = f"another plan, as good for all, has one fewer {shortfall} by {last}"
        elif not rules:
            says = f"what is held, ordered and on its way is not enough by {last}"
        elif each.alone:
            says = f"not one fewer {shortfall} by {last}, whatever else is given up"
        else:
            says = f"not one fewer {shortfall} by {last} without a loss elsewhere"
        whys.append(Why(months, each.units, says, rules, reliefs))
    return Subjected(
        subject.kind,
        subject.name,
        subject.who,
        subject.total,
        in_words(problem, (month for month, _ in subject.months)),
        tuple(whys),
        tuple(_lever(problem, each) for each in found.worths),
        tuple(each.lever.words(1) for each in found.idle),
    )


def _lever(problem: Problem, found: Worth) -> LeverLine:
    more = found.more
    return LeverLine(
        found.lever.words(1),
        cites_of(problem, found.lever.part),
        _effect(more),
        more.gainers if more else (),
        more.losers if more else (),
        tuple(each.in_words() for each in more.effects) if more else (),
        f"{found.lever.words(-1)}: {_effect(found.less)}" if found.both else "",
        found.one_sided,
    )


def _effect(found: Difference | None) -> str:
    if found is None:
        return "no plan is left"
    return found.in_words() + ("" if found.proven else " (not proven to the last unit)")


def _due(
    problem: Problem, found: Deadline, sittings: Mapping[str, Sequence[tuple[str, Sitting]]]
) -> DueLine:
    decision = found.decision
    table = {"option": "options", "consent": "gates", "hand-over": "arcs"}[decision.kind]
    last = "" if found.last is None else problem.month_name(found.last)
    return DueLine(
        decision.kind,
        decision.name,
        cites_of(problem, f"{table}/{decision.name}"),
        last,
        _effect(found.late),
        _effect(found.never),
        found.late.losers if found.late else (),
        _last_sittings(sittings.get(decision.name, ()), last) if last else (),
    )


def _sittings(reader: Reader) -> dict[str, list[tuple[str, Sitting]]]:
    """The sittings to come of the body that decides each option or consent, by its id."""
    reading = Reading(reader)
    rows = reading.rows(Session)
    found: dict[str, list[tuple[str, Sitting]]] = {}
    for matter in docket_of(reading).matters:
        body = matter.procedure.body.id
        calendar_of_body = Calendar.of(row for row in rows if row.body == body)
        coming = [each for each in calendar_of_body.sittings if each.last >= reader.stamps.as_of]
        for name in {matter.approval.gate, matter.approval.option} - {""}:
            if matter.waits:
                found.setdefault(name, []).extend((body, each) for each in coming)
    return found


def _last_sittings(sittings: Sequence[tuple[str, Sitting]], last: str) -> tuple[str, ...]:
    """Of each body the last sitting that ends in the month or before, and when to file for it."""
    in_order = sorted(sittings, key=lambda pair: (pair[1].last, pair[0]))
    found = {body: each for body, each in in_order if f"{each.last:%Y-%m}" <= last}
    return tuple(
        f"{body} sits on {each.last}"
        + ("" if each.file_by == date.max else f", file by {each.file_by}")
        for body, each in found.items()
    )


def _why_dict(why: Why) -> dict[str, Any]:
    return {
        "months": why.months,
        "units": number(why.units),
        "says": why.says,
        "rules": [each.as_dict() for each in why.rules],
        "enough_alone": list(why.reliefs),
    }


def _subject_dict(each: Subjected) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "name": each.name,
        "who": list(each.who),
        "unit_months": number(each.total),
        "months": each.months,
        "why": [_why_dict(why) for why in each.whys],
        "levers": [
            {
                "change": line.text,
                "cites": list(line.cites),
                "difference": line.effect,
                "gain": list(line.gain),
                "lose": list(line.lose),
                "details": list(line.details),
                "other_way": line.back,
                "one_sided": line.one_sided,
            }
            for line in each.levers
        ],
        "no_difference": list(each.idle),
    }
