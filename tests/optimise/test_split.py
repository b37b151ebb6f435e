"""What falls apart is found from the rows: whichever rules tie little are left out of blocks."""

import sys
from pathlib import Path

import numpy as np
import pytest

from materiel.optimise.model import Model, everywhere
from materiel.optimise.split import LOOSE, split
from materiel.planning.formulation import formulate

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
import coalition_family


def two_shops(equation=False):
    """Two shops of three months; a budget of all shops; in an equation, what is spent."""
    model = Model()
    made = model.add_columns("made", everywhere(2, 3))
    kept = model.add_columns("kept", everywhere(2, 3))
    spent = model.add_columns("spent", everywhere(1))
    rows = model.add_rows("flow", low=np.ones((2, 3)), high=np.ones((2, 3)))
    model.add_terms(rows, made)
    model.add_terms(rows, kept, -1.0)
    model.add_terms(rows[:, 1:], kept[:, :-1])
    budget = model.add_rows("budget", low=0.0 if equation else -np.inf, high=np.zeros(1))
    model.add_terms(budget[:, None, None], made)
    model.add_terms(budget, spent, -1.0)
    return model, made, spent


def test_a_budget_couples_two_shops_and_a_thing_through_time_stays_together():
    model, made, spent = two_shops()
    found = split(model, model.arrays(), 0.5)
    assert found.count == 2
    assert found.rules == ("budget",)
    assert [model.row_name(int(row)) for row in found.coupling] == ["budget[0]"]
    assert found.loose.tolist() == spent.tolist()
    assert {len(set(found.block[made[shop]].tolist())) for shop in range(2)} == {1}
    assert sum(len(columns) for columns in found.columns()) == 12
    assert sum(len(rows) for rows in found.rows()) == 6


def test_without_a_limit_everything_is_one_block():
    model, _, _ = two_shops()
    found = split(model, model.arrays(), 1.0)
    assert (found.count, len(found.coupling), found.rules) == (1, 0, ())


def test_the_blocks_of_the_family_are_its_families():
    problem = coalition_family.make("alliance")
    draft = formulate(problem, whole="nothing")
    found = split(draft.model, draft.model.arrays(), 0.25)
    family = {item.name: item.family for item in problem.items}
    blocks = {}
    for arc, columns in zip(problem.arcs, draft.moves, strict=True):
        blocks.setdefault(family[arc.item], set()).update(
            found.block[columns[columns >= 0]].tolist()
        )
    assert len(blocks) == 12
    assert all(len(mine) == 1 and LOOSE not in mine for mine in blocks.values())
    assert len({next(iter(mine)) for mine in blocks.values()}) == 12


def test_a_small_block_in_an_equation_of_all_is_free_until_the_end():
    problem = coalition_family.make("alliance")
    draft = formulate(problem, whole="nothing")
    found = split(draft.model, draft.model.arrays(), 0.25)
    for name in ("carried", "key-short", "key-total", "paid"):
        assert set(found.block[draft.own[name]].tolist()) == {LOOSE}


@pytest.mark.parametrize("largest", [0.1, 0.3, 0.6])
def test_a_row_of_a_block_has_columns_of_that_block_only(largest):
    draft = formulate(coalition_family.make("demo"), whole="nothing")
    arrays = draft.model.arrays()
    found = split(draft.model, arrays, largest)
    for row in range(len(arrays.low)):
        blocks = set(found.block[arrays.index[arrays.start[row] : arrays.start[row + 1]]].tolist())
        assert blocks <= {found.home[row]} or found.home[row] == LOOSE
