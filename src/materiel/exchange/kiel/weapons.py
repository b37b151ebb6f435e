"""The website's lists of weapons in words: units of each kind, and what does not add up."""

import re

from materiel.exchange.kiel.cells import amount, count
from materiel.exchange.kiel.gathering import Gathering
from materiel.exchange.kiel.naming import RECEIVER, slug
from materiel.exchange.kiel.rates import EURO
from materiel.exchange.kiel.sitefile import Part, add_claim, donor_of, no_donor, package_of
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Commitment, Event

_WEAPON = re.compile(r"(.+)\s\((\d[\d,]*)\)$")


def read_weapons(gathering: Gathering, part: Part) -> None:
    """Weapons of a donor by category; the list in words gives the units of each kind.

    Their worth is inside the allocations already, so it is a claim and no money of its own.
    """
    for place, row in part.rows():
        printed, category = row["donor"].strip(), row["category"].strip()
        if no_donor(gathering, place, row):
            continue
        party = donor_of(gathering, row)
        number, worth = count(row["number"]), amount(row.get("value_eur", ""))
        listed = weapons_in(row["list"])
        name = f"{party}:{slug(category)}"
        if worth.said == "unreadable":
            problem = f"found {worth.wording[:60]!r}; accepted: a number"
            where, remedy = f"{place}:value_eur", "It is kept as an unknown number."
            gathering.remark(place, [Finding("cells", where, problem, remedy, "warning")])
        if listed is None or sum(units or 0 for _, units in listed) != number.low:
            problem = (
                f"{row['list'][:80]!r} does not add up to {number.wording} units"
                if listed is not None
                else f"{row['list'][:80]!r} is no list as 'name (n); name (n)'"
            )
            remedy = "The number of the row is counted under its category."
            gathering.remark(place, [Finding("weapons-list", place, problem, remedy, "warning")])
            listed = [(category or "weapons", None)]
        for order, (item, units) in enumerate(listed, 1):
            low, high = (units, units) if units is not None else (number.low, number.high)
            claim = add_claim(
                gathering,
                f"{name}.{order}",
                place,
                f"{printed} allocated {'an unstated number of' if low is None else low} {item}.",
                giver=printed,
                item=item,
                low=low,
                high=high,
                note=f"category {category}: {number.wording} units, {worth.wording} EUR in all",
                amount_low=worth.value if order == 1 else None,
                amount_high=worth.value if order == 1 else None,
                currency=EURO if order == 1 and worth.value is not None else "",
            )
            if low == 0 and high == 0:
                continue
            promise = gathering.add(
                Commitment(
                    id=gathering.id(f"{name}.{order}"),
                    kind="gift",
                    title=f"{printed}: {item}"[:200],
                    giver=party,
                    receiver=RECEIVER,
                    item=gathering.names.item(item, category, "military"),
                    parent=package_of(gathering, party, printed, "military", place),
                    known_on=gathering.known_on,
                    sources=(claim,),
                ),
                place,
            )
            gathering.add(
                Event(
                    id=gathering.id(f"{name}.{order}", "pledged"),
                    commitment=(promise,),
                    event="pledged",
                    valid=gathering.by_cutoff,
                    low=low,
                    high=high,
                    wording="" if low is not None else number.wording[:60] or "not stated",
                    known_on=gathering.known_on,
                    sources=(claim,),
                ),
                place,
            )


def weapons_in(text: str) -> list[tuple[str, int | None]] | None:
    """The kinds and units of a list in words; None when it is no such list.

    >>> weapons_in("M270 (Norway) (11); Leopard-2A4 (8)")
    [('M270 (Norway)', 11), ('Leopard-2A4', 8)]
    """
    found: list[tuple[str, int | None]] = []
    pending = ""
    for part in text.split(";"):
        pending = f"{pending};{part}" if pending else part.strip()
        match = _WEAPON.match(pending.strip())
        if match and len(match[2]) <= 12:  # noqa: PLR2004  (a count of units)
            found.append((match[1].strip(), int(match[2].replace(",", ""))))
            pending = ""
    return found if found and not pending.strip() else None
