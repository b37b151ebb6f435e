"""What the engine asks of HiGHS, and which of its answers are asked for again."""

from types import SimpleNamespace

import highspy
import numpy as np
import pytest

from materiel.kernel.errors import SolverError
from materiel.optimise import engine
from materiel.optimise.engine import SMALL, Limits, call
from materiel.optimise.model import Model, everywhere


def model(size, *, whole=True):
    found = Model()
    columns = found.add_columns("units", everywhere(size), upper=4.0, integer=whole)
    found.add_terms(found.add_rows("demand", low=3.0), columns)
    return found.arrays(), np.ones(size)


def presolve_of(arrays, weights, limits, monkeypatch):
    asked = []
    run = highspy.Highs.run

    def watched(self):
        asked.append(self.getOptionValue("presolve")[1])
        return run(self)

    monkeypatch.setattr(highspy.Highs, "run", watched)
    found = call(arrays, weights, 1.0, limits, None)
    assert weights @ found.values == pytest.approx(3.0)
    return asked


def test_a_small_model_with_whole_columns_is_never_simplified_first(monkeypatch):
    assert presolve_of(*model(SMALL), Limits(), monkeypatch) == ["off"]


@pytest.mark.parametrize(("size", "whole"), [(SMALL + 1, True), (2, False)])
def test_a_larger_or_a_linear_model_may_be(size, whole, monkeypatch):
    assert presolve_of(*model(size, whole=whole), Limits(), monkeypatch) == ["choose"]


def test_a_model_of_any_size_is_not_where_nobody_wants_it(monkeypatch):
    assert presolve_of(*model(SMALL + 1), Limits(presolve=False), monkeypatch) == ["off"]


def strange(monkeypatch, *, always):
    """Answers that are no numbers: whenever the solver simplifies first, or always."""
    right = highspy.Highs.getSolution

    def wrong(self):
        if always or self.getOptionValue("presolve")[1] != "off":
            return SimpleNamespace(col_value=[np.nan] * self.getNumCol(), row_dual=[])
        return right(self)

    monkeypatch.setattr(engine, "SMALL", 0)
    monkeypatch.setattr(highspy.Highs, "getSolution", wrong)


def test_an_answer_that_is_no_number_is_asked_for_again(monkeypatch):
    strange(monkeypatch, always=False)
    found = call(*model(3), 1.0, Limits(), None)
    assert (found.status, found.bound, found.values.sum()) == ("optimal", 3.0, 3.0)


def test_an_answer_that_stays_no_number_is_refused(monkeypatch):
    strange(monkeypatch, always=True)
    with pytest.raises(SolverError, match="holds a value that is not a number"):
        call(*model(3), 1.0, Limits(), None)
