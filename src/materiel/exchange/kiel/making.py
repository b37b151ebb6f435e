"""From rows of the main table to commitments, claims, money and units of a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from materiel.evidence.claims import Claim
from materiel.exchange.kiel.cells import Amount, Count, text_of
from materiel.exchange.kiel.days import When, read_when, slash_order
from materiel.exchange.kiel.gathering import Gathering
from materiel.exchange.kiel.naming import AID_ITEMS, JOINT_FUND, RECEIVER, joint_funds, slug
from materiel.exchange.kiel.rates import EURO, against_total
from materiel.exchange.kiel.records import Record
from materiel.exchange.kiel.summaries import UNION, Funds
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period
from materiel.ledger.rows import Commitment, Event, Payment

LISTED_APART = "listed apart"
"""Status of a claim about what the tracker does not count as bilateral aid."""


@dataclass(slots=True)
class Package:
    """The promise that rows with one id share; without ids, all of a donor and a kind of aid.

    Attributes:
        id: of its commitment.
        first: its first row.
        rows: how many rows it has so far.
        valued: whether any of its rows states euros.
        day: the period of its first row.
    """

    id: str
    first: Record
    rows: int = 0
    valued: bool = False
    day: Period | None = None


def make_rows(
    gathering: Gathering,
    records: Sequence[Record],
    rates: Mapping[str, Decimal],
    funds: Funds,
) -> None:
    """Make the rows of all records.

    Args:
        gathering: takes the rows.
        records: in the order of the file.
        rates: the release's own exchange rates.
        funds: how the release counts the joint funds of the Union.
    """
    order = slash_order(text_of(record.date) for record in records)
    packages: dict[tuple[str, str, str], Package] = {}
    for record in records:
        when = read_when(record.date, gathering.known_on, order)
        package = _package(gathering, packages, record, funds)
        _make(gathering, package, record, when, rates)
    for package in packages.values():
        if package.first.key and not package.valued and package.day:
            first = package.first
            gathering.add(
                _payment(gathering, package, first, "committed", first.committed, package.day),
                first.place,
            )


def make_claims(gathering: Gathering, records: Sequence[Record], about: str) -> None:
    """Keep rows as claims only: what the tracker lists beside the aid that it counts.

    Args:
        gathering: takes the claims.
        records: in the order of the sheet.
        about: the beginning of their ids.
    """
    order = slash_order(text_of(record.date) for record in records)
    for record in records:
        when = read_when(record.date, gathering.known_on, order)
        gathering.remark(record.place, record.findings)
        claim = _claim(gathering, record, when, f"{about}.L{record.line}", {})
        gathering.add(replace(claim, event=about, status=LISTED_APART), record.place)


def _package(
    gathering: Gathering,
    packages: dict[tuple[str, str, str], Package],
    record: Record,
    funds: Funds,
) -> Package:
    donor = gathering.names.donor(record.donor)
    key = (record.key, donor, record.aid)
    if key in packages:
        return packages[key]
    name = gathering.id(slug_of(record.key)) if record.key else gathering.id(donor, record.aid)
    package = packages[key] = Package(name, record)
    parent = programme = ""
    if donor in joint_funds():
        parent = _union(gathering, record) if funds == "folded" else ""
        programme = JOINT_FUND if funds == "apart" else ""
    about = f" ({record.key})" if record.key else ""
    gathering.add(
        Commitment(
            id=name,
            kind="gift",
            title=f"{record.donor}: {record.aid} aid{about}"[:200],
            giver=donor,
            receiver=RECEIVER,
            item=AID_ITEMS[record.aid],
            programme=programme,
            parent=parent,
            known_on=gathering.known_on,
            sources=(gathering.document,),
        ),
        record.place,
    )
    return package


def _union(gathering: Gathering, record: Record) -> str:
    """The Union's commitment that a folded fund is a part of."""
    name = f"{gathering.release.prefix}:joint:{record.aid}"
    if name not in gathering.places:
        gathering.add(
            Commitment(
                id=name,
                kind="gift",
                title=f"European Union: {record.aid} aid with its joint funds",
                giver=UNION,
                receiver=RECEIVER,
                item=AID_ITEMS[record.aid],
                known_on=gathering.known_on,
                sources=(gathering.document,),
            ),
            record.place,
        )
    return name


def slug_of(key: str) -> str:
    """A printed activity id as the part of an id; letters keep their case."""
    good = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in key)
    return good.strip("-")[:40] or slug(key)


def _make(
    gathering: Gathering,
    package: Package,
    record: Record,
    when: When,
    rates: Mapping[str, Decimal],
) -> None:
    """One source row: its claim, its part of the package, its money and its units."""
    package.rows += 1
    package.day = package.day or when.period
    prefix = gathering.release.prefix
    number = str(package.rows) if record.key else f"L{record.line}"
    base = f"{package.id.removeprefix(prefix + ':')}.{number}"
    gathering.remark(record.place, record.findings)
    gathering.remark(record.place, against_total(record, rates))
    if when.problem:
        remedy = (
            "Its period is left open; the wording is kept."
            if when.severe
            else f"Its period ends at the cut-off, {gathering.known_on}; the wording is kept."
            if when.cut
            else "It is kept as stated."
        )
        where = f"{record.place}:date"
        gathering.remark(record.place, [Finding("dates", where, when.problem, remedy, "warning")])
    claim = gathering.add(_claim(gathering, record, when, base, rates), record.place)
    for stage, amount in (("committed", record.committed), ("allocated", record.allocated)):
        if amount.value is not None:
            package.valued = True
        if amount.value or amount.unknown:
            row = _payment(gathering, package, record, stage, amount, when.period, base, claim)
            gathering.add(row, record.place)
    if record.delivered.value or record.delivered.unknown:
        stage = "paid" if record.aid == "financial" else "handed-over"
        period = gathering.by_cutoff
        gathering.add(
            _payment(gathering, package, record, stage, record.delivered, period, base, claim),
            record.place,
        )
    if record.item:
        _units(gathering, package, record, when, base, claim)


def _claim(
    gathering: Gathering, record: Record, when: When, base: str, rates: Mapping[str, Decimal]
) -> Claim:
    stage = record.measure or "committed"
    value = record.committed if record.committed.value is not None else record.allocated
    known = record.units if record.units.said == "number" else Count(None, None, "nothing", "")
    source = {True: ", from an official source", False: ", not from an official source"}
    return Claim(
        id=gathering.id(base, "claim"),
        document=gathering.document,
        place=record.place,
        event="aid",
        status=stage,
        stance="reported",
        speaker=f"Kiel Institute{source[record.official] if record.official is not None else ''}",
        giver=record.donor,
        receiver="Ukraine",
        item=record.item or record.aid,
        low=known.low,
        high=known.high,
        wording="; ".join(filter(None, (when.wording, _withheld("units", record.units)))),
        amount_low=value.value,
        amount_high=value.value,
        currency=EURO if value.value is not None else "",
        when=when.period,
        paraphrase=_paraphrase(record, stage, when.wording),
        known_on=gathering.known_on,
        note=_note(record, rates),
    )


def _withheld(noun: str, count: Count) -> str:
    return f"{noun}: {count.wording[:60]}" if count.unknown else ""


def _paraphrase(record: Record, stage: str, dated: str) -> str:
    """Our own sentence about the row, made of its figures and the wording of its date."""
    parts = [f"{record.donor} {stage} {record.aid} aid to Ukraine"]
    if record.item:
        units = record.units
        number = f"{units.wording} units" if units.said == "number" else "an unstated number"
        parts.append(f"{number} of {record.item}")
    if record.units_delivered.said == "number":
        parts.append(f"{record.units_delivered.wording} delivered")
    if record.committed.value is not None:
        parts.append(f"{record.committed.value} EUR committed")
    if record.allocated.value is not None:
        parts.append(f"{record.allocated.value} EUR allocated")
    if dated:
        parts.append(f"its date as printed: {dated[:80]!r}")
    return "; ".join(parts) + "."


def _note(record: Record, rates: Mapping[str, Decimal]) -> str:
    parts = []
    if record.original.value is not None and record.currency not in ("", "."):
        parts.append(f"original {record.original.value} {record.currency}")
        if record.currency in rates and record.currency != EURO:
            parts.append(f"{rates[record.currency]} {record.currency} for one euro")
    if record.plain.value is not None and record.plain.value != record.allocated.value:
        parts.append(f"before redistribution {record.plain.value} EUR")
    return "; ".join(parts)


def _payment(
    gathering: Gathering,
    package: Package,
    record: Record,
    stage: str,
    amount: Amount,
    period: Period,
    base: str = "",
    claim: str = "",
) -> Payment:
    printed = ""
    foreign = record.original.value is not None and record.currency not in ("", ".", EURO)
    if stage == "committed" and amount.value is not None and foreign:
        printed = f"{record.currency} {record.original.value}"
    name = base or f"{package.id.removeprefix(gathering.release.prefix + ':')}.1"
    return Payment(
        id=gathering.id(name, f"{stage}-eur"),
        commitment=package.id,
        stage=stage,
        payer=gathering.names.donor(record.donor),
        payee=RECEIVER,
        valid=period,
        low=amount.value,
        high=amount.value,
        currency=EURO,
        basis="market" if record.priced else "package",
        printed=printed,
        wording="" if amount.value is not None else amount.wording[:60] or "not given",
        known_on=gathering.known_on,
        sources=(claim or f"{gathering.release.prefix}:{name}:claim",),
    )


def _units(
    gathering: Gathering, package: Package, record: Record, when: When, base: str, claim: str
) -> None:
    """The part of the package that is counted in units, and what happened to it."""
    part = gathering.add(
        Commitment(
            id=gathering.id(base),
            kind="gift",
            title=f"{record.donor}: {record.item}"[:200],
            giver=gathering.names.donor(record.donor),
            receiver=RECEIVER,
            item=gathering.names.item(record.item, record.kind, record.aid),
            parent=package.id,
            known_on=gathering.known_on,
            sources=(claim,),
        ),
        record.place,
    )
    delivered = record.units_delivered
    acts = [("pledged", record.units, when.period)]
    # A dot or an empty cell says nothing about deliveries, a zero says that there were none.
    if delivered.unknown or delivered.high:
        acts.append(("handed-over", delivered, gathering.by_cutoff))
    for event, units, period in acts:
        if units.said == "number" and not units.high:
            continue
        exact = units.low is not None and units.low == units.high
        gathering.add(
            Event(
                id=gathering.id(base, event),
                commitment=(part,),
                event=event,
                valid=period,
                low=units.low,
                high=units.high,
                wording="" if exact else units.wording[:60] or "not stated",
                known_on=gathering.known_on,
                sources=(claim,),
            ),
            record.place,
        )
