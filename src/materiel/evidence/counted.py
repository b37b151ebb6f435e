"""What statements with open links count at least and at most, over every world they allow.

The most is counted in the world where no open link holds: no link can add anything. The least is
found by taking all links as holding and taking back what clashes, the cheapest way first; the
first world without a clash is the least one (DESIGN §4.6: the minimum and the maximum over the
undecided binaries).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from materiel.evidence.clusters import (
    Counting,
    Link,
    Statement,
    World,
    contradict,
)
from materiel.evidence.least import least_of, pieces_of
from materiel.kernel.bounds import Bounds
from materiel.kernel.findings import Finding

NARROWINGS_MOST: Final = 50
"""How many open links are tried both ways, unless told otherwise."""
UNLIMITED: Final = 10**18


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What deciding one open link does to the total.

    Attributes:
        link: the open link.
        holds: the total once it is judged to hold; None when it cannot.
        not_so: the total once its ends are judged distinct; None when they cannot be.
        sure: by how many units the distance between the ends shrinks whatever the answer; None
            when an end is open upward before and after.
        best: the same for the more telling answer.
    """

    link: Link
    holds: Bounds | None
    not_so: Bounds | None
    sure: int | None
    best: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What a set of statements counts.

    Attributes:
        bounds: of the total, over all worlds.
        exact: whether both ends are reached by a world; else the low end is only safe.
        findings: judgements that cannot all hold, and statements that contradict each other.
    """

    bounds: Bounds
    exact: bool
    findings: tuple[Finding, ...]


class Counted:
    """Statements and links, split into components that do not touch each other."""

    def __init__(
        self, statements: Sequence[Statement], links: Sequence[Link], bridges: Collection[str] = ()
    ) -> None:
        """Take the statements of one total; errors as in ``clusters.Counting``."""
        whole = Counting(statements, links, bridges)
        self._parts = list(pieces_of(whole, whole.links))
        self._tallies: list[Tally] | None = None

    def tally(self) -> Tally:
        """The total and its findings."""
        return _joined(self._each())

    def _each(self) -> list[Tally]:
        if self._tallies is None:
            self._tallies = [_tally(part) for part in self._parts]
        return self._tallies

    def narrowings(self, most: int = NARROWINGS_MOST) -> list[Narrowing]:
        """Open links, the one that surely narrows the total most first.

        Args:
            most: how many links are looked into; those that can matter most are.
        """
        total = self.tally().bounds
        open_ = [
            (_weight(part, link), link.key, link, part, mine.bounds)
            for part, mine in zip(self._parts, self._each(), strict=True)
            for link in part.links
            if link.open
        ]
        open_.sort(key=lambda each: each[:2])
        found = [
            _narrowing(part, link, total, mine) for _weight, _key, link, part, mine in open_[:most]
        ]
        return sorted(found, key=_order)


def _weight(part: Counting, link: Link) -> int:
    """The most units that one link can take from a total, with a minus; unlimited ends first."""
    ends = [part.stated[name] for name in (link.left, link.right) if name in part.stated]
    highs = [each.high for each in ends]
    return 1 if not ends else -min(UNLIMITED if high is None else high for high in highs)


def _order(each: Narrowing) -> tuple[int, int, tuple[str, str, str]]:
    return -(each.sure or 0), -(each.best or 0), each.link.key


def _narrowing(part: Counting, link: Link, total: Bounds, mine: Bounds) -> Narrowing:
    others = [each for each in part.links if each != link]
    word = "part-of" if link.relation == "possibly-part-of" else link.relation
    answers = []
    for judged in (
        Link(link.left, link.right, word, decided=True),
        Link(link.left, link.right, "distinct", decided=True),
    ):
        again = _tally(_with(part, [*others, judged]))
        impossible = any(each.check == "judgements-clash" for each in again.findings)
        answers.append(None if impossible else _exchanged(total, mine, again.bounds))
    widths = [_width(each) for each in answers if each is not None]
    now = _width(total)
    if now is None or None in widths or not widths:
        return Narrowing(link, answers[0], answers[1], None, None)
    gains = [now - width for width in widths if width is not None]
    return Narrowing(link, answers[0], answers[1], min(gains), max(gains))


def _with(part: Counting, links: Sequence[Link]) -> Counting:
    stated = [Statement(name, bounds) for name, bounds in part.stated.items()]
    return Counting(stated, links, [name for name in part.names if name not in part.stated])


def _exchanged(total: Bounds, old: Bounds, new: Bounds) -> Bounds:
    """The total with one component's bounds in place of what they were."""
    high = None
    if new.high is not None and old.high is not None and total.high is not None:
        high = total.high - old.high + new.high
    return Bounds(total.low - old.low + new.low, high, total.low_known or new.low_known)


def _width(bounds: Bounds | None) -> int | None:
    return None if bounds is None or bounds.high is None else bounds.high - bounds.low


def _tally(part: Counting) -> Tally:
    # An open link that keeps apart forbids worlds and makes none: the ends are reached without it.
    if any(_idle(link) for link in part.links):
        return _joined(
            _tally(piece)
            for piece in pieces_of(part, [link for link in part.links if not _idle(link)])
        )
    if not part.links:
        bounds = Bounds.exactly(0)
        for each in part.stated.values():
            bounds += each
        return Tally(bounds, exact=True, findings=())
    base = part.world(())
    findings = tuple(findings_of(part, base))
    if any(each.check == "judgements-clash" for each in findings):
        least = part.world([link for link in part.links if link.open]).total.low
        return Tally(Bounds(least, base.total.high, base.total.low_known), False, findings)
    low, exact = least_of(part, base)
    return Tally(Bounds(low, base.total.high, base.total.low_known), exact, findings)


def _idle(link: Link) -> bool:
    return link.relation == "distinct" and link.open


def _joined(tallies: Iterable[Tally]) -> Tally:
    """What components count together."""
    bounds, exact = Bounds.exactly(0), True
    findings: list[Finding] = []
    for each in tallies:
        bounds, exact = bounds + each.bounds, exact and each.exact
        findings += each.findings
    return Tally(bounds, exact, tuple(findings))


def findings_of(
    part: Counting, base: World, cited: Callable[[str], str] | None = None
) -> Iterator[Finding]:
    """Judgements that cannot all hold, and statements that contradict each other.

    Args:
        part: what is counted.
        base: the world in which no open link holds.
        cited: a statement as the finding shall show it; None: with its number alone.
    """
    for clash in base.clashes:
        names = " and ".join(clash.statements)
        if clash.kind == "distinct":
            problem = f"{names} are judged distinct, and by other judgements one or inside"
        elif clash.kind == "two-wholes":
            problem = f"{clash.statements[0]} is judged inside {' and '.join(clash.statements[1:])}"
            problem += ", which are apart"
        else:
            text = f"the parts of {clash.statements[0]} ({', '.join(clash.statements[1:])})"
            yield Finding(
                "statements-contradict",
                clash.statements[0],
                f"{text} come to more than the whole can be; none is added to it",
                "Look at both passages; edit a reading, or undo a judgement.",
                "warning",
            )
            continue
        yield Finding("judgements-clash", clash.statements[0], problem, "Undo one of them.")
    older = {link.right for link in part.links if link.relation == "updates" and link.decided}
    for group in base.groups:
        latest = [name for name in group if name in part.stated and name not in older]
        if contradict(part.stated[name] for name in latest):
            show = cited or (lambda name: f"{name}: {part.stated[name]}")
            said = "; ".join(map(show, latest))
            yield Finding(
                "statements-contradict",
                latest[0],
                f"one event, and statements that cannot all be true ({said}); none is summed",
                "Look at the passages; the total keeps every one of them open.",
                "warning",
            )
