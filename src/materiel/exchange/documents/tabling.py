"""Tables of documents as lines that read like sentences, each cell beside its heading.

>>> rows = [["Item", "Quantity", "Value (EUR million)"], ["Gale launchers", "12", "340"]]
>>> [each.text for each in table_lines(rows, "table 1, row {}")]
['Item | Quantity | Value (EUR million)', '- 12 Gale launchers, value EUR 340 million.']
"""

import re
from collections.abc import Mapping, Sequence

from materiel.exchange.documents.reader import Line

MOST_COLUMNS = 60
"""Columns of a table for people; what lies beyond is read without headings."""
LONGEST_HEADING = 60
HEADER_WITHIN = 10
"""Rows, counted from the top, among which the headings stand."""
COUNTED = re.compile(
    r"(?:quantity|quantities|qty|number|count|units?|no\.?|pieces)(?: (?:of|ordered|delivered"
    r"|pledged|planned|requested)\b.*)?",
    re.IGNORECASE,
)
"""Headings whose cells count the item of their row."""
NAMED = re.compile(
    r"(?:item|equipment|materiel|material|system|product|designation|weapon|type of \w+"
    r"|description|goods|article)s?(?: \w+)?",
    re.IGNORECASE,
)
"""Headings whose cells name what a row is about."""
STATED = re.compile(r"status|state|stage|event|action|measure|type of aid", re.IGNORECASE)
"""Headings whose cells say what happened to the item of their row."""
TOWARDS = {
    "from": re.compile(
        r"donors?|givers?|senders?|from|donor (?:country|state)|suppliers?|sellers?"
        r"|manufacturers?|producers?|contractors?",
        re.IGNORECASE,
    ),
    "for": re.compile(r"buyers?|customers?|purchasers?|ordered by", re.IGNORECASE),
    "to": re.compile(
        r"recipients?|receivers?|to|beneficiary|recipient (?:country|state)", re.IGNORECASE
    ),
}
"""Headings whose cells name a party, and the preposition that says so in a sentence."""
_CURRENCY = r"[A-Z]{3}|US\$|[\u20ac$\u00a3]"
_SCALE = r"(?:thousand|million|billion|mln|bn|m)\b"
_SUMMED = re.compile(
    rf"(?P<name>.*?)[\s,]*[(\[]?\s*(?:in )?(?:(?P<currency>{_CURRENCY})\s*(?P<scale>{_SCALE})?"
    rf"|(?P<scale2>{_SCALE})\s*(?P<currency2>{_CURRENCY}))\s*[)\]]?"
)
_BARE = re.compile(r"\d[\d,.\u00a0\u202f ]*")
_WHOLE = re.compile(
    r"(?:up to |at least |about |over |more than )?\d[\d,\u00a0\u202f ]*", re.IGNORECASE
)
_NUMERIC = re.compile(r"[\d\s.,:/%+\u2013-]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SCALES = {"m": "million", "mln": "million", "bn": "billion"}


def table_lines(rows: Sequence[Sequence[str]], place: str, first: int = 1) -> list[Line]:
    """The rows of a table as lines.

    What stands above the headings is kept as it is; the headings are one line; each row below is
    one sentence that begins with the state, the count, the item and its parties where headings
    tell which they are. The
    cells themselves are never changed: a sum gets the currency and the scale of its heading.

    Args:
        rows: cells by row; may be ragged.
        place: where a row stands, with ``{}`` for its number.
        first: number of the first row.
    """
    tidy = [[" ".join(cell.split()) for cell in row] for row in rows]
    head = header_row(tidy)
    lines = []
    for number, row in enumerate(tidy, first):
        index = number - first
        if head is None or index <= head or len(row) > MOST_COLUMNS:
            text = " | ".join(filter(None, row))
        else:
            text = _sentence(tidy[head], row)
        if text:
            lines.append(Line(text, place.format(number)))
    return lines


def header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Index of the row with the headings; None where no row is one.

    Headings are two or more short texts without a number, all different, above rows that are
    not wider; a row of one cell above them is a title.
    """
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        cells = [cell for cell in row if cell]
        if len(cells) < 2:  # noqa: PLR2004  (a title, or nothing)
            continue
        below = rows[index + 1 :]
        good = (
            below
            and len(cells) == len(set(cells)) <= MOST_COLUMNS
            and all(map(_heads, cells))
            and not any(cell.endswith((".", "!", "?", ";")) for cell in cells)
        )
        return index if good else None
    return None


def _heads(cell: str) -> bool:
    """Whether a cell may be a heading: short, and no number but a year."""
    numeric = _NUMERIC.fullmatch(cell) and not _YEAR.fullmatch(cell)
    return len(cell) <= LONGEST_HEADING and not numeric


def _sentence(headings: Sequence[str], row: Sequence[str]) -> str:
    """One row: what happened, count, item and parties first, then each cell behind its heading."""
    cells = {at: cell for at, cell in enumerate(row) if cell}
    if not cells:
        return ""
    names = [headings[at] if at < len(headings) else "" for at in range(len(row))]
    parts: list[str] = []
    # Two items in a row, or two counts: which belongs together is not ours to guess.
    if (item := _only(names, NAMED, cells)) is not None:
        head = cells.pop(item)
        count = _only(names, COUNTED, cells)
        if count is not None and _WHOLE.fullmatch(cells[count]):
            head = f"{cells.pop(count)} {head}"
        for preposition, pattern in TOWARDS.items():
            if (party := _only(names, pattern, cells)) is not None:
                head = f"{head} {preposition} {cells.pop(party)} ({_lower(names[party])})"
        if (state := _only(names, STATED, cells)) is not None:
            head = f"{_behind(names[state], cells.pop(state))}: {head}"
        parts.append(head)
    parts += [_behind(names[at], cell) for at, cell in cells.items()]
    text = ", ".join(parts)
    return f"- {text}" if text.endswith((".", "!", "?")) else f"- {text}."


def _only(names: Sequence[str], pattern: re.Pattern[str], cells: Mapping[int, str]) -> int | None:
    """The one filled column whose heading fits; None where there is none, or more than one."""
    found = [at for at in cells if pattern.fullmatch(names[at])]
    return found[0] if len(found) == 1 else None


def _behind(heading: str, cell: str) -> str:
    """A cell behind its heading; a bare number under a currency is a sum of it."""
    summed = _SUMMED.fullmatch(heading)
    if summed and _BARE.fullmatch(cell):
        currency = summed["currency"] or summed["currency2"]
        scale = summed["scale"] or summed["scale2"] or ""
        name = _lower(summed["name"].strip())
        return " ".join(filter(None, (name, currency, cell, _SCALES.get(scale, scale))))
    colon = ":" if heading[-1:].isdigit() else ""
    return f"{_lower(heading)}{colon} {cell}".strip()


def _lower(heading: str) -> str:
    """A heading inside a sentence: its first letter small, unless it is an abbreviation."""
    return heading if heading[1:2].isupper() else heading[:1].lower() + heading[1:]
