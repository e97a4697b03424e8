"""Slips of paper and calls: a clerk opens a bundle and enters what each citizen said.

They count apart, by channel, and are never more than grade C. A window cannot enter its own.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from qr.models import CodeState
from qr.scans import Scan
from service.core import audit, clock
from service.core.access import Action, Actor, within
from service.core.crypto import keys_of
from service.core.problems import N_, conflict, invalid, key_reused, not_found
from service.core.workdays import WorkCalendar
from service.windows.models import Kind, ServiceWindow, WindowState
from surveys.forms import queries as forms

from . import draft, operations, sheet
from .draft import Answer, Source
from .models import Channel, Rating, RatingBatch
from .operations import Outcome
from .reception import Place

MAY = Action.ENTER_RATINGS
FULL = N_("这一批的张数已经录满，请核对张数。")
NUMBERED = N_("这个窗口已经有同一批号、内容不同的一批，请核对批号。")


def visible(actor: Actor) -> Select[RatingBatch]:
    """Return the bundles of the windows for which ``actor`` enters ratings, newest first."""
    return (
        select(RatingBatch)
        .join(RatingBatch.window)
        .options(contains_eager(RatingBatch.window))
        .where(within(ServiceWindow.path, actor, MAY))
        .order_by(RatingBatch.entered_at.desc(), RatingBatch.id)
    )


def get(session: Session, actor: Actor, batch_id: uuid.UUID, *, hold: bool = False) -> RatingBatch:
    """Return one bundle; raises ``not_found``. ``hold`` locks its row."""
    query = visible(actor).where(RatingBatch.id == batch_id)
    found = session.scalar(query.with_for_update(of=RatingBatch) if hold else query)
    if found is None:
        raise not_found()
    return found


def entered(session: Session, batch_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return how many slips of each bundle have been entered."""
    query = select(Rating.batch_id, func.count()).where(Rating.batch_id.in_(batch_ids))
    found = {key: n for key, n in session.execute(query.group_by(Rating.batch_id)) if key}
    return {batch_id: found.get(batch_id, 0) for batch_id in batch_ids}


def open_batch(
    session: Session,
    *,
    window_code: str,
    number: str,
    channel: Channel,
    collected_on: date,
    slips: int,
    form: str,
    actor: Actor,
    now: datetime,
) -> RatingBatch:
    """Open a bundle; the same again is the same. Raises 409 for a number used otherwise, 422."""
    window = _window(session, actor, window_code)
    if collected_on > clock.day_of(now):
        raise invalid({"collected_on": [N_("日期在今天之后，请核对。")]})
    known = session.scalar(
        visible(actor).where(RatingBatch.window_id == window.id, RatingBatch.number == number)
    )
    if known:
        if (known.channel, known.collected_on, known.slips) != (channel, collected_on, slips):
            raise conflict("number_used", NUMBERED)
        return known
    made = RatingBatch(
        window_id=window.id,
        number=number,
        channel=channel,
        form_version_id=forms.current(session, form).id,
        collected_on=collected_on,
        slips=slips,
        entered_by=actor.id,
        entered_at=now,
    )
    session.add(made)
    session.flush()
    _record(session, made, "open_rating_batch", actor=actor, now=now, slips=slips)
    return made


def _window(session: Session, actor: Actor, code: str) -> ServiceWindow:
    place = within(ServiceWindow.path, actor, MAY)
    found = session.scalar(select(ServiceWindow).where(ServiceWindow.code == code, place))
    if found is None:
        raise invalid({"window": [N_("没有这个代码，或者不在您的管理范围内。")]})
    return found


def enter_slips(
    session: Session,
    *,
    batch_id: uuid.UUID,
    slips: Mapping[uuid.UUID, Answer],
    actor: Actor,
    now: datetime,
) -> int:
    """Store slips by their client keys and return how many were new; the same again is the same.

    Raises 422 when there are more than the bundle holds, 409 ``key_reused``.
    """
    batch = get(session, actor, batch_id, hold=True)
    place, keys = place_of(session, batch), keys_of(session)
    drafts = [
        draft.make(
            keys,
            place,
            replace(answer, channel=Channel(batch.channel), service_date=batch.collected_on),
            client_key=key,
            source=Source(batch_id=batch.id),
            now=now,
        )
        for key, answer in slips.items()
    ]
    outcomes = operations.store(session.connection(), drafts)
    if Outcome.CONTRADICTION in outcomes:
        raise key_reused()
    if entered(session, [batch.id])[batch.id] > batch.slips:
        raise invalid({"slips": [FULL]})
    if new := outcomes.count(Outcome.STORED):
        _record(session, batch, "enter_ratings", actor=actor, now=now, slips=new)
    return new


def place_of(session: Session, batch: RatingBatch) -> Place:
    """Return the window of a bundle as the place where its slips were given."""
    window = batch.window
    version = forms.version(session, batch.form_version_id)
    scan = Scan(
        code="",
        state=CodeState.POSTED,
        window_id=window.id,
        window_name=window.full_name,
        window_state=WindowState(window.state),
        counter_id=None,
        counter_number="",
        counter_label="",
        kind=Kind(window.kind),
        path=window.path,
        hours=None,
    )
    read = sheet.read(version.id, version.number, version.sha256, version.body)
    return Place(scan, read, WorkCalendar.load(session))


def _record(
    session: Session, batch: RatingBatch, action: str, *, actor: Actor, now: datetime, slips: int
) -> None:
    audit.record(
        session,
        actor_id=actor.id,
        action=action,
        subject=RatingBatch,
        subject_id=batch.id,
        now=now,
        details={"number": batch.number, "channel": batch.channel, "slips": slips},
    )
