"""The tracker's website and others' extracts of it: invented files, and the real ones."""

import csv
import json
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kiel_lookalike import EXTRACT, WEBSITE, csv_bytes

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.exchange.formats.kiel_extract import KIEL_EXTRACT
from materiel.exchange.formats.kiel_website import KIEL_WEBSITE
from materiel.exchange.kiel.weapons import weapons_in
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.ledger.rows import Commitment, Event, Payment
from materiel.reports.kiel import kiel_summary, kiel_weapons
from materiel.vocabulary.vocabulary import packaged


def folder_of(tmp_path, files):
    for name, lines in files.items():
        (tmp_path / name).write_bytes(lines if isinstance(lines, bytes) else csv_bytes(lines))
    return tmp_path


def summed(imported):
    rows = imported.rows
    found = kiel_summary(rows[Commitment], rows.get(Payment, ()), rows[Claim], packaged())
    return {(each["donor"], each["type"], each["measure"]): each["eur"] for each in found}


def weighed(imported):
    rows = imported.rows
    return kiel_weapons(rows[Commitment], rows.get(Event, ()), rows[Claim], packaged())


def problems(imported, check):
    findings = [*imported.findings, *(each for fate in imported.fates for each in fate.findings)]
    return [each.problem for each in findings if each.check == check]


# --------------------------------------------------------------------------------------- extracts


def test_an_extract_under_other_headings_adds_up_by_the_trackers_rules(tmp_path):
    path = folder_of(tmp_path, {"x.csv": EXTRACT}) / "x.csv"
    assert KIEL_EXTRACT.detect(path).certain
    assert not KIEL_WEBSITE.detect(path).certain
    imported = KIEL_EXTRACT.read(path)
    sums = summed(imported)
    assert sums["Germany", "Military", "allocated"] == Decimal("91.25")
    assert sums["Germany", "Military", "committed"] == Decimal("170.12")  # 170.125, half to even
    assert sums["Turkiye", "Humanitarian", "allocated"] == Decimal("-2.50")
    assert sums["EU (Commission and Council)", "Military", "allocated"] == 7
    assert "European Peace Facility" not in {donor for donor, _, _ in sums}
    assert imported.known_on == date(2026, 2, 28)
    (document,) = imported.rows[Document]
    assert (document.id, document.grade) == ("asof-2026-02-28:document", "B")


def test_a_row_without_a_date_was_announced_by_the_cut_off_on_no_stated_day(tmp_path):
    imported = KIEL_EXTRACT.read(folder_of(tmp_path, {"x.csv": EXTRACT}) / "x.csv")
    claims = {row.id: row for row in imported.rows[Claim]}
    undated = claims["asof-2026-02-28:DEU:military.L3:claim"]
    assert (undated.when, undated.wording) == (Period.parse("..2026-02-28"), "no date")


def test_the_notes_beside_an_extract_say_which_release_it_is(tmp_path):
    notes = {"source": "2026-04-22_0-Ukraine_Support_Tracker_Release_28.xlsx", "rows": 6}
    (tmp_path / "metadata.json").write_text(json.dumps(notes))
    imported = KIEL_EXTRACT.read(folder_of(tmp_path, {"x.csv": EXTRACT}))
    assert imported.known_on == date(2026, 4, 22)
    assert imported.rows[Claim][0].id.startswith("r28:")


@pytest.mark.parametrize(
    "data",
    [
        csv_bytes(EXTRACT, ";"),
        csv_bytes(EXTRACT, "\t"),
        b"\xef\xbb\xbf" + csv_bytes(EXTRACT),
        csv_bytes(EXTRACT).decode().encode("utf-16"),
        csv_bytes([["An extract"], [], *EXTRACT]),
        csv_bytes([[*row, "extra"] for row in EXTRACT]),
        csv_bytes(EXTRACT).replace(b"\n", b"\r\n"),
    ],
)
def test_separators_encodings_titles_and_extra_columns_change_no_sum(tmp_path, data):
    plain = KIEL_EXTRACT.read(folder_of(tmp_path, {"x.csv": EXTRACT}) / "x.csv")
    other = KIEL_EXTRACT.read(folder_of(tmp_path, {"y.csv": data}) / "y.csv")
    assert summed(other) == summed(plain)


def test_the_totals_beside_an_extract_are_compared(tmp_path):
    totals = [
        ["land", "military_allocation", "military_commitment"],
        ["Germany", "0.00000009125", "0.000000170125"],
        ["EU (Commission and Council)", "0.000000007", "0.000000007"],
        ["Turkiye", "0.000001", "0"],
    ]
    path = folder_of(tmp_path, {"x.csv": EXTRACT, "country_summary.csv": totals})
    assert problems(KIEL_EXTRACT.read(path), "country-summary") == [
        "Turkiye military allocated: rows 0.00, 1000.00 EUR in the institute's own summary"
    ]


def test_an_extract_that_lacks_a_column_names_it(tmp_path):
    lines = [[row[0], *row[2:]] for row in EXTRACT]
    path = folder_of(tmp_path, {"x.csv": lines}) / "x.csv"
    assert not KIEL_EXTRACT.detect(path).certain
    with pytest.raises(InputError, match=r"x\.csv:1: no column for 'date' \(known as"):
        KIEL_EXTRACT.read(path)


def test_two_tables_in_one_folder_are_not_guessed_between(tmp_path):
    path = folder_of(tmp_path, {"x.csv": EXTRACT, "y.csv": EXTRACT})
    with pytest.raises(InputError, match=r"needs one CSV file .*; found x\.csv, y\.csv"):
        KIEL_EXTRACT.read(path)


def test_an_extract_without_any_date_stands_for_no_day(tmp_path):
    lines = [EXTRACT[0], *([row[0], "", *row[2:]] for row in EXTRACT[1:])]
    with pytest.raises(InputError, match=r"no row states a date"):
        KIEL_EXTRACT.read(folder_of(tmp_path, {"x.csv": lines}) / "x.csv")


# ---------------------------------------------------------------------------------------- website


def test_the_months_of_the_website_add_up_and_totals_stay_claims(tmp_path):
    path = folder_of(tmp_path, WEBSITE)
    assert KIEL_WEBSITE.detect(path).certain
    imported = KIEL_WEBSITE.read(path)
    assert summed(imported) == {
        ("Germany", "Financial", "allocated"): 1000,
        ("Germany", "Humanitarian", "allocated"): 4000,
        ("Germany", "Military", "allocated"): 2000,
        ("Poland", "Financial", "allocated"): 0,
        ("Poland", "Humanitarian", "allocated"): 0,
        ("Poland", "Military", "allocated"): 7000,
        ("Germany", "Total", "committed"): 9000,
        ("Poland", "Total", "committed"): 9000,
    }
    assert imported.known_on == date(2026, 9, 1)
    assert {row.id.partition(":")[0] for row in imported.rows[Payment]} == {"r31"}
    march = next(
        row for row in imported.rows[Payment] if row.id == "r31:DEU:2022-03:military:allocated"
    )
    assert (march.low, march.valid) == (Decimal(2000), Period.parse("2022-03"))
    assert Counter(each.word for each in imported.fates) == {"loaded": 10}
    assert problems(imported, "totals") == []


def test_the_weapons_in_words_are_units_and_their_worth_is_no_money_of_its_own(tmp_path):
    imported = KIEL_WEBSITE.read(folder_of(tmp_path, WEBSITE))
    assert [
        (each["donor"], each["item"], each["measure"], each["units"]) for each in weighed(imported)
    ] == [
        ("Germany", "Example tank (Norway)", "allocated", 10),
        ("Germany", "Other; tank", "allocated", 2),
        ("Poland", "Example carrier", "allocated", 3),
    ]
    worth = [row.amount_low for row in imported.rows[Claim] if row.note.startswith("category")]
    assert sum(each for each in worth if each is not None) == 1500


def test_a_list_that_does_not_add_up_is_told_and_the_number_of_the_row_counts(tmp_path):
    lines = [
        WEBSITE["weapons.csv"][0],
        ["Germany", "Tanks", "12", "1", "Example tank (11)"],
        ["Poland", "IFV", "3", "1", "three carriers"],
    ]
    imported = KIEL_WEBSITE.read(folder_of(tmp_path, {**WEBSITE, "weapons.csv": lines}))
    assert problems(imported, "weapons-list") == [
        "'Example tank (11)' does not add up to 12 units",
        "'three carriers' is no list as 'name (n); name (n)'",
    ]
    assert sorted((each["item"], each["units"]) for each in weighed(imported)) == [
        ("IFV", 3),
        ("Tanks", 12),
    ]


def test_totals_that_disagree_are_told(tmp_path):
    months = [WEBSITE["total_allocations.csv"][0], ["2022", "3", "1", "0.5", "0.000001", "0"]]
    explorer = [
        *WEBSITE["data_explorer.csv"][:2],
        ["Poland", "POL", "2022", "3", "1", "0", "0", "0", "0", "", ""],
    ]
    files = {**WEBSITE, "total_allocations.csv": months, "data_explorer.csv": explorer}
    assert sorted(problems(KIEL_WEBSITE.read(folder_of(tmp_path, files)), "totals")) == [
        "military: the donors add up to 0.000002 billion EUR, the file says 0.5",
        "the kinds of aid sum to 0 EUR, the total is 1000000000",
    ]


@pytest.mark.parametrize("name", ["data_explorer.csv", "weapons.csv"])
def test_one_file_alone_takes_its_release_from_the_file_beside_it(tmp_path, name):
    path = folder_of(tmp_path, WEBSITE) / name
    assert KIEL_WEBSITE.detect(path).certain
    assert KIEL_WEBSITE.read(path).known_on == date(2026, 9, 1)


def test_one_file_alone_stands_for_its_last_month_or_is_refused(tmp_path):
    path = folder_of(
        tmp_path, {name: WEBSITE[name] for name in ("data_explorer.csv", "weapons.csv")}
    )
    assert KIEL_WEBSITE.read(path / "data_explorer.csv").known_on == date(2022, 4, 30)
    with pytest.raises(InputError, match=r"give the folder with release_info\.csv"):
        KIEL_WEBSITE.read(path / "weapons.csv")


@given(
    st.lists(
        st.tuples(
            st.text(min_size=1)
            .map(str.strip)
            .filter(lambda t: t and ";" not in t and "\n" not in t),
            st.integers(0, 99_999),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_list_in_words_gives_back_what_was_written(parts):
    assert weapons_in("; ".join(f"{name} ({units})" for name, units in parts)) == parts


# ------------------------------------------------------------------------------------- real files


def test_release_28_gives_its_summary_again_but_for_one_named_cell(shared):
    folder = shared / "data" / "kiel" / "release28_2026-02_derived_csv"
    assert KIEL_EXTRACT.detect(folder).certain
    imported = KIEL_EXTRACT.read(folder)
    sums = summed(imported)
    with (folder / "country_summary.csv").open() as stream:
        stated = list(csv.DictReader(stream))
    for word, measure in (("allocation", "allocated"), ("commitment", "committed")):
        cells = [
            (row["land"], kind, Decimal(row[f"{kind}_{word}"]) * 10**9)
            for row in stated
            for kind in ("financial", "humanitarian", "military")
        ]
        wrong = [
            (donor, kind)
            for donor, kind, euros in cells
            if abs(sums[donor, kind.capitalize(), measure] - euros) > Decimal("0.01")
        ]
        assert (len(cells), wrong) == (126, [("Slovenia", "humanitarian")])
    assert [each.partition(":")[0] for each in problems(imported, "country-summary")] == [
        "Slovenia humanitarian allocated",
        "Slovenia humanitarian committed",
    ]
    assert imported.known_on == date(2026, 4, 22)
    assert sum(row.wording == "no date" for row in imported.rows[Claim]) == 284


def test_release_29_gives_the_figures_of_its_website_again(shared):
    kiel = shared / "data" / "kiel"
    folder = kiel / "release29_2026-04_official_website_csv" / "vintage_2026-07-26"
    oracle = json.loads((kiel / "ORACLE.json").read_text())["R29_2026-07-26"]
    assert KIEL_WEBSITE.detect(folder).certain
    imported = KIEL_WEBSITE.read(folder)
    sums = summed(imported)
    for kind in ("financial", "humanitarian", "military"):
        mine = sum(
            value
            for (_, aid, stage), value in sums.items()
            if (aid, stage) == (kind.capitalize(), "allocated")
        )
        assert mine == Decimal(repr(oracle[f"{kind}_bn"])) * 10**9
    assert sum(value for (*_, stage), value in sums.items() if stage == "committed") == (
        Decimal(repr(oracle["commitments_bn"])) * 10**9
    )
    for donor, euros in oracle["military_by_donor_bn"].items():
        assert abs(sums[donor, "Military", "allocated"] - Decimal(repr(euros)) * 10**9) < 1
    found = weighed(imported)
    assert sum(each["units"] for each in found) == oracle["weapons_units"]
    worth = [row.amount_low for row in imported.rows[Claim] if row.note.startswith("category")]
    assert sum(each for each in worth if each is not None) == oracle["weapons_value_eur"]
    assert problems(imported, "weapons-list") == problems(imported, "totals") == []
    patriots = [each for each in found if "patriot" in each["item"].casefold()]
    assert {each["donor"] for each in patriots} == {
        donor for donor, _ in oracle["patriot_mentions"]
    }
    assert {row.item for row in imported.rows[Commitment] if "Patriot" in row.title} == {
        "patriot-fire-unit"
    }
