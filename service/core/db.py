"""Engine, session and the only commit() of the program."""

import json
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, Engine, MetaData, Uuid, create_engine, event, make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

from .crypto import Keyring
from .sealed import give_keys
from .storage import BlobStore
from .types import UTCDateTime

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
    "wal_autocheckpoint=0",  # one place checkpoints: Database.checkpoint
)

HOLDS_WRITER = "holds_writer"


class Base(DeclarativeBase):
    """Parent of every table; a model states its columns as ``Mapped[...]``."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 -- read once by SQLAlchemy
        datetime: UTCDateTime,
        uuid.UUID: Uuid,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        list[str]: JSON,
    }


def new_id() -> uuid.UUID:
    """Return a random public id: it tells neither order nor time."""
    return uuid.uuid4()


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Database:
    """One database and the secrets and files that belong to it.

    SQLite takes one writer at a time, so writers of this process queue on a lock instead of
    colliding; readers never wait. On PostgreSQL the server does all that.
    """

    def __init__(self, url: str, *, keys: Keyring, blobs: BlobStore, wait: float = 10.0) -> None:
        """Open ``url``; ``wait`` is how many seconds a writer waits for a lock."""
        self.url = make_url(url)
        self.keys, self.blobs = keys, blobs
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._engine(wait)
        give_keys(self.engine, keys)
        reading: dict[str, Any] = {"read_only": True, "postgresql_readonly": True}
        if not self.is_sqlite:  # SQLite's readers see one state anyway
            reading["isolation_level"] = "REPEATABLE READ"
        self._reader = self.engine.execution_options(**reading)
        self._writer = threading.Lock()
        self._wait = wait
        self._after_commit: list[Callable[[], None]] = []
        #: grows with each transaction of a request: what remembers rows knows when to look again
        self.generation = 0
        if self.is_sqlite:
            event.listen(self.engine, "connect", self._prepare)
            event.listen(self.engine, "begin", self._begin)
            event.listen(self.engine, "checkin", self._checkin)

    def _engine(self, wait: float) -> Engine:
        if self.is_sqlite:
            connect: dict[str, Any] = {"timeout": wait, "check_same_thread": False}
        else:
            milliseconds = int(wait * 1000)
            connect = {
                "connect_timeout": 3,
                "options": f"-c lock_timeout={milliseconds} -c statement_timeout=60000"
                " -c idle_in_transaction_session_timeout=60000",
            }
        return create_engine(
            self.url,
            connect_args=connect,
            json_serializer=_dumps,
            hide_parameters=True,  # what a citizen wrote must not reach a log
            pool_pre_ping=not self.is_sqlite,
            pool_size=16,
            max_overflow=16,
            pool_timeout=wait,
        )

    def _prepare(self, raw: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        raw.isolation_level = None  # we send BEGIN ourselves
        for pragma in SQLITE_PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    def _begin(self, connection: Connection) -> None:
        if connection.get_execution_options().get("read_only"):
            connection.exec_driver_sql("BEGIN")
            return
        connection.info[HOLDS_WRITER] = self._writer.acquire(timeout=self._wait)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def _checkin(self, _: Any, record: ConnectionPoolEntry) -> None:
        if record.info.pop(HOLDS_WRITER, False):
            self._writer.release()

    def _session(self, bind: Engine) -> Session:
        info = {"keys": self.keys, "blobs": self.blobs}
        return Session(bind, expire_on_commit=False, info=info)

    @contextmanager
    def transaction(self, *, by_worker: bool = False) -> Iterator[Session]:
        """Give a session that is committed on leaving, rolled back on any exception.

        What a worker writes for itself (``by_worker``) asks for no work and rings no bell.
        """
        session = self._session(self.engine)
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.close()
        if not by_worker:
            self.generation += 1
            self.committed()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the database and writes nothing."""
        session = self._session(self._reader)
        try:
            yield session
        finally:
            session.close()

    @contextmanager
    def batch(self) -> Iterator[Connection]:
        """Give a bare connection in one write transaction: the path of many rows at once."""
        with self.engine.begin() as connection:
            yield connection
        self.committed()

    @contextmanager
    def rebuilding(self) -> Iterator[Connection]:
        """Give a write transaction for migrations: SQLite rebuilds tables, so it must not follow
        foreign keys meanwhile.
        """
        with self.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            if self.is_sqlite:
                raw.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
            finally:
                if self.is_sqlite:
                    raw.execute("PRAGMA foreign_keys=ON")

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Call ``hook`` after each commit; it must be quick and must not raise."""
        self._after_commit.append(hook)

    def committed(self) -> None:
        """Tell the hooks that something was written."""
        for hook in self._after_commit:
            hook()

    def checkpoint(self) -> None:
        """Fold the write-ahead log of SQLite back into the file (one caller: the drain loop)."""
        if not self.is_sqlite:
            return
        with self._writer, self.engine.connect() as connection:
            raw = connection.connection.driver_connection
            if raw is not None:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()
