"""Need lists: what a party asks for, version by version, and what changed between two of them.

>>> Accepted.parse("2 gust-interceptor"), Accepted.parse("gale-interceptor")
(Accepted(each=2, item='gust-interceptor'), Accepted(each=1, item='gale-interceptor'))
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.period import Period
from materiel.kernel.table import Row, column

Word = Literal["new", "withdrawn", "raised", "lowered", "changed", "same"]
_ACCEPTED = re.compile(r"(?:(\d+)\s+)?(\S.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedList(Row):
    """One version of the list of what a party needs; a line that it lacks is withdrawn."""

    TABLE: ClassVar[str] = "need_lists"
    list: str = column("id", "the list; the same in all its versions")
    party: str = column("party", "who needs what is on it")
    issued: date = column("day", "from this day on it stands in the place of the version before")
    title: str = column("text", "our own short name for the version", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedNeed(Row):
    """One line of one version of a need list, in whole units of one item or family.

    No accept-list, no pairing and no composition ships for a real system: they are what the owner
    of the need states.
    """

    TABLE: ClassVar[str] = "needs"
    version: str = column("id", "the version that it stands in", refers="need_lists")
    line: str = column("id", "names the need; the same in all versions")
    item: str = column("item", "an item or a family")
    units: int = column("count", "how many", unit="units of issue")
    priority: int = column("count", "1 is the most urgent")
    due: Period = column("period", "needed by the end of it")
    accepts: tuple[str, ...] = column(
        "texts",
        "items that its owner accepts for one of it, as 2 gust-interceptor; empty: any model of it",
        default=(),
    )
    assembled: bool = column(
        "flag",
        "yes: one may be put together from what the item's composition names",
        default=False,
    )
    together: tuple[str, ...] = column(
        "texts", "what must come with each unit, as 16 gale-interceptor; 1 crew-course", default=()
    )

    def __post_init__(self) -> None:
        for name in ("accepts", "together"):
            for text in getattr(self, name):
                try:
                    Accepted.parse(text)
                except InputError as problem:
                    raise InputError(f"{name}: {problem}") from None


@dataclass(frozen=True, slots=True)
class Accepted:
    """So many units of an item; in an accept-list they count as one: the owner's own ratio."""

    each: int
    item: str

    @classmethod
    def parse(cls, text: str) -> "Accepted":
        """Read ``2 gust-interceptor``, or a name alone for one of it.

        Raises:
            InputError: there is no name, or the count is 0.
        """
        found = _ACCEPTED.match(text.strip())
        each = int(found[1] or 1) if found else 0
        if not found or not each:
            raise InputError(f"found {text!r}; accepted: an item, as 2 gust-interceptor")
        return cls(each, found[2])


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a list with its lines, by name of the need."""

    row: NeedList
    lines: dict[str, ListedNeed]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one need from one version to the next.

    Attributes:
        word: ``changed`` when anything but the number is another.
        before, after: the line in each version; None where it is not on the list.
    """

    line: str
    word: Word
    before: ListedNeed | None
    after: ListedNeed | None

    @property
    def differs(self) -> tuple[str, ...]:
        """The columns that are not the same, when both versions have the line."""
        if self.before is None or self.after is None:
            return ()
        names = ("item", "units", "priority", "due", "accepts", "assembled", "together")
        return tuple(
            name for name in names if getattr(self.before, name) != getattr(self.after, name)
        )


def versions(lists: Sequence[NeedList], needs: Sequence[ListedNeed]) -> dict[str, list[Version]]:
    """Each list with its versions by day.

    Raises:
        InputError: two versions of a list are of one day or of two parties; a version has a line
            twice; or a need stands on two lists.
        UnknownNameError: a line names no version.
    """
    lines: dict[str, dict[str, ListedNeed]] = {each.id: {} for each in lists}
    owner: dict[str, str] = {}
    named = {each.id: each.list for each in lists}
    for need in needs:
        if need.version not in lines:
            raise UnknownNameError("version of a need list", need.version, list(lines), need.id)
        if need.line in lines[need.version]:
            first = lines[need.version][need.line].id
            raise InputError(f"{need.id}: line: {need.line} stands in {need.version} as {first}")
        other = owner.setdefault(need.line, named[need.version])
        if other != named[need.version]:
            raise InputError(f"{need.id}: line: {need.line} is a need of the list {other}")
        lines[need.version][need.line] = need
    found: dict[str, list[Version]] = {}
    for each in sorted(lists, key=lambda row: (row.list, row.issued, row.id)):
        mine = found.setdefault(each.list, [])
        if mine and mine[-1].row.issued == each.issued:
            raise InputError(
                f"{each.id}: issued: found {each.issued}, the day of {mine[-1].row.id} too; "
                "accepted: a day of its own for each version"
            )
        if mine and mine[-1].row.party != each.party:
            raise InputError(
                f"{each.id}: party: found {each.party}; accepted: {mine[-1].row.party}, "
                f"whose list {each.list} is"
            )
        mine.append(Version(each, lines[each.id]))
    return found


def in_force(listed: Sequence[Version], day: date) -> Version | None:
    """The version that counts at the end of a day: the last one issued; None before the first."""
    return next((each for each in reversed(listed) if each.row.issued <= day), None)


def changes(before: Version | None, after: Version) -> list[Change]:
    """What became of each need, in the order of the later version, withdrawn ones last."""
    earlier = before.lines if before else {}
    found = []
    for name in [*after.lines, *(name for name in earlier if name not in after.lines)]:
        old, new = earlier.get(name), after.lines.get(name)
        found.append(Change(name, _word(old, new), old, new))
    return found


def _word(old: ListedNeed | None, new: ListedNeed | None) -> Word:
    if old is None:
        return "new"
    if new is None:
        return "withdrawn"
    if new.units != old.units:
        return "raised" if new.units > old.units else "lowered"
    return "changed" if Change("", "same", old, new).differs else "same"
