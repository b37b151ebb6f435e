"""One state of a contracting process as rows of a case, and what of it no table holds.

The fields of the standard become parties, contracts with their lines, documents and claims; the
rows of our own extension are taken as they are. Whatever nothing asks for is named by its pointer.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from materiel.exchange.ocds.extension import FIELD, rows_in
from materiel.exchange.ocds.names import NO_TITLE, name_of
from materiel.exchange.ocds.node import Node
from materiel.exchange.ocds.parts import Origin, units_of
from materiel.exchange.ocds.recurring import Recurring
from materiel.exchange.ocds.writing import disagreements
from materiel.kernel.errors import MaterielError
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period
from materiel.kernel.table import Row
from materiel.ledger.case import Case
from materiel.procurement.agreements import Agreement
from materiel.procurement.contracts import ContractLine

NOT_IN_FORCE = ("pending", "cancelled")
"""States of a contract in which nobody is bound (codelist contractStatus)."""
SHOWN = 12
"""Pointers that are named one by one."""


class State(Recurring):
    """The rows of one state of a process.

    Attributes:
        export: the release is an export of a case, whose fields only repeat its rows.
    """

    def __init__(self, release: Mapping[str, Any], origin: Origin, pointer: str = "") -> None:
        """Map a release, or a compiled one.

        Args:
            release: the state.
            origin: see ``Origin``.
            pointer: where the release stands in its document.
        """
        super().__init__(str(release.get("ocid")), origin)
        self._carried(release, pointer)
        self.export = any(isinstance(row, Case) for row in self.rows.values())
        if self.export:
            self._export(Node(release, pointer))
        else:
            self._release(Node(release, pointer))

    def _carried(self, release: Mapping[str, Any], pointer: str) -> None:
        """Take the rows of our extension as they are."""
        findings: list[Finding] = []
        for place, row in rows_in(release, pointer, findings):
            part = self.part(Node(None, place))
            (part.refused if row is None else part.node.problems).extend(findings)
            findings.clear()
            if row is not None:
                self.add(part, row)

    def _export(self, node: Node) -> None:
        """An export of a case: its rows count; where its fields say otherwise is a finding."""
        part = self.part(node)
        part.rows += self.rows
        rows: dict[type[Row], list[Row]] = {}
        for row in self.rows.values():
            rows.setdefault(type(row), []).append(row)
        try:
            other = disagreements(node.all(), rows)
        except MaterielError as problem:
            node.problem("", f"its rows are no whole export: {problem}", "The rows count.")
            return
        for pointer in other[:SHOWN]:
            node.problem(pointer[1:], "it is not what the rows say", "The rows count.")

    # -- the blocks of a release --------------------------------------------------------------

    def _release(self, node: Node) -> None:
        part = self.part(node)
        for name in ("ocid", "id", "date", "tag", "initiationType", FIELD):
            node.raw(name)
        part.rows.append(self.origin.document)
        for party in node.objects("parties"):
            mine = self.part(party)
            party.raw(FIELD)
            self.party(mine, party, party.texts("roles"))
        buyer = self.party(part, node.object("buyer"))
        planning = node.object("planning")
        if planning:
            self._planning(planning)
        tender = node.object("tender")
        agent = self._tender(tender) if tender else ""
        suppliers: dict[str, list[str]] = {}
        for award in node.objects("awards"):
            name = award.mark()
            suppliers[name] = self._award(award, name, buyer or agent)
        for contract in node.objects("contracts"):
            self._contract(contract, contract.mark(), buyer, agent, suppliers)

    def _planning(self, node: Node) -> None:
        part = self.part(node)
        budget = node.object("budget")
        value = budget.value("amount")
        words = budget.text("description")
        if value is not None or words:
            self.claim(part, "budget", "budget", value=value, wording=words)
        self.documents(node, "planning")
        self.milestones(node, "planning")

    def _tender(self, node: Node) -> str:
        part = self.part(node)
        agent = self.party(part, node.object("procuringEntity"))
        for each in node.objects("tenderers", own=False):
            self.party(part, each, ("tenderer",))
        node.raw("id")  # there is one tender in a process
        status, title = node.text("status"), node.text("title")
        value, when = node.value("value"), node.period("tenderPeriod")
        self.claim(
            part,
            "tender",
            "tender",
            status=status,
            receiver=agent,
            item=title,
            value=value,
            when=when,
        )
        for item in node.objects("items"):
            self.stated_item(item, f"tender\x1f{item.mark()}", "tendered")
        self.documents(node, "tender")
        self.milestones(node, "tender")
        self.changes(node, "tender")
        return agent

    def _award(self, node: Node, name: str, buyer: str) -> list[str]:
        part = self.part(node)
        suppliers = [
            found
            for each in node.objects("suppliers", own=False)
            if (found := self.party(part, each, ("supplier",)))
        ]
        status, title = node.text("status"), node.text("title")
        day = node.day("date")
        self.claim(
            part,
            "award",
            f"award\x1f{name}",
            status=status,
            giver=suppliers,
            receiver=buyer,
            value=node.value("value"),
            item=title,
            when=Period.day(day) if day else None,
        )
        for item in node.objects("items"):
            self.stated_item(item, f"award\x1f{name}\x1f{item.mark()}", "awarded")
        self.documents(node, f"award\x1f{name}")
        self.changes(node, f"award\x1f{name}")
        return suppliers

    def _contract(
        self,
        node: Node,
        name: str,
        buyer: str,
        agent: str,
        awarded: Mapping[str, Sequence[str]],
    ) -> None:
        part = self.part(node)
        has_rows = bool(node.raw(FIELD))
        own = self.party(part, node.object("buyer"))
        buyer = own or buyer
        award = node.text("awardID")
        suppliers = [
            found
            for each in node.objects("suppliers", own=False)
            if (found := self.party(part, each, ("supplier",)))
        ] or list(awarded.get(award, ()))
        contract = self.name("contract", name)
        status, title = node.text("status"), node.text("title")
        day, value = node.day("dateSigned"), node.value("value")
        signed = Period.day(day) if day else None
        self.claim(
            part,
            "contract",
            f"contract\x1f{name}",
            status=status,
            giver=suppliers,
            receiver=buyer,
            value=value,
            item=title,
            when=signed,
        )
        stated = value is not None and value.amount >= 0
        if not has_rows:
            self.add(
                part,
                Agreement(
                    id=self.name("agreement", name),
                    known_on=self.origin.known_on,
                    sources=(self.name("contract", name),),
                    contract=contract,
                    title=title or f"{NO_TITLE}contract {name}",
                    agent=agent if agent != buyer else "",
                    suppliers=tuple(dict.fromkeys(suppliers)),
                    awarded=signed,
                    value_low=value.amount if value and stated else None,
                    value_high=value.amount if value and stated else None,
                    currency=value.currency if value and stated else "",
                    basis="contract" if stated else "",
                ),
            )
        delivery = node.period("period")
        for item in node.objects("items"):
            if item.raw(FIELD):
                self.part(item)
                self._seen(item)
                continue
            self._line(item, name, status, buyer, suppliers, signed, delivery)
        self.documents(node, f"contract\x1f{name}")
        self.milestones(node, f"contract\x1f{name}")
        self.changes(node, f"contract\x1f{name}")
        implementation = node.object("implementation")
        for each in implementation.objects("transactions"):
            self.transaction(each, f"contract\x1f{name}\x1ftransaction")
        self.documents(implementation, f"contract\x1f{name}\x1fimplementation")
        self.milestones(implementation, f"contract\x1f{name}\x1fimplementation")

    def _seen(self, node: Node) -> None:
        """Mark what an object of the standard repeats of the rows that it carries."""
        for name in ("description", "quantity"):
            node.raw(name)
        for name in ("id", "name"):
            node.object("unit").raw(name)
        for name in ("amount", "currency"):
            node.object("unit").object("value").raw(name)

    def _line(
        self,
        item: Node,
        contract: str,
        status: str,
        buyer: str,
        suppliers: Sequence[str],
        signed: Period | None,
        delivery: Period | None,
    ) -> None:
        """A contract line from an item; what is no count of a whole thing stays evidence."""
        part = self.part(item)
        what, counted = self.names.item(item, f"{self.ocid} {contract}")
        self.named(part)
        line = item.mark()
        quantity = item.number("quantity")
        units = units_of(quantity) if counted and status not in NOT_IN_FORCE else None
        if quantity is not None and units is None:
            why = "is no count of whole things"
            if status in NOT_IN_FORCE:
                why = f"is not firm, as the contract is {status}"
            item.problem("quantity", f"{quantity} {why}; the line states no quantity")
        price = item.object("unit").value("value")
        if price is not None and (price.amount < 0 or not counted):
            item.problem("unit/value", f"{price} for what is not counted, or below 0; not entered")
            price = None
        identity = self.name("contract", contract, "line", line)
        try:
            row = ContractLine(
                id=identity,
                known_on=self.origin.known_on,
                sources=(self.name("contract", contract),),
                contract=self.name("contract", contract),
                line=name_of(line),
                title=item.text("description"),
                supplier=suppliers[0] if len(suppliers) == 1 else "",
                item=what,
                buyer=buyer,
                firm_low=units,
                firm_high=units,
                price=price.amount if price else None,
                currency=price.currency if price else "",
                basis="contract" if price else "",
                starts=signed,
                delivery=delivery,
            )
        except MaterielError as problem:
            part.refused.append(
                Finding(
                    "ocds-line", f"#{item.pointer}", str(problem), "Ask the publisher.", "warning"
                )
            )
            return
        self.add(part, row)
