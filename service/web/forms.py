"""HTML forms go through the same marshmallow schemas as JSON, and say the same sentences."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from service.core.problems import N_, Problem, invalid

from .unit import SAFE_METHODS, close

CSRF_FIELD = "csrf_token"

#: marshmallow's own sentences, in ours
SENTENCES: list[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern), sentence)
    for pattern, sentence in [
        (r"Missing data for required field|Field may not be null", N_("这一项必须填写。")),
        (r"Unknown field", N_("没有这一项。")),
        (r"Not a valid (?:integer|number|decimal)", N_("请填写数字。")),
        (r"Not a valid (?:date|datetime|time)", N_("请填写正确的日期或时间。")),
        (r"Longer than maximum length (?P<n>\d+)", N_("太长了，最多 %(n)s 个字。")),
        (r"Shorter than minimum length (?P<n>\d+)", N_("太短了，至少 %(n)s 个字。")),
        (r"Must be one of|Not a valid", N_("请从给出的选项中选择。")),
        (r"Must be greater than or equal to (?P<n>[\d.]+)", N_("不能小于 %(n)s。")),
        (r"Must be less than or equal to (?P<n>[\d.]+)", N_("不能大于 %(n)s。")),
        (r"Invalid input type|Invalid JSON", N_("内容的格式不正确。")),
    ]
]


def say(message: Any) -> Any:
    """Turn marshmallow's messages (text, lists, nested dicts) into sentences for a reader."""
    if isinstance(message, Mapping):
        return {str(name): say(inner) for name, inner in message.items()}
    if isinstance(message, list):
        return [say(inner) for inner in message]
    for pattern, sentence in SENTENCES:
        if found := pattern.match(str(message)):
            return gettext(sentence, **found.groupdict())
    return gettext(str(message))


def sentence(message: Any) -> str:
    """Return what is wrong with one field as one line."""
    return " ".join(line for _, line in sentences({"": message}))


def sentences(messages: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Flatten what is wrong into (innermost field, sentence) pairs, in the order of the form."""
    found: list[tuple[str, str]] = []
    for name, said in say(messages).items():
        if isinstance(said, Mapping):
            found += sentences(said)
        else:
            found += [(name, line) for line in (said if isinstance(said, list) else [said])]
    return found


def plain(schema: Schema, form: MultiDict[str, str]) -> dict[str, Any]:
    """Turn a submitted form into what a schema loads: lists where it wants them, no blanks."""
    data: dict[str, Any] = {}
    for name in form:
        field = schema.load_fields.get(name)
        if name == CSRF_FIELD:
            continue
        if isinstance(field, fields.List):
            data[name] = [value for value in form.getlist(name) if value]
        elif form[name].strip():
            data[name] = form[name].strip()
    return data


def load(schema: Schema, form: MultiDict[str, str] | None = None) -> dict[str, Any]:
    """Validate the request's form; raises the 422 problem with a sentence for each field."""
    try:
        loaded: dict[str, Any] = schema.load(plain(schema, request.form if form is None else form))
    except ValidationError as error:
        messages: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
        raise invalid(messages) from error
    return loaded


def load_step(
    schema: Schema, form: MultiDict[str, str] | None = None, besides: Collection[str] = ()
) -> dict[str, Any]:
    """Validate a form that takes a step, and say which ``version`` of the matter its sender saw.

    ``besides`` are fields that somebody else reads.
    """
    typed = MultiDict(request.form if form is None else form)
    version = typed.pop("version", "")
    for name in besides:
        typed.poplist(name)
    return {**load(schema, typed), "version": int(version) if version.isdecimal() else 0}


def uploaded(name: str, *, most: int) -> bytes:
    """Return an uploaded file, cut off one byte beyond ``most`` bytes; raises 422 without one."""
    file = request.files.get(name)
    if file is None or not file.filename:
        raise Problem(422, "no_file", N_("请先选择一个文件。"))
    return file.stream.read(most + 1)


def answered(
    show: Callable[[Problem | None], str], act: Callable[[], ResponseReturnValue]
) -> ResponseReturnValue:
    """Show a form, or do what it asks. What is refused is undone and comes back as typed."""
    if request.method in SAFE_METHODS:
        return show(None)
    try:
        return act()
    except Problem as problem:
        if problem.status == 404:  # noqa: PLR2004
            raise
        close(problem)
        return show(problem), problem.status
