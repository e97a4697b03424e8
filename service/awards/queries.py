"""Reads cycles, candidacies and packs. A rival of another city does not exist for the asker."""

import uuid
from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from service.core import marks
from service.core.access import Action, Actor, within
from service.core.problems import not_found
from service.windows.models import COUNTY_AND_BELOW, OrgUnit, ServiceWindow

from . import ladder, quota
from .models import AwardCycle, Candidacy, CandidacyStep, EvidencePack, PackState, Stage

#: kind of the mark that asks for a pack; its key is the pack's id
PACK = "pack"
#: which candidates a step's quota rules are weighed with: those that have come this far
LISTED_FROM = {
    Stage.CITY_OPINION: Stage.CITY_OPINION,
    Stage.FINAL_DECISION: Stage.PROVINCE_PUBLICITY,
}


def cycles(session: Session) -> list[AwardCycle]:
    """Return all cycles, the newest first."""
    query = select(AwardCycle).order_by(AwardCycle.evaluation_from.desc(), AwardCycle.key)
    return list(session.scalars(query))


def cycle(session: Session, cycle_id: uuid.UUID, *, lock: bool = False) -> AwardCycle:
    """Return one cycle; raises ``not_found``. Who would change its list locks it first."""
    found = session.get(AwardCycle, cycle_id, with_for_update=lock or None)
    if found is None:
        raise not_found()
    return found


def visible(actor: Actor, action: Action = Action.READ_CANDIDACY) -> Select[Candidacy]:
    """Return the candidacies on which ``actor`` may do ``action``: of windows in the actor's
    place, and those that the actor's city nominates.
    """
    return (
        select(Candidacy)
        .join(Candidacy.window)
        .outerjoin(Candidacy.nominating_city)
        .where(or_(within(ServiceWindow.path, actor, action), within(OrgUnit.path, actor, action)))
        .options(
            contains_eager(Candidacy.window).joinedload(ServiceWindow.org_unit),
            contains_eager(Candidacy.nominating_city),
            joinedload(Candidacy.cycle),
        )
        .order_by(OrgUnit.code, Candidacy.city_rank, ServiceWindow.path)
    )


def candidacies(
    actor: Actor,
    *,
    cycle_id: uuid.UUID | None = None,
    city_id: uuid.UUID | None = None,
    level: str | None = None,
    stage: str | None = None,
) -> Select[Candidacy]:
    """Narrow what ``actor`` sees."""
    query = visible(actor)
    for column, value in (
        (Candidacy.cycle_id, cycle_id),
        (Candidacy.nominating_city_id, city_id),
        (ServiceWindow.level, level),
        (Candidacy.stage, stage),
    ):
        if value:
            query = query.where(column == value)
    return query


def get_visible_candidacy(
    session: Session,
    actor: Actor,
    candidacy_id: uuid.UUID,
    action: Action = Action.READ_CANDIDACY,
    *,
    lock: bool = False,
) -> Candidacy:
    """Return one candidacy; raises ``not_found`` for a missing one and for a rival's alike."""
    query = visible(actor, action).where(Candidacy.id == candidacy_id)
    if lock:
        query = query.with_for_update(of=Candidacy).execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise not_found()
    return found


def may(actor: Actor, action: Action, candidacy: Candidacy) -> bool:
    """Tell whether ``actor`` may do ``action`` on a candidacy."""
    city = candidacy.nominating_city
    return actor.may(action, candidacy.window.path) or (
        city is not None and actor.may(action, city.path)
    )


def next_rungs(actor: Actor, candidacy: Candidacy) -> list[ladder.Rung]:
    """Return the steps that ``actor`` may take next (two where the ministry's answer is noted)."""
    rungs = [ladder.RUNGS[s] for s in ladder.following(candidacy.stage, candidacy.window.level)]
    return [rung for rung in rungs if any(may(actor, action, candidacy) for action in rung.actions)]


def steps(session: Session, candidacy_id: uuid.UUID) -> list[CandidacyStep]:
    """Return a candidacy's history, oldest first."""
    query = select(CandidacyStep).where(CandidacyStep.candidacy_id == candidacy_id)
    return list(session.scalars(query.order_by(CandidacyStep.number)))


def listed(
    session: Session, cycle_id: uuid.UUID, since: Stage, *, joining: Candidacy | None = None
) -> list[quota.Listed]:
    """Return the candidates that have come as far as ``since``, with one that would join them."""
    rows = session.scalars(
        select(Candidacy)
        .where(Candidacy.cycle_id == cycle_id)
        .options(joinedload(Candidacy.window), joinedload(Candidacy.nominating_city))
    )
    return [
        quota.Listed(
            one.nominating_city.code if one.nominating_city else None,
            one.window.level in COUNTY_AND_BELOW,
        )
        for one in rows
        if ladder.reached(one.stage, since) or (joining is not None and one.id == joining.id)
    ]


def findings(session: Session, candidacy: Candidacy, to: Stage) -> list[quota.Finding]:
    """Weigh the quota rules that a step has to heed: the city's, or those of the whole list."""
    since = LISTED_FROM.get(to)
    if since is None:
        return []
    on_list = listed(session, candidacy.cycle_id, since, joining=candidacy)
    weighed = quota.weigh(candidacy.cycle.quota_rules, on_list)
    if to == Stage.FINAL_DECISION:
        return quota.of_list(weighed)
    city = candidacy.nominating_city
    return quota.of_city(weighed, city.code if city else None)


def ranks_taken(session: Session, candidacy: Candidacy) -> frozenset[int]:
    """Return the places in the city's order that other candidates hold."""
    query = select(Candidacy.city_rank).where(
        Candidacy.cycle_id == candidacy.cycle_id,
        Candidacy.nominating_city_id == candidacy.nominating_city_id,
        Candidacy.id != candidacy.id,
        Candidacy.city_rank.is_not(None),
    )
    return frozenset(rank for rank in session.scalars(query) if rank is not None)


def packs(session: Session, candidacy_id: uuid.UUID) -> list[EvidencePack]:
    """Return a candidacy's packs, the newest first."""
    query = select(EvidencePack).where(EvidencePack.candidacy_id == candidacy_id)
    return list(session.scalars(query.order_by(EvidencePack.requested_at.desc())))


def get_visible_pack(session: Session, actor: Actor, pack_id: uuid.UUID) -> EvidencePack:
    """Return a pack that ``actor`` may read; raises ``not_found``."""
    pack = session.get(EvidencePack, pack_id)
    if pack is None:
        raise not_found()
    get_visible_candidacy(session, actor, pack.candidacy_id, Action.READ_PACKS)
    return pack


def final_pack(packs: Sequence[EvidencePack], decided: CandidacyStep) -> EvidencePack | None:
    """Return the newest ready pack asked for after the decision, so that it holds the opinions."""
    ready = [p for p in packs if p.state == PackState.READY and p.requested_at >= decided.at]
    return ready[0] if ready else None


def last_try(session: Session, pack_id: uuid.UUID) -> bool:
    """Tell whether a failure now would park the pack's mark, so that a person has to look."""
    mark = session.get(marks.Mark, (PACK, str(pack_id)))
    return mark is not None and mark.tries + 1 >= marks.PARKED_AFTER
