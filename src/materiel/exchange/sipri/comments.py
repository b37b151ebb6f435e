"""What the words of an order say that a case has a column for: gift or loan, payer, producer.

Only plain wordings are read; everything else stays in the claim as printed.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from materiel.exchange.sipri.packed import table
from materiel.kernel.errors import InputError
from materiel.vocabulary.vocabulary import packaged

_GIFT = re.compile(r"(?:aid|gift)\b|donated by producer\b")
_LOAN = re.compile(r"(?:.*\b)?(?:loan|lease|leased)\b")
_OPEN = re.compile(r".*\b(?:not yet ordered|contract not yet signed)\b")
_LICENCE = re.compile(r"\bproduc(?:ed|tion) under licen[cs]?e? in ([A-Z][A-Za-z ]+)")
_ASSEMBLED = re.compile(r"assembled in ([A-Z][A-Za-z ]+)$", re.IGNORECASE)
_LINE = re.compile(r"from (?:production line in )?([A-Z][A-Za-z ]+?)(?: production line)?$")
_PAID = re.compile(r"financed by (?:aid from )?([A-Z][A-Za-z ]+?)(?: as)?(?: aid)?(?: after .*)?$")
_DOUBT = re.compile(r"\b(?:possib|probab|or\b)")


@dataclass(frozen=True, slots=True)
class Said:
    """What a comment says.

    Attributes:
        kind: ``gift``, ``loan``, ``order``, or ``sale`` for one that is not yet ordered.
        payers: ids of parties that are named as paying for all of it.
        producer: id of the party in which it is made, where that is not the supplier.
        licensed: whether it is made under licence there.
    """

    kind: str
    payers: tuple[str, ...] = ()
    producer: str = ""
    licensed: bool = False


@lru_cache(4096)
def read_comment(comment: str) -> Said:
    """What the clauses of a comment, parted by semicolons, say."""
    clauses = [clause.strip() for clause in _outside_brackets(comment)]
    lowered = [clause[:1].lower() + clause[1:] for clause in clauses]
    producer, licensed = _producer(lowered)
    payers = tuple(dict.fromkeys(party for clause in lowered for party in _payers(clause)))
    return Said(_kind(lowered), payers, producer, licensed)


def _kind(clauses: list[str]) -> str:
    if any(_OPEN.match(clause) for clause in clauses):
        return "sale"
    bare = [clause.partition("(")[0] for clause in clauses]
    gift = any(_GIFT.match(clause) for clause in bare)
    # "aid (loan)" and "leased but kept" are no gifts, whatever else is said.
    if any(_LOAN.match(clause) for clause in clauses if gift or _starts_as_loan(clause)):
        return "loan"
    return "gift" if gift else "order"


def _starts_as_loan(clause: str) -> bool:
    return bool(re.match(r"(?:\d+-year )?(?:loan|lease|leased)\b", clause))


def _payers(clause: str) -> list[str]:
    found = _PAID.match(clause)
    if not found:
        return []
    named = [_party(name.strip()) for name in found[1].split(" and ")]
    return named if all(named) else []


def _producer(clauses: list[str]) -> tuple[str, bool]:
    for clause in clauses:
        if _DOUBT.search(clause):
            continue
        if found := _LICENCE.search(clause) or _ASSEMBLED.match(clause):
            # "5 produced under licence": only a part of the order is, so nobody made it all.
            whole = clause.startswith(("produc", "assembled"))
            return (_party(found[1].strip()) if whole else ""), True
        if "production line" in clause and (found := _LINE.match(clause)):
            return _party(found[1].strip()), False
    return "", False


@lru_cache(4096)
def _party(word: str) -> str:
    """The id of a party by its adjective, abbreviation or name; empty when none is meant."""
    for row in table("places"):
        if row["word"] == word:
            return row["party"]
    try:
        return packaged().party(word).id
    except InputError:
        return ""


def _outside_brackets(comment: str) -> list[str]:
    """The clauses of a comment; a semicolon inside brackets parts nothing."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(comment):
        if letter == "(":
            depth += 1
        elif letter == ")":
            depth = max(0, depth - 1)
        elif letter == ";" and not depth:
            parts.append(comment[start:at])
            start = at + 1
    return [*parts, comment[start:]]
