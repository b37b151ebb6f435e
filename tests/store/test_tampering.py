"""Every change to the log or a derived table is found; a derived table is mended (DESIGN §4.7)."""

import pytest
from histories import NOW, event, told
from sqlalchemy import Integer, delete, func, select, update

from materiel.evidence.judgements import Judgement
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period
from materiel.ledger.rows import Holding
from materiel.store.rebuilding import rebuild
from materiel.store.schema import DERIVED, LOG
from materiel.store.verifying import Checkpoint, take_checkpoint, verify
from materiel.store.writing import append

LOG_COLUMNS = [column.name for column in LOG.columns]
DERIVED_COLUMNS = [(table, column.name) for table in DERIVED for column in table.columns]


@pytest.fixture
def ledger(sqlite, history):
    append(sqlite, history, actor="a clerk", now=NOW, request="r1")
    assert verify(sqlite) == []
    return sqlite


def change(ledger, table, column, where=None):
    """Change one cell: a number by one, a text by a letter."""
    cell = table.c[column]
    new = func.coalesce(cell, 0) + 1000 if isinstance(cell.type, Integer) else cell + "x"
    with ledger.writing() as connection:
        key = list(table.primary_key.columns)
        last = connection.execute(select(*key).order_by(*(c.desc() for c in key)).limit(1)).one()
        same = [c == value for c, value in zip(key, last, strict=True)]
        done = connection.execute(update(table).where(*(where or same)).values({column: new}))
        assert done.rowcount == 1


def test_the_history_writes_to_every_derived_table(ledger):
    with ledger.reading() as connection:
        empty = [t.name for t in DERIVED if connection.execute(select(t)).first() is None]
    assert empty == []


@pytest.mark.parametrize("column", LOG_COLUMNS)
def test_a_change_of_any_column_of_a_log_row_is_found(ledger, column):
    change(ledger, LOG, column, [LOG.c.id == "e3"])
    findings = verify(ledger)
    assert {finding.check for finding in findings} >= {"chain"}
    assert all(finding.severity == "error" for finding in findings)


@pytest.mark.parametrize(("table", "column"), DERIVED_COLUMNS, ids=lambda x: getattr(x, "name", x))
def test_a_change_of_any_column_of_a_derived_row_is_found_and_mended(
    ledger, contents, table, column
):
    before = contents(ledger)
    change(ledger, table, column)
    findings = verify(ledger)
    assert {(f.check, f.where) for f in findings} == {("derived", f"table {table.name}")}
    rebuild(ledger)
    assert verify(ledger) == []
    assert contents(ledger) == before


@pytest.mark.parametrize("table", DERIVED, ids=lambda table: table.name)
def test_a_derived_row_that_was_deleted_is_found_and_mended(ledger, contents, table):
    before = contents(ledger)
    with ledger.writing() as connection:
        key = next(iter(table.primary_key.columns))
        connection.execute(delete(table).where(key == select(func.max(key)).scalar_subquery()))
    assert {f.where for f in verify(ledger)} == {f"table {table.name}"}
    rebuild(ledger)
    assert contents(ledger) == before


def test_the_finding_about_a_derived_row_says_what_stands_and_what_should(ledger):
    with ledger.writing() as connection:
        live = DERIVED[0]
        connection.execute(update(live).where(live.c.seq == 1).values(known_to=19900))
    stands, should = verify(ledger)
    assert stands == Finding(
        "derived",
        "table live",
        "a row that does not follow from the log: seq=1, root=c1, known_from=19783, "
        "known_to=19900, superseded_by=0",
        "Run 'materiel verify --rebuild'.",
    )
    assert should.problem == (
        "a row that follows from the log is missing: seq=1, root=c1, known_from=19783, "
        "known_to=4194304, superseded_by=0"
    )


@pytest.mark.parametrize("seq", [1, 6, 11])
def test_a_deletion_is_found_unless_it_is_the_last_entry(ledger, seq):
    kept = take_checkpoint(ledger, NOW)
    with ledger.writing() as connection:
        connection.execute(delete(LOG).where(LOG.c.seq == seq))
    chain = [finding for finding in verify(ledger, kept) if finding.check == "chain"]
    if seq < 11:
        assert chain[0] == Finding(
            "chain",
            f"log:{seq + 1}",
            f"position {seq} is missing: entries were deleted or moved",
            "Restore the log from a copy.",
        )
    else:
        assert chain == []


def test_two_entries_that_changed_places_are_found(ledger):
    with ledger.writing() as connection:
        for old, new in ((4, 1000), (7, 4), (1000, 7)):
            connection.execute(update(LOG).where(LOG.c.seq == old).values(seq=new))
    broken = {finding.where for finding in verify(ledger) if finding.check == "chain"}
    assert {"log:4", "log:7"} <= broken


def test_a_log_cut_off_is_found_only_against_a_checkpoint_kept_elsewhere(ledger):
    kept = take_checkpoint(ledger, NOW)
    kept = Checkpoint.parse(kept.as_text())
    assert verify(ledger, kept) == []
    with ledger.writing() as connection:
        for table in (LOG, *DERIVED):
            connection.execute(
                delete(table).where(LOG.c.seq > 8) if table is LOG else delete(table)
            )
        connection.exec_driver_sql("DELETE FROM checkpoint")
    rebuild(ledger)
    assert verify(ledger) == []
    assert verify(ledger, kept) == [
        Finding(
            "checkpoint",
            "log:11",
            "the log ends at 8, before the checkpoint at 11",
            "Restore the log from a copy.",
        )
    ]


def test_a_log_written_anew_is_found_against_a_checkpoint_kept_elsewhere(ledger, history):
    kept = take_checkpoint(ledger, NOW)
    with ledger.writing() as connection:
        for table in (LOG, *DERIVED):
            connection.execute(delete(table))
        connection.exec_driver_sql("DELETE FROM checkpoint")
        connection.exec_driver_sql("DELETE FROM request")
    append(ledger, history, actor="somebody else", now=NOW)
    assert verify(ledger) == []
    (finding,) = verify(ledger, kept)
    assert finding.problem == f"the hash at 11 is not that of the checkpoint of {kept.taken_at}"


def test_a_text_that_is_no_checkpoint_is_refused():
    with pytest.raises(InputError) as caught:
        Checkpoint.parse("seq 11")
    assert (
        str(caught.value)
        == 'not a checkpoint; accepted: {"hash": ..., "seq": ..., "taken_at": ...}'
    )


def test_an_empty_log_has_no_checkpoint(sqlite):
    with pytest.raises(InputError) as caught:
        take_checkpoint(sqlite, NOW)
    assert str(caught.value) == "the log is empty: there is nothing to take a checkpoint of"


def test_a_rebuild_changes_nothing(database, history, contents):
    open_then_exact = [
        told(event("e6", "c2", "approved", "2024-03-05", high=3)),
        told(event("e7", "c2", "approved", "2024-03-05", 3, 3, supersedes="e6"), "2024-06-11"),
        told(event("e8", "c1 c2", "arrived", "2024-04-01", same_as="e1"), "2024-06-11"),
        told(event("e9", "c1", "pledged", "2024-03-01", 5, 20, supersedes="e1"), "2024-06-12"),
        told(judged("j3", "e8", "e6", "1/3"), "2024-06-12"),
        told(judged("j4", "e4", "e2", "1/3"), "2024-06-12"),
        told(Holding(id="h2", **{**CELLS, "low": 12, "high": 12}, supersedes="h1"), "2024-06-12"),
    ]
    for one in (*history, *open_then_exact):
        append(database, [one], actor="a clerk", now=NOW)
    before = contents(database)
    assert verify(database) == []
    assert rebuild(database) == len(history) + len(open_then_exact)
    assert contents(database) == before


def judged(name: str, left: str, right: str, share: str) -> Judgement:
    cells = {"by": "a reader", "reason": "so it reads", "share_low": share}
    return Judgement(id=name, left=(left,), relation="share", right=right, **cells)


CELLS = {"party": "DEU", "item": "patriot-fire-unit", "valid": Period.parse("2024")}
