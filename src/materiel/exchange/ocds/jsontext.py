"""JSON from strangers: bounded in size, depth and numbers, exact in its amounts, never ambiguous.

A number with a point is a ``Decimal``: an amount of money keeps the digits it was written with.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes; a larger file is refused rather than read into memory (DESIGN §13)."""
MOST_PARTS = 4_000_000
"""Commas and brackets; a file of brackets alone would need a hundred times its size in memory."""
DEEPEST = 64
"""Objects and arrays inside one another; the schema of the standard needs about 12."""
DIGITS = 40
"""Digits of a number, and the most that its exponent may say."""
SHOWN = 40
"""Letters of a value in a message."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"[ \t\r\n\x1e]*")


@dataclass(frozen=True, slots=True)
class Text:
    """A file as text.

    Attributes:
        name: of the file.
        text: its letters.
        encoding: how they were read.
        findings: where the encoding had to be supposed.
    """

    name: str
    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()


def read_text(path: Path) -> Text:
    """A file as text: UTF-8, UTF-16 or UTF-32 by its first bytes, else ISO 8859-1.

    Raises:
        InputError: it is too large.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise InputError(f"{path.name}: larger than {LARGEST_FILE // 2**20} MiB; split the package")
    return as_text(path.name, path.read_bytes())


def as_text(name: str, raw: bytes) -> Text:
    """Bytes as text, see ``read_text``."""
    encoding = json.detect_encoding(raw)
    try:
        return Text(name, raw.decode(encoding), encoding)
    except UnicodeDecodeError as problem:
        finding = Finding(
            "encoding",
            name,
            f"not {encoding.upper()} (byte {problem.start:,}); read as ISO 8859-1",
            "Look at a name with an accent; OCDS is published in UTF-8.",
            "warning",
        )
        return Text(name, raw.decode("iso-8859-1"), "iso-8859-1", (finding,))


def documents(source: Text) -> Iterator[tuple[str, Any]]:
    """Each JSON document of a text with its place: a file may hold several, one after another.

    Raises:
        InputError: it is no JSON, or breaks a bound; says where.
    """
    text = source.text
    parts = sum(text.count(sign) for sign in "[{,")
    if parts > MOST_PARTS:
        raise InputError(f"{source.name}: {parts:,} parts; accepted: {MOST_PARTS:,} at most")
    decoder = json.JSONDecoder(
        object_pairs_hook=_object,
        parse_int=_whole,
        parse_float=_decimal,
        parse_constant=_constant,
    )
    at, number = _after_space(text, 0), 0
    if at == len(text):
        raise InputError(f"{source.name}: an empty file")
    while at < len(text):
        number += 1
        place = source.name if number == 1 else f"{source.name}:{line_of(text, at)}"
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as problem:
            raise InputError(
                f"{source.name}:{problem.lineno}: not JSON: {problem.msg} (column {problem.colno})"
            ) from None
        except RecursionError:
            raise InputError(f"{place}: {_TOO_DEEP}") from None
        except InputError as problem:
            raise InputError(f"{place}: {problem}") from None
        check(place, value)
        yield place, value
        at = _after_space(text, at)


_TOO_DEEP = f"nested too deeply; accepted: {DEEPEST} objects and arrays inside one another"


def check(place: str, value: Any) -> None:
    """Refuse what is nested too deeply and letters that no encoding can write.

    Raises:
        InputError: see above.
    """
    level = [value]
    for _ in range(DEEPEST):
        inside: list[Any] = []
        for each in level:
            kind = type(each)
            if kind is dict:
                inside += each
                inside += each.values()
            elif kind is list:
                inside += each
            elif kind is str and not each.isascii() and _SURROGATE.search(each):
                raise InputError(f"{place}: half a letter (a lone surrogate) in {each[:SHOWN]!r}")
        level = inside
        if not level:
            return
    if any(isinstance(each, (dict, list)) for each in level):
        raise InputError(f"{place}: {_TOO_DEEP}")
    check(place, [each for each in level if isinstance(each, str)])


def _after_space(text: str, at: int) -> int:
    """Where the next document begins."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


def line_of(text: str, at: int) -> int:
    """The line, from 1, of a position."""
    return text.count("\n", 0, at) + 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object none of whose names stands twice: which of the two would count, nobody knows."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: dict[str, Any] = {}
    for name, value in pairs:
        if name in seen:
            raise InputError(
                f"{name!r:.60} stands twice in one object: "
                f"{shown(seen[name])} and {shown(value)}; keep one"
            )
        seen[name] = value
    raise AssertionError(name)


def shown(value: Any) -> str:
    """The beginning of a value, for a message."""
    if isinstance(value, (dict, list)):
        return f"{'an object' if isinstance(value, dict) else 'an array'} of {len(value)}"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def _whole(text: str) -> int:
    if len(text) > DIGITS:
        raise InputError(f"a number of {len(text):,} digits; accepted: {DIGITS}")
    return int(text)


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text) if len(text) <= 2 * DIGITS else None
    except InvalidOperation:
        number = None
    if number is None or (number and abs(number.adjusted()) > DIGITS):
        raise InputError(f"number out of range: {text[:SHOWN]}; accepted: {DIGITS} digits")
    return number


def _constant(text: str) -> Any:
    raise InputError(f"{text} is no number of JSON; leave the field out where it is not known")


# -- writing ----------------------------------------------------------------------------------


def write_json(value: Any) -> str:
    """JSON indented by two spaces; a ``Decimal`` keeps its digits."""
    return "".join(_written(value, "\n")) + "\n"


def _written(value: Any, margin: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _bracketed(
            "{}", [(encode_basestring(name) + ": ", each) for name, each in value.items()], margin
        )
    elif isinstance(value, (list, tuple)):
        yield from _bracketed("[]", [("", each) for each in value], margin)
    elif isinstance(value, str):
        yield encode_basestring(value)
    elif isinstance(value, Decimal):
        yield format(value, "f")
    else:
        yield json.dumps(value, allow_nan=False)


def _bracketed(signs: str, parts: list[tuple[str, Any]], margin: str) -> Iterator[str]:
    if not parts:
        yield signs
        return
    inner = f"{margin}  "
    yield signs[0]
    for number, (name, value) in enumerate(parts):
        yield f"{',' if number else ''}{inner}{name}"
        yield from _written(value, inner)
    yield f"{margin}{signs[1]}"
