"""What can be downloaded: the picture of a code, a sheet, and the list that goes with it."""

import uuid

from flask import Response

from service.core.problems import not_found
from service.web.access import current_actor
from service.web.unit import database, session

from . import manifest, pictures, queries
from .models import PrintRun
from .press import url_of
from .schemas import ManifestSchema


def svg(code: str) -> Response:
    """Return a code's picture as SVG."""
    row = queries.get_visible(session(), current_actor(), code)
    return _file(pictures.svg(url_of(row.code)).encode(), "image/svg+xml", f"{row.code}.svg")


def png(code: str) -> Response:
    """Return a code's picture as PNG."""
    row = queries.get_visible(session(), current_actor(), code)
    return _file(pictures.png(url_of(row.code)), "image/png", f"{row.code}.png")


def pdf(run_id: uuid.UUID) -> Response:
    """Return the sheet of a print run; 404 when retention has removed it."""
    run = _run(run_id)
    try:
        data = database().blobs.get(run.sha256)
    except FileNotFoundError:
        raise not_found() from None
    return _file(data, "application/pdf", f"{_stem(run)}.pdf", as_attachment=True)


def table(run_id: uuid.UUID) -> Response:
    """Return the list of a print run as CSV."""
    run = _run(run_id)
    data = manifest.as_csv(run.cards, run.layout, run.sha256)
    return _file(data, "text/csv; charset=utf-8", f"{_stem(run)}.csv", as_attachment=True)


def manifest_json(run_id: uuid.UUID) -> Response:
    """Return the list of a print run as JSON."""
    run = _run(run_id)
    data = ManifestSchema().dumps(run, ensure_ascii=False, indent=2)
    return _file(data.encode(), "application/json", f"{_stem(run)}.json", as_attachment=True)


def _run(run_id: uuid.UUID) -> PrintRun:
    return queries.get_run(session(), current_actor(), run_id)


def _stem(run: PrintRun) -> str:
    return f"codes-{run.made_at:%Y%m%d}-{run.layout}-{run.sha256[:8]}"


def _file(data: bytes, kind: str, name: str, *, as_attachment: bool = False) -> Response:
    way = "attachment" if as_attachment else "inline"
    headers = {"Content-Disposition": f'{way}; filename="{name}"'}
    return Response(data, content_type=kind, headers=headers)
