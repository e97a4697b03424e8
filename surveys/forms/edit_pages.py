"""The province writes the next version of a form: row by row or in Excel, seen before it counts."""

from io import BytesIO

from flask import redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from service.core import clock
from service.core.access import Action
from service.core.problems import Problem, not_found
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session
from service.windows import sheets
from surveys.tables import XLSX

from . import drafts, labels, queries
from .cells import COLUMNS
from .models import FormDraft, FormKind
from .pages import blueprint
from .rows import PARTS, Part, Row
from .schemas import RetirementSchema, VersionSchema
from .tables import read_table, write_table

DRAFT = "/forms/<string:key>/draft"


@blueprint.route(f"{DRAFT}", methods=["GET", "POST"])
@allow(Action.EDIT_FORMS)
def edit(key: str) -> ResponseReturnValue:
    """Show the rows of a draft and what is wrong with them; POST opens one."""
    if request.method == "POST":
        drafts.open_draft(session(), actor=current_actor(), key=key, now=clock.now())
        return redirect(url_for(".edit", key=key), 303)
    return _page(_draft(key))


def _draft(key: str) -> FormDraft:
    draft = queries.draft(session(), key)
    if draft is None:
        raise not_found()
    return draft


def _page(draft: FormDraft, problem: Problem | None = None) -> str:
    wrong: dict[int, list[str]] = {}
    for fault in drafts.faults(draft):
        where = f"{gettext(COLUMNS[fault.column])}：" if fault.line else ""
        wrong.setdefault(fault.line, []).append(where + labels.said(fault))
    return render(
        "forms/draft.html",
        draft=draft,
        parts=PARTS[FormKind(draft.form.kind)],
        wrong=wrong,
        problem=problem,
    )


@blueprint.route(f"{DRAFT}/rows/<int(max=9999):line>", methods=["GET", "POST"])
@allow(Action.EDIT_FORMS)
def edit_row(key: str, line: int) -> ResponseReturnValue:
    """Change one row; with ``type`` in the address a new one comes below it."""
    draft = _draft(key)
    name = request.args.get("type", "")
    parts = PARTS[FormKind(draft.form.kind)]
    if not (name in parts or (0 < line <= len(draft.rows) and not name)):
        raise not_found()
    row = {"type": name} if name else draft.rows[line - 1]
    part = parts.get(row.get("type", ""))
    if part is None:
        raise not_found()

    def form(problem: Problem | None) -> str:
        given = request.form or row
        return render(
            "forms/row.html",
            draft=draft,
            part=part,
            given=given,
            is_new=bool(name),
            columns=COLUMNS,
            choices={column: labels.options(column) for column in labels.OPTIONS},
            problem=problem,
        )

    def act() -> ResponseReturnValue:
        given = _typed(part, row["type"])
        rows = [*draft.rows]
        rows[line - (not name) : line] = [given]
        _save(key, rows)
        return redirect(url_for(".edit", key=key, _anchor=f"row-{line + bool(name)}"), 303)

    return forms.answered(form, act)


def _typed(part: Part, name: str) -> Row:
    texts = {
        cell.column: ", ".join(filter(None, request.form.getlist(cell.column))).strip()
        for cell in part.cells
    }
    return {"type": name, **texts}


def _save(key: str, rows: list[Row]) -> None:
    seen = MultiDict({"version": request.form.get("version", "")})
    drafts.save_draft(
        session(),
        actor=current_actor(),
        key=key,
        changed=rows,
        now=clock.now(),
        **forms.load(VersionSchema(), seen),
    )


@blueprint.post(f"{DRAFT}/rows/<int(min=1, max=9999):line>/move")
@allow(Action.EDIT_FORMS)
def move_row(key: str, line: int) -> ResponseReturnValue:
    """Move a row up or down, or take it out."""
    rows, act = [*_draft(key).rows], request.form.get("act")
    steps = {"up": -1, "down": 1, "remove": 0}
    if line > len(rows) or act not in steps:
        raise not_found()
    row, place = rows.pop(line - 1), line - 1 + steps[act]
    if act != "remove":
        rows.insert(max(0, place), row)
    _save(key, rows)
    return redirect(url_for(".edit", key=key, _anchor=f"row-{max(1, place + 1)}"), 303)


@blueprint.get(f"{DRAFT}/table.xlsx")
@allow(Action.EDIT_FORMS)
def table(key: str) -> ResponseReturnValue:
    """Give the draft as a table for Excel."""
    draft = _draft(key)
    data = BytesIO(write_table(FormKind(draft.form.kind), draft.rows))
    return send_file(data, mimetype=XLSX, as_attachment=True, download_name=f"{key}.xlsx")


@blueprint.post(f"{DRAFT}/table")
@allow(Action.EDIT_FORMS)
def take_table(key: str) -> ResponseReturnValue:
    """Take a table from Excel in the place of all rows."""
    draft = _draft(key)
    try:
        rows = read_table(
            FormKind(draft.form.kind), sheets.read(forms.uploaded("file", most=sheets.LARGEST))
        )
        _save(key, rows)
    except Problem as problem:
        return _page(draft, problem), problem.status
    return redirect(url_for(".edit", key=key), 303)


@blueprint.get(f"{DRAFT}/preview")
@allow(Action.EDIT_FORMS)
def preview(key: str) -> str:
    """Show a draft as a phone will show it, as far as it can be read."""
    draft = _draft(key)
    return render("forms/preview.html", draft=draft, body=drafts.body(draft))


@blueprint.post(f"{DRAFT}/publish")
@allow(Action.EDIT_FORMS)
def publish(key: str) -> ResponseReturnValue:
    """Publish the draft for good."""
    draft = _draft(key)
    try:
        given = forms.load(VersionSchema())
        made = drafts.publish_draft(
            session(), actor=current_actor(), key=key, now=clock.now(), **given
        )
    except Problem as problem:
        return _page(draft, problem), problem.status
    return redirect(url_for(".show", key=key, number=made.number), 303)


@blueprint.post(f"{DRAFT}/discard")
@allow(Action.EDIT_FORMS)
def discard(key: str) -> ResponseReturnValue:
    """Give the draft up."""
    given = forms.load(VersionSchema())
    drafts.discard_draft(session(), actor=current_actor(), key=key, now=clock.now(), **given)
    return redirect(url_for(".index"), 303)


@blueprint.post("/forms/<string:key>/retire")
@allow(Action.EDIT_FORMS)
def retire(key: str) -> ResponseReturnValue:
    """Take a checklist out of use."""
    given = forms.load(RetirementSchema())
    version = drafts.retire(session(), actor=current_actor(), key=key, now=clock.now(), **given)
    return redirect(url_for(".show", key=key, number=version.number), 303)
