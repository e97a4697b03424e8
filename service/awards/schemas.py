"""What comes in about candidacies and what goes out: pages and API share these schemas."""

import re
from typing import Any

from marshmallow import fields, validate

from service.core.problems import N_
from service.web.api import OwnWords, Schema
from service.windows.labels import GRADES, NATURES
from service.windows.models import Level

from .models import PackState, Stage

LONG = 6000
_SEALS = ("pending", "affixed")
_VETO = ("none", "exists")
#: nothing, or an address that a browser opens
_ADDRESS = validate.Regexp(
    r"(?:https?://[^\s/]+\.\S+)?\Z", error=N_("请填写 http 或 https 开头的网址。")
)


def _words(longest: int, **how: Any) -> OwnWords:
    return OwnWords(validate=validate.Length(max=longest), **how)


def _choice(*values: str) -> fields.String:
    return fields.String(load_default=None, allow_none=True, validate=validate.OneOf(values))


def _day(meaning: str) -> fields.Date:
    return fields.Date(load_default=None, allow_none=True, metadata={"description": meaning})


class ApprovalFormSchema(Schema):
    """The approval form as a person fills it in (F-03, F-06, F-07, F-09…F-13), and its annexes."""

    filled_on = fields.Date(required=True, metadata={"description": "F-03 填报时间"})
    nature = fields.String(
        required=True,
        validate=validate.OneOf(NATURES),
        metadata={"description": "F-06 窗口性质"},
    )
    nature_other = _words(20, load_default="", metadata={"description": "What 其他 means"})
    grade = fields.String(
        required=True, validate=validate.OneOf(GRADES), metadata={"description": "F-07 窗口级别"}
    )
    staff_count = fields.Integer(
        required=True, validate=validate.Range(1, 9999), metadata={"description": "F-09 窗口人数"}
    )
    head_name = OwnWords(
        required=True,
        validate=validate.Regexp(
            re.compile(r"[^\W\d_](?:[^\W\d_]|[·• ]){0,28}[^\W\d_]\Z"),
            error=N_("请填写姓名，2 至 30 个字。"),
        ),
        metadata={"description": "F-10 窗口负责人姓名"},
    )
    phone = _words(30, required=True, metadata={"description": "F-11 联系电话"})
    honours = _words(
        1000,
        load_default="",
        metadata={"description": "F-12 何时何地受过何种奖励: a line each, 年月，授予单位，奖项"},
    )
    deeds = OwnWords(
        required=True,
        validate=validate.Length(min=1, max=LONG),
        metadata={"description": "F-13 主要先进事迹, 300 characters"},
    )
    material = _words(LONG, load_default="", metadata={"description": "事迹材料, about 2000"})
    statements = fields.Dict(
        keys=fields.String(validate=validate.Length(max=10)),
        values=_words(1000),
        load_default=dict,
        validate=validate.Length(max=20),
        metadata={"description": "What the nominating side states on a condition, by its key"},
    )


class NominationSchema(ApprovalFormSchema):
    """A window put forward in a cycle."""

    cycle_id = fields.UUID(required=True)
    window_id = fields.UUID(required=True)


class NextStepSchema(Schema):
    """The next step up with its facts; which of them a step needs, its guard says."""

    to = fields.Enum(Stage, by_value=True, required=True)
    version = fields.Integer(load_default=None, allow_none=True)
    on = _day("Date on paper")
    text = _words(200, load_default="", metadata={"description": "Opinion, or a remark"})
    agree = fields.Boolean(load_default=None, allow_none=True)
    seal = _choice(*_SEALS)
    rank = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 99),
        metadata={"description": "推荐对象排序 in the city"},
    )
    v1, v2, v3 = _choice(*_VETO), _choice(*_VETO), _choice(*_VETO)
    deviation_reason = _words(500, load_default="")
    starts_on = _day("First day of the public notice")
    ends_on = _day("Last day of the public notice")
    url = OwnWords(
        load_default="", validate=[validate.Length(max=200), _ADDRESS], metadata={"format": "uri"}
    )
    phone = _words(30, load_default="")
    objection = _choice("none", "open")
    complete = fields.Boolean(load_default=None, allow_none=True)
    document = _words(60, load_default="", metadata={"description": "Number of the minute"})
    copies = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 999))
    sealed = fields.Boolean(load_default=None, allow_none=True)


class TakeBackSchema(Schema):
    """Why a candidacy is returned or withdrawn."""

    reason = OwnWords(required=True, validate=validate.Length(min=2, max=500))
    version = fields.Integer(load_default=None, allow_none=True)


class CandidacyQuerySchema(Schema):
    """Which candidacies to list."""

    cycle_id = fields.UUID(load_default=None)
    city_id = fields.UUID(load_default=None)
    level = fields.Enum(Level, by_value=True, load_default=None)
    stage = fields.Enum(Stage, by_value=True, load_default=None)


class AwardCycleSchema(Schema):
    """A cycle: its period, conditions and rules."""

    id = fields.UUID(required=True)
    key = fields.String(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    evaluation_from = fields.Date(required=True)
    evaluation_to = fields.Date(required=True)
    evidence_cutoff = fields.Date(required=True)
    nomination_year = fields.Integer(required=True)
    legal_basis = fields.String(required=True)
    is_open = fields.Boolean(required=True)
    conditions = fields.List(fields.Dict(), required=True)
    quota_rules = fields.List(fields.Dict(), required=True)
    requirements = fields.Dict(required=True)


class CandidacySchema(Schema):
    """A candidacy as its list shows it."""

    id = fields.UUID(required=True)
    cycle_id = fields.UUID(required=True)
    window_id = fields.UUID(required=True)
    window_name = fields.String(required=True, attribute="window.full_name")
    level = fields.String(required=True, attribute="window.level")
    nominating_city_id = fields.UUID(required=True, allow_none=True)
    stage = fields.String(required=True, validate=validate.OneOf(Stage))
    city_rank = fields.Integer(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    version = fields.Integer(required=True)


class CandidacyStepSchema(Schema):
    """One row of a candidacy's history."""

    number = fields.Integer(required=True)
    move = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    actor_id = fields.UUID(required=True)
    from_stage = fields.String(required=True)
    to_stage = fields.String(required=True)
    text = fields.String(required=True)
    details = fields.Dict(required=True)


class CandidacyDetailSchema(CandidacySchema):
    """A candidacy with its form and its history."""

    form = fields.Dict(required=True)
    steps = fields.List(fields.Nested(CandidacyStepSchema), required=True)


class EvidencePackSchema(Schema):
    """An evidence pack and where it stands."""

    id = fields.UUID(required=True)
    candidacy_id = fields.UUID(required=True)
    state = fields.String(required=True, validate=validate.OneOf(PackState))
    requested_at = fields.AwareDateTime(required=True)
    last_day = fields.Date(required=True)
    ready_at = fields.AwareDateTime(required=True, allow_none=True)
    sha256 = fields.String(required=True, allow_none=True)
    size = fields.Integer(required=True, allow_none=True)
    figures_sha256 = fields.String(required=True, allow_none=True)
