"""Which approvals the real rules ask for: by nation, recipient and value."""

from datetime import date

import pytest

from materiel.kernel.money import Money
from materiel.procurement.asking import Act, asked
from materiel.reports.eligibility import belonging
from materiel.vocabulary.bodies import Body, DecisionRule
from materiel.vocabulary.parties import Party
from materiel.vocabulary.reader import table
from materiel.vocabulary.requisites import Requisite
from materiel.vocabulary.vocabulary import packaged

BELONGS = belonging(packaged(), date(2025, 6, 1))


def rules(what, whose="", recipient="", value="", currency="EUR", made_in=""):
    worth = Money.parse(value, currency) if value else None
    found = asked(Act(what, whose, recipient, made_in, worth), BELONGS)
    return {each.requisite.id: each.needed for each in found}


def test_every_rule_names_a_body_a_decision_rule_and_parties_that_exist():
    parties = set(table(Party).rows)
    for row in table(Requisite).rows.values():
        assert row.body in table(Body).rows, row.id
        assert not row.rule or row.rule in table(DecisionRule).rows, row.id
        assert {*row.whose, *row.recipients, *row.not_recipients} <= parties, row.id
        assert (row.above is None) == (not row.currency), row.id
        assert row.status == "confirmed" or row.open_points, row.id
        assert row.above_confirmed or row.open_points, row.id


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("25000000.00", {}),
        ("25000000.01", {"DEU-25M": "yes"}),
        ("", {"DEU-25M": "unknown"}),
    ],
)
def test_germany_submits_above_twenty_five_million_and_not_at_it(value, expected):
    assert rules("purchase", "DEU", "DEU", value) == expected


def test_a_value_in_another_currency_settles_nothing():
    (found,) = asked(Act("purchase", "DEU", "DEU", value=Money.parse("90000000", "USD")), BELONGS)
    assert (found.needed, found.missing) == ("unknown", "its value in EUR")


def test_the_romanian_threshold_is_not_confirmed_so_no_value_settles_it():
    for value in ("1", "1080000000"):
        (found,) = asked(Act("purchase", "ROU", "ROU", value=Money.parse(value, "EUR")), BELONGS)
        assert found.needed == "unknown"
        assert found.missing == "not confirmed: the statutory threshold of EUR 100m"
        assert found.requisite.stage == "before-procedure"


@pytest.mark.parametrize(
    ("recipient", "days"),
    [
        *((name, 15) for name in ("DEU", "TUR", "NATO", "JPN", "AUS", "KOR", "ISR", "NZL")),
        *((name, 30) for name in ("UKR", "CHE", "AUT", "IRL", "POL-X")),
    ],
)
def test_congress_has_fifteen_days_for_the_short_list_and_thirty_for_all_others(recipient, days):
    found = asked(
        Act("government-sale", "USA", recipient, value=Money.parse("5e9", "USD")), BELONGS
    )
    (only,) = found
    rule = table(DecisionRule).rows[only.requisite.rule]
    assert rule.waiting_days == days
    # The threshold of the short list is general knowledge, that of the others is not.
    assert only.needed == ("unknown" if days == 15 else "yes")
    assert only.requisite.days_before == (None if days == 15 else 20)


def test_without_a_recipient_both_lists_stay_open():
    found = rules("government-sale", "USA", "", "5000000000", "USD")
    assert found == {"USA-NOTICE-15": "unknown", "USA-NOTICE-30": "unknown"}


def test_a_transfer_meets_the_rules_of_the_nation_that_made_it():
    sums = {"value": "400000000", "currency": "USD"}
    assert rules("transfer", "DEU", "UKR", made_in="CHE", **sums) == {"CHE-RE-EXPORT": "yes"}
    assert rules("transfer", "NLD", "UKR", made_in="DEU", **sums) == {"DEU-RE-EXPORT": "yes"}
    assert rules("transfer", "DEU", "UKR", made_in="USA", **sums) == {
        "USA-TRANSFER-DCS": "yes",
        "USA-TRANSFER-FMS": "yes",
        "USA-TRANSFER-NOTICE-30": "unknown",
    }
    assert rules("transfer", "DEU", "POL", made_in="USA", **sums) == {
        "USA-TRANSFER-DCS": "yes",
        "USA-TRANSFER-FMS": "yes",
        "USA-TRANSFER-NOTICE-15": "unknown",
    }
    assert set(rules("transfer", "DEU", "UKR").values()) == {"unknown"}
    assert rules("transfer", "ROU", "UKR", made_in="ROU") == {"ROU-GIFT": "yes"}
    assert "USA-PURL-SHIPMENT" in rules("transfer", "USA", "UKR")


def test_the_partnership_committee_is_asked_of_the_agency_alone():
    assert rules("joint-purchase", "NSPA") == {"NSPA-PARTNERSHIP": "unknown"}
    assert rules("joint-purchase", "OCCAR") == {}
    assert rules("refund", "DEU") == {"EU-COUNCIL-EPF": "yes"}
    assert rules("loan-plan", "ROU") == {"EU-COUNCIL-SAFE": "yes"}
