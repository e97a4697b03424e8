"""The API's way to take a step: on the version that the asker saw, answered with what stands then.

Made once from each room's table of steps.
"""

import uuid
from collections.abc import Callable
from typing import Any

from flask.views import MethodView
from marshmallow import Schema
from sqlalchemy import Select

from service.core import clock
from service.core.access import Action, Actor
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session

from . import matters


def method(
    blueprint: Blueprint,
    title: str,
    *,
    action: Action,
    schema: type[Schema],
    answers: type[Schema],
    seen: Callable[[Actor], Select[Any]],
    take: Callable[..., Any],
    shown: Callable[[Any], Any],
) -> Callable[..., Any]:
    """Return the method of a view that takes one step on a matter named in its address.

    ``seen`` is what the actor may take it on, ``take`` the operation, ``shown`` turns the matter
    into what ``answers`` dumps. Two lines of ``title``, one empty between, say what it does.
    """

    @allow(action)
    @blueprint.etag
    @blueprint.arguments(schema)
    @blueprint.response(200, answers)
    @blueprint.alt_response(404, schema=ErrorSchema, description="missing, or not yours")
    @blueprint.alt_response(409, schema=ErrorSchema, description="changed_meanwhile")
    @blueprint.alt_response(422, schema=ErrorSchema)
    def step(_: MethodView, data: dict[str, Any], **which: uuid.UUID) -> Any:
        actor = current_actor()
        (matter_id,) = which.values()
        version = matters.one(session(), seen(actor), matter_id).version
        blueprint.check_etag({"version": version})
        known = {"actor": actor, "version": version, "now": clock.now(), **which, **data}
        return shown(take(session(), **known))

    step.__doc__ = title
    made: Callable[..., Any] = step
    return made


def add(blueprint: Blueprint, address: str, name: str, **methods: Callable[..., Any]) -> None:
    """Give a step its address. ``methods`` are by their verb; ``name`` is that of the view."""
    doc = next(iter(methods.values())).__doc__
    blueprint.route(address)(type(name, (MethodView,), {**methods, "__doc__": doc}))
