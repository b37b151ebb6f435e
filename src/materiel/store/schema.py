"""The tables: one append-only log, and what is derived from it (DESIGN §4.1, §4.8).

Days are whole numbers since 1970-01-01; quantities are whole units of issue or minor units.
Everything but ``log`` and ``request`` can be rebuilt from ``log``.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()

FOREVER = 1 << 22
"""The day number that stands for "not yet superseded"; a power of two, so that ``node`` works."""

ROOT = FOREVER >> 1
"""The node of every interval that has not ended: what nothing has corrected lies there."""

LOG = Table(
    "log",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("case", String(80), nullable=False),
    Column("id", String(80), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("valid", String(40), nullable=False),
    Column("known_on", String(10), nullable=False),
    Column("recorded_at", String(40), nullable=False),
    Column("actor", String(120), nullable=False),
    Column("marking", String(400), nullable=False),
    Column("supersedes", String(80), nullable=False),
    Column("body", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Column("request", String(80), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("case", "id", name="uq_log_case_id"),
)
Index("ix_log_case_kind", LOG.c.case, LOG.c.kind)

REQUEST = Table(
    "request",
    METADATA,
    Column("id", String(80), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("first_seq", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
)

LIVE = Table(
    "live",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("root", String(80), nullable=False),
    Column("known_from", Integer, nullable=False),
    Column("known_to", Integer, nullable=False),
    Column("superseded_by", Integer, nullable=False),
)

ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("case", String(80), nullable=False),
    Column("book", String(10), nullable=False),
    Column("party", String(80), nullable=False),
    Column("name", String(40), nullable=False),
    Column("item", String(80), nullable=False),
    Column("commitment", String(80), nullable=False),
    # The promise comes early: the accounts of one are opened together, and with a key that
    # keeps them together a large import costs a third of what one by book and item does.
    UniqueConstraint("case", "party", "commitment", "book", "name", "item", name="uq_account_key"),
)

POSTING = Table(
    "posting",
    METADATA,
    # Clustered by the interval-tree node of its days of knowledge: whatever is live at a day
    # of knowledge lies on a few nodes (decision 0002), so overwrites do not slow reads.
    Column("node", Integer, primary_key=True, autoincrement=False),
    Column("known_from", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("leg", Integer, primary_key=True, autoincrement=False),
    Column("known_to", Integer, nullable=False),
    Column("account", Integer, nullable=False),
    Column("coefficient", BigInteger, nullable=False),
    Column("variable", String(170), nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index(
    "ix_posting_account",
    POSTING.c.node,
    POSTING.c.account,
    POSTING.c.known_from,
    POSTING.c.known_to,
    POSTING.c.first,
    POSTING.c.last,
    POSTING.c.coefficient,
    POSTING.c.variable,
)

VARIABLE = Table(
    "variable",
    METADATA,
    Column("owner", Integer, primary_key=True, autoincrement=False),
    Column("name", String(170), primary_key=True),
    Column("case", String(80), nullable=False),
    Column("low", BigInteger),
    Column("high", BigInteger),
    Column("wording", Text, nullable=False),
)
Index("ix_variable_name", VARIABLE.c.case, VARIABLE.c.name)

RELATION = Table(
    "relation",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("case", String(80), nullable=False),
    Column("terms", Text, nullable=False),
    Column("bound", BigInteger, nullable=False),
    Column("why", Text, nullable=False),
)

OVERLAP = Table(
    "overlap",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("left", String(80), primary_key=True),
    Column("right", String(80), nullable=False),
    Column("case", String(80), nullable=False),
    Column("state", String(20), nullable=False),
)

GATE = Table(
    "gate",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("case", String(80), nullable=False),
    Column("commitment", String(80), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("cap", BigInteger),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
)

CHECKPOINT = Table(
    "checkpoint",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("taken_at", String(40), nullable=False),
)

DERIVED = (LIVE, ACCOUNT, POSTING, VARIABLE, RELATION, OVERLAP, GATE)
"""The tables that ``rebuild`` empties and fills again from the log."""


def node(known_from: int, known_to: int) -> int:
    """The interval-tree node of the half-open days ``[known_from, known_to)``, days from 1 on.

    It is the number inside the interval that is divisible by the highest power of two.
    Source: relational interval tree (Kriegel, Poetke, Seidl, VLDB 2000), fixed root.
    """
    low, high = known_from, known_to - 1
    if low > high:
        return low
    shift = ((low - 1) ^ high).bit_length() - 1
    return high >> shift << shift


def path(day: int) -> tuple[list[int], list[int]]:
    """The nodes that can hold intervals which contain ``day``: those up to it, those above.

    An interval on a node up to ``day`` contains ``day`` when it ends after it; one on a node
    above ``day`` contains it when it starts by it.
    """
    level = (day & -day).bit_length() - 1
    nodes = [day >> (s + 1) << (s + 1) | 1 << s for s in range(level, FOREVER.bit_length() - 1)]
    return [each for each in nodes if each <= day], [each for each in nodes if each > day]
