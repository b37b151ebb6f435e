"""What the overview of contracts says of one that nobody awarded."""

import pytest

from materiel.service.contracts import contracts
from materiel.service.loading import load_case
from materiel.service.workspace import View, create_workspace, open_workspace


@pytest.mark.parametrize(
    ("case", "contract", "form"),
    [
        ("drones-on-behalf", "nato-drones", "proposed, not decided"),
        ("joint-order", "gemt-joint", "contract"),
        ("patriot", "gemt-joint", None),  # no day of award on record, but units may be firm
        ("patriot", "usa-mse-contract", None),
    ],
)
def test_a_proposal_is_not_shown_as_a_purchase(tmp_path, case, contract, form):
    create_workspace(tmp_path / "w", actor="registrar", environment={})
    with open_workspace(tmp_path / "w", environment={}) as workspace:
        load_case(workspace, case)
        table = contracts(workspace, contract, view=View(case)).tables[0]
    names = [column.name for column in table.columns]
    (row,) = table.lines
    assert row.cells[names.index("form")] == form
