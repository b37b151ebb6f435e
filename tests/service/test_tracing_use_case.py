"""From a figure to the words, places and grades behind it."""

from datetime import date

import pytest

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.service.loading import load_case
from materiel.service.recording import correct_entry
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
