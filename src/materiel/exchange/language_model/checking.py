"""What a language model said, held against the document: what does not stand there is refused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from materiel.evidence.actors import find_actors
from materiel.evidence.amounts import Amount, read_amounts
from materiel.evidence.numbers import Number, read_numbers
from materiel.evidence.periods import Stretch, read_periods
from materiel.evidence.proposals import ROLES, Proposal
from materiel.evidence.sentences import Sentence, split_sentences
from materiel.exchange.language_model.endpoint import read_json
from materiel.exchange.language_model.question import accepted, schema
from materiel.kernel.errors import InputError, nearest
from materiel.kernel.findings import Finding

CHECK = "model"
BY = "proposed by "
"""How the cue of a claim begins that a language model proposed."""
MOST_CLAIMS = 500
"""Claims of one answer."""
LONGEST_QUOTATION = 800
LONGEST_WORDS = 200
LARGEST = 10**15
"""The largest count or sum."""
AROUND = 80
"""Letters on each side of a quotation that are read with it: a hedge that it cuts off shows."""
_FIELDS = frozenset(schema()["properties"]["claims"]["items"]["properties"])
_ENUMERATED = ("event", "status", "stance", "item_class", "unit")


class _RefusedError(Exception):
    """Inside this module only: why one claim is refused."""


@dataclass(frozen=True, slots=True)
class Document:
    """The text that claims are held against.

    Attributes:
        name: stem of the file name.
        text: its words.
        published: its day, where it is known.
        sentences: of the text.
        actors: everybody whom our own reading finds in it.
    """

    name: str
    text: str
    published: date | None
    sentences: tuple[Sentence, ...]
    actors: frozenset[str]


def document(name: str, text: str, published: date | None) -> Document:
    """A text, made ready to be held against."""
    actors = frozenset(each.actor for each in find_actors(text))
    return Document(name, text, published, tuple(split_sentences(text)), actors)


def checked(
    held: Document, answer: str, model: str, first: int = 1
) -> tuple[list[Proposal], list[Finding]]:
    """The claims of an answer that stand in the document, and why the others are refused.

    Args:
        held: the document.
        answer: the content of a model's answer.
        model: its name; it stands in the cue of each claim.
        first: number of the first claim.

    Raises:
        InputError: the answer has not the form that was asked for.
    """
    said = read_json(model, answer)
    claims = said.get("claims") if isinstance(said, dict) else None
    if not isinstance(claims, list):
        raise InputError(f"model: {model}: the answer has no list 'claims'")
    findings, kept = [], []
    if len(claims) > MOST_CLAIMS:
        problem = f"{len(claims):,} claims in one answer; the first {MOST_CLAIMS} are looked at"
        findings.append(Finding(CHECK, held.name, problem, "", "warning"))
    for number, claim in enumerate(claims[:MOST_CLAIMS], first):
        where = f"{held.name}: claim {number} of the model"
        try:
            kept.append(_claim(held, claim, number, model))
        except _RefusedError as problem:
            remedy = "The claim is refused."
            findings.append(Finding(CHECK, where, str(problem), remedy, "warning"))
    return kept, findings


def _claim(held: Document, claim: Any, number: int, model: str) -> Proposal:
    if not isinstance(claim, dict) or set(claim) != _FIELDS:
        missing = sorted(_FIELDS - set(claim)) if isinstance(claim, dict) else []
        more = sorted(map(str, set(claim) - _FIELDS)) if isinstance(claim, dict) else []
        lacks = f"lacks {', '.join(missing)}" if missing else f"has {', '.join(more)[:80]}"
        raise _RefusedError(f"it {lacks if missing or more else 'is no object'}")
    words = {name: _enumerated(name, claim[name]) for name in _ENUMERATED}
    start, end = _passage(held, claim["quotation"])
    item = _standing(held, "item", claim["item"], empty=True)
    sentence = next(
        (at for at, each in enumerate(held.sentences) if each.start <= start < each.end), 0
    )
    count = _count(held, start, end, claim["count"])
    return Proposal(
        id=f"{held.name}.model.{number}",
        document=held.name,
        event=words["event"],
        status=words["status"],
        stance=words["stance"],
        speaker=tuple(_standing(held, "speaker", each) for each in _list("speaker", claim)),
        actors=_actors(held, claim["actors"]),
        item=item,
        item_class=words["item_class"],
        number=count,
        unit=words["unit"] or ("item" if count else ""),
        amount=_amount(held, start, end, claim["amount"]),
        period=_when(held, start, end, claim["when"]),
        start=start,
        end=end,
        evidence=held.text[start:end],
        sentence=sentence,
        cue=f"{BY}the language model {model}",
        context=held.sentences[sentence].text if held.sentences else "",
        published=held.published,
    )


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_WORDS else f"{text[:LONGEST_WORDS]}..."


def _enumerated(name: str, value: object) -> str:
    known = accepted()[name]
    if isinstance(value, str) and value in known:
        return value
    near = nearest(value, known) if isinstance(value, str) else []
    hint = f"near: {', '.join(near)}" if near else f"accepted: {', '.join(filter(None, known))}"
    raise _RefusedError(f"{name}: found {_shown(value)}; {hint}")


def _list(name: str, values: Mapping[str, Any]) -> list[Any]:
    found = values[name]
    if not isinstance(found, list) or len(found) > LONGEST_WORDS:
        raise _RefusedError(f"{name}: found {_shown(found)}; accepted: a list of names")
    return found


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """The first two places of some words in a text, whatever the spaces between them.

    A place begins and ends where a word does: "30 tanks" does not stand in "130 tanks".
    """
    pattern = r"\s+".join(map(re.escape, words.split()))
    bounded = rf"(?<!\w){pattern}" if words.lstrip()[0].isalnum() else pattern
    bounded = rf"{bounded}(?!\w)" if words.rstrip()[-1].isalnum() else bounded
    found = []
    for match in re.finditer(bounded, text):
        found.append(match.span())
        if len(found) > 1:
            break
    return found


def _passage(held: Document, quotation: object) -> tuple[int, int]:
    if not isinstance(quotation, str) or not quotation.strip():
        raise _RefusedError(
            f"quotation: found {_shown(quotation)}; accepted: words of the document"
        )
    if len(quotation) > LONGEST_QUOTATION:
        raise _RefusedError(
            f"quotation: {len(quotation):,} letters; accepted: up to {LONGEST_QUOTATION}"
        )
    places = _places(held.text, quotation)
    if not places:
        raise _RefusedError(f"quotation: {_shown(quotation)} does not stand in the document")
    if len(places) > 1:
        raise _RefusedError(f"quotation: {_shown(quotation)} stands more than once in the document")
    return places[0]


def _standing(held: Document, name: str, value: object, *, empty: bool = False) -> str:
    """Words that stand in the document, as they stand there."""
    if empty and value == "":
        return ""
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_WORDS:
        raise _RefusedError(f"{name}: found {_shown(value)}; accepted: words of the document")
    places = _places(held.text, value)
    if not places:
        raise _RefusedError(f"{name}: {_shown(value)} does not stand in the document")
    start, end = places[0]
    return held.text[start:end]


def _actors(held: Document, actors: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(actors, dict):
        raise _RefusedError(f"actors: found {_shown(actors)}; accepted: names by role")
    found = {}
    for role in actors:
        if role not in ROLES:
            raise _RefusedError(
                f"actors: found the role {_shown(role)}; accepted: {', '.join(ROLES)}"
            )
        names = [_actor(held, role, each) for each in _list(role, actors)]
        if names:
            found[role] = tuple(names)
    return found


def _actor(held: Document, role: str, name: object) -> str:
    if isinstance(name, str) and name in held.actors:
        return name
    return _standing(held, role, name)


def _bounds(name: str, value: object, fields: Sequence[str]) -> tuple[Decimal | None, ...]:
    if not isinstance(value, dict) or set(value) != set(fields):
        raise _RefusedError(
            f"{name}: found {_shown(value)}; accepted: {', '.join(fields)}, or null"
        )
    ends = []
    for end in ("low", "high"):
        number = value[end]
        if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
            raise _RefusedError(f"{name}: {end}: found {_shown(number)}; accepted: a whole number")
        if number is not None and not 0 <= number <= LARGEST:
            raise _RefusedError(f"{name}: {end}: accepted: 0 to {LARGEST:,}")
        ends.append(None if number is None else Decimal(number))
    if ends == [None, None]:
        raise _RefusedError(f"{name}: neither low nor high is stated; accepted: null")
    return tuple(ends)


def _inside(held: Document, start: int, end: int) -> tuple[str, int, int]:
    """The quotation with the letters around it, and its offsets there."""
    first = max(0, start - AROUND)
    return held.text[first : end + AROUND], start - first, end - first


def _words(low: Decimal | None, high: Decimal | None) -> str:
    left, right = _plain(low), _plain(high)
    return left if left == right else f"{left} to {right}"


def _plain(number: Decimal | None) -> str:
    if number is None:
        return "?"
    return f"{int(number):,}" if number == int(number) else f"{number:,f}"


def _count(held: Document, start: int, end: int, value: object) -> Number | None:
    if value is None:
        return None
    low, high = _bounds("count", value, ("low", "high"))
    around, first, last = _inside(held, start, end)
    taken = [(each.start, each.end) for each in read_amounts(around)]
    taken += [(each.offset, each.end_offset) for each in read_periods(around, held.published)]
    numbers = [
        each
        for each in read_numbers(around)
        if each.start < last
        and first < each.end
        and not any(a < each.end and each.start < b for a, b in taken)
    ]
    whole = [each for each in numbers if first <= each.start and each.end <= last]
    for each in whole:
        if (each.low, each.high) == (low, high):
            return each
    cut = [each for each in numbers if each not in whole]
    raise _RefusedError(_not_there("count", _words(low, high), whole, cut))


def _amount(held: Document, start: int, end: int, value: object) -> Amount | None:
    if value is None:
        return None
    low, high = _bounds("amount", value, ("low", "high", "currency"))
    assert isinstance(value, dict)
    around, first, last = _inside(held, start, end)
    sums = [each for each in read_amounts(around) if each.start < last and first < each.end]
    whole = [each for each in sums if first <= each.start and each.end <= last]
    for each in whole:
        if (each.low, each.high, each.currency) == (low, high, value["currency"]):
            return each
    cut = [each for each in sums if each not in whole]
    words = f"{_words(low, high)} {_shown(value['currency'])[1:-1]}"
    raise _RefusedError(_not_there("amount", words, whole, cut))


def _not_there(
    name: str, words: str, whole: Sequence[Number | Amount], cut: Sequence[Number | Amount]
) -> str:
    if cut:
        return f"{name}: {words} is not what the document says: the quotation cuts a number in two"
    read = "; ".join(
        _words(each.low, each.high) + (f" {each.currency}" if isinstance(each, Amount) else "")
        for each in whole[:5]
    )
    return f"{name}: {words} does not stand in the quotation; read there: {read or 'none'}"


def _when(held: Document, start: int, end: int, value: object) -> Stretch | None:
    if value == "":
        return None
    quotation = held.text[start:end]
    if not isinstance(value, str) or not value.strip() or not _places(quotation, value):
        raise _RefusedError(f"when: {_shown(value)} does not stand in the quotation")
    first, last = _places(quotation, value)[0]
    for each in read_periods(quotation, held.published):
        if each.offset < last and first < each.end_offset:
            return each
    raise _RefusedError(f"when: {_shown(value)} says no day that can be read")
