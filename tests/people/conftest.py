from dataclasses import replace

import pytest

from tests.cast import PASSWORD, csrf_of
from tests.windows.conftest import act, acting

__all__ = ["act", "acting"]


@pytest.fixture
def enter(client):
    """Sign in through the form; return the answer."""

    def entered(username, password=PASSWORD, browser=client, **further):
        token = csrf_of(browser.get("/sign-in"))
        form = {"csrf_token": token, "username": username, "password": password, **further}
        return browser.post("/sign-in", data=form)

    return entered


@pytest.fixture
def strict(app, monkeypatch):
    """The installation demands a second factor."""
    demanding = replace(app.extensions["settings"], require_totp=True)
    monkeypatch.setitem(app.extensions, "settings", demanding)
