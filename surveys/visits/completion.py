"""A visit is complete when all its parts are here: then it is scored and entered in the ledger."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core import ledger
from service.core.clock import day_of
from service.windows.models import ServiceWindow
from surveys.forms import queries as forms
from surveys.forms.models import FormVersion

from . import flags, record, scoring
from .models import Visit, VisitPhoto, VisitState

#: a round that was begun with a checklist may be finished with it for so long after it was retired
CLOSING = timedelta(days=14)


def complete_if_whole(session: Session, visit: Visit, now: datetime) -> None:
    """Score a visit and enter it in the ledger as soon as nothing is missing."""
    session.flush()
    pictures = list(
        session.scalars(
            select(VisitPhoto)
            .where(VisitPhoto.visit_id == visit.id)
            .order_by(VisitPhoto.number, VisitPhoto.sent_sha256)
        )
    )
    if any(picture.received_at is None for picture in pictures):
        return
    window = session.get_one(ServiceWindow, visit.window_id)
    version = forms.version(session, visit.form_version_id)
    result = scoring.result(version.body, window.kind, visit.answers, observed_on=visit.observed_on)
    visit.score = result.score if _is_scored(version, visit) else None
    visit.observe_only = visit.score is None
    visit.state, visit.day = VisitState.SUBMITTED, day_of(now)
    leaf = record.leaf(visit, version, result, pictures)
    visit.salt = leaf.salt
    ledger.append(session, leaf)
    flags.raise_flags(session, visit, window, pictures, now)
    session.flush()


def _is_scored(version: FormVersion, visit: Visit) -> bool:
    """Tell whether a checklist scores on the day of the visit: not too new, not long retired."""
    is_outdated = (
        version.retired_at is not None and visit.observed_on > day_of(version.retired_at) + CLOSING
    )
    return visit.observed_on >= version.scored_from and not is_outdated
