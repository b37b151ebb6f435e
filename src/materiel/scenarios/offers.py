"""Conditional offers that routes serve, as the planner's conditions."""

from collections.abc import Sequence
from dataclasses import replace

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.ledger.rows import Commitment
from materiel.planning import parts, rows, terms
from materiel.procurement.conditions import Condition
from materiel.scenarios.frame import Frame


class Offers:
    """What is sent only once others have given enough; a route says which offer it serves."""

    def __init__(self, frame: Frame, gates: dict[str, parts.Gate]) -> None:
        self._frame, self._gates = frame, gates
        self._rows = {row.id: row for row in frame.snapshot.of(Condition)}
        self._promises = {row.id: row for row in frame.snapshot.of(Commitment)}
        self._found: dict[str, terms.Condition] = {}

    @property
    def conditions(self) -> tuple[terms.Condition, ...]:
        """The conditions of the offers that were asked about so far."""
        return tuple(self._found.values())

    def consent(self, route: rows.Route, items: Sequence[str]) -> str:
        """The gate that shuts an offer on its last day; empty for none.

        An offer that counts already is no condition any more. The condition itself is noted.

        Args:
            route: names the offer that it serves.
            items: ids of what it hands over.

        Raises:
            UnknownNameError: there is no such offer.
            InputError: the others' units cannot be counted together.
        """
        if not route.condition:
            return ""
        if route.condition not in self._rows:
            where = f"{route.id}: condition"
            raise UnknownNameError("condition", route.condition, list(self._rows), where)
        row = self._rows[route.condition]
        snapshot = self._frame.snapshot
        if row.commitment not in snapshot.waiting:
            return ""
        giver = snapshot.party(route.giver)
        if row.id in self._found:
            known = self._found[row.id]
            if known.donor != giver:
                raise InputError(
                    f"{route.id}: giver: {row.id} is the offer of {known.donor}; found {giver}"
                )
            both = tuple(dict.fromkeys((*known.items, *items)))
            self._found[row.id] = replace(known, items=both)
        else:
            self._note(row, giver, items)
        return self._until(row)

    def _note(self, row: Condition, giver: str, items: Sequence[str]) -> None:
        snapshot = self._frame.snapshot
        counted = [
            each
            for each in self._promises.values()
            if each.id != row.commitment
            and (each.id in row.others or each.parent in row.others)
            and snapshot.party(each.giver) != giver
        ]
        others = dict.fromkeys(snapshot.party(each.giver) for each in counted)
        kinds = dict.fromkeys(snapshot.item(each.item) for each in counted)
        if not others:
            raise InputError(f"{row.id}: others: found no promise of another party")
        if len(kinds) != 1:
            raise InputError(
                f"{row.id}: others: found {', '.join(kinds)}; accepted: promises of one item or "
                "family, so that a plan can count them together"
            )
        came = [
            snapshot.delivered[each.id].low for each in counted if each.id in snapshot.delivered
        ]
        left = row.threshold - sum(came)
        if left < 1:
            return  # enough has come; only the record has not been brought up to date
        self._found[row.id] = terms.Condition(
            name=row.id,
            donor=giver,
            items=tuple(items),
            others=tuple(others),
            of=next(iter(kinds)),
            units=left,
        )
        self._frame.name(
            f"conditions/{row.id}",
            row,
            f"{row.id}: only what the others hand over counts, {left} more of it, and it holds "
            f"back all that {giver} sends of {', '.join(items)}",
        )

    def _until(self, row: Condition) -> str:
        frame = self._frame
        if row.by is None or row.id not in self._found or frame.month(row.by) >= frame.months:
            return ""
        name = f"offer:{row.id}"
        last = frame.month(row.by)
        opens = 1 if last >= 1 else None
        self._gates[name] = parts.Gate(name=name, opens=opens, closes=max(0, last))
        frame.name(
            f"gates/{name}", row, f"nothing is sent under {row.id} after {row.by}, its last day"
        )
        return name
