"""From a figure to its passages: entries, claims, documents, and what disagrees beside them."""

import json
from datetime import date

from materiel.evidence.claims import Claim
from materiel.evidence.judgements import Judgement
from materiel.kernel.period import Period
from materiel.ledger.entry import Record
from materiel.ledger.totals import Total
from materiel.reports.reading import Figure, Reading
from materiel.reports.trace_tree import DATED, Beside, Passage, Statement, Support, Trace
from materiel.reports.words import count_words, listed, period_words
from materiel.store.reading import Filter, Reader


def trace(reading: Reading | Reader, wanted: Filter | str) -> Trace:
    """The tree under a filter of accounts, or under one entry by id.

    Raises:
        UnknownNameError: the log holds no entry of that id.
        InputError: the accounts hold more than one item or currency.
    """
    if isinstance(reading, Reader):
        reading = Reading(reading)
    if isinstance(wanted, str):
        record = reading.reader.record(wanted)
        return _trace(reading, f"{record.kind} {record.id}", None, (record,))
    total = reading.reader.total(wanted)
    legs = reading.reader.postings(wanted)
    found = reading.reader.records_at({leg.seq for leg in legs})
    records = tuple(found[seq] for seq in sorted(found))
    return _trace(reading, _asked(reading, wanted), total, records)


def trace_figure(reading: Reading, title: str, figure: Figure) -> Trace:
    """The tree under a figure of a report."""
    records = tuple(reading.records[name] for name in reading.known(figure.cites))
    return _trace(reading, title, figure.total if figure.stated else None, records)


def support(reading: Reading, name: str) -> Support:
    """What one entry says and rests on."""
    return _support(reading, reading.records.get(name) or reading.reader.record(name))


def _trace(reading: Reading, title: str, total: Total | None, records: tuple[Record, ...]) -> Trace:
    reasons: list[str] = []
    if total is not None:
        figure = Figure(total, ())
        reasons = [text for text in (reading.undated(figure), reading.said(figure)) if text]
        reasons += [str(finding) for finding in total.findings]
    stamps = reading.reader.stamps
    return Trace(
        title,
        stamps.as_of,
        stamps.known_at,
        "" if total is None else count_words(total.bounds),
        None if total is None else total.bounds.as_dict(),
        tuple(reasons),
        tuple(_support(reading, record) for record in records),
    )


def _asked(reading: Reading, wanted: Filter) -> str:
    parts = [
        wanted.book,
        listed([reading.party(name) for name in wanted.parties]),
        listed(sorted(wanted.names)),
        listed([reading.item(name) for name in wanted.items if name in reading.words.items]),
        listed([reading.title(name) for name in wanted.commitments]),
    ]
    return ", ".join(filter(None, parts)) or "everything"


def _support(reading: Reading, record: Record) -> Support:
    body = json.loads(record.body)
    sources = json.loads(record.sources)
    period = Period.parse(record.valid)
    stretch = (period.end - period.start).days
    dated = record.kind in DATED
    words = period_words(period)
    undated = ""
    if record.kind == "events" and stretch > 1:
        undated = f"nothing dates {record.id} more precisely than {words}"
    cited = [record.id] if record.kind in ("claims", "documents") else sources
    passages = [passage for name in cited if (passage := _passage(reading, name))]
    held = {name for each in passages for name in (each.claim, each.document)}
    left, right = _sides(reading, body) if record.kind == Judgement.TABLE else ((), ())
    return Support(
        id=record.id,
        table=record.kind,
        about=_about(reading, record, body),
        quantity=_quantity(body),
        wording=body.get("wording", ""),
        valid=words if dated else "",
        undated=undated,
        known_on=record.known_on,
        recorded_at=record.recorded_at,
        actor=record.actor,
        corrects=record.supersedes,
        note=body.get("note", ""),
        passages=tuple(passages),
        beside=tuple(_beside(reading, record.id, sources)),
        missing=tuple(name for name in cited if name not in held),
        standing=_standing(reading, record),
        left=left,
        right=right,
    )


def _standing(reading: Reading, record: Record) -> str:
    """Why an entry does not count at the stamps; empty when it does."""
    if record.id in reading.records:
        return ""
    known_at = reading.reader.stamps.known_at
    known_on = date.fromisoformat(record.known_on)
    if known_on > known_at:
        return f"not known at {known_at}: known from {known_on} on"
    root = reading.roots[record.id]
    live = (each for each in reading.records.values() if reading.roots[each.id] == root)
    later = next(live, None)
    while later is not None and later.supersedes not in ("", record.id):
        later = reading.reader.record(later.supersedes)
    if later is None or not later.supersedes:
        return f"does not count at {known_at}"
    return f"corrected by {later.id} from {later.known_on} on"


def _sides(
    reading: Reading, body: dict[str, str]
) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """The statements that a judgement relates: those on the left, and the right one."""
    left = [name.strip() for name in body["left"].split(";")]
    right = [body["right"]] if "right" in body else []
    return tuple(_statement(reading, name) for name in left), tuple(
        _statement(reading, name) for name in right
    )


def _statement(reading: Reading, name: str) -> Statement:
    record = reading.records.get(name)
    if record is None:
        # An older version of what counts, or something that is known only later.
        record = reading.reader.record(name)
    words = _about(reading, record, json.loads(record.body))
    claimed = record.kind == Claim.TABLE
    return Statement(name, words, _passage(reading, name) if claimed else None)


def _passage(reading: Reading, name: str) -> Passage | None:
    """The passage of a claim or of a whole document; None for anything else."""
    claim = reading.claims.get(name)
    document = reading.documents.get(claim.document if claim else name)
    if claim is None and document is None:
        return None
    return Passage(
        claim=claim.id if claim else "",
        paraphrase=claim.paraphrase if claim else "",
        stance=claim.stance if claim else "",
        speaker=claim.speaker if claim else "",
        place=claim.place if claim else "",
        document=document.id if document else claim.document if claim else "",
        title=document.title if document else "",
        publisher=document.publisher if document else "source not known at this time",
        published=period_words(document.published) if document else "",
        locator=document.locator if document else "",
        grade=document.grade if document else "",
        partisan=document.partisan if document else False,
    )


def _beside(reading: Reading, name: str, sources: list[str]) -> list[Beside]:
    """Judgements that name the entry or one of its sources, with their other statements."""
    mine = {name, *sources}
    found = []
    for row in reading.judgements_about(mine):
        sides = [each for each in (*row.left, row.right) if each and each not in mine]
        passages = [passage for each in sides if (passage := _passage(reading, each))]
        claims = {each.claim for each in passages}
        named = [reading.title(each) for each in sides if each not in claims]
        found.append(
            Beside(
                row.id,
                row.relation,
                row.reason,
                row.by,
                reading.records[row.id].known_on,
                tuple(passages),
                tuple(named),
            )
        )
    return found


def _quantity(body: dict[str, str]) -> str:
    """The number of a row as stated; money in major units of its currency."""
    if "same_as" in body:
        return f"the same as {body['same_as']}"
    low, high, currency = body.get("low"), body.get("high"), body.get("currency", "")
    for name in ("units", "cap_units", "ceiling_units", "quantity"):
        if name in body:
            return f"{'at most ' if name in ('cap_units', 'ceiling_units') else ''}{body[name]}"
    if "stage" not in body and "event" not in body and low is None and high is None:
        return ""
    ends = [f"{currency} {_spaced(end)}".strip() for end in (low, high) if end is not None]
    if low is not None and low == high:
        return ends[0]
    if low is None:
        return f"at most {ends[0]}" if ends else "number not stated"
    return f"{ends[0]} to {ends[1]}" if high is not None else f"at least {ends[0]}"


def _spaced(text: str) -> str:
    major, dot, rest = text.partition(".")
    return f"{int(major):,}{dot}{rest}"


def _about(reading: Reading, record: Record, body: dict[str, str]) -> str:
    """What the entry is about, in one phrase."""
    titles = [
        reading.title(name.strip())
        for name in body.get("commitment", "").split(";")
        if name.strip()
    ]
    about = listed(titles)
    match record.kind:
        case "commitments":
            text = f"{body['kind']}: {body['title']}"
        case "events":
            text = f"{body['event'].replace('-', ' ')}: {about}"
        case "holdings":
            text = f"held by {reading.party(body['party'])}: {reading.item(body['item'])}"
        case "money":
            payer = reading.party(body["payer"])
            text = f"money {body['stage']} by {payer} ({body['basis']}): {about}"
        case "gates":
            text = (
                f"{body['kind'].replace('-', ' ')} {body['state']}: {about or _way(reading, body)}"
            )
        case "judgements":
            text = f"{body['relation'].replace('-', ' ')}: {body['reason']}"
        case _:
            text = _other(reading, body) or about
    return text


def _way(reading: Reading, body: dict[str, str]) -> str:
    ends = f"from {reading.party(body['giver'])} to {reading.party(body['receiver'])}"
    return f"{reading.item(body['item'])} {ends}"


def _other(reading: Reading, body: dict[str, str]) -> str:
    """What a row of a table without a phrase of its own is about: its text, or its names."""
    for name in ("text", "title", "paraphrase"):
        if name in body:
            return body[name]
    if "giver" in body:
        return f"from {reading.party(body['giver'])} to {reading.party(body['receiver'])}"
    names = [body[name] for name in ("contract", "line", "name", "kind") if name in body]
    if "party" in body:
        names.append(reading.party(body["party"]))
    if "parties" in body:
        names += [reading.party(name.strip()) for name in body["parties"].split(";")]
    return ", ".join([*names, *([reading.item(body["item"])] if "item" in body else [])])
