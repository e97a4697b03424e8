"""A citizen hands in a rating. What is refused comes back with everything that was typed."""

import hashlib
import json
import re
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

import wsgi
from qr import tickets
from qr.codes import with_check
from qr.models import CodeState, QrCode
from service.app import create_app
from service.core import clock
from service.core.crypto import Keyring
from service.core.ledger import LedgerLeaf, commit_to
from service.core.marks import Mark
from service.web.security import limiter
from surveys import receipt, work
from surveys.forms.operations import LIBRARY, publish
from surveys.ratings import queries
from tests.ratings.conftest import COMMENT, NOW, Phone

EVERYTHING = {"level": "5", "reasons_54": ["warm", "quick"], "comment": COMMENT}


def test_it_is_stored_and_the_receipt_is_the_answer(phone, stored, cast, counter):
    done = phone().send(**EVERYTHING)
    assert done.page.status_code == 201
    [rating] = stored()
    assert (rating.level, rating.reasons, rating.comment) == (5, ["warm", "quick"], COMMENT)
    assert rating.window_id == cast.window["city_hall"].id
    assert rating.counter_id == cast.counter["city_hall"][0].id
    assert (rating.code, rating.channel, rating.state) == (counter, "counter", "counted")
    assert (rating.received_at, rating.day) == (NOW, clock.day_of(NOW))
    assert receipt.is_shaped(done.receipt)


def test_the_receipt_is_in_no_address_and_finds_the_rating(phone, database):
    done = phone().send(**EVERYTHING)
    assert done.text.count(f"<strong>{done.receipt}</strong>") == 1
    with database.reading() as session:
        fingerprint = receipt.fingerprint(database.keys, done.receipt.lower())
        assert queries.by_receipt(session, fingerprint).comment == COMMENT
        other = receipt.fingerprint(database.keys, "0000-0000-0000-0000")
        assert queries.by_receipt(session, other) is None


def test_two_citizens_get_two_receipts(phone, counts):
    first, second = phone().send(level="5"), phone().send(level="5")
    assert first.receipt != second.receipt
    assert counts() == (2, 2)


def test_the_ledger_holds_what_was_said_and_proves_the_rest(phone, stored):
    phone().send(**EVERYTHING)
    [rating], [leaf] = stored(), stored(LedgerLeaf)
    body = json.loads(leaf.body)
    assert (leaf.kind, leaf.subject_id, leaf.day) == ("rating", rating.id, rating.day)
    assert leaf.hash == hashlib.sha256(b"\x00" + leaf.body.encode()).digest()
    form = json.loads((LIBRARY / "rating.json").read_text("utf-8"))["body"]
    assert body["public"] == {
        "form": hashlib.sha256(
            json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        ).hexdigest(),
        "level": 5,
        "reasons": ["warm", "quick"],
        "grade": "B",
        "channel": "counter",
    }
    private = {"code": rating.code, "comment": COMMENT, "received_at": NOW.isoformat()}
    assert body["private"] == commit_to(private, rating.salt)
    assert COMMENT not in leaf.body


def test_it_asks_for_the_day_to_be_recounted(phone, stored, cast):
    phone().send(level="3")
    [mark] = stored(Mark)
    assert mark.kind == work.RATING_DAY
    assert work.parse(mark.key) == (cast.window["city_hall"].id, clock.day_of(NOW))


def test_sending_the_page_again_stores_it_once(phone, counts):
    page = phone()
    sent = dict(page.hidden)
    first = page.send(**EVERYTHING).receipt
    page.hidden = sent
    assert page.send(**EVERYTHING).receipt == first
    assert page.page.status_code == 201
    assert counts() == (1, 1)


def test_hidden_ticks_of_another_level_are_not_sent(phone, stored):
    """Who changed his mind leaves boxes ticked that he no longer sees."""
    phone().send(level="5", reasons_21=["delay"], reasons_54=["quick"])
    assert stored()[0].reasons == ["quick"]


WORDS = [
    "👍🏽👨‍👩‍👧 很好",
    "零\u200b宽\u200d字符\ufeff",
    "שלום עליכם \u202eabc\u202c",
    "第一行\n第二行",
    "<script>alert(1)</script> & \"引号\" '单'",
    "㐀𠀀𪚥 e\u0301",
]


@pytest.mark.parametrize("words", WORDS)
def test_words_are_kept_as_they_are(phone, stored, words):
    done = phone().send(level="4", comment=words.replace("\n", "\r\n"))
    assert done.page.status_code == 201
    assert stored()[0].comment == words


def test_line_ends_do_not_count_twice(phone, stored):
    phone().send(level="4", comment="行\r\n" * 249 + "尾二")
    assert len(stored()[0].comment) == 500


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "请选择满意程度"),
        ({"level": "0"}, "请选择满意程度"),
        ({"level": "6"}, "请选择满意程度"),
        ({"level": "五"}, "请选择满意程度"),
        ({"level": "4.5"}, "请选择满意程度"),
        ({"level": "5", "reasons_54": ["bribed"]}, "请从给出的选项中选择"),
        ({"level": "5", "reasons_54": ["delay"]}, "请从给出的选项中选择"),
        ({"level": "5", "form": str(uuid.uuid4())}, "请从给出的选项中选择"),
        ({"level": "5", "form": "x"}, "请从给出的选项中选择"),
        ({"level": "5", "channel": "bribe"}, "请从给出的选项中选择"),
        ({"level": "5", "website": "https://spam.example"}, "没有这一项"),
        ({"level": "5", "comment": "空\x00字符"}, "无法保存的字符"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(phone, counts, typed, said):
    page = phone().send(**{"comment": COMMENT, **typed})
    assert page.page.status_code == 422
    assert said in page.text
    assert page.typed_comment == typed.get("comment", COMMENT)
    assert counts() == (0, 0)
    mended = page.send(level="5", comment=COMMENT)
    assert mended.page.status_code == 201


def test_a_comment_too_long_comes_back_whole(phone, counts):
    page = phone().send(level="2", reasons_21=["delay"], comment="长" * 501)
    assert page.page.status_code == 422
    assert "最多 500 个字" in page.text
    assert page.typed_comment == "长" * 501
    assert 'id="l2" value="2" required checked' in page.text
    assert 'value="delay" checked' in page.text
    assert counts() == (0, 0)


def test_a_page_open_too_long_asks_for_one_more_touch(phone, counts, database):
    page = phone()
    key = tickets.read(database.keys, page.hidden["ticket"], NOW).client_key
    with clock.at(NOW + timedelta(hours=2, seconds=1)):
        page.send(**EVERYTHING)
        assert page.page.status_code == 422
        assert "页面停留过久，请再点一次提交" in page.text
        assert page.typed_comment == COMMENT
        assert page.text.count(" checked") == 3
        renewed = tickets.read(database.keys, page.hidden["ticket"], clock.now())
        assert (renewed.client_key, renewed.expired) == (key, False)
        assert counts() == (0, 0)
        assert page.send(**EVERYTHING).page.status_code == 201


@pytest.mark.parametrize("forged", ["", "x", "ABCD234V.00.00.sig", "票"])
def test_a_forged_ticket_is_refused_and_the_words_stay(phone, counts, forged):
    page = phone()
    page.hidden["ticket"] = forged
    page.send(**EVERYTHING)
    assert page.page.status_code == 422
    assert page.typed_comment == COMMENT
    assert counts() == (0, 0)
    assert page.send(**EVERYTHING).page.status_code == 201, "the new page has a genuine one"


def test_a_ticket_of_another_installation_is_forged(phone, counter):
    page = phone()
    page.hidden["ticket"] = tickets.issue(Keyring.generate(), counter, NOW)
    assert page.send(level="5").page.status_code == 422


def test_the_same_page_with_other_content_keeps_the_first(phone, stored):
    page = phone()
    sent = dict(page.hidden)
    first = page.send(level="5").receipt
    page.hidden = sent
    page.send(level="1", comment=COMMENT)
    assert page.page.status_code == 409
    assert page.receipt == first
    assert page.typed_comment == COMMENT, "it can be copied"
    assert [rating.level for rating in stored()] == [5]


def test_a_code_revoked_meanwhile_takes_no_rating_and_the_words_stay(phone, database, counts):
    page = phone()
    with database.transaction() as session:
        session.get(QrCode, page.code).state = CodeState.REVOKED
    page.send(**EVERYTHING)
    assert page.page.status_code == 410
    assert page.typed_comment == COMMENT
    assert counts() == (0, 0)


def test_a_code_replaced_meanwhile_still_knows_its_page(phone, database, cast, counts):
    page = phone()
    sent = dict(page.hidden)
    first = page.send(**EVERYTHING).receipt
    with database.transaction() as session:
        old = session.get(QrCode, page.code)
        session.add(
            QrCode(
                code=with_check("1111111"),
                window_id=old.window_id,
                counter_id=cast.counter["city_hall"][1].id,
                state=CodeState.POSTED,
                created_at=NOW,
            )
        )
        session.flush()
        old.state, old.replaced_by = CodeState.REPLACED, with_check("1111111")
    page.hidden = sent
    assert page.send(**EVERYTHING).receipt == first
    assert counts() == (1, 1)


@pytest.mark.parametrize("code", ["ABCD234A", "00000000"])
def test_words_sent_to_an_address_that_leads_nowhere_are_given_back(phone, counts, code):
    page = phone()
    page.code, page.hidden = code, {}
    page.send(**EVERYTHING)
    assert page.page.status_code == 404
    assert page.typed_comment == COMMENT
    assert 'name="code"' in page.text
    assert counts() == (0, 0)


def test_the_receipt_gets_into_no_link_even_when_asked_to(phone):
    done = phone(query="?x=%E2%96%A1%E2%96%A1%E2%96%A1%E2%96%A1").send(**EVERYTHING)
    assert not [link for link in re.findall(r'href="([^"]+)"', done.text) if done.receipt in link]


def test_an_answer_belongs_to_the_version_that_was_shown(phone, stored, database):
    page = phone()
    library = json.loads((LIBRARY / "rating.json").read_text("utf-8"))
    body = library["body"]
    body["groups"][0]["reasons"] = body["groups"][0]["reasons"][1:]
    with database.transaction() as session:
        publish(session, key="rating", kind="rating", body=body, scored_from=NOW.date(), now=NOW)
    assert page.send(level="5", reasons_54=["warm"]).page.status_code == 201
    assert phone().send(level="5", reasons_54=["skilled"]).page.status_code == 201
    old, new = sorted(stored(), key=lambda rating: rating.reasons, reverse=True)
    assert (old.reasons, new.reasons) == (["warm"], ["skilled"])
    assert old.form_version_id != new.form_version_id


def test_too_many_at_once_are_asked_to_wait_with_their_words(settings, counter, counts):
    app = create_app(replace(settings, intake_limit=2), wsgi.ROOMS)
    with app.app_context():
        limiter.reset()
    phones = [Phone(app.test_client(use_cookies=False), counter) for _ in range(3)]
    answers = [each.send(**EVERYTHING).page for each in phones]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[2].headers["Retry-After"]
    assert phones[2].typed_comment == COMMENT
    assert counts() == (2, 2)
    app.extensions["database"].dispose()


def test_nothing_about_a_person_is_stored(phone, stored):
    page = phone()
    page.client.post(
        f"/q/{page.code}",
        data={**page.hidden, "level": "5"},
        headers={"User-Agent": "MicroMessenger/8.0 Pixel"},
        environ_base={"REMOTE_ADDR": "203.0.113.77"},
    )
    [rating] = stored()
    assert len(rating.device) == 16
    row = {column.name: getattr(rating, column.name) for column in rating.__table__.columns}
    assert "203.0.113" not in repr(row)
    assert "Pixel" not in repr(row)


def test_a_database_read_shows_no_receipt(phone, database):
    done = phone().send(level="5")
    with database.reading() as session:
        rows = session.execute(select(queries.Rating.__table__)).all()
    assert done.receipt.replace("-", "") not in repr(rows)
