"""Filters for every template: how a deadline stands, in the reader's language.

``{{ deadline|time_left }}`` is the words, ``{{ deadline|time_tone }}`` the tone of their badge.
"""

from typing import cast

from flask import Flask, g
from flask_babel import gettext

from service.core import clock
from service.core.workdays import WorkCalendar
from service.web.unit import session

from . import reading
from .models import Deadline


def calendar() -> WorkCalendar:
    """Return the working-day table, read once a request."""
    if "work_calendar" not in g:
        g.work_calendar = WorkCalendar.load(session())
    return cast("WorkCalendar", g.work_calendar)


def time_left(deadline: Deadline) -> str:
    """Say how a deadline stands; 暂定 where a year on the way has no published holidays yet."""
    said = reading.told(deadline, clock.now(), calendar())
    words = str(gettext(said.sentence, n=said.n))
    is_open = deadline.is_live and deadline.provisional
    return words + str(gettext("（暂定）")) if is_open else words


def time_tone(deadline: Deadline) -> str:
    """Return the tone of the badge: info, good, warn or bad."""
    return reading.told(deadline, clock.now(), calendar()).tone


def init_app(app: Flask) -> None:
    """Give every template the filters."""
    app.jinja_env.filters.update(time_left=time_left, time_tone=time_tone)
