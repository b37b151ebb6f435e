"""What a programme or list counts, as rules in a table: each says what it leaves out and why."""

from dataclasses import dataclass
from typing import ClassVar

from materiel.kernel.errors import UnknownNameError
from materiel.kernel.table import Row, column
from materiel.vocabulary.reader import table

EFFECTS = ("require", "exclude")
FIELDS = ("kind", "giver", "receiver", "payer", "item", "programme", "when", "reached", "stage")
TESTS = ("is", "member", "under", "during", "at-least")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRule(Row):
    """One rule of a scope: a row must pass it (require) or must not (exclude).

    Tests: ``is`` one of the values; ``member`` of one of the groups on the row's day;
    ``under`` one of the items in the tree; ``during`` one of the periods; ``at-least``: has
    reached one of the rungs.
    """

    TABLE: ClassVar[str] = "scope_rules"
    scope: str = column("id", "the scope that it belongs to")
    order: int = column("count", "rules are tried in this order; the first that fails is named")
    effect: str = column("choice", "what passing means", choices=EFFECTS)
    field: str = column("choice", "what is looked at", choices=FIELDS)
    test: str = column("choice", "how it is compared", choices=TESTS)
    values: tuple[str, ...] = column("texts", "with what")
    reason: str = column("text", "why a row is left out by it, as a reader should be told")


def scope_rules(scope: str) -> tuple[ScopeRule, ...]:
    """The rules of a scope in their order.

    Raises:
        UnknownNameError: no rule belongs to a scope of this name.
    """
    rows = table(ScopeRule).rows.values()
    found = sorted((each for each in rows if each.scope == scope), key=lambda each: each.order)
    if not found:
        raise UnknownNameError("scope", scope, scopes())
    return tuple(found)


def scopes() -> tuple[str, ...]:
    """The names of all scopes that ship, sorted."""
    return tuple(sorted({each.scope for each in table(ScopeRule).rows.values()}))
