"""Claims as a person's judgements leave them: what stands, what waits, what is linked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from materiel.evidence.claims import Claim
from materiel.evidence.clusters import Link, Relation, Statement
from materiel.evidence.counted import Counted
from materiel.evidence.judgements import Judgement
from materiel.evidence.suggestions import Suggestion
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import UnknownNameError
from materiel.kernel.findings import Finding

State = Literal["accepted", "rejected", "waiting"]
LINKING: Final[tuple[str, ...]] = get_args(Relation)
"""Relations that link two claims."""
VERDICTS: Final[Mapping[str, State]] = {"accept": "accepted", "reject": "rejected"}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The claims of a case under the judgements that stand.

    Claims are named by the first id of their chain of corrections, so that a judgement outlives
    an edit. A claim that a person entered is accepted as it stands; one that a reader proposed
    waits for a person (DESIGN §5.4).

    Attributes:
        claims: id to the newest version.
        states: how each one stands.
        judged: id of the judgement behind a state, where there is one.
        decided: what judgements link, each with the id of its judgement; ends that were rejected
            are left out.
        open: suggestions that nobody has judged yet, between claims that are not rejected.
    """

    claims: Mapping[str, Claim]
    states: Mapping[str, State]
    judged: Mapping[str, str]
    decided: tuple[tuple[Link, str], ...]
    open: tuple[tuple[Link, Suggestion], ...]

    def name(self, claim: str) -> str:
        """The claim itself, when there is such a claim.

        Raises:
            UnknownNameError: there is none.
        """
        if claim not in self.claims:
            raise UnknownNameError("claim", claim, list(self.claims), listed=True)
        return claim

    @property
    def waiting(self) -> list[str]:
        """The claims that nobody has judged."""
        return [name for name, state in self.states.items() if state == "waiting"]

    def between(self, left: str, right: str) -> tuple[Link, str] | None:
        """What was judged about two claims, with the id of the judgement."""
        ends = {left, right}
        return next((each for each in self.decided if {each[0].left, each[0].right} == ends), None)


def review(
    claims: Iterable[Claim],
    judgements: Iterable[Judgement],
    suggestions: Iterable[Suggestion],
    roots: Mapping[str, str],
) -> Reviewed:
    """Put together what counts at one moment.

    Args:
        claims: the versions that count.
        judgements: those that count, in the order of the log.
        suggestions: those that count.
        roots: id to the first id of its chain of corrections.
    """
    known = {roots.get(claim.id, claim.id): claim for claim in claims}
    states: dict[str, State] = {
        name: "waiting" if claim.read_by else "accepted" for name, claim in known.items()
    }
    judged: dict[str, str] = {}
    links: list[tuple[Link, str]] = []
    for judged_so in judgements:
        lefts = [roots.get(name, name) for name in judged_so.left]
        relation = judged_so.relation
        if relation in VERDICTS:
            for name in lefts:
                if name in known:
                    states[name], judged[name] = VERDICTS[relation], judged_so.id
        elif relation in LINKING:
            right = roots.get(judged_so.right, judged_so.right)
            links += [
                (Link(left, right, relation, decided=True), judged_so.id)  # type: ignore[arg-type]
                for left in lefts
                if left in known and right in known and left != right
            ]
    standing = {name for name, state in states.items() if state != "rejected"}
    decided = tuple(each for each in links if {each[0].left, each[0].right} <= standing)
    pairs = {frozenset((link.left, link.right)) for link, _ in links}
    found: dict[frozenset[str], tuple[Link, Suggestion]] = {}
    for each in suggestions:
        left, right = (roots.get(name, name) for name in (each.left, each.right))
        ends = frozenset((left, right))
        if ends <= standing and len(ends) > 1 and ends not in pairs:
            found.setdefault(ends, (Link(left, right, each.relation), each))  # type: ignore[arg-type]
    return Reviewed(known, states, judged, decided, tuple(found.values()))


def clashes(names: Sequence[str], links: Sequence[Link]) -> list[Finding]:
    """Why judgements on claims cannot all hold; whatever the claims count."""
    stated = [Statement(name, Bounds.unknown()) for name in names]
    return [
        each for each in Counted(stated, links).tally().findings if each.check == "judgements-clash"
    ]


def clashing(reviewed: Reviewed, new: Sequence[Link]) -> list[str]:
    """Ids of judgements that stand and cannot hold beside the new links; empty when they can.

    The list is irreducible: without any one of them the others and the new links would hold.
    """
    ends = {end for link in new for end in (link.left, link.right)}
    ends |= {end for link, _ in reviewed.decided for end in (link.left, link.right)}
    names = sorted(ends)
    standing = list(reviewed.decided)
    before = set(clashes(names, [link for link, _ in standing]))
    if not set(clashes(names, [*(link for link, _ in standing), *new])) - before:
        return []
    kept = dict.fromkeys(judgement for _, judgement in standing)
    for judgement in list(kept):
        rest = [link for link, by in standing if by in kept and by != judgement]
        if clashes(names, [*rest, *new]):
            del kept[judgement]
    return list(kept)
