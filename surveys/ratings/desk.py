"""Where a rating is handed in: what the page and the API do alike, between Flask and operations."""

from datetime import date, datetime
from typing import Any, cast

from flask import Flask, current_app, request

from qr import tickets
from qr.tickets import Ticket
from service.core import clock
from service.core.db import Database
from service.core.problems import N_, Problem
from service.web import health, security
from service.web.access import visitor
from service.web.security import limiter
from service.web.unit import database

from . import acts, trust
from .acts import Act
from .draft import Answer, Draft, Source
from .intake import Intake
from .models import Channel
from .operations import Outcome, store, submit_rating
from .reception import Place, Reception

EXTENSION = "ratings"


class Desk:
    """One application's reception and intake, and the pages that it keeps rendered."""

    def __init__(self, opened: Database, form: str) -> None:
        """Set up both; nothing runs before the first rating."""
        self.reception = Reception(opened, form)
        self.intake: Intake[Draft, Outcome] = Intake(opened, store)
        self.pages: dict[tuple[str | None, ...], str] = {}


def init_app(app: Flask) -> None:
    """Set up the desk of an application."""
    app.extensions[EXTENSION] = Desk(
        app.extensions["database"], app.extensions["settings"].rating_form
    )


def desk() -> Desk:
    """Return the desk of the running application."""
    return cast("Desk", current_app.extensions[EXTENSION])


def open_place(code: str) -> Place:
    """Return what stands behind a code; raises 404, or 410 ``code_closed`` when it ended."""
    place = desk().reception.place(code)
    if not place.scan.is_open:
        sentence = N_("这个评价码已经停用，没有可以评价的窗口。")
        raise Problem(410, "code_closed", sentence)
    return place


def new_ticket(place: Place, old: Ticket | None = None) -> str:
    """Issue a ticket for a place; one that renews another keeps its client key."""
    key = old.client_key if old else None
    return tickets.issue(database().keys, place.scan.code, clock.now(), key)


@limiter.limit(security.intake_limit)
def hand_in(ticket: Ticket, data: dict[str, Any]) -> str:
    """Store what was sent with a ticket and return the receipt; raises 422 ``form_expired``."""
    if ticket.expired:
        raise Problem(422, "form_expired", N_("页面停留过久，请再点一次提交。"))
    place, now, keys = open_place(ticket.code), clock.now(), database().keys
    if data["form"]:
        place = desk().reception.asking(place, data["form"])
    act = vouched(place, data["act"]) if data["act"] else None
    receipt, outcome = submit_rating(
        desk().intake,
        keys=keys,
        place=place,
        answer=answer_of(data, data["channel"], act.day if act else data["service_date"]),
        client_key=ticket.client_key,
        source=_source(place, act, now),
        now=now,
    )
    if outcome is Outcome.STORED:
        health.submissions.labels("rating").inc()
    return receipt


def vouched(place: Place, token: str) -> Act:
    """Return the service act of a token; raises 422 ``bad_act`` or ``act_over``."""
    return acts.read(database().keys, place, token, clock.now())


def is_rated(act: Act) -> bool:
    """Tell whether an act was rated before."""
    with database().reading() as session:
        return acts.is_rated(session, act)


def answer_of(data: dict[str, Any], channel: Channel, served_on: date | None) -> Answer:
    """Return what was said, as a schema loaded it."""
    return Answer(
        level=data["level"],
        reasons=data["reasons"],
        comment=data["comment"],
        channel=channel,
        dimensions=data["dimensions"],
        was_asked=data["was_asked"],
        service_date=served_on,
    )


def _source(place: Place, act: Act | None, now: datetime) -> Source:
    """Say what is known of the sender. Whoever is signed in as the window's own staff is told."""
    signed_in = visitor()
    grants = signed_in.grants if signed_in else ()
    return Source(
        device=trust.device(
            database().keys,
            clock.day_of(now),
            agent=request.headers.get("User-Agent", ""),
            languages=request.headers.get("Accept-Language", ""),
            address=request.remote_addr,
        ),
        act=act.reference if act else None,
        is_staff=any(grant.path == place.scan.path for grant in grants),
    )
