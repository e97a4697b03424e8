"""The languages of the pages: which are offered, which one a reader chose, what forms say in it."""

from dataclasses import dataclass
from typing import Any, cast

from babel import Locale
from flask import Flask, current_app, request
from flask.templating import Environment as BaseEnvironment
from flask_babel import Babel

from . import words

CHINESE = "zh_Hans_CN"


@dataclass(frozen=True)
class Offer:
    """Languages by how far they are: begun, finished on citizens' pages, finished everywhere."""

    begun: tuple[str, ...]
    citizens: tuple[str, ...]
    all: tuple[str, ...]


def offer() -> Offer:
    """Return the languages of the running application."""
    return cast("Offer", current_app.extensions["languages"])


def chosen_language() -> str:
    """Return ``zh``, ``en`` …: from the address, the cookie, or what the browser prefers.

    Whoever translates asks by address for a language that is not offered yet.
    """
    offered = offer().citizens
    asked = request.args.get("lang") or request.cookies.get("lang")
    if asked in offer().begun:
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
    known = words.languages(), words.finished(words.CITIZENS), words.finished()
    app.extensions["languages"] = Offer(*(("zh", *each) for each in known))
    app.config["BABEL_DEFAULT_LOCALE"] = CHINESE
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Shanghai"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(words.compiled(app.extensions["settings"]))
    Babel(app, locale_selector=_locale)
