"""What a contract line must be so that a funding programme may pay for it: rules as rows."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.kernel.table import Row, column
from materiel.vocabulary.bodies import STATUSES

TESTS = (
    *("buyers-from", "buyers-all-from", "content-from", "content-safe", "design-authority"),
    *("signed-in", "pays-for", "made-in", "not-made-in", "buying-order", "cash-before-order"),
    *("approved-by", "for-party", "pays-at-most"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityRule(Row):
    """One test of one programme; its meaning follows from the word of the test.

    ``buyers-from``: at least ``count`` buyers are of ``parties`` (none named: any state), unless
    signed in ``waived``. ``buyers-all-from``: every buyer is. ``content-from``: at least
    ``percent`` of the cost has its origin there. ``content-safe``: nothing comes from elsewhere.
    ``design-authority``: it lies there, for complex items. ``signed-in``: within ``window``.
    ``pays-for``: the sort of line, one of ``words``. ``made-in`` and ``not-made-in``: the country
    of the maker. ``buying-order``: made there, or a derogation is on record. ``approved-by``: one
    of the bodies has granted it. ``for-party``: it is for one of them. ``pays-at-most``: a limit,
    never a reason to refuse.
    """

    TABLE: ClassVar[str] = "eligibility_rules"
    programme: str = column("id", "party id of the programme")
    test: str = column("choice", "what is tested", choices=TESTS)
    parties: tuple[str, ...] = column("ids", "states, groups or bodies that count", default=())
    perhaps: tuple[str, ...] = column(
        "ids", "states or groups that may count; nobody we have read says", default=()
    )
    count: int | None = column("count", "how many at least", default=None)
    percent: Decimal | None = column("decimal", "a share", default=None, unit="percent")
    amount: Decimal | None = column(
        "decimal", "a limit", default=None, unit="major units of the currency"
    )
    currency: str = column("currency", "of the limit", default="")
    window: Period | None = column("period", "days on which it may be signed", default=None)
    waived: Period | None = column("period", "days on which the rule was set aside", default=None)
    words: tuple[str, ...] = column("texts", "sorts of lines: purchase, capacity, gift", default=())
    status: str = column(
        "choice", "whether a source says so", default="confirmed", choices=STATUSES
    )
    open_points: str = column("text", "what is not confirmed about it", default="")
    description: str = column("text", "the rule in one sentence")

    def __post_init__(self) -> None:
        needed = {
            "buyers-from": "count",
            "content-from": "percent",
            "signed-in": "window",
            "pays-for": "words",
            "buyers-all-from": "parties",
            "content-safe": "parties",
            "design-authority": "parties",
            "made-in": "parties",
            "not-made-in": "parties",
            "buying-order": "parties",
            "approved-by": "parties",
            "for-party": "parties",
        }.get(self.test)
        if needed and not getattr(self, needed):
            raise InputError(f"{needed}: required with the test {self.test}")
        if (self.amount is None) != (not self.currency):
            raise InputError("amount and currency: accepted: both or neither")
        if self.status == "unconfirmed" and not self.open_points:
            raise InputError("open_points: required with an unconfirmed rule")

    @property
    def confirmed(self) -> bool:
        """Whether a source that we have read says so."""
        return self.status == "confirmed"
