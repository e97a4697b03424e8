"""Nothing overflows in a language of long words, on the narrowest phones and on usual ones.

The language is made here from the catalogues: Latin letters, two fifths longer, in brackets.
"""

import shutil
from dataclasses import replace

import pytest
from babel.messages.pofile import write_po

import wsgi
from service.app import create_app
from service.core import clock
from service.web import words
from surveys.forms.operations import load_library
from tests.browser import cut_off, overflow, served
from tests.cast import Cast
from tests.journeys.test_look import pages

pytestmark = [pytest.mark.browser, pytest.mark.one_backend, pytest.mark.timeout(600)]

LONG = "eo"
WIDTHS = 320, 390
ACCENTS = "áéíóúñçøåèìòùâêîôû"


def lengthened(sentence):
    """Return a sentence as it might be in another language; placeholders stay."""
    parts = words.PLACEHOLDER.split(sentence)
    said = [_letters(part) if n % 2 == 0 else f"%({part})s" for n, part in enumerate(parts)]
    return f"[{''.join(said)}]"


def _letters(text):
    """A Chinese character is about one and a half Latin letters; two fifths more on top."""
    length = round(len(text) * 1.5 * 1.4)
    made = (ACCENTS * (length // len(ACCENTS) + 1))[:length]
    return " ".join(made[at : at + 9] for at in range(0, length, 9))


@pytest.fixture
def long_app(settings, tmp_path, monkeypatch):
    """The application on the same database, with one language more."""
    folder = tmp_path / "catalogues"
    shutil.copytree(words.FOLDER, folder)
    monkeypatch.setattr(words, "FOLDER", folder)
    words.begin(LONG)
    for room, catalogue in words.read(LONG).items():
        for message in catalogue:
            if message.id:
                message.string = lengthened(message.id)
        with (folder / LONG / f"{room}.po").open("wb") as file:
            write_po(file, catalogue, omit_header=True)
    made = create_app(replace(settings, data_dir=tmp_path), wsgi.ROOMS)
    yield made
    made.extensions["database"].dispose()


def test_nothing_sticks_out_and_nothing_is_cut_off(
    long_app, database, cast, browser, browser_context_args
):
    with database.transaction() as session:
        load_library(session, now=clock.now())
    code, wrong, seats = cast.post_code(), {}, {}
    of_citizens = [f"/q/{code}{more}" for more in ("", "/complaint", "/praise", "/suggestion")]
    with served(long_app) as address:
        for path, who in [*((path, None) for path in of_citizens), *pages(long_app)]:
            if who not in seats:
                seats[who] = browser.new_context(**{**browser_context_args, "base_url": address})
                if who:
                    cookie = Cast.browser(long_app, database, getattr(cast, who)).get_cookie(
                        "session"
                    )
                    known = {"name": cookie.key, "value": cookie.value, "url": address}
                    seats[who].add_cookies([known])
            page = seats[who].new_page()
            page.goto(f"{path}?lang={LONG}")
            assert page.locator("html").get_attribute("lang") == LONG, path
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 640})
                found = [f"{overflow(page)} pixels too wide"] if overflow(page) else []
                if found := [*found, *cut_off(page)]:
                    wrong[f"{path} at {width}"] = found
            page.close()
    assert not wrong, "\n".join(f"{where}: {what}" for where, what in wrong.items())
