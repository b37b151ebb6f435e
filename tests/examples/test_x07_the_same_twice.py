"""X7: a second outlet reports the contract of X5 as "1,000 missiles"."""

from datetime import date

from small_ledger import SmallLedger, event, promise, stamps

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.evidence.judgements import Judgement
from materiel.kernel.bounds import Bounds
from materiel.kernel.period import Period
from materiel.store.reading import Reader


def document(name: str, published: str) -> Document:
    return Document(
        id=name,
        title=name,
        publisher=name,
        published=Period.parse(published),
        locator="file 1",
        grade="A",
    )


def claim(name: str, published: str, wording: str, **cells) -> Claim:
    return Claim(
        id=f"{name}-says",
        document=name,
        event="contract",
        stance="reported",
        wording=wording,
        paraphrase=wording,
        known_on=date.fromisoformat(published),
        **cells,
    )


def judgement(relation: str) -> Judgement:
    return Judgement(
        id=relation,
        left=("second-says",),
        relation=relation,
        right="first-says",
        by="a reader",
        reason="one contract; the second leaves out the words up to",
    )


def test_no_total_changes_and_both_wordings_stay_visible(tmp_path):
    ledger = SmallLedger(tmp_path)
    order = {"item": "pac-2-gem-t", "kind": "order", "giver": "COMLOG", "receiver": "DEU"}
    ledger.tell(
        "2024-01-03",
        document("first", "2024-01-03"),
        claim("first", "2024-01-03", "up to 1,000 if all options are exercised", high=1000),
        promise("contract", ceiling="number", ceiling_units=1000, **order),
        event("order", "contract", "ordered", "2024-01-03", high=1000, sources=("first-says",)),
    )
    rungs = (["ordered"], ["ceiling"], ["ordered", "ceiling"])
    before = [ledger.together("2024-06-01", "2024-06-01", names) for names in rungs]
    ledger.tell(
        "2024-01-05",
        document("second", "2024-01-05"),
        claim("second", "2024-01-05", "1,000 missiles", low=1000, high=1000),
        judgement("same-event"),
        judgement("contradicts"),
    )
    assert [ledger.together("2024-06-01", "2024-06-01", names) for names in rungs] == before
    assert before[0].bounds == Bounds.at_most(1000)
    with ledger.database.reading() as connection:
        reader = Reader(connection, "x", stamps("2024-06-01", "2024-06-01"))
        wordings = {row.id: row.wording for row in reader.rows(Claim)}
        related = {(row.left, row.relation, row.right) for row in reader.rows(Judgement)}
    assert wordings == {
        "first-says": "up to 1,000 if all options are exercised",
        "second-says": "1,000 missiles",
    }
    assert (("second-says",), "contradicts", "first-says") in related
    assert ledger.sound()
