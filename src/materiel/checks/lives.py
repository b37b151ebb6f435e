"""Which rows count on a day of knowledge: known by then, and not corrected by then."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from materiel.kernel.table import Row


class Lives:
    """The chains of corrections of a case (DESIGN §4.4).

    Rows that correct each other in a circle, which the check ``corrections`` finds, are walked
    once.
    """

    def __init__(self, rows: Iterable[Row], today: date) -> None:
        """Learn the chains.

        Args:
            rows: every row of the case.
            today: the day on which a row that states no ``known_on`` was known.
        """
        self._known: dict[str, date] = {}
        self._older: dict[str, str] = {}
        self._newer: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            self._known[row.id] = row.known_on or today
            if row.supersedes:
                self._older[row.id] = row.supersedes
                self._newer[row.supersedes].append(row.id)

    def known_on(self, name: str) -> date:
        """The day on which a row became known."""
        return self._known[name]

    def counts(self, name: str, known_at: date) -> bool:
        """Whether a row is known at the end of a day and no later version of it is."""
        if self._known[name] > known_at:
            return False
        return name not in self._newer or not any(
            self._known[later] <= known_at for later in self.later(name)
        )

    def later(self, name: str) -> list[str]:
        """All versions that correct a row, directly or through others."""
        if name not in self._newer:
            return []
        found: list[str] = []
        waiting = [name]
        while waiting:
            for each in self._newer.get(waiting.pop(), ()):
                if each not in found and each != name:
                    found.append(each)
                    waiting.append(each)
        return found

    def root(self, name: str) -> str:
        """The first version of the chain that a row belongs to."""
        if name not in self._older:
            return name
        seen = {name}
        while (older := self._older.get(name, "")) in self._known and older not in seen:
            seen.add(older)
            name = older
        return name

    def chain(self, name: str) -> list[str]:
        """All versions of a row, the first one first."""
        root = self.root(name)
        return [root, *self.later(root)]
