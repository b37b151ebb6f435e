"""A part of a foreign JSON document that remembers which of its fields were read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from materiel.exchange.ocds.jsontext import shown, write_json
from materiel.kernel.errors import MaterielError
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period
from materiel.kernel.table import LARGEST
from materiel.vocabulary.vocabulary import packaged

YEARS = (1900, 2200)
"""Days outside these years are slips of the pen, and no database of ours counts them."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Value:
    """An amount with its currency, as stated."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:,f}"


class Node:
    """An object, its place, and what was asked of it.

    Attributes:
        pointer: JSON pointer inside the document.
        problems: what could not be read, for whoever asks; shared with the objects inside.
    """

    __slots__ = ("_content", "_inner", "_objects", "_read", "pointer", "problems")

    def __init__(self, content: Any, pointer: str, problems: list[Finding] | None = None) -> None:
        self._content: Mapping[str, Any] = content if isinstance(content, dict) else {}
        self._inner: list[Node] = []
        self._objects: dict[str, Node] = {}
        self._read: set[str] = set()
        self.pointer = pointer
        self.problems: list[Finding] = [] if problems is None else problems

    def __bool__(self) -> bool:
        return bool(self._content)

    def problem(self, name: str, problem: str, remedy: str = "") -> None:
        """Note what could not be read."""
        where = f"#{self.pointer}/{name}" if name else f"#{self.pointer}"
        self.problems.append(Finding("ocds-value", where, problem, remedy, "warning"))

    def _take(self, name: str) -> Any:
        self._read.add(name)
        return self._content.get(name)

    def raw(self, name: str) -> Any:
        """The value of a field as it stands, read."""
        return self._take(name)

    def all(self) -> Mapping[str, Any]:
        """The whole object, read."""
        self._read.update(self._content)
        return self._content

    # -- values -----------------------------------------------------------------------------

    def text(self, name: str) -> str:
        """A text on one line, or a number as one; empty when there is none."""
        value = self._take(name)
        if value is None:
            return ""
        if isinstance(value, (str, int, Decimal)) and not isinstance(value, bool):
            return _CONTROL.sub(" ", str(value)).strip()
        self.problem(name, f"found {shown(value)}", "Accepted: a text.")
        return ""

    def mark(self) -> str:
        """What names the object among others: its id, else a digest of its plain fields.

        A position would not do: objects without an id are all kept when releases merge.
        """
        plain = {
            name: value
            for name, value in sorted(self._content.items())
            if isinstance(value, (str, int, Decimal))
        }
        return self.text("id") or sha256(write_json(plain).encode()).hexdigest()[:12]

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of an array."""
        value = self._take(name)
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(_CONTROL.sub(" ", each).strip() for each in value)
        if value is not None:
            self.problem(name, f"found {shown(value)}", "Accepted: an array of texts.")
        return ()

    def number(self, name: str) -> Decimal | None:
        """A number; also one that stands as a text."""
        value = self._take(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                value = Decimal(value.strip())
            except ArithmeticError:
                value = None
        found = Decimal(value) if isinstance(value, (int, Decimal)) else None
        if found is None or isinstance(value, bool) or not found.is_finite():
            self.problem(name, f"found {shown(self._content[name])}", "Accepted: a number.")
            return None
        if abs(found) > LARGEST:
            self.problem(name, f"found {shown(value)}", f"Accepted: at most {LARGEST:,}.")
            return None
        return found

    def day(self, name: str) -> date | None:
        """The day of a date, as its own zone counts it."""
        text = self.text(name)
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            self.problem(name, f"found {text!r:.60}", "Accepted: an ISO 8601 day or moment.")
            return None
        if not YEARS[0] <= found.year <= YEARS[1]:
            self.problem(name, f"found {text}", f"Accepted: years {YEARS[0]} to {YEARS[1]}.")
            return None
        return found.date()

    def period(self, name: str) -> Period | None:
        """A period with the ends that are stated; None when none is."""
        inner = self.object(name)
        start, end = inner.day("startDate"), inner.day("endDate")
        if start and end and start > end:
            self.problem(name, f"it ends on {end}, before it starts", "Ask the publisher.")
            return None
        if start and start == end:
            return Period.day(start)
        if start or end:
            return Period.parse(f"{start or ''}..{end or ''}")
        return None

    def value(self, name: str) -> Value | None:
        """An amount whose currency the vocabulary knows; None when there is none."""
        inner = self.object(name)
        if not inner:
            return None
        amount, currency = inner.number("amount"), inner.text("currency")
        if amount is None:
            return None
        if not currency:
            self.problem(name, f"{amount} of no stated currency", "It is not entered.")
            return None
        try:
            packaged().currency(currency)
        except MaterielError as problem:
            self.problem(f"{name}/currency", str(problem), "The amount is not entered.")
            return None
        return Value(amount, currency)

    # -- what is inside ---------------------------------------------------------------------

    def object(self, name: str) -> "Node":
        """The object in a field; an empty one when there is none."""
        if name not in self._objects:
            value = self._take(name)
            if value is not None and not isinstance(value, dict):
                self.problem(name, f"found {shown(value)}", "Accepted: an object.")
            inner = Node(value, f"{self.pointer}/{escaped(name)}", self.problems)
            self._objects[name] = inner
            self._inner.append(inner)
        return self._objects[name]

    def objects(self, name: str, *, own: bool = True) -> list["Node"]:
        """The objects of an array.

        Args:
            name: the field.
            own: each is a part of the file with problems of its own; else they are this object's.
        """
        value = self._take(name)
        if value is None:
            return []
        if isinstance(value, dict) and not own:
            value = [value]
        if not isinstance(value, list):
            self.problem(name, f"found {shown(value)}", "Accepted: an array of objects.")
            return []
        found: list[Node] = []
        for number, each in enumerate(value):
            pointer = f"{self.pointer}/{escaped(name)}/{number}"
            if not isinstance(each, dict):
                self.problem(f"{name}/{number}", f"found {shown(each)}", "Accepted: an object.")
                continue
            found.append(Node(each, pointer, None if own else self.problems))
        if not own:
            self._inner += found
        return found

    def unread(self) -> Iterator[str]:
        """Pointers of the fields that hold something and were never asked for."""
        for name, value in self._content.items():
            if name not in self._read and value not in (None, "", [], {}):
                yield f"{self.pointer}/{escaped(name)}"
        for each in self._inner:
            yield from each.unread()


def escaped(name: str) -> str:
    """A name as part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
