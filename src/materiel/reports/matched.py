"""A match as tables: what is met, by whom, what stays incomplete, what is idle, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InternalError
from materiel.planning.matching.draft import Partial, Use
from materiel.planning.matching.reasons import Reason, Reasons, Unused
from materiel.planning.matching.solve import Match
from materiel.planning.matching.values import Bar
from materiel.reports.reading import Reading
from materiel.reports.table import Cell, Column, Line, Table, cited
from materiel.reports.words import day_words, listed
from materiel.scenarios.matching import Paired

NEEDS = (
    Column("need", "need"),
    Column("party", "of"),
    Column("item", "item"),
    Column("priority", "priority", "whole"),
    Column("due", "due"),
    Column("asked", "asked", "count", "units of issue"),
    Column("met", "met", "count", "units of issue"),
    Column("open", "open", "count", "units of issue"),
    Column("reading", "why not more"),
)
USES = (
    Column("need", "need"),
    Column("way", "as"),
    Column("offer", "offer"),
    Column("giver", "from"),
    Column("item", "item"),
    Column("units", "units", "count", "units of issue"),
    Column("from-day", "from"),
)
PARTS = (
    Column("need", "one more for"),
    Column("part", "component"),
    Column("needed", "one needs", "count", "units of the component"),
    Column("has", "there is", "count", "units of the component"),
    Column("missing", "missing", "count", "units of the component"),
    Column("offers", "from"),
)
OFFERS = (
    Column("offer", "offer"),
    Column("giver", "of"),
    Column("item", "item"),
    Column("offered", "offered", "count", "units of issue"),
    Column("used", "used", "count", "units of issue"),
    Column("left", "left", "count", "units of issue"),
    Column("condition", "condition"),
    Column("reading", "why it is left"),
)
PROPOSAL = "A proposal: nothing is entered until a person accepts it."
ORDER = (
    "By priority; in one priority the item due first, then the need due first, then its name. "
    "Of several offers the one that can be had first is used, then by its name."
)


@dataclass(frozen=True, slots=True)
class Matched:
    """A match with what it was made from and the reasons of what is open or idle.

    Attributes:
        reasons: need to its reasons, each enough; idle: line of an offer to why it is left.
    """

    match: Match
    paired: Paired
    reasons: Mapping[str, tuple[Reason, ...]]
    idle: Mapping[str, Unused]


def explained(found: Match, paired: Paired, reasons: Reasons) -> Matched:
    """A match with a reason for every need that stays open and every offer that is left."""
    left = {each.id: reasons.of_offer(each.id) for each in found.problem.offers}
    return Matched(
        found,
        paired,
        {need: reasons.of_need(need) for need in found.unmet},
        {name: why for name, why in left.items() if why is not None},
    )


def match_tables(reading: Reading, matched: Matched) -> tuple[Table, ...]:
    """Needs, uses, what is incomplete, offers; each row cites the entries it rests on."""
    words = _Words(reading, matched)
    return (words.needs(), words.uses(), words.partials(), words.offers())


@dataclass(frozen=True, slots=True)
class _Words:
    reading: Reading
    matched: Matched

    # -- tables -------------------------------------------------------------------------------

    def needs(self) -> Table:
        found = self.matched.match
        lines = []
        for each in found.problem.needs:
            met = found.met(each.id)
            cells: tuple[Cell, ...] = (
                each.id,
                self.reading.party(each.party),
                self.reading.item(each.item),
                each.priority,
                day_words(each.due),
                Bounds.exactly(each.units),
                Bounds.exactly(met),
                Bounds.exactly(each.units - met),
                self.why_open(each.id),
            )
            lines.append(Line(cells, self._cites([each.id, *self._named(each.id)])))
        return Table(
            "matched-needs",
            "Needs",
            "Which needs of the lists in force are met, and why not more?",
            NEEDS,
            tuple(lines),
            empty="No need of the lists in force is asked for.",
            notes=(PROPOSAL, ORDER),
        )

    def uses(self) -> Table:
        found = self.matched.match
        lines = []
        for need in found.problem.needs:
            for use in found.uses_of(need.id):
                offer = found.problem.offer[use.offer]
                first, _ = found.problem.window(offer, need.party)
                cells: tuple[Cell, ...] = (
                    need.id,
                    self._way(use),
                    offer.id,
                    self.reading.party(offer.giver),
                    self.reading.item(offer.item),
                    Bounds.exactly(use.units),
                    day_words(first),
                )
                consents = found.problem.consents_of(offer, need.party)
                named = [need.id, offer.id, *(each.id for each in consents)]
                lines.append(Line(cells, self._cites([*named, *self._links(offer.offer)])))
        return Table(
            "matched-offers",
            "Who gives what",
            "Which units of which offer fill which place of a need, and from when?",
            USES,
            tuple(lines),
            "need",
            empty="Nothing is matched.",
            notes=("Only whole units of a need are matched; each unit of an offer once.",),
        )

    def partials(self) -> Table:
        found = self.matched.match
        lines = [line for each in found.filled.partials for line in self._partial(each)]
        return Table(
            "incomplete",
            "Incomplete",
            "What would one unit more of each open need lack?",
            PARTS,
            tuple(lines),
            "need",
            empty="Every need is met in full.",
            notes=("What is there for one of them is counted for no other, and is not matched.",),
        )

    def _partial(self, each: Partial) -> Iterable[Line]:
        need = self.matched.match.problem.need[each.need]
        inner = len(need.ways[each.way].slots)
        for place, slot in enumerate(need.slots(each.way)):
            where = (each.way, place) if place < inner else (-1, place - inner)
            uses = [use for use in each.uses if (use.way, use.place) == where]
            lacks = each.lacks.get(place, 0)
            cells: tuple[Cell, ...] = (
                need.id,
                self.reading.item(need.wanted(each.way, place) if lacks else slot.item),
                Bounds.exactly(slot.each),
                Bounds.exactly(slot.each - lacks),
                Bounds.exactly(lacks),
                listed([f"{use.units} of {use.offer}" for use in uses]),
            )
            yield Line(cells, self._cites([need.id, *(use.offer for use in uses)]))

    def offers(self) -> Table:
        found = self.matched.match
        lines = []
        for each in found.problem.offers:
            used = found.used(each.id)
            links = self._links(each.offer)
            cells: tuple[Cell, ...] = (
                each.id,
                self.reading.party(each.giver),
                self.reading.item(each.item),
                Bounds.exactly(each.units),
                Bounds.exactly(used),
                Bounds.exactly(each.units - used),
                "; ".join([*each.waits, *(self._term(link) for link in links)]),
                self.why_idle(each.id),
            )
            idle = self.matched.idle.get(each.id)
            consents = [one.id for one in found.problem.consents if each.id in one.offers]
            named = [each.id, f"offer:{each.offer}", *links, *consents]
            lines.append(Line(cells, self._cites([*named, *(idle.needs if idle else ())])))
        return Table(
            "offers",
            "Offers",
            "What is offered, what is used of it, and why is the rest left?",
            OFFERS,
            tuple(lines),
            empty="Nothing is offered.",
        )

    # -- words --------------------------------------------------------------------------------

    def why_open(self, need: str) -> str:
        """The reasons of a need in words; several of them are told apart by *or*."""
        told = [self._reason(each) for each in self.matched.reasons.get(need, ())]
        return "; or: ".join(told)

    def _reason(self, reason: Reason) -> str:
        parts = []
        need = self.matched.match.problem.need[reason.need]
        for cause in reason.causes:
            if cause == "taken":
                names = [self._served(name) for name in reason.taken]
                parts.append(f"given to {listed(names)}")
            elif cause == "missing":
                alone = need.item in reason.missing and len(reason.missing) == 1
                items = [f"{units} {self._item(item)}" for item, units in reason.missing.items()]
                said = "no offer of it" if alone else "component missing"
                parts.append(f"{said}: nobody offers {listed(items)} more")
            else:
                parts.append(self._barred(cause, reason.offers.get(cause, {}), need.party))
        return " and ".join(parts)

    def _served(self, name: str) -> str:
        return f"{name} (priority {self.matched.match.problem.need[name].priority})"

    def _barred(self, bar: Bar, lines: Mapping[str, int], party: str) -> str:
        problem = self.matched.match.problem
        told = []
        for name, units in lines.items():
            offer = problem.offer[name]
            first, last = problem.window(offer, party)
            words = {
                "late": f"from {day_words(first)}",
                "gone": f"until {day_words(last)}",
                "waiting": "; ".join(self._waits(name, party)),
                "closed": "; ".join(self._closed(name, party)),
                "receiver": "for others",
                "owner": self._item(offer.item),
            }[bar]
            told.append(f"{units} of {name} ({words})")
        said = {
            "late": "too late",
            "gone": "no longer offered",
            "waiting": "condition open",
            "closed": "consent refused or used up",
            "receiver": "meant for others",
            "owner": "not accepted by its owner",
        }[bar]
        return f"{said}: {listed(told)}" if told else said

    def _waits(self, line: str, party: str) -> list[str]:
        problem = self.matched.match.problem
        offer = problem.offer[line]
        consents = [
            f"consent {each.id} is open"
            for each in problem.consents_of(offer, party)
            if each.state == "waiting"
        ]
        return [*offer.waits, *map(self._term, self._links(offer.offer)), *consents]

    def _closed(self, line: str, party: str) -> list[str]:
        problem = self.matched.match.problem
        consents = problem.consents_of(problem.offer[line], party)
        refused = [f"consent {each.id} is refused" for each in consents if each.state == "closed"]
        return refused or [f"consent {each.id} allows {each.cap}" for each in consents if each.cap]

    def why_idle(self, line: str) -> str:
        """Why units of an offer are left, in words."""
        if not self.matched.match.problem.offer[line].units:
            return "no number is certain"
        idle = self.matched.idle.get(line)
        if idle is None:
            return ""
        needs = listed(list(idle.needs))
        problem = self.matched.match.problem
        party = problem.need[idle.needs[0]].party if idle.needs else ""
        offer = problem.offer[line]
        first, last = problem.window(offer, party)
        return {
            "nobody": "nobody asks for it",
            "met": f"{needs}: met in full",
            "incomplete": f"{needs}: lacks other components",
            "receiver": f"{needs}: its giver means others",
            "late": f"{needs}: too late, from {day_words(first)}",
            "gone": f"{needs}: no longer offered, until {day_words(last)}",
            "waiting": f"{needs}: condition open: {'; '.join(self._waits(line, party))}",
            "closed": f"{needs}: {'; '.join(self._closed(line, party))}",
            "owner": f"{needs}: not accepted by its owner",
        }[idle.cause]

    def _way(self, use: Use) -> str:
        if use.way < 0:
            return "beside"
        need = self.matched.match.problem.need[use.need]
        way = need.ways[use.way]
        whole = len(way.slots) == 1 and way.slots[0].item == way.item
        if not whole:
            return f"part of {self._item(way.item)}"
        each = way.slots[0].each
        return "itself" if each == 1 else f"{each} for one"

    def _item(self, item: str) -> str:
        return self.reading.item(item)

    def _links(self, offer: str) -> list[str]:
        return [each.id for each in self.matched.match.problem.links if each.offer == offer]

    def _term(self, link: str) -> str:
        each = next(one for one in self.matched.match.problem.links if one.id == link)
        if each.need:
            return f"if {each.units} of {each.need} are met"
        return f"if {each.units} of {listed(list(each.offers))} are used"

    # -- citations ----------------------------------------------------------------------------

    def _named(self, need: str) -> list[str]:
        """What the reasons of a need rest on."""
        reasons = self.matched.reasons.get(need, ())
        lines = [name for each in reasons for mine in each.offers.values() for name in mine]
        return [*lines, *(name for each in reasons for name in each.taken)]

    def _cites(self, names: Iterable[str]) -> tuple[str, ...]:
        found = [row for name in names for row in self.matched.paired.cites.get(name, ())]
        if not found:
            raise InternalError("a row of a match rests on no entry")
        return cited([row for row in found if row in self.reading.records])
