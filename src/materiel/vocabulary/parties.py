"""Who can have a role: states, companies, organisations, bodies, programmes, *undisclosed*."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from materiel.kernel.period import Period
from materiel.kernel.table import Row, column
from materiel.vocabulary.dated import Dated, on_day

PARTY_KINDS = (
    "state",
    "group",
    "organisation",
    "company",
    "body",
    "programme",
    "undisclosed",
)

UNDISCLOSED: Final = "UNDISCLOSED"
"""Id of the party that a source keeps back: a value, not a gap (DESIGN §2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Row):
    """One that can give, pay, buy, decide, receive or make.

    The id of a state is its ISO 3166-1 alpha-3 code. A capital or seat used for the party is
    a *metonym*: it is recognised, flagged and never taken silently.
    """

    TABLE: ClassVar[str] = "parties"
    name: str = column("text", "its name in English")
    kind: str = column("choice", "what it is", choices=PARTY_KINDS)
    iso2: str = column("text", "ISO 3166-1 alpha-2 code of a state", default="")
    parents: tuple[str, ...] = column(
        "texts", "ids of owners or of the state it belongs to, each as id or id@period", default=()
    )
    aliases: tuple[str, ...] = column("texts", "other names that mean it and only it", default=())
    dated_names: tuple[str, ...] = column(
        "texts", "names it bore for a time, as name@period", default=()
    )
    metonyms: tuple[str, ...] = column(
        "texts", "capitals and seats that writers use for it", default=()
    )

    def names_on(self, day: date) -> tuple[str, ...]:
        """The dated names it bore on ``day``; empty when only its name is known."""
        return on_day(self.dated_names, day)

    @property
    def parents_ever(self) -> tuple[str, ...]:
        """Ids of all that were its parents on any day."""
        return tuple(dict.fromkeys(Dated.parse(text).value for text in self.parents))

    def parents_on(self, day: date) -> tuple[str, ...]:
        """Ids of its parents on ``day``."""
        return on_day(self.parents, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Row):
    """A stretch of days in which a party belonged to a group or organisation."""

    TABLE: ClassVar[str] = "groups"
    group: str = column("id", "party id of the group or organisation")
    party: str = column("id", "party id of the member")
    held: Period = column("period", "the days of membership, as first..last")
