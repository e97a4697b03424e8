"""A window asks the unit above it for what it lacks, and gets an answer with a day."""

import uuid
from datetime import date

import pytest

from service.core.problems import Problem
from surveys.support.models import SupportRequest
from tests.cast import rows
from tests.support.conftest import BY, MATTER, YES


def refusal(act, *args, **said):
    with pytest.raises(Problem) as caught:
        act(*args, **said)
    return caught.value.status, caught.value.code


def test_the_hall_asks_its_city_which_agrees_with_a_day(support):
    asked = support.ask()
    made = support.get(asked)
    assert (made.state, made.asked_path, made.matter) == ("asked", "210000/210100/", MATTER)
    assert support.told("wu") == ["support_asked"]
    assert support.clock(asked).owner_path == "210000/210100/"
    assert support.clock(asked).due_on == date(2026, 12, 8)  # ten working days

    support.agree(asked)
    made = support.get(asked)
    assert (made.state, made.promised_on, made.stages[-1].note) == ("agreed", BY, YES)
    assert support.told("wang") == ["support_agreed"]
    assert support.clock(asked) is None

    support.act("confirm", asked, by="wang")
    assert support.get(asked).state == "done"
    assert support.told("wu") == ["support_asked", "support_ended"]
    assert [event.action for event in support.acts(asked)] == [
        "ask_support",
        "agree_support",
        "confirm_support",
    ]


def test_what_one_level_cannot_give_goes_a_level_up_with_a_new_clock(support):
    asked = support.ask(by="li", window="county_hall", kind="system")
    assert support.get(asked).asked_path == "210000/210100/210181/"
    support.act("refer", asked, by="zhou", note="系统由市里统一维护。")
    assert support.get(asked).asked_path == "210000/210100/"
    assert support.clock(asked).owner_path == "210000/210100/"
    assert support.told("li") == ["support_referred"]
    assert support.told("wu") == ["support_asked"]
    assert refusal(support.agree, asked, by="zhou") == (404, "not_found")
    support.act("refer", asked, by="wu", note="要改全省系统。")
    assert refusal(support.act, "refer", asked, by="zhao", note="没有更上面了。") == (
        409,
        "nobody_above",
    )
    support.act("decline", asked, by="zhao", note="明年随系统升级一并解决。")
    assert support.get(asked).state == "declined"
    assert support.clock(asked) is None
    assert [stage.number for stage in support.get(asked).stages] == [1, 2, 3, 4]


def test_the_same_request_sent_twice_is_one_and_a_changed_one_is_refused(support, database):
    key = uuid.uuid4()
    first = support.ask(client_key=key)
    assert support.ask(client_key=key) == first
    assert refusal(support.ask, client_key=key, kind="staff") == (409, "key_reused")
    with database.reading() as session:
        assert len(rows(session, SupportRequest)) == 1
    assert support.told("wu") == ["support_asked"]


def test_two_who_answer_at_once_the_second_is_told_what_changed(support):
    asked = support.ask()
    support.agree(asked, version=1)
    with pytest.raises(Problem) as caught:
        support.act("decline", asked, by="zhao", version=1, note="没有经费。")
    assert (caught.value.status, caught.value.code) == (409, "changed_meanwhile")
    assert caught.value.fields == {"state": "agreed", "version": 2}


def test_nobody_acts_out_of_turn(support):
    asked = support.ask()
    for step, by in (("confirm", "wang"), ("confirm", "wu"), ("withdraw", "li")):
        assert refusal(support.act, step, asked, by=by)[0] in {404, 409}
    assert refusal(support.agree, asked, by="wang") == (404, "not_found")
    assert refusal(support.agree, asked, by="zheng") == (404, "not_found")
    assert refusal(support.ask, by="li", window="city_hall") == (404, "not_found")
    support.act("withdraw", asked, by="wang", note="已自行修好。")
    assert refusal(support.agree, asked) == (409, "changed_meanwhile")
    assert support.clock(asked) is None


def test_a_promise_for_yesterday_is_none_and_another_day_may_be_named(support):
    asked = support.ask()
    assert refusal(support.agree, asked, promised_on=date(2026, 11, 23)) == (422, "invalid_input")
    support.agree(asked)
    support.agree(asked, note="厂家缺货，改到年底。", promised_on=date(2026, 12, 31))
    assert support.get(asked).promised_on == date(2026, 12, 31)


def test_neither_notice_nor_audit_holds_a_word_that_was_written(support, database):
    asked = support.ask()
    support.agree(asked)
    for event in support.acts(asked):
        assert "扫描仪" not in str(event.details) + str(event.reason)
        assert "备品" not in str(event.details) + str(event.reason)
