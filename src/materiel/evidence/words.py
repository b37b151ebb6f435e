"""Tokens, and the lists of words that every reader of noun phrases shares."""

import re
from functools import cache

from materiel.vocabulary.cues import TextCue
from materiel.vocabulary.reader import table

TOKEN = re.compile(r"[\w\u00d7/.'\u2019-]+|[^\w\s]")


@cache
def stops() -> frozenset[str]:
    """Words that no noun phrase goes through."""
    return listed("stop")


@cache
def listed(kind: str) -> frozenset[str]:
    """All words of the phrases of one kind of cue."""
    rows = [row.phrase for row in table(TextCue).rows.values() if row.kind == kind]
    return frozenset(word for phrase in rows for word in phrase.split())
