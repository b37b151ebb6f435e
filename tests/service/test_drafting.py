"""Accepted clusters as rows of the ledger: what they leave, what is missing, and once only."""

from datetime import UTC, datetime

import pytest

import materiel
from materiel.evidence.claims import Claim
from materiel.kernel.errors import ConflictError, InputError, UnknownNameError
from materiel.service.loading import load_case
from materiel.service.promising import item_of
from materiel.vocabulary.vocabulary import packaged

NOW = datetime(2024, 7, 5, 12, tzinfo=UTC)
TOLD = {
    "wire": "2 May 2024\nGermany has delivered 30 howitzers to Ukraine.\n",
    "paper": "3 May 2024\nGermany delivered 33 howitzers to Ukraine, officials said.\n",
}
STATED = {"promise.kind": "gift", "promise.item": "bridge"}


@pytest.fixture
def record(workspace, story, tmp_path):
    assert load_case(workspace, str(story), now=NOW).good
    for name, text in TOLD.items():
        path = tmp_path / f"{name}.txt"
        path.write_text(text, "utf-8")
        about = materiel.About(grade="A" if name == "wire" else "C")
        materiel.keep_documents(workspace, [path], about, now=NOW)
    return workspace


@pytest.fixture
def names(record):
    with materiel.desk(record) as desk:
        return {desk.document(desk.claim(name)).title: name for name in desk.reviewed.waiting}


@pytest.fixture
def judged(record, names):
    materiel.judge(record, list(names.values()), "accept", now=NOW)
    materiel.judge(record, [names["paper"]], "contradicts", names["wire"], now=NOW)
    return record


def test_a_draft_is_the_bounds_that_the_cluster_leaves(judged, names):
    made = materiel.draft(judged, names["wire"])
    assert sorted(made.names) == sorted(names.values())
    assert (made.event["low"], made.event["high"]) == ("30", "33")
    assert (made.event["event"], made.event["valid"]) == ("handed-over", "..2024-05-02")
    assert sorted(made.event["sources"].split("; ")) == sorted(names.values())
    assert made.promise["giver"] == "DEU"
    assert set(made.missing) == {"promise.kind", "promise.item"}
    assert made.missing["promise.item"] == "no item 'howitzers' (near: artillery-system)"
    assert made.said == ("valid: no day is stated; it happened by the day of the first report",)


def test_weak_sources_alone_leave_the_low_end_open(record, names):
    materiel.judge(record, [names["paper"]], "accept", now=NOW)
    made = materiel.draft(record, names["paper"])
    assert ("low" in made.event, made.event["high"]) == (False, "33")
    assert "low: 33 rests on weak sources alone, and is left open" in made.said


def test_what_is_missing_is_named_and_nothing_is_posted(judged, names):
    with pytest.raises(InputError, match=r"to be stated: promise.kind: what sort .*; promise.item"):
        materiel.post_draft(judged, names["wire"], now=NOW)
    assert not materiel.draft(judged, names["wire"]).posted


def test_a_cluster_is_posted_once(judged, names):
    done = materiel.post_draft(judged, names["wire"], STATED, now=NOW)
    assert [each.table for each in done] == ["commitments", "events"]
    with pytest.raises(ConflictError, match=f"posted already, as e/{names['wire']}"):
        materiel.post_draft(judged, names["paper"], STATED, now=NOW)
    line = next(
        each
        for each in materiel.balance(
            judged,
            materiel.Wanted(item="bridge", rung="received", commitments=(done[0].id,)),
            view=materiel.View(known_at=NOW.date()),
        ).lines
    )
    assert str(line.total.bounds) == "30 to 33"


def received(workspace):
    wanted = materiel.Wanted(item="bridge", rung="received")
    view = materiel.View(known_at=NOW.date())
    lines = materiel.balance(workspace, wanted, view=view).lines
    return [str(line.total.bounds) for line in lines if line.total.bounds.high]


def test_a_voided_event_can_be_posted_anew(judged, names):
    root = names["wire"]
    before = received(judged)
    first = materiel.post_draft(judged, root, STATED, now=NOW)
    posted = received(judged)
    assert (posted != before, "30 to 33" in posted) == (True, True)
    materiel.correct_entry(judged, first[1].id, {}, void=True, now=NOW)
    assert received(judged) == before
    made = materiel.draft(judged, root, STATED)
    assert (made.posted, made.promise, made.event["id"]) == ("", {}, f"e/{root}/2")
    assert made.said[-1] == f"commitment: p/{root} stands already, and the event goes to it"
    (again,) = materiel.post_draft(judged, root, STATED, now=NOW)
    assert (again.id, again.new) == (f"e/{root}/2", True)
    assert received(judged) == posted
    with pytest.raises(ConflictError, match=f"posted already, as e/{root}/2"):
        materiel.post_draft(judged, root, STATED, now=NOW)


def test_another_promise_than_the_one_that_stands_gets_an_id_of_its_own(judged, names):
    root = names["wire"]
    first = materiel.post_draft(judged, root, STATED, now=NOW)
    materiel.correct_entry(judged, first[1].id, {}, void=True, now=NOW)
    other = {**STATED, "promise.giver": "NLD"}
    assert materiel.draft(judged, root, other).said[-1] == (
        f"promise.id: p/{root} stands already with giver=DEU; to post to it, "
        f"state commitment=p/{root}"
    )
    done = materiel.post_draft(judged, root, other, now=NOW)
    assert [each.id for each in done] == [f"p/{root}/2", f"e/{root}/2"]
    assert all(each.new for each in done)


def test_an_event_goes_to_a_promise_that_stands(judged, names):
    made = materiel.draft(judged, names["wire"], {"commitment": "c1"})
    assert made.promise == {}
    assert made.missing == {}
    assert made.event["commitment"] == "c1"


def test_wrong_requests_are_refused(record, names):
    with pytest.raises(InputError, match="is waiting: accept it first"):
        materiel.draft(record, names["wire"])
    materiel.judge(record, [names["wire"]], "accept", now=NOW)
    with pytest.raises(UnknownNameError, match="table commitments: no column 'itme'"):
        materiel.draft(record, names["wire"], {"promise.itme": "x"})


@pytest.mark.parametrize(
    ("cell", "text", "said"),
    [
        (
            "promise.kind",
            "zzz",
            (
                "promise.kind: found 'zzz'; accepted: gift, loan, sale, order, option, request, "
                "backfill, service"
            ),
        ),
        ("promise.giver", "GER", "promise.giver: no party 'GER' (near: DEU, GR, GE)"),
        ("promise.item", "zz", "promise.item: no item 'zz'; accepted: a code or name of an item"),
        ("event", "handed", "event: no event 'handed' (near: handed-over)"),
        ("low", "few", "low: not a whole number: 'few'; accepted: a whole number, 0 or more"),
    ],
)
def test_a_draft_refuses_what_could_not_be_recorded(judged, names, cell, text, said):
    with pytest.raises(InputError) as caught:
        materiel.draft(judged, names["wire"], {cell: text})
    assert str(caught.value) == said


def told(workspace, **cells):
    """A claim that a person entered, so that it stands."""
    stated = {"id": "k7", "document": "d1", "event": "gift", "stance": "asserted"}
    stated |= {"paraphrase": "a gift", "event_kind": "pledge", "status": "announced"}
    return materiel.add_entry(workspace, "claims", stated | cells, now=NOW)


def test_a_party_that_nobody_knows_is_named_with_the_nearest(record):
    told(record, giver="Germny", receiver="UKR", item="bridge layer", intermediary="NSPA")
    made = materiel.draft(record, "k7")
    assert "giver" not in made.promise
    assert made.missing["promise.giver"].startswith("no party 'Germny' (near: Germany")
    (said,) = [each for each in made.said if "party" in each]
    assert said == (
        "party not known: 'Germny' (near: Germany, German army, West Germany), giver of k7"
    )


def test_a_party_of_the_passage_that_nobody_knows_is_named_too(record, tmp_path):
    path = tmp_path / "joint.txt"
    text = "Something else of Atlantis. Germany and Velland have delivered 7 howitzers to Ukraine."
    path.write_text(f"4 May 2024\n\n{text}\n", "utf-8")
    (kept,) = materiel.keep_documents(record, [path], now=NOW).files
    name = f"{kept.document}.1"
    materiel.judge(record, [name], "accept", now=NOW)
    made = materiel.draft(record, name)
    assert made.promise["giver"] == "DEU"
    assert made.said[-1] == (
        f"party not known: 'Velland' (near: Ireland, Iceland, Holland), in the passage of {name}"
    )


def test_a_promise_has_one_giver(record):
    told(record, giver="DEU; NLD", receiver="UKR", item="bridge layer")
    made = materiel.draft(record, "k7")
    assert made.missing["promise.giver"] == "a promise has one giver; the claim names DEU and NLD"


@pytest.mark.parametrize(
    "words", ["Gepard", "8 Gepard", "eight Gepard", "up to 1,000 Gepard", "two Gepards"]
)
def test_an_item_is_looked_up_without_its_number_and_as_one_of_many(words):
    assert item_of(claim(words), packaged()).id == "gepard"


@pytest.mark.parametrize("words", ["eight howitzers", "howitzers"])
def test_an_item_that_nobody_knows_is_named_with_its_class(words):
    with pytest.raises(UnknownNameError) as caught:
        item_of(claim(words), packaged())
    assert str(caught.value) == "no item 'howitzers' (near: artillery-system)"


def test_an_item_whose_words_hold_a_known_name_is_told_it_first():
    with pytest.raises(UnknownNameError) as caught:
        item_of(claim("eight Gepard systems"), packaged())
    assert caught.value.near[:2] == ("gepard", "artillery-system")


def claim(item):
    return Claim(
        id="k",
        document="d",
        event="gave",
        stance="asserted",
        paraphrase="p",
        item=item,
        item_class="artillery_system",
    )
