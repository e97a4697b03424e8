"""After a commit: wake the thread, or tell RQ within 0.3 seconds. It never raises."""

import threading

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

from service.web import health

from .drain import SWEEP_SECONDS

QUEUE = "mingchuang"
JOB = "workers.rq.drain_once"
PATIENCE = 0.3
REST = 0.5


def connect(url: str) -> Redis:
    """Open Redis so that a call fails at once instead of hanging (59.9 s by default)."""
    return Redis.from_url(
        url,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )


class RedisBell:
    """Keeps at most one drain job waiting in RQ. One thread rings; requests never wait for it."""

    def __init__(self, url: str) -> None:
        """Prepare; Redis may be away now and come later."""
        self._queue = Queue(QUEUE, connection=connect(url), serializer=JSONSerializer)
        self._wanted = threading.Event()
        threading.Thread(target=self._loop, name="bell", daemon=True).start()

    def ring(self) -> None:
        """Ask for a drain; returns at once."""
        self._wanted.set()

    def _loop(self) -> None:
        pause = threading.Event()
        while True:
            self._wanted.wait(SWEEP_SECONDS)  # a sweep picks up what a lost bell missed
            self._wanted.clear()
            self.send()
            pause.wait(REST)  # marks of half a second share one job

    def send(self) -> bool:
        """Put one drain job into the queue unless one waits there; tell whether Redis heard."""
        try:
            # A job that runs already may have looked before our mark: only a waiting one will do.
            if not self._queue.count:
                self._queue.enqueue(JOB, result_ttl=0, failure_ttl=86400, job_timeout=900)
        except (RedisError, OSError):
            health.bell_failures.inc()
            return False
        return True
