"""Gaps, conversions, places and programmes of the third story, as a person asks for them."""

import json
from datetime import UTC, date, datetime

import pytest

from materiel.exchange.folder import read_folder
from materiel.exchange.packaged import packaged_case
from materiel.interfaces.cli import main
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, InternalError, UnknownNameError
from materiel.kernel.stamps import Stamps
from materiel.reports.answering import answer, reports
from materiel.reports.asking import day, number, numbers
from materiel.reports.reading import Reading
from materiel.reports.report import Report
from materiel.reports.table import ASSUMPTION, shown
from materiel.service.loading import load_case
from materiel.service.workspace import create_workspace, open_workspace
from materiel.store.database import Database
from materiel.store.reading import Reader
from materiel.store.writing import append
from materiel.vocabulary.scopes import scopes

TODAY = date(2026, 5, 31)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    found = Database(f"sqlite:///{tmp_path_factory.mktemp('sharing')}/log.sqlite")
    found.migrate()
    for name in ("transfer-and-backfill", "patriot"):
        with packaged_case(name) as folder:
            entries = read_folder(folder).entries()
        append(found, entries, actor="tester", now=datetime(2026, 12, 1, tzinfo=UTC))
    return found


@pytest.fixture
def ask(database):
    """The rows of a report as mappings of shown text, under options."""
    with database.reading() as connection:

        def rows(name, case="transfer-and-backfill", **options):
            reading = Reading(Reader(connection, case, Stamps(TODAY, TODAY)))
            table = answer(name, reading, None, options)
            assert all(set(line.cites) <= {*reading.records, ASSUMPTION} for line in table.lines)
            names = [each.name for each in table.columns]
            found = [dict(zip(names, map(shown, line.cells), strict=True)) for line in table.lines]
            return found, [line.cites for line in table.lines], table.notes

        yield rows


# -- gap-months ------------------------------------------------------------------------------


def test_the_published_slots_leave_a_gap_with_two_ends(ask):
    """Two systems gone in April 2023 at the earliest, four back in July 2024 at the earliest."""
    (slots, *_), (cites, *_), _ = ask("refill-gaps", months="96")
    assert (slots["giver"], slots["item"], slots["basis"]) == (
        *("Germany", "Patriot fire units"),
        "published slots",
    )
    late = 2 * 15 + 3 * 16 + 5 * (12 * 4 + 1) + 12 * 1
    assert slots["gap"] == f"15 to {late}"
    assert {"slot-deu-first", "slot-deu-second", "deu-ukr-1:handed-over"} <= set(cites)


def test_own_forces_in_line_lengthen_the_gap_and_all_of_it_never_closes_it(ask):
    rows, cites, notes = ask("refill-gaps", leads="12", rivals="0..12", giver="DEU")
    swept = rows[1:]
    assert [row["rival"] for row in swept] == [str(each) for each in range(13)]
    assert {row["alone"] for row in swept} == {"60 to 61"}
    assert (swept[0]["gap"], swept[0]["caused"], swept[0]["closed"]) == ("60 to 61", "0", "yes")
    most = [int(row["gap"].rpartition(" ")[2]) for row in swept]
    assert most == sorted(most)
    assert swept[-1]["closed"] == "no"
    assert all("line-fire-units" in each and ASSUMPTION in each for each in cites[1:])
    assert "Germany, Patriot fire units: January 2023 to May 2031." in notes


def test_every_combination_of_assumptions_has_a_row(ask):
    rows, _, _ = ask("refill-gaps", leads="0;6", rivals="0;12", yearly="6;12")
    swept = [(row["yearly"], row["lead"], row["rival"]) for row in rows[1:]]
    assert swept == [
        (yearly, lead, rival) for yearly in ("6", "12") for lead in "06" for rival in ("0", "12")
    ]


def test_where_no_line_is_stated_the_reader_supposes_one(ask):
    rows, _, _ = ask("refill-gaps", case="patriot", giver="DEU")
    assert {row["basis"] for row in rows} == {"published slots"}
    fire_units = {"giver": "DEU", "item": "patriot-fire-unit"}
    rows, cites, _ = ask("refill-gaps", case="patriot", **fire_units, yearly="12", leads="12")
    supposed = [row for row in rows if row["basis"] == "line: supposed by the reader"]
    assert [row["rival"] for row in supposed] == ["0", "2", "4", "6", "8", "10", "12"]
    assert {row["item"] for row in rows} == {"Patriot fire units"}
    assert supposed[0]["alone"] == "60"
    assert all(ASSUMPTION in each for each in cites[1:])


def test_a_gift_of_no_exact_number_is_named_and_left_out(ask):
    _, _, notes = ask("refill-gaps")
    assert "Left out: deu-crew-training: unknown were handed over; name an exact number." in notes


# -- conversions -----------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["transfer-and-backfill", "patriot"])
def test_the_aid_total_keeps_its_printed_conversion_beside_the_reference_rates(ask, case):
    rows, cites, _ = ask("conversions", case=case)
    mine = [row for row in rows if row["entry"] == "S2-06"]
    assert {(row["amount"], row["printed"], row["implied"]) for row in mine} == {
        ("EUR 10.2 bn", "USD 11.03 bn", "1.0814")
    }
    assert [row["day"] for row in mine][0::7] == ["2024-04-30", "2024-07-09"]
    assert [row["day"] for row in mine if row["reprints"] == "yes"] == ["2024-07-09"]
    (fits,) = [row for row in mine if row["reprints"] == "yes"]
    assert (fits["rate"], fits["converted"]) == ("1.0814", "USD 11030.28 m")
    assert fits["difference"] == "USD -280,000"
    assert ("S2-06",) in cites


def test_a_day_without_a_rate_gets_none_until_the_reader_names_another(ask):
    rows, _, _ = ask("conversions")
    (sunday,) = [row for row in rows if row["entry"] == "pair-norway"]
    assert sunday["day"] == "none held for 2025-08-24; nearest: 2025-08-25"
    assert sunday["converted"] == "–"  # noqa: RUF001  (nothing on record)
    rows, _, _ = ask("conversions", to="2025-08-25")
    (monday,) = [row for row in rows if row["entry"] == "pair-norway"]
    assert (monday["day"], monday["implied"]) == ("2025-08-25", "0.0994")
    with pytest.raises(InputError, match=r"to: found 'soon'; accepted: YYYY-MM-DD"):
        ask("conversions", to="soon")


# -- places ----------------------------------------------------------------------------------


def test_germanys_place_under_each_basis_of_the_record(ask):
    rows, _, notes = ask("donor-ranks", case="patriot", party="Germany")
    found = {row["basis"]: row for row in rows}
    handed = found["Patriot fire units, handed over"]
    assert (handed["held"], handed["place"]) == ("5", "1 of 3")
    # Romania gave one with a fourteenth of the output; more people live in Germany as well.
    assert (handed["gdp"], handed["population"]) == ("2 of 3", "1 of 3")
    assert found["Patriot launchers, handed over"]["place"] == "2 of 2"
    assert notes[0] == (
        "As of 31 May 2026, as known on 31 May 2026; ranked among all who gave some of it."
    )


def test_a_group_is_ranked_by_its_members_of_the_day(ask):
    rows, _, notes = ask("donor-ranks", case="patriot", group="EU-27")
    handed = [row for row in rows if row["basis"] == "Patriot fire units, handed over"]
    assert [(row["giver"], row["place"]) for row in handed] == [
        ("Germany", "1 of 2"),
        ("Romania", "2 of 2"),
    ]
    assert "the members of EU-27 on that day" in notes[0]
    with pytest.raises(UnknownNameError, match="no basis 'Patriot'"):
        ask("donor-ranks", case="patriot", basis="Patriot")


def test_a_year_without_figures_gives_nobody_a_place_by_it(ask):
    rows, _, notes = ask("donor-ranks", case="patriot", gdp="1990")
    assert {row["gdp"] for row in rows} == {"–"}  # noqa: RUF001  (nothing on record)
    assert {row["population"] for row in rows} > {"1 of 2"}
    assert any(note.startswith("No gdp of 1990 ships for Germany") for note in notes)


# -- programmes ------------------------------------------------------------------------------


def test_each_programme_names_what_it_counts_and_by_which_rule_it_leaves_the_rest_out(ask):
    rows, _, _ = ask("scope")
    assert {row["scope"] for row in rows} == set(scopes())
    found = {(row["scope"], row["row"]): row for row in rows}
    pair = found["NATO-PLEDGE-2024", "deu-ukr-pair"]
    assert (pair["counted"], pair["reason"]) == (
        "no",
        "outside the twelve months after the pledge (NATO-PLEDGE-2024:5)",
    )
    assert found["DEU-HANDED-OVER", "deu-ukr-pair"]["counted"] == "yes"
    rounds = [row for row in rows if row["scope"] == "EU-MILLION-ROUNDS"]
    assert {row["reason"] for row in rounds} == {"not an artillery round (EU-MILLION-ROUNDS:1)"}
    totals = [row for row in rows if row["row"] == "total"]
    assert [(row["scope"], row["item"], row["amount"]) for row in totals] == [
        ("DEU-HANDED-OVER", "fire-unit", "5"),
        ("DEU-HANDED-OVER", "person", "unknown"),
    ]


def test_a_row_whose_day_is_open_may_count_and_adds_nothing_for_sure(ask):
    rows, _, _ = ask("scope", case="patriot", scope="NATO-PLEDGE-2024")
    found = {row["row"]: row for row in rows if row["item"] == "Patriot fire units"}
    assert found["usa-ukr-2"]["counted"] == "perhaps"
    assert found["usa-ukr-2"]["reason"] == (
        "may be outside the twelve months after the pledge (NATO-PLEDGE-2024:5)"
    )
    sure = sum(int(row["amount"]) for row in found.values() if row["counted"] == "yes")
    (total,) = [row for row in rows if row["row"] == "total" and row["item"] == "fire-unit"]
    assert total["amount"].split(" to ")[0] == str(sure)
    assert int(total["amount"].split(" to ")[1]) >= sure + 2


def test_sums_of_one_stage_are_asked_for_apart_from_promises(ask):
    rows, _, _ = ask("scope", scope="NATO-PLEDGE-2024", stage="pledged")
    assert [(row["row"], row["amount"], row["counted"]) for row in rows] == [
        ("pair-norway", "NOK 7 bn", "no")
    ]
    with pytest.raises(UnknownNameError, match="no scope 'NATO'"):
        ask("scope", scope="NATO")


# -- options ---------------------------------------------------------------------------------


def test_whole_numbers_are_read_in_each_form():
    assert numbers({"n": "0..3;12"}, "n", ()) == (0, 1, 2, 3, 12)
    assert numbers({}, "n", (7,)) == (7,)
    assert number({"n": " 12 "}, "n", 0) == 12
    assert day({}, "from") is None


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "3..", "..3", "9999999"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(InputError) as caught:
        numbers({"n": text}, "n", ())
    assert str(caught.value) == f"n: found {text!r}; accepted: whole numbers, as 12, 0;6;12 or 0..6"


def test_a_range_that_is_too_long_empty_or_several_where_one_is_meant_is_refused():
    with pytest.raises(InputError, match=r"found '0\.\.100'; accepted: at most 100 numbers"):
        numbers({"n": "0..100"}, "n", ())
    with pytest.raises(InputError, match=r"n: found '6\.\.0'; accepted: whole numbers, as 0\.\.6"):
        numbers({"n": "6..0"}, "n", ())
    with pytest.raises(InputError, match="found '1;2'; accepted: one whole number"):
        number({"n": "1;2"}, "n", 0)


def test_an_option_that_a_report_does_not_have_is_refused(ask):
    with pytest.raises(UnknownNameError, match=r"no option of report refill-gaps 'lead' \(near: "):
        ask("refill-gaps", lead="12")
    with pytest.raises(InputError, match="report ladder: nothing can be set for it"):
        ask("ladder", lead="12")
    made = reports()["ladder"].make
    with pytest.raises(InternalError, match="report x: it has options and no way to heed them"):
        Report("x", "x", "x?", made, options={"a": "b"})


def test_a_person_asks_at_the_command_line(tmp_path, capsys):
    create_workspace(tmp_path, actor="registrar", environment={})
    with open_workspace(tmp_path, environment={}) as opened:
        load_case(opened, "transfer-and-backfill", now=datetime(2026, 6, 2, 12, tzinfo=UTC))
    asked = ["report", "refill-gaps", "-w", str(tmp_path), "--set", "leads=12"]
    assert main([*asked, "--set", "rivals=0;12"]) == 0
    assert "line: fire units of the maker" in capsys.readouterr().out
    assert main([*asked, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert {row["lead"]["low"] for row in rows if row["lead"]} == {12}
    assert rows[0]["gap"] == {**Bounds.between(15, 335).as_dict(), "text": "15 to 335"}
    assert main(["report", "-w", str(tmp_path), "--set", "leads=12"]) == 2
    assert "report: --set is about one question; name it" in capsys.readouterr().err
    assert main(["report", "--list"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in ("refill-gaps", "rivals", "conversions", "donor-ranks"))
