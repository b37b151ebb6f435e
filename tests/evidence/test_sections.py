"""A round-up under the names of states: whoever heads a section acts in what it tells."""

from dataclasses import replace

import pytest

from materiel.evidence.actors import find_actors
from materiel.evidence.intake import read_document
from materiel.evidence.sections import headings, under_headings
from materiel.evidence.sentences import split_sentences

ROUND_UP = """Who has sent what to Ukraine so far

Many states have answered the call for help. Here is a list of what they gave.

United Kingdom
In mid-January about 2,000 anti-tank missiles had been sent.

Germany:
1,000 anti-tank weapons were delivered from stocks.

Ukraine
The army has received 40 howitzers. Sweden delivered 12 of them.

Further news from the front today
300 rifles were delivered as well, said a spokesman. Nobody would say when more will come. Talks
go on in the capital, and the next round of them is due in a month, said the same spokesman.
"""


def begins(text):
    return headings(split_sentences(text))


def test_a_section_begins_at_a_state_and_ends_at_any_other_short_line():
    found = [(ROUND_UP[start:].partition("\n")[0], name) for start, name in begins(ROUND_UP)]
    assert found == [
        ("Who has sent what to Ukraine so far", ""),
        ("United Kingdom", "GBR"),
        ("Germany:", "DEU"),
        ("Ukraine", "UKR"),
        ("Further news from the front today", ""),
    ]


@pytest.mark.parametrize("weighed", [False, True])
def test_who_heads_a_section_gives_where_nobody_else_is_named(weighed):
    claims = read_document("sample", ROUND_UP, weighed=weighed).claims
    givers = {
        int(each.counts[0]): each.actors.get("giver", ())
        for each in claims
        if each.counts[0] and each.event == "delivery"
    }
    assert givers[2000] == ("GBR",)
    assert givers[1000] == ("DEU",)
    assert "UKR" not in {name for names in givers.values() for name in names}
    assert givers.get(12, ("SWE",)) == ("SWE",)
    assert not set(givers.get(300, ())) & {"GBR", "DEU"}


def test_a_lone_name_on_a_line_heads_nothing():
    tagged = "Ukraine\nGermany\n\nNorway has delivered 12 howitzers to Ukraine.\n\nNorway\n"
    assert begins(tagged) == []
    once = "Norway\nThe army has delivered 12 howitzers to Ukraine, it said on Monday.\n"
    assert begins(once) == []
    assert read_document("sample", once).claims[0].actors.get("giver") is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("The Netherlands", "NLD"),
        ("GERMANY", "DEU"),
        ("**Norway**", "NOR"),
        ("## Sweden", "SWE"),
        ("Estonia -", "EST"),
        ("Germany (EU)", "DEU"),
        ("European Union:", "EU"),
        ("Germany and Norway", None),
    ],
)
def test_a_heading_is_nothing_but_a_name_however_it_is_set(line, name):
    text = f"{line}\n8 howitzers were delivered last week.\n\nDenmark\nIt gave 5 tanks, too.\n"
    text += "\nPortugal\nIt gave 4 tanks, too.\n"
    assert [each for _, each in begins(text) if each] == [*filter(None, [name]), "DNK", "PRT"]


def test_a_caption_ends_no_section_and_a_sum_of_all_does():
    text = (
        "Germany\nArtillery\n12 howitzers were delivered to Ukraine.\n\n"
        "Norway\nPhoto: Reuters\n5 howitzers were delivered to Ukraine.\n"
        "In all, 400 tanks were delivered to Ukraine.\n"
    )
    assert [name for _, name in begins(text)] == ["DEU", "NOR", ""]


@pytest.mark.parametrize("weighed", [False, True])
def test_who_receives_does_not_give_and_who_acted_before_acts_no_more(weighed):
    text = (
        "Germany\n12 howitzers were delivered to Ukraine in May.\n\n"
        "Poland\nThe army received 28 Abrams tanks in June.\n\n"
        "Russia\nThe army has ordered 300 tanks.\n"
    )
    claims = read_document("sample", text, weighed=weighed).claims
    acting = {
        int(each.counts[0]): {*each.actors.get("giver", ()), *each.actors.get("buyer", ())}
        for each in claims
        if each.counts[0]
    }
    assert acting[12] == {"DEU"}
    assert not acting.get(28, set()) & {"DEU", "POL"}
    assert acting.get(300, set()) == set()


@pytest.mark.parametrize("weighed", [False, True])
def test_who_heads_a_section_gives_to_somebody_else_and_before_others_are_named(weighed):
    text = (
        "Germany\n12 howitzers were delivered to Ukraine. For comparison: Norway gave 5 tanks.\n\n"
        "Poland\n28 Abrams tanks were delivered in June.\n"
    )
    claims = read_document("sample", text, weighed=weighed).claims
    givers = {int(each.counts[0]): each.actors.get("giver", ()) for each in claims}
    assert givers[12] == ("DEU",)
    assert givers[5] == ("NOR",)


def test_who_is_named_later_does_not_act_earlier_and_gifts_to_nobody_have_no_giver():
    text = (
        "Germany\n12 howitzers were delivered to Ukraine. For comparison: Norway gave 5 tanks.\n\n"
        "Poland\nIn June 28 Abrams tanks were handed over.\n"
    )
    claims = read_document("sample", text).claims
    carried = [replace(each, actors={**each.actors, "giver": ("NOR",)}) for each in claims]
    alone = [replace(each, actors={}) for each in claims]

    def givers(read):
        made = under_headings(read, begins(text), find_actors(text))
        return [(int(each.counts[0]), each.actors.get("giver", ())) for each in made]

    to_ukraine = [("DEU",), ("NOR",), ("POL",)]
    assert givers(carried) == list(zip((12, 5, 28), to_ukraine, strict=True))
    assert givers(alone) == [(12, ()), (5, ()), (28, ())]


def test_a_heading_is_read_and_a_lone_name_is_furniture():
    marks = {each.sentence.text: each.mark for each in read_document("sample", ROUND_UP).sentences}
    assert marks["United Kingdom"] == "context"
    lone = "Norway\nThe army has delivered 12 howitzers to Ukraine, it said on Monday.\n"
    assert read_document("sample", lone).sentences[0].mark == "unread"
