"""What a language model says is held against the document: every lie has its words."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_server import ACTORS, TEXT, claim

from materiel.exchange.language_model.checking import checked, document
from materiel.kernel.errors import InputError

HELD = document("news", TEXT, date(2026, 1, 1))


def judged(*claims):
    return checked(HELD, json.dumps({"claims": list(claims)}), "small")


def refused(**changes):
    kept, (finding,) = judged(claim(**changes))
    assert kept == []
    assert (finding.check, finding.severity, finding.remedy) == (
        "model",
        "warning",
        "The claim is refused.",
    )
    assert finding.where == "news: claim 1 of the model"
    return finding.problem


def by(role, *names):
    return {**{each: [] for each in ACTORS}, role: list(names)}


def test_a_claim_that_stands_in_the_document_is_kept_and_marked():
    (kept,), findings = judged(claim())
    assert findings == []
    assert kept.id == "news.model.1"
    assert kept.evidence == "Poland has ordered up to 180 K2 tanks for $3.4 billion"
    assert TEXT[kept.start : kept.end] == kept.evidence
    assert (kept.counts, kept.number.qualifier) == ((None, 180), "up_to")
    assert kept.sums == (3_400_000_000, 3_400_000_000, "USD")
    assert kept.actors == {"buyer": ("POL",), "supplier": ("Hyundai Rotem",)}
    assert kept.cue == "proposed by the language model small"


def test_spaces_and_ends_of_lines_do_not_matter_in_a_quotation():
    kept, _ = judged(
        claim(
            quotation=" Spain sends  50 tanks to Mars ",
            event="delivery",
            count={"low": 50, "high": 50},
            amount=None,
            item="tanks",
            actors=by("giver", "ESP"),
        )
    )
    assert [each.evidence for each in kept] == ["Spain\nsends 50 tanks to Mars"]


@pytest.mark.parametrize(
    ("quotation", "said"),
    [
        (
            "Spain has ordered 99 tanks",
            "quotation: 'Spain has ordered 99 tanks' does not stand in the document",
        ),
        (
            "poland has ordered",
            "quotation: 'poland has ordered' does not stand in the document",
        ),
        ("80 K2 tanks", "quotation: '80 K2 tanks' does not stand in the document"),
        ("30 tanks", "quotation: '30 tanks' stands more than once in the document"),
        ("", "quotation: found ''; accepted: words of the document"),
        (7, "quotation: found 7; accepted: words of the document"),
        ("x" * 801, "quotation: 801 letters; accepted: up to 800"),
    ],
)
def test_an_invented_quotation_is_refused(quotation, said):
    assert refused(quotation=quotation) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (
            {"low": 180, "high": 180},
            "count: 180 does not stand in the quotation; read there: ? to 180",
        ),
        ({"low": 2, "high": 2}, "count: 2 does not stand in the quotation; read there: ? to 180"),
        (
            {"low": None, "high": 3_400_000_000},
            "count: ? to 3,400,000,000 does not stand in the quotation; read there: ? to 180",
        ),
        ({"low": None, "high": None}, "count: neither low nor high is stated; accepted: null"),
        ({"low": 1.5, "high": 2}, "count: low: found 1.5; accepted: a whole number"),
        ({"low": True, "high": 2}, "count: low: found True; accepted: a whole number"),
        ({"low": -1, "high": 2}, "count: low: accepted: 0 to 1,000,000,000,000,000"),
        ({"low": 1}, "count: found {'low': 1}; accepted: low, high, or null"),
        ("180", "count: found '180'; accepted: low, high, or null"),
    ],
)
def test_an_invented_count_is_refused(count, said):
    assert refused(count=count) == said


def test_a_year_or_a_sum_is_no_count():
    assert refused(
        quotation="Deliveries begin in May 2026", count={"low": 2026, "high": 2026}, amount=None
    ) == ("count: 2,026 does not stand in the quotation; read there: none")


def test_a_quotation_that_cuts_off_a_hedge_is_refused():
    cut = "180 K2 tanks for $3.4 billion"
    assert refused(quotation=cut, count={"low": 180, "high": 180}) == (
        "count: 180 is not what the document says: the quotation cuts a number in two"
    )
    assert refused(
        quotation="up to 180 K2 tanks for $3.4",
        amount={"low": 3, "high": 3, "currency": "USD"},
    ) == ("amount: 3 USD is not what the document says: the quotation cuts a number in two")


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (
            {"low": 5, "high": 5, "currency": "USD"},
            ("amount: 5 USD does not stand in the quotation; read there: 3,400,000,000 USD"),
        ),
        (
            {"low": 3_400_000_000, "high": 3_400_000_000, "currency": "EUR"},
            (
                "amount: 3,400,000,000 EUR does not stand in the quotation; read there: "
                "3,400,000,000 USD"
            ),
        ),
    ],
)
def test_an_invented_sum_is_refused(amount, said):
    assert refused(amount=amount) == said


def test_words_outside_the_enumerations_are_refused_with_the_nearest():
    assert refused(event="ordering").startswith("event: found 'ordering'; near: order")
    assert refused(item_class="tanks") == "item_class: found 'tanks'; near: tank"
    assert refused(stance=["asserted"]) == (
        "stance: found ['asserted']; accepted: asserted, reported, possible, denied"
    )
    assert refused(actors={"thief": ["POL"]}) == (
        f"actors: found the role 'thief'; accepted: {', '.join(ACTORS)}"
    )
    assert refused(actors=["POL"]) == "actors: found ['POL']; accepted: names by role"
    assert refused(actors={"buyer": "POL"}) == "buyer: found 'POL'; accepted: a list of names"


def test_parties_speakers_items_and_days_that_the_document_does_not_name_are_refused():
    assert refused(actors=by("buyer", "FRA")) == "buyer: 'FRA' does not stand in the document"
    assert refused(speaker=["Jane Roe"]) == "speaker: 'Jane Roe' does not stand in the document"
    assert refused(item="Leopard tanks") == "item: 'Leopard tanks' does not stand in the document"
    assert refused(when="in May 2027") == "when: 'in May 2027' does not stand in the quotation"
    assert refused(when="ordered") == "when: 'ordered' says no day that can be read"


def test_a_day_is_read_by_our_own_grammar():
    (kept,), _ = judged(
        claim(quotation="Deliveries begin in May 2026", count=None, amount=None, when="in May 2026")
    )
    assert (str(kept.period.first), str(kept.period.last)) == ("2026-05-01", "2026-05-31")


def test_another_form_is_refused():
    lacking = claim()
    del lacking["stance"]
    assert judged(lacking)[1][0].problem == "it lacks stance"
    assert refused(believe_me=True) == "it has believe_me"
    assert judged("order")[1][0].problem == "it is no object"


@pytest.mark.parametrize("answer", ["[]", "{}", '{"claims": 7}', '"claims"', "null"])
def test_an_answer_of_another_form_is_refused_whole(answer):
    with pytest.raises(InputError, match="model: small: the answer has no list 'claims'"):
        checked(HELD, answer, "small")
    with pytest.raises(InputError, match="model: small: the answer is no JSON"):
        checked(HELD, answer + "}", "small")


def test_one_lie_does_not_take_the_others_with_it():
    kept, findings = judged(claim(item="lies"), claim(), claim(event="x"))
    assert [each.id for each in kept] == ["news.model.2"]
    assert [each.where for each in findings] == [
        "news: claim 1 of the model",
        "news: claim 3 of the model",
    ]


def test_a_flood_of_claims_is_cut_and_said():
    kept, findings = judged(*[claim(item="lies")] * 501)
    assert kept == []
    assert findings[0].problem == "501 claims in one answer; the first 500 are looked at"
    assert len(findings) == 501


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-9, 9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(claim())), ANY))
def test_whatever_is_said_a_kept_claim_stands_in_the_document(changes):
    kept, findings = judged(claim(**changes))
    assert len(kept) + len(findings) == 1
    for each in kept:
        assert each.evidence == TEXT[each.start : each.end] != ""
        assert each.item in TEXT
        assert each.number is None or each.number.text in each.evidence
