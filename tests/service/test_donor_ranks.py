"""Places of donors from a release: against sorting by hand, and open where nothing is disclosed."""

import csv
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from materiel.reports.table import shown
from materiel.service.importing import import_files
from materiel.service.reporting import answer_report

sys.path.insert(0, str(Path(__file__).parents[1] / "exchange"))
from kiel_lookalike import ROWS, release

NOW = datetime(2026, 9, 5, 12, tzinfo=UTC)


def rows(workspace, **options):
    table = answer_report(workspace, "donor-ranks", options=options)
    names = [each.name for each in table.columns]
    return [dict(zip(names, map(shown, line.cells), strict=True)) for line in table.lines]


def test_a_sum_that_is_not_given_leaves_every_place_below_open(workspace, tmp_path):
    path = tmp_path / "first.xlsx"
    more = [
        {**ROWS[4], "key": "XXF1", "donor": "Norway", "eur": 7.5, "handed_eur": ""},
        {**ROWS[4], "key": "XXF2", "donor": "Latvia", "eur": 7.5, "handed_eur": ""},
        {**ROWS[4], "key": "XXF3", "donor": "Estonia", "eur": "not given", "total": "not given"},
    ]
    path.write_bytes(release([*ROWS, *more]))
    import_files(workspace, [path], now=NOW)
    found = {row["giver"]: row for row in rows(workspace, basis="Financial aid, committed")}
    count = len(found)
    assert found["Poland"]["held"] == "EUR 10"
    more_than_nothing = sum(row["held"] not in ("EUR 0", "unknown") for row in found.values())
    assert more_than_nothing < count - 1
    # Estonia may have given more than anybody, or nothing at all.
    assert (found["Estonia"]["held"], found["Estonia"]["place"]) == (
        "unknown",
        f"1 to {1 + more_than_nothing} of {count}",
    )
    assert found["Poland"]["place"] == f"2 or 3 of {count}"
    assert found["Poland"]["stated"] == f"2 of {count}"
    assert found["Norway"]["place"] == found["Latvia"]["place"]
    assert found["Norway"]["stated"] == found["Latvia"]["stated"]


@pytest.mark.proof
def test_germanys_place_in_release_28_is_that_of_the_published_summary(workspace, shared):
    folder = shared / "data" / "kiel" / "release28_2026-02_derived_csv"
    if not folder.is_dir():
        pytest.skip(f"the release is not here: {folder.name}")
    import_files(workspace, [folder], now=NOW)
    with (folder / "country_summary.csv").open(encoding="utf-8") as file:
        printed = list(csv.DictReader(file))
    found = {row["basis"]: row["stated"] for row in rows(workspace, party="Germany")}
    words = {"allocation": "allocated", "commitment": "committed"}
    kinds = {
        "financial": "Financial aid",
        "humanitarian": "Humanitarian aid",
        "military": "Military aid",
        "total": "All kinds",
    }
    wanted = {}
    for measure, word in words.items():
        for kind, title in kinds.items():
            amounts = {row["land"]: float(row[f"{kind}_{measure}"]) for row in printed}
            ahead = sum(each > amounts["Germany"] + 1e-9 for each in amounts.values())
            wanted[f"{title}, {word}"] = f"{1 + ahead} of {len(amounts)}"
    assert found == wanted
