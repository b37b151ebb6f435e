"""Shares of a joint contract whose rows state numbers: the table never contradicts them."""

from datetime import UTC, date, datetime

import pytest

from materiel.exchange.folder import read_folder
from materiel.exchange.packaged import packaged_case
from materiel.kernel.stamps import Stamps
from materiel.reports.answering import answer
from materiel.reports.reading import Reading
from materiel.reports.table import shown
from materiel.store.database import Database
from materiel.store.reading import Reader
from materiel.store.writing import append

DAY = date(2026, 5, 31)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """Contract line and buyer to share, share if all lies inside, and how to read it."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('shares')}/log.sqlite")
    database.migrate()
    with packaged_case("coalition") as folder:
        entries = read_folder(folder).entries()
    append(database, entries, actor="tester", now=datetime(2026, 12, 1, tzinfo=UTC))
    with database.reading() as connection:
        table = answer("buyer-shares", Reading(Reader(connection, "coalition", Stamps(DAY, DAY))))
    lines = [[shown(cell) for cell in line.cells] for line in table.lines]
    return {(line[0], line[1]): line[6:] for line in lines}


@pytest.mark.parametrize(
    ("line", "buyer", "share"),
    [
        # Firm 24 and no more; 35 firm and options of 30 and 60.
        ("GALE-25, line 1", "Aldmark", "24"),
        ("GALE-25, line 1", "Velmora", "35 to 125"),
        ("GALE-25, line 1", "all buyers", "100 to 230"),
        ("GALE-25, line 2", "Trescia", "12"),
        ("GALE-25, line 2", "Velmora", "10"),
        # No ceiling is stated.
        ("MULE-25, line 1", "Estholm", "at least 2"),
        ("MULE-25, line 1", "all buyers", "at least 16"),
    ],
)
def test_a_share_lies_within_what_the_rows_of_its_buyer_state(rows, line, buyer, share):
    assert rows[line, buyer][0] == share
    if buyer != "all buyers":
        assert rows[line, buyer][1] == share
        assert "no number of its own" not in rows[line, buyer][2]


def test_a_request_above_the_own_ceiling_is_told_at_its_buyer(rows):
    assert rows["GALE-25, line 2", "Trescia"][2] == (
        "Gust missiles asked for by Trescia: 14, may lie inside; if all of it lies inside: at "
        "least 14 approved or asked for inside it, above its own ceiling of 12; a buyer since "
        "14 November 2025"
    )
