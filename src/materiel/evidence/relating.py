"""Proposed relations between claims, each with the features that speak for it (DESIGN §5.4).

Two passes. Claims meet only inside a block (one class of item): pairs with equal numbers, sums
or deeds come first and show which documents tell of one matter; only between those may weaker
pairs follow. A proposal changes no total; a person decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from materiel.evidence.components import Part, parts_within
from materiel.evidence.likeness import Feature, Likeness, compare
from materiel.evidence.pairing import linked, weighed_parts
from materiel.evidence.proposals import Proposal
from materiel.evidence.scales import Scales, scales

STRONG, WEAK = 7, 4
"""Points from which a pair stands alone, and from which it stands beside a strong one."""
BLOCK_MAX = 400
"""Claims of one block that are compared pair by pair; beyond it only equal numbers meet."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One proposed relation.

    Attributes:
        left: id of the claim that is the same, the part, or the later state.
        right: id of the other one.
        relation: same_event, part_of, possibly_part_of, updates or contradicts.
        features: what speaks for it, and with how many points.
    """

    left: str
    right: str
    relation: str
    features: tuple[Feature, ...]

    @property
    def score(self) -> int:
        """Points of all features."""
        return sum(each.points for each in self.features)

    def as_dict(self) -> dict[str, str | int]:
        """The relation in the schema of the guidelines, with its reasons as the note."""
        note = "; ".join(f"{each.words} ({each.points:+d})" for each in self.features)
        return {
            "claim_a": self.left,
            "claim_b": self.right,
            "relation": self.relation,
            "note": note,
            "score": self.score,
        }


def relate(
    claims: Sequence[Proposal], *, weighed: bool = True, weights: Scales | None = None
) -> list[Relation]:
    """All proposals between the claims, within and across documents, in the order of the claims.

    Args:
        claims: what was read, document by document.
        weighed: whether weights, and an encoder's links where the claims bear them, decide with
            the rules what is a part of what; else the rules alone do. Where the rules see one
            event in two claims, nothing else is weighed between them.
        weights: other weights than the packaged ones, to measure them.
    """
    found: dict[tuple[str, str], Relation] = {}
    by_document: dict[str, list[Proposal]] = defaultdict(list)
    for claim in claims:
        by_document[claim.document].append(claim)
    likely = [made for left, right in _pairs(claims) if (made := compare(left, right)) is not None]
    kept = list(_kept(likely))
    same = {(each.later.id, each.earlier.id) for each in kept if each.relation == "same_event"}
    for mine in by_document.values():
        ruled = list(parts_within(mine))
        within: Iterable[Part] = ruled
        if weighed:
            within = [
                *weighed_parts(mine, ruled, weights or scales(), same),
                *(each for each in linked(mine) if not {_ids(each), _ids(each)[::-1]} & same),
            ]
        for left, right, relation, features in within:
            if (right.id, left.id) not in found:
                found.setdefault(
                    (left.id, right.id), Relation(left.id, right.id, relation, features)
                )
    for each in kept:
        pair = each.later.id, each.earlier.id
        if pair not in found and pair[::-1] not in found:
            found[pair] = Relation(*pair, each.relation, each.features)
    place = {claim.id: number for number, claim in enumerate(claims)}
    return sorted(found.values(), key=lambda each: (place[each.left], place[each.right]))


def _ids(part: Part) -> tuple[str, str]:
    return part[0].id, part[1].id


def _kept(likely: Iterable[Likeness]) -> Iterator[Likeness]:
    """Strong pairs, and weak ones between documents that a strong pair joins, one to one."""
    ordered = sorted(likely, key=lambda each: -each.score)
    joined: set[frozenset[str]] = set()
    taken: set[tuple[str, str, str]] = set()
    for each in ordered:
        documents = frozenset((each.later.document, each.earlier.document))
        if each.relation == "same_event" and each.score >= STRONG and each.numbered:
            joined.add(documents)
    for each in ordered:
        documents = frozenset((each.later.document, each.earlier.document))
        inside = len(documents) == 1
        enough = each.score >= STRONG or (each.score >= WEAK and (inside or documents in joined))
        ends = {
            (each.later.id, each.earlier.document, each.relation),
            (each.earlier.id, each.later.document, each.relation),
        }
        loose = each.score < STRONG or each.relation == "updates"
        if enough and not (loose and ends & taken):
            taken |= ends
            yield each


def _pairs(claims: Sequence[Proposal]) -> Iterator[tuple[Proposal, Proposal]]:
    blocks: dict[str, list[Proposal]] = defaultdict(list)
    for claim in claims:
        blocks[claim.item_class].append(claim)
    for block in blocks.values():
        index: dict[object, list[Proposal]] = defaultdict(list)
        for claim in block:
            keys: list[object] = [""] if len(block) <= BLOCK_MAX else [claim.counts, claim.sums]
            met: set[str] = set()
            for key in keys:
                for other in index[key]:
                    if other.id not in met:
                        met.add(other.id)
                        yield other, claim
                index[key].append(claim)
