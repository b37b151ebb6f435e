"""From the records of a SIPRI file to rows of a case."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.exchange.format import Fate, Imported
from materiel.exchange.sipri.comments import read_comment
from materiel.exchange.sipri.deal import Delivery, Order
from materiel.exchange.sipri.names import NAMES_KNOWN, Names
from materiel.exchange.sipri.number import Number
from materiel.exchange.sipri.reading import LineFate, Reading, Record
from materiel.exchange.tables import CASE_TABLES
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period
from materiel.kernel.table import Row
from materiel.ledger.case import Assumption, Case
from materiel.ledger.rows import Commitment, Event

ORDERS_CASE = "sipri-arms-transfers"
DELIVERIES_CASE = "sipri-arms-deliveries"
"""A case of its own: both files tell of the same transfers, and nothing counts twice."""
LOCATOR = "SIPRI Arms Transfers Database, sipri.org/databases/armstransfers"
ASSUMPTIONS = (
    Assumption(
        id="sipri-marked-number",
        text="A number that SIPRI marks as uncertain counts as at most the number printed; how "
        "much of it is sure is not known.",
        scope="events",
        whose="record",
        known_on=NAMES_KNOWN,
    ),
    Assumption(
        id="sipri-marked-year",
        text="A year that SIPRI marks as uncertain is that year, the one before or the one after.",
        scope="events",
        whose="record",
        known_on=NAMES_KNOWN,
    ),
    Assumption(
        id="sipri-one-stretch",
        text="What was delivered in several years is counted as delivered somewhere between the "
        "first and the last of them; how much in which is not printed.",
        scope="events",
        whose="record",
        known_on=NAMES_KNOWN,
    ),
)


class Entries:
    """The rows made from one file so far."""

    def __init__(self, case: str, title: str, document: Document, known_on: date) -> None:
        self.case, self.document, self.known_on = case, document, known_on
        self.names = Names()
        self.rows: dict[type[Row], list[Row]] = defaultdict(list)
        self.rows[Case].append(
            Case(id=case, title=title, today=known_on, fictional=False, known_on=NAMES_KNOWN)
        )
        self.rows[Assumption] += ASSUMPTIONS
        self.rows[Document].append(document)
        self.places: dict[str, str] = {}

    def add(self, row: Row, place: str) -> str:
        """Keep a row with the place it was read from; returns its id."""
        self.rows[type(row)].append(row)
        self.places[row.id] = place
        return row.id

    # -- one record -------------------------------------------------------------------------

    def order(self, order: Order, place: str) -> tuple[str, ...]:
        """The claim, the commitment and the events of an order; the ids of its rows.

        Raises:
            InputError: a year lies after the day on which the file was public.
        """
        ordered = order.year.period(self.known_on)
        delivered = order.years.period(self.known_on) if order.years else None
        said = read_comment(order.comment)
        root = f"{self.document.id}:{order.key}"
        # The place is the row itself, so that an overlapping excerpt gives the same claim.
        claim = Claim(
            id=f"{root}:claim",
            known_on=self.known_on,
            document=self.document.id,
            place=f"{order.recipient}, {order.supplier}, {order.year.wording}, {order.designation}",
            event="order" if said.kind != "sale" else "selection",
            status=order.status,
            stance="possible" if order.ordered.marked or order.year.marked else "reported",
            speaker="SIPRI",
            giver=order.supplier,
            receiver=order.recipient,
            item=f"{order.designation} ({order.description})",
            low=order.ordered.value,
            high=order.ordered.value,
            wording=_wording(order.ordered),
            when=ordered,
            paraphrase=_order_words(order),
            note=_notes(
                _trend_words(order.unit_value, order.order_value, order.delivered_value),
                f"comment: {order.comment}" if order.comment else "",
            ),
        )
        ids = [self.add(claim, place)]
        base = f"{order.recipient}: {order.designation} from {order.supplier}, {order.year.wording}"
        promise = self._promise(
            root,
            order,
            said.kind,
            base,
            ids[0],
            place,
            payer=said.payers,
            producer=said.producer,
            note="made under licence" if said.licensed else "",
        )
        ids.append(promise)
        # Selected is not ordered: nobody is bound yet (DESIGN §2.4).
        word = {"sale": "announced", "gift": "pledged", "loan": "pledged"}.get(said.kind, "ordered")
        ids.append(
            self._event(f"{root}:{word}", promise, word, ordered, order.ordered, ids[0], place)
        )
        if delivered is not None:
            word = _movement(order.status)
            note = f"years of delivery: {order.years.wording}" if order.years else ""
            ids.append(
                self._event(
                    f"{root}:delivered",
                    promise,
                    word,
                    delivered,
                    order.delivered,
                    ids[0],
                    place,
                    note,
                )
            )
        return tuple(ids)

    def delivery(self, row: Delivery, place: str, ordinal: int) -> tuple[str, ...]:
        """The rows of one delivery; the first of a deal brings its commitment and its order.

        Raises:
            InputError: a year lies after the day on which the file was public.
        """
        ordered = row.year.period(self.known_on)
        delivered = row.years.period(self.known_on)
        root = f"{self.document.id}:{row.deal}"
        doubtful = row.delivered.marked or row.years.marked
        claim = Claim(
            id=f"{root}:{ordinal}:claim",
            known_on=self.known_on,
            document=self.document.id,
            place=f"deal {row.deal}, {row.years.wording}",
            event="delivery",
            status=row.status,
            stance="possible" if doubtful else "reported",
            speaker="SIPRI",
            giver=row.supplier,
            receiver=row.recipient,
            item=f"{row.designation} ({row.description})",
            low=row.delivered.value,
            high=row.delivered.value,
            wording=_wording(row.delivered),
            when=delivered,
            paraphrase=(
                f"{row.supplier} delivered {row.delivered.wording or 'an unknown number of'} "
                f"{row.designation} to {row.recipient} in {row.years.wording}, "
                f"ordered in {row.year.wording}."
            ),
            note=_notes(_trend_words(row.unit_value, None, row.delivered_value)),
        )
        ids = [self.add(claim, place)]
        if ordinal == 1:
            base = f"{row.recipient}: {row.designation} from {row.supplier}, deal {row.deal}"
            producer = self.names.party(row.recipient) if row.local else ""
            note = "produced or assembled at the recipient" if row.local else ""
            ids.append(
                self._promise(root, row, "order", base, ids[0], place, producer=producer, note=note)
            )
            unknown = Number(None, marked=False, wording="")
            ids.append(
                self._event(f"{root}:ordered", root, "ordered", ordered, unknown, ids[0], place)
            )
        word = _movement(row.status)
        ids.append(
            self._event(f"{root}:{ordinal}", root, word, delivered, row.delivered, ids[0], place)
        )
        return tuple(ids)

    def _promise(
        self,
        root: str,
        record: Order | Delivery,
        kind: str,
        title: str,
        claim: str,
        place: str,
        *,
        payer: tuple[str, ...] = (),
        producer: str = "",
        note: str = "",
    ) -> str:
        comment = record.comment if isinstance(record, Order) else ""
        row = Commitment(
            id=root,
            known_on=self.known_on,
            sources=(claim,),
            kind=kind,
            title=title,
            giver=self.names.party(record.supplier),
            receiver=self.names.party(record.recipient),
            item=self.names.item(record.designation, record.description, comment),
            payer=payer,
            producer=producer,
            note=note,
        )
        return self.add(row, place)

    def _event(
        self,
        name: str,
        promise: str,
        word: str,
        valid: Period,
        number: Number,
        claim: str,
        place: str,
        note: str = "",
    ) -> str:
        row = Event(
            id=name,
            known_on=self.known_on,
            sources=(claim,),
            commitment=(promise,),
            event=word,
            valid=valid,
            low=number.low,
            high=number.value,
            wording=_wording(number),
            note=note,
        )
        return self.add(row, place)

    # -- the whole --------------------------------------------------------------------------

    def imported(self, name: str, fates: Sequence[Fate], findings: Sequence[Finding]) -> Imported:
        """Everything read, with the parties and items that the vocabulary lacks."""
        rows = dict(self.rows)
        for kind, own in (
            (type(r), r) for r in (*self.names.parties.values(), *self.names.items.values())
        ):
            rows.setdefault(kind, []).append(own)
        ordered = {kind: tuple(rows[kind]) for kind in CASE_TABLES if rows.get(kind)}
        found = (*findings, *self.names.findings)
        return Imported(name, self.case, self.known_on, ordered, self.places, tuple(fates), found)


def settle(
    reading: Reading[Record], ids: dict[int, tuple[str, ...]], refused: dict[int, Finding]
) -> tuple[Fate, ...]:
    """The fate of every line, once it is known which records became rows.

    Args:
        reading: the file.
        ids: the rows made from the record that begins at a line.
        refused: why a record that was read made no rows, by its line.
    """
    return tuple(_fate(reading, fate, ids, refused) for fate in reading.fates)


def _fate(
    reading: Reading[Record],
    fate: LineFate[Record],
    ids: dict[int, tuple[str, ...]],
    refused: dict[int, Finding],
) -> Fate:
    place = reading.text.place(fate.line)
    if fate.record is None:
        return Fate(place, fate.word, (), fate.findings)
    if problem := refused.get(fate.record.line):
        return Fate(place, "refused", (), (*fate.findings, problem))
    return Fate(place, fate.word, ids[fate.record.line], fate.findings)


def refusal(where: str, problem: InputError) -> Finding:
    """Why a record that could be read makes no rows."""
    return Finding("rows", where, str(problem), "Compare the source.")


def _movement(status: str) -> str:
    """New things come from the maker's line, second-hand ones from the supplier's stock."""
    return "delivered-from-production" if status == "New" else "handed-over"


def _wording(number: Number) -> str:
    if number.value is None:
        return "number not known to SIPRI"
    return number.wording if number.marked else ""


def _order_words(order: Order) -> str:
    return (
        f"{order.recipient} ordered {order.ordered.wording or 'an unknown number of'} "
        f"{order.designation} from {order.supplier} in {order.year.wording}; "
        f"{order.delivered.wording or 'an unknown number'} delivered"
        + (f" in {order.years.wording}." if order.years else ".")
    )


def _trend_words(unit: Decimal | None, total: Decimal | None, delivered: Decimal | None) -> str:
    parts = [
        f"{value} {what}"
        for what, value in (("a unit", unit), ("ordered", total), ("delivered", delivered))
        if value is not None
    ]
    return (
        f"SIPRI trend-indicator value in millions (no money): {', '.join(parts)}" if parts else ""
    )


def _notes(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
