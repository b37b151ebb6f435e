"""A case is checked in its folder and in the workspace, and nothing is written."""

import pytest

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.service.checking import check_folder, check_workspace
from materiel.service.loading import load_case
from materiel.service.recording import add_entry
from materiel.service.templates import write_case_template


def test_a_good_folder_is_good(story):
    report = check_folder(str(story))
    assert (report.case, report.rows, report.good, report.findings) == ("story", 19, True, ())


def test_findings_of_the_files_and_of_the_rows_come_together(story):
    events = story / "events.csv"
    text = events.read_text("utf-8").replace("2,2,2024-05-02,k3", "x,2,2024-05-02,k3")
    events.write_text(text.replace("k4", "k44"), "utf-8")
    report = check_folder(str(story))
    assert not report.good
    assert {"events.csv:4:low"} <= {finding.where for finding in report.findings}
    assert any("k44" in finding.problem for finding in report.findings)


def test_a_row_that_cannot_be_read_is_no_reason_for_warnings(story):
    events = story / "events.csv"
    good = events.read_text("utf-8")
    # Without its promise the first hand-over looks like one that nobody promised.
    lines = [line for line in good.splitlines() if not line.startswith("e1,")]
    events.write_text("\n".join(lines) + "\n", "utf-8")
    alone = {finding.severity for finding in check_folder(str(story)).findings}
    assert "warning" in alone
    events.write_text(good.replace("2024-03-01,5,5", "2024-03-01,x,5"), "utf-8")
    report = check_folder(str(story))
    assert not report.good
    found = {finding.severity: str(finding) for finding in report.findings}
    assert set(found) == {"error", "note"}
    assert found["note"] == (
        "case.csv: 1 row could not be read, so warnings about the whole case are held back. "
        "Mend the cells, and check again. [cells]"
    )


def test_the_workspace_is_checked_by_the_same_rules(workspace, story, now):
    load_case(workspace, str(story), now=now)
    assert check_workspace(workspace).findings == ()
    row = {"id": "e9", "commitment": "c1", "event": "handed-over", "valid": "2024-06-01"}
    row |= {"low": "9", "high": "9", "known_on": "2024-06-03", "sources": "k4"}
    add_entry(workspace, "events", row, now=now)
    report = check_workspace(workspace)
    assert not report.good
    only = min(finding.check for finding in report.findings)
    assert {f.check for f in check_workspace(workspace, only=[only]).findings} == {only}


def test_an_unknown_check_is_refused(story):
    with pytest.raises(UnknownNameError, match="no check 'consents'"):
        check_folder(str(story), ["consents"])


def test_a_new_template_is_waiting_to_be_filled_in(tmp_path):
    paths = write_case_template(tmp_path / "mine")
    assert {"case.csv", "events.csv", "floors.csv"} <= {path.name for path in paths}
    report = check_folder(str(tmp_path / "mine"))
    assert [str(finding) for finding in report.findings] == [
        (
            "case.csv: found 0 readable rows. It needs exactly one row that says what the case is. "
            "[case]"
        )
    ]
    with pytest.raises(InputError, match=r"holds case\.csv already; choose an empty folder"):
        write_case_template(tmp_path / "mine")
