"""``materiel search`` from the outside: entries, claims and passages of kept documents."""

import json

import pytest


@pytest.fixture
def record(own):
    assert own("init", "--as", "registrar").code == 0
    assert own("load", "story").code == 0
    path = own.folder / "wire.txt"
    path.write_text("2 May 2024\nGermany has delivered 30 howitzers to Ukraine.\n", "utf-8")
    assert own("ingest", "wire.txt").code == 0
    return own


def test_a_passage_its_claim_and_entries_are_found(record):
    said = record("search", "howitzers")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[-1] == "2 places in story"
    assert any("(passages, letters" in line for line in lines)
    assert any("30 »howitzers« to Ukraine" in line for line in lines)
    assert "k1 (claims)" in record("search", "bridge", "layers").out


def test_kinds_and_json(record):
    answer = json.loads(record("search", "howitzers", "--kind", "claims", "--json").out)
    assert [each["kind"] for each in answer["hits"]] == ["claims"]
    assert answer["words"] == ["howitzers"]
    assert json.loads(record("search", "zeppelin", "--json").out)["hits"] == []


def test_what_cannot_be_searched_is_said(record):
    said = record("search", "...")
    assert (said.code, "no word is given" in said.err) == (2, True)
    said = record("search", "howitzers", "--kind", "claim")
    assert (said.code, "no kind 'claim' (near: claims" in said.err) == (2, True)
    for path in (record.folder / "documents").glob("*.json"):
        path.unlink()
    said = record("search", "howitzers")
    assert said.code == 1
    assert "Restore the file" in said.out


def test_the_day_of_knowledge_is_heeded(record):
    said = record("search", "left", "--known-at", "2024-03-05")
    assert said.out.splitlines()[-1] == "0 places in story"


def test_a_claim_is_a_line_that_a_person_reads(record):
    said = record("search", "howitzers", "--kind", "claims")
    said_of = "delivery, delivered; of artillery_system; 30 system; giver DEU; recipient UKR"
    assert said.out.splitlines()[1:] == [f"  {said_of}; item: 30 »howitzers«", "1 place in story"]
    said = record("search", "layers", "--kind", "claims")
    assert said.out.splitlines()[:2] == [
        "k1 (claims)",
        "  Ardania promises five bridge »layers« to Bellmark.",
    ]


def test_copies_of_a_passage_are_one_line_with_their_number(record):
    for name in ("copy", "other"):
        text = "Germany has delivered 30  howitzers to Ukraine.\n"
        (record.folder / f"{name}.txt").write_text(f"An {name}.\n\n2 May 2024\n{text}", "utf-8")
        assert record("ingest", f"{name}.txt").code == 0
    answer = json.loads(record("search", "howitzers", "--kind", "passages", "--json").out)
    (hit,) = answer["hits"]
    assert len(hit["copies"]) == 2
    lines = record("search", "howitzers", "--kind", "passages").out.splitlines()
    assert lines[1:] == [
        "  Germany has delivered 30 »howitzers« to Ukraine.",
        f"  2 copies: {', '.join(each['id'] for each in hit['copies'])}",
        "1 place in story",
    ]
