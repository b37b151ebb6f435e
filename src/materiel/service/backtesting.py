"""Replan as known on a past day: what was open, what it was worth, what happened beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.optimise.memory import Memory
from materiel.planning.decide_by import Decision, delayed
from materiel.planning.explanation import Explainer
from materiel.planning.plan import number
from materiel.planning.rows import Requirement
from materiel.reports.reading import GIFTS, Reading
from materiel.scenarios.backtest import (
    READINGS,
    Knowledge,
    PastProblem,
    first_month,
    past_problem,
)
from materiel.scenarios.snapshot import Held, Snapshot
from materiel.service.planning_cases import LESS
from materiel.service.progress import Progress, quiet
from materiel.service.snapshots import snapshot_of
from materiel.service.workspace import HERE, View, Workspace

ASSUMED = (
    "the request is the user's, the same on every day, wanted from the first month on",
    "routes and their times are the user's, after times observed later",
    "floors: each giver keeps what the record says it held on the day, less the stated units",
    "a holding that nobody stated counts as none; a range counts at its low end",
    "no limit on training, transport or money, because none is published",
    "a decision is worth the unit-months of the request that stay unmet without it",
)


@dataclass(frozen=True, slots=True)
class OpenDecision:
    """A hand-over that could be decided on the day.

    Attributes:
        giver, item, receiver: who could hand over what to whom.
        held: what the plan reads as held, before the floor.
        units: what the plan hands over this way.
        first: the month of the first hand-over in the plan; empty: none.
        worth: unit-months of the request that would stay unmet without it.
        month: unit-months lost by deciding it one month later.
    """

    giver: str
    item: str
    receiver: str
    held: int
    units: int
    first: str
    worth: Fraction
    month: Fraction


@dataclass(frozen=True, slots=True)
class PastPlan:
    """What could be planned on one day under one floor and one reading of the holdings."""

    day: date
    reading: str
    less: int
    unmet: Fraction
    units: int
    decisions: tuple[OpenDecision, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """What one giver had handed over by the day and by the case's date, as known now."""

    giver: str
    item: str
    by_day: Bounds | None
    by_now: Bounds | None


@dataclass(frozen=True, slots=True)
class PastDay:
    """One day: the published requests, the plans, and what happened beside them."""

    day: date
    requests: tuple[str, ...]
    silent: tuple[str, ...]
    plans: tuple[PastPlan, ...]
    happened: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class Backtest:
    """The answer; it states no verdict."""

    case: str
    today: date
    assumed: tuple[str, ...]
    days: tuple[PastDay, ...]

    def as_dict(self) -> dict[str, Any]:
        """The answer for JSON."""
        return {
            "case": self.case,
            "case_date": self.today.isoformat(),
            "assumptions": list(self.assumed),
            "days": [_day_dict(each) for each in self.days],
        }


def backtest(
    workspace: Workspace,
    days: Sequence[date],
    *,
    less: Sequence[int] = LESS,
    view: View = HERE,
    progress: Progress = quiet,
) -> Backtest:
    """Replan a case with hold-harmless floors as known on past days.

    Args:
        workspace: whose log.
        days: days up to the case's date.
        less: for the floors, the units below the holding of the day to sweep.
        view: which case.
        progress: told what is being done.

    Raises:
        InputError: the case states its floors, plans nothing, or a day lies after its date.
    """
    with workspace.reading(view) as reader:
        now, today, name = snapshot_of(reader), reader.stamps.as_of, reader.case
    case = now.case
    if case.plan_start is None or case.plan_rule == "stated":
        raise InputError(
            f"{name}: backtest: it sweeps hold-harmless floors; the case states its own or plans "
            "nothing"
        )
    found = []
    for day in days:
        if day > today:
            raise InputError(f"backtest: found {day}; accepted: a day up to {today}")
        progress(f"{name}: as known on {day}")
        with workspace.reading(View(name, day, day)) as reader:
            then = snapshot_of(reader)
            requests = _requests(Reading(reader), now.of(Requirement))
        with workspace.reading(View(name, day, today)) as reader:
            since = snapshot_of(reader)
            by_day = _handed(Reading(reader), now.of(Requirement))
        with workspace.reading(View(name, today, today)) as reader:
            reading = Reading(reader)
            by_now = _handed(reading, now.of(Requirement))
            happened = tuple(
                Happened(
                    reading.party(giver),
                    reading.item(item),
                    by_day.get((giver, item)),
                    units,
                )
                for (giver, item), units in sorted(by_now.items())
            )
            held: dict[Knowledge, Mapping[tuple[str, str], Held]] = {
                "then": then.held,
                "now": since.held,
            }
            problems = [
                past_problem(then, now, mine, day, key, each)
                for key, mine in held.items()
                for each in less
            ]
            plans = tuple(_plan(reading, each) for each in problems)
            pairs = {(arc.donor, arc.item) for arc in problems[0].problem.arcs}
            silent = tuple(
                reading.party(party)
                for party, item in sorted(pairs)
                if not _stated(then, party, item)
            )
        found.append(PastDay(day, requests, silent, plans, happened))
    return Backtest(name, today, ASSUMED, tuple(found))


def _stated(then: Snapshot, party: str, item: str) -> bool:
    """Whether a holding was on record; what is known to have left alone leaves less than none."""
    held = then.held.get((party, item))
    return held is not None and held.bounds.low_known and held.bounds.low >= 0


def _plan(reading: Reading, past: PastProblem) -> PastPlan:
    explainer = Explainer(past.problem, memory=Memory())
    if not explainer.feasible:
        raise InputError(f"{past.problem.case}: no plan keeps the floors of {past.day}")
    plan, decisions = explainer.plan, []
    stocks = {(each.party, each.item): each.units for each in past.problem.stocks}
    for arc in past.problem.arcs:
        mine = [m for m in plan.decisions.moves if (m.donor, m.item) == (arc.donor, arc.item)]
        decision = Decision("hand-over", arc.name, 1)
        decisions.append(
            OpenDecision(
                reading.party(arc.donor),
                reading.item(arc.item),
                reading.party(arc.recipient),
                stocks.get((arc.donor, arc.item), 0),
                sum(move.units for move in mine),
                past.problem.month_name(mine[0].month) if mine else "",
                _loss(explainer, delayed(past.problem, decision, None)),
                _loss(explainer, delayed(past.problem, decision, 2)),
            )
        )
    return PastPlan(
        past.day,
        READINGS[past.reading],
        past.less,
        _total(plan.unmet),
        sum(move.units for move in plan.decisions.moves),
        tuple(decisions),
    )


def _loss(explainer: Explainer, problem: Any) -> Fraction:
    found = explainer.changed(problem)
    assert found is not None, "fewer hand-overs keep every floor"
    return sum(
        (each.after - each.before for each in found.effects if each.kind == "need"), Fraction(0)
    )


def _total(unmet: Any) -> Fraction:
    return sum((Fraction(each.unit_months) for each in unmet), Fraction(0))


def _handed(reading: Reading, needs: Sequence[Requirement]) -> dict[tuple[str, str], Bounds | None]:
    """What each giver had handed over of what the requests ask for."""
    wanted = {(reading.words.party(n.party).id, reading.words.item(n.item).id) for n in needs}
    roots: dict[tuple[str, str], list[str]] = {}
    for root, row in reading.of_kind(*GIFTS).items():
        if (row.receiver, row.item) in wanted:
            roots.setdefault((row.giver, row.item), []).append(root)
    return {key: reading.figure(mine, "received").bounds for key, mine in roots.items()}


def _requests(reading: Reading, needs: Sequence[Requirement]) -> tuple[str, ...]:
    """Published requests that were known on the day, by title."""
    wanted = {(reading.words.party(n.party).id, reading.words.item(n.item).id) for n in needs}
    return tuple(
        row.title
        for row in reading.of_kind("request").values()
        if (row.receiver, row.item) in wanted
    )


def _day_dict(each: PastDay) -> dict[str, Any]:
    return {
        "day": each.day.isoformat(),
        "plan_begins": first_month(each.day).isoformat(),
        "published_requests": list(each.requests),
        "no_holding_stated": list(each.silent),
        "plans": [
            {
                "holdings": plan.reading,
                "less": plan.less,
                "unmet_unit_months": number(plan.unmet),
                "handed_over": plan.units,
                "open_decisions": [
                    {
                        "giver": line.giver,
                        "item": line.item,
                        "receiver": line.receiver,
                        "held": line.held,
                        "units": line.units,
                        "first": line.first,
                        "worth_unit_months": number(line.worth),
                        "one_month_later_costs": number(line.month),
                    }
                    for line in plan.decisions
                ],
            }
            for plan in each.plans
        ],
        "happened": [
            {
                "giver": line.giver,
                "item": line.item,
                "by_the_day": line.by_day and line.by_day.as_dict(),
                "by_the_case_date": line.by_now and line.by_now.as_dict(),
            }
            for line in each.happened
        ],
    }
