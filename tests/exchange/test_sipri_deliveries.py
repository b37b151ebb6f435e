"""The delivery download: one row for each deal and year, and the day it was generated."""

import json
from datetime import date

import pytest
from sipri_samples import DELIVERIES, DELIVERY_HEADER, deliveries

from materiel.checks.case import CaseRows
from materiel.checks.running import run_checks
from materiel.evidence.claims import Claim
from materiel.exchange.formats import sipri_deliveries
from materiel.exchange.sipri.deliveries import read_deliveries
from materiel.exchange.sipri.summary import delivery_summary
from materiel.exchange.sipri.text import read_text
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import FindingsError, InputError
from materiel.ledger.rows import Commitment, Event


@pytest.fixture
def load(tmp_path):
    def make(*lines, **options):
        path = tmp_path / "deliveries.csv"
        path.write_bytes(deliveries(*lines, **options))
        return sipri_deliveries.read(path)

    return make


@pytest.fixture(scope="module")
def real(request):
    path = request.getfixturevalue("shared") / "data/sipri/excerpt_deliveries_2025-01-03.csv"
    if not path.is_file():
        pytest.skip("the excerpt of the deliveries is not in the shared folder")
    return path


def test_the_excerpt_adds_up_to_the_oracles_figures(real):
    oracle = json.loads((real.parent / "ORACLE.json").read_text())[real.stem]
    reading = read_deliveries(read_text(real))
    found = delivery_summary(reading)
    assert {
        "rows": found.rows,
        "deals": found.deals,
        "numbers": found.units,
        "tiv": float(found.value),
        "to_ukraine_tiv": float(delivery_summary(reading, "Ukraine").value),
    } == oracle


def test_the_excerpt_was_known_on_its_day_and_passes_all_checks(real):
    found = sipri_deliveries.read(real)
    assert found.known_on == date(2025, 1, 3)
    assert {fate.word for fate in found.fates} == {"loaded", "not-data"}
    assert run_checks(CaseRows.gather(found.rows, None, found.places)) == []


def test_a_deal_is_one_promise_with_a_delivery_for_each_year(load):
    found = load(*DELIVERIES)
    assert len(found.rows[Commitment]) == 3
    mine = [
        row for row in found.rows[Event] if row.commitment == ("sipri-deliveries-2025-01-03:102",)
    ]
    assert [(row.event, row.bounds, str(row.valid)) for row in mine] == [
        ("ordered", Bounds.unknown(), "2021-01-01..2023-12-31"),
        ("handed-over", Bounds(0, 16, low_known=False), "2023"),
        ("handed-over", Bounds.exactly(4), "2023-01-01..2025-01-03"),
    ]


def test_an_estimate_makes_a_claim_possible(load):
    stances = [row.stance for row in load(*DELIVERIES).rows[Claim]]
    assert stances == ["reported", "possible", "possible", "reported"]


def test_local_production_names_the_recipient_as_its_place(load):
    found = load(*DELIVERIES)
    row = found.rows[Commitment][-1]
    assert (row.receiver, row.producer) == ("NATO", "NATO")
    assert row.note == "produced or assembled at the recipient"


def test_rows_of_one_deal_that_disagree_are_refused(load):
    found = load(*DELIVERIES[:2], DELIVERIES[2].replace("Ukraine", "Poland"))
    assert found.fates[-1].findings[0].problem == (
        "deal 102: recipient is 'Poland', but 'Ukraine' at line 7"
    )


def test_without_a_day_the_file_is_refused_and_the_day_can_be_stated(tmp_path):
    path = tmp_path / "deliveries.csv"
    path.write_bytes(deliveries(*DELIVERIES, preamble=["no day here"]))
    with pytest.raises(InputError, match="state the day on which the file was public"):
        sipri_deliveries.read(path)
    assert sipri_deliveries.read(path, date(2025, 2, 1)).known_on == date(2025, 2, 1)


def test_a_renamed_column_is_named_with_the_nearest(load):
    with pytest.raises(FindingsError, match=r"values' is missing\. The nearest"):
        load(
            *DELIVERIES, header=DELIVERY_HEADER.replace("TIV delivery values", "TIV delivery value")
        )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("101", "x1", "SIPRI AT Database ID: not a deal's number: 'x1'"),
        (
            "2008,No",
            "208,No",
            "Delivery year: not a year: '208'; accepted: 2023, 2008; 2011, 2023?",
        ),
        (
            "2008,No",
            "2922,No",
            "Delivery year: no year of a transfer: 2922; accepted: 1900 to 2100",
        ),
        (
            "2008,No",
            "2008,Maybe",
            "Delivery year: not a mark: 'Maybe'; accepted: ?, Yes, No or nothing",
        ),
        (
            ",11,",
            ",NaN,",
            "SIPRI estimate: not a trend-indicator value: 'NaN'; accepted: digits with a point",
        ),
        (
            "Second hand",
            "Stolen",
            "Status: 'Stolen'; accepted: New, Second hand, Second hand but modernized",
        ),
    ],
)
def test_a_cell_that_cannot_be_read_refuses_its_row_alone(load, old, new, problem):
    found = load(DELIVERIES[0].replace(old, new), *DELIVERIES[1:])
    assert found.fates[5].findings[0].problem == problem
    assert [fate.word for fate in found.fates[5:]] == ["refused", "loaded", "loaded", "loaded"]


def test_the_look_alike_passes_all_checks(load):
    found = load(*DELIVERIES)
    assert run_checks(CaseRows.gather(found.rows, None, found.places)) == []
