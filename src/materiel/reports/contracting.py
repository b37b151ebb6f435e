"""The contracts of a case at its stamps: papers, uses of options and lacking approvals, joined."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.findings import Finding
from materiel.ledger.postings import Posted
from materiel.ledger.rows import Event, Gate
from materiel.procurement.agreements import Agreement
from materiel.procurement.amendments import Amendment
from materiel.procurement.contracts import ContractLine, Milestone, Option
from materiel.procurement.deadlines import Lacking, Lacks, lacking_gates, together
from materiel.procurement.options import Exercise
from materiel.procurement.position import Papers, Position, position
from materiel.procurement.terms import Content, Threshold, Tier
from materiel.reports.approvals import lacking_approvals
from materiel.reports.reading import Reading
from materiel.vocabulary.vocabulary import Vocabulary

ORDERED, USED = "ordered", "exercised"
PARTIES = ("buyer", "agent", "supplier", "origin", "by")
"""Columns of the tables of contracts that name one party."""


def papers(reading: Reading) -> Papers:
    """All rows about contracts, with the names of parties and items resolved to ids."""
    found = named_papers(reading.rows, reading.words)
    return replace(found, uses=uses(reading, found.options))


def named_papers(rows: Callable[[type[Any]], Sequence[Any]], words: Vocabulary) -> Papers:
    """All rows about contracts but the uses of options, with ids for names.

    Args:
        rows: the rows of a table that count.
        words: the vocabulary of the case.

    Raises:
        UnknownNameError: a row names a party or item that nothing defines.
    """

    def named(kind: type[Any]) -> list[Any]:
        return [_named(row, words) for row in rows(kind)]

    return Papers(
        lines=named(ContractLine),
        options=named(Option),
        milestones=rows(Milestone),
        agreements=named(Agreement),
        amendments=named(Amendment),
        tiers=rows(Tier),
        thresholds=rows(Threshold),
        contents=named(Content),
    )


def _named(row: Any, words: Vocabulary) -> Any:
    """A row with ids for names."""
    cells: dict[str, Any] = {}
    for name in PARTIES:
        if text := getattr(row, name, ""):
            cells[name] = words.party(text).id
    for name in ("holders", "suppliers"):
        if several := getattr(row, name, ()):
            cells[name] = tuple(words.party(text).id for text in several)
    if text := getattr(row, "item", ""):
        cells["item"] = words.item(text).id
    return replace(row, **cells) if cells else row


def uses(reading: Reading, options: Sequence[Option]) -> dict[str, list[Exercise]]:
    """What the ledger says was ordered under each option, up to the day asked for.

    An event of a promise that several options share is a use of one of them, and of which is not
    stated: each gets its units as possible, none as sure.
    """
    named: dict[str, list[str]] = defaultdict(list)
    for row in options:
        if row.commitment:
            named[reading.roots.get(row.commitment, row.commitment)].append(row.id)
    acts = {row.id: row for row in reading.rows(Event)}
    found: dict[str, list[Exercise]] = {}
    for root, names in named.items():
        promise = reading.commitments.get(root)
        own = promise is not None and promise.kind == "option"
        for leg in reading.legs(root, ORDERED):
            (name,) = reading.ids([leg])
            act = acts.get(name)
            if not own and (act is None or act.event != USED):
                continue
            by = reading.words.party(act.by).id if act is not None and act.by else ""
            for option in names:
                use = _use(reading, leg, option, by, name)
                if len(names) > 1:
                    more = None if use.more is None else use.units + use.more
                    use = replace(use, units=0, more=more, shared=True)
                found.setdefault(option, []).append(use)
    return found


def _use(reading: Reading, leg: Posted, option: str, by: str, cites: str) -> Exercise:
    """A posting as a use of an option."""
    low, high = leg.coefficient, leg.coefficient
    more: int | None = high - low
    if leg.variable:
        known = reading.reader.known.variables.get(leg.variable)
        low = leg.coefficient * (known.low or 0) if known else 0
        more = None
        if known is not None and known.high is not None:
            more = leg.coefficient * known.high - low
    return Exercise(option, low, leg.first, by, more, leg.last, cites)


# -- approvals ------------------------------------------------------------------------------


def lacks(reading: Reading, found: Papers, wanted: Mapping[str, int] | None = None) -> Lacks:
    """What each option, and each share of a line, still lacks, from gates and approvals.

    An approval of a promise, of a contract or of a gate counts for what belongs to it; a gate that
    an approval explains is not named beside it.

    Args:
        reading: the case.
        found: its papers.
        wanted: units in all that an option shall have ordered, by its id; else its whole quantity.
    """
    units = wanted or {}
    gates: dict[str, list[Gate]] = defaultdict(list)
    for gate in reading.rows(Gate):
        if gate.commitment:
            gates[reading.roots.get(gate.commitment, gate.commitment)].append(gate)
    own: dict[str, list[Lacking]] = {}
    for option in found.options:
        number = units.get(option.id, option.quantity)
        own[option.id] = _of_promise(reading, gates, option.id, option.commitment, number)
    for row in found.lines:
        if row.commitment:
            own[row.id] = _of_promise(reading, gates, row.id, row.commitment, row.firm_low)
    given = lacking_approvals(reading)
    lent: dict[str, list[Lacking]] = {}
    subjects: list[Option | ContractLine] = [*found.options, *found.lines]
    for about in subjects:
        root = reading.roots.get(about.commitment, about.commitment)
        mine = own.get(about.id, [])
        names = (
            about.id,
            f"{about.contract}/{about.line}",
            about.contract,
            *filter(None, (about.commitment, root)),
            *(each.id for each in mine),
        )
        lent[about.id] = [each for name in names for each in given.get(name, ())]
        own[about.id] = [each for each in mine if each.id not in given]
    return {name: each for name, each in together(own, lent).items() if each}


def _of_promise(
    reading: Reading,
    gates: dict[str, list[Gate]],
    subject: str,
    commitment: str,
    units: int | None,
) -> list[Lacking]:
    """The gates of a promise and of those it is a part of; a cap counts for its own alone."""
    if not commitment:
        return []
    root = reading.roots.get(commitment, commitment)
    found = lacking_gates(gates.get(root, ()), subject, reading.as_of, units)
    seen = {root}
    while root in reading.commitments and reading.commitments[root].parent:
        root = reading.roots.get(reading.commitments[root].parent, "")
        if root in seen:
            break
        seen.add(root)
        found += lacking_gates(gates.get(root, ()), subject, reading.as_of, 0)
    return found


# -- positions ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Contracting:
    """The contracts of a case on its day.

    Attributes:
        papers: all rows about contracts that were known.
        positions: each contract that can be read.
        lacks: what each option and share still lacks.
        findings: what its contracts contradict, and contracts that cannot be read.
    """

    papers: Papers
    positions: tuple[Position, ...]
    lacks: Lacks
    findings: tuple[Finding, ...]


def contracting(reading: Reading, contract: str = "") -> Contracting:
    """Where one contract, or each, stands.

    Args:
        reading: the case.
        contract: its id; empty: all.

    Raises:
        UnknownNameError: there is no such contract.
        InputError: the named contract cannot be read one way.
    """
    found = papers(reading)
    names = found.names()
    if contract and contract not in names:
        raise UnknownNameError("contract", contract, names)
    wanted: Iterable[str] = [contract] if contract else names
    positions, findings = [], []
    for name in wanted:
        try:
            positions.append(position(found, name, reading.as_of))
        except InputError as problem:
            if contract:
                raise
            findings.append(Finding("contract", name, str(problem), "Correct its rows.", "warning"))
    for each in positions:
        findings += each.findings
    return Contracting(
        found, tuple(positions), lacks(reading, found), tuple(dict.fromkeys(findings))
    )
