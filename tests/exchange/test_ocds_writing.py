"""Contracts out as OCDS and in again: the same rows; what the standard can say, no more."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from ocds_samples import shared

from materiel.exchange.folder import read_folder
from materiel.exchange.ocds.extension import FIELD
from materiel.exchange.ocds.gathering import Readers
from materiel.exchange.ocds.jsontext import as_text, write_json
from materiel.exchange.ocds.publication import Publication
from materiel.exchange.ocds.reading import read_source
from materiel.exchange.ocds.validation import Schemas
from materiel.exchange.ocds.writing import write
from materiel.exchange.packaged import PACKAGED, packaged_case
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.marking import Marking
from materiel.kernel.period import Period
from materiel.kernel.table import to_cells
from materiel.ledger.case import Case
from materiel.ledger.rows import Commitment, Payment
from materiel.procurement.agreements import Agreement
from materiel.procurement.amendments import Amendment
from materiel.procurement.contracts import ContractLine, Milestone, Option
from materiel.service.checking import rows_findings

DAY = date(2025, 6, 30)


def rows_of(name):
    """The case and the rows of a packaged one, those included that others correct."""
    with packaged_case(name) as folder:
        found = read_folder(folder)
    return found.case, found.rows


def with_contracts():
    return [name for name in PACKAGED if rows_of(name)[1].get(ContractLine)]


def again(document):
    return read_source(as_text("out.json", write_json(document).encode()))


OWN = {"agreements", "contracts", "milestones", "options", "amendments"} | {
    *("tiers", "thresholds", "contents", "sustainment")
}


@pytest.mark.parametrize("name", with_contracts())
@pytest.mark.parametrize("form", ["package", "records"])
def test_every_packaged_contract_comes_back_row_by_row(name, form):
    case, rows = rows_of(name)
    document = getattr(write(rows, Publication(case.today)), form)
    found = again(document)
    stated = {row.id: row for mine in rows.values() for row in mine}
    back = {row.id: row for mine in found.rows.values() for row in mine}
    wanted = {
        row.id
        for mine in rows.values()
        for row in mine
        if row.TABLE in OWN and getattr(row, "contract", "")
    }
    assert wanted <= set(back)
    assert {name: to_cells(row) for name, row in back.items()} == {
        name: to_cells(stated[name]) for name in back
    }
    assert found.case == case.id
    assert found.findings == ()
    assert {fate.word for fate in found.fates} == {"loaded"}


@pytest.mark.parametrize("name", with_contracts())
def test_every_packaged_contract_is_valid(name):
    schemas = Schemas.load(shared("schema", "1.1.5"))
    case, rows = rows_of(name)
    written = write(rows, Publication(case.today, publisher="An office", prefix="abc-12"))
    for document in (written.package, written.records):
        assert schemas.check(document, "out") == []
        assert schemas.extended().check(document, "out") == []


@pytest.mark.parametrize("name", with_contracts())
def test_what_is_exported_holds_together(name):
    """Every id that an exported row names is exported with it, as the check of a case asks."""
    case, rows = rows_of(name)
    found = again(write(rows, Publication(case.today)).package)
    findings = rows_findings(found.rows, only=("references", "known-names"))
    assert list(map(str, findings)) == []


# -- a small contract, by hand ---------------------------------------------------------------------


def small(**changes):
    case = Case(id="small", title="A small case", today=DAY, fictional=True)
    rows = [
        case,
        Commitment(
            id="K",
            kind="order",
            title="crates",
            giver="UNDISCLOSED",
            receiver="DEU",
            item="patriot-gem-t",
        ),
        Agreement(
            id="A",
            contract="C",
            title="Crates together",
            agent="NSPA",
            suppliers=("UNDISCLOSED",),
            awarded=Period.day(date(2025, 1, 3)),
            value_low=Decimal("1000.50"),
            value_high=Decimal("1000.50"),
            currency="EUR",
            basis="contract",
        ),
        ContractLine(
            id="L1",
            contract="C",
            line="1",
            item="patriot-gem-t",
            buyer="DEU",
            firm_low=30,
            firm_high=30,
            price=Decimal("3.5"),
            currency="EUR",
            basis="contract",
            commitment="K",
        ),
        ContractLine(
            id="L2",
            contract="C",
            line="1",
            item="patriot-gem-t",
            buyer="NLD",
            firm_low=12,
            firm_high=12,
            price=Decimal("3.5"),
            currency="EUR",
            basis="contract",
        ),
        Option(id="O", contract="C", line="1", quantity=20, buyer="NLD", holders=("NLD",)),
        Milestone(
            id="M",
            contract="C",
            title="Advance",
            due=Period.day(date(2025, 2, 1)),
            kind="advance",
            share=Decimal(20),
        ),
        Milestone(id="M2", contract="C", title="Rest", due=Period.parse("2025-Q4")),
        Amendment(
            id="X",
            contract="C",
            line="1",
            buyer="DEU",
            kind="change",
            field="firm_low",
            before="30",
            after="28",
            reason="fewer",
            valid=Period.day(date(2025, 8, 1)),
        ),
        Payment(
            id="P",
            commitment="K",
            stage="paid",
            payer="DEU",
            payee="NSPA",
            valid=Period.day(date(2025, 2, 3)),
            low=Decimal("21.00"),
            high=Decimal("21.00"),
            currency="EUR",
            basis="contract",
        ),
    ]
    found = {}
    for row in rows:
        found.setdefault(type(row), []).append(replace(row, **changes.get(row.id, {})))
    return found


def only_release(rows, **publication):
    return write(rows, Publication(publication.pop("day", DAY), **publication)).package["releases"][
        0
    ]


def plain(value):
    """A document without the extension."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items() if name != FIELD}
    return [plain(each) for each in value] if isinstance(value, list) else value


def test_the_standard_s_own_fields_say_what_they_can():
    found = plain(only_release(small()))
    assert found["ocid"] == "unregistered-small-C"
    assert found["id"] == "unregistered-small-C-2025-06-30"
    assert found["tag"] == ["award", "contract", "contractAmendment", "implementation"]
    assert "buyer" not in found  # two of them, and the field holds one
    roles = {each["id"]: each["roles"] for each in found["parties"]}
    assert roles == {
        "DEU": ["buyer", "payer"],
        "NLD": ["buyer"],
        "NSPA": ["payee", "procuringEntity"],
    }
    assert found["tender"]["procuringEntity"]["id"] == "NSPA"
    assert found["awards"] == [
        {"id": "C-award", "title": "Crates together", "date": "2025-01-03T00:00:00Z"}
    ]
    (contract,) = found["contracts"]
    assert contract["value"] == {"amount": Decimal("1000.50"), "currency": "EUR"}
    (item,) = contract["items"]
    assert item["quantity"] == 42
    assert item["unit"]["value"] == {"amount": Decimal("3.5"), "currency": "EUR"}
    assert contract["milestones"] == [
        {"id": "M", "title": "Advance", "type": "payment", "dueDate": "2025-02-01T00:00:00Z"},
        {"id": "M2", "title": "Rest", "type": "payment"},
    ]
    assert contract["amendments"] == [
        {
            "id": "X",
            "description": "change: firm_low of 1: 30 -> 28",
            "date": "2025-08-01T00:00:00Z",
            "rationale": "fewer",
        }
    ]
    (paid,) = contract["implementation"]["transactions"]
    assert paid["value"] == {"amount": Decimal("21.00"), "currency": "EUR"}
    assert (paid["payer"]["id"], paid["payee"]["id"]) == ("DEU", "NSPA")


def test_a_supplier_that_is_kept_back_stays_so():
    assert "suppliers" not in only_release(small())["awards"][0]


@pytest.mark.parametrize(
    "changes",
    [
        {"L1": {"firm_high": 40}},
        {"L1": {"firm_low": None, "firm_high": None}},
        {"L2": {"marking": Marking("owner", ("NLD",))}},
    ],
)
def test_a_quantity_that_is_not_one_number_for_the_reader_is_not_stated(changes):
    (item,) = only_release(small(**changes))["contracts"][0]["items"]
    assert "quantity" not in item


def test_a_quantity_is_that_of_the_day():
    rows = small(X={"field": "firm_high", "before": "30", "after": "30"})
    rows[Amendment].append(
        replace(
            rows[Amendment][0],
            id="X2",
            field="firm_low",
            after="30",
            valid=Period.day(date(2025, 7, 1)),
        )
    )
    late = replace(rows[ContractLine][1], starts=Period.day(date(2025, 7, 15)))
    rows[ContractLine][1] = late
    (before,) = only_release(rows)["contracts"][0]["items"]
    (after,) = only_release(rows, day=date(2025, 7, 31))["contracts"][0]["items"]
    assert (before["quantity"], after["quantity"]) == (30, 42)


def test_rows_that_are_not_for_the_reader_stay_at_home():
    rows = small(
        L2={"marking": Marking("releasable", ("NLD",))}, O={"marking": Marking("owner", ("NLD",))}
    )
    public = write(rows, Publication(DAY))
    assert "L2" not in write_json(public.package)
    (hidden,) = [each for each in public.findings if each.check == "ocds-marking"]
    assert hidden.problem == "2 rows of the contracts are not for the public"
    nld = write(rows, Publication(DAY, readers=Readers("NLD")))
    assert '"L2"' in write_json(nld.package)
    assert not [each for each in nld.findings if each.check == "ocds-marking"]


def test_a_correction_of_what_stays_at_home_stands_by_itself():
    rows = small(L2={"supersedes": "L2-old"})
    old = replace(rows[ContractLine][1], id="L2-old", supersedes="", firm_low=11, firm_high=11)
    for marking, supersedes, count in ((None, "L2-old", 3), (Marking("owner", ("NLD",)), "", 2)):
        rows[ContractLine] = [replace(old, marking=marking), *rows[ContractLine][-2:]]
        found = again(write(rows, Publication(DAY)).package).rows[ContractLine]
        assert len(found) == count
        assert next(row for row in found if row.id == "L2").supersedes == supersedes
        assert str(next(row for row in found if row.id == "L2").firm) == "12"


def test_a_contract_nobody_may_see_is_not_exported():
    secret = Marking("owner", ("DEU",))
    rows = {
        kind: [row if kind is Case else replace(row, marking=secret) for row in mine]
        for kind, mine in small().items()
    }
    with pytest.raises(
        InputError, match="no contract that the public may see; nothing is exported"
    ):
        write(rows, Publication(DAY))


def test_an_unknown_contract_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match=r"no contract 'c' \(near: C\)"):
        write(small(), Publication(DAY), ("c",))


def test_a_prefix_is_never_invented_and_a_wrong_one_is_refused():
    found = write(small(), Publication(DAY))
    (finding,) = [each for each in found.findings if each.check == "ocds-prefix"]
    assert finding.problem == "the prefix 'unregistered' is registered with nobody"
    assert found.package["releases"][0]["ocid"].startswith("unregistered-")
    with pytest.raises(InputError, match="prefix: found 'a b'; accepted: letters, digits and -"):
        Publication(DAY, prefix="a b")
    with pytest.raises(InputError, match="address: found 'here'; accepted: an address with its"):
        Publication(DAY, address="here")


def test_the_same_export_twice_is_the_same_file():
    one = write(small(), Publication(DAY)).package
    assert one == write(small(), Publication(DAY)).package
    assert one["uri"].startswith("urn:uuid:")
    assert one["uri"] != write(small(M={"title": "Other"}), Publication(DAY)).package["uri"]


def test_where_a_field_of_the_standard_says_otherwise_than_the_rows_the_rows_count():
    document = write(small(), Publication(DAY)).package
    document["releases"][0]["contracts"][0]["items"][0]["quantity"] = 43
    found = again(document)
    (problem,) = [each for fate in found.fates for each in fate.findings]
    assert problem.where == "out.json#/releases/0/contracts/0/items/0/quantity"
    assert problem.problem == "it is not what the rows say"
    assert {str(row.firm) for row in found.rows[ContractLine]} == {"30", "12"}


def test_a_row_that_somebody_damaged_is_refused_and_the_others_are_read():
    document = write(small(), Publication(DAY)).package
    item = document["releases"][0]["contracts"][0]["items"][0]
    item[FIELD]["contracts"][0]["firmLow"] = "many"
    found = again(document)
    (told,) = [each for each in found.fates if each.word == "refused"]
    assert told.findings[0].problem == "found 'many'"
    assert [row.id for row in found.rows[ContractLine]] == ["L2"]


def test_what_was_proposed_is_neither_an_award_nor_a_contract():
    case, rows = rows_of("drones-on-behalf")
    written = write(rows, Publication(case.today))
    (found,) = written.package["releases"]
    assert found["tag"] == ["planning"]
    assert not {"awards", "contracts", "tender", "buyer", "parties"} & set(found)
    assert found["planning"]["rationale"].startswith("proposed, not decided: drones bought")
    (told,) = [each for each in written.findings if each.check == "ocds-proposal"]
    assert (told.where, told.severity) == ("nato-drones", "note")
    assert [row.id for row in again(written.package).rows[ContractLine]] == ["nato-drones:whole"]


def test_without_a_day_of_award_a_firm_order_stays_a_contract():
    found = only_release(small(A={"awarded": None}))
    assert found["tag"][:2] == ["award", "contract"]
    assert "dateSigned" not in found["contracts"][0]
