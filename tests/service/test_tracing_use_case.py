"""From a figure to the words, places and grades behind it."""

from datetime import date

import pytest

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.service.loading import load_case
from materiel.service.recording import add_entry, correct_entry
from materiel.service.selection import Wanted
from materiel.service.tracing import trace_entry, trace_figures
from materiel.service.workspace import View


@pytest.fixture
def loaded(workspace, story, now):
    load_case(workspace, str(story), now=now)
    return workspace


def test_a_figure_leads_to_paraphrase_locator_and_grade(loaded):
    (found,) = trace_figures(loaded, Wanted(receiver="XQB", rung="dispatched"))
    assert (found.title, found.figure) == ("XQA to XQB, bridge, dispatched", "3")
    assert [each.id for each in found.supports] == ["e2", "e4"]
    passage = found.supports[0].passages[0]
    assert (passage.claim, passage.paraphrase) == ("k2", "Two left on 10 April.")
    assert (passage.locator, passage.grade, passage.publisher) == (
        "note 2",
        "A",
        "Ardania's ministry",
    )
    text = found.as_text()
    assert all(words in text for words in ("Two left on 10 April.", "note 2", "grade A"))


def test_each_rung_has_a_tree_of_its_own(loaded):
    found = trace_figures(loaded, Wanted(commitments=("c1",), book="promises"))
    assert {each.title.rpartition(", ")[2]: each.figure for each in found} == {
        "pledged": "5",
        "dispatched": "3",
        "received": "2",
    }


def test_what_was_known_then_rests_on_what_was_known_then(loaded, now):
    correct_entry(loaded, "e3", {"low": "1", "high": "1"}, known_on=date(2024, 6, 10), now=now)
    wanted = Wanted(receiver="XQB", rung="received")
    for known_at, number, entry in (
        (date(2024, 6, 9), "2", "e3"),
        (date(2024, 6, 10), "1", "e3:2"),
    ):
        (found,) = trace_figures(loaded, wanted, view=View(known_at=known_at))
        assert (found.figure, [each.id for each in found.supports]) == (number, [entry])


def test_one_entry_is_traced_by_its_id(loaded):
    found = trace_entry(loaded, "e3")
    assert (found.bounds, [each.id for each in found.supports]) == (None, ["e3"])
    with pytest.raises(UnknownNameError, match="no entry 'e9'"):
        trace_entry(loaded, "e9")


def test_what_nobody_stated_has_no_tree(loaded):
    assert trace_figures(loaded, Wanted(rung="operational")) == []


def test_too_many_figures_are_not_a_question(workspace):
    load_case(workspace, "packaged:patriot")
    with pytest.raises(InputError) as refused:
        trace_figures(workspace, Wanted(party="UKR"))
    assert "figures are meant; choose fewer with --rung, --item or --commitment" in str(
        refused.value
    )


def test_an_entry_that_does_not_count_says_why(loaded, now):
    correct_entry(loaded, "e3", {"low": "1", "high": "1"}, known_on=date(2024, 6, 10), now=now)
    correct_entry(loaded, "e3:2", {"low": "0"}, known_on=date(2024, 6, 20), now=now)

    def standing(entry, known_at):
        found = trace_entry(loaded, entry, view=View(known_at=known_at))
        (support,) = found.supports
        if support.standing:
            assert f"      {support.standing}" in found.as_text().splitlines()
        return support.standing

    later = "known from 2024-06-10 on"
    assert standing("e3", date(2024, 6, 9)) == ""
    assert standing("e3:2", date(2024, 6, 9)) == f"not known at 2024-06-09: {later}"
    for known_at in (date(2024, 6, 10), date(2024, 6, 20), None):
        assert standing("e3", known_at) == "corrected by e3:2 from 2024-06-10 on"
    assert standing("e3:2", date(2024, 6, 10)) == ""
    assert standing("e3:2", None) == "corrected by e3:3 from 2024-06-20 on"


def test_a_judgement_shows_the_statements_on_both_its_sides(loaded, now):
    add_entry(
        loaded,
        "judgements",
        {
            "id": "j1",
            "left": "k3; k4",
            "relation": "contradicts",
            "right": "k2",
            "by": "registrar",
            "reason": "three days apart",
            "known_on": "2024-06-01",
        },
        now=now,
    )
    found = trace_entry(loaded, "j1")
    (support,) = found.supports
    assert [each.id for each in support.left] == ["k3", "k4"]
    (right,) = support.right
    assert (right.id, right.passage.paraphrase, right.passage.locator) == (
        "k2",
        "Two left on 10 April.",
        "note 2",
    )
    text = found.as_text()
    places = [text.index(each) for each in ("left side", "[k3]", "[k4]", "right side", "[k2]")]
    assert places == sorted(places)
