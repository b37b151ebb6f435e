"""A row of a case table as a JSON object of the extension, without loss, and back."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from functools import cache
from typing import Any

from materiel.exchange.cells import read_row
from materiel.exchange.ocds.jsontext import shown
from materiel.kernel.findings import Finding
from materiel.kernel.table import SEPARATOR, Column, Row, columns

WHOLE = ("count", "whole")
LISTS = ("ids", "texts", "parties", "items")


def json_name(column: str) -> str:
    """The name of a column in JSON.

    >>> json_name("firm_low")
    'firmLow'
    """
    first, *rest = column.split("_")
    return first + "".join(part.capitalize() for part in rest)


def to_object(row: Row) -> dict[str, Any]:
    """A row as an object; a field equal to its default is left out."""
    anything: Any = type(row)
    defaults = _defaults(anything)
    found: dict[str, Any] = {}
    for each in columns(type(row)):
        value = getattr(row, each.name)
        if each.name in defaults and value == defaults[each.name]:
            continue
        kind = each.kind.name
        if kind in (*WHOLE, "flag", "decimal"):
            found[json_name(each.name)] = value
        elif kind in LISTS:
            found[json_name(each.name)] = list(value)
        else:
            found[json_name(each.name)] = each.kind.write(value)
    return found


@cache
def _defaults(kind: Any) -> Mapping[str, Any]:
    return {item.name: item.default for item in fields(kind)}


def from_object(
    kind: type[Row], content: Mapping[str, Any], where: str, findings: list[Finding]
) -> Row | None:
    """The row of an object, or None and a finding for each field that cannot be read.

    Args:
        kind: the table.
        content: the object.
        where: its JSON pointer.
        findings: where to put what is wrong.
    """
    known = {json_name(each.name): each for each in columns(kind)}
    cells: dict[str, str] = {}
    wrong: list[Finding] = []
    for name, value in content.items():
        column = known.get(name)
        if column is None:
            findings.append(
                Finding(
                    "ocds-extension",
                    f"{where}/{name}",
                    f"the extension has no field {name!r:.60} here",
                    "It is kept as evidence.",
                    "warning",
                )
            )
            continue
        cell = _cell(column, value)
        if cell is None:
            wrong.append(
                Finding(
                    "ocds-extension",
                    f"{where}/{name}",
                    f"found {shown(value)}",
                    f"Accepted: {column.accepted}.",
                    "warning",
                )
            )
        else:
            cells[column.name] = cell
    cells = {each.name: cells.get(each.name, "") for each in columns(kind)}
    bad: list[Finding] = []
    row = None if wrong else read_row(kind, cells, lambda name: f"{where}/{json_name(name)}", bad)
    findings += wrong
    findings += [
        Finding("ocds-extension", each.where, each.problem, each.remedy, "warning") for each in bad
    ]
    return row


def _cell(column: Column, value: Any) -> str | None:  # noqa: PLR0911  (one for each kind)
    """A JSON value as the text of a cell; None when it is of the wrong type."""
    kind = column.kind.name
    if value is None:
        return ""
    if kind in WHOLE:
        return str(value) if type(value) is int else None
    if kind == "decimal":
        if type(value) is int:
            return str(value)
        return format(value, "f") if type(value) is Decimal else None
    if kind == "flag":
        return ("yes" if value else "no") if type(value) is bool else None
    if kind in LISTS:
        good = type(value) is list and all(
            type(each) is str and SEPARATOR not in each for each in value
        )
        return f"{SEPARATOR} ".join(value) if good else None
    return value if type(value) is str else None


def field_schema(column: Column) -> dict[str, Any]:
    """The JSON schema of a column's field."""
    kind = column.kind.name
    meaning = f"{column.meaning} ({column.unit})" if column.unit else column.meaning
    found: dict[str, Any] = {"description": meaning}
    if kind in WHOLE:
        found["type"] = "integer"
        if kind == "count":
            found["minimum"] = 0
    elif kind == "decimal":
        found["type"] = "number"
    elif kind == "flag":
        found["type"] = "boolean"
    elif kind in LISTS:
        found |= {"type": "array", "items": {"type": "string"}, "wholeListMerge": True}
    else:
        found["type"] = "string"
        if column.choices:
            found["enum"] = list(column.choices)
    return found
