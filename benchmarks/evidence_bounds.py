"""Bounds of a total over 10,000 claims with 500 undecided relations, in three shapes.

* ``spread``: 250 small matters of three statements with two open links each.
* ``chain``: 500 open same-event links in one line, and ten pairs along it judged distinct.
* ``dense``: 300 statements with 500 open links of mixed kinds between any of them.

The peer of the first two is HiGHS, called directly, on the same question as an integer programme:
within a matter all statements state one number there, so that the least total is the total less
that number for each link that holds, and a pair judged distinct needs one link between them to
break. ``dense`` cannot be stated so shortly (a whole may hold parts that exceed it, and lies in
one whole only); its peer counts every world of a cut-down copy, one by one.
"""

import json
import multiprocessing
import random
import resource
import sys
from itertools import pairwise, product

import highspy
from measure import cpu, load

from materiel.evidence.clusters import Counting, Link, Statement
from materiel.evidence.counted import Counted
from materiel.kernel.bounds import Bounds

CLAIMS, OPEN, DISTINCT = 10_000, 500, 10
DENSE, SMALL, SMALL_OPEN = 300, 9, 12
SEEDS = (1, 2, 3)
TARGET = 2.0

Question = tuple[list[Statement], list[Link]]


def spread(draw: random.Random) -> Question:
    statements, links = [], []
    for number in range(CLAIMS // 3 + 1):
        bounds = Bounds.exactly(draw.randrange(1, 50))
        names = [f"m{number}.{each}" for each in range(3)]
        statements += [Statement(name, bounds) for name in names]
        if number < OPEN // 2:
            links += [
                Link(names[0], names[1], "same-event"),
                Link(names[1], names[2], "same-event"),
            ]
            if draw.random() < 0.3:
                links.append(Link(names[0], names[2], "distinct", decided=True))
    return statements[:CLAIMS], links


def chain(draw: random.Random) -> Question:
    bounds = Bounds.exactly(7)
    statements = [Statement(f"c{number:05}", bounds) for number in range(CLAIMS)]
    names = [each.id for each in statements[: OPEN + 1]]
    links = [Link(*pair, "same-event") for pair in pairwise(names)]
    for _ in range(DISTINCT):
        first, last = sorted(draw.sample(range(OPEN + 1), 2))
        links.append(Link(names[first], names[last], "distinct", decided=True))
    return statements, links


KINDS = ("same-event", "updates", "contradicts", "part-of", "possibly-part-of", "distinct")


def dense(draw: random.Random, size: int = DENSE, links: int = OPEN) -> Question:
    made = []
    for number in range(size):
        low = draw.randrange(1, 60)
        high = draw.choice((low, low, low + draw.randrange(20), None))
        made.append(Statement(f"d{number}", Bounds(low, high)))
    names = [each.id for each in made]
    found = {}
    while len(found) < links:
        left, right = draw.sample(names, 2)
        each = Link(left, right, draw.choice(KINDS))
        found[each.key] = each
    return made, list(found.values())


def ours(question: Question) -> dict[str, object]:
    """Bounds, whether they are exact, CPU seconds and the peak of a process of its own."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(_ours, (question,))


def _ours(question: Question) -> dict[str, object]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, tally = cpu(lambda: Counted(*question).tally())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "low": tally.bounds.low,
        "high": tally.bounds.high,
        "exact": tally.exact,
        "CPU seconds": round(seconds, 3),
        "MiB more at the peak": round((peak - before) / 1024, 1),
    }


def peer_programme(question: Question) -> dict[str, object]:
    """The least total as an integer programme, solved by HiGHS."""
    seconds, low = cpu(lambda: _programme(*question))
    return {"low": low, "CPU seconds": round(seconds, 3)}


def _programme(statements: list[Statement], links: list[Link]) -> int:
    stated = {each.id: each.bounds.low for each in statements}
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("threads", 1)
    open_ = [each for each in links if not each.decided]
    column, next_ = {}, {}
    for number, each in enumerate(open_):
        model.addVar(0, 1)
        model.changeColIntegrality(number, highspy.HighsVarType.kInteger)
        model.changeColCost(number, -stated[each.left])
        column[each.left] = number
        next_[each.left] = each.right
    for each in links:
        if each.decided:
            between, name = [], each.left
            while name != each.right:
                between.append(column[name])
                name = next_[name]
            model.addRow(
                -highspy.kHighsInf, len(between) - 1, len(between), between, [1.0] * len(between)
            )
    model.run()
    return sum(stated.values()) + round(model.getInfo().objective_function_value)


def peer_worlds(question: Question) -> dict[str, object]:
    """The least total of a small question by counting every world."""
    seconds, low = cpu(lambda: _every_world(*question))
    return {"low": low, "CPU seconds": round(seconds, 3)}


def _every_world(statements: list[Statement], links: list[Link]) -> int:
    counting = Counting(statements, links)
    known = len(counting.world(()).clashes)
    worlds = (
        counting.world([each for each, on in zip(links, holds, strict=True) if on])
        for holds in product((False, True), repeat=len(links))
    )
    return min(each.total.low for each in worlds if len(each.clashes) <= known)


def main() -> None:
    report: dict[str, object] = {"load": round(load(), 1), "target CPU seconds": TARGET}
    for shape in (spread, chain):
        rows = []
        for seed in SEEDS:
            question = shape(random.Random(seed))
            mine, peer = ours(question), peer_programme(question)
            if mine["low"] != peer["low"]:
                sys.exit(f"{shape.__name__} {seed}: {mine['low']} against HiGHS {peer['low']}")
            rows.append({"seed": seed, "ours": mine, "HiGHS": peer})
        report[shape.__name__] = rows
    rows = []
    for seed in SEEDS:
        made, links = dense(random.Random(seed))
        loose = [Statement(f"l{number}", Bounds.exactly(1)) for number in range(CLAIMS - len(made))]
        small = dense(random.Random(seed), SMALL, SMALL_OPEN)
        mine, peer = ours(small), peer_worlds(small)
        if mine["low"] != peer["low"]:
            sys.exit(f"small {seed}: {mine['low']} against every world {peer['low']}")
        rows.append(
            {
                "seed": seed,
                "ours": ours(([*made, *loose], links)),
                f"{SMALL} statements, {SMALL_OPEN} open links: ours": mine,
                "the same, every world": peer,
            }
        )
    report["dense"] = rows
    print(json.dumps(report))


if __name__ == "__main__":
    main()
