"""The kinds of entries that move the books or name their nouns, by the name of their table."""

from collections.abc import Mapping

from materiel.kernel.table import Row
from materiel.ledger.derive import RULES
from materiel.vocabulary.bodies import Body
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party

_TYPED: tuple[type[Row], ...] = (*RULES, Party, Item, Body)

POSTING_KINDS: Mapping[str, type[Row]] = {kind.TABLE: kind for kind in _TYPED}
"""What a rebuild must read as typed rows; all other kinds derive nothing."""
