"""What is under way on the day of the demonstration: citizens write back, offices ask for time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.core import marks
from service.core.crypto import keys_of
from service.core.db import Database
from service.notices import operations as notices
from service.notices.kinds import KINDS
from service.notices.models import Channel, Notice, Pace
from service.notices.queries import NOTICE_SPREAD
from service.people.models import Account
from surveys.complaints import acts, voice
from surveys.complaints.life import ComplaintState as State
from surveys.complaints.life import Step
from surveys.complaints.models import Complaint, ComplaintKind
from surveys.conversations import operations as conversations
from surveys.conversations.operations import Said
from surveys.low_ratings.models import LowRating, LowRatingContact
from surveys.low_ratings.queries import contact_place
from surveys.rectifications import acts as rectifications
from surveys.rectifications.life import Step as Remedy
from surveys.rectifications.models import Rectification

from . import people
from .cases import Case
from .chance import Chance

ASKED = "我那天带的是原件，柜台没有看就让我回去了。还要我补什么吗？"
ANSWERED = "您好，材料不用补。我们正在核对当天的监控，三个工作日内给您回话。"
THANKED = "好的，谢谢。那天是上午十点左右。"
MORE_TIME = "当事人外出培训，月底才能回来，需要当面核实。"
SENT_BACK = "事实部分没有写明监控的时间段，请补充后再报。"
NEWS_IS_READ_AFTER = timedelta(days=5)
#: a contact that leads nowhere, and an address in a domain that can never exist (RFC 2606)
CONTACT, NOWHERE = "024-00001999", "wang@office.example"


def go_on(database: Database, *, now: datetime) -> None:
    """Let everybody do what makes today's desks: talk, go back, ask for time, read the news."""
    for course in (_cases, _rectifications, _low_ratings, _inboxes):
        with database.transaction() as session:
            course(session, now)


def _cases(session: Session, now: datetime) -> None:
    courses: dict[State, list[Callable[[Case, datetime], None]]] = {
        State.REPLIED: [_reopen, _ask_review],
        State.ACCEPTED: [_talk, _withdraw],
        State.ANSWERED: [_get_time, _ask_time],
        State.CONCLUDED: [_send_back],
    }
    chance = Chance("afterwards")
    for state, steps in courses.items():
        query = select(Complaint).where(
            Complaint.kind == ComplaintKind.COMPLAINT, Complaint.state == state
        )
        order = Complaint.handler_path, Complaint.received_at, Complaint.id
        waiting = session.scalars(query.order_by(*order)).all()
        for complaint, step in zip(waiting, steps, strict=False):
            step(Case(session, chance, complaint), now)


def _reopen(case: Case, now: datetime) -> None:
    voice.reopen(case.session, complaint_id=case.complaint.id, now=now)


def _ask_review(case: Case, now: datetime) -> None:
    voice.ask_review(case.session, complaint_id=case.complaint.id, now=now)


def _withdraw(case: Case, now: datetime) -> None:
    voice.withdraw(case.session, complaint_id=case.complaint.id, now=now)


def _talk(case: Case, now: datetime) -> None:
    for minutes, text, by_citizen in (
        (95, ASKED, True),
        (60, ANSWERED, False),
        (20, THANKED, True),
    ):
        said: dict[str, Any] = {
            "said": Said(case.chance.key(), text),
            "now": now - timedelta(minutes=minutes),
        }
        if by_citizen:
            conversations.write_to_office(case.session, complaint=case.complaint, **said)
        else:
            known: dict[str, Any] = {"actor": case.handler, "complaint_id": case.complaint.id}
            conversations.write_to_citizen(case.session, **known, **said)


def _ask_time(case: Case, now: datetime) -> None:
    acts.take(step=Step.ASK_EXTENSION, **case.step(case.handler, now), reason=MORE_TIME)


def _get_time(case: Case, now: datetime) -> None:
    _ask_time(case, now)
    decider = people.actor(case.session, "province")
    acts.take(step=Step.GRANT_EXTENSION, **case.step(decider, now))


def _send_back(case: Case, now: datetime) -> None:
    decider = people.actor(case.session, "province2")
    acts.take(step=Step.SEND_BACK, **case.step(decider, now), reason=SENT_BACK)


def _rectifications(session: Session, now: datetime) -> None:
    """Let the window of the newest matter still at work ask for time, and get it."""
    query = select(Rectification).where(Rectification.state.in_(["open", "returned"]))
    for made in session.scalars(query.order_by(Rectification.opened_at.desc()).limit(1)):
        head = people.actor(session, f"head.{made.window.code.lower()}")
        known: dict[str, Any] = {"rectification_id": made.id, "now": now}
        asked = {"version": made.version, "reason": MORE_TIME, **known}
        rectifications.take(session, Remedy.ASK_EXTENSION, actor=head, **asked)
        office = people.actor(session, "province2")
        decided = {"version": made.version, "note": "", **known}
        rectifications.take(session, Remedy.GRANT_EXTENSION, actor=office, **decided)


def _low_ratings(session: Session, now: datetime) -> None:
    """Leave a contact with every second low rating, for somebody outside the window to call."""
    keys = keys_of(session)
    query = select(LowRating.rating_id).order_by(LowRating.opened_at, LowRating.rating_id)
    for rating_id in session.scalars(query).all()[::2]:
        sealed = keys.seal(CONTACT, place=contact_place(rating_id))
        session.add(LowRatingContact(rating_id=rating_id, sealed=sealed, given_at=now))


def _inboxes(session: Session, now: datetime) -> None:
    """Let everybody have read what is not new; one asks for mails, which nobody set up here."""
    old = Notice.at < now - NEWS_IS_READ_AFTER
    session.execute(update(Notice).where(old).values(read_at=now))
    head = people.actor(session, "head")
    notices.set_channel(
        session,
        actor=head,
        now=now,
        channel=Channel.EMAIL,
        address=NOWHERE,
        pace=Pace.AT_ONCE,
        kinds=list(KINDS),
        language="zh",
    )
    newest = select(Notice.id).join(Account, Account.id == Notice.account_id)
    newest = newest.where(Account.id == head.id).order_by(Notice.at.desc(), Notice.id).limit(1)
    marks.bump(session, NOTICE_SPREAD, map(str, session.scalars(newest)), now=now)
