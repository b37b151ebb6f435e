"""What a programme or list counts of a record, and what it leaves out with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from materiel.kernel.bounds import Bounds
from materiel.kernel.period import Certainty, Period
from materiel.sharing.attribution import total
from materiel.sharing.books import Books
from materiel.vocabulary.dated import ALWAYS
from materiel.vocabulary.parties import Membership
from materiel.vocabulary.reader import table
from materiel.vocabulary.scopes import ScopeRule, scope_rules

RUNGS = (
    *("announced", "pledged", "approved", "ordered", "in-production", "ready"),
    *("dispatched", "arrived", "received", "accepted", "operational"),
)
"""How far a promise can have come, the least first."""
_OR: dict[Certainty, int] = {"no": 0, "maybe": 1, "yes": 2}
_WORDS: tuple[Certainty, ...] = ("no", "maybe", "yes")


@dataclass(frozen=True, slots=True)
class Subject:
    """A promise or a sum as the rules of a scope see it.

    Attributes:
        id: root of the promise, or id of the sum.
        kind: of the promise that it is or belongs to.
        giver: who gives; of a sum, who pays it.
        receiver: who receives the units.
        payer: ids of who pays.
        item: id.
        programme: as written.
        when: when it happened.
        reached: the rungs that it has reached, each as sure as the record is.
        stage: of a sum; empty for a promise.
        amount: whole units of issue or minor units.
        unit: of the amount.
        cites: ids of the entries behind it.
    """

    id: str
    kind: str
    giver: str
    receiver: str
    payer: tuple[str, ...]
    item: str
    programme: str
    when: Period
    reached: dict[str, Certainty]
    stage: str
    amount: Bounds
    unit: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that a scope does not count, or may not: by which rule and why."""

    subject: Subject
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scoped:
    """A record as one programme counts it.

    Attributes:
        scope: name of the rules.
        included: counted for sure.
        undecided: whether they count is open, with the rule that leaves it open.
        left_out: not counted, with the first rule that says so.
    """

    scope: str
    included: tuple[Subject, ...]
    undecided: tuple[LeftOut, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def totals(self) -> dict[str, Bounds]:
        """What counts by unit of issue or currency; what is open counts nothing to all."""
        units = dict.fromkeys(
            [
                *(each.unit for each in self.included),
                *(each.subject.unit for each in self.undecided),
            ]
        )
        return {
            unit: total(each.amount for each in self.included if each.unit == unit)
            + total(
                Bounds(0, each.subject.amount.high)
                for each in self.undecided
                if each.subject.unit == unit
            )
            for unit in units
        }


def scoped(scope: str, books: Books, subjects: Sequence[Subject]) -> Scoped:
    """Sort a record by the rules of a scope; the first rule that fails a row is named.

    Raises:
        UnknownNameError: no rule belongs to a scope of this name, or a value names nothing.
    """
    rules = scope_rules(scope)
    included, undecided, left_out = [], [], []
    for subject in subjects:
        verdicts = [(rule, _passes(rule, books, subject)) for rule in rules]
        failed = [rule for rule, verdict in verdicts if verdict == "no"]
        doubtful = [rule for rule, verdict in verdicts if verdict == "maybe"]
        if failed:
            left_out.append(LeftOut(subject, failed[0].id, failed[0].reason))
        elif doubtful:
            reason = f"may be {doubtful[0].reason}"
            undecided.append(LeftOut(subject, doubtful[0].id, reason))
        else:
            included.append(subject)
    return Scoped(scope, tuple(included), tuple(undecided), tuple(left_out))


def subjects_of(books: Books, roots: Sequence[str], rung: str = "received") -> list[Subject]:
    """Promises as subjects: their amount on a rung, or what was promised where none reached it."""
    found = []
    for root in roots:
        row = books.commitment(root)
        counted = books.reached(root, rung)
        day = rung
        if not counted.stated:
            day, counted = books.promised(root)
        days = books.first_day(root, day)
        when = ALWAYS if days is None else Period(days[0], days[1] + timedelta(days=1), "range")
        found.append(
            Subject(
                root,
                row.kind,
                row.giver,
                row.receiver,
                row.payer,
                row.item,
                row.programme,
                when,
                {each: _reached(books, root, each) for each in RUNGS},
                "",
                counted.bounds,
                books.unit([root]),
                (root, *counted.cites),
            )
        )
    return found


def payments_as_subjects(books: Books, stage: str) -> list[Subject]:
    """The sums at one stage of money as subjects; two stages are never asked at once."""
    found = []
    for row in books.payments():
        promise = books.commitments.get(books.root(row.commitment))
        if row.stage != stage or promise is None:
            continue
        payer = books.party(row.payer)
        found.append(
            Subject(
                row.id,
                promise.kind,
                payer,
                promise.receiver,
                (payer,),
                promise.item,
                promise.programme,
                row.valid,
                {},
                row.stage,
                books.amount(row),
                row.currency,
                (row.id,),
            )
        )
    return found


def _reached(books: Books, root: str, rung: str) -> Certainty:
    counted = books.reached(root, rung)
    if not counted.stated or counted.bounds.high == 0:
        return "no"
    days = books.first_day(root, rung)
    # A number that nobody published may still have been handed over for sure.
    return "yes" if days is not None and days[1] <= books.as_of else "maybe"


def _passes(rule: ScopeRule, books: Books, subject: Subject) -> Certainty:
    found = max((_one(rule, books, subject, value) for value in rule.values), key=_OR.__getitem__)
    return found if rule.effect == "require" else _WORDS[2 - _OR[found]]


def _one(rule: ScopeRule, books: Books, subject: Subject, value: str) -> Certainty:
    if rule.test == "during":
        return _during(subject.when, Period.parse(value))
    if rule.test == "at-least":
        later = RUNGS[RUNGS.index(value) :]
        return max((subject.reached.get(rung, "no") for rung in later), key=_OR.__getitem__)
    held = getattr(subject, rule.field)
    cells = held if isinstance(held, tuple) else (held,)
    if rule.test == "member":
        tests = [_member(books.party(value), cell, subject.when) for cell in cells]
        return max(tests, key=_OR.__getitem__, default="no")
    if rule.test == "under":
        kind = books.vocabulary.item(value).id
        return "yes" if any(books.vocabulary.is_a(cell, kind) for cell in cells) else "no"
    return "yes" if value in cells else "no"


def _during(when: Period, window: Period) -> Certainty:
    if window.start <= when.start and when.end <= window.end:
        return "yes"
    return "no" if when.end <= window.start or window.end <= when.start else "maybe"


def _member(group: str, party: str, when: Period) -> Certainty:
    """Whether a party was a member on the day of the row; a row of many days may span a change."""
    held = [
        each.held
        for each in table(Membership).rows.values()
        if (each.group, each.party) == (group, party)
    ]
    return max((_during(when, each) for each in held), key=_OR.__getitem__, default="no")


def scope_on(books: Books, scope: str, day: date | None = None) -> Scoped:
    """A scope over all promises of a case, as promises reached the receiver's hands.

    Args:
        books: the case at its stamps.
        scope: a name of ``vocabulary.scopes``.
        day: only what happened by this day; None takes ``as_of``.
    """
    return scoped(scope, books, subjects_on(books, day))


def subjects_on(books: Books, day: date | None = None) -> list[Subject]:
    """All promises of a case that a scope may count, as they reached the receiver's hands.

    Args:
        books: the case at its stamps.
        day: only what happened by this day; None takes ``as_of``.
    """
    last = books.as_of if day is None else day
    roots = books.select(kinds=("gift", "loan", "order", "sale", "backfill", "request", "option"))
    return [each for each in subjects_of(books, roots) if each.when.start <= last]
