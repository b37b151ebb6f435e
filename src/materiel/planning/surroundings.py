"""Which parts of a problem can matter to a need, a floor or an obligation."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from materiel.planning.problem import Problem

Tie = tuple[str, str]


def surroundings(problem: Problem, keys: Iterable[str]) -> frozenset[str]:
    """Keys of all parts that some parts are tied to, through stocks, capacities and limits.

    Money is followed last and only one step: the budgets of those who buy what was reached, the
    funds that pay for them, and the budgets of those who pay into these.

    Args:
        problem: whose parts.
        keys: ``table/name`` of the parts to begin with.
    """
    ties = _ties(problem)
    found, waiting = set[str](), list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += ties[key]
    contracts = [each for each in problem.contracts if f"contracts/{each.name}" in found]
    payers = {name for each in contracts for name in (each.payer, *each.buyers, *dict(each.shares))}
    options = [each for each in problem.options if f"options/{each.name}" in found]
    payers |= {problem.option_payer(each) for each in options} | {each.buyer for each in options}
    funds = [each for each in problem.funds if payers & {*each.parties}]
    payers = payers.union(*(each.givers for each in funds))
    found |= {f"budgets/{each.name}" for each in problem.budgets if each.payer in payers}
    found |= {f"funds/{each.name}" for each in funds}
    return frozenset(key for key in found if not key.startswith("held/"))


def _ties(problem: Problem) -> dict[str, set[str]]:
    """For each part or holding, what it is tied to."""
    # A consent without a cap lets acts through or not; it ties nothing to anything.
    capped = {gate.name for gate in problem.gates if gate.cap is not None}
    ties: dict[str, set[str]] = defaultdict(set)
    ways = (*_holdings(problem), *_wants(problem), *_supplies(problem), *_terms(problem))
    for one, other in ways:
        ties[one].add(other)
        table, _, name = other.partition("/")
        if table != "gates" or name in capped:
            ties[other].add(one)
    return ties


def _held(party: str, item: str) -> str:
    return f"held/{party}/{item}"


def _holdings(problem: Problem) -> Iterator[Tie]:
    for stock in problem.stocks:
        yield f"stocks/{stock.name}", _held(stock.party, stock.item)
    for slot in problem.slots:
        yield f"slots/{slot.name}", _held(slot.party, slot.item)
    for arc in problem.arcs:
        key = f"arcs/{arc.name}"
        yield key, _held(arc.donor, arc.item)
        yield key, _held(arc.recipient, arc.item)
        yield from ((key, f"gates/{gate}") for gate in arc.gates)
        yield from ((key, f"hubs/{hub}") for hub in arc.hubs)


def _wants(problem: Problem) -> Iterator[Tie]:
    """Floors, needs and debts, and the training that arrivals take."""
    for floor in problem.floors:
        for item, _ in problem.weights(floor.of):
            for party in floor.parties:
                yield f"floors/{floor.name}", _held(party, item)
    for need in problem.requirements:
        for item, _ in problem.accepted(need):
            yield f"requirements/{need.name}", _held(need.recipient, item)
    for debt in problem.obligations:
        for item, _ in problem.weights(debt.of):
            yield f"obligations/{debt.name}", _held(debt.donor, item)
    trained = [item.name for item in problem.items if item.training]
    for training in problem.training:
        for name in trained:
            yield f"training/{training.name}", _held(training.recipient, name)


def _supplies(problem: Problem) -> Iterator[Tie]:
    for claim in problem.claims:
        yield f"claims/{claim.name}", f"lines/{claim.line}"
    for contract in problem.contracts:
        key = f"contracts/{contract.name}"
        for buyer in (*contract.buyers, *dict(contract.shares)):
            yield key, _held(buyer, contract.item)
        if contract.line:
            yield key, f"lines/{contract.line}"
        for component in problem.components:
            if contract.item in dict(component.uses):
                yield key, f"components/{component.name}"
    for option in problem.options:
        key = f"options/{option.name}"
        yield key, f"contracts/{option.contract}"
        if option.buyer:
            yield key, _held(option.buyer, problem.contract(option.contract).item)
        yield from ((key, f"gates/{gate}") for gate in option.gates)


def _terms(problem: Problem) -> Iterator[Tie]:
    """Bundles, exchanges, arrears and offers under a condition."""
    for bundle in problem.bundles:
        for item in (bundle.item, *dict(bundle.parts)):
            yield f"bundles/{bundle.name}", _held(bundle.recipient, item)
    for swap in problem.exchanges:
        for item in (swap.item, swap.receives):
            yield f"exchanges/{swap.name}", _held(swap.giver, item)
    for debt in problem.arrears:
        for item, _ in problem.weights(debt.of):
            yield f"arrears/{debt.name}", _held(debt.donor, item)
    for offer in problem.conditions:
        key = f"conditions/{offer.name}"
        yield from ((key, _held(offer.donor, item)) for item in offer.items)
        for party in offer.others:
            yield from ((key, _held(party, item)) for item, _ in problem.weights(offer.of))
