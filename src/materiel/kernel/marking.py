"""Who may see a row: everybody, named parties, or its owner alone (DESIGN §10)."""

from dataclasses import dataclass
from typing import Literal

from materiel.kernel.errors import InputError

Level = Literal["public", "releasable", "owner"]
ACCEPTED = "public; releasable:DEU,NLD; owner:DEU"


@dataclass(frozen=True, slots=True)
class Marking:
    """A level and the parties it names.

    Attributes:
        level: ``public``, ``releasable`` to the named parties, or ``owner`` only.
        parties: the parties named; the first is the originator of an owner-only row.
    """

    level: Level = "public"
    parties: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Marking":
        """Read ``public``, ``releasable:A,B`` or ``owner:A``.

        Raises:
            InputError: another form.
        """
        level, _, names = text.strip().partition(":")
        parties = tuple(name.strip() for name in names.split(",") if name.strip())
        if level == "public" and not parties:
            return PUBLIC
        if level == "releasable" and parties:
            return cls("releasable", parties)
        if level == "owner" and len(parties) == 1:
            return cls("owner", parties)
        raise InputError(f"not a marking: {text!r}; accepted: {ACCEPTED}")

    def visible_to(self, reader: str | None) -> bool:
        """Whether ``reader`` (None: the public) may see a row so marked."""
        return self.level == "public" or (reader is not None and reader in self.parties)

    def __str__(self) -> str:
        return self.level if not self.parties else f"{self.level}:{','.join(self.parties)}"


PUBLIC = Marking()
