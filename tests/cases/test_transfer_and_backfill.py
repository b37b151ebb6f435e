"""The third story as a case: five systems handed over, paid, made, refilled; who pays is open."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from story_case import read

from materiel.exchange.folder import read_folder
from materiel.exchange.tables import CASE_TABLES
from materiel.kernel.bounds import Bounds
from materiel.kernel.stamps import Stamps
from materiel.planning.rows import Capacity
from materiel.sharing.attributing import attribute, attribute_all, attribute_money
from materiel.sharing.attribution import total
from materiel.sharing.books import Books
from materiel.sharing.burden import Burden, burden
from materiel.sharing.conversion import beside, printed_of
from materiel.sharing.gaps import arrivals, gap_between, hand_overs, sweep
from materiel.sharing.ranks import Figure, rank
from materiel.sharing.scope import scope_on
from materiel.sharing.statements import payer_statements, readings
from materiel.store.database import Database
from materiel.store.reading import Reader
from materiel.store.verifying import verify
from materiel.store.writing import append
from materiel.vocabulary.rates import rate_days
from materiel.vocabulary.reader import table
from materiel.vocabulary.tiles import Tile

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "src" / "materiel" / "exchange" / "cases"
CASE = CASES / "transfer-and-backfill"
SHARED = ROOT.parent / "shared"
TODAY = date(2026, 5, 31)
UNIT = "patriot-fire-unit"
At = Callable[..., Books]


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[At]:
    """The case at any stamps."""
    folder = read_folder(CASE)
    assert [str(each) for each in folder.findings] == []
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('case')}/case.db")
    database.migrate()
    append(database, folder.entries(), actor="test", now=datetime(2030, 1, 1, tzinfo=UTC))
    assert list(verify(database)) == []
    with database.reading() as connection:

        def books(as_of: date, known_at: date | None = None) -> Books:
            reader = Reader(connection, folder.name, Stamps(as_of, known_at or as_of))
            return Books(
                reader.book.vocabulary,
                as_of,
                {kind: reader.rows(kind) for kind in CASE_TABLES},
                reader.roots(),
                reader.postings(),
                reader.known,
                {each.seq: each.id for each in reader.records()},
            )

        yield books


@pytest.fixture(scope="module")
def today(at: At) -> Books:
    return at(TODAY)


@pytest.fixture(scope="module")
def five(today: Books) -> list[str]:
    return today.select(item=UNIT, giver="Germany", receiver="Ukraine")


@pytest.fixture(scope="module")
def report(today: Books, five: list[str]) -> Burden:
    groups = ["NATO", "EU-27", "European allies"]
    return burden(today, five, groups=groups, years={"gdp": 2024, "population": 2019})


# -- the case is a part of the record --------------------------------------------------------


def test_no_row_knows_more_than_its_own_day():
    known = {
        row["id"]: row["known_on"]
        for path in CASE.glob("*.csv")
        for row in read(path)
        if row.get("known_on")
    }
    for path in CASE.glob("*.csv"):
        for row in read(path):
            for source in filter(
                None, (part.strip() for part in row.get("sources", "").split(";"))
            ):
                if path.stem == "commitments":
                    assert known[source] <= row["known_on"], (row["id"], source)
                assert source in known, (row["id"], source)


# -- five systems, every column five ---------------------------------------------------------


def test_every_column_conserves_the_five_systems(today, five):
    found = attribute_all(today, five)
    assert set(found) == {"announced", "owned", "paid", "handed-over", "produced", "backfilled"}
    for role, column in found.items():
        assert column.total == Bounds.exactly(5), role
        assert total(column.parts.values()) == Bounds.exactly(5), role
    shown = {
        role: {party: str(held) for party, held in column.rows.items()}
        for role, column in found.items()
    }
    assert shown["handed-over"] == shown["owned"] == shown["announced"] == {"DEU": "5"}
    assert shown["backfilled"] == {"not-refilled": "5"}
    assert shown["produced"] == {"USA": "2", "not-stated": "3"}
    assert shown["paid"] == {
        "DEU": "at most 2",
        "DNK": "at most 2",
        "LTU": "at most 2",
        "NOR": "at most 2",
        "not-stated": "3",
    }


def test_each_system_says_what_is_on_record_about_it(today, five):
    found = {
        root: {
            role: " or ".join(attribute(role, today, [root]).parties)
            for role in ("handed-over", "paid", "produced", "backfilled")
        }
        for root in five
    }
    own = {"handed-over": "DEU", "paid": "not-stated", "produced": "not-stated"}
    assert found == {
        "deu-ukr-1": {**own, "backfilled": "not-refilled"},
        "deu-ukr-2": {**own, "backfilled": "not-refilled"},
        "deu-ukr-3": {**own, "backfilled": "not-refilled"},
        "deu-ukr-pair": {
            "handed-over": "DEU",
            "paid": "DEU or DNK or LTU or NOR",
            "produced": "USA",
            "backfilled": "not-refilled",
        },
    }


def test_three_statements_about_the_payer_stand_side_by_side_each_with_five(today, five):
    statements = payer_statements(today, "deu-ukr-pair")
    assert {each.label: each.claims for each in statements} == {
        "DEU": ("F213",),
        "NOR": ("F221", "F223"),
        "DNK + LTU + NOR": ("F254",),
    }
    found = readings(attribute("paid", today, five), today)
    assert len(found) == 3
    assert {column.total for column in found.values()} == {Bounds.exactly(5)}
    assert found["deu-ukr-pair: DEU"].rows["DEU"] == Bounds.exactly(2)
    assert found["deu-ukr-pair: NOR"].rows["NOR"] == Bounds.exactly(2)
    three = found["deu-ukr-pair: DNK + LTU + NOR"]
    assert three.of({"DNK", "LTU", "NOR"}) == Bounds.exactly(2)
    assert str(three.rows["NOR"]) == "at most 2"


def test_who_was_known_to_pay_depends_on_the_day(at):
    def payers(known_at: str) -> set[str]:
        books = at(TODAY, date.fromisoformat(known_at))
        return set(books.commitment("deu-ukr-pair").payer)

    assert payers("2025-07-20") == {"DEU"}
    assert payers("2025-09-01") == {"DEU", "NOR"}
    assert payers("2025-11-02") == {"DEU", "NOR", "DNK", "LTU"}
    at_july = at(date(2024, 7, 9))
    roots = at_july.select(item=UNIT, giver="DEU", receiver="UKR")
    assert attribute("handed-over", at_july, roots).total == Bounds.exactly(3)


def test_groups_stand_beside_their_members(report):
    paid = {row.party: str(row.held) for row in report.roles["paid"]}
    # All possible payers are European allies; Norway is in no Union.
    assert (paid["EUROPEAN-ALLIES"], paid["NATO"], paid["EU-27"]) == ("2", "2", "at most 2")
    assert "NOR" not in {row.party: row.members for row in report.roles["paid"]}["EU-27"]


def test_refills_are_ordered_in_part_promised_in_part_and_none_has_come(report):
    (row,) = report.backfills
    assert {stage: str(units) for stage, units in row.made_good.items()} == {
        "received": "0",
        "ordered": "1 to 3",
        "pledged": "3 to 5",
    }
    assert str(row.ratio("ordered")) == "20.0 % to 60.0 %"


def test_money_stays_in_its_stage_basis_and_currency(today):
    found = attribute_money(today)
    assert {key: str(each.total) for key, each in found.items()} == {
        ("pledged", "package", "NOK"): "700,000,000,000",
        ("appropriated", "ceiling", "EUR"): "135,000,000,000",
        ("obligated", "contract", "USD"): "240,000,000,000",
    }


def test_german_money_for_new_systems_returns_to_no_german_maker(report):
    shown = {(row.payer, row.stage): str(row.share) for row in report.returned}
    assert shown == {("DEU", "appropriated"): "0.0 %", ("DEU", "obligated"): "0.0 %"}


def test_training_is_a_contribution_in_its_own_unit(today):
    roots = today.select(item="training", receiver="UKR")
    found = attribute("handed-over", today, roots)
    assert found.unit == "person"
    assert {party: str(held) for party, held in found.rows.items()} == {
        "DEU": "unknown",
        "USA": "65",
    }
    assert found.total == Bounds(65, None, low_known=False)


def test_the_pair_was_due_about_the_first_of_november_and_came(report):
    (row,) = report.timeliness
    assert (row.due, row.on_time, row.missing) == tuple(map(Bounds.exactly, (2, 2, 0)))
    assert row.undated == ("deu-ukr-1", "deu-ukr-2", "deu-ukr-3")


def test_scopes_differ_on_the_same_record(today):
    national = scope_on(today, "DEU-HANDED-OVER")
    pledge = scope_on(today, "NATO-PLEDGE-2024")
    assert {each.id for each in national.included} == {
        *("deu-ukr-1", "deu-ukr-2", "deu-ukr-3", "deu-ukr-pair", "deu-crew-training")
    }
    # The pair was handed over after the twelve months; the second system's day is open.
    assert {each.subject.id: each.reason for each in pledge.left_out}["deu-ukr-pair"] == (
        "outside the twelve months after the pledge"
    )
    assert "deu-ukr-1" in {each.subject.id for each in pledge.left_out}


# -- the report as plain data ----------------------------------------------------------------


def test_flows_pass_on_exactly_what_they_get(report):
    for layer in ("payer", "promise", "recipient"):
        assert total(flow.units for flow in report.flows.between(layer)) == Bounds.exactly(5)
    names = {flow.source.label for flow in report.flows.between("payer")}
    assert names == {
        "Germany or Denmark or Lithuania or Norway (shares not published)",
        "not stated",
    }
    for flow in report.flows.flows:
        assert flow.cites


def test_the_map_has_one_square_for_each_state_and_nothing_is_not_zero(report):
    squares = {each.party: each for each in report.tiles}
    assert len({(each.across, each.down) for each in report.tiles}) == len(squares)
    assert set(squares) == set(table(Tile).rows)
    assert squares["DEU"].held == Bounds.exactly(5)
    assert squares["FRA"].held is None
    assert report.outside_map == {}


def test_bars_are_ranked_with_bounds_and_nobody_has_no_place(report):
    bars = {each.party: each for each in report.bars["paid"]}
    assert str(bars["NOR"].place) == (
        "1 to 4 of 4 (paid, received by 2026-05-31, fire-unit, 2026-05-31)"
    )
    assert bars["not-stated"].place is None
    assert report.bars["handed-over"][0].place.best == 1


def test_keys_stand_side_by_side_and_what_is_missing_is_said(report):
    nato = report.keys["NATO"]
    germany = next(row for row in nato.rows if row.party == "DEU")
    assert germany.due_share["equal"] == Fraction(1, 32)
    assert germany.due_share["gdp"] == Fraction(4_660_000, 55_226_683)
    assert sum(row.due_share["gdp"] for row in nato.rows) == 1
    assert "gni" in nato.not_computed
    assert report.figures["NATO"].missing == {
        (row.party, "agreed"): f"no agreed part of {row.party} is stated in key_figures"
        for row in nato.rows
    }


# -- the aid total and the rank --------------------------------------------------------------


def test_the_aid_total_keeps_its_printed_conversion_beside_the_reference_rate(today):
    claim = today.claims["S2-06"]
    printed = printed_of(claim)
    assert printed is not None
    assert (printed.own.amount, printed.other.amount) == (
        Decimal(10200000000),
        Decimal(11030000000),
    )
    assert (printed.implied, printed.cites) == (Decimal("1.0814"), ("S2-06",))
    near = [row for row in rate_days("USD") if date(2024, 7, 1) <= row.day <= date(2024, 7, 9)]
    fits = [each.day for each in beside(printed, near) if each.reprints]
    assert fits == [date(2024, 7, 9)]


def summary() -> list[dict[str, str]]:
    path = SHARED / "data" / "kiel" / "release28_2026-02_derived_csv" / "country_summary.csv"
    if not path.is_file():
        pytest.skip(f"the country summary {path.name} is not here: the shared folder is absent")
    return read(path)


@pytest.mark.parametrize("measure", ["allocation", "commitment"])
@pytest.mark.parametrize("kind", ["military", "financial", "humanitarian", "total"])
def test_germanys_place_holds_for_one_basis_at_a_time(measure, kind):
    """Two ends half a unit of the printed EUR 10.2 bn apart, against sorting by hand."""
    rows = summary()
    basis, half = f"{kind} {measure}s, EUR bn", Fraction(5, 100)
    amounts = {row["land"]: Fraction(row[f"{kind}_{measure}"]) for row in rows}
    figures = [
        Figure(name, each, each, basis)
        if name != "Germany"
        else Figure(name, each - half, each + half, basis)
        for name, each in amounts.items()
    ]
    found = rank("Germany", figures)
    mine = amounts.pop("Germany")
    assert found.best == 1 + sum(each > mine + half for each in amounts.values())
    assert found.worst == 1 + sum(each > mine - half for each in amounts.values())
    assert found.among == len(rows)


# -- gap-months ------------------------------------------------------------------------------

START, MONTHS = date(2023, 1, 1), 12 * 9


def ends(books: Books, roots: list[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    early = hand_overs(books, roots, START, MONTHS, late=False)
    return early, hand_overs(books, roots, START, MONTHS, late=True)


def test_the_gap_from_published_slots_has_two_ends(today, five):
    """Refills of the published slots, at most as many as were given; the days are open."""
    leaving = ends(today, five)
    assert sum(leaving[0]) == sum(leaving[1]) == 5
    slots = [(row.valid, int(row.rate)) for row in today.of(Capacity) if row.kind == "slot"]
    assert [units for _, units in slots] == [4, 4]
    early, late = (arrivals(slots, START, MONTHS, late=end) for end in (False, True))
    found = gap_between(leaving, (early, late))
    # By hand: gone from April 2023 (or July 2024), July 2024, November 2025; four come in
    # July 2024 and four in January 2025, or four in December 2029 and four in December 2030.
    months = {name: index for index, name in enumerate(_months())}
    most = sum(
        max(
            0,
            (index >= months["2023-04"]) * 2
            + (index >= months["2024-07"])
            + 2 * (index >= months["2025-11"])
            - 4 * (index >= months["2029-12"])
            - 4 * (index >= months["2030-12"]),
        )
        for index in range(MONTHS)
    )
    least = months["2024-07"] - months["2023-04"]
    assert (found.low, found.high) == (least, most)


def _months() -> Iterator[str]:
    for index in range(MONTHS):
        yield f"{START.year + index // 12}-{index % 12 + 1:02d}"


def test_own_forces_in_line_lengthen_the_gap_and_all_of_it_closes_it_never(today, five):
    """Every assumption is the user's: the line's output and what its own forces take first."""
    (line,) = [row for row in today.of(Capacity) if row.kind == "line"]
    yearly = int(line.rate * 12)
    assert (yearly, line.sources) == (12, ("F087",))
    late = hand_overs(today, five, START, MONTHS, late=True)
    found = list(
        sweep(opening=9, leaving=late, yearly=(yearly,), rival_shares=range(13), leads=(12,))
    )
    gaps = [row.gap.unit_months for row in found]
    assert gaps == sorted(gaps)
    assert found[0].caused == 0
    # A year of waiting for each of five, and nothing more: the line stood idle for nobody else.
    assert gaps[0] == 12 * 5
    assert found[-1].gap.closed is False
    assert {row.alone.unit_months for row in found} == {60}
    assert all(row.gap.stock[-1] == 9 for row in found if row.gap.closed)
