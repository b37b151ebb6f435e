"""JSON from strangers: what is refused, and with which words; what is read keeps its digits."""

import json
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.exchange.ocds import jsontext
from materiel.exchange.ocds.jsontext import as_text, documents, read_text, write_json
from materiel.kernel.errors import InputError


def loaded(raw: bytes):
    return [value for _, value in documents(as_text("file.json", raw))]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "file.json: an empty file"),
        (b"  \n ", "file.json: an empty file"),
        (b'{"a": }', "file.json:1: not JSON: Expecting value (column 7)"),
        (b'{"a": 1}\n{"b"', "file.json:2: not JSON: Expecting ':' delimiter (column 5)"),
        (
            b'{"a": NaN}',
            "file.json: NaN is no number of JSON; leave the field out where it is not known",
        ),
        (
            b"[-Infinity]",
            "file.json: -Infinity is no number of JSON; leave the field out where it is not known",
        ),
        (b"1" * 50, "file.json: a number of 50 digits; accepted: 40"),
        (b"1" * 6000, "file.json: a number of 6,000 digits; accepted: 40"),
        (b"[1e999999999]", "file.json: number out of range: 1e999999999; accepted: 40 digits"),
        (b"[1e-41]", "file.json: number out of range: 1e-41; accepted: 40 digits"),
        (
            b'{"a": {"id": 1, "id": "two"}}',
            "file.json: 'id' stands twice in one object: 1 and 'two'; keep one",
        ),
        (
            b'["\\ud800"]',
            "file.json: half a letter (a lone surrogate) in '\\ud800'",
        ),
        (
            b'{"\\udfff": 1}',
            "file.json: half a letter (a lone surrogate) in '\\udfff'",
        ),
        (
            b"[" * 65 + b"]" * 65,
            "file.json: nested too deeply; accepted: 64 objects and arrays inside one another",
        ),
        (
            b'{"a":' * 200_000,
            "file.json: nested too deeply; accepted: 64 objects and arrays inside one another",
        ),
    ],
)
def test_hostile_json_is_refused_in_words(raw, message):
    with pytest.raises(InputError) as problem:
        loaded(raw)
    assert str(problem.value) == message


def test_the_deepest_accepted_document_is_read():
    assert loaded(b"[" * 64 + b"]" * 64)


def test_a_file_of_brackets_is_refused_before_it_fills_the_memory():
    start = time.process_time()
    with pytest.raises(InputError, match=r"5,000,001 parts; accepted: 4,000,000 at most"):
        loaded(b"[" + b"[]," * 2_500_000 + b"0]")
    assert time.process_time() - start < 2


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(jsontext, "LARGEST_FILE", 2**20)
    path = tmp_path / "big.json"
    path.write_bytes(b" " * (2**20 + 1))
    with pytest.raises(InputError, match=r"big.json: larger than 1 MiB; split the package"):
        read_text(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_the_encodings_of_unicode_are_told_by_the_first_bytes(encoding):
    assert loaded('{"name": "Łódź"}'.encode(encoding)) == [{"name": "Łódź"}]


def test_another_encoding_is_supposed_and_the_supposition_is_a_finding():
    text = as_text("file.json", '{"name": "Café"}'.encode("iso-8859-1"))
    assert text.encoding == "iso-8859-1"
    assert list(documents(text)) == [("file.json", {"name": "Café"})]
    (finding,) = text.findings
    assert finding.problem == "not UTF-8 (byte 13); read as ISO 8859-1"


def test_a_file_may_hold_one_document_after_another():
    found = list(documents(as_text("file.json", b'{"a": 1}\n\n{"b": 2}')))
    assert found == [("file.json", {"a": 1}), ("file.json:3", {"b": 2})]


def test_an_amount_keeps_its_digits():
    (value,) = loaded(b'{"amount": 12345678901234567.8900}')
    assert str(value["amount"]) == "12345678901234567.8900"
    assert write_json(value) == '{\n  "amount": 12345678901234567.8900\n}\n'


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    )
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(JSON)
def test_what_is_written_is_read_back(value):
    assert loaded(write_json(value).encode()) == [value]


@given(JSON)
def test_what_is_written_is_json_for_others_too(value):
    def floats(each):
        if isinstance(each, Decimal):
            return float(each)
        if isinstance(each, dict):
            return {name: floats(inner) for name, inner in each.items()}
        return [floats(inner) for inner in each] if isinstance(each, list) else each

    assert json.loads(write_json(value)) == floats(value)
