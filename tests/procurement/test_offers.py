"""Conditional offers against a day-by-day replay."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.procurement.offers import ConditionalOffer, FirmOffer, settle, total_units

START = date(2025, 1, 1)


def on(day: int) -> date:
    return START + timedelta(days=day)


PARTIES = st.sampled_from("ABCD")
FIRM = st.lists(
    st.tuples(PARTIES, st.integers(-5, 10), st.integers(0, 15)).map(
        lambda each: FirmOffer(each[0], each[1], on(each[2]))
    ),
    max_size=6,
)


@st.composite
def conditional(draw):
    offers = []
    for i in range(draw(st.integers(0, 4))):
        made = draw(st.integers(0, 12))
        offers.append(
            ConditionalOffer(
                f"x{i}",
                draw(PARTIES),
                draw(st.integers(1, 6)),
                draw(st.integers(0, 15)),
                by=on(made + draw(st.integers(0, 8))),
                made=on(made),
            )
        )
    return offers


def day_by_day(offers, firm, last):
    """Every day, count one more offer as long as one's condition is met; no cleverness."""
    counts = {}
    for day in range(last + 1):
        changed = True
        while changed:
            changed = False
            for offer in offers:
                others = sum(f.units for f in firm if f.party != offer.party and f.day <= on(day))
                others += sum(o.units for o in offers if o.id in counts and o.party != offer.party)
                if (
                    offer.id not in counts
                    and offer.made <= on(day) <= offer.by
                    and others >= offer.threshold
                ):
                    counts[offer.id] = on(day)
                    changed = True
    return counts


@given(conditional(), FIRM, st.integers(0, 25))
def test_settling_equals_a_replay_of_every_day(offers, firm, last):
    assert settle(offers, firm, on(last)).counts_from == day_by_day(offers, firm, last)


@given(conditional(), FIRM, st.integers(0, 25))
def test_mutual_offers_are_the_largest_set_that_carries_itself(offers, firm, last):
    found = settle(offers, firm, on(last))
    waiting = [
        offer
        for offer in offers
        if offer.id not in found.counts_from and offer.made <= on(last) <= offer.by
    ]
    carried = []
    for mask in range(1 << len(waiting)):
        group = [offer for i, offer in enumerate(waiting) if mask >> i & 1]
        names = {offer.id for offer in group} | set(found.counts_from)
        if all(
            sum(f.units for f in firm if f.party != offer.party and f.day <= on(last))
            + sum(o.units for o in offers if o.id in names and o.party != offer.party)
            >= offer.threshold
            for offer in group
        ):
            carried.append([offer.id for offer in group])
    assert list(found.mutual) == max(carried, key=len)


def test_two_offers_that_wait_for_each_other_are_left_to_a_person():
    pair = [
        ConditionalOffer("a", "A", 5, 30, by=on(10)),
        ConditionalOffer("b", "B", 5, 30, by=on(10)),
    ]
    firm = [FirmOffer("C", 25, on(1))]
    found = settle(pair, firm, on(5))
    assert found.counts_from == {}
    assert found.mutual == ("a", "b")
    assert total_units(pair, firm, on(5)) == 25
    assert settle(pair, firm, on(11)).mutual == ()


def test_a_chain_of_offers_becomes_firm_on_one_day():
    pair = [
        ConditionalOffer("a", "A", 5, 30, by=on(10)),
        ConditionalOffer("b", "B", 7, 35, by=on(10)),
    ]
    assert settle(pair, [FirmOffer("C", 30, on(4))], on(20)).counts_from == {
        "a": on(4),
        "b": on(4),
    }


def test_own_units_do_not_help_and_a_withdrawal_does_not_undo():
    offer = ConditionalOffer("a", "A", 5, 30, by=on(10))
    own = [FirmOffer("A", 29, on(1)), FirmOffer("B", 1, on(1))]
    assert settle([offer], own, on(10)).counts_from == {}
    gone = [FirmOffer("B", 30, on(1)), FirmOffer("B", -20, on(3))]
    assert total_units([offer], gone, on(5)) == 15


def test_a_renewed_offer_counts_at_most_once():
    first = ConditionalOffer("first", "A", 5, 10, by=on(10))
    second = ConditionalOffer("second", "A", 6, 10, by=on(20), made=on(5), renews="first")
    early = [FirmOffer("B", 10, on(2))]
    assert settle([first, second], early, on(30)).counts_from == {"first": on(2)}
    late = [FirmOffer("B", 10, on(7))]
    assert settle([first, second], late, on(30)).counts_from == {"second": on(7)}


def test_refusals():
    first = ConditionalOffer("first", "A", 5, 10, by=on(10))
    again = ConditionalOffer("again", "A", 5, 10, by=on(10), renews="first")
    more = ConditionalOffer("more", "A", 5, 10, by=on(10), renews="first")
    for offers, error, message in (
        ([first, first], InputError, "offer first is stated twice"),
        ([first, again, more], InputError, "offers again and more both renew first"),
        (
            [again, first],
            UnknownNameError,
            "offer again renews an earlier one: no offer 'first'",
        ),
    ):
        with pytest.raises(error) as caught:
            settle(offers, [], on(1))
        assert str(caught.value) == message
    with pytest.raises(InputError) as caught:
        ConditionalOffer("a", "A", 0, 10, by=on(1))
    assert str(caught.value) == "offer a: found 0 units; accepted: 1 or more"
    with pytest.raises(InputError) as caught:
        ConditionalOffer("a", "A", 1, 10, by=on(1), made=on(2))
    assert str(caught.value) == "offer a: made on 2025-01-03, after its last day 2025-01-02"
