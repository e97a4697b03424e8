"""Where rectifications come from: what a reader may open one from, and the way back to it."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from service.core.problems import Problem, not_found
from service.windows import queries as windows
from service.windows.models import ServiceWindow
from surveys import matters
from surveys.complaints import contents
from surveys.complaints import queries as complaints
from surveys.complaints import sheet as complaint_sheet
from surveys.complaints.life import UPHELD
from surveys.forms import queries as forms
from surveys.low_ratings import queries as low_ratings
from surveys.ratings import sheet as rating_sheet
from surveys.visits import queries as visits
from surveys.visits import scoring
from surveys.visits.models import VisitState

from .models import Rectification, Source

#: a text in each language, by ``zh`` and ``en``
Words = Mapping[str, str]


@dataclass(frozen=True)
class Offer:
    """What a source offers to put right: its issues by key, in both languages."""

    source: Source
    source_id: uuid.UUID
    window: ServiceWindow
    issues: Mapping[str, Words]
    #: what the citizen wrote: the office's words may not repeat it
    said: str = ""
    cause: str | None = None


#: the page of each source, and the name of its argument
PAGES: dict[Source, tuple[str, str]] = {
    Source.COMPLAINT: ("complaints.case", "complaint_id"),
    Source.LOW_RATING: ("low_ratings.case", "case_id"),
    Source.VISIT: ("visits.show", "visit_id"),
}


def offered(session: Session, actor: Actor, source: Source, source_id: uuid.UUID) -> Offer:
    """Return what ``actor`` may ask to put right; raises 404 for what he may not see.

    A complaint must have been found true, a low rating told to its window, a visit disclosed.
    """
    offer = _SOURCES[source](session, actor, source_id)
    windows.get_visible(session, actor, offer.window.id, Action.OPEN_RECTIFICATION)
    return offer


def find(session: Session, actor: Actor, made: Rectification) -> Offer | None:
    """Return where a rectification comes from, as far as ``actor`` may see it."""
    try:
        return _SOURCES[Source(made.source)](session, actor, made.source_id)
    except Problem:
        return None


def _complaint(session: Session, actor: Actor, complaint_id: uuid.UUID) -> Offer:
    whole, told = complaints.cases(actor), complaints.summarised(actor)
    found = matters.find(session, whole, complaint_id)
    if found is None:
        found = matters.one(session, told, complaint_id)
    if found.told_finding not in UPHELD:
        raise not_found()
    category = complaint_sheet.category(found.form_version.body, found.category)
    return Offer(
        source=Source.COMPLAINT,
        source_id=found.id,
        window=found.window,
        issues={found.category: category} if found.category and category else {},
        said=contents.words(session, found),
        cause=found.root_cause,
    )


def _low_rating(session: Session, actor: Actor, case_id: uuid.UUID) -> Offer:
    found = matters.one(session, low_ratings.visible(actor), case_id)
    if found.told_at is None:
        raise not_found()
    version = forms.version(session, found.rating.form_version_id)
    sheet = rating_sheet.read(version.id, version.number, version.sha256, version.body)
    reasons = sheet.group_of(found.level).reasons
    ticked = {each.key: each.words for each in reasons if each.key in found.rating.reasons}
    return Offer(Source.LOW_RATING, found.id, found.window, ticked, found.rating.comment or "")


def _visit(session: Session, actor: Actor, visit_id: uuid.UUID) -> Offer:
    """Offer the items that were not fully met, of a visit that the window knows of."""
    found = visits.get_visible(session, actor, visit_id)
    if found.state != VisitState.DISCLOSED:
        raise not_found()
    version = forms.version(session, found.form_version_id)
    lines = scoring.result(
        version.body, found.window.kind, found.answers, observed_on=found.observed_on
    ).lines
    unmet = {line.item["id"]: line.item["text"] for line in lines if line.outcome not in {None, 1}}
    return Offer(Source.VISIT, found.id, found.window, unmet)


_SOURCES: dict[Source, Callable[[Session, Actor, uuid.UUID], Offer]] = {
    Source.COMPLAINT: _complaint,
    Source.LOW_RATING: _low_rating,
    Source.VISIT: _visit,
}
