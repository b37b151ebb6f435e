"""Whole sentences of our own become claims: event, class, count, sum and who plays which role."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.evidence.intake import read_document
from materiel.vocabulary.cues import ActorWord, EventCue, ItemWord
from materiel.vocabulary.reader import table


def claims(text):
    return read_document("sample", text).claims


def only(text):
    (found,) = claims(text)
    return found


@pytest.mark.parametrize(
    ("text", "event", "item_class", "counts", "roles"),
    [
        (
            "Norway is donating eight Leopard 2 tanks to Ukraine, its prime minister said.",
            "pledge",
            "tank",
            (8, 8),
            {"giver": ("NOR",), "recipient": ("UKR",)},
        ),
        (
            "Ukraine has received the first two IRIS-T SLM systems from Germany.",
            "delivery",
            "other_air_defence_system",
            (2, 2),
            {"giver": ("DEU",), "recipient": ("UKR",)},
        ),
        (
            "Germany stationed three Patriot batteries in Poland.",
            "deployment",
            "patriot_system",
            (3, 3),
            {"giver": ("DEU",), "recipient": ("POL",)},
        ),
        (
            "About 10,000 Ukrainian soldiers have been trained in Britain.",
            "training",
            "training",
            (10000, 10000),
            {"giver": ("GBR",), "recipient": ("UKR",)},
        ),
        (
            "Ukraine needs at least 25 Patriot systems.",
            "requirement",
            "patriot_system",
            (25, None),
            {"recipient": ("UKR",)},
        ),
        (
            "Rheinmetall has received an order for 300 Boxer vehicles from the Netherlands.",
            "order",
            "armoured_vehicle",
            (300, 300),
            {"supplier": ("Rheinmetall",)},
        ),
        (
            "Latvia is considering sending 40 Stinger missiles to Ukraine.",
            "transfer",
            "other_air_defence_missile",
            (40, 40),
            {"giver": ("LVA",), "recipient": ("UKR",)},
        ),
    ],
)
def test_a_plain_sentence_is_one_claim(text, event, item_class, counts, roles):
    found = only(text)
    assert (found.event, found.item_class, found.counts) == (event, item_class, counts)
    assert {role: found.actors.get(role) for role in roles} == roles


def test_a_contract_and_its_option_stay_two_claims():
    order, option = claims(
        "Poland signed a contract with Hyundai Rotem for 180 K2 tanks worth $3.4 billion. "
        "The agreement includes options for a further 820 vehicles."
    )
    assert (order.event, order.counts, order.sums) == (
        "order",
        (180, 180),
        (3_400_000_000, 3_400_000_000, "USD"),
    )
    assert (option.event, option.counts) == ("option", (820, 820))


def test_a_refused_licence_is_no_delivery():
    found = only(
        "Switzerland has rejected Germany's request to re-export 12,400 shells to Ukraine."
    )
    assert (found.event, found.status, found.actors["approver"]) == (
        "export_licence",
        "cancelled",
        ("CHE",),
    )


def test_a_ceiling_with_unexercised_options_has_no_firm_number():
    found = only("If all options are exercised, Spain will buy up to 90 NASAMS missiles.")
    assert (found.event, found.stance, found.counts) == ("option", "possible", (None, 90))


def test_a_denial_is_kept_as_a_denial():
    found = only("The Pentagon denied that 12 Patriot missiles were delivered to Ukraine.")
    assert found.stance == "denied"


def test_a_third_system_is_one_system():
    found = only("The third Patriot system has been delivered to Ukraine by Germany.")
    assert found.counts == (1, 1)


def test_a_list_goes_on_with_the_decision_before_it():
    lines = claims(
        "The budget committee of the Bundestag approved several purchases on Wednesday:\n"
        "- 35 Boxer vehicles, about \u20ac1 billion, from Rheinmetall\n"
        "- 20 helicopters at around \u20ac300 million from Airbus\n"
    )
    assert [(each.event, each.item_class) for each in lines] == [
        ("approval", "armoured_vehicle"),
        ("approval", "helicopter"),
    ]
    assert [each.actors["supplier"] for each in lines] == [("Rheinmetall",), ("Airbus",)]


def test_a_price_in_the_next_sentence_joins_the_order():
    found = only("Sweden has ordered 50 Archer howitzers. The order is worth SEK 5 billion.")
    assert found.sums == (5_000_000_000, 5_000_000_000, "SEK")


def test_a_headline_adds_nothing_to_its_body():
    text = (
        "Denmark delivers 19 Caesar howitzers to Ukraine\n\n"
        "Denmark has promised 19 Caesar howitzers to Ukraine.\n"
    )
    found = claims(text)
    assert [each.event for each in found] == ["pledge"]
    assert found[0].start > text.index("\n")


@pytest.mark.parametrize(
    "text",
    [
        "Russia launched 500 missiles and drones at Kyiv overnight, and 40 were shot down.",
        "Shares of Rheinmetall lost 3.1 percent on Monday.",
        "The talks went on for hours, and the guests left.\nMore stories\nGermany sends 30 tanks",
        "The new commander held the post for three years.",
    ],
)
def test_attacks_markets_furniture_and_careers_yield_nothing(text):
    assert claims(text) == ()


def test_every_sentence_bears_one_mark():
    text = (
        "France has delivered 30 Caesar howitzers to Ukraine. Its minister said that peace comes "
        "first. Nothing else."
    )
    reading = read_document("sample", text)
    assert [each.mark for each in reading.sentences] == ["claimed", "context", "unread"]


def test_the_speaker_and_the_one_who_passes_it_on_are_kept():
    found = only(
        "Italy will send one SAMP/T battery to Ukraine, the defence ministry told Reuters."
    )
    assert found.speaker == ("Reuters", "the defence ministry")


def test_a_day_in_the_text_dates_relative_words():
    found = only("KYIV, 10 July 2024. Belgium handed over four F-16 jets to Ukraine last week.")
    assert found.period is not None
    assert (found.period.first, found.period.last) == (date(2024, 7, 1), date(2024, 7, 7))


SNIPPETS = st.sampled_from(
    [
        "Germany has delivered 12 Leopard 2 tanks to Ukraine.",
        "On Monday, Oslo pledged NOK 1 billion.",
        "The order is worth $3 billion (EUR 2.8 billion).",
        "They are due in May 2026.",
        "- 14 vehicles from Patria",
        "Up to 1,000 missiles, if all options are exercised",
        "(three had been sent before)",
        "\u201cNo,\u201d he said.",
        "\n",
        "Two to Poland, one more for training, only six remain.",
    ]
)


@given(st.lists(SNIPPETS | st.text(max_size=40), max_size=12).map(" ".join))
def test_whatever_the_text_claims_point_into_it(text):
    reading = read_document("sample", text)
    for claim in reading.claims:
        assert text[claim.start : claim.end] == claim.evidence
        assert claim.item in text
        low, high = claim.counts
        assert low is None or high is None or low <= high
    ends = [0, *(each.sentence.end for each in reading.sentences)]
    starts = [each.sentence.start for each in reading.sentences]
    assert all(end <= start for end, start in zip(ends, starts, strict=False))
    assert all(
        text[each.sentence.start : each.sentence.end] == each.sentence.text
        for each in reading.sentences
    )


@given(st.lists(SNIPPETS, max_size=8).map(" ".join))
def test_reading_twice_gives_the_same(text):
    assert read_document("sample", text) == read_document("sample", text)


def test_no_row_of_the_word_lists_names_a_document():
    texts = [
        *(row.phrase + " ".join(row.forms) for row in table(EventCue).rows.values()),
        *(row.words for row in table(ItemWord).rows.values()),
        *(" ".join(row.words) for row in table(ActorWord).rows.values()),
    ]
    assert not any(word in text for text in texts for word in ("d01", "http", ".txt"))
