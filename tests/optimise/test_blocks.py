import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from materiel.optimise import blocks, solver
from materiel.optimise.answer import Stage
from materiel.optimise.engine import Limits
from materiel.optimise.model import Model, everywhere
from materiel.optimise.solver import solve

small = st.integers(1, 4)


@st.composite
def families(draw):
    """Two to four knapsacks of their own, perhaps tied by a lazy row; two objectives."""
    model = Model()
    parts = []
    for number in range(draw(st.integers(2, 4))):
        columns = model.add_columns(f"f{number}", everywhere(2), upper=3.0, integer=True)
        row = model.add_rows(f"room{number}", high=float(draw(st.integers(0, 9))))
        model.add_terms(row, columns, [draw(small), draw(small)])
        parts.append(columns)
    every = np.concatenate(parts)
    if draw(st.booleans()):
        tie = model.add_rows("tie", high=float(draw(st.integers(0, 20))), lazy=True)
        model.add_terms(tie, every, [draw(small) for _ in every])
    weights = [np.array([float(-draw(small)) for _ in every]) for _ in range(2)]
    stages = [Stage(f"s{n}", every, each, step=1.0) for n, each in enumerate(weights)]
    return model, stages


@given(families())
@settings(max_examples=60, deadline=None)
def test_solving_block_by_block_gives_the_values_of_the_whole(family):
    model, stages = family
    apart = solve(model, stages, gap=0.0)
    whole = solver._lexicographic(model.arrays(), stages, Limits(), None)
    assert [each.value for each in apart.stages] == [each.value for each in whole.stages]
    assert [each.bound for each in apart.stages] == [each.bound for each in whole.stages]


def test_families_that_share_no_binding_row_are_blocks_of_their_own():
    model = Model()
    columns = model.add_columns("x", everywhere(4), upper=1.0, integer=True)
    model.add_terms(model.add_rows("first", high=1.0), columns[:2])
    model.add_terms(model.add_rows("second", high=1.0), columns[2:])
    model.add_terms(model.add_rows("never binds", high=4.0), columns)
    parts = blocks.components(blocks.binding(model.arrays()))
    assert [part.tolist() for part in parts] == [[0, 1], [2, 3]]
    assert len(blocks.components(model.arrays())) == 1


def test_a_tolerance_between_stages_keeps_the_model_whole():
    model = Model()
    columns = model.add_columns("x", everywhere(2), upper=1.0, integer=True)
    first = Stage("first", columns, np.ones(2), absolute=1.0)
    second = Stage("second", columns, -np.ones(2))
    assert not blocks.separable(model.arrays(), [first, second])
    assert solve(model, [first, second]).stages[0].value == 1.0


def test_large_coefficients_are_scaled_by_powers_of_two():
    model = Model()
    columns = model.add_columns("x", everywhere(2), upper=3.0, integer=True)
    model.add_terms(model.add_rows("money", high=1e10), columns, [4e9, 1.0])
    scaled = blocks.scaled(model.arrays())
    assert scaled.value.max() <= 1.0
    assert scaled.high[0] / scaled.value[0] == 1e10 / 4e9
