"""When matters can be decided, and by when they must be filed, by the calendars of the bodies."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from materiel.procurement.decisions import NegativeClearance, SilenceProcedure
from materiel.procurement.matters import DayBound, Matter
from materiel.procurement.rulebook import silence_of
from materiel.procurement.sessions import Calendar, Sitting

NO_CALENDAR = "no calendar on record"
STOPPED = "only if a position changes"


@dataclass(frozen=True, slots=True)
class Timing:
    """The open matters of a case on one day.

    Attributes:
        day: the day asked for; nothing is decided before it.
        matters: every matter by approval id, each after those that must come before it.
        calendars: when each body sits, by its id.
        limits: by when an approval is needed for itself, by its id.
    """

    day: date
    matters: dict[str, Matter]
    calendars: Mapping[str, Calendar]
    limits: Mapping[str, date]

    def earliest(self) -> dict[str, DayBound]:
        """The first possible day of each open matter.

        What the positions on record have stopped has none, nor has what comes after it.
        What is filed takes its place first, in the order of filing; each matter that is not
        filed is taken to be filed today, as the next one.
        """
        found, taken = self._filed()
        for name in self._in_turn(filed=False):
            first, _ = self._first(self.matters[name], self._ready(found, name), taken)
            found[name] = _unless_stopped(self.matters[name], first)
        return found

    def latest(self) -> tuple[dict[str, DayBound], dict[str, date]]:
        """The last day to file each open matter that is needed by a day, and that day.

        What must come before a matter is needed when that matter is decided at the latest.
        """
        _, taken = self._filed()
        found: dict[str, DayBound] = {}
        needed: dict[str, date] = {}
        for name, matter in reversed(self.matters.items()):
            days = [each[name] for each in (self.limits, needed) if name in each]
            if not matter.waits or not days:
                continue
            needed[name] = min(days)
            found[name], decided = self._last(matter, needed[name], taken)
            for before in matter.approval.after:
                needed[before] = min(decided, needed.get(before, decided))
        return found, needed

    def _filed(self) -> tuple[dict[str, DayBound], Counter[Sitting]]:
        """When each matter on file can be decided, and the places that they take."""
        taken: Counter[Sitting] = Counter()
        found: dict[str, DayBound] = {}
        for name in self._in_turn(filed=True):
            ready = self._ready(found, name)
            first, sitting = self._first(self.matters[name], ready, taken)
            # What is stopped stays on the agenda, and keeps its place there.
            found[name] = _unless_stopped(self.matters[name], first)
            if sitting is not None:
                taken[sitting] += 1
        return found, taken

    def _in_turn(self, *, filed: bool) -> list[str]:
        """Open matters by the day of filing, but none before one that must come before it."""
        waiting = [
            name
            for name, matter in self.matters.items()
            if matter.waits and (matter.state == "pending") == filed
        ]
        waiting.sort(key=lambda name: (self.matters[name].approval.filed or self.day, name))
        order: list[str] = []
        while waiting:
            ahead = set(waiting)
            name = next(
                each for each in waiting if not ahead & set(self.matters[each].approval.after)
            )
            waiting.remove(name)
            order.append(name)
        return order

    def _ready(self, found: Mapping[str, DayBound], name: str) -> DayBound:
        """When all that must come before a matter can be granted."""
        ready = DayBound(self.day)
        for before in self.matters[name].approval.after:
            matter = self.matters.get(before)
            if matter is None or matter.state == "granted":
                continue
            if not matter.waits:
                return DayBound(None, why=f"{before} is {matter.state}")
            bound = found.get(before, DayBound(self.day, False, f"{before} comes before it"))
            if bound.day is None:
                return DayBound(None, why=f"{before}: {bound.why}")
            day = max(ready.day or self.day, bound.day)
            ready = DayBound(day, ready.sure and bound.sure, ready.why or bound.why)
        return ready

    def _first(
        self, matter: Matter, ready: DayBound, taken: Mapping[Sitting, int]
    ) -> tuple[DayBound, Sitting | None]:
        """The first day of a matter, and the sitting in which it takes a place."""
        filed, calendar = matter.approval.filed, self.calendars[matter.procedure.body.id]
        if ready.day is None:
            return ready, None
        if matter.procedure.decider is None:
            return DayBound(None, why=matter.procedure.notes[0]), None
        wait = waiting_time(matter)
        if wait is not None:
            start = filed or calendar.open_from(ready.day)
            return replace(ready, day=max(start + wait, ready.day)), None
        if not calendar.known:
            why = ready.why or NO_CALENDAR
            return DayBound(calendar.open_from(ready.day), sure=False, why=why), None
        start = filed or calendar.open_from(self.day)
        for sitting in calendar.sittings:
            open_ = sitting.last >= ready.day and start <= sitting.file_by
            if open_ and _has_place(sitting, taken):
                return replace(ready, day=max(sitting.first, ready.day)), sitting
        last = max((each.last for each in calendar.sittings), default=self.day)
        return DayBound(None, why=f"no session with a place is on record up to {last}"), None

    def _last(
        self, matter: Matter, needed: date, taken: Mapping[Sitting, int]
    ) -> tuple[DayBound, date]:
        """The last day to file a matter, and by when what comes before it must be granted."""
        calendar = self.calendars[matter.procedure.body.id]
        if matter.procedure.decider is None:
            return DayBound(None, why=matter.procedure.notes[0]), needed
        wait = waiting_time(matter)
        if wait is not None:
            day = calendar.open_until(needed - wait)
            return DayBound(day), day
        if not calendar.known:
            day = calendar.open_until(needed)
            return DayBound(day, sure=False, why=NO_CALENDAR), day
        for sitting in reversed(calendar.sittings):
            # A sitting of several days may decide on its last one.
            in_time = self.day <= sitting.last <= needed
            if in_time and (matter.state == "pending" or _has_place(sitting, taken)):
                return DayBound(sitting.file_by), sitting.first
        return DayBound(None, why=f"no session with a place is on record by {needed}"), needed


def waiting_time(matter: Matter) -> timedelta | None:
    """Days from filing to effect under a rule for which nobody sits; None for the others."""
    decider = matter.procedure.decider
    if isinstance(decider, NegativeClearance):
        return timedelta(days=decider.days + 1)
    if isinstance(decider, SilenceProcedure):
        return silence_of(matter.procedure, matter.approval.waiting_days)
    return None


def _unless_stopped(matter: Matter, first: DayBound) -> DayBound:
    """The first day of a matter; none where the positions on record stop it."""
    if matter.outcome == "not adopted" and first.day is not None:
        return DayBound(None, why=STOPPED)
    return first


def _has_place(sitting: Sitting, taken: Mapping[Sitting, int]) -> bool:
    return sitting.takes is None or taken.get(sitting, 0) < sitting.takes
