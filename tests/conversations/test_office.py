"""The handler's pages and answers; the window and its owner find nothing there."""

import re
import uuid

import pytest

from tests.cast import csrf_of
from tests.complaints.conftest import photo

QUESTION = "请补一张叫号小票的照片。"
SECRET = "我叫演示人，当天穿红衣服。"


def text_of(page):
    return page.get_data(as_text=True)


@pytest.fixture
def at(talk):
    return f"/complaints/{talk.complaint.id}/messages"


@pytest.fixture
def desk(sign_in, cast, talk):
    """The browser of the handler in the provincial office."""
    return sign_in(cast.chen)


def press(desk, path, **typed):
    page = desk.get(re.sub(r"/read$", "", path))
    key = re.search(r'name="client_key" value="([^"]+)"', text_of(page))
    typed = {"csrf_token": csrf_of(page), **({"client_key": key[1]} if key else {}), **typed}
    typed = {name: value for name, value in typed.items() if value is not None}
    return desk.post(path, data=typed)


def test_the_handler_asks_and_reads_the_answer_with_its_photo(desk, talk, at, database):
    assert press(desk, at, text=QUESTION).status_code == 303
    name = database.blobs.put(photo())
    talk.citizen(SECRET, photos=[name])
    page = text_of(desk.get(at))
    for shown in (QUESTION, SECRET, "投诉人未看", "未读"):
        assert shown in page
    assert desk.get(f"{at}/2/photos/1").mimetype == "image/jpeg"
    assert desk.get(f"{at}/2/photos/2").status_code == 404
    assert SECRET not in text_of(desk.get("/messages"))
    assert "新河湾社保经办大厅（演示）" in text_of(desk.get("/messages"))


def test_read_without_an_answer(desk, talk, at):
    talk.citizen(SECRET)
    assert press(desk, f"{at}/read", up_to="1", client_key=None).status_code == 303
    assert talk.unread() == 0
    assert "没有未读的留言" in text_of(desk.get("/messages"))


@pytest.mark.parametrize("words", ["", "  ", "\u200b", "长" * 1001])
def test_a_wrong_message_comes_back_as_typed(desk, talk, at, words):
    page = press(desk, at, text=words)
    assert page.status_code == 422
    assert 'id="text-error"' in text_of(page)
    assert words.strip("\u200b ") in text_of(page)
    assert talk.all() == []


def test_a_second_thought_from_an_old_page_is_kept_and_can_be_sent(desk, talk, at):
    key = str(uuid.uuid4())
    press(desk, at, text="第一句", client_key=key)
    page = press(desk, at, text="第二句", client_key=key)
    assert page.status_code == 409
    assert "第二句" in text_of(page)
    fresh = re.search(r'name="client_key" value="([^"]+)"', text_of(page))[1]
    assert fresh != key
    press(desk, at, text="第二句", client_key=fresh)
    assert [words for _, words in talk.all()] == ["第一句", "第二句"]


def test_markup_stays_words(desk, talk, at):
    talk.citizen("<script>alert(1)</script>")
    assert "<script>alert" not in text_of(desk.get(at))


@pytest.mark.parametrize("name", ["wang", "li", "zhou", "wu", "feng", "wei", "sun"])
def test_nobody_near_the_window_finds_it(sign_in, cast, talk, at, name):
    talk.citizen(SECRET, photos=[talk.database.blobs.put(photo())])
    browser = sign_in(getattr(cast, name))
    for path in (at, f"{at}/1/photos/1", f"/api/v1{at}", f"/api/v1{at}/1/photos/1", "/messages"):
        page = browser.get(path)
        assert SECRET not in text_of(page)
        assert path == "/messages" or page.status_code in {403, 404}


def test_those_who_watch_read_and_do_not_write(sign_in, cast, talk, at):
    talk.citizen(SECRET)
    for name in ("zhao", "chu"):
        page = text_of(sign_in(getattr(cast, name)).get(at))
        assert SECRET in page
        assert "写给投诉人" not in page


def test_the_case_leads_to_the_conversation(desk, talk, at):
    talk.citizen(SECRET)
    page = text_of(desk.get(f"/complaints/{talk.complaint.id}"))
    assert f'href="{at}"' in page
    assert SECRET not in page


def test_in_english(desk, talk, at):
    talk.citizen("一")
    page = text_of(desk.get(f"{at}?lang=en"))
    assert "Messages with the complainant" in page
    assert not re.search("未读|办理单位", page)


def test_for_programs(sign_in, cast, talk, at, database):
    desk, at = sign_in(cast.chen), f"/api/v1{at}"
    csrf = {"X-CSRFToken": csrf_of(desk.get("/account/password"))}
    sent = {"text": QUESTION, "client_key": str(uuid.uuid4())}
    for _ in range(2):
        assert desk.post(at, json=sent, headers=csrf).status_code == 201
    talk.citizen("给您", photos=[database.blobs.put(photo())])
    found = desk.get(at).get_json()
    assert [(m["speaker"], m["text"], m["photos"]) for m in found] == [
        ("office", QUESTION, 0),
        ("citizen", "给您", 1),
    ]
    assert desk.get(f"{at}/2/photos/1").mimetype == "image/jpeg"
    assert desk.put(f"{at}/read", json={"up_to": 2}, headers=csrf).status_code == 204
    assert desk.get(at).get_json()[1]["read_at"]
    assert desk.post(at, json={**sent, "text": "别的"}, headers=csrf).status_code == 409
    assert desk.post(at, json={"text": "没有钥匙"}, headers=csrf).status_code == 422
