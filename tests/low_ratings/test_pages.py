"""What each audience sees and does in a browser without JavaScript."""

import html
import re

import pytest

from service.web.pages import gzipped
from surveys.replies.models import ReplyUse
from surveys.replies.operations import keep_reply
from tests.cast import csrf_of
from tests.low_ratings.conftest import ANSWER, FOUND, NOW, PHONE, TODAY

COMMENT = "问了三个柜台才问到，态度也不好。"


@pytest.fixture
def desk(low, sign_in):
    """Sign somebody in: ``desk("wang")``."""
    return lambda name: sign_in(getattr(low.cast, name))


def text(page):
    return html.unescape(page.get_data(as_text=True))


def fill(browser, case, step, **typed):
    """Open the case and send one of its forms."""
    page = browser.get(f"/low-ratings/{case.id}")
    version = re.search(r'name="version" value="(\d+)"', text(page))[1]
    sent = {"csrf_token": csrf_of(page), "version": version, **typed}
    return browser.post(f"/low-ratings/{case.id}/{step}", data=sent)


def test_the_head_verifies_and_puts_right(low, desk):
    case, head = low.told(), desk("wang")
    assert "非常不满意" in text(head.get("/low-ratings"))
    assert fill(head, case, "verify", found=FOUND).status_code == 303
    assert fill(head, case, "settle", settlement="fixed", answer=ANSWER).status_code == 303
    page = text(head.get(f"/low-ratings/{case.id}"))
    assert FOUND in page
    assert ANSWER in page
    assert "已处置" in page


def test_a_template_fills_the_answer_behind_what_was_typed_and_sends_nothing(low, desk):
    with low.database.transaction() as session:
        template = keep_reply(
            session,
            actor=low.actor(low.cast.wu),
            path="210000/210100/",
            use=ReplyUse.LOW_RATING,
            title="增开柜台",
            text=ANSWER,
            now=NOW,
        )
    case, head = low.verify(low.told()), desk("wang")
    page = head.get(f"/low-ratings/{case.id}")
    assert f'formaction="/low-ratings/{case.id}/filled-answer"' in text(page)
    assert "增开柜台" in text(page)
    typed = {"settlement": "fixed", "answer": "您好。", "template": template.id}
    filled = fill(head, case, "filled-answer", **typed)
    assert filled.status_code == 200
    shown = re.search(r'<textarea id="answer"[^>]*>\s*(.*?)</textarea>', text(filled), re.S)
    assert shown[1].splitlines() == ["您好。", ANSWER]
    assert re.search(r'value="fixed"[^>]* checked', text(filled)), "what was chosen stays"
    assert low.case(case.rating_id).state == "verified"
    sent = fill(head, case, "settle", settlement="fixed", answer=ANSWER, template=template.id)
    assert sent.status_code == 303
    assert low.case(case.rating_id).answer == ANSWER


def test_what_was_written_comes_with_its_week(low, desk):
    case, head = low.told(comment=COMMENT), desk("wang")
    page = text(head.get(f"/low-ratings/{case.id}"))
    assert COMMENT not in page
    assert "满一周" in page


def test_words_of_a_released_week_are_masked(low, desk):
    week_ago = TODAY.replace(day=16)
    low.rate(1, day=week_ago, comment=f"{COMMENT}电话 13900001234")
    for _ in range(4):
        low.rate(5, day=week_ago)
    case = low.case()
    page = text(desk("wang").get(f"/low-ratings/{case.id}"))
    assert COMMENT in page
    assert "13900001234" not in page
    assert "2026-11-16" in page


def test_of_a_quiet_day_only_the_month_is_told(low, desk):
    low.rate(1, day=TODAY.replace(day=17))
    for _ in range(4):
        low.rate(5)
    page = text(desk("wang").get("/low-ratings"))
    assert "2026-11-17" not in page
    assert "2026-11" in page


def test_a_case_that_is_not_told_is_not_there_for_the_window(low, desk):
    low.rate(1)
    case = low.case()
    assert desk("wang").get(f"/low-ratings/{case.id}").status_code == 404
    assert "未告知窗口" in text(desk("wu").get(f"/low-ratings/{case.id}"))
    assert desk("li").get(f"/low-ratings/{case.id}").status_code == 404
    assert desk("sun").get("/low-ratings").status_code == 404


def test_staff_may_not_write_a_number_into_what_they_found(low, desk):
    case, head = low.told(), desk("wang")
    answer = fill(head, case, "verify", found="已联系当事人 13900001234 道歉。")
    assert answer.status_code == 422
    assert "手机号" in text(answer)


def test_an_appeal_from_window_to_decision(low, desk):
    case = low.told()
    sent = {"ground": "mistake", "statement": "勾选的原因是办得快，等级点错了。"}
    assert fill(desk("wang"), case, "appeal", **sent).status_code == 303
    decider = desk("chen")
    assert str(case.id) in text(decider.get("/low-ratings/appeals"))
    assert str(case.id) not in text(desk("feng").get("/low-ratings/appeals"))
    decision = {"decision": "upheld", "reason": "原因与等级矛盾，认定为误评。"}
    assert fill(decider, case, "decide", **decision).status_code == 303
    page = text(desk("wang").get(f"/low-ratings/{case.id}"))
    assert "申诉成立" in page
    assert "已剔除" in page


def test_two_deciders_the_second_is_shown_what_happened(low, desk):
    case = low.appeal(low.told())
    second = desk("zhao")
    page = second.get(f"/low-ratings/{case.id}")
    sent = {"csrf_token": csrf_of(page), "version": case.version}
    sent |= {"decision": "upheld", "reason": "确实是误评，应当剔除。"}
    low.decide(case, how="rejected")
    answer = second.post(f"/low-ratings/{case.id}/decide", data=sent)
    assert answer.status_code == 409
    assert "申诉不成立" in text(answer)
    assert sent["reason"] in text(answer)


def test_calling_back(low, desk):
    low.rate(1)
    low.leave_contact()
    case, caller = low.case(), desk("feng")
    assert str(case.id) in text(caller.get("/low-ratings/calls"))
    page = caller.get(f"/low-ratings/{case.id}/contact")
    assert PHONE not in text(page)
    token = {"csrf_token": csrf_of(page)}
    opened = caller.post(
        f"/low-ratings/{case.id}/contact", data={**token, "reason": "按规定回访群众"}
    )
    assert PHONE in text(opened)
    answer = caller.post(f"/low-ratings/{case.id}/call", data={**token, "outcome": "reached"})
    assert answer.status_code == 303
    page = text(caller.get(f"/low-ratings/{case.id}/contact"))
    assert "冯行风" in page
    assert PHONE not in page
    assert "100%" in text(caller.get("/low-ratings/calls"))
    assert desk("wang").get(f"/low-ratings/{case.id}/contact").status_code == 404


def test_whoever_was_dissatisfied_is_asked_for_a_number(low, client):
    code = low.cast.post_code()
    page = text(client.get(f"/q/{code}"))
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    thanks = client.post(f"/q/{code}", data={**hidden, "level": "1"})
    assert thanks.status_code == 201
    assert gzipped(text(thanks)) < 6 * 1024
    receipt = re.search(r'name="receipt" value="([^"]+)"', text(thanks))[1]
    wrong = client.post("/call-me", data={"receipt": receipt, "contact": "不知道"})
    assert wrong.status_code == 422
    assert receipt in text(wrong)
    kept = client.post("/call-me", data={"receipt": receipt, "contact": PHONE})
    assert kept.status_code == 200
    assert "电话收到了" in text(kept)


def test_whoever_was_content_is_not_asked(low, client):
    code = low.cast.post_code()
    page = text(client.get(f"/q/{code}"))
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    assert "/call-me" not in text(client.post(f"/q/{code}", data={**hidden, "level": "5"}))


def test_a_guessed_receipt_is_unknown(client, low):
    sent = {"receipt": "7K3M-9X2P-QW4R-T8VB", "contact": PHONE}
    assert client.post("/call-me", data=sent).status_code == 404
    assert client.post("/api/v1/low-rating-contacts", json=sent).status_code == 404
    assert "回执号" in text(client.get("/call-me"))


def test_the_rate_stands_beside_the_appeals(low, desk):
    low.decide(low.appeal(low.told()))
    window = low.cast.window["city_hall"]
    page = text(desk("wu").get(f"/desk?window={window.id}"))
    assert "差评申诉" in page
    assert "1 件，成立 1 件" in page
