"""The page about documents and figures shows what its commands print."""

import shlex

from test_tutorial import DOCS, fits, steps

from materiel.interfaces.cli import main

PAGE = DOCS / "explanation" / "from-a-document-to-a-figure.md"


def test_the_commands_of_the_page_are_true(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    todo = [step for step in steps(PAGE.read_text("utf-8")) if step.command]
    assert todo
    for step in todo:
        _, *arguments = shlex.split(step.command)
        assert main(arguments) < 2
        said = capsys.readouterr().out
        assert fits(step.text, said), said
