"""Contracts as of every month; our own orders refused by rule, reported ones kept with findings."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, RefusedActError, UnknownNameError
from materiel.kernel.period import add_months
from materiel.procurement.contracts import ContractLine, Option
from materiel.procurement.options import Exercise
from materiel.procurement.position import Papers, position
from materiel.reports.contracting import contracting, papers
from materiel.reports.reading import Reading
from materiel.reports.table import shown
from materiel.service.checking import check_workspace
from materiel.service.contracts import contracts, options
from materiel.service.loading import load_case
from materiel.service.ordering import Order, call_off, exercise_option
from materiel.service.recording import add_entry
from materiel.service.workspace import View, create_workspace, open_workspace

NOW = datetime(2031, 1, 1, tzinfo=UTC)


def opened(folder):
    create_workspace(folder, actor="registrar", environment={})
    return open_workspace(folder, environment={})


@pytest.fixture(scope="module")
def coalition(tmp_path_factory):
    """The fictional coalition; nothing is written to it."""
    with opened(tmp_path_factory.mktemp("coalition")) as workspace:
        assert load_case(workspace, "coalition", now=NOW).good is not None
        yield workspace


@pytest.fixture
def own(tmp_path):
    """A small case of one contract, one framework and three options, to act in."""
    folder = tmp_path / "story"
    folder.mkdir()
    for name, text in STORY.items():
        (folder / f"{name}.csv").write_text(text)
    with opened(tmp_path / "workspace") as workspace:
        report = load_case(workspace, str(folder), now=NOW)
        assert not [each for each in report.findings if each.severity != "note"], report.findings
        yield workspace


STORY = {
    "case": "id,title,today,fictional\nstory,orders,2025-06-01,yes\n",
    "parties": (
        "id,name,kind\nXQA,Ala,state\nXQB,Bela,state\nXQC,Cela,state\nMAKER,Maker,company\n"
        "XQG,Both,group\n"
    ),
    "items": (
        "id,name,level,parent,unit,contains,integral\nthings,Things,class,,,,\n"
        "gadgets,Gadgets,family,things,item,,\ngadget,Gadget,model,gadgets,item,,yes\n"
        "widget,Widget,model,gadgets,item,,yes\n"
    ),
    "commitments": (
        "id,kind,title,giver,receiver,item,ceiling,ceiling_units\n"
        "P1,option,first,MAKER,XQA,gadget,unknown,\nP2,option,second,MAKER,XQA,gadget,unknown,\n"
        "P3,option,third,MAKER,XQG,gadget,unknown,\n"
    ),
    "agreements": (
        "id,contract,title,form,agent,suppliers,awarded,orders,remedies,remedy\n"
        "AK,K,gadgets,contract,XQB,MAKER,2025-01-10,,none,\n"
        "AF,F,widgets,framework,XQB,MAKER,2025-01-10,2025-02-01..2025-12-31,stated,1 % a week\n"
    ),
    "contracts": (
        "id,contract,line,item,buyer,scope,firm_low,firm_high,ceiling,price,currency,basis,"
        "vat_rate\n"
        "K1,K,1,gadget,,whole,100,100,180,,,,\n"
        "K1A,K,1,gadget,XQA,share,60,60,160,4.0,EUR,contract,10\n"
        "K1B,K,1,gadget,XQB,share,,,unknown,4.0,EUR,contract,20\n"
        "F1,F,1,widget,,whole,0,0,50,,,,\n"
    ),
    "options": (
        "id,contract,line,quantity,minimum,price,price_after,currency,basis,opens,expires,after,"
        "holders,buyer,commitment\n"
        "O1,K,1,40,20,3.8,4.2,EUR,contract,2025-02-01,2025-06-30,,XQA,XQA,P1\n"
        "O2,K,1,60,0,3.6,,EUR,contract,,2025-12-31,O1,,XQA,P2\n"
        "O3,K,1,,0,,,,,,,,,,P3\n"
    ),
    "tiers": (
        "id,contract,line,units,price,currency,basis,valid,most\n"
        "T1,F,1,1,9,EUR,contract,2025-02-01..2025-06-30,20\n"
        "T2,F,1,1,10,EUR,contract,2025-07-01..2025-12-31,40\n"
    ),
    "gates": (
        "id,commitment,kind,grantor,state,cap,cap_units,valid\n"
        "G2,P2,budget,XQA,granted,number,30,2025-03-01..2025-12-31\n"
    ),
}


def act(units, day, by=""):
    return Order(units, date.fromisoformat(day), by)


def buyers(answer, line="1"):
    table = answer.table("contracts")
    at = {each.name: table.index(each.name) for each in table.columns}
    return {
        each.cells[at["buyer"]]: (str(each.cells[at["firm"]]), str(each.cells[at["ordered"]]))
        for each in table.lines
        if each.cells[at["line"]] == line
    }


# -------------------------------------------------------------------------------- every month


def test_as_of_every_month_the_buyers_fit_the_whole(coalition):
    for number in range(0, 72, 3):
        day = add_months(date(2025, 1, 1), number)
        with coalition.reading(View("", day, max(day, date(2025, 12, 31)))) as reader:
            reading = Reading(reader)
            found = papers(reading)
            for name in found.names():
                for line in position(found, name, day).lines:
                    parts = [each.ordered for each in line.buyers]
                    whole = line.standing.firm
                    assert sum(each.low for each in parts) <= whole.low
                    for each in parts:
                        assert whole.high is None or each.low <= whole.high
                    limit = line.standing.ceiling.units
                    assert limit is None or whole.low <= limit
                    for option in line.standing.options:
                        left = option.waiting + option.open + option.lapsed + option.exercised
                        assert left.exact == option.option.quantity


def test_before_the_award_nothing_stands_and_what_was_not_known_is_not_there(coalition):
    early = contracts(coalition, "GALE-25", view=View("", date(2025, 11, 13), date(2025, 12, 31)))
    assert early.table("contracts").lines == ()
    with pytest.raises(UnknownNameError, match="no contract 'GALE-25'"):
        contracts(coalition, "GALE-25", view=View("", date(2025, 12, 1), date(2025, 11, 13)))


def test_an_option_waits_is_open_and_lapses_with_its_prices(coalition):
    def state(day):
        table = options(coalition, "GALE-25", view=View("", date.fromisoformat(day))).tables[0]
        first = table.lines[0].cells
        return tuple(
            str(first[table.index(name)]) for name in ("standing", "open", "lapsed", "reachable")
        )

    assert state("2026-02-28") == ("waiting", "0", "0", "30")
    assert state("2026-12-31") == ("open", "30", "0", "30")
    assert state("2027-01-01") == ("lapsed", "0", "30", "0")
    table = options(coalition, "GALE-25").tables[0]
    cells = table.lines[0].cells
    assert cells[table.index("price")] == "EUR 3,800,000 (contract)"
    assert cells[table.index("price-after")] == "EUR 3,950,000 (contract)"
    assert cells[table.index("last")] == "31 December 2026"


def test_the_second_option_lacks_its_approvals_with_the_latest_day_to_file(coalition):
    table = options(coalition, "GALE-25").tables[0]
    second = table.lines[1].cells
    assert "budget committee" in str(second[table.index("lacking")])
    assert "AP-OPT-2: 24 April 2027" in str(second[table.index("file-by")])


def test_exposure_is_converted_only_at_a_rate_that_is_held(coalition):
    held = contracts(coalition, "GALE-25", currency="USD", rate_day=date(2024, 1, 3))
    table = held.table("exposure")
    first = dict(zip((each.name for each in table.columns), table.lines[0].cells, strict=True))
    assert str(first["gross"]) == "EUR 100,317,000.00"
    # 100,317,000.00 x 1.0919 = 109,536,132.30
    assert str(first["converted"]) == "USD 109,536,132.30"
    assert "EUR 1 = USD 1.0919, reference rate of 2024-01-03" in table.notes
    with pytest.raises(InputError) as refused:
        contracts(coalition, "GALE-25", currency="USD")
    assert str(refused.value) == (
        "a conversion into USD needs the day of its rate; name it with --rate-day"
    )
    with pytest.raises(InputError, match="no reference rate of USD on 2025-11-14; nearest days"):
        contracts(coalition, "GALE-25", currency="USD", rate_day=date(2025, 11, 14))


def test_every_invoice_of_the_joint_contract_is_listed_and_sums_to_the_cent(coalition):
    table = contracts(coalition, "GALE-25", bill=True).tables[0]
    gross, strong = table.index("gross"), [each for each in table.lines if each.strong]
    plain = [each for each in table.lines if not each.strong]
    assert len(plain) == 7 * 4
    assert str(strong[-1].cells[gross]) == "EUR 436,840,543.90"
    assert sum(each.cells[gross].bounds.low for each in plain) == 43684054390
    by_milestone = {}
    for each in plain:
        title = each.cells[table.index("milestone")]
        by_milestone[title] = by_milestone.get(title, 0) + each.cells[gross].bounds.low
    assert sorted(by_milestone.values()) == [2000000000, 6552608159, 10921013598, 24210432633]
    with pytest.raises(InputError, match=r"^name one contract: GALE-25"):
        contracts(coalition, bill=True)


# -------------------------------------------------------------------------------- our own acts


def test_a_part_that_nobody_discloses_is_shown_as_bounds_that_fit_the_whole(own):
    # Of 100 Ala has 60: Bela and whoever is not named have at most 40 together.
    assert buyers(contracts(own, "K")) == {
        "all buyers": ("100", "100"),
        "Ala": ("60", "60"),
        "Bela": ("at most 40", "at most 40"),
        "pooled or not disclosed": ("at most 40", "at most 40"),
    }


def test_exercises_that_break_a_rule_are_refused_with_its_name_and_leave_no_trace(own):
    cases = [
        (
            "O1",
            act(10, "2025-05-01", "XQA"),
            "10 by 2025-05-01 is below its minimum of 20 [option-minimum]",
        ),
        (
            "O1",
            act(41, "2025-05-01", "XQA"),
            "41 by 2025-05-01 is above its quantity of 40 [option-quantity]",
        ),
        (
            "O1",
            act(20, "2025-07-01", "XQA"),
            "2025-07-01 is after its last day 2025-06-30 [option-window]",
        ),
        (
            "O1",
            act(20, "2025-01-31", "XQA"),
            "2025-01-31 is before its first day 2025-02-01 [option-window]",
        ),
        ("O1", act(20, "2025-05-01", "XQC"), "XQC may not exercise it, only XQA [option-holder]"),
        (
            "O2",
            act(5, "2025-05-01"),
            "on 2025-05-01 its predecessor O1 was not yet exercised [option-predecessor]",
        ),
    ]
    for option, order, problem in cases:
        with pytest.raises(RefusedActError) as refused:
            exercise_option(own, option, order, now=NOW)
        assert str(refused.value) == f"refused: option {option}: {problem}"
    with pytest.raises(RefusedActError, match=r"its last day is unknown \[option-window\]"):
        exercise_option(own, "O3", act(5, "2025-05-01"), now=NOW)
    assert buyers(contracts(own, "K"))["Ala"] == ("60", "60")


def test_exercises_above_the_ceiling_or_without_an_approval_are_refused(own):
    assert exercise_option(own, "O1", act(40, "2025-05-01", "XQA"), now=NOW).new
    with pytest.raises(RefusedActError) as refused:
        exercise_option(own, "O2", act(41, "2025-05-02"), now=NOW)
    assert str(refused.value) == (
        "refused: line K/1: 181 on order by 2025-05-02 is above its ceiling of 180 "
        "[contract-ceiling]; option O2: budget of XQA is lacking, granted for 30 only (G2) "
        "[approval]"
    )


def test_an_exercise_is_recorded_once_and_changes_what_is_on_order_and_owed(own):
    first = exercise_option(own, "O1", act(30, "2025-05-01", "XQA"), request="r1", now=NOW)
    again = exercise_option(own, "O1", act(30, "2025-05-01", "XQA"), request="r1", now=NOW)
    assert (first.id, first.seq) == (again.id, again.seq) == ("X:O1:2025-05-01", first.seq)
    before = contracts(own, "K", view=View("", date(2025, 4, 30)))
    after = contracts(own, "K", view=View("", date(2025, 5, 1)))
    assert (buyers(before)["Ala"], buyers(after)["Ala"]) == (("60", "60"), ("60", "90"))
    table = after.table("exposure")
    ala = next(each.cells for each in table.lines if each.cells[1] == "Ala")
    # 60 x 4.00 + 30 x 3.80 = 354.00; VAT of Ala, line by line: 24.00 + 11.40.
    assert [str(each) for each in ala[3:6]] == ["EUR 354.00", "EUR 35.40", "EUR 389.40"]


def test_a_reported_exercise_that_breaks_rules_is_stored_with_a_finding_for_each(own):
    cells = {
        "id": "late",
        "commitment": "P1",
        "event": "exercised",
        "valid": "2025-07-05",
        "low": "90",
        "high": "90",
        "by": "XQC",
        "known_on": "2025-07-06",
    }
    stored = add_entry(own, "events", cells, now=NOW)
    assert stored.new
    assert [each.problem for each in stored.findings if each.check == "option-conduct"] == [
        "exercised 90 on 2025-07-05, expired 2025-06-30",
        "exercised at least 90 in all, the option adds 40",
        "exercised by XQC on 2025-07-05, only XQA may",
        "exercised 90 on 2025-07-05 on top of 100, the ceiling of K/1 is 180",
    ]
    view = View("", date(2025, 7, 6), date(2025, 7, 6))
    found = options(own, "K", view=view).findings
    assert {each.check for each in found} == {
        "option-window",
        "option-quantity",
        "option-holder",
        "contract-ceiling",
    }
    assert not check_workspace(own, view).good
    # Before it was known nothing of it is there.
    assert options(own, "K", view=View("", date(2025, 7, 6), date(2025, 7, 5))).good


def test_an_exercise_whose_number_or_day_is_not_stated_is_shown_as_bounds(own):
    cells = {
        "id": "some",
        "commitment": "P1",
        "event": "exercised",
        "valid": "2025-05",
        "high": "35",
        "wording": "up to 35",
        "known_on": "2025-06-01",
    }
    add_entry(own, "events", cells, now=NOW)
    answer = options(own, "K", view=View("", date(2025, 6, 1)))
    first = answer.tables[0].lines[0].cells
    at = answer.tables[0].index
    assert [str(first[at(name)]) for name in ("exercised", "open")] == ["at most 35", "5 to 40"]
    assert answer.good


def test_a_backdated_exercise_that_takes_a_later_one_above_its_quantity_is_refused(own):
    assert exercise_option(own, "O1", act(25, "2025-05-05", "XQA"), now=NOW).new
    with pytest.raises(RefusedActError) as refused:
        exercise_option(own, "O1", act(20, "2025-04-05", "XQA"), now=NOW)
    assert str(refused.value) == (
        "refused: option O1: 45 by 2025-05-05 is above its quantity of 40 [option-quantity]"
    )
    # A use of a later day is no predecessor of an earlier one.
    with pytest.raises(RefusedActError, match=r"not yet exercised \[option-predecessor\]"):
        exercise_option(own, "O2", act(5, "2025-04-05"), now=NOW)


def test_a_later_use_is_judged_by_the_terms_of_its_own_day(own):
    cells = {
        "id": "more",
        "contract": "K",
        "option": "O1",
        "kind": "change",
        "field": "quantity",
        "before": "40",
        "after": "50",
        "valid": "2025-05-01",
        "known_on": "2025-05-01",
    }
    add_entry(own, "amendments", cells, now=NOW)
    assert exercise_option(own, "O1", act(25, "2025-05-05", "XQA"), now=NOW).new
    with pytest.raises(RefusedActError, match="51 by 2025-05-05 is above its quantity of 50"):
        exercise_option(own, "O1", act(26, "2025-04-05", "XQA"), now=NOW)
    assert exercise_option(own, "O1", act(25, "2025-04-05", "XQA"), now=NOW).new


def test_an_exercise_after_one_of_unknown_number_is_refused(own):
    cells = {
        "id": "some",
        "commitment": "P1",
        "event": "exercised",
        "valid": "2025-04-01",
        "wording": "some",
        "known_on": "2025-04-01",
    }
    add_entry(own, "events", cells, now=NOW)
    for day in ("2025-05-01", "2025-03-01"):
        with pytest.raises(RefusedActError, match=r"is not certain \(.*\[option-quantity\]"):
            exercise_option(own, "O1", act(20, day, "XQA"), now=NOW)


# ------------------------------------------------------------------------------------ call-offs


def test_a_backdated_call_off_that_takes_a_later_one_above_the_most_is_refused(own):
    assert call_off(own, "F", "1", act(15, "2025-06-01", "XQB"), now=NOW).new
    with pytest.raises(RefusedActError) as refused:
        call_off(own, "F", "1", act(6, "2025-05-01", "XQA"), now=NOW)
    assert str(refused.value) == (
        "refused: F/1: 21 called off in 2025-02-01..2025-06-30, the most is 20 [framework-period]"
    )
    assert call_off(own, "F", "1", act(35, "2025-08-01", "XQB"), now=NOW).new
    # The most of the first period leaves five, the ceiling of 50 nothing.
    with pytest.raises(RefusedActError, match=r"^refused: F/1: 51 called off .*ceiling\]$"):
        call_off(own, "F", "1", act(1, "2025-05-01", "XQA"), now=NOW)


def test_a_call_off_within_the_rules_is_recorded_and_others_are_refused(own):
    done = call_off(own, "F", "1", act(15, "2025-03-01", "XQB"), now=NOW)
    assert (done.table, done.id, done.new) == ("amendments", "C:F:1:XQB:2025-03-01", True)
    with pytest.raises(RefusedActError) as refused:
        call_off(own, "F", "1", act(6, "2025-03-02", "XQA"), now=NOW)
    assert str(refused.value) == (
        "refused: F/1: 21 called off in 2025-02-01..2025-06-30, the most is 20 [framework-period]"
    )
    assert call_off(own, "F", "1", act(6, "2025-07-01", "XQA"), now=NOW).new
    with pytest.raises(RefusedActError, match=r"lies outside its days .* \[framework-window\]"):
        call_off(own, "F", "1", act(1, "2026-01-01", "XQA"), now=NOW)
    with pytest.raises(InputError, match=r"^K: it is a contract, not a framework$"):
        call_off(own, "K", "1", act(1, "2025-07-01", "XQA"), now=NOW)
    with pytest.raises(UnknownNameError, match="no framework 'G'"):
        call_off(own, "G", "1", act(1, "2025-07-01", "XQA"), now=NOW)
    answer = contracts(own, "F", view=View("", date(2025, 7, 1), date(2025, 7, 1)))
    assert buyers(answer) == {
        "all buyers": ("21", "21"),
        "Bela": ("15", "15"),
        "Ala": ("6", "6"),
    }
    terms = [each.cells[3:] for each in answer.table("contract-terms").lines]
    assert ("21 called off of 50", "29 left") in terms


def test_a_reported_call_off_that_breaks_a_rule_is_stored_with_a_finding(own):
    cells = {
        "id": "big",
        "contract": "F",
        "line": "1",
        "buyer": "XQA",
        "kind": "call-off",
        "units": "60",
        "valid": "2025-03-01",
        "known_on": "2025-03-02",
    }
    stored = add_entry(own, "amendments", cells, now=NOW)
    assert sorted(each.check for each in stored.findings) == [
        "framework-ceiling",
        "framework-period",
    ]


def test_all_contracts_are_read_together_and_each_finding_is_shown_once(own):
    with own.reading(View()) as reader:
        found = contracting(Reading(reader))
    assert [each.contract for each in found.positions] == ["K", "F"]
    assert found.findings == ()


@pytest.fixture(scope="module")
def joint_order(tmp_path_factory):
    """A joint contract of whose options only that they exist is published."""
    with opened(tmp_path_factory.mktemp("joint")) as workspace:
        assert load_case(workspace, "joint-order", now=NOW).good is not None
        yield workspace


def texts(table, *names):
    return [tuple(shown(line.cells[table.index(name)]) for name in names) for line in table.lines]


def test_an_option_of_which_nothing_is_published_is_never_a_flat_zero(joint_order):
    columns = ("exercised", "open", "lapsed", "reachable")
    most = "at most 1,000"
    asked = options(joint_order)
    table = next(each for each in asked.tables if each.name == "options")
    assert texts(table, *columns) == [("none on record", most, most, most)]
    asked = contracts(joint_order)
    table = next(each for each in asked.tables if each.name == "contracts")
    rows = texts(table, "buyer", "waiting", *columns)
    assert [row[0] for row in rows] == [
        *("all buyers", "Germany", "Netherlands", "Spain", "Romania", "Sweden"),
        "pooled or not disclosed",
    ]
    assert {row[1:] for row in rows} == {(most, "none on record", most, most, most)}
    for line in table.lines:
        assert "gemt-joint:options" in line.cites


def test_a_use_of_an_undisclosed_option_may_be_each_buyers_in_part():
    row = {"contract": "C", "line": "1", "item": "missile", "ceiling": "none"}
    lines = [
        ContractLine(id="whole", firm_low=9, firm_high=9, **row),
        ContractLine(id="part", scope="share", buyer="DEU", firm_low=4, firm_high=4, **row),
    ]
    day = date(2025, 6, 1)
    held = Papers(
        lines=lines,
        options=[Option(id="o", contract="C", line="1")],
        uses={"o": [Exercise("o", 5, day)]},
    )
    found = {each.buyer: each for each in position(held, "C", day).lines[0].buyers}
    assert found["DEU"].exercised == Bounds.at_most(5)
    assert found["DEU"].ordered == Bounds(4, 9, low_known=False)
    assert found[""].exercised == Bounds.exactly(5)
    published = replace(held, options=[replace(held.options[0], quantity=8)])
    found = {each.buyer: each for each in position(published, "C", day).lines[0].buyers}
    assert found["DEU"].exercised == Bounds.exactly(0)
