"""Logs: one JSON line a request, without addresses, paths, words or names."""

import logging
import sys
import time

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()


def configure(log_format: str) -> None:
    """Set up structlog for the whole process: ``json`` or ``console``."""
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _start() -> None:
    g.started = time.perf_counter()


def _end(response: Response) -> Response:
    rule = request.url_rule
    log.info(
        "request",
        id=g.get("request_id"),
        method=request.method,
        # the rule, never the path: paths hold codes
        rule=rule.rule if rule else None,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
    )
    return response


def init_app(app: Flask) -> None:
    """Log every request once."""
    app.before_request(_start)
    app.after_request(_end)
