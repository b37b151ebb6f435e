"""Read what a plan is made from out of the store."""

from collections import defaultdict

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.evidence.suggestions import Suggestion
from materiel.evidence.watched import Watched
from materiel.exchange.tables import CASE_TABLES
from materiel.kernel.bounds import Bounds
from materiel.kernel.table import Row
from materiel.ledger.postings import ON_HAND, PROMISES, STOCK, Posted
from materiel.ledger.totals import sum_of, total_of
from materiel.procurement.amendments import Amendment, amended
from materiel.procurement.contracts import ContractLine, Option
from materiel.reports.reading import Reading
from materiel.reports.waiting import waiting
from materiel.scenarios.snapshot import Held, Snapshot
from materiel.store.reading import Filter, Reader

NOT_PLANNED: tuple[type[Row], ...] = (Claim, Document, Suggestion, Watched)
"""Tables that a plan cites but does not read."""


def snapshot_of(reader: Reader) -> Snapshot:
    """The rows, holdings and open promises of a case at the reader's stamps."""
    rows = {kind: reader.rows(kind) for kind in CASE_TABLES if kind not in NOT_PLANNED}
    if rows[Amendment]:
        # A plan starts from what the contracts say today, not from how they began.
        rows[ContractLine], rows[Option] = amended(
            rows[ContractLine], rows[Option], rows[Amendment], reader.stamps.as_of
        )
    return Snapshot(
        vocabulary=reader.book.vocabulary,
        rows=rows,
        held=_held(reader),
        exercised=_reached(reader, "ordered", ("option",)),
        delivered=_reached(reader, "received", ()),
        owed=_owed(reader),
        waiting=_waiting(reader),
    )


def _waiting(reader: Reader) -> dict[str, str]:
    """Why nothing of a conditional commitment is firm, by each id in its chain of corrections."""
    roots = reader.roots()
    found = waiting(Reading(reader))
    return {name: found[root] for name, root in roots.items() if root in found}


def _held(reader: Reader) -> dict[tuple[str, str], Held]:
    legs: dict[tuple[str, str], list[Posted]] = defaultdict(list)
    for posting in reader.postings(Filter(book=STOCK, names=(ON_HAND,))):
        legs[posting.account.party, posting.account.item].append(posting)
    names = _names(reader, [leg.seq for mine in legs.values() for leg in mine])
    found = {}
    for key, mine in legs.items():
        total = total_of([sum_of(mine, reader.stamps.as_of, reader.known)], reader.known)
        cites = dict.fromkeys(names[leg.seq] for leg in mine)
        found[key] = Held(total.bounds, tuple(cites))
    return found


def _names(reader: Reader, seqs: list[int]) -> dict[int, str]:
    return {seq: record.id for seq, record in reader.records_at(set(seqs)).items()}


def _reached(reader: Reader, rung: str, kinds: tuple[str, ...]) -> dict[str, Bounds]:
    """The receivers' counters of a rung, by commitment as its rows and its corrections name it."""
    sums = reader.sums(reader.promises(rung=rung, kinds=kinds))
    totals = {root: total_of([each], reader.known).bounds for root, each in sums.items()}
    return {name: totals[root] for name, root in reader.roots().items() if root in totals}


def _owed(reader: Reader) -> dict[tuple[str, str], Held]:
    """Backfills promised or ordered that have not arrived, by who shall get what."""
    promised = reader.promises(kinds=("backfill",))
    got = reader.sums(Filter(PROMISES, promised.parties, ("received",), (), promised.commitments))
    best: dict[str, Bounds] = {}
    for rung in ("pledged", "ordered"):
        wanted = Filter(PROMISES, promised.parties, (rung,), (), promised.commitments)
        for root, each in reader.sums(wanted).items():
            parts = [each]
            if root in got:
                less = got[root]
                parts.append(type(less)(less.expression * -1, less.variables, less.relations))
            bounds = total_of(parts, reader.known).bounds
            if root not in best or bounds.low > best[root].low:
                best[root] = bounds
    found: dict[tuple[str, str], Held] = {}
    commitments = reader.commitments()
    for root, bounds in best.items():
        row = commitments[root]
        key = reader.book.party(row.receiver), reader.book.item(row.item)
        earlier = found.get(key, Held(Bounds.exactly(0)))
        found[key] = Held(earlier.bounds + bounds, (*earlier.cites, row.id))
    return found
