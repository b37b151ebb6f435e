"""Vague number words and the bounds that the published convention gives them (DESIGN §4.6).

>>> word = vague_word("tens of thousands of rounds")
>>> word.words, str(word.bounds)
('tens of thousands', '20,000 to 99,999')
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from materiel.kernel.bounds import Bounds
from materiel.kernel.table import Row, column
from materiel.vocabulary.reader import table


@dataclass(frozen=True, slots=True, kw_only=True)
class VagueWord(Row):
    """Words for a number that nobody stated, and what we take them for; a source's come first."""

    TABLE: ClassVar[str] = "vague_words"
    words: str = column("text", "as a source writes them")
    low: int = column("count", "at least so many")
    high: int | None = column("count", "at most so many; empty: no end", default=None)

    @property
    def bounds(self) -> Bounds:
        """What the convention takes the words for."""
        return Bounds(self.low, self.high)


def vague_word(text: str) -> VagueWord | None:
    """The longest vague words in a text; None when it holds none."""
    folded = text.casefold()
    found = [
        row
        for row in table(VagueWord).rows.values()
        if re.search(rf"(?<![^\W_]){re.escape(row.words)}(?![^\W_])", folded)
    ]
    return max(found, key=lambda row: len(row.words), default=None)
