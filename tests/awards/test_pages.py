"""The pages of nomination, without JavaScript: a form comes back as typed when it is refused."""

from datetime import date

import pytest

from service.awards.models import Candidacy, Stage
from tests.awards.ways import WAY, form
from tests.cast import csrf_of

pytestmark = pytest.mark.usefixtures("july")


def post(client, target, page, /, **fields):
    filled = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in fields.items()
        if value is not None
    }
    return client.post(target, data={**filled, "csrf_token": csrf_of(client.get(page))})


@pytest.fixture
def paper(cast, cycle):
    """The approval form as a page sends it; a statement on no condition is dropped."""
    filled = {k: v for k, v in form().items() if k != "statements"}
    ids = {"cycle_id": str(cycle.id), "window_id": str(cast.window["county_hall"].id)}
    return {**filled, **ids, "statement_1": "班子坚强，政治过硬。", "statement_x": "x"}


def test_a_head_fills_in_the_form_and_finds_it_again(sign_in, cast, cycle, paper, database):
    client = sign_in(cast.li)
    choose = client.get(f"/awards/nominate?cycle_id={cycle.id}").get_data(as_text=True)
    assert "新民市就业人才大厅" in choose
    assert "新河湾" not in choose
    page = f"/awards/nominate?cycle_id={cycle.id}&window_id={paper['window_id']}"
    blank = client.get(page).get_data(as_text=True)
    assert "使用仿宋四号字，数字统一使用阿拉伯数字" in blank
    assert 'value="024-00001234"' in blank  # what the register knows is filled in
    made = post(client, "/awards/nominate", page, **paper)
    assert made.status_code == 303, made.get_data(as_text=True)
    shown = client.get(made.location).get_data(as_text=True)
    assert "该窗口坚持为民服务" in shown
    assert "班子坚强，政治过硬。" in shown
    with database.reading() as session:
        assert session.query(Candidacy).one().form["statements"] == {"1": "班子坚强，政治过硬。"}


def test_a_refused_form_keeps_every_word(sign_in, cast, cycle, paper):
    client = sign_in(cast.li)
    page = f"/awards/nominate?cycle_id={cycle.id}&window_id={paper['window_id']}"
    refused = post(client, "/awards/nominate", page, **{**paper, "deeds": "优" * 301})
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "优" * 301 in text
    assert "主要先进事迹超过了字数限制。" in text
    assert "班子坚强，政治过硬。" in text


def test_a_draft_is_edited_and_a_stale_page_is_told(sign_in, cast, nominated, paper):
    candidacy = nominated()
    client = sign_in(cast.li)
    url = f"/awards/{candidacy.id}/edit"
    changed = {k: v for k, v in paper.items() if not k.endswith("_id")}
    assert "该窗口坚持为民服务" in client.get(url).get_data(as_text=True)
    done = post(client, url, url, **{**changed, "staff_count": 30, "version": 1})
    assert done.status_code == 303
    stale = post(client, url, url, **{**changed, "staff_count": 31, "version": 1})
    assert stale.status_code == 409
    assert 'value="31"' in stale.get_data(as_text=True)


def test_what_could_be_better_is_said_while_it_can_be_changed(sign_in, cast, nominated):
    page = f"/awards/{nominated(deeds='二十三名工作人员🙂').id}"
    text = sign_in(cast.li).get(page).get_data(as_text=True)
    for hint in ("偏短", "事迹材料要求2000字左右。", "汉字数字", "打印时以“〓”代替：🙂"):
        assert hint in text


def test_each_step_shows_its_guard_and_its_form(sign_in, cast, nominated, on):
    page = f"/awards/{nominated().id}"
    for stage in (Stage.OWNER_PUBLICITY, Stage.COUNTY_OPINION, Stage.CITY_OPINION):
        day, who, facts = WAY[stage]
        with on(*day):
            client = sign_in(getattr(cast, who))
            shown = client.get(page).get_data(as_text=True)
            assert f'name="to" value="{stage}"' in shown
            refused = post(client, f"{page}/steps", page, to=stage)
            assert refused.status_code == 422
            assert "这一项必须填写。" in refused.get_data(as_text=True)
            filled = {k: str(v).lower() if isinstance(v, bool) else v for k, v in facts.items()}
            done = post(client, f"{page}/steps", page, to=stage, **filled)
            assert done.status_code == 303, done.get_data(as_text=True)
    with on(2016, 8, 5):
        shown = sign_in(cast.zhao).get(page).get_data(as_text=True)
    assert "“市级同意推荐。”" in shown
    assert "吴市审" in shown


def test_somebody_whose_turn_it_is_not_sees_no_form(sign_in, cast, nominated):
    page = f"/awards/{nominated().id}"
    for who in ("li", "chu"):
        assert 'name="to"' not in sign_in(getattr(cast, who)).get(page).get_data(as_text=True)


def test_the_province_returns_and_the_head_withdraws(sign_in, cast, nominated, on):
    candidacy = nominated()
    page = f"/awards/{candidacy.id}"
    day, _, facts = WAY[Stage.OWNER_PUBLICITY]
    with on(*day):
        client = sign_in(cast.zhou)
        post(client, f"{page}/steps", page, to=Stage.OWNER_PUBLICITY, **facts)
        assert post(client, f"{page}/return", page).status_code == 422
        assert post(client, f"{page}/return", page, reason="请补充奖励。").status_code == 303
        head = sign_in(cast.li)
        assert "请补充奖励。" in head.get(page).get_data(as_text=True)
        assert post(head, f"{page}/withdrawal", page, reason="窗口搬迁。").status_code == 303
        assert "已撤回" in head.get(page).get_data(as_text=True)


def test_the_list_shows_the_quota_of_the_own_city_only(sign_in, cast, nominated, cycle):
    nominated("county_hall")
    nominated("changtu")
    text = sign_in(cast.wu).get(f"/awards?cycle_id={cycle.id}").get_data(as_text=True)
    assert "新民市就业人才大厅" in text
    assert "昌图" not in text
    every = sign_in(cast.zhao).get(f"/awards?cycle_id={cycle.id}&level=county")
    assert "昌图县社保大厅" in every.get_data(as_text=True)


def test_packs_are_asked_for_by_the_province_and_invisible_to_the_window(sign_in, cast, nominated):
    page = f"/awards/{nominated().id}"
    client = sign_in(cast.zhao)
    assert post(client, f"{page}/packs", page).status_code == 303
    assert "正在生成" in client.get(page).get_data(as_text=True)
    assert "证据包" not in sign_in(cast.li).get(page).get_data(as_text=True)


def test_pages_say_so_when_no_cycle_is_there(sign_in, cast):
    assert "还没有评选轮次" in sign_in(cast.zhao).get("/awards").get_data(as_text=True)


@pytest.mark.parametrize("asked", ["level=%00", "level=town", "stage=x", "cycle_id=1"])
def test_a_filter_that_does_not_exist_is_refused(sign_in, cast, cycle, asked):
    assert sign_in(cast.zhao).get(f"/awards?{asked}").status_code == 422


@pytest.mark.parametrize("bad", ["cycle_id=x", "cycle_id=", "window_id=1"])
def test_an_address_that_leads_nowhere_is_not_found(sign_in, cast, cycle, bad):
    assert sign_in(cast.li).get(f"/awards/nominate?{bad}").status_code == 404


def test_pages_are_complete_in_english(sign_in, cast, nominated, cycle):
    page = f"/awards/{nominated().id}"
    client = sign_in(cast.zhao)
    for url in (f"/awards?cycle_id={cycle.id}&lang=en", f"{page}?lang=en"):
        text = client.get(url).get_data(as_text=True)
        for word in ("办理进度", "名额", "推荐审批表", "所属单位公示", "窗口级别"):
            assert word not in text, (url, word)
