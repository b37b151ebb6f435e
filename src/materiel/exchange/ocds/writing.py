"""Contracts of a case as OCDS packages: the standard's fields for everybody, rows in the extension.

What the standard can say exactly is said in its fields; whatever is unknown, between two ends, or
has no place in it is left out there. The rows themselves stand in the extension, without loss.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from materiel.exchange.ocds.extension import FIELD, with_extension
from materiel.exchange.ocds.fields import json_name, to_object
from materiel.exchange.ocds.gathering import Contract, Gathered, Readers, gather
from materiel.exchange.ocds.jsontext import write_json
from materiel.exchange.ocds.merging import compile_releases, moment
from materiel.exchange.ocds.node import escaped
from materiel.exchange.ocds.publication import UNREGISTERED, Publication, advice, moment_text
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.period import FIRST_DAY, LAST_DAY, Period
from materiel.kernel.table import Row
from materiel.ledger.rows import Payment
from materiel.procurement.agreements import Agreement
from materiel.procurement.amendments import Amendment, in_force
from materiel.procurement.contracts import ContractLine, Milestone, Option, line_shares
from materiel.procurement.proposals import PROPOSED, is_proposal
from materiel.vocabulary.parties import UNDISCLOSED

Rows = Mapping[type[Row], Sequence[Row]]
STAMPED = ("id", "date", "tag")
"""Fields of a release that a compiled one has of its own."""
PAID = "paid"
"""The stage of money that a transaction is."""


@dataclass(frozen=True, slots=True)
class Written:
    """An export.

    Attributes:
        package: a release package.
        records: a record package of the same releases, each with its compiled release.
        contracts: ids of the contracts in it.
        findings: what a publisher must know before the file goes out.
    """

    package: dict[str, Any]
    records: dict[str, Any]
    contracts: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def write(rows: Rows, publication: Publication, contracts: Iterable[str] = ()) -> Written:
    """The contracts of a case as packages.

    Args:
        rows: the rows in force at the stamps of the export, and those that they correct.
        publication: who publishes, for whom, under which prefix.
        contracts: which; none: all.

    Raises:
        InputError: the case has no such contract, or none at all that the reader may see.
    """
    gathered = gather(rows, publication.readers, tuple(contracts))
    releases = [_Release(gathered, each, publication).content() for each in gathered.contracts]
    records = [
        {
            "ocid": each["ocid"],
            "releases": [each],
            "compiledRelease": compile_releases([each], with_extension()),
        }
        for each in releases
    ]
    return Written(
        _package(publication, "releases", releases),
        _package(publication, "records", records),
        tuple(each.name for each in gathered.contracts),
        (*gathered.findings, *_proposals(gathered), *advice(publication)),
    )


def _package(publication: Publication, name: str, content: list[dict[str, Any]]) -> dict[str, Any]:
    """A package of releases or records with what it must say of itself."""
    address = publication.address or f"urn:uuid:{uuid5(NAMESPACE_URL, write_json(content))}"
    found: dict[str, Any] = {
        "uri": address,
        "version": "1.1",
        "publishedDate": publication.published,
        "publisher": {"name": publication.publisher or "not stated"},
    }
    if publication.extension:
        found["extensions"] = [publication.extension]
    return {**found, name: content}


def _proposals(gathered: Gathered) -> Iterator[Finding]:
    """A note for each contract that nobody awarded."""
    for each in gathered.contracts:
        if _proposed(each):
            yield Finding(
                "ocds-proposal",
                each.name,
                f"{PROPOSED}: no day of award is stated and nothing is firm",
                "It is written as planning, with no award and no contract.",
                "note",
            )


def _proposed(contract: Contract) -> bool:
    return is_proposal(
        contract.every(Agreement),
        contract.every(ContractLine),
        contract.every(Option),
        contract.every(Amendment),
        paid=any(row.stage == PAID for row in contract.every(Payment)),
    )


def disagreements(release: Mapping[str, Any], rows: Rows) -> list[str]:
    """Pointers in an export's release where the standard's fields say otherwise than its rows.

    The release is written anew from the rows; what it does not state is no disagreement.

    Args:
        release: as it was read.
        rows: those that it carries.

    Raises:
        InputError: the rows are no whole export.
    """
    gathered = gather(rows, Readers(everybody=True))
    ocid = str(release.get("ocid"))
    prefix = ocid.removesuffix(f"-{gathered.case.id}-{gathered.contracts[0].name}")
    day = moment(release).date()
    publication = Publication(day, prefix=UNREGISTERED if prefix == ocid else prefix)
    again = _Release(gathered, gathered.contracts[0], publication).content()
    kept = {name: value for name, value in release.items() if name not in STAMPED}
    return sorted(_other(kept, again, ""))


def _other(stated: Any, again: Any, pointer: str) -> Iterator[str]:
    """Where a stated value is not what the rows say; rows themselves are not compared."""
    if isinstance(stated, dict) and isinstance(again, dict):
        for name, value in stated.items():
            if name != FIELD:
                yield from _other(value, again.get(name), f"{pointer}/{escaped(name)}")
    elif isinstance(stated, list) and isinstance(again, list) and len(stated) == len(again):
        for number, (one, other) in enumerate(zip(stated, again, strict=True)):
            yield from _other(one, other, f"{pointer}/{number}")
    elif stated != again:
        yield pointer


@dataclass(slots=True)
class _Release:
    """One contract as a release while it is written."""

    gathered: Gathered
    contract: Contract
    publication: Publication
    roles: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def content(self) -> dict[str, Any]:
        """The release."""
        contract, gathered = self.contract, self.gathered
        ocid = f"{self.publication.prefix}-{gathered.case.id}-{contract.name}"
        if _proposed(contract):
            return self._proposal(ocid)
        agreement = next(iter(contract.every(Agreement)), None)
        written = self._contract(agreement)
        award = self._award(agreement)
        agent = self._agent(agreement)
        transactions = written.get("implementation", {}).get("transactions", [])
        tags = ["award", "contract"]
        tags += ["contractAmendment"] if written.get("amendments") else []
        tags += ["implementation"] if transactions else []
        release = self._head(ocid, tags)
        buyers = [name for name, roles in self.roles.items() if "buyer" in roles]
        tender = {"id": f"{ocid}-tender"}
        if agent is not None:
            release["tender"] = {**tender, "procuringEntity": agent}
        release["parties"] = [self._party(name) for name in self.roles]
        if len(buyers) == 1:
            release["buyer"] = self._reference(buyers[0])
        release |= {"awards": [award], "contracts": [written]}
        release[FIELD] = _tables(gathered.around(contract))
        return release

    def _head(self, ocid: str, tags: Sequence[str]) -> dict[str, Any]:
        return {
            "ocid": ocid,
            "id": self.publication.release_id(ocid),
            "date": moment_text(self.publication.day),
            "tag": list(tags),
            "language": "en",
            "initiationType": "tender",
        }

    def _proposal(self, ocid: str) -> dict[str, Any]:
        """A release of what nobody awarded: nobody buys yet, so that only the rows name parties."""
        mine = self.contract.rows
        titles = [row.title for row in mine if isinstance(row, (Agreement, ContractLine))]
        named = "; ".join(dict.fromkeys(filter(None, titles))) or self.contract.name
        release = self._head(ocid, ["planning"])
        release["planning"] = {"rationale": f"{PROPOSED}: {named}"}
        return {**release, FIELD: _tables([*self.gathered.around(self.contract), *mine])}

    # -- the blocks ---------------------------------------------------------------------------

    def _award(self, agreement: Agreement | None) -> dict[str, Any]:
        award: dict[str, Any] = {"id": f"{self.contract.name}-award"}
        if agreement is not None:
            award["title"] = agreement.title
            if day := _exact_day(agreement.awarded):
                award["date"] = moment_text(day)
        suppliers = dict.fromkeys(
            [
                *(agreement.suppliers if agreement else ()),
                *(row.supplier for row in self.contract.every(ContractLine) if row.supplier),
            ]
        )
        if found := [each for name in suppliers if (each := self._role(name, "supplier"))]:
            award["suppliers"] = found
        return award

    def _agent(self, agreement: Agreement | None) -> dict[str, Any] | None:
        """Who signs for the buyers, where the rows agree on one."""
        stated = [agreement.agent] if agreement and agreement.agent else []
        stated += [row.agent for row in self.contract.every(ContractLine) if row.agent]
        names = {self.gathered.party_id(name) for name in stated}
        return self._role(names.pop(), "procuringEntity") if len(names) == 1 else None

    def _contract(self, agreement: Agreement | None) -> dict[str, Any]:
        contract = self.contract
        found: dict[str, Any] = {"id": contract.name, "awardID": f"{contract.name}-award"}
        if agreement is not None:
            found["title"] = agreement.title
            if (day := _exact_day(agreement.awarded)) is not None:
                found["dateSigned"] = moment_text(day)
            if agreement.value_low is not None and agreement.value_low == agreement.value_high:
                found["value"] = _value(agreement.value_low, agreement.currency)
        placed: set[str] = set()
        items = []
        for line in contract.lines:
            mine = contract.of_line(line)
            placed |= {row.id for row in mine}
            items.append(self._item(line, mine))
        if items:
            found["items"] = items
        milestones, amendments = contract.every(Milestone), contract.every(Amendment)
        placed |= {row.id for row in (*milestones, *amendments)}
        if milestones:
            found["milestones"] = [self._milestone(each) for each in milestones]
        if amendments:
            found["amendments"] = [self._amendment(each) for each in amendments]
        paid = [
            row
            for row in contract.every(Payment)
            if row.stage == PAID and row.low is not None and row.low == row.high
        ]
        if paid:
            placed |= {row.id for row in paid}
            found["implementation"] = {"transactions": [self._transaction(row) for row in paid]}
        found[FIELD] = _tables(row for row in contract.rows if row.id not in placed)
        return found

    def _item(self, line: str, rows: Sequence[Row]) -> dict[str, Any]:
        lines = [row for row in rows if isinstance(row, ContractLine)]
        for row in rows:
            if isinstance(row, (ContractLine, Option)) and row.buyer:
                self._role(row.buyer, "buyer")
        found: dict[str, Any] = {"id": line}
        titles = dict.fromkeys(row.title for row in lines if row.title)
        if named := self.gathered.item(row.item for row in lines):
            found["description"] = next(iter(titles), named.name)
        units = self._units(line)
        if units is not None:
            found["quantity"] = units
        unit: dict[str, Any] = {"name": named.unit} if named and named.unit else {}
        prices = {(row.price, row.currency) for row in lines}
        price, currency = prices.pop() if len(prices) == 1 else (None, "")
        if price is not None:
            unit["value"] = _value(price, currency)
        if unit:
            found["unit"] = unit
        found[FIELD] = _tables(rows)
        return found

    def _units(self, line: str) -> int | None:
        """What is firm under a line on the day, where that is one number."""
        if {"", line} & self.contract.partial:
            return None
        lines = self.contract.every(ContractLine)
        agreement = next(iter(self.contract.every(Agreement)), None)
        state = in_force(
            lines,
            self.contract.every(Option),
            self.contract.every(Amendment),
            self.publication.day,
            awarded=agreement.awarded if agreement else None,
        )
        mine = [row for row in state.lines if row.line == line]
        try:
            return line_shares(mine).whole.exact if mine else None
        except InputError:
            return None  # the rows contradict one another: the check of the case says how

    def _milestone(self, row: Milestone) -> dict[str, Any]:
        found: dict[str, Any] = {"id": row.id, "title": row.title, "type": "payment"}
        if day := _exact_day(row.due):
            found["dueDate"] = moment_text(day)
        return {**found, FIELD: _tables([row])}

    def _amendment(self, row: Amendment) -> dict[str, Any]:
        found: dict[str, Any] = {"id": row.id, "description": _change(row)}
        if day := _exact_day(row.valid):
            found["date"] = moment_text(day)
        if row.reason:
            found["rationale"] = row.reason
        return {**found, FIELD: _tables([row])}

    def _transaction(self, row: Payment) -> dict[str, Any]:
        found: dict[str, Any] = {"id": row.id}
        if day := _exact_day(row.valid):
            found["date"] = moment_text(day)
        if row.low is not None:
            found["value"] = _value(row.low, row.currency)
        for role, name in (("payer", row.payer), ("payee", row.payee)):
            if reference := self._role(name, role):
                found[role] = reference
        return {**found, FIELD: _tables([row])}

    # -- organisations --------------------------------------------------------------------------

    def _role(self, name: str, role: str) -> dict[str, Any] | None:
        """A reference to a party, which has this role then; None for one that is kept back."""
        identity = self.gathered.party_id(name)
        if identity == UNDISCLOSED:
            return None
        if role not in self.roles[identity]:
            self.roles[identity].append(role)
        return self._reference(identity)

    def _reference(self, identity: str) -> dict[str, Any]:
        return {"id": identity, "name": self.gathered.party_name(identity)}

    def _party(self, identity: str) -> dict[str, Any]:
        return {**self._reference(identity), "roles": self.roles[identity]}


def _tables(rows: Iterable[Row]) -> dict[str, Any]:
    """Rows by the name of their table."""
    found: dict[str, Any] = defaultdict(list)
    for row in rows:
        found[json_name(row.TABLE)].append(to_object(row))
    return dict(found)


def _value(amount: Decimal, currency: str) -> dict[str, Any]:
    return {"amount": amount, "currency": currency}


def _exact_day(period: Period | None) -> Any:
    """The day of a period that is one; else None: an end is no day of an event."""
    if period is None or period.start in (FIRST_DAY, LAST_DAY):
        return None
    return period.start if period == Period.day(period.start) else None


def _change(row: Amendment) -> str:
    """What an amendment does, in short."""
    subject = row.option or row.line or row.contract
    if row.field:
        return (
            f"{row.kind}: {row.field} of {subject}: "
            f"{row.before or 'not stated'} -> {row.after or 'not stated'}"
        )
    return f"{row.kind}: {subject}" + (f" ({row.buyer})" if row.buyer else "")
