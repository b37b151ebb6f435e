"""How long work says how far it has come: a function that takes one line of text."""

from collections.abc import Callable

Progress = Callable[[str], None]


def quiet(_line: str) -> None:
    """Say nothing."""
