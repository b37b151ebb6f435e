"""Prices are a bound of the relaxation, and a lever that matters is among the first."""

import sys
from pathlib import Path

import numpy as np

from materiel.optimise.engine import Limits, call
from materiel.planning.levers import levers
from materiel.planning.prices import Prices, _relaxed, _same_shape
from materiel.planning.solve import attempt

sys.path.insert(0, str(Path(__file__).parent))
from tiny import tiny_problem


def relaxed_value(problem):
    model = _relaxed(problem)
    found = call(model.arrays, model.weights, 1.0, Limits(), None)
    return np.inf if found.values is None else float(model.weights @ found.values)


def test_a_price_never_promises_less_than_the_relaxation_needs():
    priced = exact = 0
    for seed in range(12):
        problem = tiny_problem(seed)
        if attempt(problem) is None:
            continue
        prices, base = Prices(problem), relaxed_value(problem)
        for lever in levers(problem):
            for steps in (1, -1):
                after = lever.move(problem, steps)
                if after is None:
                    continue
                found, true = prices.of(after), relaxed_value(after) - base
                # Weak duality: the old prices bound the new value from below.
                assert found <= true + 1e-6, (seed, lever.words(steps))
                same = _same_shape(_relaxed(problem), _relaxed(after))
                assert same or abs(found - true) < 1e-6 or found == true
                priced += same
                exact += abs(found - true) < 1e-6 if np.isfinite(true) else 0
    assert priced > 100
    assert exact > priced // 2
