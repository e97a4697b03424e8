"""The approval form as it is kept: checked, digits made Arabic, names taken from the register."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core.problems import invalid
from service.windows.models import OrgUnit, ServiceWindow

from . import rules
from .models import AwardCycle


def entered(
    session: Session,
    cycle: AwardCycle,
    window: ServiceWindow,
    form: Mapping[str, Any],
    today: date,
) -> dict[str, Any]:
    """Return the form to keep; raises the 422 problem with a sentence for each field."""
    if wrong := rules.form_problems(form, cycle, today):
        raise invalid(wrong)
    code = window.path.split("/")[0]
    province = session.scalar(select(OrgUnit.full_name).where(OrgUnit.code == code))
    stated = {one["key"] for one in cycle.conditions if one["statement"]}
    statements = form.get("statements", {})
    return {
        **{name: plain(value) for name, value in form.items()},
        "statements": {key: plain(statements[key]) for key in sorted(stated & set(statements))},
        "window_name": window.full_name,
        "owner": window.org_unit.full_name,
        "authority": province or "",
    }


def plain(value: Any) -> Any:
    """Write a value as JSON keeps it; text is tidied."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    return rules.tidy(value) if isinstance(value, str) else value
