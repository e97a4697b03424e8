"""What a citizen's form brought: the photos first, because they stay when the words are refused."""

from collections.abc import Collection
from typing import Any

from flask import request
from flask_babel import gettext
from marshmallow import Schema
from werkzeug.datastructures import MultiDict

from service.core.problems import N_, Problem, invalid
from service.web import forms
from service.web.unit import database
from surveys import held
from surveys.held import MOST_PHOTOS, Held

from .desk import add_photos

#: photos too large are taken in and refused one by one, so that the words beside them are kept
LARGEST_FORM = 96 * 1024 * 1024
#: a field that people do not see and programs fill in
TRAP = "website"


def earlier() -> Held:
    """Return the photos that came with an earlier try."""
    notes = request.form.getlist("held")[:MOST_PHOTOS]
    return held.named(database().keys, database().blobs, notes)


def add_new(kept: Held) -> None:
    """Take the photos that came now; raises 429."""
    # a browser sends an empty part for an empty field
    if files := [sent for sent in request.files.getlist("photos") if sent.filename]:
        add_photos(kept, files)


def notes(kept: Held) -> list[str]:
    """Return the notes that a form carries instead of the photos."""
    return held.notes(database().keys, kept)


def given(schema: Schema, kept: Held, besides: Collection[str] = ()) -> dict[str, Any]:
    """Return what was filled in; raises 422 with a sentence for every field and photo at once.

    ``besides`` are fields that somebody else reads.
    """
    wrong: dict[str, Any] = {}
    data: dict[str, Any] = {}
    others = {TRAP, "held", *besides}
    typed = MultiDict((k, v) for k, v in request.form.items(multi=True) if k not in others)
    try:
        data = forms.load(schema, typed)
    except Problem as problem:
        wrong.update(problem.fields)
    if request.form.get(TRAP):
        wrong[TRAP] = [N_("这一栏请留空。")]
    if kept.wrong:
        wrong["photos"] = [_say(*each) for each in kept.wrong]
    if failed := next((each for _, each in kept.wrong if each.status >= 500), None):  # noqa: PLR2004
        raise Problem(failed.status, failed.code, failed.sentence, fields=wrong)  # not theirs
    if wrong:
        raise invalid(wrong)
    return data


def _say(name: str, problem: Problem) -> str:
    sentence: str = gettext(problem.sentence, **problem.values)
    return f"{name}: {sentence}" if name else sentence
