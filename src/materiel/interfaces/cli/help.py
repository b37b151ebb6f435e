"""The help of the command line, in plain text that needs no library to be drawn."""

import inspect
import textwrap
from collections.abc import Iterable, Sequence

from cyclopts import App

from materiel.interfaces.cli.command import GROUPS, Command

WIDTH = 88
FLAGS = ("--help", "-h")
OPPOSITES = ("--no-", "--empty-")
COLUMN = 12
"""Where the text of a command begins in the list."""


def wants_help(tokens: Sequence[str]) -> bool:
    """Whether a person asks for help, or for nothing at all."""
    return not tokens or any(token in FLAGS for token in tokens)


def list_text(name: str, purpose: str, commands: Sequence[Command], ending: str) -> str:
    """The help of the whole: every command with the first line of its own help."""
    lines = [f"Usage: {name} COMMAND", "", *_filled(purpose)]
    for group in GROUPS:
        mine = [each for each in commands if each.group == group]
        lines += ["", f"{group}:"]
        for each in mine:
            lines += _hanging(each.name, summary(each))
    lines += ["", f"{name} COMMAND --help explains one of them; {name} --version says which it is."]
    return "\n".join([*lines, ending]) + "\n"


def summary(command: Command) -> str:
    """The first sentence of a command's help."""
    return _paragraphs(command)[0]


def command_text(name: str, command: Command, app: App) -> str:
    """The help of one command: what it does, its arguments, an example."""
    arguments = list(described(command, app))
    usage = " ".join([label for label, _, positional in arguments if positional])
    lines = [" ".join(filter(None, ("Usage:", name, command.name, usage, "[OPTIONS]")))]
    for paragraph in _paragraphs(command):
        lines += ["", *_filled(paragraph)]
    for title, wanted in (("Arguments", True), ("Options", False)):
        mine = [(label, text) for label, text, positional in arguments if positional is wanted]
        if mine:
            lines += ["", f"{title}:"]
        for label, text in mine:
            lines += [f"  {label}", *_filled(text[:1].upper() + text[1:], "      ")]
    examples = command.example.splitlines()
    several = sum(not line.startswith(" ") for line in examples) > 1
    lines += ["", "Examples:" if several else "Example:", *(f"  {line}" for line in examples)]
    return "\n".join(lines) + "\n"


def described(command: Command, app: App) -> Iterable[tuple[str, str, bool]]:
    """Each argument of a command: how it is written, what it means, whether its place tells it."""
    told = _told(command)
    for argument in app.assemble_argument_collection():
        if not argument.show:
            continue
        name = argument.field_info.name
        text = (argument.parameter.help or told.get(name, "")).strip()
        flags = [each for each in argument.names if each.startswith("-")]
        if not flags:
            label = name.upper().replace("_", "-")
            if argument.field_info.kind == inspect.Parameter.VAR_POSITIONAL:
                label += "..."
            elif not argument.required:
                label = f"[{label}]"
            yield label, text, True
        else:
            # What turns a flag off is never needed: nothing turns one on.
            flags = [each for each in flags if not each.startswith(OPPOSITES)]
            value = "" if argument.hint is bool else f" {_value(argument.hint)}"
            yield ", ".join(flags) + value, text, False


def _told(command: Command) -> dict[str, str]:
    """The meanings of the arguments, from the docstring."""
    found: dict[str, str] = {}
    name = ""
    for line in (inspect.getdoc(command.run) or "").partition("\nArgs:\n")[2].splitlines():
        if line.startswith("    ") and not line.startswith("     "):
            name, _, text = line.strip().partition(": ")
            found[name] = text
        elif name and line.strip():
            found[name] += f" {line.strip()}"
    return found


def _value(hint: object) -> str:
    text = str(hint)
    if "Path" in text:
        return "PATH"
    return "NUMBER" if "int" in text else "TEXT"


def _paragraphs(command: Command) -> list[str]:
    """The docstring up to its list of arguments, a paragraph each."""
    text = (inspect.getdoc(command.run) or "").partition("\nArgs:")[0]
    return [" ".join(part.split()) for part in text.strip().split("\n\n")]


def _filled(text: str, indent: str = "") -> list[str]:
    found: list[str] = []
    for number, paragraph in enumerate(text.strip().split("\n\n")):
        found += [""] if number else []
        found += textwrap.wrap(
            " ".join(paragraph.split()),
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent,
            break_on_hyphens=False,
        )
    return found


def _hanging(name: str, text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=f"  {name:<{COLUMN}}",
        subsequent_indent=" " * (COLUMN + 2),
        break_on_hyphens=False,
    )
