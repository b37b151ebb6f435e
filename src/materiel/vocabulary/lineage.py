"""Walks up and down a tree of parents, and refuses a cycle."""

from collections.abc import Mapping, Sequence

from materiel.kernel.errors import InputError, UnknownNameError


def above(kind: str, start: str, parents: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """``start`` and everything above it, breadth first, each once.

    Args:
        kind: the noun for messages.
        start: an id.
        parents: the parents of every id.

    Raises:
        InputError: an id is above itself.
        UnknownNameError: an id is not in ``parents``.
    """
    found: dict[str, None] = {}
    row = [start]
    while row:
        upper: dict[str, None] = {}
        for each in row:
            if each not in parents:
                raise UnknownNameError(kind, each, list(parents))
            upper.update(dict.fromkeys(parents[each]))
        if start in upper:
            raise InputError(f"the {kind} {start!r} is above itself")
        found.update(dict.fromkeys(row))
        row = [each for each in upper if each not in found]
    return tuple(found)


def below(kind: str, start: str, parents: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """``start`` and everything that has it above, in the order of ``parents``.

    Raises:
        UnknownNameError: ``start`` is not in ``parents``.
    """
    if start not in parents:
        raise UnknownNameError(kind, start, list(parents))
    children: dict[str, list[str]] = {}
    for each, over in parents.items():
        for parent in over:
            children.setdefault(parent, []).append(each)
    found, open_ids = set[str](), [start]
    while open_ids:
        each = open_ids.pop()
        if each not in found:
            found.add(each)
            open_ids.extend(children.get(each, ()))
    return tuple(each for each in parents if each in found)
