"""A plan takes nothing as firm that waits for its condition: contracts, options and slots."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from materiel.exchange.folder import read_folder
from materiel.exchange.packaged import packaged_case
from materiel.kernel.period import Period
from materiel.kernel.stamps import Stamps
from materiel.ledger.case import Case
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Event
from materiel.planning.rows import Capacity
from materiel.procurement.contracts import ContractLine, Option
from materiel.scenarios.situation import build
from materiel.scenarios.snapshot import Snapshot
from materiel.service.snapshots import snapshot_of
from materiel.store.database import Database
from materiel.store.reading import Reader
from materiel.store.writing import append
from materiel.vocabulary.vocabulary import packaged

START = date(2026, 1, 1)
WHY = "its condition if is not met: the others have given 22 of 30"
FIRM = ContractLine(
    id="firm", contract="k", line="1", item="pac-3-mse", buyer="DEU", firm_low=4,
    firm_high=4, delivery=Period.parse("2026-03..2026-06"),
)  # fmt: skip
WAITS = ContractLine(
    id="waits", contract="q", line="1", item="pac-3-mse", buyer="DEU", firm_low=5,
    firm_high=5, delivery=Period.parse("2026-03..2026-06"), commitment="promise",
)  # fmt: skip
RIGHT = Option(
    id="right", contract="k", line="1", quantity=3, expires=date(2026, 6, 30), lead_months=2,
    commitment="promise",
)  # fmt: skip


def slot(name: str, contract: str) -> Capacity:
    return Capacity(
        id=name, kind="slot", name=contract, party="DEU", items=("pac-3-mse",),
        valid=Period.parse("2026-05"), rate=Decimal(5),
    )  # fmt: skip


def problem(waiting: dict[str, str]):
    rows = {
        Case: [Case(id="story", title="a story", today=date(2025, 12, 31), fictional=True)],
        ContractLine: [FIRM, WAITS],
        Option: [RIGHT],
        Capacity: [slot("own", "promise"), slot("of-contract", "q"), slot("free", "elsewhere")],
    }
    made, left = build(Snapshot(packaged(), rows, {}, {}, {}, {}, waiting), START, 12)
    return made, {each.where: each.problem for each in left}


def test_while_the_condition_is_open_its_line_option_and_slots_stay_out_with_the_reason():
    made, left = problem({"promise": WHY})
    assert [each.name for each in made.contracts] == ["k/1"]
    assert made.options == ()
    assert [each.name for each in made.slots] == ["free"]
    assert {name: left[name] for name in ("right", "own", "of-contract")} == dict.fromkeys(
        ("right", "own", "of-contract"), WHY
    )
    assert "waits" in left


def test_once_it_has_come_true_they_are_in():
    made, left = problem({})
    assert {each.name for each in made.slots} == {"own", "of-contract", "free"}
    assert [each.name for each in made.options] == ["right"]
    # The slot of the contract delivers its five already, so no more of it is to come.
    assert [each.name for each in made.contracts] == ["k/1"]
    assert not {"right", "own", "of-contract", "waits"} & set(left)


@pytest.fixture(scope="module")
def coalition(tmp_path_factory):
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('plan')}/log.db")
    database.migrate()
    with packaged_case("coalition") as folder:
        entries = list(read_folder(folder).entries())
    append(database, entries, actor="test", now=datetime(2030, 1, 1, tzinfo=UTC))
    return database


def waiting_at(database: Database, day: date) -> dict[str, str]:
    with database.reading() as connection:
        return dict(snapshot_of(Reader(connection, "coalition", Stamps(day, day))).waiting)


def test_the_five_of_the_coalition_wait_for_eight_more(coalition):
    assert waiting_at(coalition, date(2025, 12, 31)) == {
        "G-CALL-FIVE": "its condition OFFER-CALL-2 is not met: the others have given 22 of 30"
    }
    assert waiting_at(coalition, date(2025, 9, 30)) == {}


def test_eight_more_by_the_day_and_the_five_count(tmp_path):
    """12 + 10 + 8 = 30 by 31 March 2026: from the day of the eight on."""
    database = Database(f"sqlite:///{tmp_path}/log.db")
    database.migrate()
    with packaged_case("coalition") as folder:
        entries = list(read_folder(folder).entries())
    more = Event(
        id="E-CALL-8", commitment=("G-CALL-10",), event="pledged",
        valid=Period.parse("2026-02-03"), low=8, high=8,
    )  # fmt: skip
    entries.append(Entry("coalition", more, date(2026, 2, 3)))
    append(database, entries, actor="test", now=datetime(2030, 1, 1, tzinfo=UTC))
    assert set(waiting_at(database, date(2026, 2, 2))) == {"G-CALL-FIVE"}
    assert waiting_at(database, date(2026, 2, 3)) == {}
