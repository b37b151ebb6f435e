"""Accepted clusters as rows of the ledger: what they leave, what is missing, and once only."""

from datetime import UTC, datetime

import pytest

import materiel
from materiel.kernel.errors import ConflictError, InputError, UnknownNameError
from materiel.service.loading import load_case

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
    assert "no item '30 howitzers'" in made.missing["promise.item"]
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


def test_a_voided_event_can_be_posted_anew(judged, names):
    done = materiel.post_draft(judged, names["wire"], STATED, now=NOW)
    materiel.correct_entry(judged, done[1].id, {}, void=True, now=NOW)
    assert materiel.draft(judged, names["wire"]).posted == ""


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
