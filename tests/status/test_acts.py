"""A citizen stays in his case: writes, adds photos, says whether it is solved, asks again."""

import io
import re
import uuid
from datetime import timedelta

import pytest

from service.core import clock
from service.web.pages import gzipped
from surveys.complaints.life import Solved
from surveys.conversations import operations
from surveys.conversations import queries as conversations
from surveys.conversations.models import Message, MessagePhoto, Speaker
from surveys.status import passes
from tests.complaints.conftest import NOW, photo

from .conftest import OUTCOME, Case, pass_in, text_of

WORDS = "小票找到了，请看照片。"


def said(case):
    with case.database.reading() as session:
        found = conversations.of_case(session, case.id)
        return [(each.speaker, conversations.words(session, each)) for each in found]


def test_a_message_with_photos_reaches_the_office(case):
    page = case.act(
        "message", text=WORDS, photos=[("a.jpg", photo("red")), ("b.jpg", photo("blue"))]
    )
    assert page.status_code == 200
    assert "已经送到办理人员那里" in text_of(page)
    assert "2 张照片 · 对方还没看" in text_of(page)
    assert said(case) == [("citizen", WORDS)]
    assert len(case.complaints.read(MessagePhoto)) == 2


def test_a_bad_photo_costs_neither_the_words_nor_the_good_one(case):
    page = case.act("message", text=WORDS, photos=[("好.jpg", photo()), ("坏.jpg", b"broken")])
    assert page.status_code == 422
    assert "坏.jpg" in text_of(page)
    assert WORDS in text_of(page)
    assert case.complaints.read(Message) == []
    page = case.act("message", page, text=WORDS)
    assert page.status_code == 200
    assert len(case.complaints.read(MessagePhoto)) == 1


def test_more_than_three_photos_are_told_and_three_kept(case):
    many = [(f"{n}.jpg", photo(colour)) for n, colour in enumerate(("red", "blue", "lime", "tan"))]
    page = case.act("message", text=WORDS, photos=many)
    assert page.status_code == 422
    assert text_of(page).count('name="held"') == 3


@pytest.mark.parametrize("words", ["", " ", "\u200b\u200b", "长" * 1001])
def test_words_that_cannot_be_are_named(case, words):
    page = case.act("message", text=words)
    assert page.status_code == 422
    assert 'id="text-error"' in text_of(page)


def test_what_cannot_be_seen_goes_and_emoji_stay(case):
    case.act("message", text="谢谢\u202e您\u200b 👨‍👩‍👧❤️")
    assert said(case) == [("citizen", "谢谢您 👨‍👩‍👧❤️")]


def test_sending_the_same_page_twice_stores_once(case):
    page = case.open()
    for _ in range(2):
        assert case.act("message", page, text=WORDS).status_code == 200
    assert len(said(case)) == 1


def test_other_words_from_an_old_page_are_kept_and_go_out_the_next_time(case):
    page = case.open()
    case.act("message", page, text=WORDS)
    again = case.act("message", page, text="还有一句。")
    assert again.status_code == 409
    assert "还有一句。" in text_of(again)
    assert case.act("message", again, text="还有一句。").status_code == 200
    assert [words for _, words in said(case)] == [WORDS, "还有一句。"]


def test_the_office_writes_and_sees_that_it_was_read(case):
    with case.database.transaction() as session:
        operations.write_to_citizen(
            session,
            actor=case.complaints.actor(case.cast.chen),
            complaint_id=case.id,
            said=operations.Said(uuid.uuid4(), "请补一张小票。"),
            now=NOW,
        )
    page = text_of(case.open())
    assert "办理人员给您留了话" in page
    assert "请补一张小票。" in page
    assert case.complaints.read(Message, Message.speaker == Speaker.OFFICE)[0].read_at == NOW
    page = text_of(case.open())
    assert "办理人员给您留了话" not in page
    assert "请补一张小票。" in page


def test_after_half_an_hour_the_receipt_is_asked_for_and_the_words_are_kept(case):
    page = case.open()
    with clock.at(NOW + passes.LASTS + timedelta(seconds=1)):
        late = case.act("message", page, text=WORDS, photos=[("a.jpg", photo())])
        assert late.status_code == 422
        assert "打开超过半小时" in text_of(late)
        assert WORDS in text_of(late)
        assert said(case) == []
        for typed, status in (("0000-0000-0000-0000", 404), (case.receipt.lower(), 200)):
            late = case.act("message", late, text=WORDS, receipt=typed)
            assert late.status_code == status
    assert said(case) == [("citizen", WORDS)]
    assert len(case.complaints.read(MessagePhoto)) == 1


def test_within_half_an_hour_nothing_is_asked(case):
    page = case.open()
    with clock.at(NOW + passes.LASTS):
        assert case.act("message", page, text=WORDS).status_code == 200


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "é"])
def test_a_pass_that_we_did_not_write_opens_nothing(case, token):
    page = case.client.post("/r/message", data={"pass": token, "text": WORDS})
    assert page.status_code == 422
    assert WORDS in text_of(page)
    assert "新河湾" not in text_of(page)


def test_a_pass_is_good_for_its_own_case_only(case, complaints, client):
    other = Case(complaints, client)
    token = pass_in(other.open())
    whose = passes.read(case.database.keys, token, NOW)
    assert whose.case_id == other.id
    forged = token.replace(other.id.hex, case.id.hex)
    assert passes.read(case.database.keys, forged, NOW) is None


@pytest.mark.parametrize("answer", ["yes", "partly", "no"])
def test_the_citizen_says_whether_it_is_solved(case, answer):
    case.accept().conclude()
    page = case.act("confirm", solved=answer)
    assert page.status_code == 200
    assert "谢谢，已经记下" in text_of(page)
    assert (case.row.state, case.row.solved) == ("closed", answer)
    assert "已办结" in text_of(case.open())


def test_saying_it_twice_changes_nothing_and_the_first_word_stays(case):
    page = case.accept().conclude().open()
    case.act("confirm", page, solved="partly")
    assert case.act("confirm", page, solved="partly").status_code == 200
    again = case.act("confirm", page, solved="yes")
    assert again.status_code == 409
    assert case.row.solved == Solved.PARTLY


@pytest.mark.parametrize("answer", ["", "silent", "maybe"])
def test_an_answer_is_one_of_three(case, answer):
    case.accept().conclude()
    page = case.act("confirm", solved=answer)
    assert page.status_code == 422
    assert case.row.state == "replied"


def test_not_solved_goes_back_once_and_then_one_level_up(case):
    page = case.accept().conclude().open()
    assert case.act("reopen", page, reason="柜台还是没有人。").status_code == 200
    assert case.row.state == "reopened"
    assert said(case) == [("citizen", "柜台还是没有人。")]
    page = case.conclude().open()
    assert "直接送到上一级" in text_of(page)
    assert "请他们再办一次" not in text_of(page)
    assert case.act("reopen", page, reason="还是没有人。").status_code == 200
    assert case.row.state == "review"
    page = text_of(case.decide_review("复核后认定部分属实，已派人驻点。").open())
    assert "复核后认定部分属实，已派人驻点。" in page
    assert OUTCOME in page  # what was told before stays in the list of steps
    assert "没有解决，要求再办" not in page


def test_reopening_twice_from_one_page_is_one_reopening(case):
    page = case.accept().conclude().open()
    for _ in range(2):
        assert case.act("reopen", page, reason="柜台还是没有人。").status_code == 200
    assert (case.row.state, case.row.reopened) == ("reopened", 1)
    assert len(said(case)) == 1


def test_reopening_needs_a_reason(case):
    page = case.act("reopen", case.accept().conclude().open(), reason=" ")
    assert page.status_code == 422
    assert 'id="reason-error"' in text_of(page)
    assert case.row.state == "replied"


def test_a_review_is_asked_for_once(case):
    page = case.accept().conclude().open()
    assert case.act("review", page, reason="结论不对。").status_code == 200
    assert case.row.state == "review"
    case.decide_review("维持原来的结论。")
    refused = case.act("review", page, reason="还是不对。")
    assert refused.status_code == 409
    assert case.row.state == "closed"


def test_a_refused_act_leaves_no_message_behind(case):
    refused = case.act("reopen", reason="太早了。")
    assert refused.status_code == 409
    assert said(case) == []


def test_withdrawing(case):
    page = case.accept().open()
    for _ in range(2):
        assert case.act("withdraw", page).status_code == 200
    assert case.row.state == "withdrawn"
    page = text_of(case.open())
    assert "您已撤回" in page
    assert "送出留言" not in page


def test_when_it_is_over_words_are_kept_and_the_way_is_told(case):
    page = case.open()
    case.decline("不属于窗口职责。")
    refused = case.act("message", page, text=WORDS)
    assert refused.status_code == 409
    assert "另写一份" in text_of(refused)


def test_the_page_stays_light_with_all_that_can_be_done(case):
    case.accept().answer()
    for n in range(3):
        case.act("message", text=f"第 {n} 条")
    page = text_of(case.conclude().open())
    assert re.findall(r"<script[^>]*static/(\w+)\.js", page) == ["careful"]
    assert gzipped(page) < 6 * 1024
    assert gzipped(text_of(case.open(lang="en"))) < 6 * 1024


def test_no_cookie_is_set_by_any_act(case):
    case.accept().conclude()
    page = case.open()
    for what, typed in (("message", {"text": WORDS}), ("confirm", {"solved": "yes"})):
        assert "Set-Cookie" not in case.act(what, page, **typed).headers
    assert not re.search("cookie", text_of(page), re.IGNORECASE)


def test_all_of_it_for_programs(case, client):
    def post(path, status, **data):
        answer = client.post(f"/api/v1/status/{path}", json={"receipt": case.receipt, **data})
        assert answer.status_code == status, answer.get_json()
        return answer.get_json()

    upload = {"receipt": case.receipt, "photo": (io.BytesIO(photo()), "a.jpg")}
    note = client.post("/api/v1/status/photos", data=upload).get_json()["held"]
    message = {"text": WORDS, "client_key": str(uuid.uuid4()), "held": [note]}
    post("messages", 201, **message)
    found = post("messages", 201, **message)
    assert [(m["speaker"], m["text"], m["photos"]) for m in found["messages"]] == [
        ("citizen", "", 1)
    ]
    assert post("messages", 409, **{**message, "text": "别的"})["code"] == "key_reused"
    post("messages", 422, **{**message, "held": ["forged"], "client_key": str(uuid.uuid4())})
    assert post("confirmation", 409, solved="yes")["code"] == "not_now"
    case.accept().conclude()
    assert post("reopening", 422, client_key=str(uuid.uuid4()))["fields"].keys() == {"reason"}
    reason = {"reason": "还没解决。", "client_key": str(uuid.uuid4())}
    assert post("reopening", 200, **reason)["state"] == "reopened"
    case.conclude()
    assert post("review", 200, reason="请复核。", client_key=str(uuid.uuid4()))["state"] == "review"
    case.decide_review("维持原来的结论。")
    assert post("withdrawal", 409)["code"] == "not_now"
    wrong = client.post("/api/v1/status/withdrawal", json={"receipt": "0000-0000-0000-0000"})
    assert (wrong.status_code, wrong.get_json()["code"]) == (404, "unknown_receipt")
