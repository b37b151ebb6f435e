"""Checkpoints: a position of the log and its hash, to compare with one kept elsewhere."""

from alembic import op
from sqlalchemy import Column, Integer, MetaData, String, Table

revision = "0002"
down_revision = "0001"

METADATA = MetaData()

CHECKPOINT = Table(
    "checkpoint",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("taken_at", String(40), nullable=False),
)


def upgrade() -> None:
    """Create the table."""
    METADATA.create_all(op.get_bind())


def downgrade() -> None:
    """Drop the table."""
    METADATA.drop_all(op.get_bind())
