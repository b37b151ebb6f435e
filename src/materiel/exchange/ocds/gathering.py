"""The contracts of a case with every row that belongs to them, as far as a reader may see it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from materiel.kernel.errors import InputError, MaterielError, UnknownNameError
from materiel.kernel.findings import Finding
from materiel.kernel.marking import Marking
from materiel.kernel.table import Column, Row, columns
from materiel.ledger.case import Case
from materiel.ledger.rows import Payment
from materiel.procurement.agreements import Agreement
from materiel.procurement.amendments import Amendment
from materiel.procurement.contracts import ContractLine, Milestone, Option
from materiel.procurement.sustainment import Sustainment
from materiel.procurement.terms import Content, Threshold, Tier
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party
from materiel.vocabulary.vocabulary import Vocabulary, packaged

Rows = Mapping[type[Row], Sequence[Row]]
Some = TypeVar("Some", bound=Row)
OWN = (
    Agreement,
    ContractLine,
    Milestone,
    Option,
    Amendment,
    Tier,
    Threshold,
    Content,
    Sustainment,
)
"""Tables that say what a contract is. Approvals and what they rest on are the bodies' own."""
CITED = ("claims", "documents")
"""Tables that the sources of a row stand in."""


@dataclass(frozen=True, slots=True)
class Readers:
    """For whom an export is made.

    Attributes:
        party: id of a party; None: the public.
        everybody: no marking counts, as where rows are only compared.
    """

    party: str | None = None
    everybody: bool = False

    def may_see(self, marking: Marking) -> bool:
        """Whether a row so marked may go out."""
        return self.everybody or marking.visible_to(self.party)

    @property
    def name(self) -> str:
        """The readers in words."""
        return self.party or "the public"


@dataclass(slots=True)
class Contract:
    """One contract.

    Attributes:
        name: as its rows name it.
        rows: that belong to it, in the order of the tables.
        lines: its line items, in the order of their rows.
        partial: lines of which the reader may not see every row.
    """

    name: str
    rows: list[Row] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    partial: set[str] = field(default_factory=set)

    def every(self, kind: type[Some]) -> list[Some]:
        """Its rows of one table."""
        return [row for row in self.rows if isinstance(row, kind)]

    def of_line(self, line: str) -> list[Row]:
        """Its rows of one line item, amendments apart: these stand in a list of their own."""
        return [
            row
            for row in self.rows
            if getattr(row, "line", "") == line and row.TABLE != "amendments"
        ]


class Seen:
    """The rows of a case as a reader sees them.

    Attributes:
        case: the case.
        visible: rows by table and id, corrected ones included.
        corrected: id of a row to that of the one that corrects it.
        contracts: those of which the reader sees something, with their rows in force.
        hidden: by contract, the line of each row in force that the reader does not see.
        known: every contract there is.
    """

    def __init__(self, case: Case, readers: Readers, rows: Rows) -> None:
        self.case = case
        self.visible: dict[str, dict[str, Row]] = {}
        self.contracts: dict[str, Contract] = {}
        self.hidden: dict[str, list[str]] = {}
        self.known: set[str] = set()
        self.corrected = {
            row.supersedes: row.id for mine in rows.values() for row in mine if row.supersedes
        }
        for kind, mine in rows.items():
            visible = self.visible.setdefault(kind.TABLE, {})
            for row in mine:
                marking = case.default_marking if row.marking is None else row.marking
                if readers.may_see(marking):
                    visible[row.id] = row
                elif (name := _contract_of(row)) and row.id not in self.corrected:
                    self.known.add(name)
                    self.hidden.setdefault(name, []).append(getattr(row, "line", ""))
        for visible in self.visible.values():
            for row in [*visible.values()]:
                visible[row.id] = stated = self._by_itself(row, visible)
                if (name := _contract_of(row)) and row.id not in self.corrected:
                    self.known.add(name)
                    _place(self.contracts.setdefault(name, Contract(name)), stated)

    def _by_itself(self, row: Row, visible: Mapping[str, Row]) -> Row:
        """A row that names what it corrects only where that goes out too, or is packaged."""
        words = packaged()
        if not row.supersedes or row.supersedes in visible:
            return row
        if row.supersedes in words.parties or row.supersedes in words.items:
            return row
        return replace(row, supersedes="")

    def newest(self, name: str) -> str:
        """The id of the row that a row was corrected into, step by step."""
        seen = {name}
        while (after := self.corrected.get(name)) is not None and after not in seen:
            seen.add(after)
            name = after
        return name

    def paid_under(self, contract: Contract) -> list[Row]:
        """The money of the promises that the lines and options of a contract belong to."""
        promises = {self.newest(getattr(row, "commitment", "")) for row in contract.rows} - {""}
        return [
            row
            for row in self.visible.get(Payment.TABLE, {}).values()
            if isinstance(row, Payment)
            and row.id not in self.corrected
            and self.newest(row.commitment) in promises
        ]


@dataclass(slots=True)
class Gathered:
    """The contracts of an export.

    Attributes:
        case: the case.
        contracts: in the order of their names.
        words: the vocabulary with the case's own parties and items.
        findings: what the reader may not see, as a number.
    """

    case: Case
    contracts: list[Contract]
    words: Vocabulary
    findings: list[Finding]
    _seen: Seen

    def party_id(self, name: str) -> str:
        """The id of a party from any of its names; the name itself where nothing knows it."""
        try:
            return self.words.party(name).id
        except MaterielError:
            return name

    def party_name(self, identity: str) -> str:
        """The name of a party."""
        row = self.words.parties.get(identity)
        return row.name if row else identity

    def item(self, names: Iterable[str]) -> Item | None:
        """The one item that all names mean; None when they mean none or several."""
        found: dict[str, Item] = {}
        for name in names:
            try:
                row = self.words.item(name)
            except MaterielError:
                return None
            found[row.id] = row
        return next(iter(found.values())) if len(found) == 1 else None

    def around(self, contract: Contract) -> list[Row]:
        """The case, and every row that the rows of a contract rest on or refer to."""
        found: dict[str, Row] = {self.case.id: self.case}
        own = {row.id for row in contract.rows}
        waiting = list(contract.rows)
        while waiting:
            for row in self._referred(waiting.pop()):
                if row.id not in own and row.id not in found:
                    found[row.id] = row
                    waiting.append(row)
        order = {name: number for number, name in enumerate(self._seen.visible)}
        return sorted(found.values(), key=lambda row: (order[row.TABLE], row.id))

    def _referred(self, row: Row) -> Iterator[Row]:
        """Rows that a row names, and what corrects it or is corrected by it."""
        for name in (row.supersedes, self._seen.corrected.get(row.id, "")):
            yield from self._rows((row.TABLE,), name)
        for name in row.sources:
            yield from self._rows(CITED, name)
        for each in columns(type(row)):
            value = getattr(row, each.name)
            names = (value,) if isinstance(value, str) else value
            for name in names if isinstance(names, tuple) else ():
                if name:
                    yield from self._rows(*self._meant(each, name))
        if isinstance(row, Party):
            for parent in row.parents_ever:
                yield from self._rows((Party.TABLE,), parent)
        if isinstance(row, Item):
            for name in (row.parent, *(part.item for part in row.parts)):
                yield from self._rows((Item.TABLE,), name)

    def _meant(self, column: Column, name: str) -> tuple[Iterable[str], str]:
        """The tables in which a cell's name is looked for, and the id it is looked for by."""
        kind = column.kind.name
        if column.refers:
            return (column.refers,), name
        if kind in ("party", "parties"):
            return (Party.TABLE,), self.party_id(name)
        if kind in ("item", "items"):
            found = self.item([name])
            return (Item.TABLE,), found.id if found else name
        return (), name

    def _rows(self, tables: Iterable[str], name: str) -> Iterator[Row]:
        for table in tables:
            if (row := self._seen.visible.get(table, {}).get(name)) is not None:
                yield row


def gather(rows: Rows, readers: Readers, wanted: Sequence[str] = ()) -> Gathered:
    """The contracts that a reader may see.

    Args:
        rows: of one case, in force, with the rows that they correct.
        readers: for whom.
        wanted: ids of contracts; none: all.

    Raises:
        UnknownNameError: a wanted contract is none of the case's.
        InputError: the case has no contract that the reader may see.
    """
    cases = [row for row in rows.get(Case, ()) if isinstance(row, Case)]
    if not cases:
        raise InputError("no row says what the case is")
    seen = Seen(cases[-1], readers, rows)
    for name in wanted:
        if name not in seen.known:
            raise UnknownNameError("contract", name, sorted(seen.known))
    chosen = [each for name, each in sorted(seen.contracts.items()) if not wanted or name in wanted]
    if not chosen:
        raise InputError(
            f"{seen.case.id}: no contract that {readers.name} may see; nothing is exported"
        )
    hidden = 0
    for each in chosen:
        lines = seen.hidden.get(each.name, [])
        hidden += len(lines)
        each.partial |= set(lines)
        each.rows += seen.paid_under(each)
    parties, items = (seen.visible.get(kind.TABLE, {}).values() for kind in (Party, Item))
    words = packaged().extended(
        parties=[row for row in parties if isinstance(row, Party)],
        items=[row for row in items if isinstance(row, Item)],
    )
    findings = []
    if hidden:
        findings.append(
            Finding(
                "ocds-marking",
                seen.case.id,
                f"{hidden} rows of the contracts are not for {readers.name}",
                "They are left out; of their lines no total is stated.",
                "warning",
            )
        )
    return Gathered(seen.case, chosen, words, findings, seen)


def _contract_of(row: Row) -> str:
    return str(getattr(row, "contract", "")) if isinstance(row, OWN) else ""


def _place(contract: Contract, row: Row) -> None:
    contract.rows.append(row)
    if isinstance(row, ContractLine) and row.line not in contract.lines:
        contract.lines.append(row.line)
