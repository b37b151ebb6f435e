"""The command line: its commands, its exit codes, and one line for whatever goes wrong."""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Literal

from cyclopts import App, CycloptsError, Parameter

from materiel import __version__
from materiel.interfaces.cli import commands
from materiel.interfaces.cli.command import (
    FINDINGS,
    GOOD,
    GROUPS,
    OUR_FAULT,
    WRONG_REQUEST,
    Command,
)
from materiel.interfaces.cli.help import command_text, list_text, wants_help
from materiel.interfaces.cli.output import say, say_json, write
from materiel.kernel.collect import collect
from materiel.kernel.errors import FindingsError, MaterielError, UnknownNameError
from materiel.kernel.findings import Finding

NAME = "materiel"
INTERRUPTED = 130
"""What a shell reports of a program ended by Ctrl-C."""

HELP = """\
Record and plan joint procurement, transfers and backfill of defence materiel.

A workspace is a folder with a materiel.toml. 'materiel demo' makes one to look around in.
"""

EXIT_CODES = "Exit codes: 0 good, 1 findings, 2 wrong request, 3 our fault."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    tokens = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _run(tokens)
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write(f"{NAME}: interrupted\n")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our answer has read enough; nothing more may be flushed into the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except Exception as problem:  # noqa: BLE001  (the last door: our fault keeps its traceback)
        traceback.print_exc()
        if "--json" in tokens:
            say_json({"error": {"kind": type(problem).__name__, "message": str(problem)}})
        return OUR_FAULT
    return code


def _run(tokens: list[str]) -> int:
    """Run one command; what is wrong with the request becomes one line and an exit code."""
    if wants_help(tokens):
        write([help_text(tokens)])
        return GOOD
    if tokens == ["--version"]:
        say(__version__)
        return GOOD
    try:
        code = build()(tokens, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as problem:
        return _refused(tokens, "RequestError", str(problem))
    except FindingsError as problem:
        _refused(tokens, type(problem).__name__, str(problem), problem)
        return FINDINGS
    except MaterielError as problem:
        return _refused(tokens, type(problem).__name__, str(problem), problem)
    return code if isinstance(code, int) else GOOD


def build() -> App:
    """The command line with every command."""
    app = App(
        name=NAME,
        # Help and version are our own: those of the library take a tenth of a second more.
        help_flags=(),
        version_flags=(),
        default_parameter=Parameter(show_default=False, negative=""),
        suppress_keyboard_interrupt=False,
    )
    for command in known_commands():
        app.command(command.run, name=command.name)
    return app


def help_text(tokens: Sequence[str]) -> str:
    """The help of the command that the tokens name, or of the whole."""
    commands = known_commands()
    known = {command.name: command for command in commands}
    for token in tokens:
        if token in known:
            return command_text(NAME, known[token], build()[token])
    return list_text(NAME, HELP, commands, EXIT_CODES)


def known_commands() -> list[Command]:
    """Every command by group, then by name."""
    found = [*collect(commands, Command).values(), COMPLETION]
    return sorted(found, key=lambda each: (GROUPS.index(each.group), each.name))


def completion(shell: Literal["bash", "zsh", "fish"], /) -> int:
    """Print a script that teaches a shell to complete this command.

    Args:
        shell: bash, zsh or fish.
    """
    write([build().generate_completion(shell=shell), "\n"])
    return GOOD


COMPLETION = Command(
    name="completion",
    group="Begin",
    run=completion,
    example="materiel completion bash > ~/.local/share/bash-completion/completions/materiel",
)
"""It stands here and not among the others: it alone knows the application it is part of."""


def _refused(
    tokens: Sequence[str], kind: str, message: str, problem: MaterielError | None = None
) -> int:
    """One line for a person, and with ``--json`` an object for a program."""
    line = " ".join(message.split())
    sys.stdout.flush()
    sys.stderr.write(f"{NAME}: {line}\n")
    if "--json" in tokens:
        error: dict[str, object] = {"kind": kind, "message": line}
        if isinstance(problem, UnknownNameError):
            error["near"] = list(problem.near)
        if isinstance(problem, FindingsError):
            error["findings"] = [
                each.as_dict() for each in problem.findings if isinstance(each, Finding)
            ]
        say_json({"error": error})
    return WRONG_REQUEST
