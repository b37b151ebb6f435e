"""The balance: how many had come how far, as of a day, as known on a day, and why not exactly."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import add_months
from materiel.kernel.stamps import Stamps
from materiel.ledger.postings import CEILING, MONEY, PLANS
from materiel.ledger.totals import Sum, Total, together
from materiel.reports.words import Amount, count_words
from materiel.service.disagreement import Disagreement, disagreements
from materiel.service.figures import Figures, Key, roots_of
from materiel.service.selection import Selection, Wanted, rung_of, select_figures
from materiel.service.weak import WEAK, weakly_stated
from materiel.service.workspace import HERE, View, Workspace, case_row
from materiel.store.reading import Reader
from materiel.vocabulary.vocabulary import Vocabulary

REQUESTED = "requested"
UNDATED = "its day is not known"
"""What the ledger says of an unknown that only stands for an unknown day."""
WHICH = "which promise is not stated"
"""What the ledger says of an unknown that only shares out one event over several promises."""
EXACT = "exact"
"""The wording of a claim that states a plain number."""
INSIDE = "inside:"
"""Before the name of a promise that may lie inside another."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure with its reasons.

    Attributes:
        key: what it is about.
        unit: the unit of issue in the plural, or the currency's minor unit.
        total: the number as bounds.
        reasons: why it is not exact, in words.
    """

    key: Key
    unit: str
    total: Total
    reasons: tuple[str, ...]

    @property
    def text(self) -> str:
        """The number as a person says it; money in major units with its currency."""
        if self.key.book == MONEY:
            return str(Amount(self.total.bounds, self.key.item))
        return bounds_words(self.total.bounds)

    def as_dict(self) -> dict[str, object]:
        """The figure for JSON; parts that do not apply are left out."""
        parts = {
            "book": self.key.book,
            "giver": self.key.giver,
            "receiver": self.key.receiver,
            "party": self.key.party,
            "item": self.key.item,
            "rung": self.key.name,
            "commitment": self.key.commitment,
        }
        return {
            **{name: text for name, text in parts.items() if text},
            "unit": self.unit,
            **self.total.bounds.as_dict(),
            "text": self.text,
            "reasons": list(self.reasons),
            "findings": [finding.as_dict() for finding in self.total.findings],
        }


@dataclass(frozen=True, slots=True)
class Balance:
    """The figures that were asked for.

    Attributes:
        case: which case.
        stamps: where the reader stands.
        lines: by book, item, giver, receiver and rung.
        total: all lines added up; None when they are not of one rung and item, or are one.
        together: ceilings and requests counted once; None when it was not asked for.
        disagreements: statements about these figures that contradict each other.
    """

    case: str
    stamps: Stamps
    lines: tuple[Line, ...]
    total: Line | None = None
    together: Line | None = None
    disagreements: tuple[Disagreement, ...] = ()

    @property
    def good(self) -> bool:
        """Whether no total met a contradiction."""
        return not any(line.total.findings for line in self.lines)

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "case": self.case,
            "stamps": self.stamps.as_dict(),
            "lines": [line.as_dict() for line in self.lines],
            "total": None if self.total is None else self.total.as_dict(),
            "together": None if self.together is None else self.together.as_dict(),
            "disagreements": [each.as_dict() for each in self.disagreements],
        }


def balance(
    workspace: Workspace,
    wanted: Wanted | None = None,
    *,
    view: View = HERE,
    less: str = "",
    each_promise: bool = False,
    ceilings_and_requests: bool = False,
) -> Balance:
    """Read the figures of a case.

    Args:
        workspace: whose log.
        wanted: filters; None takes everything of record.
        view: which case, as of which day, as known on which day.
        less: a rung to take away from the wanted one: what was pledged and not yet received.
        each_promise: a line for each promise instead of one for all of them.
        ceilings_and_requests: also count the ceilings and requests of the selection together,
            nothing twice (DESIGN §2.4).

    Raises:
        UnknownNameError: a filter names something unknown.
        InputError: no case is meant.
    """
    wanted = wanted or Wanted()
    if wanted.book == PLANS and view.as_of is None:
        view = replace(view, as_of=_end_of_plan(workspace, view))
    with workspace.reading(view) as reader:
        selection = choose(reader, wanted)
        figures = Figures(reader, selection)
        words = reader.book.vocabulary
        if less:
            totals = figures.differences(rung_of(less), each_promise=each_promise)
        else:
            totals = figures.totals(each_promise=each_promise)
        weak = weakly_stated(reader, _stated_unknowns(totals.values()))
        lines = tuple(_line(reader, words, key, total, weak) for key, total in totals.items())
        answer = Balance(reader.case, reader.stamps, lines)
        if len(lines) > 1 and not wanted.anything and not less:
            joint = figures.joint(totals)
            if joint is not None:
                key = replace(lines[0].key, giver="", receiver="", party="", commitment="")
                answer = replace(answer, total=_line(reader, words, key, joint, weak))
        if ceilings_and_requests:
            answer = replace(answer, together=_together(reader, words, figures))
        if not wanted.anything:
            answer = replace(answer, disagreements=disagreements(reader, figures.legs))
        return answer


def _end_of_plan(workspace: Workspace, view: View) -> date:
    """The day by which all that is planned shall have happened."""
    with workspace.reading(view) as reader:
        case = case_row(reader)
    start = case.plan_start or case.today
    return max(case.today, add_months(start, case.plan_months) - timedelta(days=1))


def choose(reader: Reader, wanted: Wanted) -> Selection:
    """Filters as ids of the case at the stamps of the reader.

    Raises:
        UnknownNameError: a filter names something unknown.
    """
    selection = select_figures(wanted, reader.book.vocabulary, reader.stamps.as_of)
    return replace(selection, roots=roots_of(reader, wanted.commitments))


def _together(reader: Reader, words: Vocabulary, figures: Figures) -> Line | None:
    """Of each promise its ceiling, or where it has none what was requested; None for neither.

    Raises:
        InputError: the promises are of several items.
    """
    ceilings = figures.promise_legs(CEILING)
    requests = figures.promise_legs(REQUESTED)
    sums: dict[str, Sum] = {
        root: figures.sum(ceilings.get(root) or requests[root])
        for root in sorted({*ceilings, *requests})
    }
    items = {figures.sides[root].item for root in sums}
    if not items:
        return None
    if len(items) > 1:
        raise InputError(
            f"together: {', '.join(sorted(items))} cannot be added; name one with --item"
        )
    key = Key("promises", "", "", "", items.pop(), "ceiling and requested")
    total = together(sums, reader.known)
    return _line(reader, words, key, total, weakly_stated(reader, _stated_unknowns([total])))


def _line(reader: Reader, words: Vocabulary, key: Key, total: Total, weak: Collection[str]) -> Line:
    return Line(key, _unit(words, key), total, reasons(reader, total, weak))


def _stated_unknowns(totals: Iterable[Total]) -> set[str]:
    """The unknowns of some totals that a row states, and not only the ledger needs."""
    found = set()
    for total in totals:
        for text in total.unknown:
            name, _, wording = text.partition(": ")
            if wording not in (UNDATED, WHICH) and not name.startswith(INSIDE):
                found.add(name)
    return found


def _unit(words: Vocabulary, key: Key) -> str:
    if key.book == MONEY:
        return f"minor units of {key.item}"
    unit = words.item(key.item).unit
    return words.unit(unit).plural if unit else "units"


def reasons(reader: Reader, total: Total, weak: Collection[str]) -> tuple[str, ...]:
    """Why a total is not exact, in words that name the entries; empty when it is.

    Args:
        reader: one case at some stamps.
        total: what was found at them.
        weak: the unknowns whose number only weak sources state.
    """
    if total.bounds.exact is not None and total.bounds.low_known:
        return ()
    found = [
        f"nothing dates {record.id} more precisely than {record.valid}"
        for record in reader.records_at(total.undated).values()
    ]
    for text in total.unknown:
        name, _, wording = text.partition(": ")
        if wording == UNDATED:
            continue
        if name.startswith(INSIDE):
            found.append(f"nobody has judged {wording}")
        elif wording == WHICH:
            found.append(f"{name}: {WHICH}")
        elif name in weak:
            found.append(f"{name}: {WEAK}")
            # "exact" is how firm the weak source sounds, and no reason for open bounds.
            if wording not in ("", EXACT):
                found.append(f"{name} says '{wording}'")
        elif wording:
            found.append(f"{name} says '{wording}'")
        else:
            found.append(f"no exact number is stated for {name}")
    return tuple(dict.fromkeys(found))


def bounds_words(bounds: Bounds) -> str:
    """Bounds as a person says them: ``3``, ``between 1 and 2``, ``at most 1,000``."""
    if bounds.exact is None and bounds.high is not None and bounds.low_known:
        return f"between {bounds.low:,} and {bounds.high:,}"
    return count_words(bounds)
