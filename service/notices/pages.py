"""The inbox, the choice of channels, and what could not be sent."""

import uuid
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import EXCLUDE

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.core.problems import Problem, not_found
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.tongues import offer, tongue
from service.web.unit import database, session, settings

from . import channels, delivery, labels, operations, queries, showing, trial
from .kinds import KINDS
from .models import Channel
from .schemas import CHANNELS, ChannelChoiceSchema, InboxQuerySchema

blueprint = Blueprint("notices", __name__, template_folder="templates")
OWN = Action.OWN_ACCOUNT


def unread() -> int:
    """Return how many notices the reader has not read, for the navigation."""
    with database().reading() as opened:
        return queries.unread_count(opened, current_actor().id)


def parked() -> int:
    """Return how many messages wait for the administrator, for the navigation."""
    with database().reading() as opened:
        return queries.parked_count(opened, current_actor())


def _page_number() -> int:
    return request.args.get("page", 1, type=int)


@blueprint.get("/notices")
@allow(OWN)
def inbox() -> str:
    """List the own notices."""
    asked = forms.load(InboxQuerySchema(unknown=EXCLUDE), request.args)
    page = paginate(session(), queries.inbox(current_actor(), **asked), number=_page_number())
    return render(
        "notices/inbox.html", page=page, told=[showing.told(each) for each in page.items], **asked
    )


@blueprint.post("/notices/<uuid:notice_id>/open")
@allow(OWN)
def open_notice(notice_id: uuid.UUID) -> ResponseReturnValue:
    """Mark a notice read and lead to what it is about."""
    notice = operations.mark_read(
        session(), actor=current_actor(), now=clock.now(), notice_id=notice_id
    )
    return redirect(showing.page_of(notice) or url_for(".inbox"), 303)


@blueprint.post("/notices/read")
@allow(OWN)
def read_all() -> ResponseReturnValue:
    """Mark all own notices read."""
    operations.mark_all_read(session(), actor=current_actor(), now=clock.now())
    return redirect(url_for(".inbox"), 303)


@blueprint.get("/notices/channels")
@allow(OWN)
def list_channels() -> str:
    """Show by what else notices come."""
    return _channels()


def _channels(outcome: trial.Outcome | None = None) -> str:
    offered = channels.available(settings().outlets)
    known = showing.choices(session(), current_actor())
    return render(
        "notices/channels.html",
        channels=[channel for channel in Channel if channel in offered or channel in known],
        known=known,
        labels=labels,
        outcome=outcome,
    )


def _channel(name: str) -> str:
    if name not in CHANNELS:
        raise not_found()
    return name


@blueprint.route("/notices/channels/<channel>", methods=["GET", "POST"])
@allow(OWN)
def set_channel(channel: str) -> ResponseReturnValue:
    """Switch a channel on or change it."""

    def form(problem: Problem | None) -> str:
        known = showing.choices(session(), current_actor()).get(_channel(channel))
        typed = {**request.form, "kinds": request.form.getlist("kinds")} if problem else None
        return render(
            "notices/channel.html",
            channel=channel,
            known=known,
            given=typed or known or {"kinds": list(KINDS)},
            options=_options(),
            labels=labels,
            problem=problem,
        )

    def act() -> ResponseReturnValue:
        given = forms.load(ChannelChoiceSchema())
        who = {"actor": current_actor(), "now": clock.now()}
        showing.choose(session(), _channel(channel), given, **who)
        return redirect(url_for(".list_channels"), 303)

    return forms.answered(form, act)


def _options() -> dict[str, Any]:
    return {
        "pace": [(value, gettext(name)) for value, name in labels.PACE_NAMES.items()],
        "kinds": [(value, gettext(name)) for value, name in KINDS.items()],
        "language": [(value, tongue(value)[1]) for value in offer().all],
    }


@blueprint.post("/notices/channels/<channel>/test")
@allow(OWN)
def send_test(channel: str) -> str:
    """Send a test message by a channel, and say how it went."""
    return _channels(trial.send_test(Channel(_channel(channel))))


@blueprint.post("/notices/channels/<channel>/remove")
@allow(OWN)
def remove_channel(channel: str) -> ResponseReturnValue:
    """Switch a channel off."""
    operations.remove_channel(
        session(), actor=current_actor(), now=clock.now(), channel=Channel(_channel(channel))
    )
    return redirect(url_for(".list_channels"), 303)


@blueprint.get("/deliveries")
@allow(Action.RETRY_DELIVERIES)
def deliveries() -> str:
    """List what could not be sent so far."""
    page = paginate(session(), queries.failures(current_actor()), number=_page_number())
    return render(
        "notices/deliveries.html",
        page=page,
        labels=labels,
        kinds=KINDS,
        parked_after=queries.PARKED_AFTER,
    )


@blueprint.post("/deliveries/<uuid:delivery_id>/retry")
@allow(Action.RETRY_DELIVERIES)
def retry(delivery_id: uuid.UUID) -> ResponseReturnValue:
    """Try to send a message again."""
    delivery.try_again(session(), actor=current_actor(), now=clock.now(), delivery_id=delivery_id)
    return redirect(url_for(".deliveries"), 303)
