"""The two answers that a plan gives first: what stays unmet, and who is refilled from what."""

from fractions import Fraction

import pytest

from materiel.reports.plan_answers import MOST
from materiel.service.loading import load_case
from materiel.service.plans import make_plans, plan_answers
from materiel.service.workspace import View, create_workspace, open_workspace


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """The plan of the coalition as JSON, and its two answers."""
    folder = tmp_path_factory.mktemp("answers") / "ws"
    create_workspace(folder, actor="reader", environment={})
    with open_workspace(folder, environment={}) as workspace:
        assert load_case(workspace, "packaged:coalition").good
        made = make_plans(workspace)
        (answers,) = plan_answers(workspace, made, View()).values()
    (plan,) = made.as_dicts()
    return plan, answers


def test_the_unmet_needs_come_by_priority_and_the_most_missing_first(answered):
    plan, (unmet, _) = answered
    short = [each for each in plan["unmet"] if each["months"]]
    assert [line.cells[0] for line in unmet.lines] == [
        each["requirement"]
        for each in sorted(
            short, key=lambda need: (need["priority"], -Fraction(need["unit_months"]))
        )
    ][:MOST]
    assert unmet.lines[0].cells == (
        "RQ-FU-1",
        "Velmora",
        "Garda fire units",
        1,
        "2",
        "June 2026 to July 2026",
    )
    assert unmet.notes == ()


def test_every_refill_says_who_from_what_and_when(answered):
    plan, (_, refills) = answered
    assert len(refills.lines) == min(MOST, len(plan["backfills"]))
    for line, debt in zip(refills.lines, plan["backfills"], strict=False):
        donor, _, owed, _, filled, left = line.cells
        assert (owed, left) == (str(debt["units"]), str(debt["open"]))
        assert donor in ("Aldmark", "Brennia")
        parts = [Fraction(part.split(" in ")[0]) for part in filled.split("; ")]
        assert sum(parts) == Fraction(debt["units"]) - Fraction(debt["open"])
    assert refills.lines[0].cells[4] == (
        "1 in October 2026 (slot delivery of Garda fire units to Aldmark)"
    )
