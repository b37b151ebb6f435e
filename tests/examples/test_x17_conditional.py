"""X17: "five if the others together give thirty by 31 March"."""

from datetime import date

from materiel.procurement.offers import ConditionalOffer, FirmOffer, settle, total_units

FIVE = ConditionalOffer("five", "A", 5, 30, by=date(2025, 3, 31))
OTHERS = [FirmOffer("B", 20, date(2025, 1, 10)), FirmOffer("C", 9, date(2025, 2, 1))]


def test_at_twenty_nine_on_the_last_day_none_of_the_five_counts_ever():
    late = [*OTHERS, FirmOffer("D", 10, date(2025, 4, 1))]
    assert total_units([FIVE], late, date(2025, 3, 31)) == 29
    assert settle([FIVE], late, date(2026, 1, 1)).counts_from == {}
    assert total_units([FIVE], late, date(2026, 1, 1)) == 39


def test_unless_renewed():
    late = [*OTHERS, FirmOffer("D", 10, date(2025, 4, 1))]
    again = ConditionalOffer(
        "again", "A", 5, 30, by=date(2025, 6, 30), made=date(2025, 4, 15), renews="five"
    )
    assert settle([FIVE, again], late, date(2025, 5, 1)).counts_from == {"again": date(2025, 4, 15)}


def test_at_thirty_all_five_count_from_that_day():
    enough = [*OTHERS, FirmOffer("D", 1, date(2025, 3, 31))]
    assert total_units([FIVE], enough, date(2025, 3, 30)) == 29
    assert total_units([FIVE], enough, date(2025, 3, 31)) == 35
    assert settle([FIVE], enough, date(2025, 12, 1)).counts_from == {"five": date(2025, 3, 31)}
