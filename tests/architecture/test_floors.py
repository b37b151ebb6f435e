"""Each room uses only the floors below it, and the contract that says so can fail."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lint_floors(project: Path) -> tuple[bool, str]:
    """Whether ``project`` (settings and ``src``) keeps the contracts, and what is said."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "src")},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the package in which a fault may be planted."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(
        ROOT / "src/materiel",
        tmp_path / "src/materiel",
        ignore=shutil.ignore_patterns("__pycache__", "*.csv", "*.json", "*.jsonl"),
    )
    return tmp_path


def test_every_room_uses_only_the_floors_below_it():
    kept, text = lint_floors(ROOT)
    assert kept, text


@pytest.mark.parametrize(
    ("place", "line", "said"),
    [
        ("kernel/money.py", "import materiel.ledger", "materiel.kernel.money -> materiel.ledger"),
        (
            "kernel/money.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import materiel.ledger",
            "materiel.kernel.money -> materiel.ledger",
        ),
        ("evidence/__init__.py", "import materiel.ledger", "materiel.evidence -> materiel.ledger"),
        ("attic/__init__.py", "", "attic"),
        ("kernel/errors.py", "import materiel.kernel.ids", "No cycles at any depth BROKEN"),
    ],
    ids=["upwards", "for types only", "one floor up", "a room not on the list", "a cycle"],
)
def test_a_planted_fault_breaks_the_build(house, place, line, said):
    for room in ("ledger", "evidence"):
        (house / "src/materiel" / room).mkdir(exist_ok=True)
        (house / "src/materiel" / room / "__init__.py").touch()
    fault = house / "src/materiel" / place
    fault.parent.mkdir(exist_ok=True)
    before = fault.read_text() if fault.exists() else '"""A planted module."""\n'
    fault.write_text(f"{before}\n{line}\n")
    kept, text = lint_floors(house)
    assert not kept
    assert said in text


def test_the_contract_names_the_floors_of_the_design_in_their_order():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    floors = contracts["contracts"][0]["layers"]
    assert [floor.replace("(", "").replace(")", "") for floor in floors] == [
        "interfaces",
        "service",
        "reports",
        "store | exchange | scenarios",
        "checks | procurement | planning | sharing",
        "ledger",
        "evidence",
        "optimise",
        "vocabulary",
        "kernel",
    ]


def test_every_folder_of_modules_is_a_room():
    """A folder without ``__init__.py`` would be invisible to the contract."""
    folders = {path.parent for path in (ROOT / "src/materiel").rglob("*.py")}
    bare = sorted(str(folder) for folder in folders if not (folder / "__init__.py").exists())
    assert bare == []
