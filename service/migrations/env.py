"""Alembic's entry: one connection, one transaction, the same files on both databases."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON, Column, Connection

from service.core import audit, ledger, marks, workdays  # noqa: F401 -- their tables
from service.core.db import Base, Database
from service.core.types import UTCDateTime

database: Database = context.config.attributes["database"]


def render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our own types as the plain ones they are stored as."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def compare_default(_: Any, __: Any, column: Column[Any], *___: Any) -> bool | None:
    """Leave defaults of JSON columns alone: PostgreSQL cannot compare JSON."""
    return False if isinstance(column.type, JSON) else None


def run(connection: Connection) -> None:
    """Run the migrations on one connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render,
        compare_type=True,
        compare_server_default=compare_default,
    )
    with context.begin_transaction():
        context.run_migrations()


with database.rebuilding() as opened:
    run(opened)
