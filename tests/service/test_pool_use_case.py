"""Requirements and offers of a case are pooled, against everyone alone, and the answer is told."""

import json
from datetime import UTC, date, datetime

import pytest

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.service.loading import load_case
from materiel.service.pooling import Wish, pool
from materiel.service.workspace import View

HEAD = (
    "id,supplier,item,prices,tiering,currency,minimum,fixed,monthly,capacity,lead_months,origin,"
    "valid,buyers,option_units,option_price,option_until,known_on,sources\n"
)
TAIL = "2024-06-01,d1\n"


@pytest.fixture
def offered(workspace, story, now):
    """The story with needs of two nations, an offer for both and offers that join no pool."""
    (story / "requirements.csv").write_text(
        "id,party,item,units,priority,due,known_on,sources\n"
        "q-a,XQA,bridge,7,1,2025-06,2024-06-01,d1\n"
        "q-b,XQB,bridge,5,2,2025-06,2024-06-01,d1\n"
        "q-late,XQB,bridge,5,2,2024-08,2024-06-01,d1\n"
    )
    (story / "supplies.csv").write_text(
        HEAD
        + "s1,XQA,bridge,1: 100; 10: 90,all-units,EUR,0,50,none,none,3,XQA,2024..2025,,4,95,"
        + f"2024-12-31,{TAIL}"
        + f"s2,XQA,bridge,1: 80,,EUR,0,0,unknown,none,3,XQA,2024..2025,,,,,{TAIL}"
        + f"s3,XQA,bridge,1: 80,,EUR,0,0,none,unknown,3,XQA,2024..2025,,,,,{TAIL}"
        + f"s4,XQA,bridge,1: 80,,EUR,0,0,none,none,,XQA,2024..2025,,,,,{TAIL}"
        + f"s5,XQA,bridge,1: 80,,USD,0,0,none,none,3,XQA,2024..2025,,,,,{TAIL}"
        + f"s6,XQA,bridge,1: 80,,EUR,0,0,none,none,3,XQA,2025..2026,,,,,{TAIL}"
    )
    (story / "case.csv").write_text(
        "id,title,today,fictional,currency\nstory,A pledge,2024-07-01,yes,EUR\n"
    )
    report = load_case(workspace, str(story), now=now)
    assert report.good, report.findings
    return workspace


def test_two_nations_reach_a_price_that_neither_reaches_alone(offered):
    answer = pool(offered, Wish(items=("bridge",)))
    (market,) = answer.found.markets
    (lot,) = market.together.lots
    assert [(part.need, part.units, part.option) for part in lot.parts] == [
        ("q-a", 7, False),
        ("q-b", 5, False),
    ]
    assert market.together.cost == 12 * 9000 + 5000
    assert {party: bought.cost for party, bought in market.alone.items()} == {
        "XQA": 7 * 10000 + 5000,
        "XQB": 5 * 10000 + 5000,
    }
    # Saving 170.00, halved between two by symmetry of a game of two.
    assert [str(answer.found.gain("shapley", party)) for party in ("XQA", "XQB")] == [
        "EUR 85.00",
        "EUR 85.00",
    ]
    assert answer.found.gap == 0


def test_what_joins_no_pool_is_told_with_the_reason(offered):
    answer = pool(offered)
    assert [str(each) for each in answer.left_out] == [
        "s2: left out: its monthly capacity is unknown [pool]",
        "s3: left out: its capacity in all is unknown [pool]",
        "s4: left out: its lead time is unknown [pool]",
        "s5: left out: USD; the pool counts in EUR [pool]",
        "s6: left out: it can be ordered in 2025-01-01..2026-12-31, not on 2024-07-01 [pool]",
    ]
    # Due in two months, while the quickest offer takes three.
    assert [need.id for need in answer.found.outside] == ["q-late"]


def test_who_commits_later_joins_as_an_option_as_long_as_there_is_one(offered):
    answer = pool(offered, Wish(commits={"XQB": date(2024, 9, 2)}))
    (lot,) = answer.found.markets[0].together.lots
    assert (lot.firm, lot.option, lot.firm_cost, lot.option_cost) == (7, 4, 75000, 38000)
    # The second of September is no first day of a month: October, and three months of lead.
    assert lot.parts[1].arrivals == ((6, 4),)
    assert answer.found.markets[0].together.unmet == {"q-b": 1}
    late = pool(offered, Wish(commits={"XQB": date(2025, 1, 1)}))
    assert {need.id for need in late.found.outside} == {"q-b", "q-late"}


def test_the_answer_is_plain_and_sums_to_the_cent(offered):
    content = pool(offered, years={"gdp": "2024"}, caps={"XQA": "60"}).as_dict()
    assert json.loads(json.dumps(content)) == content
    assert content["replay"] == {"ok": True, "findings": []}
    (market,) = content["markets"]
    assert market["together"]["lots"][0]["members"][0]["arrivals"] == [
        {"by": "2024-10-31", "units": 7}
    ]
    for way in market["shares"]["ways"].values():
        assert sum(way.values()) == content["cost"] == 113000
    assert "key gdp" in market["shares"]["not_computed"]["gdp"]
    assert {"pool-lots", "pool-nations", "pool-shares"} <= {t["report"] for t in content["tables"]}


def test_what_is_on_order_is_not_bought_again(workspace):
    """The packaged coalition: 35 Gales and 10 Gusts for Velmora are on order."""
    assert load_case(workspace, "coalition", now=datetime(2026, 7, 1, tzinfo=UTC)).good
    wish = Wish(parties=("XVE",), items=("lantern-interceptor",))
    answer = pool(workspace, wish, view=View("coalition"))
    told = [(each.requirement.id, each.ordered, each.left) for each in answer.found.opens]
    assert told == [("RQ-INT-1", 27, 0), ("RQ-INT-2", 18, 15), ("RQ-INT-3", 0, 81)]


@pytest.mark.parametrize(
    ("wish", "more", "error", "said"),
    [
        (Wish(items=("brigde",)), {}, UnknownNameError, "no item 'brigde'"),
        (Wish(late_price="5"), {}, InputError, "lateness: a price without months"),
        (Wish(late_months=1, late_price="x"), {}, InputError, "not an amount: 'x'"),
        (Wish(capacity="all"), {}, InputError, "capacity: found 'all'; accepted: share, whole"),
        (
            Wish(commits={"XQM": date(2025, 1, 1)}),
            {},
            UnknownNameError,
            "no party with an open requirement 'XQM'",
        ),
        (None, {"caps": {"XQA": "many"}}, InputError, "cap of XQA: found 'many'; accepted: perc"),
        (None, {"years": {"gdp": "then"}}, InputError, "year: found gdp=then; accepted: gdp=YYYY"),
        (None, {"gap": 1.0}, InputError, "gap: found 1.0; accepted: 0 to 1"),
    ],
)
def test_what_cannot_be_pooled_is_refused(offered, wish, more, error, said):
    with pytest.raises(error) as refused:
        pool(offered, wish, **more)
    assert str(refused.value).startswith(said)


def test_a_case_without_a_requirement_says_so(workspace, story, now):
    load_case(workspace, str(story), now=now)
    with pytest.raises(InputError) as refused:
        pool(workspace)
    assert str(refused.value) == "story: no requirement is open for a pool on 2024-07-01"
