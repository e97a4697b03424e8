"""Rule packs: which clocks are in force where, since when, and who says so. Read once, checked."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from .terms import Unit

LIBRARY = Path(__file__).parent / "packs"
#: every clock that the program starts
NAMES = (
    "complaint.screen",
    "complaint.conclude",
    "complaint.reply",
    "complaint.confirm",
    "complaint.review",
    "low_rating.verify",
    "low_rating.fix",
    "appeal.decide",
    "rectification.fix",
    "rating.supplement",
    "support.answer",
)
#: terms that citizens have: nobody is warned, and nothing is escalated when they end
OF_CITIZENS = frozenset({"complaint.confirm", "rating.supplement"})
PROVINCE_DIGITS = 2


@dataclass(frozen=True)
class Clock:
    """A term: ``amount`` of ``unit``; ``warn_at`` is a share of it, ``extension`` its addition."""

    unit: Unit
    amount: int
    warn_at: float
    extension: int


@dataclass(frozen=True)
class Pack:
    """The clocks of one place (a division code; empty: everywhere), or only an example."""

    key: str
    place: str
    example: bool
    title: dict[str, str]
    source: str
    since: date
    clocks: dict[str, Clock]
    settings: dict[str, Any]
    note: dict[str, str]

    @property
    def reach(self) -> str:
        """Return the digits that the codes within its place begin with (GB/T 2260)."""
        return _digits(self.place)

    def covers(self, path: str) -> bool:
        """Tell whether this pack is in force at a place or window of the tree."""
        places = path.strip("/").split("/")
        return not self.example and any(code.startswith(self.reach) for code in places)


class _ClockSchema(Schema):
    unit = fields.Enum(Unit, by_value=True, required=True)
    amount = fields.Integer(required=True, validate=validate.Range(1, 1000))
    warn_at = fields.Float(required=True, validate=validate.Range(0, 1, max_inclusive=False))
    #: an extension is at most as long as the term, unless the pack says less
    extension = fields.Integer(load_default=None, validate=validate.Range(1, 1000))

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Clock:
        return Clock(**{**data, "extension": data["extension"] or data["amount"]})


class _WordsSchema(Schema):
    zh = fields.String(required=True, validate=validate.Length(1))
    en = fields.String(required=True, validate=validate.Length(1))


class _SettingsSchema(Schema):
    #: who did not rate is never counted as content: no pack can turn that on
    default_rating = fields.String(required=True, validate=validate.OneOf(["off"]))


class PackSchema(Schema):
    """A rule pack as it stands in its file.

    Where a source gives no day, ``since`` is 2020-01-01, when the national scheme was in force.
    """

    key = fields.String(required=True, validate=validate.Regexp(r"[a-z_]{2,40}\Z"))
    place = fields.String(required=True, validate=validate.Regexp(r"(\d{6}(\d{3}){0,2})?\Z"))
    example = fields.Boolean(load_default=False)
    title = fields.Nested(_WordsSchema, required=True)
    source = fields.String(required=True, validate=validate.Length(1, 200))
    since = fields.Date(required=True)
    clocks = fields.Dict(
        keys=fields.String(validate=validate.OneOf(NAMES)),
        values=fields.Nested(_ClockSchema),
        required=True,
        validate=validate.Length(1),
    )
    settings = fields.Nested(_SettingsSchema, load_default=dict)
    note = fields.Nested(_WordsSchema, load_default=dict)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Pack:
        return Pack(**data)


@cache
def library() -> tuple[Pack, ...]:
    """Return every version of every pack; raises ``ValidationError`` for one that is wrong."""
    texts = (path.read_text("utf-8") for path in sorted(LIBRARY.glob("*.json")))
    return tuple(PackSchema().load(json.loads(text)) for text in texts)


def version(key: str, since: date) -> Pack | None:
    """Return one version of a pack, or nothing where its file is no longer there."""
    return next((pack for pack in library() if (pack.key, pack.since) == (key, since)), None)


def current(day: date, packs: Iterable[Pack] | None = None) -> list[Pack]:
    """Return the version of each pack that stands on ``day``, widest place first."""
    newest: dict[str, Pack] = {}
    for pack in sorted(library() if packs is None else packs, key=lambda pack: pack.since):
        if pack.since <= day:
            newest[pack.key] = pack
    return sorted(newest.values(), key=lambda pack: (len(pack.reach), pack.key))


def in_force(path: str, day: date, packs: Iterable[Pack] | None = None) -> dict[str, Pack]:
    """Return for each clock the pack that rules it at ``path``: the nearest place that names it."""
    covering = [pack for pack in current(day, packs) if pack.covers(path)]
    return {name: pack for pack in covering for name in pack.clocks}


def _digits(code: str) -> str:
    """Leave out the pairs of zeros that stand for "all of it": 210000 → 21, 210100 → 2101."""
    while len(code) > PROVINCE_DIGITS and code.endswith("00"):
        code = code[:-2]
    return code
