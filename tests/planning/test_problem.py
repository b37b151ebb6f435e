from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.planning.parts import (
    Arc,
    Budget,
    Component,
    Contract,
    Floor,
    Gate,
    Item,
    Line,
    Obligation,
    Option,
    Origin,
    Requirement,
    Slot,
    Stock,
    Training,
)
from materiel.planning.words import in_words

ITEMS = (Item(name="PATRIOT", family="air defence"), Item(name="IRIS-T", family="air defence"))


def refusal(make, *given, **changes):
    with pytest.raises(InputError) as caught:
        make(*given, **changes)
    return str(caught.value)


def test_an_unknown_name_is_refused_with_the_nearest_and_its_place(hand_over):
    stock = Stock(party="D", item="unite", units=1)
    assert refusal(hand_over, stocks=(stock,)) == "stocks 'D/unite': no item 'unite' (near: unit)"
    arc = Arc(donor="D", item="unit", recipient="RR")
    assert refusal(hand_over, arcs=(arc,)) == "arcs 'D>RR:unit': no party 'RR' (near: R)"
    arc = Arc(donor="D", item="unit", recipient="R", gates=("export",))
    gates = (Gate(name="exports"),)
    assert refusal(hand_over, arcs=(arc,), gates=gates) == (
        "arcs 'D>R:unit': no gate 'export' (near: exports)"
    )
    with pytest.raises(UnknownNameError, match=r"floors 'f': no item or family 'unitt' \(near"):
        hand_over(floors=(Floor(name="f", parties=("D",), of="unitt", levels=(1,) * 8),))
    origins = {"floors/D-unite": Origin()}
    assert refusal(hand_over, origins=origins) == ("origins: no floors 'D-unite' (near: D-unit)")
    assert refusal(hand_over, origins={"floor/D-unit": Origin()}).startswith(
        "origins 'floor/D-unit': no table 'floor' (near: floors"
    )


def test_a_series_has_one_number_for_each_month(hand_over):
    floor = Floor(name="f", parties=("D",), of="unit", levels=(1,) * 7)
    assert refusal(hand_over, floors=(floor,)) == (
        "floors 'f': levels: found 7 months; accepted: 8 months"
    )
    assert refusal(hand_over, lines=(Line(name="l", capacity=(1,)),)) == (
        "lines 'l': capacity: found 1 months; accepted: 8 months"
    )
    assert refusal(hand_over, training=(Training(recipient="R", slots=()),)) == (
        "training 'R': slots: found 0 months; accepted: 8 months"
    )
    component = Component(name="c", capacity=(1,) * 9, uses=(("unit", 1),))
    assert refusal(hand_over, components=(component,)) == (
        "components 'c': capacity: found 9 months; accepted: 8 months"
    )


def test_a_month_lies_inside_the_horizon(hand_over):
    slot = Slot(name="late", party="D", item="unit", units=1, month=9)
    assert refusal(hand_over, slots=(slot,)) == (
        "slots 'late': month: found month 9; accepted: 1 to 8"
    )
    need = Requirement(name="q", recipient="R", of="unit", units=1, due=9)
    assert refusal(hand_over, requirements=(need,)) == (
        "requirements 'q': due: found month 9; accepted: 1 to 8"
    )


def test_a_name_stands_once(hand_over):
    gate = Gate(name="g")
    assert refusal(hand_over, gates=(gate, gate)) == "gates 'g': the name stands there twice"
    items = (Item(name="unit"), Item(name="part", family="unit"))
    assert refusal(hand_over, items=items) == "items 'unit': the name of an item and of a family"


def test_two_lists_of_one_recipient_are_equal_or_share_no_item(hand_over):
    def needs(*lists):
        return tuple(
            Requirement(name=f"q{n}", recipient="R", accept=accept, units=1, due=1)
            for n, accept in enumerate(lists)
        )

    stocks = ()
    common = {"items": ITEMS, "stocks": stocks, "arcs": (), "floors": (), "slots": ()}
    one, both = (("PATRIOT", 1),), (("IRIS-T", 1), ("PATRIOT", 2))
    assert refusal(hand_over, **common, requirements=needs(one, both)) == (
        "requirements 'q1': found PATRIOT, which 'q0' of R accepts under another list; accepted: "
        "lists that are equal or share no item"
    )
    hand_over(**common, requirements=needs(both, tuple(reversed(both))))
    hand_over(**common, requirements=needs(one, (("IRIS-T", 1),)))


def test_who_needs_an_item_does_not_hand_it_over(hand_over):
    arc = Arc(donor="R", item="unit", recipient="D")
    assert refusal(hand_over, arcs=(arc,)) == (
        "arcs 'R>D:unit': found a donor that needs the item itself (need); accepted: a donor "
        "without a requirement for it"
    )


def test_an_option_belongs_to_somebody_and_its_chain_ends(hand_over):
    contract = Contract(name="k", item="unit")
    option = Option(name="o", contract="k", units=1, expires=2)
    assert refusal(hand_over, contracts=(contract,), options=(option,)) == (
        "options 'o': buyer: found none; accepted: a buyer, or buyers in its contract"
    )
    pooled = replace(contract, buyers=("D",))
    assert refusal(hand_over, contracts=(pooled,), options=(replace(option, fee=1),)) == (
        "options 'o': payer: found none; accepted: who pays its fee and commitment"
    )
    circle = (
        replace(option, predecessor="p"),
        replace(option, name="p", predecessor="o"),
    )
    assert refusal(hand_over, contracts=(pooled,), options=circle) == (
        "options 'o': predecessor: its chain comes back to 'o'"
    )


def test_parts_refuse_numbers_out_of_range_with_what_is_accepted():
    refusals = [
        (Item, {"name": "i", "weight": 0}, "items 'i': weight: found 0; accepted: more than 0"),
        (
            Floor,
            {"name": "f", "parties": ("D",), "of": "u", "levels": (1, -1)},
            "floors 'f': levels, month 2: found -1; accepted: 0 or more",
        ),
        (
            Option,
            {"name": "o", "contract": "k", "units": 2, "minimum": 3, "expires": 1},
            "options 'o': minimum: found 3; accepted: at most its units, 2",
        ),
        (
            Option,
            {"name": "o", "contract": "k", "units": 2, "opens": 3, "expires": 1},
            "options 'o': expires: found 1; accepted: 3 or later",
        ),
        (
            Obligation,
            {"name": "b", "donor": "D", "of": "u", "window": 1, "share": Fraction(3, 2)},
            "obligations 'b': share: found 3/2; accepted: 0 to 1",
        ),
        (
            Obligation,
            {"name": "b", "donor": "D", "of": "u", "window": 1, "owed": 1, "owed_due": 3},
            "obligations 'b': owed_due: found 3; accepted: at most 2",
        ),
        (
            Budget,
            {"payer": "D", "first": 3, "last": 2, "amount": 1},
            "budgets 'D/3-2': last: found 2; accepted: 3 or later",
        ),
        (
            Contract,
            {"name": "k", "item": "u", "pooled": 3},
            "contracts 'k': buyers: found none; accepted: who may receive",
        ),
        (
            Requirement,
            {"name": "q", "recipient": "R", "units": 1, "due": 1},
            "requirements 'q': of: found nothing; accepted: an item or a family",
        ),
    ]
    for kind, given, words in refusals:
        assert refusal(kind, **given) == words


def test_a_family_counts_its_items_by_weight_and_an_item_counts_one(hand_over):
    items = (Item(name="unit"), Item(name="a", family="f", weight=3), Item(name="b", family="f"))
    problem = hand_over(items=items)
    assert problem.weights("f") == (("a", 3), ("b", 1))
    assert problem.weights("a") == (("a", 1),)


def test_months_have_names_when_the_problem_has_a_start(hand_over):
    plain, dated = hand_over(), hand_over(start=date(2026, 11, 1))
    assert in_words(plain, [3, 4, 5, 7]) == "months 3 to 5 and 7"
    assert in_words(plain, [3]) == "month 3"
    assert in_words(dated, [2, 3, 5]) == "2026-12 to 2027-01 and 2027-03"
