"""Puts notices into the reader's words, on pages and in messages that leave the house."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Protocol

from service.core.problems import N_
from service.web import words

from .kinds import KINDS, WORDS
from .models import Notice

CHINESE = "zh"
#: a digest lists no more than this many notices and says how many more there are
LONGEST_DIGEST = 50


class Say(Protocol):
    """Translates a message id and fills its placeholders, as gettext does."""

    def __call__(self, sentence: str, **values: Any) -> str:
        """Return the sentence in one language."""


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    known = words.read(language).values()
    return {str(m.id): str(m.string) for part in known for m in part if m.id and m.string}


def speaker(language: str) -> Say:
    """Return what speaks a language outside of any request; without a translation, Chinese."""
    known = {} if language == CHINESE else _catalogue(language)

    def say(sentence: str, **values: Any) -> str:
        return known.get(sentence, sentence) % values if values else known.get(sentence, sentence)

    return say


_FACTS: dict[str, Callable[[Any, Say], str]] = {
    "window": lambda value, _: str(value),
    "category": lambda value, say: say(WORDS[value]),
    "day": lambda value, say: say(N_("日期 %(day)s"), day=value),
    "days": lambda value, say: say(N_("%(days)s 天"), days=value),
    "number": lambda value, say: say(N_("%(number)s 件"), number=value),
}


def facts(notice: Notice, say: Say) -> list[str]:
    """Return what a notice is about: window, category, day, days, number, as far as known."""
    known = notice.values
    return [put(known[name], say) for name, put in _FACTS.items() if name in known]


def line(notice: Notice, say: Say) -> str:
    """Return a notice as one line."""
    return " · ".join([say(KINDS[notice.kind]), *facts(notice, say)])


def trial(say: Say, *, inbox: str) -> tuple[str, str]:
    """Return title and text of a test message."""
    text = say(N_("收到这条消息，说明通知可以送到这里。"))
    return say(N_("【明窗】试发消息")), text + "\n" + _where(say, inbox)


def message(notices: Sequence[Notice], say: Say, *, is_digest: bool, inbox: str) -> tuple[str, str]:
    """Return title and text of what is sent; ``inbox`` is the address to sign in and read at."""
    lines = [line(notice, say) for notice in notices[:LONGEST_DIGEST]]
    title = say(N_("【明窗】您有一条新通知"))
    if is_digest:
        title = say(N_("【明窗】每日通知：%(number)s 条"), number=len(notices))
    if more := len(notices) - len(lines):
        lines.append(say(N_("还有 %(number)s 条"), number=more))
    return title, "\n".join([*lines, _where(say, inbox)])


def _where(say: Say, inbox: str) -> str:
    return say(N_("请登录查看：%(address)s"), address=inbox)
