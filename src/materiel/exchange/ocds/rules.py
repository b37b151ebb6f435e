"""How releases of one contracting process merge, field by field, as a release schema says it.

Three rules (OCDS 1.1, merging): a field is *omitted*, an array is taken *whole*, or objects in an
array are matched by their ``id``. Only the first two need stating: what no schema knows is matched
by ``id`` where it can be, else taken whole.

>>> sorted(packaged_rules("1.1").inner["parties"].whole)
['additionalIdentifiers', 'roles']
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from materiel.kernel.errors import InputError, UnknownNameError

RuleWord = Literal["omit", "whole"]
Repeats = Literal["append", "by-position"]
"""What to do where ids repeat: keep every object, or match by position."""
VERSIONS = ("1.0", "1.1")
"""Minor versions of the standard whose rules are packaged."""
SEPARATOR = "/"


@dataclass(slots=True, eq=False)
class Rules:
    """The rules for the fields of one object.

    Attributes:
        omitted: fields that a merged release leaves out.
        whole: arrays whose later value replaces the earlier one.
        inner: rules for the object, or for the objects of the array, in a field. A schema may
            refer to itself, so this may be a ring.
        repeats: arrays whose ids a publisher is known to repeat. No schema says so: a person does.
    """

    omitted: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    inner: dict[str, "Rules"] = field(default_factory=dict)
    repeats: dict[str, Repeats] = field(default_factory=dict)

    def paths(self, deepest: int = 16) -> Iterator[tuple[str, RuleWord]]:
        """Each stated rule with the path of its field, sorted; rings are cut at a depth."""
        yield from sorted(self._paths("", deepest))

    def _paths(self, above: str, deepest: int) -> Iterator[tuple[str, RuleWord]]:
        for name in self.omitted:
            yield above + name, "omit"
        for name in self.whole:
            yield above + name, "whole"
        if deepest:
            for name, rules in self.inner.items():
                yield from rules._paths(f"{above}{name}{SEPARATOR}", deepest - 1)  # noqa: SLF001


NO_RULES = Rules()
"""For objects that no schema knows."""


def rules_of(paths: Mapping[str, RuleWord]) -> Rules:
    """The rules from paths as ``parties/roles`` to ``omit`` or ``whole``."""
    omitted: set[str] = set()
    whole: set[str] = set()
    below: dict[str, dict[str, RuleWord]] = {}
    for path, word in paths.items():
        name, deeper, rest = path.partition(SEPARATOR)
        if deeper:
            below.setdefault(name, {})[rest] = word
        else:
            (omitted if word == "omit" else whole).add(name)
    inner = {name: rules_of(rest) for name, rest in below.items()}
    return Rules(frozenset(omitted), frozenset(whole), inner)


@cache
def packaged_rules(version: str) -> Rules:
    """The rules of a minor version, from our own table of facts.

    Raises:
        UnknownNameError: no such version is packaged.
    """
    if version not in VERSIONS:
        raise UnknownNameError("version of the standard", version, VERSIONS)
    source = files("materiel.exchange.ocds") / "tables" / "merge_rules.csv"
    lines = source.read_text(encoding="utf-8").splitlines()
    found: dict[str, RuleWord] = {
        row["path"]: "omit" if row["rule"] == "omit" else "whole"
        for row in csv.DictReader(lines)
        if row["version"] == version
    }
    return rules_of(found)


def read_rules(schema: Any) -> Rules:
    """The rules that a release schema states.

    Args:
        schema: a parsed release schema, of 1.0 or 1.1, with its definitions inside.

    Raises:
        InputError: it is no release schema, or refers to what it does not hold.
    """
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        raise InputError("merge rules: found no 'properties'; accepted: a release schema")
    if "ocid" not in schema["properties"]:
        raise InputError(
            "merge rules: found no 'ocid' among the properties; accepted: the schema of a release, "
            "not of a package"
        )
    return _Schema(schema).rules(schema)


class _Schema:
    """A schema while its rules are read; each definition is read once."""

    def __init__(self, whole: Mapping[str, Any]) -> None:
        self.whole = whole
        self.known: dict[int, Rules] = {}

    def rules(self, schema: Mapping[str, Any]) -> Rules:
        """The rules for the properties of an object."""
        properties = schema.get("properties", {})
        if id(properties) in self.known:
            return self.known[id(properties)]
        # Known before it is full, so that a definition that holds itself ends.
        found = self.known[id(properties)] = Rules()
        omitted: set[str] = set()
        whole: set[str] = set()
        for name, stated in properties.items():
            value = self.resolved(stated)
            own = {**value, **stated} if isinstance(stated, dict) else value
            kinds = _kinds(own)
            if own.get("omitWhenMerged") or own.get("mergeStrategy") == "ocdsOmit":
                omitted.add(name)
            elif "array" in kinds:
                items = self.resolved(own.get("items", {}))
                wanted = own.get("wholeListMerge") or own.get("mergeStrategy") == "ocdsVersion"
                if wanted or _unmatched(items):
                    whole.add(name)
                elif "properties" in items:
                    found.inner[name] = self.rules(items)
            elif "properties" in value:
                found.inner[name] = self.rules(value)
        found.omitted, found.whole = frozenset(omitted), frozenset(whole)
        return found

    def resolved(self, schema: Any) -> Mapping[str, Any]:
        """The schema that a reference names; a schema without one is itself."""
        for _ in range(16):
            if not isinstance(schema, dict):
                return {}
            reference = schema.get("$ref")
            if not isinstance(reference, str):
                return schema
            schema = self.found(reference)
        raise InputError("merge rules: the schema's references lead from one to the next only")

    def found(self, reference: str) -> Any:
        """What a reference inside the document points to."""
        if not reference.startswith("#/"):
            raise InputError(f"merge rules: {reference!r} lies outside the schema; accepted: #/...")
        found: Any = self.whole
        for part in reference[2:].split("/"):
            name = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(found, dict) or name not in found:
                raise InputError(f"merge rules: the schema refers to {reference}, which it lacks")
            found = found[name]
        return found


def _kinds(schema: Mapping[str, Any]) -> list[str]:
    """The types that a schema allows."""
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else [each for each in kind if isinstance(each, str)]


def _unmatched(items: Mapping[str, Any]) -> bool:
    """Whether an array's items cannot be matched by ``id``: no objects, or objects without one."""
    kinds = _kinds(items)
    if any(kind != "object" for kind in kinds):
        return True
    return "properties" in items and "id" not in items["properties"]
