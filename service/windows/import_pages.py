"""Taking over a register from Excel: choose a file, look at what it would do, do it."""

from io import BytesIO
from typing import Any

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import joinedload, selectinload

from service.core import clock
from service.core.access import Action
from service.core.problems import N_, Problem
from service.web import forms
from service.web.access import allow, current_actor
from service.web.pages import render
from service.web.unit import session

from . import bulk, importing, labels, queries, sheets
from .models import ServiceWindow
from .pages import blueprint

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOTES = (
    N_("在“窗口”表中每行填写一个窗口，表头不要改动。带 * 的列必须填写，其余可以留空。"),
    N_("留空的格不会清除系统里已有的内容；表里没有的窗口和柜台不会被删除。"),
    N_("窗口编码：所属机构代码-类型代码-两三位序号，例如 210100-SI-01。"),
    N_("柜台：01-12 或 01,02,03。"),
    N_("开放时间：周一至周五 08:30-11:30 13:00-17:00；周六 09:00-12:00"),
)


@blueprint.route("/windows/import", methods=["GET", "POST"])
@allow(Action.IMPORT_WINDOWS)
def import_file() -> ResponseReturnValue:
    """Ask for a file, then show what it would do."""

    def form(problem: Problem | None) -> str:
        return render("windows/import.html", columns=_columns(), problem=problem)

    def look() -> ResponseReturnValue:
        return _preview(sheets.read(forms.uploaded("file", most=sheets.LARGEST)))

    return forms.answered(form, look)


def _preview(table: sheets.Table) -> ResponseReturnValue:
    rows, faults = importing.read(table)
    plan = bulk.compare(session(), current_actor(), rows, faults)
    packed = "" if plan.faults else sheets.pack(table)
    page = render("windows/preview.html", plan=plan, packed=packed)
    return page, 422 if plan.faults else 200


@blueprint.post("/windows/import/apply")
@allow(Action.IMPORT_WINDOWS)
def apply_import() -> ResponseReturnValue:
    """Do what the preview showed; where the register has changed meanwhile, show it again."""
    rows, faults = importing.read(table := sheets.unpack(request.form.get("table", "")))
    if faults or bulk.compare(session(), current_actor(), rows).faults:
        return _preview(table)
    done = bulk.import_windows(session(), actor=current_actor(), now=clock.now(), rows=rows)
    return render("windows/imported.html", plan=done)


@blueprint.get("/windows/template.xlsx")
@allow(Action.IMPORT_WINDOWS)
def template() -> Response:
    """Give the empty table to fill in."""
    return _sheet([], "windows-template.xlsx")


@blueprint.get("/windows/register.xlsx")
@allow(Action.IMPORT_WINDOWS)
def register_file() -> Response:
    """Give the register as a table that can be changed and taken over again."""
    query = queries.search(current_actor()).where(ServiceWindow.state.not_in(queries.ENDED))
    parts = joinedload(ServiceWindow.org_unit), selectinload(ServiceWindow.counters)
    return _sheet(bulk.table_rows(session().scalars(query.options(*parts))), "windows.xlsx")


def _columns() -> list[tuple[str, bool]]:
    return [(title, name in importing.REQUIRED) for name, title in importing.COLUMNS.items()]


def _sheet(rows: Any, name: str) -> Response:
    # The reader knows the Chinese header, so the table keeps it in every language.
    header = [title + "*" * is_needed for title, is_needed in _columns()]
    kinds = [f"{code}  {gettext(kind)}" for code, kind in labels.KIND_NAMES.items()]
    notes = [*map(gettext, NOTES), "", *kinds]
    data = BytesIO(sheets.write(header, rows, notes=notes))
    return send_file(data, mimetype=XLSX, as_attachment=True, download_name=name)
