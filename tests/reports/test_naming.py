"""A plan's own texts are written with ids; a reader sees names, months and one wording."""

import pytest
from gadget_story import PLAN, reading, stored

from materiel.kernel.bounds import Bounds
from materiel.reports.answering import answer
from materiel.reports.naming import Names
from materiel.reports.summary import sentences
from materiel.reports.words import RANGE_NOTE, count_words
from materiel.scenarios.hold_harmless import units_below


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return stored(tmp_path_factory.mktemp("naming"))


def plain(sentence):
    return "".join(part if isinstance(part, str) else part.text for part in sentence)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "floor hold-harmless:XAA:gadget: 3 held; the floor stays",
            "floor of Arland for Gadget (missiles): 3 held; the floor stays",
        ),
        (
            "contract JOINT/1, XBB: all 3 taken by 2024-09",
            "contract joint order, Borland: all 3 taken by September 2024",
        ),
        (
            "XAA is expected to grant it from 2024-09-01 on",
            "Arland is expected to grant it from 1 September 2024 on",
        ),
        ("from 2024-01-01..2024-12-31", "from 1 January 2024 to 31 December 2024"),
        ("XBB holds at most 9, at least 8 of it", "Borland holds 8 to 9 of it"),
        ("EUR 2,100.00 of 2024; XAAB, 2024-13", "EUR 2,100.00 of 2024; XAAB, 2024-13"),
    ],
)
def test_ids_become_names_and_all_else_stays(database, text, said):
    with reading(database) as read:
        assert Names(read).said(text) == said


def test_every_pair_of_ends_has_one_wording():
    stated, summed = Bounds.between(8, 9), Bounds.exactly(8) + Bounds.at_most(1)
    assert count_words(stated) == count_words(summed) == "8 to 9"
    assert '"8 to 9"' in RANGE_NOTE


def test_the_summary_says_what_each_floor_of_a_sweep_allows(database):
    plans = [
        {**PLAN, "case": f"story:hold-harmless-{less}", "gap": 0.0,
         "unmet": [{"requirement": "need", "recipient": "XBB", "priority": 1,
                    "months": [[1, 7 - less]], "unit_months": 7 - less}]}
        for less in (0, 1, 2)
    ]  # fmt: skip
    with reading(database) as read:
        told = [plain(each) for each in sentences(read, {**plans[1], "sweep": plans})]
        alone = [plain(each) for each in sentences(read, plans[1])]
    (swept,) = [each for each in told if "below today's holding" in each]
    for words in (
        "If no giver may fall below today's holding: ",
        "7 unit-months unmet. If each giver may fall one unit below today's holding: ",
        "6 unit-months unmet (the plan shown here). If each giver may fall 2 units below",
        "5 unit-months unmet.",
    ):
        assert words in swept
    assert any(each.startswith("The plan shown here: ") for each in told)
    assert any("It is proven optimal and passed its replay" in each for each in told)
    assert not any("below today's holding" in each for each in alone)


def test_how_far_givers_may_fall_stands_in_the_name_of_the_plan():
    assert [units_below(f"case:hold-harmless-{less}") for less in (0, 12)] == [0, 12]
    assert units_below("coalition") is units_below("case:hold-harmless-x") is None


def test_a_plan_without_refill_rules_says_what_stays_owed(database):
    with reading(database) as read:
        table = answer("plan-backfills", read, {**PLAN, "backfills": []})
        owed = answer("who-is-owed", read).column("what").count("refills of gifts")
    assert owed == 1
    assert table.empty == (
        "This case states no refill rule for the plan; the 1 refill listed under who is owed "
        "stays owed."
    )
