"""A match is a proposal: told with its reasons, entered only when a person accepts it."""

import json
from datetime import UTC, date, datetime

import pytest

from materiel.kernel.errors import InputError, RefusedActError, UnknownNameError
from materiel.ledger.rows import Planned
from materiel.scenarios.matching import Asked
from materiel.service.balances import balance
from materiel.service.loading import load_case
from materiel.service.matching import accept_match, match_needs
from materiel.service.reporting import answer_report
from materiel.service.workspace import View

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def offered(workspace):
    assert load_case(workspace, "packaged:offers-and-needs", now=NOW).good
    return workspace


def size(workspace):
    with workspace.reading() as reader:
        return len(reader.rows(Planned))


def test_asking_enters_nothing_and_the_answer_is_the_same_again(offered):
    first, again = match_needs(offered), match_needs(offered)
    assert first.as_dict() == again.as_dict()
    assert size(offered) == 0
    answer = json.loads(json.dumps(first.as_dict()))
    assert answer["proven"]
    assert answer["replay"]["ok"]
    assert answer["versions"] == {"VEL": "VEL-2", "TRE": "TRE-1", "ALD": "ALD-1"}
    needs = {each["need"]: each for each in answer["needs"]}
    assert needs["VEL-FU"]["reasons"][0]["missing"] == {"gale-interceptor": 8}
    assert answer["incomplete"][0]["missing"] == {
        "garda-control-station": 1,
        "gale-interceptor": 8,
    }
    used = {}
    for use in answer["uses"]:
        used[use["line"]] = used.get(use["line"], 0) + use["units"]
    for each in answer["offers"]:
        assert used.get(each["line"], 0) == each["used"] <= each["units"]
        assert (each["used"] < each["units"]) == (each["left_because"] is not None)


def test_every_row_of_every_table_cites_entries(offered):
    with offered.reading() as reader:
        known = {record.id for record in reader.records()}
    for table in match_needs(offered).tables:
        assert table.lines
        for line in table.lines:
            assert set(line.cites) <= known


def test_a_conditional_offer_is_shown_with_its_condition(offered):
    tables = {each.name: each for each in match_needs(offered).tables}
    offers = dict(
        zip(tables["offers"].column("offer"), tables["offers"].column("condition"), strict=True)
    )
    assert offers["O-BRE-TERN:TERN"] == "its chamber has not agreed yet"
    assert offers["O-ALD-GALE:GALE"] == "if 4 of ALD-GUST are met"
    assert offers["O-BRE:LAUNCHER"] == "if 4 of O-ALD are used"
    why = dict(
        zip(tables["offers"].column("offer"), tables["offers"].column("reading"), strict=True)
    )
    assert why["O-FAL:STATION"] == "VEL-FU: condition open: consent G-FAL is open"
    assert why["O-DOR-GALE:GALE"] == "no number is certain"


def test_what_a_person_accepts_stands_as_planned_and_again_changes_nothing(offered):
    told = match_needs(offered)
    done = accept_match(offered, told.fingerprint, now=NOW)
    assert done.plan == f"match-{told.fingerprint}"
    assert len(done.new) == len(told.as_dict()["uses"]) == size(offered)
    again = accept_match(offered, told.fingerprint, now=NOW)
    assert (again.new, again.same) == ((), len(done.new))
    with offered.reading() as reader:
        rows = {row.subject: row for row in reader.rows(Planned)}
    launcher = rows["O-ALD:LAUNCHER"]
    assert (launcher.giver, launcher.receiver, launcher.units) == ("XAL", "XVE", 4)
    assert (str(launcher.valid), launcher.note) == ("2026-02", "for VEL-FU")
    after = match_needs(offered)
    assert after.fingerprint == told.fingerprint
    notes = [each.problem for each in after.notes if each.where == "O-ALD:LAUNCHER"]
    assert notes == [
        f"accepted before: 4 in {done.plan}; it is offered here as it stands in the tables"
    ]


def test_no_fact_changes_when_a_match_is_accepted(offered):
    before = [str(line) for line in balance(offered).lines]
    accept_match(offered, match_needs(offered).fingerprint, now=NOW)
    assert [str(line) for line in balance(offered).lines] == before


def test_a_proposal_that_is_another_one_now_is_refused(offered):
    told = match_needs(offered)
    other = match_needs(offered, Asked(parties=("XTR",)))
    assert other.fingerprint != told.fingerprint
    with pytest.raises(RefusedActError) as refused:
        accept_match(offered, other.fingerprint, now=NOW)
    assert str(refused.value) == (
        f"proposal {other.fingerprint} cannot be accepted: the match is {told.fingerprint} now; "
        "look at it again with 'materiel match'"
    )
    assert size(offered) == 0


def test_no_unit_of_an_offer_is_accepted_twice(offered):
    told = match_needs(offered)
    accept_match(offered, told.fingerprint, now=NOW)
    with pytest.raises(RefusedActError) as refused:
        accept_match(offered, told.fingerprint, name="once-more", now=NOW)
    assert str(refused.value) == (
        "O-EST-GUST:GUST: 4 units cannot be accepted: 4 of the 4 offered stand in accepted plans "
        "already"
    )


def test_a_match_of_an_earlier_day_takes_the_version_of_that_day(offered):
    view = View("", date(2025, 11, 1), date(2025, 11, 1))
    told = match_needs(offered, view=view)
    assert told.as_dict()["versions"] == {"VEL": "VEL-1", "TRE": "TRE-1"}


def test_the_changes_between_two_versions_are_listed(offered):
    table = answer_report(offered, "need-changes")
    rows = dict(zip(table.column("need"), table.column("change"), strict=True))
    assert rows["VEL-FU"] == "raised"
    assert rows["VEL-TERN"] == "lowered"
    assert rows["VEL-EV"] == "withdrawn"
    assert rows["VEL-INT"] == "changed"
    chosen = answer_report(offered, "need-changes", options={"from": "VEL-2", "to": "VEL-1"})
    back = dict(zip(chosen.column("need"), chosen.column("change"), strict=True))
    assert back == {
        "VEL-FU": "lowered",
        "VEL-INT": "changed",
        "VEL-TERN": "raised",
        "VEL-EV": "new",
    }
    with pytest.raises(UnknownNameError, match="no version of a need list 'VEL-3'"):
        answer_report(offered, "need-changes", options={"from": "VEL-1", "to": "VEL-3"})
    with pytest.raises(InputError, match="TRE-1 is a version of TRE; accepted: one of VEL"):
        answer_report(offered, "need-changes", options={"from": "VEL-1", "to": "TRE-1"})
    with pytest.raises(InputError, match="found from; accepted: from and to, both"):
        answer_report(offered, "need-changes", options={"from": "VEL-1"})


def test_a_case_without_need_lists_says_what_to_enter(workspace, story, now):
    assert load_case(workspace, str(story), now=now).good
    with pytest.raises(InputError) as refused:
        match_needs(workspace)
    assert str(refused.value) == (
        "no need list is in force on 2024-07-01; enter need_lists and needs"
    )
