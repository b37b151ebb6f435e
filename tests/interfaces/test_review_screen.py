"""The review as a person sees it: keys over a real pseudo-terminal."""

import json
import os
import pty
import re
import select
import subprocess
import sys
import time

import pytest

WIRE = "2 May 2024\n\nGermany has delivered 30 howitzers to Ukraine.\n"
PAPER = "3 May 2024\nGermany delivered 30 howitzers to Ukraine, officials said.\n"
WATCHED = (
    *("id=guns", "title=howitzers handed over", "events=delivery", "receiver=UKR"),
    *("item_class=artillery_system", "unit=system"),
)
PROMPT = re.compile(r" > $")
PATIENCE = 90
"""Seconds until a test gives a busy machine up."""


COMMAND = "import sys; from materiel.interfaces.cli import main; sys.exit(main())"


class Terminal:
    """The command on a terminal of its own, answered like a person would."""

    def __init__(self, folder, **environment):
        around = {
            name: text for name, text in os.environ.items() if not name.startswith("MATERIEL_")
        }
        self._master, slave = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "review"],
            cwd=folder,
            env={**around, "TERM": "xterm", **environment},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.text = ""

    def until(self, pattern=PROMPT):
        """What is shown from now on until the pattern stands at its end."""
        shown, end = "", time.monotonic() + PATIENCE
        while not pattern.search(shown):
            ready, _, _ = select.select([self._master], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"nothing came after {shown!r}"
            try:
                piece = os.read(self._master, 4096)
            except OSError:
                piece = b""
            if not piece:
                break
            shown += piece.decode()
        self.text += shown
        return shown.replace("\r\n", "\n")

    def press(self, keys):
        """Type a line, and what is shown until the next prompt or the end."""
        os.write(self._master, f"{keys}\n".encode())
        return self.until()

    def code(self):
        """The exit code, once it has ended."""
        code = self._process.wait(PATIENCE)
        os.close(self._master)
        return code


@pytest.fixture
def desk(own):
    for name, text in (("wire", WIRE), ("paper", PAPER)):
        (own.folder / f"{name}.txt").write_text(text, "utf-8")
    for arguments in (
        ("init", "--as", "registrar"),
        ("load", "story"),
        ("add", "watched", *WATCHED),
        ("ingest", "wire.txt", "paper.txt"),
    ):
        assert own(*arguments).code == 0
    return own


def accepted(run):
    (total,) = json.loads(run("review", "--totals", "--json").out)
    return total["accepted"]["low"], total["accepted"]["high"]


def test_a_reviewer_accepts_relates_undoes_edits_and_quits(desk):
    terminal = Terminal(desk.folder)
    shown = terminal.until()
    assert "(3 to decide)" in shown
    # The passage stands out in its paragraph, by a colour.
    assert "\x1b[7mdelivered 30 howitzers\x1b[0m to Ukraine" in " ".join(shown.split())
    assert "guns: now 0 to 60" in shown
    shown = terminal.press("a")
    assert re.search(r"j1: d-\w+\.1 accept", shown)
    assert "(2 to decide)" in shown
    shown = terminal.press("x")
    assert "refused: found 'x'; accepted: the letters in brackets" in shown
    shown = terminal.press("u")
    assert "j1 is withdrawn by j1:2" in shown
    assert "(3 to decide)" in shown
    shown = terminal.press("u")
    assert "refused: nothing was decided in this sitting" in shown
    assert "column=value, one or several > " in terminal.press("e")
    assert "refused: found 'low=29 \"high'; accepted: column=value, in" in terminal.press(
        'low=29 "high'
    )
    terminal.press("e")
    assert ":2 corrects d-" in terminal.press("low=29 high=30 'item=30 howitzers'")
    shown = terminal.press("a")
    shown += terminal.press("a")
    shown += terminal.press("a")
    assert "same-event" in shown
    assert "nothing waits" in shown
    assert "guns: 30; with all that waits 30" in shown
    assert terminal.code() == 0
    assert accepted(desk) == (30, 30)


def test_skipping_leaves_things_as_they_are_and_quitting_ends(desk):
    terminal = Terminal(desk.folder, NO_COLOR="1")
    shown = terminal.until()
    assert "»delivered 30 howitzers«" in " ".join(shown.split())
    assert "(2 to decide)" in terminal.press("s")
    assert "guns: 0; with all that waits" in terminal.press("q")
    assert terminal.code() == 0
    assert accepted(desk) == (0, 0)


def test_a_relation_is_typed_and_a_wrong_one_is_refused(desk):
    terminal = Terminal(desk.folder)
    terminal.until()
    terminal.press("l")
    assert "refused: accepted: a relation, then the other claim" in terminal.press("same-event")
    terminal.press("l")
    assert "refused: no claim 'nobody'" in terminal.press("same-event nobody")
    terminal.press("q")
    assert terminal.code() == 0
