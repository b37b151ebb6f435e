"""Laws of the packaged case `patriot`: what is carried, what supports what, what it must answer."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from materiel.checks.case import CaseRows
from materiel.checks.running import run_checks
from materiel.exchange.folder import read_folder
from materiel.exchange.packaged import packaged_case
from materiel.kernel.period import Period

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "src" / "materiel" / "exchange" / "cases" / "patriot"
REFERENCE = ROOT.parent / "shared" / "reference"
RUN = 8
"""Words in a row that would make a sentence somebody else's."""

Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


TABLES: dict[str, Rows] = {path.stem: read(path) for path in sorted(CASE.glob("*.csv"))}
CLAIMS = {row["id"]: row for row in TABLES["claims"]}
DOCUMENTS = {row["id"]: row for row in TABLES["documents"]}
COMMITMENTS = {row["id"]: row for row in TABLES["commitments"]}
EVENTS = {row["id"]: row for row in TABLES["events"]}
TODAY = TABLES["case"][0]["today"]


def many(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def weak(source: str) -> bool:
    document = DOCUMENTS[CLAIMS[source]["document"]]
    return document["grade"] == "C" or document["partisan"] == "yes"


def facts() -> Rows:
    path = REFERENCE / "facts_patriot.csv"
    if not path.is_file():
        pytest.skip(f"the evidence table {path} is not here: the shared folder is absent")
    return [row for row in read(path) if row["event_type"] != "reference_gdp"]


def stories() -> list[str]:
    paths = sorted((REFERENCE / "stories").glob("*.txt"))
    if not paths:
        pytest.skip(f"no stories at {REFERENCE}: the shared folder is absent")
    return [path.read_text(encoding="utf-8") for path in paths]


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+", text.lower())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


# -- the tables hold together ---------------------------------------------------------------


def test_every_id_of_the_case_is_used_once() -> None:
    ids = [row["id"] for rows in TABLES.values() for row in rows]
    assert sorted(ids) == sorted(set(ids))


def test_every_claim_stands_in_a_document_and_is_known_when_that_is_published() -> None:
    for claim in CLAIMS.values():
        document = DOCUMENTS[claim["document"]]
        assert claim["known_on"] == document["known_on"], claim["id"]
        assert claim["known_on"] == str(Period.parse(document["published"]).last), claim["id"]


def test_every_document_carries_at_least_one_claim() -> None:
    assert {claim["document"] for claim in CLAIMS.values()} == set(DOCUMENTS)


def test_every_reference_leads_somewhere() -> None:
    everything = {row["id"] for rows in TABLES.values() for row in rows}
    for name, rows in TABLES.items():
        for row in rows:
            assert set(many(row.get("sources", ""))) <= set(CLAIMS), row["id"]
            if row.get("supersedes"):
                assert row["supersedes"] in {other["id"] for other in rows}, row["id"]
            for column in ("commitment", "parent", "refills"):
                assert set(many(row.get(column, ""))) <= set(COMMITMENTS), (name, row["id"])
    for judgement in TABLES["judgements"]:
        assert {*many(judgement["left"]), judgement["right"]} <= everything, judgement["id"]


def test_nothing_is_known_after_the_date_of_the_case() -> None:
    for rows in TABLES.values():
        assert all(row.get("known_on", "") <= TODAY for row in rows)


def test_a_correction_is_known_later_than_what_it_corrects() -> None:
    pairs = 0
    for table in TABLES.values():
        rows = {row["id"]: row for row in table}
        for row in rows.values():
            if row.get("supersedes"):
                pairs += 1
                assert row["known_on"] > rows[row["supersedes"]]["known_on"], row["id"]
    assert pairs >= 20


def test_no_row_answers_with_what_only_a_later_page_says() -> None:
    with packaged_case("patriot") as folder:
        rows = CaseRows.gather(read_folder(folder).rows)
    assert list(map(str, run_checks(rows, ["known-on-order"]))) == []


def test_a_promise_is_known_before_anything_happens_to_it() -> None:
    for name in ("events", "money", "gates"):
        for row in TABLES[name]:
            for commitment in many(row["commitment"]):
                assert COMMITMENTS[commitment]["known_on"] <= row["known_on"], row["id"]
    for row in COMMITMENTS.values():
        for other in (row["parent"], row["refills"]):
            assert not other or COMMITMENTS[other]["known_on"] <= row["known_on"], row["id"]


# -- the evidence is carried ----------------------------------------------------------------


def test_every_evidence_row_is_carried_with_its_numbers_and_dates() -> None:
    evidence = facts()
    assert len(evidence) == 325
    for fact in evidence:
        claim = CLAIMS[fact["id"]]
        document = DOCUMENTS[claim["document"]]
        assert claim["event"] == fact["event_type"]
        assert claim["status"] == fact["status"]
        assert (claim["low"], claim["high"]) == (fact["quantity_low"], fact["quantity_high"])
        assert (claim["amount_low"], claim["amount_high"], claim["currency"]) == (
            fact["amount_low"],
            fact["amount_high"],
            fact["currency"],
        )
        assert claim["when"] == stated(fact["date"], fact["date_precision"]), fact["id"]
        assert claim["item"] == fact["item"]
        assert document["locator"] == fact["source_url"]
        assert document["grade"] == fact["note"].removeprefix("rel=")[0]


def stated(day: str, precision: str) -> str:
    return {"about": f"~{day}", "year": day[:4], "month": day[:7], "day": day}[precision]


def test_each_page_is_one_document() -> None:
    locators = [row["locator"] for row in DOCUMENTS.values()]
    assert len(locators) == len(set(locators))
    assert len({fact["source_url"] for fact in facts()}) == len(locators) - len(stories())


def test_no_paraphrase_and_no_title_repeats_a_run_of_somebody_elses_words() -> None:
    taken: set[tuple[str, ...]] = set()
    for text in stories():
        taken |= runs(text)
    for fact in facts():
        taken |= runs(fact["source_title"])
        taken |= runs(fact["note"])
    own = [(claim["id"], claim["paraphrase"]) for claim in CLAIMS.values()]
    own += [(row["id"], row["title"]) for row in DOCUMENTS.values()]
    own += [(row["id"], row["reason"]) for row in TABLES["judgements"]]
    own += [(row["id"], row["text"]) for row in TABLES["assumptions"]]
    repeated = [name for name, text in own if runs(text) & taken]
    assert repeated == []


def test_no_document_is_called_by_its_headline() -> None:
    headlines = {fact["source_title"].casefold() for fact in facts()}
    assert not [row["id"] for row in DOCUMENTS.values() if row["title"].casefold() in headlines]


def test_every_paraphrase_is_a_sentence() -> None:
    for claim in CLAIMS.values():
        assert re.fullmatch(r"[A-Z].{25,300}[.]", claim["paraphrase"]), claim["id"]


def test_a_number_divided_from_a_sum_is_called_derived() -> None:
    for claim in CLAIMS.values():
        if "divided by" in claim["paraphrase"] or claim["status"] == "derived":
            assert claim["status"] == "derived"
            assert "implied average" in claim["paraphrase"]


# -- what may support a figure --------------------------------------------------------------


def test_no_partisan_page_has_a_good_grade() -> None:
    partisan = [row for row in DOCUMENTS.values() if row["partisan"] == "yes"]
    assert len(partisan) >= 15
    assert {row["grade"] for row in partisan} == {"C"}


def test_no_figure_rests_on_weak_sources_alone() -> None:
    columns = {
        "events": "low",
        "holdings": "low",
        "money": "low",
        "gates": "cap_units",
        "capacities": "rate",
        "contracts": "firm_low",
        "commitments": "ceiling_units",
        "requirements": "units",
    }
    for name, column in columns.items():
        for row in TABLES[name]:
            if Decimal(row[column] or 0) > 0:
                good = [source for source in many(row["sources"]) if not weak(source)]
                assert good, f"{name}: {row['id']}"
                first = min(CLAIMS[source]["known_on"] for source in good)
                assert first <= row["known_on"], f"{name}: {row['id']} known before its source"


def test_something_is_only_possible() -> None:
    only = [row["id"] for row in EVENTS.values() if all(map(weak, many(row["sources"])))]
    assert {
        "deu-ukr-3:pledged",
        "rou-ukr-1:handed-over",
        "swe-order-2018:delivered-from-production",
    } <= {*only}
    assert all(EVENTS[name]["low"] in ("", "0") for name in only)


def test_nothing_is_invented_for_real_nations() -> None:
    assert not {"floors", "backfills", "milestones"} & set(TABLES)
    assert {row["kind"] for row in TABLES["capacities"]} == {"slot"}
    assert not any(row.get("price") for name in ("contracts", "options") for row in TABLES[name])
    assert TABLES["case"][0]["plan_rule"] == "hold-harmless"
    assert TABLES["case"][0]["fictional"] == "no"


def test_what_the_user_chooses_is_named_an_assumption_of_the_user() -> None:
    whose = {row["id"]: row["whose"] for row in TABLES["assumptions"]}
    assert whose["planning-request"] == whose["hold-harmless"] == whose["route-times"] == "user"
    assert whose["one-item"] == whose["delivered-means-received"] == "record"
    assert len(TABLES["requirements"]) == 1


# -- contradictions stay --------------------------------------------------------------------


def test_all_known_contradictions_are_judged_between_claims() -> None:
    judged = {row["id"]: row for row in TABLES["judgements"]}
    for number in range(1, 22):
        row = judged[f"contradiction-{number:02d}"]
        assert row["relation"] in ("contradicts", "same-event", "updates")
        assert {*many(row["left"]), row["right"]} <= set(CLAIMS)
        assert len(row["reason"]) > 40
        assert row["by"] == "case editor"
        latest = max(CLAIMS[each]["known_on"] for each in [*many(row["left"]), row["right"]])
        assert row["known_on"] == latest, row["id"]


def test_the_conflicting_statements_on_german_hand_overs_are_listed() -> None:
    listed = {
        name
        for row in TABLES["judgements"]
        for name in (*many(row["left"]), row["right"])
        if name in CLAIMS
    }
    assert {"F118", "F123", "F200", "F201", "F206", "F247", "F248", "F249", "F254"} <= listed


# -- the answers, by a replay too simple to be wrong ----------------------------------------


def live(known_at: str, table: str = "events") -> Iterator[dict[str, str]]:
    seen = [row for row in TABLES[table] if row["known_on"] <= known_at]
    gone = {row["supersedes"] for row in seen}
    return (row for row in seen if row["id"] not in gone)


def newest(table: str, root: str, known_at: str) -> dict[str, str]:
    """The version of a row that counts on a day, by the id of its first version."""
    rows = {row["id"]: row for row in TABLES[table]}
    found = []
    for row in live(known_at, table):
        first = row["id"]
        while rows[first]["supersedes"]:
            first = rows[first]["supersedes"]
        found += [row] if first == root else []
    assert len(found) == 1
    return found[0]


def count(event: str, promises: set[str], as_of: str, known_at: str) -> tuple[int, int | None]:
    """Least and most units of the promises to which the event had happened."""
    least, most = 0, 0
    unbounded = False
    for row in live(known_at):
        if row["event"] != event or row["commitment"] not in promises:
            continue
        certain = Period.parse(row["valid"]).happened_by(date.fromisoformat(as_of))
        if certain == "no":
            continue
        least += int(row["low"] or 0) if certain == "yes" else 0
        most += int(row["high"] or 0)
        unbounded |= not row["high"]
    return least, None if unbounded else most


def promises_of(giver: str, receiver: str, item: str) -> set[str]:
    return {
        name
        for name, row in COMMITMENTS.items()
        if (row["giver"], row["receiver"], row["item"]) == (giver, receiver, item)
    }


GERMAN = promises_of("DEU", "UKR", "patriot-fire-unit")


@pytest.mark.parametrize(
    ("event", "as_of", "known_at", "answer"),
    [
        ("handed-over", "2024-07-09", "2024-07-09", (3, 3)),
        ("handed-over", "2024-07-01", TODAY, (1, 2)),
        ("handed-over", "2024-06-01", TODAY, (1, 2)),
        ("pledged", "2024-06-01", TODAY, (3, 3)),
        ("pledged", "2024-06-01", "2024-06-01", (2, 3)),
        ("handed-over", TODAY, "2025-11-01", (3, 3)),
        ("handed-over", TODAY, "2025-11-03", (3, 5)),
        ("handed-over", TODAY, TODAY, (5, 5)),
    ],
)
def test_german_systems_for_ukraine_by_the_two_clocks(
    event: str, as_of: str, known_at: str, answer: tuple[int, int]
) -> None:
    assert count(event, GERMAN, as_of, known_at) == answer


def test_the_statements_behind_the_five_lead_to_what_disagrees_with_them() -> None:
    behind = {
        source
        for row in live(TODAY)
        if row["event"] == "handed-over" and row["commitment"] in GERMAN
        for source in many(row["sources"])
    }
    found = {
        row["id"]
        for row in TABLES["judgements"]
        if behind & {*many(row["left"]), row["right"]}
        and row["relation"] in ("contradicts", "same-event", "updates")
    }
    assert {
        "contradiction-06",
        "contradiction-07",
        "contradiction-10",
        "germany-three-cumulative",
        "second-system-undated",
        "story-2-third-system",
    } <= found
    assert "contradiction-04" not in found
    judged = {row["id"]: row for row in TABLES["judgements"]}
    assert judged["contradiction-07"]["right"] == "F248"
    assert "F201" in many(judged["germany-three-cumulative"]["left"])


@pytest.mark.parametrize(
    ("root", "known_at", "payers"),
    [
        ("deu-ukr-pair", "2025-07-15", "DEU"),
        ("deu-ukr-pair", "2025-08-24", "DEU; NOR"),
        ("deu-ukr-pair", "2025-11-02", "DEU; NOR; DNK; LTU"),
        ("deu-pair-refill", "2025-08-23", ""),
        ("deu-pair-refill", "2025-08-24", "NOR"),
        ("rou-refill", "2024-10-29", "NOR"),
        ("rou-refill", TODAY, "NOR; SWE"),
    ],
)
def test_a_payer_stands_from_the_day_on_which_it_was_named(
    root: str, known_at: str, payers: str
) -> None:
    assert newest("commitments", root, known_at)["payer"] == payers


@pytest.mark.parametrize(
    ("known_at", "years"),
    [
        ("2025-07-17", "2027..2028"),
        ("2025-07-31", "2027.."),
        ("2026-03-05", "2027.."),
        ("2026-03-06", "2031..2033"),
        (TODAY, "2031..2033"),
    ],
)
def test_the_swiss_years_are_those_published_by_the_day_asked_for(
    known_at: str, years: str
) -> None:
    assert newest("commitments", "che-order-5", known_at)["due"] == years
    assert newest("capacities", "slot-che-first", known_at)["valid"] == years


def test_a_correction_keeps_who_promises_what_to_whom() -> None:
    for row in COMMITMENTS.values():
        if row["supersedes"]:
            before = COMMITMENTS[row["supersedes"]]
            assert [row[name] for name in ("kind", "giver", "receiver", "item")] == [
                before[name] for name in ("kind", "giver", "receiver", "item")
            ]


def test_launchers_were_promised_before_they_were_handed_over() -> None:
    givers = {row["giver"] for row in COMMITMENTS.values() if row["item"] == "patriot-launcher"}
    for giver, units in (("DEU", 2), ("NLD", 5)):
        assert giver in givers
        launchers = promises_of(giver, "UKR", "patriot-launcher")
        assert count("pledged", launchers, TODAY, TODAY) == (units, units)
        assert count("handed-over", launchers, TODAY, TODAY) == (units, units)
    assert count("pledged", {"nld-ukr-launchers-2023"}, TODAY, "2023-06-29") == (0, 0)
    assert count("pledged", {"deu-ukr-launchers-2023"}, TODAY, "2023-11-29") == (0, 2)


def test_the_words_of_a_number_are_about_that_number() -> None:
    bounded = [row for row in EVENTS.values() if row["low"] != row["high"]]
    assert len(bounded) > 5
    assert not [row["id"] for row in bounded if "exact" in row["wording"]]
    ordinals = re.compile(r"\b(second|third|fourth)\b")
    one = [row["id"] for row in EVENTS.values() if row["high"] == "1"]
    assert not [name for name in one if ordinals.search(EVENTS[name]["wording"])]


def test_nothing_dates_the_second_german_hand_over_and_its_row_says_so() -> None:
    row = EVENTS["deu-ukr-2:handed-over"]
    period = Period.parse(row["valid"])
    assert period.start > Period.parse(EVENTS["deu-ukr-1:handed-over"]["valid"]).last
    assert period.last == Period.parse(EVENTS["deu-ukr-3:handed-over"]["valid"]).last
    assert "nothing dates it" in row["note"]
    judged = {each["id"]: each for each in TABLES["judgements"]}["second-system-undated"]
    assert judged["left"] == "F083"
    assert "does not date" in judged["reason"]


def test_the_joint_contract_is_at_most_a_thousand_and_the_request_no_order() -> None:
    assert count("ordered", {"gemt-joint"}, TODAY, TODAY) == (0, 1000)
    assert EVENTS["gemt-joint:ordered"]["low"] == ""
    assert COMMITMENTS["gemt-joint"]["ceiling_units"] == "1000"
    mine = [row["event"] for row in EVENTS.values() if row["commitment"] == "rou-gemt-request"]
    assert sorted(mine) == ["approved", "requested"]
    assert count("requested", {"rou-gemt-request"}, TODAY, TODAY) == (200, 200)


def test_every_other_order_of_gem_t_is_judged_inside_the_joint_contract() -> None:
    inside = {
        each
        for row in TABLES["judgements"]
        if (row["relation"], row["right"]) == ("part-of", "gemt-joint")
        for each in many(row["left"])
    }
    ordered = {
        each
        for row in EVENTS.values()
        if row["event"] in ("ordered", "exercised")
        for each in many(row["commitment"])
        if COMMITMENTS[each]["item"] == "pac-2-gem-t"
    }
    assert ordered - {"gemt-joint"} <= inside


def test_the_overlap_is_undecided_until_the_later_report() -> None:
    judged = {row["id"]: row for row in TABLES["judgements"]}
    before, after = judged["gemt-overlap-open"], judged["gemt-overlap"]
    assert (before["relation"], before["known_on"]) == ("possibly-part-of", "2024-01-03")
    assert (after["relation"], after["supersedes"]) == ("part-of", before["id"])
    assert after["known_on"] == CLAIMS["F164"]["known_on"] == "2025-01-31"
    for row in (before, after):
        assert (row["left"], row["right"]) == ("rou-gemt-request", "gemt-joint")


def test_an_unknown_number_stays_empty_and_never_becomes_zero() -> None:
    unknown = (
        "deu-ukr-missiles-2023:handed-over",
        "esp-ukr-missiles:pledged",
        "deu-gemt-refill:ordered",
    )
    for name in unknown:
        assert (EVENTS[name]["low"], EVENTS[name]["high"]) == ("", "")
        assert EVENTS[name]["wording"]


def test_reported_holdings_span_the_statements_that_disagree() -> None:
    held = {
        (row["party"], row["item"]): (row["low"], row["high"]) for row in live(TODAY, "holdings")
    }
    assert held["DEU", "patriot-fire-unit"] == ("9", "12")
    assert held["UKR", "patriot-fire-unit"] == held["CHE", "patriot-fire-unit"] == ("0", "0")
    assert held["GRC", "patriot-fire-unit"] == ("", "6")
    assert held["USA", "patriot-fire-unit"] == ("", "")
    assert newest("holdings", "deu-fire-units", "2024-07-09")["low"] == "12"


def test_the_value_of_the_ceiling_is_no_firm_amount() -> None:
    value = {row["id"]: row for row in TABLES["money"]}["gemt-joint-value"]
    assert (value["low"], value["high"], value["basis"]) == ("", "5500000000", "ceiling")
    assert {"F060", "F061", "F169"} <= set(many(value["sources"]))
