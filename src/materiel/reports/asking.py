"""Options of a report as a person writes them: whole numbers, ranges of them, years, days."""

from datetime import date

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.reports.report import Options
from materiel.vocabulary.vocabulary import Vocabulary

MOST = 100
"""A range of an option holds at most so many numbers."""


def numbers(options: Options, name: str, default: tuple[int, ...]) -> tuple[int, ...]:
    """Whole numbers: ``12``, ``0;6;12`` or ``0..6``, sorted, each once.

    Raises:
        InputError: something else, a number below 0, or too many.
    """
    if name not in options:
        return default
    found: set[int] = set()
    for part in options[name].split(";"):
        first, dots, last = (each.strip() for each in part.partition(".."))
        ends = [first, last if dots else first]
        if not all(each.isascii() and each.isdecimal() and len(each) <= 6 for each in ends):  # noqa: PLR2004  (larger numbers are no months and no units)
            raise InputError(
                f"{name}: found {options[name]!r}; accepted: whole numbers, as 12, 0;6;12 or 0..6"
            )
        low, high = map(int, ends)
        if high - low >= MOST:
            raise InputError(f"{name}: found {options[name]!r}; accepted: at most {MOST} numbers")
        found |= set(range(low, high + 1))
    if not found:
        raise InputError(f"{name}: found {options[name]!r}; accepted: whole numbers, as 0..6")
    return tuple(sorted(found))


def number(options: Options, name: str, default: int) -> int:
    """One whole number.

    Raises:
        InputError: something else, or several.
    """
    found = numbers(options, name, (default,))
    if len(found) > 1:
        raise InputError(f"{name}: found {options[name]!r}; accepted: one whole number")
    return found[0]


def day(options: Options, name: str) -> date | None:
    """A day; None where none is set.

    Raises:
        InputError: it is none.
    """
    if name not in options:
        return None
    try:
        return date.fromisoformat(options[name])
    except ValueError:
        raise InputError(f"{name}: found {options[name]!r}; accepted: YYYY-MM-DD") from None


def party(options: Options, name: str, words: Vocabulary) -> str:
    """The id of a party; empty where none is set.

    Raises:
        UnknownNameError: no such party.
    """
    return words.party(options[name]).id if options.get(name) else ""


def one_of(options: Options, name: str, known: tuple[str, ...]) -> str:
    """One of some names; empty where none is set.

    Raises:
        UnknownNameError: none of them.
    """
    chosen = options.get(name, "")
    if chosen and chosen not in known:
        raise UnknownNameError(name, chosen, known)
    return chosen
