"""A release that nobody has seen yet loads, or is refused with the name of what it lacks."""

import re
from datetime import date

import pytest
from kiel_lookalike import NEW, NOTE, OLD, ROWS, SUMMARY, release, summary

from materiel.exchange.formats.kiel_workbook import KIEL_WORKBOOK
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.ledger.rows import Commitment, Event, Payment

NOTE_30 = NOTE.replace("8th", "30th").replace("November 20, 2022", "August 31, 2026")


def read(folder, data):
    path = folder / "a.xlsx"
    path.write_bytes(data)
    assert KIEL_WORKBOOK.detect(path).possible
    return KIEL_WORKBOOK.read(path)


def told(imported):
    """What the rows say, whatever the release calls itself and wherever they stand."""
    money = sorted(
        (row.payer, row.stage, str(row.low), str(row.high), row.currency)
        for row in imported.rows[Payment]
    )
    units = sorted(
        (row.event, str(row.valid), row.low is None, row.low or 0, row.high or 0)
        for row in imported.rows[Event]
    )
    return money, units, sorted(row.giver for row in imported.rows[Commitment])


@pytest.fixture
def plain(tmp_path):
    return told(read(tmp_path, release()))


def without(headings, *names):
    return {name: text for name, text in headings.items() if name not in names}


# The nameless heading of the item stands before its neighbour: the two move together.
TURNED = dict(list(OLD.items())[10:] + list(OLD.items())[:10])
VARIED = {
    "columns in another order": {"headings": TURNED},
    "a column more at the front": {"headings": {"_new": "Reviewed by", **OLD}},
    "a column more at the end": {"headings": {**OLD, "_new": "Delivery mode"}},
    "headings in capitals with blanks": {
        "headings": {name: f" {text.upper()} " if text else "" for name, text in OLD.items()}
    },
    "an optional column less": {
        "headings": without(OLD, "_specific", "_words", "_again", "_blank")
    },
    "another main sheet": {"main": "Bilateral aid (MAIN DATA)"},
    "titles above": {"above": [["Ukraine Support Tracker"], [], ["Main data"]]},
    "a new sheet": {"more": {"Fortifications": [["what"], ["new"]]}},
}


@pytest.mark.parametrize("name", VARIED)
def test_a_varied_release_says_the_same(tmp_path, plain, name):
    assert told(read(tmp_path, release(**VARIED[name]))) == plain


def test_release_30_is_a_release_like_any_other(tmp_path):
    rows = [{**row, "measure": "Allocation"} for row in ROWS]
    imported = read(tmp_path, release(rows, NEW, note=NOTE_30, main="Data R30"))
    assert imported.known_on == date(2026, 8, 31)
    assert all(row.id.startswith("r30:") for row in imported.rows[Payment])


def test_a_new_column_is_named(tmp_path):
    imported = read(tmp_path, release(headings={**OLD, "_new": "Delivery mode"}))
    (found,) = [each for each in imported.findings if "Delivery mode" in each.problem]
    assert found.problem == "column 'Delivery mode' is new and is not read"
    assert found.severity == "note"


WRITTEN = {
    "a day": (date(2022, 4, 26), "2022-04-26"),
    "ISO text": ("2022-04-26", "2022-04-26"),
    "a day number": (44677.0, "2022-04-26"),
    "month first": ("4/26/2022", "2022-04-26"),
    "words": ("April 26, 2022", "2022-04-26"),
    "words, day first": ("26 April 2022", "2022-04-26"),
    "a month": ("04/2022", "2022-04"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_day_is_the_same_however_it_is_written(tmp_path, name):
    cell, period = WRITTEN[name]
    imported = read(tmp_path, release([{**ROWS[0], "date": cell}, *ROWS[3:]]))
    found = {str(row.valid) for row in imported.rows[Event] if ":DEM1" in row.id}
    assert str(Period.parse(period)) in found


@pytest.mark.parametrize(
    ("column", "other", "known", "nearest"),
    [
        ("donor", "countrie gave", "donor", "nearest here: 'countrie gave'"),
        ("date", "Announced some time", "date", "known as 'announcement date'"),
        ("aid", "sort", "type", "known as '"),
    ],
)
def test_a_release_without_a_needed_column_is_refused_by_name(
    tmp_path, column, other, known, nearest
):
    path = tmp_path / "a.xlsx"
    path.write_bytes(release(headings={**OLD, column: other}))
    with pytest.raises(InputError) as raised:
        KIEL_WORKBOOK.read(path)
    assert re.search(f"no column for '{known}' .known as '", str(raised.value))
    assert nearest in str(raised.value)


def test_the_summary_is_found_under_a_slightly_other_name(tmp_path):
    imported = read(tmp_path, release(more={"Country Summary (EUR)": summary(SUMMARY)}))
    assert not [each for each in imported.findings if each.severity == "error"]
