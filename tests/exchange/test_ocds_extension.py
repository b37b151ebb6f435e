"""The extension: rows as JSON and back without loss, its schema made from the tables."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.exchange.ocds.extension import (
    FIELD,
    TABLES,
    declaration,
    patched,
    rows_in,
    schema_patch,
    with_extension,
)
from materiel.exchange.ocds.fields import from_object, json_name, to_object
from materiel.exchange.ocds.merging import Merge
from materiel.kernel.marking import Marking
from materiel.kernel.period import Period
from materiel.kernel.table import columns, to_cells
from materiel.ledger.rows import Payment
from materiel.procurement.contracts import ContractLine, Option

DECIMALS = st.decimals(0, 10**9, places=4) | st.just(Decimal("3.500"))
WORDS = st.text('abc ;,"\\é', max_size=6).map(str.strip)
DAYS = st.dates(date(2000, 1, 1), date(2050, 1, 1))
OPTIONS = st.builds(
    Option,
    id=st.sampled_from(["O1", "a/b:2"]),
    contract=st.just("C"),
    line=st.just("1"),
    quantity=st.none() | st.integers(50, 10**12),
    minimum=st.integers(0, 50),
    price=DECIMALS,
    currency=st.just("EUR"),
    basis=st.just("contract"),
    expires=st.none() | DAYS,
    holders=st.lists(st.sampled_from(["DEU", "NLD"]), max_size=2).map(tuple),
    index=WORDS,
    known_on=st.none() | DAYS,
    marking=st.none() | st.just(Marking("releasable", ("DEU", "NLD"))),
    note=WORDS,
)


@given(OPTIONS)
def test_a_row_comes_back_as_it_was(row):
    findings = []
    content = json.loads(json.dumps(to_object(row), default=str), parse_float=Decimal)
    for name in ("price",):
        content[name] = Decimal(content[name])
    assert from_object(Option, content, "#/x", findings) == row
    assert findings == []


def test_what_equals_its_default_is_left_out_and_names_are_those_of_json():
    row = ContractLine(
        id="c1",
        contract="C",
        line="1",
        item="crate",
        firm_low=3,
        delivery=Period.parse("2024-Q3"),
        vat_rate=Decimal("19.0"),
    )
    assert to_object(row) == {
        "id": "c1",
        "contract": "C",
        "line": "1",
        "item": "crate",
        "firmLow": 3,
        "vatRate": Decimal("19.0"),
        "delivery": "2024-Q3",
    }


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("firmLow", "3", "found '3'"),
        ("firmLow", True, "found True"),
        ("firmLow", -3, "a count is never negative: '-3'; accepted: a whole number, 0 or more"),
        ("price", "3.5", "found '3.5'"),
        ("scope", "all", "found 'all'; accepted: share, whole"),
        ("sources", ["a;b"], "found an array of 1"),
        ("sources", "a", "found 'a'"),
        ("line", None, "empty, but required (its line item)"),
        ("knownOn", "tomorrow", "not a day: 'tomorrow'; accepted: YYYY-MM-DD"),
    ],
)
def test_a_field_that_cannot_be_read_refuses_its_row_in_words(field, value, problem):
    content = {"id": "c", "contract": "C", "line": "1", "item": "crate", field: value}
    findings = []
    assert from_object(ContractLine, content, "#/rows/0", findings) is None
    (finding,) = findings
    assert (finding.where, finding.problem) == (f"#/rows/0/{field}", problem)


def test_a_field_that_the_extension_lacks_is_a_finding_and_the_row_is_read():
    content = {"id": "c", "contract": "C", "line": "1", "item": "crate", "colour": "grey"}
    findings = []
    assert from_object(ContractLine, content, "#", findings) is not None
    assert [each.problem for each in findings] == ["the extension has no field 'colour' here"]


def test_rows_are_found_wherever_an_object_carries_them():
    line = {"id": "c", "contract": "C", "line": "1", "item": "crate"}
    release = {
        FIELD: {"contracts": [line, 5], "planes": []},
        "contracts": [{"items": [{FIELD: {"contracts": [{**line, "id": "d"}]}}], FIELD: 7}],
    }
    findings = []
    found = list(rows_in(release, "", findings))
    assert [(place, row and row.id) for place, row in found] == [
        (f"/{FIELD}/contracts/0", "c"),
        (f"/{FIELD}/contracts/1", None),
        (f"/{FIELD}/planes", None),
        (f"/contracts/0/items/0/{FIELD}/contracts/0", "d"),
        (f"/contracts/0/{FIELD}", None),
    ]
    assert len(findings) == 3


def test_the_schema_names_every_column_of_every_table():
    patch = schema_patch()
    whole = patch["definitions"]["JointProcurement"]["properties"]
    assert set(whole) == set(TABLES)
    for name, kind in TABLES.items():
        reference = whole[name]["items"]["$ref"].rpartition("/")[2]
        stated = patch["definitions"][reference]
        assert set(stated["properties"]) == {json_name(each.name) for each in columns(kind)}
        assert all(each["description"] for each in stated["properties"].values())
    assert declaration()["schemas"] == ["release-schema.json"]


def test_a_patch_adds_and_removes_without_touching_what_it_is_applied_to():
    base = {"a": {"b": 1, "c": 2}, "d": 3}
    assert patched(base, {"a": {"b": None, "e": {"f": 4}}, "d": [5]}) == {
        "a": {"c": 2, "e": {"f": 4}},
        "d": [5],
    }
    assert base == {"a": {"b": 1, "c": 2}, "d": 3}


def test_rows_of_a_later_release_are_taken_whole():
    """Else a cell that is empty now would keep what it held before."""

    def release(number, row):
        carried = [{"id": "1", FIELD: {"contracts": [row]}}]
        return {
            "ocid": "x",
            "id": str(number),
            "date": f"2024-0{number}-01",
            "contracts": [{"id": "c", "items": carried, "milestones": carried}],
        }

    merge = Merge(with_extension())
    merge.add(release(1, {"id": "r", "firmLow": 3, "note": "old"}))
    merge.add(release(2, {"id": "r", "firmLow": 4}))
    (contract,) = merge.release()["contracts"]
    for name in ("items", "milestones"):
        assert contract[name][0][FIELD] == {"contracts": [{"id": "r", "firmLow": 4}]}


def test_an_amount_of_whole_units_may_stand_as_a_whole_number():
    content = {
        "id": "p",
        "commitment": "k",
        "stage": "paid",
        "payer": "DEU",
        "payee": "NLD",
        "valid": "2024-01",
        "low": 1200000000,
        "currency": "EUR",
        "basis": "contract",
    }
    row = from_object(Payment, content, "#", [])
    assert to_cells(row)["low"] == "1200000000"
