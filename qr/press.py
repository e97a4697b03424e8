"""Prints: the sheet is set before the write transaction, so that nobody waits for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from service.core import clock
from service.core.access import Actor
from service.core.problems import N_, Problem
from service.core.typeset import typesetter
from service.web.access import current_actor
from service.web.unit import database, session, settings

from . import codes, operations, queries
from .models import PrintRun, QrCode
from .pictures import short_url
from .posters import Card, Layout, Printer


class Who(TypedDict):
    """Who acts, and when."""

    actor: Actor
    now: datetime


def who() -> Who:
    """Return what every operation wants to know."""
    return {"actor": current_actor(), "now": clock.now()}


def printer() -> Printer:
    """Return the printer of this installation."""
    chosen = settings()
    return Printer(
        typesetter=typesetter(*chosen.font_dirs),
        public_url=chosen.public_url,
        office=chosen.province,
        hotline=chosen.hotline,
    )


def url_of(code: str) -> str:
    """Return the address that the picture of a code holds."""
    return short_url(settings().public_url, code)


def run(
    layout: Layout, *, place: str = "", chosen: Sequence[str] = (), reprint: bool = False
) -> PrintRun:
    """Set the sheet, store it, and then record it; see :func:`queries.printable` for what."""
    actor = current_actor()
    cards = _cards(actor, place, [codes.normalise(code) for code in chosen], reprint=reprint)
    sha256 = database().blobs.put(printer().pdf(cards, layout))
    return operations.record_run(session(), **who(), layout=layout, cards=cards, sha256=sha256)


def _cards(actor: Actor, place: str, chosen: Sequence[str], *, reprint: bool) -> list[Card]:
    with database().reading() as before:
        path = "" if chosen else queries.managed_path(before, actor, place)
        query = queries.printable(actor, path=path, chosen=chosen, reprint=reprint)
        cards = [_card(row) for row in before.scalars(query)]
    if len(cards) < len(set(chosen)):
        sentence = N_("有的编号已更换、已停用，或者不在您的管理范围内，请去掉后再印制。")
        raise Problem(422, "not_printable", sentence)
    return cards


def _card(row: QrCode) -> Card:
    return Card(
        code=row.code,
        window_code=row.window.code,
        window=row.window.full_name,
        counter=row.counter.number if row.counter else "",
        label=row.counter.label if row.counter else "",
        url=url_of(row.code),
    )
