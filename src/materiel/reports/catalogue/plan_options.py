"""Options that the plan exercises, deliveries that it takes, and payments into common funds."""

from materiel.kernel.money import Money
from materiel.procurement.contracts import ContractLine, Option
from materiel.reports.planned import PlanReader
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Cell, Column, Line, Table
from materiel.reports.words import day_words

EXERCISED, TAKEN = "options exercised", "deliveries taken"
PAID = "payments into funds"
COLUMNS = (
    Column("act", "act"),
    Column("month", "month"),
    Column("subject", "option, contract line or fund"),
    Column("party", "for"),
    Column("item", "item"),
    Column("units", "units", "whole", "units of issue"),
    Column("price", "price each, or what is paid"),
    Column("last", "last day to exercise"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each exercise, then one for each delivery, then one for each payment."""
    view = PlanReader(reading, plan)
    options = {row.id: row for row in reading.rows(Option)}
    lines = []
    for each in view.list("exercises"):
        row = options.get(each["option"])
        price = "" if row is None or row.price is None else f"{row.currency} {row.price:,f}"
        cells: tuple[Cell, ...] = (
            EXERCISED,
            view.month(each["month"]),
            view.said(each["option"]),
            view.party(row.buyer) if row and row.buyer else "pooled",
            None,
            int(each["units"]),
            price or None,
            day_words(row.expires) if row and row.expires else None,
        )
        lines.append(Line(cells, view.cites(each["option"])))
    for each in view.list("deliveries"):
        currency = reading.case.currency
        cells = (
            TAKEN,
            view.month(each["month"]),
            view.said(each["contract"]),
            view.party(each["buyer"]),
            view.item(each["item"]),
            int(each["units"]),
            str(Money(int(each["price"]), currency)) if each["price"] else None,
            None,
        )
        rows = [
            row.id
            for row in reading.rows(ContractLine)
            if f"{row.contract}/{row.line}" == each["contract"]
            and row.buyer in ("", each["holder"], each["buyer"])
        ]
        lines.append(Line(cells, view.cites(*rows)))
    for each in view.list("payments"):
        cells = (
            PAID,
            view.month(each["month"]),
            view.said(each["fund"]),
            view.party(each["giver"]),
            None,
            None,
            str(Money(int(each["amount"]), reading.case.currency)),
            None,
        )
        lines.append(Line(cells, view.cites(each["fund"])))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        "act",
        empty="The plan exercises no option, takes no delivery and pays into no fund.",
    )


REPORT = Report(
    "plan-options",
    "Options and deliveries of the plan",
    "Which options must be exercised by when, and what is delivered under which contract?",
    make,
    about_plan=True,
)
