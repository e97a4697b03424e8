"""Whoever gave a low rating learns by the receipt what was done, and says whether it is solved."""

from datetime import timedelta

import pytest

from service.core import clock
from service.notices.models import Notice
from surveys.deadlines.models import Deadline
from surveys.low_ratings.models import LowRating
from surveys.rectifications.models import Rectification
from tests.complaints.conftest import hidden
from tests.low_ratings.conftest import ANSWER, FOUND, NOW
from tests.rectifications.conftest import Rectifications


class Citizen:
    """A browser without JavaScript, and the receipt of a low rating among five."""

    def __init__(self, low, client):
        self.low, self.client = low, client
        self.case = low.told()
        self.receipt = low.receipts[self.case.rating_id]

    def reads(self, lang="zh"):
        self.page = self.client.post(f"/r?lang={lang}", data={"receipt": self.receipt})
        assert self.page.status_code == 200
        return self.page.get_data(as_text=True)

    def says(self, solved):
        self.reads()
        typed = {"pass": hidden(self.page)["pass"], "solved": solved}
        self.page = self.client.post("/r/confirm", data=typed)
        return self.page.get_data(as_text=True)

    def row(self):
        return self.low.read(LowRating, LowRating.id == self.case.id)[0]


@pytest.fixture
def citizen(low, client):
    return Citizen(low, client)


def test_step_by_step_in_plain_words(citizen, low):
    assert "已告诉窗口，正在核实。" in citizen.reads()
    assert "最晚 11月25日（周三）前" in citizen.reads()
    verified = low.verify(citizen.case)
    told = citizen.reads()
    assert "已核实，正在处理。" in told
    assert FOUND not in told, "what was found is the office's own"
    low.settle(verified)
    told = citizen.reads()
    assert "已经改了。" in told
    assert ANSWER in told
    assert "问题解决了吗？" in told
    assert "It has been put right." in citizen.reads("en")


def test_before_the_window_is_told_it_says_why(low, client):
    low.rate(1)
    told = client.post("/r", data={"receipt": low.receipt}).get_data(as_text=True)
    assert "凑满几个人的评价再一起告诉窗口" in told


def test_solved_is_kept_and_said_once(citizen, low):
    low.settle(low.verify(citizen.case))
    assert "谢谢，已经记下。" in citizen.says("yes")
    assert citizen.row().solved == "yes"
    again = citizen.reads()
    assert "您的回应：解决了" in again
    assert "问题解决了吗？" not in again


def test_not_solved_sends_it_back_once_with_a_new_term(citizen, low, cast):
    low.settle(low.verify(citizen.case))
    assert "您说没有解决，正在重新处理。" in citizen.says("no")
    back = citizen.row()
    assert (back.state, back.closed_at, back.reopened_at) == ("verified", None, NOW)
    clocks = low.read(Deadline, Deadline.subject_id == back.id)
    assert [each.name for each in clocks if each.is_live] == ["low_rating.fix"]
    assert low.read(Notice, Notice.kind == "reopened", Notice.account_id == cast.wang.id)
    low.settle(back, how="explained", answer="已经上门说明了政策。")
    assert "已经上门说明了政策。" in citizen.reads()
    citizen.says("no")
    last = citizen.row()
    assert (last.state, last.solved) == ("closed", "no"), "the second no stays on it"
    acts = ["open", "tell", "verify", "settle", "reopen", "settle", "confirm"]
    assert low.acts(last) == sorted(f"{act}_low_rating" for act in acts)


def test_the_same_word_sent_twice_is_one_word(citizen, low):
    low.settle(low.verify(citizen.case))
    citizen.reads()
    typed = {"pass": hidden(citizen.page)["pass"], "solved": "no"}
    for _ in range(2):
        assert citizen.client.post("/r/confirm", data=typed).status_code == 200
    assert low.acts(citizen.case).count("reopen_low_rating") == 1


def test_silence_is_no_word_and_late_words_are_not_taken(citizen, low):
    low.settle(low.verify(citizen.case))
    with clock.at(NOW + timedelta(days=16)):
        assert "问题解决了吗？" not in citizen.reads()
    assert citizen.row().solved is None


def test_nothing_can_be_said_before_it_is_settled(citizen, client):
    asked = {"receipt": citizen.receipt, "solved": "yes"}
    refused = client.post("/api/v1/status/confirmation", json=asked)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "not_now")


def test_what_is_registered_is_followed_until_it_is_put_right(citizen, low, cast, sign_in):
    low.settle(low.verify(citizen.case), how="registered", due_days=5)
    told = citizen.reads()
    assert "已经列入整改，正在改。" in told
    assert "最晚 12月1日（周二）前" in told
    assert "问题解决了吗？" not in told
    (made,) = low.read(Rectification)
    wang = sign_in(cast.wang)
    assert f"/rectifications/{made.id}" in wang.get(f"/low-ratings/{citizen.case.id}").text
    assert f"/low-ratings/{citizen.case.id}" in wang.get(f"/rectifications/{made.id}").text
    office = Rectifications(low.database, cast)
    office.submit(made.id)
    office.verify(made.id)
    told = citizen.reads()
    assert "已经改好，并由另外的人查过。" in told
    assert "问题解决了吗？" in told


def test_a_rating_that_does_not_count_any_more_tells_that_alone(citizen, low):
    low.decide(low.appeal(citizen.case))
    told = citizen.reads()
    assert "评价没有计入" in told
    assert "您不满意的事" not in told


def test_a_programme_reads_the_same(citizen, low, client):
    low.settle(low.verify(citizen.case))
    told = client.post("/api/v1/status", json={"receipt": citizen.receipt}).get_json()
    assert (told["stands"], told["reply"], told["may"]) == ("fixed", ANSWER, ["confirm"])
    said = {"receipt": citizen.receipt, "solved": "partly"}
    told = client.post("/api/v1/status/confirmation", json=said).get_json()
    assert (told["solved"], told["may"]) == ("partly", [])


def test_those_above_see_what_the_citizen_said(citizen, low, cast, sign_in):
    low.settle(low.verify(citizen.case))
    citizen.says("partly")
    assert "群众说：解决了一部分" in sign_in(cast.wu).get(f"/low-ratings/{citizen.case.id}").text
