"""Releases of the tracker as workbooks: invented ones with every quirk, and the real one."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kiel_lookalike import NEW, OLD, ROWS, SUMMARY, release, summary, table, weapons, workbook
from python_calamine import CalamineWorkbook

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.exchange.formats.kiel_workbook import KIEL_WORKBOOK
from materiel.exchange.kiel.rates import Held, compared
from materiel.kernel.errors import InputError, MaterielError
from materiel.kernel.period import Period
from materiel.ledger.rows import Commitment, Event, Payment
from materiel.reports.kiel import kiel_left_out, kiel_summary, kiel_weapons
from materiel.vocabulary.vocabulary import packaged

TYPES = ("Financial", "Humanitarian", "Military")


def written(folder, data, name="book.xlsx"):
    path = folder / name
    path.write_bytes(data)
    return path


def read(folder, data, name="book.xlsx"):
    return KIEL_WORKBOOK.read(written(folder, data, name))


def by_id(imported, kind):
    return {row.id: row for row in imported.rows.get(kind, ())}


def summed(imported):
    rows = imported.rows
    found = kiel_summary(rows[Commitment], rows.get(Payment, ()), rows[Claim], packaged())
    return {(each["donor"], each["type"], each["measure"]): each["eur"] for each in found}


def weighed(imported):
    rows = imported.rows
    found = kiel_weapons(rows[Commitment], rows.get(Event, ()), rows[Claim], packaged())
    return {
        (each["donor"], each["item"].casefold(), each["measure"]): each["units"] for each in found
    }


def added(rows, column="eur"):
    """The same sums by the shortest way, without any of the reader's parts."""
    sums = Counter()
    for row in rows:
        if isinstance(row.get(column), float):
            sums[row["donor"], row["aid"]] += Decimal(repr(row[column]))
    return sums


@pytest.fixture(scope="module")
def lookalike(tmp_path_factory):
    more = {
        "Country Summary": summary(SUMMARY),
        "Committed weapons": weapons(
            {("Germany", "Example gun"): 35, ("Netherlands", "Example gun"): 2}
        ),
        "Delivered weapons": weapons(
            {("Germany", "Example gun"): 30, ("Netherlands", "Example gun"): 0}
        ),
        "Commercial assistance": table([{**ROWS[0], "key": "DEMC1"}]),
        "Figure 1": [["a figure"]],
    }
    return read(tmp_path_factory.mktemp("kiel"), release(more=more))


def test_the_release_is_known_by_its_own_words(lookalike):
    assert lookalike.known_on == date(2022, 11, 20)
    assert lookalike.case == "kiel-ukraine-support-tracker"
    (document,) = by_id(lookalike, Document).values()
    assert (document.id, document.grade) == ("r08:document", "A")
    assert document.title == "Ukraine Support Tracker, release 8"


def test_rows_with_one_id_are_parts_of_one_promise(lookalike):
    promises = by_id(lookalike, Commitment)
    whole = promises["r08:DEM1"]
    assert (whole.giver, whole.receiver, whole.kind, whole.item) == (
        *("DEU", "UKR", "gift", "kiel-military-aid"),
    )
    parts = [row for row in promises.values() if row.parent == "r08:DEM1"]
    assert [row.id for row in parts] == ["r08:DEM1.1", "r08:DEM1.2", "r08:DEM1.3"]
    assert parts[0].item == parts[1].item == "kiel-item-example-gun"


def test_undisclosed_is_unknown_and_zero_delivered_is_no_delivery(lookalike):
    events = by_id(lookalike, Event)
    lorries = events["r08:DEM1.3:pledged"]
    assert (lorries.low, lorries.high, lorries.wording) == (None, None, "undisclosed")
    assert "r08:DEM1.3:handed-over" not in events
    guns = events["r08:DEM1.2:handed-over"]
    assert (guns.low, guns.high, guns.wording) == (None, None, "undisclosed")
    assert (events["r08:DEM1.1:handed-over"].low, events["r08:DEM1.1:handed-over"].valid) == (
        *(30, Period.parse("..2022-11-20")),
    )
    halves = events["r08:NLM1.1:pledged"]
    assert (halves.low, halves.high, halves.wording) == (2, 3, "2.5")


def test_a_value_that_is_not_given_is_unknown_money_and_not_none(lookalike):
    money = by_id(lookalike, Payment)
    unknown = money["r08:PLM1.1:committed-eur"]
    assert (unknown.low, unknown.high, unknown.wording) == (None, None, ".")
    # Rows that only itemise a package with a value say nothing of their own.
    assert "r08:DEM1.2:committed-eur" not in money
    assert summed(lookalike)["Poland", "Military", "committed"] == 0


def test_the_sources_decimal_and_rate_are_kept(lookalike):
    row = by_id(lookalike, Payment)["r08:PLF1.1:committed-eur"]
    assert (row.low, row.high, row.currency, row.printed) == (
        *(Decimal("10.0"), Decimal("10.0"), "EUR", "PLN 48.0"),
    )
    claim = by_id(lookalike, Claim)["r08:PLF1.1:claim"]
    assert "original 48.0 PLN; 4.8 PLN for one euro" in claim.note
    assert claim.speaker == "Kiel Institute, not from an official source"
    assert row.sources == (claim.id,)


def test_the_central_banks_rate_is_reported_beside_the_sources_which_stays():
    held = {"PLN": Decimal("4.8500"), "USD": Decimal("0.98")}
    day = date(2022, 10, 6)
    stated = {"PLN": Decimal("4.8"), "USD": Decimal("0.98"), "NOK": Decimal(10)}

    def reference(code, asked):
        return Held(held[code], asked) if code in held and asked == day else None

    assert [compared(code, rate, day, reference) for code, rate in stated.items()] == [
        "4.8 PLN for one euro; the central bank's reference on 2022-10-06 was 4.8500 (-1.03 %)",
        "",
        "10 NOK for one euro; the central bank gives none for 2022-10-06",
    ]


def test_euros_that_are_not_the_amount_at_the_releases_own_rate_are_told(lookalike):
    (fate,) = [each for each in lookalike.fates if "r08:DEM1.1" in each.rows]
    assert [each.problem for each in fate.findings] == [
        "900.0 EUR at 1.0 for one euro is 900.00, the row says 900.25"
    ]


def test_a_delivered_grant_is_paid_and_delivered_goods_are_handed_over(lookalike):
    money = by_id(lookalike, Payment)
    assert money["r08:PLF1.1:paid-eur"].low == 10
    assert money["r08:DEM1.1:handed-over-eur"].low == Decimal("400.5")
    sums = summed(lookalike)
    assert sums["Poland", "Financial", "delivered"] == 10
    assert sums["Germany", "Military", "delivered"] == Decimal("400.50")


def test_an_impossible_date_is_a_finding_and_its_period_is_open(lookalike):
    (fate,) = [each for each in lookalike.fates if "r08:PLM1" in each.rows]
    assert fate.word == "loaded-with-finding"
    assert [each.problem for each in fate.findings] == [
        "2922-02-09 is no possible announcement date"
    ]
    claim = by_id(lookalike, Claim)["r08:PLM1.1:claim"]
    assert (claim.when, claim.wording) == (Period.parse("..2022-11-20"), "2922-02-09")


def test_joint_funds_are_in_the_rows_and_left_out_of_the_donors(lookalike):
    assert {donor for donor, _, _ in summed(lookalike)} == set(SUMMARY)
    rows = lookalike.rows
    left = kiel_left_out(rows[Commitment], rows[Payment], rows[Claim], packaged())
    assert {each["donor"]: each["eur"] for each in left if each["eur"]} == {
        "European Peace Facility": 500,
        "European Investment Bank": 300,
    }


def test_the_summary_and_the_weapons_of_the_institute_come_out_again(lookalike):
    sums = summed(lookalike)
    for donor, values in SUMMARY.items():
        for kind, value in zip(TYPES, values, strict=True):
            assert abs(sums[donor, kind, "committed"] - Decimal(repr(value))) <= Decimal("0.01")
    assert [each.check for each in lookalike.findings] == ["joint-funds"]
    assert weighed(lookalike) == {
        ("Germany", "example gun", "committed"): 35,
        ("Germany", "example lorry", "committed"): 0,
        ("Germany", "example gun", "delivered"): 30,
        ("Netherlands", "example gun", "committed"): 2,
    }


def test_what_the_tracker_lists_beside_its_aid_becomes_claims_that_move_nothing(lookalike):
    claim = by_id(lookalike, Claim)["r08:commercial-assistance.L2:claim"]
    assert (claim.status, claim.amount_low) == ("listed apart", Decimal("900.25"))


def test_every_row_of_every_sheet_has_a_fate_and_every_id_one_row(lookalike):
    assert Counter(each.word for each in lookalike.fates) == {
        "loaded": 8,
        "loaded-with-finding": 4,
        "not-data": len(lookalike.fates) - 12,
    }
    ids = [row.id for rows in lookalike.rows.values() for row in rows]
    assert len(ids) == len(set(ids))
    assert set(ids) == set(lookalike.places)
    told = [name for each in lookalike.fates for name in each.rows]
    assert len(told) == len(set(told))


def test_a_misfit_with_the_institutes_own_summary_is_named(tmp_path):
    wrong = {**SUMMARY, "Poland": (10.02, 0, 0), "Germany": (0, 10.0, 900.2599)}
    more = {
        "Country Summary": summary(wrong),
        "Committed weapons": weapons({("Germany", "Example gun"): 36}),
    }
    findings = [
        each for each in read(tmp_path, release(more=more)).findings if each.severity == "warning"
    ]
    assert [(each.check, each.problem) for each in findings] == [
        (
            "country-summary",
            "Poland financial committed: rows 10.00, 10.02 EUR in the institute's own summary",
        ),
        ("weapons-sheet", "Germany, Example gun: rows 35, 36.0 in the sheet"),
    ]


def test_where_the_summary_counts_the_funds_inside_the_union_so_do_we(tmp_path):
    folded = {**SUMMARY, "EU (Commission and Council)": (1500.0, 0, 500.0)}
    imported = read(tmp_path, release(more={"Country Summary": summary(folded)}))
    assert summed(imported)["EU (Commission and Council)", "Military", "committed"] == 500
    assert summed(imported)["EU (Commission and Council)", "Financial", "committed"] == 1500
    assert "European Peace Facility" not in {donor for donor, _, _ in summed(imported)}


def test_where_the_summary_lists_the_funds_they_are_donors(tmp_path):
    listed = {
        **SUMMARY,
        "European Peace Facility": (0, 0, 500.0),
        "European Investment Bank": (300.0, 0, 0),
    }
    sums = summed(read(tmp_path, release(more={"Country Summary": summary(listed)})))
    assert sums["European Peace Facility", "Military", "committed"] == 500


LATER = [
    {
        **row,
        "measure": "Allocation",
        "allocated_eur": row.get("eur", ""),
        "plain_eur": row.get("eur", ""),
    }
    for row in ROWS
] + [
    {
        "key": "DEM9",
        "donor": "Germany",
        "date": date(2022, 9, 9),
        "aid": "Military ",
        "measure": "Commitment",
        "eur": 70.0,
        "allocated_eur": 33.0,
        "currency": "EUR",
        "total": 70.0,
    }
]


def test_later_releases_tell_allocations_from_commitments(tmp_path):
    imported = read(tmp_path, release(LATER, NEW, note="28th release (until November 20, 2022)"))
    sums = summed(imported)
    assert sums["Germany", "Military", "allocated"] == Decimal("900.25")
    assert sums["Germany", "Military", "committed"] == Decimal("970.25")
    assert sums["EU (Commission and Council)", "Military", "allocated"] == 500
    assert weighed(imported)["Germany", "example gun", "allocated"] == 35
    assert "r28:DEM1" in by_id(imported, Commitment)


def test_a_row_that_cannot_be_read_is_refused_with_its_reason_and_the_others_load(tmp_path):
    rows = [
        {**ROWS[0], "aid": "Miltary"},
        {**ROWS[0], "donor": "", "key": "X"},
        {"donor": "Total", "eur": 5.0},
        {},
        {**ROWS[3], "eur": "about ten"},
        {**ROWS[3], "key": "NEW1", "donor": "Atlantis"},
    ]
    imported = read(tmp_path, release(rows))
    fates = [each for each in imported.fates if ":Bilateral" in each.place][1:]
    assert [each.word for each in fates] == [
        *("refused", "refused", "not-data", "not-data", "loaded-with-finding", "loaded"),
    ]
    assert [each.findings[0].remedy for each in fates[:2]] == [
        "Did you mean 'military'?",
        "Fill it in.",
    ]
    assert [
        (each.problem, each.severity) for each in imported.findings if each.check == "donors"
    ] == [("no table holds the donor 'Atlantis'", "warning")]
    unread = by_id(imported, Payment)["r08:DEH1.1:committed-eur"]
    assert (unread.low, unread.wording) == (None, "about ten")


def test_a_missing_column_is_refused_with_the_nearest(tmp_path):
    headings = {key: value for key, value in OLD.items() if key != "donor"} | {
        "_x": "which country"
    }
    path = written(tmp_path, release(headings=headings))
    assert KIEL_WORKBOOK.detect(path).possible
    with pytest.raises(
        InputError, match=r"no column for 'donor' \(known as 'countries'.*nearest here"
    ):
        KIEL_WORKBOOK.read(path)


@pytest.mark.parametrize("sheets", [{"Sheet1": [["a", "b"], [1, 2]]}, {"Sheet1": []}])
def test_another_workbook_is_not_the_trackers(tmp_path, sheets):
    path = written(tmp_path, workbook(sheets))
    assert not KIEL_WORKBOOK.detect(path).possible
    with pytest.raises(MaterielError):
        KIEL_WORKBOOK.read(path)


def test_a_release_without_notes_says_what_was_concluded(tmp_path):
    imported = read(tmp_path, release(note="Invented"), "Ukraine_Support_Tracker_R09.xlsx")
    assert imported.known_on == date(2022, 6, 1)
    said = [each.problem for each in imported.findings if each.check == "release"]
    assert said == [
        "the content does not say its release; 9 is taken from the file's name",
        "the content does not say its cut-off; its latest date 2022-06-01 is taken",
    ]


AIDS = st.sampled_from(["Military", "Humanitarian", "Financial"])
DONORS = st.sampled_from(
    ["Germany", "Poland", "Czech Republic", "EU (Commission and Council)", "Turkey"]
)
VALUES = st.one_of(
    st.floats(0, 1e12, allow_nan=False).filter(lambda value: value == 0 or value > 1e-6),
    st.sampled_from([".", "", "Not given"]),
)


HALF_A_CENT = Decimal("0.0051")
"""Rounding to the cent, and the 16 digits that a spreadsheet keeps of a number."""


@st.composite
def layouts(draw):
    """A release that nobody has seen: other headings, order, extra columns, titles, sheet name."""
    headings = dict(draw(st.sampled_from([OLD, NEW])))
    new = headings.keys() >= NEW.keys()
    respell = draw(st.sampled_from([str.upper, str.title, lambda text: f" {text}  ", str]))
    names = [
        (key, respell(value.replace("_", " ")) if value.strip() else value)
        for key, value in headings.items()
    ]
    if new:
        names = draw(st.permutations(names))
    extra = draw(st.lists(st.sampled_from(["Comment by Kiel", "Zeta", "qq 17"]), unique=True))
    headings = {**dict(names), **{f"_{number}": name for number, name in enumerate(extra)}}
    rows = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "key": st.from_regex(r"[A-Z]{2}[MHF][0-9]{1,3}", fullmatch=True),
                    "donor": DONORS,
                    "aid": AIDS,
                    "date": st.one_of(
                        st.dates(date(2022, 1, 24), date(2022, 11, 20)),
                        st.sampled_from(["until 3/10/2022", "unclear, 04/22", "unspecified"]),
                    ),
                    "measure": st.sampled_from(["Allocation", "Commitment"]),
                    "eur": VALUES,
                    "allocated_eur": VALUES,
                    "item": st.sampled_from([".", "Example gun", "EXAMPLE GUN", "Other"]),
                    "units": st.one_of(
                        st.integers(0, 999).map(float), st.sampled_from([".", "undisclosed"])
                    ),
                }
            ),
            min_size=1,
            max_size=12,
        )
    )
    above = [["Ukraine Support Tracker"]] * draw(st.integers(0, 5))
    sheet = draw(
        st.sampled_from(["Bilateral Assistance, MAIN DATA", "bilateral aid (main)", "Sheet 3"])
    )
    return headings, rows, above, sheet, new


@settings(suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(layouts())
def test_a_release_that_nobody_has_seen_adds_up_all_the_same(tmp_path_factory, layout):
    headings, rows, above, sheet, new = layout
    data = release(rows, headings, main=sheet, above=above)
    imported = read(tmp_path_factory.mktemp("unseen"), data)
    sums = summed(imported)
    for (donor, aid), value in added(rows).items():
        assert abs(sums.get((donor, aid, "committed"), 0) - value) <= HALF_A_CENT
    if new:
        counted = [row for row in rows if row["measure"] == "Allocation"]
        for (donor, aid), value in added(counted, "allocated_eur").items():
            assert abs(sums.get((donor, aid, "allocated"), 0) - value) <= HALF_A_CENT
    units = Counter()
    for row in rows:
        if row["item"] != "." and isinstance(row["units"], float):
            units[row["donor"], row["item"].casefold()] += int(row["units"])
    found = Counter()
    for (donor, item, _), number in weighed(imported).items():
        found[donor, item] += number
    assert +units == +found


# ------------------------------------------------------------------------------------ real files


@pytest.fixture(scope="module")
def seventh(shared):
    folder = shared / "data" / "kiel"
    (path,) = (folder / "release07_2022-10").glob("*.xlsx")
    assert KIEL_WORKBOOK.detect(path).certain
    oracle = json.loads((folder / "ORACLE.json").read_text())["R07"]
    return path, KIEL_WORKBOOK.read(path), oracle


def test_release_7_gives_its_country_summary_again(seventh):
    path, imported, oracle = seventh
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("Country Summary").to_python()
    start = next(row for row, cells in enumerate(sheet) if cells[0] == "Country") + 1
    stated = {cells[0]: cells[2:5] for cells in sheet[start:] if cells[0] not in ("", "Total")}
    sums = summed(imported)
    assert len(stated) == 41
    assert {donor for donor, _, measure in sums if measure == "committed"} == set(stated)
    for donor, values in stated.items():
        for kind, value in zip(TYPES, values, strict=True):
            euros = Decimal(repr(value)) * 10**9
            assert abs(sums[donor, kind, "committed"] - euros) <= Decimal("0.01"), (donor, kind)
    total = sum(value for (_, _, measure), value in sums.items() if measure == "committed")
    assert abs(total - Decimal(repr(oracle["committed_total_eur_excluding_EPF_EIB"]))) <= Decimal(
        "0.01"
    )
    for kind, value in oracle["delivered_total_eur"].items():
        mine = sum(
            value
            for (_, aid, measure), value in sums.items()
            if (aid, measure) == (kind, "delivered")
        )
        assert abs(mine - Decimal(repr(value))) < 1, kind


@pytest.mark.parametrize(("measure", "cells"), [("committed", 1560), ("delivered", 1520)])
def test_release_7_gives_its_weapons_sheets_again(seventh, measure, cells):
    path, imported, _ = seventh
    name = f"{measure.capitalize()} weapons"
    header, *lines = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
    units = weighed(imported)
    donors = {index: donor for index, donor in enumerate(header) if index > 4}
    compared = [
        (donor, line[0], line[index], units.get((donor, line[0].casefold(), measure), 0))
        for line in lines
        for index, donor in donors.items()
    ]
    assert len(compared) == cells
    assert [each for each in compared if each[2] != each[3]] == []


def test_release_7_loads_every_row_and_says_what_is_odd(seventh):
    _, imported, oracle = seventh
    main = [each for each in imported.fates if "MAIN DATA" in each.place]
    assert len(main) == oracle["main_rows"] + 1
    assert Counter(each.word for each in main) == {
        "loaded": 1020,
        "loaded-with-finding": 12,
        "not-data": 1,
    }
    odd = [
        row for each in main for row in each.rows if any("2922" in f.problem for f in each.findings)
    ]
    assert "r07:EEM3" in odd
    assert imported.known_on == date(2022, 10, 3)
    assert [
        (each.check, each.severity) for each in imported.findings if each.check != "exchange-rate"
    ] == [("joint-funds", "note")]
    claims = by_id(imported, Claim).values()
    worded = [each for each in claims if each.when and each.when.precision != "day"]
    assert len(worded) >= oracle["non_iso_dates"]
