"""Notices, channels and deliveries for programs."""

import uuid
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

from . import delivery, operations, queries, showing, trial
from .models import Channel, NoticeDelivery
from .schemas import (
    CHANNELS,
    ChannelChoiceSchema,
    ChannelSchema,
    DeliverySchema,
    InboxQuerySchema,
    NoticeSchema,
    TestSchema,
    UnreadSchema,
)

notices = Blueprint("notices", __name__, url_prefix="/notices", description="What you were told.")
deliveries = Blueprint(
    "deliveries", __name__, url_prefix="/deliveries", description="Messages not sent so far."
)
OWN = Action.OWN_ACCOUNT
missing = notices.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
wrong = notices.alt_response(422, schema=ErrorSchema)


def _page(query: Any, asked: PaginationParameters) -> list[Any]:
    page = paginate(session(), query, number=asked.page, size=asked.page_size)
    asked.item_count = page.total
    return page.items


@notices.route("")
class Notices(MethodView):
    """Your inbox."""

    @allow(OWN)
    @notices.arguments(InboxQuerySchema, location="query")
    @notices.response(200, NoticeSchema(many=True))
    @notices.paginate()
    def get(
        self, asked: dict[str, Any], pagination_parameters: PaginationParameters
    ) -> list[dict[str, Any]]:
        """List notices, newest first."""
        rows = _page(queries.inbox(current_actor(), **asked), pagination_parameters)
        return [showing.told(row) for row in rows]


@notices.get("/unread")
@allow(OWN)
@notices.response(200, UnreadSchema)
def unread() -> dict[str, int]:
    """Count the notices that you have not read."""
    return {"unread": queries.unread_count(session(), current_actor().id)}


@notices.put("/read")
@allow(OWN)
@notices.response(204)
def read_all() -> None:
    """Mark all notices read."""
    operations.mark_all_read(session(), actor=current_actor(), now=clock.now())


@notices.put("/<uuid:notice_id>/read")
@allow(OWN)
@notices.response(200, NoticeSchema)
@missing
def read(notice_id: uuid.UUID) -> dict[str, Any]:
    """Mark a notice read; a second time changes nothing."""
    return showing.told(
        operations.mark_read(session(), actor=current_actor(), now=clock.now(), notice_id=notice_id)
    )


@notices.get("/channels")
@allow(OWN)
@notices.response(200, ChannelSchema(many=True))
def channels() -> list[showing.Choice]:
    """List the channels that you switched on."""
    return list(showing.choices(session(), current_actor()).values())


@notices.route("/channels/<channel>")
class OneChannel(MethodView):
    """One way by which notices come to you."""

    @allow(OWN)
    @notices.arguments(ChannelChoiceSchema)
    @notices.response(200, ChannelSchema)
    @missing
    @wrong
    def put(self, given: dict[str, Any], channel: str) -> showing.Choice:
        """Switch a channel on, or change it."""
        who = {"actor": current_actor(), "now": clock.now()}
        return showing.choose(session(), _known(channel), given, **who)

    @allow(OWN)
    @notices.response(204)
    @missing
    def delete(self, channel: str) -> None:
        """Switch a channel off; its address is forgotten."""
        operations.remove_channel(
            session(), actor=current_actor(), now=clock.now(), channel=_known(channel)
        )


@notices.post("/channels/<channel>/test")
@allow(OWN)
@notices.response(200, TestSchema)
@missing
def send_test(channel: str) -> trial.Outcome:
    """Send a test message by one of your channels; five a minute."""
    return trial.send_test(_known(channel))


def _known(channel: str) -> Channel:
    if channel not in CHANNELS:
        raise not_found()
    return Channel(channel)


@deliveries.route("")
class Deliveries(MethodView):
    """What could not be sent so far."""

    @allow(Action.RETRY_DELIVERIES)
    @deliveries.response(200, DeliverySchema(many=True))
    @deliveries.paginate()
    def get(self, pagination_parameters: PaginationParameters) -> list[NoticeDelivery]:
        """List failures, oldest first."""
        return _page(queries.failures(current_actor()), pagination_parameters)


@deliveries.post("/<uuid:delivery_id>/retry")
@allow(Action.RETRY_DELIVERIES)
@deliveries.response(200, DeliverySchema)
@deliveries.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
@deliveries.alt_response(409, schema=ErrorSchema, description="already_sent")
def retry(delivery_id: uuid.UUID) -> NoticeDelivery:
    """Give a message eight new tries, the first at once."""
    return delivery.try_again(
        session(), actor=current_actor(), now=clock.now(), delivery_id=delivery_id
    )
