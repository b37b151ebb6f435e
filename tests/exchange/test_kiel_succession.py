"""Two releases are two states of knowledge: what was corrected, added, dropped, and what stands."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from kiel_lookalike import EXTRACT, NEW, ROWS, csv_bytes, release

from materiel.evidence.claims import Claim
from materiel.exchange.formats.kiel_extract import KIEL_EXTRACT
from materiel.exchange.formats.kiel_workbook import KIEL_WORKBOOK
from materiel.exchange.kiel.succession import follow
from materiel.exchange.tables import CASE_TABLES
from materiel.kernel.errors import InputError
from materiel.kernel.stamps import Stamps
from materiel.ledger.case import Case
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Commitment, Event, Payment
from materiel.reports.kiel import kiel_summary, kiel_weapons
from materiel.store.database import Database
from materiel.store.reading import Filter, Reader
from materiel.store.writing import append
from materiel.vocabulary.items import Item
from materiel.vocabulary.vocabulary import packaged

LATER = "Ukraine Support Tracker \u2013 9th release (covering January 24 to December 31, 2022)"

CHANGED = [
    {**ROWS[0], "units": 32.0, "handed": 31.0},  # corrected
    {**ROWS[2], "units": 4.0},  # no longer undisclosed, and moved up
    {
        "key": "DEM1",
        "donor": "Germany",
        "date": date(2022, 12, 1),
        "aid": "Military",
        "item": "Example drone",
        "kind": "Drone",
        "units": 9.0,
        "handed": ".",
        "eur": "",
        "handed_eur": "",
    },  # new in a known activity
    {**ROWS[1], "item": "Example Gun"},  # the same, in another spelling
    *ROWS[3:6],
    {**ROWS[7], "key": "EPM9"},  # the same under another id
    *ROWS[8:],
    {
        "key": "FIM1",
        "donor": "Finland",
        "date": date(2022, 12, 24),
        "aid": "Military",
        "currency": "EUR",
        "total": 77.0,
        "eur": 77.0,
    },  # new
]
"""The ninth release: the Dutch row has vanished."""


def read(folder, data, name="book.xlsx"):
    path = folder / name
    path.write_bytes(data)
    return KIEL_WORKBOOK.read(path)


def in_force(before, succession):
    """The rows after both releases, superseded and vanished ones left out."""
    later = succession.imported.rows
    gone = {row.supersedes for rows in later.values() for row in rows} | set(succession.vanished)
    return {
        kind: [
            row for row in (*before.rows.get(kind, ()), *later.get(kind, ())) if row.id not in gone
        ]
        for kind in {*before.rows, *later}
    }


def dangling(rows):
    """References of rows in force to rows that are in force no longer."""
    known = {row.id for each in rows.values() for row in each}
    return [
        (row.id, name)
        for each in rows.values()
        for row in each
        for owner in [getattr(row, "commitment", getattr(row, "parent", ""))]
        for name in (*row.sources, *(owner if isinstance(owner, tuple) else (owner,)))
        if name and name not in known
    ]


def figures(rows):
    vocabulary = packaged()
    money = kiel_summary(rows[Commitment], rows.get(Payment, ()), rows[Claim], vocabulary)
    units = kiel_weapons(rows[Commitment], rows.get(Event, ()), rows[Claim], vocabulary)
    return (
        {
            (each["donor"], each["type"], each["measure"]): each["eur"]
            for each in money
            if each["eur"]
        },
        {
            (each["donor"], each["item"].casefold(), each["measure"]): each["units"]
            for each in units
            if each["units"]
        },
    )


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kiel")
    first = read(folder, release())
    second = read(folder, release(CHANGED, note=LATER), "later.xlsx")
    return first, second, follow(first.rows, second)


def test_corrections_supersede_the_rows_they_correct(both):
    _, _, succession = both
    events = {row.id: row for row in succession.imported.rows[Event]}
    guns = events["r09:DEM1.1:pledged"]
    assert (guns.supersedes, guns.low) == ("r08:DEM1.1:pledged", 32)
    lorries = events["r09:DEM1.2:pledged"]
    assert (lorries.supersedes, lorries.low) == ("r08:DEM1.3:pledged", 4)
    said = {(each.after, change) for each in succession.corrected for change in each.changes}
    assert ("r09:DEM1.1:pledged", ("low", "30", "32")) in said
    assert ("r09:DEM1.2:pledged", ("wording", "undisclosed", "")) in said


def test_rows_that_say_the_same_stand_and_are_not_written_again(both):
    first, _, succession = both
    assert succession.unchanged["r09:DEH1.1:claim"] == "r08:DEH1.1:claim"
    # Another spelling and another place in the package are no correction.
    assert succession.unchanged["r09:DEM1.4:claim"] == "r08:DEM1.2:claim"
    written = {row.id for rows in succession.imported.rows.values() for row in rows}
    assert not written & set(succession.unchanged)
    assert set(succession.imported.places) == written
    assert not any(
        row.id in {each.id for each in first.rows[Item]} for row in succession.imported.rows[Item]
    )


def test_an_activity_under_another_id_is_recognised_by_what_it_says(both):
    _, _, succession = both
    assert succession.unchanged["r09:EPM9.1:claim"] == "r08:EPM1.1:claim"


def test_an_activity_under_another_id_and_corrected_is_recognised_when_enough_is_alike(tmp_path):
    humanitarian = {**ROWS[3], "date": date(2022, 3, 5)}
    first = read(tmp_path, release([*ROWS[:3], humanitarian]))
    moved = [
        {**ROWS[0], "key": "DEM7", "units": 31.0},
        {**humanitarian, "key": "DEH7", "eur": 10.1},
    ]
    succession = follow(first.rows, read(tmp_path, release(moved, note=LATER), "later.xlsx"))
    said = {each.after: each.before for each in succession.corrected}
    assert said["r09:DEM7.1:pledged"] == "r08:DEM1.1:pledged"
    # A row about money only: the same day, and nearly the same euros.
    assert said["r09:DEH7.1:committed-eur"] == "r08:DEH1.1:committed-eur"


def test_rows_that_are_hardly_alike_are_not_guessed_to_be_one(tmp_path):
    first = read(tmp_path, release(ROWS[3:4]))
    other = [{**ROWS[3], "key": "DEH7", "eur": 12.0, "date": date(2022, 11, 1)}]
    succession = follow(first.rows, read(tmp_path, release(other, note=LATER), "later.xlsx"))
    assert "r09:DEH7.1:claim" in succession.new
    assert "r08:DEH1.1:claim" in succession.vanished


def test_new_and_vanished_rows_are_listed_apart(both):
    _, _, succession = both
    assert {"r09:DEM1.3", "r09:DEM1.3:pledged", "r09:FIM1", "r09:FIM1.1:committed-eur"} <= set(
        succession.new
    )
    assert set(succession.vanished) == {
        *("r08:NLM1", "r08:NLM1.1", "r08:NLM1.1:claim"),
        *("r08:NLM1.1:committed-eur", "r08:NLM1.1:pledged"),
    }
    fates = Counter(line["fate"] for line in succession.report())
    assert fates["vanished"] == 5
    assert fates["new"] == len(succession.new)
    assert set(succession.report()[0]) == {
        *("fate", "table", "before", "after", "subject", "column", "from", "to"),
    }


def test_the_case_moves_on_to_the_later_day(both):
    _, _, succession = both
    (case,) = succession.imported.rows[Case]
    assert (case.id, case.supersedes) == ("asof-2022-12-31:case", "kiel-ukraine-support-tracker")
    assert case.today == date(2022, 12, 31)


def test_both_releases_together_give_the_figures_of_the_later_one(both):
    first, second, succession = both
    assert figures(in_force(first, succession)) == figures(second.rows)


def test_no_row_in_force_cites_or_belongs_to_one_that_is_superseded(both):
    first, _, succession = both
    assert not dangling(in_force(first, succession))


def test_a_release_is_loaded_after_those_before_it(both):
    first, second, _ = both
    with pytest.raises(InputError, match="does not follow the one of 2022-12-31"):
        follow(second.rows, first)


def test_the_same_rows_of_a_later_day_correct_nothing(tmp_path):
    first = read(tmp_path, release())
    second = read(tmp_path, release(note=LATER), "later.xlsx")
    succession = follow(first.rows, second)
    assert succession.vanished == ()
    assert (succession.new, succession.corrected) == (("r09:document",), ())
    assert {kind.__name__ for kind in succession.imported.rows} == {"Case", "Document"}


def test_a_measure_that_the_later_release_does_not_have_is_unknown_and_not_nought(both):
    first, second, _ = both
    money = replace(second, rows={k: v for k, v in second.rows.items() if k is not Event})
    taken = follow(first.rows, money).withdrawn(first.rows)
    assert len(taken[Event]) == len(first.rows[Event])
    assert {(row.low, row.high) for row in taken[Event]} == {(None, None)}
    assert {row.wording for row in taken[Event]} == {
        f"the release of {second.known_on} does not say"
    }
    assert {(row.low, row.high) for row in taken[Payment]} == {(0, 0)}


def test_two_files_of_one_day_are_asked_for_together(both):
    first, _, _ = both
    with pytest.raises(InputError, match="give all files of one release together, or their folder"):
        follow(first.rows, first)


def test_a_donor_under_another_name_is_the_same_donor(tmp_path):
    rows = [{**row, "donor": "Czech Republic"} for row in ROWS[:3]]
    first = read(tmp_path, release(rows))
    renamed = [{**row, "donor": "Czechia"} for row in rows] + [{**ROWS[6], "donor": "Czechia"}]
    second = read(tmp_path, release(renamed, note=LATER), "later.xlsx")
    succession = follow(first.rows, second)
    assert succession.vanished == ()
    assert figures(in_force(first, succession)) == figures(second.rows)


def test_known_at_answers_with_the_release_of_that_day(tmp_path, both):
    first, second, succession = both
    database = Database(f"sqlite:///{tmp_path / 'ledger.db'}")
    database.migrate()
    for imported in (first, succession.imported):
        rows = [row for kind in CASE_TABLES for row in imported.rows.get(kind, ())]
        entries = [Entry(imported.case, row, row.known_on or imported.known_on) for row in rows]
        append(database, entries, actor="test", now=datetime(2023, 1, 1, tzinfo=UTC))
    with database.reading() as connection:
        pledged = [
            Reader(connection, first.case, Stamps(second.known_on, known)).total(
                Filter(
                    book="promises",
                    parties=("DEU",),
                    names=("pledged",),
                    items=("kiel-item-example-gun",),
                ),
                -1,
            )
            for known in (first.known_on, second.known_on)
        ]
    assert [each.bounds.exact for each in pledged] == [35, 37]


PARTS = st.lists(
    st.fixed_dictionaries(
        {
            "key": st.sampled_from(["DEM1", "DEM2", "PLM1", "PLM2"]),
            "item": st.sampled_from(["Gun", "Lorry", "Drone", "."]),
            "units": st.integers(1, 9).map(float),
            "eur": st.sampled_from([10.0, 20.5, 30.25, ""]),
            "date": st.sampled_from([date(2022, 3, 1), date(2022, 4, 1)]),
        }
    ),
    max_size=8,
)


def _rows(parts):
    donors = {"D": "Germany", "P": "Poland"}
    filled = [{**part, "donor": donors[part["key"][0]], "aid": "Military"} for part in parts]
    return [*filled, ROWS[3]]


def _part(item, eur, day=date(2022, 3, 1)):
    return {"key": "DEM1", "item": item, "units": 1.0, "eur": eur, "date": day}


@settings(suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(PARTS, PARTS, st.sampled_from([None, NEW]))
@example(  # a row takes another's place in the package: no row is followed twice
    [*[_part("Gun", 10.0)] * 3, _part(".", 10.0), _part("Lorry", 20.5, date(2022, 4, 1))],
    [*[_part("Gun", 10.0)] * 4, _part("Gun", 10.0, date(2022, 4, 1)), _part("Lorry", 10.0)],
    None,
)
def test_whatever_two_releases_say_the_later_one_is_what_stands(tmp_path_factory, old, new, style):
    folder = tmp_path_factory.mktemp("pair")
    first = read(folder, release(_rows(old)))
    rows = [{**row, "measure": "Allocation", "allocated_eur": row["eur"]} for row in _rows(new)]
    data = release(rows, note=LATER) if style is None else release(rows, style, note=LATER)
    second = read(folder, data, "later.xlsx")
    succession = follow(first.rows, second)
    standing = in_force(first, succession)
    assert figures(standing) == figures(second.rows)
    assert not dangling(standing)
    followed = [
        row.supersedes
        for rows in succession.imported.rows.values()
        for row in rows
        if row.supersedes
    ]
    assert len(followed) == len(set(followed))


def test_extracts_follow_one_another_too(tmp_path):
    (tmp_path / "a.csv").write_bytes(csv_bytes(EXTRACT))
    changed = [
        *EXTRACT[:2],
        *EXTRACT[3:],
        ["Poland", "2026-03-01", "Military", "Allocation", "1", "1", "1"],
    ]
    changed[1] = [*changed[1][:5], "91.5", "120.125"]
    (tmp_path / "b.csv").write_bytes(csv_bytes(changed))
    first, second = KIEL_EXTRACT.read(tmp_path / "a.csv"), KIEL_EXTRACT.read(tmp_path / "b.csv")
    succession = follow(first.rows, second)
    said = {change for each in succession.corrected for change in each.changes}
    assert ("low", "90.25", "91.5") in said
    assert figures(in_force(first, succession)) == figures(second.rows)


def test_matching_needs_no_order_of_the_rows_in_force(both):
    first, second, succession = both
    turned = {kind: list(reversed(rows)) for kind, rows in first.rows.items()}
    again = follow(turned, replace(second))
    assert set(again.vanished) == set(succession.vanished)
    assert Decimal(len(again.corrected)) == len(succession.corrected)
