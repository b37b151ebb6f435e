"""The rows of a case as the checks see them, before loading or as a ledger holds them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from materiel.checks.journal import Journal, Standing
from materiel.checks.lives import Lives
from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.evidence.judgements import Judgement
from materiel.evidence.reviewed import Reviewed, review
from materiel.kernel.errors import InputError, MaterielError
from materiel.kernel.period import LAST_DAY
from materiel.kernel.stamps import Stamps
from materiel.kernel.table import Row
from materiel.ledger.case import Case
from materiel.vocabulary.bodies import Body
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party
from materiel.vocabulary.vocabulary import Vocabulary, packaged

Kind = TypeVar("Kind", bound=Row)


@dataclass(frozen=True)
class CaseRows:
    """One case at its stamps.

    Attributes:
        case: the row that says what the case is.
        tables: every row of each table by the table's name, corrected ones included.
        stamps: where the rules of conduct look from; references are checked for every row.
        vocabulary: the packaged one with the case's own rows.
        refused: own parties, items and bodies that could not be added, with the reason.
        places: id to ``file:line``; an id without a place is shown itself.
        review_at: the day of knowledge of what is said about claims: like a review, the newest
            state, whatever the date of the case, unless a reader asks for a day.
    """

    case: Case
    tables: Mapping[str, Sequence[Row]]
    stamps: Stamps
    vocabulary: Vocabulary
    refused: tuple[tuple[Row, str], ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    review_at: date = LAST_DAY

    @classmethod
    def gather(
        cls,
        rows: Mapping[type[Row], Sequence[Row]],
        stamps: Stamps | None = None,
        places: Mapping[str, str] | None = None,
        review_at: date = LAST_DAY,
    ) -> "CaseRows":
        """Rows by type, as a case folder or a ledger gives them.

        Args:
            rows: all rows of the case, corrected ones included.
            stamps: the case's today on both clocks when left out.
            places: id to ``file:line`` of rows that stand in files.
            review_at: see the attribute.

        Raises:
            InputError: there is no row that says what the case is.
        """
        cases = [row for row in rows.get(Case, ()) if isinstance(row, Case)]
        if not cases:
            raise InputError("case: no row says what the case is")
        case = cases[-1]
        tables = {kind.TABLE: tuple(mine) for kind, mine in rows.items()}
        own = [row for kind in (Party, Item, Body) for row in rows.get(kind, ())]
        vocabulary, refused = _extended(own)
        at = stamps or Stamps(case.today, case.today)
        return cls(case, tables, at, vocabulary, refused, places or {}, review_at)

    # -- rows -------------------------------------------------------------------------------

    def all(self) -> Iterable[Row]:
        """Every row of every table."""
        return (row for rows in self.tables.values() for row in rows)

    def every(self, kind: type[Kind]) -> Sequence[Kind]:
        """The rows of one table, corrected ones included."""
        return [row for row in self.tables.get(kind.TABLE, ()) if isinstance(row, kind)]

    def live(self, kind: type[Kind]) -> Sequence[Kind]:
        """The rows of one table that count at the stamps; many checks ask for the same ones."""
        if kind.TABLE not in self._live:
            lives, known_at = self.lives, self.stamps.known_at
            rows = [row for row in self.every(kind) if lives.counts(row.id, known_at)]
            self._live[kind.TABLE] = rows
        found: Sequence[Kind] = self._live[kind.TABLE]
        return found

    def reviewed_rows(self, kind: type[Kind]) -> Sequence[Kind]:
        """The rows of one table that count for a reviewer; see ``review_at``."""
        return [row for row in self.every(kind) if self.lives.counts(row.id, self.review_at)]

    @cached_property
    def reviewed(self) -> Reviewed:
        """The claims as the judgements leave them, as a review shows them."""
        roots = {
            row.id: self.lives.root(row.id)
            for kind in (Claim, Judgement)
            for row in self.every(kind)
        }
        return review(self.reviewed_rows(Claim), self.reviewed_rows(Judgement), (), roots)

    @cached_property
    def _live(self) -> dict[str, Any]:
        """What ``live`` found, by the table's name."""
        return {}

    @cached_property
    def by_id(self) -> Mapping[str, Row]:
        """Every row by id."""
        return {row.id: row for row in self.all()}

    def where(self, row: Row, column: str = "") -> str:
        """The place of a row or of one of its cells, for a finding."""
        place = self.places.get(row.id, row.id)
        return f"{place}:{column}" if column else place

    # -- days of knowledge ------------------------------------------------------------------

    @cached_property
    def lives(self) -> Lives:
        """The chains of corrections."""
        return Lives(self.all(), self.case.today)

    def known_on(self, row: Row) -> date:
        """When a row became known; the case's date where it says nothing."""
        return row.known_on or self.case.today

    def published(self, source: str) -> date | None:
        """The first day on which a cited claim or document may have been public.

        None for an id that is neither, or whose document is missing.
        """
        document = self.document(source)
        return None if document is None else document.published.start

    def document(self, source: str) -> Document | None:
        """The document that a source id leads to, through its claim where it names one."""
        row = self.by_id.get(source)
        if isinstance(row, Claim):
            row = self.by_id.get(row.document)
        return row if isinstance(row, Document) else None

    # -- the ledger -------------------------------------------------------------------------

    @cached_property
    def journal(self) -> Journal:
        """The rows posted in memory."""
        return Journal(self.vocabulary, list(self.all()), self.lives)

    @cached_property
    def standing(self) -> Standing:
        """The journal at the stamps."""
        return Standing(self.journal, self.stamps.as_of, self.stamps.known_at)


def _extended(own: Sequence[Row]) -> tuple[Vocabulary, tuple[tuple[Row, str], ...]]:
    """The packaged vocabulary with a case's own rows, and the rows that do not fit in."""
    try:
        return _with(packaged(), own), ()
    except MaterielError:
        pass
    vocabulary, refused = packaged(), []
    for row in own:
        try:
            vocabulary = _with(vocabulary, [row])
        except MaterielError as problem:
            refused.append((row, str(problem)))
    return vocabulary, tuple(refused)


def _with(vocabulary: Vocabulary, own: Sequence[Row]) -> Vocabulary:
    return vocabulary.extended(
        parties=[row for row in own if isinstance(row, Party)],
        items=[row for row in own if isinstance(row, Item)],
        bodies=[row for row in own if isinstance(row, Body)],
    )
