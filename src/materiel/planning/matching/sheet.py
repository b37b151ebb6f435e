"""Columns and rows of whole numbers that grow one by one, and the door to the solver."""

from collections.abc import Iterable, Sequence

import numpy as np

from materiel.kernel.errors import SolverError
from materiel.optimise.answer import Stage
from materiel.optimise.memory import Memory
from materiel.optimise.model import Model, everywhere
from materiel.optimise.solver import solve

Term = tuple[int, int]
"""A column and its coefficient."""
Goal = tuple[str, Sequence[Term]]
"""What is made as small as possible, with its name."""


class Sheet:
    """A model in whole numbers; every column starts at 0."""

    def __init__(self) -> None:
        self._uppers: list[int] = []
        self._rows: list[tuple[float, float]] = []
        self._terms: list[tuple[int, int, int]] = []

    def column(self, upper: int) -> int:
        """A new column from 0 to ``upper``."""
        self._uppers.append(upper)
        return len(self._uppers) - 1

    def row(self, terms: Iterable[Term], low: float = -np.inf, high: float = np.inf) -> None:
        """``low <= terms <= high``; a row without terms must hold as it is."""
        number = len(self._rows)
        found = [(number, column, value) for column, value in terms if value]
        self._rows.append((low, high))
        self._terms += found

    def solve(self, goals: Sequence[Goal], memory: Memory | None = None) -> list[int] | None:
        """The columns' values with the goals as small as possible in their order; None: none fit.

        Raises:
            SolverError: the solver gave no answer, or could not prove one.
        """
        model = Model()
        count = len(self._uppers)
        columns = model.add_columns(
            "units", everywhere(count), upper=np.array(self._uppers, dtype=float), integer=True
        )
        rows = model.add_rows(
            "rules",
            everywhere(len(self._rows)),
            np.array([low for low, _ in self._rows]),
            np.array([high for _, high in self._rows]),
        )
        if self._terms:
            where, which, value = (np.array(part) for part in zip(*self._terms, strict=True))
            model.add_terms(rows[where], columns[which], value.astype(float))
        stages = [_stage(name, terms) for name, terms in goals if terms] or [_stage("any", [])]
        answer = solve(model, stages, gap=0.0, memory=memory)
        if answer.status == "infeasible":
            return None
        if answer.status != "optimal" or any(each.bound is None for each in answer.stages):
            raise SolverError("the solver could not prove the match; nothing is shown unproven")
        return [round(value) for value in answer.values]


def _stage(name: str, terms: Sequence[Term]) -> Stage:
    return Stage(
        name,
        np.array([column for column, _ in terms], dtype=np.int64),
        np.array([value for _, value in terms], dtype=np.float64),
        step=1.0,
    )
