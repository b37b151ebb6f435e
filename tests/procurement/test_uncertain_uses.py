"""Uses of an option of which number or day is not known, against every way they may have been."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.procurement.contracts import ContractLine, Milestone, Option
from materiel.procurement.exposure import exposure_of, ordered_parts
from materiel.procurement.options import Exercise, OptionBook
from materiel.procurement.position import Papers, position
from materiel.procurement.standing import standing
from materiel.procurement.terms import Tier

START = date(2025, 1, 1)


def on(day: int) -> date:
    return START + timedelta(days=day)


def line(**facts: object) -> ContractLine:
    stated = {"firm_low": 10, "firm_high": 10, "ceiling": "none", "buyer": "XQA"} | facts
    return ContractLine(id="c", contract="C", line="1", item="missile", **stated)


def option(**facts: object) -> Option:
    stated = {"quantity": 30, "expires": on(20), "buyer": "XQA"} | facts
    return Option(id="o", contract="C", line="1", **stated)


USES = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 8), st.integers(0, 2)),
    max_size=3,
)


@given(USES, st.integers(0, 12))
def test_bounds_are_the_least_and_the_most_over_every_way_it_may_have_been(facts, day):
    book = OptionBook.of([line()], [option()]).using(
        Exercise("o", units, on(first), more=more, last=on(first + slack))
        for units, more, first, slack in facts
    )
    totals = [
        sum(units for units, when in way if when <= day)
        for way in product(
            *(
                [
                    (units + extra, first + late)
                    for extra in range(more + 1)
                    for late in range(slack + 1)
                ]
                for units, more, first, slack in facts
            )
        )
    ]
    found = standing(book, on(day))
    low, high = min(totals), max(totals)
    assert (found.exercised.low, found.exercised.high) == (low, high)
    assert (found.firm.low, found.firm.high) == (10 + low, 10 + high)
    assert (found.open.low, found.open.high) == (30 - high, 30 - low)


def test_a_use_without_an_end_leaves_the_whole_option_open_or_used():
    book = OptionBook.of([line()], [option()]).using([Exercise("o", 0, on(3), more=None)])
    found = standing(book, on(3))
    assert (str(found.exercised), str(found.firm)) == ("unknown", "at least 10, the rest unknown")
    assert (found.open.low, found.open.high, found.open.low_known) == (0, 30, False)


def test_only_what_is_certainly_broken_is_a_finding():
    book = OptionBook.of([line()], [option(minimum=5, opens=on(4))])
    maybe = Exercise("o", 0, on(2), more=5, last=on(6))
    assert book.using([maybe]).findings() == ()
    early = Exercise("o", 5, on(1), last=on(3))
    few = Exercise("o", 1, on(5), more=3)
    assert [each.check for each in book.using([early]).findings()] == ["option-window"]
    assert [each.check for each in book.using([few]).findings()] == ["option-minimum"]


@pytest.mark.parametrize(
    ("day", "last", "price", "words"),
    [
        (20, None, Decimal(5), "EUR 40.00"),
        (21, None, Decimal(5), "EUR 50.00"),
        (21, None, None, "none"),
        # On which side of the last day it was is not known: no price is certain.
        (19, 22, Decimal(5), "none"),
        (19, 22, Decimal(4), "EUR 40.00"),
    ],
)
def test_units_ordered_after_the_last_day_have_the_price_after_it(day, last, price, words):
    right = option(price=Decimal(4), price_after=price, currency="EUR", basis="contract")
    use = Exercise("o", 10, on(day), last=None if last is None else on(last))
    book = OptionBook.of([line(firm_low=0, firm_high=0)], [right]).using([use])
    found = exposure_of(ordered_parts(book, on(30)))
    assert [str(each.net) for each in found.rows] == ([] if words == "none" else [words])
    assert found.unpriced == (("o",) if words == "none" else ())


# ------------------------------------------------------------------------------ whole contracts


def papers(**facts: object) -> Papers:
    return Papers(lines=[line(price=Decimal(4), currency="EUR", basis="contract")], **facts)


def test_a_row_without_a_price_takes_that_of_its_table_and_another_price_is_a_finding():
    tiers = [
        Tier(
            id=f"t{units}",
            contract="C",
            line="1",
            units=units,
            price=Decimal(price),
            currency="EUR",
        )
        for units, price in ((1, 9), (10, 5))
    ]
    found = position(papers(tiers=tiers), "C", on(0))
    assert [each.problem for each in found.findings] == [
        "its price is 4, the price table says 5 for 10 units"
    ]
    bare = Papers(lines=[line()], tiers=tiers)
    assert str(position(bare, "C", on(0)).exposures.rows[0].net) == "EUR 50.00"
    doubtful = Papers(lines=[line(firm_low=9, firm_high=10)], tiers=tiers)
    assert position(doubtful, "C", on(0)).exposures.unpriced == ("c",)


def test_two_advances_and_a_share_above_its_own_ceiling_are_findings():
    advance = Milestone(id="m", contract="C", title="advance", share=Decimal(30), kind="advance")
    row = line(advance=Decimal(35), ceiling="15")
    use = {"o": [Exercise("o", 6, on(1))]}
    found = position(
        Papers(lines=[row], options=[option()], milestones=[advance], uses=use), "C", on(2)
    )
    assert sorted(each.problem for each in found.findings) == [
        "XQA: 16 on order, the ceiling of its share is 15",
        "its advance is 35 %, the milestones say 30 %",
        "line C/1: 16 on order by 2025-01-02 is above its ceiling of 15",
    ]
    (buyer,) = found.lines[0].buyers
    assert (buyer.firm, buyer.exercised, buyer.open) == tuple(map(Bounds.exactly, (10, 6, 24)))


# ---------------------------------------------------------------- our own acts, and what is left


def refused(book, *act):
    return [(each.check, each.problem) for each in book.objections(*act)]


def test_an_act_on_top_of_a_use_of_unknown_number_is_refused_where_it_may_exceed_the_quantity():
    book = OptionBook.of([line()], [option(minimum=20)])
    unknown = book.using([Exercise("o", 0, on(3), more=None)])
    assert refused(unknown, "o", 20, on(4)) == [
        (
            "option-quantity",
            "option o: how many were ordered before is not certain (unknown), its quantity is 30",
        )
    ]
    few = book.using([Exercise("o", 0, on(3), more=10)])
    assert refused(few, "o", 20, on(4)) == []
    assert [check for check, _ in refused(few, "o", 21, on(4))] == ["option-quantity"]


def test_an_unknown_number_under_another_option_is_at_most_its_quantity_for_the_ceiling():
    other = Option(id="p", contract="C", line="1", quantity=30, expires=on(20))
    for ceiling, checks in (("60", []), ("59", ["contract-ceiling"])):
        book = OptionBook.of([line(ceiling=ceiling)], [option(), other])
        book = book.using([Exercise("o", 0, on(3), more=None)])
        assert [check for check, _ in refused(book, "p", 20, on(4))] == checks
    # One entry that may be a use of either counts once.
    either = [Exercise(name, 0, on(3), more=10, cites="e", shared=True) for name in "op"]
    book = OptionBook.of([line(ceiling="40")], [option(), other]).using(either)
    assert refused(book, "p", 20, on(4)) == []


@pytest.mark.parametrize(
    ("facts", "low", "high", "checks"),
    [
        ({"more": None}, 60, 60, []),
        ({"more": 5}, 60, 60, []),
        ({"more": 5, "last": on(40)}, 0, 60, ["option-predecessor"]),
        ({"more": 5, "shared": True}, 0, 60, ["option-predecessor"]),
    ],
)
def test_what_follows_a_use_of_unknown_number_can_still_be_ordered(facts, low, high, checks):
    after = Option(id="p", contract="C", line="1", quantity=60, expires=on(90), after="o")
    book = OptionBook.of([line()], [option(), after])
    # Its predecessor lapsed unused: nothing can be ordered any more.
    assert standing(book, on(30)).options[1].reachable == Bounds.exactly(0)
    used = book.using([Exercise("o", 0, on(3), **facts)])
    found = standing(used, on(30)).options[1].reachable
    assert (found.low, found.high) == (low, high)
    assert [check for check, _ in refused(used, "p", 10, on(30))] == checks
