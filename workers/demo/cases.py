"""A year of complaints, each walked through its life by the people who would."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qr.queries import resolve
from service.core.access import Actor
from service.core.clock import day_of
from service.core.db import Database
from surveys.complaints import (
    acts,
    clearing,
    operations,
    voice,
)
from surveys.complaints.filing import Statement
from surveys.complaints.life import RootCause, Severity, Solved, Step
from surveys.complaints.models import Complaint, ComplaintKind, Finding

from . import people, places
from .chance import WORDS, Chance

COMPLAINTS = 160
#: grave ones that came three days ago and have been accepted: there is always something to do
UNDER_WAY, FRESH = 3, timedelta(days=3)
CATEGORIES = {
    "NOT_TOLD": 22,
    "ATTITUDE": 20,
    "DELAY": 16,
    "MULTI_TRIP": 14,
    "VACANT": 12,
    "EVASION": 10,
    "EXTRA_DOC": 8,
    "ERROR": 6,
    "FACILITY": 6,
    "IDLE": 4,
    "OTHER": 4,
}
FINDINGS = {
    Finding.SUBSTANTIATED: 40,
    Finding.PARTIAL: 25,
    Finding.UNFOUNDED: 25,
    Finding.INCONCLUSIVE: 10,
}
#: the planted stories: a leak found true, a complaint found untrue
LEAK = "211000-EMP-01"
STORIES = {LEAK: ("PRIVACY", Finding.SUBSTANTIATED)}
STORIES["210500-SKILL-01"] = ("ATTITUDE", Finding.UNFOUNDED)

FACTS = {
    Finding.SUBSTANTIATED: "调取监控和办件记录，反映的情况存在。",
    Finding.PARTIAL: "调取监控和办件记录，部分情况存在，其余没有依据。",
    Finding.UNFOUNDED: "调取监控和办件记录，当日工作人员按规定办理，反映的情况不存在。",
    Finding.INCONCLUSIVE: "当日监控已超过保存期限，没有其他依据。",
}
MEASURES = {
    Finding.SUBSTANTIATED: "批评教育当事人，窗口限期整改。",
    Finding.PARTIAL: "提醒谈话，补充窗口公示内容。",
    Finding.UNFOUNDED: "不作处理，为窗口澄清。",
    Finding.INCONCLUSIVE: "不作处理，延长监控保存时间。",
}
CLEARED = "有一件投诉反映你单位窗口服务存在问题。经调取监控和办件记录，当日按规定办理。"


def file(database: Database, *, now: datetime) -> None:
    """Store the year's complaints."""
    chance = Chance("cases")
    with database.reading() as session:
        codes = places.codes(session)
    planned = [_plan(chance, chance.pick(codes)[1]) for _ in range(COMPLAINTS - len(STORIES))]
    by_window = dict(codes)
    planned += [Plan(by_window[window], *story) for window, story in STORIES.items()]
    for plan, moment in zip(planned, chance.moments(len(planned), now), strict=False):
        _complain(database, chance, plan, moment, now)
    for _ in range(UNDER_WAY):
        _complain(database, chance, Plan(by_window[LEAK], *STORIES[LEAK]), now - FRESH, now)


@dataclass(frozen=True)
class Plan:
    """What a complaint will be about, and what verification will find."""

    code: str
    category: str
    finding: Finding


def _plan(chance: Chance, code: str) -> Plan:
    category = chance.pick(list(CATEGORIES), list(CATEGORIES.values()))
    return Plan(code, category, chance.pick(list(FINDINGS), list(FINDINGS.values())))


def hand_in(
    session: Session, key: uuid.UUID, code: str, statement: Statement, moment: datetime
) -> Complaint:
    """Store what a citizen says at a counter, and return it."""
    scan = resolve(session, code)
    operations.file_complaint(session, scan=scan, client_key=key, statement=statement, now=moment)
    return session.scalars(select(Complaint).where(Complaint.client_key == key)).one()


def _complain(
    database: Database, chance: Chance, plan: Plan, moment: datetime, now: datetime
) -> None:
    statement = Statement(
        ComplaintKind.COMPLAINT,
        chance.pick(WORDS["complaints"][plan.category]),
        category=plan.category,
        occurred_on=day_of(moment - timedelta(days=chance.number(0, 3))),
        contact=f"024-0000{chance.number(2000, 8999)}"
        if chance.happens(0.4) or plan.category == "PRIVACY"
        else None,
    )
    with database.transaction() as session:
        case = Case(session, chance, hand_in(session, chance.key(), plan.code, statement, moment))
        for days, step in (
            (chance.number(1, 2), case.accept),
            (chance.number(3, 9), case.answer),
            (chance.number(10, 20), lambda at: case.conclude(plan.finding, at)),
            (chance.number(21, 22), case.approve_and_tell),
            (chance.number(23, 27), case.hear),
            (30, case.close),
        ):
            if moment + timedelta(days=days) < now:  # as far as its people would have come by now
                step(moment + timedelta(days=days))


class Case:
    """A complaint in the hands of its people."""

    def __init__(self, session: Session, chance: Chance, complaint: Complaint) -> None:
        """Find out whose conduct office handles it."""
        self.session, self.chance, self.complaint = session, chance, complaint
        place = complaint.handler_path.rstrip("/").split("/")[-1]
        office = "handler" if place == "210000" else f"conduct.{place}"
        self.handler = people.actor(session, office)

    def accept(self, now: datetime) -> None:
        """Let the conduct office accept it."""
        acts.take(
            step=Step.ACCEPT,
            **self.step(self.handler, now),
            redacted=WORDS["redacted"][self.complaint.category],
        )

    def answer(self, now: datetime) -> None:
        """Let the window's head answer; of grave matters the window never hears."""
        if self.complaint.is_grave:
            return
        head = f"head.{self.complaint.window.code.lower()}"
        acts.take(
            step=Step.ANSWER,
            **self.step(people.actor(self.session, head), now),
            reply=self.chance.pick(WORDS["replies"]),
        )

    def conclude(self, finding: Finding, now: datetime) -> None:
        """Let the conduct office verify it and draw up the outcome."""
        acts.take(
            step=Step.VERIFY,
            **self.step(self.handler, now),
            finding=finding,
            severity=self.chance.pick(list(Severity), [5, 4, 1]),
            facts=FACTS[finding],
        )
        acts.take(
            step=Step.CONCLUDE,
            **self.step(self.handler, now),
            root_cause=self.chance.pick(list(RootCause), [5, 3, 3, 2, 1]),
            measures=MEASURES[finding],
            outcome=WORDS["notes"][finding],
        )

    def approve_and_tell(self, now: datetime) -> None:
        """Let the province approve as the second person, and the conduct office tell."""
        acts.take(step=Step.APPROVE, **self.step(people.actor(self.session, "province"), now))
        acts.take(step=Step.TELL, **self.step(self.handler, now))

    def hear(self, now: datetime) -> None:
        """Let some citizens say whether it is solved; most say nothing."""
        if self.chance.happens(0.4):
            solved = self.chance.pick([Solved.YES, Solved.PARTLY, Solved.NO], [6, 2, 1])
            voice.confirm(self.session, complaint_id=self.complaint.id, solved=solved, now=now)

    def close(self, now: datetime) -> None:
        """Keep silence as silence, and clear whom nothing was found against."""
        voice.record_silence(self.session, self.complaint.id, now)
        if self.complaint.finding == Finding.UNFOUNDED:
            clearing.issue_clearing(
                self.session,
                actor=self.handler,
                complaint_id=self.complaint.id,
                person="",
                text=CLEARED,
                now=now,
            )

    def step(self, actor: Actor, now: datetime) -> dict[str, Any]:
        """Return what every act on the case is given."""
        return {
            "session": self.session,
            "actor": actor,
            "complaint_id": self.complaint.id,
            "version": self.complaint.version,
            "now": now,
        }
