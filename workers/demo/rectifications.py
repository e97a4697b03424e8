"""What disclosed visits showed is put right: some at once, some after a return, some too late."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core.db import Database
from service.windows.models import ServiceWindow
from surveys.rectifications import acts, operations, sources
from surveys.rectifications.life import Step
from surveys.rectifications.models import Rectification, Source
from surveys.visits.models import Visit, VisitState

from . import people
from .chance import Chance

#: how many of the visits that showed something are followed up
FOLLOWED = 0.4
#: how many of those the window leaves lying, until it is overdue one level up
FORGOTTEN = 0.04
PROOF = "已按检查意见整改，并由值班长每日核对。"
LACKING = "现场仍有一处没有改到位，请补改后再交。"
SEEN = "已到现场复查，问题已经改好。"


def put_right(database: Database, *, now: datetime) -> int:
    """Ask windows to put right what visits showed, and let them; return how many were asked."""
    chance = Chance("rectifications")
    query = select(Visit.id).where(Visit.state == VisitState.DISCLOSED)
    with database.reading() as session:
        visits = list(session.scalars(query.order_by(Visit.disclosed_at, Visit.id)))
    asked = 0
    for visit_id in visits:
        with database.transaction() as session:
            visit = session.get_one(Visit, visit_id)
            asked += chance.happens(FOLLOWED) and _follow(session, chance, visit, now)
    return asked


def _follow(session: Session, chance: Chance, visit: Visit, now: datetime) -> bool:
    office = people.actor(session, "province")
    offer = sources.offered(session, office, Source.VISIT, visit.id)
    if not offer.issues or visit.disclosed_at is None:
        return False
    item = chance.pick(sorted(offer.issues))
    moment = visit.disclosed_at + timedelta(days=1)
    made = operations.open_rectification(
        session,
        source=Source.VISIT,
        source_id=visit.id,
        window=offer.window,
        issue=f"检查发现“{offer.issues[item]['zh']}”没有做到，请整改。",
        issue_key=item,
        systemic=False,
        actor=office,
        now=moment,
    )
    for days, step in _course(chance):
        moment += timedelta(days=days)
        if moment < now:  # as far as its people would have come by now
            _take(session, made, offer.window, step, moment)
    return True


def _course(chance: Chance) -> list[tuple[int, str]]:
    """Return the steps of one matter, each with the days that it takes; some never begin."""
    if chance.happens(FORGOTTEN):
        return []
    ends = [(chance.number(4, 26), "submit"), (chance.number(1, 4), "verify")]
    if chance.happens(0.2):
        return [(chance.number(3, 8), "submit"), (2, "return"), *ends]
    return ends


def _take(
    session: Session, made: Rectification, window: ServiceWindow, step: str, now: datetime
) -> None:
    known: dict[str, Any] = {"rectification_id": made.id, "version": made.version, "now": now}
    if step == "submit":
        head = people.actor(session, f"head.{window.code.lower()}")
        acts.take(session, Step.SUBMIT, actor=head, proof=PROOF, **known)
        return
    checker = people.actor(session, "province2")
    if step == "return":
        acts.take(session, Step.RETURN, actor=checker, note=LACKING, **known)
    else:
        acts.take(session, Step.VERIFY, actor=checker, note=SEEN, **known)
