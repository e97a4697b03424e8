"""Group commit: those who write at the same moment share one durable transaction.

Who comes while nobody commits leads: he commits everything that waits, his own and the others',
wakes them, and passes the lead to the first who came meanwhile. No thread and no timer: a lone
writer commits at once, a crowd shares, and nobody is answered before the commit that holds what
he brought.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.core.db import Database

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

MOST = 200
#: the database is away, locked or full: true for everybody who waits, so nobody tries again alone
UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)


class _Entry(Generic[Item, Outcome]):
    """What one writer brought, and what became of it."""

    __slots__ = ("done", "error", "item", "outcome", "turn")

    outcome: Outcome

    def __init__(self, item: Item) -> None:
        self.item = item
        self.done = False
        self.error: BaseException | None = None
        #: released when this entry is done, or when its writer is to lead
        self.turn = threading.Lock()
        self.turn.acquire()


class Intake(Generic[Item, Outcome]):
    """Collects the items of many threads and has them written together."""

    def __init__(
        self,
        database: Database,
        write: Callable[[Connection, Sequence[Item]], Sequence[Outcome]],
    ) -> None:
        """Take what ``write`` stores; it returns one outcome for each item, in their order."""
        self._database, self._write = database, write
        self._waiting: list[_Entry[Item, Outcome]] = []
        self._is_led = False
        self._lock = threading.Lock()

    def put(self, item: Item) -> Outcome:
        """Store an item durably and return its outcome; raises what storing it raised."""
        entry: _Entry[Item, Outcome] = _Entry(item)
        with self._lock:
            self._waiting.append(entry)
            leads, self._is_led = not self._is_led, True
        if not leads:
            entry.turn.acquire()
        if not entry.done:
            self._lead()
        if entry.error is not None:
            raise entry.error
        return entry.outcome

    def _lead(self) -> None:
        """Commit those who wait; the caller is the first of them."""
        with self._lock:
            entries, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        try:
            self._settle(entries)
        finally:
            with self._lock:
                successors = self._waiting[:1]
                self._is_led = bool(successors)
            for entry in (*successors, *entries):
                entry.turn.release()

    def _settle(self, entries: list[_Entry[Item, Outcome]]) -> None:
        """Commit together; if one of them is at fault, each alone, so that no other suffers."""
        try:
            outcomes = self._commit(entries)
        except Exception as error:
            if len(entries) == 1 or isinstance(error, UNAVAILABLE):
                _refuse(entries, error)
                return
            for entry in entries:
                self._settle([entry])
        except BaseException as error:  # this thread is being stopped; the others must not hang
            _refuse(entries, error)
        else:
            for entry, outcome in zip(entries, outcomes, strict=True):
                entry.outcome, entry.done = outcome, True

    def _commit(self, entries: list[_Entry[Item, Outcome]]) -> Sequence[Outcome]:
        with self._database.batch() as connection:
            return self._write(connection, [entry.item for entry in entries])


def _refuse(entries: list[_Entry[Item, Outcome]], error: BaseException) -> None:
    for entry in entries:
        entry.error, entry.done = error, True
