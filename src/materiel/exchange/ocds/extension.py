"""The extension for joint procurement: buyers by line, options and shares, as rows inside OCDS.

OCDS has one buyer for a process and no options. Wherever an object of OCDS stands for rows of ours,
it carries them under one name, ``jointProcurement``: from the name of a table to its rows. Its
schema is made from the tables themselves, so that the two cannot part.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from materiel.exchange.ocds.fields import field_schema, from_object, json_name
from materiel.exchange.ocds.jsontext import shown
from materiel.exchange.ocds.node import escaped
from materiel.exchange.ocds.rules import Rules, packaged_rules
from materiel.exchange.tables import CASE_TABLES
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row, columns

FIELD = "jointProcurement"
"""The one name that the extension adds."""
TITLE = "Joint procurement"
HOLDERS = ("Release", "Contract", "Item", "Milestone", "Amendment", "Transaction", "Organization")
"""Objects of OCDS that may carry rows; the release itself is no definition of its schema."""
TABLES: Mapping[str, type[Row]] = {json_name(kind.TABLE): kind for kind in CASE_TABLES}
"""Every table of a case by its name in JSON."""


def declaration() -> dict[str, Any]:
    """The content of the extension's ``extension.json``."""
    return {
        "name": {"en": TITLE},
        "description": {
            "en": "Buyers by line, options, shares and amendments of one contract that several "
            "nations buy under, each as the row of a table."
        },
        "compatibility": ["1.1"],
        "schemas": ["release-schema.json"],
        "codelists": [],
    }


def schema_patch() -> dict[str, Any]:
    """What the extension adds to the release schema, as a JSON merge patch."""
    reference = {"$ref": f"#/definitions/{_definition(FIELD)}"}
    rows = {
        _definition(name): {
            "title": kind.TABLE,
            "description": " ".join((kind.__doc__ or "").split()),
            "type": "object",
            "required": [json_name(each.name) for each in columns(kind) if each.required],
            "properties": {json_name(each.name): field_schema(each) for each in columns(kind)},
        }
        for name, kind in TABLES.items()
    }
    whole = {
        "title": TITLE,
        "description": "Rows that the object stands for, by table.",
        "type": "object",
        "properties": {
            name: {
                "type": "array",
                "description": f"Rows of the table {kind.TABLE}.",
                "items": {"$ref": f"#/definitions/{_definition(name)}"},
                "wholeListMerge": True,
            }
            for name, kind in TABLES.items()
        },
    }
    holders = {name: {"properties": {FIELD: reference}} for name in HOLDERS if name != "Release"}
    return {
        "properties": {FIELD: reference},
        "definitions": {**holders, _definition(FIELD): whole, **rows},
    }


def _definition(name: str) -> str:
    """The name of a definition: one of its own, so that none of the standard's is meant."""
    return FIELD[0].upper() + FIELD[1:] + ("" if name == FIELD else name[0].upper() + name[1:])


def patched(schema: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """A schema with a merge patch applied (RFC 7396); neither argument is changed."""
    found = dict(schema)
    for name, value in patch.items():
        if value is None:
            found.pop(name, None)
        elif isinstance(value, dict):
            inner = found.get(name)
            found[name] = patched(inner if isinstance(inner, dict) else {}, value)
        else:
            found[name] = value
    return found


def with_extension(rules: Rules | None = None) -> Rules:
    """Merge rules by which the rows of an object are taken whole, so that no old cell survives."""
    base = packaged_rules("1.1") if rules is None else rules
    rows = Rules(whole=frozenset(TABLES))
    known: dict[int, Rules] = {}

    def extended(each: Rules) -> Rules:
        if id(each) not in known:
            known[id(each)] = copy = Rules(each.omitted, each.whole, {}, dict(each.repeats))
            copy.inner.update({name: extended(inner) for name, inner in each.inner.items()})
            copy.inner[FIELD] = rows
        return known[id(each)]

    found = extended(base)
    for path in _CARRIERS:
        at = found
        for name in path.split("/"):
            at = at.inner.setdefault(name, Rules())
            at.inner[FIELD] = rows
    return found


_CARRIERS = (
    "parties",
    "contracts/items",
    "contracts/milestones",
    "contracts/amendments",
    "contracts/implementation/transactions",
    "contracts/implementation/milestones",
)


def rows_in(value: Any, pointer: str, findings: list[Finding]) -> Iterator[tuple[str, Row | None]]:
    """Each row of the extension inside a value, with its pointer; None for one that is refused."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            if isinstance(each, (dict, list)):
                yield from rows_in(each, f"{pointer}/{number}", findings)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name == FIELD:
                yield from _rows(each, f"{pointer}/{FIELD}", findings)
            elif isinstance(each, (dict, list)):
                yield from rows_in(each, f"{pointer}/{escaped(name)}", findings)


def _rows(stated: Any, pointer: str, findings: list[Finding]) -> Iterator[tuple[str, Row | None]]:
    for name, rows in stated.items() if isinstance(stated, dict) else (("", stated),):
        where = f"{pointer}/{escaped(name)}" if name else pointer
        kind = TABLES.get(name)
        if kind is None or not isinstance(rows, list):
            findings.append(
                Finding(
                    "ocds-extension",
                    f"#{where}",
                    f"found {shown(rows)} under {name!r:.60}",
                    f"Accepted: an array of rows under one of {', '.join(TABLES)}.",
                    "warning",
                )
            )
            yield where, None
            continue
        for number, each in enumerate(rows):
            place = f"{where}/{number}"
            if isinstance(each, dict):
                yield place, from_object(kind, each, f"#{place}", findings)
            else:
                findings.append(
                    Finding(
                        "ocds-extension",
                        f"#{place}",
                        f"found {shown(each)}",
                        "Accepted: an object.",
                        "warning",
                    )
                )
                yield place, None
