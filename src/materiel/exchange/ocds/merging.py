"""Merging the releases of one contracting process into a compiled or a versioned release.

The rules are those of OCDS 1.1; where they are silent, decision 0009 says what we do. Numbers and
texts of the releases are taken as they are, so parts of the result may be shared with them.

>>> later = {"ocid": "x", "id": "2", "date": "2024-02-01T00:00:00Z", "tender": {"title": "B"}}
>>> first = {"ocid": "x", "id": "1", "date": "2024-01-01T00:00:00Z", "tender": {"title": "A"}}
>>> compile_releases([later, first])["tender"]
{'title': 'B'}
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from materiel.exchange.ocds.rules import NO_RULES, Rules, packaged_rules
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding

Release = Mapping[str, Any]


class _Object(dict[str, Any]):
    """An object while it grows; any other dict is a value taken whole."""

    __slots__ = ()


class _Items(dict[Any, _Object]):
    """The objects of an array while it grows, by what they are matched by."""

    __slots__ = ()


def moment(release: Release) -> datetime:
    """When a release was made; a time without a zone is taken as UTC.

    Raises:
        InputError: its date is missing or is no ISO 8601 date.
    """
    text = release.get("date")
    if not isinstance(text, str):
        raise InputError(f"release {release.get('id')!r}: found date {text!r}; accepted: {_DATES}")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"release {release.get('id')!r}: found date {text!r}; accepted: {_DATES}"
        ) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


_DATES = "a day or a moment, as 2024-03-01T00:00:00Z"


def in_order(releases: Iterable[Release]) -> list[Release]:
    """The releases by the moment of their date; those of one moment stay as they stand.

    Raises:
        InputError: a date is missing or cannot be read.
    """
    return sorted(releases, key=moment)


def compile_releases(releases: Iterable[Release], rules: Rules | None = None) -> dict[str, Any]:
    """What holds after all releases: the compiled release.

    Args:
        releases: of one process, in any order.
        rules: from a release schema; None: those of OCDS 1.1.

    Raises:
        InputError: there is no release, they are of two processes, or a date cannot be read.
    """
    merge = Merge(rules)
    merge.extend(releases)
    return merge.release()


def version_releases(releases: Iterable[Release], rules: Rules | None = None) -> dict[str, Any]:
    """What held after which release: the versioned release.

    Args, Raises: as ``compile_releases``.
    """
    merge = Merge(rules, versioned=True)
    merge.extend(releases)
    return merge.release()


class Merge:
    """Releases of one process merged so far; after each one the result can be asked for.

    Attributes:
        findings: what the standard leaves undefined and was met: repeated ids, changed types.
    """

    __slots__ = (
        "_anonymous",
        "_body",
        "_head",
        "_path",
        "_rules",
        "_stamp",
        "_versioned",
        "findings",
    )

    def __init__(self, rules: Rules | None = None, *, versioned: bool = False) -> None:
        """Begin with nothing.

        Args:
            rules: from a release schema; None: those of OCDS 1.1.
            versioned: keep every value that a field has had, with its release.
        """
        self.findings: list[Finding] = []
        self._rules = packaged_rules("1.1") if rules is None else rules
        self._versioned = versioned
        self._head: dict[str, Any] = {}
        self._stamp: dict[str, Any] = {}
        self._body = _Object()
        self._path: list[str] = []
        self._anonymous = 0

    def extend(self, releases: Iterable[Release]) -> None:
        """Merge releases in the order of their dates."""
        for release in in_order(releases):
            self.add(release)

    def add(self, release: Release) -> None:
        """Merge one release, which is at least as new as those before it.

        Raises:
            InputError: it is of another process.
        """
        ocid, date = release.get("ocid"), release.get("date")
        if self._head and ocid != self._head["ocid"]:
            raise InputError(
                f"releases of two processes, {self._head['ocid']!r} and {ocid!r}; accepted: of one"
            )
        self._head = {"ocid": ocid}
        if not self._versioned:
            self._head |= {"tag": ["compiled"], "id": f"{ocid}-{date}", "date": date}
        self._stamp = {
            "releaseID": release.get("id"),
            "releaseDate": date,
            "releaseTag": release.get("tag"),
        }
        # Before 1.1.4 no schema says that the tag is omitted; 1.0 says so of the ocid, wrongly.
        content = {key: value for key, value in release.items() if key not in ("tag", "ocid")}
        self._object(self._body, content, self._rules)

    def release(self) -> dict[str, Any]:
        """The merged release as it now stands.

        Raises:
            InputError: nothing was merged.
        """
        if not self._head:
            raise InputError("no release to merge")
        return {**self._head, **_finished(self._body)}

    def _object(self, target: _Object, source: Mapping[str, Any], rules: Rules) -> None:
        """Merge an object into what is known of it."""
        omitted, whole, inner = rules.omitted, rules.whole, rules.inner
        versioned = self._versioned
        for key, value in source.items():
            if key in omitted:
                continue
            kind = type(value)
            if kind is dict and key not in whole:
                if not value:
                    continue
                known = target.get(key)
                if type(known) is not _Object:
                    known = self._fresh(target, key, _Object())
                self._path.append(key)
                self._object(known, value, inner.get(key, NO_RULES))
                self._path.pop()
            elif kind is list and key not in whole and _all_objects(value):
                if not value:
                    continue
                known = target.get(key)
                if type(known) is not _Items:
                    known = self._fresh(target, key, _Items())
                self._path.append(key)
                self._items(known, value, inner.get(key, NO_RULES), rules.repeats.get(key, ""))
                self._path.pop()
            elif versioned or type(target.get(key)) in _GROWING:
                self._value(target, key, value)
            else:
                target[key] = value

    def _items(
        self, known: _Items, values: Sequence[Mapping[str, Any]], rules: Rules, repeats: str
    ) -> None:
        """Merge the objects of an array into those that have the same id."""
        seen: set[str] = set()
        for position, value in enumerate(values):
            mark = value.get("id")
            name: Any = str(mark) if type(mark) in _IDS else None
            if name is None:
                if mark is not None:
                    self._find("merge-id", f"an id is {mark!r:.60}, no text or number", "")
            elif name in seen:
                self._find("merge-id", f"two objects have the id {mark!r:.60}", "The later counts.")
            else:
                seen.add(name)
            if repeats == "by-position":
                name = position
            elif repeats == "append" or name is None:
                self._anonymous += 1
                name = -self._anonymous
            item = known.get(name)
            if item is None:
                item = known[name] = _Object()
                if type(mark) in _IDS:
                    item["id"] = mark
            self._item(item, value, rules)

    def _item(self, item: _Object, value: Mapping[str, Any], rules: Rules) -> None:
        """Merge an object of an array: its id is what it is matched by, so it has no history."""
        if type(value.get("id")) in _IDS:
            value = {key: each for key, each in value.items() if key != "id"}
        self._object(item, value, rules)

    def _value(self, target: _Object, key: str, value: Any) -> None:
        """Put a value, or a whole list, in the place of what is known, or behind it."""
        known: Any = target.get(key)
        if type(known) in _GROWING:
            if value is None and self._versioned:
                self._removed(known)
                return
            if value is not None:
                self._path.append(key)
                self._changed_type()
                self._path.pop()
            known = None
        if not self._versioned:
            target[key] = value
        elif known is None:
            target[key] = [{**self._stamp, "value": value}]
        elif not _same(known[-1]["value"], value):
            known.append({**self._stamp, "value": value})

    def _fresh(self, target: _Object, key: str, fresh: Any) -> Any:
        """An empty object or array, in the place of a value of another type if there is one."""
        known = target.get(key)
        if self._versioned and type(known) is list:
            known = known[-1]["value"]
        if known is not None:
            self._path.append(key)
            self._changed_type()
            self._path.pop()
        target[key] = fresh
        return fresh

    def _removed(self, known: Mapping[Any, Any]) -> None:
        """Note for every field below an object that it was removed with it.

        The id that an object of an array is matched by is no list, and stays.
        """
        for value in known.values():
            if type(value) in _GROWING:
                self._removed(value)
            elif type(value) is list and value[-1]["value"] is not None:
                value.append({**self._stamp, "value": None})

    def _changed_type(self) -> None:
        left_out = " and the history before it is left out" if self._versioned else ""
        self._find(
            "merge-type",
            f"a value of one type follows one of another type; the later one counts{left_out}",
            "Ask the publisher which is meant.",
        )

    def _find(self, check: str, problem: str, remedy: str) -> None:
        where = f"{self._head['ocid']}: {'/'.join(self._path)}"
        self.findings.append(Finding(check, where, problem, remedy, "warning"))


_IDS = frozenset((str, int))
"""Types of an id; ``type`` keeps true and false out."""
_GROWING = frozenset((_Object, _Items))


def _all_objects(values: Sequence[Any]) -> bool:
    """Whether an array can be matched by id; an empty one says nothing."""
    return all(type(value) is dict for value in values)  # a loop, not a set: most lists are short


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same: in Python true equals 1, in JSON it does not."""
    return bool(one == other) and (one is True or one is False) == (other is True or other is False)


def _finished(body: Mapping[Any, Any]) -> dict[str, Any]:
    """The object without what was removed and what stayed empty."""
    found: dict[str, Any] = {}
    for key, value in body.items():
        kind = type(value)
        if kind is _Object:
            if inner := _finished(value):
                found[key] = inner
        elif kind is _Items:
            if items := [inner for each in value.values() if (inner := _finished(each))]:
                found[key] = items
        elif value is not None:
            found[key] = value
    return found
