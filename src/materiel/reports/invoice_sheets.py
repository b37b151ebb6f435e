"""Sheets of a contract's milestones, each invoice, and what is invoiced less what is owed."""

from collections.abc import Sequence
from decimal import Decimal

from materiel.exchange.spreadsheet import TableColumn
from materiel.exchange.workings import Formula, Sheet, Working
from materiel.kernel.money import Money
from materiel.procurement.amounts import part
from materiel.procurement.invoices import Invoices
from materiel.reports.contract_tables import buyer_name
from materiel.reports.reading import Reading
from materiel.reports.words import period_words

SHARES, MILESTONES, INVOICES, CHECKS = "Shares", "Milestones", "Invoices", "Checks"


def sum_of(body: Sequence[Sequence[Working]], place: int) -> Decimal:
    """What the formulas of one column come to."""
    found = Decimal(0)
    for row in body:
        cell = row[place]
        if isinstance(cell, Formula):
            found += Decimal(cell.value)
    return found


def milestones_sheet(made: Invoices) -> Sheet:
    """What falls due with each milestone."""
    whole = f"{SHARES}!$K${_firm_row(made)}"
    body: list[tuple[Working, ...]] = []
    end = len(made.due) + 1
    for at, (row, amount) in enumerate(made.due, 2):
        cell: Working = amount.decimal
        if row.share is not None and part(made.total, row.share) == amount:
            cell = Formula(f"=ROUND({whole}*D{at}/100,2)", amount.decimal)
        elif row.share is None and row.amount is None:
            others = f"-SUM(F2:F{at - 1})" if at > 2 else ""  # noqa: PLR2004  (the first milestone)
            cell = Formula(f"={whole}{others}", amount.decimal)
        body.append(
            (
                row.title,
                row.kind,
                period_words(row.due) if row.due else "not stated",
                row.share,
                row.amount,
                cell,
                row.id,
            )
        )
    total = Formula(f"=SUM(F2:F{end})", made.total.decimal)
    body.append(("all milestones", None, None, None, None, total, None))
    columns = (
        TableColumn("milestone"),
        TableColumn("kind"),
        TableColumn("due"),
        TableColumn("share", "decimal", "percent of the firm gross total"),
        TableColumn("fixed amount", "decimal"),
        TableColumn("amount", "decimal"),
        TableColumn("entry"),
    )
    return Sheet(MILESTONES, columns, tuple(body), frozenset({end - 1}))


def _firm_row(made: Invoices) -> int:
    """The row of ``Shares`` that holds the totals of the firm shares: the one below them."""
    return len(made.shares) + 2


def invoices_sheet(reading: Reading, made: Invoices) -> Sheet:
    """Each invoice: gross by running totals over the shares, net by running totals over time."""
    count = len(made.shares)
    body: list[tuple[Working, ...]] = []
    so_far = [0] * count
    for number, row in enumerate(made.rows):
        step, at = divmod(number, count)
        line, share_row = number + 2, at + 2
        share = made.shares[at]
        last = step == len(made.due) - 1
        before = f"G{line - count}" if step else ""
        so_far[at] += row.gross.minor
        if last:
            text = f"={SHARES}!$K${share_row}" + (f"-{before}" if before else "")
        else:
            whole = f"{SHARES}!$K${_firm_row(made)}"
            due = f"{MILESTONES}!$F${step + 2}"
            text = f"=ROUND({due}*{SHARES}!$L${share_row}/{whole},2)"
            if at:
                text += f"-ROUND({due}*{SHARES}!$L${share_row - 1}/{whole},2)"
        currency = row.gross.currency
        running = Formula(
            f"={before}+F{line}" if before else f"=F{line}",
            Money(so_far[at], currency).decimal,
        )
        net: Working = row.net.decimal
        if share.gross.minor:
            owed = f"{SHARES}!$H${share_row}"
            whole = f"{SHARES}!$K${share_row}"
            net_text = f"=ROUND({owed}*G{line}/{whole},2)"
            if before:
                net_text += f"-ROUND({owed}*{before}/{whole},2)"
            net = Formula(net_text, row.net.decimal)
        body.append(
            (
                buyer_name(reading, row.buyer),
                row.line,
                row.milestone.title,
                net,
                Formula(f"=F{line}-D{line}", row.vat.decimal),
                Formula(text, row.gross.decimal),
                running,
                row.milestone.id,
            )
        )
    end = len(body) + 1
    body.append(
        (
            "all invoices",
            None,
            None,
            *(
                Formula(f"=SUM({letter}2:{letter}{end})", sum_of(body, place))
                for place, letter in ((3, "D"), (4, "E"), (5, "F"))
            ),
            None,
            None,
        )
    )
    columns = (
        TableColumn("buyer"),
        TableColumn("line"),
        TableColumn("milestone"),
        TableColumn("net", "decimal"),
        TableColumn("VAT", "decimal"),
        TableColumn("gross", "decimal"),
        TableColumn("gross of this share so far", "decimal"),
        TableColumn("entry"),
    )
    return Sheet(INVOICES, columns, tuple(body), frozenset({end - 1}))


def checks_sheet(reading: Reading, made: Invoices) -> Sheet:
    """What is invoiced less what is owed, by share, by milestone and in all: zero everywhere."""
    count, end = len(made.shares), len(made.rows) + 1
    zero = Decimal(0)
    body: list[tuple[Working, ...]] = []
    for at, share in enumerate(made.shares):
        for name, letter, owed in (("net", "D", "H"), ("VAT", "E", "J"), ("gross", "F", "K")):
            cells = "+".join(
                f"{INVOICES}!{letter}{step * count + at + 2}" for step in range(len(made.due))
            )
            body.append(
                (
                    f"{buyer_name(reading, share.buyer)}, line {share.row.line}: {name}",
                    Formula(f"=ROUND({cells}-{SHARES}!{owed}{at + 2},2)", zero),
                )
            )
    for step, (row, _) in enumerate(made.due):
        first, last = step * count + 2, step * count + count + 1
        text = f"=ROUND(SUM({INVOICES}!F{first}:F{last})-{MILESTONES}!F{step + 2},2)"
        body.append((f"{row.title}: gross", Formula(text, zero)))
    text = f"=ROUND(SUM({INVOICES}!F2:F{end})-{SHARES}!K{_firm_row(made)},2)"
    body.append(("all invoices: gross", Formula(text, zero)))
    columns = (TableColumn("invoiced less owed"), TableColumn("difference", "decimal"))
    return Sheet(CHECKS, columns, tuple(body))
