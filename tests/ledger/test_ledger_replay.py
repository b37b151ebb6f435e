"""The ledger says at any stamps what a naive replay of all entries says (DESIGN §4.4, §4.6).

The replay below shares no code with the package: it walks the whole history for each pair of
days and tries every value of every unknown.
"""

import shutil
import tempfile
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from materiel.evidence.judgements import Judgement
from materiel.kernel.period import Period
from materiel.kernel.stamps import Stamps
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Commitment, Event
from materiel.ledger.totals import total_of
from materiel.store.database import Database
from materiel.store.reading import Filter, Reader
from materiel.store.rebuilding import rebuild
from materiel.store.schema import DERIVED, METADATA
from materiel.store.verifying import verify
from materiel.store.writing import append

ITEM = "patriot-fire-unit"
START = date(2024, 1, 1)
DAYS = 5
NOW = datetime(2024, 3, 1, tzinfo=UTC)
GIVERS = {"c1": "DEU", "c2": "NLD", "c3": "DEU"}

RAISES = {
    "pledged": ["pledged"],
    "approved": ["approved"],
    "dispatched": ["dispatched"],
    "received": ["received"],
    "handed-over": ["dispatched", "arrived", "received"],
}
MOVES = {
    "dispatched": (("giver", "on-hand"), ("giver", "in-transit")),
    "received": (("giver", "in-transit"), ("receiver", "on-hand")),
    "handed-over": (("giver", "on-hand"), ("receiver", "on-hand")),
}


# ------------------------------------------------------------------------------------ histories


@dataclass(frozen=True)
class Told:
    """An event or a share as the story tells it; days are numbers from the start."""

    id: str
    known: int
    word: str = ""
    promises: tuple[str, ...] = ()
    first: int = 0
    last: int = 0
    low: int | None = None
    high: int | None = None
    same_as: str = ""
    supersedes: str = ""
    parts: tuple[str, ...] = ()
    whole: str = ""
    share: tuple[str, str] = ("", "")


def day(number: int) -> date:
    return START + timedelta(days=number)


def entry(told: Told) -> Entry:
    if told.whole:
        row = Judgement(
            id=told.id,
            left=told.parts,
            relation="share",
            right=told.whole,
            share_low=told.share[0],
            share_high=told.share[1],
            by="test",
            reason="told so",
        )
    else:
        row = Event(
            id=told.id,
            commitment=told.promises,
            event=told.word,
            valid=Period(day(told.first), day(told.last + 1), "range"),
            low=told.low,
            high=told.high,
            same_as=told.same_as,
            supersedes=told.supersedes,
        )
    return Entry("x", row, day(told.known))


PROMISES = [
    Entry(
        "x",
        Commitment(id=name, kind="gift", title=name, giver=giver, receiver="UKR", item=ITEM),
        START,
    )
    for name, giver in GIVERS.items()
]


def a_number(draw) -> dict[str, int | None]:
    low = draw(st.integers(0, 3))
    sort = draw(st.sampled_from(["exact", "exact", "between", "up to"]))
    if sort == "exact":
        return {"low": low, "high": low}
    return {"low": low if sort == "between" else None, "high": low + draw(st.integers(0, 2))}


@st.composite
def histories(draw, most: int = 6):
    """Events in any order of days, corrections, equal numbers, open promises, shares."""
    told: list[Told] = []
    for number in range(draw(st.integers(1, most))):
        name = f"e{number}"
        known = draw(st.integers(0, DAYS - 1))
        first = draw(st.integers(0, DAYS - 1))
        last = min(DAYS - 1, first + draw(st.sampled_from([0, 0, 1, 2])))
        promises = tuple(
            sorted(draw(st.sets(st.sampled_from(list(GIVERS)), min_size=1, max_size=2)))
        )
        plain = Told(name, known, draw(st.sampled_from(list(RAISES))), promises, first, last)
        sort = draw(st.sampled_from(["event", "event", "same", "correction", "share"]))
        events = [each for each in told if each.word]
        numbered = [each for each in events if not each.same_as and not is_same(each, told)]
        heads = [each for each in events if all(o.supersedes != each.id for o in told)]
        free = [each for each in heads if not each.same_as]
        if sort == "same" and numbered:
            target = draw(st.sampled_from(numbered))
            told.append(replace(plain, same_as=target.id))
        elif sort == "correction" and free:
            target = draw(st.sampled_from(free))
            # Only a first version may turn out to have been wrong before it was known.
            known = max(known, target.known) if target.supersedes else known
            told.append(replace(plain, known=known, supersedes=target.id, **a_number(draw)))
        elif sort == "share" and len({root(each.id, told) for each in numbered}) > 1:
            names = draw(
                st.lists(
                    st.sampled_from([each.id for each in numbered]),
                    min_size=2,
                    max_size=3,
                    unique_by=lambda name: root(name, told),
                )
            )
            share = draw(st.sampled_from([(">1/2", ""), ("1/3", ""), ("", "2/3"), ("1/4", "1")]))
            told.append(Told(name, known, parts=tuple(names[1:]), whole=names[0], share=share))
        else:
            told.append(replace(plain, **a_number(draw)))
    return told


def is_same(each: Told, told: list[Told]) -> bool:
    """Whether any version of the event takes its number from another one."""
    mine = root(each.id, told)
    return any(root(o.id, told) == mine and o.same_as for o in told)


# --------------------------------------------------------------------------------------- replay


def root(name: str, told: list[Told]) -> str:
    older = {each.id: each.supersedes for each in told}
    while older.get(name):
        name = older[name]
    return name


def newest(told: list[Told], known: int) -> dict[str, Told]:
    """The version of each chain that counts: the last one in the chain that is known."""
    return {root(each.id, told): each for each in told if each.known <= known}


class Replay:
    """What the entries say at two days, by walking all of them."""

    def __init__(self, told: list[Told], as_of: int, known: int) -> None:
        self.told, self.as_of = told, as_of
        self.live = newest(told, known)
        self.boxes: dict[str, range | None] = {}
        self.shares = []
        for name, each in self.live.items():
            if each.word and not each.same_as:
                self.boxes[name] = range(each.low or 0, each.high + 1)
        for each in self.live.values():
            names = [root(name, told) for name in (*each.parts, each.whole)] if each.whole else []
            if names and all(name in self.boxes for name in names):
                self.shares.append((names[:-1], names[-1], each.share))

    def whose(self, each: Told) -> str:
        return root(each.same_as or each.id, self.told)

    def legs(self):
        """Account, event, promise and sign of every leg that counts."""
        for each in self.live.values():
            if not each.word or each.first > self.as_of:
                continue
            for promise in each.promises:
                holders = {"giver": GIVERS[promise], "receiver": "UKR"}
                for rung in RAISES[each.word]:
                    yield ("promises", holders["giver"], rung, promise), each, promise, -1
                    yield ("promises", "UKR", rung, promise), each, promise, 1
                if each.word in MOVES:
                    (out, place), (into, target) = MOVES[each.word]
                    yield ("stock", holders[out], place, promise), each, promise, -1
                    yield ("stock", holders[into], target, promise), each, promise, 1

    def holds(self, values: dict[str, int]) -> bool:
        for parts, whole, (low, high) in self.shares:
            part, all_ = sum(values[name] for name in parts), values[whole]
            if low and not (
                part > Fraction(low[1:]) * all_ if low[0] == ">" else part >= Fraction(low) * all_
            ):
                return False
            if high and part > Fraction(high) * all_:
                return False
        return True

    def worlds(self, names: set[str]):
        """Every choice of values for the named unknowns that the shares allow."""
        names = names | {n for parts, whole, _ in self.shares for n in (*parts, whole)}
        ordered = sorted(names)
        for point in product(*(self.boxes[name] for name in ordered)):
            values = dict(zip(ordered, point, strict=True))
            if self.holds(values):
                yield values

    def range(self, weights) -> tuple[int, int | None] | None:
        """Least and greatest sum of ``weight x (event, promise)``; None when no world is left."""
        weights = {key: by for key, by in weights.items() if by}
        open_end = [self.whose(e) not in self.boxes for (e, _), by in weights.items()]
        named = {self.whose(e) for e, _ in weights if self.whose(e) in self.boxes}
        lows, highs = [], []
        for values in self.worlds(named):
            low = high = 0
            for (each, _), by in weights.items():
                most = values.get(self.whose(each))
                if most is None:
                    continue
                certain = each.last <= self.as_of and len(each.promises) == 1
                ends = (by * most, by * most) if certain else sorted((0, by * most))
                low, high = low + ends[0], high + ends[1]
            lows.append(low)
            highs.append(high)
        if not lows:
            return None
        # A number whose own event is not known yet has no end at all.
        signs = {by > 0 for ((_, by), end) in zip(weights.items(), open_end, strict=True) if end}
        low = min(lows) if False not in signs else min(0, max(highs) if not signs - {False} else 0)
        return low, (max(highs) if True not in signs else None)


def weights_of(replay: Replay):
    """Each account as a weighted sum of (event, promise)."""
    found = defaultdict(lambda: defaultdict(int))
    for account, each, promise, sign in replay.legs():
        found[account][each, promise] += sign
    return found


# ----------------------------------------------------------------------------------------- laws


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Path:
    """A database file with the schema and three promises, to be copied for each example."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    append(database, PROMISES, actor="test", now=NOW)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


def told_balances(database: Database, stamps: Stamps):
    """Every account's bounds, and what is open of each promise."""
    with database.reading() as connection:
        reader = Reader(connection, "x", stamps)
        found = {
            (a.book, a.party, a.name, a.commitment): (total.bounds.low, total.bounds.high)
            for a, total in reader.balances().items()
        }
        for promise in GIVERS:
            sums = [
                *reader.sums(rung_of(promise, "pledged")).values(),
                *reader.sums(rung_of(promise, "received"), -1).values(),
            ]
            bounds = total_of(sums, reader.known).bounds
            found["open", promise] = bounds.low, bounds.high
        sums = defaultdict(int)
        for posting in reader.postings():
            key = posting.account.book, posting.variable, posting.seq
            sums[key] += posting.coefficient
    assert not any(sums.values()), "the books of every entry balance"
    return found


def rung_of(promise: str, rung: str) -> Filter:
    return Filter("promises", ("UKR",), (rung,), (ITEM,), (promise,))


def expected(told: list[Told], as_of: int, known: int):
    replay = Replay(told, as_of, known)
    weights = weights_of(replay)
    found = {account: replay.range(mine) for account, mine in weights.items()}
    for promise in GIVERS:
        joint = defaultdict(int)
        for rung, sign in (("pledged", 1), ("received", -1)):
            for key, by in weights.get(("promises", "UKR", rung, promise), {}).items():
                joint[key] += sign * by
        found["open", promise] = replay.range(joint)
    return found


def check_copy(empty: Path, told: list[Told], cuts: list[int], pin: int, pairs) -> None:
    """Check a history in a copy of an empty SQLite file."""
    folder = Path(tempfile.mkdtemp(dir=empty.parent))
    shutil.copy(empty, folder / "x.db")
    database = Database(f"sqlite:///{folder / 'x.db'}")
    try:
        check_history(database, told, cuts, pin, pairs)
    finally:
        database.close()
        shutil.rmtree(folder)


def check_history(database: Database, told: list[Told], cuts: list[int], pin: int, pairs) -> None:
    ends = [0, *sorted({min(cut, len(told)) for cut in cuts}), len(told)]
    for start, end in pairwise(ends):
        append(database, [entry(each) for each in told[start:end]], actor="t", now=NOW)
    for as_of, known in pairs:
        compare(database, told, as_of, known)
    pin = min(pin, len(told))
    as_of, known = pairs[0]
    compare(database, told[:pin], as_of, known, len(PROMISES) + pin)
    assert verify(database) == []
    before = everything(database)
    rebuild(database)
    assert everything(database) == before


def compare(database: Database, told: list[Told], as_of: int, known: int, seq=None) -> None:
    should = expected(told, as_of, known)
    found = told_balances(database, Stamps(day(as_of), day(known), seq))
    if any(ends is None for ends in should.values()):
        # The shares contradict each other: told as a finding, see test_unknowns.py.
        assert found.keys() == should.keys()
        return
    assert found == should, f"as of {as_of}, known at {known}, position {seq}"


def everything(database: Database):
    with database.reading() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select()))) for table in DERIVED
        }


cuts = st.lists(st.integers(1, 6), max_size=3)
pins = st.integers(0, 8)
two_days = st.tuples(st.integers(0, DAYS - 1), st.integers(0, DAYS - 1))
pairs = st.lists(two_days, min_size=1, max_size=4, unique=True)


@given(told=histories(), cuts=cuts, pin=pins, pairs=pairs)
@settings(max_examples=50)
def test_every_read_equals_a_naive_replay(empty, told, cuts, pin, pairs):
    check_copy(empty, told, cuts, pin, pairs)


@pytest.mark.proof
@pytest.mark.parametrize("_part", range(8))
@given(told=histories(most=8), cuts=cuts, pin=pins, pairs=pairs)
@settings(max_examples=1250)
def test_every_read_of_ten_thousand_histories_equals_a_naive_replay(
    empty, told, cuts, pin, pairs, _part
):
    check_copy(empty, told, cuts, pin, pairs)


ALL_PAIRS = list(product(range(DAYS), repeat=2))
STORY = [
    Told("e0", 0, "pledged", ("c1", "c2"), 0, 1, 1, 3),
    Told("e1", 1, "handed-over", ("c1",), 1, 3, same_as="e0"),
    Told("e2", 3, "pledged", ("c1", "c2"), 1, 1, 2, 3, supersedes="e0"),
    Told("e3", 2, "received", ("c2",), 2, 2, None, 3),
    Told("e4", 4, parts=("e3",), whole="e0", share=(">1/2", "")),
    Told("e5", 2, "received", ("c2",), 2, 2, 3, 3, supersedes="e3"),
]


def test_one_story_at_every_pair_of_days(empty):
    check_copy(empty, STORY, [2, 4], 3, ALL_PAIRS)


@pytest.fixture
def postgres(fresh_postgres_url: str):
    """An empty ledger on PostgreSQL, emptied before each example."""
    database = Database(fresh_postgres_url)
    database.migrate()
    yield database
    database.close()


@given(told=histories(), cuts=cuts, pin=pins, pairs=pairs)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_read_equals_a_naive_replay_on_postgresql(postgres, told, cuts, pin, pairs):
    with postgres.engine.begin() as connection:
        names = ", ".join(f'"{table.name}"' for table in METADATA.sorted_tables)
        connection.execute(text(f"TRUNCATE {names}"))
    append(postgres, PROMISES, actor="test", now=NOW)
    check_history(postgres, told, cuts, pin, pairs)
