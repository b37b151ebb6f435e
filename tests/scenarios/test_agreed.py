"""From the tables of agreements to the planner's terms: readings, doubts and refusals."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.period import Period
from materiel.ledger.case import Case
from materiel.ledger.rows import Commitment
from materiel.planning import term_rows
from materiel.planning.rows import Backfill, Capacity, Floor, Requirement, Route
from materiel.planning.term_rows import Companion, FundRow, KeyRow, Measure
from materiel.procurement.conditions import Condition
from materiel.procurement.contracts import ContractLine, Option
from materiel.procurement.swaps import Swap
from materiel.scenarios.situation import build
from materiel.scenarios.snapshot import Snapshot
from materiel.sharing.keyfigures import KeyFigure
from materiel.sharing.shares import cost_keys
from materiel.vocabulary.vocabulary import packaged

START = date(2026, 1, 1)
UNIT, RADAR, TANK = "patriot-fire-unit", "patriot-radar", "leopard-2a4"


def period(text):
    return Period.parse(text)


def build_of(*rows, months=6, waiting=None, delivered=None):
    case = Case(
        id="story", title="a story", today=date(2025, 12, 31), fictional=True, currency="EUR"
    )
    by_kind = {Case: [case]}
    for row in rows:
        by_kind.setdefault(type(row), []).append(row)
    found = Snapshot(packaged(), by_kind, {}, {}, delivered or {}, {}, waiting or {})
    return build(found, START, months)


def problem_of(*rows, **given):
    return build_of(*rows, **given)[0]


def route(name="r1", giver="DEU", receiver="UKR", item=UNIT, **changed):
    values = {"id": name, "giver": giver, "receiver": receiver, "items": (item,)}
    return Route(**values | {"lead_months": 0, "valid": period("2025..")} | changed)


def capacity(row, kind, rate, **changed):
    values = {"id": row, "kind": kind, "party": "POL", "valid": period("2025..")}
    return Capacity(**values | {"rate": Decimal(rate)} | changed)


def fund(**changed):
    values = {"id": "fund", "parties": ("UKR",), "valid": period("2026"), "amount": Decimal(5)}
    return FundRow(**values | {"currency": "EUR"} | changed)


def swap(**changed):
    values = {"id": "swap", "title": "t", "party": "DEU", "gives": TANK, "gives_low": 4}
    values |= {"gives_high": 5, "partner": "USA", "returns": UNIT, "returns_low": 1}
    values |= {"returns_high": 2, "state": "agreed", "valid": period("2025.."), "window_months": 3}
    return Swap(**values | changed)


def line(name="k:1", **changed):
    values = {"id": name, "contract": "k", "line": "1", "item": UNIT, "buyer": "UKR"}
    values |= {"firm_low": 4, "firm_high": 4, "delivery": period("2026-01..2026-06")}
    return ContractLine(**values | changed)


def option(name, **changed):
    values = {"id": name, "contract": "k", "line": "1", "quantity": 2, "lead_months": 0}
    values |= {"expires": date(2026, 6, 30), "buyer": "UKR"}
    return Option(**values | changed)


def test_rows_of_one_hub_add_up_and_are_all_cited():
    port = {"name": "Port", "counted": "sent"}
    problem = problem_of(
        route(hubs=("Port",)),
        capacity("h1", "hub", "2", **port),
        capacity("h2", "hub", "1.5", **port),
    )
    (hub,) = problem.hubs
    # 1.5 a month is passed on as 1, 2, 1, 2: never more than has been opened.
    assert (hub.name, hub.counted, hub.capacity) == ("Port", "sent", (3, 4, 3, 4, 3, 4))
    assert problem.arcs[0].hubs == ("Port",)
    assert problem.origins["hubs/Port"].cites == ("h1", "h2")


def test_a_hub_that_no_row_states_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError) as refused:
        problem_of(route(hubs=("Prot",)), capacity("h1", "hub", "2", name="Port"))
    assert str(refused.value) == "r1: hubs: no hub 'Prot' (near: Port)"


def test_a_hub_is_counted_one_way():
    rows = (
        capacity("h1", "hub", "2", name="Port"),
        capacity("h2", "hub", "2", name="Port", counted="sent"),
    )
    with pytest.raises(InputError) as refused:
        problem_of(*rows)
    assert str(refused.value) == (
        "h2: counted: found sent; Port counts what is arrived in another row"
    )


def test_what_a_producer_keeps_is_rounded_up_and_never_more_than_its_line_makes():
    rows = (
        capacity("line", "line", "1", name="Hall"),
        capacity("keep", "reserve", "0.5", name="Hall"),
    )
    problem = problem_of(*rows)
    assert [(c.name, c.party, c.line) for c in problem.claims] == [("keep", "POL", "Hall")]
    assert problem.claims[0].reserved == (1, 0, 1, 0, 1, 0)
    assert not problem.origins["claims/keep"].assumption
    more = problem_of(rows[0], capacity("keep", "reserve", "2", name="Hall"))
    assert more.claims[0].reserved == (1,) * 6
    assert more.origins["claims/keep"].text == (
        "POL keeps more of Hall than it makes: all that it makes is kept"
    )
    with pytest.raises(UnknownNameError) as refused:
        problem_of(rows[0], capacity("keep", "reserve", "1", name="Halle"))
    assert str(refused.value) == "keep: name: no line 'Halle' (near: Hall)"


def test_two_claimants_never_keep_more_than_there_is():
    problem = problem_of(
        capacity("line", "line", "3", name="Hall"),
        capacity("a", "reserve", "2", name="Hall"),
        capacity("b", "reserve", "2", name="Hall", party="DEU"),
    )
    assert {claim.name: claim.reserved[0] for claim in problem.claims} == {"a": 2, "b": 1}


def test_a_fund_pays_in_its_months_for_its_origins():
    rows = (fund(givers=("DEU",), origins=("USA",), valid=period("2026-02..2026-04")),)
    (made,) = problem_of(*rows).funds
    assert (made.parties, made.first, made.last, made.amount) == (("UKR",), 2, 4, 500)
    assert (made.givers, made.origins) == (("DEU",), ("USA",))


def test_money_of_a_fund_that_began_before_the_plan_is_said_to_be_unspent():
    problem = problem_of(fund(valid=period("2025-07..2026-06")))
    assert (problem.funds[0].first, problem.funds[0].last) == (1, 6)
    assert problem.origins["funds/fund"].text == (
        "fund began before the plan: its money is read as unspent"
    )


def test_a_fund_outside_the_plan_is_left_out_and_another_currency_refused():
    problem, left_out = build_of(fund(valid=period("2030")))
    assert problem.funds == ()
    assert [(f.where, f.problem) for f in left_out] == [
        ("fund", "it pays outside the plan's 6 months")
    ]
    with pytest.raises(InputError) as refused:
        problem_of(fund(currency="USD"))
    assert str(refused.value) == "fund: currency: found USD; the plan counts in EUR"


def test_a_contract_made_in_two_places_has_no_origin_that_a_fund_accepts():
    one = problem_of(line(origin="USA"))
    assert one.contracts[0].origin == "USA"
    two = problem_of(line(origin="USA"), line("k:2", buyer="POL", origin="DEU"))
    assert two.contracts[0].origin == ""
    text = two.origins["contracts/k/1"].text
    assert "made in USA and DEU: no one origin is read" in text


def test_a_key_takes_its_shares_from_the_figures_of_the_case():
    figures = (
        KeyFigure(id="f1", party="DEU", kind="agreed", value=3),
        KeyFigure(id="f2", party="POL", kind="agreed", value=1),
    )
    key = KeyRow(id="key", parties=("DEU", "POL"), key="agreed", part_percent=90)
    problem = problem_of(key, *figures)
    (made,) = problem.keys
    assert dict(made.shares) == {"DEU": Fraction(3, 4), "POL": Fraction(1, 4)}
    assert (made.part, made.credit) == (Fraction(9, 10), 1)
    assert problem.origins["keys/key"].cites == ("key", "f1", "f2")


def test_a_key_takes_shipped_figures_of_the_stated_year_only():
    key = KeyRow(id="key", parties=("DEU", "POL"), key="population", year=2024)
    shares = dict(problem_of(key).keys[0].shares)
    assert sum(shares.values()) == 1
    assert shares["DEU"] > shares["POL"] > 0
    with pytest.raises(InputError, match=r"^key: key gni: DEU states no gni: no gross national"):
        problem_of(KeyRow(id="key", parties=("DEU",), key="gni", year=2024))


def test_every_key_of_the_table_is_one_of_the_cost_keys():
    assert set(term_rows.KEYS) <= set(cost_keys())


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"key": "gdp"}, "year: required with gdp; accepted: the year measured"),
        ({"key": "equal", "year": 2024}, "year: found 2024 with equal; accepted: an empty cell"),
    ],
)
def test_a_key_says_its_year_where_one_is_measured(cells, said):
    with pytest.raises(InputError) as refused:
        KeyRow(id="key", parties=("DEU",), **cells)
    assert str(refused.value) == said


def test_an_arrear_is_no_backfill():
    values = {"party": "DEU", "item": UNIT, "percent": 50, "window_months": 2}
    problem = problem_of(
        Backfill(id="b", **values), Backfill(id="a", rule="arrear", importance=Decimal(2), **values)
    )
    assert [each.name for each in problem.obligations] == ["b"]
    (arrear,) = problem.arrears
    assert (arrear.name, arrear.share, arrear.window, arrear.importance) == (
        "a", Fraction(1, 2), 2, 2,
    )  # fmt: skip
    with pytest.raises(InputError) as refused:
        Backfill(id="b", importance=Decimal(2), **values)
    assert str(refused.value) == "importance: found 2; accepted: 1, or an arrear"


def test_companions_arrive_with_what_needs_them():
    problem = problem_of(Companion(id="c", party="UKR", item=UNIT, part=RADAR, units=2))
    (bundle,) = problem.bundles
    assert (bundle.name, bundle.recipient, bundle.item, bundle.parts) == (
        "c", "UKR", UNIT, ((RADAR, 2),),
    )  # fmt: skip
    with pytest.raises(InputError) as refused:
        problem_of(Companion(id="c", party="UKR", item=UNIT, part=UNIT, units=1))
    assert str(refused.value) == (f"c: part: found {UNIT}, the item itself; accepted: another item")


def test_a_swap_is_read_at_the_ratio_that_asks_most():
    problem = problem_of(swap())
    (exchange,) = problem.exchanges
    assert (exchange.giver, exchange.item, exchange.receives) == ("DEU", TANK, UNIT)
    assert (exchange.ratio, exchange.window) == (Fraction(2, 4), 3)
    assert problem.origins["exchanges/swap"].text == (
        f"swap: whatever reaches DEU of {UNIT} makes it good; 1 to 2 for 4 to 5 is read as 1/2 "
        "for each"
    )


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"state": "failed"}, "it is failed, not agreed"),
        ({"valid": period("2024")}, "it stands outside the plan's 6 months"),
        ({"gives": ""}, "what is given away, or the ratio, is not stated"),
        ({"returns_high": None}, "what is given away, or the ratio, is not stated"),
        ({"gives_low": None}, "what is given away, or the ratio, is not stated"),
    ],
)
def test_a_swap_that_binds_nobody_is_left_out_with_the_reason(changed, why):
    problem, left_out = build_of(swap(**changed))
    assert problem.exchanges == ()
    assert [(f.where, f.problem) for f in left_out] == [("swap", why)]


def test_a_swap_without_a_window_holds_no_plan():
    problem, left_out = build_of(swap(window_months=None))
    assert (problem.exchanges, left_out) == ((), [])


def promise(name, giver, item=UNIT, parent=""):
    return Commitment(
        id=name, kind="gift", title="t", giver=giver, receiver="UKR", item=item, parent=parent
    )


def offer(**changed):
    values = {"id": "offer", "commitment": "mine", "units": 2, "others": ("theirs",)}
    values |= {"threshold": 5, "made": date(2025, 12, 1)}
    return Condition(**values | changed)


OFFERED = (promise("mine", "DEU"), promise("theirs", "POL"))
WAITING = {"mine": "its condition offer is not met"}


def test_a_route_that_serves_an_offer_waits_for_what_the_others_still_owe():
    problem = problem_of(
        route(condition="offer"),
        offer(),
        *OFFERED,
        waiting=WAITING,
        delivered={"theirs": Bounds(2, 3)},
    )
    (condition,) = problem.conditions
    assert (condition.donor, condition.items, condition.others) == ("DEU", (UNIT,), ("POL",))
    # Of five, two have certainly come.
    assert (condition.of, condition.units) == (UNIT, 3)
    origin = problem.origins["conditions/offer"]
    assert origin.assumption
    assert "only what the others hand over counts, 3 more of it" in origin.text


def test_the_parts_of_a_call_count_and_the_giver_itself_does_not():
    rows = (
        promise("mine", "DEU"),
        promise("call", "SWE"),
        promise("part", "NLD", parent="call"),
        promise("own", "DEU", parent="call"),
    )
    problem = problem_of(route(condition="offer"), offer(others=("call",)), *rows, waiting=WAITING)
    assert problem.conditions[0].others == ("SWE", "NLD")


def test_an_offer_that_counts_already_holds_nothing_back():
    assert problem_of(route(condition="offer"), offer(), *OFFERED).conditions == ()
    reached = problem_of(
        route(condition="offer"),
        offer(),
        *OFFERED,
        waiting=WAITING,
        delivered={"theirs": Bounds.exactly(5)},
    )
    assert reached.conditions == ()


def test_nothing_is_sent_under_an_offer_after_its_last_day():
    problem = problem_of(
        route(condition="offer"), offer(by=date(2026, 3, 31)), *OFFERED, waiting=WAITING
    )
    assert [(g.name, g.opens, g.closes) for g in problem.gates] == [("offer:offer", 1, 3)]
    assert problem.arcs[0].gates == ("offer:offer",)
    lapsed = problem_of(
        route(condition="offer"), offer(by=date(2025, 12, 15)), *OFFERED, waiting=WAITING
    )
    assert [(g.opens, g.closes) for g in lapsed.gates] == [(None, 0)]


def test_two_routes_serve_one_offer_of_one_giver():
    rows = (offer(), *OFFERED)
    both = problem_of(
        route(condition="offer"),
        route("r2", item=RADAR, condition="offer"),
        *rows,
        waiting=WAITING,
    )
    assert both.conditions[0].items == (UNIT, RADAR)
    with pytest.raises(InputError) as refused:
        problem_of(
            route(condition="offer"),
            route("r2", giver="SWE", condition="offer"),
            *rows,
            waiting=WAITING,
        )
    assert str(refused.value) == "r2: giver: offer is the offer of DEU; found SWE"


@pytest.mark.parametrize(
    ("rows", "error", "said"),
    [
        ((offer(),), UnknownNameError, "r1: condition: no condition 'ofer' (near: offer)"),
        (
            (offer(id="ofer", others=("mine",)),),
            InputError,
            "ofer: others: found no promise of another party",
        ),
        (
            (offer(id="ofer", others=("theirs", "radar")), promise("radar", "POL", RADAR)),
            InputError,
            (
                f"ofer: others: found {RADAR}, {UNIT}; accepted: promises of one item or family, "
                "so that a plan can count them together"
            ),
        ),
    ],
)  # fmt: skip
def test_an_offer_that_cannot_be_counted_is_refused(rows, error, said):
    with pytest.raises(error) as refused:
        problem_of(route(condition="ofer"), *rows, *OFFERED, waiting=WAITING)
    assert str(refused.value) == said


def need(**changed):
    values = {"id": "n", "party": "UKR", "item": UNIT, "units": 2, "priority": 1}
    return Requirement(**values | {"due": period("2026-02")} | changed)


def test_an_accept_list_has_the_owners_own_ratios():
    row = need(accepts=(UNIT, RADAR), ratios=("1", "2/3"), importance=Decimal("0.5"))
    (made,) = problem_of(row).requirements
    assert made.accept == ((UNIT, 1), (RADAR, Fraction(2, 3)))
    assert made.importance == Fraction(1, 2)


@pytest.mark.parametrize(
    ("ratios", "said"),
    [
        (
            ("1",),
            "ratios: found 1 for 2 accepted models; accepted: one for each, in the same order",
        ),
        (("1", "half"), "ratios: found 'half'; accepted: numbers as 1, 0.5 or 2/3"),
        (("1", "1/0"), "ratios: found '1/0'; accepted: numbers as 1, 0.5 or 2/3"),
        (("1", "0"), "ratios: found '0'; accepted: numbers above 0"),
    ],
)
def test_ratios_that_make_no_sense_are_refused(ratios, said):
    with pytest.raises(InputError) as refused:
        need(accepts=(UNIT, RADAR), ratios=ratios)
    assert str(refused.value) == said


def test_an_item_counts_as_its_measure_says():
    measure = Measure(
        id="m",
        item=UNIT,
        weight=Decimal("1.5"),
        load=Decimal(4),
        training=Decimal(3),
        worth=Decimal(250),
        currency="EUR",
    )
    training = capacity("t", "training", "3", party="UKR", items=(UNIT,))
    problem = problem_of(route(), route("r2", item=RADAR), measure, training)
    items = {item.name: item for item in problem.items}
    assert (items[UNIT].weight, items[UNIT].load) == (Fraction(3, 2), 4)
    assert (items[UNIT].training, items[UNIT].worth) == (3, 25_000)
    assert (items[RADAR].weight, items[RADAR].load, items[RADAR].training) == (1, 1, 0)
    assert problem.origins[f"items/{UNIT}"].cites == ("m",)
    assert f"items/{RADAR}" not in problem.origins
    with pytest.raises(InputError) as refused:
        problem_of(route(), measure, Measure(id="m2", item=UNIT))
    assert str(refused.value) == f"m2: item: {UNIT} is measured already, in m"


def test_a_diverting_route_and_a_regional_floor_are_read():
    floor = Floor(id="f", parties=("DEU", "POL"), item=UNIT, units=3, valid=period("2026"))
    problem = problem_of(route(diverts=True), floor)
    assert problem.arcs[0].diverts
    assert problem.floors[0].parties == ("DEU", "POL")


def test_a_ladder_needs_its_lower_step_in_the_plan():
    rows = (line(), option("low"), option("high", ladder="low", every_months=3))
    problem = problem_of(*rows)
    high = next(each for each in problem.options if each.name == "high")
    assert (high.ladder, high.every) == ("low", 3)
    problem, left_out = build_of(line(), option("high", ladder="low"))
    assert problem.options == ()
    assert [f.problem for f in left_out] == ["what it stands on, low, is not in the plan"]


def test_a_rhythm_that_began_between_the_plans_months_is_refused():
    began = date(2025, 12, 1)
    with pytest.raises(InputError, match=r"^high: every_months: its months began 1 months before"):
        problem_of(line(), option("high", opens=began, every_months=3))
    kept = problem_of(line(), option("high", opens=date(2025, 10, 1), every_months=3))
    assert kept.options[0].every == 3
