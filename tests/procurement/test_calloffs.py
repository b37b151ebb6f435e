"""Call-offs against a replay with plain numbers, and every refusal in full."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, RefusedActError, UnknownNameError
from materiel.kernel.period import Period
from materiel.procurement.agreements import Agreement
from materiel.procurement.calloffs import CallOff, Framework
from materiel.procurement.contracts import ContractLine
from materiel.procurement.terms import Tier

START = date(2024, 1, 1)


def on(day: int) -> date:
    return START + timedelta(days=day)


def days(first: int, last: int) -> Period:
    return Period.parse(f"{on(first)}..{on(last)}")


def framework(most: int = 50, ceiling: str = "80", **facts: object) -> Framework:
    stated = {"remedies": "stated", "remedy": "1 % a week", "orders": days(0, 60)} | facts
    agreement = Agreement(id="f", contract="F", title="rounds", form="framework", **stated)
    row = ContractLine(id="w", contract="F", line="1", item="round", scope="whole", ceiling=ceiling)
    tiers = [
        Tier(
            id=f"t{first}",
            contract="F",
            line="1",
            units=1,
            price=Decimal(4),
            currency="EUR",
            valid=days(first, first + 19),
            most=most,
        )
        for first in (0, 20)
    ]
    return Framework(agreement, (row,), tuple(tiers))


@given(
    st.integers(0, 60),
    st.integers(0, 90),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(1, 40), st.booleans()), max_size=6),
)
def test_our_own_call_offs_equal_a_plain_replay(most, ceiling, acts):
    book = framework(most, str(ceiling))
    done: list[tuple[int, int]] = []
    for day, units, own in sorted(acts):
        total = sum(each for _, each in done) + units
        half = [units] + [each for when, each in done if 0 <= when < 20 and 0 <= day < 20]
        other = [units] + [each for when, each in done if 20 <= when < 40 and 20 <= day < 40]
        fine = 0 <= day < 40 and total <= ceiling and sum(half) <= most and sum(other) <= most
        if own and not fine:
            with pytest.raises(RefusedActError):
                book.call_off("1", "NLD", units, on(day))
            continue
        if own:
            book = book.call_off("1", "NLD", units, on(day))
        else:
            # Reported: always kept, with a finding where it breaks a rule.
            order = CallOff(f"r{day}", "1", "NLD", Bounds.exactly(units), Period.day(on(day)))
            before = len(book.findings())
            book = book.with_order(order)
            assert (len(book.findings()) > before) == (not fine)
        done.append((day, units))
    assert book.ordered("1").exact == sum(each for _, each in done)
    assert book.headroom("1").exact == max(0, ceiling - sum(each for _, each in done))


@pytest.mark.parametrize(
    ("book", "order", "problem"),
    [
        (
            framework(),
            (60, 5),
            "F/1: 60 called off in 2024-01-01..2024-01-20, the most is 50 [framework-period]",
        ),
        (
            framework(200),
            (81, 5),
            "F/1: 81 called off by 2024-01-06, its ceiling is 80 [framework-ceiling]",
        ),
        (
            framework(),
            (5, 65),
            (
                "F/1: 2024-03-06 lies outside its days 2024-01-01..2024-03-01 [framework-window]; "
                "F/1: no price is in force on 2024-03-06 [framework-price]"
            ),
        ),
        (framework(), (5, 45), "F/1: no price is in force on 2024-02-15 [framework-price]"),
        (
            framework(remedies="none", remedy=""),
            (5, 5),
            "F/1: it has no remedy for delay [framework-remedy]",
        ),
        (
            framework(remedies="unknown", remedy="", ceiling="unknown", orders=None),
            (5, 5),
            (
                "F/1: its ceiling is unknown [framework-ceiling]; F/1: the days for orders are "
                "unknown "
                "[framework-window]; F/1: whether it has remedies is unknown [framework-remedy]"
            ),
        ),
    ],
)
def test_a_call_off_that_breaks_a_rule_is_refused_with_its_name(book, order, problem):
    units, day = order
    with pytest.raises(RefusedActError) as refused:
        book.call_off("1", "NLD", units, on(day))
    assert str(refused.value) == f"refused: {problem}"


def test_only_a_buyer_of_the_framework_may_call_off_when_its_buyers_are_named():
    book = framework()
    named = ContractLine(id="s", contract="F", line="1", item="round", buyer="DEU")
    book = Framework(book.agreement, (*book.lines, named), book.tiers)
    with pytest.raises(RefusedActError) as refused:
        book.call_off("1", "NLD", 5, on(1))
    assert str(refused.value) == ("refused: F/1: NLD is no buyer of it, only DEU [framework-buyer]")
    assert book.call_off("1", "DEU", 5, on(1)).ordered("1").exact == 5


def test_an_order_of_unknown_size_blocks_our_own_and_is_shown_as_bounds():
    unknown = CallOff("r", "1", "DEU", Bounds.at_most(70), Period.day(on(1)))
    book = framework().with_order(unknown)
    assert (str(book.ordered("1")), str(book.headroom("1"))) == ("at most 70", "10 to 80")
    with pytest.raises(RefusedActError) as refused:
        book.call_off("1", "NLD", 20, on(2))
    assert str(refused.value) == (
        "refused: F/1: how much was called off before is not certain (at most 90, at least 20) "
        "[framework-ceiling]; F/1: how much was called off in 2024-01-01..2024-01-20 is not "
        "certain (at most 90, at least 20) [framework-period]"
    )


def test_an_order_of_an_unknown_day_may_lie_in_either_period():
    astride = CallOff("r", "1", "DEU", Bounds.exactly(30), days(15, 25))
    book = framework().with_order(astride)
    assert str(book.ordered("1", days(0, 19))) == "at most 30"
    assert book.ordered("1").exact == 30


def test_the_same_order_twice_on_one_day_counts_twice():
    book = framework(ceiling="30").call_off("1", "NLD", 20, on(1))
    with pytest.raises(RefusedActError) as refused:
        book.call_off("1", "NLD", 20, on(1))
    assert str(refused.value) == (
        "refused: F/1: 40 called off by 2024-01-02, its ceiling is 30 [framework-ceiling]"
    )


def test_no_such_line_and_no_units_are_wrong_requests():
    with pytest.raises(UnknownNameError, match="no line '2'"):
        framework().call_off("2", "NLD", 5, on(1))
    with pytest.raises(InputError, match="found 0 units; accepted: 1 or more"):
        framework().call_off("1", "NLD", 0, on(1))
