"""``ingest`` into a workspace and ``review`` from the outside: lists, decisions, exit codes."""

import json

import pytest

WIRE = "2 May 2024\n\nGermany has delivered 30 howitzers to Ukraine.\n\nNothing else was said.\n"
PAPER = "3 May 2024\nGermany delivered 30 howitzers to Ukraine, officials said.\n"
WATCHED = (
    *("id=guns", "title=howitzers handed over", "events=delivery", "receiver=UKR"),
    *("item_class=artillery_system", "unit=system"),
)


@pytest.fixture
def desk(own):
    assert own("init", "--as", "registrar").code == 0
    assert own("load", "story").code == 0
    assert own("add", "watched", *WATCHED).code == 0
    for name, text in (("wire", WIRE), ("paper", PAPER)):
        (own.folder / f"{name}.txt").write_text(text, "utf-8")
    said = own("ingest", "wire.txt", "paper.txt", "--publisher", "a paper")
    assert said.code == 0, said.err
    assert said.out.splitlines()[-1] == (
        "2 claims and 1 relation wait in story; see 'materiel review'"
    )
    return own


@pytest.fixture
def names(desk):
    """The claims by the words of their passages' paragraphs."""
    waiting = json.loads(desk("review", "--list", "--json").out)["waiting"]
    claims = [each["claim"] for each in waiting if "claim" in each]
    shown = {name: json.loads(desk("review", "--show", name, "--json").out) for name in claims}
    return {
        "paper" if "officials" in each["passage"]["after"] else "wire": name
        for name, each in shown.items()
    }


def test_what_waits_is_listed_with_what_it_moves(desk, names):
    said = desk("review")
    lines = said.out.splitlines()
    assert lines[-1] == "2 claims and 1 relation wait in story"
    assert any("guns: now 0 to 60; accepted:" in line for line in lines)
    assert any(line == f"{names['paper']} same-event {names['wire']}" for line in lines)


def test_a_claim_is_shown_in_its_paragraph(desk, names):
    said = desk("review", "--show", names["wire"])
    assert "Germany has »delivered 30 howitzers« to Ukraine." in said.out
    assert "Nothing else" not in said.out
    assert "wire; a paper; 2024-05-02; grade C; line 3" in said.out
    assert f"may be: {names['paper']} same-event {names['wire']}" in said.out
    assert "the same number 30" in said.out


def test_decisions_move_the_watched_total_and_can_be_undone(desk, names):
    said = desk("review", "--accept", names["wire"], "--accept", names["paper"])
    assert said.out.splitlines() == [
        f"j1: {names['wire']}, {names['paper']} accept",
        "guns: 30 to 60; with all that waits 30 to 60",
    ]
    said = desk("review", "--relate", names["paper"], "same-event", names["wire"])
    assert said.out.splitlines()[-1] == "guns: 30; with all that waits 30"
    assert desk("review", "--undo", "j2").code == 0
    (total,) = json.loads(desk("review", "--totals", "--json").out)
    assert (total["accepted"]["low"], total["accepted"]["high"]) == (30, 60)
    said = desk("review", "--undo", "j2")
    assert (said.code, "j2 is withdrawn already, by j2:2" in said.err) == (2, True)


def test_an_edit_changes_the_reading(desk, names):
    desk("review", "--accept", names["wire"])
    said = desk("review", "--edit", names["wire"], "low=31", "high=31")
    assert said.code == 0
    (total,) = json.loads(desk("review", "--totals", "--json").out)
    assert (total["accepted"]["low"], total["accepted"]["high"]) == (31, 31)
    said = desk("review", "low=31")
    assert (said.code, "cells go with --edit or --draft CLAIM" in said.err) == (2, True)
    said = desk("review", "--edit", names["wire"], "place=elsewhere")
    assert (said.code, "what the source said stays" in said.err) == (2, True)


def test_what_cannot_hold_is_refused_with_its_reason(desk, names):
    desk("review", "--relate", names["paper"], "same-event", names["wire"])
    said = desk("review", "--relate", names["wire"], "distinct", names["paper"])
    assert said.code == 2
    assert "undo j1, then relate them anew" in said.err
    said = desk("review", "--list", "--totals")
    assert (said.code, "--list and --totals: one at a time" in said.err) == (2, True)
    said = desk("review", "--as-of", "2024-01-01")
    assert (said.code, "claims are read at a day of knowledge" in said.err) == (2, True)


def test_the_same_document_again_says_so(desk):
    said = desk("ingest", "wire.txt")
    assert "same" in said.out
    assert said.out.splitlines()[-1].startswith("0 claims and 0 relations wait")


def test_reading_only_stays_reading_only(desk):
    said = desk("ingest", "wire.txt", "--claims", "claims.jsonl")
    assert said.out.splitlines()[-1] == "1 claim and 0 relations proposed"
    said = desk("ingest", "wire.txt", "--claims", "claims.jsonl", "--title", "x")
    assert (said.code, "only read: nothing is kept" in said.err) == (2, True)


def test_nothing_is_watched_and_that_is_said(shell):
    shell("init", "--as", "registrar")
    shell("load", "story")
    said = shell("review", "--totals")
    assert said.out == "no total is watched; add a row of the table 'watched'\n"


def test_a_cluster_is_drafted_completed_and_posted_once(desk, names):
    wire = names["wire"]
    desk("review", "--accept", wire)
    said = desk("review", "--draft", wire)
    assert said.code == 1
    assert "  event=handed-over" in said.out.splitlines()
    assert "  high=30" in said.out.splitlines()
    assert "low: 30 rests on weak sources alone, and is left open" in said.out
    assert "to be stated: promise.item: no item '30 howitzers'" in said.out
    stated = ("commitment=c1", "valid=2024-05-02")
    said = desk("review", "--draft", wire, *stated, "--post")
    assert (said.code, "--yes posts without asking" in said.err) == (2, True)
    said = desk("review", "--draft", wire, *stated, "--post", "--yes")
    assert said.code == 0, said.err
    assert f"events e/{wire}: recorded at position" in said.out
    said = desk("review", "--draft", wire, *stated, "--post", "--yes")
    assert (said.code, f"posted already, as e/{wire}" in said.err) == (2, True)
    said = desk("review", "--post")
    assert (said.code, "--post and --yes go with --draft CLAIM" in said.err) == (2, True)
