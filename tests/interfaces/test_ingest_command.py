"""``materiel ingest`` from the outside: a table, JSON, exit codes."""

import json


def test_a_document_is_read_and_counted(shell):
    path = shell.folder / "news.txt"
    path.write_text("France has delivered 30 Caesar howitzers to Ukraine.\n", "utf-8")
    said = shell("ingest", "news.txt", "--claims", "claims.jsonl")
    assert said.code == 0
    assert said.out.splitlines()[-1].startswith(
        "1 claim and 0 relations proposed by rules and weights "
    )
    (row,) = (shell.folder / "claims.jsonl").read_text("utf-8").splitlines()
    assert json.loads(row)["event"] == "delivery"


def test_a_document_that_cannot_be_read_exits_with_findings(shell):
    (shell.folder / "news.docx").write_bytes(b"PK\x03\x04")
    said = shell("ingest", "news.docx", "--json")
    assert said.code == 1
    assert json.loads(said.out)["files"][0]["findings"][0]["problem"] == (
        "a ZIP container that stays closed: no document: File is not a zip file"
    )


def test_options_that_mean_nothing_here_are_refused(shell):
    (shell.folder / "news.txt").write_text("Words.\n", "utf-8")
    said = shell("ingest", "news.txt", "--as-of", "2024-01-01")
    assert said.code == 2
    assert "it only reads documents" in said.err
