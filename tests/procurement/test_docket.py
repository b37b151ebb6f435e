"""What waits before whom, and when it can be decided, against going through the days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.period import Period
from materiel.procurement.approvals import Approval, PositionRow, positions_on
from materiel.procurement.contracts import Option
from materiel.procurement.docket import Docket, held_up
from materiel.procurement.matters import DayBound
from materiel.procurement.sessions import Session
from materiel.vocabulary.bodies import Body
from materiel.vocabulary.vocabulary import packaged

DAY = timedelta(days=1)
TODAY = date(2026, 1, 10)
RULES = {
    "BOARD": "consensus",
    "PANEL": "committee-approval",
    "CLEAR": "negative-clearance-15",
    "QUIET": "silence-procedure",
    "CELL": "secretariat",
}
WORDS = packaged().extended(
    bodies=[
        Body(id=name, name=name.title(), party="EU", rule=rule, members="BALTIC-THREE")
        for name, rule in RULES.items()
    ]
)


def approval(name="A", body="BOARD", state="pending", **more):
    return Approval(id=name, title=name, body=body, state=state, **{"contract": "C", **more})


def sits(days, valid="2026", body="BOARD", **more):
    return Session(id=f"S{body}", body=body, valid=Period.parse(valid), days=days, **more)


def said(party, position, day=None, name="A"):
    return PositionRow(
        id=f"{name}{party}{day}", approval=name, party=party, position=position, day=day
    )


def docket(*rows, sessions=(), positions=(), options=(), day=TODAY):
    return Docket(WORDS, day, rows, sessions, positions, options)


# ------------------------------------------------------------------------------ how it stands


def test_a_decision_counts_from_its_own_day_and_ends_with_its_last_one():
    row = approval(
        state="granted",
        filed=date(2025, 3, 1),
        decided=date(2025, 4, 1),
        expires=date(2025, 12, 31),
    )
    days = {
        date(2025, 2, 28): "not-filed",
        date(2025, 3, 1): "pending",
        date(2025, 3, 31): "pending",
        date(2025, 4, 1): "granted",
        date(2025, 12, 31): "granted",
        date(2026, 1, 1): "expired",
    }
    assert {day: row.stands(day) for day in days} == days
    assert approval(state="refused", decided=TODAY).stands(TODAY - DAY) == "pending"
    assert approval(state="withdrawn").stands(TODAY) == "withdrawn"
    assert approval(filed=TODAY).stands(TODAY - DAY) == "not-filed"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: approval(contract=""),
            "it is for nothing; accepted: a commitment, contract, option or gate",
        ),
        (lambda: approval(contract="", gate="G", line="1"), "line: found '1' without a contract"),
        (
            lambda: approval(state="not-filed", filed=TODAY),
            "state: found 'not-filed' with a day; accepted: no filed, no decided",
        ),
        (
            lambda: approval(decided=TODAY),
            "decided: found 2026-01-10 in the state pending; accepted: an empty cell",
        ),
        (lambda: approval(value=1), "value and currency: accepted: both or neither"),
        (
            lambda: docket(approval("A", after=("B",)), approval("B", after=("A",)), approval("C")),
            "approvals wait for each other: A, B",
        ),
    ],
)
def test_an_approval_that_makes_no_sense_is_refused(make, message):
    with pytest.raises(InputError) as caught:
        make()
    assert str(caught.value) == message


def test_the_latest_position_of_a_member_counts_and_a_later_one_is_not_known_yet():
    rows = [
        said("EST", "against", date(2026, 1, 3)),
        said("EST", "for", date(2026, 1, 8)),
        said("LVA", "not-stated"),
        said("LTU", "for"),
        said("LTU", "against", TODAY + DAY),
        said("EST", "against", name="B"),
    ]
    stated, named = positions_on(rows, "A", TODAY)
    assert {party: row.position for party, row in stated.items()} == {"EST": "for", "LTU": "for"}
    assert named == {"EST", "LVA", "LTU"}
    assert positions_on(rows, "A", date(2026, 1, 5))[0]["EST"].position == "against"


def test_consensus_is_open_until_the_last_member_has_spoken():
    positions = [said("EST", "for"), said("LTU", "abstain")]
    matter = docket(approval(), positions=positions)["A"]
    assert (matter.outcome, matter.missing) == ("open", ("LVA",))
    assert matter.vetoes == ("EST", "LTU", "LVA")
    assert matter.refusal() == "each of 3 members can stop it alone"
    done = docket(approval(), positions=[*positions, said("LVA", "for")])["A"]
    assert (done.outcome, done.missing) == ("adopted", ())
    stopped = docket(approval(), positions=[*positions, said("LVA", "against")])["A"]
    assert (stopped.outcome, stopped.refusal()) == ("not adopted", "it is stopped already")


def test_a_position_of_somebody_else_is_said_and_does_not_count():
    matter = docket(approval(), positions=[said("DEU", "against")])["A"]
    assert matter.outcome == "open"
    assert "DEU is no member of BOARD" in matter.procedure.notes


def test_an_unknown_approval_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match=r"no approval 'AP-ONNE' \(near: AP-ONE\)"):
        docket(approval("AP-ONE"))["AP-ONNE"]


def test_what_an_approval_is_for_is_named_narrowest_first():
    row = approval(option="O", line="2", commitment="P", gate="G")
    assert held_up(row) == (
        ("option", "O"),
        ("contract line", "C/2"),
        ("promise", "P"),
        ("gate", "G"),
    )
    assert row.subject == "O"
    assert approval(gate="G").subject == "C"


# ------------------------------------------------------------------------------------- sittings


@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=6),
    st.sets(st.integers(2, 20), min_size=1, max_size=6),
    st.integers(1, 3),
    st.integers(0, 30),
)
def test_matters_on_file_take_their_places_as_going_through_the_sittings_finds(
    ages, weeks, takes, before
):
    rows = [approval(f"A{n}", filed=TODAY - age * DAY) for n, age in enumerate(ages)]
    session = sits(f"weeks {','.join(map(str, sorted(weeks)))}", takes=takes, file_before=before)
    left = sorted(rows, key=lambda row: (row.filed, row.id))
    expected = dict.fromkeys(row.id for row in rows)
    for week in sorted(weeks):
        first = date.fromisocalendar(2026, week, 1)
        if first + 4 * DAY < TODAY:
            continue
        ready = [row for row in left if row.filed <= first - before * DAY][:takes]
        for row in ready:
            expected[row.id] = max(first, TODAY)
            left.remove(row)
    found = {
        each.approval.id: each.earliest.day for each in docket(*rows, sessions=[session]).matters
    }
    assert found == expected


def test_each_matter_not_filed_is_taken_to_be_filed_today_after_what_is_filed():
    sessions = [sits("second Wednesday of 3,6,9,12", takes=1, file_before=21)]
    rows = [
        approval("A", filed=date(2026, 1, 5)),
        approval("B", state="not-filed"),
        approval("C", state="not-filed"),
    ]
    found = docket(*rows, sessions=sessions)
    assert [str(found[name].earliest.day) for name in "ABC"] == [
        "2026-03-11",
        "2026-06-10",
        "2026-06-10",
    ]


def test_the_last_day_to_file_is_before_the_last_sitting_with_a_place_in_time():
    sessions = [sits("second Wednesday of 3,6,9,12", takes=1, file_before=21)]
    rows = [
        approval("A", filed=date(2026, 1, 5)),
        approval("B", state="not-filed", needed_by=date(2026, 6, 30)),
        approval("C", state="not-filed", needed_by=date(2026, 4, 1)),
        approval("D", state="not-filed", needed_by=date(2026, 9, 8)),
    ]
    found = docket(*rows, sessions=sessions)
    assert found["B"].latest.day == date(2026, 5, 20)
    assert found["D"].latest.day == date(2026, 5, 20)
    # The only sitting in time is full, so it is too late already.
    assert found["C"].latest.why == "no session with a place is on record by 2026-04-01"
    assert found["C"].late
    assert not found["B"].late


def test_a_sitting_of_several_days_may_decide_on_its_last_one():
    rows = [approval(state="not-filed", needed_by=date(2026, 5, 20))]
    found = docket(*rows, sessions=[sits("weeks 10,21", file_before=7)])["A"]
    # Week 21 is 18 to 22 May: needed on the 20th, only week 10 is certain.
    assert found.latest.day == date(2026, 2, 23)
    assert found.earliest.day == date(2026, 3, 2)


def test_without_a_calendar_a_day_is_only_a_bound():
    row = approval(state="not-filed", needed_by=date(2026, 6, 1))
    found = docket(row)["A"]
    assert found.earliest.words("not before") == "not before 2026-01-10 (no calendar on record)"
    assert found.latest.words("not after") == "not after 2026-06-01 (no calendar on record)"
    shut = Session(
        id="X", body="BOARD", kind="blackout", valid=Period.parse("2026-01-01..2026-02-28")
    )
    assert docket(row, sessions=[shut])["A"].earliest.day == date(2026, 3, 1)


def test_after_the_last_sitting_on_record_there_is_no_day():
    found = docket(approval(filed=TODAY), sessions=[sits("weeks 3", file_before=30)])["A"]
    assert found.earliest.day is None
    assert found.earliest.why == "no session with a place is on record up to 2026-01-16"


# ------------------------------------------------------------------------------- one after another


def test_a_matter_waits_for_what_must_come_before_and_hands_its_day_back():
    option = Option(id="O", contract="C", line="1", expires=date(2026, 9, 30))
    rows = [
        approval("SECOND", "PANEL", "not-filed", option="O", after=("FIRST",)),
        approval("FIRST", "BOARD", "not-filed"),
    ]
    sessions = [
        sits("second Wednesday of 3,6,9,12", file_before=21),
        sits("weeks 8,20,30", body="PANEL", file_before=10),
    ]
    found = docket(*rows, sessions=sessions, options=[option])
    first, second = found["FIRST"], found["SECOND"]
    assert (first.earliest.day, second.earliest.day) == (date(2026, 3, 11), date(2026, 5, 11))
    assert second.needed_by == date(2026, 9, 30)
    # Week 30 begins on 20 July; so the Board must have decided, at its June sitting, by then.
    assert second.latest.day == date(2026, 7, 10)
    assert (first.needed_by, first.latest.day) == (date(2026, 7, 20), date(2026, 5, 20))
    assert (first.holds, second.lacks) == (("SECOND",), ("FIRST",))
    assert found.followers("FIRST") == ("SECOND",)


def test_what_comes_after_a_refusal_never_comes():
    rows = [
        approval("FIRST", state="refused"),
        approval("SECOND", "PANEL", filed=TODAY, after=("FIRST",)),
        approval("THIRD", "PANEL", "not-filed", after=("SECOND",)),
    ]
    found = docket(*rows)
    assert found["SECOND"].earliest.words("not before") == "FIRST is refused"
    assert found["THIRD"].earliest.words("not before") == "SECOND: FIRST is refused"
    assert found["FIRST"].earliest is None
    assert found.followers("FIRST") == ("SECOND", "THIRD")


def test_what_a_vote_has_stopped_has_no_day_nor_has_what_comes_after_it():
    rows = [
        approval("A", filed=date(2026, 1, 2), needed_by=date(2026, 12, 31)),
        approval("B", "PANEL", state="not-filed", after=("A",), needed_by=date(2026, 12, 31)),
    ]
    calendar = [sits("first Monday of 3,6"), sits("first Monday of 4,7", body="PANEL")]
    free = docket(*rows, sessions=calendar)
    assert [each.earliest.day for each in free.matters] == [date(2026, 3, 2), date(2026, 4, 6)]
    against = [said("LVA", "against", date(2026, 1, 9))]
    stopped = docket(*rows, sessions=calendar, positions=against)
    assert stopped["A"].refusal() == "it is stopped already"
    assert stopped["A"].earliest == DayBound(None, why="only if a position changes")
    assert stopped["B"].earliest == DayBound(None, why="A: only if a position changes")
    assert stopped["A"].late
    assert stopped["B"].late
    changed = [*against, said("LVA", "for", TODAY)]
    assert docket(*rows, sessions=calendar, positions=changed)["A"].earliest.sure


# ---------------------------------------------------------------------------------- waiting rules


@given(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 40)))
def test_a_notice_is_clear_after_its_days_unless_it_is_blocked_in_time(age, blocked):
    filed = TODAY - age * DAY
    positions = [] if blocked is None else [said("USA", "against", filed + blocked * DAY)]
    matter = docket(approval(body="CLEAR", filed=filed), positions=positions)["A"]
    waiting = [filed + n * DAY for n in range(16)]
    stopped = blocked is not None and filed + blocked * DAY in waiting
    stopped = stopped and filed + blocked * DAY <= TODAY
    expected = "not adopted" if stopped else "open" if TODAY in waiting else "adopted"
    assert matter.outcome == expected
    assert matter.earliest.day == (None if stopped else max(waiting[-1] + DAY, TODAY))


def test_the_last_day_to_notify_is_counted_back_and_out_of_a_blackout():
    row = approval(body="CLEAR", state="not-filed", needed_by=date(2026, 6, 17))
    assert docket(row)["A"].latest.day == date(2026, 6, 1)
    shut = Session(
        id="X", body="CLEAR", kind="blackout", valid=Period.parse("2026-05-20..2026-06-05")
    )
    assert docket(row, sessions=[shut])["A"].latest.day == date(2026, 5, 19)
    assert docket(row)["A"].refusal() == "a block within 15 days of the notice stops it"


def test_a_silence_is_broken_by_one_objection_before_its_end():
    row = approval(body="QUIET", filed=date(2026, 1, 8), waiting_days=3)
    assert docket(row)["A"].outcome == "open"
    assert docket(row)["A"].earliest.day == date(2026, 1, 11)
    assert docket(row, day=date(2026, 1, 11))["A"].outcome == "adopted"
    broken = docket(row, positions=[said("LVA", "against", date(2026, 1, 9))])["A"]
    assert broken.outcome == "not adopted"
    assert broken.earliest == DayBound(None, why="only if a position changes")
    late = [said("LVA", "against", date(2026, 1, 12))]
    assert docket(row, positions=late, day=date(2026, 1, 13))["A"].outcome == "adopted"


def test_a_body_that_decides_nothing_gives_no_day_and_stops_no_other():
    found = docket(approval("A", "CELL", filed=TODAY), approval("B", "QUIET", filed=TODAY))
    assert found["A"].earliest.why == "CELL takes no decision of its own"
    assert found["A"].refusal() == "not known"
    assert found["B"].earliest.why == "waiting_days: required, QUIET decides by silence"
