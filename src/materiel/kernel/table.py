"""A table of the case folder as a type: each field says how it is read and what it means.

One frozen dataclass is the row, the schema, the template and the reference page:

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Floor(Row):
        "Units below which a holding shall not fall."
        TABLE = "floors"
        party: str = column("party", "whose holding")
        units: int = column("count", "the floor", unit="units of issue")
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, ClassVar

from materiel.kernel.errors import InputError, MaterielError
from materiel.kernel.ids import check_id
from materiel.kernel.marking import Marking
from materiel.kernel.period import Period

SEPARATOR = ";"
LARGEST = 10**15
"""No number in a cell is larger: both databases count and add up in 64 bits."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of cell is read and written.

    Attributes:
        name: kebab-case name of the kind.
        accepted: what a person may write, as shown in errors and on the reference page.
        read: text to value; raises ``InputError`` without a place.
        write: value to text that ``read`` takes back.
    """

    name: str
    accepted: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]


def _whole(text: str) -> int:
    try:
        number = int(text.replace(",", "").replace("_", "")) if text[:1] != "+" else int("x")
    except ValueError:
        raise InputError(f"not a whole number: {text!r}") from None
    if abs(number) > LARGEST:
        raise InputError(f"larger than {LARGEST:,}: {text!r}")
    return number


def _count(text: str) -> int:
    number = _whole(text)
    if number < 0:
        raise InputError(f"a count is never negative: {text!r}")
    return number


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise InputError(f"not a number: {text!r}") from None
    if not number.is_finite():
        raise InputError(f"not a number: {text!r}")
    if abs(number) > LARGEST:
        raise InputError(f"larger than {LARGEST:,}: {text!r}")
    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"not a day: {text!r}") from None


def _flag(text: str) -> bool:
    if text not in ("yes", "no"):
        raise InputError(f"neither yes nor no: {text!r}")
    return text == "yes"


def _many(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(SEPARATOR) if part.strip())


def _names(kind: str, accepted: str) -> Kind:
    return Kind(kind, accepted, str, str)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("id", "letters, digits, . _ : / -", check_id, str),
        Kind("ids", "ids separated by ;", _many, "; ".join),
        Kind("text", "any text", str, str),
        Kind("texts", "texts separated by ;", _many, "; ".join),
        Kind("count", "a whole number, 0 or more", _count, str),
        Kind("whole", "a whole number", _whole, str),
        Kind("decimal", "digits with a decimal point", _decimal, str),
        Kind("day", "YYYY-MM-DD", _day, str),
        Kind("period", "YYYY, YYYY-Q3, YYYY-MM, YYYY-MM-DD, ~YYYY-MM-DD, a..b", Period.parse, str),
        Kind("flag", "yes or no", _flag, lambda value: "yes" if value else "no"),
        Kind("marking", "public; releasable:DEU,NLD; owner:DEU", Marking.parse, str),
        _names("party", "a code or name of a party"),
        Kind("parties", "codes or names of parties separated by ;", _many, "; ".join),
        _names("item", "a code or name of an item"),
        Kind("items", "codes or names of items separated by ;", _many, "; ".join),
        _names("currency", "an ISO 4217 code"),
        _names("choice", "one of the listed words"),
    )
}


def column(
    kind: str,
    meaning: str,
    *,
    default: Any = MISSING,
    unit: str = "",
    choices: tuple[str, ...] = (),
    refers: str = "",
) -> Any:
    """A column of a case table.

    Args:
        kind: a name of ``KINDS``.
        meaning: one phrase for the template and the reference page.
        default: the value of an empty cell; without it the cell is required.
        unit: what one unit of a number is.
        choices: the accepted words of a ``choice``.
        refers: name of the case table whose ids the cell must hold.
    """
    info = {"kind": kind, "meaning": meaning, "unit": unit, "choices": choices, "refers": refers}
    return field(default=default, metadata=info) if default is not MISSING else field(metadata=info)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What every row of every case table may say about itself."""

    TABLE: ClassVar[str] = ""
    id: str = column("id", "names the row; never reused")
    known_on: date | None = column(
        "day", "when it was public or known; empty: the case's date", default=None
    )
    sources: tuple[str, ...] = column("ids", "claims or documents it rests on", default=())
    supersedes: str = column("id", "id of the row that this one corrects", default="")
    marking: Marking | None = column("marking", "who may see it; empty: the case's", default=None)
    note: str = column("text", "anything a reader should know", default="")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table as the schema shows it."""

    name: str
    kind: Kind
    meaning: str
    required: bool
    unit: str
    choices: tuple[str, ...]
    refers: str

    @property
    def accepted(self) -> str:
        """What a person may write in the cell."""
        return ", ".join(self.choices) if self.choices else self.kind.accepted

    def read(self, text: str) -> Any:
        """The value of a non-empty cell.

        Raises:
            InputError: the text is not accepted; says what was found and what is accepted.
        """
        if self.choices and text not in self.choices:
            raise InputError(f"found {text!r}; accepted: {self.accepted}")
        try:
            return self.kind.read(text)
        except MaterielError as problem:
            message = str(problem)
            hint = "" if "accepted" in message else f"; accepted: {self.accepted}"
            raise InputError(message + hint) from None


def columns(row: type[Row]) -> tuple[Column, ...]:
    """The columns of a table: own ones after the id, the common ones last."""
    anything: Any = row
    return _columns(anything)


@cache
def _columns(row: Any) -> tuple[Column, ...]:
    common = [item.name for item in fields(Row)]
    mine = [item for item in fields(row) if item.name not in common]
    shared = {item.name: item for item in fields(row) if item.name in common}
    ordered = [shared["id"], *mine, *(shared[name] for name in common if name != "id")]
    return tuple(
        Column(
            item.name,
            KINDS[item.metadata["kind"]],
            item.metadata["meaning"],
            item.default is MISSING,
            item.metadata["unit"],
            item.metadata["choices"],
            item.metadata["refers"],
        )
        for item in ordered
    )


@cache
def writers(kind: Any) -> tuple[tuple[str, Callable[[Any], str], Any], ...]:
    """Name, writer and default of each column of a table, in their order."""
    defaults = {item.name: item.default for item in fields(kind)}
    return tuple((each.name, each.kind.write, defaults[each.name]) for each in columns(kind))


def to_cells(row: Row) -> dict[str, str]:
    """The row as text cells; a cell equal to its default is empty."""
    cells = {}
    kind: Any = type(row)
    for name, write, default in writers(kind):
        value = getattr(row, name)
        cells[name] = "" if value is default or value == default else write(value)
    return cells


def from_cells(kind: type[Row], cells: Mapping[str, str]) -> Row:
    """The row from text cells; the first unreadable cell raises.

    Raises:
        InputError: a cell is missing or not accepted; names the column.
    """
    values: dict[str, Any] = {}
    for each in columns(kind):
        text = cells.get(each.name, "").strip()
        if text:
            try:
                values[each.name] = each.read(text)
            except InputError as problem:
                raise InputError(f"{each.name}: {problem}") from None
        elif each.required:
            raise InputError(f"{each.name}: required ({each.meaning}); accepted: {each.accepted}")
    return kind(**values)
