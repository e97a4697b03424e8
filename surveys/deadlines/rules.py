"""Which clocks are in force at a reader's places, and who says so."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from service.windows.models import OrgUnit, ServiceWindow

from . import packs


def rules_of(session: Session, actor: Actor, day: date) -> dict[str, Any]:
    """Return ``places`` (path, name, and the pack by clock) and ``packs``, those in use
    first, then from the widest place to the narrowest; every version of every pack is listed.
    """
    paths = actor.paths(Action.READ_DEADLINES)
    places: list[dict[str, Any]] = [
        {
            "path": path,
            "name": name,
            "clocks": packs.in_force(path, day),
        }
        for place, name_of in (
            (OrgUnit, OrgUnit.full_name),
            (ServiceWindow, ServiceWindow.full_name),
        )
        for path, name in session.execute(
            select(place.path, name_of).where(place.path.in_(paths)).order_by(place.path)
        )
    ]
    used = {(pack.key, pack.since) for place in places for pack in place["clocks"].values()}
    known = [(pack, (pack.key, pack.since) in used) for pack in packs.library()]
    known.sort(key=lambda found: (not found[1], len(found[0].reach), found[0].key))
    return {"places": places, "packs": [{"pack": pack, "in_use": using} for pack, using in known]}
