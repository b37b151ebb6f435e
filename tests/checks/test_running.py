"""All checks together: on the packaged cases, on broken data, and by name."""

from decimal import Decimal

import pytest
from rows import SOURCED, case, document, event, judged, on, promise

from materiel.checks.case import CaseRows
from materiel.checks.running import checks, run_checks
from materiel.exchange.folder import read_folder
from materiel.exchange.packaged import PACKAGED, packaged_case
from materiel.exchange.tables import CASE_TABLES
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.period import Period
from materiel.kernel.table import columns
from materiel.ledger.rows import Commitment, Event
from materiel.procurement.amendments import Amendment
from materiel.procurement.approvals import Approval
from materiel.procurement.supplies import Supply


@pytest.mark.parametrize("name", PACKAGED)
def test_a_packaged_case_has_no_error(name):
    with packaged_case(name) as folder:
        found = read_folder(folder)
    assert found.findings == ()
    errors = [
        str(each)
        for each in run_checks(CaseRows.gather(found.rows, places=found.places))
        if each.severity == "error"
    ]
    assert errors == []


def test_on_the_public_record_thirty_missiles_had_gone_before_the_published_consent():
    with packaged_case("patriot") as folder:
        found = read_folder(folder)
    consent = run_checks(CaseRows.gather(found.rows), ["consent"])
    assert [each.problem.split(",")[0] for each in consent] == [
        "30 handed-over on 2025-04-01..2025-04-11"
    ]


def test_every_check_says_what_it_is_for():
    for name, check in checks().items():
        assert check.name == name
        assert check.meaning[0].islower()
        assert not check.meaning.endswith(".")


def test_a_check_that_does_not_exist_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        run_checks(case(), ["ladder-orders"])
    assert str(caught.value) == "no check 'ladder-orders' (near: ladder-order)"


def test_a_case_without_a_case_row_is_refused():
    with pytest.raises(InputError) as caught:
        CaseRows.gather({})
    assert str(caught.value) == "case: no row says what the case is"


def test_errors_come_before_warnings_and_warnings_before_notes():
    rows = case(promise(parent="c0"), event("e1", "handed-over", 3, sources=()))
    severities = [each.severity for each in run_checks(rows)]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert {"error", "warning"} <= set(severities)


def test_only_what_is_known_breaks_a_rule_of_conduct():
    rows = (
        promise(known_on=on("2024-01-01")),
        event("e1", "handed-over", 3, known_on=on("2024-06-10")),
    )
    early = run_checks(case(*rows, known_at="2024-06-09"), ["promise", "ladder-order"])
    late = run_checks(case(*rows, known_at="2024-06-10"), ["promise", "ladder-order"])
    before = run_checks(case(*rows, as_of="2024-01-31"), ["promise", "ladder-order"])
    assert (len(early), len(late), len(before)) == (0, 1, 0)


BROKEN = "?"
FORMS = {"monthly": "unknown", "capacity": "unknown", "prices": "1: 3", "currency": "EUR"}
"""Texts of an offer that have a form of their own."""


@pytest.mark.parametrize("kind", CASE_TABLES, ids=lambda kind: kind.TABLE)
def test_no_check_trips_over_a_row_whose_names_and_ids_mean_nothing(kind):
    cells = {"id": "broken", "supersedes": "broken", "sources": (BROKEN,)}
    names = {"party", "item", "text", "id", "currency"}
    samples = {
        "count": 3,
        "whole": 3,
        "day": Period.parse("2024-01-01").start,
        "period": Period.parse("2024"),
        "flag": True,
    }
    for each in columns(kind):
        if each.name in cells or not each.required:
            continue
        sort = each.kind.name
        if each.choices:
            cells[each.name] = each.choices[0]
        elif sort in names:
            cells[each.name] = BROKEN
        elif sort == "decimal":
            cells[each.name] = Decimal(3)
        elif sort in samples:
            cells[each.name] = samples[sort]
        else:
            cells[each.name] = (BROKEN,)
    optional = {"giver": BROKEN, "receiver": BROKEN, "item": BROKEN, "right": BROKEN, "low": 3}
    optional |= {"buyer": BROKEN, "contract": BROKEN} if kind in (Amendment, Approval) else {}
    fields = {each.name for each in columns(kind)}
    cells |= {name: text for name, text in FORMS.items() if name in cells and kind is Supply}
    row = kind(**cells, **{k: v for k, v in optional.items() if k in fields - set(cells)})
    assert run_checks(
        case(row, *SOURCED, document("d9"), judged("j9", "broken", "same-event", "k1"))
    )


def test_no_check_trips_over_events_of_a_promise_whose_names_mean_nothing():
    rows = case(
        Commitment(id="c1", kind="gift", title="t", giver="?", receiver="?", item="?"),
        Event(id="e1", commitment=("c1",), event="?", valid=Period.parse("2024"), low=1, high=1),
        Event(id="e2", commitment=(), event="pledged", valid=Period.parse("2024"), low=1, high=1),
    )
    assert {each.check for each in run_checks(rows)} == {"known-names", "arithmetic", "cited"}
