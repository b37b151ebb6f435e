"""Every error that materiel raises, as one tree.

Three things are never confused (DESIGN §13): a *finding* says that the data is wrong and is
a value (``kernel.findings``); an *exception* below says that the request is wrong or
impossible; ``InternalError`` says that we are wrong and keeps its traceback.

    MaterielError
      InputError            the input cannot be read as it stands
        UnknownNameError      a name that no table holds
        UnitMismatchError     two units met in one sum
        UnbalancedError       postings of an entry do not sum to zero
        FindingsError         a whole-or-nothing act refused because of its findings
      ConflictError         the same id with other content, a stale request
      RefusedActError       an act of our own that breaks a rule of conduct
      WorkspaceError        the workspace is missing, damaged or of another version
      SolverError           the solver gave no answer that can be trusted
      PlanInfeasibleError   no plan satisfies the stated rules
    InternalError           a fault of ours
"""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import cached_property


class MaterielError(Exception):
    """Root of every error about a request; its text is one line for a person."""


class InputError(MaterielError):
    """The input cannot be read; the text says where, what was found and what is accepted."""


class UnknownNameError(InputError):
    """A name that its table does not hold; carries the nearest known names.

    The nearest are looked for when somebody reads them: a reader that only asks whether a name
    is known would pay for thousands of searches that nobody sees.

    Attributes:
        kind: what was looked up ("item", "party", ...).
        name: the name as found.
        where: the place of the name; empty for none. Whoever knows it better sets it.
    """

    def __init__(
        self,
        kind: str,
        name: str,
        known: Sequence[str],
        where: str = "",
        meant: Sequence[str] = (),
        *,
        listed: bool = False,
    ) -> None:
        """Say what was looked up, and among what.

        Args:
            kind: what was looked up.
            name: the name as found.
            known: every name of the table.
            where: the place of the name.
            meant: names that are nearer than their letters say, the nearest first.
            listed: whether to say some accepted names where none is near.
        """
        super().__init__(kind, name, known, where)
        self.kind, self.name, self.where = kind, name, where
        self._known, self._meant, self._listed = known, meant, listed

    @property
    def known(self) -> Sequence[str]:
        """Every name of the table."""
        return self._known

    @property
    def meant(self) -> Sequence[str]:
        """Names that are nearer than their letters say."""
        return self._meant

    @cached_property
    def near(self) -> tuple[str, ...]:
        """Up to three known names, nearest first."""
        found = dict.fromkeys((*self._meant, *nearest(self.name, self._known)))
        return tuple(found)[:NEAREST]

    def __str__(self) -> str:
        hint = f" (near: {', '.join(self.near)})" if self.near else ""
        if self._listed and not hint:
            hint = f"; accepted: {some(self._known)}"
        return f"{self.where + ': ' if self.where else ''}no {self.kind} {self.name!r}{hint}"


class UnitMismatchError(InputError):
    """Two units of issue, or two currencies, met in one sum."""


class UnbalancedError(InputError):
    """The postings of an entry do not sum to zero per item or currency."""


class FindingsError(InputError):
    """A whole-or-nothing act was refused; ``findings`` says why, one by one."""

    def __init__(self, message: str, findings: Sequence[object]) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class ConflictError(MaterielError):
    """The same id stands in the log with other content, or a request id was reused."""


class RefusedActError(MaterielError):
    """An act of our own (a plan, an exercise, a call-off) breaks a rule of conduct."""


class WorkspaceError(MaterielError):
    """The workspace is missing, damaged, or written by another version."""


class SolverError(MaterielError):
    """The solver returned no answer that can be trusted."""


class PlanInfeasibleError(MaterielError):
    """No plan satisfies the stated rules."""


class InternalError(Exception):
    """A fault of ours; never shown as one line, always with its traceback."""


NEAREST = 3
"""How many near names are shown."""
LISTED = 8
"""How many accepted names are shown where none is near."""


def some(known: Sequence[str]) -> str:
    """Accepted names for an error: the first few, and how many more there are.

    >>> some(["a", "b"]), some([])
    ('a, b', 'nothing, there is none')
    >>> some([f"n{at}" for at in range(10)])
    'n0, n1, n2, n3, n4, n5, n6, n7 and 2 more'
    """
    more = f" and {len(known) - LISTED} more" if len(known) > LISTED else ""
    return f"{', '.join(known[:LISTED])}{more}" if known else "nothing, there is none"


def nearest(name: str, known: Sequence[str], count: int = NEAREST) -> list[str]:
    """The known names most like ``name``, nearest first, ignoring case; may be empty."""
    folded: dict[str, str] = {}
    for candidate in known:
        folded.setdefault(candidate.casefold(), candidate)
    found = get_close_matches(name.casefold(), list(folded), n=count, cutoff=0.6)
    return [folded[match] for match in found]
