"""What watched totals come to under the judgements that stand, and what a decision does to them.

Two totals are kept apart: that of the accepted claims, and what it would be if everything that
waits were accepted. Their hull is what the review still leaves open, and a decision is worth what
it takes from that (DESIGN §4.6, §4.9, §5.4).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from materiel.evidence.clusters import Counting, Link, Statement, World, contradict
from materiel.evidence.counted import UNLIMITED, Counted, Tally, findings_of
from materiel.evidence.reviewed import Reviewed, State
from materiel.evidence.suggestions import Suggestion
from materiel.evidence.watched import Same, Watched, counts
from materiel.kernel.bounds import Bounds
from materiel.kernel.findings import Finding

LOOKED_INTO: Final = 60
"""How many decisions of one total are tried both ways: those that can matter most."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Something a person may decide.

    Attributes:
        claim: the claim to accept or reject; empty for a relation.
        link: the relation to judge; None for a claim.
        suggestion: who proposes the relation, and why; None for a claim.
    """

    claim: str = ""
    link: Link | None = None
    suggestion: Suggestion | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The claims it is about."""
        return (self.claim,) if self.link is None else (self.link.left, self.link.right)

    @property
    def key(self) -> tuple[str, ...]:
        """What tells decisions apart."""
        return self.names if self.link is None else self.link.key


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision does to one total.

    Attributes:
        total: id of the watched total.
        now: what is open now: the hull of both totals.
        holds: the same once the claim is accepted or the relation holds; None when it cannot.
        not_so: the same for the other answer.
        sure: units by which the distance of the ends shrinks whatever the answer is.
        best: the same for the more telling answer.
    """

    total: str
    now: Bounds
    holds: Bounds | None
    not_so: Bounds | None
    sure: int
    best: int

    @property
    def worth(self) -> str:
        """What the decision narrows in any case, in words; empty when that is nothing."""
        if self.sure <= 0:
            return ""
        return "an open end" if self.sure >= UNLIMITED else f"{self.sure:,}"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Accepted statements of one event.

    Attributes:
        names: the claims, sorted.
        bounds: what they leave together.
        inside: first claim of the cluster in which it lies; empty for none.
        contradicting: whether its statements cannot all be true.
    """

    names: tuple[str, ...]
    bounds: Bounds
    inside: str
    contradicting: bool


class Watching:
    """One watched total over the claims of a case."""

    def __init__(self, watched: Watched, reviewed: Reviewed, same: Same) -> None:
        self.watched, self.reviewed = watched, reviewed
        self.stated: dict[str, Bounds] = {}
        for name, claim in reviewed.claims.items():
            if reviewed.states[name] == "rejected":
                continue
            bounds = counts(watched, claim, same)
            if bounds is not None:
                self.stated[name] = bounds
        self.decided = [link for link, _ in reviewed.decided]
        self.open = [link for link, _ in reviewed.open]
        self._part_of, self._parts = _parts(self.stated, [*self.decided, *self.open])
        self._found: dict[int, tuple[Tally, Tally]] = {}

    # -- totals ------------------------------------------------------------------------------

    def accepted(self) -> Tally:
        """The total of the accepted claims."""
        return _together(self._tallies(part)[0] for part in range(len(self._parts)))

    def with_waiting(self) -> Tally:
        """What the total would be if all that waits were accepted."""
        return _together(self._tallies(part)[1] for part in range(len(self._parts)))

    def clusters(self) -> list[Cluster]:
        """The accepted statements by event, under what was decided."""
        counting, world = self._standing
        older = {link.right for link in counting.links if link.relation == "updates"}
        found = []
        for group in world.groups:
            names = tuple(name for name in group if name in counting.stated)
            if not names:
                continue
            latest = [self.stated[name] for name in names if name not in older]
            inside = world.inside.get(group[0], "")
            found.append(
                Cluster(
                    names, world.bounds[group[0]], inside, len(latest) > 1 and contradict(latest)
                )
            )
        return found

    def findings(self, cited: Callable[[str], str]) -> list[Finding]:
        """What the accepted statements cannot all be: true, or related as it was judged.

        Args:
            cited: a claim with its number and its place.
        """
        return list(findings_of(*self._standing, cited))

    @cached_property
    def _standing(self) -> tuple[Counting, World]:
        """The accepted statements in the world in which just what was decided holds."""
        mine = [name for name in self.stated if self.reviewed.states[name] == "accepted"]
        links = [link for link in self.decided if not link.open]
        counting = Counting(
            [Statement(name, self.stated[name]) for name in mine], links, _ends(links)
        )
        return counting, counting.world(())

    def _tallies(self, part: int) -> tuple[Tally, Tally]:
        if part not in self._found:
            self._found[part] = self._count(self._parts[part], self.reviewed.states, ())
        return self._found[part]

    def _count(
        self, names: Collection[str], states: Mapping[str, State], instead: Sequence[Link]
    ) -> tuple[Tally, Tally]:
        """Both totals of some claims, with some links judged instead of open or not at all."""
        pairs = {frozenset((link.left, link.right)) for link in instead}
        links = [link for link in self.decided if _ends_of(link) <= {*names}]
        open_ = [
            link
            for link in self.open
            if _ends_of(link) <= {*names} and frozenset((link.left, link.right)) not in pairs
        ]
        links = [*links, *instead]
        answers = []
        for taken in (("accepted",), ("accepted", "waiting")):
            ends = {name for name in names if states[name] in taken}
            stated = [
                Statement(name, self.stated[name])
                for name in names
                if name in self.stated and name in ends
            ]
            # What is decided joins whatever it names; what is only proposed joins what stands.
            kept = [link for link in links if all(states[end] != "rejected" for end in _both(link))]
            kept += [link for link in open_ if _ends_of(link) <= ends]
            answers.append(Counted(stated, kept, _ends(kept)).tally())
        return answers[0], answers[1]

    def touches(self, name: str) -> bool:
        """Whether a claim is counted here, or linked to one that is."""
        return name in self._part_of

    # -- decisions ---------------------------------------------------------------------------

    def effects(self, most: int = LOOKED_INTO) -> dict[tuple[str, ...], Effect]:
        """What each open decision does to this total, by its key.

        Args:
            most: how many decisions are tried; those about the largest numbers are.
        """
        todo = [
            each
            for each in decisions(self.reviewed)
            if any(self.touches(name) for name in each.names)
        ]
        todo.sort(key=lambda each: (-self._weight(each), each.key))
        return {each.key: self.effect(each) for each in todo[:most]}

    def _weight(self, decision: Decision) -> int:
        ends = [self.stated[name] for name in decision.names if name in self.stated]
        return max((UNLIMITED if each.high is None else each.high for each in ends), default=0)

    def effect(self, decision: Decision) -> Effect:
        """What one decision does to this total."""
        now = self.accepted().bounds.hull(self.with_waiting().bounds)
        parts = sorted({self._part_of[name] for name in decision.names if name in self._part_of})
        names = [name for part in parts for name in self._parts[part]]
        others = [part for part in range(len(self._parts)) if part not in parts]
        rest = [_together(self._tallies(part)[which] for part in others).bounds for which in (0, 1)]
        answers: list[Bounds | None] = []
        for yes in (True, False):
            mine = self._answered(decision, names, yes=yes)
            if any(each.check == "judgements-clash" for tally in mine for each in tally.findings):
                answers.append(None)
            else:
                answers.append((rest[0] + mine[0].bounds).hull(rest[1] + mine[1].bounds))
        gains = [_gain(now, each) for each in answers if each is not None] or [0]
        return Effect(self.watched.id, now, answers[0], answers[1], min(gains), max(gains))

    def _answered(
        self, decision: Decision, names: Collection[str], *, yes: bool
    ) -> tuple[Tally, Tally]:
        if decision.link is None:
            state: State = "accepted" if yes else "rejected"
            return self._count(names, {**self.reviewed.states, decision.claim: state}, ())
        link = decision.link
        word = "part-of" if link.relation == "possibly-part-of" else link.relation
        judged = Link(link.left, link.right, word if yes else "distinct", decided=True)
        return self._count(names, self.reviewed.states, (judged,))


def decisions(reviewed: Reviewed) -> list[Decision]:
    """Everything that waits for a person: claims, then relations."""
    return [
        *(Decision(claim=name) for name in reviewed.waiting),
        *(Decision(link=link, suggestion=row) for link, row in reviewed.open),
    ]


def queue(
    reviewed: Reviewed, watchings: Sequence[Watching], most: int = LOOKED_INTO
) -> list[tuple[Decision, tuple[Effect, ...]]]:
    """Everything that waits, the decision first that surely narrows the totals most.

    Among equal ones claims come before relations, and relations by their points.
    """
    found: dict[tuple[str, ...], list[Effect]] = defaultdict(list)
    for watching in watchings:
        for key, effect in watching.effects(most).items():
            found[key].append(effect)
    rows = [(each, tuple(found.get(each.key, ()))) for each in decisions(reviewed)]
    return sorted(rows, key=_order)


def _order(row: tuple[Decision, tuple[Effect, ...]]) -> tuple[int, int, bool, int, tuple[str, ...]]:
    decision, effects = row
    points = decision.suggestion.points if decision.suggestion else 0
    return (
        -sum(each.sure for each in effects),
        -sum(each.best for each in effects),
        decision.link is not None,
        -points,
        decision.key,
    )


def _gain(now: Bounds, then: Bounds) -> int:
    """By how many units the distance of the ends shrinks; closing an open end is most of all."""
    if then.high is None:
        return 0
    if now.high is None:
        return UNLIMITED
    return (now.high - now.low) - (then.high - then.low)


def _together(tallies: Iterable[Tally]) -> Tally:
    bounds, exact = Bounds.exactly(0), True
    findings: list[Finding] = []
    for each in tallies:
        bounds, exact = bounds + each.bounds, exact and each.exact
        findings += each.findings
    return Tally(bounds, exact, tuple(findings))


def _both(link: Link) -> tuple[str, str]:
    return link.left, link.right


def _ends_of(link: Link) -> set[str]:
    return {link.left, link.right}


def _ends(links: Iterable[Link]) -> list[str]:
    return sorted({end for link in links for end in _both(link)})


def _parts(
    stated: Mapping[str, Bounds], links: Sequence[Link]
) -> tuple[dict[str, int], list[list[str]]]:
    """Claims that hang together by links, as far as something counted hangs there."""
    head = {name: name for name in (*stated, *_ends(links))}

    def find(name: str) -> str:
        while head[name] != name:
            head[name] = head[head[name]]
            name = head[name]
        return name

    for link in links:
        head[find(link.left)] = find(link.right)
    members: dict[str, list[str]] = defaultdict(list)
    for name in sorted(head):
        members[find(name)].append(name)
    parts = [names for names in members.values() if any(name in stated for name in names)]
    return {name: at for at, names in enumerate(parts) for name in names}, parts
