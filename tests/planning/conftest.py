"""The hand-over and refill of X12 as a problem that tests vary."""

from dataclasses import replace

import pytest

from materiel.planning.parts import Arc, Floor, Item, Requirement, Slot, Stock
from materiel.planning.problem import Problem


@pytest.fixture
def hand_over():
    """D holds 4 with a floor of 3; R needs 2 from month 2 on; one refill comes in month 6."""

    def make(*, refill=6, depth=1, duration=3, **changes):
        problem = Problem(
            case="hand-over",
            months=8,
            parties=("D", "R"),
            items=(Item(name="unit"),),
            stocks=(Stock(party="D", item="unit", units=4),),
            arcs=(Arc(donor="D", item="unit", recipient="R", lead=1),),
            floors=(
                Floor(
                    name="D-unit",
                    parties=("D",),
                    of="unit",
                    levels=(3,) * 8,
                    depth=depth,
                    duration=duration,
                ),
            ),
            slots=(Slot(name="refill", party="D", item="unit", units=1, month=refill),),
            requirements=(Requirement(name="need", recipient="R", of="unit", units=2, due=2),),
        )
        return replace(problem, **changes)

    return make
