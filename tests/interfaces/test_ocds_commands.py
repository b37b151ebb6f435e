"""``materiel export ocds``, ``import`` and ``validate`` as a person and a program run them."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "exchange"))
from ocds_samples import full, package

SCHEMA = {"type": "object", "required": ["ocid", "date"]}
PACKAGE = {"type": "object", "required": ["uri", "version", "releases"]}


@pytest.fixture
def loaded(shell):
    folder = shell.folder / "schemas"
    folder.mkdir()
    (folder / "release-schema.json").write_text(json.dumps(SCHEMA))
    (folder / "release-package-schema.json").write_text(json.dumps(PACKAGE))
    assert shell("init", "ws", "--as", "registrar").code == 0
    assert shell("load", "coalition", "-w", "ws").code == 0
    return shell


def test_a_contract_is_exported_checked_and_imported(loaded):
    said = loaded(
        *("export", "ocds", "gale.json", "--contract", "GALE-25", "--schema", "schemas"),
        *("--prefix", "abc", "--publisher", "An office", "-w", "ws"),
    )
    assert said.code == 0, said.err
    assert said.out.splitlines()[-1] == ("gale.json: 1 contract, checked against OCDS not stated")
    found = json.loads((loaded.folder / "gale.json").read_text("utf-8"))
    assert found["releases"][0]["ocid"] == "abc-coalition-GALE-25"
    said = loaded("validate", "gale.json", "--schema", "schemas", "--json")
    assert said.code == 0
    assert json.loads(said.out)["files"][0]["errors"] == 0
    assert loaded("init", "new", "--as", "registrar").code == 0
    said = loaded("import", "gale.json", "--json", "-w", "new")
    assert said.code == 0, said.out
    (file,) = json.loads(said.out)["files"]
    assert file["case"] == "coalition"
    assert set(file["counts"]) == {"loaded", "loaded-with-finding", "refused", "not-data"}
    assert file["counts"]["refused"] == 0


def test_without_a_file_the_package_is_printed(loaded):
    said = loaded("export", "ocds", "--contract", "GALE-25", "--records", "-w", "ws")
    assert said.code == 0
    assert json.loads(said.out)["records"][0]["compiledRelease"]["tag"] == ["compiled"]


def test_errors_are_findings_with_their_place(loaded):
    (loaded.folder / "bare.json").write_text(json.dumps({"releases": [full()]}))
    said = loaded("validate", "bare.json", "--schema", "schemas")
    assert said.code == 1
    assert 'bare.json#: "uri" is a required property' in said.out
    said = loaded("validate", "bare.json", "--schema", "schemas", "--lenient")
    assert said.code == 0
    assert 'bare.json#: "uri" is a required property' in said.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("validate", "x.json"), "validate: --schema FOLDER is required"),
        (("export", "log.jsonl", "--prefix", "abc"), "export: --prefix is about contracts"),
        (("export", "csv", "log.jsonl"), "export: found 'csv' before a file; accepted: ocds"),
        (("export", "ocds", "out.xml"), "found 'out.xml'; accepted: a file that ends in .json"),
        (("export", "log.jsonl", "--case", "coalition"), "a log is exported whole"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(loaded, arguments, message):
    where = () if arguments[0] == "validate" else ("-w", "ws")
    said = loaded(*arguments, *where)
    assert said.code == 2
    assert message in said.err


def test_hostile_json_ends_in_one_line(loaded):
    (loaded.folder / "deep.json").write_bytes(b'{"releases": [{"ocid":' + b"[" * 100_000)
    said = loaded("import", "deep.json", "-w", "ws")
    assert said.code == 2
    assert said.err.strip() == (
        "materiel: deep.json: nested too deeply; accepted: 64 objects and arrays inside one another"
    )
    (loaded.folder / "nan.json").write_text(json.dumps(package({**full(), "value": float("nan")})))
    assert "NaN is no number of JSON" in loaded("import", "nan.json", "-w", "ws").err
