"""What a case says about itself: its date, its defaults and its assumptions."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from materiel.kernel.marking import PUBLIC, Marking
from materiel.kernel.table import Row, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Row):
    """One case: "today" in it is its stated date (DESIGN §4.4)."""

    TABLE: ClassVar[str] = "case"
    title: str = column("text", "what the case is about")
    today: date = column("day", "the case's today: the default of --as-of and --known-at")
    fictional: bool = column("flag", "whether its parties are invented")
    default_marking: Marking = column("marking", "of rows that state none", default=PUBLIC)
    currency: str = column("currency", "in which costs are shown", default="EUR")
    plan_start: date | None = column("day", "first month of the plan; empty: no plan", default=None)
    plan_months: int = column("count", "horizon of the plan", default=0, unit="months")
    plan_rule: str = column(
        "choice",
        "whether floors are read from the case or set to today's reported holding less k",
        choices=("stated", "hold-harmless"),
        default="stated",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption(Row):
    """Something that the case supposes; every report and plan names it."""

    TABLE: ClassVar[str] = "assumptions"
    text: str = column("text", "what is supposed")
    scope: str = column("text", "what it touches: a table, an item, a rule", default="")
    whose: str = column(
        "choice",
        "of the record (a reading of sources) or of the user (a choice)",
        choices=("record", "user"),
        default="user",
    )
