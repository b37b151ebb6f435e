"""Generated pages are current, every example runs, and the words of the field are in order."""

import doctest
import importlib
import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TAUGHT = sorted(
    path for path in (ROOT / "src/materiel").rglob("*.py") if ">>> " in path.read_text("utf-8")
)


def load_tool(name: str):
    """A script of ``tools``, as a module."""
    spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


reference = load_tool("reference")


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_generated_page_is_current(name):
    path = reference.FOLDER / name
    assert path.exists(), f"run `make docs`: {name} is missing"
    # One comparison, not a diff of two long texts.
    current = path.read_text("utf-8") == reference.PAGES[name]()
    assert current, f"run `make docs`: {name} is old"


def test_the_reference_names_every_table_and_every_column():
    text = reference.case_tables()
    rows = reference.tables()
    assert {"claims", "commitments", "events", "floors"} <= {row.TABLE for row in rows}
    for row in rows:
        section = text.split(f"### {row.TABLE}\n")[1:]
        for column in reference.columns(row):
            assert any(
                f"| `{column.name}` |" in part for part in [*section, text.split("\n## ")[1]]
            )


@pytest.mark.parametrize("path", TAUGHT, ids=lambda path: path.stem)
def test_the_examples_in_a_module_are_true(path):
    name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
    result = doctest.testmod(importlib.import_module(name.removesuffix(".__init__")))
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    "path",
    [path for path in PAGES if ">>> " in path.read_text("utf-8")],
    ids=lambda path: path.stem,
)
def test_the_examples_on_a_page_are_true(path):
    result = doctest.testfile(str(path), module_relative=False, encoding="utf-8")
    assert result.attempted > 0
    assert result.failed == 0


def test_the_glossary_is_in_order_and_defines_a_word_once():
    text = (ROOT / "docs/reference/glossary.md").read_text("utf-8")
    terms = re.findall(r"^([a-z][\w -]+)$", text.split(":::{glossary}")[1], re.MULTILINE)
    assert len(terms) > 40
    assert terms == sorted(set(terms))
    used = set(re.findall(r"\{term\}`([^`]+)`", text))
    assert used <= set(terms)


def test_the_page_of_the_rooms_has_every_floor_in_its_order():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    floors = [re.findall(r"\w+", floor) for floor in settings["contracts"][0]["layers"]]
    page = (ROOT / "docs/explanation/architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| (.*?) \|", page, re.MULTILINE)
    assert [re.findall(r"`(\w+)`", rooms) for _, rooms in rows] == floors
    assert [int(number) for number, _ in rows] == list(range(len(floors), 0, -1))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_command_that_a_page_names_is_in_the_makefile(path):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", path.read_text("utf-8"), re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_a_link_of_a_page_at_the_top_leads_to_a_file(name):
    """The pages under ``docs`` are checked when the site is built."""
    links = re.findall(r"(?<!!)\[[^\]]+\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).is_file()] == []
