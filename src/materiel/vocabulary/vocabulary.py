"""All look-ups in one value: the packaged tables, and those of a case that add to them.

>>> words = packaged()
>>> words.item("Patriot PAC-2 GEM/T").id, words.party("U.S.").id
('pac-2-gem-t', 'USA')
>>> "GBR" in words.members("EU", on=date(2020, 1, 31))
True
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from types import MappingProxyType

from materiel.kernel.errors import ConflictError, InputError, UnknownNameError
from materiel.kernel.table import SEPARATOR
from materiel.vocabulary.bodies import Body, DecisionRule
from materiel.vocabulary.events import ANY_STATUS, Event, EventWord
from materiel.vocabulary.items import Item, Unit
from materiel.vocabulary.lineage import above, below
from materiel.vocabulary.money import Currency, GrossProduct
from materiel.vocabulary.names import Match, NameIndex, fold
from materiel.vocabulary.naming import body_names, index, item_names, party_names
from materiel.vocabulary.parties import Membership, Party
from materiel.vocabulary.programmes import Programme
from materiel.vocabulary.reader import RowKind, table
from materiel.vocabulary.rungs import ANYBODY, ReportingWord, Rung


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The nouns that names may mean, at one moment.

    Attributes:
        parties: by id.
        items: by id.
        bodies: by id.
        replaced: ids that a case row superseded, with the id that stands in their place.
    """

    parties: Mapping[str, Party]
    items: Mapping[str, Item]
    bodies: Mapping[str, Body]
    replaced: Mapping[str, str]

    def extended(
        self,
        parties: Iterable[Party] = (),
        items: Iterable[Item] = (),
        bodies: Iterable[Body] = (),
    ) -> "Vocabulary":
        """This vocabulary with the rows of a case; a row with ``supersedes`` takes a place.

        Raises:
            ConflictError: an id is taken and not superseded.
            UnknownNameError: a row supersedes an id that does not exist.
        """
        replaced = dict(self.replaced)
        return replace(
            self,
            parties=_merged("party", self.parties, parties, replaced),
            items=_merged("item", self.items, items, replaced),
            bodies=_merged("body", self.bodies, bodies, replaced),
            replaced=MappingProxyType(replaced),
        )

    # Names ---------------------------------------------------------------------------------

    def party(self, name: str, on: date | None = None) -> Party:
        """The party of this name; a capital ("Berlin") is refused with its state.

        Raises:
            AmbiguousNameError, NotANameError, UnknownNameError: see ``match_party``.
        """
        return self.party_names.strict(name, on)

    def match_party(self, name: str, on: date | None = None) -> Match[Party]:
        """The party of this name and the sort of name; metonyms are found and flagged.

        Raises:
            AmbiguousNameError: the name may mean several parties.
            NotANameError: the wording names nobody in particular.
            UnknownNameError: nothing is known about it.
        """
        return self.party_names.find(name, on)

    def parties_in(self, text: str, on: date | None = None) -> tuple[Party, ...]:
        """The parties of a cell that lists several, separated by ``;``, in its order.

        Raises:
            AmbiguousNameError, NotANameError, UnknownNameError: for the first that fails.
        """
        names = (part.strip() for part in text.split(SEPARATOR))
        return tuple(self.party(name, on) for name in names if name)

    def item(self, name: str) -> Item:
        """The item of this name.

        Raises:
            AmbiguousNameError, NotANameError, UnknownNameError: see ``match_item``.
        """
        return self.item_names.strict(name)

    def match_item(self, name: str) -> Match[Item]:
        """The item of this name, with its qualifier and the assumption the match rests on.

        Raises:
            AmbiguousNameError: the name may mean several items ("Patriots").
            NotANameError: the wording names no countable thing, or is a look-alike.
            UnknownNameError: nothing is known about it.
        """
        return self.item_names.find(name)

    def body(self, name: str, on: date | None = None) -> Body:
        """The body of this name.

        Raises:
            UnknownNameError: there is none.
        """
        return self.body_names.strict(name, on)

    @cached_property
    def party_names(self) -> NameIndex[Party]:
        """Every name of every party."""
        return index("party", self.parties, party_names(self.parties.values()), self.replaced)

    @cached_property
    def item_names(self) -> NameIndex[Item]:
        """Every name of every item."""
        return index("item", self.items, item_names(self.items.values()), self.replaced)

    @cached_property
    def body_names(self) -> NameIndex[Body]:
        """Every name of every body."""
        return index("body", self.bodies, body_names(self.bodies.values()), self.replaced)

    # Trees and groups ----------------------------------------------------------------------

    def items_above(self, item: str) -> tuple[Item, ...]:
        """The item itself, its family and its class, nearest first.

        Raises:
            InputError: the tree has a cycle above it.
            UnknownNameError: the item or a parent does not exist.
        """
        parents = {each.id: (each.parent,) if each.parent else () for each in self.items.values()}
        return tuple(self.items[each] for each in above("item", item, parents))

    def items_below(self, item: str) -> tuple[Item, ...]:
        """The item itself and everything under it, in the order of the table.

        Raises:
            UnknownNameError: the item does not exist.
        """
        parents = {each.id: (each.parent,) if each.parent else () for each in self.items.values()}
        return tuple(self.items[each] for each in below("item", item, parents))

    def is_a(self, item: str, kind: str) -> bool:
        """Whether ``item`` is ``kind`` or stands under it in the tree."""
        return any(each.id == kind for each in self.items_above(item))

    def owners(self, party: str, on: date) -> tuple[Party, ...]:
        """The party itself and all its parents on ``on``, nearest first.

        Raises:
            InputError: the parents form a cycle.
            UnknownNameError: the party or a parent does not exist.
        """
        parents = {each.id: each.parents_on(on) for each in self.parties.values()}
        return tuple(self.parties[each] for each in above("party", party, parents))

    def members(self, group: str, on: date) -> tuple[str, ...]:
        """Ids of the parties in a group or organisation on a day, sorted.

        Raises:
            InputError: the group has no members in the tables, or none on that day.
            AmbiguousNameError, NotANameError, UnknownNameError: see ``match_party``.
        """
        row = self.party(group, on)
        held = [each for each in table(Membership).rows.values() if each.group == row.id]
        if not held:
            raise InputError(f"{row.id}: no table says who its members are")
        found = sorted(each.party for each in held if on in each.held)
        if not found:
            first = min(each.held.start for each in held)
            raise InputError(f"{row.id} has no members on {on}; its first day is {first}")
        return tuple(found)

    # Words of the ledger -------------------------------------------------------------------

    def event(self, word: str) -> Event:
        """The ledger event of this word.

        Raises:
            UnknownNameError: no such event.
        """
        return table(Event)[word]

    def event_word(self, scheme: str, word: str, status: str) -> EventWord:
        """What a source's event word under a status becomes; the exact status goes first.

        Raises:
            UnknownNameError: the word, or the word under this status, has no row.
        """
        rows = [each for each in table(EventWord).rows.values() if each.scheme == scheme]
        for wanted in (status, ANY_STATUS):
            for each in rows:
                if each.word == word and each.status == wanted:
                    return each
        known = [f"{each.word} ({each.status})" for each in rows]
        raise UnknownNameError("event word", f"{word} ({status})", known, scheme)

    def rung(self, name: str) -> Rung:
        """The rung of this id or name.

        Raises:
            UnknownNameError: no such rung.
        """
        rungs = table(Rung)
        for each in rungs.rows.values():
            if name == each.name:
                return each
        return rungs[name]

    def reported_rung(self, party: str, word: str) -> ReportingWord:
        """The rung that a party's word means, with the assumption it rests on.

        The party's own row goes first, then that of its parents, then everybody's.

        Raises:
            UnknownNameError: the party is unknown, or nobody's table holds the word.
        """
        parents = {each.id: each.parents_ever for each in self.parties.values()}
        reporters = (*above("party", self.party(party).id, parents), ANYBODY)
        rows = [
            each for each in table(ReportingWord).rows.values() if fold(each.word) == fold(word)
        ]
        for reporter in reporters:
            for each in rows:
                if each.party == reporter:
                    return each
        known = [each.word for each in table(ReportingWord).rows.values()]
        raise UnknownNameError("reporting word", word, known)

    def unit(self, name: str) -> Unit:
        """The unit of issue of this id, singular or plural.

        Raises:
            UnknownNameError: no such unit.
        """
        units = table(Unit)
        for each in units.rows.values():
            if name in (each.name, each.plural):
                return each
        return units[name]

    # Money, programmes, rules --------------------------------------------------------------

    def currency(self, code: str) -> Currency:
        """The currency of an ISO 4217 code.

        Raises:
            UnknownNameError: no such currency.
        """
        return table(Currency)[code]

    def gdp(self, party: str, year: int) -> GrossProduct:
        """Gross domestic product of a state in a year.

        Raises:
            InputError: no value ships for that party and year.
        """
        row = self.party(party)
        found = table(GrossProduct).rows.get(f"{row.id}:{year}")
        if found is None:
            years = [
                each.year for each in table(GrossProduct).rows.values() if each.party == row.id
            ]
            have = ", ".join(map(str, years)) or "none"
            raise InputError(f"no gross domestic product of {row.id} in {year}; years held: {have}")
        return found

    def programme(self, name: str) -> Programme:
        """The profile of a programme, by any name of its party.

        Raises:
            UnknownNameError: no such party, or no profile of it.
        """
        return table(Programme)[self.party(name).id]

    def decision_rule(self, name: str) -> DecisionRule:
        """The decision rule of this id.

        Raises:
            UnknownNameError: no such rule.
        """
        return table(DecisionRule)[name]


@cache
def packaged() -> Vocabulary:
    """The vocabulary that ships: public names only, nothing of any case."""
    return Vocabulary(
        parties=table(Party).rows,
        items=table(Item).rows,
        bodies=table(Body).rows,
        replaced=MappingProxyType({}),
    )


def _merged(
    kind: str, old: Mapping[str, RowKind], new: Iterable[RowKind], replaced: dict[str, str]
) -> Mapping[str, RowKind]:
    rows = dict(old)
    for row in new:
        if row.id in rows:
            raise ConflictError(
                f"the {kind} id {row.id!r} is taken; take another id, or supersede it from one"
            )
        if row.supersedes:
            if row.supersedes not in rows:
                raise UnknownNameError(kind, row.supersedes, list(rows), f"{row.id}: supersedes")
            del rows[row.supersedes]
            replaced[row.supersedes] = row.id
        rows[row.id] = row
    return MappingProxyType(rows)
