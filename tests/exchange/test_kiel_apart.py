"""What a release holds beside its main table: contributors, rates, sheets and files not read."""

import csv
import io
import tracemalloc
from datetime import date, timedelta
from decimal import Decimal

import pytest
from kiel_lookalike import EXTRACT, OLD, ROWS, WEBSITE, csv_bytes, release, table, workbook

from materiel.evidence.claims import Claim
from materiel.exchange.detection import detect, import_file
from materiel.exchange.formats.kiel_extract import KIEL_EXTRACT
from materiel.exchange.formats.kiel_website import KIEL_WEBSITE
from materiel.exchange.formats.kiel_workbook import KIEL_WORKBOOK
from materiel.exchange.kiel import container
from materiel.exchange.kiel.days import read_when
from materiel.exchange.kiel.naming import total_line
from materiel.exchange.kiel.rates import OLDEST, installed_reference
from materiel.exchange.kiel.release import MANY_DAYS, latest
from materiel.exchange.kiel.textfile import read_text
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.ledger.rows import Commitment, Payment
from materiel.reports.kiel import kiel_summary
from materiel.vocabulary.vocabulary import packaged

MULTI = {
    **{name: OLD[name] for name in ("key", "donor", "date", "aid")},
    "contributor": "Contributing Country",
    "contribution": "Country contribution",
    "unit": "Currency of Country Contribution",
    **{name: OLD[name] for name in ("currency", "total", "eur")},
}


def multilateral(*contributions):
    """An activity of a bank, and lines below it that only say who contributed."""
    first = {
        "key": "WBF1",
        "donor": "World Bank Group",
        "date": date(2022, 3, 7),
        "aid": "Financial",
        "contributor": "Japan",
        "contribution": 10.0,
        "unit": "USD",
        "eur": 500.0,
    }
    return table([first, *({"eur": "", "key": "", **each} for each in contributions)], MULTI)


def read(folder, data, name="book.xlsx"):
    path = folder / name
    path.write_bytes(data)
    return import_file(path)


def fates(imported, part):
    return [each for each in imported.fates if part in each.place]


def euros(imported):
    rows = imported.rows
    return kiel_summary(rows[Commitment], rows.get(Payment, ()), rows[Claim], packaged())


def test_a_line_that_only_names_a_contributor_is_its_claim_on_the_activity_above(tmp_path):
    lines = multilateral(
        {"contributor": "Netherlands", "contribution": 89.0, "unit": "USD"},
        {"contributor": "Lithuania", "contribution": 4.0, "total": 18.0, "eur": 16.0},
    )
    imported = read(tmp_path, release(more={"Multilateral assistance": lines}))
    claims = {row.giver: row for row in imported.rows[Claim] if row.event.startswith("multi")}
    dutch, baltic = claims["Netherlands"], claims["Lithuania"]
    assert (dutch.amount_low, dutch.currency, dutch.item) == (Decimal("89.0"), "USD", "financial")
    assert (dutch.when, dutch.note) == (Period.parse("2022-03-07"), "part of WBF1")
    # The line repeats the euros of the whole; its own amount has no currency.
    assert (baltic.amount_low, baltic.currency, baltic.wording) == (None, "", "4.0")
    assert {"World Bank Group", "Japan"} <= set(claims)
    assert [each.word for each in fates(imported, ":Multilateral")] == [
        *("not-data", "loaded", "loaded", "loaded-with-finding"),
    ]
    assert euros(imported) == euros(read(tmp_path, release(), "plain.xlsx"))


def test_a_refused_activity_takes_its_contributors_along(tmp_path):
    bad = {"key": "WBF2", "donor": "World Bank Group", "date": date(2022, 3, 8), "aid": "Finanical"}
    lines = multilateral(
        {**bad, "contributor": "Sweden", "contribution": 1.0, "unit": "USD", "eur": 1.0},
        {"contributor": "Denmark", "contribution": 22.0, "unit": "USD"},
    )
    imported = read(tmp_path, release(more={"Multilateral assistance": lines}))
    # A line below it must not become a part of the activity before it.
    assert not {"Sweden", "Denmark"} & {row.giver for row in imported.rows[Claim]}
    assert [each.word for each in fates(imported, ":Multilateral")][2:] == ["refused", "refused"]


def test_a_line_that_names_nobody_stays_refused(tmp_path):
    lines = multilateral({"contributor": ".", "eur": 5.0}, {"contributor": "Total", "eur": 5.0})
    imported = read(tmp_path, release(more={"Multilateral assistance": lines}))
    assert [each.word for each in fates(imported, ":Multilateral")][2:] == ["refused", "refused"]


def test_each_sheet_that_makes_no_rows_is_named_with_the_reason(tmp_path):
    more = {
        "EPF aid shares": [["a share"]],
        "Figure 9 Ranking": [["a figure"]],
        "Notes of mine": [["a note"]],
        "Country Summary": [["no summary"]],
    }
    imported = read(tmp_path, release(more=more))
    said = {
        each.place.removeprefix("book.xlsx:"): each.findings[0].problem
        for each in imported.fates
        if each.findings and each.findings[0].check == "not-read"
    }
    assert set(said) == {*more, "ReadMe"}
    assert said["EPF aid shares"].startswith("not read: a share of a joint fund")
    assert said["Figure 9 Ranking"].startswith("not read: worked out from the rows")
    assert said["Notes of mine"].startswith("not read: no reader knows it")
    assert said["Country Summary"].startswith("read to compare")


def test_each_file_of_a_folder_that_makes_no_rows_is_named(tmp_path):
    files = {"x.csv": csv_bytes(EXTRACT), "other.csv": b"a,b\n1,2\n", "metadata.json": b"{}"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    whole = {each.place: each.findings[0].problem for each in import_file(tmp_path).fates[-2:]}
    assert whole["other.csv"].startswith("not read: no reader knows it")
    assert whole["metadata.json"].startswith("read for the release")
    site = tmp_path / "site"
    site.mkdir()
    for name, lines in WEBSITE.items():
        (site / name).write_bytes(csv_bytes(lines))
    (site / "gdp.csv").write_bytes(b"a,b\n1,2\n")
    assert KIEL_WEBSITE.read(site).fates[-1].place == "gdp.csv"


# ------------------------------------------------------------------------------------------ rates


def test_a_rate_of_the_release_is_a_claim_and_its_distance_from_the_central_bank_is_told(tmp_path):
    rates = [["Currency", "1 EUR"], ["EUR", 1.0], ["PLN", 4.8], ["TWD", 33.4], ["x", "y"]]
    imported = read(tmp_path, release(more={"Exchange rate": rates}))
    sheet = fates(imported, ":Exchange rates:")
    assert [each.word for each in sheet] == [
        *("not-data", "not-data", "not-data", "loaded-with-finding"),
    ]
    (finding,) = sheet[-1].findings
    # By hand: 4.8 / 4.7033 - 1 = 2.06 %; 20 November 2022 was a Sunday.
    assert finding.problem == (
        "4.8 PLN for one euro; the central bank's reference on 2022-11-18 was 4.7033 (+2.06 %)"
    )
    (claim,) = [row for row in imported.rows[Claim] if row.event == "exchange-rate"]
    assert (claim.item, claim.wording) == ("PLN", "4.8 for one euro")


def test_the_central_banks_rate_is_never_of_a_later_day_nor_of_a_long_gone_one():
    reference = installed_reference()
    assert reference("PLN", date(2022, 10, 2)).day == date(2022, 9, 30)
    assert reference("UAH", date(2022, 10, 3)) is None
    # The kuna ended with 2022.
    assert reference("HRK", date(2023, 1, 31)) is None
    assert OLDEST < 31


# ---------------------------------------------------------------------------- rows and columns


@pytest.mark.parametrize(
    "printed",
    [
        "Total",
        "TOTAL:",
        "Grand total",
        "Subtotal",
        "Sum",
        "Totalt",
        "All donors",
        "Total (all donors)",
    ],
)
def test_a_total_is_no_donor_whatever_kind_of_aid_stands_beside_it(tmp_path, printed):
    assert total_line(printed)
    lines = [EXTRACT[0], [printed, "2025-03-01", *EXTRACT[1][2:]], *EXTRACT[1:]]
    imported = read(tmp_path, csv_bytes(lines), "x.csv")
    assert imported.fates[1].word == "not-data"
    plain = read(tmp_path, csv_bytes(EXTRACT), "y.csv")
    assert euros(imported) == euros(plain)


@pytest.mark.parametrize("printed", ["Germany", "Summit Fund", "TotalEnergies", "Portugal"])
def test_a_donor_whose_name_is_like_a_total_is_one(printed):
    assert not total_line(printed)


def test_a_total_with_an_activity_of_its_own_is_refused(tmp_path):
    imported = read(tmp_path, release([*ROWS, {**ROWS[0], "donor": "Total", "key": "X1"}]))
    (refused,) = [each for each in imported.fates if each.word == "refused"]
    assert refused.findings[0].problem == "'Total' is a sum, no donor"


def test_rows_of_the_website_without_a_donor_or_a_number_are_refused(tmp_path):
    lines = [
        WEBSITE["eu_aid_shares.csv"][0],
        ["", "", "3.0", "0.5", "3.6", "9.99"],
        ["Estonia", "EST", "3", "0.5", "3.6", "garbage"],
        ["Germany", "DEU", "1", "1", "2", "0.25"],
        [""] * 6,
    ]
    weapons = [WEBSITE["weapons.csv"][0], ["", "Tanks", "1", "1", "A (1)"]]
    for name, rows in {**WEBSITE, "eu_aid_shares.csv": lines, "weapons.csv": weapons}.items():
        (tmp_path / name).write_bytes(csv_bytes(rows))
    imported = KIEL_WEBSITE.read(tmp_path)
    shares = fates(imported, "eu_aid_shares.csv")
    assert [each.word for each in shares] == ["refused", "refused", "loaded", "not-data"]
    assert [each.findings[0].problem for each in shares[:2]] == [
        "no donor",
        "found 'garbage'; accepted: a number",
    ]
    assert [each.word for each in fates(imported, "weapons.csv")] == ["refused"]


@pytest.mark.parametrize(
    ("column", "heading", "words"),
    [
        (4, "verdi_usd", "'committed_eur'"),
        (2, "kind", "no column for 'type'"),
        (1, "moment", "no column for 'date'"),
    ],
)
def test_a_file_that_lacks_one_column_is_recognised_and_the_column_named(
    tmp_path, column, heading, words
):
    lines = [[*row] for row in EXTRACT]
    lines = [[*row[:5]] for row in lines]
    lines[0][column] = heading
    path = tmp_path / "x.csv"
    path.write_bytes(csv_bytes(lines))
    assert detect(path).name == KIEL_EXTRACT.name
    with pytest.raises(InputError) as refused:
        import_file(path)
    assert words in str(refused.value)


def test_a_file_of_the_website_that_lacks_one_column_is_named(tmp_path):
    lines = [[*row[:3], *row[4:]] for row in WEBSITE["data_explorer.csv"]]
    path = tmp_path / "data_explorer.csv"
    path.write_bytes(csv_bytes(lines))
    assert KIEL_WEBSITE.detect(path).possible
    with pytest.raises(InputError, match="no column for 'month'"):
        import_file(path)


def test_an_unrelated_table_is_of_no_format(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"date,country,price\n2022-03-01,Germany,5\n")
    with pytest.raises(InputError, match="is of no format that is read"):
        detect(path)


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_only_a_line_end_ends_a_line(tmp_path, odd):
    path = tmp_path / "x.csv"
    path.write_bytes(f"a,b\r\none{odd}two,3\nx,4\r".encode())
    text = read_text(path)
    assert text.rows == [["a", "b"], [f"one{odd}two", "3"], ["x", "4"]]
    assert text.lines == [1, 2, 3]
    assert text.rows == list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))


# ------------------------------------------------------------------------------------ days, units


def test_the_latest_of_few_days_counts_and_a_lone_one_after_many_does_not():
    few = [date(2022, 3, 1), date(2024, 12, 18), date(2026, 1, 23)]
    assert latest(few) == date(2026, 1, 23)
    many = [date(2022, 3, 1) + timedelta(days=each) for each in range(MANY_DAYS)]
    assert latest([*many, date(2026, 1, 23)]) == many[-1]
    assert latest([*many, date(2022, 9, 9)]) == date(2022, 9, 9)


def test_an_end_that_is_cut_says_so_and_the_wording_stays_to_be_read(tmp_path):
    rows = [{**ROWS[0], "date": "until 4/6/2024", "units": 7.725}]
    imported = read(tmp_path, release(rows))
    (claim,) = [row for row in imported.rows[Claim] if row.event == "aid"]
    assert "7.725 units of Example gun" in claim.paraphrase
    assert claim.paraphrase.endswith("its date as printed: 'until 4/6/2024'.")
    said = [f for each in imported.fates for f in each.findings if f.check == "dates"]
    assert [each.remedy for each in said] == [
        "Its period ends at the cut-off, 2022-11-20; the wording is kept."
    ]
    assert read_when("until 4/6/2024", date(2022, 11, 20), "month-first").cut


# ----------------------------------------------------------------------------------------- memory


def test_many_sheets_with_two_far_cells_are_refused_before_they_take_the_memory(tmp_path):
    far = [[1.0], *([[]] * 242), [*([""] * 16_383), 1.0]]
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(workbook({"MAIN DATA": table(ROWS), "a": far, "b": far}))
    tracemalloc.start()
    try:
        found = KIEL_WORKBOOK.detect(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert not found.possible
    assert "its sheets together span more than 4,000,000 cells" in found.why
    assert peak < 20 * 2**20


def test_too_many_sheets_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(container, "MOST_SHEETS", 2)
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook({"a": [], "b": [], "c": []}))
    with pytest.raises(InputError, match="3 sheets; at most 2 are read"):
        container.read_sheets(path)


def test_a_sheet_is_read_when_it_is_asked_for_and_the_sum_is_bounded(tmp_path, monkeypatch):
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook({"a": [[1.0] * 6], "b": [[2.0] * 6]}))
    cells = container.read_sheets(path).cells
    assert list(cells) == ["a", "b"]
    assert cells["b"] == [[2.0] * 6]
    assert cells["b"] is cells["b"]
    with pytest.raises(KeyError):
        cells["c"]
    again = container.read_sheets(path).cells
    monkeypatch.setattr(again, "_left", 6)
    assert len(again["a"][0]) == 6
    with pytest.raises(InputError, match="its sheets together"):
        again["b"]
