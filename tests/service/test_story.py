"""The worked answers about clocks, rungs, ceilings and overlaps, asked through the use cases."""

from datetime import date

import pytest

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.service.balances import balance
from materiel.service.loading import load_case
from materiel.service.recording import add_entry, correct_entry
from materiel.service.selection import Wanted
from materiel.service.workspace import View


def on(text):
    return date(2024, int(text[:2]), int(text[3:]))


class Asked:
    """One workspace, asked for single numbers."""

    def __init__(self, workspace, now):
        self.workspace, self.now = workspace, now

    def number(self, rung, as_of, known_at, less=""):
        view = View(as_of=on(as_of), known_at=on(known_at))
        answer = balance(
            self.workspace, Wanted(giver="XQA", receiver="XQB", rung=rung), view=view, less=less
        )
        return answer.lines[0].text if answer.lines else "nothing"

    def add(self, table, **cells):
        return add_entry(self.workspace, table, cells, now=self.now)


@pytest.fixture
def ask(workspace, story, now):
    load_case(workspace, str(story), now=now)
    return Asked(workspace, now)


def test_rungs_are_reached_and_stood_on_at_the_end_of_may(ask):
    end = ("05-31", "05-31")
    assert [ask.number(rung, *end) for rung in ("pledged", "dispatched", "received")] == [
        "5",
        "3",
        "2",
    ]
    assert ask.number("dispatched", *end, less="received") == "1"
    assert ask.number("pledged", *end, less="received") == "3"
    assert ask.number("pledged", *end, less="dispatched") == "2"


def test_what_became_known_later_counts_only_for_who_asks_later(ask):
    assert ask.number("dispatched", "04-30", "04-30") == "2"
    assert ask.number("received", "04-30", "04-30") == "nothing"
    assert ask.number("received", "04-30", "05-31") == "2"


def test_late_news_of_an_earlier_rung_changes_one_counter(ask):
    before = {
        (rung, known): ask.number(rung, "05-31", known)
        for rung in ("pledged", "dispatched", "received")
        for known in ("05-31", "06-01")
    }
    ask.add(
        "events",
        id="e5",
        commitment="c1",
        event="approved",
        valid="2024-03-20",
        low="5",
        high="5",
        known_on="2024-06-01",
        sources="k1",
    )
    assert ask.number("approved", "03-31", "05-31") == "nothing"
    assert ask.number("approved", "03-31", "06-01") == "5"
    assert before == {key: ask.number(key[0], "05-31", key[1]) for key in before}


def test_a_correction_has_its_own_day_of_knowledge(ask):
    correct_entry(
        ask.workspace,
        "e3",
        {"low": "1", "high": "1"},
        known_on=on("06-10"),
        now=ask.now,
    )
    assert ask.number("received", "05-31", "06-09") == "2"
    assert ask.number("received", "05-31", "06-10") == "1"
    assert ask.number("dispatched", "05-31", "06-10") == "3"
    assert ask.number("dispatched", "05-31", "06-10", less="received") == "2"


def test_equal_unknowns_cancel_and_others_do_not(ask):
    ask.add(
        "commitments",
        id="c2",
        kind="gift",
        title="some more",
        giver="XQA",
        receiver="XQB",
        item="bridge",
        known_on="2024-05-20",
        sources="k1",
    )
    ask.add(
        "events",
        id="p2",
        commitment="c2",
        event="pledged",
        valid="2024-05-20",
        low="5",
        high="10",
        wording="five to ten",
        known_on="2024-05-20",
        sources="k1",
    )
    ask.add(
        "events",
        id="a2",
        commitment="c2",
        event="received",
        valid="2024-06-02",
        same_as="p2",
        wording="all that was pledged",
        known_on="2024-06-02",
        sources="k1",
    )
    wanted = Wanted(commitments=("c2",), rung="pledged")
    view = View(known_at=on("06-02"))
    assert balance(ask.workspace, wanted, view=view, less="received").lines[0].text == "0"
    correct_entry(
        ask.workspace,
        "a2",
        {"same_as": "", "low": "4", "high": "4", "wording": ""},
        known_on=on("06-03"),
        now=ask.now,
    )
    view = View(known_at=on("06-03"))
    (line,) = balance(ask.workspace, wanted, view=view, less="received").lines
    assert line.text == "between 1 and 6"
    assert line.reasons == ("p2 says 'five to ten'",)


@pytest.fixture
def overlap(ask):
    """A contract for up to 1,000, and a request for 200 that may lie inside it."""
    ask.add(
        "documents",
        id="d0",
        title="a first report",
        publisher="a paper",
        published="2024-01-03",
        locator="page 1",
        grade="A",
        known_on="2024-01-03",
    )
    ask.add(
        "commitments",
        id="joint",
        kind="order",
        title="joint contract",
        giver="XQM",
        receiver="XQA",
        item="bridge",
        ceiling="number",
        ceiling_units="1000",
        known_on="2024-01-03",
        sources="d0",
    )
    ask.add(
        "events",
        id="joint:o",
        commitment="joint",
        event="ordered",
        valid="2024-01-03",
        high="1000",
        wording="up to 1,000 if all options are exercised",
        known_on="2024-01-03",
        sources="d0",
    )
    ask.add(
        "commitments",
        id="ask200",
        kind="request",
        title="a request",
        giver="XQM",
        receiver="XQB",
        item="bridge",
        known_on="2024-01-04",
        sources="d0",
    )
    ask.add(
        "events",
        id="ask200:r",
        commitment="ask200",
        event="requested",
        valid="2024-01-04",
        low="200",
        high="200",
        known_on="2024-01-04",
        sources="d0",
    )
    ask.add(
        "judgements",
        id="j1",
        left="ask200",
        relation="possibly-part-of",
        right="joint",
        by="registrar",
        reason="the member may be one of the buyers",
        known_on="2024-01-05",
    )
    return ask


def together(ask, known):
    answer = balance(
        ask.workspace,
        Wanted(commitments=("joint", "ask200")),
        view=View(known_at=on(known)),
        ceilings_and_requests=True,
    )
    return answer.together


def test_a_ceiling_is_no_order_and_a_request_raises_nothing(overlap):
    wanted = Wanted(giver="XQM", rung="ordered")
    (line,) = balance(overlap.workspace, wanted).lines
    assert line.text == "at most 1,000"
    assert (line.total.bounds.low, line.total.bounds.low_known) == (0, False)
    assert line.reasons == ("joint:o says 'up to 1,000 if all options are exercised'",)
    (line,) = balance(overlap.workspace, Wanted(giver="XQM", rung="requested")).lines
    assert line.text == "200"


def test_ceiling_and_request_together_follow_the_judgement_and_its_undoing(overlap):
    assert together(overlap, "06-01").text == "between 1,000 and 1,200"
    assert together(overlap, "06-01").reasons == (
        "nobody has judged whether ask200 is part of joint",
    )
    correct_entry(
        overlap.workspace, "j1", {"relation": "part-of"}, known_on=on("06-10"), now=overlap.now
    )
    assert together(overlap, "06-10").text == "1,000"
    correct_entry(
        overlap.workspace, "j1:2", {"relation": "distinct"}, known_on=on("06-11"), now=overlap.now
    )
    assert together(overlap, "06-11").text == "1,200"
    correct_entry(
        overlap.workspace,
        "j1:3",
        {"relation": "possibly-part-of"},
        known_on=on("06-12"),
        now=overlap.now,
    )
    assert together(overlap, "06-12").text == "between 1,000 and 1,200"
    assert together(overlap, "06-10").text == "1,000"


def test_a_second_report_of_the_same_changes_no_total_and_stays_visible(overlap):
    before = balance(overlap.workspace).lines
    overlap.add(
        "documents",
        id="d9",
        title="another outlet",
        publisher="a paper",
        published="2024-01-06",
        locator="page 9",
        grade="B",
        known_on="2024-01-06",
    )
    for name, document, wording, words in (
        ("k8", "d0", "up to", "The contract is for up to 1,000 if all options are exercised."),
        ("k9", "d9", "exact", "The contract is for 1,000."),
    ):
        overlap.add(
            "claims",
            id=name,
            document=document,
            event="order",
            stance="asserted",
            low="" if name == "k8" else "1000",
            high="1000",
            wording=wording,
            paraphrase=words,
            known_on="2024-01-06",
        )
    correct_entry(
        overlap.workspace,
        "joint:o",
        {"sources": "d1; k8; k9"},
        known_on=on("01-06"),
        now=overlap.now,
    )
    overlap.add(
        "judgements",
        id="j9",
        left="k9",
        relation="contradicts",
        right="k8",
        by="registrar",
        reason="the second report leaves out 'up to'",
        known_on="2024-01-07",
    )
    after = balance(overlap.workspace).lines
    assert [(line.key, line.text) for line in after] == [(line.key, line.text) for line in before]
    answer = balance(overlap.workspace, Wanted(giver="XQM", rung="ordered"))
    (found,) = answer.disagreements
    assert found.reason == "the second report leaves out 'up to'"
    assert dict(found.claims) == {
        "k9": "The contract is for 1,000.",
        "k8": "The contract is for up to 1,000 if all options are exercised.",
    }


# ------------------------------------------------------------------------- the public record


@pytest.fixture(scope="module")
def patriot(tmp_path_factory):
    from materiel.service.workspace import create_workspace, open_workspace  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("patriot")
    create_workspace(folder, actor="registrar", environment={})
    with open_workspace(folder, environment={}) as opened:
        load_case(opened, "packaged:patriot")
        yield opened


FIRE_UNITS = Wanted(giver="DEU", receiver="UKR", item="patriot-fire-unit", rung="received")


@pytest.mark.parametrize(
    ("as_of", "known_at", "number", "reasons"),
    [
        (date(2024, 7, 9), date(2024, 7, 9), "3", ()),
        (
            date(2024, 7, 1),
            None,
            "between 1 and 2",
            ("nothing dates deu-ukr-2:handed-over more precisely than 2023-04-20..2024-07-05",),
        ),
        (None, None, "5", ()),
    ],
)
def test_systems_from_germany_at_both_clocks(patriot, as_of, known_at, number, reasons):
    (line,) = balance(patriot, FIRE_UNITS, view=View("", as_of, known_at)).lines
    assert (line.text, line.reasons, line.unit) == (number, reasons, "fire units")


def test_in_june_the_third_system_is_promised_and_not_handed_over(patriot):
    third = Wanted(commitments=("deu-ukr-3",), book="promises")
    view = View(as_of=date(2024, 6, 1), known_at=date(2024, 6, 1))
    rungs = {line.key.name for line in balance(patriot, third, view=view).lines}
    assert rungs & {"announced", "pledged"}
    assert not rungs & {"dispatched", "arrived", "received"}


def test_the_statements_that_disagree_stand_beside_the_five(patriot):
    answer = balance(patriot, FIRE_UNITS)
    assert answer.lines[0].text == "5"
    assert answer.disagreements
    assert all(len(each.claims) > 1 and each.reason for each in answer.disagreements)


@pytest.mark.parametrize(
    ("known_at", "together_text"),
    [(date(2025, 1, 30), "between 1,000 and 1,200"), (date(2025, 1, 31), "1,000")],
)
def test_the_joint_missile_contract_and_the_request(patriot, known_at, together_text):
    answer = balance(
        patriot,
        Wanted(commitments=("gemt-joint", "rou-gemt-request")),
        view=View(known_at=known_at),
        ceilings_and_requests=True,
    )
    assert answer.together.text == together_text
    ordered = [line.text for line in answer.lines if line.key.name == "ordered"]
    assert ordered == ["at most 1,000"]


def test_a_family_means_everything_under_it(patriot):
    items = {line.key.item for line in balance(patriot, Wanted(item="patriot")).lines}
    assert {"patriot-fire-unit"} <= items


def test_a_group_means_its_members(patriot):
    wanted = Wanted(giver="EU", receiver="UKR", item="patriot-fire-unit", rung="received")
    answer = balance(patriot, wanted)
    assert {"DEU", "ROU"} <= {line.key.giver for line in answer.lines}
    assert "USA" not in {line.key.giver for line in answer.lines}


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(giver="Germanny"), "no party 'Germanny' (near: Germany"),
        (Wanted(item="patriot-fireunit"), "no item 'patriot-fireunit' (near: "),
        (Wanted(rung="delivered"), "no rung 'delivered'"),
        (Wanted(book="promise"), "no book 'promise' (near: promises)"),
        (Wanted(commitments=("gemt-jont",)), "no commitment 'gemt-jont' (near: gemt-joint"),
    ],
)
def test_a_filter_that_names_nothing_is_refused(patriot, wanted, said):
    with pytest.raises((UnknownNameError, InputError)) as refused:
        balance(patriot, wanted)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("book", ["promises", "stock"])
def test_every_line_of_a_long_balance_is_the_same_asked_alone(patriot, book):
    for as_of in (None, date(2024, 6, 1)):
        view = View(as_of=as_of)
        lines = balance(patriot, Wanted(book=book), view=view).lines
        assert len(lines) > 10
        for line in lines:
            key = line.key
            alone = Wanted(key.giver, key.receiver, key.party, key.item, key.name, book)
            (same,) = [each for each in balance(patriot, alone, view=view).lines if each.key == key]
            assert (key, same.total.bounds, same.reasons) == (
                key,
                line.total.bounds,
                line.reasons,
            )


def test_the_german_fire_units_are_as_uncertain_in_the_list_as_alone(patriot):
    for wanted in (
        Wanted(book="stock"),
        Wanted(book="stock", party="DEU", item="patriot-fire-unit"),
    ):
        texts = {
            (line.key.party, line.key.item): line.text for line in balance(patriot, wanted).lines
        }
        assert texts["DEU", "patriot-fire-unit"] == "between 4 and 7"


def judged(patriot, wanted, **view):
    return {each.judgement for each in balance(patriot, wanted, view=View(**view)).disagreements}


def test_the_judgements_beside_the_five_are_those_about_the_hand_overs(patriot):
    found = judged(patriot, FIRE_UNITS)
    assert {
        "contradiction-06",
        "contradiction-07",
        "contradiction-10",
        "germany-three-cumulative",
    } <= found


def test_a_judgement_about_the_price_of_an_order_is_not_one_about_a_gift(patriot):
    gifts = Wanted(giver="DEU", receiver="UKR", item="patriot-fire-unit")
    order = Wanted(giver="RAYTHEON", receiver="DEU", item="patriot-fire-unit")
    assert "contradiction-04" not in judged(patriot, gifts, as_of=date(2024, 6, 1))
    assert "contradiction-04" in judged(patriot, order)


def test_a_number_of_weak_sources_says_that_it_is_one(patriot):
    wanted = Wanted(commitments=("deu-ukr-3",), rung="pledged")
    view = View(as_of=date(2024, 5, 1), known_at=date(2024, 5, 1))
    (line,) = balance(patriot, wanted, view=view).lines
    assert line.text == "at most 1"
    assert line.reasons[0] == (
        "deu-ukr-3:pledged: known from weak sources only (grade C or partisan)"
    )
    assert "exact" not in " ".join(line.reasons)
    # A ceiling of the supplier's agency is open for another reason.
    (line,) = balance(patriot, Wanted(commitments=("gemt-joint",), rung="ordered")).lines
    assert "weak" not in " ".join(line.reasons)


def test_a_promise_that_is_known_later_is_not_one_that_does_not_exist(ask):
    wanted = Wanted(commitments=("c1",))
    assert balance(ask.workspace, wanted, view=View(known_at=on("07-01"))).lines
    with pytest.raises(InputError) as refused:
        balance(ask.workspace, wanted, view=View(known_at=on("01-01")))
    assert str(refused.value) == "commitment 'c1' is not known at 2024-01-01"


def test_promises_of_several_items_are_not_counted_together(patriot):
    with pytest.raises(InputError) as refused:
        balance(patriot, ceilings_and_requests=True)
    assert str(refused.value).startswith("together: pac-2-gem-t, ")
    assert str(refused.value).endswith(" cannot be added; name one with --item")


@pytest.mark.parametrize(
    ("book", "rung"), [("stock", "received"), ("promises", "on-hand"), ("money", "ceiling")]
)
def test_a_rung_of_another_book_is_refused(patriot, book, rung):
    with pytest.raises(InputError, match=f"^rung: {rung} stands in the book .*, not in {book}$"):
        balance(patriot, Wanted(book=book, rung=rung))
