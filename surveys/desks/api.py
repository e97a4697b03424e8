"""The figures for programs: the same queries, the same hiding as on the pages."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from service.core import clock
from service.core.access import Action
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session
from service.windows import queries as windows
from surveys.ratings.queries import Comment, released_comments
from surveys.rollups import definitions, periods

from . import due, reading, shown
from .head_schemas import CommentSchema, DueMatterSchema
from .schemas import (
    ComparisonSchema,
    FiguresPageSchema,
    PeriodSchema,
    WindowFiguresSchema,
)

blp = Blueprint("figures", __name__, url_prefix="", description="Figures of windows.")
missing = blp.alt_response(404, schema=ErrorSchema, description="missing, or not yours")


@blp.route("/windows/<uuid:window_id>/figures")
class WindowFigures(MethodView):
    """One window's figures."""

    @allow(Action.READ_FIGURES)
    @blp.arguments(PeriodSchema, location="query")
    @blp.response(200, WindowFiguresSchema)
    @missing
    def get(self, asked: dict[str, date], window_id: uuid.UUID) -> dict[str, Any]:
        """Read a window's ratings by month and trust grade; twelve months unless others are asked.

        A window's own people see finished days, in steps of five ratings at least.
        """
        first, last = period(asked)
        found = reading.window_figures(
            session(), current_actor(), window_id, first=first, last=last, today=clock.today()
        )
        return {
            "window": found.window,
            "first": found.first,
            "last": found.last,
            "waiting": found.waiting,
            "appeals": found.appeals,
            "appeals_upheld": found.appeals_upheld,
            "total": shown.figures(found.total),
            "months": [
                {"month": month, "figures": figures}
                for month, figures in shown.parts(found.months).items()
            ],
            "grades": shown.parts(found.grades),
            "reasons": shown.reasons(found.reasons, found.total),
            "dimensions": shown.dimensions(found.dimensions, found.total),
            "like": [
                {"month": month, "low": each.low, "middle": each.middle, "high": each.high}
                for month, each in found.like.items()
            ],
            "asked": found.total.asked if found.sees_sources else None,
            "channels": shown.sources(found.total) if found.sees_sources else None,
            "definitions": definitions.current(),
        }


@blp.route("/windows/<uuid:window_id>/due")
class WindowDue(MethodView):
    """What waits for a window."""

    @allow(Action.READ_FIGURES)
    @blp.response(200, DueMatterSchema(many=True))
    @missing
    def get(self, window_id: uuid.UUID) -> list[due.Due]:
        """List what a window has to do across all matters, what is due soonest first"""
        actor = current_actor()
        window = windows.get_visible(session(), actor, window_id, Action.READ_FIGURES)
        return due.at(session(), actor, [window.id], clock.today())


@blp.route("/windows/<uuid:window_id>/comments")
class Comments(MethodView):
    """What citizens wrote."""

    @allow(Action.READ_COMMENTS)
    @blp.response(200, CommentSchema(many=True))
    @missing
    def get(self, window_id: uuid.UUID) -> Sequence[Comment]:
        """Read the released comments of a window, newest weeks first, at most 200."""
        window = windows.get_visible(session(), current_actor(), window_id, Action.READ_COMMENTS)
        return released_comments(session(), window.id, clock.today())


@blp.route("/figures")
class Comparison(MethodView):
    """Many windows side by side."""

    @allow(Action.COMPARE_WINDOWS)
    @blp.arguments(ComparisonSchema, location="query")
    @blp.response(200, FiguresPageSchema)
    @missing
    @blp.paginate()
    def get(
        self, asked: dict[str, Any], pagination_parameters: PaginationParameters
    ) -> dict[str, Any]:
        """Compare windows over whole months; twelve unless others are asked."""
        first, last = map(periods.first_of, period(asked))
        narrowing = {name: asked[name] for name in ("city", "kind", "level") if name in asked}
        groups = reading.compared(session(), current_actor(), first=first, last=last, **narrowing)
        rows = [each for group in groups for each in group.windows]
        pagination_parameters.item_count = len(rows)
        cut = slice(pagination_parameters.first_item, pagination_parameters.last_item + 1)
        return {
            "first": first,
            "last": last,
            "windows": [shown.compared(each) for each in rows[cut]],
            "definitions": definitions.current(),
        }


def period(asked: dict[str, Any]) -> tuple[date, date]:
    """Fill in what was not asked: up to today, or the usual months before the end."""
    last = asked.get("last") or clock.today()
    return asked.get("first") or reading.usual_period(last)[0], last
