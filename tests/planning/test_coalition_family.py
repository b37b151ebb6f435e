"""The benchmark family as problems of the general type: the optima of an independent model."""

import importlib.util
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from materiel.optimise.linear import Linear
from materiel.optimise.model import Arrays
from materiel.planning.estimate import Estimator
from materiel.planning.grid import buckets

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import coalition_family  # noqa: E402
from coalition_draw import SCALES, Draw  # noqa: E402

FEES = (0.1, 0.05)
REFERENCE = ROOT.parent / "shared" / "bench" / "coalition.py"


def ours(scale, *, seed=7, grid=None, fees=None, eps=1e-3):
    problem = coalition_family.make(scale, seed, fees)
    grid = buckets(problem.months) if grid else None
    return Estimator(problem, coalition_family.weights(eps), grid=grid).estimate()


def test_the_demo_instance_has_its_known_optima():
    for found, known in (
        (ours("demo"), 17_235.14185),
        (ours("demo", fees=FEES, eps=0.02), 17_235.85344),
        (ours("demo", grid=True), 17_254.22203),
        (ours("demo", grid=True, fees=FEES, eps=0.02), 17_254.93037),
    ):
        assert found.value == pytest.approx(known, rel=1e-8)
        assert found.value - 1e-6 <= found.bound <= found.value + 1e-6


@pytest.mark.proof
def test_the_alliance_instance_has_its_known_optima():
    for found, known in (
        (ours("alliance"), 33_995.460),
        (ours("alliance", grid=True), 35_459.245),
        (ours("alliance", grid=True, fees=FEES, eps=0.02), 35_520.875),
    ):
        assert found.value == pytest.approx(known, abs=1e-3)
        assert found.value - 1e-4 <= found.bound <= found.value + 1e-4


class _Rows:
    """Stands in for the sparse matrix of the reference: triplets to rows."""

    def __init__(self, triplets, shape):
        value, (row, column) = triplets
        key = row * shape[1] + column
        key, at = np.unique(key, return_inverse=True)
        self.value = np.bincount(at, weights=value)
        self.index = key % shape[1]
        counts = np.bincount(key // shape[1], minlength=shape[0])
        self.start = np.concatenate([[0], np.cumsum(counts)])


@pytest.fixture(scope="module")
def reference():
    """The reference model of the family, from beside the project."""
    if not REFERENCE.is_file():
        pytest.skip(f"no reference model at {REFERENCE}")
    stub, sparse = types.ModuleType("scipy"), types.ModuleType("scipy.sparse")
    stub.sparse, sparse.csr_matrix = sparse, _Rows
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "scipy", stub)
        patch.setitem(sys.modules, "scipy.sparse", sparse)
        spec = importlib.util.spec_from_file_location("coalition_reference", REFERENCE)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


def theirs(reference, scale, seed, grid, **costs):
    drawn = reference.make(scale, seed)
    model = reference.build(drawn, reference.grid_bucket(drawn.T) if grid else None, **costs)
    rows, size = model.A, len(model.c)
    whole = np.zeros(size, dtype=bool)
    arrays = Arrays(
        model.lb, model.ub, whole, whole, model.lo.astype(float), model.hi.astype(float),
        rows.start.astype(np.int32), rows.index.astype(np.int32), rows.value,
        np.zeros(len(model.lo), dtype=bool),
    )  # fmt: skip
    return Linear(arrays, model.c).solve().value


def test_the_draws_are_those_of_the_reference(reference):
    for scale, seed in (("demo", 7), ("demo", 1), ("alliance", 7)):
        its, mine = reference.make(scale, seed), Draw(SCALES[scale], seed)
        for theirs_, ours_ in (
            (its.fam, mine.family),
            (its.w, mine.weight),
            (its.cost, mine.cost),
            (its.cap, mine.capacity),
            (its.subcap, mine.component_capacity),
            (its.opt, mine.options),
            (its.floor, mine.floor),
            (its.bud, mine.budget),
            (its.share, mine.share),
            (its.q[:, 1], [need[2] for need in mine.needs]),
        ):
            np.testing.assert_allclose(ours_, theirs_, rtol=1e-14)


@pytest.mark.parametrize("grid", [False, True])
def test_other_draws_have_the_optimum_of_the_reference(reference, grid):
    for seed in range(10):
        known = theirs(reference, "demo", seed, grid, eps=0.02, optfee=FEES)
        found = ours("demo", seed=seed, grid=grid, fees=FEES, eps=0.02)
        assert found.value == pytest.approx(known, rel=1e-7), seed
        assert found.bound == pytest.approx(known, rel=1e-7), seed
