"""The pages about the stories, conditional offers and matches print what the command prints."""

import re
import shlex

import pytest
from test_tutorial import DOCS, fits, steps

from materiel.interfaces.cli import main
from materiel.service.workspace import create_workspace

PAGES = (
    "explanation/joint-order.md",
    "explanation/drones-on-behalf.md",
    "how-to/see-what-is-conditional.md",
    "how-to/match-requests-with-offers.md",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_prints_what_stands_there(page, tmp_path, monkeypatch, capsys):
    create_workspace(tmp_path / "ws", actor="reader", environment={})
    monkeypatch.chdir(tmp_path / "ws")
    done = 0
    for step in steps((DOCS / page).read_text(encoding="utf-8")):
        assert step.command, page
        program, *words = shlex.split(step.command)
        assert program == "materiel"
        assert main(words) == 0, step.command
        printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines())
        expected = re.sub(r" +\.\.\.", " ...", step.text)
        assert fits(expected, printed), f"$ {step.command}\n{printed}"
        done += 1
    assert done > 3
