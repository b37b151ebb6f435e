"""The items of a plan, and what one unit of each counts for."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from materiel.kernel.errors import InputError
from materiel.planning import parts
from materiel.planning.term_rows import Measure
from materiel.scenarios.frame import Frame, minor


def counted_items(
    frame: Frame, names: Iterable[str], trained: frozenset[str]
) -> tuple[parts.Item, ...]:
    """Every counted item at or below the names, with its family and measures.

    Args:
        frame: the case; told where a measure comes from.
        names: ids of items and families that the plan names.
        trained: ids of items whose arrivals take training slots.

    Raises:
        InputError: an item is measured twice, or its worth is in another currency.
    """
    vocabulary, measures = frame.snapshot.vocabulary, _measures(frame)
    wanted: dict[str, parts.Item] = {}
    families = {name for name in names if vocabulary.items[name].level == "family"}
    below = {each.id for name in families for each in vocabulary.items_below(name)}
    for name in sorted({*names, *below} - families):
        item = vocabulary.items[name]
        above = vocabulary.items_above(name)
        family = next((each.id for each in above if each.level == "family"), "")
        row = measures.get(name)
        if row is not None:
            frame.name(f"items/{name}", row)
        wanted[name] = parts.Item(
            name=name,
            family=family if family in families or family != name else "",
            kind="system" if item.integral else "lot",
            weight=1 if row is None else number_of(row.weight),
            training=(1 if row is None else number_of(row.training)) if name in trained else 0,
            load=1 if row is None else number_of(row.load),
            worth=0 if row is None or row.worth is None else minor(row.worth, row.currency),
        )
    return tuple(wanted.values())


def _measures(frame: Frame) -> Mapping[str, Measure]:
    found: dict[str, Measure] = {}
    currency = frame.snapshot.case.currency
    for row in frame.snapshot.of(Measure):
        name = frame.snapshot.item(row.item)
        if name in found:
            raise InputError(f"{row.id}: item: {name} is measured already, in {found[name].id}")
        if row.currency not in ("", currency):
            raise InputError(
                f"{row.id}: currency: found {row.currency}; the plan counts in {currency}"
            )
        found[name] = row
    return found


def number_of(value: object) -> int | Fraction:
    """A whole number as such, any other as an exact fraction."""
    exact = Fraction(str(value))
    return exact.numerator if exact.denominator == 1 else exact
