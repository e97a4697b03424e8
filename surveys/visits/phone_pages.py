"""The page that an inspector's phone keeps, the scripts it is made of, and its service worker.

Scripts live under the hash of them all: a version is whole, whichever part was fetched when.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, render_template, url_for
from flask_babel import gettext
from markupsafe import Markup

from service.core import clock
from service.core.access import Action
from service.core.crypto import keys_of
from service.core.paging import paginate
from service.core.problems import not_found
from service.web.access import allow, current_actor, public, visitor
from service.web.pages import fingerprint, render, static
from service.web.unit import session
from service.windows.labels import KIND_NAMES
from surveys import questions

from . import labels, queries, record, scoring, tasks
from .completion import CLOSING

FOLDER = Path(__file__).parent / "phone"
STYLES = ("core.css", "office.css", "visit.css", "icon.svg", "icon-192.png", "icon-512.png")
#: what each answer carries: this phone's page needs position, no other page does
POLICY = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"

blueprint = Blueprint("phone", __name__, template_folder="templates", url_prefix="/visits/phone")


@cache
def scripts() -> dict[str, bytes]:
    """Return the scripts by name."""
    return {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.js"))}


@cache
def version() -> str:
    """Return the short hash of everything that the page is made of."""
    parts = [*scripts().values(), *(fingerprint(name).encode() for name in STYLES)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def script(name: str) -> str:
    """Return the address of a script."""
    return url_for("phone.file", of=version(), name=name)


@blueprint.get("/")
@allow(Action.LOG_VISIT)
def index() -> Response:
    """Give the inspector's page with all that it needs without a signal."""
    actor, now = current_actor(), clock.now()
    answer = Response(
        render(
            "visits/phone.html",
            windows=queries.windows_for(session(), actor, clock.today()),
            checklists=queries.checklists(session(), retired_after=now - CLOSING),
            tasks=tasks.tasks_of(session(), actor),
            page=paginate(session(), queries.own_visits(actor), size=10),
            key=record.receipt_key(keys_of(session())),
            script=script,
            kinds={kind: gettext(name) for kind, name in KIND_NAMES.items()},
            **words(),
        ),
        mimetype="text/html",
    )
    answer.headers["X-Phone-Version"] = version()
    answer.headers["Permissions-Policy"] = POLICY
    return answer


def words() -> dict[str, Any]:
    """Return the vocabularies of a checklist."""
    return {
        "labels": labels,
        "KIND_NAMES": KIND_NAMES,
        "points": scoring.points,
        "reasons": questions.REASONS,
        "modes": [(mode, gettext(name)) for mode, name in labels.MODE_NAMES.items()],
    }


@blueprint.get("/<string:of>/<string:name>")
@public
def file(of: str, name: str) -> Response:
    """Give a script of the present version; others are gone."""
    if of != version() or name not in scripts():
        raise not_found()
    answer = Response(scripts()[name], mimetype="text/javascript")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


@blueprint.get("/worker.js")
@public
def worker() -> Response:
    """Give the service worker: which version, and what it keeps."""
    files = [*map(script, scripts()), *map(static, STYLES), url_for(".manifest")]
    text = (
        f'import {{ serve }} from "{script("worker.js")}"\nserve({current_app.json.dumps(files)})\n'
    )
    answer = Response(text, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """Say how the page is put on a phone's home screen."""
    sizes = ("192", "512")
    body = {
        "name": gettext("明窗 · 检查"),
        "short_name": gettext("检查"),
        "start_url": url_for(".index"),
        "id": url_for(".index"),
        "scope": url_for(".index"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [
            {"src": static(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in sizes
        ],
    }
    answer = Response(current_app.json.dumps(body), mimetype="application/manifest+json")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def unsent() -> Markup:
    """Return what keeps unsent visits in an inspector's view on every page."""
    actor = visitor()
    if actor is None or not actor.may(Action.LOG_VISIT):
        return Markup()
    return Markup(render_template("visits/unsent.html", script=script))  # noqa: S704 -- ours
