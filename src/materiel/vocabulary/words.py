"""Words that need care: ambiguous ones, wordings that name nothing, and endings."""

from dataclasses import dataclass
from typing import ClassVar

from materiel.kernel.table import Row, column

KINDS = ("party", "item")


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbiguousWord(Row):
    """A word that may mean several rows; never resolved, always shown with its candidates."""

    TABLE: ClassVar[str] = "ambiguous_words"
    kind: str = column("choice", "what it would name", choices=KINDS)
    word: str = column("text", "the word as written")
    candidates: tuple[str, ...] = column("texts", "ids that it may mean")
    why: str = column("text", "why no choice is made")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAName(Row):
    """A wording that names no row on purpose; a claim keeps it in the source's words."""

    TABLE: ClassVar[str] = "not_names"
    kind: str = column("choice", "what it would name", choices=KINDS)
    word: str = column("text", "the wording as written")
    why: str = column("text", "what it is instead, and what to write")


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualifier(Row):
    """An ending of an item's wording that says which, whose or how often, not what."""

    TABLE: ClassVar[str] = "qualifiers"
    ending: str = column("text", "the ending without the space or brackets before it")
    bracketed: bool = column("flag", "yes: written in brackets; no: after a space")
    meaning: str = column("text", "what it says about the row that bears it")

    @property
    def written(self) -> str:
        """The ending as it stands at the end of a wording."""
        return f" ({self.ending})" if self.bracketed else f" {self.ending}"
