"""The handler's and the window head's pages, as they work through a complaint."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest

from service.core.audit import AuditEvent
from service.windows.models import ServiceWindow
from surveys.complaints.models import Complaint
from surveys.photos import clean
from tests.cast import csrf_of
from tests.complaints.conftest import (
    FACTS,
    MEASURES,
    NOW,
    OUTCOME,
    REPLY,
    SUMMARY,
    TEXT,
    hidden,
    photo,
)


def text_of(page):
    return page.get_data(as_text=True)


class Desk:
    """A member of staff before the pages of complaints."""

    def __init__(self, browser):
        self.browser = browser

    def open(self, path="/complaints"):
        self.page = self.browser.get(path)
        return text_of(self.page)

    def case(self, complaint):
        return self.open(f"/complaints/{complaint.id}")

    def send(self, complaint, act, *, version=None, **typed):
        form = {"csrf_token": csrf_of(self.page), **typed}
        if act != "contact":
            form["version"] = version or hidden(self.page)["version"]
        self.page = self.browser.post(f"/complaints/{complaint.id}/{act}", data=form)
        return self.page


@pytest.fixture
def desk(sign_in, complaints, at_now):
    def sits(name):
        return Desk(sign_in(getattr(complaints.cast, name)))

    return sits


@pytest.fixture
def handler(desk):
    """陈行风 of the province, who handles what concerns city halls."""
    return desk("chen")


@pytest.fixture
def second(desk):
    """赵省厅, the second person."""
    return desk("zhao")


@pytest.fixture
def head(desk):
    """王窗长 of the city hall."""
    return desk("wang")


def test_what_is_due_first_stands_first_and_late_ones_are_marked(handler, complaints):
    complaints.file(category="FEE", now=NOW)
    complaints.file(category="IDLE", now=NOW - timedelta(days=10), occurred_on=None)
    over = complaints.file(category="ERROR", now=NOW - timedelta(days=20), occurred_on=None)
    complaints.decline(over)
    text = handler.open()
    text = text[text.index("<tbody") :]
    order = [text.index(word) for word in ("上班聊天、玩手机", "乱收费", "办错了、答错了")]
    assert order == sorted(order)
    assert text.count("已超期") == 1


def test_the_tiles_count_what_is_open(handler, complaints):
    long_ago = {"now": NOW - timedelta(days=60), "occurred_on": None}
    complaints.file()
    complaints.accept(complaints.file(**long_ago))
    complaints.answer(complaints.accept(complaints.file(**long_ago), now=long_ago["now"]))
    complaints.decline(complaints.file(**long_ago))
    values = re.findall(r'<p class="value">(\d+)</p>', handler.open())
    assert values == ["1", "1", "1", "1", "0", "0", "0"]


def test_the_queue_can_be_narrowed_and_nonsense_narrows_nothing(handler, complaints):
    complaints.file(category="FEE")
    complaints.accept(complaints.file(category="IDLE"))

    def shown(query):
        rows = handler.open(f"/complaints?{query}").partition("<tbody")[2]
        return {word for word in ("乱收费", "上班聊天") if word in rows}

    assert shown("state=accepted") == {"上班聊天"}
    assert shown("overdue=true&state=") == set()
    assert shown("category=FEE") == {"乱收费"}
    assert shown("first=2026-11-24&last=2026-11-24") == {"乱收费", "上班聊天"}
    assert shown("last=2026-11-23") == set()
    assert shown("text=新河湾") == {"乱收费", "上班聊天"}
    number = complaints.read(Complaint, Complaint.category == "FEE")[0].number
    assert shown(f"text={number}") == {"乱收费"}
    assert shown("text=四十分钟") == set()  # what a citizen wrote is not searched
    assert shown("state=nonsense&page=x") == {"乱收费", "上班聊天"}


def test_an_empty_queue_says_so(handler):
    assert "没有符合条件的投诉" in handler.open()


def test_many_complaints_come_in_pages(handler, complaints):
    for _ in range(21):
        complaints.file()
    assert "第 1 页，共 2 页" in handler.open()
    assert handler.open("/complaints?page=2").count("/complaints/") >= 1


def test_the_case_shows_words_photos_and_what_happened(handler, complaints, database):
    picture = database.blobs.put(clean(photo()))
    complaint = complaints.file(photos=(picture,), contact="024-00001234")
    text = handler.case(complaint)
    assert TEXT in text
    assert f"/complaints/{complaint.id}/photos/1" in text
    assert "辽宁省人力资源和社会保障厅（演示）" in text
    assert "已密封" in text
    assert "024-00001234" not in text


def test_the_summary_starts_empty_and_is_the_handlers_own(handler, complaints):
    complaint = complaints.file()
    text = handler.case(complaint)
    area = re.search(r'<textarea id="redacted"[^>]*>\s*</textarea>', text)
    assert area, "the summary must not be filled in beforehand"
    page = handler.send(complaint, "accept", redacted=f"群众反映：{TEXT}")
    assert page.status_code == 422
    assert "不要照抄群众原话" in text_of(page)
    assert TEXT in text_of(page)
    page = handler.send(complaint, "accept", redacted=SUMMARY)
    assert page.status_code == 303
    assert complaints.read(Complaint)[0].redacted == SUMMARY


def test_a_whole_case_on_the_pages(handler, head, second, complaints):
    complaint = complaints.file()
    handler.case(complaint)
    handler.send(complaint, "accept", redacted=SUMMARY)
    assert SUMMARY in head.open("/complaints/answers")
    assert SUMMARY in head.case(complaint)
    assert head.send(complaint, "answer", reply=REPLY).status_code == 303
    assert REPLY in handler.case(complaint)
    given = {"finding": "partial", "severity": "minor", "facts": FACTS}
    assert handler.send(complaint, "verify", **given).status_code == 303
    assert FACTS in handler.case(complaint)
    given = {"root_cause": "control", "measures": MEASURES, "outcome": OUTCOME}
    assert handler.send(complaint, "conclude", **given).status_code == 303
    assert "部分属实" not in head.case(complaint)  # it is not approved yet
    assert "审批" not in handler.case(complaint).partition("其他处理")[2]
    second.case(complaint)
    assert second.send(complaint, "approve").status_code == 303
    handler.case(complaint)
    assert handler.send(complaint, "tell").status_code == 303
    text = head.case(complaint)
    for told in ("部分属实", "已受理 <span", "窗口已答复 <span", "告知投诉人 <span"):
        assert told in text
    for kept in (FACTS, MEASURES, OUTCOME):
        assert kept not in text
    text = handler.case(complaint)
    for name in ("陈行风", "王窗长", "赵省厅", "告知投诉人"):
        assert name in text


def test_declining_needs_a_reason(handler, complaints):
    complaint = complaints.file()
    handler.case(complaint)
    page = handler.send(complaint, "decline", reason="不")
    assert page.status_code == 422
    assert 'id="reason-error"' in text_of(page)
    assert handler.send(complaint, "decline", reason="请向市场监管部门反映。").status_code == 303


def test_concluding_needs_a_root_cause_and_keeps_the_words(handler, complaints):
    complaint = complaints.verify(complaints.accept(complaints.file()))
    handler.case(complaint)
    page = handler.send(complaint, "conclude", measures=MEASURES, outcome=OUTCOME)
    assert page.status_code == 422
    assert 'id="root_cause-error"' in text_of(page)
    assert OUTCOME in text_of(page)


def test_the_queue_as_a_spreadsheet_holds_no_formula_and_no_sealed_word(
    handler, complaints, database
):
    with database.transaction() as session:
        window = session.get(ServiceWindow, complaints.cast.window["city_hall"].id)
        window.full_name = "=1+1"
    complaints.verify(complaints.accept(complaints.file(contact="024-00001234")))
    page = handler.browser.get("/complaints/queue.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(page.get_data()))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    said = " ".join(str(cell.value) for cell in cells)
    assert "=1+1" in said
    assert "TS-2026-210100-" in said
    for sealed in (TEXT, FACTS, SUMMARY, "024-00001234"):
        assert sealed not in said


def test_two_at_once_the_second_sees_what_the_first_did_and_keeps_his_words(handler, complaints):
    complaint = complaints.file()
    handler.case(complaint)
    complaints.decline(complaint, reason="已转 12345 热线办理。")
    page = handler.send(complaint, "accept", version=1, redacted=SUMMARY)
    assert page.status_code == 409
    text = text_of(page)
    assert "已有新的进展" in text
    assert "已转 12345 热线办理。" in text
    assert SUMMARY in text


def test_a_head_who_answers_too_late_keeps_his_words(head, complaints):
    complaint = complaints.accept(complaints.file())
    head.case(complaint)
    complaints.conclude(complaint)
    page = head.send(complaint, "answer", version=2, reply=REPLY)
    assert page.status_code == 409
    assert REPLY in text_of(page)


def test_the_contact_needs_a_reason_and_is_shown_once(handler, complaints):
    complaint = complaints.file(contact="024-00001234")
    path = f"/complaints/{complaint.id}/contact"
    assert path in handler.case(complaint)
    assert "024-00001234" not in handler.open(path)
    page = handler.send(complaint, "contact", reason="看")
    assert page.status_code == 422
    assert "024-00001234" not in text_of(page)
    page = handler.send(complaint, "contact", reason="需要核对办理日期")
    assert "024-00001234" in text_of(page)
    assert page.headers["Cache-Control"] == "no-store"
    text = handler.open(path)
    assert "024-00001234" not in text
    assert "陈行风" in text
    assert "需要核对办理日期" in text
    assert len(complaints.read(AuditEvent, AuditEvent.action == "reveal_contact")) == 1


def test_the_auditor_and_the_province_read_and_change_nothing(desk, complaints):
    complaint = complaints.file()
    for name in ("zhao", "chu"):
        watcher = desk(name)
        text = watcher.case(complaint)
        assert TEXT in text
        assert "/accept" not in text
        post = watcher.browser.post(f"/complaints/{complaint.id}/accept", data={})
        assert post.status_code in {403, 404}
    assert complaints.read(Complaint)[0].state == "received"


def test_without_the_forms_token_nothing_happens(handler, complaints):
    complaint = complaints.file()
    page = handler.browser.post(
        f"/complaints/{complaint.id}/accept", data={"version": 1, "redacted": SUMMARY}
    )
    assert page.status_code == 403
    assert complaints.read(Complaint)[0].state == "received"


def test_a_head_is_led_to_what_waits_for_an_answer(head, complaints):
    page = head.browser.get("/complaints")
    assert (page.status_code, page.location) == (303, "/complaints/answers")
    assert "没有需要看的投诉" in head.open("/complaints/answers")


def test_above_the_window_the_summary_is_read_without_an_answer_form(desk, complaints):
    complaint = complaints.accept(complaints.file())
    city = desk("wu")
    text = city.case(complaint)
    assert SUMMARY in text
    assert "/answer" not in text
