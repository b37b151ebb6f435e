"""A later download of the SIPRI database corrects the earlier one instead of standing beside it."""

import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from materiel.kernel.errors import InputError
from materiel.ledger.rows import Commitment, Event
from materiel.service.checking import every_row, typed_rows
from materiel.service.importing import import_files
from materiel.service.verifying import verify
from materiel.service.workspace import View
from materiel.store.writing import Writer

sys.path.insert(0, str(Path(__file__).parents[1] / "exchange"))
from sipri_samples import DELIVERIES, DELIVERY_PREAMBLE, ORDERS, deliveries, register

NOW = datetime(2026, 9, 5, 12, tzinfo=UTC)
FIRST, SECOND = date(2025, 1, 3), date(2026, 3, 9)
LATER = [line.replace("3 Jan 2025", "9 Mar 2026") for line in DELIVERY_PREAMBLE]
# Deal 101 as before; 102: one number corrected, an earlier year found, one year dropped; 103 gone;
# 104 new.
CHANGED = [
    DELIVERIES[0],
    DELIVERIES[1].replace(",16,Yes,2023,", ",2,No,2022,").replace("6.4", "0.8"),
    DELIVERIES[1].replace(",16,Yes,", ",18,No,").replace("6.4", "7.2"),
    DELIVERIES[3].replace("103,Spain", "104,Italy"),
]


def written(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.fixture
def first(tmp_path):
    return written(tmp_path, "first.csv", deliveries(*DELIVERIES))


@pytest.fixture
def second(tmp_path):
    return written(tmp_path, "second.csv", deliveries(*CHANGED, preamble=LATER))


def arrived(workspace, case, known_at=None):
    """At most so many units handed over by supplier and year, of the events in force."""
    with workspace.reading(View(case=case, known_at=known_at)) as reader:
        rows = typed_rows(reader.records())
        # An event may name an earlier version of its promise: it is the same one.
        promises = {row.id: row for row in every_row(reader)[Commitment]}
    found = Counter()
    for row in rows[Event]:
        if row.event in ("handed-over", "delivered-from-production"):
            found[promises[row.commitment[0]].giver, row.valid.start.year] += row.high or 0
    return {key: count for key, count in found.items() if count}


def typed_in(lines):
    """The same, from the cells, without any part of the reader."""
    codes = {"Ukraine": "UKR", "Germany": "DEU", "Spain": "ESP", "Italy": "ITA"}
    found = Counter()
    for line in lines:
        cells = line.split(",")
        # An uncertain year begins one year earlier.
        found[codes[cells[1]], int(cells[10]) - (cells[11] == "Yes")] += int(cells[8])
    return dict(found)


CASE = "sipri-arms-deliveries"


def test_a_later_download_corrects_the_earlier_one(workspace, first, second):
    import_files(workspace, [first], now=NOW)
    assert arrived(workspace, CASE) == typed_in(DELIVERIES)
    (file,) = import_files(workspace, [second], now=NOW).files
    assert file.good
    assert arrived(workspace, CASE) == arrived(workspace, CASE, SECOND) == typed_in(CHANGED)
    assert arrived(workspace, CASE, FIRST) == typed_in(DELIVERIES)
    said = {(each["column"], each["from"], each["to"]) for each in file.changes}
    assert ("high", "16", "18") in said
    # By its year, though another delivery stands before it now.
    pairs = {(each["table"], each["before"][-6:], each["after"][-6:]) for each in file.changes}
    assert ("events", ":102:1", ":102:2") in pairs
    fates = Counter(each["fate"] for each in file.changes)
    assert set(fates) == {"corrected", "new", "vanished"}
    # The deal that says the same is not written again.
    assert not any("2026-03-09:101" in each["after"] for each in file.changes)
    assert verify(workspace).good


def test_the_same_downloads_again_change_nothing(workspace, first, second):
    import_files(workspace, [first, second], now=NOW)
    again = import_files(workspace, [second, first], now=NOW)
    assert [file.new for file in again.files] == [0, 0]
    assert arrived(workspace, CASE) == typed_in(CHANGED)


def test_what_a_part_of_a_download_does_not_hold_can_be_kept(workspace, first, second):
    import_files(workspace, [first], now=NOW)
    import_files(workspace, [second], now=NOW, keep_vanished=True)
    assert arrived(workspace, CASE)["ESP", 2021] == 1


def test_an_earlier_download_is_refused_after_a_later_one(workspace, first, second):
    import_files(workspace, [second], now=NOW)
    with pytest.raises(InputError, match=r"the release of 2025-01-03 does not follow the one of"):
        import_files(workspace, [first], now=NOW)


def test_another_part_of_the_same_download_adds_to_it(workspace, tmp_path):
    parts = [
        written(tmp_path, f"{number}.csv", deliveries(*lines))
        for number, lines in enumerate((DELIVERIES[:2], DELIVERIES[3:]))
    ]
    assert import_files(workspace, parts, now=NOW).good
    assert arrived(workspace, CASE) == typed_in([*DELIVERIES[:2], *DELIVERIES[3:]])


def test_the_same_day_with_other_content_is_refused_with_what_differs(workspace, first, tmp_path):
    import_files(workspace, [first], now=NOW)
    other = written(
        tmp_path, "o.csv", deliveries(DELIVERIES[0].replace(",4,No,2008", ",5,No,2008"))
    )
    (file,) = import_files(workspace, [other], now=NOW).files
    assert not file.good
    assert any("stands in the log with another content" in each.problem for each in file.findings)


def test_a_later_register_follows_its_orders_though_they_have_no_number(workspace, tmp_path):
    lines = [line for line in ORDERS if not line.startswith(("Thailand", ","))]
    later = [
        lines[0].replace(",40,?,2022; 2023,", ",44,,2022; 2023,").replace(",40,?,", ",44,,"),
        *lines[2:],
    ]
    day = "Data generated: 9 Mar 2026"
    old = written(tmp_path, "old.csv", register(*lines, preamble=["Data generated: 3 Jan 2025"]))
    new = written(tmp_path, "new.csv", register(*later, preamble=[day]))
    import_files(workspace, [old], now=NOW)
    before = arrived(workspace, "sipri-arms-transfers")
    (file,) = import_files(workspace, [new], now=NOW).files
    assert file.good
    after = arrived(workspace, "sipri-arms-transfers")
    assert before["POL", 2022] == 40
    assert after == {**before, ("POL", 2022): 44}
    # The Norwegian mortars vanished; two equal orders of NASAMS stay two.
    gone = [each["before"] for each in file.changes if each["fate"] == "vanished"]
    assert len(gone) == 3
    new = [each["after"] for each in file.changes if each["fate"] == "new"]
    assert new == ["sipri-register-2026-03-09"]


def test_what_the_checks_derived_is_what_the_ledger_derives_by_itself(
    any_workspace, first, monkeypatch
):
    handed: list[int] = []
    own = Writer.append

    def append(self, entries, request, derived):
        handed.append(len(derived))
        return own(self, entries, request, derived)

    monkeypatch.setattr(Writer, "append", append)
    assert import_files(any_workspace, [first], now=NOW).written
    assert handed[0] > len(DELIVERIES)
    # Verifying derives every entry again from the log, and compares every derived table.
    assert verify(any_workspace).findings == ()


def test_a_file_for_a_case_that_stands_is_derived_from_the_whole_log(
    any_workspace, first, second, monkeypatch
):
    assert import_files(any_workspace, [first], now=NOW).written
    own = Writer.append

    def append(self, entries, request, derived):
        assert derived == {}
        return own(self, entries, request, derived)

    monkeypatch.setattr(Writer, "append", append)
    assert import_files(any_workspace, [second], now=NOW).written
    assert verify(any_workspace).findings == ()
