"""Money as news prints it, with the conversion that stands beside it.

>>> found = read_amounts("EUR 10.2 billion ($11.03 billion) and nearly 54 million EUR")
>>> [(int(each.low), each.currency, each.qualifier) for each in found]
[(10200000000, 'EUR', 'exact'), (54000000, 'EUR', 'about')]
>>> int(found[0].printed.low), found[0].printed.currency
(11030000000, 'USD')
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from materiel.evidence.numbers import NUMBER, Number, Qualifier, read_numbers, value_of

SIGNS = {
    "US$": "USD",
    "C$": "CAD",
    "CA$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "$": "USD",
    "\u20ac": "EUR",
    "\u00a3": "GBP",
    "\u20b4": "UAH",
    "z\u0142": "PLN",
    "\u00a5": "JPY",
}
CODES = [
    "EUR",
    "USD",
    "GBP",
    "CZK",
    "NOK",
    "SEK",
    "DKK",
    "CAD",
    "CHF",
    "AUD",
    "PLN",
    "RON",
    "UAH",
    "JPY",
    "ILS",
    "HUF",
    "BGN",
    "TRY",
    "KRW",
    "NZD",
    "ISK",
]
NAMES = {
    r"euros?": "EUR",
    r"(?:US |U\.S\. |American )?dollars": "USD",
    r"Canadian dollars": "CAD",
    r"Australian dollars": "AUD",
    r"(?:British )?pounds(?: sterling)?": "GBP",
    r"(?:Swedish )?kron(?:or|a)": "SEK",
    r"Swedish crowns": "SEK",
    r"Norwegian (?:kroner|krone|crowns)": "NOK",
    r"Danish (?:kroner|krone|crowns)": "DKK",
    r"(?:Czech )?(?:crowns|koruna|korunas)": "CZK",
    r"kroner": "NOK",
    r"Swiss francs|francs": "CHF",
    r"(?:Polish )?(?:zlotys|zloty|z\u0142oty)": "PLN",
    r"(?:Romanian )?lei": "RON",
    r"(?:Ukrainian )?hryvnias?": "UAH",
}
_SIGN = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
_CODE = "|".join(CODES)
_NAME = "|".join(sorted(NAMES, key=len, reverse=True))
_VAGUE = (
    r"hundreds of millions|tens of millions|billions|hundreds of thousands|several"
    r" (?:hundred )?million|several billion"
)
MONEY = re.compile(
    rf"(?:({_SIGN})\s?|\b({_CODE})[\s\u00a0]?)((?i:{NUMBER}))"
    rf"|((?i:{NUMBER}))[\s\u00a0-](?:of )?(?:({_CODE})\b|({_NAME})\b)"
    rf"|(\d[\d,.]*(?:\s(?:million|billion|bn|mln))?)\s?({_SIGN})(?![\w\d])"
    rf"|\b({_VAGUE}) (?:of )?({_NAME})\b",
)
_WIDE: dict[str, tuple[int, int | None, Qualifier]] = {
    "hundreds of millions": (2 * 10**8, 10**9 - 1, "hundreds_of"),
    "tens of millions": (2 * 10**7, 99_999_999, "tens_of"),
    "hundreds of thousands": (200_000, 999_999, "hundreds_of"),
    "billions": (10**9, None, "at_least"),
    "several million": (2 * 10**6, None, "at_least"),
    "several hundred million": (2 * 10**8, 10**9 - 1, "hundreds_of"),
    "several billion": (2 * 10**9, None, "at_least"),
}
_BESIDE = re.compile(
    r"\s*[(\[]\s*(?:about |around |roughly |some |approximately |or |over |more than "
    r"|nearly |~|\u2248|=)*$"
)
_OR = re.compile(
    r"\s*,?\s*(?:or|equivalent to|equal to|i\.e\.)\s+(?:about |around |roughly |some "
    r"|approximately |over |more than "
    r"|nearly |almost )*$"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money of a text.

    Attributes:
        start: offset of the first letter, qualifying words included.
        end: offset behind the last letter, a printed conversion included.
        low: at least, in whole units of the currency.
        high: at most, in the same.
        currency: ISO 4217 code; "$" alone is USD.
        qualifier: how the words hedge.
        printed: the same sum in another currency, as the source prints it.
    """

    start: int
    end: int
    low: Decimal | None
    high: Decimal | None
    currency: str
    qualifier: Qualifier
    printed: "Amount | None" = None

    @property
    def rate(self) -> Fraction | None:
        """Units of the printed conversion for one unit of this currency; None without both."""
        if self.printed is None or not self.low or self.printed.low is None:
            return None
        return Fraction(self.printed.low) / Fraction(self.low)


def read_amounts(text: str) -> list[Amount]:
    """All sums of a text in order; a conversion in brackets belongs to the sum before it."""
    found: list[Amount] = []
    for match in MONEY.finditer(text):
        made = _amount(text, match)
        if made is None:
            continue
        if found and found[-1].currency != made.currency and found[-1].printed is None:
            gap = text[found[-1].end : match.start()]
            if _BESIDE.fullmatch(gap) or _OR.fullmatch(gap):
                end = made.end + (text[made.end : made.end + 1] in (")", "]"))
                found[-1] = replace(found[-1], end=end, printed=made)
                continue
        found.append(made)
    return found


def _amount(text: str, match: re.Match[str]) -> Amount | None:
    sign, code, number, front, behind, name, tail, tail_sign, wide, wide_name = match.groups()
    if wide:
        least, most, word = _WIDE[wide]
        top = None if most is None else Decimal(most)
        return Amount(match.start(), match.end(), Decimal(least), top, _currency(wide_name), word)
    written = number or front or tail
    value = value_of(written)
    if value is None:
        return None
    currency = SIGNS[sign or tail_sign] if sign or tail_sign else code or behind or _currency(name)
    hedge = _hedge(text, match.start())
    low, high, qualifier, start = hedge.low, hedge.high, hedge.qualifier, hedge.start
    end = match.end()
    if more := re.match(r"(?i)\+|[- ]plus\b| or more\b", text[end : end + 8]):
        return Amount(start, end + more.end(), value, None, currency, "at_least")
    return Amount(
        start,
        end,
        None if low is None else value,
        None if high is None else value,
        currency,
        qualifier,
    )


def _currency(name: str) -> str:
    for pattern, code in sorted(NAMES.items(), key=lambda item: -len(item[0])):
        if re.fullmatch(pattern, name):
            return code
    return ""


def _hedge(text: str, start: int) -> Number:
    """The words before a sum, read with the grammar of numbers on a stand-in."""
    before = text[max(0, start - 40) : start]
    found = read_numbers(before + "7")
    last = found[-1] if found and found[-1].end == len(before) + 1 else None
    if last is None:
        one = Decimal(1)
        return Number(start, start, "", one, one, "exact")
    return replace(last, start=start - len(before) + last.start)
