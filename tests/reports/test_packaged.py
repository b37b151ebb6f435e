"""The two packaged cases, read through the reports: the clocks, the ceiling, the whole page."""

import re
from datetime import UTC, date, datetime

import pytest

from materiel.exchange.folder import read_folder
from materiel.exchange.packaged import PACKAGED, packaged_case
from materiel.kernel.stamps import Stamps
from materiel.reports.answering import answer, reports
from materiel.reports.html import Section, report_html
from materiel.reports.reading import Reading
from materiel.reports.table import ASSUMPTION, shown
from materiel.store.database import Database
from materiel.store.reading import Reader
from materiel.store.writing import append


@pytest.fixture(scope="module")
def today():
    return {}


@pytest.fixture(scope="module")
def database(tmp_path_factory, today):
    found = Database(f"sqlite:///{tmp_path_factory.mktemp('packaged')}/log.sqlite")
    found.migrate()
    for name in PACKAGED:
        with packaged_case(name) as folder:
            case = read_folder(folder)
        today[name] = case.case.today
        now = datetime(2026, 12, 1, tzinfo=UTC)
        append(found, case.entries(), actor="tester", now=now)
    return found


def germany(database, as_of, known_at):
    """Promised and handed over by Germany to Ukraine, in fire units."""
    with database.reading() as connection:
        stamps = Stamps(date.fromisoformat(as_of), known_at)
        table = answer("who-gave", Reader(connection, "patriot", stamps))
    names = [column.name for column in table.columns]
    for line in table.lines:
        row = dict(zip(names, map(shown, line.cells), strict=True))
        if (row["giver"], row["receiver"], row["item"]) == (
            "Germany",
            "Ukraine",
            "Patriot fire units",
        ):
            return row
    raise AssertionError("Germany gave nothing")


def test_the_clocks_of_the_german_systems(database, today):
    now = today["patriot"]
    assert germany(database, "2024-07-09", date(2024, 7, 9))["handed-over"] == "3"
    row = germany(database, "2024-07-01", now)
    assert row["handed-over"] == "1 to 2"
    assert "nothing dates deu-ukr-2:handed-over more precisely than" in row["reading"]
    row = germany(database, "2024-06-01", now)
    assert (row["promised"], row["handed-over"]) == ("3", "1 to 2")
    assert germany(database, str(now), now)["handed-over"] == "5"


@pytest.mark.parametrize(
    ("known_at", "total"), [(date(2024, 1, 3), "1,000 to 1,200"), (None, "1,000")]
)
def test_the_ceiling_and_the_request_before_and_after_the_judgement(
    database, today, known_at, total
):
    now = today["patriot"]
    with database.reading() as connection:
        reader = Reader(connection, "patriot", Stamps(now, known_at or now))
        table = answer("together", reader)
    found = [
        shown(line.cells[table.index("total")])
        for line in table.lines
        if line.strong
        and "GEM-T" in shown(line.cells[0])
        and line.cells[1] == "ceilings and requests together"
    ]
    assert found == [total]


def test_every_row_of_both_cases_cites_an_entry_or_says_assumption(database, today):
    with database.reading() as connection:
        for name in PACKAGED:
            read = Reading(Reader(connection, name, Stamps(today[name], today[name])))
            for report in reports().values():
                if not report.about_plan:
                    for line in report.table(read).lines:
                        assert set(line.cites) <= {*read.records, ASSUMPTION}


def test_the_page_of_both_cases_is_whole(database, today):
    with database.reading() as connection:
        sections = [
            Section(Reader(connection, name, Stamps(today[name], today[name]))) for name in PACKAGED
        ]
        source = report_html(sections)
        fictional = [Reading(each.reading).case.fictional for each in sections]
    ids = re.findall(r' id="([^"]*)"', source)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', source)) <= set(ids)
    assert source.count("Fictional case:") == sum(fictional) >= 1
    assert "firm part unknown" in source
