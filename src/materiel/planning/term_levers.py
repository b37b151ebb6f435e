"""The levers of what nations agree beyond a single hand-over: hubs, funds, keys, debts, claims.

A key or an arrear forbids nothing: its levers change what is counted, and such a lever is stated
as the difference in that objective like any other.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from materiel.planning.editing import part, put
from materiel.planning.lever import Lever, Move, capacity, count, least_price, money
from materiel.planning.problem import Problem
from materiel.planning.terms import Bundle, Fund

PART = Fraction(1, 20)
"""Convention: the part of its share that a party must carry is moved by twentieths."""


def term_levers(problem: Problem) -> Iterator[Lever]:
    """Every lever of the terms of a problem, and of what options and ways owe to them."""
    for hub in problem.hubs:
        yield from capacity(f"hubs/{hub.name}", f"hub {hub.name}")
    for fund in problem.funds:
        yield from _fund(problem, fund)
    yield from _counted(problem)
    for bundle in problem.bundles:
        yield from _bundle(bundle)
    for offer in problem.conditions:
        key, what = f"conditions/{offer.name}", f"condition {offer.name}"
        yield Lever(
            f"{key}::units",
            f"{what} holds once the others have sent {{n}} fewer {offer.of}",
            f"{what} holds once the others have sent {{n}} more {offer.of}",
            _changed(key, lambda each, steps: {"units": each.units - steps}),
        )
    for swap in problem.exchanges:
        key, what = f"exchanges/{swap.name}", f"exchange {swap.name}"
        yield Lever(
            f"{key}::window",
            f"{what}: {{n}} month{{s}} more to make it good",
            f"{what}: {{n}} month{{s}} less to make it good",
            count(key, "window"),
        )
    for claim in problem.claims:
        key, what = f"claims/{claim.name}", f"claim {claim.name} on line {claim.line}"
        yield Lever(
            f"{key}::reserved",
            f"{what}: {{n}} less kept in each month that has some",
            f"{what}: {{n}} more kept in each month that has some",
            _changed(key, lambda each, steps: {"reserved": _less(each.reserved, steps)}),
        )
    yield from _flags(problem)


def _less(series: tuple[Any, ...], steps: int) -> tuple[Any, ...]:
    return tuple(max(0, each - steps) if each else 0 for each in series)


def _changed(key: str, fields: Callable[[Any, int], dict[str, Any]]) -> Move:
    """Move fields of a part together; None where nothing changes."""

    def moved(problem: Problem, steps: int) -> Problem | None:
        after = put(problem, key, **fields(part(problem, key), steps))
        return after if after != problem else None

    return moved


def _fund(problem: Problem, fund: Fund) -> Iterator[Lever]:
    """Money in steps of one unit at the lowest price, and each origin that is not paid for."""
    key, what = f"funds/{fund.name}", f"fund {fund.name}"
    step = least_price(problem, fund.parties)
    if step:
        yield money(problem, key, what, step)
    if not fund.origins:
        return
    made = dict.fromkeys(each.origin for each in problem.contracts)
    for origin in made:
        if origin not in fund.origins:

            def accept(after: Problem, steps: int, origin: str = origin) -> Problem | None:
                if steps != 1:
                    return None
                return put(after, key, origins=(*part(after, key).origins, origin))

            where = f"is made in {origin}" if origin else "has no stated origin"
            yield Lever(f"{key}::origin {origin}", f"{what} pays for what {where} too", "", accept)


def _counted(problem: Problem) -> Iterator[Lever]:
    """What only counts: the part of a key, the window and share of what a donor is owed."""
    for burden in problem.keys:
        key, what = f"keys/{burden.name}", f"key {burden.name}: a party carries"
        yield Lever(
            f"{key}::part",
            f"{what} {{n}} twentieth{{s}} less of its share",
            f"{what} {{n}} twentieth{{s}} more of its share",
            _changed(key, lambda each, steps: {"part": each.part - steps * PART}),
        )
    for table in ("obligations", "arrears"):
        for debt in getattr(problem, table):
            key, what = f"{table}/{debt.name}", f"what {debt.donor} is owed ({debt.name})"
            yield Lever(
                f"{key}::window",
                f"{what} falls due {{n}} month{{s}} later",
                f"{what} falls due {{n}} month{{s}} earlier",
                _changed(key, lambda each, steps: {"window": each.window + steps}),
            )
            yield Lever(
                f"{key}::share",
                f"{what}: {{n}} twentieth{{s}} less of what it hands over",
                f"{what}: {{n}} twentieth{{s}} more of what it hands over",
                _changed(key, lambda each, steps: {"share": each.share - steps * PART}),
            )


def _bundle(bundle: Bundle) -> Iterator[Lever]:
    key = f"bundles/{bundle.name}"
    for item, _ in bundle.parts:

        def fewer(each: Bundle, steps: int, item: str = item) -> dict[str, Any]:
            parts = tuple((i, n - steps if i == item else n) for i, n in each.parts)
            return {"parts": parts}

        what = f"bundle {bundle.name}: {{n}}"
        yield Lever(
            f"{key}::{item}",
            f"{what} fewer {item} with each {bundle.item}",
            f"{what} more {item} with each {bundle.item}",
            _changed(key, fewer),
        )


def _flags(problem: Problem) -> Iterator[Lever]:
    """What is so or not: an option on a ladder, and what is sent from slots only."""
    for option in problem.options:
        if option.ladder:
            key = f"options/{option.name}"
            text = f"option {option.name} can be used without {option.ladder}"
            yield Lever(f"{key}::ladder", text, "", _once(key, ladder=""))
    for arc in problem.arcs:
        if arc.diverts:
            key = f"arcs/{arc.name}"
            text = f"{arc.donor} may send {arc.item} to {arc.recipient} from its holding"
            yield Lever(f"{key}::diverts", text, "", _once(key, diverts=False))


def _once(key: str, **fields: Any) -> Move:
    def moved(problem: Problem, steps: int) -> Problem | None:
        return put(problem, key, **fields) if steps == 1 else None

    return moved
