"""Every packaged table, for the reference page and for checks of the whole."""

from materiel.kernel.table import Row
from materiel.vocabulary.bodies import Body, DecisionRule
from materiel.vocabulary.eligibility import EligibilityRule
from materiel.vocabulary.events import Account, Event, EventWord
from materiel.vocabulary.figures import Population
from materiel.vocabulary.items import Item, Unit
from materiel.vocabulary.money import Currency, GrossProduct, MoneyStage, ValuationBasis
from materiel.vocabulary.parties import Membership, Party
from materiel.vocabulary.programmes import Programme
from materiel.vocabulary.rates import ReferenceRate
from materiel.vocabulary.requisites import Requisite
from materiel.vocabulary.rungs import ReportingWord, Rung
from materiel.vocabulary.scopes import ScopeRule
from materiel.vocabulary.tiles import Tile
from materiel.vocabulary.vague import VagueWord
from materiel.vocabulary.words import AmbiguousWord, NotAName, Qualifier

TABLES: tuple[type[Row], ...] = (
    Party,
    Membership,
    Item,
    Unit,
    Rung,
    ReportingWord,
    Account,
    Event,
    EventWord,
    MoneyStage,
    ValuationBasis,
    Currency,
    GrossProduct,
    Population,
    ReferenceRate,
    Programme,
    ScopeRule,
    Body,
    DecisionRule,
    Requisite,
    EligibilityRule,
    AmbiguousWord,
    NotAName,
    Qualifier,
    VagueWord,
    Tile,
)
"""The row types that ship with a table; ``reader.table`` reads each, and the
reference page shows them in this order."""
