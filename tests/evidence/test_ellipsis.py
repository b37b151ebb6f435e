"""What a text leaves out: counts without a noun, sums without a currency, words that stand in."""

import pytest

from materiel.evidence.amounts import read_amounts
from materiel.evidence.ellipsis import STANDS_FOR, as_sum, is_sum, may_count
from materiel.evidence.intake import prepared, read_document
from materiel.evidence.joining import MOST_GOODS, facts_of
from materiel.evidence.numbers import read_numbers
from materiel.evidence.sentences import LONGEST_SENTENCE, split_sentences


@pytest.mark.parametrize(
    ("text", "counting"),
    [
        ("Four of these went to Austria.", ["Four"]),
        ("The other 12 may be sent in spring.", ["12"]),
        ("They got 15 decoys and 11 Marders.", ["15", "11"]),
        ("On 16 July and on July 17 they met, a 2 min read.", []),
        ("In 2024, after nine months and 40 km, 30 percent are done.", []),
        ("Eleven NATO countries and six partners agreed.", []),
        ("Kyiv asked for seven.", ["seven"]),
        ("Whether these 200 belong to the order, and those 12, is not clear.", []),
    ],
)
def test_a_number_that_measures_dates_or_counts_states_counts_no_materiel(text, counting):
    assert [each.text for each in read_numbers(text) if may_count(text, each)] == counting


def test_a_sum_without_a_currency_takes_that_of_the_sum_before_it():
    text = "Of the $5.5 billion Norway pays 2 billion, Denmark €1 billion and Sweden 300 million."
    amounts = read_amounts(text)
    sums = [each for each in read_numbers(text) if is_sum(text, each, amounts)]
    made = [as_sum(each, amounts) for each in sums if each.text in ("2 billion", "300 million")]
    assert [(int(each.low), each.currency) for each in made] == [
        (2 * 10**9, "USD"),
        (3 * 10**8, "EUR"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2 million rounds, then $5 billion.",
        "$5 billion for 2 million shells.",
        "Oslo gives 2 million, then $5 billion.",
    ],
)
def test_a_number_with_a_noun_or_before_every_sum_is_no_sum(text):
    amounts = read_amounts(text)
    inside = {place for each in amounts for place in range(each.start, each.end)}
    bare = [each for each in read_numbers(text) if each.start not in inside]
    assert bare
    assert not [each for each in bare if is_sum(text, each, amounts)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the first of them arrived, the rest follows", ["the first of them", "the rest"]),
        ("the first two systems and the first Leopards", []),
        ("the first will be handed over", ["the first"]),
        ("Berlin gave the export permit for all of them", ["the export permit", "all of them"]),
        ("more than ten; Kyiv asked for more.", ["more"]),
    ],
)
def test_words_that_may_stand_for_materiel(text, found):
    assert [each[0] for each in STANDS_FOR.finditer(text)] == found


def facts(text, *, wide):
    story, scans = prepared("sample", text)
    return [
        scan.text[each.start : each.end]
        for scan in scans
        for each in facts_of(story, scan, wide=wide)
    ]


def test_only_a_reader_that_weighs_takes_them():
    text = "Germany ordered 18 tanks in May. Six single-seaters go to Austria, the rest by 2027."
    assert facts(text, wide=False) == ["18 tanks"]
    assert facts(text, wide=True) == ["18 tanks", "Six", "the rest"]


def test_counts_before_any_materiel_is_named_are_taken_too():
    found = facts("Twelve more will go to Kyiv in May, and four from Norway.", wide=True)
    assert {"Twelve", "four"} <= {each.split()[0] for each in found}


@pytest.mark.parametrize("unit", ["7 x $1 ", "delivery ", "the the ", "9 for $2 more ", "six "])
def test_a_line_without_an_end_is_read_in_stretches_with_so_many_goods_at_most(unit):
    text = f"Norway sends {unit * 400}."
    sentences = split_sentences(text)
    assert max(len(each.text) for each in sentences) <= LONGEST_SENTENCE
    assert "".join(each.text for each in sentences).replace(" ", "") == text.replace(" ", "")
    story, scans = prepared("sample", text[: LONGEST_SENTENCE + 200])
    for scan in scans:
        unnamed = [each for each in facts_of(story, scan, wide=True) if each.goods is not None]
        assert len(unnamed) <= len(scan.goods) + len(scan.bare) + 2 * MOST_GOODS


def test_an_endless_line_is_read_whole():
    text = "Norway sends " + "7 tanks and $3 million, " * 200 + "and Denmark gives 9 howitzers."
    reading = read_document("sample", text)
    assert any(each.counts == (9, 9) for each in reading.claims)
