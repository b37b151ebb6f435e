"""1,000 changes of the demo problem estimated: the share of building, and of two processes.

Each change scales some needs, stops a line for some months and cuts a budget, drawn from one
seed. The same work is done by this process alone and by two; results must be equal. Efficiency
is CPU seconds alone over CPU seconds of all processes, start of the processes included, and
beside it wall seconds alone over twice the wall seconds of two, which other load spoils. Three
ways to estimate: from the kept basis (what ``swept`` does), from nothing with a model written
anew, and the raw solver on arrays that are ready, from nothing.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import coalition_family
import numpy as np
from measure import load

from materiel.optimise.linear import Linear
from materiel.planning.decomposition import costs_of
from materiel.planning.estimate import Estimator
from materiel.planning.formulation import formulate
from materiel.planning.problem import Problem
from materiel.planning.sweep import swept
from materiel.service.processes import workers

COUNT = 1000
COLD = 50


def scenarios(problem: Problem, count: int, seed: int = 5) -> list[Problem]:
    """Changes in numbers only, each different."""
    draw = np.random.Generator(np.random.Philox(seed))
    found = []
    for _ in range(count):
        needs = tuple(
            replace(each, units=each.units * Fraction(int(draw.integers(80, 141)), 100))
            for each in problem.requirements
        )
        at, first, months = (
            int(draw.integers(0, high)) for high in (len(problem.lines), problem.months, 13)
        )
        line = problem.lines[at]
        capacity = tuple(
            0 if first <= month < first + months else each
            for month, each in enumerate(line.capacity)
        )
        lines = tuple(
            replace(each, capacity=capacity) if each is line else each for each in problem.lines
        )
        cut = int(draw.integers(0, len(problem.budgets)))
        budgets = tuple(
            replace(each, amount=each.amount * int(draw.integers(70, 101)) // 100)
            if number == cut
            else each
            for number, each in enumerate(problem.budgets)
        )
        found.append(replace(problem, requirements=needs, lines=lines, budgets=budgets))
    return found


def used() -> float:
    """CPU seconds of this process and of those that have ended below it."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in both)


def timed(work: Callable[[], object]) -> tuple[float, float, object]:
    """CPU seconds, wall seconds, result."""
    begin, wall = used(), time.perf_counter()
    result = work()
    return used() - begin, time.perf_counter() - wall, result


def shares(problem: Problem, changed: list[Problem]) -> dict[str, object]:
    """Seconds a change, building and solving apart, three ways."""
    weights = coalition_family.weights()
    estimator = Estimator(problem, weights)
    estimator.estimate()
    estimator.remember()
    build = solve = 0.0
    for each in changed:
        begin = time.process_time()
        estimator.change(each)
        built = time.process_time()
        estimator.return_home()
        estimator.estimate()
        solve += time.process_time() - built
        build += built - begin
    cold_build = cold_solve = raw = 0.0
    for each in changed[:COLD]:
        begin = time.process_time()
        fresh = Estimator(each, weights)
        built = time.process_time()
        fresh.estimate()
        done = time.process_time()
        cold_build, cold_solve = cold_build + built - begin, cold_solve + done - built
        draft = formulate(each, whole="nothing")
        arrays, costs = draft.model.arrays(), costs_of(draft, weights)
        begin = time.process_time()
        Linear(arrays, costs).solve()
        raw += time.process_time() - begin
    count, few = len(changed), len(changed[:COLD])

    def told(building: float, solving: float, number: int) -> dict[str, float]:
        return {
            "build ms": round(1e3 * building / number, 2),
            "solve ms": round(1e3 * solving / number, 2),
            "share spent building": round(building / (building + solving), 3),
        }

    return {
        "kept basis": told(build, solve, count),
        "from nothing": told(cold_build, cold_solve, few),
        "raw solver from nothing, ms": round(1e3 * raw / few, 2),
    }


def main(count: str = str(COUNT)) -> None:
    """Print all as one line of JSON."""
    problem = coalition_family.make("demo")
    changed = scenarios(problem, int(count))
    weights = coalition_family.weights()
    report: dict[str, object] = {"scenarios": len(changed), "load": load()}
    report |= shares(problem, changed)
    alone, wall, first = timed(lambda: swept(problem, changed, weights))

    def shared() -> object:
        with workers(2) as spread:
            return swept(problem, changed, weights, workers=spread)

    together, pair, second = timed(shared)
    report["one process"] = {"CPU s": round(alone, 2), "wall s": round(wall, 2)}
    report["two processes"] = {"CPU s": round(together, 2), "wall s": round(pair, 2)}
    report["efficiency by CPU"] = round(alone / together, 3)
    report["efficiency by wall"] = round(wall / (2 * pair), 3)
    report["same results"] = first == second
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
