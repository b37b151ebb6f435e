"""What a programme counts of a record: included, left out with the reason, or open."""

from datetime import date
from decimal import Decimal

import pytest

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import UnknownNameError
from materiel.kernel.period import Period
from materiel.ledger.rows import Commitment, Event, Payment
from materiel.sharing.scope import (
    RUNGS,
    payments_as_subjects,
    scope_on,
    scoped,
)
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party
from materiel.vocabulary.reader import table
from materiel.vocabulary.rungs import Rung
from materiel.vocabulary.scopes import FIELDS, ScopeRule, scope_rules, scopes

TODAY = date(2025, 12, 31)


def promise(name, **cells):
    given = {"kind": "gift", "giver": "DEU", "receiver": "UKR", "item": "155mm-round"}
    return Commitment(id=name, title=name, **{**given, **cells})


def event(commitment, word, when, low, high=None):
    return Event(
        id=f"{commitment}:{word}",
        commitment=(commitment,),
        event=word,
        valid=Period.parse(when),
        low=low,
        high=low if high is None else high,
    )


def test_the_million_rounds_count_what_members_delivered_in_the_twelve_months(record):
    rows = [
        promise("in-time"),
        event("in-time", "handed-over", "2023-11-01", 10_000),
        promise("spanning"),
        event("spanning", "handed-over", "2024-03", 18_000),
        promise("late"),
        event("late", "handed-over", "2024-05-01", 5_000),
        promise("promised"),
        event("promised", "pledged", "2023-06-01", 7_000),
        promise("outside", giver="NOR"),
        event("outside", "handed-over", "2023-11-01", 3_000),
        promise("other", item="patriot-missile"),
        event("other", "handed-over", "2023-11-01", 4),
        promise("stock", receiver="POL"),
        event("stock", "handed-over", "2023-11-01", 9),
    ]
    found = scope_on(record(rows, TODAY), "EU-MILLION-ROUNDS")
    assert [each.id for each in found.included] == ["in-time"]
    assert [(each.subject.id, each.rule, each.reason) for each in found.undecided] == [
        (
            "spanning",
            "EU-MILLION-ROUNDS:5",
            "may be outside the twelve months after the decision",
        )
    ]
    assert {each.subject.id: each.reason for each in found.left_out} == {
        "late": "outside the twelve months after the decision",
        "promised": "promised, but no delivery is on record",
        "outside": "not given by a member state of the Union",
        "other": "not an artillery round",
        "stock": "not for Ukraine",
    }
    assert found.totals == {"round": Bounds.between(10_000, 28_000)}


def test_the_pledge_of_the_alliance_exempts_hungary_and_counts_any_channel(record):
    rows = [
        promise("deu", programme="bilateral"),
        event("deu", "pledged", "2024-09-01", 10),
        promise("purl", giver="NOR", programme="PURL"),
        event("purl", "pledged", "2024-10-01", 10),
        promise("hun", giver="HUN"),
        event("hun", "pledged", "2024-09-01", 10),
        promise("che", giver="CHE"),
        event("che", "pledged", "2024-09-01", 10),
        promise("before"),
        event("before", "pledged", "2024-07-01", 10),
        promise("wish", kind="request"),
        event("wish", "requested", "2024-09-01", 10),
    ]
    found = scope_on(record(rows, TODAY), "NATO-PLEDGE-2024")
    assert [each.id for each in found.included] == ["deu", "purl"]
    assert {each.subject.id: each.reason for each in found.left_out} == {
        "hun": "Hungary is exempt",
        "che": "not given by a member of NATO on that day",
        "before": "outside the twelve months after the pledge",
        "wish": "a request or an option that nobody exercised is no support",
    }


def test_membership_is_that_of_the_day_of_the_gift(record):
    """Finland joined on 4 April 2023 and Sweden on 7 March 2024."""
    rows = [promise("swe", giver="SWE"), event("swe", "pledged", "2024-09-01", 1)]
    (subject,) = scope_on(record(rows, TODAY), "NATO-PLEDGE-2024").included
    assert subject.giver == "SWE"
    rows = [promise("gbr", giver="GBR"), event("gbr", "handed-over", "2023-11-01", 1)]
    (left,) = scope_on(record(rows, TODAY), "EU-MILLION-ROUNDS").left_out
    assert left.rule == "EU-MILLION-ROUNDS:2"


def test_a_national_list_holds_what_was_handed_over_even_without_a_number(record):
    rows = [
        promise("secret"),
        event("secret", "handed-over", "2023-08-01", None),
        promise("open"),
        event("open", "handed-over", "2025-07..2026-06", 5),
        promise("order", kind="order"),
        event("order", "ordered", "2025-01-01", 5),
    ]
    found = scope_on(record(rows, TODAY), "DEU-HANDED-OVER")
    assert [each.id for each in found.included] == ["secret"]
    assert [each.subject.id for each in found.undecided] == ["open"]
    assert [each.rule for each in found.left_out] == ["DEU-HANDED-OVER:3"]
    assert found.totals["round"].high is None


def test_sums_are_scoped_one_stage_at_a_time(record):
    def sum_(name, stage, payer):
        return Payment(
            id=name,
            commitment="g",
            stage=stage,
            payer=payer,
            payee="UKR",
            valid=Period.parse("2024-09-01"),
            low=Decimal(5),
            high=Decimal(5),
            currency="EUR",
            basis="package",
        )

    rows = [
        promise("g"),
        sum_("m1", "pledged", "HUN"),
        sum_("m2", "pledged", "DEU"),
        sum_("m3", "paid", "DEU"),
    ]
    books = record(rows, TODAY)
    found = scoped("NATO-PLEDGE-2024", books, payments_as_subjects(books, "pledged"))
    assert [each.id for each in found.included] == ["m2"]
    assert found.totals == {"EUR": Bounds.exactly(500)}
    assert [each.reason for each in found.left_out] == ["Hungary is exempt"]


# -- the table of rules ---------------------------------------------------------------------


def test_every_rule_names_things_that_exist_and_every_reason_reads_after_may_be():
    words = table(Party).rows
    for rule in table(ScopeRule).rows.values():
        assert rule.id == f"{rule.scope}:{rule.order}"
        assert rule.field in FIELDS
        assert rule.values
        assert rule.reason
        for value in rule.values:
            if rule.test == "during":
                assert Period.parse(value)
            elif rule.test == "under":
                assert value in table(Item).rows
            elif rule.test == "at-least":
                assert value in RUNGS
            elif rule.test == "member" or rule.field in ("giver", "receiver"):
                assert value in words
    assert set(RUNGS) <= set(table(Rung).rows)
    for scope in scopes():
        assert [each.order for each in scope_rules(scope)] == list(
            range(1, len(scope_rules(scope)) + 1)
        )


def test_an_unknown_scope_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        scope_rules("EU-MILLION-ROUND")
    assert str(caught.value) == "no scope 'EU-MILLION-ROUND' (near: EU-MILLION-ROUNDS)"
