"""What each step of a nomination must show before it passes (辽人社〔2016〕149号 三, 四). Pure.

A guard looks at a :class:`Case` and at the facts given, and raises what a person should read.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from service.core.problems import N_, conflict, invalid
from service.core.workdays import WorkCalendar

from .models import Stage
from .quota import Finding
from .rules import check_notice

VETOES = ("v1", "v2", "v3")
Facts = Mapping[str, Any]


class Step(Protocol):
    """What the ladder reads of a row of history."""

    move: Any
    to_stage: Any
    actor_id: Any
    details: Any


@dataclass(frozen=True)
class Case:
    """Everything that a guard may look at."""

    actor_id: uuid.UUID
    today: date
    calendar: WorkCalendar
    requirements: Mapping[str, Any]
    #: first day of the cycle's evaluation
    since: date
    #: the steps that hold
    taken: Mapping[Stage, Step] = field(default_factory=dict)
    ranks_taken: frozenset[int] = frozenset()
    findings: Sequence[Finding] = ()
    pack_is_ready: bool = False

    def last_date(self) -> date:
        """Return the latest date on paper so far: opinions are dated in order (F-18)."""
        facts = [step.details for step in self.taken.values()]
        dates = [one.get("on") or one.get("ends_on") for one in facts]
        return max((date.fromisoformat(day) for day in dates if day), default=self.since)


def notice(case: Case, facts: Facts) -> None:
    """向社会公示5个工作日, ended, nothing open."""
    check_notice(
        facts,
        calendar=case.calendar,
        today=case.today,
        days=int(case.requirements["publicity_workdays"]),
        since=case.last_date(),
    )


def dated(case: Case, facts: Facts) -> None:
    """A date between the step before and today."""
    if not case.last_date() <= facts["on"] <= case.today:
        raise invalid({"on": N_("日期不能早于上一步，也不能晚于今天。")})


def opinion(case: Case, facts: Facts) -> None:
    """An opinion that agrees, short enough for its box (F-14…F-16)."""
    dated(case, facts)
    if len(facts["text"]) > int(case.requirements["opinion_max"]):
        raise invalid({"text": N_("意见太长，表格里写不下。")})
    if not facts["agree"]:
        raise conflict("not_agreed", N_("不同意推荐的，请退回并写明理由。"))


def city_opinion(case: Case, facts: Facts) -> None:
    """The city's opinion, its order of candidates (推荐对象排序) and its quota."""
    _no_veto(facts)
    opinion(case, facts)
    if facts["rank"] in case.ranks_taken:
        raise invalid({"rank": N_("本市已有推荐对象排在这一位。")})
    _within_quota(case, facts)


def initial_review(case: Case, facts: Facts) -> None:  # noqa: ARG001 -- guards look alike
    """初审: the material is complete and nothing vetoes."""
    _no_veto(facts)
    if not facts["complete"]:
        raise conflict("incomplete", N_("材料不齐全的，请退回并写明所缺材料。"))


def panel_review(case: Case, facts: Facts) -> None:  # noqa: ARG001 -- guards look alike
    """复审 by somebody else than 初审."""
    if case.taken[Stage.INITIAL_REVIEW].actor_id == case.actor_id:
        raise conflict("same_reviewer", N_("复审须由初审以外的人员办理。"))


def final_decision(case: Case, facts: Facts) -> None:
    """审定: the province's opinion, and the whole list weighed."""
    opinion(case, facts)
    _within_quota(case, facts)


def to_ministry(case: Case, facts: Facts) -> None:
    """报送: the pack, the copies and the seals on paper (一式8份, 加盖公章)."""
    dated(case, facts)
    if not case.pack_is_ready:
        raise conflict("no_pack", N_("请先在审定之后生成证据包，再报送。"))
    if facts["copies"] < int(case.requirements["copies"]):
        raise invalid({"copies": N_("份数不足。")})
    if not facts["sealed"]:
        raise conflict("not_sealed", N_("各级意见须在纸质原件上加盖公章后再报送。"))


def _no_veto(facts: Facts) -> None:
    if any(facts[name] != "none" for name in VETOES):
        raise conflict("vetoed", N_("存在一票否决情形，不得推荐；请退回或撤回。"))


def _within_quota(case: Case, facts: Facts) -> None:
    for finding in case.findings:
        if finding.blocks:
            raise conflict("quota_full", N_("推荐名额已满。"))
        if finding.asks_reason and not facts.get("deviation_reason"):
            raise invalid({"deviation_reason": N_("名额未达到“原则上”的要求，请写明理由。")})
