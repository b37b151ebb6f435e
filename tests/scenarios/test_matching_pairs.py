"""From need lists and offers of a case to a match: what is read how, and what is refused."""

from datetime import date

import pytest

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.period import Period
from materiel.ledger.case import Case
from materiel.ledger.rows import Gate
from materiel.planning.matching.solve import match
from materiel.procurement.needs import ListedNeed, NeedList
from materiel.procurement.offered import OfferLine, OfferTerm
from materiel.scenarios.matching import Asked, pair
from materiel.scenarios.snapshot import Snapshot
from materiel.vocabulary.vocabulary import packaged

TODAY = date(2026, 1, 1)
UNIT = "patriot-fire-unit"
LIST = NeedList(id="V1", list="L", party="UKR", issued=date(2025, 12, 1))


def need(line="N", **cells):
    values = {"item": UNIT, "units": 1, "priority": 1, "due": Period.parse("2026-06"), **cells}
    return ListedNeed(id=f"V1:{line}", version="V1", line=line, **values)


def offer(name="O", **cells):
    values = {"offer": name, "giver": "DEU", "item": UNIT, "low": 1, "high": 1, **cells}
    return OfferLine(id=f"{name}:1", valid=cells.pop("valid", Period.parse("2026..")), **values)


def paired(*rows, roots=None, waiting=None, **asked):
    case = Case(id="story", title="a story", today=TODAY, fictional=True)
    tables = {Case: [case]}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    snapshot = Snapshot(packaged(), tables, {}, {}, {}, {}, waiting or {})
    return pair(snapshot, TODAY, Asked(**asked), roots)


def met(found):
    answer = match(found.problem)
    return {each.id: answer.met(each.id) for each in found.problem.needs}


def gate(**cells):
    values = {
        "kind": "end-use-re-export",
        "grantor": "USA",
        "state": "granted",
        "cap": "none",
        "giver": "DEU",
        "receiver": "UKR",
        "item": UNIT,
        "valid": Period.parse("2026.."),
        **cells,
    }
    return Gate(id="G", **values)


def test_a_need_is_met_by_an_offer_of_its_item():
    assert met(paired(LIST, need(), offer())) == {"N": 1}


def test_a_need_whose_version_was_corrected_is_still_on_it():
    again = NeedList(id="V1-again", list="L", party="UKR", issued=date(2025, 12, 2))
    with pytest.raises(UnknownNameError):
        paired(again, need(), offer())
    assert met(paired(again, need(), offer(), roots={"V1-again": "V1"})) == {"N": 1}


def test_an_offer_to_a_group_is_for_its_members_of_the_day():
    assert met(paired(LIST, need(), offer(receivers=("EU",)))) == {"N": 0}
    assert met(paired(LIST, need(), offer(receivers=("EU", "UKR")))) == {"N": 1}


def test_an_offer_of_a_promise_that_waits_waits_with_it():
    found = paired(LIST, need(), offer(commitment="C"), waiting={"C": "the others gave 22 of 30"})
    assert found.problem.offers[0].waits == ("the others gave 22 of 30",)
    assert met(found) == {"N": 0}


@pytest.mark.parametrize(
    ("cells", "units"),
    [
        ({}, 1),
        ({"state": "pending"}, 0),
        ({"state": "refused"}, 0),
        ({"cap": "unknown"}, 0),
        ({"cap": "number", "cap_units": 0}, 0),
        ({"cap": "number", "cap_units": 1}, 1),
        ({"valid": Period.parse("2025")}, 0),
        ({"valid": Period.parse("2026-06-30..")}, 1),
        ({"valid": Period.parse("2026-07-01..")}, 0),
        ({"receiver": "POL", "state": "refused"}, 1),
        ({"giver": "", "receiver": "", "item": "", "commitment": "C", "state": "refused"}, 0),
        ({"giver": "", "receiver": "", "item": "", "commitment": "D", "state": "refused"}, 1),
    ],
)
def test_a_consent_holds_for_its_hand_overs_only(cells, units):
    assert met(paired(LIST, need(), offer(commitment="C"), gate(**cells))) == {"N": units}


def test_the_low_end_is_matched_and_said():
    found = paired(LIST, need(units=9), offer(low=2, high=5))
    assert met(found) == {"N": 2}
    assert [str(each) for each in found.left_out] == [
        "O:1: 2 to 5 are offered: the low end 2 is matched [match]"
    ]


def test_a_stated_condition_is_open_until_the_day_on_which_it_was_met():
    def term(day):
        return OfferTerm(id="T", offer="O", kind="stated", terms="they agree", met=day)

    assert met(paired(LIST, need(), offer(), term(None))) == {"N": 0}
    assert met(paired(LIST, need(), offer(), term(date(2026, 1, 2)))) == {"N": 0}
    assert met(paired(LIST, need(), offer(), term(TODAY))) == {"N": 1}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((need(), offer()), "V1:N: no version of a need list 'V1'"),
        (
            (NeedList(id="V1", list="L", party="UKR", issued=date(2026, 2, 1)), need(), offer()),
            "no need list is in force on 2026-01-01; enter need_lists and needs",
        ),
        (
            (LIST, need(), offer(), offer(giver="NLD")),
            "O:1: giver: found NLD; accepted: DEU, whose offer O is",
        ),
        (
            (LIST, need(assembled=True), offer()),
            (
                f"V1:N: assembled: no composition of {UNIT} is stated in items; accepted: no, or "
                "an item with a composition"
            ),
        ),
        (
            (LIST, need(), offer(), OfferTerm(id="T", offer="P", kind="stated", terms="x")),
            "T: no offer 'P'",
        ),
        (
            (LIST, need(), offer(), OfferTerm(id="T", offer="O", kind="refilled", need="M")),
            "T: no line of a need list 'M'",
        ),
        (
            (LIST, need(), offer(), OfferTerm(id="T", offer="O", kind="given")),
            "T: offers: required where kind is given",
        ),
    ],
)
def test_rows_that_contradict_each_other_are_refused(rows, said):
    with pytest.raises((InputError, UnknownNameError)) as refused:
        paired(*rows)
    assert str(refused.value).startswith(said)
