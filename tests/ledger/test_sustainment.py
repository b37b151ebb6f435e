"""Repair out and back, conversion, shelf life: stock follows events that are vocabulary rows.

Each story is small enough to count on paper.
"""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from materiel.kernel.period import Period
from materiel.kernel.stamps import Stamps
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Commitment, Event, Holding
from materiel.store.database import Database
from materiel.store.reading import Filter, Reader
from materiel.store.verifying import verify
from materiel.store.writing import append

NOW = datetime(2030, 1, 1, tzinfo=UTC)
OLD, NEW = "patriot-launcher", "pac-3-mse"


class Depot:
    """The stock of one owner, written event by event."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'depot.db'}")
        self.database.migrate()
        self.tell(
            service("repair", OLD),
            service("change", OLD),
            service("outcome", NEW),
            Holding(
                id="h", party="NLD", item=OLD, valid=Period.parse("2024-01-01"), low=10, high=10
            ),
        )

    def tell(self, *rows) -> None:
        entries = [Entry("x", row, date(2024, 1, 1)) for row in rows]
        append(self.database, entries, actor="a clerk", now=NOW)

    def held(self, day: str) -> dict[str, str]:
        """Every place that holds units, over all promises."""
        at = date.fromisoformat(day)
        found = {}
        with self.database.reading() as connection:
            reader = Reader(connection, "x", Stamps(at, at))
            for place in ("on-hand", "in-repair", "life-expired", "sink", "converted-away"):
                for item in (OLD, NEW):
                    wanted = Filter(book="stock", parties=("NLD",), names=(place,), items=(item,))
                    bounds = reader.total(wanted).bounds
                    if bounds.exact != 0:
                        found[f"{place} {item}"] = str(bounds)
        return found


def service(name: str, item: str) -> Commitment:
    return Commitment(id=name, kind="service", title=name, giver="DEU", receiver="NLD", item=item)


def event(name: str, to: str, word: str, valid: str, low: int | None, high: int | None = None):
    return Event(
        id=name,
        commitment=(to,),
        event=word,
        valid=Period.parse(valid),
        low=low,
        high=low if high is None else high,
    )


@pytest.fixture
def depot(tmp_path):
    made = Depot(tmp_path)
    yield made
    assert verify(made.database) == []
    made.database.close()


def test_units_go_out_for_repair_and_come_back_and_one_is_beyond_repair(depot):
    depot.tell(
        event("out", "repair", "sent-for-repair", "2024-02-01", 4),
        event("back", "repair", "repaired", "2024-06-01", 2),
        event("lost", "repair", "beyond-repair", "2024-07-01", 1),
    )
    assert depot.held("2024-01-31") == {f"on-hand {OLD}": "10"}
    assert depot.held("2024-02-01") == {f"on-hand {OLD}": "6", f"in-repair {OLD}": "4"}
    assert depot.held("2024-06-01") == {f"on-hand {OLD}": "8", f"in-repair {OLD}": "2"}
    # Nine are still the owner's: eight on hand, one out.
    assert depot.held("2024-07-01") == {
        f"on-hand {OLD}": "8",
        f"in-repair {OLD}": "1",
        f"sink {OLD}": "1",
    }


def test_how_many_came_back_may_be_unknown_and_all_that_went_out_cancels(depot):
    depot.tell(event("out", "repair", "sent-for-repair", "2024-02-01", None, 5))
    assert depot.held("2024-02-01") == {
        f"on-hand {OLD}": "5 to 10",
        f"in-repair {OLD}": "at most 5",
    }
    back = Event(
        id="back",
        commitment=("repair",),
        event="repaired",
        valid=Period.parse("2024-03-01"),
        same_as="out",
    )
    depot.tell(back)
    assert depot.held("2024-03-01") == {f"on-hand {OLD}": "10"}


def test_two_old_units_become_one_new_unit(depot):
    depot.tell(
        event("in", "change", "converted", "2024-02-01", 6),
        event("new", "outcome", "back-from-conversion", "2024-09-01", 3),
    )
    assert depot.held("2024-02-01") == {f"on-hand {OLD}": "4", f"converted-away {OLD}": "6"}
    assert depot.held("2024-09-01") == {
        f"on-hand {OLD}": "4",
        f"converted-away {OLD}": "6",
        f"on-hand {NEW}": "3",
    }


def test_units_past_their_life_are_held_but_not_on_hand(depot):
    depot.tell(
        event("over", "repair", "expired", "2024-02-01", 5),
        event("longer", "repair", "life-extended", "2024-03-01", 2),
        event("gone", "repair", "disposed-of", "2024-04-01", 3),
    )
    assert depot.held("2024-02-01") == {f"on-hand {OLD}": "5", f"life-expired {OLD}": "5"}
    assert depot.held("2024-03-01") == {f"on-hand {OLD}": "7", f"life-expired {OLD}": "3"}
    assert depot.held("2024-04-01") == {f"on-hand {OLD}": "7", f"sink {OLD}": "3"}


def test_a_service_promises_and_orders_nothing(depot):
    depot.tell(event("out", "repair", "sent-for-repair", "2024-02-01", 4))
    with depot.database.reading() as connection:
        reader = Reader(connection, "x", Stamps(date(2025, 1, 1), date(2025, 1, 1)))
        assert reader.balances(Filter(book="promises")) == {}
