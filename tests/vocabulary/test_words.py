"""Words of the ledger, of reporters and of bodies: what each means and what it rests on."""

from datetime import date

import pytest

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.vocabulary.bodies import DecisionRule
from materiel.vocabulary.dated import ALWAYS, Dated, on_day
from materiel.vocabulary.items import Part
from materiel.vocabulary.vocabulary import packaged

WORDS = packaged()


@pytest.mark.parametrize(
    ("reporter", "rung"),
    [
        ("US Army", "dispatched"),
        ("US Navy", "arrived"),
        ("US Marine Corps", "received"),
        ("DE", "received"),
        ("NL", "received"),
    ],
)
def test_delivered_means_what_its_reporter_means(reporter: str, rung: str):
    assert WORDS.reported_rung(reporter, "delivered").rung == rung


def test_a_meaning_that_no_source_states_says_so():
    assert WORDS.reported_rung("US Army", "delivered").assumption == ""
    assert WORDS.reported_rung("DE", "delivered").assumption.startswith("no published definition")
    assert WORDS.reported_rung("NL", "Delivered").assumption == (
        "the ordinary sense of the word; the reporter publishes no definition"
    )


def test_a_ministry_speaks_with_the_words_of_its_state():
    assert WORDS.reported_rung("DE MoD", "delivered").party == "DEU"


def test_a_word_that_nobody_uses_is_unknown():
    with pytest.raises(UnknownNameError, match="no reporting word 'teleported'"):
        WORDS.reported_rung("DE", "teleported")


@pytest.mark.parametrize(
    ("scheme", "word", "status", "feeds", "event"),
    [
        ("facts", "donation_delivered", "delivered", "events", "handed-over"),
        ("facts", "donation_delivered", "in delivery", "events", "dispatched"),
        ("facts", "holding", "reported", "holdings", ""),
        ("facts", "unit_price", "derived", "claims", ""),
        ("facts", "third_party_transfer_consent", "approved", "gates", ""),
        ("claims", "pledge", "announced", "events", "pledged"),
        ("claims", "pledge", "under_discussion", "claims", ""),
        ("claims", "option", "contracted", "options", ""),
    ],
)
def test_a_source_word_becomes_an_event_or_feeds_another_table(scheme, word, status, feeds, event):
    found = WORDS.event_word(scheme, word, status)
    assert (found.feeds, found.event) == (feeds, event)


@pytest.mark.parametrize("event", ["request", "approval", "option", "fms_notification"])
def test_no_request_approval_or_option_is_ever_an_order(event: str):
    """DESIGN §2.4."""
    for scheme in ("facts", "claims"):
        for status in ("requested", "approved", "announced", "planned", "reported"):
            try:
                found = WORDS.event_word(scheme, event, status)
            except UnknownNameError:
                continue
            assert found.event != "ordered"


def test_an_unmapped_status_is_refused():
    with pytest.raises(UnknownNameError) as caught:
        WORDS.event_word("facts", "donation_delivered", "teleported")
    assert str(caught.value).startswith(
        "facts: no event word 'donation_delivered (teleported)' (near: donation_delivered ("
    )


def test_events_rungs_and_units_are_found_by_word():
    assert WORDS.event("handed-over").raises == ("dispatched", "arrived", "received")
    assert WORDS.rung("in production") == WORDS.rung("in-production")
    assert WORDS.unit("fire units").id == WORDS.unit("fire-unit").id == "fire-unit"
    with pytest.raises(UnknownNameError, match=r"no event 'handed over' \(near: handed-over\)"):
        WORDS.event("handed over")
    with pytest.raises(UnknownNameError, match="no rung 'delivered'"):
        WORDS.rung("delivered")


def test_gross_product_of_a_year_that_is_not_held_is_refused():
    with pytest.raises(InputError) as caught:
        WORDS.gdp("Germany", 2019)
    assert str(caught.value) == "no gross domestic product of DEU in 2019; years held: 2024"


def test_the_staff_at_wiesbaden_has_posts_from_a_day_and_none_stated_as_filled():
    body = WORDS.body("NATO Security Assistance and Training for Ukraine")
    assert body.on("posts_authorised", date(2024, 7, 10)) == ("about 700",)
    assert body.on("posts_authorised", date(2024, 7, 9)) == ()
    assert body.posts_filled == ()
    assert body.on("seats", date(2025, 1, 1)) == ("Wiesbaden",)


def test_bodies_decide_by_their_own_rule():
    rules = {name: WORDS.body(name).rule for name in ("NAC", "EU-COUNCIL", "US Congress")}
    assert rules == {
        "NAC": "consensus",
        "EU-COUNCIL": "eu-qualified-majority",
        "US Congress": "negative-clearance-30",
    }
    assert WORDS.decision_rule("negative-clearance-15").waiting_days == 15
    assert not WORDS.decision_rule("consensus").votes


def test_a_programme_is_found_by_any_name_of_its_party():
    assert WORDS.programme("Czech munitions initiative").leads == ("CZE",)
    assert date(2025, 7, 13) not in WORDS.programme("PURL").runs
    with pytest.raises(UnknownNameError, match="no programme 'DEU'"):
        WORDS.programme("Germany")


def test_dated_values_hold_in_their_period():
    texts = ["old@..2020-01-31", "new@2020-02-01..", "always"]
    assert on_day(texts, date(2020, 1, 31)) == ("old", "always")
    assert on_day(texts, date(2020, 2, 1)) == ("new", "always")
    assert Dated.parse("always").period == ALWAYS
    assert [str(Dated.parse(text)) for text in texts] == texts
    for wrong in ("@2020", "name@", " "):
        with pytest.raises(InputError, match="not a dated value"):
            Dated.parse(wrong)


@pytest.mark.parametrize("wrong", ["launcher", "0 launcher", "-1 launcher", "4launcher", "4 a b"])
def test_a_part_is_a_count_and_an_item(wrong: str):
    assert Part.parse("4 launcher") == Part(4, "launcher")
    with pytest.raises(InputError) as caught:
        Part.parse(wrong)
    assert str(caught.value) == (
        f"not a part: {wrong!r}; accepted: a count and an item id, as 4 launcher"
    )


@pytest.mark.parametrize("wrong", ["two thirds", "1/0", "3/2", "-1/3"])
def test_a_share_is_a_fraction_of_one(wrong: str):
    rule = DecisionRule(
        id="odd",
        kind="threshold",
        name="odd",
        votes=True,
        members_for=wrong,
        description="not used",
    )
    with pytest.raises(InputError, match="members_for"):
        _ = rule.shares
