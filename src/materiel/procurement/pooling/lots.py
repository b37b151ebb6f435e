"""What is bought: lots with their members, months and cost, and what stays unmet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from materiel.optimise.answer import StageAnswer, Status


@dataclass(frozen=True, slots=True)
class Part:
    """What one need gets of one lot.

    Attributes:
        need, party: which need, whose.
        units: how many, 1 or more.
        option: whether they are ordered later, as an option.
        arrivals: ``(month, units)`` in the order of months from the award; they sum to ``units``.
    """

    need: str
    party: str
    units: int
    option: bool
    arrivals: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Lot:
    """One order of one offer, by all that join it; amounts in minor units.

    Attributes:
        firm, option: units ordered firmly, and as options.
        firm_cost: units and fixed cost at the tiers that the firm quantity reaches.
        option_cost: what the options cost if all are used.
    """

    offer: str
    supplier: str
    item: str
    parts: tuple[Part, ...]
    firm: int
    option: int
    firm_cost: int
    option_cost: int

    @property
    def cost(self) -> int:
        """Firm and option together."""
        return self.firm_cost + self.option_cost

    @property
    def units(self) -> int:
        """Firm and option together."""
        return self.firm + self.option

    def units_of(self, party: str) -> int:
        """What a party gets of it."""
        return sum(part.units for part in self.parts if part.party == party)


@dataclass(frozen=True, slots=True)
class Purchase:
    """The answer to one pool; amounts in minor units.

    Attributes:
        lots: in the order of the offers.
        unmet: units that stay unmet, by need; needs that are met are left out.
        late: unit-months of lateness.
        late_cost: what lateness counts at the stated price; nobody pays it.
        status: ``optimal`` within the asked gap, or ``feasible`` when a limit ended the search.
        stages: what each objective reached, with its proven bound.
    """

    lots: tuple[Lot, ...]
    unmet: Mapping[str, int]
    late: int
    late_cost: int
    status: Status
    stages: tuple[StageAnswer, ...]

    @property
    def cost(self) -> int:
        """What all lots cost, options included."""
        return sum(lot.cost for lot in self.lots)

    @property
    def option_cost(self) -> int:
        """What of it are options."""
        return sum(lot.option_cost for lot in self.lots)

    @property
    def gap(self) -> float | None:
        """The largest proven gap of all objectives; None when one has no trusted bound."""
        gaps = [stage.gap for stage in self.stages]
        known = [gap for gap in gaps if gap is not None]
        return max(known, default=0.0) if len(known) == len(gaps) else None

    def unmet_units(self) -> int:
        """All units that stay unmet."""
        return sum(self.unmet.values())

    def last_month(self, party: str = "") -> int | None:
        """The month of the last arrival, of one party or of all; None when nothing arrives."""
        months = [
            month
            for lot in self.lots
            for part in lot.parts
            if not party or part.party == party
            for month, _ in part.arrivals
        ]
        return max(months, default=None)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; amounts in minor units, months from the award."""
        return {
            "status": self.status,
            "gap": self.gap,
            "cost": self.cost,
            "option_cost": self.option_cost,
            "unmet": dict(self.unmet),
            "late_unit_months": self.late,
            "late_cost": self.late_cost,
            "objectives": [
                {"name": stage.name, "value": stage.value, "bound": stage.bound, "gap": stage.gap}
                for stage in self.stages
            ],
            "lots": [
                {
                    "offer": lot.offer,
                    "supplier": lot.supplier,
                    "item": lot.item,
                    "firm": lot.firm,
                    "option": lot.option,
                    "firm_cost": lot.firm_cost,
                    "option_cost": lot.option_cost,
                    "members": [
                        {
                            "requirement": part.need,
                            "party": part.party,
                            "units": part.units,
                            "as": "option" if part.option else "firm",
                            "arrivals": [list(each) for each in part.arrivals],
                        }
                        for part in lot.parts
                    ],
                }
                for lot in self.lots
            ],
        }
