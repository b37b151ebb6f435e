"""Competing statements about who pays, side by side and never averaged (DESIGN §4.9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from materiel.evidence.claims import Claim
from materiel.evidence.judgements import Judgement
from materiel.kernel.errors import InputError, MaterielError
from materiel.kernel.table import SEPARATOR
from materiel.sharing.attribution import Attribution, Piece
from materiel.sharing.books import Books

PAYING = ("donation_funding", "funding_attribution", "funding_pledge", "backfill_funding")
"""The event words under which a claim says who pays."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Who pays for a promise, as one or several claims say alike.

    Attributes:
        payers: ids of the parties, sorted.
        claims: ids of the claims.
        speakers: whose words, where the claims name them.
    """

    payers: tuple[str, ...]
    claims: tuple[str, ...]
    speakers: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The payers as a reader names the statement: ``DNK + LTU + NOR``."""
        return " + ".join(self.payers)


def payer_statements(books: Books, root: str) -> tuple[Statement, ...]:
    """What the sources of a promise say about who pays, one value for each different answer.

    Read are the claims that the promise cites and those that a judgement sets beside them,
    where their event is one of ``PAYING``. The printed givers of such a claim are the payers;
    a claim judged to tell the same as another is read as that other one.

    Raises:
        InputError: the giver of such a claim names no party; says which claim.
    """
    cited = set(books.commitment(root).sources)
    told: dict[str, str] = {}
    for row in books.of(Judgement):
        if row.relation == "same-event":
            told |= dict.fromkeys(row.left, row.right)
        if row.relation in ("contradicts", "updates", "same-event"):
            named = {*row.left, row.right}
            if named & cited & set(books.claims):
                cited |= named
    found: dict[tuple[str, ...], list[Claim]] = {}
    for name, claim in books.claims.items():
        if name in cited and claim.event in PAYING and claim.giver:
            # One statement told twice is read in the words of the better telling.
            better = books.claims.get(told.get(name, ""), claim)
            read = better if better.event in PAYING and better.giver else claim
            found.setdefault(_payers(books, read), []).append(claim)
    return tuple(
        Statement(
            payers,
            tuple(claim.id for claim in claims),
            tuple(dict.fromkeys(claim.speaker for claim in claims if claim.speaker)),
        )
        for payers, claims in found.items()
    )


def _payers(books: Books, claim: Claim) -> tuple[str, ...]:
    names = [part.strip() for part in claim.giver.split(SEPARATOR) if part.strip()]
    try:
        return tuple(sorted({books.party(name) for name in names}))
    except MaterielError as problem:
        raise InputError(f"{claim.id}: giver: {problem}") from None


def read_as(paid: Attribution, books: Books, taken: Mapping[str, Statement]) -> Attribution:
    """The column of payers when some promises are read as one of their statements says.

    Args:
        paid: the column with all that is stated left open.
        books: the case at its stamps.
        taken: the statement to take, by root of the promise.

    Raises:
        InputError: a promise has no such statement.
    """
    pieces = []
    for piece in paid.pieces:
        statement = taken.get(piece.name)
        if statement is None:
            pieces.append(piece)
            continue
        if statement not in payer_statements(books, piece.name):
            raise InputError(f"{piece.name}: nobody states that {statement.label} pays for it")
        cites = tuple(dict.fromkeys((*piece.cites, *statement.claims)))
        pieces.append(Piece.shared(piece.name, piece.amount, statement.payers, cites))
    return replace(paid, pieces=tuple(pieces))


def readings(
    paid: Attribution, books: Books, contested: Sequence[str] = ()
) -> dict[str, Attribution]:
    """The column of payers once under each statement about a contested promise.

    Each of them sums to the same total. Where several promises are contested, the statements
    of one are varied while the others stay open, so that no combination is made up.

    Args:
        paid: the column with all that is stated left open.
        books: the case at its stamps.
        contested: roots; empty takes every promise with more than one statement.

    Returns:
        ``"root: payers"`` to the column.
    """
    found = {}
    for piece in paid.pieces:
        if contested and piece.name not in contested:
            continue
        statements = payer_statements(books, piece.name)
        if len(statements) > 1:
            for each in statements:
                found[f"{piece.name}: {each.label}"] = read_as(paid, books, {piece.name: each})
    return found
