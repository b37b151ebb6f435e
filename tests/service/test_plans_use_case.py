"""Plans are made, kept, accepted apart from facts, and refused when the record has moved on."""

import json
from datetime import date

import pytest

from materiel.kernel.errors import InputError, RefusedActError, UnknownNameError
from materiel.service.acceptance import accept_plan
from materiel.service.balances import balance
from materiel.service.loading import load_case
from materiel.service.plans import make_plans, read_plans
from materiel.service.recording import add_entry, correct_entry
from materiel.service.reporting import answer_report, list_reports, write_report
from materiel.service.selection import Wanted
from materiel.service.verifying import verify
from materiel.service.workspace import HERE

SHAPE = [
    "case",
    "status",
    "gap",
    "objectives",
    "replay",
    "moves",
    "exercises",
    "backfills",
    "unmet",
    "floors",
    "assumptions",
]


@pytest.fixture
def planned(workspace, story, now):
    """The story with a need for two more, a route, and a floor that leaves room for two."""
    (story / "case.csv").write_text(
        "id,title,today,fictional,plan_start,plan_months\n"
        "story,A pledge,2024-07-01,yes,2024-08-01,8\n"
    )
    (story / "routes.csv").write_text(
        "id,giver,receiver,items,lead_months,valid,known_on,sources\n"
        "r1,XQA,XQB,bridge,1,2024..,2024-06-01,d1\n"
    )
    (story / "requirements.csv").write_text(
        "id,party,item,units,priority,due,known_on,sources\n"
        "need,XQB,bridge,2,1,2024-09,2024-06-01,d1\n"
    )
    (story / "floors.csv").write_text(
        "id,parties,item,units,valid,known_on,sources\nfloor,XQA,bridge,4,2024..,2024-06-01,d1\n"
    )
    report = load_case(workspace, str(story), now=now)
    assert report.good, report.findings
    return workspace


def test_a_plan_is_proven_replayed_and_kept(planned):
    made = make_plans(planned)
    (plan,) = made.cases[0].plans
    assert (plan.status, plan.gap, plan.findings) == ("optimal", 0, ())
    moves = [(m.donor, m.recipient, m.units, m.arrives) for m in plan.decisions.moves]
    assert sum(units for _, _, units, _ in moves) == 2
    assert all((giver, to) == ("XQA", "XQB") and at <= 2 for giver, to, _, at in moves)
    (content,) = json.loads((planned.folder / "plan.json").read_text("utf-8"))
    assert set(SHAPE) <= set(content)
    assert content["replay"] == {"ok": True, "findings": []}
    assert {"name", "value"} <= set(content["objectives"][0])
    assert read_plans(made.path) == made.as_dicts()


def test_an_accepted_plan_stands_apart_from_the_facts(planned, now):
    make_plans(planned)
    before = balance(planned).as_dict()
    done = accept_plan(planned, "story", view=HERE, now=now)
    assert done.new
    assert balance(planned).as_dict() == before
    lines = balance(planned, Wanted(book="plans")).lines
    assert [(line.key.giver, line.key.receiver, line.key.name, line.text) for line in lines] == [
        ("XQA", "XQB", "hand-over", "2")
    ]
    again = accept_plan(planned, "story", view=HERE, now=now)
    assert (again.new, again.same) == ((), len(done.new))
    assert verify(planned).good


def test_a_plan_that_the_record_has_overtaken_is_refused(planned, now):
    make_plans(planned)
    row = {"id": "lost", "commitment": "c1", "event": "lost", "valid": "2024-06-20"}
    row |= {"low": "3", "high": "3", "known_on": "2024-06-21", "sources": "k4"}
    add_entry(planned, "events", row, now=now)
    with pytest.raises(RefusedActError) as refused:
        accept_plan(planned, "story", view=HERE, now=now)
    assert str(refused.value).startswith("plan story cannot be accepted: ")
    assert str(refused.value).endswith("; plan again with 'materiel plan'")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("more units than the floor allows", lambda c: c["moves"][0].update(units=3)),
        ("a value that is not reached", lambda c: c["objectives"][0].update(value=-1)),
        ("half a unit", lambda c: c["moves"][0].update(units=0.5)),
        ("a month that is not planned", lambda c: c["moves"][0].update(month=99)),
    ],
)
def test_a_plan_that_was_changed_by_hand_is_refused(planned, now, name, change):
    made = make_plans(planned)
    content = made.as_dicts()
    change(content[0])
    made.path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(RefusedActError):
        accept_plan(planned, "story", view=HERE, now=now)
    assert balance(planned, Wanted(book="plans")).lines == (), name


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (None, UnknownNameError, "no plan 'story'"),
        ("[]", UnknownNameError, "no plan 'story'"),
        ("{}", InputError, "not a list of plans; 'materiel plan' writes one"),
        ('[{"case": "story"}]', InputError, "plan story: not a plan ('moves')"),
    ],
)
def test_a_file_without_the_plan_is_refused(planned, now, text, error, said):
    if text is not None:
        (planned.folder / "plan.json").write_text(text, "utf-8")
    with pytest.raises(error) as refused:
        accept_plan(planned, "story", view=HERE, now=now)
    assert said in str(refused.value)


def test_a_sweep_of_floors_that_are_stated_is_refused(planned):
    with pytest.raises(InputError) as refused:
        make_plans(planned, less=(1,))
    assert str(refused.value) == (
        "less: it sweeps hold-harmless floors, and the floors of story are stated"
    )
    with pytest.raises(InputError, match=r"^less: -1: found a negative number; accepted: 0, 1, 2"):
        make_plans(planned, less=(0, -1))
    assert not (planned.folder / "plan.json").exists()


def test_a_file_that_is_not_there_is_named(planned, now, tmp_path):
    with pytest.raises(InputError) as refused:
        accept_plan(planned, "story", view=HERE, path=tmp_path / "nope.json", now=now)
    assert str(refused.value) == f"{tmp_path / 'nope.json'}: no such file"


def test_a_plan_of_a_sweep_is_accepted_by_what_it_says_of_itself(planned, now):
    correct_entry(
        planned, "story", {"plan_rule": "hold-harmless"}, known_on=date(2024, 7, 1), now=now
    )
    made = make_plans(planned, less=(2,))
    (content,) = made.as_dicts()
    assert (content["case"], content["less"]) == ("story:hold-harmless-2", 2)
    assert accept_plan(planned, "story:hold-harmless-2", view=HERE, now=now).new
    made.path.write_text(json.dumps([content | {"less": 1}]), "utf-8")
    with pytest.raises(InputError, match="no plan 'story:hold-harmless-2'; its plans: story:hold"):
        accept_plan(planned, "story:hold-harmless-2", view=HERE, now=now)


def test_a_report_about_a_plan_names_the_plans_that_there_are(planned):
    make_plans(planned)
    with pytest.raises(InputError) as refused:
        answer_report(planned, "plan-moves", plan="x")
    assert str(refused.value) == "no plan 'x'; the plans of story: story"
    with pytest.raises(InputError) as refused:
        answer_report(planned, "ladder", plan="story")
    assert str(refused.value) == "report ladder: it is not about a plan; leave --plan out"


def test_a_case_that_plans_nothing_says_so(workspace, story, now):
    load_case(workspace, str(story), now=now)
    with pytest.raises(InputError) as refused:
        make_plans(workspace)
    assert str(refused.value) == (
        "nothing to plan: no case states plan_start and plan_months (cases: story)"
    )


# ------------------------------------------------------------------------------------- reports


def test_a_question_is_answered_as_a_table(planned):
    assert "ladder" in list_reports()
    table = answer_report(planned, "ladder")
    assert any("Bellmark" in str(line.cells) for line in table.lines)
    with pytest.raises(UnknownNameError, match=r"no report 'lader' \(near: ladder"):
        answer_report(planned, "lader")
    with pytest.raises(InputError, match="it is about a plan"):
        answer_report(planned, "plan-moves")
    make_plans(planned)
    assert len(answer_report(planned, "plan-moves").lines) > 0


def test_the_page_shows_the_case_and_its_plan(planned):
    make_plans(planned)
    written = write_report(planned)
    assert (written.cases, written.plans) == (("story",), ("story",))
    text = written.path.read_text("utf-8")
    assert "A pledge" in text
    assert "Two left on 10 April." in text
    assert "<script" not in text
