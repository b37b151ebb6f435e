"""Names for the ids in a plan's own texts: who, what and when as a reader says them."""

import re
from collections.abc import Callable
from datetime import date
from functools import cached_property

from materiel.ledger.rows import Gate
from materiel.planning.rows import Backfill, Capacity, Floor
from materiel.procurement.contracts import ContractLine, Option
from materiel.reports.reading import Reading
from materiel.reports.words import MONTHS, day_words, listed
from materiel.scenarios.hold_harmless import PREFIX

TOKEN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:/-]*[A-Za-z0-9])?")
"""A word, or an id with what may stand inside one."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
PERIOD = re.compile(r"(\S+)\.\.(\S+)")
OPEN_SUM = re.compile(r"at most ([\d,]+), at least ([\d,]+)")
"""How a sum with an unknown low end writes itself; a report says ``8 to 9``."""


class Names:
    """The names of one case, for texts that were written with its ids.

    Attributes:
        reading: the case.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def said(self, text: str) -> str:
        """A text with each id replaced by its name; what is no id stays as it is."""
        text = OPEN_SUM.sub(r"\2 to \1", text)
        text = PERIOD.sub(r"\1 to \2", text)
        text = re.sub(r"\bgate (?=\S)", "", text)
        text = re.sub(r"\bbackfill (?=\S)", "", text)
        return TOKEN.sub(lambda match: self._name(match.group()), text)

    def contract(self, contract: str, line: str) -> str:
        """The name of a contract line: its promise's title, else the contract's own number."""
        return self._lines.get(f"{contract}/{line}", f"{contract}, line {line}")

    def gate(self, row: Gate) -> str:
        """What a consent opens."""
        reading = self.reading
        if row.commitment:
            return reading.title(row.commitment)
        item, giver = reading.item_unit(row.item), reading.party(row.giver)
        return f"{item} from {giver} to {reading.party(row.receiver)}"

    def _name(self, token: str) -> str:
        # An id of small letters alone cannot be told from a plain word of the text.
        if token in self._known and not (token.isalpha() and token.islower()):
            return self._known[token]
        if token.startswith(f"{PREFIX}:"):
            _, party, item = token.split(":", 2)
            known = self._known
            return f"of {known.get(party, party)} for {known.get(item, item)}"
        if DAY.fullmatch(token):
            return day_words(date.fromisoformat(token))
        if MONTH.fullmatch(token):
            return f"{MONTHS[int(token[5:]) - 1]} {token[:4]}"
        return token

    @cached_property
    def _lines(self) -> dict[str, str]:
        """Contract lines by ``contract/line``; titled only where one promise holds the line."""
        found: dict[str, dict[str, None]] = {}
        for row in self.reading.rows(ContractLine):
            titles = found.setdefault(f"{row.contract}/{row.line}", {})
            if row.commitment:
                titles[self.reading.title(row.commitment)] = None
        return {
            key: next(iter(titles)) if len(titles) == 1 else key.replace("/", ", line ")
            for key, titles in found.items()
        }

    @cached_property
    def _known(self) -> dict[str, str]:
        """Every id of the case that has a name, the most particular kind first."""
        reading, words = self.reading, self.reading.words
        found: dict[str, str] = {}
        makers: tuple[Callable[[], dict[str, str]], ...] = (
            lambda: {row.id: self._floor(row) for row in reading.rows(Floor)},
            lambda: {row.id: f"consent for {self.gate(row)}" for row in reading.rows(Gate)},
            lambda: {row.id: self._capacity(row) for row in reading.rows(Capacity)},
            lambda: {row.id: self._option(row) for row in reading.rows(Option)},
            lambda: {row.id: self._backfill(row) for row in reading.rows(Backfill)},
            lambda: self._lines,
            lambda: {each: reading.party(each) for each in words.parties},
            lambda: {each: reading.item_unit(each) for each in words.items},
        )
        for make in makers:
            found = make() | found
        return found

    def _item(self, name: str) -> str:
        """An item with its unit; a family by its own name."""
        return self.reading.item_unit(name)

    def _floor(self, row: Floor) -> str:
        parties = listed([self.reading.party(name) for name in row.parties])
        return f"of {parties} for {self._item(row.item)}"

    def _capacity(self, row: Capacity) -> str:
        items = listed([self._item(name) for name in row.items], 2)
        if row.kind == "slot":
            return f"delivery of {items} to {self.reading.party(row.party)}"
        return row.name or items or row.id

    def _option(self, row: Option) -> str:
        return f"{row.id} ({self.contract(row.contract, row.line)})"

    def _backfill(self, row: Backfill) -> str:
        return f"refill of {self._item(row.item)} for {self.reading.party(row.party)}"
