"""From rows of a case to a planning problem: what is read how, and what is left out and why."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period, add_months
from materiel.ledger.case import Assumption, Case
from materiel.ledger.rows import Gate
from materiel.planning.rows import Backfill, Capacity, Floor, Requirement, Route
from materiel.procurement.contracts import ContractLine, Option
from materiel.scenarios.frame import Frame
from materiel.scenarios.situation import build
from materiel.scenarios.snapshot import Held, Snapshot
from materiel.vocabulary.vocabulary import packaged

START = date(2026, 1, 1)
FIRE_UNIT = "patriot-fire-unit"


def period(text):
    return Period.parse(text)


def snapshot(*rows, held=None, exercised=None, delivered=None, owed=None):
    case = Case(id="story", title="a story", today=date(2025, 12, 31), fictional=True)
    by_kind = {Case: [case]}
    for row in rows:
        by_kind.setdefault(type(row), []).append(row)
    return Snapshot(packaged(), by_kind, held or {}, exercised or {}, delivered or {}, owed or {})


def route(**changed):
    values = {
        "id": "route-1",
        "giver": "DEU",
        "receiver": "UKR",
        "items": (FIRE_UNIT,),
        "lead_months": 2,
        "valid": period("2025.."),
    }
    return Route(**values | changed)


def gate(**changed):
    values = {
        "id": "gate-1",
        "giver": "DEU",
        "receiver": "UKR",
        "item": FIRE_UNIT,
        "kind": "end-use-re-export",
        "grantor": "USA",
        "state": "granted",
        "cap": "none",
        "valid": period("2025..2030"),
    }
    return Gate(**values | changed)


def line(**changed):
    values = {
        "id": "line-1",
        "contract": "k",
        "line": "1",
        "item": FIRE_UNIT,
        "buyer": "DEU",
        "firm_low": 4,
        "firm_high": 4,
        "delivery": period("2026-03..2026-06"),
    }
    return ContractLine(**values | changed)


def problem_of(*rows, months=12, **given_values):
    return build(snapshot(*rows, **given_values), START, months)


def test_what_is_held_is_read_at_its_low_end_and_says_so():
    held = {("DEU", FIRE_UNIT): Held(Bounds(4, 7), ("h1", "e1"))}
    problem, _ = problem_of(route(), held=held)
    assert [(s.party, s.units) for s in problem.stocks] == [("DEU", 4)]
    origin = problem.origins[f"stocks/DEU/{FIRE_UNIT}"]
    assert origin.cites == ("h1", "e1")
    assert origin.assumption
    assert not origin.yours
    assert origin.text == f"DEU holds 4 to 7 of {FIRE_UNIT}: the low end 4 is used"


def test_an_exact_holding_is_no_assumption():
    problem, _ = problem_of(route(), held={("DEU", FIRE_UNIT): Held(Bounds.exactly(4), ("h1",))})
    assert not problem.origins[f"stocks/DEU/{FIRE_UNIT}"].assumption


def test_a_refused_consent_never_opens_and_a_pending_one_opens_when_expected():
    refused, _ = problem_of(route(), gate(state="refused"))
    assert [(g.opens, g.closes) for g in refused.gates] == [(None, None)]
    pending, _ = problem_of(route(), gate(state="pending", valid=period("2026-04-10..2026-09-30")))
    assert [(g.opens, g.closes) for g in pending.gates] == [(4, 9)]
    assert pending.origins["gates/gate-1"].text == (
        "USA is expected to grant gate-1 from 2026-04-10 on"
    )
    assert pending.arcs[0].gates == ("gate-1",)


def test_a_consent_of_unknown_limit_blocks_our_own_acts():
    problem, _ = problem_of(route(), gate(cap="unknown"))
    assert problem.gates[0].opens is None
    assert "blocks our own acts" in problem.origins["gates/gate-1"].text


def test_a_route_that_opens_late_is_a_gate_of_its_own():
    problem, _ = problem_of(route(valid=period("2026-05..2026-08")))
    assert [(g.name, g.opens, g.closes) for g in problem.gates] == [("route:route-1", 5, 8)]


def test_an_imprecise_slot_arrives_at_its_late_end():
    slot = Capacity(
        id="slot-1",
        kind="slot",
        party="DEU",
        items=(FIRE_UNIT,),
        valid=period("2026-Q2"),
        rate=Decimal(2),
    )
    problem, _ = problem_of(slot)
    assert [(s.units, s.month) for s in problem.slots] == [(2, 6)]
    assert problem.origins["slots/slot-1"].text == (
        "slot-1: 2026-Q2 is read at its late end, 2026-06"
    )


def test_a_slot_after_the_plan_is_left_out_with_its_month():
    slot = Capacity(
        id="slot-1",
        kind="slot",
        party="DEU",
        items=(FIRE_UNIT,),
        valid=period("2029"),
        rate=Decimal(2),
    )
    problem, left = problem_of(slot)
    assert problem.slots == ()
    assert [str(each) for each in left] == [
        "slot-1: it arrives in 2029-12. The plan is made without it. [situation]"
    ]


def test_a_contract_without_a_known_line_delivers_nothing_before_the_end_of_its_window():
    problem, _ = problem_of(line())
    (contract,) = problem.contracts
    assert (contract.start, contract.end, contract.shares) == (6, 6, (("DEU", 4),))
    assert "read at its late end" in problem.origins["contracts/k/1"].text


def test_what_has_arrived_and_what_is_dated_is_not_delivered_again():
    slot = Capacity(
        id="slot-1",
        kind="slot",
        name="k",
        party="DEU",
        items=(FIRE_UNIT,),
        valid=period("2026-05"),
        rate=Decimal(1),
    )
    problem, _ = problem_of(line(commitment="c1"), slot, delivered={"c1": Bounds.exactly(1)})
    assert problem.contracts[0].shares == (("DEU", 2),)
    done, left = problem_of(line(commitment="c1"), delivered={"c1": Bounds.exactly(4)})
    assert done.contracts == ()
    assert left == []


def test_an_arrival_of_unknown_size_is_read_as_all_of_it():
    unknown = {"c1": Bounds(1, None)}
    problem, _ = problem_of(line(commitment="c1"), delivered=unknown)
    assert problem.contracts == ()


def test_an_uncertain_arrival_is_read_at_its_most():
    problem, _ = problem_of(line(commitment="c1"), delivered={"c1": Bounds(1, 3)})
    assert problem.contracts[0].shares == (("DEU", 1),)
    assert "line-1: 1 to 3 have arrived: the most is taken" in (
        problem.origins["contracts/k/1"].text
    )


def test_a_share_of_unknown_size_is_left_out_not_guessed():
    problem, left = problem_of(line(firm_low=None, firm_high=1000))
    assert problem.contracts == ()
    assert {each.problem for each in left} == {
        "its firm quantity or its buyer is not known",
        "no firm quantity of a buyer is known",
    }


def test_two_prices_in_one_line_are_refused():
    priced = {"currency": "EUR", "basis": "contract"}
    with pytest.raises(InputError, match="k/1: price: one price in EUR for each line"):
        problem_of(
            line(price=Decimal("4.00"), **priced),
            line(id="line-2", buyer="NLD", price=Decimal("5.00"), **priced),
        )


def test_an_option_whose_predecessor_is_out_of_reach_is_out_of_reach():
    first = Option(id="o1", contract="k", line="1", expires=date(2026, 6, 30), lead_months=3)
    second = Option(
        id="o2",
        contract="k",
        line="1",
        quantity=5,
        expires=date(2026, 9, 30),
        lead_months=3,
        after="o1",
        buyer="DEU",
    )
    problem, left = problem_of(line(), first, second)
    assert problem.options == ()
    assert [(each.where, each.problem) for each in left] == [
        ("o1", "its quantity, last day or lead is unknown"),
        ("o2", "its predecessor o1 is not in the plan"),
    ]


def test_an_option_exercised_in_part_keeps_its_rest():
    option = Option(
        id="o1",
        contract="k",
        line="1",
        quantity=10,
        minimum=4,
        opens=date(2026, 2, 1),
        expires=date(2026, 6, 30),
        lead_months=3,
        buyer="DEU",
        commitment="c-o1",
    )
    problem, _ = problem_of(line(), option, exercised={"c-o1": Bounds.exactly(3)})
    (found,) = problem.options
    assert (found.units, found.minimum, found.opens, found.expires) == (7, 1, 2, 6)


def test_floors_and_needs_and_refills_keep_their_rows():
    problem, left = problem_of(
        route(),
        Floor(
            id="f1",
            parties=("DEU", "NLD"),
            item=FIRE_UNIT,
            units=3,
            depth=1,
            duration=2,
            valid=period("2026-02..2026-04"),
        ),
        Requirement(
            id="r1", party="UKR", item=FIRE_UNIT, units=2, priority=1, due=period("2026-03")
        ),
        Requirement(
            id="r2", party="UKR", item=FIRE_UNIT, units=2, priority=1, due=period("2030-03")
        ),
        Backfill(id="b1", party="DEU", item=FIRE_UNIT, percent=80, window_months=6),
        owed={("DEU", FIRE_UNIT): Held(Bounds.exactly(2), ("c9",))},
        months=5,
    )
    assert problem.floors[0].levels == (0, 3, 3, 3, 0)
    assert [each.due for each in problem.requirements] == [3]
    assert [each.where for each in left] == ["r2"]
    (owed,) = problem.obligations
    assert (owed.share, owed.window, owed.owed) == (Fraction(4, 5), 6, 2)
    assert problem.origins["obligations/b1"].cites == ("b1", "c9")


def test_the_assumptions_of_the_case_are_those_of_the_plan():
    problem, _ = problem_of(
        Assumption(id="a1", text="floors are kept", whose="user"),
        Assumption(id="a2", text="words", whose="record"),
    )
    assert [(key, each.yours) for key, each in problem.assumptions()] == [
        ("problem/a1", True),
        ("problem/a2", False),
    ]


def test_a_budget_in_another_currency_is_refused():
    budget = Capacity(
        id="b",
        kind="budget",
        party="DEU",
        valid=period("2026"),
        rate=Decimal(5),
        currency="USD",
    )
    with pytest.raises(InputError, match="b: currency: found USD; the plan counts in EUR"):
        problem_of(budget)


@given(
    st.integers(0, 40),
    st.one_of(st.none(), st.integers(0, 40)),
    st.integers(0, 10),
    st.integers(-6, 6),
    st.integers(1, 24),
)
def test_a_line_never_finishes_more_than_its_running_rate(low, high, ramp, offset, length):
    """Tenths of a unit a month; the oracle adds the monthly rates up from the first month."""
    start = add_months(START, offset)
    end = add_months(start, length)
    row = Capacity(
        id="l",
        kind="line",
        name="l",
        party="DEU",
        items=(FIRE_UNIT,),
        valid=Period(start, end, "range"),
        rate=Decimal(low) / 10,
        rate_to=None if high is None else Decimal(high) / 10,
        ramp_months=ramp,
    )
    units = Frame(snapshot(), START, 18).monthly(row)
    running, done = Fraction(0), 0
    for number in range(length):
        top = low if high is None else high
        step = Fraction(1) if not ramp else min(Fraction(1), Fraction(number, ramp))
        running += Fraction(low, 10) + Fraction(top - low, 10) * step
        month = offset + number
        made = units[month] if 0 <= month < 18 else running.__floor__() - done
        assert done + made == running.__floor__()
        done += made
    assert sum(units[: max(0, offset)]) == 0
