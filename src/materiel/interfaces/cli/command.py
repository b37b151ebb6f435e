"""What a command is: a name, a function that parses and renders, and an example."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

GROUPS = ("Begin", "Record", "Ask", "Plan", "Keep safe")
"""The headings of the help, in order."""

GOOD, FINDINGS, WRONG_REQUEST, OUR_FAULT = 0, 1, 2, 3
"""The exit codes of every command (DESIGN §12.1)."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command of ``materiel``; each module of ``commands`` defines one.

    Attributes:
        name: as a person types it.
        group: the heading it stands under.
        run: takes the arguments and returns an exit code; its docstring is the help.
        example: lines that a person can copy.
    """

    name: str
    group: Literal["Begin", "Record", "Ask", "Plan", "Keep safe"]
    run: Callable[..., int]
    example: str
