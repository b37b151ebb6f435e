"""Which acts need whose approval: the real rules, each with its source and its open points."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from materiel.kernel.table import Row, column
from materiel.vocabulary.bodies import STATUSES

ACTS = ("joint-purchase", "purchase", "transfer", "government-sale", "refund", "loan-plan")
"""What may need an approval."""
STAGES = (
    "before-procedure",
    "before-contract",
    "before-offer",
    "before-transfer",
    "before-payment",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requisite(Row):
    """One rule that asks for an approval: of which body, for which act, above which value.

    The rule of the body says how it decides; this row says when it must be asked.
    """

    TABLE: ClassVar[str] = "requisites"
    name: str = column("text", "its name")
    body: str = column("id", "id of the body that is asked")
    rule: str = column("id", "id of the decision rule; empty: that of the body", default="")
    act: str = column("choice", "what needs it", choices=ACTS)
    stage: str = column("choice", "before what it must be granted", choices=STAGES)
    whose: tuple[str, ...] = column(
        "ids", "parties or groups whose act it is; empty: any", default=()
    )
    recipients: tuple[str, ...] = column(
        "ids", "parties or groups to whom the act is done; empty: any", default=()
    )
    made_in: tuple[str, ...] = column(
        "ids", "where what is handed over was made; empty: anywhere", default=()
    )
    not_recipients: tuple[str, ...] = column(
        "ids", "parties or groups to whom another row applies", default=()
    )
    above: Decimal | None = column(
        "decimal",
        "value above which it is needed; empty: always",
        default=None,
        unit="major units of the currency",
    )
    currency: str = column("currency", "of that value", default="")
    above_confirmed: bool = column("flag", "whether a source states that value", default=True)
    days_before: int | None = column(
        "count", "informal review before it starts", default=None, unit="calendar days"
    )
    may_condition: bool = column("flag", "whether conditions may be attached", default=False)
    status: str = column(
        "choice", "whether a source says so", default="confirmed", choices=STATUSES
    )
    open_points: str = column("text", "what is not confirmed about it", default="")
    description: str = column("text", "the rule in one sentence")
