"""Which totals a reader sees, and what a released total would give away by subtraction.

>>> rows = [
...     Part("P", 20, Marking.parse("public")),
...     Part("Q", 30, Marking.parse("releasable:P,Q")),
...     Part("R", 10, Marking.parse("owner:R")),
... ]
>>> str(view(rows, "R"))
'30, partial'
>>> [str(fact) for fact in given_away(rows, [Release(("P", "Q", "R"))])]
['P, Q learn R = 10', 'R learns Q = 30', 'the public learns Q + R = 40']
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from materiel.kernel.errors import InputError, RefusedActError, UnknownNameError
from materiel.kernel.findings import Finding
from materiel.kernel.marking import PUBLIC, Marking

PUBLIC_READER = None
"""The reader who is nobody in particular."""
Reader = str | None


@dataclass(frozen=True, slots=True)
class Part:
    """One originator's part of a total.

    Attributes:
        originator: whose number it is; always sees it.
        units: the number, 0 or more.
        marking: who else may see it.
    """

    originator: str
    units: int
    marking: Marking = PUBLIC

    def __post_init__(self) -> None:
        if self.units < 0:
            raise InputError(f"{self.originator}: found {self.units}; accepted: 0 or more")

    def visible_to(self, reader: Reader) -> bool:
        """Whether a reader (None: the public) may see the number."""
        return reader == self.originator or self.marking.visible_to(reader)


@dataclass(frozen=True, slots=True)
class Release:
    """A decision to show the total of some originators' parts.

    Attributes:
        of: the originators whose parts the total sums.
        to: who may see the total.
        agreed_by: originators that agreed to it.
    """

    of: tuple[str, ...]
    to: Marking = PUBLIC
    agreed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A reader's total.

    Attributes:
        units: the sum of what the reader may see, or the released total.
        partial: whether parts are missing from it.
    """

    units: int
    partial: bool

    def __str__(self) -> str:
        return f"{self.units:,}, partial" if self.partial else f"{self.units:,}"


@dataclass(frozen=True, slots=True)
class Inference:
    """What readers would know that their rows do not show them.

    Attributes:
        readers: who would know it; None is the public.
        terms: ``(originator, coefficient)``: the sum of hidden parts that becomes known.
        units: the value of that sum.
    """

    readers: tuple[Reader, ...]
    terms: tuple[tuple[str, Fraction], ...]
    units: Fraction

    @property
    def exact(self) -> bool:
        """Whether one originator's own number becomes known."""
        return len(self.terms) == 1

    def __str__(self) -> str:
        names = ", ".join("the public" if name is None else name for name in self.readers)
        verb = "learns" if len(self.readers) == 1 else "learn"
        return f"{names} {verb} {_sum(self.terms)} = {self.units}"


def view(parts: Sequence[Part], reader: Reader, releases: Sequence[Release] = ()) -> View:
    """The total that a reader sees.

    Raises:
        InputError: an originator has two parts.
        UnknownNameError: a release of somebody who has no part.
        RefusedActError: a release that lacks an originator's agreement.
    """
    known = _known(parts, releases)
    for release in releases:
        _check_agreed(known, release)
    visible = [part for part in parts if part.visible_to(reader)]
    for release in releases:
        if release.to.visible_to(reader) and set(release.of) == set(known):
            return View(sum(part.units for part in parts), partial=False)
    return View(sum(part.units for part in visible), partial=len(visible) < len(parts))


def given_away(parts: Sequence[Part], releases: Sequence[Release]) -> tuple[Inference, ...]:
    """What each reader could work out from the totals, were they released as stated.

    Whether the originators agreed is not asked: this is what they should know before.

    Readers are all originators, all parties that a marking names, and the public. Each fact is a
    row of the reduced row echelon form of the released totals over the parts hidden from that
    reader, so a hidden number is exactly determined by subtraction if and only if it stands alone
    in a fact. A hidden sum of zero gives away each of its parts, because counts are never
    negative. Readers who pool what they know are not considered.

    Raises:
        InputError: an originator has two parts.
        UnknownNameError: a release of somebody who has no part.
    """
    known = _known(parts, releases)
    named = {name for each in parts for name in each.marking.parties}
    named |= {name for each in releases for name in each.to.parties}
    readers: list[Reader] = [*sorted(named | set(known)), PUBLIC_READER]
    found: dict[tuple[tuple[tuple[str, Fraction], ...], Fraction], list[Reader]] = {}
    for reader in readers:
        for terms, units in _learned(known, releases, reader):
            found.setdefault((terms, units), []).append(reader)
    return tuple(Inference(tuple(who), *fact) for fact, who in found.items())


def release_findings(parts: Sequence[Part], releases: Sequence[Release]) -> tuple[Finding, ...]:
    """The warnings to show before a release, one for each fact that it gives away."""
    return tuple(
        Finding(
            "release-by-subtraction",
            "the public" if fact.readers == (PUBLIC_READER,) else _names(fact.readers),
            f"{fact} by subtraction.",
            "Release fewer totals, or ask the originators.",
            "warning",
        )
        for fact in given_away(parts, releases)
    )


def _known(parts: Sequence[Part], releases: Sequence[Release]) -> dict[str, Part]:
    """The parts by originator."""
    known: dict[str, Part] = {}
    for part in parts:
        if part.originator in known:
            raise InputError(f"{part.originator} has two parts; accepted: one each, added up")
        known[part.originator] = part
    for release in releases:
        for name in release.of:
            if name not in known:
                raise UnknownNameError("originator", name, list(known), "release")
    return known


def _check_agreed(known: Mapping[str, Part], release: Release) -> None:
    lacking = [
        name
        for name in release.of
        if name not in release.agreed_by and not _allows(known[name].marking, release.to)
    ]
    if lacking:
        raise RefusedActError(
            f"the total of {', '.join(release.of)} to {release.to} lacks the release of "
            f"{', '.join(lacking)}"
        )


def _allows(marking: Marking, audience: Marking) -> bool:
    """Whether everybody in the audience may see a row so marked."""
    if marking.level == "public":
        return True
    return audience.level != "public" and set(audience.parties) <= set(marking.parties)


def _learned(
    known: Mapping[str, Part], releases: Sequence[Release], reader: Reader
) -> list[tuple[tuple[tuple[str, Fraction], ...], Fraction]]:
    hidden = sorted(name for name, part in known.items() if not part.visible_to(reader))
    rows = []
    for release in releases:
        if release.to.visible_to(reader):
            inside = [name for name in hidden if name in release.of]
            row = [Fraction(name in inside) for name in hidden]
            rows.append([*row, Fraction(sum(known[name].units for name in inside))])
    while True:
        reduced = _reduced(rows)
        # A sum of counts that is zero: each of them is zero.
        zeros = {
            column
            for *row, units in (*rows, *reduced)
            if units == 0 and min(row, default=0) >= 0
            for column, coefficient in enumerate(row)
            if coefficient
        }
        unit_rows = [[Fraction(i == column) for i in range(len(hidden) + 1)] for column in zeros]
        fresh = [row for row in unit_rows if row not in rows]
        if not fresh:
            break
        rows += fresh
    return [
        (tuple((name, by) for name, by in zip(hidden, row, strict=True) if by), units)
        for *row, units in reduced
    ]


def _reduced(rows: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    """Reduced row echelon form without zero rows; the last column is the right-hand side."""
    left = [list(row) for row in rows]
    width = len(left[0]) - 1 if left else 0
    done: list[list[Fraction]] = []
    for column in range(width):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        for row in (*left, *done):
            factor = row[column]
            row[:] = [value - factor * by for value, by in zip(row, pivot, strict=True)]
        done.append(pivot)
    return done


def _sum(terms: Sequence[tuple[str, Fraction]]) -> str:
    text = ""
    for name, by in terms:
        sign = "-" if by < 0 else "+"
        size = name if abs(by) == 1 else f"{abs(by)} x {name}"
        text += f" {sign} {size}"
    return text.removeprefix(" + ").strip()


def _names(readers: Sequence[Reader]) -> str:
    return ", ".join("the public" if name is None else name for name in readers)
