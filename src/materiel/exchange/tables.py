"""The tables of a case folder, in the order in which they are loaded."""

from collections.abc import Mapping

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.evidence.judgements import Judgement
from materiel.evidence.suggestions import Suggestion
from materiel.evidence.watched import Watched
from materiel.kernel.table import Row
from materiel.ledger.case import Assumption, Case
from materiel.ledger.rows import Commitment, Event, Gate, Holding, Payment, Planned
from materiel.planning.rows import Backfill, Capacity, Floor, Requirement, Route
from materiel.planning.term_rows import Companion, FundRow, KeyRow, Measure
from materiel.procurement.agreements import Agreement
from materiel.procurement.amendments import Amendment
from materiel.procurement.approvals import Approval, PositionRow
from materiel.procurement.bundling import BundlePart
from materiel.procurement.conditions import Condition
from materiel.procurement.contracts import ContractLine, Milestone, Option
from materiel.procurement.needs import ListedNeed, NeedList
from materiel.procurement.offered import OfferLine, OfferTerm
from materiel.procurement.sessions import Session
from materiel.procurement.supplies import Supply
from materiel.procurement.sustainment import Sustainment
from materiel.procurement.swaps import Swap
from materiel.procurement.terms import Content, Threshold, Tier
from materiel.sharing.keyfigures import KeyFigure
from materiel.vocabulary.bodies import Body
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party

CASE_TABLES: tuple[type[Row], ...] = (
    Case,
    Assumption,
    Party,
    Item,
    Body,
    Document,
    Claim,
    Commitment,
    Event,
    Holding,
    Payment,
    Gate,
    Judgement,
    Suggestion,
    Watched,
    Agreement,
    ContractLine,
    Milestone,
    Option,
    Amendment,
    Tier,
    Threshold,
    Content,
    Sustainment,
    Condition,
    BundlePart,
    Swap,
    NeedList,
    ListedNeed,
    OfferLine,
    OfferTerm,
    Approval,
    Session,
    PositionRow,
    Capacity,
    Route,
    Requirement,
    Supply,
    Floor,
    Backfill,
    Measure,
    Companion,
    FundRow,
    KeyFigure,
    KeyRow,
)
"""What a person fills in; ``case`` says what the others belong to."""

_ALL: tuple[type[Row], ...] = (*CASE_TABLES, Planned)

ALL_TABLES: Mapping[str, type[Row]] = {kind.TABLE: kind for kind in _ALL}
"""Every kind of entry by name: the case tables, and the decisions of accepted plans."""
