"""Rows of a small case for the tests of the checks."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from materiel.checks.case import CaseRows
from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.evidence.judgements import Judgement
from materiel.kernel.period import Period
from materiel.kernel.stamps import Stamps
from materiel.kernel.table import Row
from materiel.ledger.case import Case
from materiel.ledger.rows import Commitment, Event, Gate, Holding, Payment

TODAY = date(2024, 12, 31)


def on(text: str) -> date:
    return date.fromisoformat(text)


def case(*rows: Row, as_of: str = "", known_at: str = "", places=None) -> CaseRows:
    tables: dict[type[Row], list[Row]] = defaultdict(list)
    tables[Case].append(Case(id="x", title="a case", today=TODAY, fictional=True))
    for row in rows:
        tables[type(row)].append(row)
    stamps = Stamps(on(as_of) if as_of else TODAY, on(known_at) if known_at else TODAY)
    return CaseRows.gather(tables, stamps, places)


def document(
    name: str = "d1", published: str = "2024-01-10", grade: str = "A", **cells
) -> Document:
    return Document(
        id=name,
        title="t",
        publisher="p",
        published=Period.parse(published),
        locator="l",
        grade=grade,
        **cells,
    )


def claim(name: str = "k1", document: str = "d1", known: str = "2024-01-10", **cells) -> Claim:
    return Claim(
        id=name,
        document=document,
        event="gift",
        stance="asserted",
        paraphrase="p",
        known_on=on(known),
        **cells,
    )


def promise(name: str = "c1", kind: str = "gift", **cells) -> Commitment:
    stated = {"giver": "DEU", "receiver": "UKR", "item": "patriot-fire-unit", **cells}
    return Commitment(id=name, kind=kind, title="t", **stated)


def event(name: str, word: str, count: int | None, valid: str = "2024-02-01", **cells) -> Event:
    stated = {"commitment": ("c1",), "low": count, "high": count, "sources": ("k1",), **cells}
    return Event(id=name, event=word, valid=Period.parse(valid), **stated)


def holding(name: str, low: int | None, high: int | None, valid: str, **cells) -> Holding:
    stated = {"party": "DEU", "item": "patriot-fire-unit", **cells}
    return Holding(id=name, low=low, high=high, valid=Period.parse(valid), **stated)


def payment(name: str, stage: str, amount: str, valid: str, known: str = "", **cells) -> Payment:
    stated = {"commitment": "c1", "currency": "EUR", "payer": "DEU", "payee": "UKR", **cells}
    return Payment(
        id=name,
        stage=stage,
        valid=Period.parse(valid),
        low=Decimal(amount),
        high=Decimal(amount),
        basis="contract",
        known_on=on(known or valid),
        **stated,
    )


def gate(name: str, state: str, valid: str, **cells) -> Gate:
    stated = {"commitment": "c1", "cap": "none", "kind": "export-licence", **cells}
    return Gate(id=name, grantor="USA", state=state, valid=Period.parse(valid), **stated)


def judged(name: str, left: str, relation: str, right: str = "", **cells) -> Judgement:
    return Judgement(
        id=name,
        left=tuple(left.split()),
        relation=relation,
        right=right,
        by="a reader",
        reason="a reason",
        **cells,
    )


SOURCED = (document(), claim())
"""A document of grade A and a claim of it, both public on 2024-01-10."""
