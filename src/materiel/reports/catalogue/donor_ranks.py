"""Which place each giver has under each basis: as an amount, by output and by people."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from materiel.exchange.kiel.release import CASE as TRACKER
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.reports.asking import number, party
from materiel.reports.rankings import EURO, Held, bases_of
from materiel.reports.reading import Reading
from materiel.reports.report import Options, PlanData, Report
from materiel.reports.table import Column, Line, Table, cited
from materiel.reports.words import Amount, day_words, listed
from materiel.sharing.ranks import Figure, Rank, rank
from materiel.vocabulary.figures import population

YEARS = {"gdp": 2024, "population": 2019}
"""The years of the figures that ship."""
KINDS = ("amount", "stated", "gdp", "population")
"""The places of a row, in the order of the columns."""
OPTIONS = {
    "party": "the rows of one giver only; all are ranked",
    "group": "rank only the members of a group on the day asked for, as EU-27 or NATO",
    "basis": "one basis, as it stands in the table",
    "gdp": f"the year of the gross domestic product; else {YEARS['gdp']}",
    "population": f"the year of the people counted; else {YEARS['population']}",
}


def make(reading: Reading, plan: PlanData) -> Table:
    """Every giver under every basis, among all of them."""
    del plan
    return asked(reading, {})


def asked(reading: Reading, options: Options) -> Table:
    """One row for each basis and giver, with its place as a range."""
    bases = bases_of(reading)
    if "basis" in options and options["basis"] not in bases:
        raise UnknownNameError("basis", options["basis"], list(bases))
    chosen = [options["basis"]] if "basis" in options else list(bases)
    one = party(options, "party", reading.words)
    members = _members(reading, options)
    years = {name: number(options, name, year) for name, year in YEARS.items()}
    lines: list[Line] = []
    without: dict[str, set[str]] = {name: set() for name in years}
    euros = reading.reader.case == TRACKER
    for basis in chosen:
        held = [each for each in bases[basis] if members is None or each.party in members]
        places = _places(reading, basis, held, years, without)
        lines += _lines(basis, held, places, one, euros=euros)
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        (
            Column("basis", "basis"),
            Column("giver", "giver"),
            Column("held", "amount", "money" if euros else "count", EURO if euros else ""),
            Column("place", "place"),
            Column("stated", "by what is stated"),
            Column("gdp", "place by GDP"),
            Column("population", "place by people"),
        ),
        tuple(lines),
        group="basis",
        empty="No basis of the case ranks two givers.",
        notes=tuple(_notes(reading, options, years, without, euros=euros)),
    )


def _members(reading: Reading, options: Options) -> frozenset[str] | None:
    if not options.get("group"):
        return None
    return frozenset(reading.words.members(options["group"], reading.as_of))


Places = dict[str, dict[str, Rank]]
"""Kind of place, see ``KINDS``, to the rank by name of the giver."""


def _places(
    reading: Reading,
    basis: str,
    held: Sequence[Held],
    years: Mapping[str, int],
    without: dict[str, set[str]],
) -> Places:
    figures: dict[str, Callable[[Held], int | None]] = {
        "gdp": lambda each: _gdp(reading, each.party, years["gdp"]),
        "population": lambda each: _people(each.party, years["population"]),
    }
    found: Places = {
        "amount": _ranked(reading, basis, dict.fromkeys(held, 1)),
        "stated": _ranked(reading, f"{basis}, as stated", dict.fromkeys(map(_stated, held), 1)),
    }
    for kind, figure in figures.items():
        weights = {each: value for each in held if (value := figure(each))}
        without[kind] |= {each.name for each in held if each not in weights}
        found[kind] = _ranked(reading, f"{basis}, by {kind} of {years[kind]}", weights)
    return found


def _ranked(reading: Reading, basis: str, weights: Mapping[Held, int]) -> dict[str, Rank]:
    figures = [
        Figure(
            each.name,
            Fraction(each.bounds.low, weight),
            None if each.bounds.high is None else Fraction(each.bounds.high, weight),
            basis,
            reading.as_of,
        )
        for each, weight in weights.items()
    ]
    return {each.party: rank(each.party, figures) for each in figures}


def _stated(held: Held) -> Held:
    """What is stated of a giver's amount, as if what is open were nothing."""
    return replace(held, bounds=Bounds.exactly(held.bounds.low))


def _gdp(reading: Reading, name: str, year: int) -> int | None:
    try:
        return reading.words.gdp(name, year).usd_million if name else None
    except InputError:
        return None


def _people(name: str, year: int) -> int | None:
    try:
        return population(name, year).persons if name else None
    except InputError:
        return None


def _lines(
    basis: str, held: Sequence[Held], places: Places, one: str, *, euros: bool
) -> Iterator[Line]:
    order = sorted(
        held,
        key=lambda each: (
            places["amount"][each.name].best,
            places["amount"][each.name].worst,
            -each.bounds.low,
            each.name,
        ),
    )
    for each in order:
        if one and each.party != one:
            continue
        cells = (_place(places[kind].get(each.name)) for kind in KINDS)
        yield Line((basis, each.name, _cell(each.bounds, euros=euros), *cells), cited(each.cites))


def _cell(bounds: Bounds, *, euros: bool) -> Bounds | Amount:
    return Amount(bounds, EURO) if euros else bounds


def _place(found: Rank | None) -> str | None:
    return None if found is None else str(found).partition(" (")[0]


def _notes(
    reading: Reading,
    options: Options,
    years: Mapping[str, int],
    without: Mapping[str, set[str]],
    *,
    euros: bool,
) -> Iterator[str]:
    stamps = reading.reader.stamps
    among = options.get("group")
    yield (
        f"As of {day_words(stamps.as_of)}, as known on {day_words(stamps.known_at)}; ranked among "
        + (f"the members of {among} on that day that" if among else "all who")
        + (" the release calls donors." if euros else " gave some of it.")
    )
    yield "Equal amounts share the better place; a place with two ends is open between them."
    if euros:
        yield (
            "A sum that is not disclosed could be any: its giver has no high end. Funds that the "
            "release does not call donors are left out."
        )
    yield "By what is stated: the place if whatever is open were nothing."
    yield "By GDP and by people: the amount for one unit of the giver's own figure."
    for kind, names in without.items():
        if names:
            words = listed(sorted(names), 6)
            yield f"No {kind} of {years[kind]} ships for {words}; they have no place by it."


REPORT = Report(
    "donor-ranks",
    "Places of the givers",
    "Which place does each giver have, as an amount, by its output and by its people?",
    make,
    options=OPTIONS,
    asked=asked,
)
