"""Approvals that the rules ask for before a contract, and whether they are on record."""

from collections.abc import Iterator

from materiel.kernel.money import Money
from materiel.procurement.asking import Act, Asked, asked
from materiel.procurement.contracts import ContractLine
from materiel.procurement.docket import Docket
from materiel.reports.eligibility import belonging
from materiel.reports.reading import Reading
from materiel.reports.table import Column, Line, Table, cited

COLUMNS = (
    Column("line", "line"),
    Column("buyer", "buyer"),
    Column("body", "must ask"),
    Column("rule", "rule"),
    Column("needed", "needed"),
    Column("missing", "missing, or not confirmed"),
)
USA = "USA"


def asked_table(reading: Reading, docket: Docket) -> Table:
    """What the rules ask for before each contract line, and no row of approvals states."""
    lines = [
        Line(
            (
                f"{row.contract}/{row.line}",
                reading.party(row.buyer) if row.buyer else None,
                reading.words.body(each.requisite.body).name,
                each.requisite.description,
                each.needed,
                "; ".join(filter(None, (each.missing, _elsewhere(reading, docket, each)))) or None,
            ),
            cited([row.id, *row.sources]),
        )
        for row in reading.rows(ContractLine)
        for each in _of_line(reading, row)
        if not _on_record(reading, docket, row, each)
    ]
    return Table(
        "approvals-asked",
        "Asked for by a rule, and not on record",
        "Which approvals do the rules ask for that the record does not hold?",
        COLUMNS,
        tuple(lines),
        empty="Every approval that a rule on record asks for is on record.",
        notes=("The rules on record are those of the table requisites; others may exist.",),
    )


def _of_line(reading: Reading, row: ContractLine) -> Iterator[Asked]:
    words = reading.words
    day = row.starts.start if row.starts else reading.as_of
    belongs = belonging(words, day)
    agent = words.party(row.agent).id if row.agent else ""
    supplier = words.party(row.supplier).id if row.supplier else ""
    if row.scope == "whole":
        # The value of the whole matters to the buyers' agent alone.
        yield from asked(Act("joint-purchase", agent), belongs) if agent else ()
        return
    if not row.buyer:
        return
    buyer, value = words.party(row.buyer).id, _value(row)
    yield from asked(Act("purchase", buyer, buyer, value=value), belongs)
    if USA in (agent, supplier):
        yield from asked(Act("government-sale", USA, buyer, value=value), belongs)


def _value(row: ContractLine) -> Money | None:
    if row.price is None or row.firm_low is None:
        return None
    return Money.parse(str(row.price * row.firm_low), row.currency)


def _on_record(reading: Reading, docket: Docket, row: ContractLine, each: Asked) -> bool:
    """Whether an approval of that body for the line, its contract or its promise is stated."""
    body = reading.words.body(each.requisite.body).id
    for approval in docket.approvals.values():
        same = approval.contract == row.contract and approval.line in ("", row.line)
        same = same or (bool(row.commitment) and approval.commitment == row.commitment)
        ruled = approval.requisite == each.requisite.id
        if same and (ruled or reading.words.body(approval.body).id == body):
            return True
    return False


def _elsewhere(reading: Reading, docket: Docket, each: Asked) -> str:
    """Approvals of the same body for other matters: one of them may be meant."""
    body = reading.words.body(each.requisite.body).id
    found = [
        name for name, row in docket.approvals.items() if reading.words.body(row.body).id == body
    ]
    return f"on record for something else: {', '.join(found)}" if found else ""
