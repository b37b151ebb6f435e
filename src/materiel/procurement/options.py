"""The options of one contract line: who may order how many more until when, and what was ordered.

A rule that our own act breaks refuses the act; a reported act that breaks one is kept and has a
finding (DESIGN §4.5).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, RefusedActError, UnknownNameError
from materiel.kernel.findings import Finding
from materiel.procurement.contracts import (
    Ceiling,
    ContractLine,
    Option,
    line_ceiling,
    line_name,
    line_shares,
)


@dataclass(frozen=True, slots=True)
class Exercise:
    """One use of an option, as far as it is known.

    Attributes:
        option: its id.
        units: ordered for sure; 0 where nobody gives a number.
        day: the first day on which it may have been.
        by: who used it, where that is stated.
        more: units that may come on top; None when no end is stated.
        last: the last day on which it may have been; None: it was on ``day``.
        cites: the entry that says so.
        shared: whether it may be a use of another option instead.
    """

    option: str
    units: int
    day: date
    by: str = ""
    more: int | None = 0
    last: date | None = None
    cites: str = ""
    shared: bool = False

    @property
    def latest(self) -> date:
        """The last day on which it may have been."""
        return self.last or self.day

    def ordered(self, day: date = date.max) -> Bounds:
        """Units ordered by it up to the end of ``day``."""
        if day < self.day:
            return Bounds.exactly(0)
        high = None if self.more is None else self.units + self.more
        low = self.units if day >= self.latest else 0
        known = self.more == 0 or low > 0
        return Bounds(low, high, known)


@dataclass(frozen=True, slots=True)
class OptionBook:
    """One contract line with its options and their uses; a value, every act gives a new book.

    Attributes:
        lines: the rows of the line.
        options: its options.
        exercises: uses by day; two of one day in the order in which they were stated.
    """

    lines: tuple[ContractLine, ...]
    options: tuple[Option, ...]
    exercises: tuple[Exercise, ...] = ()

    @classmethod
    def of(cls, lines: Sequence[ContractLine], options: Sequence[Option]) -> "OptionBook":
        """A book without uses.

        Raises:
            InputError: rows of several lines, an option of another line, a repeated id, or
                predecessors in a circle.
            UnknownNameError: a predecessor that is not among the options.
        """
        name = line_name(lines)
        known = [option.id for option in options]
        for option in options:
            if f"{option.contract}/{option.line}" != name:
                raise InputError(
                    f"option {option.id} adds to {option.contract}/{option.line}, not to {name}"
                )
            if known.count(option.id) > 1:
                raise InputError(f"{name}: option {option.id} is stated twice")
            if option.after and option.after not in known:
                raise UnknownNameError("option", option.after, known, f"option {option.id}")
        book = cls(tuple(lines), tuple(options))
        for option in options:
            book._chain(option)
        return book

    @property
    def name(self) -> str:
        """``contract/line``."""
        return line_name(self.lines)

    @property
    def ceiling(self) -> Ceiling:
        """The line's ceiling."""
        return line_ceiling(self.lines)

    @property
    def firm(self) -> Bounds:
        """What is firm without any option."""
        return line_shares(self.lines).whole

    def option(self, name: str) -> Option:
        """An option by its id.

        Raises:
            UnknownNameError: there is none; offers the nearest.
        """
        for option in self.options:
            if option.id == name:
                return option
        raise UnknownNameError("option", name, [option.id for option in self.options], self.name)

    def exercised(self, name: str, day: date = date.max) -> int:
        """Units surely ordered under one option up to the end of ``day``."""
        return self.ordered(day, name).low

    def ordered(self, day: date = date.max, name: str = "") -> Bounds:
        """Units ordered under one option, or under all, up to the end of ``day``."""
        return sum(
            (use.ordered(day) for use in self.exercises if name in ("", use.option)),
            Bounds.exactly(0),
        )

    def using(self, uses: Iterable[Exercise]) -> "OptionBook":
        """The book with uses that the record holds, as they are."""
        return replace(self, exercises=tuple(sorted(uses, key=lambda each: each.day)))

    # ------------------------------------------------------------------------------------ acts

    def exercise(self, option: str, units: int, day: date, by: str = "") -> "OptionBook":
        """Our own act.

        Raises:
            RefusedActError: it breaks a rule, or would make a use that is already stated break
                one, or rests on something unknown; names every rule.
            UnknownNameError: there is no such option.
            InputError: the number of units is not positive.
        """
        broken = self.objections(option, units, day, by)
        if broken:
            reasons = "; ".join(f"{each.problem} [{each.check}]" for each in broken)
            raise RefusedActError(f"refused: {reasons}")
        return self._with(self._use(option, units, day, by))

    def until(self, day: date) -> "OptionBook":
        """The book with the uses that had happened, or may have, by the end of ``day``."""
        return replace(self, exercises=tuple(each for each in self.exercises if each.day <= day))

    def objections(self, option: str, units: int, day: date, by: str = "") -> tuple[Finding, ...]:
        """What speaks against our own act: rules that it breaks or that rest on something unknown.

        Raises:
            UnknownNameError: there is no such option.
            InputError: the number of units is not positive.
        """
        use = self._use(option, units, day, by)
        after = self._with(use)
        broken = list(self._new_findings(after, use))
        broken += [
            finding
            for finding in self._undecided(use, after)
            if finding.check not in {each.check for each in broken}
        ]
        return tuple(broken)

    def objections_later(
        self, option: str, units: int, day: date, by: str, later: date
    ) -> tuple[Finding, ...]:
        """What our own act does to uses of a ``later`` day, whose terms the book holds."""
        totals = ("option-quantity", "contract-ceiling")
        return tuple(
            each
            for each in self.until(later).objections(option, units, day, by)
            if each.check in totals
        )

    def reported(
        self, option: str, units: int, day: date, by: str = ""
    ) -> tuple["OptionBook", tuple[Finding, ...]]:
        """A use that a source reports: always kept, with one finding per rule that it breaks.

        Raises:
            UnknownNameError: there is no such option.
            InputError: the number of units is not positive.
        """
        use = self._use(option, units, day, by)
        after = self._with(use)
        return after, self._new_findings(after, use)

    def findings(self) -> tuple[Finding, ...]:
        """Every rule that a stated use breaks, by day, as the record stands now."""
        return tuple(
            Finding(rule, _place(use), problem, severity="warning")
            for position, use in enumerate(self.exercises)
            for rule, problem in self._broken(position, use)
        )

    def _new_findings(self, after: "OptionBook", use: Exercise) -> tuple[Finding, ...]:
        """What ``use`` breaks, and what it makes other uses break or break further."""
        # Counted, not looked up: the same breach twice reads the same twice.
        new = Counter(after.findings())
        new.subtract(self.findings())
        here = _place(use)
        return tuple(
            finding
            for finding, count in new.items()
            # Units ordered earlier only bring a later use nearer to the minimum.
            if count > 0 and (finding.check != "option-minimum" or finding.where == here)
        )

    def _use(self, option: str, units: int, day: date, by: str) -> Exercise:
        self.option(option)
        if units <= 0:
            raise InputError(f"option {option}: found {units} units; accepted: 1 or more")
        return Exercise(option, units, day, by)

    def _with(self, use: Exercise) -> "OptionBook":
        ordered = sorted((*self.exercises, use), key=lambda each: each.day)
        return replace(self, exercises=tuple(ordered))

    # ----------------------------------------------------------------------------------- rules

    def _broken(self, position: int, use: Exercise) -> Iterator[tuple[str, str]]:
        """The rules that the use at ``position`` certainly breaks, each with its sentence."""
        option, earlier = self.option(use.option), self.exercises[:position]
        here = f"option {option.id}"
        mine = [*(each for each in earlier if each.option == option.id), use]
        total = sum(each.units for each in mine)
        if option.opens and use.latest < option.opens:
            yield "option-window", f"{here}: {use.day} is before its first day {option.opens}"
        if option.expires and use.day > option.expires:
            yield "option-window", f"{here}: {use.day} is after its last day {option.expires}"
        most = sum((each.ordered() for each in mine), Bounds.exactly(0)).high
        if most is not None and most < option.minimum:
            yield (
                "option-minimum",
                f"{here}: {most:,} by {use.day} is below its minimum of {option.minimum:,}",
            )
        if option.quantity is not None and total > option.quantity:
            yield (
                "option-quantity",
                f"{here}: {total:,} by {use.day} is above its quantity of {option.quantity:,}",
            )
        if option.after and all(each.option != option.after for each in earlier):
            yield (
                "option-predecessor",
                f"{here}: on {use.day} its predecessor {option.after} was not yet exercised",
            )
        if option.holders and use.by and use.by not in option.holders:
            yield (
                "option-holder",
                f"{here}: {use.by} may not exercise it, only {', '.join(option.holders)}",
            )
        limit = self.ceiling.units
        ordered = self.firm.low + use.units + sum(each.units for each in earlier)
        if limit is not None and ordered > limit:
            problem = f"{ordered:,} on order by {use.day} is above its ceiling of {limit:,}"
            yield "contract-ceiling", f"line {self.name}: {problem}"

    def _undecided(self, use: Exercise, after: "OptionBook") -> Iterator[Finding]:
        """What is unknown and therefore blocks our own act until a person decides it."""
        option, here = self.option(use.option), f"option {use.option}"
        unknown = {
            "option-window": option.expires is None and f"{here}: its last day is unknown",
            "option-quantity": self._quantity_doubt(option, use),
            "option-predecessor": bool(option.after)
            and not self._used(option.after, use.day, surely=True)
            and f"{here}: whether its predecessor {option.after} was exercised by {use.day} is not "
            "certain",
            "option-holder": bool(option.holders)
            and not use.by
            and f"{here}: only {', '.join(option.holders)} may exercise it, and the act names "
            "nobody",
            "contract-ceiling": self._ceiling_doubt(after.most),
        }
        for rule, problem in unknown.items():
            if problem:
                yield Finding(rule, _place(use), problem)

    def _quantity_doubt(self, option: Option, use: Exercise) -> str:
        """Why it is not certain that an option adds that many more; empty when it is."""
        if option.quantity is None:
            return f"option {option.id}: its quantity is unknown"
        before = self.ordered(name=option.id)
        if before.high is not None and before.high + use.units <= option.quantity:
            return ""
        return (
            f"option {option.id}: how many were ordered before is not certain ({before}), its "
            f"quantity is {option.quantity:,}"
        )

    @property
    def most(self) -> int | None:
        """The most that all uses may have ordered; None when that is unknown.

        An option adds no more than its quantity, unless a use surely did; an entry that may be a
        use of one option or another counts once.
        """
        seen: dict[str, str] = {}
        own = [
            use
            for use in self.exercises
            if not use.shared or seen.setdefault(use.cites, use.option) == use.option
        ]
        total = 0
        for option in self.options:
            uses = [use.ordered() for use in own if use.option == option.id]
            done = sum(uses, Bounds.exactly(0))
            limit = None if option.quantity is None else max(done.low, option.quantity)
            ends = [end for end in (done.high, limit) if end is not None]
            if not ends:
                return None
            total += min(ends)
        return total

    def _ceiling_doubt(self, exercised: int | None) -> str:
        """Why it is not certain that the line stays within its ceiling; empty when it is."""
        limit, here = self.ceiling, f"line {self.name}"
        if limit.state == "unknown":
            return f"{here}: its ceiling is unknown"
        if limit.units is None:
            return ""
        highs = [row.firm_high for row in self.lines if row.scope == "whole"] or [
            row.firm_high for row in self.lines
        ]
        if any(high is None for high in highs):
            return f"{here}: the most that is firm is unknown, so is what its ceiling leaves"
        if exercised is None:
            return f"{here}: how many its options ordered is unknown, so is what its ceiling leaves"
        most = self.firm.high
        assert most is not None, "every row states a high end"
        if most + exercised > limit.units:
            return (
                f"{here}: up to {most + exercised:,} would be on order, its ceiling is "
                f"{limit.units:,}"
            )
        return ""

    def _chain(self, option: Option) -> list[Option]:
        """The option and its predecessors, nearest first."""
        chain = [option]
        while chain[-1].after:
            before = self.option(chain[-1].after)
            if before in chain:
                circle = " after ".join(each.id for each in (*chain, before))
                raise InputError(f"{self.name}: options in a circle: {circle}")
            chain.append(before)
        return chain

    def _used(self, name: str, day: date, *, surely: bool) -> bool:
        """Whether an option was used by the end of ``day``, or may have been."""
        return any(
            (use.latest <= day and not use.shared) if surely else use.day <= day
            for use in self.exercises
            if use.option == name
        )

    def earliest(self, name: str, day: date, *, surely: bool = False) -> date | None:
        """The first day from ``day`` on when an option can be used; None when it never can.

        Predecessors not used by then are taken to be used as early as they can be. An option
        whose last day is unknown counts as open. A use counts whatever its number; one that only
        may have happened does not count with ``surely``.
        """
        chain = []
        for option in self._chain(self.option(name)):
            if option.id != name and self._used(option.id, day, surely=surely):
                break
            chain.append(option)
        first = day
        for option in reversed(chain):
            first = max(first, option.opens or first)
            if option.expires and first > option.expires:
                return None
        return first


def _place(use: Exercise) -> str:
    return f"{use.option}:{use.day}"
