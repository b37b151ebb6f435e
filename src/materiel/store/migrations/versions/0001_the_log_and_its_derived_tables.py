"""The log, its requests and the tables derived from it."""

from alembic import op
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

revision = "0001"
down_revision = None

METADATA = MetaData()

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
    UniqueConstraint("case", "book", "party", "name", "item", "commitment", name="uq_account_key"),
)

POSTING = Table(
    "posting",
    METADATA,
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


def upgrade() -> None:
    """Create every table."""
    METADATA.create_all(op.get_bind())


def downgrade() -> None:
    """Drop every table."""
    METADATA.drop_all(op.get_bind())
