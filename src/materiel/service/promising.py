"""The promise of a draft: its cells from a claim, and the one that stands there already."""

from collections.abc import Mapping, Sequence
from typing import Final

from materiel.evidence.claims import Claim
from materiel.evidence.numbers import read_numbers
from materiel.evidence.whom import listed
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.table import to_cells
from materiel.ledger.rows import Commitment
from materiel.service.stored import chain_of, newest_of, stored_entries
from materiel.store.entries import row_of
from materiel.store.reading import Reader
from materiel.vocabulary.items import Item
from materiel.vocabulary.names import fold
from materiel.vocabulary.vocabulary import Vocabulary

KINDS: Final = {"pledge": "gift", "order": "order", "request": "request"}
"""Event of the guidelines to the kind of promise, where only one fits."""
BUYING: Final = ("order", "request")
"""Events in which a buyer receives from a supplier."""
PROMISE: Final = "promise."
"""What stands before the name of a column of the promise that is drafted with its event."""
_OWN_TO_A_ROW: Final = ("id", "sources", "title")
"""Cells in which two rows may differ that state one promise, unless a person states them."""


def promise_cells(
    claim: Claim, root: str, words: Vocabulary, missing: dict[str, str]
) -> dict[str, str]:
    """Cells of the promise that the event belongs to."""
    buying = claim.event_kind in BUYING
    giver, receiver = (claim.supplier, claim.buyer) if buying else (claim.giver, claim.receiver)
    kind = KINDS.get(claim.event_kind, "")
    if not kind:
        missing[f"{PROMISE}kind"] = "what sort of promise it fulfils; or state commitment=ID"
    cells = {"id": f"p/{root}", "kind": kind, "title": claim.paraphrase, "sources": claim.id}
    for column, stated in (("giver", giver), ("receiver", receiver)):
        several = listed(stated)
        if len(several) > 1:
            told = " and ".join(several)
            missing[f"{PROMISE}{column}"] = f"a promise has one {column}; the claim names {told}"
            continue
        try:
            cells[column] = words.party(stated).id
        except InputError as problem:
            missing[f"{PROMISE}{column}"] = str(problem) if stated else "nobody states it"
    try:
        cells["item"] = item_of(claim, words).id
    except InputError as problem:
        missing[f"{PROMISE}item"] = str(problem) if claim.item else "nobody states it"
    return cells


def item_of(claim: Claim, words: Vocabulary) -> Item:
    """The item of a claim: by its words, else without the number before them, else as one of many.

    Raises:
        UnknownNameError: nothing is known about it; a name inside it and the class of the claim
            are near.
        InputError: see ``Vocabulary.item``.
    """
    try:
        return words.item(claim.item)
    except UnknownNameError:
        number = next(iter(read_numbers(claim.item)), None)
        wording = claim.item[number.end :].strip() if number and not number.start else claim.item
    try:
        return words.item(wording)
    except UnknownNameError as problem:
        one = wording.removesuffix("s")
        if fold(one) in map(fold, problem.known):
            return words.item(one)
        above = claim.item_class.replace("_", "-")
        meant = [*_inside(wording, problem.known), *([above] if above in words.items else [])]
        raise UnknownNameError("item", wording, problem.known, meant=meant, listed=True) from None


def _inside(wording: str, known: Sequence[str]) -> list[str]:
    """The longest known name that stands in a wording: near, and perhaps another item."""
    text = f" {fold(wording)} "
    found = [name for name in known if f" {fold(name)} " in text]
    return sorted(found, key=len, reverse=True)[:1]


def free_id(reader: Reader, name: str) -> str:
    """The name, or that with the next number behind it which no entry bears: ``e/k1/2``.

    An id is never reused: what stood under it was corrected away, and stays readable.
    """
    free, number = name, 1
    while stored_entries(reader.connection, reader.case, [free]):
        number += 1
        free = f"{name}/{number}"
    return free


def place_of(
    reader: Reader, promise: Mapping[str, str], own: Mapping[str, str], said: list[str]
) -> tuple[str, bool]:
    """The id of the promise, and whether one stands there that says the same.

    An event that was taken back leaves its promise behind; the next one goes to it.
    """
    name = promise["id"]
    stated = {
        each: text
        for each, text in filled(promise).items()
        if each in own or each not in _OWN_TO_A_ROW
    }
    free = free_id(reader, name)
    number = 1
    taken = name
    while taken != free:
        newest = newest_of(chain_of(reader.connection, reader.case, taken))
        if newest is not None and newest.kind == Commitment.TABLE:
            stands = to_cells(row_of(Commitment, newest))
            other = {each: stands[each] for each, text in stated.items() if stands[each] != text}
            if not other:
                said.append(f"commitment: {taken} stands already, and the event goes to it")
                return taken, True
            told = ", ".join(f"{each}={text}" for each, text in other.items())
            said.append(
                f"promise.id: {taken} stands already with {told}; to post to it, "
                f"state commitment={taken}"
            )
        number += 1
        taken = f"{name}/{number}"
    return free, False


def filled(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells that say something."""
    return {name: text for name, text in cells.items() if text}
