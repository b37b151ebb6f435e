"""A supply offer is read from its row, and what cannot be meant is refused with the place."""

from decimal import Decimal

import pytest

from materiel.kernel.errors import InputError
from materiel.kernel.table import from_cells, to_cells
from materiel.procurement.pooling.values import Tier
from materiel.procurement.supplies import Supply, tiers

CELLS = {
    "id": "s1",
    "supplier": "X",
    "item": "bridge",
    "prices": "1: 4000; 24: 3700.50",
    "tiering": "all-units",
    "currency": "EUR",
    "monthly": "4",
    "capacity": "none",
    "lead_months": "6",
    "valid": "2024..2025",
}


def test_a_row_is_read_and_written_back():
    row = from_cells(Supply, CELLS)
    assert (row.minimum, row.fixed, row.basis, row.buyers) == (0, Decimal(0), "contract", ())
    assert {name: text for name, text in to_cells(row).items() if text} == {
        **CELLS,
        "valid": "2024-01-01..2025-12-31",
    }


def test_prices_are_minor_units_by_first_unit():
    assert tiers("1: 4000; 24: 3700.50", "EUR") == (Tier(1, 400000), Tier(24, 370050))
    assert tiers("1: 4000", "JPY") == (Tier(1, 4000),)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"prices": "4000"},
            "prices: found '4000'; accepted: first unit: price, rising, as 1: 4000000; 24: 3700000",
        ),
        ({"prices": "1: 4.001"}, "4.001 EUR is finer than the currency's minor unit"),
        (
            {"tiering": ""},
            "tiering: required with several prices; accepted: all-units, incremental",
        ),
        (
            {"monthly": "some"},
            "monthly: found 'some'; accepted: a whole number (0 or more), none, unknown",
        ),
        (
            {"option_units": "4"},
            "option_units, option_price, option_until: accepted: all three or none",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(change, said):
    with pytest.raises(InputError) as refused:
        from_cells(Supply, {**CELLS, **change})
    assert str(refused.value) == said
