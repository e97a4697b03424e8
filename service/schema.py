"""The database schema: bring it to the newest form, and tell whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from .core.db import Database

FOLDER = Path(__file__).parent / "migrations"


def config(database: Database | None = None) -> Config:
    """Return Alembic's configuration, bound to a database if one is given."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["database"] = database
    return made


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema forward; safe to repeat."""
    command.upgrade(config(database), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the schema back."""
    command.downgrade(config(database), revision)


def is_current(database: Database) -> bool:
    """Tell whether the schema is the one that this program was written for."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    with database.reading() as session:
        context = MigrationContext.configure(session.connection())
        return context.get_current_revision() == head
