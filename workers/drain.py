"""Claim → run → finish or rest. The thread, ``mingchuang work`` and RQ all use this."""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from service.core import clock, marks
from service.core.db import Database
from service.core.marks import Claim

from . import retention
from .jobs import JOBS, Job

log = structlog.get_logger()

SWEEP_SECONDS = 10.0
#: marks of this long share one round: a busy day's thousand ratings are one recount
REST_SECONDS = 1.0
#: marks that are done in one transaction; writers of the same marks wait for so many recounts
BATCH = 20
CHECKPOINT_EVERY = timedelta(seconds=60)


def drain(database: Database, *, most: int = 10_000) -> int:
    """Do the work that is due now, up to ``most`` marks; return how many were finished.

    What is asked for meanwhile waits for the next round: under steady writing a round must end.
    """
    finished, due = 0, clock.now()
    while finished < most:
        taken = 0
        for kind, job in JOBS.items():
            claims = _claim(database, kind, job, due)
            taken += len(claims)
            finished += _run(database, job, claims)
        if not taken:
            break
    return finished


def _claim(database: Database, kind: str, job: Job, due: datetime) -> list[Claim]:
    with database.reading() as session:
        if not marks.is_waiting(session, kind, now=due):
            return []
    limit = 1 if job.slow else BATCH
    with database.transaction(by_worker=True) as session:
        return marks.claim(session, [kind], now=due, lease=job.lease, limit=limit)


def _run(database: Database, job: Job, claims: Sequence[Claim]) -> int:
    if job.slow:
        return sum(_run_slow(database, job, claimed) for claimed in claims)
    try:
        with database.transaction(by_worker=True) as session:
            # in the order in which writers bump marks: nobody waits for each other in a circle
            for claimed in sorted(claims, key=lambda claimed: claimed.key):
                if marks.still_due(session, claimed):
                    assert job.quick is not None  # noqa: S101 -- a job is quick or slow
                    job.quick(session, claimed.key, clock.now())
                    marks.finish(session, claimed)
    except Exception as error:
        if len(claims) == 1:
            return _rest(database, claims[0], error)
        return sum(_run(database, job, [claimed]) for claimed in claims)
    return len(claims)


def _run_slow(database: Database, job: Job, claimed: Claim) -> int:
    assert job.slow is not None  # noqa: S101 -- a job is quick or slow
    try:
        job.slow(database, claimed.key, clock.now())
    except Exception as error:
        return _rest(database, claimed, error)
    with database.transaction(by_worker=True) as session:
        marks.finish(session, claimed)
    return 1


def _rest(database: Database, claimed: Claim, error: Exception) -> int:
    log.error("job failed", kind=claimed.kind, error=type(error).__name__, exc_info=error)
    with database.transaction(by_worker=True) as session:
        marks.fail(session, claimed, error, now=clock.now())
    return 0


class Drain:
    """A loop that drains when rung, and every ten seconds in case a bell was missed."""

    def __init__(
        self,
        database: Database,
        *,
        sweep: float = SWEEP_SECONDS,
        rest: float = REST_SECONDS,
    ) -> None:
        """Prepare; nothing runs before :meth:`start` or :meth:`run`. Times are seconds."""
        self.database = database
        self._sweep, self._rest = sweep, rest
        self._bell, self._stop = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        """Say that there is work."""
        self._bell.set()

    def start(self) -> None:
        """Run in a thread beside the web server."""
        self._thread = threading.Thread(target=self.run, name="drain", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self._stop.set()
        self._bell.set()
        if self._thread:
            self._thread.join(timeout=30)

    def run(self) -> None:
        """Drain until stopped. A database that is away is waited for."""
        checkpointed = clock.now()
        while not self._stop.is_set():
            self._bell.clear()
            try:
                retention.ask(self.database)
                drain(self.database)
                if clock.now() - checkpointed > CHECKPOINT_EVERY:
                    self.database.checkpoint()
                    checkpointed = clock.now()
            except SQLAlchemyError as error:
                log.warning("database away", error=type(error).__name__)
            self._stop.wait(self._rest)
            self._bell.wait(self._sweep)
