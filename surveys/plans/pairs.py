"""Two pairs of eyes: how far two inspectors agree, item by item, and how severe each is."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from surveys.forms.models import FormVersion
from surveys.rollups.agreement import Agreement, ac1
from surveys.visits import scoring
from surveys.visits.doubts import ItemDoubt
from surveys.visits.models import Visit, VisitState

from .burden import CARRIES_OUT
from .models import Plan, PlanState, PlanTask, TaskState

#: an item needs so many pairs before it is judged, and so much agreement to keep its veto
LEAST_PAIRS = 10
LEAST_AGREEMENT = 0.6
_TEN_THOUSAND = 10_000
Key = tuple[str, str]


@dataclass(frozen=True)
class Severity:
    """How an inspector scores against the other pair of eyes: points, negative is severe."""

    pairs: int
    difference: float


def of_plans(session: Session, *plan_ids: uuid.UUID) -> list[tuple[Visit, Visit]]:
    """Return the whole visits that two people made to one window under one plan."""
    rows = session.execute(
        select(PlanTask.plan_id, Visit)
        .join(Visit, CARRIES_OUT)
        .where(
            PlanTask.plan_id.in_(plan_ids),
            PlanTask.state != TaskState.WITHDRAWN,
            Visit.state != VisitState.INCOMPLETE,
        )
        .options(
            joinedload(Visit.window), joinedload(Visit.form_version).joinedload(FormVersion.form)
        )
        .order_by(Visit.observed_on, Visit.received_at, Visit.id)
    )
    seen: dict[tuple[uuid.UUID, uuid.UUID], dict[uuid.UUID, Visit]] = defaultdict(dict)
    for plan_id, visit in rows:
        seen[plan_id, visit.window_id].setdefault(visit.inspector_id, visit)
    twos = (tuple(by.values()) for by in seen.values())
    return [(two[0], two[1]) for two in twos if len(two) > 1]


def by_item(pairs: Iterable[tuple[Visit, Visit]]) -> dict[Key, Agreement]:
    """Return the agreement on each item, by (form, item); an item that one did not see is out."""
    told: dict[Key, list[list[str]]] = defaultdict(list)
    for pair in pairs:
        said = [_categories(visit) for visit in pair]
        for key in said[0].keys() & said[1].keys():
            told[key].append([each[key] for each in said])
    return {key: ac1(subjects) for key, subjects in sorted(told.items())}


def _categories(visit: Visit) -> dict[Key, str]:
    """Return what an inspector found, as far as it scores: all, part, none, or not applicable."""
    version = visit.form_version
    result = scoring.result(
        version.body, visit.window.kind, visit.answers, observed_on=visit.observed_on
    )
    found = {}
    for line in result.lines:
        if line.outcome is not None:
            part = "all" if line.outcome == 1 else "none" if line.outcome == 0 else "part"
            found[version.form.key, line.item["id"]] = part
        elif line.is_not_applicable:
            found[version.form.key, line.item["id"]] = "na"
    return found


def severity(pairs: Iterable[tuple[Visit, Visit]]) -> dict[uuid.UUID, Severity]:
    """Return by inspector how his scores differ from those of the other pair of eyes."""
    differences: dict[uuid.UUID, list[int]] = defaultdict(list)
    for one, other in pairs:
        if one.score is not None and other.score is not None:
            differences[one.inspector_id].append(one.score - other.score)
            differences[other.inspector_id].append(other.score - one.score)
    return {
        who: Severity(len(each), round(sum(each) / len(each) / scoring.FULL, 1))
        for who, each in differences.items()
    }


def published(session: Session) -> dict[Key, Agreement]:
    """Return the agreement over all closed plans: nothing of them is secret any more."""
    closed = session.scalars(select(Plan.id).where(Plan.state == PlanState.CLOSED))
    return by_item(of_plans(session, *closed))


def is_doubtful(agreement: Agreement) -> bool:
    """Tell whether an item loses its veto."""
    value = agreement.value
    return agreement.n >= LEAST_PAIRS and value is not None and value < LEAST_AGREEMENT


def judge(session: Session, now: datetime) -> None:
    """Write down anew which items are in doubt."""
    session.execute(delete(ItemDoubt))
    for (form_key, item), agreement in published(session).items():
        if is_doubtful(agreement):
            session.add(
                ItemDoubt(
                    form_key=form_key,
                    item=item,
                    pairs=agreement.n,
                    agreement=round((agreement.value or 0) * _TEN_THOUSAND),
                    since=now,
                )
            )
    session.flush()
