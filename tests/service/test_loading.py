"""A case is loaded whole or not at all, again without effect, with the fate of every row."""

from collections import Counter

import pytest

from materiel.exchange.packaged import PACKAGED
from materiel.kernel.errors import ConflictError, InputError
from materiel.service.balances import balance
from materiel.service.loading import load_case
from materiel.service.verifying import verify
from materiel.service.workspace import open_workspace
from materiel.store.entries import head


def size(workspace):
    with workspace.database.reading() as connection:
        return head(connection)[0]


def change(story, table, old, new):
    path = story / f"{table}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_every_row_is_loaded_once_and_the_same_again(any_workspace, story, now):
    first = load_case(any_workspace, str(story), now=now)
    assert first.good
    assert Counter(row.fate for row in first.rows) == {"loaded": 19}
    assert size(any_workspace) == 19
    again = load_case(any_workspace, str(story), now=now)
    assert Counter(row.fate for row in again.rows) == {"same": 19}
    assert size(any_workspace) == 19
    assert verify(any_workspace).good
    (line,) = balance(any_workspace).lines[-1:]
    assert (line.key.party, line.text) == ("XQB", "2")


def test_a_new_row_in_the_folder_is_the_only_one_written(workspace, story, now):
    load_case(workspace, str(story), now=now)
    change(story, "events", "e4,", "e5,c1,received,2024-06-01,1,1,2024-06-03,k4\ne4,")
    report = load_case(workspace, str(story), now=now)
    assert [row.id for row in report.rows if row.fate == "loaded"] == ["e5"]
    assert size(workspace) == 20


def test_a_dry_run_says_the_same_and_writes_nothing(any_workspace, story, now):
    report = load_case(any_workspace, str(story), now=now, dry_run=True)
    assert report.good
    assert report.total("would-load") == 19
    assert size(any_workspace) == 0


def test_one_wrong_cell_holds_everything_back(workspace, story, now):
    change(story, "events", "e3,c1,received,2024-04-20,2,2", "e3,c1,received,2024-04-20,two,2")
    report = load_case(workspace, str(story), now=now)
    assert not report.good
    assert size(workspace) == 0
    fates = {(row.table, row.id or row.place): row.fate for row in report.rows}
    assert fates["events", "events.csv:4"] == "refused"
    assert fates["events", "e2"] == "held-back"
    assert str(report.findings[0]) == (
        "events.csv:4:low: not a whole number: 'two'; accepted: a whole number, 0 or more. "
        "Accepted: a whole number, 0 or more. [cells]"
    )


def test_an_unknown_name_is_refused_at_its_row(workspace, story, now):
    change(story, "commitments", "XQA,XQB", "XQA,XQZ")
    report = load_case(workspace, str(story), now=now)
    assert not report.good
    assert size(workspace) == 0
    refused = {row.id for row in report.rows if row.fate == "refused"}
    assert "c1" in refused
    assert any("XQZ" in finding.problem for finding in report.findings)


def test_the_same_id_with_other_content_is_a_conflict_at_its_row(workspace, story, now):
    load_case(workspace, str(story), now=now)
    change(story, "events", "e3,c1,received,2024-04-20,2,2", "e3,c1,received,2024-04-20,1,1")
    report = load_case(workspace, str(story), now=now)
    (finding,) = report.findings
    assert str(finding) == (
        "events.csv:4: e3 stands in the log with another content. Give the new version an id of "
        "its own and let it supersede this one, or use 'materiel correct'. [conflict]"
    )
    assert [row.id for row in report.rows if row.fate == "refused"] == ["e3"]
    assert size(workspace) == 19


def test_what_only_the_write_can_see_is_a_finding_at_its_row(workspace, story, now):
    change(story, "events", "2024-05-15,k4", "2024-07-31,k4")
    report = load_case(workspace, str(story), now=now)
    errors = [finding for finding in report.findings if finding.check == "ledger"]
    assert [(each.where, each.problem) for each in errors] == [
        (
            "events.csv:5",
            (
                "known_on: 2024-07-31 must lie after 1970-01-01 and not after the recording day "
                "2024-07-05"
            ),
        )
    ]
    assert size(workspace) == 0


def test_a_request_answers_twice_and_serves_once(any_workspace, story, now):
    first = load_case(any_workspace, str(story), now=now, request="r1")
    again = load_case(any_workspace, str(story), now=now, request="r1")
    assert first.total("loaded") == again.total("loaded") == 19
    assert size(any_workspace) == 19
    change(story, "events", "e4,", "e5,c1,received,2024-06-01,1,1,2024-06-03,k4\ne4,")
    with pytest.raises(ConflictError, match="request 'r1' was used before for other entries"):
        load_case(any_workspace, str(story), now=now, request="r1")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "patriott",
            (
                "no case folder and no packaged case 'patriott' (near: patriot); packaged: "
                f"{', '.join(PACKAGED)}; "
                "'materiel init --case patriott' writes a template"
            ),
        ),
        ("packaged:x", "no packaged case 'x'"),
    ],
)
def test_a_source_that_is_not_there_is_named(workspace, source, said):
    with pytest.raises(InputError) as refused:
        load_case(workspace, source)
    assert str(refused.value) == said


def test_a_folder_with_the_name_of_a_packaged_case_is_not_guessed(workspace, tmp_path, monkeypatch):
    (tmp_path / "patriot").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as refused:
        load_case(workspace, "patriot")
    assert str(refused.value) == (
        "'patriot' is a folder here and a packaged case; write ./patriot for the folder, "
        "packaged:patriot for the packaged case"
    )


def test_a_load_needs_somebody_who_acts(workspace, story):
    text = (workspace.folder / "materiel.toml").read_text("utf-8")
    (workspace.folder / "materiel.toml").write_text(text.replace("registrar", ""), "utf-8")
    with (
        open_workspace(workspace.folder, environment={}) as other,
        pytest.raises(InputError, match="nobody is set to record entries"),
    ):
        load_case(other, str(story))


@pytest.mark.parametrize("case", ["patriot", "coalition"])
def test_the_packaged_cases_load_without_an_error(workspace, case):
    report = load_case(workspace, case)
    assert [str(each) for each in report.findings if each.severity == "error"] == []
    assert report.total("loaded") == len(report.rows) > 200
    assert load_case(workspace, case).total("same") == len(report.rows)
