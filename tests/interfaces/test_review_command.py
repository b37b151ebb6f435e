"""``ingest`` into a workspace and ``review`` from the outside: lists, decisions, exit codes."""

import json
from datetime import UTC, datetime

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
    said = desk("review", "--undo", "j2")
    today = datetime.now(UTC).date()
    known = f"known from {today} on, after the case's date 2024-07-01: a review reads it at once"
    assert said.out.splitlines()[1:] == [
        f"{known}, other answers with --known-at {today}",
        "guns: 30 to 60; with all that waits 30 to 60",
    ]
    (total,) = json.loads(desk("review", "--totals", "--json").out)
    assert (total["accepted"]["low"], total["accepted"]["high"]) == (30, 60)
    said = desk("review", "--undo", "j2")
    assert (said.code, "j2 is withdrawn already, by j2:2" in said.err) == (2, True)


def test_an_edit_changes_the_reading(desk, names):
    desk("review", "--accept", names["wire"])
    said = desk("review", "--edit", names["wire"], "low=31", "high=31")
    assert said.code == 0
    assert said.out.splitlines()[-1] == "guns: 31; with all that waits 30 to 61"
    said = desk("review", "--edit", names["wire"], "low=32", "high=32", "--json")
    (total,) = json.loads(said.out)["totals"]
    assert (total["accepted"]["low"], total["accepted"]["high"]) == (32, 32)
    said = desk("review", "low=31")
    assert (said.code, "cells go with --edit or --draft CLAIM" in said.err) == (2, True)
    said = desk("review", "--edit", names["wire"], "place=elsewhere")
    assert (said.code, "what the source said stays" in said.err) == (2, True)


def test_an_edit_without_cells_points_to_what_is_meant(desk, names):
    wire = names["wire"]
    said = desk("review", "--edit", wire)
    assert said.code == 2
    assert said.err == (
        f"materiel: review: --edit {wire} takes column=value for each cell that changes, as "
        f"giver=DEU; a reading that is right: --accept {wire}; one that is wrong altogether: "
        f"--reject {wire}; to read it: --show {wire}\n"
    )


def test_a_claim_named_twice_is_told_once(desk, names):
    said = desk("review", "--accept", names["wire"], "--accept", names["wire"])
    assert said.out.splitlines()[0] == f"j1: {names['wire']} accept"


def test_names_that_nobody_knows_are_told_with_those_that_there_are(desk, names):
    known = ", ".join(["k1", "k2", "k3", "k4", *sorted(names.values())])
    for arguments in (("--show", "zz"), ("--accept", "zz"), ("--edit", "zz", "giver=DEU")):
        said = desk("review", *arguments)
        assert (said.code, said.err) == (2, f"materiel: no claim 'zz'; accepted: {known}\n")
    said = desk("review", "--undo", "zz")
    assert said.err == "materiel: no judgement 'zz'; accepted: nothing, there is none\n"
    said = desk("review", "--edit", names["wire"], "who=DEU")
    assert said.err.startswith("materiel: table claims: no column 'who'; accepted: status, stance,")


def test_an_event_whose_claim_falls_is_a_finding_at_once_and_in_check(desk, names):
    wire = names["wire"]
    desk("review", "--accept", wire)
    stated = ("commitment=c1", "valid=2024-05-02", "--post", "--yes")
    assert desk("review", "--draft", wire, *stated).code == 0
    said = desk("review", "--undo", "j1")
    lost = (
        f"warning: e/{wire}:sources: handed-over cites {wire}, which waits for a judgement. Take "
        f"the event back with 'materiel correct e/{wire} --void', or accept the claim. "
        "[accepted-claims]"
    )
    assert lost in said.out.splitlines()
    assert lost in desk("check").out.splitlines()
    assert (
        f"handed-over cites {wire}, which is rejected by j2" in desk("review", "--reject", wire).out
    )
    desk("correct", f"e/{wire}", "--void")
    assert "accepted-claims" not in desk("check").out


def test_a_contradiction_of_the_totals_stands_in_check_too(desk, names):
    desk("review", "--edit", names["paper"], "low=33", "high=33")
    desk("review", "--accept", names["wire"], "--accept", names["paper"])
    desk("review", "--relate", names["paper"], "contradicts", names["wire"])
    shown = [line for line in desk("review", "--totals").out.splitlines() if "warning" in line]
    assert len(shown) == 1
    assert shown[0].endswith("[statements-contradict]")
    assert shown[0] in desk("check").out.replace(":2: one event", ": one event").splitlines()


def test_an_older_report_that_updates_a_newer_one_is_told_at_once(desk, names):
    said = desk("review", "--relate", names["wire"], "updates", names["paper"])
    assert said.code == 0
    assert said.out.splitlines()[1] == (
        f"warning: j1:left: {names['wire']} of 2024-05-02 updates {names['paper']} of 2024-05-03: "
        "an older report replaces a newer one. Undo j1, and relate them the other way round, or "
        "as contradicts. [updates-in-order]"
    )


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
    assert said.out.splitlines()[-1].startswith("1 claim and 0 relations proposed by rules")
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
    lack = "to be stated: promise.item: no item 'howitzers' (near: artillery-system)"
    assert lack in said.out.splitlines()
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
