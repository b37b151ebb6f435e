"""A printed conversion beside the central bank's rate: what is implied, and which day fits."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.evidence.claims import Claim
from materiel.kernel.errors import InputError
from materiel.kernel.money import Money
from materiel.kernel.period import Period
from materiel.ledger.rows import Payment
from materiel.sharing.conversion import Printed, Stated, beside, convert, crossed, printed_of
from materiel.vocabulary.rates import rate_days, reference_rate

JULY = [row for row in rate_days("USD") if date(2024, 7, 1) <= row.day <= date(2024, 7, 9)]


def test_the_aid_total_of_the_second_story_implies_the_rate_of_its_own_day():
    printed = Printed.parse("EUR 10200000000", "USD 11030000000")
    assert printed.implied == Decimal("1.0814")
    found = {row.day: row for row in beside(printed, JULY)}
    assert [row.day for row in found.values() if row.reprints] == [date(2024, 7, 9)]
    row = found[date(2024, 7, 9)]
    assert (row.rate, str(row.converted), str(row.difference)) == (
        Decimal("1.0814"),
        "USD 11,030,280,000.00",
        "USD -280,000.00",
    )
    # The end of April, for which the total stands, had another rate.
    april = beside(printed, [reference_rate("USD", date(2024, 4, 30))])[0]
    assert (april.reprints, str(april.difference)) == (False, "USD 97,640,000.00")


DIGITS = st.integers(1, 9999)


@given(DIGITS, DIGITS, st.integers(0, 3), st.integers(0, 3))
def test_the_true_rate_lies_inside_what_two_rounded_numbers_leave(own, other, left, right):
    """Any amounts that print the same digits have a rate inside the ends."""
    printed = Printed.parse(f"EUR {own}{'0' * left}", f"USD {other}{'0' * right}")
    low, high = printed.ends
    for own_shift in (-1, 0, 1):
        for other_shift in (-1, 0, 1):
            a = Fraction(printed.own.amount) + Fraction(printed.own.half) * own_shift
            b = Fraction(printed.other.amount) + Fraction(printed.other.half) * other_shift
            assert low <= b / a <= high
    assert low < printed.exact < high


@pytest.mark.parametrize(
    ("text", "half"),
    [("EUR 10200000000", "5E+7"), ("EUR 1", "0.5"), ("EUR 1.25", "0.005"), ("EUR 700", "50")],
)
def test_the_last_printed_digit_says_how_it_was_rounded(text, half):
    assert Stated.parse(text).half == Decimal(half)


def test_rows_carry_their_printed_conversion():
    payment = Payment(
        id="m",
        commitment="c",
        stage="pledged",
        payer="NOR",
        payee="DEU",
        valid=Period.parse("2025"),
        low=Decimal(7000000000),
        high=Decimal(7000000000),
        currency="NOK",
        basis="package",
        printed="USD 696000000",
    )
    found = printed_of(payment)
    assert found is not None
    assert (str(found.implied), found.cites) == ("0.0994", ("m",))
    claim = Claim(
        id="S2-06",
        document="d",
        event="donation_total",
        stance="reported",
        wording="total; printed USD 11030000000",
        amount_low=Decimal(10200000000),
        amount_high=Decimal(10200000000),
        currency="EUR",
        paraphrase="A total.",
    )
    found = printed_of(claim)
    assert found is not None
    assert found.implied == Decimal("1.0814")
    with pytest.raises(InputError) as caught:
        beside(printed_of(payment), JULY)
    assert str(caught.value) == "the amount is in NOK; accepted: EUR, the base of the rates"


def test_wrong_input_says_what_is_accepted():
    for text in ("EUR", "10.2 bn", "EUR 0", "eur 5"):
        with pytest.raises(InputError) as caught:
            Stated.parse(text)
        assert str(caught.value) == (
            f"not a printed amount: {text!r}; accepted: a code and digits, EUR 12"
        )
    with pytest.raises(InputError) as caught:
        Printed.parse("EUR 5", "EUR 6")
    assert str(caught.value) == "EUR 5 and EUR 6 are in one currency: nothing was converted"
    with pytest.raises(InputError) as caught:
        beside(Printed.parse("EUR 5", "NOK 60"), JULY[:1])
    assert str(caught.value) == "USD:2024-07-01: a rate of USD, the print is in NOK"
    with pytest.raises(InputError) as caught:
        reference_rate("USD", date(2024, 7, 7))
    assert str(caught.value) == (
        "no reference rate of USD on 2024-07-07; nearest days held: "
        "2024-07-08, 2024-07-05, 2024-07-09"
    )


def test_a_conversion_goes_through_the_euro_on_one_day():
    day = date(2024, 10, 29)
    rates = {code: reference_rate(code, day) for code in ("NOK", "USD")}
    # The source prints EUR 118 m for these NOK 1.4 bn.
    euro = convert(140_000_000_000, "NOK", "EUR", rates)
    assert str(Money(euro, "EUR")) == "EUR 118,228,265.00"
    assert convert(5, "EUR", "EUR", {}) == 5
    with pytest.raises(InputError) as caught:
        convert(5, "CHF", "EUR", rates)
    assert str(caught.value) == "no reference rate of CHF is named for the conversion"
    mixed = {"NOK": rates["NOK"], "USD": reference_rate("USD", date(2024, 7, 9))}
    with pytest.raises(InputError) as caught:
        convert(5, "NOK", "USD", mixed)
    assert str(caught.value) == "rates of different days do not meet in one conversion"


def test_a_conversion_through_the_euro_needs_the_rates_of_one_day():
    """Seven billion crowns printed as 696 m dollars, by hand from both rates of the next Monday."""
    printed = Printed.parse("NOK 7000000000", "USD 696000000", ("pair-norway",))
    rates = (*rate_days("NOK"), *rate_days("USD"))
    found = {each.day: each for each in crossed(printed, rates)}
    assert sorted(map(str, found)) == ["2024-10-29", "2025-08-22", "2025-08-25"]
    monday = found[date(2025, 8, 25)]
    (crowns,) = [each.rate for each in rate_days("NOK") if each.day == monday.day]
    (dollars,) = [each.rate for each in rate_days("USD") if each.day == monday.day]
    assert monday.converted.minor == round(Fraction(700_000_000_000) * Fraction(dollars / crowns))
    assert monday.difference.minor == 69_600_000_000 - monday.converted.minor
    assert monday.rate == round(dollars / crowns, 4)
    assert monday.source == "NOK:2025-08-25; USD:2025-08-25"


def test_a_conversion_from_the_euro_is_the_same_either_way():
    printed = Printed.parse("EUR 10200000000", "USD 11030000000")
    assert crossed(printed, JULY) == beside(printed, JULY)
    into = Printed.parse("USD 11030000000", "EUR 10200000000")
    assert [each.day for each in crossed(into, JULY) if each.reprints]
