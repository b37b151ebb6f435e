"""The file of a scenario, as TOML or CSV, or one change as a person types it.

title = "The seeker slips by a month"

[[changes]]
change = "slip"
part = "components/K-SEEKER"
by = 1
"""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from materiel.kernel.errors import InputError, nearest
from materiel.scenarios.changes import (
    CHANGES,
    LAST_PRIORITY,
    MOST,
    Scenario,
    ScenarioChange,
    bounded,
)

KINDS = ("toml", "csv")
"""Endings of a scenario's file."""
COLUMNS = ("change", "part", "by", "to", "why")
TAKES: Mapping[str, tuple[str, ...]] = {
    "slip": ("by",),
    "floor": ("by", "to"),
    "budget": ("by",),
    "priority": ("to",),
    "need": ("by", "to"),
    "redirect": ("to",),
    "lever": ("by",),
}
"""Where a change says how far it goes; one that is not here says it nowhere."""
NUMBERED: Mapping[str, tuple[int, int]] = {
    "floor": (0, MOST),
    "priority": (1, LAST_PRIORITY),
    "need": (1, MOST),
}
"""Changes whose ``to`` is a number, from the least to the most."""
SIGNED = re.compile(r"[+-]?[0-9]+")


def read_scenario(name: str, text: str, kind: str) -> Scenario:
    """A scenario from the text of its file.

    Args:
        name: how it is called; the file's name without its ending.
        text: what the file holds.
        kind: ``toml``, or ``csv`` with the columns change, part, by, to, why.

    Raises:
        InputError: something in it cannot be read; says where.
    """
    file = f"{name}.{kind}" if kind else name
    title, rows = name, []
    if kind == "csv":
        rows = _sheet(file, text)
    elif kind == "toml":
        title, rows = _toml(name, text)
    else:
        raise InputError(f"{file}: found a file of kind {kind!r}; accepted: {', '.join(KINDS)}")
    if not rows:
        raise InputError(f"{file}: no change in it; it needs one or more")
    return Scenario(name, title, tuple(_read(f"{file}, {at}", row) for at, row in rows))


def _sheet(file: str, text: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Each row of a CSV file with its line."""
    at = 0

    def told() -> Iterator[str]:
        nonlocal at
        for at, line in enumerate(text.splitlines(), start=1):  # noqa: B007  (the row's line)
            if not line.startswith("#"):
                yield line

    reader = csv.DictReader(told())
    accepted = ", ".join(COLUMNS)
    rows: list[tuple[str, Mapping[str, Any]]] = []
    try:
        odd = sorted({*(reader.fieldnames or ())} - {*COLUMNS})
        if odd:
            raise InputError(f"{file}: columns: found {', '.join(odd)}; accepted: {accepted}")
        for row in reader:
            if None in row:
                found = len(row) - 1 + len(row[None])
                raise InputError(
                    f"{file}, line {at}: found {found} cells; accepted: one for each column, "
                    f"{', '.join(reader.fieldnames or ())}"
                )
            rows.append((f"line {at}", {key: value for key, value in row.items() if value}))
    except csv.Error as problem:
        raise InputError(f"{file}, line {at}: found {problem}; accepted: CSV") from None
    return rows


def _toml(name: str, text: str) -> tuple[str, list[tuple[str, Mapping[str, Any]]]]:
    """The title of a TOML file, and each change with its number."""
    file = f"{name}.toml"
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise InputError(f"{file}: not TOML: {problem}") from None
    odd = sorted({*content} - {"title", "changes"})
    if odd:
        raise InputError(f"{file}: found {', '.join(odd)}; accepted: title, changes")
    rows = content.get("changes", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"{file}: changes: found {rows!r}; accepted: one [[changes]] for each")
    numbered = [(f"change {at}", row) for at, row in enumerate(rows, start=1)]
    return str(content.get("title", name)), numbered


def _read(where: str, row: Mapping[str, Any]) -> ScenarioChange:
    odd = sorted({*row} - {*COLUMNS})
    if odd:
        raise InputError(f"{where}: found {', '.join(odd)}; accepted: {', '.join(COLUMNS)}")
    change = str(row.get("change", ""))
    if change not in CHANGES:
        near = nearest(change, list(CHANGES))
        hint = f" (near: {', '.join(near)})" if near else ""
        raise InputError(f"{where}: change: found {change!r}{hint}; accepted: {', '.join(CHANGES)}")
    name = str(row.get("part", ""))
    if "/" not in name:
        raise InputError(f"{where}: part: found {name!r}; accepted: table/name, as 'floors/F-1'")
    stated = [each for each in ("by", "to") if str(row.get(each, ""))]
    takes = TAKES.get(change, ())
    if len(stated) > 1 or {*stated} - {*takes}:
        accepted = " or ".join(takes) or "neither by nor to"
        raise InputError(f"{where}: {change}: found {' and '.join(stated)}; accepted: {accepted}")
    by = bounded(f"{where}: by", str(row["by"]), -MOST) if "by" in stated else None
    to = str(row.get("to", ""))
    if to and change in NUMBERED:
        bounded(f"{where}: to", to, *NUMBERED[change])
    return ScenarioChange(change, name, by, to, str(row.get("why", "")), where)


def one_change(text: str) -> Scenario:
    """A scenario of one change, as a person types it: ``slip components/K-SEEKER 1``.

    A number alone says by how much; ``to 0`` says what it becomes, as does a word alone.

    Raises:
        InputError: it cannot be read, or goes on after its end.
    """
    words = text.split()
    row = dict(zip(("change", "part"), words, strict=False))
    rest = words[2:]
    way = rest.pop(0) if len(rest) > 1 and rest[0] in ("by", "to") else ""
    if len(rest) > 1:
        raise InputError(
            f"{text!r}: found {' '.join(words[2:])!r} after the part; accepted: a number, "
            "'by NUMBER' or 'to NUMBER'"
        )
    if rest:
        numbers = SIGNED.fullmatch(rest[0]) and TAKES.get(row["change"]) != ("to",)
        row[way or ("by" if numbers else "to")] = rest[0]
    change = _read(repr(text), row)
    return Scenario(text, text, (replace(change, where=""),))
