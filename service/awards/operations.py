"""What happens to a candidacy: nominated, edited, moved up, returned, withdrawn, given a pack."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core import audit, clock, marks
from service.core.access import Action, Actor
from service.core.problems import N_, conflict, not_found
from service.windows import queries as windows
from service.windows.models import WindowState

from . import history, ladder, queries
from .entry import entered, plain
from .models import (
    Candidacy,
    CandidacyStep,
    EvidencePack,
    Move,
    PackState,
    Stage,
)


def nominate(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    cycle_id: uuid.UUID,
    window_id: uuid.UUID,
    form: Mapping[str, Any],
) -> Candidacy:
    """Put a window forward in an open cycle, as a draft; a withdrawn one may come back."""
    cycle = queries.cycle(session, cycle_id, lock=True)
    window = windows.get_visible(session, actor, window_id, Action.NOMINATE)
    if not cycle.is_open:
        raise conflict("cycle_closed", N_("这一轮评选不在推荐期内。"))
    if window.state != WindowState.ACTIVE:
        raise conflict("window_not_active", N_("只能推荐在用的窗口单位。"))
    filled = entered(session, cycle, window, form, clock.day_of(now))
    found = session.scalar(
        select(Candidacy).where(Candidacy.cycle_id == cycle.id, Candidacy.window_id == window.id)
    )
    if found and found.stage != Stage.WITHDRAWN:
        raise conflict("already_nominated", N_("这个窗口单位在本轮已经推荐过了。"))
    city = windows.nominating_city(session, window)
    candidacy = found or Candidacy(
        cycle_id=cycle.id, window_id=window.id, created_at=now, stage=Stage.DRAFT, version=0
    )
    candidacy.nominating_city_id = city.id if city else None
    candidacy.form = filled
    session.add(candidacy)
    session.flush()
    history.move(session, candidacy, Move.NOMINATED, Stage.DRAFT, actor=actor, now=now)
    return candidacy


def edit_form(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    candidacy_id: uuid.UUID,
    version: int | None = None,
    form: Mapping[str, Any],
) -> Candidacy:
    """Change the approval form of a draft; what has been made public stands still."""
    candidacy = history.held(session, actor, candidacy_id, version, Action.NOMINATE)
    if candidacy.stage != Stage.DRAFT:
        raise conflict("form_fixed", N_("公示之后表格内容不能再改；确需修改的，请先退回。"))
    today = clock.day_of(now)
    candidacy.form = entered(session, candidacy.cycle, candidacy.window, form, today)
    candidacy.version += 1
    session.flush()
    history.record(session, "edit_candidacy", candidacy, actor=actor, now=now)
    return candidacy


def advance(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    candidacy_id: uuid.UUID,
    to: Stage,
    facts: Mapping[str, Any],
    version: int | None = None,
) -> CandidacyStep:
    """Take the next step up, if its guard lets it pass; see :mod:`service.awards.guards`."""
    candidacy = history.held(session, actor, candidacy_id, version)
    if to in ladder.following(candidacy.stage, candidacy.window.level):
        history.demand(actor, candidacy, ladder.RUNGS[to].actions)
    if to in queries.LISTED_FROM:  # lists are weighed one candidate at a time
        queries.cycle(session, candidacy.cycle_id, lock=True)
    given = ladder.check(
        history.case(session, candidacy, to, actor=actor, now=now),
        stage=candidacy.stage,
        level=candidacy.window.level,
        to=to,
        facts=facts,
    )
    candidacy.city_rank = given.get("rank", candidacy.city_rank)
    text = str(given.pop("text", ""))
    details = {name: plain(value) for name, value in given.items()}
    return history.move(
        session, candidacy, Move.ADVANCED, to, actor=actor, now=now, text=text, details=details
    )


def return_candidacy(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    candidacy_id: uuid.UUID,
    reason: str,
    version: int | None = None,
) -> CandidacyStep:
    """Give a candidacy back one level down, with the reason, instead of the next step up."""
    candidacy = history.held(session, actor, candidacy_id, version)
    level = candidacy.window.level
    to = ladder.below(candidacy.stage, level)
    if to is None:
        raise conflict("nothing_to_return", N_("现在没有可以退回的下一级。"))
    history.demand(
        actor, candidacy, ladder.RUNGS[ladder.following(candidacy.stage, level)[0]].actions
    )
    if not ladder.reached(to, Stage.CITY_OPINION):
        candidacy.city_rank = None
    return history.move(session, candidacy, Move.RETURNED, to, actor=actor, now=now, text=reason)


def withdraw(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    candidacy_id: uuid.UUID,
    reason: str,
    version: int | None = None,
) -> CandidacyStep:
    """Take a candidacy back for good, at any stage before it goes to the ministry."""
    candidacy = history.held(session, actor, candidacy_id, version, Action.NOMINATE)
    if candidacy.stage not in ladder.ORDER[:-1]:
        raise conflict("too_late", N_("已经报送或撤回，不能再撤回。"))
    candidacy.city_rank = None
    return history.move(
        session, candidacy, Move.WITHDRAWN, Stage.WITHDRAWN, actor=actor, now=now, text=reason
    )


def request_pack(
    session: Session, *, actor: Actor, now: datetime, candidacy_id: uuid.UUID
) -> EvidencePack:
    """Ask for an evidence pack; while one is being built, asking again gives the same one.

    Its last day is fixed here: the cycle's cut-off, or today if that comes first.
    """
    candidacy = history.held(session, actor, candidacy_id, None, Action.REQUEST_PACK)
    if candidacy.stage == Stage.WITHDRAWN:
        raise conflict("withdrawn", N_("推荐已经撤回。"))
    waiting = [p for p in queries.packs(session, candidacy.id) if p.state == PackState.REQUESTED]
    if waiting:
        return waiting[0]
    last_day = min(candidacy.cycle.evidence_cutoff, clock.day_of(now))
    if last_day < candidacy.cycle.evaluation_from:
        raise conflict("period_not_begun", N_("评选期还没有开始，没有可以汇总的数据。"))
    pack = EvidencePack(
        candidacy_id=candidacy.id, requested_by=actor.id, requested_at=now, last_day=last_day
    )
    session.add(pack)
    session.flush()
    marks.bump(session, queries.PACK, [str(pack.id)], now=now)
    history.record(
        session, "request_pack", candidacy, actor=actor, now=now, details={"pack": str(pack.id)}
    )
    return pack


def attach_pack(
    session: Session,
    *,
    pack_id: uuid.UUID,
    now: datetime,
    sha256: str,
    size: int,
    figures_sha256: str,
    headline: Mapping[str, Any],
) -> EvidencePack:
    """Attach a pack that a worker built. Once ready it is kept for good: a second build changes
    nothing.
    """
    pack = _pack(session, pack_id)
    if pack.state == PackState.READY:
        return pack
    pack.state, pack.ready_at = PackState.READY, now
    pack.sha256, pack.size, pack.figures_sha256 = sha256, size, figures_sha256
    pack.headline = dict(headline)
    _record_pack(session, "attach_pack", pack, now)
    return pack


def fail_pack(session: Session, *, pack_id: uuid.UUID, now: datetime) -> None:
    """Say that building was given up: a person has to look, then ask for a new pack."""
    pack = _pack(session, pack_id)
    if pack.state != PackState.REQUESTED:
        return
    pack.state = PackState.FAILED
    _record_pack(session, "fail_pack", pack, now)


def _record_pack(session: Session, action: str, pack: EvidencePack, now: datetime) -> None:
    session.flush()
    audit.record(
        session,
        actor_id=None,
        action=action,
        subject=EvidencePack,
        subject_id=pack.id,
        now=now,
        details={"sha256": pack.sha256},
    )


def _pack(session: Session, pack_id: uuid.UUID) -> EvidencePack:
    found = session.get(EvidencePack, pack_id, with_for_update=True)
    if found is None:
        raise not_found()
    return found
