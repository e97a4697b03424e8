"""Is the program alive, is it ready, and how is it doing."""

import hmac
import shutil
import time
from collections.abc import Callable

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from service import schema
from service.core import clock, marks
from service.core.problems import not_found

from .access import public
from .unit import database, settings

LOW_DISK = 200 * 1024 * 1024
STALE_SECONDS = 120

blueprint = Blueprint("health", __name__)
requests = Counter("mingchuang_requests_total", "Requests", ["endpoint", "method", "status"])
seconds = Histogram("mingchuang_request_seconds", "Seconds per request", ["endpoint"])


@blueprint.get("/healthz")
@public
def healthz() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def readyz() -> tuple[dict[str, object], int]:
    """Tell whether work can be done, part by part. Redis may be away: nothing waits for it."""
    parts = {name: check() for name, check in CHECKS.items()}
    needed = [parts["database"], parts["schema"], parts["disk"]]
    status = 200 if all(part == "ok" for part in needed) else 503
    return {"status": "ok" if status == 200 else "not ready", **parts}, status  # noqa: PLR2004


def _database() -> str:
    try:
        with database().reading() as session:
            session.execute(text("select 1"))
    except SQLAlchemyError:
        return "away"
    return "ok"


def _schema() -> str:
    try:
        return "ok" if schema.is_current(database()) else "migrate first: mingchuang migrate"
    except SQLAlchemyError:
        return "away"


def _disk() -> str:
    return "ok" if shutil.disk_usage(settings().data_dir).free > LOW_DISK else "nearly full"


def _redis() -> str:
    url = settings().redis_url
    if not url:
        return "not used"
    try:
        Redis.from_url(url, socket_timeout=0.3, socket_connect_timeout=0.3).ping()
    except RedisError:
        return "away (work goes on without it)"
    return "ok"


def _work() -> str:
    try:
        with database().reading() as session:
            oldest, parked = marks.oldest_due(session), len(marks.parked(session))
    except SQLAlchemyError:
        return "away"
    if parked:
        return f"{parked} parked"
    late = oldest and (clock.now() - oldest).total_seconds() > STALE_SECONDS
    return "behind" if late else "ok"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "schema": _schema,
    "disk": _disk,
    "redis": _redis,
    "work": _work,
}


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Give the figures to Prometheus: with the token, or from this machine when none is set."""
    token = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    local = request.remote_addr in {"127.0.0.1", "::1"}
    if not (hmac.compare_digest(given, token) if token else local):
        raise not_found()
    with database().reading() as session:
        waiting.set(marks.waiting(session))
        parked_marks.set(len(marks.parked(session)))
    return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


waiting = Gauge("mingchuang_marks_waiting", "Work marks not yet done", multiprocess_mode="max")
parked_marks = Gauge("mingchuang_marks_parked", "Work marks that failed", multiprocess_mode="max")
submissions = Counter("mingchuang_submissions_total", "Accepted submissions", ["kind"])
bell_failures = Counter("mingchuang_bell_failures_total", "Redis did not hear the bell")


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    try:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    except ValueError:  # one process: PROMETHEUS_MULTIPROC_DIR is not set
        return REGISTRY
    return registry


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "unknown"
    requests.labels(endpoint, request.method, response.status_code).inc()
    seconds.labels(endpoint).observe(time.perf_counter() - g.get("started", time.perf_counter()))
    return response


def init_app(app: Flask) -> None:
    """Serve the three addresses and count every request."""
    app.register_blueprint(blueprint)
    app.after_request(_count)
