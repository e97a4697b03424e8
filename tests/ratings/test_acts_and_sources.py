"""Where ratings come from besides a scan: service acts, other days, terminals, slips, bad hands."""

import re
import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from service.core import clock
from service.core.audit import AuditEvent
from service.people.operations import make_token
from service.people.queries import actor as actor_of
from service.web.pages import gzipped
from surveys import work
from surveys.forms.operations import load_library
from surveys.ratings import draft, operations
from surveys.ratings.draft import Answer, Source
from surveys.ratings.models import RatingRuling
from surveys.ratings.reception import Reception
from surveys.rollups import operations as rollups
from surveys.rollups import queries as figures
from tests.cast import csrf_of
from tests.ratings.conftest import NOW, Phone

LIMIT = 6 * 1024


def test_the_fuller_page_is_still_small_and_calm(phone):
    page = phone()
    assert gzipped(page.text) <= LIMIT
    assert "<details>" in page.text, "dimensions are folded away"
    assert not re.search(r"<option[^>]*value=\"[1-5]\" selected", page.text), "nothing is preset"
    assert "我要提建议" in page.text


def test_dimensions_may_be_given_or_left_out(phone, stored):
    phone().send(level="4", dimension_attitude="5", dimension_told_once="2")
    assert stored()[0].dimensions == {"attitude": 5, "told_once": 2}
    phone().send(level="4")
    assert [row.dimensions for row in stored() if row.dimensions is None] == [None]


@pytest.mark.parametrize("wrong", [{"dimension_attitude": "6"}, {"dimension_luck": "3"}])
def test_dimensions_that_the_form_does_not_have_are_refused(phone, stored, wrong):
    assert phone().send(level="4", **wrong).page.status_code == 422
    assert stored() == []


def test_who_was_asked_for_a_good_rating_says_so_with_one_touch(phone, stored, database):
    phone().send(level="5", was_asked="1")
    [rating] = stored()
    assert rating.was_asked is True
    with database.transaction() as session:
        rollups.rebuild_day(session, rating.window_id, rating.day)
    with database.reading() as session:
        [cell] = figures.cells(session, rating.window_id, rating.day, rating.day)
    assert cell.figures.asked == 1


def test_a_rating_is_added_within_five_working_days(phone, stored):
    page = phone()
    tuesday_before = date(2026, 11, 17)
    assert f'value="{tuesday_before}"' in page.text, "five working days ago"
    assert page.send(level="4", service_date=str(tuesday_before)).page.status_code == 201
    [rating] = stored()
    assert (rating.service_date, rating.day) == (tuesday_before, clock.day_of(NOW))


@pytest.mark.parametrize("day", ["2026-11-13", "2026-11-25", "1999-01-01"])
def test_not_later_and_not_before(phone, stored, day):
    assert phone().send(level="4", service_date=day).page.status_code == 422
    assert stored() == []


def test_a_week_of_holidays_does_not_use_up_the_term(database, cast, app):
    with database.transaction() as session:
        load_library(session, now=NOW)
    code = cast.post_code()
    with clock.at(NOW.replace(month=10, day=9, hour=2)):
        page = Phone(app.test_client(use_cookies=False), code)
    assert 'value="2026-09-30"' in page.text


@pytest.fixture
def queue_system(database, cast, app):
    """The queue system of the city, with a machine's token of the provincial office."""
    with database.transaction() as session:
        actor = actor_of(session, cast.zhao.id)
        until = NOW + timedelta(days=30)
        _, token = make_token(session, actor=actor, now=NOW, name="叫号系统", expires_at=until)
    client, bearer = app.test_client(), {"Authorization": f"Bearer {token}"}

    def vouch(code, act="A-0001"):
        return client.post("/api/v1/act-tickets", json={"code": code, "act": act}, headers=bearer)

    return vouch


def test_a_vouched_service_act_is_grade_a_and_rated_once(queue_system, counter, app, stored):
    told = queue_system(counter).get_json()
    assert told["url"].endswith(f"/q/{counter}?act={told['token']}")
    assert told["last_day"] == "2026-12-01"
    assert "A-0001" not in told["url"]
    assert told["qr_svg"].startswith("<svg")
    query = f"?act={told['token']}"
    first = Phone(app.test_client(use_cookies=False), counter, query)
    second = Phone(app.test_client(use_cookies=False), counter, query)
    assert first.send(level="2").page.status_code == 201
    again = second.send(level="5", comment="又来")
    assert again.page.status_code == 409
    assert "已评价" in again.text
    assert "<strong>" not in again.text, "the receipt is not told"
    assert "又来" in again.text, "the words can be copied"
    [rating] = stored()
    assert (rating.grade, rating.level) == ("A", 2)
    late = Phone(app.test_client(use_cookies=False), counter, query)
    assert (late.page.status_code, "已评价" in late.text) == (200, True)


def test_the_same_form_twice_is_the_same_rating_also_for_an_act(queue_system, counter, app, stored):
    query = f"?act={queue_system(counter).get_json()['token']}"
    phone = Phone(app.test_client(use_cookies=False), counter, query)
    hidden = phone.hidden
    receipt = phone.send(level="5").receipt
    phone.hidden = hidden
    assert phone.send(level="5").receipt == receipt
    assert len(stored()) == 1


def test_a_forged_or_foreign_act_is_told_and_the_rating_taken_without_it(
    queue_system, counter, cast, app, stored
):
    foreign = queue_system(cast.post_code("county_hall")).get_json()["token"]
    for token in (foreign, "nonsense"):
        page = Phone(app.test_client(use_cookies=False), counter, f"?act={token}")
        assert "办件凭据不完整" in page.text
        assert page.send(level="5").page.status_code == 201
    assert {rating.grade for rating in stored()} <= {"B", "C"}


def test_an_act_is_over_after_the_term(queue_system, counter, app, stored):
    query = f"?act={queue_system(counter).get_json()['token']}"
    with clock.at(NOW + timedelta(days=8)):
        page = Phone(app.test_client(use_cookies=False), counter, query)
    assert "评价期已经过了" in page.text


def test_a_window_cannot_vouch_for_itself(database, cast, counter, sign_in):
    client = sign_in(cast.wang)
    csrf = csrf_of(client.get("/account"))
    answer = client.post(
        "/api/v1/act-tickets",
        json={"code": counter, "act": "1"},
        headers={"X-CSRFToken": csrf},
    )
    assert answer.status_code == 404


def test_staff_who_rate_their_own_counter_are_thanked_and_not_counted(
    counter, cast, sign_in, stored
):
    page = Phone(sign_in(cast.wang), counter)
    assert page.send(level="5").page.status_code == 201
    assert page.receipt
    [rating] = stored()
    assert (rating.state, rating.signal) == ("excluded", "staff")
    elsewhere = Phone(sign_in(cast.li), counter)
    elsewhere.send(level="5")
    assert sorted(row.state for row in stored()) == ["counted", "excluded"]


@pytest.fixture
def burst(phone, stored):
    """Fourteen good ratings from one phone."""
    for _ in range(14):
        assert phone().send(level="5").page.status_code == 201
    return stored()


def test_a_burst_from_one_phone_is_answered_and_held(burst):
    states = [row.state for row in burst]
    assert (states.count("counted"), states.count("held")) == (10, 4)
    assert {row.signal for row in burst if row.state == "held"} == {"burst"}


def test_two_people_decide_about_held_ratings(burst, cast, sign_in, stored, database):
    window = cast.window["city_hall"]
    first, second = sign_in(cast.wu), sign_in(cast.zhao)
    page = first.get("/held-ratings")
    assert window.full_name in page.get_data(as_text=True)
    sent = {
        "csrf_token": csrf_of(page),
        "window_id": window.id,
        "day": "2026-11-24",
        "signal": "burst",
        "ruling": "exclude",
        "reason": "同一台手机在十分钟内连续提交。",
    }
    assert first.post("/held-ratings/rulings", data=sent).status_code == 303
    assert first.post("/held-ratings/rulings", data=sent).status_code == 409
    with database.reading() as session:
        ruling = session.scalar(select(RatingRuling))
    alone = {"csrf_token": csrf_of(first.get("/account")), "agreed": "true"}
    address = f"/held-ratings/rulings/{ruling.id}"
    assert first.post(address, data=alone).status_code == 403
    agreed = {"csrf_token": csrf_of(second.get("/held-ratings")), "agreed": "true"}
    assert second.post(address, data=agreed).status_code == 303
    assert second.post(address, data=agreed).status_code == 409
    assert sorted(row.state for row in stored()).count("excluded") == 4
    with database.reading() as session:
        acts = set(session.scalars(select(AuditEvent.action)))
    assert {"propose_ruling", "decide_ruling"} <= acts


def test_without_agreement_they_stay_held(burst, cast, sign_in, stored):
    window = cast.window["city_hall"]
    first, second = sign_in(cast.feng), sign_in(cast.qian)
    headers = {"X-CSRFToken": csrf_of(first.get("/account"))}
    body = {
        "window_id": str(window.id),
        "day": "2026-11-24",
        "signal": "burst",
        "ruling": "count",
        "reason": "那天有一批人集体来办。",
    }
    made = first.post("/api/v1/held-ratings/rulings", json=body, headers=headers).get_json()
    headers = {"X-CSRFToken": csrf_of(second.get("/account"))}
    address = f"/api/v1/held-ratings/rulings/{made['id']}/decision"
    assert second.post(address, json={"agreed": False}, headers=headers).status_code == 200
    assert [row.state for row in stored()].count("held") == 4
    [heap] = second.get("/api/v1/held-ratings").get_json()
    assert (heap["ratings"], heap["ruling"]) == (4, None)


def test_a_kiosk_serves_one_after_the_other(client, counter, stored):
    page = client.get(f"/kiosk/{counter}")
    text = page.get_data(as_text=True)
    assert page.headers["Refresh"] == f"120; url=/kiosk/{counter}"
    assert "<script" not in text
    assert "我要投诉" not in text
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', text))
    thanks = client.post(f"/kiosk/{counter}", data={**hidden, "level": "4"})
    assert (thanks.status_code, thanks.headers["Refresh"]) == (201, f"8; url=/kiosk/{counter}")
    [rating] = stored()
    assert (rating.channel, rating.grade) == ("kiosk", "C")
    refused = client.post(f"/kiosk/{counter}", data=hidden)
    assert refused.status_code == 422
    assert "Refresh" in refused.headers


def test_a_link_says_which_way_somebody_came(phone, counter, stored):
    phone(query="?channel=web").send(level="4")
    phone(query="?channel=paper").send(level="4")
    assert sorted(row.channel for row in stored()) == ["counter", "web"]


def test_a_clerk_enters_slips(counter, cast, sign_in, stored, database):
    clerk = sign_in(cast.feng)
    page = clerk.get("/rating-batches")
    sent = {
        "csrf_token": csrf_of(page),
        "window": "210100-SI-01",
        "number": "2026-11-甲",
        "channel": "paper",
        "collected_on": "2026-11-20",
        "slips": "2",
    }
    opened = clerk.post("/rating-batches", data=sent)
    assert opened.status_code == 303
    where = opened.headers["Location"]
    assert clerk.post("/rating-batches", data=sent).headers["Location"] == where
    assert clerk.post("/rating-batches", data={**sent, "slips": "9"}).status_code == 409
    for level in ("5", "2"):
        page = clerk.get(where)
        hidden = re.findall(r'name="(client_key|csrf_token)" value="([^"]+)"', page.text)
        slip = {**dict(hidden), "level": level, "reasons-21": "delay", "comment": "等得久"}
        assert clerk.post(where, data=slip).status_code == 303
        assert clerk.post(where, data=slip).status_code == 303, "sent twice, stored once"
    assert "这一批已经录完" in clerk.get(where).text
    rows = stored()
    assert {(row.channel, row.grade, row.service_date) for row in rows} == {
        ("paper", "C", date(2026, 11, 20))
    }
    assert [row.reasons for row in rows if row.level == 2] == [["delay"]]
    with database.reading() as session:
        done = session.scalars(select(AuditEvent).where(AuditEvent.action == "enter_ratings")).all()
    assert [event.actor_id for event in done] == [cast.feng.id] * 2
    assert "等得久" not in str([event.details for event in done])


def test_slips_by_program_count_apart_and_no_more_than_there_are(
    counter, cast, sign_in, stored, database
):
    clerk = sign_in(cast.chen)
    headers = {"X-CSRFToken": csrf_of(clerk.get("/account"))}
    head = {
        "window": "211224-SI-01",
        "number": "电话 11 月",
        "channel": "phone",
        "collected_on": "2026-11-23",
        "slips": 2,
    }
    made = clerk.post("/api/v1/rating-batches", json=head, headers=headers).get_json()
    address = f"/api/v1/rating-batches/{made['id']}/slips"
    slips = [{"client_key": str(uuid.uuid4()), "level": n} for n in (4, 5)]
    told = clerk.post(address, json={"slips": slips}, headers=headers).get_json()
    assert told["entered"] == 2
    assert clerk.post(address, json={"slips": slips}, headers=headers).get_json()["entered"] == 2
    third = [{"client_key": str(uuid.uuid4()), "level": 1}]
    assert clerk.post(address, json={"slips": third}, headers=headers).status_code == 422
    assert len(stored()) == 2
    [window] = {row.window_id for row in stored()}
    with database.transaction() as session:
        rollups.do_rating_day(session, work.key(window, clock.day_of(NOW)), NOW)
    with database.reading() as session:
        cells = figures.cells(session, window, clock.day_of(NOW), clock.day_of(NOW))
    [cell] = cells
    assert {name: each.n for name, each in cell.figures.by_channel.items()} == {
        "counter": 0,
        "phone": 2,
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("👍🏽👨‍👩‍👧", "👍🏽👨‍👩‍👧"), ("\u200b\u2060\ufeff ", None), ("好\u202e坏", "好\u202e坏")],
)
def test_emoji_and_signs_that_cannot_be_seen(phone, stored, typed, kept):
    assert phone().send(level="5", comment=typed).page.status_code == 201
    assert stored()[0].comment == kept


def test_the_province_may_word_the_five_levels_its_own_way(database, counter):
    sheet = Reception(database, "rating.plain").place(counter).sheet
    assert sheet.scale("zh")[0] == (5, "很好")
    assert [level for level, _ in sheet.scale("zh")] == [5, 4, 3, 2, 1]
    assert sheet.dimensions, "all else is as in the usual form"


def test_two_who_send_the_same_act_at_one_moment_give_one_rating(database, place, stored):
    act = uuid.uuid4()
    drafts = [
        draft.make(
            database.keys,
            place,
            Answer(level),
            client_key=uuid.uuid4(),
            source=Source(uuid.uuid4().bytes, act),
            now=NOW,
        )
        for level in (5, 1)
    ]
    with database.batch() as connection:
        outcomes = operations.store(connection, drafts)
    assert sorted(each.name for each in outcomes) == ["RATED", "STORED"]
    assert len(stored()) == 1


def test_the_window_is_never_told_who_was_asked_for_a_good_rating(
    phone, cast, sign_in, database, stored
):
    for _ in range(6):
        phone().send(level="5", was_asked="1", dimension_attitude="5")
    [window] = {row.window_id for row in stored()}
    with database.transaction() as session:
        rollups.rebuild_day(session, window, clock.day_of(NOW))
    address = f"/api/v1/windows/{window}/figures"
    with clock.at(NOW + timedelta(days=1)):
        told = sign_in(cast.wang).get(address).get_json()
        above = sign_in(cast.wu).get(address).get_json()
        page = sign_in(cast.wang).get("/desk").text
    assert (told["asked"], told["channels"]) == (None, None)
    assert above["asked"] == 6
    assert "要求打好评" not in page
