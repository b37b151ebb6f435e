"""A case folder loses nothing on the way out and in; a bad cell is found at its place."""

import tempfile
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from materiel.exchange import folder as folder_module
from materiel.exchange.folder import read_folder, write_folder
from materiel.exchange.tables import CASE_TABLES
from materiel.kernel.errors import InputError
from materiel.kernel.marking import Marking
from materiel.kernel.period import Period
from materiel.kernel.table import KINDS, columns
from materiel.ledger.case import Case
from materiel.ledger.rows import Commitment, Event, Payment
from materiel.procurement.contracts import ContractLine
from materiel.procurement.supplies import Supply
from materiel.vocabulary.parties import Party

CASE = "id,title,today,fictional\nx,a case,2024-12-31,yes\n"
EVENTS = "id,commitment,event,valid,low,high\n"


# ------------------------------------------------------------------------------------ round trip

ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,12}", fullmatch=True)
letters = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t\x0b\x85")
texts = st.text(letters, max_size=30).map(str.strip).filter(bool)
words = texts.map(lambda text: text.replace(";", "")).map(str.strip).filter(bool)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
counts = st.integers(0, 10**12)
periods = st.one_of(
    days.map(str),
    days.map("~{}".format),
    days.map(lambda day: f"{day.year}-Q{(day.month + 2) // 3}"),
    days.map(lambda day: f"{day:%Y-%m}"),
    days.map(lambda day: f"{day.year}-H{1 + day.month // 7}"),
    days.map(lambda day: str(day.year)),
    days.map("{}..".format),
    days.map("..{}".format),
    st.tuples(days, days).map(lambda pair: "..".join(sorted(map(str, pair)))),
).map(Period.parse)
markings = st.sampled_from(["public", "owner:DEU", "releasable:DEU,NLD"]).map(Marking.parse)
decimals = st.decimals(-(10**9), 10**9, places=2) | st.integers(0, 10**9).map(Decimal)

CELLS = {
    "id": ids,
    "ids": st.lists(ids, max_size=3).map(tuple),
    "text": texts,
    "texts": st.lists(words, max_size=3).map(tuple),
    "count": counts,
    "whole": st.integers(-(10**12), 10**12),
    "decimal": decimals,
    "day": days,
    "period": periods,
    "flag": st.booleans(),
    "marking": markings,
    "party": words,
    "parties": st.lists(words, max_size=3).map(tuple),
    "item": words,
    "items": st.lists(words, max_size=3).map(tuple),
    "currency": st.sampled_from(["EUR", "USD", "JPY"]),
}


def test_every_kind_of_cell_is_tried():
    assert set(CELLS) | {"choice"} == set(KINDS)


@st.composite
def rows_of(draw, kind):
    """A row with every required cell and some of the others."""
    defaults = {item.name: item.default for item in fields(kind)}
    needed = {each.name for each in columns(kind) if each.required}
    cells = {}
    for each in columns(kind):
        if defaults[each.name] is not MISSING and draw(st.booleans()):
            continue
        cell = st.sampled_from(each.choices) if each.choices else CELLS[each.kind.name]
        if each.required:
            cell = cell.filter(lambda value: value != ())
        cells[each.name] = draw(cell)
    for name in ("ceiling", "monthly", "capacity"):
        if name in cells and kind in (ContractLine, Supply):
            cells[name] = draw(st.sampled_from(["none", "unknown", "1000"]))
    if kind is Supply:
        cells["prices"] = draw(st.sampled_from(["1: 30", "1: 3000; 20: 2500"]))
    for kept in (cells, {n: c for n, c in cells.items() if n in needed or n == "tiering"}):
        try:
            return kind(**kept)
        except InputError:
            continue
    return assume(condition=False)


@pytest.mark.parametrize("kind", CASE_TABLES, ids=lambda kind: kind.TABLE)
@given(data=st.data())
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
def test_what_is_written_is_read_back(kind, data):
    rows = data.draw(st.lists(rows_of(kind), min_size=1, max_size=3, unique_by=lambda row: row.id))
    tables = {kind: rows}
    if kind is Case:
        tables = {kind: rows[:1]}
    else:
        case = data.draw(rows_of(Case))
        assume(case.id not in {row.id for row in rows})
        tables[Case] = [case]
    with tempfile.TemporaryDirectory() as place:
        write_folder(Path(place), tables)
        found = read_folder(Path(place))
    assert found.findings == ()
    assert {table: list(mine) for table, mine in found.rows.items()} == tables


# ------------------------------------------------------------------------------------- bad cells


def folder(tmp_path: Path, **tables: str) -> Path:
    for name, text in {"case": CASE, **tables}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def said(tmp_path: Path, **tables: str) -> list[str]:
    return [str(each) for each in read_folder(folder(tmp_path, **tables)).findings]


HEADS = {
    Event: "id,commitment,event,valid,low,marking,known_on",
    Payment: "id,commitment,stage,payer,payee,valid,low,currency,basis",
    Party: "id,name,kind",
    Case: "id,title,today,fictional",
}
PERIOD = (
    "accepted: 2024, 2024-H1, 2024-Q3, 2024-04, 2024-04-13, ~2024-04-13, 2024-04-13..2024-07-05"
)
NOT_ID = (
    "not an id: '{}'; accepted: letters, digits and . _ : / - ; "
    "at most 80 characters, a letter or digit first"
)
BAD = {
    "an id with a space": (Event, "e 1,c1,pledged,2024,,,", "id", NOT_ID.format("e 1")),
    "an empty id": (Event, ",c1,pledged,2024,,,", "id", "empty, but required"),
    "an empty period": (Event, "e1,c1,pledged,,,,", "valid", "empty, but required"),
    "a period": (Event, "e1,c1,pledged,spring,,,", "valid", f"not a period: 'spring'; {PERIOD}"),
    "a day that does not exist": (
        Event,
        "e1,c1,pledged,2023-02-29,,,",
        "valid",
        f"no such day: '2023-02-29' (day is out of range for month); {PERIOD}",
    ),
    "the last day of all": (Event, "e1,c1,pledged,9999-12-31,,,", "valid", "no such day"),
    "a period that ends before it starts": (
        Event,
        "e1,c1,pledged,2024..2023,,,",
        "valid",
        "period 2024-01-01..2024-01-01 is empty: its start must come first",
    ),
    "a count below zero": (
        Event,
        "e1,c1,pledged,2024,-1,,",
        "low",
        "a count is never negative: '-1'; accepted: a whole number, 0 or more",
    ),
    "a count with a fraction": (
        Event,
        "e1,c1,pledged,2024,1.5,,",
        "low",
        "not a whole number: '1.5'; accepted: a whole number, 0 or more",
    ),
    "a count in words": (
        Event,
        "e1,c1,pledged,2024,three,,",
        "low",
        "not a whole number: 'three'; accepted: a whole number, 0 or more",
    ),
    "a marking": (
        Event,
        "e1,c1,pledged,2024,1,secret,",
        "marking",
        "not a marking: 'secret'; accepted: public; releasable:DEU,NLD; owner:DEU",
    ),
    "a day": (
        Event,
        "e1,c1,pledged,2024,1,,1.4.2024",
        "known_on",
        "not a day: '1.4.2024'; accepted: YYYY-MM-DD",
    ),
    "an amount": (
        Payment,
        "p1,c1,paid,DEU,UKR,2024,much,EUR,contract",
        "low",
        "not a number: 'much'; accepted: digits with a decimal point",
    ),
    "a count that no database holds": (
        Event,
        "e1,c1,pledged,2024,99999999999999999999,,",
        "low",
        "larger than 1,000,000,000,000,000: '99999999999999999999'",
    ),
    "an amount without end": (
        Payment,
        "p1,c1,paid,DEU,UKR,2024,inf,EUR,contract",
        "low",
        "not a number: 'inf'; accepted: digits with a decimal point",
    ),
    "a word that is not listed": (
        Party,
        "XAL,Aldmark,nation",
        "kind",
        (
            "found 'nation'; accepted: state, group, organisation, company, body, programme, "
            "undisclosed"
        ),
    ),
}


@pytest.mark.parametrize("sort", BAD)
def test_a_bad_cell_is_found_at_its_file_line_and_column(tmp_path, sort):
    kind, cells, column, problem = BAD[sort]
    good = {"case": CASE}
    good[kind.TABLE] = f"# a comment\n{HEADS[kind]}\n\n{cells}\n"
    found = read_folder(folder(tmp_path, **good))
    (finding,) = found.findings
    assert finding.check == "cells"
    assert finding.where == f"{kind.TABLE}.csv:4:{column}"
    assert finding.problem.startswith(problem)
    assert finding.remedy.startswith("Accepted: ")
    assert found.rows[kind] == []
    assert found.counts[f"{kind.TABLE}.csv"] == 1


def test_every_bad_cell_of_a_row_is_found_at_once(tmp_path):
    text = EVENTS + "e1,c1,pledged,spring,-1,x\ne2,c1,pledged,2024,1,1\n"
    found = read_folder(folder(tmp_path, events=text))
    assert [each.where for each in found.findings] == [
        "events.csv:2:valid",
        "events.csv:2:low",
        "events.csv:2:high",
    ]
    assert [row.id for row in found.rows[Event]] == ["e2"]


def test_a_flag_is_yes_or_no(tmp_path):
    case = "id,title,today,fictional\nx,a case,2024-12-31,true\n"
    assert said(tmp_path, case=case) == [
        (
            "case.csv:2:fictional: neither yes nor no: 'true'; accepted: yes or no. "
            "Accepted: yes or no. [cells]"
        ),
        (
            "case.csv: found 0 readable rows. It needs exactly one row that says what the case is. "
            "[case]"
        ),
    ]


# ----------------------------------------------------------------------------- files and headers


def test_an_id_that_stands_twice_names_both_places(tmp_path):
    text = EVENTS + "e1,c1,pledged,2024,1,1\n"
    commitments = "id,kind,title,giver,receiver,item\ne1,gift,t,DEU,UKR,patriot-fire-unit\n"
    assert said(tmp_path, events=text, commitments=commitments) == [
        (
            "events.csv:2:id: e1 stands at commitments.csv:2 already. "
            "Give each row of the case an id of its own. [unique-id]"
        )
    ]


def test_unknown_doubled_and_missing_columns_are_found_in_the_header(tmp_path):
    text = "id,commitments,event,event,valid\ne1,c1,pledged,pledged,2024\n"
    assert said(tmp_path, events=text) == [
        "events.csv:1: no column 'commitments' in this table. Did you mean 'commitment'? [columns]",
        "events.csv:1: column 'event' stands twice. Drop one. [columns]",
        (
            "events.csv:1: column 'commitment' is missing. It holds the promise; several when the "
            "source leaves open which. [columns]"
        ),
    ]


def test_a_file_of_no_table_is_found_with_the_nearest_name(tmp_path):
    (folder(tmp_path) / "event.csv").write_text("id\n")
    assert [str(each) for each in read_folder(tmp_path).findings] == [
        "event.csv: no table has this name. Rename it to events.csv. [files]"
    ]


def test_a_cell_too_many_an_open_quote_and_another_encoding_are_found(tmp_path):
    events = EVENTS + "e1,c1,pledged,2024,1,000,1\n"
    gates = 'id,kind\ng1,"export-licence\n'
    folder(tmp_path, events=events, gates=gates)
    (tmp_path / "claims.csv").write_bytes(b"id\nk\xe4\n")
    found = {each.where: each.problem for each in read_folder(tmp_path).findings}
    assert found["events.csv:2"] == "7 cells under 6 columns"
    assert found["claims.csv"] == "not UTF-8 text (byte 4)"
    assert found["gates.csv"].startswith("not a CSV table: ")


def test_a_table_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(folder_module, "LARGEST_FILE", 100)
    (found,) = read_folder(folder(tmp_path, events=EVENTS + "#" * 100)).findings
    assert (found.check, found.where, found.remedy) == (
        "files",
        "events.csv",
        "Split it into several cases.",
    )


def test_a_quoted_cell_of_two_lines_keeps_the_line_numbers_right(tmp_path):
    text = (
        'id,title,kind,giver,receiver,item,note\nc1,t,gift,DEU,UKR,x,"one\ntwo"\nc2,t,lend,D,U,x,\n'
    )
    assert [each.where for each in read_folder(folder(tmp_path, commitments=text)).findings] == [
        "commitments.csv:4:kind"
    ]


def test_comments_blank_lines_a_byte_order_mark_and_missing_tables_are_no_fault(tmp_path):
    text = (
        "\ufeff# what was promised\n\n# twice\n"
        "id,kind,title,giver,receiver,item\nc1,gift,t,DEU,UKR,x\n,,\n# not yet: c2\n"
    )
    found = read_folder(folder(tmp_path, commitments=text))
    assert found.findings == ()
    assert [row.id for row in found.rows[Commitment]] == ["c1"]
    assert found.places["c1"] == "commitments.csv:5"


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        read_folder(tmp_path / "nowhere")
    assert str(caught.value) == (
        f"no case folder at {tmp_path / 'nowhere'}; "
        f"'materiel init --case {tmp_path / 'nowhere'}' writes one"
    )


def test_entries_take_the_day_and_the_marking_of_the_case(tmp_path):
    case = "id,title,today,fictional,default_marking\nx,a case,2024-12-31,yes,owner:DEU\n"
    text = "id,commitment,event,valid,known_on,marking\ne1,c1,pledged,2024,,\n"
    text += "e2,c1,pledged,2024,2024-05-01,public\n"
    entries = read_folder(folder(tmp_path, case=case, events=text)).entries()
    assert [(each.id, str(each.known_on), str(each.marking)) for each in entries] == [
        ("x", "2024-12-31", "owner:DEU"),
        ("e1", "2024-12-31", "owner:DEU"),
        ("e2", "2024-05-01", "public"),
    ]
