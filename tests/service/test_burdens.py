"""The burden of a real case file: each role conserves five, statements that compete are listed."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

import materiel
from materiel.exchange.workbook.sheets import open_book
from materiel.interfaces.cli import main
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.service.burdens import burden
from materiel.service.loading import load_case
from materiel.service.workspace import View, Workspace, create_workspace, open_workspace
from materiel.store.schema import LOG

UNIT = "patriot-fire-unit"
ROLES = {"announced", "owned", "paid", "handed-over", "produced", "backfilled"}
ASKED = {"item": UNIT, "giver": "Germany", "receiver": "Ukraine"}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The third story in a SQLite file."""
    folder = tmp_path_factory.mktemp("burden")
    create_workspace(folder, actor="registrar", environment={})
    with open_workspace(folder, environment={}) as opened:
        now = datetime(2026, 6, 2, 12, tzinfo=UTC)
        assert load_case(opened, "transfer-and-backfill", now=now).total("loaded") > 100
        yield opened


@pytest.fixture(scope="module")
def five(case):
    return burden(
        case, **ASKED, groups=["NATO", "EU-27"], years={"gdp": "2024", "population": "2019"}
    )


def table_of(answer, name):
    return next(each for each in answer.tables if each.name == name)


def rows_of(answer, name):
    return [line.cells for line in table_of(answer, name).lines]


def test_each_role_conserves_the_five_systems(five):
    who = table_of(five, "who")
    assert {each.name for each in who.columns} == ROLES | {"party", "members"}
    (total,) = [line for line in who.lines if line.strong]
    assert total.cells[1:-1] == (Bounds.exactly(5),) * 6
    for role in ROLES:
        parts = five.burden.parts[role].values()
        assert sum(each.low for each in parts) == sum(each.high for each in parts) == 5, role


def test_who_is_not_named_in_a_role_has_a_dash_and_no_nought(five):
    who = table_of(five, "who")
    lines = {line.cells[0]: dict(zip(who.columns, line.cells, strict=True)) for line in who.lines}
    norway = {column.name: cell for column, cell in lines["NOR"].items()}
    assert (norway["handed-over"], str(norway["paid"])) == (None, "at most 2")
    assert [line.cells[0] for line in who.lines][-3:] == ["NATO", "EU-27", "total"]
    assert [line.cells[-1] for line in who.lines][-3:] == ["32 members", "27 members", ""]


def test_competing_statements_about_the_payer_stand_side_by_side(five):
    told = {(row[0], row[1]): row[3] for row in rows_of(five, "payers")}
    assert told == {
        ("deu-ukr-pair", "DEU"): "F213",
        ("deu-ukr-pair", "NOR"): "F221 and F223",
        ("deu-ukr-pair", "DNK + LTU + NOR"): "F254",
    }
    assert "compete about deu-ukr-pair" in table_of(five, "payers").notes[0]


def test_keys_of_each_group_stand_side_by_side_with_what_could_not_be_computed(five):
    keys = table_of(five, "keys-NATO")
    assert [each.title for each in keys.columns][4:] == ["by equal", "by gdp", "by population"]
    (germany,) = [line for line in keys.lines if line.cells[0] == "DEU"]
    assert germany.cells[1:4] == (Bounds.exactly(5), "100.0 %", "1 of 32")
    # The packaged figures of a party are cited with its own row and with no other.
    assert {"gdp/DEU:2024", "population/DEU:2019"} <= set(germany.cites)
    assert not {"gdp/USA:2024", "population/USA:2019"} & set(germany.cites)
    assert "Figures: gdp of 2024, population of 2019." in keys.notes
    assert "Not computed: key gni: ALB states no gni." in keys.notes


def test_every_citation_is_an_entry_of_the_log_or_a_packaged_row(case, five):
    with case.database.reading() as connection:
        known = set(connection.execute(select(LOG.c.id)).scalars())
    for table in five.tables:
        for line in table.lines:
            for name in line.cites:
                packaged = name.partition("/")[0] in ("gdp", "population", "groups")
                assert name in known or packaged, (table.name, name)


def test_what_was_known_on_a_day_decides_who_may_have_paid(case):
    september = burden(case, **ASKED, view=View(known_at=date(2025, 9, 1)))
    assert {row[1] for row in rows_of(september, "payers")} == {"DEU", "NOR"}
    july = burden(case, **ASKED, view=View(known_at=date(2025, 7, 20)))
    assert rows_of(july, "payers") == []
    assert july.burden.total == Bounds.exactly(3)


def test_another_rung_counts_other_units(case, five):
    promised = burden(case, **ASKED, rung="pledged")
    assert promised.promises == five.promises
    assert (promised.rung, str(promised.burden.total)) != ("received", "")
    with pytest.raises(UnknownNameError, match="rung 'paid'"):
        burden(case, **ASKED, rung="paid")


def test_what_cannot_be_answered_is_refused_with_a_reason(case):
    with pytest.raises(InputError, match="cannot be added: choose one item or class"):
        burden(case)
    with pytest.raises(InputError, match="no gift or loan of patriot-fire-unit from FRA on record"):
        burden(case, item=UNIT, giver="FRA")
    with pytest.raises(InputError, match="year of gdp: not a year: 'new'; accepted: YYYY"):
        burden(case, **ASKED, years={"gdp": "new"})
    with pytest.raises(UnknownNameError, match="key figure 'agreed'"):
        burden(case, **ASKED, years={"agreed": "2024"})


def test_the_command_says_it_in_words_and_cites_in_json(case, capsys):
    asked = ["burden", "-w", str(case.folder), "--item", UNIT, "--giver", "DEU"]
    asked += ["--receiver", "UKR", "--group", "NATO", "--year", "gdp=2024"]
    assert main(asked) == 0
    said = capsys.readouterr().out
    assert "received: 5 fire-unit\n" in said
    assert "deu-ukr-pair  DNK + LTU + NOR" in said
    assert "Keys side by side: NATO\n" in said
    assert main([*asked, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer["roles"]) == ROLES
    assert answer["total"]["text"] == "5"
    for rows in answer["roles"].values():
        assert all(row["cites"] or row["members"] for row in rows)
    assert all(row["cites"] for table in answer["tables"] for row in table["rows"])


def test_a_table_goes_to_a_spreadsheet_with_both_ends_and_no_nought_for_a_gap(five, tmp_path):
    path = materiel.write_table(table_of(five, "who"), tmp_path / "who.xlsx")
    with open_book(path) as book:
        header, *rows = [row.cells for row in book.rows(book.sheets[0])]
    at = list(header.values()).index("paid")
    assert [header[at + step] for step in range(3)] == ["paid", "paid: low", "paid: high"]
    paid = {row[0]: [row.get(at + step) for step in range(3)] for row in rows}
    assert paid["NOR"] == ["at most 2", None, "2"]
    assert paid["total"] == ["5", "5", "5"]
    assert paid["not-refilled"] == [None, None, None]
    assert all(row[max(header)] for row in rows)
    with pytest.raises(InputError, match=r"accepted: a file that ends in \.xlsx"):
        materiel.write_table(replace(table_of(five, "who")), tmp_path / "who.csv")


def test_each_of_the_five_systems_has_a_row_and_every_column_counts_five(five):
    found = table_of(five, "promises")
    *rows, total = [line.cells for line in found.lines]
    names = [each.name for each in found.columns]
    assert names == [
        *("promise", "unit", "title", "units"),
        *("announced", "owned", "paid", "handed-over", "produced", "backfilled"),
    ]
    shown = [(row[0], row[1], *row[names.index("paid") :]) for row in rows]
    own = ("not-stated", "DEU", "not-stated", "not-refilled")
    pair = ("DEU or DNK or LTU or NOR", "DEU", "USA", "not-refilled")
    assert shown == [
        ("deu-ukr-1", "", *own),
        ("deu-ukr-2", "", *own),
        ("deu-ukr-3", "", *own),
        ("deu-ukr-pair", "1 of 2", *pair),
        ("deu-ukr-pair", "2 of 2", *pair),
    ]
    assert sum((row[3] for row in rows), Bounds.exactly(0)) == total[3] == Bounds.exactly(5)
    assert total[4:] == ("5",) * 6


def test_a_promise_without_an_exact_number_has_one_row_with_its_ends(case):
    answer = burden(case, item="training", receiver="Ukraine")
    found = {row[0]: (row[1], str(row[3])) for row in rows_of(answer, "promises")}
    assert found["deu-crew-training"] == ("", "unknown")
    # So many people are not numbered one by one.
    assert found["usa-crew-training"] == ("", "65")


def test_each_reading_of_who_paid_sums_to_five(five):
    rows = rows_of(five, "readings")
    totals = {row[0]: row[2] for row in rows if row[1] == "total"}
    assert totals == dict.fromkeys(
        (
            "deu-ukr-pair: DEU",
            "deu-ukr-pair: NOR",
            "deu-ukr-pair: DNK + LTU + NOR",
        ),
        Bounds.exactly(5),
    )
    held = {(row[0].partition(": ")[2], row[1]): str(row[2]) for row in rows}
    assert held["NOR", "NOR"] == held["DEU", "DEU"] == "2"
    assert held["DNK + LTU + NOR", "NOR"] == "at most 2"


def test_the_page_holds_every_table_and_picture_and_every_number_of_the_pictures(case, tmp_path):
    answer = burden(case, **ASKED, groups=["NATO"], years={"gdp": "2024"}, page=True)
    page = materiel.write_burden(answer, tmp_path / "five.html").read_text("utf-8")
    assert [each for each in answer.tables if f">{each.title}</h4>" not in page] == []
    assert re.findall(r"<figcaption>(.*?)</figcaption>", page) == [
        "Handed over, state by state",
        "Paid, by place",
        "From who pays to who is refilled",
    ]
    said = re.findall(r"<desc [^>]*>(.*?)</desc>", page)
    assert "Germany: 5." in said[0]
    assert "Norway: at most 2, place 1 to 4." in said[1]
    assert "not stated: 3." in said[1]
    together = "Germany or Denmark or Lithuania or Norway (shares not published)"
    assert f"{together} to Germany: two systems of 2025 for Ukraine: 2." in said[2]
    assert "Ukraine to not refilled: 5." in said[2]
    links = set(re.findall(r'href="#([^"]*)"', page))
    assert links <= set(re.findall(r' id="([^"]*)"', page))
    # A promise is cited by its last row, which leads to its sources.
    assert "<em>deu-ukr-pair </em>" not in page
    assert "<script" not in page
    with pytest.raises(InputError, match="made without a page; ask for it with page=True"):
        materiel.write_burden(burden(case, **ASKED), tmp_path / "none.html")


def test_the_command_writes_the_page_and_one_table_in_each_form(case, capsys, tmp_path):
    asked = ["burden", "-w", str(case.folder), "--item", UNIT, "--giver", "DEU"]
    path = tmp_path / "five.html"
    assert main([*asked, "--html", str(path)]) == 0
    assert capsys.readouterr().out == f"written to {path}\n"
    assert path.read_text("utf-8").startswith("<!doctype html>")
    assert main([*asked, "--table", "promises", "--csv"]) == 0
    head, first, *_, total = capsys.readouterr().out.splitlines()
    assert head.startswith("promise,unit,title,units,units-low,units-high,announced,")
    assert first.startswith("deu-ukr-1,,Germany: first system for Ukraine,1,1,1,DEU,DEU,")
    assert total.startswith("total,,,5,5,5,5,5,5,5,5,5,")
    assert main([*asked, "--table", "readings", "--xlsx", str(tmp_path / "r.xlsx")]) == 0
    with open_book(tmp_path / "r.xlsx") as book:
        assert book.sheets[0].name == "readings"
    capsys.readouterr()
    assert main([*asked, "--table", "who", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["report"] == "who"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--csv"], "burden: --csv and --xlsx are about one table; name it with --table"),
        (["--table", "who", "--html", "x"], "burden: --html writes every table; leave --table out"),
        (["--csv", "--html", "x"], "burden: --csv and --html are two forms; choose one"),
        (["--table", "how"], "no table of a burden 'how' (near: who)"),
        (
            ["--table", "who", "--csv", "--json"],
            "burden: --csv and --json are two forms of one answer; choose one",
        ),
    ],
)
def test_forms_that_do_not_go_together_are_refused(case, capsys, options, words):
    assert main(["burden", "-w", str(case.folder), "--item", UNIT, *options]) == 2
    assert words in capsys.readouterr().err
