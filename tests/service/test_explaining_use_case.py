"""Explaining, comparing and looking back, on the packaged cases."""

import json
from datetime import date
from time import process_time

import pytest

import materiel
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.planning.effects import shortfalls
from materiel.planning.solve import Settings, attempt
from materiel.scenarios.hold_harmless import hold_harmless
from materiel.service.planning_cases import planning_case
from materiel.service.plans import make_plans
from materiel.service.stored_plans import kept_plans, stored


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explaining")
    materiel.create_workspace(folder, actor="registrar")
    with materiel.open_workspace(folder) as workspace:
        for case in ("patriot", "coalition"):
            materiel.load_case(workspace, case)
        make_plans(workspace)
    return folder


@pytest.fixture
def workspace(place):
    with materiel.open_workspace(place) as opened:
        yield opened


COALITION = materiel.View("coalition")
PATRIOT = materiel.View("patriot")


def test_a_need_of_the_coalition_is_explained_with_the_entries(workspace):
    found = materiel.explain(workspace, need="RQ-FU-1", levers=2, view=COALITION)
    (subject,) = found.subjects
    assert (subject.total, subject.months) == (2, "2026-06 to 2026-07")
    (why,) = subject.whys
    cites = {each.text: each.cites for each in why.rules}
    north = "floor F-FU-NORTH: XDO and XES and XFA may never hold less than 3"
    assert cites[north] == ("F-FU-NORTH", "C-BOARD-FLOORS")
    assert "consent GT-FU-XBR opens in 2026-09" in cites
    assert "floor F-FU-NORTH one lower" in why.reliefs
    assert all(line.effect != "no difference" for line in subject.levers)
    json.dumps(found.as_dict())


def test_one_months_slip_of_the_seeker_is_planned_anew_and_drawn_in_five_seconds(
    workspace, tmp_path
):
    page = tmp_path / "seeker.html"
    begun = []
    found = materiel.compare(
        workspace,
        changes=("slip components/K-SEEKER 1",),
        draw=page,
        view=COALITION,
        # Time of this process alone: one thread plans, and others may use the machine as well.
        progress=lambda line: begun.append((process_time(), line)),
    )
    assert process_time() - begun[-1][0] < 5
    (compared,) = found.compared
    assert compared.difference.proven
    effects = {each.name: (each.before, each.after) for each in compared.difference.effects}
    assert effects["RQ-INT-2"] == (4, 14)
    assert effects["RQ-INT-1"] == (0, 5)
    text = page.read_text("utf-8")
    with workspace.reading(COALITION) as reader:
        problem = planning_case(reader).problems[0]
    for part in (*problem.requirements, *problem.floors, *problem.obligations):
        assert part.name in text
    # What differs comes first, with names and both numbers; the rest is folded into one line.
    assert text.index("RQ-INT-2") < text.index("unchanged") < text.index("F-STD-WEST")
    assert "Velmora" in text[: text.index("unchanged")]
    assert "12 needs, 21 floors and 5 backfills unchanged" in text
    assert "a unit-month" in text.lower()
    assert "<script" not in text
    json.dumps(found.as_dict())


def test_a_kept_plan_is_changed_no_more_than_it_must(workspace, tmp_path):
    before = stored(workspace)["coalition"]
    made = make_plans(
        workspace,
        view=COALITION,
        path=tmp_path / "again.json",
        keep=kept_plans(workspace, "coalition"),
    )
    (plan,) = made.cases[0].plans
    assert plan.decisions == before
    assert plan.value("change") == 0
    with pytest.raises(UnknownNameError, match=r"no plan 'colition' \(near: coalition"):
        kept_plans(workspace, "colition")


def test_a_past_day_is_planned_as_known_then(workspace):
    days = [date(2024, 12, 31), date(2025, 7, 1)]
    found = materiel.backtest(workspace, days, less=(1,), view=PATRIOT)
    first, second = found.days
    assert [line.giver for line in first.plans[0].decisions] == [
        *("Germany", "Romania", "Netherlands", "Spain")
    ]
    germany = {plan.reading: plan.decisions[0] for plan in first.plans}
    # What the record knew at the end of 2024, and what it says of that day today.
    assert germany["holdings as known on the day"].held == 9
    assert germany["holdings of the day as known at the case's date"].held == 6
    assert "Spain" in first.silent
    assert "Ukraine: ten systems asked of the United States" in second.requests
    assert "Ukraine: ten systems asked of the United States" not in first.requests
    json.dumps(found.as_dict())


def test_at_the_cases_date_the_backtest_is_the_plan(workspace):
    found = materiel.backtest(workspace, [date(2026, 5, 31)], less=(1,), view=PATRIOT)
    (day,) = found.days
    with workspace.reading(PATRIOT) as reader:
        problem = hold_harmless(planning_case(reader, ()).swept, 1)
    plan = attempt(problem, Settings(gap=0.0))
    assert day.plans[0].unmet == sum(shortfalls(plan).values())


def test_what_makes_no_sense_is_refused(workspace):
    with pytest.raises(InputError, match="compare: found no scenario; accepted: a file, or"):
        materiel.compare(workspace, view=COALITION)
    with pytest.raises(InputError, match="backtest: it sweeps hold-harmless floors; the case"):
        materiel.backtest(workspace, [date(2025, 1, 1)], view=COALITION)
    with pytest.raises(InputError, match="found 2027-01-01; accepted: a day up to 2026-05-31"):
        materiel.backtest(workspace, [date(2027, 1, 1)], view=PATRIOT)
    with pytest.raises(UnknownNameError, match=r"no floor 'F-FU-XA' \(near: F-FU-XA"):
        materiel.explain(workspace, floor="F-FU-XA", view=COALITION)


def test_a_scenario_without_a_plan_names_the_rules(workspace, tmp_path):
    scenario = tmp_path / "too-high.toml"
    scenario.write_text(
        '[[changes]]\nchange = "floor"\npart = "floors/F-FU-XCO"\nby = 5\n', encoding="utf-8"
    )
    found = materiel.compare(workspace, [scenario], view=COALITION)
    (compared,) = found.compared
    assert compared.impossible == ("floor F-FU-XCO: XCO may never hold less than 7",)
    assert compared.difference is None


@pytest.mark.proof
def test_a_comparison_does_not_depend_on_whether_a_plan_was_stored(workspace, tmp_path):
    """Equally good plans divide lateness otherwise; without a stored one the usual is meant."""
    asked = ["slip components/K-SEEKER 1"]
    (stored_before,) = materiel.compare(workspace, changes=asked, view=COALITION).compared
    materiel.create_workspace(tmp_path, actor="registrar")
    with materiel.open_workspace(tmp_path) as opened:
        materiel.load_case(opened, "coalition")
        (nothing_before,) = materiel.compare(opened, changes=asked, view=COALITION).compared
    assert nothing_before.difference.as_dict() == stored_before.difference.as_dict()
