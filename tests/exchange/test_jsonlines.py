"""The log goes out as JSON Lines and comes in again without loss (DESIGN §11)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.exchange.jsonlines import End, dump, parse
from materiel.kernel.errors import InputError
from materiel.ledger.entry import Record, encode

texts = st.text(max_size=20)
records = st.builds(
    Record,
    seq=st.integers(1, 10**9),
    body=st.dictionaries(texts, texts, max_size=4).map(encode),
    sources=st.lists(texts, max_size=3).map(encode),
    **dict.fromkeys(
        (
            *("case", "id", "kind", "valid", "known_on", "recorded_at", "actor", "marking"),
            *("supersedes", "request", "salt", "content_hash", "hash"),
        ),
        texts,
    ),
)


@given(st.lists(records, max_size=4))
def test_what_is_dumped_is_parsed_back_field_by_field(log):
    lines = list(dump(log))
    found = parse(lines)
    assert list(found.records) == log
    assert found.end == End(len(log), log[-1].hash if log else "")
    assert all(line.count("\n") == 1 and line.endswith("\n") for line in lines)


@given(records)
def test_body_and_sources_stand_as_json_and_not_as_text(record):
    line, _ = dump([record])
    content = json.loads(line)
    assert encode(content["body"]) == record.body
    assert isinstance(content["sources"], list)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("not json", "line 2: not an exported entry (Expecting value: line 1 column 1 (char 0))"),
        ("{}", "line 2: not an exported entry ('body')"),
        ("[]", "line 2: not an exported entry (list indices must be integers or slices, not str)"),
        ('{"body": {}, "sources": []}', "line 2: not an exported entry ('seq')"),
    ],
)
def test_a_line_that_is_no_entry_is_refused_with_its_number(line, why):
    with pytest.raises(InputError) as caught:
        parse(["\n", line])
    assert str(caught.value) == why


@given(st.lists(records, min_size=1, max_size=4), st.data())
def test_a_file_that_was_cut_anywhere_is_refused(log, data):
    lines = list(dump(log))
    kept = data.draw(st.integers(0, len(log)))
    with pytest.raises(InputError, match="the line that ends an export is missing"):
        parse(lines[:kept])


def test_nothing_may_follow_the_end():
    (end,) = dump([])
    with pytest.raises(InputError, match="line 3: something follows the line that ends the export"):
        parse([end, "\n", end])
    with pytest.raises(InputError, match="line 1: not an exported entry"):
        parse(['{"end": {"entries": 1}}'])
