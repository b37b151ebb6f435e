"""Values of export licences as they were published: a series that opens nothing (DESIGN §2.4)."""

from materiel.evidence.claims import Claim
from materiel.kernel.bounds import Bounds
from materiel.kernel.money import Money
from materiel.kernel.period import Period
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table, cited
from materiel.reports.words import Amount, day_words, listed, period_words

LICENSED = "export_licence_total"
"""The sources' word for it, as the table of event words has it."""
COLUMNS = (
    Column("party", "licensed by"),
    Column("receiver", "for"),
    Column("stretch", "licensed in"),
    Column("value", "value approved", "money"),
    Column("opens", "units that it opens", "count", "units of issue"),
    Column("overlaps", "never added to"),
    Column("said", "source's words"),
    Column("source", "source"),
    Column("known", "known on"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each published value, by the end of the stretch of time that it is for."""
    del plan
    found = sorted(
        (claim for claim in reading.claims.values() if claim.event == LICENSED),
        key=lambda claim: (_stretch(claim).end, _stretch(claim).start, claim.id),
    )
    lines = []
    for claim in found:
        others = [
            other.id
            for other in found
            if other.id != claim.id
            and (other.giver, other.receiver) == (claim.giver, claim.receiver)
            and _meet(_stretch(claim), _stretch(other))
        ]
        document = reading.documents.get(claim.document)
        known = claim.known_on or reading.case.today
        cells = (
            claim.giver,
            claim.receiver,
            period_words(_stretch(claim)),
            _amount(claim),
            Bounds.exactly(0),
            listed(others),
            claim.wording,
            "" if document is None else f"{document.publisher}, grade {document.grade}",
            day_words(known),
        )
        judged = [row.id for row in reading.judgements_about({claim.id})]
        lines.append(Line(cells, cited([claim.id, *judged])))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        empty="No value of export licences is on record.",
        notes=(
            (
                "A value approved is not a value shipped: it names no units, opens no hand-over "
                "and is no stage of money. Values of stretches that overlap are never added."
            ),
        ),
    )


def _stretch(claim: Claim) -> Period:
    return claim.when or Period.parse("..")


def _meet(left: Period, right: Period) -> bool:
    return left.start < right.end and right.start < left.end


def _amount(claim: Claim) -> Amount | None:
    ends = [
        None if end is None else Money.parse(str(end), claim.currency).minor
        for end in (claim.amount_low, claim.amount_high)
    ]
    if ends == [None, None]:
        return None
    return Amount(Bounds(ends[0] or 0, ends[1], ends[0] is not None), claim.currency)


REPORT = Report(
    "licence-values",
    "Values of export licences",
    "Which values of export licences were published for which stretch of time, and what do they "
    "open?",
    make,
)
