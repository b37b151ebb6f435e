"""Vague words are given the bounds of the published convention, or none at all (DESIGN §4.6)."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Event, Holding
from materiel.vocabulary.vague import vague_word


def _find(rows: CaseRows) -> Iterator[Finding]:
    stated_numbers: list[Event | Holding] = [*rows.live(Event), *rows.live(Holding)]
    for row in stated_numbers:
        word = vague_word(row.wording)
        stated = row.low is not None or row.high is not None
        if word is None or not stated or (row.low, row.high) == (word.low, word.high):
            continue
        yield Finding(
            CHECK.name,
            rows.where(row, "low"),
            f'"{word.words}" is read as {row.bounds}, the convention says {word.bounds}',
            "Take the bounds of the table vague_words, or leave the numbers empty.",
            "warning",
        )


CHECK = Check("vague-numbers", "vague words have the bounds of the convention", _find)
