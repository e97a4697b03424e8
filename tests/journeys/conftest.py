"""A real browser at phone size before the real application."""

import pytest

from tests.browser import FLAGS, served
from tests.cast import Cast
from tests.conftest import FOUND


@pytest.fixture(scope="session")
def base_url(app):
    """Where the application is served; ``page.goto("/")`` starts from here."""
    with served(app) as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args(request):
    return {"executable_path": request.config.stash[FOUND]["chromium"][0], "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(base_url, playwright):
    """A phone of today, in Chinese; ``browser.new_context(**browser_context_args)`` gives more."""
    return {**playwright.devices["Pixel 5"], "locale": "zh-CN", "base_url": base_url}


@pytest.fixture(autouse=True)
def _leave_nothing_open(request):
    """Close what a story opened: pages left open go on costing time."""
    yield
    if "browser" in request.fixturenames:
        for context in request.getfixturevalue("browser").contexts:
            context.close()


@pytest.fixture
def enter(app, database, base_url):
    """Sign a member of the cast in, in the browser of a page."""

    def entered(page, account):
        cookie = Cast.browser(app, database, account).get_cookie("session")
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])

    return entered
