"""The tables that ship with the readers: what SIPRI calls states, weapons and their makers."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a packaged table by column."""
    path = files("materiel.exchange.sipri") / "tables" / f"{name}.csv"
    return tuple(csv.DictReader(path.read_text(encoding="utf-8").splitlines(), strict=True))
