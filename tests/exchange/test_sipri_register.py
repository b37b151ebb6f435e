"""The register of orders: marks of doubt, broken lines, names, and the oracle's sums."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sipri_samples import GEMT, HEADER, ORDERS, register

from materiel.checks.case import CaseRows
from materiel.checks.running import run_checks
from materiel.evidence.claims import Claim
from materiel.exchange.formats import sipri_register
from materiel.exchange.sipri.comments import read_comment
from materiel.exchange.sipri.names import encoded
from materiel.exchange.sipri.number import Number, Years
from materiel.exchange.sipri.register import read_register
from materiel.exchange.sipri.summary import register_summary
from materiel.exchange.sipri.text import decode, read_text
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import FindingsError, InputError
from materiel.ledger.rows import Commitment, Event
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party
from materiel.vocabulary.vocabulary import packaged


@pytest.fixture
def load(tmp_path):
    def make(*lines, **options):
        path = tmp_path / "register.csv"
        path.write_bytes(register(*lines, **options))
        return sipri_register.read(path)

    return make


def by_title(found, start):
    return next(row for row in found.rows[Commitment] if row.title.startswith(start))


def events_of(found, promise):
    return {row.event: row for row in found.rows[Event] if row.commitment == (promise.id,)}


def claim_of(found, promise):
    return next(row for row in found.rows[Claim] if row.id == promise.sources[0])


# ------------------------------------------------------------------------------- the real file


@pytest.fixture(scope="module")
def real(request):
    path = request.getfixturevalue("shared") / "data/sipri/excerpt_register_orders_2024.csv"
    if not path.is_file():
        pytest.skip("the excerpt of the register is not in the shared folder")
    return path


def test_the_excerpt_adds_up_to_the_oracles_figures(real):
    oracle = json.loads((real.parent / "ORACLE.json").read_text())[real.stem]
    reading = read_register(read_text(real))
    found = register_summary(reading)
    gemt = [
        order.ordered.value
        for order in reading.records
        if order.designation == "MIM-104 PAC-2"
        and order.year.first in (2022, 2023)
        and order.recipient in ("Germany", "Netherlands", "Romania", "Spain")
    ]
    assert sorted(gemt, key=str) == [200, 500, 96, None]
    assert {
        "good_records": found.records,
        "malformed": found.broken,
        "units_ordered": found.units_ordered,
        "units_delivered": found.units_delivered,
        "tiv_ordered": float(found.ordered_value),
        "tiv_delivered": float(found.delivered_value),
        "number_ordered_missing": found.ordered_missing,
        "uncertain_number_ordered": found.ordered_uncertain,
        "gemt_2022_2023_known_ordered_DE_NL_RO": sum(filter(None, gemt)),
        "to_ukraine": sum(order.recipient == "Ukraine" for order in reading.records),
    } == oracle


def test_the_excerpts_broken_orders_are_whole_again_and_bring_their_values(real):
    found = register_summary(read_register(read_text(real)))
    assert (found.refused, found.broken_ordered_value) == (0, Decimal("12.5"))
    assert found.broken_delivered_value == Decimal("12.25")


def test_every_line_of_the_excerpt_has_one_fate_and_the_rows_pass_all_checks(real):
    found = sipri_register.read(real)
    lines = real.read_bytes().count(b"\n") + (not real.read_bytes().endswith(b"\n"))
    assert [fate.place for fate in found.fates] == [f"{real.name}:{n + 1}" for n in range(lines)]
    assert run_checks(CaseRows.gather(found.rows, None, found.places)) == []


@pytest.mark.parametrize("source", ["excerpt", "look-alike"])
def test_the_upper_ends_of_what_was_promised_are_the_printed_sum(source, request, load):
    found = (
        sipri_register.read(request.getfixturevalue("real"))
        if source == "excerpt"
        else load(*ORDERS, *GEMT)
    )
    promised = [
        row for row in found.rows[Event] if row.event in ("ordered", "pledged", "announced")
    ]
    assert len(promised) == len(found.rows[Commitment])
    printed = sum(claim.high or 0 for claim in found.rows[Claim])
    assert sum(row.high or 0 for row in promised) == printed


# --------------------------------------------------------------------------------- the numbers


def test_a_marked_number_is_at_most_what_is_printed_and_keeps_its_words(load):
    found = load(GEMT[1])
    promise = by_title(found, "Netherlands")
    event, claim = events_of(found, promise)["ordered"], claim_of(found, promise)
    assert event.bounds == Bounds(0, 96, low_known=False)
    assert (event.wording, str(event.valid)) == ("96?", "2021-01-01..2023-12-31")
    assert (claim.stance, claim.low, claim.high, claim.wording) == ("possible", 96, 96, "96?")


def test_an_empty_number_is_unknown_and_no_zero(load):
    found = load(GEMT[3])
    event = events_of(found, by_title(found, "Spain"))["ordered"]
    assert event.bounds == Bounds.unknown()
    assert event.wording == "number not known to SIPRI"


def test_a_certain_number_and_year_are_exact_and_reported(load):
    found = load(GEMT[0])
    promise = by_title(found, "Germany")
    event = events_of(found, promise)["ordered"]
    assert event.bounds == Bounds.exactly(500)
    assert str(event.valid) == "2023"
    assert claim_of(found, promise).stance == "reported"


@pytest.mark.parametrize(
    ("text", "mark", "value", "marked"),
    [
        ("96", "", 96, False),
        ("96", "?", 96, True),
        ("96?", "", 96, True),
        ("(96)", "", 96, True),
        ("", "", None, False),
        ("", "?", None, True),
        ("0", "", 0, False),
    ],
)
def test_a_number_may_bear_its_mark_anywhere(text, mark, value, marked):
    found = Number.parse(text, mark)
    assert (found.value, found.marked) == (value, marked)
    assert found.low == (None if marked else value)


@pytest.mark.parametrize("text", ["12.5", "1,000", "-3", "ca 40", "\u0663", "9" * 10])
def test_a_number_in_another_form_is_refused(text):
    with pytest.raises(InputError, match="accepted: 96, 96\\?, \\(96\\) or nothing"):
        Number.parse(text)


@given(st.integers(1950, 2023), st.integers(0, 30), st.booleans())
def test_years_of_delivery_hold_every_year_that_is_listed(first, more, marked):
    last = min(first + more, 2023)
    years = Years.parse(f"{first}; {last}", "?" if marked else "")
    held = years.period(date(2030, 1, 1))
    for year in (first, last):
        assert date(year, 1, 1) in held
        assert date(year, 12, 31) in held
    assert (date(first - 1, 6, 1) in held) == marked


def test_what_a_file_tells_ends_on_the_day_it_was_public():
    assert Years.parse("2024", "?").period(date(2024, 3, 11)).last == date(2024, 3, 11)


def test_a_delivery_after_the_file_was_public_is_refused(tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(register(GEMT[0], ORDERS[0]))
    found = sipri_register.read(path, date(2022, 6, 1))
    assert [fate.word for fate in found.fates] == ["not-data", "refused", "loaded"]
    assert str(found.fates[1].findings[0]) == (
        "register.csv:2: 2023 lies after 2022-06-01, when the file was public. "
        "Compare the source. [rows]"
    )


# ---------------------------------------------------------------------------------- the lines


def test_an_order_broken_over_two_lines_is_put_together(load):
    found = load(*ORDERS)
    fates = {fate.place: fate for fate in found.fates}
    first, second = fates["register.csv:9"], fates["register.csv:10"]
    assert first.word == second.word == "loaded-with-finding"
    assert first.rows == second.rows
    assert str(first.findings[0]) == (
        "register.csv:9: the order is broken over this line and the next. It was put together: "
        "the halves are one order and its trend values add up. [broken-line]"
    )


def test_halves_that_do_not_add_up_are_refused_both(load):
    found = load(*ORDERS[:7], ORDERS[7], ",0.25,99,3.25")
    assert [fate.word for fate in found.fates][-2:] == ["refused", "refused"]
    assert str(found.fates[-2].findings[0]) == (
        "register.csv:9: 13 cells under 16 columns. Mend the line in the source; "
        "a row is loaded whole or not at all. [rows]"
    )


def test_a_short_line_does_not_swallow_the_order_after_it(load):
    found = load("Thailand,Ukraine,2008", *GEMT)
    assert [fate.word for fate in found.fates] == ["not-data", "refused", *["loaded"] * 4]


def test_equal_lines_are_two_orders_and_each_has_its_id(load):
    found = load(*ORDERS)
    same = [row for row in found.rows[Commitment] if "NASAMS" in row.title]
    assert len({row.id for row in same}) == 2


def test_the_same_order_has_the_same_rows_in_every_excerpt(load):
    whole, part = load(*ORDERS, *GEMT), load(*GEMT, ORDERS[4])
    ids = {row.id: row for rows in whole.rows.values() for row in rows}
    for kind in (Claim, Commitment, Event, Item, Party):
        for row in part.rows.get(kind, ()):
            assert ids[row.id] == row


def test_a_preamble_and_blank_lines_are_no_data(load):
    found = load(GEMT[0], "", ",,,", preamble=["Title", ""])
    words = [fate.word for fate in found.fates]
    assert words == ["not-data", "not-data", "not-data", "loaded", "not-data", "not-data"]


def test_a_register_that_says_its_day_is_known_from_then_on(load):
    found = load(GEMT[0], preamble=["Information generated: 11 March 2024"])
    assert found.known_on == date(2024, 3, 11)
    assert not found.findings


def test_a_register_that_does_not_is_known_late_rather_than_early(load):
    found = load(*GEMT)
    assert found.known_on == date(2024, 12, 31)
    assert [finding.check for finding in found.findings] == ["known-on"]


def test_sums_that_do_not_fit_are_a_finding_and_stay(load):
    found = load(GEMT[0].replace(",1,500,0", ",1,510,0"))
    assert found.fates[1].word == "loaded-with-finding"
    assert str(found.fates[1].findings[0]) == (
        "register.csv:2: the order is 510, but 500 units at 1 are 500. "
        "Compare the source. [arithmetic]"
    )


def test_a_number_delivered_without_a_year_is_refused(load):
    found = load(GEMT[0].replace(",SAM,0,", ",SAM,7,"), GEMT[1])
    problem = found.fates[1].findings[0].problem
    assert problem == (
        "Year(s) of delivery: '' beside 7 delivered; "
        "accepted: years when, and only when, something was delivered"
    )


# ------------------------------------------------------------------------------- the columns


def test_a_missing_column_is_named_with_the_nearest(load):
    with pytest.raises(FindingsError) as caught:
        load(*GEMT, header=HEADER.replace("Weapon designation", "Weapons designation"))
    assert (
        "column 'Weapon designation' is missing. The nearest column is 'Weapons designation'"
        in (str(caught.value))
    )


def test_a_new_column_is_named_and_not_read(load):
    found = load(f"{GEMT[0]},x", header=f"{HEADER},Deal ID")
    assert str(found.findings[0]) == (
        "register.csv:1: column 'Deal ID' is new. It is not read. [columns]"
    )
    assert found.fates[1].word == "loaded"


def test_a_register_without_columns_of_marks_says_so(load):
    plain = HEADER.replace(", ", "")
    line = "Netherlands,United States,2022,96?,MIM-104 PAC-2,SAM,0,,New,GEM-T version,1,96,0"
    found = load(line, header=plain)
    event = events_of(found, by_title(found, "Netherlands"))["ordered"]
    assert event.bounds == Bounds(0, 96, low_known=False)
    assert [finding.severity for finding in found.findings].count("warning") == 3


def test_a_file_without_the_header_is_not_read(load):
    with pytest.raises(InputError, match=r"register\.csv: no line names the columns of the reg"):
        load("a,b,c", header="x,y,z")


# --------------------------------------------------------------------------------- encoding


@pytest.mark.parametrize(("encoding", "noted"), [("iso-8859-1", 0), ("utf-8", 1), ("utf-8-sig", 1)])
def test_accents_survive_in_each_encoding(encoding, noted):
    raw = "\n".join([HEADER, ORDERS[1], ""]).encode(encoding)
    reading = read_register(decode("register.csv", raw))
    assert reading.records[0].designation == "M\u00f6rser 3"
    assert len(reading.findings) == noted


def test_quotes_hold_commas_and_quotes_together():
    line = 'Spain,Norway,2020,,2,,"Falke, ""new""",tank,0,,,New,"a, b",1,2,0'
    reading = read_register(decode("r", register(line)))
    assert reading.records[0].designation == 'Falke, "new"'
    assert reading.records[0].comment == "a, b"


# ------------------------------------------------------------------------------------- names


def test_a_name_alone_makes_no_item_when_the_sort_of_weapon_differs(load):
    found = load(*ORDERS)
    promise = by_title(found, "Kenya")
    # The vocabulary's VECTOR is a drone.
    assert promise.item == "sipri/Vector/helicopter_turret"
    row = next(row for row in found.rows[Item] if row.id == promise.item)
    assert (row.name, row.parent, row.unit) == ("Vector (helicopter turret)", "component", "item")


def test_the_same_name_and_unit_in_another_class_is_another_item(load):
    # The vocabulary's Gepard is an air defence vehicle.
    tank = "Ukraine,Germany,2022,,3,,Gepard,{},3,,2022,Second hand,,1,3,3"
    found = load(tank.format("tank"), tank.format("self-propelled AA gun"))
    assert [row.item for row in found.rows[Commitment]] == ["sipri/Gepard/tank", "gepard"]


def test_names_of_the_vocabulary_need_no_row_of_the_case(load):
    found = load(*GEMT, *ORDERS)
    assert by_title(found, "Germany").item == "pac-2-gem-t"
    assert by_title(found, "Ukraine: NASAMS").item == "nasams"
    assert not {row.id for row in found.rows[Item]} & set(packaged().items)
    assert {row.id for row in found.rows[Party]} == {"KEN", "SIPRI-UNKNOWN-SUPPLIER"}


def test_two_stars_are_an_organisation(load):
    assert by_title(load(*ORDERS), "United Nations").receiver == "UN"


def test_a_sort_of_weapon_that_nobody_knows_is_said(load):
    found = load(*ORDERS)
    assert [finding.where for finding in found.findings if finding.check == "names"] == [
        "Odd-1 (sand yacht)"
    ]


@given(st.lists(st.text(max_size=90), min_size=2, max_size=2, unique=True))
def test_two_names_never_share_an_encoding(names):
    left, right = map(encoded, names)
    assert left != right
    assert len(left) <= 64


@pytest.mark.parametrize(
    ("comment", "kind", "payers", "producer", "licensed"),
    [
        ("Second-hand; aid after 2022 Russian invasion of Ukraine", "gift", (), "", False),
        ("Second-hand; gift", "gift", (), "", False),
        ("Second-hand; aid (loan)", "loan", (), "", False),
        ("Second-hand; 1-year loan for use elsewhere", "loan", (), "", False),
        ("Financed by Danish aid", "order", ("DNK",), "", False),
        ("financed by aid from Germany after 2022", "order", ("DEU",), "", False),
        ("partly financed by German aid", "order", (), "", False),
        ("Part of $200 m aid", "order", (), "", False),
        ("Second-hand (possible aid; more)", "order", (), "", False),
        ("Selected but not yet ordered by end-2023", "sale", (), "", False),
        ("produced under licence in FRG", "order", (), "DEU", True),
        ("incl 5 produced under licence in Ukraine", "order", (), "", True),
        ("from German production line", "order", (), "DEU", False),
        ("possibly from South Korean production line", "order", (), "", False),
        ("For HIMARS MRL", "order", (), "", False),
    ],
)
def test_only_plain_words_of_a_comment_are_read(comment, kind, payers, producer, licensed):
    said = read_comment(comment)
    assert (said.kind, said.payers) == (kind, payers)
    assert (said.producer, said.licensed) == (producer, licensed)


def test_selected_is_announced_and_not_ordered(load):
    found = load(*ORDERS)
    assert set(events_of(found, by_title(found, "Slovenia"))) == {"announced"}


def test_new_things_come_from_the_line_and_second_hand_ones_from_stock(load):
    found = load(*ORDERS)
    counts = Counter(row.event for row in found.rows[Event])
    assert counts["delivered-from-production"] == 3
    assert counts["handed-over"] == 4


def test_no_trend_value_becomes_money(load):
    found = load(*ORDERS, *GEMT)
    assert not any(row.TABLE == "money" for rows in found.rows.values() for row in rows)
    for claim in found.rows[Claim]:
        assert claim.amount_low is claim.amount_high is None
        assert claim.note.startswith("SIPRI trend-indicator value in millions (no money): ")


def test_the_look_alike_passes_all_checks(load):
    found = load(*ORDERS, *GEMT)
    assert run_checks(CaseRows.gather(found.rows, None, found.places)) == []
