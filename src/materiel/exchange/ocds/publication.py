"""What a publisher says of an export: under which prefix, as whom, where, and for which readers."""

import re
from dataclasses import dataclass
from datetime import date

from materiel.exchange.ocds.gathering import Readers
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding

UNREGISTERED = "unregistered"
"""The prefix of an export that names none. Prefixes that begin with ``ocds-`` are given out by a
register; we hold none, and never make one up."""
PUBLIC = Readers()
_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}$")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+$")
PREFIX_WORDS = "letters, digits and -; at most 40 characters"


@dataclass(frozen=True, slots=True)
class Publication:
    """How an export is published.

    Attributes:
        day: the day in the world that the contracts are shown as of.
        known: the day of the knowledge that is shown; None: the same day.
        prefix: first part of each ``ocid``.
        publisher: name of who publishes; empty: not stated.
        address: where the package will be found; empty: a name made from its content.
        extension: where the extension's declaration will be found; empty: it is not declared.
        readers: for whom.
    """

    day: date
    known: date | None = None
    prefix: str = UNREGISTERED
    publisher: str = ""
    address: str = ""
    extension: str = ""
    readers: Readers = PUBLIC

    def __post_init__(self) -> None:
        if not _PREFIX.match(self.prefix):
            raise InputError(f"prefix: found {self.prefix!r}; accepted: {PREFIX_WORDS}")
        for name in ("address", "extension"):
            text = getattr(self, name)
            if text and not _ADDRESS.match(text):
                raise InputError(f"{name}: found {text!r}; accepted: an address with its scheme")

    @property
    def published(self) -> str:
        """The day of the package as OCDS writes it: its knowledge is public on no earlier one."""
        return moment_text(max(self.day, self.known or self.day))

    def release_id(self, ocid: str) -> str:
        """The id of the release of a process: another day gives another one."""
        known = "" if self.known in (None, self.day) else f"-known-{self.known}"
        return f"{ocid}-{self.day}{known}"


def moment_text(day: date) -> str:
    """A day as OCDS writes it: its first moment in UTC."""
    return f"{day}T00:00:00Z"


def advice(publication: Publication) -> list[Finding]:
    """What a publisher should still state of itself."""
    found = []
    if publication.prefix == UNREGISTERED:
        found.append(
            Finding(
                "ocds-prefix",
                "ocid",
                f"the prefix {UNREGISTERED!r} is registered with nobody",
                "Register one with the Open Contracting Partnership before you publish.",
                "note",
            )
        )
    for name, text in (("publisher", publication.publisher), ("extension", publication.extension)):
        if not text:
            found.append(
                Finding(
                    "ocds-package",
                    name,
                    f"the {name} is not stated",
                    "State it to publish.",
                    "note",
                )
            )
    return found
