"""The command run as a person runs it, and a workspace to run it in."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from materiel.interfaces.cli import main

COMMAND = "import sys; from materiel.interfaces.cli import main; sys.exit(main())"
STORY = Path(__file__).resolve().parents[1] / "service" / "story"


@dataclass(frozen=True)
class Said:
    """What a run left behind."""

    code: int
    out: str
    err: str


class Shell:
    """Runs the command in processes of their own, in one folder."""

    command = COMMAND

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, **environment: str) -> Said:
        return self.script(COMMAND, *arguments, **environment)

    def script(self, program: str, *arguments: str, **environment: str) -> Said:
        """Run a program in Python."""
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=self.folder,
            env={**_clean(), "MATERIEL_READER": "weights", **environment},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        return Said(done.returncode, done.stdout, done.stderr)


def _clean() -> dict[str, str]:
    """The environment without what would change an answer."""
    around = {name: text for name, text in os.environ.items() if not name.startswith("MATERIEL_")}
    if around.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Hundreds of modules would be compiled anew in every process.
        around["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "materiel-pycache")
    return around


class Inside:
    """Runs the command in this process: much faster, and good enough for what it says."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def __call__(self, *arguments: str) -> Said:
        self._capsys.readouterr()
        code = main(list(arguments))
        said = self._capsys.readouterr()
        return Said(code, said.out, said.err)


@pytest.fixture
def inside(
    shared_shell: Shell, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Inside:
    """The command inside this process, in the workspace with the small case."""
    for name in [name for name in os.environ if name.startswith("MATERIEL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MATERIEL_READER", "weights")
    monkeypatch.chdir(shared_shell.folder)
    return Inside(shared_shell.folder, capsys)


@pytest.fixture
def own(
    shell: "Shell", capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Inside:
    """The command inside this process, in a folder of its own that a test may change."""
    for name in [name for name in os.environ if name.startswith("MATERIEL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MATERIEL_READER", "weights")
    monkeypatch.chdir(shell.folder)
    return Inside(shell.folder, capsys)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """The command, run in a folder that holds the small case."""
    shutil.copytree(STORY, tmp_path / "story")
    return Shell(tmp_path)


@pytest.fixture(scope="session")
def shared_shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The command in a workspace that holds the small case; tests leave it as it is."""
    folder = tmp_path_factory.mktemp("shell")
    shutil.copytree(STORY, folder / "story")
    made = Shell(folder)
    assert made("init", "--as", "registrar").code == 0
    assert made("load", "story").code == 0
    return made
