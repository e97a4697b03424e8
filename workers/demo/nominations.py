"""Nominations in the demonstration's open cycle, each taken as far up the ladder as its story."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.awards import operations
from service.awards.ladder import following
from service.awards.models import AwardCycle, Candidacy, Stage
from service.core import clock
from service.core.workdays import WorkCalendar
from service.windows.models import Level, ServiceWindow
from service.windows.queries import nominating_city

from . import people

TEXTS: dict[str, Any] = json.loads((Path(__file__).parent / "data/deeds.json").read_text("utf-8"))
CYCLE = "2026-2028-demo"
#: how far each city has come; the others' candidates stand at the city's opinion
FARTHEST = {"210100": Stage.FINAL_DECISION, "210200": Stage.PANEL_REVIEW, "210300": Stage.DRAFT}
USUAL = Stage.CITY_OPINION
START = timedelta(days=75)
VETOES = {"v1": "none", "v2": "none", "v3": "none"}


def nominate(session: Session, *, now: datetime) -> int:
    """Put forward two windows of each city; return how many."""
    cycle = session.scalars(select(AwardCycle).where(AwardCycle.key == CYCLE)).one()
    start = max(now - START, clock.day_bounds(cycle.evaluation_from)[0] + timedelta(days=1))
    ranks: dict[str, int] = {}
    for window in session.scalars(select(ServiceWindow).order_by(ServiceWindow.path)):
        city = nominating_city(session, window)
        if city is None or window.level not in {Level.CITY, Level.COUNTY}:
            continue
        ranks[city.code] = ranks.get(city.code, 0) + 1
        office = people.actor(session, "province")
        candidacy = operations.nominate(
            session,
            actor=office,
            now=start,
            cycle_id=cycle.id,
            window_id=window.id,
            form=_form(window, clock.day_of(start)),
        )
        climb = Climb(session, candidacy, city.code, rank=ranks[city.code], start=start)
        climb.to(FARTHEST.get(city.code, USUAL), now)
        if candidacy.stage == Stage.FINAL_DECISION:
            operations.request_pack(session, actor=office, now=now, candidacy_id=candidacy.id)
    return sum(ranks.values())


def _form(window: ServiceWindow, day: date) -> dict[str, Any]:
    return {
        "filled_on": day,
        "nature": window.nature,
        "grade": window.grade,
        "staff_count": window.staff_count,
        "head_name": window.head_name,
        "phone": window.phone,
        "honours": "\n".join(TEXTS["honours"]),
        "deeds": TEXTS["deeds"],
        "material": TEXTS["material"],
        "statements": TEXTS["statements"],
    }


class Climb:
    """One candidacy on its way up, step by step with a few days between."""

    def __init__(
        self, session: Session, candidacy: Candidacy, city: str, *, rank: int, start: datetime
    ) -> None:
        """Stand at the foot of the ladder."""
        self.session, self.candidacy, self.window = session, candidacy, candidacy.window
        self.city, self.rank, self.at = city, rank, start
        self.calendar = WorkCalendar()

    def to(self, farthest: Stage, now: datetime) -> None:
        """Climb to ``farthest``, or as far as time has come."""
        while self.candidacy.stage != farthest:
            [stage, *_] = following(self.candidacy.stage, self.window.level)
            facts = self._facts(stage)
            self.at += timedelta(days=1)
            if self.at > now:
                return
            actor = people.actor(self.session, self._who(stage))
            operations.advance(
                self.session,
                actor=actor,
                now=self.at,
                candidacy_id=self.candidacy.id,
                to=stage,
                facts=facts,
            )

    def _who(self, stage: Stage) -> str:
        county = self.window.path.split("/")[2]
        return {
            Stage.OWNER_PUBLICITY: f"review.{self.city}",
            Stage.COUNTY_OPINION: f"review.{county}",
            Stage.CITY_OPINION: f"review.{self.city}",
            Stage.PANEL_REVIEW: "province2",
        }.get(stage, "province")

    def _facts(self, stage: Stage) -> dict[str, Any]:
        if stage in {Stage.OWNER_PUBLICITY, Stage.PROVINCE_PUBLICITY}:
            return self._notice()
        if stage == Stage.INITIAL_REVIEW:
            return {"complete": True, **VETOES}
        if stage == Stage.PANEL_REVIEW:
            return {}
        return self._opinion(stage)

    def _notice(self) -> dict[str, Any]:
        """Run a public notice of five working days and wait for its end."""
        begins = clock.day_of(self.at)
        ends = self.calendar.add(begins, 5, count_start=True).day
        self.at = clock.day_bounds(ends)[1]
        return {
            "starts_on": begins,
            "ends_on": ends,
            "url": "https://example.cn/gongshi",
            "phone": "024-00000001",
            "objection": "none",
        }

    def _opinion(self, stage: Stage) -> dict[str, Any]:
        speaker = {Stage.COUNTY_OPINION: "county", Stage.CITY_OPINION: "city"}.get(
            stage, "province"
        )
        facts = {
            "on": clock.day_of(self.at),
            "text": TEXTS["opinions"][speaker],
            "agree": True,
            "seal": "affixed",
            "deviation_reason": "",
        }
        if stage == Stage.CITY_OPINION:
            facts |= {"rank": self.rank, **VETOES}
        if stage == Stage.FINAL_DECISION:
            facts["document"] = "厅党组会议纪要〔演示〕1号"
            facts["deviation_reason"] = "其他市的推荐对象尚在复核，比例以最终名单为准。"
        return facts
