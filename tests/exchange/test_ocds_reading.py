"""OCDS files as rows: what maps, what stays evidence, later states, records, damaged metadata."""

import json
from datetime import date
from decimal import Decimal

import pytest
from ocds_samples import full, package, reading, release

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.exchange.detection import detect
from materiel.exchange.ocds import reading as module
from materiel.exchange.ocds.merging import compile_releases, version_releases
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.ledger.case import Case
from materiel.procurement.agreements import Agreement
from materiel.procurement.contracts import ContractLine
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party

ROOT = "ocds-zzzzzz-42"


def rows(found, kind):
    return list(found.rows.get(kind, ()))


def fate(found, pointer):
    (only,) = [each for each in found.fates if each.place.endswith(f"#{pointer}")]
    return only


def test_a_contract_becomes_an_agreement_lines_and_a_claim():
    found = reading(package(full()))
    assert (found.format, found.case, found.known_on) == ("ocds", "ocds-zzzzzz", date(2024, 3, 15))
    (case,) = rows(found, Case)
    assert case.title == "Contracting processes published under ocds-zzzzzz"
    (agreement,) = rows(found, Agreement)
    assert agreement.title == "Crates for stores"
    assert agreement.suppliers == ("ocds:party:XX-2",)
    assert agreement.agent == "ocds:party:XX-3"
    assert agreement.awarded == Period.day(date(2024, 3, 1))
    assert agreement.value_low == agreement.value_high == Decimal("799.99")
    crate, rope = rows(found, ContractLine)
    assert (crate.contract, crate.line, crate.buyer) == (agreement.contract, "1", "ocds:party:XX-1")
    assert str(crate.firm) == "40"
    assert (crate.price, crate.currency, crate.basis) == (Decimal("19.99"), "EUR", "contract")
    assert crate.delivery == Period.parse("2024-04-01..2024-09-30")
    assert crate.sources == (f"{ROOT}:contract:c1",)
    assert str(rope.firm) == "unknown"


def test_what_is_measured_is_not_counted_and_the_fate_says_so():
    found = reading(package(full()))
    told = fate(found, "/releases/0/contracts/0/items/1")
    assert told.word == "loaded-with-finding"
    assert [each.problem for each in told.findings] == [
        "7 is no count of whole things; the line states no quantity"
    ]
    names = {row.name: (row.unit, row.note) for row in rows(found, Item)}
    assert names == {"crate": ("item", ""), "rope": ("", "measured in km")}


@pytest.mark.parametrize("status", ["pending", "cancelled"])
def test_a_contract_that_binds_nobody_has_nothing_firm(status):
    one = full()
    one["contracts"][0]["status"] = status
    found = reading(package(one))
    assert {str(row.firm) for row in rows(found, ContractLine)} == {"unknown"}
    told = fate(found, "/releases/0/contracts/0/items/0")
    assert told.findings[0].problem == (
        f"40 is not firm, as the contract is {status}; the line states no quantity"
    )


def test_parties_are_what_their_roles_say_and_nobody_s_name_is_taken_over():
    found = reading(package(full()))
    kinds = {row.name: (row.kind, row.note) for row in rows(found, Party)}
    assert kinds == {
        "Ministry of Stores": ("organisation", "identifier XX 1"),
        "Nowhere Works": ("company", ""),
        "Buying Office": ("organisation", ""),
    }
    told = fate(found, "/releases/0/parties/0")
    (finding,) = told.findings
    assert finding.problem == "no table holds /releases/0/parties/0/contactPoint"
    assert finding.severity == "note"


def test_a_party_that_the_vocabulary_knows_is_that_party():
    one = full()
    for each in (one["parties"][0], one["buyer"]):
        each["name"] = "Germany"
    found = reading(package(one))
    assert {row.buyer for row in rows(found, ContractLine)} == {"DEU"}


def test_money_that_was_planned_asked_for_or_paid_is_claimed_not_posted():
    claims = {row.event: row for row in rows(reading(package(full())), Claim)}
    assert claims["budget"].amount_low == Decimal("900.5")
    assert claims["tender"].amount_high == 800
    assert claims["payment"].amount_low == 100
    assert (claims["payment"].giver, claims["payment"].receiver) == (
        "Ministry of Stores",
        "Nowhere Works",
    )
    assert claims["payment"].paraphrase == (
        "Payment (contract c1 transaction p1): EUR 100, Ministry of Stores to Nowhere Works, "
        "2024-03-10."
    )
    assert claims["tendered"].wording == "8.5 m"
    assert claims["tendered"].low is None
    assert {row.document for row in claims.values()} == {f"{ROOT}:release:r3"}


def test_every_object_of_a_release_has_a_fate_and_nothing_is_lost():
    one = full()
    one["contracts"][0]["colour"] = "grey"
    found = reading(package(one))
    places = {each.place.partition("#")[2] for each in found.fates}
    assert places == {
        "/releases/0",
        *(f"/releases/0/parties/{number}" for number in range(3)),
        *("/releases/0/planning", "/releases/0/planning/milestones/0"),
        *("/releases/0/tender", "/releases/0/tender/items/0", "/releases/0/tender/documents/0"),
        *("/releases/0/tender/amendments/0", "/releases/0/awards/0", "/releases/0/contracts/0"),
        *(f"/releases/0/contracts/0/items/{number}" for number in range(2)),
        "/releases/0/contracts/0/milestones/0",
        "/releases/0/contracts/0/implementation/transactions/0",
    }
    told = fate(found, "/releases/0/contracts/0")
    assert [each.problem for each in told.findings] == [
        "no table holds /releases/0/contracts/0/colour"
    ]


def test_a_later_release_supersedes_what_it_changes_from_its_own_day_on():
    later = release(
        5,
        tag=["contractUpdate"],
        contracts=[{"id": "c1", "awardID": "w1", "items": [{"id": "1", "quantity": 45}]}],
    )
    found = reading(package(later, full(3)))
    first, second = [row for row in rows(found, ContractLine) if row.line == "1"]
    assert (str(first.firm), first.known_on, first.supersedes) == ("40", date(2024, 3, 15), "")
    assert (str(second.firm), second.known_on) == ("45", date(2024, 5, 15))
    assert (second.id, second.supersedes) == (f"{first.id}/2", first.id)
    # What the later release does not say again still holds.
    assert second.price == Decimal("19.99")
    assert fate(found, "/releases/0/contracts/0/items/0").rows == (second.id,)


def test_a_line_that_its_contract_changes_is_told_with_the_release():
    period = {"startDate": "2024-05-01", "endDate": "2024-12-31"}
    later = release(5, tag=["contractUpdate"], contracts=[{"id": "c1", "period": period}])
    found = reading(package(full(3), later))
    changed = [row for row in rows(found, ContractLine) if row.supersedes]
    assert [str(row.delivery) for row in changed] == ["2024-05-01..2024-12-31"] * 2
    assert {row.id for row in changed} <= set(fate(found, "/releases/1").rows)


def test_a_release_in_two_packages_of_a_file_is_one():
    one = package(full())
    found = reading(b"\n".join([json.dumps(one).encode()] * 2))
    assert len(rows(found, Document)) == 2  # the release, and the notice of its tender
    assert found.findings == ()


def test_one_id_for_two_releases_is_a_finding_and_both_are_read():
    found = reading(package(release(2, language="en"), {**release(2), "language": "fr"}))
    (finding,) = found.findings
    assert finding.problem == ("two releases of ocds-zzzzzz-42 have the id 'r2' and other content")
    assert len(rows(found, Document)) == 2


def test_a_record_is_read_from_its_releases_its_history_or_its_compiled_release():
    releases = [release(1, tender={"id": "t", "title": "A"}), full(3)]
    compiled, versioned = compile_releases(releases), version_releases(releases)
    record = {"ocid": ROOT, "compiledRelease": compiled, "versionedRelease": versioned}
    lines = []
    for one in (
        {**record, "releases": releases},
        record,
        {"ocid": ROOT, "compiledRelease": compiled},
    ):
        found = reading({"records": [one], **package()})
        lines.append({(row.line, row.firm, row.price) for row in rows(found, ContractLine)})
        assert not [each for each in found.findings if each.check == "ocds-compiled"]
    assert lines[0] == lines[1] == lines[2]
    # The history of the record says when each thing was published.
    found = reading({"records": [record], **package()})
    days = [row.known_on for row in rows(found, Document) if ":release:" in row.id]
    assert days == [date(2024, 1, 15), date(2024, 3, 15)]
    assert len(lines[0]) == 2


def test_a_compiled_release_that_is_not_what_its_releases_give_is_a_finding():
    wrong = {**compile_releases([full()]), "language": "fr"}
    found = reading(
        {"records": [{"ocid": ROOT, "releases": [full()], "compiledRelease": wrong}], **package()}
    )
    problems = [each.problem for each in found.findings if each.check == "ocds-compiled"]
    assert problems == ["the compiled release of the record says otherwise in language"]


def test_linked_releases_are_named_and_never_fetched():
    links = [{"url": "https://example.org/1", "date": "2024-01-01T00:00:00Z", "tag": ["tender"]}]
    record = {"ocid": ROOT, "releases": links, "compiledRelease": compile_releases([full()])}
    found = reading({"records": [record], **package()})
    (finding,) = [each for each in found.findings if each.check == "ocds-linked"]
    assert finding.problem == "1 releases are only linked; nothing is fetched"
    assert len(rows(found, ContractLine)) == 2


def test_missing_metadata_is_reported_and_read_all_the_same():
    found = reading({"releases": [full()], "version": "1.1"})
    assert [each.where for each in found.findings] == [
        "file.json#/uri",
        "file.json#/publishedDate",
        "file.json#/publisher",
    ]
    assert len(rows(found, ContractLine)) == 2


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (5, "found 5"),
        ({"id": "x"}, "found ocid None"),
        ({**release(), "date": "soon"}, "release 'r1': found date 'soon'; accepted"),
        ({**release(), "date": "0001-01-01"}, "found a date in the year 1"),
    ],
)
def test_what_is_no_release_is_refused_beside_those_that_are(wrong, problem):
    found = reading(package(full(), wrong))
    told = next(each for each in found.fates if each.word == "refused")
    assert told.place == "file.json#/releases/1"
    assert told.findings[0].problem.startswith(problem)
    assert len(rows(found, ContractLine)) == 2


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"releases": []}, "not one release can be read"),
        ({"a": 1}, "found an object of 1; accepted: a release package, a record package"),
        ([release()], "found an array of 1; accepted"),
    ],
)
def test_a_file_without_a_release_is_refused(document, message):
    with pytest.raises(InputError, match=message):
        reading(document)


def test_a_long_history_is_entered_by_its_last_state_and_says_so(monkeypatch):
    monkeypatch.setattr(module, "MOST_STATES", 3)
    releases = [
        release(number, tender={"id": "t", "title": str(number)}) for number in (1, 2, 3, 4)
    ]
    found = reading(package(*releases))
    (claim,) = rows(found, Claim)
    assert claim.paraphrase == "Tender (tender): 4."
    assert claim.known_on == date(2024, 4, 15)
    (finding,) = found.findings
    assert finding.problem == "4 releases; only what holds after the last one is entered"
    assert len(rows(found, Document)) == 4


def test_the_format_is_told_by_the_content(tmp_path):
    path = tmp_path / "something.txt"
    path.write_text('{"uri": "x", "releases": [{"ocid": "a"}]}', "utf-8")
    assert detect(path).name == "ocds"
    path.write_text('{"type": "FeatureCollection"}', "utf-8")
    with pytest.raises(InputError, match="no OCDS release or record"):
        detect(path)
