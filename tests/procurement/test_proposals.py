"""What is certainly only proposed, and what may be an order."""

from dataclasses import replace
from datetime import date

import pytest

from materiel.kernel.period import Period
from materiel.procurement.agreements import Agreement
from materiel.procurement.amendments import Amendment
from materiel.procurement.contracts import ContractLine, Option
from materiel.procurement.proposals import is_proposal

LINE = ContractLine(id="L", contract="C", line="1", item="drone", firm_low=0, firm_high=0)
ABOUT = Agreement(id="A", contract="C", title="drones together")
OPTION = Option(id="O", contract="C", line="1", quantity=20)
AWARDED = Period.day(date(2025, 1, 3))
CHANGE = Amendment(
    id="X", contract="C", line="1", buyer="DEU", kind="accession", valid=AWARDED, reason="joined"
)


@pytest.mark.parametrize("agreements", [[], [ABOUT]])
def test_nothing_firm_and_no_day_of_award_is_a_proposal(agreements):
    assert is_proposal(agreements, [LINE], [OPTION])


@pytest.mark.parametrize(
    "rows",
    [
        {"agreements": [replace(ABOUT, awarded=AWARDED)]},
        {"agreements": [replace(ABOUT, form="framework")]},
        {"lines": []},
        {"lines": [LINE, replace(LINE, id="L2", firm_low=1, firm_high=1)]},
        {"lines": [replace(LINE, firm_high=4)]},
        {"lines": [replace(LINE, firm_low=None, firm_high=None)]},
        {"options": [replace(OPTION, commitment="K")]},
        {"amendments": [CHANGE]},
        {"paid": True},
    ],
)
def test_what_may_have_been_ordered_is_none(rows):
    assert not is_proposal(**{"agreements": [ABOUT], "lines": [LINE], **rows})
