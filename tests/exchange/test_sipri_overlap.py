"""The register's GEM-T orders beside the joint contract of the Patriot case: bounded, not added."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sipri_samples import GEMT, register

from materiel.evidence.claims import Claim
from materiel.evidence.judgements import Judgement
from materiel.exchange.folder import read_folder
from materiel.exchange.formats import sipri_register
from materiel.exchange.packaged import packaged_case
from materiel.kernel.bounds import Bounds
from materiel.kernel.stamps import Stamps
from materiel.ledger.case import Case
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Commitment, Event
from materiel.ledger.totals import together
from materiel.store.database import Database
from materiel.store.reading import Filter, Reader
from materiel.store.writing import append

NOW = datetime(2026, 11, 21, tzinfo=UTC)
DAY = date(2026, 5, 31)
JUDGED = date(2025, 1, 31)


@pytest.fixture(params=["look-alike", "excerpt"])
def beside(request, tmp_path):
    """A database with the Patriot case and the orders, and the promises by receiver."""
    path = tmp_path / "register.csv"
    if request.param == "look-alike":
        path.write_bytes(register(*GEMT))
    else:
        path = request.getfixturevalue("shared") / "data/sipri/excerpt_register_orders_2024.csv"
        if not path.is_file():
            pytest.skip("the excerpt of the register is not in the shared folder")
    found = sipri_register.read(path)
    database = Database(f"sqlite:///{tmp_path / 'ledger.db'}")
    database.migrate()
    with packaged_case("patriot") as folder:
        append(database, read_folder(folder).entries(), actor="editor", now=NOW)
    promises = {
        row.receiver: row.id
        for row in found.rows[Commitment]
        if row.item == "pac-2-gem-t"
        and row.title.endswith((", 2022?", ", 2023", ", 2023?"))
        and row.receiver in ("DEU", "NLD", "ROU", "ESP")
    }
    assert sorted(promises) == ["DEU", "ESP", "NLD", "ROU"]
    append(database, entries(found, promises), actor="editor", now=NOW)
    return database, promises


def entries(found, promises):
    """The rows of these promises, with what they rest on."""
    tables = [rows for kind, rows in found.rows.items() if kind is not Case]
    return [
        Entry("patriot", row, row.known_on)
        for rows in tables
        for row in rows
        if not isinstance(row, (Claim, Commitment, Event))
        or row.id.startswith(tuple(promises.values()))
    ]


def judge(database, relation, lefts):
    row = Judgement(
        id=f"sipri-{relation}",
        left=tuple(lefts),
        relation=relation,
        right="gemt-joint",
        by="case editor",
        reason="the same missile in the same years",
        known_on=JUDGED,
    )
    append(database, [Entry("patriot", row, JUDGED)], actor="editor", now=NOW)


def orders(promises):
    return Filter(
        book="promises",
        parties=set(promises),
        names=("ordered",),
        items=("pac-2-gem-t",),
        commitments=set(promises.values()),
    )


def ceiling_and_orders(database, promises):
    ceiling = Filter("promises", ("GEMT-BUYERS",), ("ceiling",), ("pac-2-gem-t",), ("gemt-joint",))
    with database.reading() as connection:
        reader = Reader(connection, "patriot", Stamps(DAY, DAY))
        sums = {**reader.sums(ceiling), **reader.sums(orders(promises))}
        return together(sums, reader.known).bounds


def total(database, wanted):
    with database.reading() as connection:
        return Reader(connection, "patriot", Stamps(DAY, DAY)).total(wanted).bounds


def test_what_is_known_to_be_ordered_is_700_to_796(beside):
    database, promises = beside
    del promises["ESP"]
    assert total(database, orders(promises)) == Bounds(700, 796, low_known=False)


def test_spain_leaves_the_sum_open(beside):
    database, promises = beside
    assert total(database, orders(promises)) == Bounds(700, None, low_known=False)


def test_unjudged_the_ceiling_and_the_orders_add_up(beside):
    database, promises = beside
    del promises["ESP"]
    assert ceiling_and_orders(database, promises) == Bounds(1700, 1796, low_known=False)


def test_possibly_part_of_bounds_them_between_the_ceiling_and_the_sum(beside):
    database, promises = beside
    del promises["ESP"]
    judge(database, "possibly-part-of", promises.values())
    found = ceiling_and_orders(database, promises)
    assert (found.low, found.high) == (1000, 1796)


def test_part_of_leaves_the_ceiling_alone_even_with_spains_unknown(beside):
    database, promises = beside
    judge(database, "part-of", promises.values())
    assert ceiling_and_orders(database, promises) == Bounds.exactly(1000)


def test_the_joint_order_and_the_shares_are_read_together_by_the_reader(beside):
    database, promises = beside
    del promises["ESP"]
    judge(database, "part-of", promises.values())
    wanted = orders(promises)
    both = replace(
        wanted,
        parties={*wanted.parties, "GEMT-BUYERS"},
        commitments={*wanted.commitments, "gemt-joint"},
    )
    # The largest share that is known is inside it; nobody says that the shares are disjoint.
    assert total(database, both) == Bounds(500, 1000, low_known=False)
