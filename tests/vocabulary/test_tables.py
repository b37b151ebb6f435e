"""The packaged tables hold what they promise, row by row and together."""

import csv
import re
from decimal import Decimal

import pytest

from materiel.kernel.errors import InternalError, UnknownNameError
from materiel.kernel.money import MINOR_DIGITS
from materiel.kernel.table import Row, columns
from materiel.vocabulary.bodies import Body, DecisionRule
from materiel.vocabulary.catalogue import TABLES
from materiel.vocabulary.events import ROLES, Account, Event, EventWord
from materiel.vocabulary.items import Item, Unit
from materiel.vocabulary.money import Currency, GrossProduct, MoneyStage
from materiel.vocabulary.parties import Membership, Party
from materiel.vocabulary.programmes import Programme
from materiel.vocabulary.reader import parse, table
from materiel.vocabulary.rungs import ANYBODY, TRACKS, ReportingWord, Rung
from materiel.vocabulary.soundness import findings
from materiel.vocabulary.vocabulary import packaged
from materiel.vocabulary.words import AmbiguousWord

PARTIES = table(Party).rows
EVENTS = table(Event).rows


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.TABLE)
def test_every_row_has_a_source_and_no_source_is_an_address(kind: type[Row]):
    read = table(kind)
    assert read.rows
    assert set(read.sources) == set(read.rows)
    for source in read.sources.values():
        assert source
        assert not re.search(r"https?:|www\.", source)


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.TABLE)
def test_describe_gives_the_meaning_of_each_column_of_the_file(kind: type[Row]):
    read = table(kind)
    described = read.describe()
    assert [each.name for each in described if each.name != "source"] == [
        name for name in read.header if name != "source"
    ]
    assert all(each.meaning and each.accepted for each in described)
    required = {each.name for each in columns(kind) if each.required}
    assert required <= {each.name for each in described}


def test_the_packaged_vocabulary_has_no_findings():
    assert findings(packaged()) == []


def test_states_have_codes_of_the_iso_shape_and_no_two_share_one():
    states = [each for each in PARTIES.values() if each.kind == "state"]
    assert all(re.fullmatch("[A-Z]{3}", each.id) for each in states)
    assert all(re.fullmatch("[A-Z]{2}", each.iso2) for each in states if each.id != "XKX")
    twos = [each.iso2 for each in states if each.iso2]
    assert len(twos) == len(set(twos))
    assert not [each for each in PARTIES.values() if each.iso2 and each.kind != "state"]


def test_every_membership_joins_two_parties_that_exist():
    for each in table(Membership).rows.values():
        assert each.id == f"{each.group}:{each.party}"
        assert PARTIES[each.party].kind == "state"
        assert PARTIES[each.group].kind in ("group", "organisation")


def test_levels_of_the_item_tree_only_go_down():
    order = {"class": 0, "family": 1, "model": 2}
    items = table(Item).rows
    for each in items.values():
        if each.parent:
            above = items[each.parent]
            assert order[above.level] <= order[each.level]
            assert above.level != "model"
        assert bool(each.parent) or each.level == "class"


def test_no_composition_ships_for_a_real_item():
    assert [each.id for each in table(Item).rows.values() if each.contains] == []


def test_rungs_are_ordered_without_gap_on_each_track():
    for track in TRACKS:
        orders = [each.order for each in table(Rung).rows.values() if each.track == track]
        assert orders == list(range(1, len(orders) + 1))


def test_each_event_raises_rungs_that_exist_and_moves_between_accounts_that_exist():
    accounts = table(Account).rows
    for each in EVENTS.values():
        assert each.roles
        assert set(each.roles) <= set(ROLES)
        assert all(rung in table(Rung).rows for rung in each.raises)
        cells = (each.stock_from, each.from_holder, each.stock_to, each.to_holder)
        assert all(cells) or not any(cells)
        if each.moves_stock:
            assert {each.stock_from, each.stock_to} <= set(accounts)
            assert {each.from_holder, each.to_holder} <= set(each.roles)
        if each.raises:
            assert each.roles == ROLES, "a rung is raised from a giver to a receiver"
            assert each.track == table(Rung).rows[each.raises[-1]].track
        else:
            assert each.track == "stock"
            assert each.moves_stock


def test_every_rung_is_raised_by_some_event():
    raised = {rung for each in EVENTS.values() for rung in each.raises}
    assert raised == set(table(Rung).rows)


def test_a_hand_over_is_a_dispatch_and_a_receipt_in_one():
    first, second, whole = EVENTS["dispatched"], EVENTS["received"], EVENTS["handed-over"]
    assert (first.stock_from, first.from_holder) == (whole.stock_from, whole.from_holder)
    assert (first.stock_to, first.to_holder) == (second.stock_from, second.from_holder)
    assert (second.stock_to, second.to_holder) == (whole.stock_to, whole.to_holder)
    assert whole.raises == ("dispatched", "arrived", "received")
    assert EVENTS["received"].raises == ("received",)
    assert EVENTS["exercised"].raises == ("ordered",)


def test_units_come_only_from_sources_and_end_only_in_sinks():
    kinds = {each.id: each.kind for each in table(Account).rows.values()}
    moving = [each for each in EVENTS.values() if each.moves_stock]
    assert {each.stock_from for each in moving if kinds[each.stock_from] == "source"} == {
        "converted-into",
        "opening",
        "production",
    }
    assert not [each.id for each in moving if kinds[each.stock_from] == "sink"]
    assert not [each.id for each in moving if kinds[each.stock_to] == "source"]


def test_each_event_word_names_an_event_exactly_where_it_feeds_events():
    for each in table(EventWord).rows.values():
        assert bool(each.event) == (each.feeds == "events"), each.id
        assert not each.event or each.event in EVENTS


def test_each_reporting_word_means_a_rung_of_a_known_reporter():
    for each in table(ReportingWord).rows.values():
        assert each.rung in table(Rung).rows
        assert each.party == ANYBODY or each.party in PARTIES
        assert each.party != ANYBODY or each.assumption


def test_currencies_have_the_minor_digits_of_money():
    for each in table(Currency).rows.values():
        assert re.fullmatch("[A-Z]{3}", each.id)
        assert each.minor_digits == MINOR_DIGITS.get(each.id, 2)
        assert all(party in PARTIES for party in each.parties)
    assert set(MINOR_DIGITS) <= set(table(Currency).rows)


def test_gross_products_belong_to_states_and_are_whole_millions():
    for each in table(GrossProduct).rows.values():
        assert each.id == f"{each.party}:{each.year}"
        assert PARTIES[each.party].kind == "state"
    assert packaged().gdp("DE", 2024).usd_million == 4_660_000


def test_money_has_its_words_in_order():
    stages = sorted(table(MoneyStage).rows.values(), key=lambda each: each.order)
    assert [each.id for each in stages] == [
        *("pledged", "appropriated", "committed", "allocated"),
        *("obligated", "cash-called", "paid", "handed-over"),
    ]


def test_programmes_and_bodies_point_at_parties_and_rules_that_exist():
    for each in table(Programme).rows.values():
        assert each.id in PARTIES
        assert all(lead.partition("@")[0] in PARTIES for lead in each.leads)
    for each in table(Body).rows.values():
        assert each.party in PARTIES
        assert not each.rule or each.rule in table(DecisionRule).rows


def test_shares_of_decision_rules_are_exact_fractions():
    shares = {each.id: each.shares for each in table(DecisionRule).rows.values()}
    assert shares["eu-qualified-majority"]["weight_for"] * 100 == 65
    assert shares["unanimity-constructive-abstention"]["abstaining_members"] * 3 == 1
    assert shares["consensus"] == {}


def test_candidates_of_ambiguous_words_exist_and_are_at_least_two():
    held = {"party": PARTIES, "item": table(Item).rows}
    for each in table(AmbiguousWord).rows.values():
        assert len(each.candidates) > 1
        assert all(candidate in held[each.kind] for candidate in each.candidates)


def test_a_row_that_breaks_the_schema_is_our_fault_with_its_line():
    header = "id,name,plural,description,source\n"
    good = header + "gun,gun,guns,one gun,our definition\n"
    assert table_ids(good) == ["gun"]
    for text, message in [
        (header + "gun,gun,guns,one gun,\n", "vocabulary/tables/units.csv:2: gun has no source"),
        (
            good + "gun,gun,guns,one gun,ours\n",
            "vocabulary/tables/units.csv:3: the id 'gun' is repeated",
        ),
        (header + "gun,gun\n", "vocabulary/tables/units.csv:2: not 5 cells"),
        (
            header + "gun,,guns,one gun,ours\n",
            "vocabulary/tables/units.csv:2: name: required (singular); accepted: any text",
        ),
        ("id,nmae,source\n", "vocabulary/tables/units.csv: unknown columns nmae"),
    ]:
        with pytest.raises(InternalError) as caught:
            table_ids(text)
        assert str(caught.value) == message


def test_an_id_that_a_table_lacks_is_unknown_by_the_noun_of_its_row():
    with pytest.raises(UnknownNameError) as caught:
        packaged().decision_rule("consensual")
    assert str(caught.value) == "no decision rule 'consensual' (near: consensus)"


def test_the_record_of_gross_products_equals_the_reference(shared):
    rows = reference(shared)
    stated = {}
    for row in rows:
        if row["event_type"] == "reference_gdp":
            party = packaged().party(row["to_party"] or row["from_party"])
            stated[party.id] = int(Decimal(row["amount_low"]) / 1_000_000)
    assert stated == {each.party: each.usd_million for each in table(GrossProduct).rows.values()}


def table_ids(text: str) -> list[str]:
    return list(parse(Unit, text).rows)


def reference(shared) -> list[dict[str, str]]:
    with (shared / "reference/facts_patriot.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
