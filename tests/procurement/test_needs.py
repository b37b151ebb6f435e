"""Need lists: the version in force, what changed between two, and rows that contradict."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.period import Period
from materiel.procurement.needs import Accepted, ListedNeed, NeedList, changes, in_force, versions
from materiel.procurement.offered import OfferLine, OfferTerm


def version(name, issued, of="L", party="XVE"):
    return NeedList(id=name, list=of, party=party, issued=date.fromisoformat(issued))


def line(in_version, name, units=1, **more):
    values = {"item": "gale", "priority": 1, "due": Period.parse("2026-06"), **more}
    return ListedNeed(
        id=f"{in_version}:{name}", version=in_version, line=name, units=units, **values
    )


def test_the_last_version_issued_by_the_day_is_in_force():
    listed = versions([version("V2", "2025-12-01"), version("V1", "2025-09-01")], [])["L"]
    assert in_force(listed, date(2025, 8, 31)) is None
    assert in_force(listed, date(2025, 9, 1)).row.id == "V1"
    assert in_force(listed, date(2025, 11, 30)).row.id == "V1"
    assert in_force(listed, date(2025, 12, 1)).row.id == "V2"


def test_each_change_between_two_versions_has_its_word():
    before = [line("V1", "a", 3), line("V1", "b", 3), line("V1", "c", 3), line("V1", "d", 3)]
    before.append(line("V1", "e", 3))
    after = [line("V2", "a", 5), line("V2", "b", 2), line("V2", "c", 3, priority=2)]
    after += [line("V2", "d", 3), line("V2", "f", 1)]
    first, second = versions(
        [version("V1", "2025-09-01"), version("V2", "2025-12-01")], [*before, *after]
    )["L"]
    found = {each.line: each for each in changes(first, second)}
    assert {name: each.word for name, each in found.items()} == {
        "a": "raised",
        "b": "lowered",
        "c": "changed",
        "d": "same",
        "f": "new",
        "e": "withdrawn",
    }
    assert found["c"].differs == ("priority",)
    assert found["a"].differs == ("units",)
    assert found["e"].differs == found["f"].differs == ()
    assert {each.word for each in changes(None, first)} == {"new"}


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3)),
)
def test_the_changes_turn_one_version_into_the_other(one, two):
    rows = [line("V1", name, units) for name, units in one.items()]
    rows += [line("V2", name, units) for name, units in two.items()]
    first, second = versions([version("V1", "2025-09-01"), version("V2", "2025-12-01")], rows)["L"]
    built = dict(one)
    for each in changes(first, second):
        if each.word == "withdrawn":
            del built[each.line]
        else:
            built[each.line] = each.after.units
    assert built == two
    assert all(each.word == "same" for each in changes(first, first))


@pytest.mark.parametrize(
    ("lists", "needs", "said"),
    [
        (
            [version("V1", "2025-09-01"), version("V2", "2025-09-01")],
            [],
            (
                "V2: issued: found 2025-09-01, the day of V1 too; accepted: a day of its own for "
                "each version"
            ),
        ),
        (
            [version("V1", "2025-09-01"), version("V2", "2025-10-01", party="XTR")],
            [],
            "V2: party: found XTR; accepted: XVE, whose list L is",
        ),
        (
            [version("V1", "2025-09-01")],
            [line("V1", "a"), line("V1", "a", 2)],
            "V1:a: line: a stands in V1 as V1:a",
        ),
        (
            [version("V1", "2025-09-01"), version("W1", "2025-09-01", of="M")],
            [line("V1", "a"), line("W1", "a")],
            "W1:a: line: a is a need of the list L",
        ),
        ([version("V1", "2025-09-01")], [line("V2", "a")], "V2:a: no version"),
    ],
)
def test_lists_that_contradict_themselves_are_refused(lists, needs, said):
    with pytest.raises((InputError, UnknownNameError)) as refused:
        versions(lists, needs)
    assert str(refused.value).startswith(said)


def test_an_accept_list_has_its_owners_ratio():
    assert Accepted.parse("2 gust-interceptor") == Accepted(2, "gust-interceptor")
    assert Accepted.parse(" Gale missile ") == Accepted(1, "Gale missile")
    with pytest.raises(InputError) as refused:
        line("V1", "a", accepts=("0 gust",))
    assert str(refused.value) == "accepts: found '0 gust'; accepted: an item, as 2 gust-interceptor"
    with pytest.raises(InputError, match="together: found ''; accepted: an item"):
        line("V1", "a", together=("",))


def test_an_offer_keeps_both_ends_of_its_number():
    offer = OfferLine(id="o", offer="O", giver="X", item="i", high=4, valid=Period.parse("2026"))
    assert str(offer.bounds) == "at most 4"
    with pytest.raises(InputError, match="low: found 5; accepted: at most 4, the high end"):
        OfferLine(id="o", offer="O", giver="X", item="i", low=5, high=4, valid=Period.parse("2026"))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"kind": "given"}, "t: offers: required where kind is given"),
        ({"kind": "refilled"}, "t: need: required where kind is refilled"),
        ({"kind": "stated"}, "t: terms: required where kind is stated"),
        (
            {"kind": "refilled", "need": "N", "offers": ("P",)},
            "t: offers: has no meaning where kind is refilled",
        ),
        (
            {"kind": "given", "offers": ("P",), "need": "N"},
            "t: need: has no meaning where kind is given",
        ),
        (
            {"kind": "given", "offers": ("P",), "met": date(2026, 1, 1)},
            "t: met: has no meaning where kind is given",
        ),
        (
            {"kind": "given", "offers": ("P",), "units": 0},
            "t: units: found 0; accepted: 1 or more",
        ),
        ({"kind": "given", "offers": ("O",)}, "t: offers: O cannot wait for itself"),
    ],
)
def test_a_condition_that_says_too_little_or_too_much_is_refused(cells, said):
    with pytest.raises(InputError) as refused:
        OfferTerm(id="t", offer="O", **cells).refuse_contradiction()
    assert str(refused.value) == said
