"""Every refusal leaves through here: one JSON shape for the API, one calm page for people."""

import errno
from typing import Any

import structlog
from flask import Flask, Response, g, make_response, request
from flask_babel import gettext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from service.core.problems import N_, Problem, not_found

from .access import API_PREFIX, visitor
from .forms import say
from .pages import render, render_citizen

log = structlog.get_logger()

BUSY = N_("系统正忙，请稍后再试。您填写的内容没有丢失。")
FULL = N_("存储空间已满，暂时无法保存，请稍后再试或联系工作人员。您填写的内容没有丢失。")
#: the disk, the quota or the largest file is full
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
BROKEN = N_("系统出了点问题，我们已经记录。请稍后再试。")

BY_STATUS = {
    400: ("bad_request", N_("请求的格式不正确。")),
    403: ("forbidden", N_("不允许这样操作。")),
    405: ("method_not_allowed", N_("这个地址不支持这种操作。")),
    406: ("not_acceptable", N_("无法提供所要求的格式。")),
    408: ("too_slow", N_("上传超时，请检查网络后重试。")),
    409: ("conflict", N_("内容已被他人更改，请刷新后再试。")),
    410: ("gone", N_("内容已经删除。")),
    411: ("length_required", N_("请求缺少长度。")),
    412: ("changed_meanwhile", N_("内容在您打开之后已被更改，请刷新后再试。")),
    413: ("too_large", N_("提交的内容太大。照片每张不超过 10 MB，最多 3 张。")),
    415: ("unsupported_media", N_("不支持这种文件或内容类型。")),
    422: ("invalid_input", N_("有的内容不符合要求，请按提示修改。")),
    428: ("precondition_required", N_("请先读取最新内容，再带上版本标记提交。")),
    429: ("too_many", N_("提交得太频繁，请稍等片刻再试。")),
}


def problem_of(error: Exception) -> Problem:
    """Turn any exception into the refusal that a person should read."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        return _of_http(error)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return Problem(507, "storage_full", FULL)
    if isinstance(error, PoolTimeout | ConnectionError):
        return Problem(503, "busy", BUSY)
    if isinstance(error, DBAPIError):
        return _of_database(error)
    return Problem(500, "broken", BROKEN)


def _of_http(error: HTTPException) -> Problem:
    status = error.code or 500
    if status == 404:  # noqa: PLR2004
        return not_found()
    code, sentence = BY_STATUS.get(status, ("broken", BROKEN))
    data: dict[str, Any] = getattr(error, "data", None) or {}
    fields = data.get("errors") or data.get("messages") or {}
    if len(fields) == 1 and isinstance(next(iter(fields.values())), dict):
        fields = next(iter(fields.values()))  # webargs wraps them in the place they came from
    return Problem(status, code, sentence, fields=fields)


def _of_database(error: DBAPIError) -> Problem:
    text = str(error.orig).lower()
    if "full" in text or "no space" in text:
        return Problem(507, "storage_full", FULL)
    if "locked" in text or error.connection_invalidated or _is_operational(error):
        return Problem(503, "busy", BUSY)
    return Problem(500, "broken", BROKEN)


def _is_operational(error: DBAPIError) -> bool:
    return type(error).__name__ in {"OperationalError", "InterfaceError"}


def body_of(problem: Problem) -> dict[str, Any]:
    """Return the one JSON shape of every error."""
    body: dict[str, Any] = {
        "code": problem.code,
        "message": gettext(problem.sentence, **problem.values),
        "request_id": g.get("request_id", ""),
    }
    if problem.fields:
        body["fields"] = say(problem.fields)
    return body


def answer(error: Exception) -> Response:
    """Answer a request that failed."""
    problem = problem_of(error)
    if problem.status >= 500:  # noqa: PLR2004
        log.error("failed", code=problem.code, error=type(error).__name__, exc_info=error)
    body = body_of(problem)
    if request.path.startswith(API_PREFIX):
        response = make_response(body, problem.status)
    else:
        # in serious trouble nobody is looked up
        page = render if problem.status < 500 and visitor() else render_citizen  # noqa: PLR2004
        response = make_response(page("error.html", problem=body), problem.status)
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name in {"Allow", "Retry-After", "Location"}:
                response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


def _say_when(response: Response) -> Response:
    """Tell programs when to try again, also where a page gives the form back."""
    if response.status_code in {429, 503}:
        response.headers.setdefault("Retry-After", "30")
    return response


def init_app(app: Flask) -> None:
    """Route every exception through :func:`answer`."""
    app.register_error_handler(Exception, answer)
    app.after_request(_say_when)
