"""Taking over a register from a file, for programs."""

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import EXCLUDE, Schema

from service.core import clock
from service.core.access import Action
from service.web import forms
from service.web.access import allow, current_actor
from service.web.api import ErrorSchema
from service.web.unit import session

from . import bulk, importing, sheets
from .api import windows
from .schemas import ImportOutcomeSchema, ImportQuerySchema


class UploadSchema(Schema):
    """The file."""

    class Meta:
        """Further parts are of no interest."""

        unknown = EXCLUDE

    file = Upload(required=True)


@windows.post("/imports")
@allow(Action.IMPORT_WINDOWS)
@windows.arguments(ImportQuerySchema, location="query")
@windows.arguments(UploadSchema, location="files")
@windows.response(200, ImportOutcomeSchema)
@windows.alt_response(413, schema=ErrorSchema)
@windows.alt_response(422, schema=ErrorSchema, description="unreadable_file, or faults by cell")
def import_file(asked: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
    """Compare an XLSX or CSV with the register; with preview=false take it over, whole or not."""
    rows, faults = importing.read(sheets.read(files["file"].stream.read(sheets.LARGEST + 1)))
    plan = bulk.compare(session(), current_actor(), rows, faults)
    if not asked["preview"]:
        bulk.refuse_faults(plan)
        plan = bulk.import_windows(session(), actor=current_actor(), now=clock.now(), rows=rows)
    return {
        "created": [row.code for row in plan.created],
        "changed": [
            {"code": one.window.code, "fields_": [*one.after, *["counters"] * bool(one.counters)]}
            for one in plan.changed
        ],
        "unchanged": len(plan.unchanged),
        "faults": [
            {"row": one.row, "column": one.column, "message": forms.sentence(one.message)}
            for one in plan.faults
        ],
    }
