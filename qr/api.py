"""Codes and print runs for programs."""

import uuid
from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from service.core.access import Action
from service.core.paging import paginate
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session

from . import files, operations, press, queries
from .acts import perform
from .models import PrintRun, QrCode
from .posters import Layout
from .schemas import (
    ChangeSchema,
    CodeQuerySchema,
    CodeSchema,
    IssueSchema,
    ManifestSchema,
    PrintRunSchema,
    PrintSchema,
)

codes = Blueprint("codes", __name__, url_prefix="/codes", description="Codes at counters.")
runs = Blueprint("print_runs", __name__, url_prefix="/print-runs", description="Printed sheets.")
missing = codes.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
wrong = codes.alt_response(422, schema=ErrorSchema)


def _page(query: Any, asked: PaginationParameters) -> list[Any]:
    page = paginate(session(), query, number=asked.page, size=asked.page_size)
    asked.item_count = page.total
    return page.items


@codes.route("")
class Codes(MethodView):
    """The codes."""

    @allow(Action.READ_CODES)
    @codes.arguments(CodeQuerySchema, location="query")
    @codes.response(200, CodeSchema(many=True))
    @missing
    @codes.paginate()
    def get(
        self, asked: dict[str, Any], pagination_parameters: PaginationParameters
    ) -> list[QrCode]:
        """List codes, by window and counter."""
        query = queries.search(session(), current_actor(), **asked)
        return _page(query, pagination_parameters)

    @allow(Action.MANAGE_CODES)
    @codes.arguments(IssueSchema)
    @codes.response(201, CodeSchema(many=True))
    @missing
    @wrong
    def post(self, given: dict[str, Any]) -> list[QrCode]:
        """Issue codes to the counters (or windows) of a place that have none

        The answer holds the new ones; asking again gives no more.
        """
        made = operations.issue_codes(session(), **press.who(), **given)
        return [queries.get_visible(session(), current_actor(), row.code) for row in made]


@codes.route("/<string:code>")
class Code(MethodView):
    """One code."""

    @allow(Action.READ_CODES)
    @codes.etag
    @codes.response(200, CodeSchema)
    @missing
    def get(self, code: str) -> QrCode:
        """Read a code."""
        return queries.get_visible(session(), current_actor(), code)

    @allow(Action.MANAGE_CODES)
    @codes.etag
    @codes.arguments(ChangeSchema)
    @codes.response(200, CodeSchema)
    @missing
    @wrong
    @codes.alt_response(409, schema=ErrorSchema, description="wrong_state, window_ended")
    def patch(self, given: dict[str, Any], code: str) -> QrCode:
        """Mark a code as printed or posted, replace or revoke it

        If-Match carries the ETag that you read. A replaced code names the new one.
        """
        actor = current_actor()
        row = queries.get_visible(session(), actor, code, Action.MANAGE_CODES, hold=True)
        codes.check_etag(row, CodeSchema)
        perform(code, **given)
        return row


@codes.get("/<string:code>.svg")
@allow(Action.READ_CODES)
@codes.response(200, {"type": "string"}, content_type="image/svg+xml")
@missing
def svg(code: str) -> Response:
    """Draw a code as SVG."""
    return files.svg(code)


@codes.get("/<string:code>.png")
@allow(Action.READ_CODES)
@codes.response(200, {"type": "string", "format": "binary"}, content_type="image/png")
@missing
def png(code: str) -> Response:
    """Draw a code as PNG, 20 pixels a module."""
    return files.png(code)


@runs.route("")
class Runs(MethodView):
    """The print runs."""

    @allow(Action.READ_CODES)
    @runs.response(200, PrintRunSchema(many=True))
    @missing
    @runs.paginate()
    def get(self, pagination_parameters: PaginationParameters) -> list[PrintRun]:
        """List the print runs of your part of the tree, newest first."""
        return _page(queries.runs(current_actor()), pagination_parameters)

    @allow(Action.MANAGE_CODES)
    @runs.arguments(PrintSchema)
    @runs.response(201, ManifestSchema)
    @missing
    @wrong
    @runs.alt_response(409, schema=ErrorSchema, description="codes_changed: print again")
    def post(self, given: dict[str, Any]) -> PrintRun:
        """Print codes: makes the PDF, marks the codes as printed, answers with the list."""
        chosen = given.pop("codes")
        return press.run(Layout(given.pop("layout")), chosen=chosen, **given)


@runs.route("/<uuid:run_id>")
class Run(MethodView):
    """One print run."""

    @allow(Action.READ_CODES)
    @runs.response(200, ManifestSchema)
    @missing
    def get(self, run_id: uuid.UUID) -> PrintRun:
        """Read a print run with its cards."""
        return queries.get_run(session(), current_actor(), run_id)


@runs.get("/<uuid:run_id>.pdf")
@allow(Action.READ_CODES)
@runs.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
@missing
def pdf(run_id: uuid.UUID) -> Response:
    """Download the sheet."""
    return files.pdf(run_id)


@runs.get("/<uuid:run_id>.csv")
@allow(Action.READ_CODES)
@runs.response(200, {"type": "string"}, content_type="text/csv")
@missing
def table(run_id: uuid.UUID) -> Response:
    """Download the list of cards for a spreadsheet."""
    return files.table(run_id)
