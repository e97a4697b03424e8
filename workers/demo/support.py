"""What windows ask of the units above them, and the words for answers that each place keeps."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core.access import Action
from service.core.clock import day_of
from service.windows.models import ServiceWindow
from surveys.replies.models import ReplyUse
from surveys.replies.operations import keep_reply
from surveys.support import operations
from surveys.support.life import SupportKind
from surveys.support.models import SupportRequest

from . import people
from .chance import Chance

TOLD: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "data/support.json").read_text("utf-8")
)
ANSWERED_AFTER, CONFIRMED_AFTER = timedelta(days=1), timedelta(days=26)


def keep_replies(session: Session, *, now: datetime) -> None:
    """Let province, city, county and window keep words for answers."""
    for told in TOLD["templates"]:
        keeper = people.actor(session, told["by"])
        (place,) = keeper.paths(Action.EDIT_REPLIES)
        words = {name: told[name] for name in ("title", "text")}
        keep_reply(session, actor=keeper, path=place, use=ReplyUse(told["use"]), **words, now=now)


def ask(session: Session, *, now: datetime) -> None:
    """Let windows ask, and those above answer."""
    chance = Chance("support")
    for told in TOLD["requests"]:
        moment = now - timedelta(days=told["days"])
        by_code = ServiceWindow.code == told["window"]
        head = people.actor(session, f"head.{told['window'].lower()}")
        made = operations.ask_support(
            session,
            actor=head,
            window_id=session.scalars(select(ServiceWindow.id).where(by_code)).one(),
            client_key=chance.key(),
            kind=SupportKind(told["kind"]),
            matter=told["matter"],
            now=moment,
        )
        _answer(session, made, told, moment + ANSWERED_AFTER)
        if note := told.get("confirm"):
            known = {"request_id": made.id, "version": made.version, "note": note}
            at = moment + CONFIRMED_AFTER
            operations.confirm_support(session, actor=head, **known, now=at)


def _answer(session: Session, made: SupportRequest, told: dict[str, Any], now: datetime) -> None:
    place = made.asked_path.rstrip("/").rpartition("/")[2]
    office = people.actor(session, "province" if place == "210000" else f"review.{place}")
    known: dict[str, Any] = {"request_id": made.id, "version": made.version, "now": now}
    if note := told.get("agree"):
        day = day_of(now) + timedelta(days=told["promised"])
        operations.agree_to_support(session, actor=office, note=note, promised_on=day, **known)
    elif note := told.get("decline"):
        operations.decline_support(session, actor=office, note=note, **known)
    elif note := told.get("refer"):
        operations.refer_support(session, actor=office, note=note, **known)
