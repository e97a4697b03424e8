"""The languages of the pages: which are offered, which one a reader chose, what forms say in it."""

from typing import Any

from babel import Locale
from flask import Flask, current_app, request
from flask.templating import Environment as BaseEnvironment
from flask_babel import Babel

from . import words

CHINESE = "zh_Hans_CN"


def languages(*, citizens: bool = False) -> tuple[str, ...]:
    """Return the languages to choose from: those that are finished, at least for citizens."""
    offered: dict[bool, tuple[str, ...]] = current_app.extensions["languages"]
    return offered[citizens]


def chosen_language() -> str:
    """Return ``zh``, ``en`` …: from the address, the cookie, or what the browser prefers."""
    offered = languages(citizens=True)
    asked = request.args.get("lang") or request.cookies.get("lang")
    if asked in offered:
        return str(asked)
    preferred = request.accept_languages.best_match(["zh", "zh-CN", "zh-Hans", *offered])
    return preferred if preferred in offered else "zh"


def data_language() -> str:
    """Return in which language forms and rule packs are read: as chosen, or borrowed Chinese."""
    chosen = chosen_language()
    return chosen if chosen in words.WRITTEN else words.Borrowed("zh")


def _locale() -> str:
    chosen = chosen_language() if request else "zh"
    return CHINESE if chosen == "zh" else chosen


def tongue(language: str) -> tuple[str, str]:
    """Return a language's tag for HTML and its name in itself."""
    return "zh-CN" if language == "zh" else language, Locale.parse(language).language_name or ""


class Environment(BaseEnvironment):
    """Templates write ``text[lang]`` for a text of a form; what is borrowed is translated."""

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an item, as Jinja does."""
        is_borrowed = isinstance(argument, words.Borrowed) and argument in obj
        return words.said(obj, argument) if is_borrowed else super().getitem(obj, argument)


def init_app(app: Flask) -> None:
    """Compile the catalogues and offer the languages that are finished."""
    for_all, for_citizens = words.finished(), words.finished(words.CITIZENS)
    app.extensions["languages"] = {False: ("zh", *for_all), True: ("zh", *for_citizens)}
    app.config["BABEL_DEFAULT_LOCALE"] = CHINESE
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Shanghai"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(words.compiled(app.extensions["settings"]))
    Babel(app, locale_selector=_locale)
