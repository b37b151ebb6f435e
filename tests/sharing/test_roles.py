"""Roles of what was given: every column sums to the same total, what is not stated is said."""

from datetime import date
from decimal import Decimal

import pytest

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.evidence.judgements import Judgement
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.period import Period
from materiel.ledger.rows import Commitment, Event, Payment
from materiel.sharing.attributing import (
    attribute,
    attribute_all,
    attribute_money,
    group_members,
    known_roles,
)
from materiel.sharing.refills import NOT_REFILLED, refilled
from materiel.sharing.statements import payer_statements, read_as, readings

TODAY = date(2026, 1, 1)
UNIT = "patriot-fire-unit"


def promise(name, **cells):
    given = {"kind": "gift", "giver": "DEU", "receiver": "UKR", "item": UNIT, "title": name}
    return Commitment(id=name, **{**given, **cells})


def happened(name, event, low, high=None, when="2025-03-01"):
    return Event(
        id=f"{name}:{event}",
        commitment=(name,),
        event=event,
        valid=Period.parse(when),
        low=low,
        high=low if high is None else high,
    )


GIVEN = [
    promise("g1", payer=("DEU",), producer="RAYTHEON"),
    promise("g2", payer=("NOR", "DNK")),
    promise("g3", giver="NLD"),
    promise("b1", kind="backfill", giver="RAYTHEON", receiver="DEU", refills="g1"),
    happened("g1", "handed-over", 2),
    happened("g2", "handed-over", 3),
    happened("g3", "handed-over", 1, 2),
    happened("b1", "ordered", 1),
    happened("b1", "delivered-from-production", 1),
]


def test_each_column_has_the_same_total_and_names_who_is_named(record):
    books = record(GIVEN, TODAY)
    roots = books.select(item=UNIT, receiver="Ukraine")
    found = attribute_all(books, roots)
    assert set(found) == {"announced", "owned", "paid", "handed-over", "produced", "backfilled"}
    assert {str(each.total) for each in found.values()} == {"6 to 7"}
    shown = {
        role: {party: str(held) for party, held in each.rows.items()}
        for role, each in found.items()
    }
    assert shown["handed-over"] == {"DEU": "5", "NLD": "1 to 2"}
    assert shown["paid"] == {
        "DEU": "2",
        "DNK": "at most 3",
        "NOR": "at most 3",
        "not-stated": "1 to 2",
    }
    assert shown["produced"] == {"RAYTHEON": "2", "not-stated": "4 to 5"}
    assert shown["backfilled"] == {"DEU": "1", NOT_REFILLED: "5 to 6"}
    assert found["paid"].cites({"NOR"}) == ("g2", "g2:handed-over")


def test_what_is_only_pledged_was_handed_over_by_nobody(record):
    rows = [
        promise("g1"),
        promise("g2", giver="NLD"),
        promise("g3", giver="NOR"),
        happened("g1", "pledged", 5),
        happened("g1", "handed-over", 2),
        happened("g2", "pledged", 3),
        happened("g3", "pledged", 2, 4),
        happened("g3", "handed-over", 1, 6),
    ]
    books = record(rows, TODAY)
    found = attribute("handed-over", books, ["g1", "g2", "g3"], "pledged")
    assert {party: str(held) for party, held in found.rows.items()} == {
        "DEU": "2",
        "NOR": "1 to 4",
        "not-handed-over": "6 to 9",
    }
    assert str(found.total) == "10 to 12"


def test_a_refill_makes_good_no_more_than_was_given_and_only_in_its_own_unit(record):
    rows = [
        *GIVEN[:3],
        happened("g1", "handed-over", 2),
        promise("b1", kind="backfill", giver="RAYTHEON", receiver="DEU", refills="g1"),
        happened("b1", "delivered-from-production", 5),
        promise(
            "b2",
            kind="backfill",
            giver="RAYTHEON",
            receiver="DEU",
            refills="g1",
            item="patriot-launcher",
        ),
        happened("b2", "delivered-from-production", 8),
    ]
    books = record(rows, TODAY)
    found = refilled(books, "g1", Bounds.exactly(2), "received")
    assert found.by_receiver == {"DEU": Bounds.exactly(2)}
    assert found.other_units == ("b2",)
    assert attribute("backfilled", books, ["g1"]).rows == {"DEU": Bounds.exactly(2)}


def test_two_refills_of_one_gift_make_good_no_more_than_it(record):
    refill = {"kind": "backfill", "giver": "RAYTHEON", "refills": "g1"}
    rows = [
        *GIVEN[:1],
        happened("g1", "handed-over", 2),
        promise("b1", receiver="DEU", **refill),
        promise("b2", receiver="NLD", **refill),
        happened("b1", "delivered-from-production", 1),
        happened("b2", "delivered-from-production", 5),
    ]
    assert attribute("backfilled", record(rows, TODAY), ["g1"]).rows == {
        "DEU": Bounds.exactly(1),
        "NLD": Bounds.exactly(1),
    }


def test_a_gift_new_from_its_maker_was_nobodys_stock(record):
    rows = [
        promise("g", giver="RAYTHEON", producer="RAYTHEON", payer=("DEU",)),
        happened("g", "handed-over", 1),
    ]
    books = record(rows, TODAY)
    assert attribute("owned", books, ["g"]).rows == {"not-stated": Bounds.exactly(1)}
    assert attribute("paid", books, ["g"]).rows == {"DEU": Bounds.exactly(1)}


def test_a_promise_inside_another_chosen_one_is_not_counted_twice(record):
    inner = promise("inner")
    rows = [
        promise("whole"),
        inner,
        happened("whole", "pledged", 5),
        happened("inner", "pledged", 2),
        Judgement(
            id="j", left=("inner",), relation="part-of", right="whole", by="editor", reason="same"
        ),
    ]
    books = record(rows, TODAY)
    assert books.select() == ["whole"]
    assert attribute("announced", books, books.select(), "pledged").total == Bounds.exactly(5)


def test_people_trained_count_in_their_own_unit_and_never_with_systems(record):
    rows = [
        *GIVEN[:1],
        happened("g1", "handed-over", 2),
        promise("school", giver="USA", item="people trained"),
        promise("course", giver="GBR", item="training course"),
        happened("school", "delivered-from-production", 65),
        happened("course", "delivered-from-production", 3),
    ]
    books = record(rows, TODAY)
    people = attribute("handed-over", books, books.select(item="people trained"))
    assert (people.unit, people.rows) == ("person", {"USA": Bounds.exactly(65)})
    for roots, units in (
        (books.select(), "course and fire-unit and person"),
        (books.select(item="training"), "course and person"),
    ):
        with pytest.raises(InputError) as caught:
            attribute("handed-over", books, roots)
        assert str(caught.value) == f"{units} cannot be added: choose one item or class"


def test_a_total_is_no_wider_than_the_ledgers_own(record):
    """Which of two promises a delivery fulfils is open; their sum is not."""
    rows = [
        promise("a", payer=("DEU",)),
        promise("b", payer=("NOR",)),
        Event(
            id="e",
            commitment=("a", "b"),
            event="handed-over",
            valid=Period.parse("2025-03-01"),
            low=16,
            high=16,
        ),
    ]
    books = record(rows, TODAY)
    paid = attribute("paid", books, ["a", "b"])
    assert paid.total == Bounds.exactly(16)
    assert {party: (each.low, each.high) for party, each in paid.rows.items()} == {
        "DEU": (0, 16),
        "NOR": (0, 16),
    }
    assert paid.of({"DEU", "NOR"}) == Bounds.exactly(16)
    assert attribute("handed-over", books, ["a", "b"]).rows == {"DEU": Bounds.exactly(16)}


def test_groups_are_those_of_the_day(record):
    books = record(GIVEN, TODAY)
    for day, inside in ((date(2019, 6, 1), True), (date(2021, 6, 1), False)):
        assert ("GBR" in group_members(books, ["EU"], day)["EU"]) is inside
    with pytest.raises(UnknownNameError) as caught:
        attribute("payed", books, ["g1"])
    assert str(caught.value) == "no role 'payed' (near: paid)"
    assert known_roles()["paid"].meaning == "who pays for it"


# -- money ----------------------------------------------------------------------------------


def test_stages_bases_and_currencies_of_money_stay_apart(record):
    def sum_(name, stage, basis, currency, low, high, when="2025-01-01"):
        return Payment(
            id=name,
            commitment="g1",
            stage=stage,
            payer="NOR",
            payee="DEU",
            valid=Period.parse(when),
            low=low,
            high=high,
            currency=currency,
            basis=basis,
        )

    ten = Decimal(10)
    rows = [
        *GIVEN[:1],
        sum_("m1", "pledged", "book", "EUR", ten, ten),
        sum_("m2", "pledged", "book", "EUR", None, ten),
        sum_("m3", "pledged", "replacement", "EUR", ten, ten),
        sum_("m4", "paid", "book", "EUR", ten, ten, "2025-07..2026-06"),
        sum_("m5", "paid", "book", "NOK", ten, ten),
        sum_("m6", "paid", "book", "NOK", ten, ten, "2027"),
        sum_("m7", "paid", "book", "JPY", Decimal("10.5"), Decimal("10.5")),
    ]
    found = attribute_money(record(rows, TODAY))
    assert {key: str(each.total) for key, each in found.items()} == {
        ("pledged", "book", "EUR"): "at most 2,000, at least 1,000",
        ("pledged", "replacement", "EUR"): "1,000",
        ("paid", "book", "EUR"): "at most 1,000",
        ("paid", "book", "JPY"): "10",
        ("paid", "book", "NOK"): "1,000",
    }
    assert next(iter(found))[0] == "pledged"
    assert found["paid", "book", "NOK"].cites({"NOR"}) == ("m5",)


# -- statements -----------------------------------------------------------------------------


def told(name, giver, event="donation_funding", speaker=""):
    return Claim(
        id=name,
        document="doc",
        event=event,
        stance="reported",
        giver=giver,
        speaker=speaker,
        paraphrase=f"{giver} pays.",
    )


STATED = [
    Document(
        id="doc",
        title="A page",
        publisher="nobody",
        published=Period.parse("2025"),
        locator="here",
        grade="A",
    ),
    told("c1", "Germany", speaker="its ministry"),
    told("c2", "Denmark; Norway"),
    told("c3", "Norway; Germany"),
    told("c4", "Germany", "donation_delivered"),
    Judgement(
        id="j1", left=("c2",), relation="contradicts", right="c1", by="editor", reason="two payers"
    ),
    Judgement(
        id="j2", left=("c3",), relation="same-event", right="c2", by="editor", reason="told twice"
    ),
    promise("g2", payer=("DEU", "DNK", "NOR"), sources=("c1",)),
    promise("g1"),
    happened("g1", "handed-over", 3),
    happened("g2", "handed-over", 2),
]


def test_competing_statements_about_the_payer_stand_side_by_side(record):
    books = record(STATED, TODAY)
    first, second = payer_statements(books, "g2")
    assert (first.payers, first.claims, first.speakers) == (("DEU",), ("c1",), ("its ministry",))
    assert (second.payers, second.claims) == (("DNK", "NOR"), ("c2", "c3"))
    paid = attribute("paid", books, ["g1", "g2"])
    found = readings(paid, books)
    assert set(found) == {"g2: DEU", "g2: DNK + NOR"}
    assert {str(each.total) for each in found.values()} == {"5"}
    assert found["g2: DEU"].rows["DEU"] == Bounds.exactly(2)
    assert found["g2: DNK + NOR"].of({"DNK", "NOR"}) == Bounds.exactly(2)
    # Nothing is averaged: with all left open Germany has nothing to two.
    assert str(paid.rows["DEU"]) == "at most 2"
    assert "c2" in found["g2: DNK + NOR"].cites({"NOR"})
    assert readings(paid, books, ["g1"]) == {}


def test_a_statement_that_nobody_made_is_not_read(record):
    books = record(STATED, TODAY)
    statement = payer_statements(books, "g2")[0]
    paid = attribute("paid", books, ["g1", "g2"])
    with pytest.raises(InputError) as caught:
        read_as(paid, books, {"g1": statement})
    assert str(caught.value) == "g1: nobody states that DEU pays for it"
    books = record([*STATED[:1], told("c1", "Ruritania"), *STATED[7:]], TODAY)
    with pytest.raises(InputError) as caught:
        payer_statements(books, "g2")
    assert str(caught.value).startswith("c1: giver: no party 'Ruritania'")
