"""What windows did about the month's low ratings: put right, explained, appealed, left waiting."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core.db import Database
from service.windows.models import ServiceWindow
from surveys.low_ratings import appeals, operations
from surveys.low_ratings.life import Decision, Ground, Settlement
from surveys.low_ratings.models import LowRating

from . import people

#: what becomes of the low ratings that windows were told of, in turn
COURSES = ("fixed", "waits", "explained", "verified", "appealed", "waits", "fixed", "upheld")
FOUND = "查看了叫号记录和当天排班，高峰时段只开了一个柜台。"
ANSWERS = {
    Settlement.FIXED: "当天增开一个柜台，高峰时段由值班长引导分流。",
    Settlement.EXPLAINED: "这项业务按规定要本人到场，已把办理条件写进一次性告知单。",
}
STATEMENT = "办件记录显示当天一次办结，群众在柜台说过点错了等级。"
REASON = "窗口提供的办件记录属实，监控里群众说点错了等级，认定为误评。"


def answer(database: Database, *, now: datetime) -> int:
    """Let windows answer what they were told of; return how many they were told."""
    with database.reading() as session:
        told = (
            select(LowRating.id, ServiceWindow.code)
            .join(LowRating.window)
            .where(LowRating.told_at.is_not(None))
            .order_by(ServiceWindow.code, LowRating.rating_id)
        )
        cases = session.execute(told).all()
    for number, (case_id, window) in enumerate(cases):
        with database.transaction() as session:
            case = session.get_one(LowRating, case_id)
            _follow(session, case, f"head.{window.lower()}", COURSES[number % len(COURSES)], now)
    return len(cases)


def _follow(session: Session, case: LowRating, head: str, course: str, now: datetime) -> None:
    if course == "waits":
        return
    known: dict[str, Any] = {"case_id": case.id, "now": now}
    known["actor"] = people.actor(session, head)
    if course in {"appealed", "upheld"}:
        grounds: dict[str, Any] = {"ground": Ground.MISTAKE, "statement": STATEMENT}
        case = appeals.file_appeal(session, version=case.version, **known, **grounds)
    else:
        case = operations.verify_low_rating(session, version=case.version, found=FOUND, **known)
    if course == "upheld":
        known["actor"] = people.actor(session, "province2")
        decided: dict[str, Any] = {"decision": Decision.UPHELD, "reason": REASON}
        appeals.decide_appeal(session, version=case.version, **known, **decided)
    elif course in ANSWERS:
        how = Settlement(course)
        settled: dict[str, Any] = {"settlement": how, "answer": ANSWERS[how]}
        operations.settle_low_rating(session, version=case.version, **known, **settled)
