"""``materiel match`` as a person and as a program reads it."""

import json

import pytest


@pytest.fixture
def offered(shell):
    assert shell("init", "--as", "registrar").code == 0
    assert shell("load", "offers-and-needs").code == 0
    return shell


def test_a_match_is_told_and_accepted_by_its_name(offered):
    said = offered("match")
    assert (said.code, said.err) == (0, "")
    assert "offers-and-needs, as of 2025-12-31, known at 2025-12-31" in said.out
    for title in ("Needs", "Who gives what", "Incomplete", "Offers"):
        assert f"\n{title}\n" in said.out
    assert "component missing: nobody offers 8 Gale interceptor more" in said.out
    assert "too late: 1 of O-DOR-HERON:HERON (from 1 May 2026)" in said.out
    answer = json.loads(offered("match", "--json").out)
    assert f"enter it with --accept {answer['proposal']}" in said.out
    refused = offered("match", "--accept", "0000000000")
    assert refused.code == 2
    assert "proposal 0000000000 cannot be accepted: the match is" in refused.err
    done = offered("match", "--accept", answer["proposal"], "--name", "winter")
    assert done.out == "plan winter: 11 acts recorded as planned, 0 as before\n"
    assert "garda-radar" in offered("balance", "--book", "plans", "--as-of", "2026-12-31").out


def test_a_patient_match_of_one_party_serves_what_was_late(offered):
    said = offered("match", "--party", "XTR", "--late-days", "31", "--json")
    needs = {each["need"]: each["met"] for each in json.loads(said.out)["needs"]}
    assert needs == {"TRE-HERON": 2, "TRE-FU": 1, "TRE-GALE": 0}
    refused = offered("match", "--party", "XDO")
    assert refused.code == 2
    assert "no party with a need list in force 'XDO'" in refused.err
