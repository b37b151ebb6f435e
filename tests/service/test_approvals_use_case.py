"""What waits for whom in a small case and in the coalition, and what a refusal does to a plan."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.reports.answering import answer
from materiel.reports.approvals import lacking_approvals
from materiel.reports.reading import Reading
from materiel.service.approvals import approvals, if_refused
from materiel.service.eligibility import eligibility
from materiel.service.loading import load_case
from materiel.service.workspace import View, Workspace, create_workspace, open_workspace

TABLES = {
    "case": """
        id,title,today,fictional,currency,plan_start,plan_months
        small,a small case,2026-01-10,yes,EUR,2026-02-01,6
    """,
    "parties": """
        id,name,kind
        XAA,Arland,state
        XBB,Borland,state
        XCC,Corland,state
    """,
    "items": """
        id,name,level,parent,unit
        things,things,class,,
        gadget,gadget,model,things,units
    """,
    "bodies": """
        id,name,party,rule
        PANEL,Panel of Arland,XAA,committee-approval
        BOARD,Board of both,XAA,consensus
    """,
    "documents": """
        id,title,publisher,published,locator,grade,partisan,language
        D,a decision list,the Board,2026-01-05,list 1,A,no,en
    """,
    "holdings": """
        id,party,item,valid,low,high,known_on,sources
        H,XAA,gadget,2025-12-31,3,3,2026-01-05,D
    """,
    "gates": """
        id,giver,receiver,item,kind,grantor,state,cap,cap_units,valid,known_on,sources
        G,XAA,XBB,gadget,export-licence,XAA,pending,number,2,2026-03-01..2026-12-31,2026-01-05,D
    """,
    "routes": """
        id,giver,receiver,items,lead_months,valid
        R,XAA,XBB,gadget,0,2026
    """,
    "requirements": """
        id,party,item,units,priority,due,known_on,sources
        N,XBB,gadget,2,1,2026-04,2026-01-05,D
    """,
    "contracts": """
        id,contract,line,item,buyer,firm_low,firm_high,ceiling,price,currency,basis,starts,commitment,known_on,sources
        K:1:XBB,K,1,gadget,XBB,2,2,6,100.00,EUR,contract,2026-01-05,ORD,2026-01-05,D
    """,
    "commitments": """
        id,kind,title,giver,receiver,item,known_on,sources
        ORD,order,two gadgets,XAA,XBB,gadget,2026-01-05,D
    """,
    "money": """
        id,commitment,stage,payer,payee,valid,low,high,currency,basis,known_on,sources
        M1,ORD,paid,XBB,XAA,2025-12-01,150,150,EUR,contract,2026-01-05,D
        M2,ORD,paid,XBB,XAA,2026-01-04,50,50,EUR,contract,2026-01-08,D
    """,
    "options": """
        id,contract,line,quantity,opens,expires,buyer,known_on,sources
        O,K,1,4,2026-02-01,2026-06-30,XBB,2026-01-05,D
    """,
    "sessions": """
        id,body,valid,days,takes,file_before,known_on,sources
        S,PANEL,2026,weeks 10,1,20,2026-01-05,D
    """,
    "approvals": """
        id,title,body,gate,option,after,state,filed,needed_by,conditions,conditions_met,known_on,sources
        A,licence for two gadgets,PANEL,G,,,pending,2026-01-04,2026-03-31,,,2026-01-05,D
        B,exercise of the option,BOARD,,O,A,not-filed,,,,,2026-01-05,D
        C,a second file,PANEL,,O,,not-filed,,2026-06-01,,,2026-01-05,D
    """,
    "positions": """
        id,approval,party,position,day,known_on,sources
        P1,B,XAA,for,2026-01-05,2026-01-05,D
        P2,B,XBB,not-stated,,2026-01-05,D
    """,
}
HERE = View("small")


@pytest.fixture
def small(tmp_path: Path, workspace: Workspace) -> Workspace:
    folder = tmp_path / "small"
    folder.mkdir()
    for name, text in TABLES.items():
        lines = (line.strip() for line in text.strip().splitlines())
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    load_case(workspace, str(folder))
    return workspace


@pytest.fixture(scope="module")
def coalition(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("coalition")
    create_workspace(folder, actor="registrar", environment={})
    with open_workspace(folder, environment={}) as opened:
        load_case(opened, "coalition")
        yield opened


def by_name(workspace: Workspace, view: View = HERE):
    return {each["approval"]: each for each in approvals(workspace, view=view).matters}


def test_it_says_what_waits_for_whom_since_when_and_what_it_holds_up(small: Workspace):
    found = by_name(small)
    assert found["A"]["state"] == "pending"
    assert found["A"]["filed"] == "2026-01-04"
    assert found["A"]["holds"] == ["gadget from Arland to Borland", "approval B"]
    assert found["A"]["earliest"] == {"day": "2026-03-02", "sure": True, "why": ""}
    assert found["A"]["refusal"] == "PANEL can stop it alone"
    # The panel takes one matter in week 10, and that place is taken.
    assert found["C"]["late"]
    assert found["C"]["file_by"]["day"] is None
    assert found["B"]["lacks"] == ["A"]
    # Its own last day is that of its option; nobody says when the Board sits.
    assert found["B"]["needed_by"] == "2026-06-30"
    assert found["B"]["earliest"]["sure"] is False
    assert found["B"]["missing"] == ["XBB"]
    assert found["A"]["needed_by"] == "2026-03-31"


def test_what_is_late_is_a_finding_and_what_is_not_filed_a_note(small: Workspace):
    found = approvals(small, view=HERE)
    assert not found.good
    assert {(each.where, each.severity) for each in found.findings} == {
        ("B", "note"),
        ("C", "warning"),
    }
    assert approvals(small, body="BOARD", view=HERE).good
    with pytest.raises(UnknownNameError, match="no body 'BORD'"):
        approvals(small, body="BORD", view=HERE)


def test_before_it_was_known_nothing_waits(small: Workspace):
    view = View("small", date(2026, 1, 3), date(2026, 1, 3))
    assert by_name(small, view) == {}
    earlier = View("small", date(2026, 1, 3), date(2026, 1, 10))
    assert by_name(small, earlier)["A"]["state"] == "not-filed"


def test_a_refusal_closes_the_gate_and_takes_with_it_what_comes_after(small: Workspace):
    found = if_refused(small, "A", view=HERE)
    assert found.falls == ("B",)
    assert found.stops == ("gate G stays shut",)
    assert not found.infeasible
    figures = {(each.what, each.name): (each.before, each.after) for each in found.changes}
    # Two gadgets are needed from April to July: four months of two units.
    assert figures["unmet", "N"] == (0, 8)
    assert figures["hand-over", "XAA to XBB, gadget"] == (2, 0)


def test_a_plan_that_does_not_rest_on_it_is_not_made_again(small: Workspace):
    found = if_refused(small, "C", view=HERE)
    assert (found.stops, found.changes) == ((), ())


def test_an_unknown_approval_is_named(small: Workspace):
    with pytest.raises(UnknownNameError, match="no approval 'Z'"):
        if_refused(small, "Z", view=HERE)


def test_what_a_rule_asks_for_and_nobody_has_entered_is_listed(tmp_path: Path):
    create_workspace(tmp_path / "joint", actor="registrar", environment={})
    with open_workspace(tmp_path / "joint", environment={}) as opened:
        load_case(opened, "coalition")
        assert [each.name for each in approvals(opened).tables][-1] == "approvals-asked"
        # No real rule asks anything of invented nations.
        assert not approvals(opened).tables[-1].lines


def test_what_a_subject_lacks_is_told_to_those_who_ask_about_it(small: Workspace):
    with small.reading(HERE) as reader:
        reading = Reading(reader)
        found = lacking_approvals(reading)
        assert {name: [each.id for each in mine] for name, mine in found.items()} == {
            "G": ["A"],
            "O": ["C", "B"],
        }
        (board,) = [each for each in found["O"] if each.id == "B"]
        assert board.why == "not filed, after A"
        # The Board has no calendar on record, so no last day to file follows from it.
        assert board.file_by is None
        table = answer("approvals", reading)
        assert [line.cells[0] for line in table.lines] == ["A", "C", "B"]


def test_the_line_of_the_small_case_is_judged_with_what_is_missing(small: Workspace):
    found = eligibility(small, "K/1", programme="SAFE", view=HERE)
    (verdict,) = found.answers[0].verdicts
    assert verdict.truth == "no"
    assert verdict.reasons[0] == "0 of 1 buyers"
    content = found.as_dict()
    assert content["lines"][0]["programmes"][0]["verdict"] == "no"
    every = eligibility(small, "K", programme="SAFE", every_rule=True, view=HERE)
    assert "unconfirmed" in every.table.column("status")
    with pytest.raises(UnknownNameError, match="no contract, line or gift 'KK'"):
        eligibility(small, "KK", view=HERE)
    with pytest.raises(UnknownNameError, match="no programme with rules of eligibility 'NATO'"):
        eligibility(small, "K", programme="NATO", view=HERE)


def test_cash_was_in_before_the_order_once_all_of_it_is_on_record(small: Workspace):
    def met(view: View) -> str:
        found = eligibility(small, "K/1", programme="CZECH-AMMUNITION-INITIATIVE", view=view)
        (verdict,) = found.answers[0].verdicts
        return {each.rule.id: each.truth for each in verdict.answers}[
            "CZECH-AMMUNITION-INITIATIVE:cash"
        ]

    assert met(HERE) == "yes"
    # Until the 8th only 150 of 200 was known; a payment that nobody reports is no proof of none.
    assert met(View("small", known_at=date(2026, 1, 7))) == "unknown"


def test_the_rows_of_the_coalition_are_sound_and_meaningful(coalition: Workspace):
    found = approvals(coalition)
    assert found.good
    names = {each["approval"]: each for each in found.matters}
    assert names["AP-OPT-2-BOARD"]["refusal"] == "each of 8 members can stop it alone"
    # Papers for the winter session were due on 11 December; the file came on the 15th.
    assert names["AP-FU-XBR"]["earliest"]["day"] == "2026-07-06"
    assert names["AP-OPT-2"]["earliest"]["day"] == "2026-05-11"
    assert names["AP-OPT-2"]["needed_by"] == "2027-09-30"
    assert names["AP-GALE-XBR"]["expires"] == "2027-12-31"
    assert {each["state"] for each in found.matters} >= {
        "pending",
        "not-filed",
        "granted",
        "refused",
    }
    with pytest.raises(InputError, match="AP-FU-XCO: it is refused already, since 2025-02-10"):
        if_refused(coalition, "AP-FU-XCO")


@pytest.mark.proof
def test_one_veto_in_the_coalition_costs_what_two_plans_say(coalition: Workspace):
    found = if_refused(coalition, "AP-FU-XBR")
    figures = {(each.what, each.name): (each.before, each.after) for each in found.changes}
    assert found.stops == ("gate GT-FU-XBR stays shut",)
    before, after = figures["objective", "unmet, weighted unit-months"]
    assert before < after
    assert figures["hand-over", "XBR to XVE, garda-fire-unit"] == (1, 0)
    assert figures["unmet", "RQ-FU-2"][0] < figures["unmet", "RQ-FU-2"][1]


@pytest.mark.parametrize(
    ("case", "line", "signed", "truth"),
    [
        ("drones-on-behalf", "nato-drones/1", "an unknown day", "unknown"),
        ("joint-order", "gemt-joint/1", "signed 2024-01-03, window", "no"),
    ],
)
def test_only_an_award_is_a_signature(workspace: Workspace, case, line, signed, truth):
    """When a line, or a buyer who joins, takes effect is no day of signature."""
    load_case(workspace, case)
    found = eligibility(workspace, line, programme="UKRAINE-SUPPORT-LOAN", view=View(case))
    (verdict,) = found.answers[0].verdicts
    assert verdict.truth == truth
    (why,) = [each for each in verdict.reasons if "signed" in each]
    assert signed in why
    assert ("missing: the day of signature" in why) == (truth == "unknown")
