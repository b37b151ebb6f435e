"""The sample stories that ship: our own short texts, and what their passages became in a case."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from materiel.kernel.errors import InternalError, UnknownNameError

_FOLDER = "samples"


@dataclass(frozen=True, slots=True)
class Link:
    """A passage of a story and the claim that a case keeps of it.

    Attributes:
        start, end: where the passage stands in the text.
        case: the packaged case.
        claim: the claim in it.
    """

    start: int
    end: int
    case: str
    claim: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure that a story is about.

    Attributes:
        case: the packaged case.
        words: what is counted, and what is not.
        commitments: the promises that it adds up.
        rung: how far they must have come.
    """

    case: str
    words: str
    commitments: tuple[str, ...]
    rung: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One story in our own words; the report itself is cited and never copied (DESIGN §5.1).

    Attributes:
        name: of the story.
        text: the restatement.
        case, document: where the report that it restates is cited.
        as_of: the day on which it is read; nothing later is known.
        links: its passages, in the order of the text.
        figures: what it comes to.
    """

    name: str
    text: str
    case: str
    document: str
    as_of: date
    links: tuple[Link, ...]
    figures: tuple[Asked, ...]

    @property
    def cases(self) -> tuple[str, ...]:
        """Every case that keeps something of it, its own first."""
        linked = (each.case for each in self.links)
        asked = (each.case for each in self.figures)
        return tuple(dict.fromkeys((self.case, *linked, *asked)))


@cache
def samples() -> tuple[Sample, ...]:
    """All stories, in the order in which they are shown.

    Raises:
        InternalError: a passage does not stand in its text just once.
    """
    links, figures = list(_rows("links.csv")), list(_rows("figures.csv"))
    found = []
    for row in _rows("stories.csv"):
        name = row["story"]
        text = _text(f"{name}.txt")
        mine = [_link(name, text, each) for each in links if each["story"] == name]
        found.append(
            Sample(
                name=name,
                text=text,
                case=row["case"],
                document=row["document"],
                as_of=date.fromisoformat(row["as_of"]),
                links=tuple(sorted(mine, key=lambda each: each.start)),
                figures=tuple(_asked(each) for each in figures if each["story"] == name),
            )
        )
    return tuple(found)


def sample(name: str) -> Sample:
    """One story by name.

    Raises:
        UnknownNameError: there is none.
    """
    known = {each.name: each for each in samples()}
    if name not in known:
        raise UnknownNameError("sample story", name, list(known))
    return known[name]


def _link(story: str, text: str, row: dict[str, str]) -> Link:
    passage = row["passage"]
    if text.count(passage) != 1:
        raise InternalError(f"samples/{story}.txt: not just once there: {passage!r}")
    start = text.index(passage)
    return Link(start, start + len(passage), row["case"], row["claim"])


def _asked(row: dict[str, str]) -> Asked:
    names = tuple(name.strip() for name in row["commitments"].split(";"))
    return Asked(row["case"], row["words"], names, row["rung"])


def _text(name: str) -> str:
    return (files("materiel.exchange") / _FOLDER / name).read_text("utf-8")


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(_text(name).splitlines(keepends=True), strict=True)
