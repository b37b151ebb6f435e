"""What an OCDS file holds: release packages, record packages, bare releases and records."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from materiel.exchange.ocds.jsontext import shown
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding

Kind = Literal["release-package", "record-package", "release", "record"]

METADATA: Mapping[str, tuple[str, ...]] = {
    "1.0": ("uri", "publishedDate", "publisher"),
    "1.1": ("uri", "publishedDate", "publisher", "version"),
}
"""What a package must say of itself by minor version of the standard."""
MOST_RELEASES = 1000
"""Releases in one versioned release: each is told apart from all others."""
_STAMPS = ("releaseID", "releaseDate", "releaseTag")


@dataclass(frozen=True, slots=True)
class Found:
    """A release with the place it stands at.

    Attributes:
        content: the release.
        pointer: JSON pointer inside its document, as ``/releases/0``.
        origin: how the file has it.
    """

    content: Mapping[str, Any]
    pointer: str
    origin: Literal["release", "compiled", "versioned"] = "release"


@dataclass(frozen=True, slots=True)
class Package:
    """One document of a file.

    Attributes:
        place: the file, and the line where a file holds several.
        kind: what it is.
        version: minor version of the standard that it states, else 1.0, which needs no statement.
        content: the document.
        releases: every release that it holds, in its order.
        compiled: ocid to the compiled release that the publisher gives beside the releases.
        findings: missing metadata, linked releases, and what is no release.
        refused: pointer and reason of what should be a release and is none.
    """

    place: str
    kind: Kind
    version: str
    content: Mapping[str, Any]
    releases: tuple[Found, ...]
    compiled: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    refused: tuple[tuple[str, Finding], ...] = ()

    @property
    def publisher(self) -> str:
        """The name of who published it; empty when it does not say."""
        stated = self.content.get("publisher")
        name = stated.get("name") if isinstance(stated, dict) else None
        return name if isinstance(name, str) else ""


def kind_of(document: Any) -> Kind | None:
    """What a document is, by its fields; None when it is nothing of the standard."""
    if not isinstance(document, dict):
        return None
    if "records" in document:
        return "record-package"
    if isinstance(document.get("ocid"), str):
        if any(name in document for name in ("compiledRelease", "versionedRelease", "releases")):
            return "record"
        return "release"
    if "releases" in document:
        return "release-package"
    return None


def version_of(document: Mapping[str, Any]) -> str:
    """The minor version that a document states; 1.0 had no such field."""
    stated = document.get("version")
    return stated if isinstance(stated, str) and stated else "1.0"


def open_package(place: str, document: Any) -> Package:
    """The releases of one document.

    Raises:
        InputError: it is nothing of the standard.
    """
    kind = kind_of(document)
    if kind is None:
        raise InputError(
            f"{place}: found {shown(document)}; accepted: a release package, a record package, a "
            "release or a record of the Open Contracting Data Standard"
        )
    gathering = _Gathering(place)
    if kind == "release-package":
        gathering.releases(document["releases"], "/releases")
    elif kind == "record-package":
        gathering.records(document["records"], "/records")
    elif kind == "record":
        gathering.record(document, "")
    else:
        gathering.release(document, "", "versioned" if is_versioned(document) else "release")
    version = version_of(document)
    if kind in ("release-package", "record-package"):
        gathering.metadata(document, version)
    return Package(
        place,
        kind,
        version,
        document,
        tuple(gathering.found),
        gathering.compiled,
        tuple(gathering.findings),
        tuple(gathering.refused),
    )


class _Gathering:
    """The releases of one document so far."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.found: list[Found] = []
        self.compiled: dict[str, Mapping[str, Any]] = {}
        self.findings: list[Finding] = []
        self.refused: list[tuple[str, Finding]] = []

    def metadata(self, document: Mapping[str, Any], version: str) -> None:
        """A finding for each thing that the package should say of itself and does not."""
        wanted = METADATA.get(version, METADATA["1.1"])
        self.findings += [
            Finding(
                "ocds-package",
                f"{self.place}#/{name}",
                f"the package does not state its {name}",
                "It is read all the same; ask the publisher.",
                "warning",
            )
            for name in wanted
            if not document.get(name)
        ]
        if version not in METADATA:
            self.findings.append(
                Finding(
                    "ocds-package",
                    f"{self.place}#/version",
                    f"version {shown(version)}; read by the rules of 1.1",
                    "Known: 1.0, 1.1.",
                    "warning",
                )
            )

    def refuse(self, pointer: str, problem: str, remedy: str) -> None:
        """Note that something is no release."""
        finding = Finding("ocds-release", f"{self.place}#{pointer}", problem, remedy, "warning")
        self.refused.append((pointer, finding))

    def releases(self, stated: Any, pointer: str) -> None:
        """The releases of a list."""
        for number, each in enumerate(self._list(stated, pointer)):
            self.release(each, f"{pointer}/{number}", "release")

    def _list(self, stated: Any, pointer: str) -> Sequence[Any]:
        if isinstance(stated, list):
            return stated
        self.refuse(pointer, f"found {shown(stated)}", "Accepted: an array.")
        return ()

    def release(
        self,
        stated: Any,
        pointer: str,
        origin: Literal["release", "compiled", "versioned"],
    ) -> None:
        """One release, or the reason why it is none."""
        if not isinstance(stated, dict):
            self.refuse(pointer, f"found {shown(stated)}", "Accepted: an object.")
        elif not isinstance(stated.get("ocid"), str) or not stated["ocid"]:
            self.refuse(
                pointer,
                f"found ocid {shown(stated.get('ocid'))}",
                "Accepted: a text that names the contracting process.",
            )
        elif origin == "versioned" and _too_many(stated):
            self.refuse(
                pointer,
                f"a versioned release of more than {MOST_RELEASES:,} releases",
                "Import the releases themselves.",
            )
        elif origin == "versioned":
            self.found += [
                Found(each, pointer, "versioned") for each in releases_of_versioned(stated)
            ]
        else:
            self.found.append(Found(stated, pointer, origin))

    def records(self, stated: Any, pointer: str) -> None:
        """The releases of each record of a list."""
        for number, each in enumerate(self._list(stated, pointer)):
            if isinstance(each, dict):
                self.record(each, f"{pointer}/{number}")
            else:
                self.refuse(f"{pointer}/{number}", f"found {shown(each)}", "Accepted: an object.")

    def record(self, record: Mapping[str, Any], pointer: str) -> None:
        """The releases of one record: embedded, else from its history, else the compiled one."""
        stated = record.get("releases", [])
        linked = 0
        before = len(self.found)
        for number, each in enumerate(self._list(stated, f"{pointer}/releases")):
            if isinstance(each, dict) and "url" in each and "date" in each and "ocid" not in each:
                linked += 1
            else:
                self.release(each, f"{pointer}/releases/{number}", "release")
        compiled, versioned = record.get("compiledRelease"), record.get("versionedRelease")
        if linked:
            self.findings.append(
                Finding(
                    "ocds-linked",
                    f"{self.place}#{pointer}/releases",
                    f"{linked} releases are only linked; nothing is fetched",
                    "Import the packages that hold them.",
                    "warning",
                )
            )
        if len(self.found) == before and versioned is not None:
            self.release(versioned, f"{pointer}/versionedRelease", "versioned")
        if len(self.found) == before and compiled is not None:
            self.release(compiled, f"{pointer}/compiledRelease", "compiled")
        elif isinstance(compiled, dict) and isinstance(compiled.get("ocid"), str):
            self.compiled[compiled["ocid"]] = compiled
        if len(self.found) == before and not linked:
            self.refuse(pointer, "the record holds no release", "Ask the publisher.")


def is_versioned(release: Mapping[str, Any]) -> bool:
    """Whether a release is a versioned one: its fields are lists of stamped values."""
    return any(_history(value) for value in release.values())


def _too_many(versioned: Mapping[str, Any]) -> bool:
    """Whether a versioned release is made of too many."""
    keys: set[tuple[str, str]] = set()
    for stamp in _stamps(versioned):
        keys.add(_key(stamp))
        if len(keys) > MOST_RELEASES:
            return True
    return False


def _history(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(each, dict) and "value" in each and "releaseDate" in each for each in value
        )
    )


def releases_of_versioned(versioned: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The releases whose merging gives a versioned release: each holds what it changed."""
    stamps: dict[tuple[str, str], Mapping[str, Any]] = {}
    for stamp in _stamps(versioned):
        stamps.setdefault(_key(stamp), stamp)
    found: list[dict[str, Any]] = []
    for number, key in enumerate(sorted(stamps)):
        stamp = stamps[key]
        content = _at(versioned, key, first=number == 0)
        found.append(
            {
                **(content if isinstance(content, dict) else {}),
                "ocid": versioned.get("ocid"),
                "id": stamp.get("releaseID"),
                "date": stamp.get("releaseDate"),
                "tag": stamp.get("releaseTag"),
            }
        )
    return found


def _stamps(value: Any) -> Iterator[Mapping[str, Any]]:
    if _history(value):
        for each in value:
            yield {name: each.get(name) for name in _STAMPS}
    elif isinstance(value, dict):
        for each in value.values():
            yield from _stamps(each)
    elif isinstance(value, list):
        for each in value:
            yield from _stamps(each)


def _at(value: Any, key: tuple[str, str], *, first: bool) -> Any:
    """What one release said, out of the histories; nothing when it said nothing.

    An object with an id and no history was there from the first release on, as far as is known.
    """
    if isinstance(value, dict):
        found = {}
        for name, each in value.items():
            if _history(each):
                for version in each:
                    if _key(version) == key:
                        found[name] = version["value"]
            elif isinstance(each, (dict, list)) and (inner := _at(each, key, first=first)):
                found[name] = inner
        mark = value.get("id")
        bare = first and next(_stamps(value), None) is None
        if (found or bare) and mark is not None and not isinstance(mark, (list, dict)):
            found["id"] = mark
        return found
    inner_values = (_at(each, key, first=first) for each in value if isinstance(each, (dict, list)))
    return [inner for inner in inner_values if inner]


def _key(stamp: Mapping[str, Any]) -> tuple[str, str]:
    return str(stamp.get("releaseDate")), str(stamp.get("releaseID"))
