"""A day as people say it."""

from datetime import date

from flask_babel import format_date, get_locale

from service.core import clock
from service.web.tongues import CHINESE


def say_day(day: date) -> str:
    """Return 12月3日（周四）; with the year where it is not this one."""
    other = day.year != clock.today().year
    if str(get_locale()) == "en":
        return str(format_date(day, "EEEE d MMMM y" if other else "EEEE d MMMM"))
    if str(get_locale()) != CHINESE:
        return str(format_date(day, "full"))
    return str(format_date(day, "y年M月d日（EEE）" if other else "M月d日（EEE）"))
