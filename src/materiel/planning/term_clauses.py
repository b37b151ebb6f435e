"""The clauses of what nations agree beyond a single hand-over: hubs, funds, bundles, claims.

What only shapes an objective (a burden key, an arrear) makes nothing impossible and is no clause.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from materiel.planning.clause import Clause, drop, months_words, rate_words, setting
from materiel.planning.editing import without_hub
from materiel.planning.problem import Problem
from materiel.planning.terms import Fund
from materiel.planning.words import in_words


def term_clauses(problem: Problem) -> Iterator[Clause]:
    """Every clause of the terms of a problem, and of what options and ways owe to them."""
    for hub in problem.hubs:
        text = f"hub {hub.name} passes {rate_words(problem, hub.capacity)}"
        yield Clause(f"hubs/{hub.name}", "hub", text, partial(_no_hub, name=hub.name))
    for fund in problem.funds:
        key = f"funds/{fund.name}"
        yield Clause(key, "fund", _fund_words(problem, fund), partial(drop, key=key))
        if fund.origins:
            only = " or ".join(fund.origins)
            text = f"fund {fund.name} pays for what is made in {only} only"
            lift = partial(_any_origin, name=fund.name)
            yield Clause(f"{key}::origins", "fund-origin", text, lift)
    for bundle in problem.bundles:
        key = f"bundles/{bundle.name}"
        parts = ", ".join(f"{units} of {item}" for item, units in bundle.parts)
        text = f"{bundle.item} is of use to {bundle.recipient} only with {parts} each"
        yield Clause(key, "bundle", text, partial(drop, key=key))
    for offer in problem.conditions:
        key = f"conditions/{offer.name}"
        text = (
            f"{offer.donor} sends {', '.join(offer.items)} only once "
            f"{' and '.join(offer.others)} have sent {offer.units} of {offer.of}"
        )
        yield Clause(key, "condition", text, partial(drop, key=key))
    for swap in problem.exchanges:
        key = f"exchanges/{swap.name}"
        text = (
            f"{swap.giver} gets {swap.ratio} of {swap.receives} for each {swap.item} it sends, "
            f"within {months_words(swap.window)}"
        )
        yield Clause(key, "exchange", text, partial(drop, key=key))
    for claim in problem.claims:
        key = f"claims/{claim.name}"
        taken = rate_words(problem, claim.reserved)
        text = f"{claim.party} keeps {taken} of line {claim.line} for itself"
        yield Clause(key, "claim", text, partial(drop, key=key))
    yield from _ways(problem)


def _ways(problem: Problem) -> Iterator[Clause]:
    for option in problem.options:
        key = f"options/{option.name}"
        if option.ladder:
            text = f"option {option.name} needs {option.ladder} to be used as well"
            yield Clause(f"{key}::ladder", "option-ladder", text, setting(key, ladder=""))
        if option.every > 1:
            text = f"option {option.name} can be used every {months_words(option.every)} only"
            yield Clause(f"{key}::every", "option", text, setting(key, every=1))
    for arc in problem.arcs:
        if arc.diverts:
            key = f"arcs/{arc.name}"
            text = f"{arc.donor} sends {arc.item} to {arc.recipient} only from its slots"
            yield Clause(f"{key}::diverts", "slot-diversion", text, setting(key, diverts=False))


def _any_origin(problem: Problem, name: str) -> Problem:
    """A fund that was lifted as a whole has no origins any more."""
    funds = tuple(
        replace(each, origins=()) if each.name == name else each for each in problem.funds
    )
    return replace(problem, funds=funds)


def _no_hub(problem: Problem, name: str) -> Problem:
    return without_hub(problem, name)


def _fund_words(problem: Problem, fund: Fund) -> str:
    months = in_words(problem, range(fund.first, fund.last + 1))
    amount = f"{fund.amount / 100:,.0f} {problem.currency}" if problem.currency else fund.amount
    whom = " and ".join(fund.parties)
    more = f" and what {' and '.join(fund.givers)} add" if fund.givers else ""
    return f"fund {fund.name} pays all that {whom} receive in {months}: {amount}{more}"
