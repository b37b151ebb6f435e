"""What parties carry beside what each key would have them carry; absolute, and as a share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.sharing.attribution import Attribution
from materiel.sharing.costkey import Member, Weights
from materiel.sharing.ranks import Figure, Rank, rank
from materiel.sharing.ratio import Ratio, share
from materiel.sharing.shares import cost_keys

PER_FIGURE = ("gdp", "gni", "population")
"""The figures that an amount can be stated for one unit of."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One party: what it carries, and what each key would give it.

    Attributes:
        held: whole units of issue or minor units.
        of_all: its share of what all compared parties hold.
        due: by key, what of the total (its low and its high end) the key would give it, exact:
            a comparison is no bill, and a unit split to whole parts would go by the alphabet.
        due_share: by key, the same as a share; the shares of a key sum to 1.
        against: by key, ``of_all`` by ``due_share``: above 1 it carries more than the key says.
        per: by figure, held for one unit of the party's own figure, exact.
        ranks: by basis (``amount``, or the name of a figure) its place among the compared.
        cites: ids of the entries behind ``held``.
    """

    party: str
    held: Bounds
    of_all: Ratio | None
    due: Mapping[str, Ratio]
    due_share: Mapping[str, Fraction]
    against: Mapping[str, Ratio]
    per: Mapping[str, Ratio]
    ranks: Mapping[str, Rank]
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A table of keys side by side; none is the right one (DESIGN §6.4).

    Attributes:
        rows: by party, in the order of the members.
        total: what all of them hold together.
        outside: what parties outside the comparison hold or may hold.
        not_computed: by key, why it could not be computed.
    """

    unit: str
    basis: str
    rows: tuple[Carried, ...]
    total: Bounds
    outside: Bounds
    not_computed: Mapping[str, str]


def compare(held: Attribution, members: Sequence[Member], on: date | None = None) -> Compared:
    """Every key side by side for the parties of a group.

    Args:
        held: who holds a role in what.
        members: the parties compared, with the figures that keys need.
        on: the day that a rank is stated for.

    Raises:
        InputError: nobody is compared, or a party stands twice.
    """
    names = [member.party for member in members]
    if not names or len(set(names)) < len(names):
        raise InputError("keys side by side: name each party once, and at least one")
    whole = held.of(names)
    weights, missing = _weights(members)
    amounts = {name: held.of({name}) for name in names}
    per = {each.party: _per(each, amounts[each.party]) for each in members}
    ranks = _ranks(held, amounts, per, on)
    rows = []
    for name in names:
        rest = held.of(set(names) - {name}) if len(names) > 1 else Bounds.exactly(0)
        of_all = share(amounts[name], rest)
        fair = {key: each[name] / sum(each.values()) for key, each in weights.items()}
        rows.append(
            Carried(
                name,
                amounts[name],
                of_all,
                {key: _due(whole, part) for key, part in fair.items()},
                fair,
                {key: _against(of_all, part) for key, part in fair.items() if of_all and part},
                per[name],
                {basis: found[name] for basis, found in ranks.items()},
                held.cites({name}),
            )
        )
    outside = [name for name in held.parties if name not in names]
    return Compared(
        held.unit,
        f"{held.role}, {held.basis}" if held.basis else held.role,
        tuple(rows),
        whole,
        held.of(outside) if outside else Bounds.exactly(0),
        missing,
    )


def _weights(members: Sequence[Member]) -> tuple[dict[str, Weights], dict[str, str]]:
    found: dict[str, Weights] = {}
    missing: dict[str, str] = {}
    for name, key in cost_keys().items():
        try:
            found[name] = key.weights(members)
        except InputError as problem:
            missing[name] = str(problem)
    return found, missing


def _due(whole: Bounds, part: Fraction) -> Ratio:
    """What a key's share of a total is, at its low and its high end."""
    return Ratio(whole.low * part, None if whole.high is None else whole.high * part)


def _against(of_all: Ratio, due: Fraction) -> Ratio:
    return Ratio(of_all.low / due, None if of_all.high is None else of_all.high / due)


def _per(member: Member, amount: Bounds) -> dict[str, Ratio]:
    found = {}
    for name in PER_FIGURE:
        figure = getattr(member, name)
        if figure:
            high = None if amount.high is None else Fraction(amount.high, figure)
            found[name] = Ratio(Fraction(amount.low, figure), high)
    return found


def _ranks(
    held: Attribution,
    amounts: Mapping[str, Bounds],
    per: Mapping[str, Mapping[str, Ratio]],
    on: date | None,
) -> dict[str, dict[str, Rank]]:
    """The place of each party under each basis that everybody has a figure for."""
    told = f"{held.role}, {held.basis}" if held.basis else held.role
    bases = {
        "amount": [
            Figure(
                name,
                Fraction(each.low),
                None if each.high is None else Fraction(each.high),
                f"{told}, {held.unit}",
                on,
            )
            for name, each in amounts.items()
        ]
    }
    for basis in PER_FIGURE:
        if all(basis in each for each in per.values()):
            bases[basis] = [
                Figure(name, each[basis].low, each[basis].high, f"{told}, by {basis}", on)
                for name, each in per.items()
            ]
    return {
        basis: {name: rank(name, figures) for name in amounts} for basis, figures in bases.items()
    }
