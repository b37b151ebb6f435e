"""What waits for a person, what it would change, and the judgements that decide it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.evidence.judgements import Judgement
from materiel.evidence.reviewed import Reviewed, review
from materiel.evidence.suggestions import Suggestion
from materiel.evidence.watched import Watched, cited, same_names
from materiel.evidence.watching import LOOKED_INTO, Cluster, Decision, Effect, Watching, queue
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.period import LAST_DAY
from materiel.kernel.stamps import Stamps
from materiel.service.workspace import HERE, View, Workspace
from materiel.store.reading import Reader


@dataclass(frozen=True, slots=True)
class Total:
    """A watched total.

    Attributes:
        watched: what is counted.
        accepted: over the accepted claims.
        with_waiting: if all that waits were accepted.
        exact: whether both ends of both are reached.
        clusters: the accepted statements by event.
        findings: statements that contradict each other, with their passages.
    """

    watched: Watched
    accepted: Bounds
    with_waiting: Bounds
    exact: bool
    clusters: tuple[Cluster, ...]
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        """The total as JSON."""
        return {
            "id": self.watched.id,
            "title": self.watched.title,
            "unit": self.watched.unit,
            "accepted": self.accepted.as_dict(),
            "with_waiting": self.with_waiting.as_dict(),
            "exact": self.exact,
            "clusters": [
                {
                    "claims": list(each.names),
                    "bounds": each.bounds.as_dict(),
                    "inside": each.inside,
                    "contradicting": each.contradicting,
                }
                for each in self.clusters
            ],
            "findings": [each.as_dict() for each in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a person.

    Attributes:
        decision: what is to be decided.
        effects: what it does to the watched totals that it touches.
    """

    decision: Decision
    effects: tuple[Effect, ...]

    def as_dict(self) -> dict[str, Any]:
        """The decision as JSON."""
        link, row = self.decision.link, self.decision.suggestion
        what: dict[str, Any] = {"claim": self.decision.claim}
        if link is not None and row is not None:
            what = {
                "left": link.left,
                "relation": link.relation,
                "right": link.right,
                "points": row.points,
                "reasons": row.reasons,
            }
        return what | {"effects": [_effect(each) for each in self.effects]}


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "total": effect.total,
        "now": effect.now.as_dict(),
        "holds": effect.holds.as_dict() if effect.holds else None,
        "not_so": effect.not_so.as_dict() if effect.not_so else None,
        "sure": effect.sure,
        "best": effect.best,
    }


class Desk:
    """The claims of a case as they lie before a reviewer.

    Attributes:
        reviewed: claims, states and links.
        documents: by id.
        watchings: the watched totals.
        judgements: those that count, by id.
    """

    def __init__(self, reader: Reader) -> None:
        self.case, self.roots = reader.case, reader.roots()
        self.judgements: dict[str, Judgement] = {row.id: row for row in reader.rows(Judgement)}
        self.documents: dict[str, Document] = {
            self.roots.get(row.id, row.id): row for row in reader.rows(Document)
        }
        self.reviewed: Reviewed = review(
            reader.rows(Claim), self.judgements.values(), reader.rows(Suggestion), self.roots
        )
        watched: list[Watched] = reader.rows(Watched)
        same = same_names(reader.book.vocabulary) if watched else _never
        self.watchings = [Watching(each, self.reviewed, same) for each in watched]

    def claim(self, name: str) -> Claim:
        """A claim by the id of any of its versions.

        Raises:
            UnknownNameError: there is no such claim.
        """
        return self.reviewed.claims[self.name(name)]

    def name(self, name: str) -> str:
        """The first id of a claim."""
        return self.reviewed.name(self.roots.get(name, name))

    def document(self, claim: Claim) -> Document | None:
        """The document of a claim; None when it is not in the record."""
        return self.documents.get(self.roots.get(claim.document, claim.document))

    def totals(self) -> list[Total]:
        """The watched totals."""
        return [self._total(each) for each in self.watchings]

    def _total(self, watching: Watching) -> Total:
        accepted, everything = watching.accepted(), watching.with_waiting()
        return Total(
            watching.watched,
            accepted.bounds,
            everything.bounds,
            accepted.exact and everything.exact,
            tuple(watching.clusters()),
            tuple(watching.findings(self.cited)),
        )

    def cited(self, name: str) -> str:
        """A claim with its number, document and place."""
        claim = self.reviewed.claims[name]
        return cited(name, claim, self.document(claim))

    def queue(self, most: int = LOOKED_INTO) -> list[Waiting]:
        """What waits, the decision first that surely narrows the watched totals most."""
        return [Waiting(*each) for each in queue(self.reviewed, self.watchings, most)]

    def about(self, name: str) -> list[Waiting]:
        """What waits about one claim: itself, and its relations."""
        mine = self.name(name)
        return [
            Waiting(each, tuple(self._effects(each)))
            for each in (one.decision for one in self.queue(0))
            if mine in each.names
        ]

    def _effects(self, decision: Decision) -> Iterator[Effect]:
        for watching in self.watchings:
            if any(watching.touches(name) for name in decision.names):
                yield watching.effect(decision)


def _never(_kind: str, _left: str, _right: str) -> bool:
    return False


@contextmanager
def newest_reader(workspace: Workspace, view: View = HERE) -> Iterator[Reader]:
    """A reader of what is known now, or at the day of knowledge of ``view``.

    A reviewer decides about what is on the table today: without ``known_at`` the newest state is
    read, whatever the date of the case.

    Raises:
        InputError, UnknownNameError: no such case, or an ``as_of``, which claims do not have.
    """
    if view.as_of is not None:
        raise InputError("as-of: claims are read at a day of knowledge; accepted: --known-at")
    name = workspace.case(view.case)
    with workspace.database.reading() as connection:
        yield Reader(connection, name, Stamps(LAST_DAY, view.known_at or LAST_DAY))


@contextmanager
def desk(workspace: Workspace, view: View = HERE) -> Iterator[Desk]:
    """The claims of a case as they lie before a reviewer.

    Raises:
        InputError, UnknownNameError: see ``newest_reader``.
    """
    with newest_reader(workspace, view) as reader:
        yield Desk(reader)
