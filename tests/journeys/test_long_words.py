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
from tests.complaints.conftest import NOW
from tests.journeys import walk
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
    with clock.at(NOW):
        inside = walk.inside(long_app, database, cast, walk.live(database, cast))
        assert f'<html lang="{LONG}"' in long_app.test_client().get(f"/?lang={LONG}").text
        args = long_app, cast, browser, browser_context_args, [*pages(long_app), *inside]
        assert walk.faults(*args, query=f"lang={LONG}", widths=WIDTHS) == ""
