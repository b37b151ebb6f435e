"""The burden of a real case file: each role conserves five, statements that compete are listed."""

import json
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
