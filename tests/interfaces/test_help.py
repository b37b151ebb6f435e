"""Every command explains itself: what it does, each option, and an example that runs."""

import os
import pty
import re
import shlex
import subprocess
import sys

import pytest

from materiel import __version__
from materiel.interfaces.cli.app import build, help_text, known_commands
from materiel.interfaces.cli.help import described

COMMANDS = {command.name: command for command in known_commands()}
OF_THE_ISSUE = [
    "demo",
    "import",
    "init",
    "check",
    "load",
    "add",
    "correct",
    "balance",
    "burden",
    "trace",
    "plan",
    "accept",
    "report",
    "verify",
    "export",
    "contracts",
    "options",
    "exercise",
    "call-off",
    "approvals",
    "eligibility",
    "pool",
    "match",
    "validate",
    "explain",
    "compare",
    "ingest",
    "review",
    "search",
]
EVERYWHERE = ("--json", "--as-of", "--known-at", "--case", "--workspace", "-w", "--as")


def test_the_commands_are_those_that_were_promised():
    assert set(COMMANDS) == {*OF_THE_ISSUE, "completion"}


def test_the_list_names_every_command_and_the_exit_codes():
    text = help_text([])
    assert text == help_text(["--help"])
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", text, re.MULTILINE)
    assert "Exit codes: 0 good, 1 findings, 2 wrong request, 3 our fault." in text
    assert max(map(len, text.splitlines())) <= 88


@pytest.mark.parametrize("name", OF_THE_ISSUE)
def test_every_command_takes_the_common_options_and_tells_each_argument(name):
    text = help_text([name, "--help"])
    app = build()
    for label, meaning, _ in described(COMMANDS[name], app[name]):
        assert meaning, f"{name}: {label} is not told"
    for flag in EVERYWHERE:
        assert re.search(rf"(^|[ ,]){flag}( |,|$)", text, re.MULTILINE), flag


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_is_a_request_that_the_command_understands(name):
    joined = COMMANDS[name].example.replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line]
    assert lines
    app = build()
    for line in lines:
        tokens = shlex.split(re.split(r" [|>] ", line)[0])
        assert tokens[0] == "materiel"
        command, *_ = app.parse_args(tokens[1:], exit_on_error=False, print_error=False)
        assert command in {each.run for each in COMMANDS.values()}


def test_help_in_the_middle_of_a_request_answers_and_does_nothing(inside):
    said = inside("correct", "e3", "low=1", "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Usage: materiel correct ENTRY CHANGES... [OPTIONS]\n")


def test_the_version_is_one_line(inside):
    assert inside("--version").out == f"{__version__}\n"


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_a_shell_learns_the_commands(inside, shell_name):
    said = inside("completion", shell_name)
    assert said.code == 0
    assert all(name in said.out for name in COMMANDS)
    assert inside("completion", "tcsh").code == 2


def test_a_terminal_gets_a_drawn_table_and_sees_how_far_work_has_come(shared_shell):
    main, side = pty.openpty()
    program = "import sys; from materiel.interfaces.cli import main; sys.exit(main())"
    running = subprocess.Popen(
        [sys.executable, "-c", program, "load", "story"],
        cwd=shared_shell.folder,
        stdin=subprocess.DEVNULL,
        stdout=side,
        stderr=side,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(side)
    text = b""
    while True:
        try:
            part = os.read(main, 4096)
        except OSError:
            break
        if not part:
            break
        text += part
    assert running.wait(60) == 0
    os.close(main)
    seen = text.decode()
    assert "reading story" in seen
    assert "\N{BOX DRAWINGS LIGHT HORIZONTAL}" in seen
    assert "story: 0 rows loaded, 19 the same as before" in seen
