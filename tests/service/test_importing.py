"""Files that others publish come in whole or not at all, release after release."""

import json
import sys
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.service.importing import import_files
from materiel.service.reporting import answer_report, report_records
from materiel.service.verifying import verify
from materiel.service.workspace import View
from materiel.store.entries import head

sys.path.insert(0, str(Path(__file__).parents[1] / "exchange"))
from kiel_lookalike import ROWS, WEBSITE, csv_bytes, release

NOW = datetime(2026, 9, 5, 12, tzinfo=UTC)
LATER = "Ukraine Support Tracker \u2013 9th release (covering January 24 to December 31, 2022)"
EIGHTH, NINTH = date(2022, 11, 20), date(2022, 12, 31)
CHANGED = [{**ROWS[0], "eur": 950.5, "units": 32.0}, *ROWS[1:6], *ROWS[7:]]
"""The ninth release: one row corrected, the Dutch one dropped."""


def written(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.fixture
def first(tmp_path):
    return written(tmp_path, "first.xlsx", release())


@pytest.fixture
def second(tmp_path):
    return written(tmp_path, "second.xlsx", release(CHANGED, note=LATER))


def size(workspace):
    with workspace.database.reading() as connection:
        return head(connection)[0]


def euros(workspace, known_at=None, measure="committed"):
    found = report_records(workspace, "kiel-summary", view=View(known_at=known_at))
    assert all(list(each) == ["donor", "type", "measure", "eur"] for each in found)
    return {
        (each["donor"], each["type"]): each["eur"]
        for each in found
        if each["measure"] == measure and each["eur"]
    }


def units(workspace, known_at=None):
    found = report_records(workspace, "kiel-weapons", view=View(known_at=known_at))
    assert all(list(each) == ["donor", "item", "measure", "units"] for each in found)
    return {
        (each["donor"], each["item"].casefold(), each["measure"]): each["units"]
        for each in found
        if each["units"]
    }


def typed_in(rows):
    """Euros by donor and kind of aid, added up without any part of the reader."""
    sums = Counter()
    for row in rows:
        if isinstance(row.get("eur"), float) and not row["donor"].startswith("European"):
            sums[row["donor"], row["aid"]] += Decimal(repr(row["eur"]))
    return {key: float(value) for key, value in sums.items()}


def test_a_release_comes_in_and_its_own_sums_come_out_again(any_workspace, first):
    report = import_files(any_workspace, [first], now=NOW)
    assert report.written
    (file,) = report.files
    assert (file.format, file.known_on, file.same) == ("kiel-workbook", str(EIGHTH), 0)
    assert size(any_workspace) == file.new > 0
    assert len(file.fates) == sum(file.counts().values())
    assert file.counts()["loaded"] + file.counts()["loaded-with-finding"] >= len(ROWS)
    assert euros(any_workspace) == typed_in(ROWS)
    assert units(any_workspace) == {
        ("Germany", "example gun", "committed"): 35,
        ("Germany", "example gun", "delivered"): 30,
        ("Netherlands", "example gun", "committed"): 2,
    }
    assert verify(any_workspace).good


def test_the_same_file_again_changes_nothing_even_after_a_later_one(workspace, first, second):
    import_files(workspace, [first, second], now=NOW)
    before = size(workspace)
    report = import_files(workspace, [second, first], now=NOW)
    assert report.good
    assert [file.new for file in report.files] == [0, 0]
    assert size(workspace) == before


def test_a_dry_run_tells_the_same_and_writes_nothing(workspace, first, second):
    dry = import_files(workspace, [second, first], now=NOW, dry_run=True)
    assert dry.good
    assert not dry.written
    assert size(workspace) == 0
    real = import_files(workspace, [first, second], now=NOW)
    assert [file.new for file in dry.files] == [file.new for file in real.files]
    assert [file.changes for file in dry.files] == [file.changes for file in real.files]


def test_each_day_of_knowledge_answers_with_the_release_of_that_day(any_workspace, first, second):
    import_files(any_workspace, [first], now=NOW)
    money, weapons = euros(any_workspace), units(any_workspace)
    (file,) = import_files(any_workspace, [second], now=NOW).files
    assert euros(any_workspace, EIGHTH) == money
    assert units(any_workspace, EIGHTH) == weapons
    assert euros(any_workspace) == euros(any_workspace, NINTH) == typed_in(CHANGED)
    assert ("Netherlands", "example gun", "committed") not in units(any_workspace)
    assert units(any_workspace)["Germany", "example gun", "committed"] == 37
    fates = Counter(each["fate"] for each in file.changes)
    assert set(fates) == {"corrected", "new", "vanished"}
    said = {(each["column"], each["from"], each["to"]) for each in file.changes}
    assert ("low", "30", "32") in said
    gone = {each["before"] for each in file.changes if each["fate"] == "vanished"}
    assert {"r08:NLM1.1:pledged", "r08:NLM1"} & gone
    assert verify(any_workspace).good


def test_what_a_part_of_a_release_does_not_hold_can_be_kept(workspace, first, second):
    import_files(workspace, [first], now=NOW)
    import_files(workspace, [second], now=NOW, keep_vanished=True)
    assert euros(workspace)["Netherlands", "Military"] == 1.0
    assert euros(workspace)["Germany", "Military"] == 950.5


def test_what_came_back_counts_again(workspace, tmp_path, first, second):
    note = LATER.replace("9th", "10th").replace("December 31, 2022", "February 28, 2023")
    third = written(tmp_path, "third.xlsx", release(note=note))
    import_files(workspace, [first, second, third], now=NOW)
    assert euros(workspace) == typed_in(ROWS)
    assert euros(workspace, NINTH) == typed_in(CHANGED)
    assert units(workspace)["Netherlands", "example gun", "committed"] == 2


def test_an_earlier_release_is_refused_after_a_later_one(workspace, first, second):
    import_files(workspace, [second], now=NOW)
    before = size(workspace)
    with pytest.raises(InputError, match=r"the release of 2022-11-20 does not follow the one of"):
        import_files(workspace, [first], now=NOW)
    assert size(workspace) == before


def test_nothing_is_written_when_one_of_the_files_holds_everything_back(workspace, first, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    for name, lines in WEBSITE.items():
        (site / name).write_bytes(csv_bytes(lines))
    # The website's release is of 2026-09-01: on the day before nobody can know it.
    report = import_files(workspace, [first, site], now=datetime(2026, 8, 31, tzinfo=UTC))
    assert [file.good for file in report.files] == [True, False]
    assert not report.written
    (problem,) = [each for each in report.files[1].findings if each.severity == "error"]
    assert "not after the recording day 2026-08-31" in problem.problem
    assert size(workspace) == 0
    assert import_files(workspace, [first, site], now=NOW).written


def test_a_file_of_no_format_and_a_wrong_name_are_refused(workspace, tmp_path):
    odd = written(tmp_path, "odd.csv", b"a,b\n1,2\n")
    with pytest.raises(InputError, match=r"odd\.csv is of no format that is read"):
        import_files(workspace, [odd], now=NOW)
    with pytest.raises(UnknownNameError, match="kiel-workbook"):
        import_files(workspace, [odd], format_name="kiel-workbok", now=NOW)
    with pytest.raises(InputError, match="Is a directory"):
        import_files(workspace, [tmp_path], format_name="kiel-workbook", now=NOW)
    with pytest.raises(InputError, match="is a folder; sipri-register reads a file"):
        import_files(workspace, [tmp_path], format_name="sipri-register", now=NOW)
    with pytest.raises(InputError, match="no file at"):
        import_files(workspace, [tmp_path / "none"], now=NOW)
    with pytest.raises(InputError, match="no file is named"):
        import_files(workspace, [], now=NOW)


def test_the_reports_are_tables_that_cite_entries(workspace, first):
    import_files(workspace, [first], now=NOW)
    for name, column, text in (
        ("kiel-summary", "eur", "EUR 900.25"),
        ("kiel-weapons", "units", "35"),
    ):
        table = answer_report(workspace, name)
        assert text in table.as_csv()
        assert table.index(column) == 3
        assert all(line.cites[0].startswith("r08:") for line in table.lines)


def test_release_7_comes_out_as_the_institute_printed_it(workspace, shared):
    kiel = shared / "data" / "kiel"
    book = kiel / "release07_2022-10" / "Ukraine_Support_Tracker_R07.xlsx"
    if not book.is_file():
        pytest.skip(f"the release is not here: {book.name}")
    oracle = json.loads((kiel / "ORACLE.json").read_text("utf-8"))["R07"]
    assert import_files(workspace, [book], now=NOW).written
    found = euros(workspace)
    # The release prints these two apart: its own summary does not call them donors.
    apart = {"European Peace Facility", "European Investment Bank"}
    wanted = {
        (donor, kind): value
        for donor, kinds in oracle["committed_eur"].items()
        for kind, value in kinds.items()
        if donor not in apart and value
    }
    assert len({donor for donor, _ in wanted}) == 41
    assert found.keys() == wanted.keys()
    assert all(abs(found[key] - value) <= 0.01 for key, value in wanted.items())
    assert abs(sum(found.values()) - oracle["committed_total_eur_excluding_EPF_EIB"]) <= 0.01
