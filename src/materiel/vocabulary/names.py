"""From a written name to the row that it means, or a refusal that says why (DESIGN §13).

Order of look-up: id, alpha-2 code, name, alias, assumed name, dated name, metonym; then a
known qualifier is taken off ("Patriot system (third)") and shown in the answer; then the
lists of ambiguous words and of wordings that name nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal

from materiel.kernel.errors import UnknownNameError
from materiel.kernel.period import Period
from materiel.vocabulary.dated import ALWAYS
from materiel.vocabulary.errors import AmbiguousNameError, NotANameError
from materiel.vocabulary.reader import RowKind

How = Literal["id", "iso2", "name", "alias", "assumed", "dated", "metonym"]
ORDER: tuple[How, ...] = ("id", "iso2", "name", "alias", "assumed", "dated", "metonym")
_CODES: tuple[How, ...] = ("id", "iso2")

SHORT = 3
"""Names of up to this many letters are matched with their case: "US" is no "us", "IT" no "it"."""

_DROPPED = str.maketrans("", "", ".'`\u2019")
_SPACED = re.compile(r"[\s\-\u2010-\u2014/_,]+")
_ARTICLE = "the "


def fold(text: str) -> str:
    """The form in which names are compared.

    Accents, dots and apostrophes are dropped, hyphens, slashes and commas are spaces; case is
    kept in short names only, where it tells a code from a word.

    >>> fold("Patriot PAC-2 GEM/T"), fold("U.S."), fold("Türkiye"), fold("The Netherlands")
    ('patriot pac 2 gem t', 'US', 'turkiye', 'netherlands')
    """
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = _SPACED.sub(" ", plain.translate(_DROPPED)).strip()
    if len(plain) <= SHORT:
        return plain
    return plain.casefold().removeprefix(_ARTICLE)


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write the id of a row.

    Attributes:
        text: the name as the table has it.
        id: the row it means.
        how: the sort of name.
        period: the days on which it is used.
        assumption: what it rests on, for an assumed name.
    """

    text: str
    id: str
    how: How
    period: Period = ALWAYS
    assumption: str = ""


@dataclass(frozen=True, slots=True)
class Match(Generic[RowKind]):
    """A row found by a name, and how far the name went.

    Attributes:
        row: the row.
        how: the sort of name that matched; ``assumed`` and ``metonym`` deserve a remark.
        wording: the name as written.
        qualifier: the part of the wording that says which or how often, not what.
        assumption: what the match rests on; empty when it rests on nothing.
    """

    row: RowKind
    how: How
    wording: str
    qualifier: str = ""
    assumption: str = ""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A word with its candidates and the reason why none is taken."""

    candidates: tuple[str, ...]
    why: str


class NameIndex(Generic[RowKind]):
    """All names of one table, ready to be looked up."""

    def __init__(
        self,
        kind: str,
        rows: Mapping[str, RowKind],
        names: Iterable[Name],
        *,
        ambiguous: Mapping[str, Ambiguous],
        refused: Mapping[str, str],
        qualifiers: Sequence[str] = (),
    ) -> None:
        """Index the names.

        Args:
            kind: the noun for messages ("item").
            rows: rows by id.
            names: every way to write every id.
            ambiguous: by folded word.
            refused: the reason by folded wording.
            qualifiers: endings that may be taken off, as they are written.
        """
        self.kind, self.rows = kind, rows
        self.ambiguous, self.refused, self.qualifiers = ambiguous, refused, qualifiers
        self.names: dict[tuple[How, str], list[Name]] = {}
        self.known: list[str] = []
        for name in names:
            key = name.text if name.how in _CODES else fold(name.text)
            self.names.setdefault((name.how, key), []).append(name)
            self.known.append(name.text)

    def find(self, text: str, on: date | None = None) -> Match[RowKind]:
        """The row that ``text`` means.

        Args:
            text: a name as a person or source writes it.
            on: the day of the text; settles a name that two rows bore at different times.

        Raises:
            AmbiguousNameError: it may mean several rows.
            NotANameError: a wording that names no row, with the reason.
            UnknownNameError: nothing is known about it; carries the nearest names.
        """
        wording = " ".join(text.split())
        if found := self._direct(wording, on):
            return self._match(found, wording, "")
        for ending in self.qualifiers:
            stem = wording[: -len(ending)] if wording.endswith(ending) else ""
            if stem and (found := self._direct(stem, on)):
                return self._match(found, wording, ending.strip(" ()"))
        key = fold(wording)
        if key in self.ambiguous:
            entry = self.ambiguous[key]
            raise AmbiguousNameError(self.kind, wording, entry.candidates, entry.why)
        if key in self.refused:
            raise NotANameError(self.kind, wording, self.refused[key])
        raise UnknownNameError(self.kind, wording, self.known, meant=self._begun(wording))

    def strict(self, text: str, on: date | None = None) -> RowKind:
        """As ``find``, but a metonym is refused: a city is not a party.

        Raises:
            AmbiguousNameError: also for a metonym.
            NotANameError: as ``find``.
            UnknownNameError: as ``find``.
        """
        found = self.find(text, on)
        if found.how == "metonym":
            why = "a city or seat that writers use for a party"
            raise AmbiguousNameError(self.kind, found.wording, (found.row.id,), why)
        return found.row

    def shared(self) -> dict[str, tuple[str, ...]]:
        """Folded names that two rows of the same sort of name bear at the same time."""
        clashes = {}
        for (_, key), names in self.names.items():
            overlapping = {
                each.id
                for each in names
                for other in names
                if each.id != other.id
                and each.period.start < other.period.end
                and other.period.start < each.period.end
            }
            if overlapping:
                clashes[key] = tuple(sorted(overlapping))
        return clashes

    def _begun(self, wording: str) -> list[str]:
        """The id of the row with the shortest name that begins with a code: DEU for "GER"."""
        if not 1 < len(wording) <= SHORT:
            return []
        begun = [
            name
            for (how, key), names in self.names.items()
            if how == "name" and key.casefold().startswith(wording.casefold())
            for name in names
        ]
        found = sorted(begun, key=lambda name: (len(name.text), name.id))
        return [name.id for name in found[:1]]

    def _direct(self, wording: str, on: date | None) -> Name | None:
        for how in _CODES:
            if names := self.names.get((how, wording)):
                return self._one(names, wording, on)
        key = fold(wording)
        for how in ORDER[len(_CODES) :]:
            if names := self.names.get((how, key)):
                return self._one(names, wording, on)
        return None

    def _one(self, names: list[Name], wording: str, on: date | None) -> Name:
        if len({name.id for name in names}) > 1 and on is not None:
            # A name that only one row ever bore is also used before and after its period; the
            # day decides only between several.
            names = [name for name in names if on in name.period] or names
        ids = tuple(dict.fromkeys(name.id for name in names))
        if len(ids) > 1:
            raise AmbiguousNameError(self.kind, wording, ids, "several rows bear this name")
        return names[0]

    def _match(self, name: Name, wording: str, qualifier: str) -> Match[RowKind]:
        return Match(self.rows[name.id], name.how, wording, qualifier, name.assumption)
