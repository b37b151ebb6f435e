"""Habits that no linter knows: short modules, whole numbers, pure rooms, nothing of a machine."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "src/materiel"
MODULES = sorted(HOUSE.rglob("*.py"))
LINES_MAX = 400

WHOLE_NUMBERS = ("ledger/", "store/", "kernel/money.py", "kernel/bounds.py", "kernel/expression.py")
"""Ledger paths: no float is made or kept here (DESIGN §4.2)."""
FLOAT_COLUMNS = {"Float", "Numeric", "DECIMAL", "REAL", "FLOAT", "DOUBLE", "DOUBLE_PRECISION"}

PURE = tuple(
    f"{room}/"
    for room in (
        *("kernel", "vocabulary", "optimise", "evidence", "ledger"),
        *("checks", "procurement", "planning", "sharing"),
    )
)
"""Rooms without input, output, clock, chance or environment (DESIGN §3)."""
EFFECTS = {
    *("os", "sys", "pathlib", "shutil", "tempfile", "glob", "fileinput", "logging"),
    *("socket", "http", "urllib", "ssl", "subprocess", "multiprocessing", "threading", "asyncio"),
    *("sqlite3", "sqlalchemy", "psycopg", "time", "random", "secrets", "uuid", "getpass"),
    "importlib.resources",
}
EFFECT_CALLS = {"open", "input", "print", "breakpoint", "exec", "eval"}
EFFECT_METHODS = {"now", "utcnow", "today", "read_text", "write_text", "read_bytes", "write_bytes"}
PACKAGED_TABLES = {"importlib.resources", "read_text", "read_bytes", "open"}
"""What the vocabulary may use, for the tables that ship inside the package."""


# ------------------------------------------------------------------------------------- the lints


def floats(tree: ast.AST) -> Iterator[str]:
    """Where a float is made: a literal, ``float``, a true division, a column type."""
    asked = {
        id(name)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "isinstance"
        for name in ast.walk(call.args[-1])
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float() | complex() as value):
                yield f"line {node.lineno}: the float {value!r}"
            case ast.Name(id="float") if id(node) not in asked:
                yield f"line {node.lineno}: float"
            case ast.BinOp(op=ast.Div(), left=left, right=right):
                if not any(is_text(side) or is_fraction(side) for side in (left, right)):
                    yield f"line {node.lineno}: a true division (a path is joined with joinpath)"
            case ast.AugAssign(op=ast.Div()):
                yield f"line {node.lineno}: a true division"
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in FLOAT_COLUMNS:
                yield f"line {node.lineno}: the column type {name}"


def is_text(node: ast.AST) -> bool:
    """Whether the operand is a literal text, so that ``/`` joins a path."""
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def is_fraction(node: ast.AST) -> bool:
    """Whether the operand is made a ``Fraction`` on the spot, so that ``/`` is exact."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fraction"


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each imported module, and each name imported from one, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def effects(tree: ast.AST, allowed: frozenset[str] = frozenset()) -> Iterator[str]:
    """Where a module touches the world: an import, a call, a clock."""
    for line, name in imports(tree):
        parts = name.split(".")
        roots = {".".join(parts[:count]) for count in range(1, len(parts) + 1)}
        if touched := sorted((EFFECTS - allowed) & roots):
            yield f"line {line}: imports {touched[0]}"
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in EFFECT_CALLS:
                yield f"line {node.lineno}: calls {name}()"
            case ast.Call(func=ast.Attribute(attr=name)) if name in EFFECT_METHODS - allowed:
                yield f"line {node.lineno}: calls .{name}()"
            case ast.Attribute(value=ast.Name(id="date" | "datetime"), attr=name) if (
                name in EFFECT_METHODS - allowed
            ):
                yield f"line {node.lineno}: uses .{name}"
            case ast.Call(func=ast.Attribute(attr="open")) if "open" not in allowed:
                yield f"line {node.lineno}: calls .open()"


def typing_only(tree: ast.AST) -> Iterator[str]:
    """Where an import hides from the program but not from the reader."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
                yield f"line {node.lineno}: TYPE_CHECKING"
            case ast.alias(name="TYPE_CHECKING"):
                yield f"line {node.lineno}: imports TYPE_CHECKING"


def prints(tree: ast.AST) -> Iterator[str]:
    """Where something is printed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print":
            yield f"line {node.lineno}: print()"


def undescribed(tree: ast.Module) -> Iterator[str]:
    """Public functions, classes and methods without a docstring."""
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for node in tree.body:
        if not isinstance(node, defined) or node.name.startswith("_"):
            continue
        members = node.body if isinstance(node, ast.ClassDef) else []
        for each in (node, *(member for member in members if isinstance(member, defined))):
            again = {
                getattr(mark, "attr", getattr(mark, "id", "")) for mark in each.decorator_list
            } & {"overload", "override", "setter", "deleter"}
            if not each.name.startswith("_") and not again and not ast.get_docstring(each):
                yield f"line {each.lineno}: {each.name} has no docstring"


def opening(tree: ast.Module) -> Iterator[str]:
    """A module opens with one sentence that says what it is for."""
    first = (ast.get_docstring(tree) or "").split("\n")[0]
    if not re.fullmatch(r"\S+ \S+ .*\.", first):
        yield f"line 1: opens with {first!r}, not with a sentence"


# ----------------------------------------------------------------------------- the house is tidy


def _within(path: Path, places: tuple[str, ...]) -> bool:
    return path.relative_to(HOUSE).as_posix().startswith(places)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _name(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_is_short_opens_with_a_sentence_and_describes_what_is_public(path):
    tree = _tree(path)
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES_MAX
    assert [*opening(tree), *typing_only(tree), *undescribed(tree)] == []


@pytest.mark.parametrize(
    "path", [p for p in MODULES if not _within(p, ("interfaces/",))], ids=_name
)
def test_only_the_interfaces_print(path):
    assert list(prints(_tree(path))) == []


def test_only_one_room_opens_the_door_to_the_solver():
    outside = [path for path in MODULES if not _within(path, ("optimise/",))]
    found = {_name(path): [n for _, n in imports(_tree(path)) if "highs" in n] for path in outside}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize("path", [p for p in MODULES if _within(p, WHOLE_NUMBERS)], ids=_name)
def test_ledger_paths_hold_whole_numbers_only(path):
    assert list(floats(_tree(path))) == []


@pytest.mark.parametrize("path", [p for p in MODULES if _within(p, PURE)], ids=_name)
def test_a_pure_room_touches_nothing(path):
    allowed = PACKAGED_TABLES if _within(path, ("vocabulary/",)) else frozenset()
    assert list(effects(_tree(path), frozenset(allowed))) == []


# ------------------------------------------------------------------- each lint can see its fault


@pytest.mark.parametrize(
    ("lint", "source", "said"),
    [
        (floats, "share = 0.5", "the float 0.5"),
        (floats, "share = float(count)", "float"),
        (floats, "share = low / high", "a true division"),
        (floats, "share /= 2", "a true division"),
        (floats, "Column('amount', sa.Numeric(24, 4))", "the column type Numeric"),
        (effects, "import os", "imports os"),
        (effects, "from os import environ", "imports os"),
        (effects, "from importlib import resources", "imports importlib.resources"),
        (effects, "import urllib.request", "imports urllib"),
        (effects, "rows = open('items.csv')", "calls open()"),
        (effects, "day = date.today()", "calls .today()"),
        (effects, "day = datetime.now(UTC)", "calls .now()"),
        (effects, "clock = datetime.now", "uses .now"),
        (effects, "text = path.read_text()", "calls .read_text()"),
        (effects, "rows = path.open()", "calls .open()"),
        (typing_only, "from typing import TYPE_CHECKING", "imports TYPE_CHECKING"),
        (typing_only, "if typing.TYPE_CHECKING: import materiel.ledger", "TYPE_CHECKING"),
        (prints, "print(total)", "print()"),
        (undescribed, "def total(): ...", "total has no docstring"),
        (undescribed, "class Total:\n '''A.'''\n def add(self): ...", "add has no docstring"),
        (opening, "x = 1", "opens with ''"),
        (opening, "'''Helpers'''", "opens with 'Helpers'"),
    ],
)
def test_a_planted_fault_is_seen(lint, source, said):
    assert any(said in fault for fault in lint(ast.parse(source)))


@pytest.mark.parametrize(
    ("lint", "source"),
    [
        (floats, "path = folder / 'log.sqlite'"),
        (floats, "half, rest = divmod(total, 2)"),
        (floats, "share = Fraction(weight) / Fraction(total)"),
        (floats, "refused = isinstance(value, (float, complex))"),
        (effects, "from importlib import import_module"),
        (effects, "today = case.today"),
        (undescribed, "def _total(): ..."),
        (opening, "'''What is known about a count.'''"),
    ],
)
def test_a_lint_leaves_alone_what_is_right(lint, source):
    assert list(lint(ast.parse(source))) == []


# ------------------------------------------------------------------- nothing of one machine ships


def shipped() -> list[Path]:
    """Every file that git tracks, or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: which files ship is not known")
    return [path for name in listed.stdout.decode().split("\0") if (path := ROOT / name).is_file()]


MACHINE = re.compile(r"(?<![\w.~)}-])/(?:work|root|home|Users)/")
SETTINGS = ("*.lock", "*.toml", "*.cfg", "*.ini", "*.sh", "Makefile", "run")


def machine_paths(text: str) -> list[str]:
    """Lines that name a place on one machine."""
    return [line.strip() for line in text.splitlines() if MACHINE.search(line)]


def test_no_file_names_a_place_on_one_machine():
    found = {}
    for path in shipped():
        try:
            lines = machine_paths(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
        if lines:
            found[str(path.relative_to(ROOT))] = lines[:3]
    assert found == {}


def test_no_setting_says_where_packages_come_from():
    """Where packages come from is the machine's business: no address, and no option for one."""
    address = re.compile(r"\w+://|--[\w-]*(?:index|find-links)", re.IGNORECASE)
    harmless = re.compile(r"postgresql(?:\+psycopg)?://|sqlite://")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in shipped()
        if any(path.match(pattern) for pattern in SETTINGS)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if address.search(harmless.sub("", line))
    ]
    assert found == []


def test_a_place_on_one_machine_is_seen():
    root = "/"
    home = f"{root}home/somebody/x"
    assert machine_paths(f"see {home}") == [f"see {home}"]
    assert machine_paths(f"https://example.org{home} and src/work/x") == []
