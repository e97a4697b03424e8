"""What happens to a request for support: asked, answered with a day, referred, confirmed.

Each act leaves a stage and an audit row, and tells the other side. The clock for the answer runs
where a rule pack names it, and begins anew with the unit that a request is referred to.
"""

import uuid
from datetime import date, datetime

from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.core import audit
from service.core.access import Action, Actor
from service.core.clock import day_of
from service.core.crypto import sha256
from service.core.db import new_id
from service.core.ledger import canonical
from service.core.problems import N_, conflict, invalid, key_reused
from service.people import queries as people
from service.windows import queries as windows
from surveys import steps

from . import clocks, queries, telling
from .life import LEADS_TO, SupportKind, SupportState, SupportStep
from .models import SupportRequest, SupportStage


def ask_support(
    session: Session,
    *,
    actor: Actor,
    window_id: uuid.UUID,
    client_key: uuid.UUID,
    kind: SupportKind,
    matter: str,
    now: datetime,
) -> SupportRequest:
    """Ask the nearest unit above a window that has somebody to answer.

    The same request again is the one already stored. Raises 404 for a window that is not the
    actor's, 409 ``window_ended`` or ``key_reused``.
    """
    window = windows.get_visible(session, actor, window_id, Action.ASK_SUPPORT, hold=True)
    body_hash = bytes.fromhex(sha256(canonical([str(window.id), kind, matter])))
    if known := queries.by_client_key(session, client_key):
        if known.body_hash != body_hash:
            raise key_reused()
        return known
    if window.state in windows.ENDED:
        raise conflict("window_ended", N_("这个窗口已经撤并，不能再提出支持请求。"))
    made = SupportRequest(
        id=new_id(),
        client_key=client_key,
        body_hash=body_hash,
        window_id=window.id,
        kind=SupportKind(kind),
        matter=matter,
        asked_path=_above(session, window.path) or window.org_unit.path,
        asked_at=now,
    )
    session.add(made)
    session.flush()
    clocks.start(session, made, now)
    _record(session, made, SupportStep.ASK, actor, now)
    telling.asked_unit(session, made, "support_asked", now)
    return made


def agree_to_support(
    session: Session,
    *,
    actor: Actor,
    request_id: uuid.UUID,
    version: int,
    note: str,
    promised_on: date,
    now: datetime,
) -> SupportRequest:
    """Agree, and say by which day it is there; a later agreement names another day."""
    if promised_on < day_of(now):
        raise invalid({"promised_on": [N_("日期不能早于今天。")]})
    seen = queries.answerable(actor)
    made = _held(session, seen, request_id, version, SupportStep.AGREE)
    made.promised_on = promised_on
    clocks.meet(session, made, now)
    _advance(session, made, SupportStep.AGREE, actor, now, note=note, promised_on=promised_on)
    telling.window(session, made, "support_agreed", now)
    return made


def decline_support(
    session: Session,
    *,
    actor: Actor,
    request_id: uuid.UUID,
    version: int,
    note: str,
    now: datetime,
) -> SupportRequest:
    """Decline, and say why."""
    seen = queries.answerable(actor)
    made = _held(session, seen, request_id, version, SupportStep.DECLINE)
    clocks.meet(session, made, now)
    _advance(session, made, SupportStep.DECLINE, actor, now, note=note)
    telling.window(session, made, "support_declined", now)
    return made


def refer_support(
    session: Session,
    *,
    actor: Actor,
    request_id: uuid.UUID,
    version: int,
    note: str,
    now: datetime,
) -> SupportRequest:
    """Refer a request to the next unit above; raises 409 ``nobody_above``."""
    seen = queries.answerable(actor)
    made = _held(session, seen, request_id, version, SupportStep.REFER)
    above = _above(session, made.asked_path)
    if above is None:
        raise conflict("nobody_above", N_("上面没有可以答复的单位了，请直接答复。"))
    clocks.drop(session, made, now)
    made.asked_path = above
    clocks.start(session, made, now)
    _advance(session, made, SupportStep.REFER, actor, now, note=note)
    telling.asked_unit(session, made, "support_asked", now)
    telling.window(session, made, "support_referred", now)
    return made


def confirm_support(
    session: Session,
    *,
    actor: Actor,
    request_id: uuid.UUID,
    version: int,
    now: datetime,
    note: str = "",
) -> SupportRequest:
    """Say, for the window, that what was agreed is there."""
    made = _held(session, queries.own(actor), request_id, version, SupportStep.CONFIRM)
    return _ended(session, made, SupportStep.CONFIRM, actor, now, note=note)


def withdraw_support(
    session: Session,
    *,
    actor: Actor,
    request_id: uuid.UUID,
    version: int,
    now: datetime,
    note: str = "",
) -> SupportRequest:
    """Take a request back, for the window."""
    made = _held(session, queries.own(actor), request_id, version, SupportStep.WITHDRAW)
    return _ended(session, made, SupportStep.WITHDRAW, actor, now, note=note)


def can_refer(session: Session, made: SupportRequest) -> bool:
    """Tell whether there is a unit above the asked one that could answer."""
    return _above(session, made.asked_path) is not None


def _ended(
    session: Session,
    made: SupportRequest,
    step: SupportStep,
    actor: Actor,
    now: datetime,
    *,
    note: str,
) -> SupportRequest:
    clocks.drop(session, made, now)
    _advance(session, made, step, actor, now, note=note)
    telling.asked_unit(session, made, "support_ended", now)
    return made


def _above(session: Session, path: str) -> str | None:
    return people.nearest_above(session, path, Action.ANSWER_SUPPORT)


def _held(
    session: Session,
    seen: Select[SupportRequest],
    request_id: uuid.UUID,
    version: int,
    step: SupportStep,
) -> SupportRequest:
    """Lock a request for ``step``; see :func:`surveys.steps.held`."""
    return steps.held(
        session,
        seen,
        request_id,
        version,
        lambda made: (SupportState(made.state), step) in LEADS_TO,
    )


def _advance(
    session: Session,
    made: SupportRequest,
    step: SupportStep,
    actor: Actor,
    now: datetime,
    *,
    note: str,
    promised_on: date | None = None,
) -> None:
    made.state = LEADS_TO[SupportState(made.state), step]
    made.version += 1
    _record(session, made, step, actor, now, note=note, promised_on=promised_on)


def _record(
    session: Session,
    made: SupportRequest,
    step: SupportStep,
    actor: Actor,
    now: datetime,
    *,
    note: str = "",
    promised_on: date | None = None,
) -> None:
    row = {"request_id": made.id, "number": made.version, "note": note}
    session.add(SupportStage(**row, step=step, at=now, actor_id=actor.id, promised_on=promised_on))
    audit.record(
        session,
        actor_id=actor.id,
        action=f"{step}_support",
        subject=SupportRequest,
        subject_id=made.id,
        now=now,
        details={"kind": str(made.kind), "state": str(made.state), "asked": made.asked_path},
    )
    session.flush()
    session.refresh(made, ["stages"])
