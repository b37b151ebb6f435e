"""Merging releases: the public suite, look-alikes of it, laws, and what nobody defines."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ocds_samples import SHARED, content, release, shared

from materiel.exchange.ocds.merging import (
    Merge,
    compile_releases,
    in_order,
    version_releases,
)
from materiel.exchange.ocds.packages import releases_of_versioned
from materiel.exchange.ocds.rules import Rules, packaged_rules, read_rules, rules_of
from materiel.kernel.errors import InputError

SCHEMAS = {
    "1.0": "schema/1.0.3/release-schema.json",
    "1.1": "schema/1.1.5/release-schema.json",
    "schema": "schema/merge_suite_schemas/schema.json",
}
KINDS = ("compiled", "versioned", "append", "by-position")
CASES = sorted(str(path.relative_to(SHARED)) for path in SHARED.glob("merge_suite/*/*.json"))
EXPECTED = [path for path in CASES if path.removesuffix(".json").endswith(KINDS)]


@pytest.mark.parametrize("name", EXPECTED or [None])
def test_the_public_merge_suite(name):
    folder = shared("merge_suite")
    assert name is not None, folder
    base, kind = next(
        (name.removesuffix(f"-{kind}.json"), kind)
        for kind in KINDS
        if name.endswith(f"-{kind}.json")
    )
    releases = content(SHARED / f"{base}.json")
    rules = read_rules(content(shared(*SCHEMAS[base.split("/")[1]].split("/"))))
    if kind in ("append", "by-position"):
        # The suite merges the same releases twice, so that repeated ids can be told apart.
        rules.inner["nested"] = Rules(repeats={"array": kind})
        releases = [*releases, *releases]
    merge = Merge(rules, versioned=kind == "versioned")
    merge.extend(releases)
    assert merge.release() == content(SHARED / name)


def test_the_public_merge_suite_is_whole():
    shared("merge_suite")
    assert len(EXPECTED) == 39


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_the_packaged_rules_are_those_of_the_schema(version):
    schema = content(shared(*SCHEMAS[version].split("/")))
    assert list(packaged_rules(version).paths()) == list(read_rules(schema).paths())


# -- look-alikes of what the suite holds ---------------------------------------------------------


def test_a_null_removes_what_an_earlier_release_said():
    said = release(1, tender={"id": "t", "title": "A", "status": "active"})
    removed = release(2, tender={"id": "t", "title": None})
    assert compile_releases([said, removed])["tender"] == {"id": "t", "status": "active"}
    titles = version_releases([said, removed])["tender"]["title"]
    assert [each["value"] for each in titles] == ["A", None]


def test_objects_meet_by_id_and_whole_lists_replace_one_another():
    party = {"id": "P", "name": "old", "roles": ["buyer", "payer"]}
    later = {"id": "P", "name": "new", "roles": ["supplier"]}
    other = {"id": "Q", "name": "other"}
    found = compile_releases([release(1, parties=[party]), release(2, parties=[other, later])])
    assert found["parties"] == [later, other]


def test_what_stays_empty_is_left_out_and_an_empty_whole_list_is_a_value():
    one = release(1, awards=[], planning={}, tender={"id": "t", "submissionMethod": ["a"]})
    two = release(2, tender={"submissionMethod": []})
    found = compile_releases([one, two])
    assert "awards" not in found
    assert "planning" not in found
    assert found["tender"] == {"id": "t", "submissionMethod": []}


def test_a_text_and_a_number_are_the_same_id():
    found = compile_releases(
        [
            release(1, awards=[{"id": 7, "title": "a"}]),
            release(2, awards=[{"id": "7", "status": "b"}]),
        ]
    )
    assert found["awards"] == [{"id": 7, "title": "a", "status": "b"}]


def test_objects_without_an_id_are_all_kept():
    found = compile_releases([release(1, notes=[{"a": 1}]), release(2, notes=[{"a": 1}])])
    assert found["notes"] == [{"a": 1}, {"a": 1}]


def test_what_is_not_said_anew_has_one_version():
    found = version_releases([release(1, language="en"), release(2, language="en")])
    assert found["language"] == [
        {
            "releaseID": "r1",
            "releaseDate": "2024-01-15T09:30:00+02:00",
            "releaseTag": ["planning"],
            "value": "en",
        }
    ]


def test_true_is_not_one():
    found = version_releases([release(1, flag=True), release(2, flag=1)])
    assert [each["value"] for each in found["flag"]] == [True, 1]


def test_the_moment_counts_and_not_the_letters_of_a_date():
    late = {**release(1, language="late"), "date": "2024-01-01T23:30:00-05:00"}
    early = {**release(2, language="early"), "date": "2024-01-02T01:00:00Z"}
    assert in_order([late, early]) == [early, late]
    assert compile_releases([late, early])["language"] == "late"


# -- what the standard leaves open ---------------------------------------------------------------


def test_a_null_for_an_object_removes_all_of_it_and_its_history_says_so():
    said = release(1, planning={"rationale": "why", "budget": {"id": "b"}})
    gone = release(2, planning=None)
    assert "planning" not in compile_releases([said, gone])
    found = version_releases([said, gone])["planning"]
    assert [each["value"] for each in found["rationale"]] == ["why", None]
    assert [each["value"] for each in found["budget"]["id"]] == ["b", None]


def test_a_repeated_id_is_a_finding_and_the_later_object_counts():
    merge = Merge()
    merge.add(release(1, awards=[{"id": "a", "title": "x"}, {"id": "a", "title": "y"}]))
    assert merge.release()["awards"] == [{"id": "a", "title": "y"}]
    (finding,) = merge.findings
    assert finding.where == "ocds-zzzzzz-42: awards"
    assert finding.problem == "two objects have the id 'a'"


def test_another_type_is_a_finding_and_the_later_one_counts():
    merge = Merge()
    merge.extend([release(1, x={"a": 1}), release(2, x="text"), release(3, x=[{"id": 1}])])
    assert merge.release()["x"] == [{"id": 1}]
    assert [each.check for each in merge.findings] == ["merge-type", "merge-type"]


@pytest.mark.parametrize(
    ("date", "found"), [(None, "None"), (5, "5"), ("soon", "'soon'"), ("", "''")]
)
def test_a_release_without_a_date_cannot_be_placed(date, found):
    with pytest.raises(InputError) as problem:
        compile_releases([{**release(1), "date": date}])
    assert str(problem.value) == (
        f"release 'r1': found date {found}; accepted: a day or a moment, as 2024-03-01T00:00:00Z"
    )


def test_two_processes_never_merge():
    with pytest.raises(InputError, match="releases of two processes, 'ocds-zzzzzz-42' and 'other'"):
        compile_releases([release(1), {**release(2), "ocid": "other"}])


def test_nothing_to_merge_is_no_release():
    with pytest.raises(InputError, match="no release to merge"):
        compile_releases([])


def test_a_schema_that_holds_itself_has_rules_all_the_same():
    schema = {
        "properties": {"ocid": {"type": "string"}, "part": {"$ref": "#/definitions/Part"}},
        "definitions": {
            "Part": {
                "type": "object",
                "properties": {
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "part": {"$ref": "#/definitions/Part"},
                },
            }
        },
    }
    rules = read_rules(schema)
    assert rules.inner["part"].inner["part"] is rules.inner["part"]
    assert ("part/part/tags", "whole") in set(rules.paths())


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({}, "found no 'properties'"),
        ({"properties": {"releases": {}}}, "the schema of a release, not of a package"),
        ({"properties": {"ocid": {"$ref": "http://x"}}}, "lies outside the schema"),
        ({"properties": {"ocid": {"$ref": "#/definitions/No"}}}, "which it lacks"),
        (
            {"properties": {"ocid": {"$ref": "#/d/A"}}, "d": {"A": {"$ref": "#/d/A"}}},
            "lead from one to the next only",
        ),
    ],
)
def test_what_is_no_release_schema_is_refused(schema, message):
    with pytest.raises(InputError, match=message):
        read_rules(schema)


# -- laws ----------------------------------------------------------------------------------------

VALUES = st.one_of(st.booleans(), st.integers(0, 3), st.sampled_from(["", "a", "b"]))
LEAVES = st.one_of(VALUES, st.lists(VALUES, max_size=2))
OBJECTS = st.dictionaries(st.sampled_from("xyz"), LEAVES, max_size=3)
ITEMS = st.lists(
    st.builds(lambda mark, rest: {"id": mark, **rest}, st.sampled_from("12"), OBJECTS),
    max_size=2,
    unique_by=lambda item: item["id"],
)
BODIES = st.fixed_dictionaries(
    {}, optional={"v": LEAVES, "o": OBJECTS, "items": ITEMS, "w": st.lists(VALUES, max_size=2)}
)
RULES = rules_of(
    {"w": "whole", "v": "whole", **{f"{a}/{b}": "whole" for a in ("o", "items") for b in "xyz"}}
)
HISTORIES = st.lists(BODIES, min_size=1, max_size=4).map(
    lambda bodies: [release(number, **body) for number, body in enumerate(bodies, 1)]
)


def plainly(releases: list[dict[str, Any]]) -> dict[str, Any]:
    """The compiled release of these shapes, field by field: too simple to be wrong."""
    found: dict[str, Any] = {}
    for each in releases:
        for name in ("v", "w"):
            if name in each:
                found[name] = each[name]
        found["o"] = {**found.get("o", {}), **each.get("o", {})}
        items = {item["id"]: item for item in found.get("items", [])}
        for item in each.get("items", []):
            items[item["id"]] = {**items.get(item["id"], {}), **item}
        found["items"] = list(items.values())
    return {name: value for name, value in found.items() if value or name in ("v", "w")}


def body(merged: dict[str, Any]) -> dict[str, Any]:
    return {name: merged[name] for name in ("v", "o", "items", "w") if name in merged}


@given(HISTORIES, st.randoms(use_true_random=False))
def test_the_last_word_on_every_field_counts_in_whatever_order_releases_come(releases, draw):
    shuffled = list(releases)
    draw.shuffle(shuffled)
    assert body(compile_releases(shuffled, RULES)) == plainly(releases)


@given(HISTORIES)
def test_the_last_version_of_every_field_is_the_compiled_release(releases):
    def last(value):
        if isinstance(value, list) and value and "releaseDate" in value[-1]:
            return value[-1]["value"]
        if isinstance(value, dict):
            return {name: last(each) for name, each in value.items()}
        return [last(each) for each in value] if isinstance(value, list) else value

    assert body(last(version_releases(releases, RULES))) == body(compile_releases(releases, RULES))


@given(HISTORIES)
def test_a_versioned_release_gives_back_releases_that_merge_into_it(releases):
    """Objects of an array may change places: which came first, an id alone does not say."""

    def in_place(merged):
        items = sorted(merged.get("items", []), key=lambda item: item["id"])
        return {**merged, "items": items}

    versioned = version_releases(releases, RULES)
    again = releases_of_versioned(versioned)
    assert in_place(version_releases(again, RULES)) == in_place(versioned)


@given(HISTORIES)
def test_the_same_release_again_changes_nothing(releases):
    once, twice = Merge(RULES), Merge(RULES)
    for each in releases:
        once.add(each)
        twice.add(each)
        twice.add(each)
        assert once.release() == twice.release()


@given(HISTORIES)
def test_merging_changes_no_release(releases):
    before = repr(releases)
    compile_releases(releases, RULES)
    version_releases(releases, RULES)
    assert repr(releases) == before
