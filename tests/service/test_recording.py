"""One entry at a time: added, corrected, voided; who did it, when it counts, and what it breaks."""

from datetime import date, timedelta

import pytest

from materiel.kernel.errors import ConflictError, FindingsError, InputError, UnknownNameError
from materiel.service.balances import balance
from materiel.service.loading import load_case
from materiel.service.recording import add_entry, correct_entry
from materiel.service.selection import Wanted
from materiel.service.stored import stored_entries
from materiel.service.workspace import View


@pytest.fixture
def loaded(workspace, story, now):
    load_case(workspace, str(story), now=now)
    return workspace


RECEIPT = {
    "id": "e5",
    "commitment": "c1",
    "event": "received",
    "valid": "2024-06-01",
    "low": "1",
    "high": "1",
    "sources": "k4",
}


def received(workspace, **view):
    wanted = Wanted(receiver="XQB", rung="received")
    (line,) = balance(workspace, wanted, view=View(**view)).lines
    return line.text


def record(workspace, name):
    with workspace.database.reading() as connection:
        return stored_entries(connection, "story", [name])[name]


def test_an_entry_counts_from_its_day_of_knowledge_and_names_its_actor(loaded, now):
    made = add_entry(loaded, "events", {**RECEIPT, "known_on": "2024-06-03"}, now=now)
    assert (made.id, made.known_on, made.new, made.findings) == (
        "e5",
        date(2024, 6, 3),
        True,
        (),
    )
    assert received(loaded, known_at=date(2024, 6, 2)) == "2"
    assert received(loaded, known_at=date(2024, 6, 3)) == "3"
    stored = record(loaded, "e5")
    assert (stored.actor, stored.recorded_at) == ("registrar", "2024-07-05T12:00:00+00:00")


def test_without_a_stated_day_it_was_known_on_the_recording_day(loaded, now):
    made = add_entry(loaded, "events", RECEIPT, now=now)
    assert made.known_on == date(2024, 7, 5)
    assert made.known_on > made.case_today
    assert received(loaded) == "2"
    assert received(loaded, known_at=date(2024, 7, 5)) == "3"


def test_the_same_again_changes_nothing_and_other_content_is_refused(loaded, now):
    first = add_entry(loaded, "events", {**RECEIPT, "known_on": "2024-06-03"}, now=now)
    again = add_entry(loaded, "events", {**RECEIPT, "known_on": "2024-06-03"}, now=now)
    assert (again.new, again.seq) == (False, first.seq)
    with pytest.raises(ConflictError, match="events e5 stands in the log with other content"):
        add_entry(loaded, "events", {**RECEIPT, "known_on": "2024-06-04"}, now=now)


def test_a_request_repeated_on_the_next_day_answers_as_the_first_time(loaded, now):
    first = add_entry(loaded, "events", RECEIPT, request="r1", now=now)
    again = add_entry(loaded, "events", RECEIPT, request="r1", now=now + timedelta(days=1))
    assert (again.seq, again.known_on) == (first.seq, first.known_on)
    changed = {**RECEIPT, "low": "0"}
    with pytest.raises(ConflictError, match="request 'r1' was used before for other entries"):
        add_entry(loaded, "events", changed, request="r1", now=now)


def test_a_correction_leaves_what_was_answered_before_it(loaded, now):
    made = correct_entry(
        loaded, "e3", {"low": "1", "high": "1"}, known_on=date(2024, 6, 10), now=now
    )
    assert (made.id, made.supersedes) == ("e3:2", "e3")
    assert received(loaded, known_at=date(2024, 6, 9)) == "2"
    assert received(loaded, known_at=date(2024, 6, 10)) == "1"
    again = correct_entry(loaded, "e3:2", {"low": "2", "high": "2"}, now=now)
    assert (again.id, again.supersedes, again.known_on) == ("e3:3", "e3:2", date(2024, 7, 5))
    assert received(loaded, known_at=date(2024, 7, 5)) == "2"


def test_a_correction_keeps_every_cell_that_it_does_not_change(loaded, now):
    correct_entry(loaded, "e3", {"note": "seen at the port", "known_on": "2024-06-10"}, now=now)
    old, new = record(loaded, "e3"), record(loaded, "e3:2")
    assert new.body.replace('"note":"seen at the port",', "") == old.body
    assert (new.sources, new.valid, new.known_on) == (old.sources, old.valid, "2024-06-10")


def test_only_the_newest_version_is_corrected(loaded, now):
    correct_entry(loaded, "e3", {"low": "1"}, now=now)
    with pytest.raises(ConflictError) as refused:
        correct_entry(loaded, "e3", {"low": "0"}, now=now)
    assert str(refused.value) == ("e3 is corrected already, by e3:2 of 2024-07-05; correct e3:2")


def test_a_repeated_request_to_correct_corrects_once(loaded, now):
    first = correct_entry(loaded, "e3", {"low": "1"}, request="r1", now=now)
    again = correct_entry(loaded, "e3", {"low": "1"}, request="r1", now=now + timedelta(days=2))
    assert (again.id, again.seq, again.known_on) == (first.id, first.seq, first.known_on)


def test_a_voided_event_counts_nothing_from_then_on(loaded, now):
    made = correct_entry(loaded, "e3", {}, void=True, known_on=date(2024, 6, 10), now=now)
    assert made.id == "e3:2"
    assert received(loaded, known_at=date(2024, 6, 9)) == "2"
    assert received(loaded, known_at=date(2024, 6, 10)) == "0"


def test_an_error_that_an_entry_would_make_refuses_it(loaded, now):
    with pytest.raises(FindingsError) as refused:
        add_entry(loaded, "events", {**RECEIPT, "sources": "k99"}, now=now)
    assert "k99" in str(refused.value)
    with loaded.database.reading() as connection:
        assert stored_entries(connection, "story", ["e5"]) == {}


def test_a_breach_of_conduct_is_stored_and_said(loaded, now):
    many = {**RECEIPT, "event": "handed-over", "low": "9", "high": "9", "known_on": "2024-06-03"}
    made = add_entry(loaded, "events", many, now=now)
    assert made.new
    assert made.findings
    assert all(finding.severity != "error" for finding in made.findings)
    assert received(loaded) == "11"


def test_a_new_case_begins_with_its_own_row(workspace, now):
    row = {"id": "tiny", "title": "t", "today": "2024-07-01", "fictional": "yes"}
    made = add_entry(workspace, "case", row, now=now)
    assert made.case == workspace.case() == "tiny"


@pytest.mark.parametrize(
    ("table", "cells", "said"),
    [
        ("event", {}, "no table 'event' (near: events)"),
        ("events", {"lov": "1"}, "table events: no column 'lov' (near: low)"),
        (
            "events",
            {"id": "e 5"},
            (
                "events: id: not an id: 'e 5'; accepted: letters, digits and . _ : / - ; at most "
                "80 characters, a letter or digit first"
            ),
        ),
        (
            "events",
            {"id": "e5"},
            (
                "events: commitment: required (the promise; several when the source leaves open "
                "which); accepted: ids separated by ;"
            ),
        ),
        ("events", {**RECEIPT, "valid": "2024-02-30"}, "events: valid: no such day"),
        ("events", {**RECEIPT, "event": "recieved"}, "no event 'recieved' (near: received"),
        ("events", {**RECEIPT, "commitment": "c2"}, "events e5: no commitment 'c2'"),
    ],
)
def test_what_cannot_be_read_is_named(loaded, now, table, cells, said):
    with pytest.raises((InputError, UnknownNameError)) as refused:
        add_entry(loaded, table, cells, now=now)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("entry", "changes", "void", "said"),
    [
        ("e33", {"low": "1"}, False, "story: no entry 'e33' (near: e3"),
        ("e3", {}, False, "e3: nothing is changed; give column=value, or --void"),
        ("e3", {"low": "2"}, False, "e3: nothing is changed; give column=value, or --void"),
        ("e3", {"lo": "2"}, False, "table events: no column 'lo' (near: low)"),
        ("e3", {"supersedes": "x"}, False, "supersedes: a correction of e3 supersedes e3"),
        (
            "d1",
            {},
            True,
            (
                "d1: a row of documents cannot be voided, only those of events, holdings, money, "
                "judgements, planned; change its columns, or add what ended it"
            ),
        ),
        (
            "c1",
            {"receiver": "XQA"},
            False,
            "c1:2: receiver: a correction cannot change who promises what to whom",
        ),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(loaded, now, entry, changes, void, said):
    with pytest.raises((InputError, UnknownNameError)) as refused:
        correct_entry(loaded, entry, changes, void=void, now=now)
    assert said in str(refused.value)
