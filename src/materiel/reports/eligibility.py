"""Contract lines and gifts as facts for the rules of funding programmes, and the answers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.money import Money
from materiel.kernel.period import Period
from materiel.ledger.rows import Commitment, Payment
from materiel.procurement.agreements import Agreement
from materiel.procurement.contracts import ContractLine, line_shares
from materiel.procurement.docket import Docket
from materiel.procurement.eligibility import Belongs, Verdict, judge
from materiel.procurement.facts import HUNDRED, LineFacts, OriginShare
from materiel.procurement.terms import Content
from materiel.reports.approvals import docket_of
from materiel.reports.reading import Reading
from materiel.reports.table import Column, Line, Table, cited
from materiel.vocabulary.eligibility import EligibilityRule
from materiel.vocabulary.reader import table
from materiel.vocabulary.vocabulary import Vocabulary

NOTE = (
    "Eligible means: under the rules on record. A rule that is not confirmed never makes a plain "
    "yes or no."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts of all programmes on one line."""

    facts: LineFacts
    verdicts: tuple[Verdict, ...]


def programmes() -> tuple[str, ...]:
    """The programmes whose rules are on record."""
    return tuple(dict.fromkeys(rule.programme for rule in table(EligibilityRule).rows.values()))


def judged(reading: Reading, name: str = "", programme: str = "") -> list[Judged]:
    """What each programme says about contract lines, or about one gift.

    Args:
        reading: the case.
        name: a contract, a ``contract/line``, or the id of a gift; empty: all contract lines.
        programme: one programme; empty: all whose rules are on record.

    Raises:
        UnknownNameError: no such contract, line or gift; or no rules of the programme.
    """
    wanted = programmes()
    if programme:
        found = reading.words.party(programme).id
        if found not in wanted:
            raise UnknownNameError("programme with rules of eligibility", programme, wanted)
        wanted = (found,)
    rules = table(EligibilityRule).rows.values()
    answers = []
    for facts in facts_of(reading, name):
        day = facts.signed.start if facts.signed else reading.as_of
        belongs = belonging(reading.words, day)
        verdicts = tuple(judge(each, rules, facts, belongs) for each in wanted)
        answers.append(Judged(facts, verdicts))
    return answers


def belonging(words: Vocabulary, day: date) -> Belongs:
    """Who is one of some parties, or a member of one of some groups, on a day."""

    @cache
    def members(group: str) -> frozenset[str]:
        try:
            return frozenset(words.members(group, day))
        except InputError:
            return frozenset()

    def belongs(party: str, groups: Sequence[str]) -> bool:
        return any(party == each or party in members(each) for each in groups)

    return belongs


def facts_of(reading: Reading, name: str = "") -> list[LineFacts]:
    """What the record says about contract lines, or about one gift, as eligibility asks.

    Raises:
        UnknownNameError: no such contract, line or gift.
    """
    lines: dict[str, list[ContractLine]] = defaultdict(list)
    for row in reading.rows(ContractLine):
        lines[f"{row.contract}/{row.line}"].append(row)
    mine = [key for key in lines if name in ("", key, key.partition("/")[0])]
    docket = docket_of(reading)
    if mine:
        return [_line(reading, docket, key, lines[key]) for key in mine]
    if name:
        gift = reading.commitments.get(reading.roots.get(name, name))
        if gift is not None and gift.kind == "gift":
            return [_gift(reading, docket, gift)]
        contracts = dict.fromkeys(key.partition("/")[0] for key in lines)
        raise UnknownNameError("contract, line or gift", name, [*contracts, *lines])
    return []


def _line(reading: Reading, docket: Docket, name: str, rows: Sequence[ContractLine]) -> LineFacts:
    words = reading.words
    contract, _, line = name.partition("/")
    shares = line_shares(rows)
    buyers = tuple(dict.fromkeys(words.party(row.buyer).id for row in rows if row.buyer))
    known = bool(buyers) and all(row.buyer for row in rows if row.scope == "share")
    known = known and (shares.rest is None or shares.rest.exact == 0)
    receivers = tuple(dict.fromkeys(_receivers(reading, rows))) or buyers
    made = {words.party(row.origin).id for row in rows if row.origin}
    contents = [
        row for row in reading.rows(Content) if (row.contract, row.line) == (contract, line)
    ]
    agreement = [row for row in reading.rows(Agreement) if row.contract == contract]
    awarded = [row.awarded for row in agreement if row.awarded is not None]
    granted, refused = _decided(docket, contract, line, {row.commitment for row in rows})
    cites = [row.id for row in (*rows, *agreement, *contents)]
    return LineFacts(
        name=name,
        buyers=buyers,
        buyers_known=known,
        sort="purchase",
        for_parties=receivers,
        for_known=known,
        made_in=made.pop() if len(made) == 1 else "",
        signed=_together(awarded),
        contents=tuple(
            OriginShare(
                words.party(row.origin).id,
                row.share_low if row.share_low is not None else Decimal(0),
                row.share_high if row.share_high is not None else Decimal(HUNDRED),
            )
            for row in contents
        ),
        contents_known=sum(row.share_low or 0 for row in contents) == HUNDRED,
        design_authority=_authority(reading, contents),
        cash_before_order=_cash(reading, rows),
        granted=granted,
        refused=refused,
        value=_value(rows),
        cites=tuple(cites),
    )


def _gift(reading: Reading, docket: Docket, gift: Commitment) -> LineFacts:
    root = reading.roots.get(gift.id, gift.id)
    names = {name for name, first in reading.roots.items() if first == root}
    granted, refused = _decided(docket, "", "", names)
    return LineFacts(
        name=gift.id,
        buyers=(gift.giver,),
        buyers_known=True,
        sort="gift",
        for_parties=(gift.receiver,),
        for_known=True,
        granted=granted,
        refused=refused,
        cites=(gift.id,),
    )


def _receivers(reading: Reading, rows: Iterable[ContractLine]) -> Iterator[str]:
    for row in rows:
        promise = reading.commitments.get(reading.roots.get(row.commitment, row.commitment))
        if promise is not None:
            yield promise.receiver


def _together(days: Sequence[Period]) -> Period | None:
    """The days as one period: several different ones together; None where none is stated."""
    if not days:
        return None
    first, last = min(each.start for each in days), max(each.end for each in days)
    return days[0] if len(set(days)) == 1 else Period(first, last, "range")


def _authority(reading: Reading, contents: Iterable[Content]) -> str:
    """Where the design authority sits; empty when nobody says, or several are named."""
    found = {
        reading.words.party(row.origin).id for row in contents if row.design_authority == "yes"
    }
    return found.pop() if len(found) == 1 else ""


def _decided(
    docket: Docket, contract: str, line: str, promises: set[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Bodies, and the parties that they act for, that granted or refused a line or promise."""
    granted, refused = set[str](), set[str]()
    for matter in docket.matters:
        row = matter.approval
        of_contract = bool(contract) and row.contract == contract and row.line in ("", line)
        if not of_contract and row.commitment not in promises - {""}:
            continue
        who = {matter.procedure.body.id, matter.procedure.body.party}
        if matter.state == "granted":
            granted |= who
        elif matter.state == "refused":
            refused |= who
    return frozenset(granted), frozenset(refused - granted)


def _value(rows: Sequence[ContractLine]) -> Money | None:
    """What the firm units cost without VAT; None while a number or price is not stated."""
    shares = [row for row in rows if row.scope == "share"] or list(rows)
    total: Money | None = None
    for row in shares:
        if row.price is None or row.firm_low is None or row.firm_low != row.firm_high:
            return None
        part = Money.parse(str(row.price * row.firm_low), row.currency)
        if total is not None and total.currency != part.currency:
            return None
        total = part if total is None else total + part
    return total


def _cash(reading: Reading, rows: Sequence[ContractLine]) -> bool | None:
    """Whether all of a line's value was certainly paid before it took effect; None: not known.

    That nobody reports a payment is no proof that there was none, so it is never a no.
    """
    value = _value(rows)
    starts = _together([row.starts for row in rows if row.starts is not None])
    promises = {row.commitment for row in rows} - {""}
    if value is None or starts is None or not promises:
        return None
    paid = [
        Money.parse(str(row.low), row.currency)
        for row in reading.rows(Payment)
        if row.commitment in promises and row.stage == "paid" and row.low is not None
        if row.currency == value.currency and row.valid.last < starts.start
    ]
    return True if sum(each.minor for each in paid) >= value.minor else None


def eligibility_table(answers: Iterable[Judged], *, every_rule: bool = False) -> Table:
    """One row for each line and programme, or with ``every_rule`` for each rule of each."""
    columns, lines = (RULES, _rules(answers)) if every_rule else (VERDICTS, _verdicts(answers))
    return Table(
        "eligibility",
        "Eligibility",
        "Which funding programme may pay for which contract line?",
        columns,
        tuple(lines),
        group="line",
        empty="No contract line is on record.",
        notes=(NOTE,),
    )


FIRST = (Column("line", "line"), Column("programme", "programme"))
RULES = (
    *FIRST,
    Column("rule", "rule"),
    Column("met", "met"),
    Column("status", "status"),
    Column("why", "found"),
    Column("missing", "missing, or not confirmed"),
)
VERDICTS = (
    *FIRST,
    Column("verdict", "verdict"),
    Column("why", "why, or what is missing"),
    Column("limit", "it pays"),
)


def _rules(answers: Iterable[Judged]) -> Iterator[Line]:
    for each in answers:
        for verdict in each.verdicts:
            for answer in verdict.answers:
                rule = answer.rule
                doubts = "; ".join(filter(None, (answer.missing, rule.open_points)))
                found = (rule.description, answer.truth, rule.status, answer.why, doubts or None)
                cells = (verdict.line, verdict.programme, *found)
                yield Line(cells, cited(each.facts.cites))


def _verdicts(answers: Iterable[Judged]) -> Iterator[Line]:
    for each in answers:
        for verdict in each.verdicts:
            paid = "; ".join(verdict.limits) if verdict.truth != "no" else ""
            why = "; ".join(verdict.reasons)
            cells = (verdict.line, verdict.programme, verdict.words, why or None, paid or None)
            yield Line(cells, cited(each.facts.cites))
