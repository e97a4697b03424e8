"""Authorities, windows and counters for programs."""

import uuid
from collections.abc import Callable
from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.core.problems import not_found
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session

from . import divisions, operations, queries
from .models import Counter, OrgUnit, ServiceWindow
from .schemas import (
    CounterSchema,
    FactsSchema,
    MergeSchema,
    NewCounterSchema,
    NewUnitSchema,
    NewWindowSchema,
    RenameSchema,
    UnitQuerySchema,
    UnitSchema,
    WholeWindowSchema,
    WindowQuerySchema,
    WindowReasonSchema,
    WindowSchema,
)

units = Blueprint("units", __name__, url_prefix="/units", description="The organisation tree.")
windows = Blueprint("windows", __name__, url_prefix="/windows", description="Service windows.")
missing = windows.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
wrong = windows.alt_response(422, schema=ErrorSchema)
ended = windows.alt_response(409, schema=ErrorSchema, description="window_ended, wrong_state")


@units.route("")
class Units(MethodView):
    """The authorities."""

    @allow(Action.READ_WINDOWS)
    @units.arguments(UnitQuerySchema, location="query")
    @units.response(200, UnitSchema(many=True))
    @units.paginate()
    def get(
        self, asked: dict[str, Any], pagination_parameters: PaginationParameters
    ) -> list[OrgUnit]:
        """List the authorities in your part of the tree."""
        query = queries.visible_units(current_actor()).filter_by(**asked)
        return _page(query, pagination_parameters)

    @allow(Action.EDIT_WINDOWS)
    @units.arguments(NewUnitSchema)
    @units.response(201, UnitSchema)
    @missing
    @wrong
    def post(self, given: dict[str, Any]) -> OrgUnit:
        """Add an authority below another one."""
        return divisions.add_unit(session(), actor=current_actor(), now=clock.now(), **given)


def _page(query: Any, asked: PaginationParameters) -> list[Any]:
    page = paginate(session(), query, number=asked.page, size=asked.page_size)
    asked.item_count = page.total
    return page.items


@windows.route("")
class Windows(MethodView):
    """The register."""

    @allow(Action.READ_WINDOWS)
    @windows.arguments(WindowQuerySchema, location="query")
    @windows.response(200, WindowSchema(many=True))
    @missing
    @windows.paginate()
    def get(
        self, asked: dict[str, Any], pagination_parameters: PaginationParameters
    ) -> list[ServiceWindow]:
        """List windows, in the order of the tree."""
        actor, code = current_actor(), asked.pop("unit", None)
        unit = queries.visible_unit_by_code(session(), actor, code) if code else None
        if code and unit is None:
            raise not_found()
        return _page(queries.search(actor, unit=unit, **asked), pagination_parameters)

    @allow(Action.EDIT_WINDOWS)
    @windows.arguments(NewWindowSchema)
    @windows.response(201, WholeWindowSchema)
    @missing
    @wrong
    def post(self, given: dict[str, Any]) -> ServiceWindow:
        """Open a window."""
        opened = operations.open_window(session(), actor=current_actor(), now=clock.now(), **given)
        return _whole(opened.id)


def _whole(window_id: uuid.UUID) -> ServiceWindow:
    return queries.get_visible(session(), current_actor(), window_id)


@windows.route("/<uuid:window_id>")
class Window(MethodView):
    """One window."""

    @allow(Action.READ_WINDOWS)
    @windows.etag
    @windows.response(200, WholeWindowSchema)
    @missing
    def get(self, window_id: uuid.UUID) -> ServiceWindow:
        """Read a window with its counters."""
        return _whole(window_id)

    @allow(Action.EDIT_WINDOWS)
    @windows.etag
    @windows.arguments(FactsSchema)
    @windows.response(200, WholeWindowSchema)
    @missing
    @wrong
    @ended
    def patch(self, given: dict[str, Any], window_id: uuid.UUID) -> ServiceWindow:
        """Change what is known of a window. If-Match carries the ETag that you read."""
        window = queries.get_visible(
            session(), current_actor(), window_id, Action.EDIT_WINDOWS, hold=True
        )
        windows.check_etag(window, WholeWindowSchema)
        return operations.edit_window(
            session(), actor=current_actor(), now=clock.now(), window_id=window_id, **given
        )


def _act(
    operation: Callable[..., Any], window_id: uuid.UUID, given: dict[str, Any]
) -> ServiceWindow:
    operation(session(), actor=current_actor(), now=clock.now(), window_id=window_id, **given)
    return _whole(window_id)


@windows.post("/<uuid:window_id>/rename")
@allow(Action.EDIT_WINDOWS)
@windows.arguments(RenameSchema)
@windows.response(200, WholeWindowSchema)
@missing
@wrong
@ended
def rename(given: dict[str, Any], window_id: uuid.UUID) -> ServiceWindow:
    """Give a window a new name; its code stays."""
    return _act(operations.rename_window, window_id, given)


@windows.post("/<uuid:window_id>/merge")
@allow(Action.EDIT_WINDOWS)
@windows.arguments(MergeSchema)
@windows.response(200, WholeWindowSchema)
@missing
@wrong
@ended
def merge(given: dict[str, Any], window_id: uuid.UUID) -> ServiceWindow:
    """Merge a window into another one for good; its codes lead there."""
    return _act(operations.merge_windows, window_id, given)


@windows.post("/<uuid:window_id>/suspend")
@allow(Action.EDIT_WINDOWS)
@windows.arguments(WindowReasonSchema)
@windows.response(200, WholeWindowSchema)
@missing
@wrong
@ended
def suspend(given: dict[str, Any], window_id: uuid.UUID) -> ServiceWindow:
    """Stop a window for a while."""
    return _act(operations.suspend_window, window_id, given)


@windows.post("/<uuid:window_id>/close")
@allow(Action.EDIT_WINDOWS)
@windows.arguments(WindowReasonSchema)
@windows.response(200, WholeWindowSchema)
@missing
@wrong
@ended
def close(given: dict[str, Any], window_id: uuid.UUID) -> ServiceWindow:
    """Close a window; nothing of it is lost."""
    return _act(operations.close_window, window_id, given)


@windows.post("/<uuid:window_id>/reopen")
@allow(Action.EDIT_WINDOWS)
@windows.arguments(WindowReasonSchema)
@windows.response(200, WholeWindowSchema)
@missing
@wrong
@ended
def reopen(given: dict[str, Any], window_id: uuid.UUID) -> ServiceWindow:
    """Take a suspended or closed window back into use."""
    return _act(operations.reopen_window, window_id, given)


@windows.post("/<uuid:window_id>/counters")
@allow(Action.EDIT_WINDOWS)
@windows.arguments(NewCounterSchema)
@windows.response(201, CounterSchema)
@missing
@wrong
@ended
def add_counter(given: dict[str, Any], window_id: uuid.UUID) -> Counter:
    """Add a counter, or take a closed one of that number back into use."""
    return operations.add_counter(
        session(), actor=current_actor(), now=clock.now(), window_id=window_id, **given
    )


@windows.post("/<uuid:window_id>/counters/<uuid:counter_id>/close")
@allow(Action.EDIT_WINDOWS)
@windows.response(200, CounterSchema)
@missing
def close_counter(window_id: uuid.UUID, counter_id: uuid.UUID) -> Counter:
    """Close a counter; ratings given there stay."""
    return operations.close_counter(
        session(),
        actor=current_actor(),
        now=clock.now(),
        window_id=window_id,
        counter_id=counter_id,
    )
