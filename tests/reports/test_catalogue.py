"""Each named question, answered from one small story in a real database."""

import csv
import io
import json

import pytest
from gadget_story import PLAN, period, reading, stored

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.reports.answering import answer, reports
from materiel.reports.table import ASSUMPTION, shown
from materiel.reports.words import NOT_STATED

NAMES = {
    "sustainment",
    "options",
    "exposure",
    "contracts",
    "approvals",
    "eligibility",
    "assumptions",
    "consents",
    "contradictions",
    "conversions",
    "donor-ranks",
    "holdings",
    "ladder",
    "money",
    "orders",
    "plan-assumptions",
    "plan-backfills",
    "plan-binding",
    "plan-floors",
    "plan-moves",
    "plan-options",
    "plan-unmet",
    "refill-gaps",
    "scope",
    "together",
    "unknown",
    "who-gave",
    "who-is-owed",
}
EMPTY = {
    *("conversions", "donor-ranks", "kiel-rates", "kiel-summary", "kiel-weapons", "refill-gaps"),
    "need-changes",
}


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return stored(tmp_path_factory.mktemp("story"))


def rows(table):
    """Rows as mappings of column to shown text, with the citations."""
    return [
        {
            **{
                column.name: shown(cell)
                for column, cell in zip(table.columns, line.cells, strict=True)
            },
            "cites": line.cites,
        }
        for line in table.lines
    ]


def one(table, **wanted):
    """The one row with these cells."""
    found = [row for row in rows(table) if all(row[name] == text for name, text in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def test_the_catalogue_holds_every_named_question():
    assert set(reports()) >= NAMES
    assert all(report.question.endswith("?") for report in reports().values())


def test_every_row_of_every_report_cites_entries_of_the_log_or_says_assumption(database):
    with reading(database) as read:
        for name in reports():
            table = answer(name, read, PLAN)
            # The tracker's own tables are empty outside its own case, and the story holds no
            # printed conversion, one giver for each item, no line and no need list.
            assert bool(table.lines) is (name not in EMPTY), name
            for line in table.lines:
                assert set(line.cites) <= {*read.records, ASSUMPTION}, name
                assert len(set(line.cites)) == len(line.cites)


def test_every_answer_can_be_written_as_json_and_as_csv(database):
    with reading(database) as read:
        for name in reports():
            table = answer(name, read, PLAN)
            plain = json.loads(json.dumps(table.as_json()))
            assert len(plain["rows"]) == len(table.lines)
            lines = list(csv.reader(io.StringIO(table.as_csv())))
            assert len(lines) == len(table.lines) + 1
            assert {len(line) for line in lines} == {len(lines[0])}


def test_an_unknown_report_is_refused_with_the_nearest_name(database):
    with reading(database) as read, pytest.raises(UnknownNameError) as caught:
        answer("lader", read)
    assert str(caught.value) == "no report 'lader' (near: ladder)"


def test_a_report_about_a_plan_needs_one(database):
    with reading(database) as read, pytest.raises(InputError) as caught:
        answer("plan-moves", read)
    assert str(caught.value) == ("report plan-moves: it is about a plan; make one with 'plan'")


# --------------------------------------------------------------------------------- the ladder


def test_sent_and_handed_over_are_two_readings_of_delivered(database):
    with reading(database, "2024-05-31", "2024-05-31") as read:
        row = one(answer("ladder", read), receiver="Borland")
    assert (row["pledged"], row["dispatched"], row["received"]) == ("5", "3", "2")
    assert row["reading"].startswith(
        '"delivered" means 3 to those who count what was sent (United States Army) and 2 to those '
        "who count what was received ("
    )


def test_a_receipt_that_was_not_yet_known_is_not_counted(database):
    with reading(database, "2024-04-30", "2024-04-30") as read:
        early = one(answer("ladder", read), receiver="Borland")
    with reading(database, "2024-04-30", "2024-05-31") as read:
        late = one(answer("ladder", read), receiver="Borland")
    assert (early["received"], late["received"]) == (NOT_STATED, "2")


def test_an_undated_hand_over_counts_as_perhaps_and_says_so(database):
    with reading(database) as read:
        row = one(answer("ladder", read), receiver="Borland")
    assert (row["dispatched"], row["received"]) == ("3 to 4", "2 to 3")
    assert "nothing dates june more precisely than June 2024" in row["reading"]


def test_what_nobody_stated_is_a_dash_and_what_is_unknown_is_never_zero(database):
    with reading(database) as read:
        table = answer("ladder", read)
    row = one(table, receiver="Borland")
    assert (row["operational"], row["announced"], row["option"]) == (
        NOT_STATED,
        "unknown",
        "unknown",
    )
    assert row["ordered"] == "at most 1,000"
    assert "the firm part is unknown" in row["reading"]
    at = table.index("operational")
    assert [line.cells[at] for line in table.lines] == [None, None]


# -------------------------------------------------------------------------- who gave, who is owed


def test_a_gift_shows_what_was_promised_sent_handed_over_and_is_open(database):
    with reading(database) as read:
        row = one(answer("who-gave", read), giver="Arland")
    names = ("promised", "sent", "handed-over", "open", "last")
    assert [row[name] for name in names] == ["5", "3 to 4", "2 to 3", "2 to 3", "June 2024"]
    assert set(row["cites"]) == {"pledged", "sent-2", "got-2", "sent-1", "june"}


def test_an_announcement_is_no_promise(database):
    with reading(database) as read:
        gave = one(answer("who-gave", read), giver="undisclosed")
        owed = one(answer("who-is-owed", read), promise="a word only")
    assert (gave["promised"], gave["reading"]) == (NOT_STATED, "announced only: unknown")
    assert owed["what"] == "announced or approved only: neither promised nor ordered"
    assert (owed["open"], owed["stands"]) == ("unknown", "announced")
    assert owed["reading"] == 'in the sources\' words: "a few"'


def test_a_refill_names_the_gift_its_open_part_and_its_age(database):
    with reading(database) as read:
        row = one(answer("who-is-owed", read), what="refills of gifts")
    names = ("owed-to", "owed-by", "owed", "came", "open", "refills", "paid-by", "age")
    assert [row[name] for name in names] == [
        "Arland",
        "Sunder Works",
        "3",
        "1",
        "2",
        "Arland to Borland: gadgets for Borland",
        "Borland",
        "2 months (1 April 2024)",
    ]


def test_an_overdue_gift_says_by_how_long(database):
    with reading(database) as read:
        row = one(answer("who-is-owed", read), what="promised gifts still open")
    assert row["reading"].startswith("overdue by 15 days; ")


def test_a_promise_fulfilled_is_no_longer_owed(database):
    with reading(database, "2024-02-01", "2024-02-01") as read:
        assert {row["what"] for row in rows(answer("who-is-owed", read))} == {
            "ordered, not yet delivered"
        }


# ------------------------------------------------------------------------------ orders, together


def test_a_ceiling_leaves_the_firm_part_unknown_and_its_average_is_no_price(database):
    with reading(database) as read:
        row = one(answer("orders", read), buyer="Borland")
        share = one(answer("orders", read), buyer="share of Borland")
    names = ("firm", "option", "ceiling", "value", "average", "price")
    assert [row[name] for name in names] == [
        "at most 1,000",
        "unknown",
        "1,000",
        "at most EUR 5.5 m (ceiling)",
        "EUR 5,500 if all of the ceiling is used",
        NOT_STATED,
    ]
    assert row["reading"] == "firm part unknown"
    assert share["firm"] == "unknown"


def test_an_order_without_lines_stands_apart(database):
    with reading(database) as read:
        row = one(answer("orders", read), part="orders without published lines")
    assert (row["contract"], row["firm"]) == ("refill", "3")


@pytest.mark.parametrize(
    ("known_at", "total", "state", "judged"),
    [
        ("2024-05-31", "1,000 to 1,200", "undecided: both ends are possible", "open"),
        ("2024-06-01", "1,000", "counted once", "inside"),
    ],
)
def test_ceiling_and_request_together_follow_the_judgement(
    database, known_at, total, state, judged
):
    with reading(database, "2024-06-15", known_at) as read:
        row = one(answer("together", read), promise="ceilings and requests together")
        part = one(answer("together", read), promise="joint order")
    assert (row["total"], row["overlap"]) == (total, state)
    assert judged in row["cites"]
    assert (part["ceiling"], part["ordered"]) == ("1,000", "at most 1,000")


# ------------------------------------------------------------------------ holdings, money, gates


def test_a_holding_is_the_stated_count_less_what_went(database):
    with reading(database) as read:
        mine = one(answer("holdings", read), party="Arland")
        theirs = one(answer("holdings", read), party="Borland")
    names = ("opening", "counted", "came", "went", "holds")
    assert [mine[name] for name in names] == [
        "10 to 12",
        "1 January 2024",
        "1",
        "3 to 4",
        "7 to 10",
    ]
    assert mine["reading"].startswith('in the sources\' words: "ten or twelve"')
    assert [theirs[name] for name in names] == ["unknown", "", "2 to 3", "0", "unknown"]
    assert theirs["reading"].startswith("no opening count on record")


def test_money_keeps_stages_and_bases_apart(database):
    with reading(database) as read:
        table = answer("money", read)
    ceiling, contract = one(table, basis="ceiling"), one(table, basis="contract")
    assert (ceiling["obligated"], ceiling["paid"]) == ("at most EUR 5.5 m", NOT_STATED)
    assert (contract["obligated"], contract["paid"]) == (NOT_STATED, "EUR 10.50")


def test_a_consent_shows_what_it_opens_and_its_limit(database):
    with reading(database) as read:
        row = one(answer("consents", read))
    names = ("opens", "kind", "grantor", "state", "cap", "window")
    assert [row[name] for name in names] == [
        "gadgets for Borland",
        "export licence",
        "Arland",
        "granted",
        "4",
        "from 1 March 2024 on",
    ]


def test_competing_statements_stand_side_by_side_with_grades(database):
    with reading(database) as read:
        row = one(answer("contradictions", read))
    assert row["statement"] == "Arland gave nine."
    assert row["source"] == "The Blare, April 2024, grade C, partisan outlet"
    assert row["other-source"] == "Arland Ministry, 1 March 2024, grade A"
    assert row["cites"] == ("clash", "C2", "C1")


def test_what_is_unknown_keeps_the_sources_words(database):
    with reading(database) as read:
        table = answer("unknown", read)
    found = {(row["what"], row["about"]): row for row in rows(table)}
    assert found["how many", "announced: a word only"]["words"] == "a few"
    assert found["how many", "ordered: joint order"]["known"] == "at most 1,000"
    assert found["on which day", "handed-over: gadgets for Borland"]["words"] == (
        "nothing dates it more precisely than June 2024"
    )
    assert found["who", "a word only"]["words"] == "the sources do not name the giver"
    terms = found["on which terms", "option O of contract JOINT"]
    assert terms["known"] == "unknown"


def test_assumptions_say_whose_they_are(database):
    with reading(database) as read:
        table = answer("assumptions", read)
    assert one(table, text="The road stays open.")["whose"] == "a choice of the user"
    assert one(table, text="A gadget is a gadget.")["cites"] == ("A1",)


# ----------------------------------------------------------------------------------- the plan


def test_a_move_cites_its_route_or_is_an_assumption(database):
    with reading(database) as read:
        first, second = rows(answer("plan-moves", read, PLAN))
    assert (first["sent"], first["donor"], first["units"], first["arrives"]) == (
        "July 2024",
        "Arland",
        "2",
        "August 2024",
    )
    assert (first["cites"], second["cites"]) == (("road",), (ASSUMPTION,))


def test_the_rest_of_a_plan_keeps_its_numbers(database):
    with reading(database) as read:
        refill = rows(answer("plan-backfills", read, PLAN))[0]
        exercise, delivery = rows(answer("plan-options", read, PLAN))
        unmet = rows(answer("plan-unmet", read, PLAN))[0]
        floor, supposed = rows(answer("plan-floors", read, PLAN))
        binding = rows(answer("plan-binding", read, PLAN))[0]
    assert (refill["units"], refill["open"], refill["late"]) == ("5/2", "3/2", "3")
    assert refill["filled"] == "1 in October 2024 (contract joint order)"
    assert (exercise["units"], exercise["cites"]) == ("7", ("O",))
    assert (delivery["price"], delivery["units"]) == ("EUR 5,500.00", "3")
    assert (unmet["asked"], unmet["most"], unmet["end"], unmet["unit-months"]) == (
        "4",
        "2",
        "1",
        "5",
    )
    assert unmet["months"] == "August 2024 to September 2024; December 2024"
    assert (floor["floor"], floor["margin"], floor["below"], floor["allowed"]) == (
        "3",
        "-1",
        "September 2024 by 1",
        "1 for 2 months in a row",
    )
    assert (supposed["reading"], supposed["cites"]) == ("Borland keeps 2.", (ASSUMPTION,))
    assert binding["cites"] == ("floor",)


def test_parts_of_a_unit_are_told_exactly(database):
    """An owner's ratio of a half makes needs and margins that are no whole numbers."""
    need = {**PLAN["unmet"][0], "months": [[2, "5/2"], [3, 1]], "unit_months": "7/2"}
    floors = [{**each, "least_margin": "-1/2"} for each in PLAN["floors"]]
    halves = {**PLAN, "unmet": [need], "floors": floors}
    with reading(database) as read:
        unmet = rows(answer("plan-unmet", read, halves))[0]
        floor = rows(answer("plan-floors", read, halves))[0]
    assert (unmet["most"], unmet["unit-months"], floor["margin"]) == ("5/2", "7/2", "-1/2")


def test_only_a_proven_plan_is_called_best(database):
    with reading(database) as read:
        proven = answer("plan-assumptions", read, PLAN)
        found = answer("plan-assumptions", read, {**PLAN, "status": "feasible"})
    assert proven.notes == ("Best under 2 assumptions, 1 of them the user's choice.",)
    assert found.notes == (
        "Found, not proven best, under 2 assumptions, 1 of them the user's choice.",
    )
    assert one(proven, whose="a choice of the user")["cites"] == ("A2",)


def test_bounds_stay_bounds_in_json(database):
    with reading(database) as read:
        table = answer("who-gave", read)
    cells = [row["handed-over"] for row in table.as_json()["rows"]]
    assert {"low": 2, "high": 3, "low_known": True, "text": "2 to 3"} in cells
    assert None in cells
    assert Bounds(2, 3) in table.column("handed-over")
    assert period("2024-06").precision == "month"
