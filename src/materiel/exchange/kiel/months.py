"""The website's monthly tables: what each donor allocated and committed, and all together."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from materiel.exchange.kiel.cells import Amount, amount
from materiel.exchange.kiel.gathering import Gathering
from materiel.exchange.kiel.naming import RECEIVER
from materiel.exchange.kiel.rates import EURO
from materiel.exchange.kiel.sitefile import (
    BILLION,
    Part,
    add_claim,
    bad_month,
    billions,
    donor_of,
    month_of,
    no_donor,
    package_of,
)
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period
from materiel.ledger.rows import Payment

TYPES = ("financial", "humanitarian", "military")
ROUNDING = Decimal("0.000001")
"""Billions of euros: the files give six decimals, so a sum of n cells may be off by n of it."""


def read_explorer(gathering: Gathering, part: Part) -> None:
    """Months of a donor: allocations by kind of aid, and commitments of all kinds."""
    for place, row in part.rows():
        printed = row["donor"].strip()
        month = month_of(row)
        if no_donor(gathering, place, row):
            continue
        if month is None:
            bad_month(gathering, place, row)
            continue
        party = donor_of(gathering, row)
        found = {name: billions(row[name]) for name in (*TYPES, "commitments") if name in row}
        total = billions(row.get("total", ""))
        label = f"{party}:{month.start:%Y-%m}"
        unreadable_total(gathering, place, total)
        figures = ", ".join(f"{name} {each.wording or '?'}" for name, each in found.items())
        claim = add_claim(
            gathering,
            label,
            place,
            f"{printed} in {month}: {figures} billion EUR.",
            giver=printed,
            item="aid",
            when=month,
            amount_low=total.value,
            amount_high=total.value,
            currency=EURO if total.value is not None else "",
        )
        for name, value in found.items():
            _month_payment(gathering, place, row, name, value, party, month, claim)
        parts = [found[name].value for name in TYPES]
        if total.value is not None and None not in parts:
            added = sum((each for each in parts if each is not None), Decimal(0))
            if abs(added - total.value) > len(TYPES) * ROUNDING * BILLION:
                problem = f"the kinds of aid sum to {added:.0f} EUR, the total is {total.value:.0f}"
                gathering.remark(place, [Finding("totals", place, problem, "", "warning")])


def unreadable_total(gathering: Gathering, place: str, total: Amount) -> None:
    """Tell that a total is no number; the claim is kept without it."""
    if total.said == "unreadable":
        problem = f"found {total.wording[:60]!r}; accepted: a number"
        remedy = "The total is not kept."
        gathering.remark(place, [Finding("cells", f"{place}:total", problem, remedy, "warning")])


def _month_payment(
    gathering: Gathering,
    place: str,
    row: Mapping[str, str],
    name: str,
    value: Amount,
    party: str,
    month: Period,
    claim: str,
) -> None:
    aid, stage = ("total", "committed") if name == "commitments" else (name, "allocated")
    if value.said == "unreadable":
        problem = f"found {value.wording[:60]!r}; accepted: a number"
        remedy = "It is kept as an unknown number."
        gathering.remark(place, [Finding("cells", f"{place}:{name}", problem, remedy, "warning")])
    package = package_of(gathering, party, row["donor"].strip(), aid, place)
    if not value.value and not value.unknown:
        return
    gathering.add(
        Payment(
            id=gathering.id(party, f"{month.start:%Y-%m}", aid, stage),
            commitment=package,
            stage=stage,
            payer=party,
            payee=RECEIVER,
            valid=month,
            low=value.value,
            high=value.value,
            currency=EURO,
            basis="package",
            wording=f"{value.wording[:40]} billion EUR",
            known_on=gathering.known_on,
            sources=(claim,),
        ),
        place,
    )


def read_months(gathering: Gathering, part: Part) -> None:
    """A month of all donors together, as a claim: its parts are counted, not it."""
    for place, row in part.rows():
        month = month_of(row)
        if month is None:
            if any(text.strip() for text in row.values()):
                bad_month(gathering, place, row)
            continue
        figures = {
            column: text.strip()
            for column, text in row.items()
            if column not in ("year", "month") and text.strip()
        }
        said = ", ".join(f"{column} {text}" for column, text in figures.items())
        total = billions(row.get("total", ""))
        unreadable_total(gathering, place, total)
        add_claim(
            gathering,
            f"{part.table}:{month.start:%Y-%m}",
            place,
            f"All donors in {month}: {said} billion EUR.",
            giver="all donors",
            item="aid",
            when=month,
            amount_low=total.value,
            amount_high=total.value,
            currency=EURO if total.value is not None else "",
        )


def read_shares(gathering: Gathering, part: Part) -> None:
    """A member's part of what the Union gave, as a claim: an attribution, not a gift."""
    for place, row in part.rows():
        printed, share = row["donor"].strip(), billions(row["share_bn"])
        if no_donor(gathering, place, row):
            continue
        if share.said == "unreadable":
            problem = f"found {share.wording[:60]!r}; accepted: a number"
            where = f"{place}:share_bn"
            gathering.remark(place, [Finding("cells", where, problem, "Mend the cell.")])
            continue
        add_claim(
            gathering,
            f"share:{donor_of(gathering, row)}",
            place,
            f"{share.wording} billion EUR of the Union's aid are attributed to {printed}.",
            event="attribution",
            giver=printed,
            item="aid of the Union",
            amount_low=share.value,
            amount_high=share.value,
            currency=EURO if share.value is not None else "",
        )


def compare_months(gathering: Gathering, explorer: Part, months: Part) -> None:
    """Whether the months of all donors are the sums of the donors' months."""
    sums: dict[tuple[date, str], tuple[Decimal, int]] = {}
    for _, row in explorer.rows():
        month = month_of(row)
        for aid in TYPES:
            value = amount(row[aid]).value
            if month and value is not None:
                held, number = sums.get((month.start, aid), (Decimal(0), 0))
                sums[month.start, aid] = held + value, number + 1
    for place, row in months.rows():
        month = month_of(row)
        for aid in TYPES:
            value = amount(row.get(aid, "")).value
            if month is None or value is None:
                continue
            held, number = sums.get((month.start, aid), (Decimal(0), 0))
            if abs(held - value) > (number + 1) * ROUNDING:
                problem = f"{aid}: the donors add up to {held} billion EUR, the file says {value}"
                gathering.remark(place, [Finding("totals", place, problem, "", "warning")])
