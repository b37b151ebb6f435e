"""The ledger against its peers: appends, all balances, reads at both clocks, overwrites.

Peers run as separate processes on the same transactions in the same run: ledger and hledger
from the PATH, bean-check from the environment that MATERIEL_BENCH_PEERS names; plain SQLite
with ``executemany`` in a process of its own. What is missing is said, not skipped silently.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import journal
from measure import child_cpu, cpu, load, median, percentile

from materiel.kernel.stamps import Stamps
from materiel.ledger.entry import Entry
from materiel.store.database import Database
from materiel.store.reading import Filter, Reader
from materiel.store.writing import append

NOW = datetime(2026, 11, 1, tzinfo=UTC)
BATCH = 10_000
PLAIN = """
import sqlite3, sys, time
rows = int(sys.argv[2])
base = sqlite3.connect(sys.argv[1])
base.execute("PRAGMA journal_mode=WAL")
base.execute("CREATE TABLE t(seq INTEGER, account INTEGER, day INTEGER, units INTEGER)")
base.execute("CREATE INDEX i ON t(account, day, units)")
data = [(k // 2, (k * 7919) % 4000, (k * 31) % 2000, 5 if k % 2 else -5) for k in range(rows)]
start = time.process_time()
for k in range(0, rows, 1000):
    with base:
        base.executemany("INSERT INTO t VALUES (?,?,?,?)", data[k:k+1000])
print(time.process_time() - start)
"""
READ = """
import sys
from datetime import date
from materiel.kernel.stamps import Stamps
from materiel.store.database import Database
from materiel.store.reading import Reader
database = Database(sys.argv[1])
with database.reading() as connection:
    found = Reader(connection, "bench", Stamps(date(2026, 1, 1), date(2026, 1, 1))).balances()
assert len(found) > 1000, len(found)
"""


def run(count: int = 100_000, big: int = 500_000) -> dict[str, object]:
    """All figures of the ledger; ``count`` and ``big`` are transactions of two legs."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        figures: dict[str, object] = {"load": load()}
        url = f"sqlite:///{place}/ours.db"
        database = Database(url)
        database.migrate()
        figures["append"] = _append(database, count, place)
        figures["balances"] = _balances(database, url, count, place)
        figures["overwrites"] = _overwrites(database, count)
        database.close()
        figures["as_of"] = _as_of(place, big)
        return figures


def _fill(database: Database, made: list[Entry]) -> None:
    for start in range(0, len(made), BATCH):
        append(database, made[start : start + BATCH], actor="bench", now=NOW)


def _append(database: Database, count: int, place: Path) -> dict[str, object]:
    made = journal.entries(count)
    seconds, _ = cpu(lambda: _fill(database, made))
    plain = place.joinpath("plain.py")
    plain.write_text(PLAIN)
    out = subprocess.run(
        [sys.executable, plain, place.joinpath("plain.db"), str(2 * count)],
        check=True,
        capture_output=True,
        text=True,
    )
    peer = float(out.stdout)
    return {
        "transactions": count,
        "cpu_s": round(seconds, 2),
        "postings_per_cpu_s": round(2 * count / seconds),
        "plain_executemany_postings_per_cpu_s": round(2 * count / peer),
        "times_the_cpu_of_plain": round(seconds / peer, 1),
        "does": "validated, derived, hash-chained, two indexes; plain: one index, no check",
    }


def _balances(database: Database, url: str, count: int, place: Path) -> dict[str, object]:
    read = place.joinpath("read.py")
    read.write_text(READ)
    figures: dict[str, object] = {
        "new_process_cpu_s": round(
            median([child_cpu([sys.executable, str(read), url]) for _ in range(3)]), 2
        )
    }
    stamps = Stamps(date(2026, 1, 1), date(2026, 1, 1))
    with database.reading() as connection:
        Reader(connection, journal.CASE, stamps).balances()
        warm = [
            cpu(lambda: Reader(connection, journal.CASE, stamps).balances())[0] for _ in range(5)
        ]
    figures["warm_ms"] = round(1000 * median(warm), 1)
    text = place.joinpath("journal.ledger")
    text.write_text(journal.ledger_journal(count))
    bean = place.joinpath("journal.beancount")
    bean.write_text(journal.beancount_journal(count))
    peers: dict[str, object] = {}
    for name in ("ledger", "hledger"):
        path = shutil.which(name)
        peers[name] = (
            round(child_cpu([path, "-f", str(text), "balance"]), 2) if path else "not installed"
        )
    check = Path(os.environ.get("MATERIEL_BENCH_PEERS", "")).joinpath("bean-check")
    peers["bean-check"] = (
        round(child_cpu([str(check), "--no-cache", str(bean)]), 2)
        if check.is_file()
        else "not installed"
    )
    figures["peers_cpu_s"] = peers
    return figures


def _overwrites(database: Database, count: int) -> dict[str, object]:
    """Every event corrected five times; then all balances, as known before and after."""
    before = _read(database, date(2026, 1, 1))
    made = journal.entries(count)[journal.COMMITMENTS :]
    rows = [entry.row for entry in made]
    written = []
    for version in range(1, 6):
        known = date(2026, 1, 1) + timedelta(days=version)
        rows = [
            replace(
                row,
                id=f"{row.id.split('.')[0]}.{version}",
                supersedes=row.id,
                low=version,
                high=version,
            )
            for row in rows
        ]
        fresh = [Entry(journal.CASE, row, known) for row in rows]
        written.append(cpu(lambda fresh=fresh: _fill(database, fresh))[0])
    after = _read(database, date(2026, 6, 1))
    then = [_read(database, date(2026, 1, 1) + timedelta(days=day)) for day in range(5)]
    return {
        "entries": count,
        "write_cpu_s_each": [round(seconds, 1) for seconds in written],
        "first_read_ms": round(1000 * before, 1),
        "read_after_five_ms": round(1000 * after, 1),
        "ratio": round(after / before, 2),
        "worst_ratio_at_an_earlier_day_of_knowledge": round(max(then) / before, 2),
    }


def _read(database: Database, known: date) -> float:
    stamps = Stamps(date(2026, 6, 1), known)
    with database.reading() as connection:
        Reader(connection, journal.CASE, stamps).balances()
        return median(
            [cpu(lambda: Reader(connection, journal.CASE, stamps).balances())[0] for _ in range(5)]
        )


def _as_of(place: Path, count: int) -> dict[str, object]:
    """One party's balances at random pairs of days, in a log of ``2 x count`` postings."""
    database = Database(f"sqlite:///{place}/big.db")
    database.migrate()
    _fill(database, journal.entries(count))
    draw, times = random.Random(1), []
    with database.reading() as connection:
        for _ in range(200):
            known = date(2020, 1, 2) + timedelta(days=draw.randrange(journal.DAYS))
            stamps = Stamps(known - timedelta(days=draw.randrange(100)), known)
            party, rung = draw.choice(journal.PARTIES), draw.choice(journal.RUNGS)
            wanted = Filter(parties=(party,), names=(rung,))
            reader = Reader(connection, journal.CASE, stamps)
            start = time.process_time()
            reader.balances(wanted)
            times.append(time.process_time() - start)
    database.close()
    return {
        "postings": 2 * count,
        "p50_ms": round(1000 * median(times), 1),
        "p95_ms": round(1000 * percentile(times, 0.95), 1),
    }


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    sys.stdout.write(json.dumps(run(*numbers), indent=2) + "\n")
