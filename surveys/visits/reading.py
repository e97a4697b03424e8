"""A visit as one reader may see it: results for all who may, who went and when for a few."""

from typing import Any

from sqlalchemy.orm import Session

from service.core import private
from service.core.access import Action, Actor
from service.people.discretion import names_at
from surveys.forms import queries as forms

from . import doubts, queries, scoring
from .models import Visit


def seen_by(session: Session, actor: Actor, visit: Visit) -> dict[str, Any]:
    """Return a visit's results, and who went and when if ``actor`` may know it."""
    version = forms.version(session, visit.form_version_id)
    is_inside = queries.sees_all(actor, visit)
    answers = visit.answers if is_inside else _discreet(session, visit)
    result = scoring.result(
        version.body,
        visit.window.kind,
        answers,
        observed_on=visit.observed_on,
        doubted=doubts.doubted(session, version.form.key),
    )
    seen = {
        "id": visit.id,
        "window_id": visit.window_id,
        "window": visit.window,
        "state": visit.state,
        "mode": visit.mode,
        "score": visit.score,
        "observe_only": visit.observe_only,
        "observed_on": visit.observed_on,
        "form_version": version,
        "photo_count": len(visit.photos),
        "result": result,
        "lines": result.lines,
    }
    if actor.may(Action.READ_VISITS, visit.window.path):
        seen["flags"] = visit.flags
    if visit.corrects_id:
        seen["corrects_id"] = visit.corrects_id
        seen["reason"] = visit.reason
    return seen | ({"inside": visit} if is_inside else {})


def _discreet(session: Session, visit: Visit) -> dict[str, Any]:
    """Return the answers with numbers and names of staff masked in what the inspector wrote."""
    names = names_at(session, visit.window_id)
    return {
        item: {**answer, "note": private.mask(answer.get("note") or "", names)}
        for item, answer in visit.answers.items()
    }
