"""Forms for programs: every version that was ever published, word for word."""

from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from service.core import clock
from service.core.access import Action
from service.core.paging import paginate
from service.core.problems import not_found
from service.web.access import allow, current_actor
from service.web.api import Blueprint, ErrorSchema
from service.web.unit import session

from . import drafts, labels, queries
from .models import FormDraft, FormVersion
from .schemas import (
    DraftSchema,
    FormSummarySchema,
    FormVersionSchema,
    RetirementSchema,
    ShownDraftSchema,
    VersionSchema,
)

blueprint = Blueprint("forms", __name__, url_prefix="/forms", description="Published forms.")

gone = blueprint.alt_response(404, schema=ErrorSchema)
changed = blueprint.alt_response(409, schema=ErrorSchema)
unfit = blueprint.alt_response(422, schema=ErrorSchema)


@blueprint.route("")
class Forms(MethodView):
    """All forms."""

    @allow(Action.READ_FORMS)
    @blueprint.response(200, FormSummarySchema(many=True))
    @blueprint.paginate()
    def get(self, pagination_parameters: PaginationParameters) -> Any:
        """List the published versions, the newest of each form first"""
        chosen = pagination_parameters
        page = paginate(session(), queries.versions(), number=chosen.page, size=chosen.page_size)
        chosen.item_count = page.total
        return page.items


@blueprint.route("/<string:key>/versions/<int(max=99999):number>")
class Versions(MethodView):
    """One version; it never changes."""

    @allow(Action.READ_FORMS)
    @blueprint.etag
    @blueprint.response(200, FormVersionSchema)
    @blueprint.alt_response(404, schema=ErrorSchema)
    def get(self, key: str, number: int) -> Any:
        """Read a version with its questions, weights and clauses"""
        return queries.numbered(session(), key, number)


def _shown(draft: FormDraft) -> dict[str, Any]:
    faults = [
        {"line": fault.line, "column": fault.column, "message": labels.said(fault)}
        for fault in drafts.faults(draft)
    ]
    return {
        "form": draft.form,
        "rows": draft.rows,
        "version": draft.version,
        "based_on": draft.based_on,
        "saved_at": draft.saved_at,
        "faults": faults,
    }


@blueprint.route("/<string:key>/draft")
class Draft(MethodView):
    """The next version of a form while it is being written."""

    @allow(Action.EDIT_FORMS)
    @blueprint.response(200, ShownDraftSchema)
    @gone
    def get(self, key: str) -> Any:
        """Read a draft with what is wrong with it"""
        draft = queries.draft(session(), key)
        if draft is None:
            raise not_found()
        return _shown(draft)

    @allow(Action.EDIT_FORMS)
    @blueprint.response(200, ShownDraftSchema)
    @gone
    def post(self, key: str) -> Any:
        """Open a draft; the first one begins as the version in force"""
        actor = current_actor()
        return _shown(drafts.open_draft(session(), actor=actor, key=key, now=clock.now()))

    @allow(Action.EDIT_FORMS)
    @blueprint.arguments(DraftSchema)
    @blueprint.response(200, ShownDraftSchema)
    @gone
    @changed
    @unfit
    def put(self, given: dict[str, Any], key: str) -> Any:
        """Keep rows as the draft, right or not yet"""
        rows, actor = given["rows"], current_actor()
        return _shown(
            drafts.save_draft(
                session(),
                actor=actor,
                key=key,
                version=given["version"],
                changed=rows,
                now=clock.now(),
            )
        )

    @allow(Action.EDIT_FORMS)
    @blueprint.arguments(VersionSchema, location="query")
    @blueprint.response(204)
    @gone
    @changed
    def delete(self, given: dict[str, Any], key: str) -> None:
        """Give a draft up"""
        actor = current_actor()
        drafts.discard_draft(session(), actor=actor, key=key, now=clock.now(), **given)


@blueprint.route("/<string:key>/draft/publication")
class Publication(MethodView):
    """A draft becomes the next version."""

    @allow(Action.EDIT_FORMS)
    @blueprint.arguments(VersionSchema)
    @blueprint.response(201, FormVersionSchema)
    @gone
    @changed
    @unfit
    def post(self, given: dict[str, Any], key: str) -> FormVersion:
        """Publish a draft for good"""
        actor = current_actor()
        made = drafts.publish_draft(session(), actor=actor, key=key, now=clock.now(), **given)
        return queries.version(session(), made.id)


@blueprint.route("/<string:key>/retirement")
class Retirement(MethodView):
    """A checklist goes out of use."""

    @allow(Action.EDIT_FORMS)
    @blueprint.arguments(RetirementSchema)
    @blueprint.response(200, FormSummarySchema)
    @gone
    @changed
    @unfit
    def post(self, given: dict[str, Any], key: str) -> FormVersion:
        """Take a checklist out of use with nothing in its place"""
        actor = current_actor()
        return drafts.retire(session(), actor=actor, key=key, now=clock.now(), **given)
