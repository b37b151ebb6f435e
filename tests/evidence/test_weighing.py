"""Weights add up in the open: sums, reasons, roles, parts, and a training that repeats itself."""

import importlib.util
import sys
from pathlib import Path

import pytest

from materiel.evidence.intake import prepared, read_document
from materiel.evidence.scales import ALWAYS, EVENTS, NOTHING, assemble, scales
from materiel.evidence.traits import candidates
from materiel.evidence.verdicts import Verdicts
from materiel.vocabulary.cues import ItemWord, ReadingWeight, WordKind
from materiel.vocabulary.reader import table

TOOLS = Path(__file__).resolve().parents[2] / "tools"
TEXT = (
    "Norway has delivered 14 Leopard 2 tanks to Ukraine, its defence ministry said. "
    "The Netherlands ordered 46 new tanks for 2 billion euros."
)


def tool(name):
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def found(text):
    story, scans = prepared("sample", text)
    return candidates(story, scans)


def test_without_any_weight_nothing_is_a_claim():
    assert read_document("sample", TEXT, weights=assemble([])).claims == ()


def test_one_weight_decides_and_is_named_as_the_reason():
    weights = assemble([("event", "count:exact", "holding:30 none:-5")])
    claims = read_document("sample", TEXT, weights=weights).claims
    assert [each.event for each in claims] == ["holding", "holding"]
    assert {each.why for each in claims} == {("count:exact (+35)",)}


def test_a_role_is_filled_by_every_actor_above_zero():
    rows = [("event", "count:exact", "delivery:30"), ("intermediary", "is:state", "10")]
    first, second = read_document("sample", TEXT, weights=assemble(rows)).claims
    assert first.actors["intermediary"] == second.actors["intermediary"] == ("NOR", "NLD")
    assert "recipient" not in first.actors


def test_where_rules_and_weights_differ_only_in_how_many_the_rules_stand():
    rows = [("event", "count:exact", "delivery:30"), ("giver", "is:state", "10")]
    first, _ = read_document("sample", TEXT, weights=assemble(rows)).claims
    assert first.actors["giver"] == ("NOR",)


def test_a_weight_that_always_stands_can_keep_a_role_empty():
    rows = [
        ("event", "count:exact", "delivery:30"),
        ("giver", "is:state", "10"),
        ("giver", ALWAYS, "-10"),
    ]
    assert all(
        not each.actors for each in read_document("sample", TEXT, weights=assemble(rows)).claims
    )


def test_sums_are_what_the_rows_of_the_table_say():
    rows = [row for row in table(ReadingWeight).rows.values() if row.model == "event"]
    for each in found(TEXT):
        by_hand = dict.fromkeys(EVENTS, 0)
        for row in rows:
            if row.trait == ALWAYS or row.trait in each.traits:
                for pair in row.weights.split():
                    event, weight = pair.rsplit(":", 1)
                    by_hand[event] += int(weight)
        for row in table(ReadingWeight).rows.values():
            if row.model == "pull":
                for event, kinds in each.pulls.items():
                    by_hand[event] += int(row.weights) * (row.trait in kinds)
        assert scales().weigh(each.traits, each.pulls) == list(by_hand.values())


def test_every_weighed_claim_gives_its_reasons_and_the_rules_alone_give_their_cue():
    weighed = read_document("sample", TEXT).claims
    ruled = read_document("sample", TEXT, weighed=False).claims
    assert weighed
    assert ruled
    assert all(each.why and each.as_dict()["why"] == list(each.why) for each in weighed)
    assert all(each.cue and not each.why for each in ruled)


@pytest.mark.parametrize(
    ("text", "event", "roles"),
    [
        (
            "Finland promises Ukraine 12 howitzers.",
            "pledge",
            {"giver": ("FIN",), "recipient": ("UKR",)},
        ),
        (
            "Poland has bought 96 Apache helicopters from Boeing.",
            "order",
            {"buyer": ("POL",), "supplier": ("Boeing",)},
        ),
        (
            "Denmark pays 500 million euros for ammunition for Ukraine.",
            "funding",
            {"payer": ("DNK",), "recipient": ("UKR",)},
        ),
        ("Ukraine lacks 300,000 artillery shells.", "requirement", {"recipient": ("UKR",)}),
    ],
)
def test_plain_sentences_outside_the_training_are_read(text, event, roles):
    (claim,) = read_document("sample", text).claims
    assert claim.event == event
    assert {role: claim.actors.get(role) for role in roles} == roles


def test_the_next_sentence_prices_the_claim_before_it_and_both_are_its_passage():
    claims = read_document(
        "sample", "Sweden has ordered 50 Archer howitzers. The order is worth SEK 5 billion."
    ).claims
    assert [(each.counts[0], each.sums[0]) for each in claims] == [(50, 5_000_000_000)]
    assert "50 Archer" in claims[0].evidence
    assert "SEK 5 billion" in claims[0].evidence


def test_in_a_line_of_a_list_the_only_sum_prices_the_only_materiel():
    text = (
        "The budget committee approved on Wednesday:\n\n"
        "  \u2022 155mm artillery shells from Diehl Defence GmbH & Co. KG of Germany and Nammo AS "
        "of Norway, around 1.3 billion euros\n\n"
        "  \u2022 Leopard 2 tanks and 20 howitzers of the newest type, together with what the army "
        "needs to run them in the years to come, 3 billion euros\n"
    )
    shells, *rest = read_document("sample", text).claims
    assert shells.evidence.startswith("155mm artillery shells")
    assert shells.sums == (1_300_000_000, 1_300_000_000, "EUR")
    assert all(each.amount is None or each.number is None for each in rest)


@pytest.mark.parametrize(
    "line",
    [
        "12 howitzers from army stocks, and 5 million euros for the hospital in Kyiv",
        "Leopard 2 tanks; 40 million euros go to the fund of the EU",
    ],
)
def test_a_sum_that_is_an_item_of_its_own_prices_nothing_else(line):
    text = f"Germany will give Ukraine:\n\n  \u2022 {line}\n\n  \u2022 7 tanks\n"
    for weighed in (False, True):
        claims = read_document("sample", text, weighed=weighed).claims
        assert not any(
            each.amount and each.item_class in ("artillery_system", "tank") for each in claims
        )


def test_every_row_says_what_it_was_trained_on_and_asks_a_known_question():
    rows = table(ReadingWeight)
    assert all(source.startswith("trained: ") for source in rows.sources.values())
    questions = {"event", "pull", "class", "part_of"}
    roles = {"giver", "payer", "buyer", "supplier", "recipient", "intermediary", "approver"}
    assert {row.model for row in rows.rows.values()} == questions | roles
    named = {
        pair.rsplit(":", 1)[0]
        for row in rows.rows.values()
        if row.model == "event"
        for pair in row.weights.split()
    }
    assert named <= set(EVENTS)
    assert NOTHING in named


def test_words_are_compared_in_small_letters_so_the_lists_hold_no_others():
    def small(words):
        return words.replace(r"\S", "").replace(r"\W", "").replace(r"\D", "").islower()

    assert all(small(row.words) for row in table(ItemWord).rows.values())
    assert all(each == each.lower() for row in table(WordKind).rows.values() for each in row.words)


def test_turned_answers_turn_the_weights():
    fit = tool("reading_fit")
    rows = [["a", "b"], ["a"], ["b"], ["a", "c"], ["c"], ["b", "c"]]
    answers = [True, True, False, True, False, False]
    straight = fit.fit_yes(rows, answers, 0.0)
    turned = fit.fit_yes(rows, [not each for each in answers], 0.0)
    assert straight["a"] > 0 > straight["c"]
    for trait, weight in straight.items():
        assert turned[trait] == pytest.approx(-weight, abs=1e-3)


def test_training_twice_gives_the_same_weights():
    fit = tool("reading_fit")
    traits = [["sent", "two"], ["bought"], ["sent"], ["bought", "two"], ["seen"], ["seen", "two"]]
    pulls = [{"delivery": ["near"]}, {"order": ["near"]}, {}, {"order": ["far"]}, {}, {}]
    answers = ["delivery", "order", "delivery", "order", NOTHING, NOTHING]
    first = fit.fit_events(traits, pulls, answers)
    second = fit.fit_events(traits, pulls, answers)
    assert all((first[0][trait] == second[0][trait]).all() for trait in first[0])
    assert first[1] == second[1]
    sums = first[0]["sent"]
    assert sums[EVENTS.index("delivery")] == max(sums)
    assert first[1]["near"] > 0


@pytest.mark.parametrize(
    ("row", "giver"),
    [
        ("2 NASAMS launchers from Norway (donor) to Ukraine (recipient)", ("NOR",)),
        # Nobody knows Velland; the row says that it gave, so nobody else did.
        ("3 Leopard 2A6 tanks from Velland (donor) to Ukraine (recipient)", None),
        ("9 Swedish CV90 vehicles from Velland (donor) to Ukraine (recipient)", None),
        ("4 Caesar howitzers from Norway, Denmark (donors) to Ukraine (recipient)", ("NOR", "DNK")),
        ("4 Caesar howitzers from Norway; Denmark (donors) to Ukraine (recipient)", ("NOR", "DNK")),
        ("7 howitzers from France from Denmark (donor) to Ukraine (recipient)", ("DNK",)),
        ("7 howitzers made in France from Denmark (donor) to Ukraine (recipient)", ("DNK",)),
    ],
)
def test_a_party_that_a_row_states_is_never_replaced_by_another_of_the_document(row, giver):
    text = f"- status delivered: {row}.\n- status delivered: 5 tanks from Spain (donor).\n"
    claim = read_document("sample", text).claims[0]
    assert claim.actors.get("giver") == giver
    assert claim.actors["recipient"] == ("UKR",)


def test_brackets_in_prose_state_nothing():
    text = "Norway handed over 5 tanks, bought from Spain (donor of others too), to Ukraine.\n"
    (claim,) = read_document("sample", text).claims
    assert "ESP" not in claim.actors.get("giver", ()) or "NOR" in claim.actors["giver"]


def test_an_encoders_odds_are_added_to_what_weights_say_of_a_role():
    silent = Verdicts(assemble([]), None)
    assert not silent.plays("giver", (), None)
    assert silent.plays("giver", (), {"giver": 1.0})
    assert not silent.plays("giver", (), {"giver": -1.0})
    against = Verdicts(assemble([("giver", "is:state", "-300")]), None)
    assert not against.plays("giver", ("is:state",), {"giver": 1.0})
    assert against.plays("giver", ("is:state",), {"giver": 9.0})
