"""The first story as a case: up to 1,000 missiles for several nations, month by month.

The answers in this file are worked out by hand, from what each page says and when it was public.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from story_case import CASES, At, month_end, opened, stored

from materiel.checks.case import CaseRows
from materiel.checks.running import run_checks
from materiel.evidence.judgements import Judgement
from materiel.exchange.folder import read_folder
from materiel.kernel.bounds import Bounds
from materiel.kernel.period import Period
from materiel.kernel.stamps import Stamps
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Payment
from materiel.procurement.amendments import Amendment
from materiel.procurement.contracts import ContractLine
from materiel.procurement.terms import Threshold
from materiel.reports.answering import answer
from materiel.reports.reading import Reading
from materiel.reports.sharing_out import SharedOut, shared_out
from materiel.reports.table import shown
from materiel.store.reading import Reader

CASE = "joint-order"
TODAY = date(2026, 5, 31)


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[At]:
    """The case at any stamps."""
    with opened(CASE, tmp_path_factory.mktemp("case")) as reading:
        yield reading


def joint(reading: Reading) -> SharedOut | None:
    """The one line of the joint contract; None before its award."""
    found = list(shared_out(reading))
    assert len(found) <= 1
    return found[0] if found else None


MONTHS = [
    f"{year}-{month:02d}"
    for year in (2023, 2024, 2025, 2026)
    for month in range(1, 13)
    if "2023-11" <= f"{year}-{month:02d}" <= "2026-03"
]


# -- firm, option and ceiling, month by month ------------------------------------------------


@pytest.mark.parametrize("month", MONTHS)
def test_firm_option_and_ceiling_of_every_month(at, month):
    """Before 3 January 2024 there is no contract. From then on nothing changes in what is told.

    The ceiling is 1,000, the options add an unknown number, what is firm is unknown and at most
    the ceiling: for the whole and for each buyer, as no firm number of any was ever published.
    The follow-on call-off of August 2024 has no published number either, so it moves no bound.
    """
    found = joint(at(month_end(month)))
    if month < "2024-01":
        assert found is None
        return
    assert found is not None
    unknown_part = Bounds(0, 1000, low_known=False)
    assert found.firm.whole == unknown_part
    assert set(found.firm.buyers.values()) == {unknown_part}
    assert found.judged.whole == Bounds.exactly(1000)
    assert [(each.quantity, each.expires, each.buyer) for each in found.options] == [
        (None, None, "")
    ]


@pytest.mark.parametrize("month", [month for month in MONTHS if month >= "2024-01"])
def test_who_is_a_buyer_in_every_month(at, month):
    """Four at the award; Sweden is the fifth from November 2024 on, ten months after it."""
    found = joint(at(month_end(month)))
    four = {"DEU", "NLD", "ESP", "ROU"}
    assert set(found.buyers) == (four if month < "2024-11" else four | {"SWE"})


def expected(month: str) -> dict[str, str]:
    """The shares of a month, by hand, for what was known at its end.

    * Romania asked for 200. Until January 2025 it is open whether they lie inside: its share is
      anything up to 1,000. From then on it is 200.
    * Germany approved 500, known from January 2024 on, and no page says that they lie inside: its
      share is anything that the others leave, 1,000 until the 200 are inside and 800 after.
    * The Netherlands, Spain and, from November 2024 on, Sweden publish no number. Together they
      have what is left: 1,000 until January 2025, then 1,000 - 200 = 800.
    * Should the 500 lie inside too: 1,000 - 200 - 500 = 300 for those without a number, in every
      month. Germany then has 500; from the call-off of August 2024 on, whose number is unknown and
      which may be a part of the 500 or not, 500 to 1,000 - 200 = 800.
    """
    late = month >= "2025-01"
    return {
        "ROU": "200" if late else "at most 1,000",
        "DEU": "at most 800" if late else "at most 1,000",
        "silent": "at most 800" if late else "at most 1,000",
        "silent if all inside": "at most 300",
        "DEU if all inside": "500" if month < "2024-08" else "500 to 800",
        "ROU if all inside": "200",
    }


@pytest.mark.parametrize("month", [month for month in MONTHS if month >= "2024-01"])
def test_known_and_unknown_shares_fit_the_whole_in_every_month(at, month):
    found = joint(at(month_end(month)))
    silent = {"NLD", "ESP"} if month < "2024-11" else {"NLD", "ESP", "SWE"}
    assert set(found.judged.silent) == set(found.all_inside.silent) == silent
    assert {
        "ROU": str(found.judged.shares["ROU"]),
        "DEU": str(found.judged.shares["DEU"]),
        "silent": str(found.judged.of(silent)),
        "silent if all inside": str(found.all_inside.of(silent)),
        "DEU if all inside": str(found.all_inside.shares["DEU"]),
        "ROU if all inside": str(found.all_inside.shares["ROU"]),
    } == expected(month)


def test_what_is_known_today_of_each_month_is_not_what_was_known_then(at):
    """That Romania's 200 lie inside became known in January 2025, about the award of 2024."""
    then = joint(at(date(2024, 1, 31)))
    now = joint(at(date(2024, 1, 31), TODAY))
    assert str(then.judged.shares["ROU"]) == "at most 1,000"
    assert str(now.judged.shares["ROU"]) == "200"
    assert joint(at(date(2024, 1, 2), TODAY)) is None


def test_on_the_day_of_the_award_germanys_approval_was_not_known(at):
    found = joint(at(date(2024, 1, 3)))
    assert set(found.judged.silent) == {"DEU", "NLD", "ESP"}
    # Only Romania's 200 could lie inside: 1,000 - 200 = 800 for the three together.
    assert str(found.all_inside.of(["DEU", "NLD", "ESP"])) == "at most 800"


def test_at_most_three_hundred_follows_once_a_person_judges_the_german_approval_inside(tmp_path):
    """1,000 - 200 - 500 = 300 for the Netherlands, Spain and Sweden: an inference, not an entry."""
    judged = Judgement(
        id="deu-approval-inside-joint:2",
        left=("deu-gemt-approval",),
        relation="part-of",
        right="gemt-joint",
        by="a reader",
        reason="taken for Germany's share",
        known_on=TODAY,
        supersedes="deu-approval-inside-joint",
    )
    database = stored(CASE, tmp_path, Entry("joint-order", judged, TODAY))
    with database.reading() as connection:
        for known_at, share in ((TODAY - timedelta(days=1), "at most 800"), (TODAY, "at most 300")):
            reading = Reading(Reader(connection, "joint-order", Stamps(TODAY, known_at)))
            found = joint(reading)
            assert str(found.judged.of(["NLD", "ESP", "SWE"])) == share
    assert "300" not in (CASES / CASE / "contracts.csv").read_text(encoding="utf-8")


def test_if_swedens_accession_raised_the_ceiling_nothing_limits_the_others(tmp_path):
    """The bound rests on 1,000; a ceiling that became unknown takes it away from November on."""
    raised = Amendment(
        id="ceiling-open",
        contract="gemt-joint",
        line="1",
        kind="change",
        field="ceiling",
        before="1000",
        after="unknown",
        valid=Period.parse("2024-11-16"),
        known_on=TODAY,
    )
    database = stored(CASE, tmp_path, Entry("joint-order", raised, TODAY))
    with database.reading() as connection:
        before, after = (
            joint(Reading(Reader(connection, "joint-order", Stamps(day, TODAY))))
            for day in (date(2024, 11, 15), date(2024, 11, 16))
        )
    assert str(before.judged.of(["NLD", "ESP"])) == "at most 800"
    assert str(after.judged.of(["NLD", "ESP", "SWE"])) == "unknown"
    assert str(after.judged.shares["ROU"]) == "200"


def test_the_table_of_shares_says_the_same(at):
    table = answer("buyer-shares", at(TODAY))
    rows = {shown(line.cells[1]): [shown(cell) for cell in line.cells[2:8]] for line in table.lines}
    dash = shown(None)
    assert rows == {
        "Germany": ["at most 1,000", dash, "unknown", "at least 500", "at most 800",
                    "500 to 800"],
        "Netherlands": ["at most 1,000", dash, "unknown", dash, "at most 800", "at most 300"],
        "Spain": ["at most 1,000", dash, "unknown", dash, "at most 800", "at most 300"],
        "Romania": ["at most 1,000", dash, "unknown", "200", "200", "200"],
        "Sweden": ["at most 1,000", dash, "unknown", dash, "at most 800", "at most 300"],
        "buyers without a published number, together": [dash, dash, dash, dash, "at most 800",
                                                        "at most 300"],
        "all buyers": ["at most 1,000", "unknown", "1,000", dash, "at most 1,000", dash],
    }  # fmt: skip


# -- the request, the approvals, the total ---------------------------------------------------


@pytest.mark.parametrize(
    ("month", "total"),
    [
        # December 2023: the request alone. The award is not known.
        ("2023-12", "200"),
        # From the award on: 1,000, and 200 that may lie inside or beside it.
        ("2024-01", "1,000 to 1,200"),
        ("2024-12", "1,000 to 1,200"),
        # From January 2025 on they lie inside.
        ("2025-01", "1,000"),
        ("2026-03", "1,000"),
    ],
)
def test_the_ceiling_and_the_request_are_counted_once(at, month, total):
    table = answer("together", at(month_end(month)))
    rows = [[shown(cell) for cell in line.cells] for line in table.lines]
    found = [row[8] for row in rows if row[1] == "ceilings and requests together"]
    if month == "2023-12":
        # Nothing is judged about it before the award, so the ladder has it.
        assert found == []
        reading = at(month_end(month))
        assert str(reading.figure(["rou-gemt-request"], "requested").bounds) == total
        return
    assert found == [total]


def test_an_approval_is_not_an_order(at):
    reading = at(TODAY)
    assert str(reading.figure(["deu-gemt-approval"], "approved").bounds) == "500"
    # The vote in Bucharest is known from a repost alone: possible, no more.
    assert str(reading.figure(["rou-gemt-request"], "approved").bounds) == "at most 200"
    for promise in ("deu-gemt-approval", "rou-gemt-request", "swe-gemt-accession"):
        assert reading.figure([promise], "ordered").bounds is None


def test_the_german_approval_is_of_a_year_and_public_in_january(at):
    assert at(date(2023, 12, 31)).figure(["deu-gemt-approval"], "approved").bounds is None
    half = at(date(2023, 6, 30), TODAY).figure(["deu-gemt-approval"], "approved").bounds
    assert half == Bounds(0, 500)
    assert at(date(2024, 1, 31)).figure(["deu-gemt-approval"], "approved").bounds == (
        Bounds.exactly(500)
    )


# -- the advance, the plant, the call-off ----------------------------------------------------


def test_romanias_advance_is_a_plan_of_35_per_cent(at):
    """35 per cent of EUR 1.08 bn are EUR 378 m; whether they were paid is published nowhere."""
    reading = at(TODAY)
    row = next(each for each in reading.rows(ContractLine) if each.buyer == "ROU")
    assert row.advance == 35
    assert Decimal(1_080_000_000) * row.advance / 100 == 378_000_000
    legs = reading.money["COMLOG", "paid", "EUR"]
    assert str(reading.total(legs).bounds) == "at most 37,800,000,000"


@pytest.mark.parametrize(
    ("known_at", "said"),
    [
        ("2023-12-31", ["warning paid 378,000,000, obligated 0 EUR"]),
        # The award names no sum in euros: the finding stands until Romania states its part.
        ("2024-06-30", ["warning paid 378,000,000, obligated 0 EUR"]),
        (
            "2025-01-31",
            [("note as known from 2023-12-20 to 2025-01-30: paid 378,000,000, obligated 0 EUR")],
        ),
    ],
)
def test_had_it_been_paid_before_the_award_that_would_be_a_finding(known_at, said):
    """A reader's entry on top of the case; the case itself says that it is only a plan."""
    found = read_folder(CASES / CASE)
    paid = Payment(
        id="advance-paid",
        commitment="rou-gemt-request",
        stage="paid",
        payer="ROU",
        payee="COMLOG",
        valid=Period.parse("2023-12-20"),
        low=Decimal(378_000_000),
        high=Decimal(378_000_000),
        currency="EUR",
        basis="contract",
        sources=("F052",),
        known_on=date(2023, 12, 20),
    )
    planned = [row for row in found.rows[Payment] if row.id != "rou-gemt-advance"]
    day = date.fromisoformat(known_at)
    rows = CaseRows.gather({**found.rows, Payment: [*planned, paid]}, Stamps(day, day))
    findings = run_checks(rows, ["payment-before-obligation"])
    assert [f"{each.severity} {each.problem}" for each in findings] == said


def test_the_plant_has_a_site_a_beginning_and_no_rate(at):
    def told(day: str) -> tuple[str, list[str], str]:
        reading = at(date.fromisoformat(day))
        rows = [row for row in reading.rows(Threshold) if row.site == "Schrobenhausen"]
        assert all(row.units is None and row.adds is None for row in rows)
        begun = reading.figure(["gemt-plant"], "in-production").bounds
        whole = next(row for row in reading.rows(ContractLine) if row.scope == "whole")
        return str(begun), [row.relative for row in rows], str(whole.delivery)

    grows = "capacity in Europe will grow"
    assert told("2024-01-31") == ("None", [grows], "None")
    # A weak page of 19 November has the first day of work, a good one of 2 December that it began.
    assert told("2024-11-30") == ("0 to 1", [grows], "None")
    assert told("2024-12-31") == ("1", [grows], "2027-01-01..")
    assert told("2025-09-30") == (
        "1",
        [
            "doubles the capacity of the world; production from the end of 2026; rate kept secret",
            "more if orders pass a threshold",
        ],
        "2027-01-01..",
    )


def test_the_call_off_of_august_2024_is_paid_by_others_and_has_no_number(at):
    reading = at(month_end("2024-08"))
    (row,) = [each for each in reading.rows(Amendment) if each.kind == "call-off"]
    assert (row.buyer, row.units) == ("DEU", None)
    assert str(reading.figure(["deu-gemt-refill"], "ordered").bounds) == "unknown"
    promise = reading.commitments["deu-gemt-refill"]
    assert (promise.kind, promise.payer, promise.refills) == (
        "backfill",
        ("DNK", "NLD", "NOR"),
        "deu-ukr-missiles-2023",
    )
    legs = reading.money["COMLOG", "obligated", "USD"]
    # USD 5.5 bn at most for all options, and 478 m inside or beside it.
    assert str(reading.total(legs).bounds) == "at most 597,800,000,000, at least 47,800,000,000"


def test_the_contracts_value_divided_by_its_ceiling_is_never_a_price(at):
    assert all(row.price is None for row in at(TODAY).rows(ContractLine))
