"""Every page can be read by everybody: axe finds nothing, nothing is cut off, nothing too small.

Pages are found in the application itself, so a new one is looked at without being named here.
"""

import pytest

from service.core import clock
from service.core.access import ACCESS
from service.web.access import PUBLIC, gate_of
from surveys.forms.operations import load_library
from tests.browser import axe, overflow, small_targets
from tests.cast import PEOPLE

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

NOT_PAGES = ("/api/", "/static/", "/healthz", "/readyz", "/metrics")
FRONT = ["/", "/styleguide/", "/styleguide/citizen", "/sign-in", "/there-is-no-such-page"]
LOOKS = [
    pytest.param(lang, colours, size, id=f"{lang}-{colours}-{size}")
    for lang in ("zh", "en")
    for colours in ("light", "dark")
    for size in ("n", "l")
]


def pages(app):
    """Return the addresses without parameters, each with somebody of the cast who may go there."""
    found = []
    for rule in app.url_map.iter_rules():
        path = rule.rule
        is_file = "." in path or path.startswith(NOT_PAGES)
        if is_file or rule.arguments or "GET" not in rule.methods:
            continue
        gate = gate_of(app, rule.endpoint, "GET")
        roles = None if gate == PUBLIC else set().union(*(ACCESS[action] for action in gate))
        who = roles and next(name for name, (_, role, _) in PEOPLE.items() if role in roles)
        found.append((path, who))
    return sorted(found)


@pytest.fixture
def narrow(browser, browser_context_args):
    """Open a page on the narrowest phone."""
    opened = []

    def open_page(colours):
        narrow = {**browser_context_args, "viewport": {"width": 320, "height": 640}}
        opened.append(browser.new_context(**narrow, color_scheme=colours))
        return opened[-1].new_page()

    yield open_page
    for context in opened:
        context.close()


def faults(page):
    """Return what keeps somebody from reading or using a page."""
    cut = overflow(page)
    return [*axe(page), *small_targets(page), *([f"{cut} pixels cut off"] if cut else [])]


@pytest.mark.parametrize(("lang", "colours", "size"), LOOKS)
def test_the_front_pages_suit_everybody(database, narrow, lang, colours, size):
    page = narrow(colours)
    for path in FRONT:
        page.goto(f"{path}?lang={lang}&fs={size}")
        assert faults(page) == [], path


@pytest.mark.parametrize(("lang", "colours", "size"), [("zh", "light", "n"), ("en", "dark", "l")])
def test_every_page_suits_everybody(app, cast, narrow, enter, lang, colours, size):
    with cast.database.transaction() as session:
        load_library(session, now=clock.now())
    browsers, wrong = {}, {}
    for path, who in pages(app):
        if who not in browsers:
            browsers[who] = narrow(colours)
            if who:
                enter(browsers[who], getattr(cast, who))
        page = browsers[who]
        assert page.goto(f"{path}?lang={lang}&fs={size}").status < 500, path
        if found := faults(page):
            wrong[path] = found
    assert wrong == {}
