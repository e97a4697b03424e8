"""A window head reads what people said, what waits for an answer, and what inspectors saw."""

from datetime import timedelta

import pytest

from service.core.access import Role
from service.people.models import Grant
from service.windows.models import ServiceWindow
from surveys.complaints.models import ComplaintState
from surveys.visits.models import VisitState
from tests.rollups.raw import TODAY


@pytest.fixture
def read(sign_in):
    def got(who, path="/desk"):
        answer = sign_in(who).get(path)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    return got


def test_a_year_at_a_glance(cast, filled, read):
    seen = read(cast.wang)
    for words in (
        "新河湾社保经办大厅（演示）",
        "要办的事",
        "最近的期限 2026-11-25",
        "窗口没有人",
        "反映上午十点前后三号柜台没有人",
        "排队不到十分钟，比以前快多了。",
        "2026-11-02 – 2026-11-08",
        "91.2",
        "暂缓计入",
        "本系统口径 第 1 版",
    ):
        assert words in seen, words
    assert seen.count("<svg") > 3
    assert "Definitions of this system, version 1" in read(cast.wang, "/desk?lang=en")


def test_an_empty_desk_says_so_kindly(cast, raw, read):
    seen = read(cast.wang)
    assert "这段时间还没有可以显示的评价。" in seen
    assert "没有需要看的投诉。" in seen
    assert "还没有可以公布的意见。" in seen
    assert "还没有公布的检查。" in seen


def test_what_is_not_for_the_window_is_not_on_its_page(database, cast, raw, read):
    with database.transaction() as session:
        raw.complain(
            session,
            category="GIFT",
            is_grave=True,
            redacted="收受礼金",
            state=ComplaintState.ACCEPTED,
        )
        raw.complain(session, category="TABOO")  # not accepted yet
        raw.visit(session, score=4210, state=VisitState.SUBMITTED, disclosed_at=None)
        raw.rate(session, 1, day=TODAY - timedelta(days=2), comment="本周的话还不公布")
    seen = read(cast.wang)
    for secret in ("收受礼金", "说话难听", "42.1", "本周的话还不公布", "孙督查"):
        assert secret not in seen


def test_who_heads_several_windows_chooses(database, cast, raw, read):
    with database.transaction() as session:
        session.add(
            Grant(account_id=cast.wang.id, role=Role.HEAD, window_id=cast.window["changtu"].id)
        )
    first = read(cast.wang)
    assert first.count("<option") == 4
    other = cast.window["changtu"]
    assert "昌图县社保大厅（演示）</h1>" in read(cast.wang, f"/desk?window={other.id}")


def test_who_also_reviews_elsewhere_still_finds_the_own_window(database, cast, raw, read, sign_in):
    with database.transaction() as session:
        changtu = cast.unit["211224"]
        role = Role.COUNTY_REVIEWER
        session.add(Grant(account_id=cast.wang.id, role=role, org_unit_id=changtu.id))
    assert "新河湾社保经办大厅（演示）</h1>" in read(cast.wang)
    assert "返回窗口比较" not in read(cast.wang)
    foreign = read(cast.wang, f"/desk?window={cast.window['changtu'].id}")
    assert "返回窗口比较" in foreign
    assert sign_in(cast.wang).get("/province?kind=SI").status_code == 200


def test_a_head_without_a_window_finds_nothing(database, cast, raw, sign_in):
    with database.transaction() as session:
        grant = session.query(Grant).filter_by(account_id=cast.wang.id).one()
        empty = session.merge(cast.unit["210181001"])
        session.query(ServiceWindow).filter_by(id=cast.window["station"].id).update(
            {"path": "210000/elsewhere/"}
        )
        grant.window_id, grant.org_unit_id = None, empty.id
    browser = sign_in(cast.wang)
    assert browser.get("/desk", follow_redirects=True).status_code == 404


def test_three_years_can_be_asked_for_and_nothing_odd(cast, raw, sign_in, read):
    assert "近 36 个月" in read(cast.wang, "/desk?months=36")
    assert sign_in(cast.wang).get("/desk?months=7").status_code == 422
    assert sign_in(cast.wang).get("/desk?window=42").status_code == 422


def test_comments_by_api_tell_weeks_and_nothing_else(cast, filled, sign_in):
    path = f"/api/v1/windows/{cast.window['city_hall'].id}/comments"
    found = sign_in(cast.wang).get(path).get_json()
    assert len(found) == 20
    assert all(set(each) == {"first_day", "last_day", "level", "text"} for each in found)
    assert found[0]["last_day"] < "2026-11-16"
