"""A case as a workbook, through the commands: template, check, load, and tables back out."""

import json
import os
import re
import zipfile

import pytest
from sqlalchemy import select

from materiel.exchange.folder import read_folder
from materiel.exchange.packaged import packaged_case
from materiel.exchange.tables import CASE_TABLES
from materiel.exchange.workbook.reading import read_workbook
from materiel.exchange.workbook.sheets import open_book
from materiel.exchange.workbook.writing import write_workbook
from materiel.interfaces.cli import main
from materiel.ledger.case import Case
from materiel.ledger.rows import Commitment, Event
from materiel.service.workspace import open_workspace
from materiel.store.schema import LOG

STAMPED = ("seq", "recorded_at", "request", "salt", "content_hash", "hash")
"""Columns of the log that tell when and where an entry was written, not what it says."""


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """The command, run in an empty folder."""
    for name in [name for name in os.environ if name.startswith("MATERIEL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        capsys.readouterr()
        code = main([str(each) for each in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def content(folder):
    """What the log of a workspace says, in its order."""
    told = [each for each in LOG.c if each.name not in STAMPED]
    with (
        open_workspace(folder, environment={}) as workspace,
        workspace.database.reading() as connection,
    ):
        rows = connection.execute(select(*told).order_by(LOG.c.seq))
        return [tuple(row) for row in rows]


def story_rows(story):
    """The rows of the small case."""
    return {kind: list(rows) for kind, rows in read_folder(story).rows.items()}


@pytest.fixture
def book(tmp_path, shared_shell):
    """The small case as a workbook."""
    write_workbook(tmp_path / "story.xlsx", story_rows(shared_shell.folder / "story"))
    return tmp_path / "story.xlsx"


def test_a_workbook_gives_the_same_log_as_the_folder(run, tmp_path):
    with packaged_case("patriot") as folder:
        write_workbook(tmp_path / "patriot.xlsx", read_folder(folder).rows)
    for place, source in (("from-folder", "patriot"), ("from-workbook", "patriot.xlsx")):
        assert run("init", place, "--as", "registrar")[0] == 0
        code, said, _ = run("load", source, "-w", place)
        assert code == 0, said
    folder, workbook = content("from-folder"), content("from-workbook")
    assert len(folder) > 100
    assert workbook == folder
    # The other way of filling in the same case changes nothing.
    code, said, _ = run("load", "patriot", "-w", "from-workbook")
    assert said.splitlines()[-1] == (f"patriot: 0 rows loaded, {len(folder):,} the same as before")


def test_a_template_workbook_has_a_sheet_for_each_table_and_lacks_its_case(run, tmp_path):
    code, said, _ = run("init", "--case", "new.xlsx")
    assert (code, said) == (
        0,
        "a sheet for each table in new.xlsx; fill in the sheet 'case' first\n",
    )
    with open_book(tmp_path / "new.xlsx") as made:
        names = {sheet.name for sheet in made.sheets if not sheet.hidden}
    assert names == {kind.TABLE for kind in CASE_TABLES}
    code, said, _ = run("check", "new.xlsx")
    assert code == 1
    assert "new.xlsx:case: found 0 readable rows" in said
    code, _, said = run("init", "--case", "new.xlsx")
    assert (code, said) == (2, "materiel: new.xlsx exists already; choose another name\n")
    code, said, _ = run("init", "--case", "deep/new.XLSX", "--json")
    assert json.loads(said) == {"folder": "deep/new.XLSX", "files": ["new.XLSX"]}


def test_what_is_wrong_in_a_workbook_is_found_at_its_cell_and_nothing_is_loaded(run, book):
    rows = {kind: list(each) for kind, each in read_workbook(book).rows.items()}
    # A promise that its events name is missing: a fault that only the whole case shows.
    del rows[Commitment]
    write_workbook(book, rows)
    assert run("init", "ws", "--as", "registrar")[0] == 0
    code, said, _ = run("load", "story.xlsx", "-w", "ws", "--json")
    report = json.loads(said)
    assert (code, report["good"]) == (1, False)
    assert any(each["where"].startswith("story.xlsx:events:") for each in report["findings"])
    fates = {each["id"]: each["fate"] for each in report["rows"]}
    assert {fates[row.id] for row in rows[Event]} == {"refused"}
    assert fates[rows[Case][0].id] == "held-back"
    assert content("ws") == []


def test_a_cell_that_cannot_be_read_refuses_its_row_and_holds_the_others_back(run, book):
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts["xl/sharedStrings.xml"].decode()
    assert "2024-04-20" in text
    parts["xl/sharedStrings.xml"] = text.replace("2024-04-20", "in May").encode()
    with zipfile.ZipFile(book, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    code, said, _ = run("check", "story.xlsx")
    assert code == 1
    assert "note: story.xlsx:case: " in said
    assert run("init", "ws", "--as", "registrar")[0] == 0
    code, said, _ = run("load", "story.xlsx", "-w", "ws", "--json")
    report = json.loads(said)
    wrong = [each["where"] for each in report["findings"] if each["severity"] == "error"]
    refused = [each for each in report["rows"] if each["fate"] == "refused"]
    assert code == 1
    assert wrong
    assert refused
    lost = [each for each in refused if not each["id"]]
    assert {each["table"] for each in lost} <= {kind.TABLE for kind in CASE_TABLES}
    assert all(each["place"].startswith(f"story.xlsx:{each['table']}:") for each in lost)
    assert content("ws") == []


def test_a_workbook_that_is_none_is_refused_in_one_line(run, tmp_path):
    assert run("init", "ws", "--as", "registrar")[0] == 0
    assert run("load", "gone.xlsx", "-w", "ws")[::2] == (
        2,
        "materiel: no workbook at gone.xlsx\n",
    )
    (tmp_path / "text.xlsx").write_text("id,title\n")
    code, _, said = run("check", "text.xlsx")
    assert code == 2
    assert said.count("\n") == 1


def test_a_report_goes_to_a_spreadsheet(inside, tmp_path):
    path = tmp_path / "ladder.xlsx"
    said = inside("report", "ladder", "--xlsx", str(path))
    assert (said.code, said.out) == (0, f"{path}: 1 row\n")
    with open_book(path) as made:
        (sheet,) = made.sheets
        header, row = (each.cells for each in made.rows(sheet))
    assert sheet.name == "ladder"
    answer = dict(zip(header.values(), (row.get(at) for at in header), strict=True))
    assert (answer["promised: low"], answer["handed over"], answer["handed over: high"]) == (
        "5",
        "2",
        "2",
    )
    assert answer["cites"]
    assert list(header.values())[-1] == "cites"
    for wrong in (("--csv",), ("--out", "page.html")):
        assert inside("report", "ladder", "--xlsx", str(path), *wrong).code == 2
    assert inside("report", "--xlsx", str(path)).code == 2
    assert inside("report", "ladder", "--xlsx", str(tmp_path / "none" / "x.xlsx")).code == 2
    assert "accepted: a file that ends in .xlsx" in (
        inside("report", "ladder", "--xlsx", "ladder.csv").err
    )


def test_a_case_in_the_log_comes_out_as_a_workbook_and_as_a_folder_and_goes_in_again(run):
    assert run("init", "first", "--as", "registrar")[0] == 0
    assert run("load", "patriot", "-w", "first")[0] == 0
    done = run(
        "correct", "deu-ukr-1:handed-over", "note=checked", "known_on=2026-04-01", "-w", "first"
    )
    assert done[0] == 0, done
    for place in ("out.xlsx", "out"):
        code, said, wrong = run("export", place, "-w", "first")
        assert (code, wrong) == (0, "")
        assert re.fullmatch(rf"{place}: patriot: [0-9]+ rows in [0-9]+ tables\n", said)
        assert run("init", f"from-{place}", "--as", "registrar")[0] == 0
        assert run("load", f"./{place}", "-w", f"from-{place}")[0] == 0
    first = sorted(content("first"))
    assert sorted(content("from-out.xlsx")) == first
    assert sorted(content("from-out")) == first
    code, _, wrong = run("export", "out", "-w", "first")
    assert (code, wrong) == (2, "materiel: out exists already; choose another name\n")


def test_a_folder_becomes_a_workbook_and_a_workbook_a_folder(run, tmp_path):
    assert run("export", "t.xlsx", "--source", "transfer-and-backfill")[0] == 0
    assert run("export", "t", "--source", "t.xlsx")[0] == 0
    with packaged_case("transfer-and-backfill") as folder:
        wanted = read_folder(folder)
    assert read_folder(tmp_path / "t").rows == {k: v for k, v in wanted.rows.items() if v}
    code, _, wrong = run("export", "--source", "t")
    assert (code, wrong) == (
        2,
        "materiel: --source: give a file that ends in .xlsx, or a folder, to write to\n",
    )
