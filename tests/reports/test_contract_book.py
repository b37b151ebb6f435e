"""The workbook of a contract: its formulas, computed again by a calculator that knows no contract.

The calculator below reads the file's own XML and evaluates the formulas in exact fractions. It
never looks at the values that are kept beside them, so that both can be compared.
"""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from materiel.exchange.spreadsheet import TableColumn
from materiel.exchange.workings import Formula, Sheet, workings_bytes
from materiel.kernel.errors import InputError, InternalError
from materiel.service.contracts import write_contract
from materiel.service.loading import load_case
from materiel.service.ordering import Order, exercise_option
from materiel.service.recording import correct_entry
from materiel.service.workspace import View, create_workspace, open_workspace

NOW = datetime(2031, 1, 1, tzinfo=UTC)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Z]{2,})\(|(?:(?P<sheet>\w+)!)?"
    r"(?P<first>\$?[A-Z]\$?\d+)(?::(?P<last>\$?[A-Z]\$?\d+))?|(?P<sign>[-+*/(),]))"
)


class Calculator:
    """A spreadsheet of the four operations, ROUND, SUM and SUMIF."""

    def __init__(self, content: bytes) -> None:
        self.kept: dict[tuple[str, str], Fraction | str] = {}
        self.formulas: dict[tuple[str, str], str] = {}
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            book = ET.fromstring(package.read("xl/workbook.xml"))
            names = [each.get("name") for each in book.iter(f"{MAIN}sheet")]
            shared = []
            if "xl/sharedStrings.xml" in package.namelist():
                root = ET.fromstring(package.read("xl/sharedStrings.xml"))
                shared = ["".join(each.itertext()) for each in root.iter(f"{MAIN}si")]
            for number, name in enumerate(names, 1):
                sheet = ET.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))
                for cell in sheet.iter(f"{MAIN}c"):
                    self._cell(name, cell, shared)
        self.names = names
        self.found: dict[tuple[str, str], Fraction | str] = {}

    def _cell(self, sheet, cell, shared):
        key = sheet, cell.get("r")
        formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
        if formula is not None:
            self.formulas[key] = formula.text
        if value is not None:
            text = value.text
            self.kept[key] = shared[int(text)] if cell.get("t") == "s" else Fraction(Decimal(text))

    def value(self, sheet: str, place: str) -> Fraction | str:
        """What a cell comes to."""
        key = sheet, place.replace("$", "")
        if key not in self.found:
            text = self.formulas.get(key)
            self.found[key] = (
                self.kept.get(key, Fraction(0)) if text is None else self._reckon(sheet, text)
            )
        return self.found[key]

    def _reckon(self, sheet, text):
        tokens, at = [], 0
        while at < len(text):
            match = TOKEN.match(text, at)
            assert match, text[at:]
            tokens.append(match)
            at = match.end()
        tokens.reverse()
        result = self._sum(sheet, tokens)
        assert not tokens
        return result

    def _sum(self, sheet, tokens):
        total = self._product(sheet, tokens)
        while tokens and tokens[-1]["sign"] in ("+", "-"):
            sign = tokens.pop()["sign"]
            other = self._product(sheet, tokens)
            total = total + other if sign == "+" else total - other
        return total

    def _product(self, sheet, tokens):
        total = self._atom(sheet, tokens)
        while tokens and tokens[-1]["sign"] in ("*", "/"):
            sign = tokens.pop()["sign"]
            other = self._atom(sheet, tokens)
            total = total * other if sign == "*" else total / other
        return total

    def _atom(self, sheet, tokens):
        token = tokens.pop()
        if token["number"]:
            return Fraction(Decimal(token["number"]))
        if token["sign"] == "(":
            inner = self._sum(sheet, tokens)
            assert tokens.pop()["sign"] == ")"
            return inner
        if token["sign"] == "-":
            return -self._atom(sheet, tokens)
        if token["name"]:
            return self._call(sheet, token["name"], tokens)
        assert token["first"], token
        return self.value(token["sheet"] or sheet, token["first"])

    def _call(self, sheet, name, tokens):
        arguments = []
        while True:
            if tokens[-1]["last"]:
                arguments.append(self._range(sheet, tokens.pop()))
            else:
                arguments.append(self._sum(sheet, tokens))
            if tokens.pop()["sign"] == ")":
                break
        if name == "SUM":
            return sum((each for each in arguments[0] if isinstance(each, Fraction)), Fraction(0))
        if name == "SUMIF":
            wanted, where, what = arguments[1], arguments[0], arguments[2]
            return sum((w for k, w in zip(where, what, strict=True) if k == wanted), Fraction(0))
        assert name == "ROUND", name
        number, digits = arguments
        scaled = abs(number) * 10 ** int(digits)
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        return Fraction(whole if number >= 0 else -whole, 10 ** int(digits))

    def _range(self, sheet, token):
        first, last = token["first"].replace("$", ""), token["last"].replace("$", "")
        assert first[0] == last[0]
        rows = range(int(first[1:]), int(last[1:]) + 1)
        return [self.value(token["sheet"] or sheet, f"{first[0]}{row}") for row in rows]

    def column(self, sheet: str, letter: str) -> list:
        """The cells of a column below the heading, up to the first empty one of column A."""
        found, row = [], 2
        while (sheet, f"A{row}") in self.kept:
            found.append(self.value(sheet, f"{letter}{row}"))
            row += 1
        return found


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("coalition")
    create_workspace(folder, actor="registrar", environment={})
    with open_workspace(folder, environment={}) as opened:
        load_case(opened, "coalition", now=NOW)
        yield opened


@pytest.fixture(scope="module")
def book(workspace, tmp_path_factory):
    """The joint contract of the fictional coalition."""
    path = tmp_path_factory.mktemp("book") / "gale.xlsx"
    assert write_contract(workspace, "GALE-25", path) == path
    return Calculator(path.read_bytes())


def cents(value: Fraction) -> int:
    assert (value * 100).denominator == 1
    return int(value * 100)


def test_each_formula_comes_to_the_value_that_is_kept_beside_it(book):
    assert len(book.formulas) > 100
    for sheet, place in book.formulas:
        assert book.value(sheet, place) == book.kept[sheet, place], (sheet, place)


BY_HAND = {
    "Aldmark": (8430000000, 1601700000),
    "Brennia": (5620000000, 1180200000),
    "Corvenne": (8781250000, 1756250000),
    "Estholm": (1068600015, 197691003),
    "Trescia": (1424800020, 142480002),
    "Velmora": (12293750000 + 1187333350, 0),
}
"""Net and VAT in cents of each buyer, worked on paper (see the page about the case)."""


def test_a_finance_officer_finds_the_exposure_of_each_buyer_as_on_paper(book):
    names = book.column("Exposure", "A")
    net, vat = (list(map(cents, book.column("Exposure", letter))) for letter in "BC")
    found = dict(zip(names, zip(net, vat, strict=True), strict=True))
    total = found.pop("all buyers")
    assert found == BY_HAND
    assert total == (38805733385, 4878321005)
    assert cents(book.column("Exposure", "D")[-1]) == 43684054390


def test_the_advance_and_the_other_milestones_are_as_on_paper(book):
    amounts = list(map(cents, book.column("Milestones", "F")))
    assert amounts == [6552608159, 10921013598, 2000000000, 24210432633, 43684054390]
    assert book.column("Milestones", "B")[0] == "advance"
    # They follow from the shares, they are not typed in.
    assert book.formulas["Milestones", "F2"] == "ROUND(Shares!$K$9*D2/100,2)"
    assert book.formulas["Milestones", "F5"] == "Shares!$K$9-SUM(F2:F4)"


def test_each_invoice_follows_from_the_shares_and_all_sum_to_the_cent(book):
    rows = list(zip(*(book.column("Invoices", letter) for letter in "ABCDEF"), strict=True))
    *plain, total = rows
    assert len(plain) == 4 * 7
    assert all(net + vat == gross for *_, net, vat, gross in plain)
    for buyer, (net, vat) in BY_HAND.items():
        mine = [row for row in plain if row[0] == buyer]
        assert cents(sum(row[3] for row in mine)) == net
        assert cents(sum(row[4] for row in mine)) == vat
    # 15 % of what each share owes, on paper; the sum is the advance that was paid.
    advance = {(row[0], row[1]): cents(row[5]) for row in plain if row[2] == "advance"}
    assert advance == {
        ("Aldmark", "1"): 1504755000,
        ("Brennia", "1"): 1020030000,
        ("Corvenne", "1"): 1580625000,
        ("Velmora", "1"): 1844062500,
        ("Estholm", "2"): 189943653,
        ("Trescia", "2"): 235092003,
        ("Velmora", "2"): 178100003,
    }
    assert sum(advance.values()) == 6552608159
    assert cents(total[5]) == 43684054390
    assert set(book.column("Checks", "B")) == {0}


def test_a_changed_price_runs_through_the_whole_book(book):
    again = Calculator.__new__(Calculator)
    again.kept, again.formulas, again.found = dict(book.kept), book.formulas, {}
    (price,) = [key for key, value in book.kept.items() if key[0] == "Shares" and key[1] == "G2"]
    assert again.kept[price] == Fraction(3512500)
    again.kept[price] += 1
    # 24 units, 19 % VAT: 24.00 net and 4.56 VAT more for Aldmark.
    assert cents(again.column("Exposure", "D")[0]) == 10031700000 + 2856
    assert cents(again.column("Milestones", "F")[-1]) == 43684054390 + 2856
    assert set(again.column("Checks", "B")) == {0}


def test_exercised_units_stand_in_the_exposure_but_in_no_invoice(tmp_path):
    create_workspace(tmp_path / "w", actor="registrar", environment={})
    with open_workspace(tmp_path / "w", environment={}) as workspace:
        load_case(workspace, "coalition", now=NOW)
        day = date(2026, 6, 1)
        exercise_option(workspace, "OPT-GALE-1", Order(20, day, "LAPA"), now=NOW)
        path = tmp_path / "gale.xlsx"
        write_contract(workspace, "GALE-25", path, view=View("", day, day))
        book = Calculator(path.read_bytes())
        names = book.column("Exposure", "A")
        # 20 at 3,800,000.00, with the VAT of Velmora's own share: none.
        owed = cents(book.column("Exposure", "D")[names.index("Velmora")])
        assert owed == 12293750000 + 1187333350 + 7600000000
        assert cents(book.column("Invoices", "F")[-1]) == 43684054390
        assert set(book.column("Checks", "B")) == {0}
        # With a VAT rate gone the book is refused, and says which row it lacks.
        correct_entry(
            workspace, "GALE-25:1:XAL", {"vat_rate": ""}, known_on=date(2026, 6, 2), now=NOW
        )
        later = View("", day, date(2026, 6, 2))
        with pytest.raises(InputError) as refused:
            write_contract(workspace, "GALE-25", path, view=later)
        assert str(refused.value) == (
            "no invoice can be made out: GALE-25:1:XAL:2: its VAT rate is not known"
        )


def test_the_book_has_the_sheets_that_a_check_by_hand_needs(book):
    assert book.names == [
        "Contract",
        "Shares",
        "Exposure",
        "Milestones",
        "Invoices",
        "Checks",
        "Options",
    ]


def test_text_is_never_run_and_a_number_of_too_many_digits_is_refused():
    columns = (TableColumn("what"), TableColumn("how much", "decimal"))
    content = workings_bytes([Sheet("S", columns, (("=1+1", Decimal(2)),))])
    found = Calculator(content)
    assert found.formulas == {}
    assert found.value("S", "A2") == "=1+1"
    with pytest.raises(InputError, match="more digits than a spreadsheet reckons with"):
        workings_bytes([Sheet("S", columns, (("x", Decimal("1234567890123456.7")),))])
    with pytest.raises(InternalError):
        Formula("1+1", 2)


def test_a_file_of_another_name_is_refused_before_anything_is_read(workspace, tmp_path):
    with pytest.raises(InputError, match=r"accepted: a file that ends in \.xlsx"):
        write_contract(workspace, "GALE-25", tmp_path / "gale.csv")
