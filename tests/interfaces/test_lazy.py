"""Starting up is a feature: a command imports what it needs and nothing else."""

import json

import pytest

HEAVY = ("sqlalchemy", "numpy", "highspy", "rich", "alembic", "psycopg", "materiel.service")
LISTED = (
    "import json, sys\n"
    "from materiel.interfaces.cli import main\n"
    "code = main(sys.argv[1:])\n"
    "sys.stderr.write(json.dumps([code, sorted(sys.modules)]))"
)


def imported(shell, *arguments):
    """The exit code of a command, and which of the heavy modules it imported."""
    code, modules = json.loads(shell.script(LISTED, *arguments).err)
    return code, {name for name in HEAVY if name in modules}


@pytest.mark.parametrize(
    "arguments", [(), ("--help",), ("--version",), ("balance", "--help"), ("plan", "-h")]
)
def test_help_imports_nothing_heavy(shared_shell, arguments):
    assert imported(shared_shell, *arguments) == (0, set())


@pytest.mark.parametrize(
    "arguments", [("balance",), ("trace", "e3"), ("trace", "--rung", "received")]
)
def test_a_balance_and_a_trace_import_neither_solver_nor_drawing(shared_shell, arguments):
    assert imported(shared_shell, *arguments) == (0, {"sqlalchemy", "materiel.service"})


def test_the_python_door_imports_nothing_before_it_is_used(shared_shell):
    said = shared_shell.script(
        "import json, sys, materiel\n"
        "before = [n for n in sys.modules if n.startswith(('materiel.', 'sqlalchemy'))]\n"
        "materiel.balance\n"
        "print(json.dumps([before, 'sqlalchemy' in sys.modules]))"
    )
    assert json.loads(said.out) == [[], True]
