"""Processes: the same results in the same order, however many."""

import math

import pytest

from materiel.kernel.errors import InputError
from materiel.optimise.pool import one_by_one
from materiel.service.processes import workers


def test_results_come_in_the_order_of_the_tasks():
    tasks = list(range(20))
    assert one_by_one(math.factorial, tasks) == [math.factorial(task) for task in tasks]
    for count in (1, 2):
        with workers(count) as spread:
            assert spread(math.factorial, tasks, size=3) == one_by_one(math.factorial, tasks)


def test_no_process_at_all_is_refused():
    with pytest.raises(InputError, match="found 0; accepted: 1 or more"), workers(0):
        pass
