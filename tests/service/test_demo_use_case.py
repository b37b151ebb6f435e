"""The demo runs in a new folder and again in its own, and never in anybody else's."""

import json

import pytest

from materiel.kernel.errors import WorkspaceError
from materiel.service.demo import make_demo
from materiel.service.verifying import verify
from materiel.service.workspace import open_workspace


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """A demo of the smaller of the two cases."""
    return make_demo(tmp_path_factory.mktemp("demo") / "d", cases=("patriot",))


def test_the_demo_leaves_a_good_workspace_with_plans_and_a_page(shown):
    with open_workspace(shown.folder, environment={}) as workspace:
        assert workspace.case() == "patriot"
        assert verify(workspace).good
    plans = json.loads(shown.plans.read_text("utf-8"))
    assert [plan["case"] for plan in plans] == [
        f"patriot:hold-harmless-{less}" for less in (0, 1, 2)
    ]
    assert all(plan["replay"]["ok"] and plan["gap"] <= 0.001 for plan in plans)
    assert all(plan["break_even"] for plan in plans)
    page = shown.report.read_text("utf-8")
    assert "Break-even floors" in page
    assert "The same plan under other floors" in page
    (case,) = shown.cases
    assert any("Germany 5" in sentence for sentence in case.sentences)


def test_it_runs_again_where_an_earlier_demo_lies(shown):
    mine = shown.folder / "my-notes.txt"
    mine.write_text("keep me", "utf-8")
    again = make_demo(shown.folder, cases=("patriot",))
    assert again.cases == shown.cases
    assert mine.read_text("utf-8") == "keep me"


def test_it_never_touches_a_folder_of_somebody_else(tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(WorkspaceError) as refused:
        make_demo(mine)
    assert str(refused.value) == (
        f"{mine} is not empty and not an earlier demo; name a new or empty folder"
    )
    (mine / "materiel.toml").write_text("", "utf-8")
    with pytest.raises(WorkspaceError, match="not empty and not an earlier demo"):
        make_demo(mine)
    assert (mine / "letter.txt").exists()
    with pytest.raises(WorkspaceError) as refused:
        make_demo(mine / "letter.txt")
    assert str(refused.value) == f"{mine / 'letter.txt'} is a file; name a folder for the demo"


def test_it_never_writes_to_the_database_of_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("MATERIEL_DATABASE_URL", f"sqlite:///{tmp_path}/team.sqlite")
    make_demo(tmp_path / "d", cases=("patriot",))
    assert not (tmp_path / "team.sqlite").exists()
