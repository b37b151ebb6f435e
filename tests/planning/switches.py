"""Tiny random problems in which every rule can be switched off by itself.

``everything`` builds a problem in which all rules have something to say; ``WITHOUT`` says for each
rule how a problem looks in which it says nothing, and nothing else. Whether a rule is on is read
from the problem: it is on where switching it off changes something. Sets of rules come from a
covering design in which any two rules meet on and off in all four ways.
"""

from dataclasses import replace
from fractions import Fraction
from math import comb
from random import Random

from materiel.planning.parts import (
    Arc,
    Budget,
    Component,
    Contract,
    Floor,
    Gate,
    Item,
    Line,
    Obligation,
    Option,
    Requirement,
    Slot,
    Stock,
    Training,
)
from materiel.planning.problem import Problem
from materiel.planning.terms import Arrear, Bundle, Claim, Condition, Exchange, Fund, Hub, Key

MONTHS = 3
AMPLE = 2
"""Units of a stock or a contract that no plan of these problems has a use for more of."""
ROOM = 8
"""What a line can build more, so that its capacity says nothing."""
EURO = 1_000
"""Money is in thousands, so that payments in whole minor units are off by next to nothing."""
RICH = 10**6 * EURO


def everything(seed):
    """A problem with a part for every rule."""
    r = Random(seed)
    items, stocks, arcs, slots = _holdings(r)
    gates = tuple(
        Gate(
            name=f"g{n}",
            opens=r.choice((1, 1, 2)),
            closes=r.choice((None, None, 2)),
            cap=r.choice((None, None, 1)),
        )
        for n in range(2)
    )
    arcs = [replace(arc, gates=("g0",) if r.random() < 0.5 else ()) for arc in arcs]
    arcs[0] = replace(arcs[0], gates=("g0",))
    return Problem(
        case=f"switches-{seed}",
        months=MONTHS,
        parties=("D1", "D2", "R"),
        items=items,
        stocks=stocks,
        arcs=tuple(arcs),
        slots=slots,
        gates=gates,
        **_floors(r),
        **_supply(r),
        **_wants(r),
        **_terms(r),
    )


def _holdings(r):
    items = (
        Item(
            name="a",
            family="f",
            weight=r.choice((1, 1, 2)),
            training=1,
            load=r.choice((1, 2)),
            worth=r.choice((1, 2, 7)) * EURO,
        ),
        Item(
            name="b",
            family="f",
            kind="lot",
            weight=r.choice((1, 1, 2, Fraction(1, 2))),
            training=r.choice((0, 1)),
            worth=r.choice((0, 2)) * EURO,
        ),
    )
    stocks = (
        Stock(party="D1", item="a", units=r.choice((1, 2, 2))),
        Stock(party="D1", item="b", units=r.choice((0, 1))),
        Stock(party="D2", item="a", units=r.choice((0, 1))),
        Stock(party="D2", item="b", units=1),
    )
    arcs = [
        Arc(
            donor="D1", item="a", recipient="R", lead=1, cost=r.choice((0, 3)) * EURO,
            hubs=("port",),
        ),
        Arc(
            donor="D2", item="a", recipient="R", lead=r.choice((0, 1)), diverts=True,
            hubs=r.choice(((), ("port",))),
        ),
        Arc(donor="D1", item="b", recipient="R", lead=r.choice((0, 1, 2))),
        Arc(donor="D2", item="b", recipient="D1", lead=r.choice((0, 1))),
    ]  # fmt: skip
    slots = (
        Slot(name="s0", party="D1", item=r.choice("aab"), units=1, month=r.choice((1, 2, 3))),
        Slot(name="s1", party="D2", item="a", units=1, month=r.choice((1, 2))),
    )
    if r.random() < 0.3:
        slots += (Slot(name="s2", party="R", item=r.choice("ab"), units=1, month=2),)
    return items, stocks, arcs, slots


def _floors(r):
    level = r.choice((1, 1, 2))
    floors = [
        Floor(
            name="floor-D1",
            parties=r.choice((("D1",), ("D1",), ("D1", "D2"))),
            of=r.choice("aaf"),
            levels=r.choice(((level,) * MONTHS, (level, level, 1), (0, level, level))),
            depth=r.choice((0, 1, 1, 2)),
            duration=r.choice((0, 1, 2, 2)),
        )
    ]
    if r.random() < 0.7:
        floors.append(
            Floor(
                name="floor-R",
                parties=("R",),
                of=r.choice("aff"),
                levels=r.choice(((0, 1, 1), (1,) * MONTHS, (0, 0, 1))),
                depth=r.choice((1, 1, 2)),
                duration=r.choice((None, 1, 2)),
                importance=r.choice((1, 2)),
            )
        )
    return {"floors": tuple(floors)}


def _supply(r):
    item = r.choice("aab")
    capacity = tuple(r.choice((0, 1, 1, 1)) for _ in range(MONTHS))
    lines = (Line(name="line", capacity=capacity),)
    contract = Contract(
        name="k",
        item=item,
        line="line",
        pooled=r.choice((0, 0, 1)),
        buyers=r.choice((("D1", "R"), ("R",), ("R",))),
        start=r.choice((1, 2, 2)),
        end=r.choice((None, None, 2)),
        price=r.choice((2, 4)) * EURO,
        payer=r.choice(("", "", "", "D1")),
        origin=r.choice(("here", "there", "there")),
    )
    options = (
        Option(
            name="o0",
            contract="k",
            units=1,
            opens=r.choice((1, 1, 2)),
            expires=2,
            lead=r.choice((0, 1)),
            price=r.choice((contract.price, EURO)),
            fee=r.choice((0, 1)) * EURO,
            payer=r.choice(("R", "D1")),
            ladder="o1",
            gates=r.choice(((), ("g1",))),
        ),
        Option(
            name="o1",
            contract="k",
            units=2,
            minimum=r.choice((1, 2, 2)),
            expires=2,
            lead=r.choice((0, 1)),
            price=r.choice((contract.price, 5 * EURO)),
            commitment=r.choice((0, 1)) * EURO,
            buyer=r.choice(("", "R")),
            payer=r.choice(("R", "D1")),
            predecessor=r.choice(("", "o0")),
            every=r.choice((1, 2)),
        ),
    )
    part = tuple(r.choice((0, 1, 1)) for _ in range(MONTHS))
    # What a claimant leaves unused is of worth to others only where there is capacity at all.
    reserved = tuple(min(1, each) if r.random() < 0.6 else 0 for each in capacity)
    return {
        "lines": lines,
        "contracts": (contract,),
        "options": options,
        "components": (Component(name="part", capacity=part, uses=((item, 1),)),),
        "claims": (Claim(name="own", party="D1", line="line", reserved=reserved),),
    }


def _wants(r):
    needs = [
        Requirement(
            name="q0",
            recipient="R",
            of=r.choice("aaf"),
            units=r.choice((1, 2, 3)),
            due=r.choice((1, 2, 2)),
            priority=r.choice((1, 2)),
        )
    ]
    if r.random() < 0.4:
        needs.append(replace(needs[0], name="q1", units=1, due=3, priority=2))
    slots = tuple(r.choice((0, 1, 1, 2)) for _ in range(MONTHS))
    debt = Obligation(
        name="debt",
        donor="D1",
        of=r.choice("aaf"),
        share=r.choice((Fraction(1), Fraction(1, 2), Fraction(4, 5))),
        window=r.choice((0, 0, 1)),
        owed=r.choice((0, 0, 1)),
    )
    arrear = Arrear(
        name="later",
        donor=r.choice(("D1", "D1", "D2")),
        of=r.choice("aaf"),
        share=r.choice((Fraction(1), Fraction(4, 5))),
        window=r.choice((0, 1)),
        importance=r.choice((1, Fraction(3, 2))),
    )
    return {
        "requirements": tuple(needs),
        "training": (Training(recipient="R", slots=slots),),
        "obligations": (debt,),
        "arrears": (arrear,),
    }


def _terms(r):
    shares = (("D1", Fraction(r.choice((1, 2)), 2)), ("D2", Fraction(r.choice((1, 1, 2)), 2)))
    return {
        "budgets": (
            Budget(payer="D1", first=1, last=r.choice((2, 3)), amount=r.choice((0, 1, 3)) * EURO),
        ),
        "funds": (
            Fund(
                name="common",
                parties=("R",),
                first=r.choice((1, 1, 2)),
                last=MONTHS,
                amount=r.choice((0, 0, 3)) * EURO,
                givers=r.choice(((), (), ("D1",), ("D2",), ("D1", "D2"))),
                origins=("here",),
            ),
        ),
        "hubs": (
            Hub(
                name="port",
                capacity=tuple(r.choice((0, 1, 1, 2)) for _ in range(MONTHS)),
                counted=r.choice(("sent", "arrived")),
            ),
        ),
        "keys": (
            Key(
                name="size",
                shares=shares,
                part=r.choice((1, Fraction(3, 5))),
                credit=r.choice((1, Fraction(1, 2))),
            ),
        ),
        "bundles": (Bundle(name="kit", recipient="R", item="a", parts=(("b", 1),)),),
        "conditions": (
            Condition(
                name="if you do", donor="D1", items=("a",), others=("D2",), of=r.choice("abf"),
                units=1,
            ),
        ),
        "exchanges": (
            Exchange(
                name="ring", giver="D1", item="a", receives="b",
                ratio=r.choice((1, Fraction(1, 2))), window=r.choice((0, 1)),
            ),
        ),
    }  # fmt: skip


def _each(table, **changes):
    """Switch a rule off by giving every part of a table other fields."""

    def off(problem):
        return replace(
            problem, **{table: tuple(replace(x, **changes) for x in getattr(problem, table))}
        )

    return off


def _no(*tables):
    """Switch a rule off by leaving tables empty."""
    return lambda problem: replace(problem, **dict.fromkeys(tables, ()))


def _ample_stock(problem):
    """Holdings beyond all use, and floors as much higher."""
    more = {(s.party, s.item): max(0, AMPLE - s.units) for s in problem.stocks}
    floors = tuple(
        replace(
            floor,
            levels=tuple(
                level
                + sum(
                    weight * more.get((party, item), 0)
                    for item, weight in problem.weights(floor.of)
                    for party in floor.parties
                )
                * (level > 0)
                for level in floor.levels
            ),
        )
        for floor in problem.floors
    )
    stocks = tuple(replace(s, units=max(AMPLE, s.units)) for s in problem.stocks)
    return replace(problem, stocks=stocks, floors=floors)


def _ample_contract(problem):
    contracts = tuple(
        replace(c, start=1, end=None, pooled=max(AMPLE, c.pooled)) for c in problem.contracts
    )
    return replace(_each("options", lead=0)(problem), contracts=contracts)


def _ample_line(problem):
    small = {line.name for line in problem.lines if max(line.capacity) < ROOM}
    lines = tuple(
        replace(line, capacity=tuple(n + ROOM for n in line.capacity))
        if line.name in small
        else line
        for line in problem.lines
    )
    # One claim of a line takes the room that was added, or the others would have more than before.
    first = {claim.line: claim.name for claim in reversed(problem.claims)}
    claims = tuple(
        replace(claim, reserved=tuple(n + ROOM for n in claim.reserved))
        if claim.line in small and claim.name == first[claim.line]
        else claim
        for claim in problem.claims
    )
    return replace(problem, lines=lines, claims=claims)


def _no_depth(problem):
    floors = tuple(replace(f, depth=None) for f in problem.floors if f.duration is not None)
    return replace(problem, floors=floors)


def _no_duration(problem):
    floors = tuple(replace(f, duration=None) for f in problem.floors if f.depth is not None)
    return replace(problem, floors=floors)


def _rich_fund(problem):
    funds = tuple(replace(f, amount=RICH, givers=()) for f in problem.funds if f.origins)
    return replace(problem, funds=funds)


def _any_origin(problem):
    funds = tuple(replace(f, origins=()) for f in problem.funds if f.amount < RICH)
    return replace(problem, funds=funds)


def _no_gates(problem):
    return replace(_each("arcs", gates=())(_each("options", gates=())(problem)), gates=())


WITHOUT = {
    "arrears": _no("arrears"),
    "backfill": _no("obligations"),
    "budget": _no("budgets"),
    "bundle": _no("bundles"),
    "burden-key": _no("keys"),
    "claim": _no("claims"),
    "component": _no("components"),
    "condition": _no("conditions"),
    "entitlement": _ample_contract,
    "exchange": _no("exchanges"),
    "fund": _rich_fund,
    "fund-origin": _any_origin,
    "gate": _no_gates,
    "hub": lambda problem: replace(_each("arcs", hubs=())(problem), hubs=()),
    "line-capacity": _ample_line,
    "need": _no("requirements"),
    "option": lambda problem: _each(
        "options", opens=1, expires=problem.months, minimum=1, predecessor="", every=1
    )(problem),
    "option-ladder": _each("options", ladder=""),
    "posture-floor": _no_depth,
    "shortfall-duration": _no_duration,
    "slot-diversion": _each("arcs", diverts=False),
    "stock-flow": _ample_stock,
    "training": _no("training"),
    "transport-lead": _each("arcs", lead=0),
}
"""How a problem looks in which a rule says nothing."""

CONTRACTED = {
    "entitlement", "line-capacity", "component", "claim", "budget", "fund", "fund-origin",
    "option", "option-ladder",
}  # fmt: skip
"""Rules that need a contract to say anything."""


def is_on(problem, rule):
    """Whether a rule says something: switching it off changes the problem."""
    return WITHOUT[rule](problem) != problem


def switched(seed, on):
    """A random problem in which exactly the rules of ``on`` say something."""
    r, problem = Random(seed), everything(seed)
    for rule in sorted(set(WITHOUT) - set(on)):
        problem = WITHOUT[rule](problem)
    return _slim(r, problem, set(on))


def _slim(r, problem, on):
    """Leave out some of what the rules that are on have no use for: fewer plans to try."""
    if not {"option", "option-ladder"} & on and r.random() < 0.8:
        problem = replace(problem, options=())
    elif "option-ladder" not in on and r.random() < 0.8:
        options = tuple(replace(o, predecessor="") for o in problem.options[1:])
        problem = replace(problem, options=options)
    if not CONTRACTED & on and r.random() < 0.5:
        problem = replace(problem, contracts=(), options=())
    if "option" not in on or "entitlement" not in on:
        options = tuple(replace(o, units=o.minimum) for o in problem.options)
        problem = replace(problem, options=options)
    contracts = problem.contracts
    if "entitlement" not in on or r.random() < 0.5:
        contracts = tuple(replace(c, buyers=(r.choice(c.buyers),)) for c in contracts)
    problem = replace(problem, contracts=contracts)
    gone = []
    if "stock-flow" not in on:
        others = ["D1>R:b", "D2>D1:b", *(["D2>R:a"] if "slot-diversion" not in on else [])]
        more = "entitlement" in on and "slot-diversion" not in on
        gone = r.sample(others, len(others) - more)
        return replace(problem, arcs=tuple(arc for arc in problem.arcs if arc.name not in gone))
    if not {"bundle", "exchange"} & on or r.random() < 0.2:
        gone += ["D1>R:b"] if r.random() < 0.6 else []
    if "exchange" not in on and r.random() < 0.8:
        gone += ["D2>D1:b"]
    if not {"condition", "slot-diversion", "burden-key"} & on and r.random() < 0.4:
        gone += ["D2>R:a"]
    return replace(problem, arcs=tuple(arc for arc in problem.arcs if arc.name not in gone))


def size(problem):
    """How many plans there may be, roughly: a guess that only saves useless searches."""
    found = 1
    gates = {gate.name: gate for gate in problem.gates}

    def months(names, first, last):
        return sum(all(gates[g].allows(m) for g in names) for m in range(first, last + 1))

    for arc in problem.arcs:
        units = sum(s.units for s in problem.stocks if (s.party, s.item) == (arc.donor, arc.item))
        units += sum(s.units for s in problem.slots if (s.party, s.item) == (arc.donor, arc.item))
        found *= comb(units + months(arc.gates, 1, MONTHS - arc.lead), units)
    for option in problem.options:
        kinds = option.units - option.minimum + 1
        found *= 1 + kinds * 2 * months(option.gates, option.opens, option.expires)
    for contract in problem.contracts:
        last = min(contract.end or MONTHS, MONTHS)
        ways = len(contract.buyers) * max(0, last - contract.start + 1)
        found *= comb(contract.pooled + ways, contract.pooled)
    return found


def design(rules, rounds):
    """Sets of rules: in each round any two (any three) rules meet on and off in every way.

    Each rule has a code, an odd number of bits of it set; row ``n`` holds the rules of which an
    odd number of bits are shared with ``n``. Two or three different codes of odd weight are
    linearly independent over the field of two elements, so each of their patterns comes equally
    often (an orthogonal array of strength three).
    """
    width = next(n for n in range(1, 64) if 2 ** (n - 1) >= len(rules))
    codes = [n for n in range(2**width) if n.bit_count() % 2][: len(rules)]
    for number in range(rounds):
        # Other codes in every round, so that larger groups of rules meet in other ways too.
        mine = Random(number).sample(codes, len(codes)) if number else codes
        for row in range(2**width):
            yield frozenset(
                rule
                for rule, code in zip(sorted(rules), mine, strict=True)
                if (code & row).bit_count() % 2
            )
