"""Each check lets a sound case pass, and says what is wrong with a faulty one, and where."""

from dataclasses import replace
from decimal import Decimal

import pytest
from rows import SOURCED, case, claim, document, event, gate, holding, judged, on, payment, promise

from materiel.checks.rules.known_on_order import LATER
from materiel.checks.running import checks, run_checks
from materiel.evidence.claims import Claim
from materiel.evidence.watched import Watched
from materiel.kernel.period import Period
from materiel.kernel.table import Row
from materiel.planning.rows import Capacity, Floor, Route
from materiel.procurement.approvals import Approval, PositionRow
from materiel.procurement.conditions import Condition
from materiel.procurement.contracts import ContractLine, Option
from materiel.procurement.sessions import Session
from materiel.procurement.sustainment import Sustainment
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party


def option(name: str, commitment: str, **cells) -> Option:
    return Option(id=name, contract="k", line="1", commitment=commitment, **cells)


def approval(name: str, state: str, **cells) -> Approval:
    stated = {"body": "DEU-BUDGET-COMMITTEE", "gate": "g1", **cells}
    return Approval(id=name, title="a matter", state=state, **stated)


def floor(name: str, **cells) -> Floor:
    stated = {"parties": ("DEU",), "item": "patriot-fire-unit", "units": 3, **cells}
    return Floor(id=name, valid=Period.parse("2024"), **stated)


def slot(name: str, units: int, sources: tuple[str, ...], known: str, **cells) -> Capacity:
    stated = {"items": ("patriot-fire-unit",), "valid": Period.parse("2028"), **cells}
    return Capacity(
        id=name,
        kind="slot",
        party="DEU",
        rate=Decimal(units),
        sources=sources,
        known_on=on(known),
        **stated,
    )


def capacity(name: str, kind: str, called: str) -> Capacity:
    valid = Period.parse("2028")
    return Capacity(id=name, kind=kind, name=called, party="DEU", rate=Decimal(1), valid=valid)


def route(name: str, **cells) -> Route:
    stated = {"giver": "DEU", "receiver": "UKR", "items": ("patriot-fire-unit",), **cells}
    return Route(id=name, lead_months=0, valid=Period.parse("2028"), **stated)


LATE = (
    document("d2", published="2024-09-05"),
    claim(
        "k2",
        "d2",
        known="2024-09-05",
        low=3,
        high=3,
        amount_low=Decimal(70),
        amount_high=Decimal(70),
        currency="EUR",
        when=Period.parse("2024-02-01"),
    ),
)
"""A page of September 2024 that states a number, an amount and a day."""

CONVERSION = Sustainment(
    id="s1",
    kind="conversion",
    item="patriot-fire-unit",
    becomes="patriot-launcher",
    takes=2,
    commitment="old",
    result="new",
)
OPTIONS = (
    promise("o1", kind="option"),
    promise("o2", kind="option"),
    option("first", "o1", quantity=40, minimum=20, expires=None, opens=None),
    option("second", "o2", quantity=60, after="first"),
)


IF_TEN = Condition(
    id="if",
    commitment="c1",
    units=5,
    others=("call",),
    threshold=10,
    made=on("2024-01-01"),
    by=on("2024-03-31"),
)
"""Five of c1 if others give ten by the end of March; what they give has the parent ``call``."""

CALL = (
    *SOURCED,
    IF_TEN,
    promise(),
    promise("call", kind="request"),
    promise("b1", giver="POL", parent="call"),
)


def held(name: str, page: str, count: int, when: str = "2024-02") -> Claim:
    """A claim that Germany holds so many systems."""
    stated = {"giver": "Germany", "item": "Patriot system", "low": count, "high": count}
    return replace(claim(name, page, when=Period.parse(when), **stated), event="holding")


def counted(name: str, page: str, count: int) -> Claim:
    """A claim of a delivery, as the rules for documents would read it."""
    stated = {"event_kind": "delivery", "unit": "system", "low": count, "high": count}
    return claim(name, page, place="line 3", **stated)


TOLD_TWICE = (
    document(),
    document("d2"),
    counted("k1", "d1", 30),
    counted("k2", "d2", 30),
    counted("k3", "d2", 33),
    Watched(id="w1", title="delivered", events=("delivery",), unit="system"),
)
"""Three statements of deliveries, and a total that counts them."""


def used(name: str, to: str, count: int, valid: str):
    return event(name, "exercised", count, valid, commitment=(to,))


STORIES: dict[str, dict[str, tuple[tuple[Row, ...], list[str]]]] = {
    "references": {
        "every id stands in its table": (
            (*SOURCED, promise(), event("e1", "pledged", 1), judged("j1", "k1", "reject")),
            [],
        ),
        "a promise that no row states": (
            (*SOURCED, promise("c12"), event("e1", "pledged", 1)),
            [
                (
                    "error e1:commitment: 'c1' is no id of commitments (near: c12). "
                    "Correct the id, or add the row."
                )
            ],
        ),
        "a source, a document, a correction and a judged thing that no row states": (
            (
                claim("k1", document="d9"),
                promise(supersedes="c0", parent="c8", refills="c7"),
                event("e1", "pledged", 1, sources=("k9",), same_as="e9"),
                judged("j1", "k1 zzz", "contradicts", "yyy"),
            ),
            [
                "error k1:document: 'd9' is no id of documents. Correct the id, or add the row.",
                (
                    "error c1:supersedes: 'c0' is no id of commitments. "
                    "Correct the id, or add the row."
                ),
                "error c1:parent: 'c8' is no id of commitments. Correct the id, or add the row.",
                "error c1:refills: 'c7' is no id of commitments. Correct the id, or add the row.",
                (
                    "error e1:sources: 'k9' is no id of claims or documents. "
                    "Correct the id, or add the row."
                ),
                "error e1:same_as: 'e9' is no id of events. Correct the id, or add the row.",
                (
                    "error j1:left: 'zzz' is no id of claims or commitments or events. "
                    "Correct the id, or add the row."
                ),
                (
                    "error j1:right: 'yyy' is no id of claims or commitments or events. "
                    "Correct the id, or add the row."
                ),
            ],
        ),
    },
    "known-names": {
        "names, aliases and a row of the case": (
            (
                Party(id="XAL", name="Aldmark", kind="state"),
                promise(giver="Germany", receiver="Aldmark", item="patriot-fire-unit"),
            ),
            [],
        ),
        "a misspelt party, item, event and currency": (
            (
                promise(giver="Germny", item="patriot-fire-unt"),
                event("e1", "pledgd", 1),
                payment("p1", "paid", "1", "2024-01-01", currency="EURO"),
                floor("f1", parties=("DEU", "Polnd")),
            ),
            [
                (
                    "error c1:giver: no party 'Germny' (near: Germany, German army, West Germany). "
                    "Write a name of the vocabulary, or add the party to parties.csv."
                ),
                (
                    "error c1:item: no item 'patriot-fire-unt' (near: patriot-fire-unit, "
                    "Patriot fire unit, Patriot fire control). "
                    "Write a name of the vocabulary, or add the item to items.csv."
                ),
                "error e1:event: no event 'pledgd' (near: pledged). Write a ledger event.",
                "error p1:currency: no currency 'EURO' (near: EUR). Write its ISO 4217 code.",
                (
                    "error f1:parties: no party 'Polnd' (near: Poland, Polen, POL). "
                    "Write a name of the vocabulary, or add the party to parties.csv."
                ),
            ],
        ),
        "a city for a party, a word with three meanings, and a taken id": (
            (
                promise(giver="Berlin", item="Patriots"),
                Item(id="patriot-fire-unit", name="other", level="model"),
            ),
            [
                (
                    "error patriot-fire-unit: the item id 'patriot-fire-unit' is taken; take "
                    "another id, or supersede it from one. Give the row an id of its own."
                ),
                (
                    "error c1:giver: the party 'Berlin' is ambiguous: a city or seat that writers "
                    "use for a party; write one of: DEU. "
                    "Write a name of the vocabulary, or add the party to parties.csv."
                ),
                (
                    "error c1:item: the item 'Patriots' is ambiguous: one paper's systems are "
                    "another's launchers or missiles; write one of: patriot-fire-unit, "
                    "patriot-launcher, patriot-missile. "
                    "Write a name of the vocabulary, or add the item to items.csv."
                ),
            ],
        ),
    },
    "corrections": {
        "a chain of corrections": (
            (
                promise(),
                event("e1", "pledged", 1),
                event("e2", "pledged", 2, supersedes="e1"),
                event("e3", "pledged", 3, supersedes="e2"),
                promise("c2", supersedes="c1", giver="Germany", programme="summit"),
            ),
            [],
        ),
        "two corrections of one row": (
            (
                event("e1", "pledged", 1),
                event("e2", "pledged", 2, supersedes="e1"),
                event("e3", "pledged", 3, supersedes="e1"),
            ),
            [
                "error e3:supersedes: e1 is corrected already, by e2. Let it supersede e2.",
            ],
        ),
        "a circle": (
            (
                event("e1", "pledged", 1, supersedes="e2"),
                event("e2", "pledged", 2, supersedes="e1"),
            ),
            [
                "error e1:supersedes: e1 and e2 correct each other. Let the newest come last.",
                "error e2:supersedes: e2 and e1 correct each other. Let the newest come last.",
            ],
        ),
        "a correction of a correction that was known later": (
            (
                event("e1", "pledged", 1, known_on=Period.parse("2024-02-01").start),
                event("e2", "pledged", 2, supersedes="e1"),
                event(
                    "e3", "pledged", 3, supersedes="e2", known_on=Period.parse("2024-03-01").start
                ),
            ),
            [
                (
                    "error e3:supersedes: known on 2024-03-01, before the correction e2 that it "
                    "corrects (2024-12-31). State the day on which the correction was known."
                )
            ],
        ),
        "another giver": (
            (promise(), promise("c2", supersedes="c1", giver="NLD")),
            [
                (
                    "error c2:giver: NLD in place of DEU: a correction cannot change who promises "
                    "what to whom. Withdraw the old promise and enter a new one."
                )
            ],
        ),
    },
    "arithmetic": {
        "numbers that can be read one way": ((promise(), event("e1", "pledged", 1)), []),
        "two items, crossed ends, a ceiling without a number": (
            (
                promise(),
                promise("c2", item="patriot-missile"),
                promise("c3", ceiling="number"),
                event("e1", "pledged", 1, commitment=("c1", "c2")),
                event("e2", "pledged", None, low=5, high=3),
            ),
            [
                (
                    "error c3: ceiling_units: state it when, and only when, ceiling is 'number'. "
                    "Correct the row."
                ),
                (
                    "error e1: commitment: the event names promises of patriot-fire-unit and "
                    "patriot-missile; write one event for each item. Correct the row."
                ),
                (
                    "error e2: low, high: bounds 5 to 3: the low end is above the high end. "
                    "Correct the row."
                ),
            ],
        ),
    },
    "weak-support": {
        "a strong source beside a weak one": (
            (
                *SOURCED,
                document("d2", grade="C"),
                claim("k2", "d2"),
                promise(),
                event("e1", "pledged", 3, sources=("k1", "k2")),
                event("e2", "approved", None, high=3, sources=("k2",)),
            ),
            [],
        ),
        "a figure of a weblog and a partisan outlet": (
            (
                document("d2", grade="C"),
                claim("k2", "d2"),
                document("d3", partisan=True),
                claim("k3", "d3"),
                event("e1", "pledged", 3, sources=("k2", "k3")),
                holding("h1", 4, 4, "2024-01-01", sources=("d2",)),
                payment("p1", "paid", "35", "2024-02-01", sources=("k3",)),
            ),
            [
                (
                    "error e1:low: at least 3 rests on no strong source: k2 is of grade C; "
                    "k3 is partisan. Leave low empty, or cite a source of grade A or B that was "
                    "public by then."
                ),
                (
                    "error h1:low: at least 4 rests on no strong source: d2 is of grade C. "
                    "Leave low empty, or cite a source of grade A or B that was public by then."
                ),
                (
                    "error p1:low: at least 35 rests on no strong source: k3 is partisan. "
                    "Leave low empty, or cite a source of grade A or B that was public by then."
                ),
            ],
        ),
        "a strong source that came later, and one that a reader rejected": (
            (
                *SOURCED,
                document("d2", published="2024-05-02"),
                claim("k2", "d2", known="2024-05-02"),
                judged("j1", "k1", "reject"),
                event("e1", "pledged", 3, sources=("k1", "k2"), known_on=SOURCED[1].known_on),
            ),
            [
                (
                    "error e1:low: at least 3 rests on no strong source: k1 is rejected; "
                    "k2 was not public before 2024-05-02. Take it back with "
                    "'materiel correct e1 --void', leave low empty, or cite a source of grade A "
                    "or B that was public by then."
                )
            ],
        ),
        "a figure that was taken back after its source was rejected": (
            (
                *SOURCED,
                judged("j1", "k1", "reject"),
                event("e1", "pledged", 3),
                event("e1:2", "pledged", 0, supersedes="e1"),
            ),
            [],
        ),
    },
    "accepted-claims": {
        "what a person entered or accepted, and what was taken back": (
            (
                *SOURCED,
                claim("k2", read_by="rules"),
                claim("k3", read_by="rules"),
                judged("j1", "k2", "accept"),
                event("e1", "pledged", 3, sources=("d1", "k1", "k2")),
                event("e2", "pledged", 3, sources=("k3",)),
                event("e2:2", "pledged", 0, sources=("k3",), supersedes="e2"),
            ),
            [],
        ),
        "a claim that waits again, one that is rejected, and one that was edited": (
            (
                *SOURCED,
                claim("k2", read_by="rules"),
                judged("j1", "k2", "accept"),
                judged("j1:2", "k2", "withdrawn", supersedes="j1"),
                claim("k3", read_by="rules"),
                claim("k3:2", read_by="rules", supersedes="k3"),
                judged("j2", "k3", "reject"),
                event("e1", "pledged", 3, sources=("k1", "k2", "k3:2")),
            ),
            [
                (
                    "warning e1:sources: pledged cites k2, which waits for a judgement. "
                    "Take the event back with 'materiel correct e1 --void', or accept the claim."
                ),
                (
                    "warning e1:sources: pledged cites k3, which is rejected by j2. Take the event "
                    "back with 'materiel correct e1 --void', or undo the rejection."
                ),
            ],
        ),
    },
    "known-parties": {
        "known ones, one that the reader knows, nobody in particular, and what a person typed": (
            (
                document(),
                claim("k1", giver="Germany; NLD", receiver="donors", read_by="rules"),
                claim("k2", giver="Rafael", payer="Berlin", read_by="rules"),
                claim("k3", giver="Velland"),
                claim("k4", giver="Velland", read_by="rules"),
                judged("j1", "k4", "reject"),
            ),
            [],
        ),
        "unknown ones": (
            (
                document(),
                claim("k1", giver="Germny; VELX", receiver="GER", read_by="a model"),
            ),
            [
                (
                    "warning k1:giver: party not known: 'Germny' (near: Germany, German army, "
                    "West Germany). Edit the reading, or add the party to the case; a draft leaves "
                    "it out."
                ),
                (
                    "warning k1:giver: party not known: 'VELX'. Edit the reading, or add the party "
                    "to the case; a draft leaves it out."
                ),
                (
                    "warning k1:receiver: party not known: 'GER' (near: DEU, GR, GE). Edit the "
                    "reading, or add the party to the case; a draft leaves it out."
                ),
            ],
        ),
    },
    "updates-in-order": {
        "a newer report, the same day, no day, a later day in an older one, and two together": (
            (
                *SOURCED,
                document("d2", "2024-01-11"),
                document("d3", ".."),
                claim("k2", "d2", when=Period.parse("2024-01-08")),
                claim("k3", "d1"),
                claim("k4", "d3"),
                claim("k5", "d1", when=Period.parse("2024-01-09")),
                judged("j1", "k2", "updates", "k1"),
                judged("j2", "k3", "updates", "k1"),
                judged("j3", "k4", "updates", "k2"),
                judged("j4", "k5", "updates", "k2"),
                judged("j6", "k1 k2", "updates", "k6"),
                claim("k6", "d2"),
                judged("j5", "k1", "contradicts", "k2"),
            ),
            [],
        ),
        "an older report": (
            (
                *SOURCED,
                document("d2", "2024-01-11"),
                claim("k2", "d2"),
                judged("j1", "k1", "updates", "k2"),
            ),
            [
                (
                    "warning j1:left: k1 of 2024-01-10 updates k2 of 2024-01-11: an older report "
                    "replaces a newer one. Undo j1, and relate them the other way round, or as "
                    "contradicts."
                )
            ],
        ),
    },
    "statements-contradict": {
        "an event told alike, and another one": (
            (*TOLD_TWICE, judged("j1", "k1", "same-event", "k2")),
            [],
        ),
        "what nobody watches": (
            (*TOLD_TWICE[:-1], judged("j1", "k1", "same-event", "k3")),
            [],
        ),
        "an event told with two numbers, and parts that are more than the whole": (
            (
                *TOLD_TWICE,
                judged("j1", "k1", "same-event", "k3"),
                counted("k4", "d2", 9),
                counted("k5", "d2", 12),
                judged("j2", "k5", "part-of", "k4"),
            ),
            [
                (
                    "warning k4: the parts of k4 (k5) come to more than the whole can be; none is "
                    "added to it. Look at both passages; edit a reading, or undo a judgement."
                ),
                (
                    "warning k1: one event, and statements that cannot all be true (k1: 30 system "
                    "(t, line 3); k3: 33 system (t, line 3)); none is summed. Look at the "
                    "passages; the total keeps every one of them open."
                ),
            ],
        ),
    },
    "cited": {
        "figures with sources, and none without a figure": (
            (event("e1", "pledged", 3), event("e2", "pledged", None, sources=())),
            [],
        ),
        "a figure without a source": (
            (event("e1", "pledged", 3, sources=()), holding("h1", None, 4, "2024-01-01")),
            [
                "warning e1:sources: the figure 3 names no source. Cite a claim or a document.",
                "warning h1:sources: the figure 4 names no source. Cite a claim or a document.",
            ],
        ),
    },
    "ladder-order": {
        "received as dispatched; operational, and nobody reported acceptance": (
            (
                promise(),
                event("e1", "dispatched", 3),
                event("e2", "received", 3),
                event("e3", "operational", 3),
                event("e4", "approved", 5),
            ),
            [],
        ),
        "more than was dispatched, more operational than accepted": (
            (
                promise(),
                event("e1", "dispatched", 2),
                event("e2", "received", 3),
                event("e3", "accepted", None, high=1),
                event("e4", "operational", 2),
            ),
            [
                (
                    "warning c1: received 3, dispatched 2. "
                    "Enter what is known about dispatched, or correct received."
                ),
                (
                    "warning c1: operational 2, accepted at most 1. "
                    "Enter what is known about accepted, or correct operational."
                ),
            ],
        ),
        "the same unknown on both rungs": (
            (
                promise(),
                event("e1", "dispatched", None, low=2, high=5),
                event("e2", "received", None, same_as="e1"),
            ),
            [],
        ),
    },
    "promise": {
        "handed over as pledged": (
            (promise(), event("e1", "pledged", 3), event("e2", "handed-over", 3)),
            [],
        ),
        "more than was pledged or ordered": (
            (
                promise(),
                event("e1", "pledged", 1),
                event("e2", "ordered", 2),
                event("e3", "handed-over", 3),
            ),
            [
                (
                    "warning c1: handed over 3, pledged 1, ordered 2. "
                    "Enter the promise, or correct the hand-over."
                )
            ],
        ),
        "never promised": (
            (promise(), event("e3", "handed-over", 3)),
            [
                (
                    "warning c1: handed over 3, nothing promised. "
                    "Enter the promise, or correct the hand-over."
                )
            ],
        ),
    },
    "one-count": {
        "a count, then what moved; the newest version of a count stands for it": (
            (
                promise(),
                holding("h1", 5, 5, "2024-01-01"),
                holding("h2", 6, 6, "2024-01-02", supersedes="h1"),
                event("e1", "handed-over", 1, "2024-02-01"),
            ),
            [],
        ),
        "a second count, and a gift that the first may include": (
            (
                promise(),
                holding("h1", 9, 9, "2024-03-01"),
                holding("h2", 6, 6, "2024-06-01"),
                event("e1", "handed-over", 1, "2024-02"),
            ),
            [
                (
                    "error h2: a second count of patriot-fire-unit at DEU: h1 counts it on "
                    "2024-03-01. Let it supersede that one, or enter what moved in between as "
                    "events."
                ),
                (
                    "error e1: e1 moves patriot-fire-unit at DEU on 2024-02, which the count h1 on "
                    "2024-03-01 may include already. Supersede the count by one of a day before "
                    "the first movement."
                ),
            ],
        ),
    },
    "stock-below-zero": {
        "gifts before the count are inside it; nobody counted the Netherlands": (
            (
                promise(),
                promise("c2", giver="NLD"),
                holding("h1", 2, 2, "2024-03-01"),
                event("e1", "handed-over", 5, "2024-02-01"),
                event("e2", "handed-over", 2, "2024-04-01"),
                event("e3", "handed-over", 7, "2024-04-01", commitment=("c2",)),
            ),
            [],
        ),
        "more given than was held": (
            (
                promise(),
                holding("h1", None, 2, "2024-03-01"),
                event("e1", "handed-over", 1, "2024-04-01"),
                event("e2", "dispatched", 2, "2024-05"),
            ),
            [
                (
                    "warning h1: DEU held at most 2 patriot-fire-unit on 2024-03-01 and at most -1 "
                    "on 2024-05-31. Correct the count, or enter what came in."
                )
            ],
        ),
    },
    "ceiling": {
        "a request above the ceiling is no order": (
            (
                promise(kind="order", ceiling="number", ceiling_units=5),
                event("e1", "ordered", 5),
                event("e2", "requested", 9),
            ),
            [],
        ),
        "orders of the parts above the ceiling of the whole": (
            (
                promise(kind="order", ceiling="number", ceiling_units=5),
                promise("c2", kind="order", parent="c1"),
                event("e1", "ordered", 4),
                event("e2", "ordered", 2, commitment=("c2",)),
                event("e3", "delivered-from-production", 6, commitment=("c2",)),
            ),
            [
                (
                    "warning c1:ceiling_units: ordered 6, the ceiling is 5. "
                    "Correct the ceiling, or enter the amendment that raised it."
                ),
                (
                    "warning c1:ceiling_units: handed over 6, the ceiling is 5. "
                    "Correct the ceiling, or enter the amendment that raised it."
                ),
            ],
        ),
    },
    "consent": {
        "inside the window and under the cap": (
            (
                promise(),
                gate("g1", "granted", "2024-01-01..", cap="number", cap_units=3),
                event("e1", "handed-over", 3),
                event("e2", "handed-over", 9, "2025-02-01"),
            ),
            [],
        ),
        "before the consent, while refused, and above the cap": (
            (
                promise(),
                promise("c2", giver="NLD"),
                gate("g1", "granted", "2024-05-09..", cap="number", cap_units=3),
                gate("g2", "refused", "2024", commitment="c2"),
                event("e1", "handed-over", 30, "2024-04-01..2024-04-11"),
                event("e2", "dispatched", 4, "2024-06-01"),
                event("e3", "handed-over", 1, commitment=("c2",)),
            ),
            [
                (
                    "warning e1: 30 handed-over on 2024-04-01..2024-04-11, the export-licence "
                    "holds in 2024-05-09.. A reported fact stays; enter the consent that covered "
                    "it, if there was one."
                ),
                (
                    "warning g1:cap_units: at least 4 handed over, the export-licence is for 3. "
                    "A reported fact stays; enter the consent that covered it, if there was one."
                ),
                (
                    "warning e3: 1 handed-over on 2024-02-01, the export-licence was refused. "
                    "A reported fact stays; enter the consent that covered it, if there was one."
                ),
            ],
        ),
        "a consent for a route covers its promises": (
            (
                promise(giver="Germany"),
                gate(
                    "g1",
                    "pending",
                    "2024-01-01..",
                    commitment="",
                    giver="DEU",
                    receiver="UKR",
                    item="patriot-fire-unit",
                ),
                event("e1", "handed-over", 3),
            ),
            [
                (
                    "warning e1: 3 handed-over on 2024-02-01, the export-licence was pending. "
                    "A reported fact stays; enter the consent that covered it, if there was one."
                )
            ],
        ),
    },
    "payment-before-obligation": {
        "paid after the contract": (
            (
                promise(),
                payment("p1", "obligated", "100", "2024-01-03"),
                payment("p2", "paid", "35", "2024-01-05"),
            ),
            [],
        ),
        "an advance, and the contract is not known": (
            (promise(), payment("p2", "paid", "35.50", "2023-12-20")),
            [
                "warning p2: paid 35.5, obligated 0 EUR. Enter the contract that was signed.",
            ],
        ),
        "an advance, and the contract was known later": (
            (
                promise(),
                payment("p2", "paid", "35", "2023-12-20"),
                payment("p1", "obligated", "100", "2024-01-03"),
            ),
            [
                (
                    "note p2: as known from 2023-12-20 to 2024-01-02: paid 35, obligated 0 EUR. "
                    "Historical; nothing to do."
                ),
            ],
        ),
        "an advance that became known together with the later contract": (
            (
                promise(),
                payment("p2", "paid", "35", "2023-12-20", known="2024-02-01"),
                payment("p1", "obligated", "100", "2024-01-03", known="2024-02-01"),
            ),
            ["note p2: as of 2023-12-20: paid 35, obligated 0 EUR. Historical; nothing to do."],
        ),
    },
    "option-conduct": {
        "first 30 of 20 to 40, then the second": (
            (
                *OPTIONS,
                used("e1", "o1", 30, "2024-06-01"),
                used("e2", "o2", 60, "2024-12-31"),
            ),
            [],
        ),
        "too few, too many, and the second before the first": (
            (
                *OPTIONS,
                used("e0", "o2", 1, "2024-01-01"),
                used("e1", "o1", 10, "2024-05-01"),
                used("e2", "o1", 31, "2024-06-01"),
            ),
            [
                (
                    "warning e1: exercised at most 10, the minimum is 20. "
                    "A reported fact stays; correct the option or the exercise if one of them is "
                    "wrong."
                ),
                (
                    "warning e2: exercised at least 41 in all, the option adds 40. "
                    "A reported fact stays; correct the option or the exercise if one of them is "
                    "wrong."
                ),
                (
                    "warning e0: exercised 1 on 2024-01-01, first is not used by then. "
                    "A reported fact stays; correct the option or the exercise if one of them is "
                    "wrong."
                ),
            ],
        ),
        "outside the window": (
            (
                promise("o1", kind="option"),
                option(
                    "first",
                    "o1",
                    opens=Period.parse("2024-05-01").start,
                    expires=Period.parse("2024-06-30").start,
                ),
                used("e1", "o1", 10, "2024-04-30"),
                used("e2", "o1", 10, "2024-07-05"),
            ),
            [
                (
                    "warning e1: exercised 10 on 2024-04-30, opens 2024-05-01. "
                    "A reported fact stays; correct the option or the exercise if one of them is "
                    "wrong."
                ),
                (
                    "warning e2: exercised 10 on 2024-07-05, expired 2024-06-30. "
                    "A reported fact stays; correct the option or the exercise if one of them is "
                    "wrong."
                ),
            ],
        ),
        "by one who may not, and above the ceiling of the line": (
            (
                promise("o1", kind="option"),
                option("first", "o1", quantity=60, holders=("Netherlands", "XNK")),
                ContractLine(
                    id="w",
                    contract="k",
                    line="1",
                    item="patriot-fire-unit",
                    scope="whole",
                    firm_low=10,
                    ceiling="50",
                ),
                event("e1", "exercised", 30, "2024-05-01", commitment=("o1",), by="DEU"),
                event("e2", "exercised", 20, "2024-06-01", commitment=("o1",), by="NLD"),
            ),
            [
                (
                    "warning e1: exercised by DEU on 2024-05-01, only Netherlands, XNK may. A "
                    "reported fact stays; correct the option or the exercise if one of them is "
                    "wrong."
                ),
                (
                    "warning e2: exercised 20 on 2024-06-01 on top of 40, the ceiling of k/1 is "
                    "50. "
                    "A reported fact stays; correct the option or the exercise if one of them is "
                    "wrong."
                ),
            ],
        ),
    },
    "conversion": {
        "six old ones make three new ones": (
            (
                promise("old", kind="service"),
                promise("new", kind="service", item="patriot-launcher"),
                CONVERSION,
                event("e1", "converted", 6, "2024-02-01", commitment=("old",)),
                event("e2", "back-from-conversion", 3, "2024-09-01", commitment=("new",)),
            ),
            [],
        ),
        "four came back of six that make three": (
            (
                promise("old", kind="service"),
                promise("new", kind="service", item="patriot-launcher"),
                CONVERSION,
                event("e1", "converted", 6, "2024-02-01", commitment=("old",)),
                event("e2", "back-from-conversion", 4, "2024-09-01", commitment=("new",)),
            ),
            [
                (
                    "warning s1: 4 came out and take 2 each, 6 went in. "
                    "Enter what else went in, or "
                    "correct a number or the ratio."
                )
            ],
        ),
    },
    "one-post-per-event": {
        "one event for two claims; another rung of the same page": (
            (
                *SOURCED,
                claim("k2"),
                promise(),
                judged("j1", "k2", "same-event", "k1"),
                event("e1", "pledged", 3, sources=("k1", "k2")),
                event("e2", "approved", 3, sources=("k2",)),
            ),
            [],
        ),
        "one event for each outlet": (
            (
                *SOURCED,
                claim("k2"),
                claim("k3"),
                promise(),
                judged("j1", "k2", "same-event", "k1"),
                judged("j2", "k3", "same-event", "k2"),
                event("e1", "dispatched", 3, sources=("k1",)),
                event("e2", "handed-over", 3, sources=("k3",)),
            ),
            [
                (
                    "error e2: handed-over stands in e1 and e2, and k1 and k3 are judged the same "
                    "event. Keep one event and cite all claims there."
                )
            ],
        ),
    },
    "known-on-order": {
        "known from the first of its sources on": (
            (
                *SOURCED,
                document("d2", published="2024-09"),
                claim("k2", "d2", known="2024-09-30"),
                event("e1", "pledged", 3, sources=("k1", "k2"), known_on=SOURCED[1].known_on),
            ),
            [],
        ),
        "known before anybody published it": (
            (
                document("d2", published="2024-09-05"),
                claim("k2", "d2", known="2024-09-04"),
                event("e1", "pledged", 3, sources=("k2",), known_on=SOURCED[1].known_on),
            ),
            [
                (
                    "error k2:known_on: known on 2024-09-04, its first source d2 was published on "
                    "2024-09-05. State the day on which it became public."
                ),
                (
                    "error e1:known_on: known on 2024-01-10, its first source k2 was published on "
                    "2024-09-05. State the day on which it became public."
                ),
            ],
        ),
        "a later page that only repeats what an earlier one states": (
            (
                *SOURCED[:1],
                claim("k1", low=3, high=3, when=Period.parse("2024-02-01")),
                *LATE,
                event("e1", "pledged", 3, sources=("k1", "k2"), known_on=on("2024-02-01")),
                slot("s1", 3, ("k1", "k2"), "2024-02-01"),
                event("e2", "pledged", 9, sources=("d1", "k2"), known_on=on("2024-02-01")),
                event("e3", "pledged", 2, sources=("k1", "k9"), known_on=on("2024-02-01")),
            ),
            [],
        ),
        "a number, a day and an amount that only a later page states": (
            (
                *SOURCED[:1],
                claim("k1", low=4, high=4, amount_high=Decimal(70), currency="USD"),
                *LATE,
                event(
                    "e1", "pledged", None, low=3, sources=("k1", "k2"), known_on=on("2024-02-01")
                ),
                slot("s1", 3, ("k1", "k2"), "2024-02-01"),
                payment("p1", "paid", "70", "2024-01-01", "2024-02-01", sources=("k1", "k2")),
            ),
            [
                (
                    "warning e1:valid: known on 2024-02-01, its 2024-02-01 is first stated by k2, "
                    f"of 2024-09-05. {LATER}"
                ),
                (
                    "warning e1:low: known on 2024-02-01, its 3 is first stated by k2, "
                    f"of 2024-09-05. {LATER}"
                ),
                (
                    "warning s1:rate: known on 2024-02-01, its 3 is first stated by k2, "
                    f"of 2024-09-05. {LATER}"
                ),
                (
                    "warning p1:low: known on 2024-02-01, its 70 is first stated by k2, "
                    f"of 2024-09-05. {LATER}"
                ),
            ],
        ),
        "a correction whose reason came later, and one that repeats its sources": (
            (
                *SOURCED[:1],
                claim("k1", low=4, high=4),
                *LATE,
                slot("s1", 4, ("k1",), "2024-01-10"),
                slot("s2", 4, ("k1", "k2"), "2024-02-01", supersedes="s1"),
                slot("s3", 4, ("k1", "k2"), "2024-03-01", supersedes="s2"),
            ),
            [
                (
                    "warning s2:sources: a correction known on 2024-02-01, its source k2 became "
                    f"known on 2024-09-05. {LATER}"
                )
            ],
        ),
    },
    "refills": {
        "a newer model of the family, to the giver": (
            (
                promise(item="pac-2"),
                promise(
                    "c2",
                    kind="backfill",
                    refills="c1",
                    giver="USA",
                    receiver="Germany",
                    item="pac-2-gem-t",
                ),
            ),
            [],
        ),
        "another nation, another family, and no gift at all": (
            (
                promise(kind="order"),
                promise(
                    "c2",
                    kind="backfill",
                    refills="c1",
                    giver="USA",
                    receiver="NLD",
                    item="pac-2-gem-t",
                ),
            ),
            [
                (
                    "warning c2:refills: c1 is of kind order, no hand-over. "
                    "Correct the gift that it names."
                ),
                (
                    "warning c2:refills: it refills NLD, but c1 was given by DEU. "
                    "Correct the gift that it names."
                ),
                (
                    "warning c2:refills: it is of pac-2-gem-t, but c1 was of patriot-fire-unit. "
                    "Correct the gift that it names."
                ),
            ],
        ),
    },
    "gates-complete": {
        "a promise, or a route": (
            (
                gate("g1", "granted", "2024", cap="number", cap_units=3),
                gate("g2", "pending", "2024", commitment="", giver="DEU", receiver="UKR", item="x"),
            ),
            [],
        ),
        "both, half a route, a cap without a number, and an open cap": (
            (
                gate("g1", "granted", "2024", giver="DEU"),
                gate("g2", "granted", "2024", commitment="", giver="DEU"),
                gate("g3", "granted", "2024", cap="number"),
                gate("g4", "granted", "2024", cap="none", cap_units=4),
                gate("g5", "granted", "2024", cap="unknown"),
            ),
            [
                (
                    "error g1:giver: it names a commitment and also giver. "
                    "Name the commitment alone, or giver, receiver and item."
                ),
                (
                    "error g2:receiver: no commitment, and no receiver and no item. "
                    "Name the commitment, or giver, receiver and item."
                ),
                (
                    "error g3:cap_units: cap is 'number' and cap_units is empty. "
                    "State cap_units when, and only when, cap is 'number'."
                ),
                (
                    "error g4:cap_units: cap is 'none' and cap_units is 4. "
                    "State cap_units when, and only when, cap is 'number'."
                ),
                (
                    "note g5:cap: how many the consent is for is not known. "
                    "Decide it before a plan uses it: an unknown cap blocks our own acts."
                ),
            ],
        ),
    },
    "approvals-and-gates": {
        "each fits the gate that it opens": (
            (
                gate("g1", "granted", "2024"),
                approval("a1", "granted", expires=on("2024-12-31")),
                gate("g2", "pending", "2024"),
                approval("a2", "pending", gate="g2"),
                approval("a3", "granted", gate="g2"),
                gate("g3", "refused", "2024"),
                approval("a4", "refused", gate="g3", decided=on("2024-05-01")),
                gate("g4", "pending", "2025"),
                approval("a5", "granted", gate="g4", decided=on("2025-02-01")),
            ),
            [],
        ),
        "it contradicts the gate, ends before it, or is not met": (
            (
                gate("g1", "granted", "2024-02-01..2025-06-30"),
                approval("a1", "pending"),
                approval("a2", "granted", expires=on("2025-01-31")),
                approval("a3", "granted", conditions=("a report",), conditions_met="no"),
                gate("g2", "pending", "2024"),
                approval("a4", "granted", gate="g2"),
                approval("a5", "refused", gate="g3"),
            ),
            [
                (
                    "warning a1:state: the approval is pending, its gate g1 is granted. "
                    "Correct one of the two; the gate is what a plan heeds."
                ),
                (
                    "warning a2:expires: the approval ends on 2025-01-31, its gate g1 is open "
                    "until 2025-06-30. Correct one of the two; the gate is what a plan heeds."
                ),
                (
                    "warning a3:conditions_met: its conditions are not met, its gate g1 is "
                    "granted. "
                    "Correct one of the two; the gate is what a plan heeds."
                ),
                (
                    "warning g2:state: every approval that opens it is granted (a4), the gate is "
                    "pending. Enter the grant of the gate, or the approval that is still lacking."
                ),
            ],
        ),
    },
    "approvals-complete": {
        "a known body, days in order, one position of a member on a day": (
            (
                approval("a1", "granted", filed=on("2024-02-01"), decided=on("2024-03-01")),
                approval("a2", "pending", after=("a1",), requisite="DEU-25M"),
                PositionRow(id="p1", approval="a1", party="DEU", position="for"),
                PositionRow(
                    id="p2", approval="a1", party="DEU", position="against", day=on("2024-02-02")
                ),
                Session(id="s1", body="Bundestag budget committee", valid=Period.parse("2024")),
            ),
            [],
        ),
        "an unknown body and rule, days crossed, a circle, two positions at once": (
            (
                approval("a1", "granted", filed=on("2024-03-01"), decided=on("2024-02-01")),
                approval("a2", "pending", after=("a3",), requisite="DEU-26M"),
                approval("a3", "pending", after=("a2",)),
                PositionRow(id="p1", approval="a1", party="DEU", position="for"),
                PositionRow(id="p2", approval="a1", party="DEU", position="against"),
                Session(id="s1", body="DEU-BUDGET-COMITTEE", valid=Period.parse("2024")),
            ),
            [
                (
                    "error s1:body: no body 'DEU-BUDGET-COMITTEE' (near: DEU-BUDGET-COMMITTEE, "
                    "Bundestag budget committee, DE Bundestag budget committee). "
                    "Write a name of the vocabulary, or add the body to bodies.csv."
                ),
                (
                    "warning a1:decided: decided on 2024-02-01, before it was filed on 2024-03-01. "
                    "Correct one of the two days."
                ),
                (
                    "error a2:requisite: no rule 'DEU-26M' asks for an approval. "
                    "Write an id of the "
                    "table requisites, or leave the cell empty."
                ),
                "error a2:after: it waits for a3, which wait for it. Take one of them out.",
                "error a3:after: it waits for a2, which wait for it. Take one of them out.",
                (
                    "error p2:party: p1 states a position of DEU on the same day. "
                    "Give one of them a later day, or supersede it."
                ),
            ],
        ),
    },
    "overlap-judged-once": {
        "a judgement that takes the place of another": (
            (
                promise(),
                promise("c2"),
                judged("j1", "c1", "possibly-part-of", "c2"),
                judged("j2", "c1", "part-of", "c2", supersedes="j1"),
            ),
            [],
        ),
        "part of and distinct, and each inside the other": (
            (
                promise(),
                promise("c2"),
                promise("c3"),
                judged("j1", "c1", "part-of", "c2"),
                judged("j2", "c1", "distinct", "c2"),
                judged("j3", "c2", "part-of", "c3"),
                judged("j4", "c3", "part-of", "c2"),
            ),
            [
                (
                    "error j2:relation: j2 says distinct, j1 says part-of, of c1 and c2. "
                    "Let the newer one supersede j1."
                ),
                (
                    "error j4:relation: j4 says part-of, j3 says part-of, of c2 and c3. "
                    "Let the newer one supersede j3."
                ),
            ],
        ),
    },
    "two-sides": {
        "two parties": ((promise(), payment("p1", "paid", "1", "2024-01-01")), []),
        "one party by two names": (
            (
                promise(receiver="Germany"),
                payment("p1", "paid", "1", "2024-01-01", payee="Germany"),
            ),
            [
                (
                    "error c1:receiver: DEU is giver and receiver: its two sides cancel in every "
                    "total. Name both parties."
                ),
                (
                    "error p1:payee: DEU is payer and payee: its two sides cancel in every total. "
                    "Name both parties."
                ),
            ],
        ),
    },
    "contradiction": {
        "most of ten": (
            (
                promise(),
                event("e1", "pledged", 10),
                event("e2", "dispatched", None, low=6, high=10),
                judged("j1", "e2", "share", "e1", share_low=">1/2"),
            ),
            [],
        ),
        "most of ten, yet at most five": (
            (
                promise(),
                event("e1", "pledged", None, low=10, high=12),
                event("e2", "dispatched", None, high=5),
                judged("j1", "e2", "share", "e1", share_low=">1/2"),
            ),
            [
                (
                    "warning c1: dispatched: what is stated about this number cannot all hold: "
                    "j1: a reason. Judge which statement to reject; the bounds shown ignore the "
                    "relations."
                )
            ],
        ),
    },
    "condition-met": {
        "announced while it waits, pledged when the others have given ten": (
            (
                *CALL,
                event("said", "announced", 5, "2024-01-05"),
                event("b1-10", "pledged", 10, "2024-03-01", commitment=("b1",)),
                event("now", "pledged", 5, "2024-03-01"),
            ),
            [],
        ),
        "what the others give may be unknown": (
            (
                *CALL,
                event("b1-x", "pledged", None, "2024-03-01", commitment=("b1",)),
                event("now", "pledged", 5, "2024-03-01"),
            ),
            [],
        ),
        "pledged with nine of ten": (
            (
                *CALL,
                event("b1-9", "pledged", 9, "2024-03-01", commitment=("b1",)),
                event("now", "pledged", 5, "2024-03-02"),
            ),
            [
                (
                    "warning now: pledged on 2024-03-02, but it waits for 10 of others, who had "
                    "given at most 9. Keep it on announced until the others have given enough, or "
                    "correct the condition."
                )
            ],
        ),
        "the tenth came after the last day, or was the giver's own": (
            (
                *CALL,
                promise("own", parent="call"),
                event("b1-9", "pledged", 9, "2024-03-01", commitment=("b1",)),
                event("own-1", "pledged", 1, "2024-03-01", commitment=("own",)),
                event("b1-10", "pledged", 1, "2024-04-01", commitment=("b1",)),
                event("now", "pledged", 5, "2024-04-02"),
            ),
            [
                (
                    "warning now: pledged on 2024-04-02, but it waits for 10 of others, who had "
                    "given at most 9. Keep it on announced until the others have given enough, or "
                    "correct the condition."
                )
            ],
        ),
    },
    "capacity-names": {
        "a hub and a line that stand there": (
            (
                *SOURCED,
                capacity("h", "hub", "Port"),
                capacity("l", "line", "Hall"),
                capacity("r", "reserve", "Hall"),
                route("w", hubs=("Port",)),
            ),
            [],
        ),
        "a hub and a line that no row states": (
            (
                *SOURCED,
                capacity("h", "hub", "Port"),
                capacity("r", "reserve", "Port"),
                route("w", hubs=("Prot",)),
            ),
            [
                (
                    "error w:hubs: 'Prot' is no capacity of the kind hub (near: Port). Correct the "
                    "name, or add the capacity."
                ),
                (
                    "error r:name: 'Port' is no capacity of the kind line. Correct the name, or "
                    "add the capacity."
                ),
            ],
        ),
    },
    "unjudged-contradiction": {
        "two counts of one holding that a person has joined": (
            (
                *SOURCED,
                document("d2"),
                held("k2", "d1", 8),
                held("k3", "d2", 6),
                judged("j1", "k2", "contradicts", "k3"),
            ),
            [],
        ),
        "two counts of one holding, and a third that is no rival": (
            (
                *SOURCED,
                document("d2"),
                document("d3"),
                held("k2", "d1", 8),
                held("k3", "d2", 6),
                held("k4", "d3", 6, "2024-11"),
            ),
            [
                (
                    "note k2: k2 (d1) and k3 (d2) cannot both be true of one event (number: "
                    "8 Patriot system against 6 Patriot system); neither is added to the other. "
                    "Look at both passages; judge contradicts, same-event, updates or distinct."
                )
            ],
        ),
        "the same two counts when one was rejected": (
            (
                *SOURCED,
                document("d2"),
                held("k2", "d1", 8),
                held("k3", "d2", 6),
                judged("j1", "k3", "reject"),
            ),
            [],
        ),
        "the same two counts when both stand, each of its own day": (
            (
                *SOURCED,
                document("d2"),
                held("k2", "d1", 8),
                held("k3", "d2", 6),
                judged("j1", "k2", "distinct", "k3"),
            ),
            [],
        ),
    },
    "vague-numbers": {
        "the bounds of the convention, or none": (
            (
                *SOURCED,
                promise(),
                event("e1", "pledged", None, low=20000, high=99999, wording="tens of thousands"),
                event("e2", "pledged", None, wording="several hundred"),
                event("e3", "pledged", 7, wording="seven"),
            ),
            [],
        ),
        "other bounds than the convention's": (
            (
                *SOURCED,
                promise(),
                event("e1", "pledged", None, low=10000, high=99999, wording="Tens of thousands"),
            ),
            [
                (
                    'warning e1:low: "tens of thousands" is read as 10,000 to 99,999, the '
                    "convention says 20,000 to 99,999. Take the bounds of the table vague_words, "
                    "or leave the numbers empty."
                )
            ],
        ),
    },
}

CASES = [(name, story) for name, stories in STORIES.items() for story in stories]


@pytest.mark.parametrize(("name", "story"), CASES)
def test_a_check_says(name, story):
    rows, expected = STORIES[name][story]
    found = checks()[name].find(case(*rows))
    assert [f"{f.severity} {str(f).removesuffix(f' [{name}]')}" for f in found] == expected


def test_every_check_has_a_story_that_passes_and_one_that_fails():
    assert set(STORIES) == set(checks())
    for name, stories in STORIES.items():
        outcomes = {bool(findings) for _, findings in stories.values()}
        assert outcomes == {True, False}, name


def test_what_stands_in_a_file_is_found_at_its_line():
    rows = case(event("e1", "pledged", 3, sources=()), places={"e1": "events.csv:7"})
    found = run_checks(rows, ["cited", "references"])
    assert [each.where for each in found] == ["events.csv:7:commitment", "events.csv:7:sources"]
