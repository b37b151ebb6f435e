"""One small invented story in a real SQLite file, for the tests of the reports."""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.evidence.judgements import Judgement
from materiel.kernel.period import Period
from materiel.kernel.stamps import Stamps
from materiel.ledger.case import Assumption, Case
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Commitment, Event, Gate, Holding, Payment
from materiel.planning.rows import Floor, Requirement, Route
from materiel.procurement.approvals import Approval
from materiel.procurement.bundling import BundlePart
from materiel.procurement.conditions import Condition
from materiel.procurement.contracts import ContractLine, Option
from materiel.procurement.sustainment import Sustainment
from materiel.procurement.swaps import Swap
from materiel.reports.reading import Reading
from materiel.store.database import Database
from materiel.store.reading import Reader
from materiel.store.writing import append
from materiel.vocabulary.bodies import Body
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party

TODAY = date(2024, 6, 15)
EVIL = 'Arland gave <script>alert("x")</script> & two gadgets.'
ADDRESS = "https://example.org/a?b=1&c=2"


def period(text):
    return Period.parse(text)


def event(name, commitment, word, when, low=None, high=None, **more):
    commitments = tuple(commitment.split())
    return Event(
        id=name, commitment=commitments, event=word, valid=period(when), low=low, high=high, **more
    )


def rows():
    """Rows with the day on which each was known; None: the case's date."""
    gift = {"giver": "XAA", "receiver": "XBB", "item": "gadget"}
    return [
        (Case(id="story", title="A story of <gadgets>", today=TODAY, fictional=True,
              plan_start=date(2024, 7, 1), plan_months=6), None),
        (Party(id="XAA", name="Arland", kind="state"), None),
        (Party(id="XBB", name="Borland", kind="state"), None),
        (Party(id="SUNDER", name="Sunder Works", kind="company"), None),
        (Item(id="gadget", name="Gadget", level="model", unit="missile"), None),
        (Assumption(id="A1", text="A gadget is a gadget.", whose="record"), None),
        (Assumption(id="A2", text="The road stays open.", whose="user"), None),
        (Document(id="D1", title="gift note", publisher="Arland Ministry",
                  published=period("2024-03-01"), locator=ADDRESS, grade="A"), "2024-03-01"),
        (Document(id="D2", title="a post", publisher="The Blare", published=period("2024-04"),
                  locator="javascript:alert(1)", grade="C", partisan=True), "2024-04-30"),
        (Claim(id="C1", document="D1", place="line 3", event="gift", stance="asserted",
               speaker="the minister", paraphrase=EVIL), "2024-03-01"),
        (Claim(id="C2", document="D2", event="gift", stance="reported",
               paraphrase="Arland gave nine."), "2024-04-30"),
        (Commitment(id="G", kind="gift", title="gadgets for Borland", due=period("2024-05"),
                    sources=("C1",), **gift), "2024-03-01"),
        (Commitment(id="J", kind="order", title="joint order", giver="SUNDER", receiver="XBB",
                    item="gadget", ceiling="number", ceiling_units=1000), "2024-01-03"),
        (Commitment(id="R", kind="request", title="request", giver="SUNDER", receiver="XBB",
                    item="gadget"), "2024-01-03"),
        (Commitment(id="B", kind="backfill", title="refill", giver="SUNDER", receiver="XAA",
                    item="gadget", refills="G", payer=("XBB",)), "2024-04-01"),
        (Commitment(id="N", kind="gift", title="a word only", giver="UNDISCLOSED",
                    receiver="XBB", item="gadget"), "2024-04-01"),
        (event("pledged", "G", "pledged", "2024-03-01", 5, 5, sources=("C1",)), "2024-03-01"),
        (event("sent-2", "G", "dispatched", "2024-04-10", 2, 2), "2024-04-12"),
        (event("got-2", "G", "received", "2024-04-20", 2, 2, sources=("C1", "C2")), "2024-05-02"),
        (event("sent-1", "G", "dispatched", "2024-05-15", 1, 1), "2024-05-15"),
        (event("june", "G", "handed-over", "2024-06", 1, 1, wording="one more"), "2024-06-14"),
        (event("said", "N", "announced", "2024-04-01", wording="a few"), "2024-04-01"),
        (event("ordered", "J", "ordered", "2024-01-03", None, 1000, wording="up to"),
         "2024-01-03"),
        (event("asked", "R", "requested", "2024-01-03", 200, 200), "2024-01-03"),
        (event("refill-ordered", "B", "ordered", "2024-04-01", 3, 3), "2024-04-01"),
        (event("refill-came", "B", "delivered-from-production", "2024-05-20", 1, 1),
         "2024-05-20"),
        (Holding(id="H", party="XAA", item="gadget", valid=period("2024-01-01"), low=10, high=12,
                 wording="ten or twelve"), "2024-01-31"),
        (Payment(id="M1", commitment="J", stage="obligated", payer="XBB", payee="SUNDER",
                 valid=period("2024-01-03"), high=Decimal(5_500_000), currency="EUR",
                 basis="ceiling"), "2024-01-03"),
        (Payment(id="M2", commitment="J", stage="paid", payer="XBB", payee="SUNDER",
                 valid=period("2024-02-03"), low=Decimal("10.5"), high=Decimal("10.5"),
                 currency="EUR", basis="contract"), "2024-02-03"),
        (Gate(id="K", commitment="G", kind="export-licence", grantor="XAA", state="granted",
              cap="number", cap_units=4, valid=period("2024-03-01..")), "2024-03-01"),
        (ContractLine(id="J:1", contract="JOINT", line="1", item="gadget", supplier="SUNDER",
                      scope="whole", ceiling="1000", commitment="J"), "2024-01-03"),
        (ContractLine(id="J:1:B", contract="JOINT", line="1", item="gadget", buyer="XBB",
                      commitment="J"), "2024-01-03"),
        (Option(id="O", contract="JOINT", line="1", commitment="J"), "2024-01-03"),
        (Sustainment(id="life", contract="JOINT", kind="shelf-life", item="gadget",
                     life_months=60), "2024-01-03"),
        (Judgement(id="open", left=("R",), relation="possibly-part-of", right="J", by="editor",
                   reason="unclear"), "2024-01-03"),
        (Judgement(id="inside", left=("R",), relation="part-of", right="J", by="editor",
                   reason="a later report", supersedes="open"), "2024-06-01"),
        (Judgement(id="clash", left=("C2",), relation="contradicts", right="C1", by="editor",
                   reason="Nine against two; the ministry is taken."), "2024-05-02"),
        (Claim(id="L", document="D1", event="export_licence_total", stance="reported",
               giver="Arland", receiver="Borland", amount_low=Decimal(7), amount_high=Decimal(7),
               currency="EUR", when=period("2024-Q1"), paraphrase="Arland licensed seven euros."),
         "2024-04-01"),
        (Condition(id="if", commitment="N", units=5, others=("G",), threshold=6,
                   made=date(2024, 4, 1), by=date(2024, 5, 31)), "2024-04-01"),
        (BundlePart(id="kit:1", bundle="kit", item="gadget", component="gadget", each=2,
                    source="XAA", low=3, high=3, state="firm", valid=period("2024-04-01..")),
         "2024-04-01"),
        (Swap(id="swap", title="gadgets for gadgets", party="XAA", gives="gadget", gives_low=3,
              gives_high=3, partner="SUNDER", returns="gadget", returns_low=1, returns_high=1,
              state="agreed", valid=period("2024-04-01..")), "2024-04-01"),
        (Body(id="panel", name="Panel of Arland", party="XAA", rule="committee-approval"), None),
        (Approval(id="leave", title="leave for the gadgets", body="panel", commitment="G",
                  state="pending", filed=date(2024, 4, 1)), "2024-04-01"),
        (Requirement(id="need", party="XBB", item="gadget", units=4, priority=1,
                     due=period("2024-08")), None),
        (Floor(id="floor", parties=("XAA",), item="gadget", units=3, depth=1, duration=2,
               valid=period("2024-07..2024-12")), None),
        (Route(id="road", giver="XAA", receiver="XBB", items=("gadget",), lead_months=1,
               valid=period("2024-07..2024-12")), None),
    ]  # fmt: skip


def entries():
    return [
        Entry("story", row, date.fromisoformat(known) if known else TODAY) for row, known in rows()
    ]


def stored(folder):
    """A database that holds the story."""
    database = Database(f"sqlite:///{folder}/story.sqlite")
    database.migrate()
    append(database, entries(), actor="tester", now=datetime(2024, 7, 1, tzinfo=UTC))
    return database


@contextmanager
def reading(database, as_of=TODAY, known_at=TODAY):
    days = [date.fromisoformat(day) if isinstance(day, str) else day for day in (as_of, known_at)]
    with database.reading() as connection:
        yield Reading(Reader(connection, "story", Stamps(*days)))


PLAN = {
    "case": "story",
    "status": "optimal",
    "gap": 0.0004,
    "objectives": [
        {"name": "unmet", "value": 5, "unit": "unit-months", "bound": 5.0, "gap": 0.0},
        {"name": "cost", "value": 123456789, "unit": "minor units", "bound": None, "gap": None},
    ],
    "replay": {"ok": True, "findings": []},
    "moves": [
        {"month": 1, "donor": "XAA", "item": "gadget", "recipient": "XBB", "units": 2,
         "arrives": 2},
        {"month": 3, "donor": "SUNDER", "item": "gadget", "recipient": "XBB", "units": 1,
         "arrives": 4},
    ],
    "exercises": [{"month": 2, "option": "O", "units": 7}],
    "deliveries": [
        {"month": 3, "contract": "JOINT/1", "holder": "XBB", "buyer": "XBB", "item": "gadget",
         "units": 3, "price": 550000},
    ],
    "backfills": [
        {"obligation": "none", "donor": "XAA", "of": "gadget", "since": 1, "due": 5,
         "units": "5/2", "filled": [{"month": 4, "units": 1, "source": "contract JOINT/1"}],
         "open": "3/2", "late": "3"},
    ],
    "unmet": [
        {"requirement": "need", "recipient": "XBB", "priority": 1,
         "months": [[2, 2], [3, 2], [6, 1]], "unit_months": 5},
    ],
    "floors": [
        {"floor": "floor", "parties": ["XAA"], "of": "gadget", "least_margin": -1,
         "least_month": 3, "gap_months": [[3, 1]]},
        {"floor": "hold-harmless:XBB:gadget", "parties": ["XBB"], "of": "gadget",
         "least_margin": 0, "least_month": 1, "gap_months": []},
    ],
    "binding": ["floor floor: 2 held, 1 below, in 2024-09"],
    "assumptions": [
        {"about": "problem/A2", "text": "The road stays open.", "yours": True},
        {"about": "floors/hold-harmless:XBB:gadget", "text": "XBB keeps 2.", "yours": False},
    ],
}  # fmt: skip
