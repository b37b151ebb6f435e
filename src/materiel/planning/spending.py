"""Who pays what and when: budgets, funds and what a burden key counts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from materiel.kernel.money import Money
from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.numbers import Number
from materiel.planning.plan import Decisions, Payment
from materiel.planning.problem import Problem
from materiel.planning.terms import Key

FEW = 2**20
"""Prices that are larger than this in their common measure are counted in coins instead."""
UNLIMITED = 2**62
"""Minor units; more than any fund spends."""


def pledges(problem: Problem) -> list[tuple[int, str]]:
    """(fund, giver): every payment that a plan may hold, in the order of its column."""
    return [(at, giver) for at, fund in enumerate(problem.funds) for giver in fund.givers]


def add_spending(
    draft: Draft,
    name: str,
    payers: Sequence[str],
    months: tuple[int, int],
    amount: int,
    income: IntArray | None = None,
) -> None:
    """A row: what payers spend in these months is at most an amount and what is paid in.

    Deliveries, options and payments into funds are spending.

    Args:
        draft: what is written.
        name: of the row.
        payers: who spends.
        months: first and last, both included.
        amount: minor units.
        income: payment columns that add to the amount.
    """
    layout, problem, model = draft.layout, draft.problem, draft.model
    first, last = months
    ways = [at for payer in payers for at in layout.paid_ways.get(payer, ())]
    options = [at for payer in payers for at in layout.paid_options.get(payer, ())]
    paid = _paid_by(draft, payers, months)
    price = np.array([layout.ways[at].price for at in ways], dtype=np.int64)
    fee = np.array([problem.options[at].fee for at in options], dtype=np.int64)
    more = np.array([problem.options[at].commitment for at in options], dtype=np.int64)
    every = np.concatenate([price, fee, np.abs(more)])
    # Money in cents is too large for the solver's tolerances: count in common multiples, or,
    # where these are still large or payments are columns of their own, in coins.
    measure = float(np.gcd.reduce(every)) or 1.0
    common = income is None and not len(paid) and every.max(initial=0) <= FEW * measure
    if not common:
        measure = layout.coin
    most = np.floor(amount / measure) if common else amount / measure
    row = model.add_rows(name, high=np.array([most]), lazy=True)
    inside = (draft.grid.last >= first) & (draft.grid.last <= last)
    model.add_terms(row, draft.deliveries[ways][:, inside], price[:, None] / measure)
    span = slice(first - 1, last)
    model.add_terms(row, draft.chosen[options, span], fee[:, None] / measure)
    model.add_terms(row, draft.units[options, span], more[:, None] / measure)
    model.add_terms(row, paid)
    if income is not None:
        model.add_terms(row, income, -1.0)


def _paid_by(draft: Draft, payers: Sequence[str], months: tuple[int, int]) -> IntArray:
    paid, funds = draft.own.get("paid"), draft.problem.funds
    if paid is None:
        return np.zeros(0, dtype=np.int64)
    return paid[
        [
            at
            for at, (fund, giver) in enumerate(pledges(draft.problem))
            if giver in payers and months[0] <= funds[fund].first <= months[1]
        ]
    ]


def spent(
    problem: Problem, decisions: Decisions, payers: Collection[str], first: int, last: int
) -> int:
    """Minor units that payers spend in the months first to last, payments into funds included."""
    contracts = {each.name: each for each in problem.contracts}
    options = {each.name: each for each in problem.options}
    total = 0
    for delivery in decisions.deliveries:
        contract = contracts.get(delivery.contract)
        payer = (contract.payer if contract else "") or delivery.buyer
        if payer in payers and first <= delivery.month <= last:
            total += delivery.price * delivery.units
    for each in decisions.exercises:
        option = options.get(each.option)
        if option and first <= each.month <= last and problem.option_payer(option) in payers:
            total += option.fee + option.commitment * each.units
    for payment in decisions.payments:
        if payment.giver in payers and first <= payment.month <= last:
            total += payment.amount
    return total


def read_payments(
    draft: Draft, values: FloatArray, decisions: Decisions, *, budgets: bool = True
) -> tuple[Payment, ...]:
    """The payments of a solution in whole minor units.

    A solution pays in coins, off by its tolerance. Each fund gets what is needed: as the
    solution says, less what a giver's budget has no room for, the rest from those with room.
    """
    problem, paid = draft.problem, draft.own.get("paid")
    if paid is None:
        return ()
    wanted = {
        pledge: max(0, int(np.rint(values[column] * draft.layout.coin)))
        for pledge, column in zip(pledges(problem), paid.tolist(), strict=True)
    }
    payments: list[Payment] = []
    for at, fund in enumerate(problem.funds):
        so_far = replace(decisions, payments=tuple(payments))
        room = {
            giver: _room(problem, so_far, giver, fund.first) if budgets else UNLIMITED
            for giver in fund.givers
        }
        amount = {giver: min(wanted[at, giver], room[giver]) for giver in fund.givers}
        used = spent(problem, so_far, fund.parties, fund.first, fund.last)
        missing = used - fund.amount - sum(amount.values())
        # The largest payment bears the rounding where it can, then the next.
        for giver in sorted(fund.givers, key=lambda each: -wanted[at, each]):
            more = max(0, min(missing, room[giver] - amount[giver]))
            amount[giver] += more
            missing -= more
        payments += [
            Payment(month=fund.first, fund=fund.name, giver=giver, amount=units)
            for giver, units in amount.items()
            if units
        ]
    return tuple(sorted(payments))


def _room(problem: Problem, decisions: Decisions, giver: str, month: int) -> int:
    """What the budgets of a giver leave for a payment in a month."""
    rooms = [
        budget.amount - spent(problem, decisions, (giver,), budget.first, budget.last)
        for budget in problem.budgets
        if budget.payer == giver and budget.first <= month <= budget.last
    ]
    return max(0, min(rooms, default=UNLIMITED))


def carried(course: Course, key: Key) -> Mapping[str, Number]:
    """Minor units that each party of a key carries."""
    worth = {item.name: item.worth for item in course.problem.items}
    total: dict[str, Number] = {party: 0 for party, _ in key.shares}
    for move in course.decisions.moves:
        if move.donor in total:
            total[move.donor] += key.credit * worth.get(move.item, 0) * move.units
    for payment in course.decisions.payments:
        if payment.giver in total:
            total[payment.giver] += payment.amount
    return total


def short_of_key(course: Course, key: Key) -> Fraction:
    """Minor units by which the parties together are short of a key."""
    share, by_party = dict(key.shares), carried(course, key)
    whole = sum(by_party.values(), Fraction(0))
    short = [max(0, key.part * share[party] * whole - by_party[party]) for party in share]
    return Fraction(sum(short))


def in_money(problem: Problem, minor: int) -> str:
    """Minor units as a reader says them."""
    return str(Money(minor, problem.currency)) if problem.currency else f"{minor:,}"
