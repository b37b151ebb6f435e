"""From what a spreadsheet stores to the text that a person sees, without a float on the way."""

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

from materiel.kernel.errors import InputError

DIGITS = 15
"""Significant digits that a spreadsheet keeps; what lies behind them is noise of its floats."""
_ROUND = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
_PLAIN = re.compile(r"(?:0|-?[1-9]\d{0,14})$", re.ASCII)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES = range(0xD800, 0xE000)
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Built-in number formats that show a day or a time (ECMA-376 part 1, 18.8.30)."""
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
"""Day 0 of the two date systems; the first counts a 29 February 1900 that never was."""
_FIRST_SERIAL = 61
"""1 March 1900: before it the first system is off by a day."""
_LAST_SERIAL = 2_958_465


def number_text(raw: str) -> str:
    """A stored number as plain decimal digits.

    A spreadsheet keeps doubles, of which 15 significant digits are what was typed.

    Raises:
        InputError: no number, or one with more digits than a spreadsheet keeps.
    """
    if _PLAIN.match(raw):
        return raw
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise InputError(f"not a stored number: {raw[:40]!r}") from None
    if not value.is_finite() or not -DIGITS <= value.adjusted() < DIGITS:
        raise InputError(
            f"{raw[:40]} is beyond the {DIGITS} digits that a spreadsheet keeps; enter it as text"
        )
    rounded = _ROUND.plus(value)
    text = format(rounded, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def day_text(raw: str, *, since_1904: bool) -> str:
    """A stored day as YYYY-MM-DD.

    Raises:
        InputError: a time of day, or a day that the date system does not reach.
    """
    text = number_text(raw)
    if not text.isdecimal():
        raise InputError(f"a day with a time ({text} days); enter the day as text, as 2024-04-13")
    serial = int(text)
    if not (0 if since_1904 else _FIRST_SERIAL) <= serial <= _LAST_SERIAL - 1462 * since_1904:
        raise InputError(f"no day that a spreadsheet counts well ({serial}); enter it as text")
    return (_EPOCHS[since_1904] + timedelta(days=serial)).isoformat()


def shows_day(format_id: int, code: str) -> bool:
    """Whether a number format shows a day or a time.

    Args:
        format_id: its number.
        code: its pattern, where the file states one.
    """
    if not code:
        return format_id in _DATE_FORMATS
    return any(
        letter in "dmyhs" for letter in _LITERAL.sub("", code.split(";", maxsplit=1)[0]).lower()
    )


def unescaped(text: str) -> str:
    """Text with the control characters that XML cannot hold, written as ``_x000D_``."""
    return text if "_x" not in text else _ESCAPED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if code in _SURROGATES else chr(code)
