"""The pages inside a matter: which one of the demonstration stands in a path of docs/pages.csv."""

from sqlalchemy import Select, or_, select

from qr.models import CodeState, QrCode
from service.core.db import Database
from service.windows.models import ServiceWindow
from surveys.complaints.models import Complaint, ComplaintContact
from surveys.conversations.models import Message
from surveys.deadlines.models import Deadline
from surveys.low_ratings.models import LowRating, LowRatingContact
from surveys.ratings.models import RatingBatch
from surveys.support.models import SupportRequest
from surveys.visits.models import Visit, VisitState
from workers.demo.commands import SHOWN

_PROVINCE = Complaint.handler_path == "210000/"
_RUNS = Deadline.met_at.is_(None), Deadline.cancelled_at.is_(None)
_BY_WINDOW = QrCode.window_id == ServiceWindow.id

#: what ``{name}`` in a path stands for: the first row that the query finds
QUERIES: dict[str, Select] = {
    "code": select(QrCode.code)
    .join(ServiceWindow, _BY_WINDOW)
    .where(QrCode.state == CodeState.POSTED, ServiceWindow.code == SHOWN)
    .order_by(QrCode.code),
    "window": select(ServiceWindow.id).where(ServiceWindow.code == SHOWN),
    "talk": select(Complaint.id)
    .join(Message, Message.complaint_id == Complaint.id)
    .where(_PROVINCE)
    .order_by(Message.at),
    "contact": select(Complaint.id)
    .join(ComplaintContact, ComplaintContact.complaint_id == Complaint.id)
    .where(_PROVINCE)
    .order_by(Complaint.received_at.desc()),
    "caller": select(LowRating.id)
    .join(LowRatingContact, LowRatingContact.rating_id == LowRating.rating_id)
    .order_by(LowRating.opened_at, LowRating.rating_id),
    "appeal": select(LowRating.id)
    .where(or_(LowRating.state == "appealed", LowRating.state == "excluded"))
    .order_by(LowRating.state, LowRating.rating_id),
    "raised": select(LowRating.id)
    .where(LowRating.raised_to.is_not(None))
    .order_by(LowRating.opened_at, LowRating.id),
    "support": select(SupportRequest.id)
    .join(SupportRequest.window)
    .where(SupportRequest.state == "asked", ServiceWindow.code == SHOWN)
    .order_by(SupportRequest.asked_at, SupportRequest.id),
    "batch": select(RatingBatch.id).order_by(RatingBatch.number),
    "deadline": select(Deadline.id).where(*_RUNS).order_by(Deadline.due_at, Deadline.id),
    "visit": select(Visit.id)
    .where(Visit.state == VisitState.DISCLOSED)
    .order_by(Visit.disclosed_at.desc(), Visit.id),
}


def find(database: Database) -> dict[str, str]:
    """Return what each name stands for; a name without a row is left out."""
    with database.reading() as session:
        found = {name: session.scalar(query.limit(1)) for name, query in QUERIES.items()}
    return {name: str(value) for name, value in found.items() if value is not None}
