"""A claim as far as it can be compared: of what kind it is, who, of what, how many, when."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from materiel.evidence.claims import Claim
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.period import FIRST_DAY, Period
from materiel.vocabulary.errors import AmbiguousNameError, NotANameError
from materiel.vocabulary.names import fold
from materiel.vocabulary.vocabulary import Vocabulary

_RATE = re.compile(r"\s+per\s+(month|year)\b.*$")
_QUALIFIED = re.compile(r"\s*\(([^)]*)\)|\s+(incl\.\s.*)$")
_HORIZON = re.compile(r"\bby\b[^;,]*?\b(20\d\d)\b")
_RUNNING = re.compile(r"_(?:total|cumulative)$")
_SO_FAR = re.compile(r"\b(?:cumulative|so far|already|in all|total)\b")
_PARTIES = re.compile(r"\s*[;/]\s*")
_PAYER = re.compile(r"\s*\(payer\)$")
_UNKNOWN = re.compile(r"\b(?:unnamed|unknown|several|partners|donors|allies)\b")
_SHAPES = ("about", "around", "approximately", "almost", "nearly", "some", "roughly")

Ends = tuple[Fraction, Fraction | None]
"""At least, and at most; None when open upward."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one claim says, in terms in which two claims can meet.

    Attributes:
        id: the claim.
        document: where it stands.
        stance: asserted, reported, possible or denied.
        word: the source's word for what happened.
        sort: the table of a case that such a word feeds (events, holdings, money, ...); ``claims``
            and ``judgements`` are remarks about something that another word names.
        giver, receiver: ids of parties, or their folded names; empty when nobody is named.
        item: id of the item, or its folded name.
        kinds: the item and everything above it in the tree; the item alone when unknown.
        mark: what tells it from others of its kind ("third", "first four"); empty mostly.
        horizon: the years by which it shall be so, where the wording names them.
        running: whether it adds up everything until a day.
        rate: the span that the count is told for ("year"); empty for a plain count.
        count, sum: what the words allow, None where nothing was said; a rounded number stands
            for all that round to it.
        plain: the count as it is printed, None unless exact.
        most: the ceiling as it is printed, or the exact count.
        currency: of the sum.
        when: when it happened or held; the day of knowledge where nothing was said.
        says: the values in words, for a finding.
    """

    id: str
    document: str
    stance: str
    word: str
    sort: str
    giver: frozenset[str]
    receiver: frozenset[str]
    item: str
    kinds: frozenset[str]
    mark: str
    horizon: frozenset[str]
    running: bool
    rate: str
    count: Ends | None
    plain: int | None
    most: int | None
    sum: Ends | None
    currency: str
    when: Period
    says: str

    @property
    def parties(self) -> frozenset[str]:
        """All who are named."""
        return self.giver | self.receiver


class Teller:
    """Reads claims with a vocabulary; each name is looked up once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._parties: dict[str, str] = {}
        self._items: dict[str, tuple[str, frozenset[str]]] = {}

    def told(self, claim: Claim) -> Told | None:
        """The claim; None when it says neither when it is of nor when it became known."""
        when = claim.when or (Period.day(claim.known_on) if claim.known_on else None)
        if when is None:
            return None
        name = claim.item
        rate = _RATE.search(name)
        marks = [mark for found in _QUALIFIED.findall(name) for mark in found if mark]
        item, kinds = self._item(_RATE.sub("", _QUALIFIED.sub("", name)).strip())
        return Told(
            id=claim.id,
            document=claim.document,
            stance=claim.stance,
            word=claim.event,
            sort=self._sort(claim),
            giver=self._who(claim.giver),
            receiver=self._who(claim.receiver),
            item=item,
            kinds=kinds,
            mark="; ".join(marks),
            horizon=frozenset(_HORIZON.findall(claim.wording)),
            running=_running(claim, when),
            rate=rate[1] if rate else "",
            count=_count(claim),
            plain=claim.low if claim.low == claim.high else None,
            most=claim.high,
            sum=_sum(claim),
            currency=claim.currency,
            when=when,
            says=_says(claim),
        )

    def _sort(self, claim: Claim) -> str:
        try:
            return self.vocabulary.event_word("facts", claim.event, claim.status).feeds
        except UnknownNameError:
            return claim.event

    def _who(self, cell: str) -> frozenset[str]:
        names = (_PAYER.sub("", name) for name in _PARTIES.split(cell))
        return frozenset(self.party(name) for name in names if name and not _UNKNOWN.search(name))

    def party(self, name: str) -> str:
        """The id of a party, or the folded name of an unknown one."""
        if name not in self._parties:
            try:
                self._parties[name] = self.vocabulary.match_party(name).row.id
            except (AmbiguousNameError, NotANameError, UnknownNameError):
                self._parties[name] = fold(name)
        return self._parties[name]

    def _item(self, name: str) -> tuple[str, frozenset[str]]:
        if name not in self._items:
            try:
                row = self.vocabulary.match_item(name).row
                above = [each.id for each in self.vocabulary.items_above(row.id)]
                self._items[name] = row.id, frozenset(above)
            except (AmbiguousNameError, NotANameError, InputError):
                self._items[name] = fold(name), frozenset((fold(name),))
        return self._items[name]


def tell(claims: Iterable[Claim], vocabulary: Vocabulary) -> list[Told]:
    """All claims that can be compared, in their order."""
    teller = Teller(vocabulary)
    return [made for each in claims if (made := teller.told(each)) is not None]


def _running(claim: Claim, when: Period) -> bool:
    words = _SO_FAR.search(claim.wording) or _RUNNING.search(claim.event)
    return when.start == FIRST_DAY or bool(words)


def _count(claim: Claim) -> Ends | None:
    if claim.low is None and claim.high is None:
        return None
    if claim.low is not None and claim.low == claim.high:
        return _rounded(Decimal(claim.low), claim.wording)
    return Fraction(claim.low or 0), None if claim.high is None else Fraction(claim.high)


def _sum(claim: Claim) -> Ends | None:
    low, high = claim.amount_low, claim.amount_high
    if low is None and high is None:
        return None
    words = claim.wording.casefold()
    if low is not None and low == high:
        least, most = _rounded(low, claim.wording)
        if "more than" in words or words.startswith("over"):
            return Fraction(low), None
        return (Fraction(0), most) if "up to" in words and claim.high is None else (least, most)
    return Fraction(low or 0), None if high is None else Fraction(high)


_WHOLE = 100
"""A count below it is told exactly; a larger one may be rounded to its last figure but nought."""


def _rounded(number: Decimal, wording: str) -> Ends:
    """What rounds to a printed number: half a unit of its last figure that is not nought.

    >>> [int(end) for end in _rounded(Decimal("4900"), "") if end]
    [4850, 4950]
    """
    exact = Fraction(number)
    small = abs(number) < _WHOLE
    shape = next((word for word in _SHAPES if word in wording.casefold()), "")
    if not number or (small and not shape):
        return exact, exact
    if small:
        return exact * Fraction(9, 10), exact * Fraction(11, 10)
    power = number.normalize().as_tuple().exponent
    half = Fraction(10) ** (power if isinstance(power, int) else 0) / 2
    return exact - half, exact + half


def _says(claim: Claim) -> str:
    parts = []
    if claim.bounds is not None:
        parts.append(f"{claim.bounds} {claim.item}".strip())
    ends = dict.fromkeys((claim.amount_low, claim.amount_high))
    parts += [f"{claim.currency} {end:,}" for end in ends if end is not None]
    if claim.stance == "denied":
        parts.append("a denial")
    return ", ".join(parts) or f"{claim.event} of {claim.item}".strip()
