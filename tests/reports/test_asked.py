"""Approvals that a rule asks for are listed until a row of approvals states them."""

from datetime import date
from decimal import Decimal

from materiel.kernel.period import Period
from materiel.procurement.approvals import Approval
from materiel.procurement.contracts import ContractLine
from materiel.reports.approvals import docket_of
from materiel.reports.asked import asked_table
from materiel.vocabulary.vocabulary import packaged


class Rows:
    """The part of a reading that the table asks for, from plain rows."""

    words = packaged()
    as_of = date(2025, 6, 1)

    def __init__(self, *rows):
        self._rows = rows

    def rows(self, kind):
        return [row for row in self._rows if isinstance(row, kind)]

    def party(self, name):
        return self.words.party(name).name


def line(**cells):
    stated = {
        "buyer": "DEU", "firm_low": 10, "firm_high": 10, "price": Decimal(4_000_000),
        "currency": "EUR", "basis": "contract", "starts": Period.parse("2025-03-01"), **cells,
    }  # fmt: skip
    return ContractLine(id="K:1", contract="K", line="1", item="pac-2-gem-t", **stated)


def approval(**cells):
    return Approval(id="A", title="t", body="Haushaltsausschuss", state="granted", **cells)


def listed(*rows):
    reading = Rows(*rows)
    return [each.cells for each in asked_table(reading, docket_of(reading)).lines]


def test_a_purchase_above_the_value_is_listed_until_it_is_on_record():
    (found,) = listed(line())
    assert (found[1], found[2], found[4]) == ("Germany", "Budget Committee of the Bundestag", "yes")
    assert listed(line(), approval(contract="K")) == []
    assert listed(line(), approval(contract="K", line="1")) == []
    assert listed(line(commitment="P"), approval(commitment="P")) == []
    assert listed(line(price=Decimal(2_500_000))) == []


def test_an_approval_of_the_same_body_for_something_else_is_named_and_does_not_count():
    for other in ({"contract": "L"}, {"contract": "K", "line": "2"}, {"commitment": "P"}):
        (found,) = listed(line(), approval(**other))
        assert found[5] == "on record for something else: A"


def test_a_sale_of_the_united_states_asks_congress_and_an_agency_its_committee():
    (found,) = listed(line(buyer="CHE", supplier="USA", currency="USD"))
    assert found[2] == "United States Congress"
    whole = line(
        scope="whole", buyer="", agent="NSPA", price=None, currency="", basis="", firm_low=None,
    )  # fmt: skip
    (found,) = listed(whole)
    assert found[2] == "Patriot support partnership committee"
    assert listed(line(buyer="")) == []
