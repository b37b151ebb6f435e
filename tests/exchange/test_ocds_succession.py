"""A later file of a process after one that stands: kept cells, corrections, late news."""

from datetime import date
from decimal import Decimal

from ocds_samples import full, package, reading, release

from materiel.evidence.claims import Claim
from materiel.exchange.ocds.succession import base_of, follow, in_order_of_correction, later
from materiel.procurement.agreements import Agreement
from materiel.procurement.contracts import ContractLine

LINE = "ocds-zzzzzz-42:contract:c1:line:1"


def standing(found):
    """The rows that nothing in the file corrects."""
    corrected = {row.supersedes for rows in found.rows.values() for row in rows}
    return {
        kind: [row for row in rows if row.id not in corrected] for kind, rows in found.rows.items()
    }


def update(number, **item):
    contract = {"id": "c1", "awardID": "w1", "items": [{"id": "1", **item}]}
    return reading(package(release(number, tag=["contractUpdate"], contracts=[contract])))


def lines(found):
    return [row for row in found.rows[ContractLine] if row.line == "1"]


def test_a_later_file_changes_what_it_says_and_keeps_the_rest():
    coming = follow(update(5, quantity=45), standing(reading(package(full()))), ())
    (row,) = lines(coming)
    assert (row.id, row.supersedes, str(row.firm)) == (f"{LINE}/2", LINE, "45")
    assert row.price == Decimal("19.99")
    assert row.known_on == date(2024, 5, 15)
    assert any(row.id in fate.rows for fate in coming.fates)
    assert coming.places[row.id] == "file.json#/releases/0"


def test_a_later_file_that_says_nothing_new_brings_nothing():
    coming = follow(update(5, quantity=40), standing(reading(package(full()))), ())
    assert lines(coming) == []
    assert any(LINE in fate.rows for fate in coming.fates)


def test_what_a_later_file_does_not_name_keeps_its_name():
    first = reading(package(full()))
    coming = follow(update(5, quantity=45), standing(first), ())
    (row,) = lines(coming)
    assert row.item == lines(first)[0].item
    assert not coming.rows.get(Agreement)
    (claim,) = [row for row in coming.rows.get(Claim, ()) if row.event == "contract"] or [None]
    assert claim is None


def test_what_was_measured_stays_uncounted_in_a_later_file():
    contract = {"id": "c1", "awardID": "w1", "items": [{"id": "2", "quantity": 9}]}
    later_file = reading(package(release(5, tag=["contractUpdate"], contracts=[contract])))
    coming = follow(later_file, standing(reading(package(full()))), ())
    assert list(coming.rows.get(ContractLine, ())) == []


def test_each_later_file_follows_the_one_before():
    first = reading(package(full()))
    second = follow(update(5, quantity=45), standing(first), ())
    both = {kind: [*standing(first).get(kind, [])] for kind in {*first.rows, *second.rows}}
    both[ContractLine] = [lines(second)[0]]
    (row,) = lines(follow(update(6, quantity=50), both, ()))
    assert (row.id, row.supersedes) == (f"{LINE}/3", f"{LINE}/2")


def test_an_older_file_that_comes_late_is_not_entered_and_is_told():
    coming = follow(update(2, quantity=30), standing(reading(package(full()))), ())
    assert lines(coming) == []
    problems = [each.problem for each in coming.findings if each.check == "ocds-order"]
    assert f"{LINE} was known on 2024-02-15, before {LINE}, which stands" in problems


def test_the_very_same_row_again_is_left_to_the_log():
    first = reading(package(full()))
    again = follow(first, standing(first), {row.id for rows in first.rows.values() for row in rows})
    assert dict(again.rows) == dict(first.rows)


def test_the_number_of_a_state_is_behind_its_id():
    claim = reading(package(full())).rows[Claim][0]
    second = later(claim, claim.id)
    third = later(claim, second.id)
    assert (second.id, third.id) == (f"{claim.id}/2", f"{claim.id}/3")
    assert base_of(third.id) == base_of(claim.id) == claim.id


def test_what_is_corrected_comes_before_what_corrects_it():
    claim = reading(package(full())).rows[Claim][0]
    second = later(claim, claim.id)
    third = later(claim, second.id)
    assert in_order_of_correction([third, claim, second]) == [claim, second, third]
    ring = [later(claim, "b/2"), later(claim, "b/3")]
    assert len(in_order_of_correction(ring)) == len({row.id for row in ring})
