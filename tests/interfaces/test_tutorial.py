"""The tutorial is run as it is printed: its tables are written, its commands typed in order."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

from materiel.interfaces.cli import main
from materiel.service.loading import load_case
from materiel.service.workspace import create_workspace, open_workspace

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = (
    "tutorial/index.md",
    "tutorial/a-case-of-your-own.md",
    "how-to/see-what-waits-for-an-approval.md",
    "how-to/follow-a-contract.md",
    "how-to/plan-with-every-rule.md",
)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"`(my-case/\w+\.csv)`")


@dataclass(frozen=True)
class Step:
    """A table to write, or a command with what it prints."""

    table: str = ""
    command: str = ""
    text: str = ""


def steps(page: str) -> list[Step]:
    """What a reader does, in order; tables go to the files that the text names before them."""
    found: list[Step] = []
    named: list[str] = []
    at = 0
    for block in FENCE.finditer(page):
        named += TABLE.findall(page[at : block.start()])
        at = block.end()
        if block[1] == "text":
            found.append(Step(table=named.pop(0), text=block[2]))
        elif block[1] == "console":
            named.clear()
            for part in re.split(r"^\$ ", block[2], flags=re.MULTILINE)[1:]:
                command, _, text = part.partition("\n")
                found.append(Step(command=command, text=text))
    return found


def fits(expected: str, printed: str) -> bool:
    """Whether the printed text is the expected one.

    A line of three dots stands for any lines or none, three dots in a line for any letters.
    """
    pattern = ""
    for line in expected.rstrip("\n").splitlines():
        whole = r"(?:.*\n)*?"
        parts = ".*".join(re.escape(part) for part in line.split("..."))
        pattern += whole if line == "..." else parts + r"\n"
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n") is not None


def test_the_comparison_can_fail():
    assert fits("a\n...\nb ... d\n", "a\nx\ny\nb c d\n")
    assert fits("a\n...\n", "a\n")
    assert not fits("a\n", "a\nb\n")
    assert not fits("b\n...\n", "a\nb\n")


@pytest.fixture
def demo(tmp_path):
    """The workspace that ``make demo`` leaves, without its plans."""
    create_workspace(tmp_path / "demo", actor="demo", environment={})
    with open_workspace(tmp_path / "demo", environment={}) as workspace:
        for case in ("patriot", "coalition"):
            assert load_case(workspace, f"packaged:{case}").good


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_true(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for variable in ("MATERIEL_ACTOR", "MATERIEL_DATABASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    todo = steps((DOCS / name).read_text("utf-8"))
    assert sum(bool(step.command) for step in todo) >= 5
    for step in todo:
        if step.table:
            (tmp_path / step.table).write_text(step.text, "utf-8")
            continue
        program, *arguments = shlex.split(step.command)
        if program == "cd":
            monkeypatch.chdir(Path.cwd() / arguments[0])
            continue
        assert program == "materiel"
        capsys.readouterr()
        code = main(arguments)
        said = capsys.readouterr()
        assert code < 2, f"{step.command}: {said.err}"
        assert fits(step.text, said.out), f"$ {step.command}\n{said.out}"
