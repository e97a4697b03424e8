"""The kinds of questions that a checklist asks: how each is checked, weighed and put into words.

An answer is ``{"value": …, "note": …}``. The value ``"na"`` (不适用) fits every kind and leaves the
score altogether. An outcome is a fraction from 0 (not met) to 1 (fully met). Pure.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from service.core.problems import N_

NA = "na"
YES, NO, NONE = "yes", "no", "none"
#: three steps, in halves
STEPS = {"full": 2, "half": 1, "none": 0}
DIGITS = 4
LONGEST_NOTE, LONGEST_PHRASE = 500, 200
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

#: why a counter may be left for a while (人社部发〔2019〕13号 三（七）无特殊原因不得空岗)
REASONS = {
    "toilet": N_("如厕（不超过 10 分钟）"),
    "fault": N_("系统故障"),
    "emergency": N_("突发事件"),
    "meal": N_("轮流就餐"),
    "training": N_("集中培训"),
    "other": N_("其他（请在备注中写明）"),
}
TOILET_MINUTES = 10
#: minutes between the two looks at an empty post
LOOKS_APART = 10
UNITS = {"seconds": N_("%(count)s 秒"), "minutes": N_("%(count)s 分钟"), "days": N_("%(count)s 天")}

Item = Mapping[str, Any]
#: a message id and what fills it; a text is ``{"zh": …, "en": …}``
Said = tuple[str, dict[str, Any]]


class UnfitError(ValueError):
    """An answer does not fit its question; the text is a sentence (message id)."""


@dataclass(frozen=True)
class Kind:
    """One kind of question.

    ``validate(value, item)`` returns the cleaned value or raises :class:`UnfitError`;
    ``outcome(value, item)`` weighs a cleaned value; ``summarise(value, item)`` puts it into words.
    """

    validate: Callable[[Any, Item], Any]
    outcome: Callable[[Any, Item], Fraction]
    summarise: Callable[[Any, Item], Said]


def validate(answer: Mapping[str, Any], item: Item) -> dict[str, Any]:
    """Return a cleaned answer; raises :class:`UnfitError` with a sentence."""
    value, note = answer.get("value"), str(answer.get("note") or "").strip()
    if len(note) > LONGEST_NOTE:
        raise UnfitError(N_("备注太长了，最多 500 个字。"))
    cleaned = NA if value == NA else KINDS[item["kind"]].validate(value, item)
    if isinstance(cleaned, dict) and cleaned.get("reason") == "other" and not note:
        raise UnfitError(N_("原因选了“其他”，请在备注中写明。"))
    return {"value": cleaned, **({"note": note} if note else {})}


def outcome(answer: Mapping[str, Any], item: Item) -> Fraction | None:
    """Return how far a cleaned answer meets the item, or nothing when it does not apply."""
    value = answer["value"]
    return None if value == NA else KINDS[item["kind"]].outcome(value, item)


def summarise(answer: Mapping[str, Any], item: Item) -> Said:
    """Return a cleaned answer in words."""
    value = answer["value"]
    return (N_("不适用"), {}) if value == NA else KINDS[item["kind"]].summarise(value, item)


def _number(value: Any) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not text.isdecimal() or len(text) > DIGITS:
        raise UnfitError(N_("请填写 0 到 9999 之间的整数。"))
    return int(text)


def _parts(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise UnfitError(N_("请把这一项填写完整。"))
    return value


def _one_of(value: Any, allowed: Sequence[str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise UnfitError(N_("请从给出的选项中选择。"))
    return value


def _yes_no(value: Any, _: Item) -> str:
    return _one_of(value, (YES, NO))


def _ratio(value: Any, _: Item) -> dict[str, int]:
    parts = _parts(value)
    part, whole = _number(parts.get("part")), _number(parts.get("whole"))
    if whole == 0 or part > whole:
        raise UnfitError(N_("前一个数不能大于后一个数，后一个数不能是 0。"))
    return {"part": part, "whole": whole}


def _several(value: Any, item: Item) -> list[str]:
    known = [choice["id"] for choice in item["choices"]]
    if not isinstance(value, list) or not value:
        raise UnfitError(N_("请勾选看到的各项；一项也没有，请选“都没有”。"))
    if value == [NONE]:
        return value
    return sorted({_one_of(ticked, known) for ticked in value}, key=known.index)


def _ticks(value: list[str]) -> int:
    return 0 if value == [NONE] else len(value)


def _words(value: Any, _: Item) -> dict[str, str]:
    parts = _parts(value)
    if _one_of(parts.get("heard"), (YES, NO)) == NO:
        return {"heard": NO}
    phrase, at = str(parts.get("phrase") or "").strip(), str(parts.get("time") or "").strip()
    if not phrase or len(phrase) > LONGEST_PHRASE or not CLOCK.fullmatch(at):
        raise UnfitError(N_("请逐字记下原话（最多 200 个字）和听到的时刻，例如 14:05。"))
    return {"heard": YES, "phrase": phrase, "time": at}


def _vacant(value: Any, _: Item) -> dict[str, Any]:
    parts = _parts(value)
    due, opened, vacant = (_number(parts.get(name)) for name in ("due", "open", "vacant"))
    if due == 0 or opened + vacant > due:
        raise UnfitError(N_("应开柜台不能是 0，有人服务的与空岗的加起来不能多于应开柜台。"))
    cleaned: dict[str, Any] = {"due": due, "open": opened, "vacant": vacant}
    if vacant:
        cleaned["minutes"] = _number(parts.get("minutes"))
        cleaned["notice"] = _one_of(parts.get("notice"), (YES, NO))
        if parts.get("reason"):
            cleaned["reason"] = _one_of(parts["reason"], tuple(REASONS))
        cleaned |= _two_looks(parts)
    return cleaned


def _two_looks(parts: Mapping[str, Any]) -> dict[str, str]:
    """Return when an empty post was seen first and again: at least ten minutes later."""
    looks = {name: str(parts[name]).strip() for name in ("first", "second") if parts.get(name)}
    if not all(CLOCK.fullmatch(time) for time in looks.values()):
        raise UnfitError(N_("看到空岗的时刻请按 14:05 这样填写。"))
    if "second" in looks:
        first, second = (
            int(time[:2]) * 60 + int(time[3:])
            for time in (looks.get("first", "99:99"), looks["second"])
        )
        if "first" not in looks or (second - first) % (24 * 60) < LOOKS_APART:
            raise UnfitError(N_("两次看到同一空岗，至少要相隔 10 分钟。"))
    return looks


def is_excused(value: Mapping[str, Any]) -> bool:
    """Tell whether vacant counters stay out of account: a notice stood there, or a good reason.

    A visit to the toilet is accepted up to 10 minutes; the other reasons are accepted as stated.
    """
    reason = value.get("reason")
    too_long = reason == "toilet" and value["minutes"] > TOILET_MINUTES
    return value.get("notice") == YES or (reason is not None and not too_long)


def _counted_vacant(value: Mapping[str, Any]) -> int:
    return 0 if is_excused(value) else int(value["vacant"])


def _time_outcome(value: int, item: Item) -> Fraction:
    """Full marks up to ``good``, none from ``bad`` on, a straight line between."""
    good, bad = item["good"], item["bad"]
    return min(Fraction(1), max(Fraction(0), Fraction(bad - value, bad - good)))


def _say_words(value: Mapping[str, str], _: Item) -> Said:
    if value["heard"] == NO:
        return N_("没有听到"), {}
    return N_("%(time)s 听到：“%(phrase)s”"), {"time": value["time"], "phrase": value["phrase"]}


def _say_vacant(value: Mapping[str, Any], _: Item) -> Said:
    if not value["vacant"]:
        return N_("应开 %(due)s，有人 %(open)s，无空岗"), dict(value)
    if is_excused(value):
        sentence = N_("应开 %(due)s，有人 %(open)s，空岗 %(vacant)s（%(minutes)s 分钟，不计）")
    else:
        sentence = N_("应开 %(due)s，有人 %(open)s，空岗 %(vacant)s（%(minutes)s 分钟）")
    return sentence, dict(value)


KINDS: dict[str, Kind] = {
    "yes_no": Kind(
        _yes_no,
        lambda value, _: Fraction(value == YES),
        lambda value, _: (N_("做到") if value == YES else N_("没做到"), {}),
    ),
    "three_steps": Kind(
        lambda value, _: _one_of(value, tuple(STEPS)),
        lambda value, _: Fraction(STEPS[value], 2),
        lambda value, _: ((N_("没做到"), N_("部分做到"), N_("做到"))[STEPS[value]], {}),
    ),
    # how many of how many, for example in uniform of those on duty
    "ratio": Kind(
        _ratio,
        lambda value, _: Fraction(value["part"], value["whole"]),
        lambda value, _: ("%(part)s / %(whole)s", dict(value)),
    ),
    # how often something was seen that should not be: nothing is left at ``threshold``
    "count": Kind(
        lambda value, _: _number(value),
        lambda value, item: max(Fraction(0), 1 - Fraction(value, item["threshold"])),
        lambda value, _: (N_("数量 %(count)s"), {"count": value}),
    ),
    "time": Kind(
        lambda value, _: _number(value),
        _time_outcome,
        lambda value, item: (UNITS[item["unit"]], {"count": value}),
    ),
    # a list to tick: ``enough`` ticks are full marks
    "several": Kind(
        _several,
        lambda value, item: min(Fraction(1), Fraction(_ticks(value), item["enough"])),
        lambda value, _: (N_("看到 %(count)s 项"), {"count": _ticks(value)}),
    ),
    # a taboo phrase, word for word, and when it was heard
    "words": Kind(_words, lambda value, _: Fraction(value["heard"] == NO), _say_words),
    # counters left unattended: 1 − vacant without excuse ÷ due to be open
    "vacant_post": Kind(
        _vacant,
        lambda value, _: 1 - Fraction(_counted_vacant(value), value["due"]),
        _say_vacant,
    ),
}
