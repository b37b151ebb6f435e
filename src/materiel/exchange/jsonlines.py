"""The whole log as JSON Lines, out and in again without loss (DESIGN §11)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields

from materiel.kernel.errors import InputError
from materiel.ledger.entry import Record, encode

_FIELDS = [item.name for item in fields(Record)]
_END = "end"


@dataclass(frozen=True, slots=True)
class End:
    """The last line of an export: without it nobody could tell a whole file from a cut one.

    Attributes:
        entries: how many entries stand above it.
        hash: that of the newest one; empty for none.
    """

    entries: int
    hash: str


@dataclass(frozen=True, slots=True)
class Exported:
    """What a file says.

    Attributes:
        records: the entries in the order of the file.
        end: how many there were when it was written, and the newest hash.
    """

    records: tuple[Record, ...]
    end: End


def dump(records: Iterable[Record]) -> Iterator[str]:
    """One line for each record, and one that ends the file.

    Body and sources stand as JSON, not as text in JSON.
    """
    count, newest = 0, ""
    for record in records:
        content = asdict(record)
        content["body"] = json.loads(record.body)
        content["sources"] = json.loads(record.sources)
        yield json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n"
        count, newest = count + 1, record.hash
    yield json.dumps({_END: asdict(End(count, newest))}, ensure_ascii=False) + "\n"


def parse(lines: Iterable[str]) -> Exported:
    """Read ``dump`` back. Whether the end says the truth is left to who checks the chain.

    Raises:
        InputError: a line is not a record, or the last line is missing or not the last; names
            the line.
    """
    records: list[Record] = []
    end: End | None = None
    number = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if end is not None:
            raise InputError(f"line {number}: something follows the line that ends the export")
        try:
            content = json.loads(line)
            if isinstance(content, dict) and content.keys() == {_END}:
                end = End(**content[_END])
                continue
            content["body"] = encode(content["body"])
            content["sources"] = encode(content["sources"])
            records.append(Record(**{name: content[name] for name in _FIELDS}))
        except (ValueError, KeyError, TypeError) as problem:
            raise InputError(f"line {number}: not an exported entry ({problem})") from None
    if end is None:
        raise InputError(
            f"line {number}: the line that ends an export is missing: the file was cut short; "
            "export the log again"
        )
    return Exported(tuple(records), end)
