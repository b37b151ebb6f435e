"""The rows of a case posted in memory: what each promise reached, as of a day and as known then.

It derives with the ledger's own rules, so that a check sees what the ledger would say, and
keeps what the ledger would refuse as refusals with their row.
"""

from collections import defaultdict
from collections.abc import Callable, ItemsView, Sequence
from datetime import date
from functools import cached_property

from materiel.checks.lives import Lives
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.table import Row
from materiel.ledger.derive import RULES, derive
from materiel.ledger.entry import Entry
from materiel.ledger.postings import PROMISES, Account, Derived, Leg, Posted, Variable
from materiel.ledger.rows import Commitment, Event
from materiel.ledger.totals import Known, Sum, Total, sum_of, total_of
from materiel.vocabulary.vocabulary import Vocabulary


class Journal:
    """All postings of a case.

    Attributes:
        vocabulary: that of the case.
        lives: the chains of corrections.
        refused: rows that the ledger would refuse, with its reason.
    """

    def __init__(self, vocabulary: Vocabulary, rows: Sequence[Row], lives: Lives) -> None:
        self.vocabulary, self.lives = vocabulary, lives
        self._ids_of: dict[tuple[str, str], str] = {}
        self._rows = {row.id: row for row in rows}
        self._positions = {row.id: number for number, row in enumerate(rows, 1)}
        self._same = {row.same_as for row in rows if isinstance(row, Event) and row.same_as}
        self.refused: list[tuple[Row, str]] = []
        self._derived: dict[str, Derived] = {}
        self._known: dict[date, Known] = {}
        self._days: dict[str, tuple[date, date]] = {}
        for row in rows:
            if type(row) not in RULES:
                continue
            try:
                self._derived[row.id] = derive(Entry("", row, lives.known_on(row.id)), self)
            except InputError as problem:
                self.refused.append((row, str(problem).removeprefix(f"{row.id}: ")))

    # -- what a derivation asks -------------------------------------------------------------

    def party(self, name: str) -> str:
        """The id of the party of this name."""
        key = "party", name
        if key not in self._ids_of:
            self._ids_of[key] = self.vocabulary.party(name).id
        return self._ids_of[key]

    def item(self, name: str) -> str:
        """The id of the item of this name."""
        key = "item", name
        if key not in self._ids_of:
            self._ids_of[key] = self.vocabulary.item(name).id
        return self._ids_of[key]

    def commitment(self, name: str) -> Commitment:
        """The commitment of this id, as its newest correction states it."""
        chain = self.lives.chain(name) if name in self._rows else []
        for each in reversed(chain):
            row = self._rows.get(each)
            if isinstance(row, Commitment):
                return row
        raise UnknownNameError("commitment", name, self._ids(Commitment))

    def versions(self, name: str) -> Sequence[Event]:
        """The event of this id and all its corrections."""
        chain = self.lives.chain(name) if name in self._rows else []
        found = [row for row in (self._rows.get(each) for each in chain) if isinstance(row, Event)]
        if not found:
            raise UnknownNameError("event", name, self._ids(Event))
        return found

    def root(self, name: str) -> str:
        """The first id of the chain of corrections."""
        return self.lives.root(name)

    def shared(self, root: str) -> bool:
        """Whether another row may use the unknown of this chain."""
        return any(each in self._same for each in self.lives.chain(root))

    def _ids(self, kind: type[Row]) -> list[str]:
        return [name for name, row in self._rows.items() if isinstance(row, kind)]

    # -- what was posted --------------------------------------------------------------------

    @cached_property
    def legs(self) -> dict[tuple[str, str], list[tuple[str, Leg]]]:
        """Id and leg, by book and commitment."""
        found: dict[tuple[str, str], list[tuple[str, Leg]]] = defaultdict(list)
        for name, derived in self._derived.items():
            for leg in derived.legs:
                found[leg.account.book, leg.account.commitment].append((name, leg))
        return found

    def derived(self) -> ItemsView[str, Derived]:
        """Id and derivation of every row that posts."""
        return self._derived.items()

    def known(self, known_at: date) -> Known:
        """The unknowns and relations that hold on a day of knowledge."""
        if known_at not in self._known:
            self._known[known_at] = self._gathered(known_at)
        return self._known[known_at]

    def _gathered(self, known_at: date) -> Known:
        live = {name: self.lives.counts(name, known_at) for name in self._derived}
        variables: dict[str, Variable] = {}
        standing = []
        for name, derived in self._derived.items():
            for each in derived.variables:
                if live.get(each.owner or name, False):
                    variables[each.name] = each
            if live[name]:
                standing.append(derived)
        relations = [
            each
            for derived in standing
            for each in derived.relations
            if all(name in variables for name, _ in each.terms)
        ]
        overlaps = [each for derived in standing for each in derived.overlaps]
        return Known(variables, tuple(relations), tuple(overlaps))

    def posted(self, name: str, leg: Leg) -> Posted:
        """A leg as the ledger reads it back."""
        if name not in self._days:
            valid = Entry("", self._rows[name], self.lives.known_on(name)).valid
            self._days[name] = valid.start, valid.last
        account, coefficient, variable = leg
        return Posted(self._positions[name], account, coefficient, variable, *self._days[name])


NONE = Total(Bounds.exactly(0))


class Standing:
    """A journal as of a day, as known at a day."""

    def __init__(self, journal: Journal, as_of: date, known_at: date) -> None:
        self.journal, self.as_of, self.known_at = journal, as_of, known_at
        self._live: dict[str, bool] = {}
        self._sums: dict[tuple[str, int], Sum] = {}
        self._totals: dict[tuple[str, int, int], Total] = {}

    def counts(self, name: str) -> bool:
        """Whether a row is known and not corrected."""
        if name not in self._live:
            self._live[name] = self.journal.lives.counts(name, self.known_at)
        return self._live[name]

    @cached_property
    def known(self) -> Known:
        """The unknowns and relations that hold."""
        return self.journal.known(self.known_at)

    def sum(
        self, book: str, commitment: str, wanted: Callable[[Account], bool], sign: int = 1
    ) -> Sum:
        """What came to the wanted accounts of a promise: legs that add, not those that give."""
        legs = self.journal.legs.get((book, commitment), ())
        chosen = [
            self.journal.posted(name, leg)
            for name, leg in legs
            if leg.coefficient > 0 and wanted(leg.account) and self.counts(name)
        ]
        return sum_of(chosen, self.as_of, self.known, sign)

    def reached(self, commitment: str, rung: str, sign: int = 1) -> Sum:
        """How many units of a promise reached a rung."""
        return self._sum(commitment, self._tellers(commitment, rung), sign)

    def arrived(self, commitment: str, rung: str) -> Total:
        """The bounds of ``reached``."""
        return self.excess(commitment, rung, "")

    def excess(self, commitment: str, later: str, earlier: str) -> Total:
        """How many more units of a promise reached one rung than another; empty: than none."""
        more, less = self._tellers(commitment, later), self._tellers(commitment, earlier)
        if more == less:
            return NONE
        key = commitment, more, less
        if key not in self._totals:
            given, taken = self._sum(commitment, more), self._sum(commitment, less, -1)
            self._totals[key] = self.total(given, taken) if less else self.total(given)
        return self._totals[key]

    def related(self, commitment: str) -> list[str]:
        """The rungs about which a relation holds, sorted: only there can statements contradict."""
        doubtful = {
            rung
            for rungs, posted in self._told.get(commitment, ())
            if posted.first <= self.as_of and (posted.variable or posted.last > self.as_of)
            for rung in rungs
        }
        return [rung for rung in sorted(doubtful) if self._bound(self.reached(commitment, rung))]

    def _bound(self, found: Sum) -> bool:
        about = self.known.about
        return bool(found.relations) or any(name in about for name, _ in found.expression.terms)

    def rungs(self, commitment: str) -> frozenset[str]:
        """The rungs that some row says to be reached, or perhaps reached."""
        return frozenset(
            rung
            for rungs, posted in self._told.get(commitment, ())
            if posted.first <= self.as_of
            for rung in rungs
        )

    @cached_property
    def _told(self) -> dict[str, list[tuple[list[str], Posted]]]:
        """By promise, what each statement gave to which rungs, in one pass over all rows.

        The posting has the account of the first of its rungs; a sum reads no account.
        """
        found: dict[str, list[tuple[list[str], Posted]]] = defaultdict(list)
        for name, derived in self.journal.derived():
            if not self.counts(name):
                continue
            before: tuple[str, int, str] | None = None
            rungs: list[str] = []
            for leg in derived.legs:
                (book, _, rung, _, commitment), coefficient, variable = leg
                # Nothing may be stated to have arrived: that is told by a leg of 0 on both sides.
                if coefficient < 0 or book != PROMISES:
                    continue
                if (commitment, coefficient, variable) != before:
                    before, rungs = (commitment, coefficient, variable), []
                    found[commitment].append((rungs, self.journal.posted(name, leg)))
                rungs.append(rung)
        return found

    def _tellers(self, commitment: str, rung: str) -> int:
        """Which statements about a promise tell of a rung, as bits: often those of another too."""
        bits, bit = 0, 1
        for rungs, _ in self._told.get(commitment, ()):
            if rung in rungs:
                bits |= bit
            bit <<= 1
        return bits

    def _sum(self, commitment: str, tellers: int, sign: int = 1) -> Sum:
        """What the chosen statements about a promise add up to."""
        key = commitment, tellers
        if key not in self._sums:
            told = self._told.get(commitment, ())
            chosen = [posted for at, (_, posted) in enumerate(told) if tellers >> at & 1]
            self._sums[key] = sum_of(chosen, self.as_of, self.known)
        found = self._sums[key]
        if sign == 1:
            return found
        return Sum(found.expression * sign, found.variables, found.relations, found.undated)

    def total(self, *sums: Sum) -> Total:
        """The bounds of several sums added up."""
        return total_of(sums, self.known)
