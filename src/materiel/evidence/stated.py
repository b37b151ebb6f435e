"""Parties that a row of a table states: "from Norway (donor) to Ukraine (recipient)".

A row is read as a sentence in which each party stands behind a preposition and before its heading.
Who is named there plays the role, and nobody else: where the name is not known the role stays
empty, and no other actor of the document fills it. Prose is left to the reader.
"""

import re
from collections.abc import Iterator

from materiel.evidence.facts import Scan

_HEADING = re.compile(r" \(([^()]{2,24})\)")
_LEAD = re.compile(r"(?:^|\s)(?:from|for|to) ")
_HEADINGS = (
    (re.compile(r"donors?|givers?|senders?|from|donor (?:country|state)"), ("giver", "payer")),
    (re.compile(r"suppliers?|sellers?|manufacturers?|producers?|contractors?"), ("supplier",)),
    (re.compile(r"buyers?|customers?|purchasers?|ordered by"), ("buyer",)),
    (
        re.compile(r"recipients?|receivers?|to|beneficiary|recipient (?:country|state)"),
        ("recipient",),
    ),
)
"""Headings as ``exchange/documents/tabling`` writes them, and the roles that they state."""


def stated_roles(view: Scan) -> dict[str, tuple[str, ...]]:
    """Role to the actors that a row states for it; no actors: a name that nobody knows.

    Args:
        view: a sentence; only rows and bullets can state.
    """
    found: dict[str, tuple[str, ...]] = {}
    if view.sentence.kind != "bullet":
        return found
    for roles, start, end in _parties(view.text):
        named = tuple(
            dict.fromkeys(
                actor
                for group in view.groups
                if start <= group.start and group.end <= end
                for actor in group.actors
            )
        )
        for role in roles:
            found[role] = tuple(dict.fromkeys((*found.get(role, ()), *named)))
    return found


def _parties(text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """The roles of each heading in brackets, and where the name before it begins and ends."""
    done = 0
    for match in _HEADING.finditer(text):
        roles = next((r for pattern, r in _HEADINGS if pattern.fullmatch(match[1].lower())), ())
        leads = list(_LEAD.finditer(text, done, match.start()))
        if roles and leads:
            yield roles, leads[-1].end(), match.start()
        done = match.end()
