"""Finds what a receipt stands for."""

import uuid
from datetime import date

from sqlalchemy.orm import Session, selectinload

from service.core import clock
from service.core.crypto import keys_of
from service.windows.models import ServiceWindow
from surveys import receipt
from surveys.complaints import life, praise, sheet
from surveys.complaints import queries as complaints
from surveys.complaints.life import CLOCKS, ComplaintState, Step
from surveys.complaints.models import Complaint, ComplaintKind
from surveys.complaints.moves import can, reached
from surveys.conversations import queries as conversations
from surveys.conversations.models import Message, Speaker
from surveys.deadlines import queries as deadlines
from surveys.low_ratings.models import LowRating
from surveys.ratings import queries as ratings
from surveys.ratings.models import Rating

from . import low_ratings
from .progress import Happened, Line, Progress
from .wording import STEPS

#: what a citizen may do beside writing, by the word for it
ACTS: dict[str, Step] = {
    "confirm": Step.CONFIRM,
    "reopen": Step.REOPEN,
    "review": Step.ASK_REVIEW,
    "withdraw": Step.WITHDRAW,
}


def look_up(session: Session, typed: str, today: date) -> Progress | None:
    """Return what a receipt stands for; nothing for a wrong and for an unknown one alike."""
    fingerprint = receipt.fingerprint(keys_of(session), typed)
    if complaint := complaints.by_receipt(session, fingerprint):
        return of_complaint(session, complaint, today)
    rating = ratings.by_receipt(session, fingerprint)
    return of_rating(session, rating, today) if rating else None


def case_by_receipt(session: Session, typed: str) -> uuid.UUID | None:
    """Return the complaint, or the case of a low rating, that a receipt stands for."""
    fingerprint = receipt.fingerprint(keys_of(session), typed)
    if complaint := complaints.by_receipt(session, fingerprint):
        return complaint.id if complaint.kind == ComplaintKind.COMPLAINT else None
    rating = ratings.by_receipt(session, fingerprint)
    case = low_ratings.of_rating(session, rating) if rating else None
    return case.id if case else None


def standing(session: Session, case_id: uuid.UUID, today: date) -> Progress | None:
    """Return how a complaint or the case of a low rating stands for its citizen."""
    if complaint := case_of(session, case_id):
        return of_complaint(session, complaint, today)
    case = session.get(LowRating, case_id)
    return of_rating(session, case.rating, today) if case else None


def case_of(session: Session, complaint_id: uuid.UUID) -> Complaint | None:
    """Return a complaint with all that its citizen is told of."""
    loaded = (
        selectinload(Complaint.stages),
        selectinload(Complaint.window),
        selectinload(Complaint.form_version),
    )
    return session.get(Complaint, complaint_id, options=loaded)


def of_complaint(session: Session, complaint: Complaint, today: date) -> Progress:
    """Return what its citizen learns of a complaint, praise or suggestion."""
    is_case = complaint.kind == ComplaintKind.COMPLAINT
    plain = Progress(
        kind=complaint.kind,
        window_name=complaint.window.full_name,
        received=complaint.day,
        state=complaint.state,
        reply=complaint.reply,
        stands=None if is_case else praise.response_to(complaint),
    )
    return _of_case(session, complaint, plain, today) if is_case else plain


def _of_case(session: Session, complaint: Complaint, plain: Progress, today: date) -> Progress:
    due_on, provisional = _due(session, complaint)
    messages = conversations.of_case(session, complaint.id)
    may = ["message"] if complaint.state in life.OPEN else []
    return Progress(
        kind=plain.kind,
        window_name=plain.window_name,
        received=plain.received,
        state=plain.state,
        category=sheet.category(complaint.form_version.body, complaint.category) or {},
        due_on=due_on,
        due_provisional=provisional,
        is_late=complaint.state in life.DUE and complaint.due_on < today,
        finding=complaint.told_finding,
        reply=complaint.reply,
        note=next((each.note for each in reversed(complaint.stages) if each.note), ""),
        transferred_to=complaint.transferred_to,
        solved=complaint.solved if complaint.state not in life.OPEN else None,
        steps=_steps(complaint),
        messages=tuple(_line(session, each) for each in messages),
        may=tuple(may + [act for act, step in ACTS.items() if can(complaint, step)]),
        goes_up=reached(complaint, Step.REOPEN) == ComplaintState.REVIEW,
        unread=sum(each.speaker == Speaker.OFFICE and not each.read_at for each in messages),
        case_id=complaint.id,
    )


def _due(session: Session, complaint: Complaint) -> tuple[date | None, bool]:
    """Return the last day for the next word, the citizen's own or the office's."""
    if complaint.state in life.DUE:
        return complaint.due_on, complaint.due_provisional
    name = CLOCKS.get(ComplaintState(complaint.state))
    running = deadlines.running(session, Complaint.__tablename__, [complaint.id])
    found = next((each for each in running.get(complaint.id, []) if each.name == name), None)
    return (found.due_on, found.provisional) if found else (None, False)


def _steps(complaint: Complaint) -> tuple[Happened, ...]:
    told = [each for each in complaint.stages if each.step in STEPS]
    return tuple(
        Happened(clock.day_of(each.at), each.state, each.step, each.note)
        for number, each in enumerate(told)
        if number == 0 or each.step != told[number - 1].step
    )


def _line(session: Session, message: Message) -> Line:
    is_office = message.speaker == Speaker.OFFICE
    return Line(
        number=message.number,
        speaker=message.speaker,
        on=clock.day_of(message.at),
        text=conversations.words(session, message) if is_office else "",
        photos=len(message.photos),
        is_read=message.read_at is not None,
    )


def of_rating(session: Session, rating: Rating, today: date) -> Progress:
    """Return what its citizen learns of a rating, and of a low one what is done about it."""
    window = session.get_one(ServiceWindow, rating.window_id)
    plain = Progress(
        kind="rating",
        window_name=window.full_name,
        received=rating.day,
        state=rating.state,
    )
    case = low_ratings.of_rating(session, rating)
    return low_ratings.told(session, case, plain, today) if case else plain
