"""Contracts out of one workspace as OCDS and into another, and files of others one by one."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from materiel.evidence.documents import Document
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.procurement.contracts import ContractLine
from materiel.service.importing import import_files
from materiel.service.loading import load_case
from materiel.service.publishing import export_ocds, validate_ocds
from materiel.service.workspace import View, create_workspace, open_workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "exchange"))
from ocds_samples import full, package, release, shared

NOW = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture
def other(tmp_path):
    """A second, empty workspace."""
    create_workspace(tmp_path / "other", actor="registrar", environment={})
    with open_workspace(tmp_path / "other", environment={}) as opened:
        yield opened


def test_contracts_go_out_and_come_back_as_the_very_same_file(workspace, other, tmp_path):
    load_case(workspace, "joint-order", now=NOW)
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    done = export_ocds(workspace, first, publisher="An office")
    assert done.good
    assert done.contracts
    report = import_files(other, [first], now=NOW)
    (file,) = report.files
    assert report.written
    assert file.counts()["refused"] == 0
    release_date = json.loads(first.read_text("utf-8"))["releases"][0]["date"][:10]
    export_ocds(
        other,
        second,
        publisher="An office",
        view=View(
            "joint-order", date.fromisoformat(release_date), date.fromisoformat(release_date)
        ),
    )
    assert second.read_bytes() == first.read_bytes()


def test_an_export_says_nothing_new_where_it_comes_from(workspace, tmp_path):
    load_case(workspace, "joint-order", now=NOW)
    export_ocds(workspace, tmp_path / "out.json", records=True)
    (file,) = import_files(workspace, [tmp_path / "out.json"], now=NOW).files
    assert file.good
    assert file.new == 0
    assert file.same > 20


def test_the_joint_order_is_valid_against_the_public_schema(workspace, tmp_path):
    schema = shared("schema", "1.1.5")
    load_case(workspace, "joint-order", now=NOW)
    done = export_ocds(workspace, tmp_path / "out.json", schema=schema)
    assert done.schema == "1.1.5"
    assert [each for each in done.findings if each.check == "ocds-schema"] == []
    assert validate_ocds([tmp_path / "out.json"], schema).good


def test_files_of_others_come_one_after_another(workspace, tmp_path):
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    first.write_text(json.dumps(package(full())), "utf-8")
    contract = {"id": "c1", "awardID": "w1", "items": [{"id": "1", "quantity": 45}]}
    later = release(5, tag=["contractUpdate"], contracts=[contract])
    second.write_text(json.dumps(package(later)), "utf-8")
    assert import_files(workspace, [first], now=NOW).written
    assert import_files(workspace, [second], now=NOW).written
    assert import_files(workspace, [first, second], now=NOW).files[0].new == 0
    for day, firm in ((date(2024, 4, 1), "40"), (date(2024, 6, 1), "45")):
        with workspace.reading(View("ocds-zzzzzz", day, day)) as reader:
            lines = [row for row in reader.rows(ContractLine) if row.line == "1"]
        assert [str(row.firm) for row in lines] == [firm]
    with workspace.reading(View("ocds-zzzzzz")) as reader:
        notes = [row.note for row in reader.rows(Document) if ":release:" in row.id]
    assert len(notes) == 2
    assert all(note.startswith("SHA-256 of the release: ") for note in notes)


def test_an_unknown_contract_and_a_wrong_prefix_are_refused(workspace, tmp_path):
    load_case(workspace, "joint-order", now=NOW)
    with pytest.raises(UnknownNameError, match="no contract 'gemt'"):
        export_ocds(workspace, tmp_path / "out.json", contract="gemt")
    with pytest.raises(InputError, match="prefix: found 'my prefix'"):
        export_ocds(workspace, tmp_path / "out.json", prefix="my prefix")
    assert not (tmp_path / "out.json").exists()


def test_a_file_that_is_not_there_cannot_be_checked(tmp_path):
    with pytest.raises(InputError, match="no file is named"):
        validate_ocds([], tmp_path)
    (tmp_path / "release-schema.json").write_text("{}")
    with pytest.raises(InputError, match="no file at"):
        validate_ocds([tmp_path / "none.json"], tmp_path)


def test_a_package_with_an_error_is_not_written(workspace, tmp_path):
    load_case(workspace, "joint-order", now=NOW)
    schemas = tmp_path / "schemas"
    schemas.mkdir()
    (schemas / "release-schema.json").write_text('{"type": "object"}')
    (schemas / "release-package-schema.json").write_text('{"required": ["colour"]}')
    done = export_ocds(workspace, tmp_path / "out.json", schema=schemas)
    assert not done.good
    assert done.path is None
    assert done.findings[0].problem == '"colour" is a required property'
    assert not (tmp_path / "out.json").exists()
