"""A workspace is found, made and opened, or refused in one line that says what to do."""

import re
import sqlite3
from datetime import date

import pytest

from materiel.kernel.errors import InputError, UnknownNameError, WorkspaceError
from materiel.service.loading import load_case
from materiel.service.workspace import View, create_workspace, find_workspace, open_workspace


def test_the_nearest_folder_upward_is_the_workspace(tmp_path):
    create_workspace(tmp_path, environment={})
    inner = tmp_path / "a/b"
    inner.mkdir(parents=True)
    assert find_workspace(inner) == tmp_path.resolve()


def test_where_there_is_none_the_error_says_how_to_make_one(tmp_path):
    with pytest.raises(WorkspaceError) as refused:
        find_workspace(tmp_path)
    assert str(refused.value) == (
        f"no workspace at {tmp_path.resolve()} or above; 'materiel init' makes one, "
        "-w FOLDER names one"
    )
    with pytest.raises(WorkspaceError) as refused:
        open_workspace(tmp_path / "x", environment={})
    place = (tmp_path / "x").resolve()
    assert str(refused.value) == f"no workspace at {place}; 'materiel init {place}' makes one"


def test_making_it_twice_is_harmless(tmp_path):
    first = create_workspace(tmp_path, actor="a", environment={})
    again = create_workspace(tmp_path, actor="b", environment={})
    assert (first.new, again.new) == (True, False)
    with open_workspace(tmp_path, environment={}) as workspace:
        assert workspace.actor == "a"


def test_an_existing_workspace_keeps_its_database(tmp_path):
    create_workspace(tmp_path, environment={})
    with pytest.raises(WorkspaceError) as refused:
        create_workspace(tmp_path, database="sqlite:///other.sqlite", environment={})
    path = tmp_path.resolve() / "materiel.toml"
    assert str(refused.value) == f"{path} names a database already; change it there"


def test_a_database_that_cannot_be_reached_leaves_no_workspace_behind(tmp_path):
    url = f"postgresql+psycopg://me@/name?host={tmp_path}/nowhere"
    with pytest.raises(WorkspaceError, match=r"^database postgresql"):
        create_workspace(tmp_path / "w", database=url, environment={})
    assert not (tmp_path / "w/materiel.toml").exists()


def test_a_lost_database_is_not_replaced_by_an_empty_one(tmp_path):
    create_workspace(tmp_path, environment={})
    file = tmp_path.resolve() / "materiel.sqlite"
    file.unlink()
    with (
        open_workspace(tmp_path, environment={}) as workspace,
        pytest.raises(WorkspaceError) as refused,
    ):
        _ = workspace.database
    assert str(refused.value) == (
        f"no database at {file}; restore it from a copy, or run "
        f"'materiel init {tmp_path.resolve()}' for an empty one"
    )
    assert not file.exists()


def test_a_damaged_file_is_one_line(tmp_path):
    create_workspace(tmp_path, environment={})
    (tmp_path / "materiel.sqlite").write_bytes(b"no database" * 1000)
    with (
        open_workspace(tmp_path, environment={}) as workspace,
        pytest.raises(WorkspaceError, match=r"file is not a database$"),
    ):
        _ = workspace.database


def test_a_database_of_another_version_says_what_to_do(tmp_path):
    create_workspace(tmp_path, environment={})
    with sqlite3.connect(tmp_path / "materiel.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    with (
        open_workspace(tmp_path, environment={}) as workspace,
        pytest.raises(WorkspaceError, match=r"is at schema 0000, this version needs"),
    ):
        _ = workspace.database


def test_nobody_records_without_a_name(tmp_path):
    create_workspace(tmp_path, environment={})
    with (
        open_workspace(tmp_path, environment={}) as workspace,
        pytest.raises(InputError) as refused,
    ):
        _ = workspace.actor
    assert str(refused.value) == (
        "nobody is set to record entries: give --as NAME, set MATERIEL_ACTOR, or 'actor' in "
        f"{tmp_path.resolve() / 'materiel.toml'}"
    )


def test_the_only_case_need_not_be_named(workspace, story, now):
    with pytest.raises(InputError, match=re.escape("holds no case yet; 'materiel load FOLDER'")):
        workspace.case()
    load_case(workspace, str(story), now=now)
    assert workspace.case() == "story"
    with pytest.raises(UnknownNameError, match=r"no case 'stori' \(near: story\)$"):
        workspace.case("stori")


def test_of_several_cases_one_is_named(workspace, story, now):
    load_case(workspace, str(story), now=now)
    (story / "case.csv").write_text("id,title,today,fictional\nother,o,2024-07-01,yes\n")
    load_case(workspace, str(story), now=now)
    with pytest.raises(InputError) as refused:
        workspace.case()
    assert str(refused.value) == (
        "the workspace holds the cases story, other; choose one with --case"
    )


def test_both_clocks_stand_at_the_date_of_the_case(workspace, story, now):
    load_case(workspace, str(story), now=now)
    with workspace.reading() as reader:
        assert reader.stamps.as_dict() == {
            "as_of": "2024-07-01",
            "known_at": "2024-07-01",
            "seq": None,
        }
    with workspace.reading(View(as_of=date(2024, 4, 30))) as reader:
        assert (reader.stamps.as_of, reader.stamps.known_at) == (
            date(2024, 4, 30),
            date(2024, 7, 1),
        )
