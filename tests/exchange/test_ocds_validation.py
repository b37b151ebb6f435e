"""Checking against schemas in a folder: kinds, versions, leniency, and nothing fetched."""

import json

import pytest
from ocds_samples import full, package, release

from materiel.exchange.ocds.validation import Schemas, check_file
from materiel.exchange.ocds.writing import FIELD
from materiel.kernel.errors import InputError

HOME = "https://standard.example/schema/1__1__9/"
RELEASE = {
    "id": f"{HOME}release-schema.json",
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "required": ["ocid", "id", "date", "initiationType"],
    "properties": {
        "ocid": {"type": "string", "minLength": 1},
        "date": {"type": "string", "format": "date-time"},
        "language": {"type": ["string", "null"]},
        "contracts": {"type": "array", "items": {"$ref": "#/definitions/Contract"}},
    },
    "definitions": {
        "Contract": {"type": "object", "required": ["id"], "properties": {"id": {}}},
    },
}
PACKAGE = {
    "id": f"{HOME}release-package-schema.json",
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "required": ["uri", "publisher", "publishedDate", "releases", "version"],
    "properties": {
        "uri": {"type": "string", "format": "uri"},
        "releases": {"type": "array", "items": {"$ref": f"{HOME}release-schema.json"}},
    },
}


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "schemas"
    found.mkdir()
    (found / "release-schema.json").write_text(json.dumps(RELEASE))
    (found / "release-package-schema.json").write_text(json.dumps(PACKAGE))
    return found


def problems(schemas, document, **options):
    return [
        (each.where, each.problem, each.severity)
        for each in schemas.check(document, "file", **options)
    ]


def test_a_package_is_checked_with_the_release_schema_beside_it(folder):
    schemas = Schemas.load(folder)
    assert schemas.version == "1.1.9"
    assert problems(schemas, package(full())) == []
    wrong = package({**release(), "language": 5, "date": "soon"}, uri="no uri")
    assert problems(schemas, wrong) == [
        ("file#/releases/0/date", '"soon" is not a "date-time"', "error"),
        ("file#/releases/0/language", '5 is not of types "null", "string"', "error"),
        ("file#/uri", '"no uri" is not a "uri"', "error"),
    ]


def test_leniency_forgives_what_the_package_leaves_out_and_reports_it(folder):
    schemas = Schemas.load(folder)
    one = release()
    del one["initiationType"]
    bare = {"version": "1.1", "releases": [one]}
    strict = problems(schemas, bare)
    assert [severity for _, _, severity in strict] == ["error"] * 4
    lenient = problems(schemas, bare, lenient=True)
    assert [(where, problem) for where, problem, _ in lenient] == [
        (where, problem) for where, problem, _ in strict
    ]
    assert {severity for _, _, severity in lenient} == {"warning"}
    no_id = {"version": "1.1", "releases": [{"ocid": "x", "date": "2024-01-01T00:00:00Z"}]}
    assert ("file#/releases/0", '"id" is a required property', "error") in problems(
        schemas, no_id, lenient=True
    )


def test_our_extension_is_checked_once_its_patch_is_applied(folder):
    schemas = Schemas.load(folder / "release-schema.json")
    carried = {"contracts": [{"id": "r", "contract": "c", "line": "1", "item": "crate"}]}
    good = package(release(contracts=[{"id": "c", FIELD: carried}]))
    wrong = json.loads(json.dumps(good))
    wrong["releases"][0]["contracts"][0][FIELD]["contracts"][0]["firmLow"] = -1
    assert problems(schemas, wrong) == []
    assert problems(schemas.extended(), good) == []
    assert problems(schemas.extended(), wrong) == [
        (
            f"file#/releases/0/contracts/0/{FIELD}/contracts/0/firmLow",
            "-1 is less than the minimum of 0",
            "error",
        )
    ]


def test_two_versions_never_meet(folder):
    other = {**PACKAGE, "id": PACKAGE["id"].replace("1__1__9", "1__0__3")}
    (folder / "release-package-schema.json").write_text(json.dumps(other))
    with pytest.raises(InputError, match=r"schemas of 2 versions \(1__0__3, 1__1__9\); accepted"):
        Schemas.load(folder)


def test_nothing_is_fetched(folder):
    away = {**RELEASE, "properties": {"ocid": {"$ref": "https://elsewhere.example/x.json"}}}
    (folder / "release-schema.json").write_text(json.dumps(away))
    with pytest.raises(InputError, match=r"release-schema.json: .*elsewhere\.example"):
        Schemas.load(folder).check(release(), "file")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not a JSON schema"),
        ("[]", "not a JSON schema: it is no object"),
        ("[" * 100_000, "not a JSON schema"),
    ],
)
def test_what_is_no_schema_is_refused(folder, text, message):
    (folder / "release-schema.json").write_text(text)
    with pytest.raises(InputError, match=message):
        Schemas.load(folder)


def test_a_folder_without_schemas_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no release-schema\.json there; accepted: the folder"):
        Schemas.load(tmp_path)


def test_a_record_package_needs_its_own_schema(folder):
    with pytest.raises(InputError, match=r"no record-package-schema\.json, which checks file"):
        Schemas.load(folder).check({"records": []}, "file")


def test_a_file_of_something_else_is_an_error_of_that_file(folder, tmp_path):
    path = tmp_path / "other.json"
    path.write_text('{"a": 1}')
    checked = check_file(path, Schemas.load(folder))
    assert (checked.documents, checked.errors) == (1, 1)
