"""Two refusals of a look-up beside the unknown name: an ambiguous name, and no name at all."""

from collections.abc import Sequence

from materiel.kernel.errors import InputError


class AmbiguousNameError(InputError):
    """A name that may mean several rows, or stands for another; carries the candidates.

    Attributes:
        kind: what was looked up ("item", "party", ...).
        name: the name as found.
        candidates: ids that it may mean.
        why: why no choice is made for the user.
    """

    def __init__(self, kind: str, name: str, candidates: Sequence[str], why: str) -> None:
        self.kind, self.name, self.candidates, self.why = kind, name, tuple(candidates), why
        super().__init__(
            f"the {kind} {name!r} is ambiguous: {why}; write one of: {', '.join(candidates)}"
        )


class NotANameError(InputError):
    """A wording that names no row on purpose ("partners", "package 2"); a claim keeps it.

    Attributes:
        kind: what was looked up ("item", "party", ...).
        name: the wording as found.
        why: what it is instead, and what to write.
    """

    def __init__(self, kind: str, name: str, why: str) -> None:
        self.kind, self.name, self.why = kind, name, why
        super().__init__(f"{name!r} names no {kind}: {why}")
