"""The parties that a claim names, and which of them nobody knows."""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from materiel.evidence.claims import Claim
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.table import SEPARATOR
from materiel.vocabulary.cues import ActorWord
from materiel.vocabulary.reader import table
from materiel.vocabulary.vocabulary import Vocabulary

WHO: Final = ("giver", "receiver", "payer", "buyer", "supplier", "intermediary", "approver")
"""Columns of a claim that name parties, several of them separated by ``;``."""


def listed(cell: str) -> list[str]:
    """The names in a cell."""
    return [name for part in cell.split(SEPARATOR) if (name := part.strip())]


def named(claim: Claim) -> Iterator[tuple[str, str]]:
    """Column and name of every party that a claim names."""
    for column in WHO:
        for name in listed(getattr(claim, column)):
            yield column, name


def unknown(name: str, words: Vocabulary) -> UnknownNameError | None:
    """Why nobody knows a party by this name; None where somebody does.

    Known are parties, bodies and programmes, what the reader of documents writes, and wordings
    that name nobody on purpose ("donors").
    """
    if name in _read():
        return None
    try:
        words.match_party(name)
    except UnknownNameError as problem:
        for look_up in (words.body, words.programme):
            try:
                look_up(name)
            except InputError:
                continue
            return None
        return problem
    except InputError:
        return None
    return None


def strangers(claim: Claim, words: Vocabulary) -> Iterator[tuple[str, UnknownNameError]]:
    """Column and refusal of every party that a claim names and nobody knows."""
    for column, name in named(claim):
        problem = unknown(name, words)
        if problem is not None:
            yield column, problem


def told(problem: UnknownNameError) -> str:
    """An unknown name with the nearest known ones, for a line that says more about it."""
    near = _near(problem.name, tuple(problem.known), tuple(problem.meant))
    return f"{problem.name!r} (near: {', '.join(near)})" if near else repr(problem.name)


@lru_cache(maxsize=1024)
def _near(name: str, known: tuple[str, ...], meant: tuple[str, ...]) -> tuple[str, ...]:
    """Checks ask for the same names again after every entry; each search costs milliseconds."""
    return UnknownNameError("party", name, known, meant=meant).near


@cache
def _read() -> frozenset[str]:
    """Who the reader of documents knows, as it writes them."""
    return frozenset(row.actor for row in table(ActorWord).rows.values())
