"""Writing is all or nothing, once, in one order, on both databases (DESIGN §4.1, §4.8)."""

import os
import subprocess
import sys
import textwrap
import time
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from histories import NOW, event, promise, told
from sqlalchemy import select

from materiel.kernel.errors import ConflictError, InputError, MaterielError, UnknownNameError
from materiel.kernel.stamps import Stamps
from materiel.ledger.rows import Holding
from materiel.store.reading import Filter, Reader
from materiel.store.schema import LOG, POSTING, REQUEST
from materiel.store.verifying import verify
from materiel.store.writing import Appended, append
from materiel.vocabulary.items import Item

FIRST = [told(promise("c1")), told(event("e1", "c1", "pledged", "2024-03-01", 5, 5))]


def write(database, entries, request=""):
    return append(database, entries, actor="a clerk", now=NOW, request=request)


def refusal(database, contents, entries, kind=InputError, request="", **writer) -> str:
    """The message of a refused write, which must have left nothing behind."""
    before = contents(database)
    with pytest.raises(kind) as caught:
        append(database, entries, **{"actor": "a clerk", "now": NOW, "request": request, **writer})
    assert contents(database) == before
    return str(caught.value)


# ----------------------------------------------------------------------------------------- once


def test_the_same_entries_again_change_nothing(database, contents):
    assert write(database, FIRST) == Appended(("c1", "e1"), (), 1, 2)
    before = contents(database)
    assert write(database, FIRST) == Appended((), ("c1", "e1"), 0, 0)
    assert contents(database) == before


def test_the_same_request_again_gets_the_first_answer_and_writes_nothing(database, contents):
    first = write(database, FIRST, request="r1")
    before = contents(database)
    assert write(database, FIRST, request="r1") == first
    assert contents(database) == before


def test_a_request_that_found_everything_there_gets_that_answer_again(database):
    write(database, FIRST[:1])
    first = write(database, FIRST, request="r1")
    assert first == Appended(("e1",), ("c1",), 2, 2)
    assert write(database, FIRST, request="r1") == first


def test_a_request_id_for_other_entries_is_a_conflict(database, contents):
    write(database, FIRST, request="r1")
    other = [told(promise("c2"))]
    said = refusal(database, contents, other, ConflictError, request="r1")
    assert said == "request 'r1' was used before for other entries"


def test_the_same_id_with_other_content_is_a_conflict(database, contents):
    write(database, FIRST)
    other = [told(event("e1", "c1", "pledged", "2024-03-01", 6, 6))]
    assert refusal(database, contents, other, ConflictError) == (
        "events e1 stands in the log with other content. "
        "Give the new version an id of its own and let it supersede this one."
    )


def test_the_same_id_twice_in_one_batch_is_a_conflict_or_nothing(database, contents):
    assert write(database, [FIRST[0], FIRST[0]]).same == ("c1",)
    other = [told(promise("c2")), told(promise("c2", due=None, programme="other"))]
    assert "stands in the log with other content" in refusal(
        database, contents, other, ConflictError
    )


def test_one_id_may_stand_in_two_cases(database):
    write(database, FIRST)
    write(database, [told(promise("c1"), case="y")])
    assert verify(database) == []


# ------------------------------------------------------------------------------ all or nothing


REFUSED = {
    "an unknown promise": (
        [told(event("e9", "c12", "pledged", "2024-03-01", 1, 1))],
        "events e9: no commitment 'c12' (near: c1)",
    ),
    "an unknown party": (
        [told(Holding(id="h9", party="Germny", item="patriot-fire-unit", valid=FIRST[1].valid))],
        "holdings h9: no party 'Germny' (near: Germany, German army, West Germany)",
    ),
    "an unknown event": (
        [told(event("e9", "c1", "pledgd", "2024-03-01", 1, 1))],
        "events e9: no event 'pledgd' (near: pledged)",
    ),
    "a correction of nothing": (
        [told(event("e9", "c1", "pledged", "2024-03-01", 1, 1, supersedes="e8"))],
        "e9: supersedes: no entry 'e8'",
    ),
    "a correction in another table": (
        [told(event("e9", "c1", "pledged", "2024-03-01", 1, 1, supersedes="c1"))],
        "e9: supersedes: c1 is of table commitments, not events",
    ),
    "a correction that changes the promise": (
        [told(promise("c9", item="patriot-missile", supersedes="c1"))],
        (
            "c9: item: a correction cannot change who promises what to whom; "
            "withdraw the old promise and enter a new one"
        ),
    ),
    "a correction of a name that others may use": (
        [
            told(Item(id="gun-1", name="Gun one", level="model", unit="item")),
            told(Item(id="gun-2", name="Gun two", level="model", unit="item", supersedes="gun-1")),
        ],
        (
            "gun-2: supersedes: gun-1 names something that other entries may already call by "
            "that name; enter a new row beside it"
        ),
    ),
    "two items in one event": (
        [
            told(promise("c9", item="patriot-missile")),
            told(event("e9", "c1 c9", "pledged", "2024-03-01", 1, 1)),
        ],
        (
            "e9: commitment: the event names promises of patriot-fire-unit and patriot-missile; "
            "write one event for each item"
        ),
    ),
    "one promise twice in one event": (
        [
            told(promise("c9", supersedes="c1")),
            told(event("e9", "c1 c9", "pledged", "2024-03-01", 1, 1)),
        ],
        "e9: commitment: the event names one promise twice",
    ),
    "a low end above the high end": (
        [told(event("e9", "c1", "pledged", "2024-03-01", 5, 3))],
        "e9: low, high: bounds 5 to 3: the low end is above the high end",
    ),
    "an entry that corrects itself": (
        [told(event("e9", "c1", "pledged", "2024-03-01", 1, 1, supersedes="e9"))],
        "e9: supersedes: an entry cannot correct itself",
    ),
    "two entries that correct each other": (
        [
            told(event("e8", "c1", "pledged", "2024-03-01", 1, 1, supersedes="e9")),
            told(event("e9", "c1", "pledged", "2024-03-01", 1, 1, supersedes="e8")),
        ],
        "e8: supersedes: e9 corrects it in turn",
    ),
    "a number and an equal number": (
        [told(event("e9", "c1", "received", "2024-03-01", 1, 1, same_as="e1"))],
        "e9: same_as: state a number or same_as, not both",
    ),
    "a statement of tomorrow": (
        [told(event("e9", "c1", "pledged", "2024-03-01", 1, 1), "2024-07-02")],
        (
            "e9: known_on: 2024-07-02 must lie after 1970-01-01 and not after the recording day "
            "2024-07-01"
        ),
    ),
}


@pytest.mark.parametrize("sort", REFUSED)
def test_one_refused_entry_refuses_the_whole_batch(database, contents, sort):
    write(database, FIRST)
    entries, message = REFUSED[sort]
    good = told(event("e2", "c1", "approved", "2024-03-02", 5, 5))
    said = refusal(database, contents, [good, *entries, good], MaterielError)
    assert said == message


def test_a_second_correction_of_the_same_entry_is_a_conflict(database, contents):
    write(database, FIRST)
    write(database, [told(event("e2", "c1", "pledged", "2024-03-01", 4, 4, supersedes="e1"))])
    again = [told(event("e3", "c1", "pledged", "2024-03-01", 3, 3, supersedes="e1"))]
    said = refusal(database, contents, again, ConflictError)
    assert said == "e3: supersedes: e1 is corrected already"


def test_a_correction_known_before_the_correction_it_corrects_is_refused(database, contents):
    write(database, FIRST)
    second = event("e2", "c1", "pledged", "2024-03-01", 4, 4, supersedes="e1")
    write(database, [told(second, "2024-06-10")])
    third = event("e3", "c1", "pledged", "2024-03-01", 3, 3, supersedes="e2")
    assert refusal(database, contents, [told(third, "2024-06-05")]) == (
        "e3: known_on: 2024-06-05 lies before 2024-06-10, when the correction e2 that it "
        "corrects was known"
    )


def test_nobody_records_without_a_name(database, contents):
    said = refusal(database, contents, FIRST, actor=" ")
    assert said == "actor: every entry records who made it; set one"


def test_what_an_entry_refers_to_may_stand_later_in_the_batch(database):
    entries = [
        told(event("e3", "c2", "pledged", "2024-03-01", 4, 4, supersedes="e1"), "2024-06-10"),
        told(event("e2", "c2", "received", "2024-04-01", same_as="e1")),
        told(event("e1", "c2", "pledged", "2024-03-01", 5, 5)),
        told(promise("c2", supersedes="c1", programme="summit"), "2024-06-10"),
        told(promise("c1")),
    ]
    write(database, entries)
    assert verify(database) == []
    with database.reading() as connection:
        for known, count in (("2024-06-09", 5), ("2024-06-10", 4)):
            stamps = Stamps(date(2024, 5, 1), date.fromisoformat(known))
            reader = Reader(connection, "x", stamps)
            received = reader.balances(Filter("promises", ("UKR",), ("received",)))
            ((account, total),) = received.items()
            assert account.commitment == "c1"
            assert total.bounds.exact == count


# ------------------------------------------------------------------------------------ positions


def test_a_pinned_position_reads_as_the_log_read_when_it_ended_there(database, history):
    days = [date(2024, 4, 15), date(2024, 6, 30)]
    then = {}
    for number, one in enumerate(history, start=1):
        write(database, [one])
        then[number] = read_all(database, days, None)
    assert {seq: read_all(database, days, seq) for seq in then} == then


def read_all(database, days, seq):
    with database.reading() as connection:
        found = []
        for as_of in days:
            for known in days:
                reader = Reader(connection, "x", Stamps(as_of, known, seq))
                found.append({a: t.bounds for a, t in reader.balances().items()})
                found.append([record.id for record in reader.records()])
                found.append(reader.gates())
        return found


@pytest.mark.parametrize("known", ["2024-03-01", "7711-12-31", "9999-12-31"])
def test_however_late_a_reader_stands_each_entry_counts_once(database, known):
    write(database, FIRST)
    stamps = Stamps(date(2024, 6, 1), date.fromisoformat(known))
    with database.reading() as connection:
        found = Reader(connection, "x", stamps).balances()
    assert {account.party: total.bounds.exact for account, total in found.items()} == {
        "DEU": -5,
        "UKR": 5,
    }


WRITER = """
import sys
from datetime import date, datetime, UTC
sys.path.insert(0, {here!r})
from histories import event, promise, told
from materiel.store.database import Database
from materiel.store.writing import append
name, url = sys.argv[1:]
database = Database(url)
print("ready", flush=True)
sys.stdin.readline()
for number in range({count}):
    entries = [
        told(event(f"{{name}}-{{number}}-{{part}}", "c1", "pledged", "2024-03-01", 1, 1))
        for part in range(3)
    ]
    now, request = datetime(2024, 7, 1, tzinfo=UTC), f"{{name}}-{{number}}"
    append(database, entries, actor=name, now=now, request=request)
"""

HALF_WAY = """
import sys
from datetime import UTC, datetime
sys.path.insert(0, {here!r})
from histories import event, told
from materiel.store.database import Database
from materiel.store.writing import Writer
database = Database(sys.argv[1])
with database.writing() as connection:
    entries = [told(event(f"h{{n}}", "c1", "pledged", "2024-03-01", 1, 1)) for n in range(50)]
    Writer(connection, "half", datetime(2024, 7, 1, tzinfo=UTC)).append(entries, "half")
    print("written, not committed", flush=True)
    sys.stdin.readline()
"""


def process(script: str, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )


def location(database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def test_two_processes_that_write_at_once_leave_one_gapless_log(database):
    write(database, FIRST)
    count = 20
    script = WRITER.format(here=str(Path(__file__).parent), count=count)
    writers = [process(script, name, location(database)) for name in ("a", "b")]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    with database.reading() as connection:
        rows = connection.execute(select(LOG.c.seq, LOG.c.actor).order_by(LOG.c.seq)).all()
    assert [row.seq for row in rows] == list(range(1, 2 + 2 * 3 * count + 1))
    assert {row.actor for row in rows[2:]} == {"a", "b"}
    # The three entries of one write stand together.
    turns = [row.actor for row in rows[2:]]
    assert all(len(set(turns[n : n + 3])) == 1 for n in range(0, len(turns), 3))
    assert verify(database) == []


def test_a_writer_killed_half_way_leaves_nothing_and_blocks_nobody(database, contents):
    write(database, FIRST)
    before = contents(database)
    script = HALF_WAY.format(here=str(Path(__file__).parent))
    writer = process(script, location(database))
    assert writer.stdout.readline() == "written, not committed\n"
    assert contents(database) == before
    writer.kill()
    writer.communicate()
    assert contents(database) == before
    started = time.monotonic()
    write(database, [told(event("e2", "c1", "approved", "2024-03-02", 5, 5))])
    assert time.monotonic() - started < 30
    with database.reading() as connection:
        assert connection.execute(select(LOG.c.seq).order_by(LOG.c.seq)).scalars().all() == [
            1,
            2,
            3,
        ]
        assert connection.execute(select(REQUEST)).all() == []
    assert verify(database) == []


def test_a_reader_sees_one_moment_while_others_write(database):
    write(database, FIRST)
    with database.reading() as connection:
        count = select(POSTING.c.seq)
        before = len(connection.execute(count).all())
        write(database, [told(event("e2", "c1", "approved", "2024-03-02", 5, 5))])
        assert len(connection.execute(count).all()) == before


def test_positions_hashes_and_stamps_follow_each_other(database, history):
    later = NOW + timedelta(days=1)
    append(database, history[:4], actor="one", now=NOW)
    append(database, history[4:], actor="two", now=later)
    with database.reading() as connection:
        rows = connection.execute(select(LOG).order_by(LOG.c.seq)).all()
    assert [row.seq for row in rows] == list(range(1, len(history) + 1))
    assert len({row.hash for row in rows}) == len({row.salt for row in rows}) == len(rows)
    assert all(
        datetime.fromisoformat(a.recorded_at) <= datetime.fromisoformat(b.recorded_at)
        for a, b in pairwise(rows)
    )


def test_an_unknown_name_in_a_batch_names_the_nearest(database):
    with pytest.raises(UnknownNameError) as caught:
        write(database, [*FIRST, told(promise("c2", item="patriot-fire-unt"))])
    assert caught.value.near[0] == "patriot-fire-unit"
