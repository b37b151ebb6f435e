"""What a match is made from: needs with the ways to meet them, offers, consents, links.

Everything is a whole number of units of issue or a day; nothing here knows a table or a clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from materiel.kernel.errors import InputError
from materiel.planning.numbers import at_least, refuse

Bar = Literal["receiver", "late", "gone", "waiting", "closed", "owner"]
"""Why an offer may not meet a need.

``receiver``: its giver means others; ``late``: it comes after the day; ``gone``: it can no longer
be had; ``waiting``: a condition or consent is open; ``closed``: a consent is refused or used up;
``owner``: the owner of the need does not accept the item.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place in one unit of a need.

    Attributes:
        item: as the need names it.
        items: the models that fill it.
        each: how many units of them in all fill it once.
    """

    item: str
    items: tuple[str, ...]
    each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to meet one unit of a need: all of its places filled.

    Attributes:
        item: the model that it gives.
        accepted: whether the owner of the need accepts the model; another serves explanations only.
    """

    item: str
    slots: tuple[Slot, ...]
    accepted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A line of a need list.

    Attributes:
        units: how many are needed, whole ones.
        priority: 1 is the most urgent.
        due: the last day in time.
        ways: how one unit can be met; each unit takes one of them.
        beside: what every unit needs besides, whichever way it is met.
    """

    id: str
    party: str
    item: str
    units: int
    priority: int
    due: date
    ways: tuple[Way, ...]
    beside: tuple[Slot, ...] = ()

    def slots(self, way: int) -> tuple[Slot, ...]:
        """All places of one unit that is met this way, its own first."""
        return (*self.ways[way].slots, *self.beside)

    def wanted(self, way: int, place: int) -> str:
        """What a place wants: the family of the need where any one of its models would do."""
        slot, slots = self.slots(way)[place], self.ways[way].slots
        family = all(each.item != self.item for each in self.ways)
        any_model = place == 0 and len(slots) == 1 and slot.each == 1
        return self.item if family and any_model else slot.item


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A line of an offer: so many units of one item.

    Attributes:
        offer: the offer that it is a line of; its links hold for all its lines.
        start, end: the first and the last day on which it can be handed over.
        receivers: whom the giver means; None: anybody but itself.
        waits: the conditions that are open, in words.
    """

    id: str
    offer: str
    giver: str
    item: str
    units: int
    start: date
    end: date
    receivers: frozenset[str] | None = None
    waits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A consent that some hand-overs need.

    Attributes:
        offers: lines of offers that need it.
        receiver: for whom; empty: for all.
        state: ``open`` inside its window, ``waiting`` until somebody decides, ``closed`` for good.
        start, end: its window.
        cap: the most units; None: no limit.
    """

    id: str
    offers: frozenset[str]
    receiver: str
    state: Literal["open", "waiting", "closed"]
    start: date
    end: date
    cap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A condition that the match itself can fulfil.

    Attributes:
        offer: the offer that waits.
        offers: offers of which ``units`` must be used; or empty.
        need: the need of which ``units`` must be met; or empty.
    """

    id: str
    offer: str
    units: int
    offers: tuple[str, ...] = ()
    need: str = ""


@dataclass(frozen=True, kw_only=True)
class Matching:
    """Needs and offers on a day.

    Attributes:
        day: today; nothing is handed over before.
        late_days: how many days after its due day a need still takes something.
        needs: in the order in which they are served: priority, due day, id.
        offers: in the order in which they are used: first day, id.
    """

    day: date
    needs: tuple[Need, ...]
    offers: tuple[Offer, ...]
    consents: tuple[Consent, ...] = ()
    links: tuple[Link, ...] = ()
    late_days: int = 0
    _bars: dict[tuple[str, str], frozenset[Bar]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        needs = tuple(sorted(self.needs, key=lambda each: (each.priority, each.due, each.id)))
        offers = tuple(sorted(self.offers, key=lambda each: (each.start, each.id)))
        object.__setattr__(self, "needs", needs)
        object.__setattr__(self, "offers", offers)
        at_least("match", 0, late_days=self.late_days)
        for kind, names in (("need", [n.id for n in needs]), ("offer", [o.id for o in offers])):
            twice = sorted({name for name in names if names.count(name) > 1})
            refuse(bool(twice), f"{kind} {', '.join(twice)}", "stated twice", "once")
        for need in needs:
            at_least(f"need {need.id}", 0, units=need.units)
            refuse(not need.ways, f"need {need.id}: ways", "none", "one or more")
            for way in need.ways:
                refuse(not way.slots, f"need {need.id}: {way.item}", "no component", "1 or more")
                for slot in (*way.slots, *need.beside):
                    at_least(f"need {need.id}: {slot.item}", 1, each=slot.each)
        for offer in offers:
            at_least(f"offer {offer.id}", 0, units=offer.units)
        for link in self.links:
            at_least(f"link {link.id}", 1, units=link.units)
            if bool(link.offers) == bool(link.need):
                raise InputError(f"link {link.id}: found both or none; accepted: offers or a need")

    @cached_property
    def need(self) -> Mapping[str, Need]:
        """Needs by id."""
        return {each.id: each for each in self.needs}

    @cached_property
    def offer(self) -> Mapping[str, Offer]:
        """Lines of offers by id."""
        return {each.id: each for each in self.offers}

    def consents_of(self, offer: Offer, receiver: str) -> list[Consent]:
        """The consents that a hand-over needs."""
        return [
            each
            for each in self.consents
            if offer.id in each.offers and each.receiver in ("", receiver)
        ]

    def window(self, offer: Offer, receiver: str) -> tuple[date, date]:
        """The first and the last day on which it can be handed over; crossed: on no day.

        A consent that is open or may come counts with its window.
        """
        kept = [each for each in self.consents_of(offer, receiver) if each.state != "closed"]
        first = max(self.day, offer.start, *(each.start for each in kept))
        return first, min(offer.end, *(each.end for each in kept), date.max)

    def bars(self, need: Need, offer: Offer) -> frozenset[Bar]:
        """Why the offer may not meet the need; the owner's accept-list is in its ways."""
        key = need.id, offer.id
        if key not in self._bars:
            self._bars[key] = frozenset(self._found(need, offer))
        return self._bars[key]

    def _found(self, need: Need, offer: Offer) -> list[Bar]:
        found: list[Bar] = []
        if offer.giver == need.party or (
            offer.receivers is not None and need.party not in offer.receivers
        ):
            found.append("receiver")
        first, last = self.window(offer, need.party)
        if (first - max(self.day, need.due)).days > self.late_days:
            found.append("late")
        if first > last:
            found.append("gone")
        states = {each.state for each in self.consents_of(offer, need.party)}
        if offer.waits or "waiting" in states:
            found.append("waiting")
        if "closed" in states:
            found.append("closed")
        return found
