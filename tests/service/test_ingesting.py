"""Documents into files of claims and relations: all of it written, and nothing decided."""

import json

import pytest

import materiel
from materiel.kernel.errors import InputError


@pytest.fixture
def reports(tmp_path):
    first, second = tmp_path / "first.txt", tmp_path / "second.html"
    first.write_text("Poland has ordered 180 K2 tanks for $3.4 billion.\n", "utf-8")
    second.write_text("<html><p>Poland has ordered 180 K2 tanks.</p></html>", "utf-8")
    return [first, second]


def rows(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_claims_and_relations_are_written_in_the_schema(reports, tmp_path):
    claims, relations, sentences = (tmp_path / f"{name}.jsonl" for name in "abc")
    report = materiel.ingest(reports, claims=claims, relations=relations, sentences=sentences)
    assert report.good
    written = rows(claims)
    assert [(row["claim_id"], row["doc_id"]) for row in written] == [
        ("first.1", "first"),
        ("second.1", "second"),
    ]
    assert written[0]["money"] == {
        "low": 3_400_000_000,
        "high": 3_400_000_000,
        "currency": "USD",
        "qualifier": "exact",
    }
    assert set(written[0]["actors"]) == {
        *("giver", "payer", "buyer", "supplier", "recipient", "intermediary", "approver")
    }
    text = reports[0].read_text("utf-8")
    assert text[written[0]["evidence_start"] : written[0]["evidence_end"]] == written[0]["evidence"]
    (relation,) = rows(relations)
    assert (relation["claim_a"], relation["relation"]) == ("second.1", "same_event")
    assert {row["mark"] for row in rows(sentences)} == {"claimed"}


def test_the_same_documents_in_another_order_give_the_same_claims(reports):
    forward, backward = materiel.ingest(reports), materiel.ingest(reports[::-1])
    taken = [{each.file: each.reading for each in report.files} for report in (forward, backward)]
    assert taken[0] == taken[1]


def test_a_document_that_cannot_be_read_is_a_finding_and_the_others_are_read(reports, tmp_path):
    packed = tmp_path / "packed.docx"
    packed.write_bytes(b"PK\x03\x04")
    report = materiel.ingest([*reports, packed])
    assert not report.good
    assert report.claims == 2
    assert [one.where for each in report.files for one in each.findings] == ["packed.docx"]


def test_two_files_of_one_stem_are_refused(tmp_path):
    paths = [tmp_path / "a.txt", tmp_path / "a.html"]
    for path in paths:
        path.write_text("words", "utf-8")
    with pytest.raises(InputError, match="'a' is the stem of 2 files; claims are named after it"):
        materiel.ingest(paths)


def test_an_answer_that_cannot_be_written_leaves_nothing(reports, tmp_path):
    with pytest.raises(InputError, match="No such file"):
        materiel.ingest(reports, claims=tmp_path / "none" / "claims.jsonl")
    assert not list(tmp_path.glob("*.part"))
