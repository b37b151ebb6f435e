"""``import materiel`` gives the use cases of the command, typed, under the same names."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

import materiel

STUB = Path(materiel.__file__).with_suffix(".pyi")


@pytest.mark.parametrize("name", materiel.DOOR)
def test_every_name_of_the_door_opens(name):
    found = getattr(materiel, name)
    assert found is getattr(import_module(f"materiel.service.{materiel.DOOR[name]}"), name)
    assert found.__doc__
    assert name in dir(materiel)


def test_the_types_name_what_the_door_opens():
    tree = ast.parse(STUB.read_text("utf-8"))
    typed = {
        alias.asname
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module.startswith("materiel")
        for alias in node.names
    }
    assert typed == set(materiel.DOOR)


def test_any_other_name_is_refused_as_by_any_module():
    with pytest.raises(AttributeError, match="module 'materiel' has no attribute 'balances'"):
        _ = materiel.balances


def test_a_program_asks_as_the_command_does(shared_shell):
    with materiel.open_workspace(shared_shell.folder, environment={}) as workspace:
        answer = materiel.balance(workspace, materiel.Wanted(rung="received"))
        assert [line.text for line in answer.lines] == ["2"]
