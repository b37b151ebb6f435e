"""The key of an account has the promise early, so that the accounts of one lie together."""

from alembic import op

revision = "0003"
down_revision = "0002"

KEY = "uq_account_key"
BEFORE = ("case", "book", "party", "name", "item", "commitment")
AFTER = ("case", "party", "commitment", "book", "name", "item")


def upgrade() -> None:
    """Change the order of the key; every account keeps its number."""
    _key(AFTER)


def downgrade() -> None:
    """Change it back."""
    _key(BEFORE)


def _key(columns: tuple[str, ...]) -> None:
    with op.batch_alter_table("account") as table:
        table.drop_constraint(KEY, type_="unique")
        table.create_unique_constraint(KEY, list(columns))
