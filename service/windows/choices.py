"""What the pages of the register offer to choose from."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext
from sqlalchemy import Select

from service.core.access import Action
from service.core.paging import Page, Row, paginate
from service.core.problems import N_, invalid
from service.web.access import current_actor
from service.web.unit import session

from . import queries
from .models import Level, OrgUnit

OFFICES = (Level.PROVINCE, Level.CITY, Level.COUNTY)


def options(names: Mapping[str, str] | Sequence[str]) -> list[tuple[str, str]]:
    """Return what a select offers; a plain sequence names itself."""
    pairs = names.items() if isinstance(names, Mapping) else ((name, name) for name in names)
    return [(value, gettext(name)) for value, name in pairs]


def tree(units: list[OrgUnit]) -> list[tuple[str, str]]:
    """Return authorities for a select, each set in by its depth below the first."""
    top = min((unit.path.count("/") for unit in units), default=0)
    return [(unit.code, "\u3000" * (unit.path.count("/") - top) + unit.name) for unit in units]


def page_of(query: Select[Row]) -> Page[Row]:
    """Return the page that the address asks for."""
    return paginate(session(), query, number=request.args.get("page", 1, type=int))


def offices(action: Action = Action.READ_WINDOWS) -> list[OrgUnit]:
    """Return the offices to choose from; towns and communities are too many for a list."""
    query = queries.visible_units(current_actor(), action)
    return list(session().scalars(query.where(OrgUnit.level.in_(OFFICES))))


def unit_id_of(given: dict[str, Any]) -> uuid.UUID:
    """Take the unit's code out of what a form gave, and return the unit's id."""
    code, action = given.pop("unit"), Action.EDIT_WINDOWS
    unit = queries.visible_unit_by_code(session(), current_actor(), code, action)
    if unit is None:
        raise invalid({"unit": [N_("没有这个机构代码，或者不在您的管理范围内。")]})
    return unit.id
