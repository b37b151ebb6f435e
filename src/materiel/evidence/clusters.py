"""Statements that tell of one event form a cluster; clusters that lie in others form a forest.

A *world* says of every open link whether it holds. In one world the counting is plain: each
cluster counts once, what lies inside another cluster adds nothing to it (DESIGN §4.6, §4.9,
§5.5). Which worlds there are, and what all of them say together, is ``evidence.counted``.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnknownNameError

Relation = Literal[
    "same-event", "contradicts", "updates", "part-of", "possibly-part-of", "distinct"
]
ONE: Final = frozenset({"same-event", "contradicts", "updates"})
"""Relations whose two ends are one event."""
INSIDE: Final = frozenset({"part-of", "possibly-part-of"})
"""Relations whose left end lies in the right one."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim as far as it counts something.

    Attributes:
        id: name of the claim.
        bounds: how many it states, in one unit for all statements of a total.
    """

    id: str
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Link:
    """How the left statement stands to the right one.

    Attributes:
        left: the same, the later state, or the part.
        right: the same, the earlier state, or the whole.
        relation: the word for it.
        decided: whether a person judged so; else it is open whether it holds at all. A person
            who judges ``possibly-part-of`` says that it is open.
    """

    left: str
    right: str
    relation: Relation
    decided: bool = False

    @property
    def open(self) -> bool:
        """Whether there are worlds with and worlds without it."""
        return not self.decided or self.relation == "possibly-part-of"

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells links apart."""
        return self.left, self.right, self.relation


@dataclass(frozen=True, slots=True)
class Clash:
    """Why a world cannot be.

    Attributes:
        kind: ``distinct`` (two that are judged apart are one or inside one another), ``two-wholes``
            (one thing inside two that are apart), ``too-large`` (parts exceed their whole).
        statements: the statements that clash.
    """

    kind: Literal["distinct", "two-wholes", "too-large"]
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """What one way of deciding every open link comes to.

    Attributes:
        groups: the clusters, each as sorted ids, in the order of their first id.
        bounds: of each cluster, by its first id; parts raise the low end of their whole.
        inside: cluster to the cluster in which it lies directly, by first ids.
        total: what all clusters count together.
        clashes: why this world cannot be; the total is then no more than a lower and an upper
            estimate of the worlds around it.
    """

    groups: tuple[tuple[str, ...], ...]
    bounds: Mapping[str, Bounds]
    inside: Mapping[str, str]
    total: Bounds
    clashes: tuple[Clash, ...]


def agreed(stated: Collection[Bounds]) -> Bounds:
    """What several statements about one number leave, even where they contradict each other.

    Each largest set of statements that can hold together leaves an interval; the answer reaches
    from the lowest to the highest of them. 60 and 63 with "up to 1,000" leave 60 to 63.
    """
    highs = [each.high for each in stated if each.high is not None]
    lowest = min(highs, default=None)
    fitting = [each for each in stated if lowest is None or each.low <= lowest]
    low = max(each.low for each in fitting)
    most = max(each.low for each in stated)
    high = min((high for high in highs if high >= most), default=None)
    return Bounds(low, high, any(each.low_known for each in fitting if each.low == low))


def contradict(stated: Iterable[Bounds]) -> bool:
    """Whether the statements cannot all be true of one number."""
    seen = list(stated)
    highs = [each.high for each in seen if each.high is not None]
    return bool(highs) and min(highs) < max(each.low for each in seen)


class Counting:
    """Statements with links, counted world by world.

    Statements that are only bridges (they link counted ones, but count something else) are in
    ``bridges``: they join and hold, and add nothing.
    """

    def __init__(
        self, statements: Sequence[Statement], links: Sequence[Link], bridges: Collection[str] = ()
    ) -> None:
        """Take the statements of one total.

        Raises:
            InputError: an id twice, or a link of a statement with itself.
            UnknownNameError: a link names no statement and no bridge.
        """
        self.stated = {each.id: each.bounds for each in statements}
        if len(self.stated) < len(statements):
            ids = [each.id for each in statements]
            twice = next(name for name in ids if ids.count(name) > 1)
            raise InputError(f"statement {twice!r} is given twice")
        self.names = (*self.stated, *(name for name in bridges if name not in self.stated))
        known = set(self.names)
        for link in links:
            for end in (link.left, link.right):
                if end not in known:
                    raise UnknownNameError("statement", end, self.names)
            if link.left == link.right:
                raise InputError(f"{link.left!r} cannot be related to itself")
        self.links = tuple(links)

    def world(self, holding: Collection[Link]) -> World:
        """The world in which, of the open links, just these hold."""
        on = [link for link in self.links if not link.open or link in holding]
        apart = [link for link in on if link.relation == "distinct"]
        head = _heads(self.names, on)
        wholes = _wholes(head, on)
        members: dict[str, list[str]] = defaultdict(list)
        for name in self.names:
            members[head[name]].append(name)
        clashes = [
            Clash("distinct", (link.left, link.right))
            for link in apart
            if _within(head[link.left], head[link.right], wholes)
            or _within(head[link.right], head[link.left], wholes)
        ]
        older = {link.right for link in on if link.relation == "updates" and not link.open}
        inside: dict[str, str] = {}
        for group in members:
            counted = self._counted_wholes(group, wholes, members)
            if len(counted) > 1:
                first = [members[group][0], *(members[whole][0] for whole in counted)]
                clashes.append(Clash("two-wholes", tuple(first)))
            if counted:
                inside[group] = counted[0]
        loose = {clash.statements[0] for clash in clashes if clash.kind == "two-wholes"}
        return self._sum(members, inside, older, clashes, {head[name] for name in loose})

    def _counted_wholes(
        self, group: str, wholes: Mapping[str, Collection[str]], members: Mapping[str, list[str]]
    ) -> list[str]:
        """The nearest clusters with counted statements in which a cluster lies."""
        found: set[str] = set()
        seen, todo = {group}, list(wholes.get(group, ()))
        while todo:
            whole = todo.pop()
            if whole in seen:
                continue
            seen.add(whole)
            if any(name in self.stated for name in members[whole]):
                found.add(whole)
            else:
                todo.extend(wholes.get(whole, ()))
        return sorted(
            each
            for each in found
            if not any(other != each and _within(other, each, wholes) for other in found)
        )

    def _sum(
        self,
        members: Mapping[str, list[str]],
        inside: Mapping[str, str],
        older: Collection[str],
        clashes: list[Clash],
        loose: Collection[str],
    ) -> World:
        """Count the forest from its leaves; a cluster with two wholes raises neither of them."""
        parts: dict[str, list[str]] = defaultdict(list)
        for part, whole in inside.items():
            parts[whole].append(part)
        bounds: dict[str, Bounds] = {}
        peaks: dict[str, int] = {}
        for group in _leaves_first(members, inside):
            stated = [name for name in members[group] if name in self.stated]
            if not stated:
                continue
            latest = [self.stated[name] for name in stated if name not in older]
            latest = latest or [self.stated[name] for name in stated]
            held = [part for part in parts[group] if part in bounds and part not in loose]
            peaks[group] = max(sum(peaks[part] for part in held), *(each.low for each in latest))
            bounds[group], torn = _holding(
                agreed(latest), [bounds[part] for part in held], sum(peaks[part] for part in held)
            )
            if torn:
                clashes.append(
                    Clash("too-large", (stated[0], *(members[each][0] for each in held)))
                )
        total = Bounds.exactly(0)
        for group in members:
            if group in bounds and group not in inside:
                total += bounds[group]
        return World(
            groups=tuple(tuple(sorted(each)) for each in members.values()),
            bounds={min(members[group]): each for group, each in bounds.items()},
            inside={min(members[part]): min(members[whole]) for part, whole in inside.items()},
            total=total,
            clashes=tuple(clashes),
        )


def _holding(own: Bounds, parts: Sequence[Bounds], peak: int) -> tuple[Bounds, bool]:
    """A whole with its parts, and whether they cannot both be as they are told.

    Where a reading of contradicting parts exceeds the whole (``peak``), one of the two is wrong,
    and the high end stays open for either.
    """
    least = sum(each.low for each in parts)
    if own.high is None or peak <= own.high:
        return Bounds(max(own.low, least), own.high, own.low_known or least > 0), False
    highs = [each.high for each in parts if each.high is not None]
    high = max(own.high, sum(highs)) if len(highs) == len(parts) else None
    torn = least > own.high
    return Bounds(own.low if torn else max(own.low, least), high, own.low_known), torn


def _heads(names: Sequence[str], on: Sequence[Link]) -> dict[str, str]:
    """Name to the head of its cluster: what is one event, or lies in each other in a ring."""
    head = {name: name for name in names}

    def find(name: str) -> str:
        while head[name] != name:
            head[name] = head[head[name]]
            name = head[name]
        return name

    for link in on:
        if link.relation in ONE:
            head[find(link.left)] = find(link.right)
    ringed = True
    while ringed:
        flat = {name: find(name) for name in names}
        wholes = _wholes(flat, on)
        ringed = False
        for part, direct in wholes.items():
            for whole in direct:
                if find(part) != find(whole) and _within(whole, part, wholes):
                    head[find(whole)] = find(part)
                    ringed = True
    return {name: find(name) for name in names}


def _wholes(head: Mapping[str, str], on: Iterable[Link]) -> dict[str, set[str]]:
    """Cluster to the clusters in which it lies directly."""
    found: dict[str, set[str]] = defaultdict(set)
    for link in on:
        if link.relation in INSIDE and head[link.left] != head[link.right]:
            found[head[link.left]].add(head[link.right])
    return found


def _within(part: str, whole: str, wholes: Mapping[str, Collection[str]]) -> bool:
    """Whether a cluster is another or lies in it, directly or not."""
    seen, todo = set[str](), [part]
    while todo:
        name = todo.pop()
        if name == whole:
            return True
        if name not in seen:
            seen.add(name)
            todo.extend(wholes.get(name, ()))
    return False


def _leaves_first(groups: Iterable[str], inside: Mapping[str, str]) -> list[str]:
    """Parts before their wholes."""

    def depth(group: str) -> int:
        steps = 0
        while group in inside:
            group, steps = inside[group], steps + 1
        return steps

    return sorted(groups, key=lambda group: -depth(group))
