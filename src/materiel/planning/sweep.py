"""Many changes of one problem estimated: each from the same basis, spread over processes.

Each estimate starts from the basis of the unchanged problem, so that it is the same whatever was
estimated before it, in whichever process.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from materiel.optimise.pool import Workers, one_by_one
from materiel.planning.estimate import Estimate, Estimator
from materiel.planning.problem import Problem

BATCH = 64
"""Changes that a process takes at a time: it writes the unchanged problem's model once for all."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Work for one process: changes of one problem and what is made small in each."""

    problem: Problem
    weights: Mapping[str, float]
    changed: tuple[Problem, ...]


def swept(
    problem: Problem,
    changed: Sequence[Problem],
    weights: Mapping[str, float],
    *,
    workers: Workers = one_by_one,
    batch: int = BATCH,
) -> list[Estimate]:
    """The estimate of each changed problem, in their order.

    Args:
        problem: what they are changes of; its basis is where each estimate starts.
        changed: the changed problems.
        weights: objectives by name, added up with these weights.
        workers: who estimates (``service.processes``); the result does not depend on it.
        batch: changes that a process takes at a time.

    Raises:
        UnknownNameError: a weight's name is no objective.
    """
    batches = [
        Batch(problem, dict(weights), tuple(changed[first : first + batch]))
        for first in range(0, len(changed), batch)
    ]
    return [each for found in workers(estimated, batches) for each in found]


def estimated(batch: Batch) -> list[Estimate]:
    """The estimates of one batch."""
    estimator = Estimator(batch.problem, batch.weights)
    estimator.estimate()
    estimator.remember()
    found = []
    for problem in batch.changed:
        if estimator.change(problem):
            estimator.return_home()
            found.append(estimator.estimate())
        else:
            found.append(estimator.estimate())
            estimator = Estimator(batch.problem, batch.weights)
            estimator.estimate()
            estimator.remember()
    return found
