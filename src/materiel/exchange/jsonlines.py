"""The whole log as JSON Lines, out and in again without loss (DESIGN §11)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields

from materiel.kernel.errors import InputError
from materiel.ledger.entry import Record, encode

_FIELDS = [item.name for item in fields(Record)]


def dump(records: Iterable[Record]) -> Iterator[str]:
    """One line for each record; body and sources stand as JSON, not as text in JSON."""
    for record in records:
        content = asdict(record)
        content["body"] = json.loads(record.body)
        content["sources"] = json.loads(record.sources)
        yield json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n"


def parse(lines: Iterable[str]) -> Iterator[Record]:
    """Read ``dump`` back.

    Raises:
        InputError: a line is not a record; names the line.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
            content["body"] = encode(content["body"])
            content["sources"] = encode(content["sources"])
            yield Record(**{name: content[name] for name in _FIELDS})
        except (ValueError, KeyError, TypeError) as problem:
            raise InputError(f"line {number}: not an exported entry ({problem})") from None
