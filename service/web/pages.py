"""What pages share: large type, the stylesheet, and rendering."""

import base64
import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import (
    Flask,
    Response,
    after_this_request,
    current_app,
    g,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup

from service.core.access import Action
from service.core.clock import SHANGHAI

from . import forms, security, tables, tongues
from .access import visitor
from .tongues import chosen_language, data_language, offer, tongue
from .unit import settings

STATIC = Path(__file__).parent / "static"
LARGE = "l"
#: what a reader chooses for all pages, and how long a signed-in browser remembers it
CHOICES = "lang", "fs"
YEAR = 365 * 24 * 3600


def is_large() -> bool:
    """Tell whether the reader asked for large type."""
    return (request.args.get("fs") or request.cookies.get("fs")) == LARGE


def here(**changes: Any) -> str:
    """Return the present address with some of its parameters changed (for links that keep)."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()):
        return url_for("home.index", **changes)
    kept: dict[str, Any] = {**request.args.to_dict(), **changes}
    # Not through url_for: it takes _scheme, endpoint and others for its own, whoever wrote them.
    return f"{url_for(rule.endpoint, **(request.view_args or {}))}?{urlencode(kept)}"


def carried() -> dict[str, str]:
    """Return the language and type size to put into links where no cookie may carry them."""
    return {name: request.args[name] for name in CHOICES if name in request.args}


@dataclass(frozen=True)
class Inlined:
    """A stylesheet written into the page, and the CSP source that allows just it."""

    css: Markup
    source: str


@cache
def inlined_css(*names: str) -> Inlined:
    """Join stylesheets for a page that may make only one request."""
    text = "".join(squeeze((STATIC / name).read_text("utf-8")) for name in names)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Inlined(Markup(text), f"'sha256-{digest}'")  # noqa: S704 -- our own file


def squeeze(css: str) -> str:
    """Take comments and needless space out of a stylesheet."""
    first, *rest = css.split("/*")
    text = " ".join((first + "".join(part.partition("*/")[2] for part in rest)).split())
    for mark in "{};,>":
        text = text.replace(f" {mark}", mark).replace(f"{mark} ", mark)
    return text.replace(": ", ":").replace(";}", "}")


@cache
def fingerprint(name: str) -> str:
    """Return a short hash of a static file, so that a new version has a new address."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def static(name: str) -> str:
    """Return the address of a static file with its fingerprint."""
    return url_for("static", filename=name, v=fingerprint(name))


def script(name: str) -> Markup:
    """Return the tag of a small script of ours that a citizens' page works without."""
    security.script()
    return Markup('<script src="{}" defer></script>').format(static(name))


def static_file(filename: str) -> Response:
    """Give a static file whole: one that is streamed into the compression is never closed."""
    response = current_app.send_static_file(filename)
    with response:
        response.direct_passthrough = False
        response.make_sequence()
    return response


def shanghai(moment: datetime | date | None, pattern: str = "%Y-%m-%d %H:%M") -> str:
    """Write a moment in Shanghai time, or a plain day as it is."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return moment.astimezone(SHANGHAI).strftime(pattern)
    return moment.isoformat()


def render(template: str, **values: Any) -> str:
    """Render a page of the offices; language and type size chosen on it are remembered."""
    after_this_request(_remember)
    shown = {"actor": visitor(), "doors": open_doors()}
    return render_template(
        template, **{**shown, "above": current_app.extensions.get("notes"), **values}
    )


def render_citizen(template: str, leaf: str = "", **values: Any) -> str:
    """Render a citizens' page (child of ``citizen.html``): one request, no script, no cookie.

    ``leaf`` names one more stylesheet that the page carries.
    """
    inlined = inlined_css("core.css", leaf) if leaf else inlined_css("core.css")
    security.style(inlined.source)
    values = {"inlined": inlined, "languages": offer().citizens, **values}
    return render_template(template, **values)


def _remember(response: Response) -> Response:
    known = {"lang": offer().all, "fs": (LARGE, "n")}
    for name in CHOICES:
        if (value := request.args.get(name)) in known[name]:
            secure = settings().is_production
            response.set_cookie(
                name, value, max_age=YEAR, secure=secure, httponly=True, samesite="Lax"
            )
    return response


def gzipped(text: str) -> int:
    """Return how many bytes a page takes on the wire (gzip, level 6)."""
    return len(gzip.compress(text.encode(), 6, mtime=0))


@dataclass(frozen=True)
class Door:
    """An entry of the main navigation, shown to those who may do one of ``actions``."""

    label: str
    endpoint: str
    actions: tuple[Action, ...]
    order: int
    #: how many things wait behind it; asked once a page, so it must be cheap
    count: Callable[[], int] | None = None
    #: pages that lie behind it too, at other addresses
    also: tuple[str, ...] = ()

    def is_open(self) -> bool:
        """Tell whether the page being read lies behind this door."""
        behind = self.endpoint, *self.also
        return any(request.path.startswith(url_for(endpoint)) for endpoint in behind)


def add_door(
    app: Flask,
    label: str,
    endpoint: str,
    *actions: Action,
    order: int,
    count: Callable[[], int] | None = None,
    also: tuple[str, ...] = (),
) -> None:
    """Put a room into the main navigation; ``label`` is a message id."""
    door = Door(label, endpoint, actions, order, count, also)
    app.extensions.setdefault("doors", []).append(door)


def add_note(app: Flask, note: Callable[[], Markup]) -> None:
    """Let a room put a line of its own into the head of every page of the offices."""
    app.extensions.setdefault("notes", []).append(note)


def open_doors() -> list[Door]:
    """Return the navigation of whoever is signed in."""
    actor = visitor()
    if actor is None:
        return []
    doors: list[Door] = current_app.extensions.get("doors", [])
    may = [door for door in doors if any(actor.may(action) for action in door.actions)]
    return sorted(may, key=lambda door: door.order)


def _shared() -> dict[str, Any]:
    return {
        "lang": data_language(),
        "language": chosen_language(),
        "languages": offer().all,
        "large": is_large(),
        "settings": settings(),
        "carried": carried(),
        "static": static,
        "script": script,
        "inlined_css": inlined_css,
        "request_id": g.get("request_id", ""),
    }


def init_app(app: Flask) -> None:
    """Prepare templates and languages."""
    tongues.init_app(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        shanghai=shanghai,
        sentence=forms.sentence,
        sentences=forms.sentences,
        figure_columns=tables.figure_columns,
    )
    # macros see globals, not what a page was given
    app.jinja_env.globals.update(here=here, tongue=tongue)
    app.context_processor(_shared)
