"""The option book against a replay too plain to be wrong, and every refusal in full."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, RefusedActError, UnknownNameError
from materiel.procurement.contracts import ContractLine, Option
from materiel.procurement.options import OptionBook
from materiel.procurement.standing import standing

START = date(2025, 1, 1)


def on(day: int) -> date:
    return START + timedelta(days=day)


def line(**facts: object) -> ContractLine:
    stated = {"firm_low": 10, "firm_high": 10, "ceiling": "none"} | facts
    return ContractLine(id="c", contract="C", line="1", item="missile", **stated)


def option(name: str, **facts: object) -> Option:
    stated = {"quantity": 40, "expires": on(30)} | facts
    return Option(id=name, contract="C", line="1", **stated)


# ------------------------------------------------------------------------------ law: the replay


@dataclass
class Replay:
    """Day by day, with plain numbers; knows nothing of the book."""

    firm: int
    ceiling: int
    options: list[dict]
    ordered: list[tuple[int, int, int]] = field(default_factory=list)

    def accepts(self, which: int, units: int, day: int) -> bool:
        rule = self.options[which]
        before = sum(u for o, u, _ in self.ordered if o == which)
        if not rule["opens"] <= day <= rule["expires"]:
            return False
        if before + units < rule["minimum"] or before + units > rule["quantity"]:
            return False
        if rule["after"] is not None and not any(o == rule["after"] for o, _, _ in self.ordered):
            return False
        return self.firm + sum(u for _, u, _ in self.ordered) + units <= self.ceiling

    def state(self, day: int) -> dict[str, int]:
        totals = {"waiting": 0, "open": 0, "lapsed": 0}
        exercised = 0
        for which, rule in enumerate(self.options):
            used = sum(u for o, u, when in self.ordered if o == which and when <= day)
            exercised += used
            left = max(0, rule["quantity"] - used)
            if day < rule["opens"]:
                totals["waiting"] += left
            elif day > rule["expires"]:
                totals["lapsed"] += left
            else:
                totals["open"] += left
        return {**totals, "firm": self.firm + exercised}


@st.composite
def contracts(draw):
    rules = []
    for which in range(draw(st.integers(1, 3))):
        quantity = draw(st.integers(5, 20))
        opens = draw(st.integers(0, 4))
        rules.append(
            {
                "quantity": quantity,
                "minimum": draw(st.integers(0, 5)),
                "opens": opens,
                "expires": opens + draw(st.integers(5, 15)),
                "after": draw(st.sampled_from([None, *range(which)])),
                "price": draw(st.integers(0, 99)),
            }
        )
    acts = draw(
        st.lists(
            st.tuples(
                st.integers(0, len(rules) - 1),
                st.integers(1, 9),
                st.integers(0, 20),
                st.booleans(),
            ),
            min_size=1,
            max_size=8,
        )
    )
    return draw(st.integers(0, 10)), draw(st.integers(5, 50)), rules, acts


def written(firm: int, ceiling: int, rules: list[dict]) -> OptionBook:
    priced = {"currency": "EUR", "basis": "contract"}
    options = [
        option(
            f"o{i}",
            quantity=rule["quantity"],
            minimum=rule["minimum"],
            opens=on(rule["opens"]),
            expires=on(rule["expires"]),
            after="" if rule["after"] is None else f"o{rule['after']}",
            price=Decimal(rule["price"]),
            **priced,
        )
        for i, rule in enumerate(rules)
    ]
    bought = line(firm_low=firm, firm_high=firm, ceiling=str(ceiling), price=Decimal(7), **priced)
    return OptionBook.of([bought], options)


@given(contracts(), st.integers(0, 30))
def test_the_book_equals_a_plain_replay(contract, day):
    firm, ceiling, rules, acts = contract
    book, replay = written(firm, ceiling, rules), Replay(firm, ceiling, rules)
    # In the order of days, as life states them; a false one is only reported.
    for which, units, when, own in sorted(acts, key=lambda act: act[2]):
        accepted = replay.accepts(which, units, when)
        if own:
            if accepted:
                book = book.exercise(f"o{which}", units, on(when))
                replay.ordered.append((which, units, when))
            else:
                with pytest.raises(RefusedActError):
                    book.exercise(f"o{which}", units, on(when))
        else:
            book, findings = book.reported(f"o{which}", units, on(when))
            replay.ordered.append((which, units, when))
            assert bool(findings) == (not accepted)
    found, plain = standing(book, on(day)), replay.state(day)
    assert {
        "firm": found.firm.exact,
        "waiting": found.waiting.exact,
        "open": found.open.exact,
        "lapsed": found.lapsed.exact,
    } == plain
    # What was ordered after the last day has no stated price.
    worth = 7 * firm + sum(
        rules[o]["price"] * u
        for o, u, when in replay.ordered
        if when <= min(day, rules[o]["expires"])
    )
    assert sum(value.low.minor for value in found.value.values()) == 100 * worth


@given(contracts(), st.integers(0, 30))
def test_what_is_reachable_is_what_some_order_of_acts_can_reach(contract, day):
    firm, ceiling, rules, _ = contract
    book = written(firm, ceiling, rules)
    reachable = standing(book, on(day)).reachable.exact
    # The most that greedy acts reach when each option is used whole, day after day.
    best = 0
    for wanted in range(1 << len(rules)):
        replay = Replay(firm, 10**9, rules)
        for today in range(day, 30):
            for which, rule in enumerate(rules):
                fresh = all(o != which for o, _, _ in replay.ordered)
                if wanted >> which & 1 and fresh and replay.accepts(which, rule["quantity"], today):
                    replay.ordered.append((which, rule["quantity"], today))
        best = max(best, sum(units for _, units, _ in replay.ordered))
    assert reachable == min(best, max(0, ceiling - firm))


@given(contracts())
def test_our_own_acts_alone_never_break_a_rule(contract):
    firm, ceiling, rules, acts = contract
    book = written(firm, max(firm, ceiling), rules)
    # In any order of days: an act may not make a later one break a rule either.
    for which, units, when, _ in acts:
        try:
            book = book.exercise(f"o{which}", units, on(when))
        except RefusedActError:
            continue
    assert book.findings() == ()


# ----------------------------------------------------------------------------- stories, messages


def refused(book: OptionBook, name: str, units: int, day: int, by: str = "") -> str:
    with pytest.raises(RefusedActError) as caught:
        book.exercise(name, units, on(day), by)
    return str(caught.value)


def test_every_rule_has_its_sentence():
    book = OptionBook.of(
        [line(ceiling="60")],
        [
            option("a", opens=on(5), minimum=20, holders=("DEU", "NLD")),
            option("b", after="a"),
        ],
    )
    assert refused(book, "a", 50, 1, "ESP") == (
        "refused: option a: 2025-01-02 is before its first day 2025-01-06 [option-window]; "
        "option a: 50 by 2025-01-02 is above its quantity of 40 [option-quantity]; "
        "option a: ESP may not exercise it, only DEU, NLD [option-holder]"
    )
    assert refused(book, "a", 20, 10) == (
        "refused: option a: only DEU, NLD may exercise it, and the act names nobody [option-holder]"
    )
    book = book.exercise("a", 40, on(10), "NLD")
    assert refused(book, "b", 11, 12) == (
        "refused: line C/1: 61 on order by 2025-01-13 is above its ceiling of 60 [contract-ceiling]"
    )
    assert book.exercise("b", 10, on(12)).exercised("b") == 10


def test_what_is_unknown_blocks_our_own_act_but_not_a_report():
    book = OptionBook.of([line(ceiling="unknown")], [option("a", quantity=None, expires=None)])
    assert refused(book, "a", 1, 0) == (
        "refused: option a: its last day is unknown [option-window]; "
        "option a: its quantity is unknown [option-quantity]; "
        "line C/1: its ceiling is unknown [contract-ceiling]"
    )
    kept, findings = book.reported("a", 1, on(0))
    assert (kept.exercised("a"), findings) == (1, ())


def test_an_unknown_firm_part_leaves_an_unknown_headroom():
    up_to = line(firm_low=None, firm_high=None, ceiling="1000")
    book = OptionBook.of([up_to], [option("a")])
    assert refused(book, "a", 1, 0) == (
        "refused: line C/1: the most that is firm is unknown, so is what its ceiling leaves "
        "[contract-ceiling]"
    )
    wide = OptionBook.of([line(firm_low=5, firm_high=30, ceiling="60")], [option("a")])
    assert refused(wide, "a", 31, 0) == (
        "refused: line C/1: up to 61 would be on order, its ceiling is 60 [contract-ceiling]"
    )
    assert wide.exercise("a", 30, on(0)).exercised("a") == 30


def test_an_earlier_act_may_not_push_a_later_one_over_the_quantity():
    book = OptionBook.of([line()], [option("a")]).exercise("a", 30, on(20))
    assert refused(book, "a", 20, 10) == (
        "refused: option a: 50 by 2025-01-21 is above its quantity of 40 [option-quantity]"
    )
    assert book.exercise("a", 10, on(10)).exercised("a", on(10)) == 10


def test_the_same_breach_twice_is_found_twice():
    book = OptionBook.of([line()], [option("a")])
    book, first = book.reported("a", 5, on(31))
    book, second = book.reported("a", 5, on(31))
    assert first == second
    assert [finding.check for finding in book.findings()] == ["option-window", "option-window"]
    assert refused(book, "a", 5, 31) == (
        "refused: option a: 2025-02-01 is after its last day 2025-01-31 [option-window]"
    )


def test_a_reported_breach_does_not_forbid_a_later_lawful_act():
    book, findings = OptionBook.of([line()], [option("a", minimum=20)]).reported("a", 5, on(3))
    assert [finding.check for finding in findings] == ["option-minimum"]
    assert book.exercise("a", 15, on(4)).exercised("a") == 20


def test_news_of_the_predecessor_clears_the_finding():
    book = OptionBook.of([line()], [option("a"), option("b", after="a")])
    book, findings = book.reported("b", 5, on(10))
    assert [finding.check for finding in findings] == ["option-predecessor"]
    book, findings = book.reported("a", 5, on(9))
    assert findings == book.findings() == ()


def test_an_option_behind_a_lapsed_one_is_open_but_not_reachable():
    book = OptionBook.of([line()], [option("a"), option("b", after="a", expires=on(90))])
    found = standing(book, on(31))
    assert found.lapsed == found.open == Bounds.exactly(40)
    assert found.reachable == Bounds.exactly(0)
    assert book.earliest("b", on(31)) is None
    assert book.earliest("b", on(3)) == on(3)


def test_standing_shows_prices_and_the_last_day():
    priced = {"currency": "EUR", "basis": "contract"}
    sold = option("a", price=Decimal("3.8"), price_after=Decimal("4.1"), index="wages", **priced)
    book = OptionBook.of([line()], [sold, option("b", quantity=None, expires=None)])
    book = book.exercise("a", 10, on(1))
    found = standing(book, on(2))
    first, second = found.options
    assert (first.last_day, first.price, first.price_after) == (
        on(30),
        Decimal("3.8"),
        Decimal("4.1"),
    )
    assert [each.standing for each in found.options] == ["open", "unknown"]
    assert second.open == second.lapsed == second.reachable == Bounds.unknown()
    assert found.unpriced == ("c",)
    assert found.indexed == ("a",)
    assert str(found.value["EUR", "contract"]) == "EUR 38.00"
    assert [each.standing for each in standing(book, on(31)).options] == ["lapsed", "unknown"]


def test_a_ceiling_that_is_unknown_leaves_what_is_reachable_unknown():
    known = OptionBook.of([line(ceiling="none")], [option("a")])
    assert standing(known, on(0)).reachable == Bounds.exactly(40)
    unknown = OptionBook.of([line(ceiling="unknown")], [option("a")])
    assert standing(unknown, on(0)).reachable == Bounds.at_most(40)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ([option("a"), option("a")], InputError, "C/1: option a is stated twice"),
        (
            [option("first"), option("b", after="frist")],
            UnknownNameError,
            "option b: no option 'frist' (near: first)",
        ),
        (
            [option("a", after="b"), option("b", after="a")],
            InputError,
            "C/1: options in a circle: a after b after a",
        ),
        (
            [Option(id="x", contract="C", line="2")],
            InputError,
            "option x adds to C/2, not to C/1",
        ),
    ],
)
def test_a_book_that_makes_no_sense_is_refused(options, error, message):
    with pytest.raises(error) as caught:
        OptionBook.of([line()], options)
    assert str(caught.value) == message


def test_unknown_options_and_empty_acts_are_refused():
    book = OptionBook.of([line()], [option("first")])
    with pytest.raises(UnknownNameError) as caught:
        book.exercise("frist", 1, on(0))
    assert str(caught.value) == "C/1: no option 'frist' (near: first)"
    with pytest.raises(InputError) as caught:
        book.reported("first", 0, on(0))
    assert str(caught.value) == "option first: found 0 units; accepted: 1 or more"
