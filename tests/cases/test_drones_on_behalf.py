"""The second story as a case: what was proposed, what was given, who paid into whose initiative.

The answers in this file are worked out by hand, from what each page says and when it was public.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from story_case import At, month_end, opened, stored

from materiel.evidence.judgements import Judgement
from materiel.kernel.bounds import Bounds
from materiel.kernel.stamps import Stamps
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Gate, Payment
from materiel.procurement.contracts import ContractLine, line_shares
from materiel.procurement.terms import Content, content_of
from materiel.reports.answering import answer
from materiel.reports.reading import Reading
from materiel.reports.table import shown
from materiel.reports.words import count_words
from materiel.sharing.conversion import beside, printed_of
from materiel.store.reading import Reader
from materiel.vocabulary.programmes import Programme
from materiel.vocabulary.rates import rate_days
from materiel.vocabulary.reader import table
from materiel.vocabulary.vague import vague_word

CASE = "drones-on-behalf"
STORY = date(2024, 7, 9)
TODAY = date(2026, 5, 31)


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[At]:
    """The case at any stamps."""
    with opened(CASE, tmp_path_factory.mktemp("case")) as reading:
        yield reading


def got(reading: Reading, *promises: str, rung: str = "received") -> str:
    bounds = reading.figure(promises, rung).bounds
    return "None" if bounds is None else count_words(bounds)


# -- a proposal is not a decision ------------------------------------------------------------


@pytest.mark.parametrize("month", ["2024-06", "2024-07", "2024-12", "2026-03"])
def test_the_proposal_is_announced_and_nothing_more_in_every_month(at, month):
    """Announced on 8 July 2024, public on the 9th, without a number; nobody decided since."""
    reading = at(month_end(month))
    root = "nato-ukr-drones"
    if month < "2024-07":
        assert root not in reading.commitments
        return
    assert reading.rungs(root) == ["announced"]
    assert got(reading, root, rung="announced") == "unknown"
    for rung in ("pledged", "approved", "ordered", "received"):
        assert reading.figure([root], rung).bounds is None


def test_of_the_proposed_contract_nothing_is_firm_and_no_ceiling_is_known(at):
    (row,) = at(STORY).rows(ContractLine)
    assert (row.agent, row.origin, row.supplier, row.price) == ("NATO", "DEU", "", None)
    assert line_shares([row]).whole == Bounds.exactly(0)
    assert row.limit.state == "unknown"
    table = answer("orders", at(STORY))
    (line,) = [each for each in table.lines if "drones" in shown(each.cells[1])][:1]
    assert shown(line.cells[table.index("firm")]) == "0"


def test_the_alliance_would_buy_for_a_third_party_from_one_nations_makers(at):
    reading = at(STORY)
    promise = reading.commitments["nato-ukr-drones"]
    assert (promise.giver, promise.receiver) == ("GERMAN-DRONE-MAKERS", "UKR")
    # Who would pay is not stated; the alliance is named as the one that would buy.
    assert promise.payer == ()
    contents = reading.rows(Content)
    assert [(row.origin, row.share_low, row.share_high) for row in contents] == [
        ("DEU", None, None)
    ]
    # The condition names an origin and no share of the cost: nothing limits the share.
    assert str(content_of(contents, ["DEU"])) == "0 to 100 %"


def test_the_occasion_is_a_dated_label(at):
    reading = at(STORY)
    label = reading.commitments["nato-ukr-drones"].programme
    occasion = table(Programme).rows[reading.words.party(label).id]
    assert (occasion.kind, str(occasion.runs)) == ("occasion", "2024-07-09..2024-07-11")
    # The statement came the day before it began.
    (said,) = reading.legs("nato-ukr-drones", "announced")
    assert said.first == occasion.runs.start - timedelta(days=1)


# -- 537 drones of two models and others ------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "all_", "vector", "heidrun"),
    [
        # August 2023: forty more HEIDRUN, and no total.
        ("2023-08", "None", "None", "40"),
        ("2024-04", "None", "None", "40"),
        # May 2024: the maker's 212 VECTOR become public.
        ("2024-05", "None", "212", "40"),
        # July 2024: 537 in all, mostly of the two models. VECTOR 212 to 537 - 40 = 497,
        # HEIDRUN 40 to 537 - 212 = 325.
        ("2024-07", "537", "212 to 497", "40 to 325"),
        ("2026-03", "537", "212 to 497", "40 to 325"),
    ],
)
def test_how_many_of_which_model_were_known_in_each_month(at, month, all_, vector, heidrun):
    reading = at(month_end(month))
    assert got(reading, "deu-ukr-recon") == all_
    assert got(reading, "deu-ukr-vector") == vector
    assert got(reading, "deu-ukr-heidrun") == heidrun


def test_mostly_two_models_leaves_less_than_a_half_for_the_others(at):
    """More than a half of 537 are at least 269 of the two; so at most 268 are others."""
    reading = at(STORY)
    two = [("deu-ukr-vector", "received"), ("deu-ukr-heidrun", "received")]
    both = reading.difference(two, [])
    assert (both.total.bounds.low, both.total.bounds.high) == (269, 537)
    rest = reading.difference([("deu-ukr-recon", "received")], two)
    assert rest.bounds == Bounds.between(0, 268)


def test_the_total_and_its_models_are_counted_once(at):
    assert got(at(STORY), "deu-ukr-recon", "deu-ukr-vector", "deu-ukr-heidrun") == "537"


def test_without_the_judgement_the_split_is_open(tmp_path):
    undone = Judgement(
        id="mostly-two-models:2",
        left=("deu-ukr-recon:537",),
        relation="accept",
        by="a reader",
        reason="undone",
        known_on=TODAY,
        supersedes="mostly-two-models",
    )
    database = stored(CASE, tmp_path, Entry("drones-on-behalf", undone, TODAY))
    with database.reading() as connection:
        reading = Reading(Reader(connection, "drones-on-behalf", Stamps(TODAY, TODAY)))
        assert got(reading, "deu-ukr-vector") == "at least 212, the rest unknown"


# -- tens of thousands of rounds, and cash before order ---------------------------------------


def test_tens_of_thousands_has_the_bounds_of_the_convention_and_keeps_its_words(at):
    reading = at(STORY)
    figure = reading.figure(["deu-ukr-czech-2024"], "announced")
    assert str(figure.bounds) == str(vague_word("tens of thousands").bounds) == "20,000 to 99,999"
    assert "tens of thousands" in reading.said(figure)
    assert reading.figure(["deu-ukr-czech-2024"], "pledged").bounds is None


@pytest.mark.parametrize(
    ("relation", "total"),
    [
        # 180,000 promised in April, and 20,000 to 99,999 that may be among them or on top.
        (None, "180,000 to 279,999"),
        ("part-of", "180,000"),
        # 180,000 + 20,000 to 180,000 + 99,999.
        ("distinct", "200,000 to 279,999"),
    ],
)
def test_the_rounds_of_the_year_and_the_promise_of_april(tmp_path, relation, total):
    more = []
    if relation:
        judged = Judgement(
            id="czech-rounds-overlap:2",
            left=("deu-ukr-czech-2024",),
            relation=relation,
            right="deu-ukr-czech",
            by="a reader",
            reason="a test",
            known_on=TODAY,
            supersedes="czech-rounds-overlap",
        )
        more.append(Entry("drones-on-behalf", judged, TODAY))
    database = stored(CASE, tmp_path, *more)
    with database.reading() as connection:
        reading = Reading(Reader(connection, "drones-on-behalf", Stamps(TODAY, TODAY)))
        sums = {
            "deu-ukr-czech": reading.sum(reading.legs("deu-ukr-czech", "pledged")),
            "deu-ukr-czech-2024": reading.sum(reading.legs("deu-ukr-czech-2024", "announced")),
        }
        assert str(reading.joint(sums, []).bounds) == total


PLEDGED = {"NLD", "BEL", "NOR", "PRT", "LTU", "FIN", "DEU"}


@pytest.mark.parametrize(
    ("month", "pledged", "paid"),
    [
        ("2024-01", set(), set()),
        # 27 February: the Netherlands alone.
        ("2024-02", {"NLD"}, set()),
        ("2024-03", {"NLD"}, set()),
        # 2 April: the list of March, and Germany.
        ("2024-04", PLEDGED, set()),
        # 28 May: four of eighteen have paid.
        ("2024-05", PLEDGED, {"CAN", "DNK", "NLD", "PRT"}),
        # 25 June: five of twenty, Germany among them.
        ("2024-06", PLEDGED, {"CAN", "DNK", "NLD", "PRT", "DEU"}),
        ("2026-03", PLEDGED, {"CAN", "DNK", "NLD", "PRT", "DEU"}),
    ],
)
def test_who_had_pledged_and_who_had_paid_into_the_initiative(at, month, pledged, paid):
    rows = at(month_end(month)).rows(Payment)
    mine = [row for row in rows if row.payee == "CZECH-AMMUNITION-INITIATIVE"]
    assert {row.payer for row in mine if row.stage == "pledged"} == pledged
    assert {row.payer for row in mine if row.stage == "paid"} == paid
    # How much was paid is stated by nobody.
    assert all(row.low is None for row in mine if row.stage == "paid")


def test_pledges_sum_between_two_ends_because_one_is_told_twice(at):
    """BEL 200, NOR 140, PRT 100, LTU 35, FIN 30, DEU 576: 1,081. NLD 100 to 250. EUR m."""
    reading = at(month_end("2024-04"))
    legs = reading.money["CZECH-AMMUNITION-INITIATIVE", "pledged", "EUR"]
    million = 100 * 10**6
    bounds = reading.total(legs).bounds
    assert bounds == Bounds.between(1181 * million, 1331 * million)
    # In February the Netherlands had named 100.
    earlier = at(month_end("2024-02"))
    legs = earlier.money["CZECH-AMMUNITION-INITIATIVE", "pledged", "EUR"]
    assert earlier.total(legs).bounds == Bounds.exactly(100 * million)


def test_rounds_came_only_after_their_payer_had_paid(at):
    reading = at(month_end("2024-06"))
    (paid,) = [row for row in reading.rows(Payment) if row.id == "czech-deu-paid"]
    (came,) = reading.legs("deu-ukr-czech", "received")
    assert paid.valid.last <= came.last
    assert got(reading, "deu-ukr-czech") == "50,000"
    assert got(at(month_end("2024-05")), "deu-ukr-czech") == "None"
    # 50,000 of 180,000 are there; 130,000 are not.
    open_ = reading.difference([("deu-ukr-czech", "pledged")], [("deu-ukr-czech", "received")])
    assert open_.bounds == Bounds.exactly(130_000)


@pytest.mark.parametrize(
    ("as_of", "rounds"),
    [("2024-12-31", "1,500,000"), ("2025-07-31", "2,350,000"), ("2026-03-31", "2,350,000")],
)
def test_what_came_through_the_initiative_known_from_july_2025(at, as_of, rounds):
    reading = at(date.fromisoformat(as_of), TODAY)
    assert got(reading, "czech-ukr-rounds", "deu-ukr-czech") == rounds


# -- licences open nothing -------------------------------------------------------------------


def test_licence_values_are_a_series_that_gates_nothing(at):
    """Each value with its stretch; those of 2024 overlap and are never added."""
    reading = at(TODAY)
    found = answer("licence-values", reading)
    rows = [
        [shown(line.cells[found.index(name)]) for name in ("stretch", "value", "opens", "overlaps")]
        for line in found.lines
    ]
    assert rows == [
        ["2022", "EUR 2.24 bn", "0", ""],
        ["2023", "EUR 4.4 bn", "0", ""],
        ["between 1 January 2024 and 27 March 2024", "EUR 3.54 bn", "0", "F074, F111 and S2-07"],
        ["the first quarter of 2024", "EUR 3.8 bn", "0", "F073, F111 and S2-07"],
        ["the first half of 2024", "EUR 4.9 bn", "0", "F073, F074 and S2-07"],
        ["between 1 January 2024 and 8 July 2024", "EUR 4.88 bn", "0", "F073, F074 and F111"],
        ["the first quarter of 2025", "EUR 573 m", "0", ""],
    ]
    assert reading.rows(Gate) == []
    assert {row.stage for row in reading.rows(Payment)} <= {
        "pledged", "appropriated", "obligated", "paid",
    }  # fmt: skip


@pytest.mark.parametrize(("month", "values"), [("2024-03", 0), ("2024-04", 4), ("2024-07", 5),
                                               ("2024-12", 6), ("2025-04", 7)])  # fmt: skip
def test_each_value_is_known_from_the_day_it_was_published(at, month, values):
    assert len(answer("licence-values", at(month_end(month))).lines) == values


# -- the aid total ---------------------------------------------------------------------------


def test_the_aid_total_keeps_its_printed_conversion_beside_the_reference_rate(at):
    """USD 11.03 bn / EUR 10.2 bn = 1.0814 to four places: the reference rate of 9 July 2024."""
    printed = printed_of(at(STORY).claims["S2-06"])
    assert printed is not None
    assert (printed.own.amount, printed.other.amount) == (10_200_000_000, 11_030_000_000)
    assert Fraction(11_030_000_000, 10_200_000_000).limit_denominator(10**4) == Fraction(1103, 1020)
    assert printed.implied == Decimal("1.0814")
    near = [row for row in rate_days("USD") if date(2024, 7, 1) <= row.day <= STORY]
    assert [each.day for each in beside(printed, near) if each.reprints] == [STORY]
