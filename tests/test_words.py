"""English is complete; every other language has all sentences in its folder, translated or not."""

import re

import pytest

from service.web import words

CHINESE = re.compile(r"[\u4e00-\u9fff]")
FOUND = sorted(set(words.extracted()))


def test_sentences_are_found_in_code_and_templates():
    rooms = {room for room, _ in FOUND}
    assert {"web", "people", "ratings"} <= rooms


def test_every_message_id_is_chinese():
    assert [text for _, text in FOUND if not CHINESE.search(text)] == []


def test_every_sentence_is_translated_into_english():
    assert "\n".join(f"{room}: {text}" for room, text in words.left("en")) == ""
    assert "en" in words.finished()


@pytest.mark.parametrize("language", words.languages())
def test_the_catalogues_hold_every_sentence_and_no_other(language):
    wanted = set(words.wanted_in(language))
    known = {(room, m.id) for room, c in words.read(language).items() for m in c if m.id}
    assert (sorted(wanted - known), sorted(known - wanted)) == ([], []), "run: make words"


@pytest.mark.parametrize("language", words.languages())
def test_placeholders_survive_translation(language):
    for catalogue in words.read(language).values():
        for message in catalogue:
            if message.id and message.string:
                wanted = sorted(words.PLACEHOLDER.findall(message.id))
                assert sorted(words.PLACEHOLDER.findall(message.string)) == wanted, message.id
