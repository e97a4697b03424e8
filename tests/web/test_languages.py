"""A language is added by a folder: begun empty, read beside Chinese, offered when finished."""

import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from babel.messages.pofile import write_po

import wsgi
from service.app import create_app
from service.core import clock
from service.web import words
from surveys.forms.operations import load_library
from tests.code import ROOT

NEW = "eo"  # Esperanto stands for whatever comes: no catalogue of it will ever be here
pytestmark = pytest.mark.one_backend


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Catalogues of our own to write into."""
    copied = tmp_path / "catalogues"
    shutil.copytree(words.FOLDER, copied)
    monkeypatch.setattr(words, "FOLDER", copied)
    return copied


@pytest.fixture
def translate(folder):
    """Translate, as a translator does in the files, the sentences for which ``say`` has words."""

    def translated(say, rooms=()):
        for room, catalogue in words.read(NEW).items():
            if rooms and room not in rooms:
                continue
            for message in catalogue:
                if message.id:
                    message.string = say(message.id) or ""
            with (folder / NEW / f"{room}.po").open("wb") as file:
                write_po(file, catalogue, omit_header=True)

    return translated


@pytest.fixture
def start(settings, tmp_path):
    """Start the program anew: it reads the catalogues once."""
    started = []

    def opened():
        app = create_app(replace(settings, data_dir=tmp_path), wsgi.ROOMS)
        started.append(app)
        return app.test_client()

    yield opened
    for app in started:
        app.extensions["database"].dispose()


def test_a_new_language_begins_with_every_sentence_and_no_translation(folder):
    words.begin(NEW)
    wanted = set(words.wanted_in(NEW))
    assert set(words.left(NEW)) == wanted
    assert ("web", "大字版") in wanted
    assert ("forms", "非常满意") in wanted, "what forms ask is translated too"
    assert NEW not in words.finished(words.CITIZENS)


@pytest.mark.parametrize("code", ["zh", "en", "no-such-language", "../en"])
def test_only_languages_that_are_new_and_known_can_begin(folder, code):
    with pytest.raises(ValueError, match=r"there already|letters|valid"):
        words.begin(code)


def test_what_is_not_translated_yet_is_read_in_chinese_and_nobody_is_led_there(
    database, translate, start
):
    words.begin(NEW)
    translate({"大字版": "Granda tiparo"}.get)
    phone = start()
    page = phone.get("/r?lang=eo").get_data(as_text=True)
    assert "Granda tiparo" in page
    assert "服务热线" in page
    for address in ("/r", "/sign-in"):
        assert "Esperanto" not in phone.get(address).get_data(as_text=True)
        eager = phone.get(address, headers={"Accept-Language": "eo"}).get_data(as_text=True)
        assert '<html lang="zh-CN">' in eager


def test_citizens_are_offered_a_language_before_the_offices_are(database, cast, translate, start):
    words.begin(NEW)
    translate(lambda sentence: f"⟦{sentence}⟧", words.CITIZENS)
    phone = start()
    assert '<a href="/r?lang=eo" hreflang="eo" lang="eo">Esperanto</a>' in (
        phone.get("/r").get_data(as_text=True)
    )
    assert '<html lang="eo">' in phone.get("/r?lang=eo").get_data(as_text=True)
    assert "Esperanto" not in phone.get("/sign-in").get_data(as_text=True)
    translate(lambda sentence: f"⟦{sentence}⟧")
    assert "Esperanto" in start().get("/sign-in").get_data(as_text=True)


def test_the_levels_of_the_form_are_said_in_the_new_language(database, cast, translate, start):
    words.begin(NEW)
    translate(lambda sentence: f"⟦{sentence}⟧", words.CITIZENS)
    code = cast.post_code()
    with database.transaction() as session:
        load_library(session, now=clock.now())
    page = start().get(f"/q/{code}?lang=eo").get_data(as_text=True)
    assert "⟦非常满意⟧" in page
    assert "⟦好在哪里？可以多选⟧" in page
    assert "⟦热情耐心⟧" in page


def test_the_tool_says_what_is_left(folder):
    command = [sys.executable, "-m", "service.web.words", "--left", "en"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout == b""
