"""Settings of gunicorn for many machines: ``gunicorn -c deploy/gunicorn.conf.py wsgi:app``.

Every worker stays on one CPU: its threads share one interpreter lock, and handing that over
between CPUs costs more than a second CPU brings (docs/performance.md).
"""

import os
from typing import Any

_cpus = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]

workers = len(_cpus)
threads = 16


def pre_fork(server: Any, worker: Any) -> None:
    """Give a new worker the CPU that has the fewest."""
    taken = [living.cpu for living in server.WORKERS.values()]
    worker.cpu = min(_cpus, key=taken.count)


def post_fork(server: Any, worker: Any) -> None:  # noqa: ARG001 -- gunicorn's signature
    """Stay there."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {worker.cpu})
