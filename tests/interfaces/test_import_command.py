"""``materiel import`` and the tracker's own reports, as a person and a program run them."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "exchange"))
from kiel_lookalike import ROWS, release
from sipri_samples import ORDERS, register


@pytest.fixture
def filled(shell):
    (shell.folder / "r8.xlsx").write_bytes(release())
    assert shell("init", "ws", "--as", "registrar").code == 0
    return shell


def test_a_release_is_looked_at_written_and_answered_from(filled):
    where = ("-w", "ws")
    said = filled("import", "r8.xlsx", "--dry-run", *where)
    assert said.code == 0
    assert said.out.splitlines()[-1].endswith("entries would be written, 0 the same as before")
    said = filled("import", "r8.xlsx", *where)
    assert said.out.splitlines()[0].split() == [
        *("file", "format", "known", "on", "loaded", "loaded-with-finding", "refused", "not-data"),
    ]
    assert "2922-02-09 is no possible announcement date" in said.out
    said = filled("report", "kiel-summary", "--json", *where)
    records = json.loads(said.out)
    assert {"donor": "Germany", "type": "Military", "measure": "committed", "eur": 900.25} in (
        records
    )
    said = filled("report", "kiel-weapons", "--json", *where)
    assert {"donor": "Germany", "item": "Example gun", "measure": "committed", "units": 35} in (
        json.loads(said.out)
    )
    assert "EUR 900.25" in filled("report", "kiel-summary", *where).out
    assert "Germany,Example gun,committed,35,35,35," in (
        filled("report", "kiel-weapons", "--csv", *where).out
    )


def test_a_file_that_does_not_say_its_day_is_told_it(filled):
    (filled.folder / "register.csv").write_bytes(register(*ORDERS))
    said = filled("import", "register.csv", "-w", "ws")
    assert "the file does not say when it was made" in said.out
    said = filled("import", "register.csv", "--known-on", "2024-03-11", "-w", "other")
    assert "does not say" not in said.out
    assert "2024-03-11" in said.out
    said = filled("import", "r8.xlsx", "--known-on", "2024-03-11", "-w", "ws")
    assert said.code == 2
    assert "says itself when it was public; accepted: no --known-on" in said.err


def test_the_fate_of_every_row_is_listed_for_a_program(filled):
    said = filled("import", "r8.xlsx", "--json", "-w", "ws")
    (file,) = json.loads(said.out)["files"]
    assert len(file["rows"]) == sum(file["counts"].values()) > len(ROWS)
    kept = [row for row in file["rows"] if row["fate"].startswith("loaded")]
    assert all(row["ids"] for row in kept)
    assert any(row["findings"] for row in kept)
    assert file["changes"] is None


def test_what_cannot_be_imported_is_one_line(filled):
    said = filled("import", "story/case.csv", "-w", "ws")
    assert said.code == 2
    assert said.err.startswith("materiel: case.csv is of no format that is read. Seen: text that")
    said = filled("import", "r8.xlsx", "--case", "story", "-w", "ws")
    assert said.err == (
        "materiel: import: --case has no meaning here: the file says which case it is, and when\n"
    )


def test_a_refused_row_is_counted_and_ends_the_command_with_findings(filled):
    odd = [{**ROWS[0], "aid": "Moon"}, *ROWS[1:]]
    (filled.folder / "odd.xlsx").write_bytes(release(odd))
    said = filled("import", "odd.xlsx", "-w", "ws")
    assert said.code == 1
    assert "odd.xlsx: 1 row refused; mend and import again" in said.out
    assert "entries written" in said.out
    report = json.loads(filled("import", "odd.xlsx", "--json", "-w", "ws").out)
    assert (report["good"], report["refused"]) == (True, 1)
