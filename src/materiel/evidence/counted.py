"""What statements with open links count at least and at most, over every world they allow.

The most is counted in the world where no open link holds: no link can add anything. The least is
found by taking all links as holding and taking back what clashes, the cheapest way first; the
first world without a clash is the least one (DESIGN §4.6: the minimum and the maximum over the
undecided binaries).
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from materiel.evidence.clusters import (
    INSIDE,
    ONE,
    Clash,
    Counting,
    Link,
    Statement,
    World,
    contradict,
)
from materiel.kernel.bounds import Bounds
from materiel.kernel.findings import Finding

WORK_MOST: Final = 60_000
"""Links of worlds of one component that are looked at; beyond it the low end is only safe."""
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
        self._parts = list(_pieces(whole, whole.links))
        self._tallies: list[Tally] | None = None

    def tally(self) -> Tally:
        """The total and its findings."""
        bounds, exact = Bounds.exactly(0), True
        findings: list[Finding] = []
        for each in self._each():
            bounds, exact = bounds + each.bounds, exact and each.exact
            findings += each.findings
        return Tally(bounds, exact, tuple(findings))

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


def _components(
    names: Sequence[str], links: Sequence[Link]
) -> Iterator[tuple[list[str], list[Link]]]:
    """What hangs together by links that join or hold; a distinct link only keeps apart."""
    head = {name: name for name in names}

    def find(name: str) -> str:
        while head[name] != name:
            head[name] = head[head[name]]
            name = head[name]
        return name

    for link in links:
        if link.relation != "distinct":
            head[find(link.left)] = find(link.right)
    members: dict[str, list[str]] = defaultdict(list)
    for name in names:
        members[find(name)].append(name)
    mine: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if find(link.left) == find(link.right):
            mine[find(link.left)].append(link)
    for first, group in members.items():
        yield group, mine[first]


def _tally(part: Counting) -> Tally:
    if not part.links:
        bounds = Bounds.exactly(0)
        for each in part.stated.values():
            bounds += each
        return Tally(bounds, exact=True, findings=())
    base = part.world(())
    findings = tuple(_findings(part, base))
    if any(each.check == "judgements-clash" for each in findings):
        least = part.world([link for link in part.links if link.open]).total.low
        return Tally(Bounds(least, base.total.high, base.total.low_known), False, findings)
    low, exact = _least(part, base)
    return Tally(Bounds(low, base.total.high, base.total.low_known), exact, findings)


def _findings(part: Counting, base: World) -> Iterator[Finding]:
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
            said = "; ".join(f"{name}: {part.stated[name]}" for name in latest)
            yield Finding(
                "statements-contradict",
                latest[0],
                f"one event, and statements that cannot all be true ({said}); none is summed",
                "Look at the passages; the total keeps every one of them open.",
                "warning",
            )


def _least(part: Counting, base: World) -> tuple[int, bool]:
    """The least that the component counts, and whether some world counts just so."""
    known = {clash.statements[0] for clash in base.clashes}
    tolerated = {name for group in base.groups if known & {*group} for name in group}
    search = _Search(tolerated)
    low = search.least(part)
    return low, search.left > 0


class _Search:
    """Takes links back from where they clash; what falls apart is searched apart, and once."""

    def __init__(self, tolerated: Collection[str]) -> None:
        self.tolerated = tolerated
        self.left = WORK_MOST
        self._found: dict[tuple[str, frozenset[Link]], int] = {}
        self._worlds: dict[tuple[str, frozenset[Link]], World] = {}

    def least(self, part: Counting) -> int:
        """The least of a component; a lower bound of it once too many worlds were looked at."""
        key = _key(part)
        if key not in self._found:
            self._found[key] = self._search(part)
        return self._found[key]

    def _search(self, part: Counting) -> int:
        world = self._whole(part)
        clash = next(
            (each for each in world.clashes if not _known(each, self.tolerated, world)), None
        )
        if clash is None or self.left <= 0:
            return world.total.low
        ways = []
        for link in _cause(part, clash, part.links, world):
            pieces = list(_pieces(part, [each for each in part.links if each != link]))
            ways.append((sum(self._whole(piece).total.low for piece in pieces), pieces))
        best: int | None = None
        for bound, pieces in sorted(ways, key=lambda way: way[0]):
            if best is not None and bound >= best:
                break
            total = sum(self.least(piece) for piece in pieces)
            best = total if best is None else min(best, total)
        return part.world(()).total.low if best is None else best

    def _whole(self, part: Counting) -> World:
        """The world in which every link holds that is still there: none counts less."""
        key = _key(part)
        if key not in self._worlds:
            self.left -= len(part.links)
            self._worlds[key] = part.world(part.links)
        return self._worlds[key]


def _key(part: Counting) -> tuple[str, frozenset[Link]]:
    return part.names[0], frozenset(part.links)


def _pieces(part: Counting, links: Sequence[Link]) -> Iterator[Counting]:
    for names, mine in _components(part.names, links):
        stated = [Statement(name, part.stated[name]) for name in names if name in part.stated]
        yield Counting(stated, mine, [name for name in names if name not in part.stated])


def _known(clash: Clash, tolerated: Collection[str], world: World) -> bool:
    """Whether a clash was there before any open link held."""
    if clash.kind != "too-large":
        return False
    group = next(each for each in world.groups if clash.statements[0] in each)
    return any(name in tolerated for name in group)


def _cause(part: Counting, clash: Clash, holding: Collection[Link], world: World) -> Iterable[Link]:
    """Open links that, as long as all of them hold, make the clash."""
    on = [link for link in part.links if not link.open or link in holding]
    first = clash.statements[0]
    if clash.kind == "distinct":
        path = _path(on, first, clash.statements[1]) or _path(on, clash.statements[1], first) or []
    elif clash.kind == "two-wholes":
        path = [link for whole in clash.statements[1:] for link in _path(on, first, whole) or []]
    else:
        below = _below(world, first)
        path = [link for link in on if link.left in below and link.right in below]
    return dict.fromkeys(link for link in path if link.open)


def _below(world: World, statement: str) -> set[str]:
    """The statements of a cluster and of all that lies in it."""
    group_of = {name: group[0] for group in world.groups for name in group}
    found = {group_of[statement]}
    grown = True
    while grown:
        more = {part for part, whole in world.inside.items() if whole in found} - found
        grown = bool(more)
        found |= more
    return {name for name, group in group_of.items() if group in found}


def _path(on: Sequence[Link], start: str, end: str) -> list[Link] | None:
    """Links by which the start is one with the end or lies in it; None without such links."""
    steps: Mapping[str, list[tuple[str, Link]]] = defaultdict(list)
    for link in on:
        if link.relation in ONE or link.relation in INSIDE:
            steps[link.left].append((link.right, link))
        if link.relation in ONE:
            steps[link.right].append((link.left, link))
    came: dict[str, tuple[str, Link]] = {}
    todo = deque([start])
    while todo:
        name = todo.popleft()
        if name == end:
            path = []
            while name != start:
                name, link = came[name]
                path.append(link)
            return path
        for following, link in steps[name]:
            if following != start and following not in came:
                came[following] = name, link
                todo.append(following)
    return None
