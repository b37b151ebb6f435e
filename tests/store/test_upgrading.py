"""The schema in code and in the migrations is one; an upgrade keeps every hash (DESIGN §4.8)."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from histories import NOW
from sqlalchemy import func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

import materiel.store
from materiel.kernel.errors import WorkspaceError
from materiel.store.database import LATEST, Database
from materiel.store.rebuilding import rebuild
from materiel.store.schema import ACCOUNT, LOG, METADATA
from materiel.store.verifying import verify
from materiel.store.writing import append

MIGRATIONS = Path(materiel.store.__file__).parent / "migrations"
FIRST = "0001"


def config() -> Config:
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def fresh(request, tmp_path):
    """A database without a schema."""
    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    else:
        opened = Database(request.getfixturevalue("fresh_postgres_url"))
    yield opened
    opened.close()


def upgrade(database, revision):
    settings = config()
    with database.engine.connect() as connection:
        connection.execution_options(materiel_write=True)
        with connection.begin():
            settings.attributes["connection"] = connection
            command.upgrade(settings, revision)


def test_the_latest_version_is_the_head_of_the_migrations():
    assert ScriptDirectory.from_config(config()).get_current_head() == LATEST


def test_the_migrated_schema_is_the_schema_in_code(fresh):
    fresh.migrate()
    with fresh.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        names = set(inspect(connection).get_table_names())
    assert names == {*METADATA.tables, "alembic_version"}
    fresh.require()


def test_an_upgrade_keeps_every_row_and_every_hash(fresh, sqlite, history):
    append(sqlite, history, actor="a clerk", now=NOW)
    with sqlite.reading() as connection:
        rows = [tuple(row) for row in connection.execute(select(LOG).order_by(LOG.c.seq))]
    upgrade(fresh, FIRST)
    names = [column.name for column in LOG.columns]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(f":{name}" for name in names)
    with fresh.engine.begin() as connection:
        for row in rows:
            statement = text(f"INSERT INTO log ({columns}) VALUES ({values})")
            connection.execute(statement, dict(zip(names, row, strict=True)))
    with pytest.raises(WorkspaceError) as caught:
        fresh.require()
    assert f"is at schema {FIRST}, this version needs {LATEST}" in str(caught.value)
    fresh.migrate()
    fresh.require()
    with fresh.reading() as connection:
        found = [tuple(row) for row in connection.execute(select(LOG).order_by(LOG.c.seq))]
    assert found == rows
    assert rebuild(fresh) == len(rows)
    assert verify(fresh) == []


def test_accounts_keep_their_numbers_when_their_key_gets_another_order(fresh, history, contents):
    upgrade(fresh, "0002")
    append(fresh, history, actor="a clerk", now=NOW)
    before = contents(fresh)
    fresh.migrate()
    assert contents(fresh) == before
    assert before["account"]
    with fresh.engine.connect() as connection:
        (key,) = inspect(connection).get_unique_constraints("account")
        (again,) = connection.execute(select(func.min(ACCOUNT.c.id))).one()
    assert key["column_names"] == ["case", "party", "commitment", "book", "name", "item"]
    twice = select(ACCOUNT.c.id + 10_000, *list(ACCOUNT.c)[1:]).where(ACCOUNT.c.id == again)
    with pytest.raises(IntegrityError), fresh.writing() as connection:
        connection.execute(insert(ACCOUNT).from_select([each.name for each in ACCOUNT.c], twice))


def test_to_migrate_twice_changes_nothing(fresh, history, contents):
    fresh.migrate()
    append(fresh, history, actor="a clerk", now=NOW)
    before = contents(fresh)
    fresh.migrate()
    assert contents(fresh) == before


def test_a_database_without_a_ledger_is_refused(fresh):
    with pytest.raises(WorkspaceError) as caught:
        fresh.require()
    assert str(caught.value).endswith("has no ledger; run 'materiel init'")
    assert "@" not in fresh.place.replace("postgres@", "")
