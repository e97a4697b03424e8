"""Finds private things in free text: numbers that lead to a person, plates, names of staff.

People write numbers in full width, in Chinese numerals, with spaces, dots, dashes and characters
that cannot be seen. All of these are read; what is found is told as a place in the text as it was.
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from . import checksums
from .problems import N_


class Kind(StrEnum):
    """What a finding is, the surest to tell first: of two that overlap the longer wins, then it."""

    IDENTITY = "identity"
    BANK_CARD = "bank_card"
    SOCIAL_CARD = "social_card"
    MOBILE = "mobile"
    LANDLINE = "landline"
    PLATE = "plate"
    STAFF_NAME = "staff_name"


#: what stands in the place of a finding, in brackets; not translated, as the words around it
LABELS = {
    Kind.IDENTITY: "身份证号",
    Kind.BANK_CARD: "银行卡号",
    Kind.SOCIAL_CARD: "社保卡号",
    Kind.MOBILE: "手机号",
    Kind.LANDLINE: "固定电话号码",
    Kind.PLATE: "车牌号",
    Kind.STAFF_NAME: "工作人员姓名",
}
#: why words that others are going to read are not taken as they are
OBJECTIONS = {
    Kind.IDENTITY: N_("这段话里有身份证号，请删去：别人会看到这段话。"),
    Kind.BANK_CARD: N_("这段话里有银行卡号，请删去：别人会看到这段话。"),
    Kind.SOCIAL_CARD: N_("这段话里有社保卡号，请删去：别人会看到这段话。"),
    Kind.MOBILE: N_("这段话里有手机号，请删去：别人会看到这段话。"),
    Kind.LANDLINE: N_("这段话里有固定电话号码，请删去：别人会看到这段话。"),
    Kind.PLATE: N_("这段话里有车牌号，请删去：别人会看到这段话。"),
    Kind.STAFF_NAME: N_("这段话里有工作人员的姓名，请改用“工作人员”：别人会看到这段话。"),
}
_RANK = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Finding:
    """``text[start:end]`` is what was found."""

    kind: Kind
    start: int
    end: int


def find(text: str, names: Iterable[str] = ()) -> list[Finding]:
    """Return what is private in ``text``, in its order, nothing twice.

    ``names`` are those of the staff of the window that the text is about.
    """
    read = _Read(text)
    found = [*_numbers(read), *_shaped(read), *_named(read, names)]
    taken: list[Finding] = []
    for each in sorted(found, key=lambda one: (one.start - one.end, _RANK[one.kind])):
        if all(each.end <= other.start or other.end <= each.start for other in taken):
            taken.append(each)
    return sorted(taken, key=lambda one: one.start)


def mask(text: str, names: Iterable[str] = ()) -> str:
    """Return ``text`` with the word for its kind in the place of everything private: 〔手机号〕."""
    for each in reversed(find(text, names)):
        text = f"{text[: each.start]}〔{LABELS[each.kind]}〕{text[each.end :]}"
    return text


def objections(text: str, names: Iterable[str] = (), *, allowed: Container[Kind] = ()) -> list[str]:
    """Return a sentence for each kind of private thing in words that others are going to read."""
    kinds = {each.kind for each in find(text, names) if each.kind not in allowed}
    return [OBJECTIONS[kind] for kind in Kind if kind in kinds]


_HAN = {
    char: str(digit)
    for digit, chars in enumerate(
        ["〇零○", "一壹幺", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"]
    )
    for char in chars
}
_APART = frozenset("./·・•。()")
#: format characters, marks over characters, surrogates: there, but not to be seen
_UNSEEN = frozenset({"Cf", "Mn", "Me", "Cs"})


class _Read:
    """A text as a reader takes it: ``plain`` has one character for each in ``at`` and ``han``.

    Digits stand in ASCII, letters in upper case, whatever keeps digits apart as a space; ``at``
    tells where in the text a character came from, ``han`` whether it was a Chinese numeral.
    """

    def __init__(self, text: str) -> None:
        read = [
            (_HAN.get(char, " " if _keeps_apart(char) else char), index, char in _HAN)
            for index, original in enumerate(text)
            for char in _seen(original)
        ]
        self.plain = "".join(char for char, _, _ in read)
        self.at = [index for _, index, _ in read]
        self.han = [han for _, _, han in read]

    def finding(self, kind: Kind, start: int, end: int) -> Finding:
        """Tell what stands at ``plain[start:end]`` as a place in the text."""
        return Finding(kind, self.at[start], self.at[end - 1] + 1)


def _seen(char: str) -> Iterator[str]:
    for each in unicodedata.normalize("NFKC", char).upper():
        if unicodedata.category(each) not in _UNSEEN:
            yield "X" if each == "×" else str(unicodedata.digit(each, each))


def _keeps_apart(char: str) -> bool:
    return char.isspace() or char in _APART or unicodedata.category(char) in {"Pd", "Pc"}


_RUN = re.compile(r"\+?\d(?: {0,3}[\dX])*")
#: days, and addresses of machines
_ORDINARY = re.compile(
    r"(?:19|20)\d\d (?:0?[1-9]|1[0-2]) (?:0?[1-9]|[12]\d|3[01])"
    r"|(?:(?:25[0-5]|2[0-4]\d|1?\d?\d) ){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)"
)
#: digits of a number, country code and all
SHORTEST, LONGEST = 10, 19
#: one letter is no name
SHORTEST_NAME = 2


def _numbers(read: _Read) -> Iterator[Finding]:
    for run in _RUN.finditer(read.plain):
        if _ORDINARY.fullmatch(run.group()):
            continue
        start, end = run.span()
        places = [at for at in range(start, end) if read.plain[at] != " "]
        digits = "".join(read.plain[at] for at in places)
        edges = [0, *_edges(read, places), len(places)]
        for place, first in enumerate(edges):
            for last in edges[place : place + LONGEST + 1]:
                if SHORTEST <= last - first <= LONGEST and (kind := _kind(digits[first:last])):
                    yield read.finding(kind, places[first], places[last - 1] + 1)


def _edges(read: _Read, places: Sequence[int]) -> Iterator[int]:
    """Yield where a number may begin or end: at a gap, at an X, beside any Chinese numeral.

    一 is a word as well, so it may stand beside a number and not belong to it.
    """
    for index, (here, there) in enumerate(pairwise(places), 1):
        is_gap = there - here > 1 or "X" in read.plain[here : there + 1]
        if is_gap or read.han[here] or read.han[there]:
            yield index


_MOBILE = re.compile(r"(?:\+?(?:00)?86)?0?1[3-9]\d{9}")
#: YD/T 1065: area codes of two to four digits, subscribers do not begin with 0 or 1
_LANDLINE = re.compile(r"(?:(?:\+|00)860?|0)(?:(?:10|2\d)[2-9]\d{7}|[3-9]\d{2}[2-9]\d{6,7})")
#: ISO/IEC 7812 ranges that banks in China give out
_CARD = re.compile(r"(?:35|4\d|5[1-5]|6[0-9]|9\d)\d{14,17}")


def _kind(number: str) -> Kind | None:
    if checksums.is_identity(number):
        return Kind.IDENTITY
    if _CARD.fullmatch(number) and checksums.is_luhn(number):
        return Kind.BANK_CARD
    if _MOBILE.fullmatch(number):
        return Kind.MOBILE
    return Kind.LANDLINE if _LANDLINE.fullmatch(number) else None


_GAP = " {0,3}"
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使]"
    f"{_GAP}[A-HJ-NP-Z]"
    f"(?P<rest>(?:{_GAP}[A-HJ-NP-Z\\d]){{4}}{_GAP}[A-HJ-NP-Z\\d挂学警港澳]"
    f"|{_GAP}[A-HJK]{_GAP}[A-HJ-NP-Z\\d](?:{_GAP}\\d){{4}}"
    f"|(?:{_GAP}\\d){{5}}{_GAP}[A-HJK])(?![A-Z\\d])"
)
#: GA 36: at most two letters among the last; more of them are a word
PLATE_DIGITS = 3
#: a social-security card has no form of its own: only the word before it tells
_SOCIAL = re.compile(
    "(?:社保|社会保障|医保)[^\\d\\n]{0,4}?[卡号][^\\dA-Z\\n]{0,6}"
    f"(?P<number>[A-Z]?{_GAP}\\d(?:{_GAP}\\d){{7,14}}{_GAP}X?)(?!{_GAP}\\d)"
)


def _shaped(read: _Read) -> Iterator[Finding]:
    for plate in _PLATE.finditer(read.plain):
        if sum(map(str.isdigit, plate["rest"])) >= PLATE_DIGITS:
            yield read.finding(Kind.PLATE, *plate.span())
    for card in _SOCIAL.finditer(read.plain):
        if not _ORDINARY.fullmatch(card["number"].strip()):
            yield read.finding(Kind.SOCIAL_CARD, *card.span("number"))


def _named(read: _Read, names: Iterable[str]) -> Iterator[Finding]:
    for name in names:
        letters = _Read(name).plain.replace(" ", "")
        if len(letters) >= SHORTEST_NAME:
            for found in re.finditer(_GAP.join(map(re.escape, letters)), read.plain):
                yield read.finding(Kind.STAFF_NAME, *found.span())
