"""What stands in several blocks of a release: items asked for, documents, milestones, changes."""

from materiel.evidence.documents import Document
from materiel.exchange.ocds.extension import FIELD
from materiel.exchange.ocds.names import NO_TITLE
from materiel.exchange.ocds.node import Node
from materiel.exchange.ocds.parts import Making, Part, units_of
from materiel.kernel.period import FIRST_DAY, LAST_DAY, Period

NO_DAY = Period(FIRST_DAY, LAST_DAY, "range")
"""When something was published of which nobody states the day."""


class Recurring(Making):
    """The parts that tender, award, contract and implementation have alike."""

    def stated_item(self, node: Node, name: str, event: str) -> None:
        """An item that is asked for or awarded, not yet bought: a claim, no line."""
        part = self.part(node)
        quantity = node.number("quantity")
        unit = node.object("unit")
        measure = unit.text("name") or unit.text("id")
        price = unit.value("value")
        described = node.text("description")
        classification = node.object("classification")
        words = described or classification.text("description") or classification.text("id")
        units = units_of(quantity)
        number = f"{quantity:f} {measure}".strip() if quantity is not None else ""
        each = f"at {price} each" if price else ""
        self.claim(
            part,
            event,
            name,
            item=words,
            low=units,
            high=units,
            wording=" ".join(filter(None, (number, each))),
        )

    def documents(self, node: Node, block: str) -> None:
        """Keep the documents of a block."""
        for each in node.objects("documents"):
            part = self.part(each)
            name = each.mark()
            title, address = each.text("title"), each.text("url")
            published = each.day("datePublished") or each.day("dateModified")
            kind = each.text("documentType")
            self.add(
                part,
                Document(
                    id=self.name(*block.split("\x1f"), "document", name),
                    known_on=self.origin.known_on,
                    title=title or kind or f"{NO_TITLE}document {name}",
                    publisher=self.origin.publisher or "not stated",
                    published=Period.day(published) if published else NO_DAY,
                    locator=address or f"document {name} of {self.ocid}, no address stated",
                    grade="A",
                    language=each.text("language") or "en",
                    note=kind if title else "",
                ),
            )

    def milestones(self, node: Node, block: str) -> None:
        """Keep the milestones of a block as claims: none says what it pays."""
        for each in node.objects("milestones"):
            part = self.part(each)
            name = each.mark()
            status, title = each.text("status"), each.text("title") or each.text("description")
            due, met = each.day("dueDate"), each.day("dateMet")
            if each.raw(FIELD):
                each.raw("type")
                continue
            day = met or due
            self.claim(
                part,
                f"milestone {each.text('type')}".strip(),
                f"{block}\x1fmilestone\x1f{name}",
                status=status,
                item=title,
                wording="met" if met else "due" if due else "",
                when=Period.day(day) if day else None,
            )
            self.documents(each, f"{block}\x1fmilestone\x1f{name}")

    def changes(self, node: Node, block: str) -> None:
        """Amendments; a single one stood under another name in 1.0."""
        older = node.object("amendment")
        for each in [*node.objects("amendments"), *([older] if older else [])]:
            part = self.part(each)
            name = each.mark()
            day = each.day("date")
            why = each.text("rationale") or each.text("description")
            if each.raw(FIELD):
                each.raw("description")
                continue
            self.claim(
                part,
                "amendment",
                f"{block}\x1famendment\x1f{name}",
                wording=why,
                when=Period.day(day) if day else None,
            )

    def transaction(self, node: Node, block: str) -> None:
        """Keep a payment as a claim: the promise that it belongs to is not stated."""
        part = self.part(node)
        name = node.mark()
        day = node.day("date")
        value = node.value("value") or node.value("amount")
        payer = self.party(part, node.object("payer")) or self._older(
            part, node, "providerOrganization"
        )
        payee = self.party(part, node.object("payee"), ("supplier",)) or self._older(
            part, node, "receiverOrganization"
        )
        if node.raw(FIELD):
            return
        self.claim(
            part,
            "payment",
            f"{block}\x1f{name}",
            giver=(payer,),
            receiver=payee,
            value=value,
            when=Period.day(day) if day else None,
        )

    def _older(self, part: Part, node: Node, name: str) -> str:
        """The party of an identifier, by which 1.0 named who pays and who is paid."""
        identifier = node.object(name)
        legal, number = identifier.text("legalName"), identifier.text("id")
        scheme = identifier.text("scheme")
        if not (legal or number):
            return ""
        content = {
            "id": f"{scheme}-{number}" if scheme and number else number or legal,
            "name": legal or number,
        }
        return self.party(part, Node(content, identifier.pointer))
