"""Block by block: the whole model solved at once lies between the bound and the value."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from materiel.kernel.errors import SolverError
from materiel.optimise import block, decompose
from materiel.optimise.solver import check
from materiel.planning import decomposition
from materiel.planning.coarse import same_columns, same_rows
from materiel.planning.decomposition import costs_of, decomposed
from materiel.planning.estimate import Estimator
from materiel.planning.formulation import formulate
from materiel.planning.grid import buckets
from materiel.service.processes import workers

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
import coalition_family
from coalition_draw import Draw, Scale

SMALL = Scale(donors=6, recipients=2, items=16, families=6, months=24)
WEIGHTS = coalition_family.weights()
GRID = buckets(24, fine=6, middle=18, short=2, long=3)


def small(seed):
    return coalition_family.problem(Draw(SMALL, seed), "small", None)


@pytest.mark.parametrize("seed", range(4))
def test_the_optimum_lies_between_the_bound_and_a_value_that_keeps_every_rule(seed):
    problem = small(seed)
    found = decomposed(problem, WEIGHTS, grid=GRID, rounds=2, gap=0.0, largest=0.5)
    best = Estimator(problem, WEIGHTS).estimate()
    assert found.blocks >= 3
    assert len(found.passes) == 2
    assert found.bound <= best.value + 1e-6 * best.value
    assert best.value <= found.value + 1e-5 * best.value
    assert found.gap < 0.1
    check(found.draft.model.arrays(), found.values)
    assert costs_of(found.draft, WEIGHTS) @ found.values == pytest.approx(found.value)


def test_the_result_does_not_depend_on_how_many_processes_there_are():
    problem = small(1)
    alone = decomposed(problem, WEIGHTS, grid=GRID, rounds=1, largest=0.5)
    with workers(2) as two:
        shared = decomposed(problem, WEIGHTS, grid=GRID, rounds=1, largest=0.5, workers=two)
    assert shared.value == alone.value
    assert shared.bound == alone.bound
    assert np.array_equal(shared.values, alone.values)


def test_more_rounds_never_make_it_worse():
    found = decomposed(small(2), WEIGHTS, grid=GRID, rounds=3, gap=0.0, largest=0.5)
    values, bounds = ([getattr(each, name) for each in found.passes] for name in ("value", "bound"))
    assert values == sorted(values, reverse=True)
    assert bounds == sorted(bounds)


def test_what_is_not_worth_a_round_is_not_tried():
    assert len(decomposed(small(2), WEIGHTS, grid=GRID, rounds=3, gap=0.5, largest=0.5).passes) == 1


def test_blocks_that_fail_leave_no_value_and_no_false_bound(monkeypatch):
    """A solver that answers nothing: nothing is claimed."""
    no = decompose.Reply("stopped", np.zeros(0), np.zeros(0), again=True)
    monkeypatch.setattr(decompose, "answer", lambda _: no)
    problem = small(0)
    found = decomposed(problem, WEIGHTS, grid=GRID, rounds=1, largest=0.5)
    assert found.value == np.inf
    assert found.gap is None
    best = Estimator(problem, WEIGHTS).estimate()
    assert found.bound is None or found.bound <= best.value


def test_an_imprecise_answer_is_asked_for_again(monkeypatch):
    draft = formulate(small(0), whole="nothing")
    task = decompose.Task(draft.model.arrays(), costs_of(draft, WEIGHTS), 1e-8)
    true = decompose.answer(task)
    asked = []

    class Imprecise(block.Linear):
        def solve(self):
            asked.append(self._crossover)
            if not self._crossover:
                raise SolverError("the solver's answer breaks a row of the model by 1")
            return super().solve()

    monkeypatch.setattr(block, "Linear", Imprecise)
    found = decompose.answer(task)
    assert asked == [False, True]
    assert (true.again, found.again) == (False, True)
    assert task.costs @ found.values == pytest.approx(task.costs @ true.values, rel=1e-5)


def test_a_value_that_breaks_a_row_is_not_told(monkeypatch):
    """Stocks that do not add up, which no coupling row can see: the check of the whole does."""
    true = decompose.answer

    def off(task):
        reply = true(task)
        return replace(reply, values=reply.values + (task.costs[: len(reply.values)] == 0))

    monkeypatch.setattr(decompose, "answer", off)
    assert decomposed(small(0), WEIGHTS, grid=GRID, rounds=1, largest=0.5).value == np.inf


def test_rows_in_buckets_are_the_same_rows_and_prices_run_between_their_middles():
    problem = small(0)
    fine = formulate(problem, whole="nothing")
    coarse = formulate(problem, whole="nothing", grid=GRID)
    same = same_rows(coarse, fine)
    lines = [row for row in range(fine.model.row_count) if "line-" in fine.model.row_name(row)]
    for row in lines:
        name = coarse.model.row_name(int(same.row[row]))
        assert name.partition(",")[0] == fine.model.row_name(row).partition(",")[0]
    (first, shape, place) = fine.model.row_places()["posture-floor", 0]
    at = {(int(n) // 24, int(n) % 24): first + k for k, n in enumerate(place)}
    start, other, _ = coarse.model.row_places()["posture-floor", 0]
    assert (shape[-1], other[-1]) == (24, 14)
    prices = np.zeros(coarse.model.row_count)
    thing = next(n for n, month in at if month == 0)
    mine = {int(same.row[at[thing, month]]) for month in range(24) if (thing, month) in at}
    for row in mine:
        prices[row] = 1.0
    assert same.prices(prices)[[at[thing, 0], at[thing, 23]]].tolist() == [1.0, 1.0]
    # Months 7 and 8 are one bucket with its middle at 7.5, months 9 and 10 the next, at 9.5.
    bucket = int(same.row[at[thing, 7]])
    assert int(same.row[at[thing, 6]]) == bucket
    assert int(same.other[at[thing, 7]]) == int(same.row[at[thing, 8]])
    prices[bucket], prices[int(same.row[at[thing, 8]])] = 4.0, 8.0
    assert same.prices(prices)[at[thing, 7]] == pytest.approx(4.0 + 4.0 * 0.5 / 2.0)
    assert start >= 0


def test_columns_in_buckets_belong_to_the_blocks_of_their_months():
    problem = small(0)
    fine = formulate(problem, whole="nothing")
    coarse = formulate(problem, whole="nothing", grid=GRID)
    of = np.arange(fine.model.column_count)
    family = {item.name: item.family for item in problem.items}
    for arc, columns in zip(problem.arcs, fine.moves, strict=True):
        of[columns[columns >= 0]] = int(family[arc.item][1:])
    found = same_columns(coarse, fine, of)
    for arc, columns in zip(problem.arcs, coarse.moves, strict=True):
        assert set(found[columns[columns >= 0]].tolist()) <= {int(family[arc.item][1:])}


def test_blocks_trade_from_the_second_round_on_and_the_spread_is_halved():
    found = decomposed(small(3), WEIGHTS, grid=GRID, rounds=3, gap=0.0, largest=0.5)
    spread = decomposition.SPREAD
    assert [each.spread for each in found.passes] == [0.0, spread, spread / 2]
