"""Settings come from materiel.toml and the environment, once, and wrong ones are refused."""

import pytest

from materiel.kernel.errors import UnknownNameError, WorkspaceError
from materiel.service.settings import FILE, read_settings, settings_text


def write(folder, text):
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_a_sqlite_file_lies_in_the_workspace_and_not_where_the_program_runs(tmp_path):
    found = read_settings(write(tmp_path, 'database = "sqlite:///log/l.sqlite"'), {})
    assert found.sqlite_file == tmp_path / "log/l.sqlite"
    assert read_settings(write(tmp_path, ""), {}).sqlite_file == tmp_path / "materiel.sqlite"


def test_the_environment_goes_before_the_file_and_the_option_before_both(tmp_path):
    write(tmp_path, 'actor = "file"\ndatabase = "sqlite:///a.sqlite"')
    around = {"MATERIEL_DATABASE_URL": "sqlite:///b.sqlite", "MATERIEL_ACTOR": "around"}
    found = read_settings(tmp_path, around)
    assert (found.actor, found.sqlite_file) == ("around", tmp_path / "b.sqlite")
    assert read_settings(tmp_path, around, "option").actor == "option"
    assert read_settings(tmp_path, {}).actor == "file"


@pytest.mark.parametrize("start", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_means_our_driver(tmp_path, start):
    found = read_settings(write(tmp_path, f'database = "{start}://me@host/name"'), {})
    assert found.database == "postgresql+psycopg://me@host/name"
    assert found.sqlite_file is None


def test_what_is_written_is_read_back(tmp_path):
    text = settings_text(database="sqlite:///x.sqlite", actor='a "b" \\ c', case="patriot")
    found = read_settings(write(tmp_path, text), {})
    assert (found.actor, found.case, found.demo) == ('a "b" \\ c', "patriot", False)
    assert read_settings(write(tmp_path, settings_text(demo=True)), {}).demo


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("actr = 1", "{folder}/materiel.toml: no setting 'actr' (near: actor)"),
        ("actor = 1", "{folder}/materiel.toml: actor: found 1; accepted: text"),
        ("demo = 1", "{folder}/materiel.toml: demo: found 1; accepted: true or false"),
        (
            'database = "mysql://me:secret@host/name"',
            (
                "database: found 'host/name'; accepted: sqlite:///FILE, "
                "postgresql+psycopg://USER@HOST/NAME"
            ),
        ),
        (
            'database = "sqlite://"',
            (
                "database: found 'sqlite://'; accepted: sqlite:///FILE, "
                "postgresql+psycopg://USER@HOST/NAME"
            ),
        ),
    ],
)
def test_a_wrong_setting_says_where_and_what_is_accepted(tmp_path, text, said):
    with pytest.raises((WorkspaceError, UnknownNameError)) as refused:
        read_settings(write(tmp_path, text), {})
    assert str(refused.value) == said.format(folder=tmp_path)


def test_text_that_is_no_toml_is_refused_with_its_line(tmp_path):
    with pytest.raises(WorkspaceError, match=r"materiel\.toml: .*line 2, column 7"):
        read_settings(write(tmp_path, "# mine\nactor ? 1"), {})


def test_a_setting_of_two_lines_is_refused():
    with pytest.raises(WorkspaceError) as refused:
        settings_text(actor="a\nb")
    assert str(refused.value) == "a setting is one line of text: 'a\\nb'"
