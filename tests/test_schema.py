"""The migrations give just the tables that the models describe, up and down, on both databases."""

import sqlalchemy as sa
from alembic import command

from service import schema


def test_migrations_give_what_the_models_say(database):
    command.check(schema.config(database))
    assert schema.is_current(database)


def test_going_down_and_up_again_changes_nothing(backend, database):
    before = _tables(database)
    schema.downgrade(database, "base")
    assert _tables(database) == {"alembic_version"}
    schema.upgrade(database)
    assert _tables(database) == before


def _tables(database):
    return set(sa.inspect(database.engine).get_table_names())
