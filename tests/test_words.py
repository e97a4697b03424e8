"""Both catalogues are complete: Chinese is the message id, every other language a folder."""

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


@pytest.mark.parametrize("language", words.languages())
def test_every_sentence_is_translated(language):
    known = {m.id: m.string for c in words.read(language).values() for m in c if m.id}
    missing = [f"{room}: {text}" for room, text in FOUND if not known.get(text)]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("language", words.languages())
def test_no_translation_is_left_over(language):
    sentences = {text for _, text in FOUND}
    known = {m.id for c in words.read(language).values() for m in c if m.id}
    assert known - sentences == set()


@pytest.mark.parametrize("language", words.languages())
def test_placeholders_survive_translation(language):
    for catalogue in words.read(language).values():
        for message in catalogue:
            if message.id and message.string:
                wanted = sorted(words.PLACEHOLDER.findall(message.id))
                assert sorted(words.PLACEHOLDER.findall(message.string)) == wanted, message.id
