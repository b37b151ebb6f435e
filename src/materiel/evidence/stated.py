"""Roles that a text states in so many words: "from Norway (donor) to Ukraine (recipient)".

A row of a table is read as such a sentence. Who is named there plays the role, and nobody else:
where the name is not known the role stays empty, and no other actor of the document fills it.
"""

import re
from collections.abc import Iterator

from materiel.evidence.facts import Scan

_STATED = re.compile(r"(?:^|[\s,;:])(?P<name>[^,;:()]+?) \((?P<heading>[^()]{2,24})\)")
_HEADINGS = (
    (r"donors?|givers?|senders?|donor (?:country|state)", ("giver", "payer")),
    (r"suppliers?|sellers?|manufacturers?|producers?|contractors?", ("supplier",)),
    (r"buyers?|customers?|purchasers?|ordered by", ("buyer",)),
    (r"recipients?|receivers?|beneficiary|recipient (?:country|state)", ("recipient",)),
    (r"payers?|funders?|paid by", ("payer",)),
)


def stated_roles(view: Scan) -> dict[str, tuple[str, ...]]:
    """Role to the actors that a sentence states for it; empty actors: a name that is not known."""
    found: dict[str, tuple[str, ...]] = {}
    for roles, start, end in _places(view.text):
        named = tuple(
            dict.fromkeys(
                actor
                for group in view.groups
                if start <= group.start and group.end <= end
                for actor in group.actors
            )
        )
        for role in roles:
            found[role] = (*found.get(role, ()), *named)
    return found


def _places(text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    for match in _STATED.finditer(text):
        heading = match["heading"].strip()
        for pattern, roles in _HEADINGS:
            if re.fullmatch(pattern, heading, re.IGNORECASE):
                yield roles, match.start("name"), match.end("name")
