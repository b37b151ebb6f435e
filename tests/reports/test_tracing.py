"""From a figure to its passages, with what disagrees beside it."""

import json

import pytest
from gadget_story import ADDRESS, EVIL, reading, stored

from materiel.kernel.errors import UnknownNameError
from materiel.reports.tracing import trace, trace_figure
from materiel.store.reading import Filter

HANDED_OVER = Filter(book="promises", parties=("XBB",), names=("received",), items=("gadget",))


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return stored(tmp_path_factory.mktemp("trace"))


def test_a_figure_leads_to_entries_claims_and_documents(database):
    with reading(database) as read:
        tree = trace(read, HANDED_OVER)
    assert tree.figure == "2 to 3"
    assert tree.bounds == {"low": 2, "high": 3, "low_known": True}
    assert [each.id for each in tree.supports] == ["got-2", "june"]
    first = tree.supports[0]
    assert (first.about, first.quantity, first.valid) == (
        "received: gadgets for Borland",
        "2",
        "20 April 2024",
    )
    assert [(each.claim, each.grade, each.partisan) for each in first.passages] == [
        ("C1", "A", False),
        ("C2", "C", True),
    ]
    passage = first.passages[0]
    assert (passage.paraphrase, passage.locator, passage.place) == (EVIL, ADDRESS, "line 3")


def test_an_undated_entry_says_so_in_words(database):
    with reading(database) as read:
        tree = trace(read, HANDED_OVER)
    said = "nothing dates june more precisely than June 2024"
    assert tree.reasons == (said,)
    assert [each.undated for each in tree.supports] == ["", said]
    assert f"  {said}" in tree.as_text().splitlines()


def test_known_earlier_the_tree_is_smaller(database):
    with reading(database, "2024-06-15", "2024-06-13") as read:
        tree = trace(read, HANDED_OVER)
    assert (tree.figure, len(tree.supports)) == ("2", 1)


def test_what_disagrees_stands_beside_it_from_the_day_it_was_judged(database):
    with reading(database, "2024-06-15", "2024-05-01") as read:
        before = trace(read, "pledged").supports[0]
    with reading(database) as read:
        after = trace(read, "pledged").supports[0]
    assert before.beside == ()
    (beside,) = after.beside
    assert (beside.judgement, beside.relation) == ("clash", "contradicts")
    assert [each.paraphrase for each in beside.others] == ["Arland gave nine."]


def test_one_entry_can_be_traced_and_a_correction_names_what_it_corrects(database):
    with reading(database) as read:
        tree = trace(read, "inside")
    assert tree.figure == ""
    assert tree.bounds is None
    assert tree.supports[0].corrects == "open"
    assert "corrects open" in tree.as_text()


def test_a_claim_and_a_document_show_their_own_passage(database):
    with reading(database) as read:
        claim = trace(read, "C2").supports[0]
        document = trace(read, "D1").supports[0]
    assert [each.paraphrase for each in claim.passages] == ["Arland gave nine."]
    assert [each.title for each in document.passages] == ["gift note"]


def test_every_table_of_the_story_can_be_traced(database):
    with reading(database) as read:
        for name, record in read.records.items():
            (found,) = trace(read, name).supports
            assert (found.id, found.table) == (name, record.kind)
            assert found.about or record.kind in ("case", "parties", "items"), name


def test_a_figure_of_a_report_can_be_traced(database):
    with reading(database) as read:
        tree = trace_figure(read, "promised", read.figure(["G"], "pledged"))
    assert tree.as_text().splitlines()[:2] == [
        "promised: 5",
        "as of 2024-06-15, known at 2024-06-15",
    ]


def test_the_tree_is_plain_content_for_json(database):
    with reading(database) as read:
        tree = trace(read, HANDED_OVER).as_dict()
    assert json.loads(json.dumps(tree)) == tree
    assert tree["as_of"] == "2024-06-15"
    assert tree["supports"][0]["passages"][0]["grade"] == "A"


def test_an_unknown_entry_is_refused(database):
    with reading(database) as read, pytest.raises(UnknownNameError, match="no entry 'pledgd'"):
        trace(read, "pledgd")
