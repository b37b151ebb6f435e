"""The packaged fictional case: its tables hang together, and its hand-worked answers hold.

The few lines of CSV reading below are our own on purpose: nothing here asks the loader, the
ledger or the planner, so that they can be held against these answers.
"""

import csv
import re
from datetime import date, timedelta
from itertools import combinations_with_replacement, product
from pathlib import Path

import pytest

import materiel.exchange
import materiel.vocabulary
from materiel.service.checking import check_folder

FOLDER = Path(materiel.exchange.__file__).parent / "cases" / "coalition"
PACKAGED = Path(materiel.vocabulary.__file__).parent / "tables"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "coalition-case.md"

TABLES = (
    *("case", "assumptions", "parties", "items", "bodies", "documents", "claims", "judgements"),
    *("commitments", "events", "holdings", "money", "gates", "contracts", "milestones", "options"),
    *("capacities", "routes", "requirements", "floors", "backfills", "supplies", "key_figures"),
    *("approvals", "sessions", "positions"),
    *("agreements", "tiers", "thresholds", "contents", "sustainment"),
    *("conditions", "bundles", "swaps"),
)
NATIONS = ("XAL", "XBR", "XCO", "XDO", "XES", "XFA", "XTR", "XVE")
TODAY = date(2025, 12, 31)
START = (2026, 1)


def read(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def table(name):
    return read(FOLDER / f"{name}.csv")


def row(name, key):
    return next(each for each in table(name) if each["id"] == key)


def names(cell):
    return [part.strip() for part in (cell or "").split(";") if part.strip()]


def models():
    return [each["id"] for each in table("items") if each["level"] == "model"]


def below(item):
    """The models of an item or family."""
    children = [each for each in table("items") if each["parent"] == item]
    if not children:
        return [item]
    return [model for child in children for model in below(child["id"])]


def month(text):
    """2026-01, or a day in it, as 1; the months of the plan count from there."""
    year, number = map(int, text.split("..")[0][:7].split("-"))
    return (year - START[0]) * 12 + number - START[1] + 1


def last_day(text):
    """The last day of 2024-11, 2025-Q1, 2024-09-01..2024-09-14 or 2024-05-10."""
    text = text.split("..")[-1]
    if quarter := re.fullmatch(r"(\d{4})-Q(\d)", text):
        text = f"{quarter[1]}-{3 * int(quarter[2]):02d}"
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, number = parts if len(parts) == 2 else (parts[0], 12)
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)


# --------------------------------------------------------------------------- the tables


@pytest.mark.parametrize("name", TABLES)
def test_every_kind_of_table_is_filled_in(name):
    assert table(name)


def test_no_other_table_lies_in_the_folder():
    assert sorted(path.stem for path in FOLDER.glob("*.csv")) == sorted(TABLES)


def test_every_table_says_that_it_is_fictional():
    for path in FOLDER.glob("*.csv"):
        assert path.read_text(encoding="utf-8").startswith("# Fictional: every nation"), path.name
    assert row("case", "coalition")["fictional"] == "yes"


def test_an_id_names_one_row_of_the_whole_case():
    ids = [each["id"] for name in TABLES for each in table(name)]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}", each) for each in ids)


def test_the_size_is_the_one_that_was_asked_for():
    states = [each["id"] for each in table("parties") if each["kind"] == "state"]
    assert tuple(sorted(states)) == NATIONS
    assert len(models()) == 12
    assert row("case", "coalition")["plan_months"] == "48"
    triples = [
        (each["giver"], item, each["receiver"])
        for each in table("routes")
        for item in names(each["items"])
    ]
    assert 15 <= len(triples) <= 30
    assert len(set(triples)) == len(triples)


def test_no_invented_code_is_or_can_become_one_of_iso_3166():
    # ISO 3166-1 leaves AAA-AAZ, QMA-QZZ, XAA-XZZ and ZZA-ZZZ to its users for good.
    assert all(re.fullmatch(r"X[A-Z]{2}", code) for code in NATIONS)
    real = read(PACKAGED / "parties.csv")
    assert len(real) > 100
    assert not {each["id"] for each in real} & {each["id"] for each in table("parties")}
    real_names = {each["name"].casefold() for each in real}
    assert not real_names & {each["name"].casefold() for each in table("parties")}


def test_no_invented_item_bears_the_name_of_a_real_one():
    real, own = read(PACKAGED / "items.csv"), table("items")
    spoken = {
        word.casefold()
        for each in real
        for word in (each["id"], each["name"], *names(each["aliases"]), *names(each["assumed"]))
    }
    mine = {
        word.casefold()
        for each in own
        for word in (each["id"], each["name"], *names(each.get("aliases")))
    }
    assert spoken
    assert not spoken & mine


REFERENCES = {
    "claims": {"document": "documents"},
    "events": {"commitment": "commitments", "same_as": "events"},
    "commitments": {"parent": "commitments", "refills": "commitments"},
    "money": {"commitment": "commitments"},
    "gates": {"commitment": "commitments"},
    "contracts": {"commitment": "commitments"},
    "options": {"commitment": "commitments", "after": "options"},
}


@pytest.mark.parametrize("name", REFERENCES)
def test_every_reference_finds_its_row(name):
    for column, other in REFERENCES[name].items():
        known = {each["id"] for each in table(other)}
        used = [key for each in table(name) for key in names(each.get(column))]
        assert used, f"{name}.{column} is never filled in"
        assert set(used) <= known


def test_every_source_is_a_claim_or_a_document_that_was_public_by_then():
    known = {each["id"]: each["known_on"] for each in table("claims")}
    known |= {each["id"]: str(last_day(each["published"])) for each in table("documents")}
    for name in TABLES:
        for each in table(name):
            for source in names(each.get("sources")):
                assert source in known, f"{each['id']}: {source}"
                if name in ("events", "gates", "money", "holdings"):
                    assert known[source] <= each["known_on"], each["id"]


def test_every_event_holding_and_payment_has_a_source_that_is_not_weak():
    weak = {
        each["id"]
        for each in table("documents")
        if each["grade"] == "C" or each["partisan"] == "yes"
    }
    assert weak
    behind = {each["id"]: each["document"] for each in table("claims")}
    for name in ("events", "holdings", "money"):
        for each in table(name):
            documents = {behind.get(source, source) for source in names(each["sources"])}
            assert documents - weak, each["id"]


def test_parties_and_items_of_every_table_are_known():
    parties = {each["id"] for each in table("parties")}
    items = {each["id"] for each in table("items")}
    party_columns = (
        *("party", "giver", "receiver", "payer", "payee", "producer", "grantor", "buyer", "agent"),
        *("supplier", "origin", "parties", "holders"),
    )
    for name in set(TABLES) - {"claims", "parties", "items"}:
        for each in table(name):
            for column in party_columns:
                assert set(names(each.get(column))) <= parties, (name, each["id"], column)
            for column in ("item", "items", "accepts"):
                assert set(names(each.get(column))) <= items, (name, each["id"], column)
    for each in table("parties"):
        assert {name.split("@")[0] for name in names(each["parents"])} <= parties


def test_compositions_name_models_and_each_interceptor_has_one_seeker():
    parts = {each["id"]: names(each["contains"]) for each in table("items") if each["contains"]}
    assert parts == {
        "garda-fire-unit": ["1 garda-radar", "1 garda-control-station", "4 garda-launcher"],
        "gale-interceptor": ["1 lynx-seeker"],
        "gust-interceptor": ["1 lynx-seeker"],
    }
    assert {text.split()[1] for each in parts.values() for text in each} <= set(models())


def test_units_of_issue_are_packaged_ones_and_a_family_has_one():
    units = {each["id"] for each in read(PACKAGED / "units.csv")}
    rows = {each["id"]: each for each in table("items")}
    assert {each["unit"] for each in rows.values() if each["unit"]} <= units
    for each in rows.values():
        if each["level"] == "family":
            assert {rows[model]["unit"] for model in below(each["id"])} == {each["unit"]}


def test_nothing_is_known_after_the_case_date_or_before_it_happened():
    for name in TABLES:
        for each in table(name):
            known = date.fromisoformat(each.get("known_on") or str(TODAY))
            assert known <= TODAY, each["id"]
            if name in ("events", "money", "holdings"):
                assert last_day(each["valid"]) <= known, each["id"]


def test_the_history_has_every_kind_of_entry_that_it_shall_show():
    events = table("events")
    assert any(each["supersedes"] for each in events)
    assert any(each["same_as"] for each in events)
    assert any(len(names(each["commitment"])) == 2 for each in events)
    assert any(each["high"] and not each["low"] for each in events)
    assert {
        "announced",
        "pledged",
        "approved",
        "dispatched",
        "arrived",
        "received",
        "handed-over",
        "operational",
        "ordered",
        "requested",
        "withdrawn",
        "refused",
        "delivered-from-production",
    } == {each["event"] for each in events}
    assert {each["relation"] for each in table("judgements")} >= {
        "same-event",
        "part-of",
        "possibly-part-of",
        "updates",
        "contradicts",
        "share",
        "reject",
    }
    assert {each["stage"] for each in table("money")} == {
        "pledged",
        "appropriated",
        "committed",
        "obligated",
        "cash-called",
        "paid",
    }
    assert {each["state"] for each in table("gates")} == {
        "granted",
        "pending",
        "refused",
        "expired",
    }
    assert {each["kind"] for each in table("capacities")} == {
        "line",
        "component",
        "slot",
        "training",
        "budget",
    }
    markings = {each.get("marking", "").split(":")[0] for name in TABLES for each in table(name)}
    assert markings >= {"owner", "releasable"}


def test_marked_rows_change_no_figure_of_the_plan():
    planned = {(each["giver"], item) for each in table("routes") for item in names(each["items"])}
    marked = [each for each in table("holdings") if each.get("marking")]
    assert marked
    assert not {(each["party"], each["item"]) for each in marked} & planned
    for name in (
        "floors",
        "requirements",
        "routes",
        "capacities",
        "gates",
        "backfills",
        "contracts",
    ):
        assert not any(each.get("marking") for each in table(name))


# ----------------------------------------------------------------- what is held at the date


def stock_today():
    """Least and most units of each party and item: the count of 2023 and what moved since."""
    replaced = {each["supersedes"] for each in table("events")}
    promises = {each["id"]: each for each in table("commitments")}
    held = {}

    def add(party, item, low, high):
        before = held.get((party, item), (0, 0))
        held[party, item] = (before[0] + low, before[1] + high)

    for each in table("holdings"):
        add(each["party"], each["item"], int(each["low"]), int(each["high"]))
    rows = {each["id"]: each for each in table("events")}
    for each in rows.values():
        if each["id"] in replaced:
            continue
        promise = promises[names(each["commitment"])[0]]
        number = rows[each["same_as"]] if each["same_as"] else each
        if each["event"] in ("handed-over", "dispatched"):
            add(promise["giver"], promise["item"], -int(number["high"]), -int(number["low"]))
        if each["event"] in ("handed-over", "received", "delivered-from-production"):
            add(promise["receiver"], promise["item"], int(number["low"]), int(number["high"]))
    return held


def test_today_holds_what_the_count_and_the_movements_leave():
    held = stock_today()
    for party, item, units in (
        ("XAL", "garda-fire-unit", 8),
        ("XBR", "garda-fire-unit", 5),
        ("XDO", "garda-fire-unit", 3),
        ("XES", "garda-fire-unit", 1),
        ("XVE", "garda-fire-unit", 2),
        ("XAL", "gale-interceptor", 60),
        ("XVE", "gale-interceptor", 16),
        ("XBR", "gust-interceptor", 24),
        ("XTR", "gust-interceptor", 16),
        ("XBR", "140mm-standard-lot", 80),
        ("XVE", "140mm-standard-lot", 12),
        ("XTR", "140mm-standard-lot", 10),
        ("XBR", "mule-vehicle", 20),
    ):
        assert held[party, item] == (units, units), (party, item)
    # Six to ten drones left Estholm, and the same six to ten stand in Velmora.
    assert held["XES", "tern-drone"] == (4, 8)
    assert held["XVE", "tern-drone"] == (6, 10)


def test_every_floor_holds_today_and_the_regional_ones_bind_before_the_national_ones():
    held = stock_today()
    replaced = {each["supersedes"] for each in table("floors")}
    free = {}
    for each in table("floors"):
        if each["id"] in replaced:
            continue
        least = sum(held.get((party, each["item"]), (0, 0))[0] for party in names(each["parties"]))
        free[each["id"]] = least - int(each["units"])
    assert min(free.values()) == 0
    # Dorvia could give one and Estholm one, which no floor of its own protects; together one.
    assert (free["F-FU-XDO"], held["XES", "garda-fire-unit"][0], free["F-FU-NORTH"]) == (1, 1, 1)
    assert (free["F-STD-XAL"], free["F-STD-XBR"], free["F-STD-WEST"]) == (10, 20, 12)


def test_the_parts_of_corvenne_make_two_fire_units():
    parts = {"garda-radar": 3, "garda-control-station": 2, "garda-launcher": 9}
    held = stock_today()
    assert all(held["XCO", item] == (units, units) for item, units in parts.items())
    need = {
        text.split()[1]: int(text.split()[0])
        for text in names(row("items", "garda-fire-unit")["contains"])
    }
    made = min(parts[item] // each for item, each in need.items())
    left = [parts[item] - made * each for item, each in need.items()]
    assert (made, left) == (2, [1, 0, 1])


# ------------------------------------------------------------------ the contract to the cent


def cents(text):
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def percent_of(amount, rate):
    """A percentage with at most one decimal of whole cents; a half goes up."""
    tenths = int(rate.split(".")[0]) * 10 + int((rate.partition(".")[2] + "0")[0])
    return (2 * amount * tenths + 1000) // 2000


def euros(amount):
    return f"EUR {amount // 100:,}.{amount % 100:02d}"


BY_HAND = {
    ("1", "XAL"): (8430000000, 1601700000),
    ("1", "XBR"): (5620000000, 1180200000),
    ("1", "XCO"): (8781250000, 1756250000),
    ("1", "XVE"): (12293750000, 0),
    ("2", "XES"): (1068600015, 197691003),
    ("2", "XTR"): (1424800020, 142480002),
    ("2", "XVE"): (1187333350, 0),
}
"""Net and VAT in cents of each line and buyer of GALE-25, worked on paper."""


def contract_lines():
    lines = [each for each in table("contracts") if each["contract"] == "GALE-25"]
    shares = [each for each in lines if each["scope"] == "share"]
    found = {}
    for each in shares:
        assert each["firm_low"] == each["firm_high"]
        net = int(each["firm_low"]) * cents(each["price"])
        found[each["line"], each["buyer"]] = (net, percent_of(net, each["vat_rate"]))
    return found


def test_each_line_of_the_complete_contract_costs_what_paper_says():
    assert contract_lines() == BY_HAND


def test_net_vat_and_gross_of_the_complete_contract_stand_on_the_page():
    net = sum(each[0] for each in contract_lines().values())
    vat = sum(each[1] for each in contract_lines().values())
    assert (net, vat, net + vat) == (38805733385, 4878321005, 43684054390)
    page = PAGE.read_text(encoding="utf-8")
    for amount in (net, vat, net + vat):
        assert euros(amount) in page, euros(amount)


def test_the_milestones_pay_the_gross_total_and_the_halves_of_cents_go_up():
    gross = sum(net + vat for net, vat in contract_lines().values())
    rows = [each for each in table("milestones") if each["contract"] == "GALE-25"]
    shares = [percent_of(gross, each["share"]) for each in rows if each["share"]]
    fixed = [cents(each["amount"]) for each in rows if each["amount"]]
    rest = [each for each in rows if not each["share"] and not each["amount"]]
    assert len(rest) == 1
    last = gross - sum(shares) - sum(fixed)
    assert (*shares, *fixed, last) == (6552608159, 10921013598, 2000000000, 24210432633)
    page = PAGE.read_text(encoding="utf-8")
    for amount in (*shares, *fixed, last):
        assert euros(amount) in page, euros(amount)


def test_the_advance_was_paid_three_weeks_before_the_contract():
    advance, obligated = row("money", "M-INT-ADVANCE"), row("money", "M-INT-OBLIGATED")
    assert cents(advance["low"]) == 6552608159
    assert cents(obligated["low"]) == 43684054390
    days = date.fromisoformat(obligated["valid"]) - date.fromisoformat(advance["valid"])
    assert days == timedelta(weeks=3)


def test_firm_units_and_options_make_the_ceiling_of_each_line():
    for contract, line in {(each["contract"], each["line"]) for each in table("contracts")}:
        rows = [
            each
            for each in table("contracts")
            if (each["contract"], each["line"]) == (contract, line)
        ]
        firm = sum(int(each["firm_low"]) for each in rows if each["scope"] == "share")
        more = sum(
            int(each["quantity"])
            for each in table("options")
            if (each["contract"], each["line"]) == (contract, line)
        )
        for each in rows:
            if each["scope"] == "whole":
                assert int(each["firm_low"]) == firm
                assert firm + more <= int(each["ceiling"])
    assert [int(each["quantity"]) for each in table("options")] == [30, 60, 40]
    assert row("contracts", "GALE-25:1:ALL")["ceiling"] == str(100 + 30 + 60 + 40)


# --------------------------------------------------------------- the plan, in parts by hand


def short_months(series, floor):
    """Units below the floor by month; None when the tolerated shortfall is overrun."""
    gaps = [max(0, int(floor["units"]) - held) for held in series]
    run = 0
    for gap in gaps:
        run = run + 1 if gap else 0
        if gap > int(floor["depth"]) or run > int(floor["duration"]):
            return None
    return gaps


def fire_unit_plans(months):
    """Every way to send fire units to Velmora: months of sending of Aldmark, Brennia, the North.

    Yields unmet unit-months of the first and the second requirement and the gap-months. The
    three nations of the North have equal ways, so one number says when one of theirs is sent.
    """
    held = stock_today()
    floors = {each["id"]: each for each in table("floors")}
    late = month(row("gates", "GT-FU-XBR")["valid"])
    cap = int(row("gates", "GT-FU-XAL")["cap_units"])
    lead = {"XAL": 1, "XBR": 1, "XDO": 2}
    for route in table("routes"):
        if "garda-fire-unit" in names(route["items"]) and route["giver"] in lead:
            assert int(route["lead_months"]) == lead[route["giver"]]
    slot = row("capacities", "K-SLOT-FU")
    new = month(row("capacities", "K-LINE-FU")["valid"])
    first, second = row("requirements", "RQ-FU-1"), row("requirements", "RQ-FU-2")
    never = months + 1
    free = held["XBR", "garda-fire-unit"][0] - int(floors["F-FU-XBR"]["units"])
    assert free == 1
    north = sum(held[party, "garda-fire-unit"][0] for party in ("XDO", "XES", "XFA"))
    assert north - int(floors["F-FU-NORTH"]["units"]) == 1
    # The two of Aldmark are alike; what never leaves is sent after the last month.
    assert cap == 2
    for pair in combinations_with_replacement(range(1, never + 1), cap):
        stock = [
            held["XAL", "garda-fire-unit"][0]
            - sum(sent <= at for sent in pair)
            + (int(slot["rate"]) if at >= month(slot["valid"]) else 0)
            for at in range(1, months + 1)
        ]
        gaps = short_months(stock, floors["F-FU-XAL"])
        if gaps is None:
            continue
        for brennia, northern in product(range(late, never + 1), range(1, never + 1)):
            arrivals = [sent + lead["XAL"] for sent in pair]
            arrivals += [brennia + lead["XBR"], northern + lead["XDO"], new]
            unmet = [0, 0]
            for at in range(1, months + 1):
                came = sum(arrival <= at for arrival in arrivals)
                need = int(first["units"]) if at >= month(first["due"]) else 0
                unmet[0] += max(0, need - came)
                more = int(second["units"]) if at >= month(second["due"]) else 0
                unmet[1] += min(more, max(0, need + more - came))
            yield unmet[0], unmet[1], sum(gaps)


def test_the_best_fire_unit_plan_leaves_two_and_six_unit_months_unmet_and_three_below_a_floor():
    # Up to the month before the new line opens; after it the fifth unit is there in every plan.
    months = month(row("capacities", "K-LINE-FU")["valid"]) - 1
    assert months == 20
    assert min(fire_unit_plans(months)) == (2, 6, 3)


def test_the_drone_crews_are_what_binds_the_drones():
    training, need = row("capacities", "K-TRAIN-TERN"), row("requirements", "RQ-TERN")
    first, due = month(training["valid"]), month(need["due"])
    trained = [int(training["rate"]) * (at - first + 1) for at in range(due, due + 4)]
    assert [max(0, int(need["units"]) - each) for each in trained] == [4, 2, 0, 0]
    # There would be enough drones: six of Dorvia, two of Falkmoor and two a month of the line.
    line = row("capacities", "K-LINE-TERN")
    made = int(line["rate"]) * (due - month(line["valid"]) + 1)
    assert 6 + 2 + made == 20 > int(need["units"])


def made(capacity, at):
    """Whole units that a line or bench has finished by the end of a month."""
    low, high = int(capacity["rate"]), int(capacity["rate_to"])
    months = at - month(capacity["valid"]) + 1
    assert 0 < months <= int(capacity["ramp_months"]) + 1
    # Month k of the growth adds (high - low) x k / ramp to the rate; k = 0 is the first.
    growth = (high - low) * sum(range(months)) // int(capacity["ramp_months"])
    return low * months + growth


def test_the_seekers_leave_four_interceptors_short_in_june_2027():
    seeker, line = row("capacities", "K-SEEKER"), row("capacities", "K-LINE-GALE")
    needs = [int(row("requirements", f"RQ-INT-{number}")["units"]) for number in (1, 2)]
    june, september = month("2027-06"), month("2026-09")
    assert [month(row("requirements", f"RQ-INT-{number}")["due"]) for number in (1, 2)] == [
        september,
        june,
    ]
    lent = int(row("floors", "F-GALE-XAL")["depth"])
    held = stock_today()
    free = held["XAL", "gale-interceptor"][0] - int(row("floors", "F-GALE-XAL")["units"])
    licence = int(row("gates", "GT-GALE-XBR")["cap_units"])
    assert (free, licence, lent) == (8, 6, 1)
    assert free + 2 * lent == int(row("gates", "GT-GALE-XAL")["cap_units"])
    # September 2026: three months of the line, and of the seekers, at four each.
    assert made(line, september) == made(seeker, september) == 12
    assert free + licence + lent + 12 == needs[0]
    # June 2027: of the seekers, one month's loan goes back to Aldmark, twelve to Trescia.
    gust = int(row("requirements", "RQ-GUST-XTR")["units"])
    for giver in ("XBR", "XES"):
        gust -= held[giver, "gust-interceptor"][0] - int(row("floors", f"F-GUST-{giver}")["units"])
    assert gust == 12
    assert made(seeker, june) == 53
    velmora = free + licence + lent + lent + made(seeker, june) - lent - gust
    assert sum(needs) - velmora == 4
    # July makes good for the four and for the second loan, and no more.
    assert made(seeker, june + 1) - made(seeker, june) == 4 + lent


def test_the_cheapest_options_that_reach_the_last_requirement_cost_292_million():
    options = {each["id"]: each for each in table("options")}
    need = sum(int(row("requirements", f"RQ-INT-{number}")["units"]) for number in (1, 2, 3))
    given = int(row("gates", "GT-GALE-XAL")["cap_units"]) + int(
        row("gates", "GT-GALE-XBR")["cap_units"]
    )
    firm = sum(
        int(each["firm_low"])
        for each in table("contracts")
        if each["contract"] == "GALE-25" and each["buyer"] == "XVE"
    )
    missing = need - given - firm
    assert missing == 80
    best = {}
    first, second, third = options.values()
    ranges = [
        [0, *range(int(each["minimum"]), int(each["quantity"]) + 1)] for each in options.values()
    ]
    for units in product(*ranges):
        if units[1] and not units[0]:
            continue  # the second only after the first
        if sum(units) == missing:
            cost = sum(
                number * int(each["price"])
                for number, each in zip(units, (first, second, third), strict=True)
            )
            best[cost] = units
    assert min(best.items()) == (292_000_000, (20, 60, 0))


# ------------------------------------------------------------------------ the case's own check


def test_the_check_finds_the_two_things_that_the_history_was_made_to_show():
    report = check_folder("coalition")
    found = [(finding.check, finding.severity) for finding in report.findings]
    assert found == [("consent", "warning"), ("payment-before-obligation", "note")]
    assert report.rows == sum(len(table(name)) for name in TABLES)
