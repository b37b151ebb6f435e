"""The least that statements with open links can count, over every world without a clash.

All links are taken as holding, which counts least, and links are taken back from where they
clash. Each clash has a cause: open links that make it as long as all of them hold, whatever else
holds. So every world without a clash lacks one of them: the search tries each in turn, keeping
those that it tried before, and leaves a way when even all links of what is left count too much.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from materiel.evidence.clusters import INSIDE, ONE, Clash, Counting, Link, Statement, World
from materiel.evidence.cutting import least_cuts

WORK_MOST: Final = 60_000
"""Links of worlds of one component that are looked at; beyond it the low end is only safe."""
IMPOSSIBLE: Final = 10**18
"""More than any component counts: no world without a clash is left."""

State = tuple[Counting, frozenset[Link]]
"""A component, and the open links in it that must hold."""


def least_of(part: Counting, base: World) -> tuple[int, bool]:
    """The least that a component counts, and whether some world counts just so.

    Args:
        part: statements that links join.
        base: its world in which no open link holds; what clashes there is no open link's fault.
    """
    if (plain := _one_number(part)) is not None:
        on = [link for link in part.links if link.relation in ONE]
        paths = [
            [each for each in _path(on, link.left, link.right) or () if each.open]
            for link in part.links
            if link.relation == "distinct"
        ]
        cuts, exact = least_cuts(paths)
        return plain * (1 + cuts), exact
    known = {clash.statements[0] for clash in base.clashes}
    tolerated = {name for group in base.groups if known & {*group} for name in group}
    search = _Search(tolerated)
    low = search.least(part, frozenset(), base.total.low + 1)
    return low, search.left > 0


def _one_number(part: Counting) -> int | None:
    """The low end that all statements share where their links form a tree of one event.

    None where they state different things, or where cutting a link may change nothing.
    """
    on = [link for link in part.links if link.relation != "distinct"]
    alike = len(set(part.stated.values())) == 1 and len(part.stated) == len(part.names)
    tree = len(on) == len(part.names) - 1 and all(link.relation in ONE for link in on)
    return next(iter(part.stated.values())).low if alike and tree else None


class _Search:
    """Takes links back from where they clash; what falls apart is searched apart, and once."""

    def __init__(self, tolerated: Collection[str]) -> None:
        self.tolerated = tolerated
        self.left = WORK_MOST
        self._found: dict[tuple[str, frozenset[Link], frozenset[Link]], tuple[int, bool]] = {}
        self._worlds: dict[tuple[str, frozenset[Link]], World] = {}

    def least(self, part: Counting, kept: frozenset[Link], limit: int) -> int:
        """The least of a component, or some lower bound of it that is not below the limit.

        Args:
            part: the component.
            kept: open links that must hold.
            limit: from here on the exact number is of no use.
        """
        mine = kept & frozenset(part.links)
        key = part.names[0], frozenset(part.links), mine
        low, sure = self._found.get(key, (0, False))
        if sure or low >= limit:
            return low
        found = self._search(part, mine, limit)
        self._found[key] = found, found < limit
        return found

    def _search(self, part: Counting, kept: frozenset[Link], limit: int) -> int:
        world = self._whole(part)
        if world.total.low >= limit or self.left <= 0:
            return world.total.low
        cause = self._smallest_cause(part, world, kept)
        if cause is None:
            return world.total.low
        ways = []
        for link in cause:
            pieces = list(pieces_of(part, [each for each in part.links if each != link]))
            lows = [self._whole(piece).total.low for piece in pieces]
            ways.append((sum(lows), link, list(zip(pieces, lows, strict=True))))
        best, held = limit, kept
        for bound, link, split in sorted(ways, key=lambda way: (way[0], way[1].key)):
            if bound >= best:
                break
            best = min(best, self._sum(split, held, bound, best))
            held |= {link}
        return best

    def _sum(
        self,
        pieces: Sequence[tuple[Counting, int]],
        kept: frozenset[Link],
        bound: int,
        limit: int,
    ) -> int:
        """The least of several components together, or a bound of it that reaches the limit."""
        total = bound
        for piece, low in pieces:
            total += self.least(piece, kept, limit - total + low) - low
            if total >= limit:
                break
        return total

    def _smallest_cause(
        self, part: Counting, world: World, kept: frozenset[Link]
    ) -> list[Link] | None:
        """The links of which one must go; none at all when they must all hold; None: no clash."""
        best: list[Link] | None = None
        for clash in world.clashes:
            if _known(clash, self.tolerated, world):
                continue
            cause = [link for link in _cause(part, clash, world) if link not in kept]
            if best is None or len(cause) < len(best):
                best = cause
        return best

    def _whole(self, part: Counting) -> World:
        """The world in which every link holds that is still there: none counts less."""
        key = part.names[0], frozenset(part.links)
        if key not in self._worlds:
            self.left -= len(part.links)
            self._worlds[key] = part.world(part.links)
        return self._worlds[key]


def pieces_of(part: Counting, links: Sequence[Link]) -> Iterator[Counting]:
    """A component as what it falls into when only some of its links are left."""
    for names, mine in _components(part.names, links):
        stated = [Statement(name, part.stated[name]) for name in names if name in part.stated]
        yield Counting(stated, mine, [name for name in names if name not in part.stated])


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


def _known(clash: Clash, tolerated: Collection[str], world: World) -> bool:
    """Whether a clash was there before any open link held."""
    if clash.kind != "too-large":
        return False
    group = next(each for each in world.groups if clash.statements[0] in each)
    return any(name in tolerated for name in group)


def _cause(part: Counting, clash: Clash, world: World) -> Iterable[Link]:
    """Open links that, as long as all of them hold, make a clash of the world of all links."""
    first = clash.statements[0]
    if clash.kind == "distinct":
        second = clash.statements[1]
        path = _path(part.links, first, second) or _path(part.links, second, first) or []
    elif clash.kind == "two-wholes":
        # Two wholes are enough for a clash: those that are nearest by links that may go.
        ways = [_path(part.links, first, whole) or [] for whole in clash.statements[1:]]
        ways.sort(key=lambda way: sum(link.open for link in way))
        path = [*ways[0], *ways[1]]
    else:
        path = _Overfull(part, clash, world).links()
    return dict.fromkeys(link for link in path if link.open)


class _Overfull:
    """Why parts exceed their whole: a few statements apart from each other, with their paths.

    The high end of a whole is that of one of its statements, the *lid*; what lies in a cluster
    with the lid never has a higher one. The low end of a part is that of one statement, or of
    the parts in it. These *fillers* lie in different clusters; as long as a path leads from each
    to the lid, they lie apart below it, and count together.
    """

    def __init__(self, part: Counting, clash: Clash, world: World) -> None:
        self.part, self.world, self.clash = part, world, clash
        self.group_of = {name: group for group in world.groups for name in group}
        self.older = {
            link.right for link in part.links if link.relation == "updates" and not link.open
        }
        self.loose = {
            min(self.group_of[each.statements[0]])
            for each in world.clashes
            if each.kind == "two-wholes"
        }
        self.parts: dict[str, list[str]] = defaultdict(list)
        for inner, whole in world.inside.items():
            if inner not in self.loose:
                self.parts[whole].append(inner)

    def links(self) -> list[Link]:
        """Links of the paths from enough fillers to the lid; of the whole where that fails."""
        whole = self.group_of[self.clash.statements[0]]
        latest = self._latest(whole)
        most = max(self.part.stated[name].low for name in latest)
        high, lid = min(
            (high, name)
            for name in latest
            if (high := self.part.stated[name].high) is not None and high >= most
        )
        fillers = [filler for inner in self.parts[min(whole)] for filler in self._fillers(inner)]
        found: list[Link] = []
        total = 0
        for low, name in sorted(fillers, key=lambda filler: (-filler[0], filler[1])):
            if total > high:
                break
            total += low
            found += _path(self.part.links, name, lid) or ()
        return found if total > high else self._all(whole)

    def _latest(self, group: Iterable[str]) -> list[str]:
        stated = [name for name in group if name in self.part.stated]
        return [name for name in stated if name not in self.older] or stated

    def _fillers(self, inner: str) -> list[tuple[int, str]]:
        """Statements of different clusters in a part that together count what it does."""
        below = [filler for each in self.parts[inner] for filler in self._fillers(each)]
        latest = self._latest(self.group_of[inner])
        if not latest:
            return below
        stated = self.part.stated
        highs = [high for name in latest if (high := stated[name].high) is not None]
        lowest = min(highs, default=None)
        own = max(
            (stated[name].low, name)
            for name in latest
            if lowest is None or stated[name].low <= lowest
        )
        return [own] if own[0] >= sum(low for low, _ in below) else below

    def _all(self, whole: Collection[str]) -> list[Link]:
        """Every link in a cluster and in all that lies in it."""
        found, todo = set(whole), [min(whole)]
        while todo:
            for inner, outer in self.world.inside.items():
                if outer == todo[-1] and inner not in found:
                    found.update(self.group_of[inner])
                    todo.insert(0, inner)
            todo.pop()
        return [each for each in self.part.links if each.left in found and each.right in found]


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
