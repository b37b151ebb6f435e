"""Bounds, expressions, periods, money and markings: laws over generated values, exact messages."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.canonical import canonical, digest, text_list
from materiel.kernel.errors import InputError, InternalError, UnitMismatchError, nearest
from materiel.kernel.expression import Expression
from materiel.kernel.marking import Marking
from materiel.kernel.money import Money
from materiel.kernel.period import Period, add_months, month_index
from materiel.kernel.quantity import Quantity
from materiel.kernel.stamps import day_number, number_day

counts = st.integers(0, 50)
boxes = st.tuples(counts, counts).map(lambda pair: Bounds(min(pair), max(pair)))


def members(bounds):
    return st.integers(bounds.low, bounds.high)


@given(st.data(), boxes, boxes)
def test_a_sum_holds_every_sum_of_members(data, left, right):
    assert data.draw(members(left)) + data.draw(members(right)) in left + right


@given(boxes, boxes)
def test_what_two_statements_leave_is_what_both_allow(left, right):
    both = {n for n in range(51) if n in left and n in right}
    left_over = left.meet(right)
    assert both == (set() if left_over is None else {n for n in range(51) if n in left_over})
    assert all(n in left.hull(right) for n in range(51) if n in left or n in right)


@pytest.mark.parametrize(
    ("bounds", "text"),
    [
        (Bounds.exactly(1000), "1,000"),
        (Bounds.between(1, 2), "1 to 2"),
        (Bounds.at_most(1000), "at most 1,000"),
        (Bounds(200, 1000, low_known=False), "at most 1,000, at least 200"),
        (Bounds.at_least(7), "at least 7"),
        (Bounds(700, None, low_known=False), "at least 700, the rest unknown"),
        (Bounds.unknown(), "unknown"),
    ],
)
def test_bounds_say_what_is_known(bounds, text):
    assert str(bounds) == text


def test_crossed_bounds_are_refused():
    with pytest.raises(InputError, match=r"^bounds 3 to 2: the low end is above the high end$"):
        Bounds(3, 2)


terms = st.dictionaries(st.sampled_from("xyz"), st.integers(-4, 4))
expressions = st.builds(Expression.build, st.integers(-9, 9), terms)
values = st.fixed_dictionaries(dict.fromkeys("xyz", st.integers(-5, 5)))


@given(expressions, expressions, values, st.integers(-3, 3))
def test_expressions_add_and_scale_as_their_values_do(left, right, at, factor):
    assert (left + right).value(at) == left.value(at) + right.value(at)
    assert (left - right).value(at) == left.value(at) - right.value(at)
    assert (left * factor).value(at) == factor * left.value(at)
    assert (left - left).exact


days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
texts = st.one_of(
    days.map(str),
    days.map(lambda day: f"{day:%Y-%m}"),
    days.map(lambda day: f"{day.year}"),
    days.map(lambda day: f"{day.year}-Q{(day.month + 2) // 3}"),
    days.map(lambda day: f"{day.year}-H{(day.month + 5) // 6}"),
    days.map(lambda day: f"~{day}"),
    st.tuples(days, days).map(lambda pair: f"{min(pair)}..{max(pair)}"),
    days.map(lambda day: f"{day}.."),
    days.map(lambda day: f"..{day}"),
)


@given(texts)
def test_a_period_reads_back_what_it_writes(text):
    period = Period.parse(text)
    again = Period.parse(str(period))
    assert (again.start, again.end) == (period.start, period.end)


@given(texts, days)
def test_an_event_has_happened_when_no_day_of_its_period_is_left(text, day):
    period = Period.parse(text)
    first, last = period.start, period.end - timedelta(days=1)
    said = "yes" if last <= day else "no" if first > day else "maybe"
    assert period.happened_by(day) == said
    assert (day in period) == (first <= day <= last)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024-13", "no such day: '2024-13' (month must be in 1..12); accepted: 2024, "),
        ("2024-Q5", "not a period: '2024-Q5'; accepted: 2024, 2024-H1, 2024-Q3, "),
        ("spring 2024", "not a period: 'spring 2024'; accepted: "),
        ("2024-05-02..2024-05-01", "period 2024-05-02..2024-05-02 is empty: its start must come"),
        ("9999-12-31", "no such day: '9999-12-31'"),
    ],
)
def test_what_is_no_period_is_refused_with_the_accepted_forms(text, said):
    with pytest.raises(InputError) as problem:
        Period.parse(text)
    assert str(problem.value).startswith(said)


@given(days, st.integers(-60, 60))
def test_months_are_counted_as_they_are_added(day, count):
    later = add_months(day, count)
    assert later.day == 1
    assert month_index(day, later) == count


@given(days)
def test_a_day_and_its_number_are_one(day):
    assert number_day(day_number(day)) == day


amounts = st.integers(-(10**12), 10**12)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 50), min_size=1, max_size=6))
def test_shares_sum_to_the_whole_and_are_off_by_less_than_a_cent(minor, weights):
    if not sum(weights):
        return
    parts = Money(minor, "EUR").split(weights)
    assert sum(part.minor for part in parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor - Fraction(minor * weight, sum(weights))) < 1


@given(amounts, st.sampled_from(["EUR", "JPY", "KWD"]))
def test_money_reads_back_its_own_decimal(minor, currency):
    money = Money(minor, currency)
    assert Money.parse(str(money.decimal), currency) == money


def test_money_refuses_what_it_cannot_hold():
    with pytest.raises(InputError, match=r"^1\.001 EUR is finer than the currency's minor unit$"):
        Money.parse("1.001", "EUR")
    with pytest.raises(UnitMismatchError, match="EUR and USD cannot be added without a named rate"):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(UnitMismatchError, match="battery and launcher cannot be added"):
        Quantity(Bounds.exactly(1), "battery") + Quantity(Bounds.exactly(1), "launcher")


@pytest.mark.parametrize("text", ["public", "releasable:DEU,NLD", "owner:DEU"])
def test_a_marking_reads_back_what_it_writes(text):
    assert str(Marking.parse(text)) == text


def test_a_marking_shows_rows_to_those_it_names():
    some = Marking.parse("releasable:DEU,NLD")
    assert [some.visible_to(reader) for reader in ("DEU", "NLD", "ESP", None)] == [
        True,
        True,
        False,
        False,
    ]
    assert Marking.parse("public").visible_to(None)
    with pytest.raises(InputError, match="not a marking: 'owner:DEU,NLD'; accepted: public"):
        Marking.parse("owner:DEU,NLD")


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), json_like))
def test_the_order_of_keys_changes_no_canonical_text(content):
    turned = dict(reversed(content.items()))
    assert canonical(content) == canonical(turned)


@given(st.lists(st.text()))
def test_a_list_of_texts_has_the_same_canonical_text_by_either_way(texts):
    assert text_list(texts) == canonical(texts)


def test_a_float_never_reaches_canonical_content():
    with pytest.raises(InternalError, match=r"a float \(0\.1\) reached canonical content"):
        canonical({"a": [1, {"b": 0.1}]})


@given(st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_a_digest_knows_where_its_parts_end(left, right):
    assert (digest(*left) == digest(*right)) == (left == right)


def test_the_nearest_names_come_first_whatever_their_case():
    assert nearest("germny", ["Norway", "Germany", "GERMAN"])[0] == "Germany"
    assert nearest("zzz", ["Norway"]) == []
