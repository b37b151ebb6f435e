"""Where the money returns to, and what waits for a third state's word."""

from datetime import date
from decimal import Decimal

import pytest

from materiel.kernel.bounds import Bounds
from materiel.kernel.period import Period
from materiel.ledger.rows import Commitment, Event, Gate, Payment
from materiel.sharing.dependence import consents_needed, home, returning
from materiel.vocabulary.vocabulary import packaged

TODAY = date(2025, 12, 31)


def order(name, producer, **cells):
    given = {"kind": "order", "giver": producer, "receiver": "DEU", "item": "patriot-missile"}
    return Commitment(id=name, title=name, producer=producer, **{**given, **cells})


def paid(name, commitment, payer, payee, minor=100):
    return Payment(
        id=name,
        commitment=commitment,
        stage="paid",
        payer=payer,
        payee=payee,
        valid=Period.parse("2025-01-01"),
        low=Decimal(minor).scaleb(-2),
        high=Decimal(minor).scaleb(-2),
        currency="EUR",
        basis="contract",
    )


@pytest.mark.parametrize(
    ("maker", "states", "open_"),
    [
        ("RHEINMETALL", ("DEU",), False),
        ("RAYTHEON", ("USA",), False),
        ("NAMMO", ("FIN", "NOR"), False),
        ("HSW", ("POL",), False),
        # One of its owners belongs to no state in the tables, so more states are possible.
        ("MBDA-DEU", ("GBR", "ITA"), True),
        ("KNDS-DEU", (), True),
    ],
)
def test_the_home_of_a_maker_is_that_of_its_owners(maker, states, open_):
    found = home(packaged(), maker, TODAY)
    assert (found.states, found.open) == (states, open_)


def test_money_returns_to_the_payers_own_makers_and_to_joint_ones_perhaps(record):
    rows = [
        order("a", "RHEINMETALL"),
        order("b", "RAYTHEON"),
        order("c", "COMLOG"),
        order("d", "RHEINMETALL", giver="DEU", receiver="UKR", kind="gift"),
        order("e", "RAYTHEON", giver="USA"),
        paid("m1", "a", "DEU", "RHEINMETALL", 600),
        paid("m2", "b", "DEU", "RAYTHEON", 300),
        paid("m3", "c", "DEU", "COMLOG", 100),
        # A sum to a giver for its gift buys nothing new.
        paid("m4", "d", "NOR", "DEU", 500),
        # A purchase through a government still goes to the producer.
        paid("m5", "e", "POL", "USA", 700),
    ]
    found = {row.payer: row for row in returning(record(rows, TODAY))}
    assert set(found) == {"DEU", "POL"}
    row = found["DEU"]
    assert (row.paid, str(row.returned), row.open_makers) == (
        Bounds.exactly(1000),
        "at most 700, at least 600",
        ("COMLOG",),
    )
    assert (row.returned.low, row.returned.high) == (600, 700)
    assert str(row.share) == "60.0 % to 70.0 %"
    assert row.cites == ("m1", "m2", "m3")
    assert found["POL"].returned == Bounds.exactly(0)


def test_a_maker_of_two_states_returns_between_nothing_and_all(record):
    rows = [order("a", "NAMMO", receiver="NOR"), paid("m", "a", "NOR", "NAMMO", 500)]
    (row,) = returning(record(rows, TODAY))
    assert (row.returned.low, row.returned.high, row.open_makers) == (0, 500, ("NAMMO",))


def gate(name, state, grantor="USA", cap=None, kind="transfer-consent-government-sale", **cells):
    return Gate(
        id=name,
        kind=kind,
        grantor=grantor,
        state=state,
        cap="number" if cap is not None else "none",
        cap_units=cap,
        valid=Period.parse("2025-01-01.."),
        **cells,
    )


def test_the_share_that_needs_a_third_states_word_is_what_is_on_record(record):
    gifts = [
        Commitment(
            id=name,
            kind="gift",
            title=name,
            giver="DEU",
            receiver="UKR",
            item="patriot-missile",
        )
        for name in ("capped", "refused", "own", "silent")
    ]
    pledges = [
        Event(
            id=f"{each.id}:p",
            commitment=(each.id,),
            event="pledged",
            valid=Period.parse("2025-01-01"),
            low=10,
            high=10,
        )
        for each in gifts
    ]
    rows = [
        *gifts,
        *pledges,
        gate("k1", "granted", cap=7, commitment="capped"),
        gate("k2", "granted", commitment="refused"),
        gate("k3", "refused", "CHE", kind="end-use-re-export", commitment="refused"),
        gate("k4", "granted", "DEU", kind="export-licence", commitment="own"),
    ]
    (row,) = consents_needed(record(rows, TODAY), [each.id for each in gifts])
    shown = (row.promised, row.needing, row.granted, row.refused, row.pending, row.silent)
    assert shown == tuple(map(Bounds.exactly, (40, 20, 7, 10, 3, 20)))
    assert row.grantors == ("CHE", "USA")
    assert str(row.share) == "50.0 %"
    general = [
        gifts[3],
        pledges[3],
        gate("k5", "pending", giver="DEU", receiver="UKR", item="patriot-missile"),
    ]
    (row,) = consents_needed(record(general, TODAY), ["silent"])
    assert (row.needing, row.pending) == (Bounds.exactly(10), Bounds.exactly(10))


def test_two_promises_under_one_consent_share_its_limit(record):
    rows = []
    for name in ("a", "b"):
        rows += [
            Commitment(
                id=name,
                kind="gift",
                title=name,
                giver="DEU",
                receiver="UKR",
                item="patriot-missile",
            ),
            Event(
                id=f"{name}:p",
                commitment=(name,),
                event="pledged",
                valid=Period.parse("2025-01-01"),
                low=60,
                high=60,
            ),
        ]
    rows.append(gate("k", "granted", cap=100, giver="DEU", receiver="UKR", item="patriot-missile"))
    (row,) = consents_needed(record(rows, TODAY), ["a", "b"])
    assert (row.granted, row.pending) == (Bounds.exactly(100), Bounds.exactly(20))


def test_money_that_lets_another_buy_has_not_reached_a_maker(record):
    rows = [
        order("b", "RAYTHEON", kind="backfill"),
        paid("m1", "b", "NOR", "DEU", 500),
        paid("m2", "b", "DEU", "UNDISCLOSED", 500),
    ]
    assert returning(record(rows, TODAY)) == ()
