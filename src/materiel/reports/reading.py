"""One case read once at some stamps, for all reports: figures with the entries they rest on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.evidence.judgements import Judgement
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.kernel.table import Row
from materiel.ledger.case import Case
from materiel.ledger.entry import Record
from materiel.ledger.postings import MONEY, PROMISES, STOCK, Posted
from materiel.ledger.rows import Commitment
from materiel.ledger.totals import Sum, Total, sum_of, together, total_of
from materiel.reports.words import period_words
from materiel.store.entries import row_of
from materiel.store.reading import Reader
from materiel.vocabulary.vocabulary import Vocabulary

RowKind = TypeVar("RowKind", bound=Row)
GIFTS = ("gift", "loan")
SUPPLY = ("order", "backfill", "option", "sale")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its reasons.

    Attributes:
        total: bounds, unknowns, undated entries, findings.
        cites: ids of the entries that it adds up.
        stated: False when no entry says anything; the number is then not 0 but not on record.
    """

    total: Total
    cites: tuple[str, ...]
    stated: bool = True

    @property
    def bounds(self) -> Bounds | None:
        """The bounds; None when nothing is on record."""
        return self.total.bounds if self.stated else None


OURS = frozenset({"which promise is not stated"})
"""Wordings of unknowns that are ours and no source's."""

PLAIN_UNITS = ("units", "items")
"""Units of issue that say nothing beside the item's name."""

Part = tuple[str, str]
"""A commitment (by its root) and a rung."""


class Reading:
    """A case at the stamps of its reader; everything is read once and kept.

    Attributes:
        reader: the store's reader.
        words: the vocabulary of the case.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.words: Vocabulary = reader.book.vocabulary
        self._rows: dict[str, list[Any]] = {}

    @property
    def as_of(self) -> date:
        """The day asked for."""
        return self.reader.stamps.as_of

    # -- entries ---------------------------------------------------------------------------

    @cached_property
    def records(self) -> dict[str, Record]:
        """Every entry that counts at the stamps, by id, in log order."""
        return {record.id: record for record in self.reader.records()}

    @cached_property
    def _ids(self) -> dict[int, str]:
        return {record.seq: record.id for record in self.records.values()}

    def rows(self, kind: type[RowKind]) -> list[RowKind]:
        """The rows of a case table that count at the stamps."""
        if kind.TABLE not in self._rows:
            self._rows[kind.TABLE] = [
                row_of(kind, record)
                for record in self.records.values()
                if record.kind == kind.TABLE
            ]
        return self._rows[kind.TABLE]

    @cached_property
    def case(self) -> Case:
        """The row about the case itself.

        Raises:
            InputError: the log holds none for this case.
        """
        for row in self.rows(Case):
            return row
        raise InputError(f"case {self.reader.case!r}: the log holds no row that describes it")

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """Claims by id."""
        return {row.id: row for row in self.rows(Claim)}

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Documents by id."""
        return {row.id: row for row in self.rows(Document)}

    @cached_property
    def roots(self) -> dict[str, str]:
        """Id to the first id of its chain of corrections."""
        return self.reader.roots()

    @cached_property
    def commitments(self) -> dict[str, Commitment]:
        """Promises by root, with the names of parties and items resolved to ids."""
        found = {}
        for row in self.rows(Commitment):
            found[self.roots[row.id]] = replace(
                row,
                giver=self.words.party(row.giver).id,
                receiver=self.words.party(row.receiver).id,
                item=self.words.item(row.item).id,
            )
        return found

    def of_kind(self, *kinds: str) -> dict[str, Commitment]:
        """Promises of these kinds, by root."""
        return {root: row for root, row in self.commitments.items() if row.kind in kinds}

    # -- names -----------------------------------------------------------------------------

    def party(self, name: str) -> str:
        """The name of a party for a reader."""
        return self.words.party(name).name if name else ""

    def item(self, name: str) -> str:
        """The name of an item for a reader."""
        return self.words.item(name).name

    def item_unit(self, name: str) -> str:
        """An item in the plural, with what one of it is where its name does not say so.

        "Patriot fire units", "PAC-2 GEM-T (missiles)".
        """
        title, one, many = self.item(name), self.unit(name, 1), self.unit(name)
        if many in PLAIN_UNITS:
            return title
        return f"{title.removesuffix(one)}{many}" if title.endswith(one) else f"{title} ({many})"

    def unit(self, item: str, count: int | None = None) -> str:
        """The unit of issue of an item: plural, but for one."""
        row = self.words.item(item)
        unit = self.words.unit(row.unit) if row.unit else None
        if unit is None:
            return "units"
        return unit.name if count == 1 else unit.plural

    def title(self, commitment: str) -> str:
        """Our short name of a promise."""
        row = self.commitments.get(self.roots.get(commitment, commitment))
        return row.title if row else commitment

    # -- figures ---------------------------------------------------------------------------

    @cached_property
    def postings(self) -> list[Posted]:
        """All legs that may have happened by the day asked for."""
        return self.reader.postings()

    @cached_property
    def _ladder(self) -> dict[Part, list[Posted]]:
        """The receiver's legs of the promises book; the giver's are the same with a minus."""
        found: dict[Part, list[Posted]] = defaultdict(list)
        for leg in self.postings:
            account = leg.account
            if account.book == PROMISES and leg.coefficient >= 0:
                row = self.commitments.get(account.commitment)
                if row is not None and account.party == row.receiver:
                    found[account.commitment, account.name].append(leg)
        return dict(found)

    @cached_property
    def stock(self) -> dict[tuple[str, str, str], list[Posted]]:
        """Legs of the stock book by party, account and item."""
        return self._by_account(STOCK)

    @cached_property
    def money(self) -> dict[tuple[str, str, str], list[Posted]]:
        """Legs of the money book by party, stage and currency."""
        return self._by_account(MONEY)

    def _by_account(self, book: str) -> dict[tuple[str, str, str], list[Posted]]:
        found: dict[tuple[str, str, str], list[Posted]] = defaultdict(list)
        for leg in self.postings:
            if leg.account.book == book:
                found[leg.account.party, leg.account.name, leg.account.item].append(leg)
        return dict(found)

    def legs(self, root: str, rung: str) -> list[Posted]:
        """The postings that raised a rung of a promise."""
        return self._ladder.get((root, rung), [])

    def rungs(self, root: str) -> list[str]:
        """The rungs that a promise has reached, or may have."""
        return [rung for name, rung in self._ladder if name == root]

    def figure(self, roots: Iterable[str], rung: str) -> Figure:
        """How many have reached a rung over several promises, counting no overlap twice."""
        sums: dict[str, Sum] = {}
        legs: list[Posted] = []
        for root in roots:
            if mine := self.legs(root, rung):
                sums[root] = self.sum(mine)
                legs += mine
        return self.joint(sums, self.ids(legs))

    def joint(self, sums: dict[str, Sum], cites: Sequence[str]) -> Figure:
        """A joint total over promises, with the judgements about their overlap cited too."""
        total = together(sums, self.reader.known)
        named = [*cites, *(each.id for each in self.overlap_judgements(sums))]
        return Figure(total, tuple(dict.fromkeys(named)), bool(sums))

    def difference(self, plus: Iterable[Part], minus: Iterable[Part]) -> Figure:
        """What reached some rungs less what reached others; equal unknowns cancel.

        A count is not below zero: where the statements leave room for it, the end is 0.
        """
        added = [leg for part in plus for leg in self.legs(*part)]
        taken = [leg for part in minus for leg in self.legs(*part)]
        total = total_of([self.sum(added), self.sum(taken, -1)], self.reader.known)
        high = total.bounds.high
        if total.bounds.low < 0:
            clipped = Bounds(0, None if high is None else max(0, high))
            total = replace(total, bounds=replace(clipped, low_known=total.bounds.low_known))
        return Figure(total, self.ids([*added, *taken]), bool(added))

    def sum(self, legs: Sequence[Posted], sign: int = 1) -> Sum:
        """What some legs add up to."""
        return sum_of(legs, self.as_of, self.reader.known, sign)

    def total(self, legs: Sequence[Posted], sign: int = 1) -> Figure:
        """The bounds of some legs, whatever their book; ``sign`` -1 counts what goes."""
        return Figure(
            total_of([self.sum(legs, sign)], self.reader.known), self.ids(legs), stated=bool(legs)
        )

    def ids(self, legs: Iterable[Posted]) -> tuple[str, ...]:
        """Ids of the entries behind some legs."""
        return tuple(dict.fromkeys(self._ids[leg.seq] for leg in legs))

    def known(self, names: Iterable[str]) -> list[str]:
        """Those of some names that are entries, in order."""
        return [name for name in names if name in self.records]

    def live(self, names: Iterable[str]) -> list[str]:
        """Names of entries; that of a promise, which its corrections share, as its last row."""
        return [
            self.commitments[name].id
            if name not in self.records and name in self.commitments
            else name
            for name in names
        ]

    def overlap_judgements(self, roots: Iterable[str]) -> list[Judgement]:
        """The judgements that say how some of these promises lie inside each other."""
        wanted = set(roots)
        return [row for left, right, row in self.overlaps if left in wanted and right in wanted]

    def judgements_about(self, names: set[str]) -> list[Judgement]:
        """The judgements that name one of some entries, in log order."""
        found = {row.id: row for name in names for row in self._judged.get(name, ())}
        return [row for row in self.rows(Judgement) if row.id in found]

    @cached_property
    def _judged(self) -> dict[str, list[Judgement]]:
        found: dict[str, list[Judgement]] = defaultdict(list)
        for row in self.rows(Judgement):
            for name in filter(None, (*row.left, row.right)):
                found[name].append(row)
        return dict(found)

    @cached_property
    def overlaps(self) -> list[tuple[str, str, Judgement]]:
        """Inner promise, outer promise, judgement."""
        found = []
        for row in self.rows(Judgement):
            right = self.roots.get(row.right, row.right)
            if row.relation in ("part-of", "possibly-part-of", "distinct"):
                lefts = [self.roots.get(name, name) for name in row.left]
                found += [
                    (left, right, row)
                    for left in lefts
                    if left in self.commitments and right in self.commitments
                ]
        return found

    @cached_property
    def _wordings(self) -> dict[str, str]:
        """The wording of each unknown, by the text under which a total names it."""
        return {
            f"{name}: {each.wording}" if each.wording else name: each.wording
            for name, each in self.reader.known.variables.items()
        }

    def said(self, *figures: Figure) -> str:
        """The sources' words for the unknowns that some numbers depend on; empty for none."""
        texts = dict.fromkeys(text for figure in figures for text in figure.total.unknown)
        words = dict.fromkeys(self._wordings.get(text, "") for text in texts)
        ours = [text for text in words if text in OURS]
        theirs = [f'"{text}"' for text in words if text and text not in OURS]
        quoted = [f"in the sources' words: {', '.join(theirs)}"] if theirs else []
        return "; ".join([*quoted, *ours])

    def undated(self, *figures: Figure) -> str:
        """Which entries leave a number open because nothing dates them; empty for none."""
        names = dict.fromkeys(self._ids[seq] for figure in figures for seq in figure.total.undated)
        return "; ".join(
            f"nothing dates {name} more precisely than "
            f"{period_words(Period.parse(self.records[name].valid))}"
            for name in names
        )
