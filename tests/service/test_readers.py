"""Which reader reads: as asked, as the environment says, or the best that is there."""

from dataclasses import replace
from pathlib import Path

import pytest

import materiel
from materiel.kernel.errors import InputError

TEXT = "Norway has handed over 12 howitzers to Ukraine.\n"


def test_the_weights_read_where_nobody_says_otherwise_and_no_encoder_is_there(monkeypatch):
    monkeypatch.setattr("materiel.service.readers.find_encoder", lambda _: None)
    assert materiel.document_reader("", {}).name == "weights"


def test_the_environment_chooses():
    assert materiel.document_reader("", {"MATERIEL_READER": "rules"}).name == "rules"
    assert materiel.document_reader("weights", {"MATERIEL_READER": "rules"}).name == "weights"


def test_an_unknown_reader_is_refused_with_the_nearest():
    with pytest.raises(InputError) as caught:
        materiel.document_reader("weight", {})
    assert str(caught.value) == (
        "reader: found 'weight'; accepted: rules, weights, encoder; nearest: weights"
    )
    with pytest.raises(InputError, match=r"^MATERIEL_READER: found 'x'; accepted: rules, weights"):
        materiel.document_reader("", {"MATERIEL_READER": "x"})


def test_an_encoder_that_is_not_there_is_refused_with_what_would_help(monkeypatch):
    monkeypatch.setattr("materiel.service.readers.find_encoder", lambda _: None)
    with pytest.raises(InputError) as caught:
        materiel.document_reader("encoder", {})
    assert str(caught.value) == (
        "reader: no encoder is here; accepted: all-mpnet-base-v2 installed by `make encoder`, or "
        "its folder named by MATERIEL_ENCODER"
    )


def test_the_rules_alone_and_the_weights_each_say_who_proposed(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text(TEXT, "utf-8")
    for name in ("rules", "weights"):
        report = materiel.ingest([path], reader=materiel.document_reader(name))
        (row,) = report.files[0].rows()
        assert (row["event"], row["proposer"]) == ("delivery", name)
        assert report.read_by.startswith("rules")


def test_the_encoder_is_taken_where_it_is_and_says_that_it_read(understanding, tmp_path):
    del understanding  # the published model is here
    assert materiel.document_reader("", {}).name == "encoder"
    reader = materiel.document_reader("encoder")
    path = tmp_path / "note.txt"
    path.write_text(TEXT, "utf-8")
    report = materiel.ingest([path], reader=reader)
    assert report.read_by == reader.title
    assert reader.title.endswith("with all-mpnet-base-v2")
    (row,) = report.files[0].rows()
    assert (row["event"], row["proposer"]) == ("delivery", "encoder")
    assert row["why"][-1].startswith("encoder (+")


SAMPLE = Path(__file__).parents[1] / "evidence/corpus/b/docs/b08.txt"


def test_rules_alone_propose_no_weighed_relation():
    weighed = materiel.document_reader("weights")
    assert materiel.document_reader("rules").weighed is False
    for reader, wanted in ((weighed, True), (replace(weighed, weighed=False), False)):
        report = materiel.ingest([SAMPLE], reader=reader)
        words = [one.words for each in report.relations for one in each.features]
        assert bool({"weighed as a part of it", "weak: please check"} & {*words}) is wanted
