"""What a command prints: lines, short tables, JSON, and how far long work has come."""

import json
import os
import sys
import textwrap
from collections.abc import Iterable, Sequence

from materiel.kernel.findings import Finding

GAP = "  "
UNIT_MONTH = "a unit-month is one unit missing for one month"
"""Said once below an output that counts in them."""
WIDTH = 98
"""Letters in a line of running text."""


def say(*lines: str) -> None:
    """Print lines of text."""
    for line in lines:
        sys.stdout.write(line + "\n")


def say_json(content: object) -> None:
    """Print an answer as JSON."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def write(lines: Iterable[str]) -> None:
    """Print lines that end themselves."""
    sys.stdout.writelines(lines)


def warn(line: str) -> None:
    """Print a line beside the answer."""
    sys.stderr.write(line + "\n")


def progress(line: str) -> None:
    """Say how far long work has come, to a person at a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"  {line}\n")
        sys.stderr.flush()


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()
) -> None:
    """Print a table: drawn on a terminal, plain columns elsewhere.

    Args:
        headings: one for each column; a column that is empty in every row is left out.
        rows: the cells.
        right: columns of numbers, by place.
    """
    body = [list(row) for row in rows]
    kept = [at for at in range(len(headings)) if any(row[at] for row in body)]
    numbers = {kept.index(at) for at in right if at in kept}
    heads = [headings[at] for at in kept]
    body = [[row[at] for at in kept] for row in body]
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        _drawn(heads, body, numbers)
        return
    widths = [max(len(row[at]) for row in [heads, *body]) for at in range(len(heads))]
    for row in [heads, *body]:
        padded = [
            cell.rjust(width) if at in numbers else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        say(GAP.join(padded).rstrip())


def _drawn(headings: list[str], rows: list[list[str]], numbers: set[int]) -> None:
    # A tenth of a second that only a terminal pays.
    from rich.box import SIMPLE  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    drawn = Table(box=SIMPLE, pad_edge=False)
    for at, heading in enumerate(headings):
        drawn.add_column(Text(heading), justify="right" if at in numbers else "left")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)


def say_findings(findings: Sequence[Finding]) -> None:
    """Print findings, one each, with their severity."""
    for each in findings:
        say(f"{each.severity}: {each}")


def counted(count: int, singular: str, plural: str = "") -> str:
    """``1 entry``, ``2 entries``."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def amount(value: object) -> str:
    """A value of an objective: whole numbers with separators, exact fractions as they are."""
    return f"{value:,}" if isinstance(value, int) else str(value)


def proven(gap: float | None) -> str:
    """How far from the best an answer can be at most: ``proven to within 0.05 %``."""
    return "not proven" if gap is None else f"proven to within {100 * gap:.3g} %"


def wrapped(text: str, indent: str) -> list[str]:
    """A long line in the width of a page, with later lines indented."""
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False)
