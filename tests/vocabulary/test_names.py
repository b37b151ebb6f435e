"""Names of parties and items: what resolves, what is refused, and in which words."""

import contextlib
import csv
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import ConflictError, InputError, UnknownNameError
from materiel.vocabulary.errors import AmbiguousNameError, NotANameError
from materiel.vocabulary.events import EventWord
from materiel.vocabulary.items import Item, Part
from materiel.vocabulary.names import ORDER, fold
from materiel.vocabulary.parties import UNDISCLOSED, Party
from materiel.vocabulary.reader import table
from materiel.vocabulary.soundness import findings
from materiel.vocabulary.vocabulary import packaged
from materiel.vocabulary.words import AmbiguousWord, NotAName

WORDS = packaged()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("DEU", "DEU"),
        ("DE", "DEU"),
        ("Germany", "DEU"),
        ("germany", "DEU"),
        ("Deutschland", "DEU"),
        ("UK", "GBR"),
        ("U.K.", "GBR"),
        ("U.S.", "USA"),
        ("the Netherlands", "NLD"),
        ("Holland", "NLD"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("Turkiye", "TUR"),
        ("Raytheon Technologies", "RTX"),
        ("Raytheon", "RAYTHEON"),
        ("MBDA Germany", "MBDA-DEU"),
        ("Lockheed  Martin", "LOCKHEED-MARTIN"),
        ("DE Bundestag budget committee", "DEU-BUDGET-COMMITTEE"),
        ("Czech munitions initiative", "CZECH-AMMUNITION-INITIATIVE"),
        ("unnamed ally", UNDISCLOSED),
    ],
)
def test_a_party_is_found_by_code_name_alias_and_former_name(written, meant):
    assert WORDS.party(written).id == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Patriot", "patriot"),
        ("Patriot missile", "patriot-missile"),
        ("Patriot battery", "patriot-fire-unit"),
        ("Patriot system", "patriot-fire-unit"),
        ("Patriot fire unit", "patriot-fire-unit"),
        ("patriot air-defense system", "patriot-fire-unit"),
        ("Patriot launching station", "patriot-launcher"),
        ("Patriot PAC-2 GEM/T", "pac-2-gem-t"),
        ("GEM-T missile", "pac-2-gem-t"),
        ("PAC-2 GEM-T missiles", "pac-2-gem-t"),
        ("PAC-3 interceptor", "pac-3-family"),
        ("PAC-3 MSE missile", "pac-3-mse"),
        ("155mm round", "155mm-round"),
        ("Leopard 2 A4", "leopard-2a4"),
        ("35 mm Gepard ammunition", "gepard-35mm-round"),
        ("RQ-35 HEIDRUN", "rq-35-heidrun"),
    ],
)
def test_an_item_is_found_by_the_names_that_writers_use(written, meant):
    assert WORDS.item(written).id == meant


def test_a_battery_is_a_fire_unit_only_by_a_stated_assumption():
    sure, assumed = WORDS.match_item("Patriot fire unit"), WORDS.match_item("Patriot battery")
    assert sure.row == assumed.row
    assert (sure.how, sure.assumption) == ("name", "")
    assert assumed.how == "assumed"
    assert assumed.wording == "Patriot battery"
    assert assumed.assumption == (
        "a Patriot system, battery and fire unit are read as one item; "
        "the source's word is kept (DESIGN §2.10)"
    )


def test_an_ordinal_is_taken_off_and_shown():
    found = WORDS.match_item("Patriot system (third)")
    assert (found.row.id, found.qualifier) == ("patriot-fire-unit", "third")
    rate = WORDS.match_item("PAC-3 MSE missile per year")
    assert (rate.row.id, rate.qualifier) == ("pac-3-mse", "per year")


def test_brackets_that_change_the_meaning_are_never_taken_off():
    with pytest.raises(AmbiguousNameError):
        WORDS.item("Patriot system (later specified as launchers)")
    with pytest.raises(UnknownNameError):
        WORDS.item("Patriot system (inflatable decoy)")


@pytest.mark.parametrize("written", ["UAZ Patriot", "UAZ-Patriot", "uaz patriot pickup"])
def test_a_uaz_patriot_is_a_car_and_never_air_defence(written):
    assert WORDS.item(written).id == "uaz-patriot"
    assert WORDS.is_a("uaz-patriot", "vehicle")
    assert not WORDS.is_a("uaz-patriot", "air-defence-system")
    assert not WORDS.is_a("uaz-patriot", "patriot")


def test_no_look_alike_of_any_item_resolves_to_it_or_below():
    for row in WORDS.items.values():
        kept_out = {each.id for each in WORDS.items_below(row.id)}
        for name in row.refuses:
            found = None
            with contextlib.suppress(NotANameError):
                found = WORDS.item(name).id
            assert found not in kept_out


def test_a_look_alike_without_a_row_of_its_own_is_refused_in_words():
    with pytest.raises(NotANameError) as caught:
        WORDS.item("Patriot Act")
    assert str(caught.value) == (
        "'Patriot Act' names no item: it only looks like Patriot or Patriot missile; "
        "add a row for it if the case needs it"
    )


def test_patriots_may_mean_three_things_and_the_refusal_names_them():
    with pytest.raises(AmbiguousNameError) as caught:
        WORDS.item("17 Patriots")
    assert str(caught.value) == (
        "the item '17 Patriots' is ambiguous: one paper's systems are another's launchers or "
        "missiles; write one of: patriot-fire-unit, patriot-launcher, patriot-missile"
    )


def test_a_capital_is_flagged_by_match_and_refused_by_party():
    found = WORDS.match_party("Berlin")
    assert (found.row.id, found.how) == ("DEU", "metonym")
    with pytest.raises(AmbiguousNameError) as caught:
        WORDS.party("Kyiv")
    assert str(caught.value) == (
        "the party 'Kyiv' is ambiguous: a city or seat that writers use for a party; "
        "write one of: UKR"
    )
    with pytest.raises(AmbiguousNameError) as several:
        WORDS.match_party("Brussels")
    assert several.value.candidates == ("BEL", "EU", "NATO")


def test_an_unspecific_group_is_no_party():
    with pytest.raises(NotANameError) as caught:
        WORDS.party("partners")
    assert str(caught.value) == (
        "'partners' names no party: a group whose members the source does not list; "
        "list them, or write UNDISCLOSED"
    )


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        WORDS.party("Germny")
    assert str(caught.value) == "no party 'Germny' (near: Germany, German army, West Germany)"
    with pytest.raises(UnknownNameError) as item:
        WORDS.item("PAC-2 GEM-X")
    assert item.value.near[0] == "PAC-2 GEM-T"
    with pytest.raises(UnknownNameError, match="no party ''"):
        WORDS.party("  ")


@pytest.mark.parametrize("word", ["it", "no", "us", "de", "is", "at", "uk", "deu"])
def test_a_short_word_in_small_letters_is_no_code(word):
    with pytest.raises(UnknownNameError):
        WORDS.party(word)


def test_a_list_of_parties_keeps_its_order_and_refuses_whole():
    assert [each.id for each in WORDS.parties_in("DE; NL ;ES;RO")] == ["DEU", "NLD", "ESP", "ROU"]
    with pytest.raises(UnknownNameError, match="Atlantis"):
        WORDS.parties_in("DE;Atlantis")


def test_every_name_in_the_tables_leads_back_to_its_row():
    """Each written name resolves to its own row, unless an earlier sort of name takes it."""
    for index in (WORDS.party_names, WORDS.item_names, WORDS.body_names):
        assert index.shared() == {}
        for (how, _), names in index.names.items():
            for name in names:
                found = index.find(name.text)
                if found.row.id != name.id:
                    assert ORDER.index(found.how) < ORDER.index(how), name
                    pytest.fail(f"{name.text} of {name.id} is hidden by {found.row.id}")


@given(st.sampled_from(sorted(WORDS.party_names.known)), st.sampled_from([str.upper, str.lower]))
def test_case_never_turns_one_party_into_another(name: str, change: Callable[[str], str]):
    meant = WORDS.match_party(name).row.id
    try:
        assert WORDS.match_party(change(name)).row.id == meant
    except InputError:
        # Short names keep their case, and an id or code has no other spelling.
        assert len(fold(name)) <= 3 or name in WORDS.parties


@given(st.text())
def test_folding_twice_is_folding_once_and_look_ups_only_raise_input_errors(text: str):
    once = fold(text)
    assert fold(once) == once or once.startswith("the ")
    with contextlib.suppress(InputError):
        WORDS.match_item(text)


def test_a_name_that_two_bore_in_turn_is_settled_by_the_day():
    def company(id_: str, dated: str) -> Party:
        return Party(id=id_, name=id_, kind="company", dated_names=(dated,))

    words = WORDS.extended(
        parties=[
            company("NORTHWORKS", "Aurora Works@2000..2010-06-30"),
            company("SOUTHWORKS", "Aurora Works@2010-07-01.."),
        ]
    )
    assert words.party("Aurora Works", on=date(2010, 6, 30)).id == "NORTHWORKS"
    assert words.party("Aurora Works", on=date(2010, 7, 1)).id == "SOUTHWORKS"
    with pytest.raises(AmbiguousNameError) as caught:
        words.party("Aurora Works")
    assert caught.value.candidates == ("NORTHWORKS", "SOUTHWORKS")
    assert findings(words) == []


def test_what_a_party_was_called_on_a_day():
    company = WORDS.party("RTX")
    assert "Raytheon Technologies" in company.names_on(date(2023, 7, 16))
    assert company.names_on(date(2023, 7, 17)) == ()
    assert [each.id for each in WORDS.owners("RAYTHEON", date(2020, 4, 2))] == ["RAYTHEON"]
    assert [each.id for each in WORDS.owners("RAYTHEON", date(2020, 4, 3))] == [
        *("RAYTHEON", "RTX", "USA")
    ]


def test_a_joint_venture_has_both_parents():
    owners = {each.id for each in WORDS.owners("COMLOG", date(2024, 1, 3))}
    assert {"MBDA-DEU", "MBDA", "RAYTHEON", "RTX"} <= owners


# ------------------------------------------------------------------------- rows of a case


def test_a_case_adds_fictional_rows_and_the_packaged_ones_stay_as_they_were():
    words = WORDS.extended(
        parties=[Party(id="ALD", name="Alderland", kind="state", aliases=("Alder",))],
        items=[
            Item(id="shield", name="Shield", level="family", parent="air-defence-system"),
            Item(
                id="shield-unit",
                name="Shield unit",
                level="model",
                parent="shield",
                unit="fire-unit",
                contains=("4 shield-launcher",),
            ),
            Item(
                id="shield-launcher",
                name="Shield launcher",
                level="model",
                parent="shield",
                unit="launcher",
            ),
        ],
    )
    assert words.party("Alder").id == "ALD"
    assert words.item("Shield unit").parts == (Part(4, "shield-launcher"),)
    assert words.is_a("shield-unit", "air-defence-system")
    assert words.party("DE").id == "DEU"
    assert findings(words) == []
    with pytest.raises(UnknownNameError):
        WORDS.party("Alder")


def test_a_taken_id_is_refused_and_a_superseding_row_takes_its_place():
    with pytest.raises(ConflictError) as caught:
        WORDS.extended(parties=[Party(id="DEU", name="Elsewhere", kind="state")])
    assert str(caught.value) == (
        "the party id 'DEU' is taken; take another id, or supersede it from one"
    )
    first = WORDS.extended(parties=[Party(id="ALD", name="Alderland", kind="state")])
    second = first.extended(
        parties=[Party(id="ALD-2", name="New Alderland", kind="state", supersedes="ALD")]
    )
    assert second.party("ALD").id == second.party("New Alderland").id == "ALD-2"
    with pytest.raises(UnknownNameError):
        second.party("Alderland")
    with pytest.raises(UnknownNameError, match=r"X: supersedes: no party 'NOBODY'"):
        WORDS.extended(parties=[Party(id="X", name="X", kind="state", supersedes="NOBODY")])


def test_a_case_that_doubles_a_name_gets_a_warning_and_the_name_is_refused():
    words = WORDS.extended(
        parties=[Party(id="TOY", name="Toyland", kind="state", aliases=("Holland",))]
    )
    with pytest.raises(AmbiguousNameError, match="several rows bear this name"):
        words.party("Holland")
    (doubled,) = findings(words)
    assert doubled.severity == "warning"
    assert str(doubled) == (
        "parties:NLD: the name 'holland' means NLD and TOY. "
        "Look-ups refuse it; write the ids, or take it off one of them. [vocabulary]"
    )


def test_cycles_and_missing_parents_are_found():
    words = WORDS.extended(
        parties=[
            Party(id="ONE", name="One", kind="company", parents=("TWO",)),
            Party(id="TWO", name="Two", kind="company", parents=("ONE@2020..",)),
            Party(id="ORPHAN", name="Orphan", kind="company", parents=("NOWHERE",)),
        ],
        items=[
            Item(id="loose", name="Loose", level="model", unit="dozen", contains=("0 x", "2 y"))
        ],
    )
    assert [(each.where, each.problem) for each in findings(words)] == [
        (
            "items:loose",
            "contains: not a part: '0 x'; accepted: a count and an item id, as 4 launcher",
        ),
        ("items:loose", "parent: a model stands under a family or class"),
        ("items:loose", "unit: no unit of issue 'dozen'"),
        ("parties:ONE", "the party 'ONE' is above itself"),
        ("parties:ORPHAN", "no party 'NOWHERE' (near: NOR)"),
        ("parties:TWO", "the party 'TWO' is above itself"),
    ]
    with pytest.raises(InputError, match="the party 'ONE' is above itself"):
        words.owners("ONE", date(2024, 1, 1))
    # The cycle is closed only from 2020 on.
    assert [each.id for each in words.owners("ONE", date(2019, 1, 1))] == ["ONE", "TWO"]


# ----------------------------------------------------------------- the public record resolves


def test_every_name_of_the_public_record_resolves_or_is_refused_on_purpose(shared):
    with (shared / "reference/facts_patriot.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 360
    unresolved, on_purpose = [], set()
    for row in rows:
        cells = [(WORDS.match_item, row["item"])]
        for column in ("from_party", "to_party"):
            cells += [(WORDS.match_party, part.strip()) for part in row[column].split(";")]
        for look_up, name in cells:
            try:
                if name:
                    look_up(name)
            except (AmbiguousNameError, NotANameError):
                on_purpose.add(name)
            except UnknownNameError as problem:
                unresolved.append((row["id"], str(problem)))
    assert unresolved == []
    listed = {each.word for each in (*_rows(NotAName), *_rows(AmbiguousWord))}
    assert on_purpose <= listed


def test_every_event_word_of_the_public_record_is_mapped(shared):
    with (shared / "reference/facts_patriot.csv").open(encoding="utf-8", newline="") as stream:
        pairs = {(row["event_type"], row["status"]) for row in csv.DictReader(stream)}
    for word, status in pairs:
        assert WORDS.event_word("facts", word, status).word == word
    mapped = {each.word for each in _rows(EventWord) if each.scheme == "facts"}
    assert mapped == {word for word, _ in pairs}


def test_every_currency_of_the_public_record_is_known(shared):
    with (shared / "reference/facts_patriot.csv").open(encoding="utf-8", newline="") as stream:
        codes = {row["currency"] for row in csv.DictReader(stream)} - {""}
    assert {WORDS.currency(code).id for code in codes} == codes


def _rows(kind):
    return table(kind).rows.values()
