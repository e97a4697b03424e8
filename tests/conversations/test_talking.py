"""A citizen without a name and the handler write to each other; nobody else reads it."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text as sql

from service.core.audit import AuditEvent
from service.core.ledger import LedgerLeaf, commit_to
from service.core.problems import Problem
from service.notices.models import Notice
from surveys.complaints.models import Complaint
from surveys.conversations import operations
from surveys.conversations.models import Message
from tests.complaints.conftest import NOW

SECRET = "我叫演示人，电话 024-00001234，当天穿红衣服。"
QUESTION = "请补一张叫号小票的照片。"


def told(talk):
    return talk.complaints.read(Notice, Notice.kind == "citizen_wrote")


def acts(talk):
    """Return what staff did to the case, in order."""
    done = talk.complaints.read(AuditEvent, AuditEvent.subject_id == str(talk.complaint.id))
    return [event.action for event in done if event.actor_id]


def test_words_go_both_ways(talk):
    talk.office(QUESTION)
    talk.citizen("小票在这里。")
    assert talk.all() == [("office", QUESTION), ("citizen", "小票在这里。")]


def test_the_handler_is_told_that_there_is_something_and_not_what(talk, cast):
    talk.citizen(SECRET)
    (notice,) = told(talk)
    assert notice.account_id == cast.chen.id
    assert SECRET not in json.dumps(notice.values, ensure_ascii=False)
    assert notice.subject_id == talk.complaint.id


def test_words_lie_sealed_in_the_database(talk, database):
    talk.citizen(SECRET)
    with database.reading() as session:
        for table in ("complaint_message", "audit_event", "ledger_leaf", "notice", "mark"):
            rows = session.execute(sql(f"select * from {table}")).all()
            assert SECRET not in str(rows)
            assert SECRET.encode() not in str(rows).encode()


def test_each_message_is_proved_by_a_leaf_that_says_nothing(talk):
    talk.office(QUESTION)
    message = talk.citizen(SECRET)
    leaves = talk.complaints.read(LedgerLeaf, LedgerLeaf.kind == "message")
    bodies = sorted((json.loads(leaf.body) for leaf in leaves), key=lambda b: b["public"]["number"])
    assert [body["public"] for body in bodies] == [{"number": 1}, {"number": 2}]
    (complaint,) = talk.complaints.read(Complaint)
    private = {"speaker": "citizen", "text": SECRET, "photos": []}
    assert bodies[1]["private"] == commit_to(private, complaint.salt)
    assert message.number == 2


def test_sending_twice_stores_once(talk):
    key = uuid.uuid4()
    assert talk.citizen("一样的话", key=key).id == talk.citizen("一样的话", key=key).id
    talk.office(QUESTION, key=(other := uuid.uuid4()))
    talk.office(QUESTION, key=other)
    assert len(talk.all()) == 2
    assert len(told(talk)) == 1


def test_other_words_under_the_same_key_are_refused(talk):
    key = uuid.uuid4()
    talk.citizen("一样的话", key=key)
    with pytest.raises(Problem) as refused:
        talk.citizen("别的话", key=key)
    assert refused.value.code == "key_reused"
    with pytest.raises(Problem) as refused:
        talk.office("一样的话", key=key)
    assert refused.value.code == "key_reused"
    assert len(talk.all()) == 1


def test_many_at_once_lose_nothing(talk):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: talk.citizen(f"第 {n} 条"), range(6)))
    assert sorted(words for _, words in talk.all()) == [f"第 {n} 条" for n in range(6)]


def test_one_form_pressed_many_times_at_once_is_one_message(talk):
    key = uuid.uuid4()
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: talk.citizen("急", key=key).id, range(6)))
    assert len(set(made)) == 1
    assert len(talk.all()) == 1


def test_unread_until_the_handler_says_so_or_answers(talk):
    talk.citizen("一")
    talk.citizen("二")
    assert talk.unread() == 2
    talk.read(up_to=1)
    assert talk.unread() == 1
    talk.office(QUESTION)
    assert talk.unread() == 0
    assert acts(talk) == ["read_messages", "write_to_citizen"]


def test_reading_twice_is_recorded_once(talk):
    talk.citizen("一")
    talk.read()
    talk.read()
    assert acts(talk) == ["read_messages"]


def test_the_citizen_has_seen_it_once_he_looked(talk, database):
    talk.office(QUESTION)
    for new in (1, 0):
        with database.transaction() as session:
            complaint = session.get_one(Complaint, talk.complaint.id)
            assert operations.seen_by_citizen(session, complaint=complaint, now=NOW) == new
    assert talk.complaints.read(Message)[0].read_at == NOW


def test_when_it_is_over_nobody_writes(talk):
    talk.end()
    for write in (talk.citizen, talk.office):
        with pytest.raises(Problem) as refused:
            write("还有一句")
        assert refused.value.code == "conversation_over"


def test_ten_without_an_answer_are_enough_and_an_answer_opens_it_again(talk):
    for n in range(operations.MOST_UNANSWERED):
        talk.citizen(f"第 {n} 条")
    with pytest.raises(Problem) as refused:
        talk.citizen("再来一条")
    assert refused.value.code == "wait_for_answer"
    talk.office("都看到了，正在查。")
    talk.citizen("好的")


@pytest.mark.parametrize(
    "name", ["wang", "li", "zhou", "wu", "feng", "zhao", "chu", "wei", "sun", "zheng"]
)
def test_only_the_handler_writes_and_marks(talk, cast, name):
    talk.citizen("一")
    for act in (lambda who: talk.office(QUESTION, by=who), lambda who: talk.read(by=who)):
        with pytest.raises(Problem) as refused:
            act(getattr(cast, name))
        assert refused.value.status == 404
    assert talk.unread() == 1
