"""A window is put forward, climbs level by level, and the province pulls its evidence pack."""

import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest

from service.awards import cycles
from service.core import clock
from tests.browser import axe, overflow, small_targets
from tests.evidence_pack.conftest import lived, raw, year
from tests.rollups.raw import TODAY
from workers import drain

__all__ = ["lived", "raw", "year"]
pytestmark = [pytest.mark.browser, pytest.mark.one_backend]

WINDOW = "新河湾社保经办大厅（演示）"
WORDS = {
    "zh": {
        "door": "评选推荐",
        "nominate": "推荐窗口",
        "next": "下一步",
        "send": "提出推荐",
        "record": "登记",
        "build": "生成证据包",
        "download": "下载",
    },
    "en": {
        "door": "Awards",
        "nominate": "Nominate a window",
        "next": "Next step",
        "send": "Nominate",
        "record": "Record",
        "build": "Build an evidence pack",
        "download": "Download",
    },
}


def ago(days):
    return (TODAY - timedelta(days=days)).isoformat()


def sound(page):
    assert axe(page) == []
    assert overflow(page) == 0
    assert small_targets(page) == []


@pytest.fixture(params=["zh", "en"])
def desk(request, page, enter, cast, database, lived):
    """The page of whoever sits down: ``desk("wu")`` opens the candidacy as a city reviewer."""
    with database.transaction() as session:
        cycles.load_library(session, now=clock.now())

    def sat_down(name):
        enter(page, getattr(cast, name))
        page.goto(sat_down.url or f"/?lang={request.param}")
        return page

    sat_down.url, sat_down.words = None, WORDS[request.param]
    return sat_down


def press(page, what):
    """Press a link or button and wait for the page it leads to."""
    with page.expect_navigation():
        what.click()
    sound(page)


def record(desk, name, *, chosen=(), **typed):
    """Take the next step as somebody: choose pills, type into fields, send."""
    page = desk(name)
    card = page.locator("#step")
    for field, value in chosen:
        card.locator(f"label:has(input[name={field}][value={value}])").click()
    for field, value in typed.items():
        card.locator(f"#{field}").fill(value)
    sound(page)
    press(page, card.get_by_role("button", name=desk.words["record"]))
    return page


def nominate(desk):
    page, words = desk("wang"), desk.words
    press(page, page.get_by_role("link", name=words["door"]).first)
    press(page, page.get_by_role("link", name=words["nominate"]))
    press(page, page.get_by_role("button", name=words["next"]))
    assert page.locator("#head_name").input_value() == "王某某"
    page.locator("#deeds").fill("优" * 301)
    press(page, page.get_by_role("button", name=words["send"]))
    assert page.locator("#deeds-error").is_visible()
    assert page.locator("#deeds").input_value() == "优" * 301
    page.locator("#deeds").fill("该窗口坚持为民服务，群众满意。")
    page.locator("#statement_1").fill("窗口党支部坚持每月学习。")
    press(page, page.get_by_role("button", name=words["send"]))
    assert page.locator("ol.steps").is_visible()
    desk.url = page.url


def climb(desk):
    """From the notice of the owner to the decision of the party group, each by who is due."""
    agreed = [("agree", "true"), ("seal", "affixed")]
    clear = [("v1", "none"), ("v2", "none"), ("v3", "none")]
    quiet = [("objection", "none")]
    told = {"url": "https://rsj.example.cn/1", "phone": "024-00000001"}
    page = record(desk, "wu", chosen=quiet, starts_on=ago(40), ends_on=ago(39), **told)
    assert page.locator("#ends_on-error").is_visible()  # five working days, not two
    record(desk, "wu", chosen=quiet, starts_on=ago(40), ends_on=ago(26), **told)
    record(desk, "wu", chosen=agreed + clear, on=ago(25), text="经公示无异议，同意推荐。", rank="1")
    record(desk, "zhao", chosen=[("complete", "true"), *clear])
    page = record(desk, "zhao")
    assert page.locator("#step [role=alert]").is_visible()  # the panel is somebody else
    record(desk, "qian")
    record(desk, "zhao", chosen=quiet, starts_on=ago(24), ends_on=ago(10), **told)
    decision = {"on": ago(9), "document": "厅党组纪要〔2026〕9号", "text": "同意推荐。"}
    reason = "本轮仅有一个推荐对象。"
    record(desk, "zhao", chosen=agreed, deviation_reason=reason, **decision)


def test_the_province_pulls_a_pack_that_checks(desk, database, tmp_path):
    nominate(desk)
    climb(desk)
    page = desk("zhao")
    press(page, page.get_by_role("button", name=desk.words["build"]))
    assert drain.drain(database) > 0
    page.reload()
    sound(page)
    with page.expect_download() as waited:
        page.get_by_role("link", name=desk.words["download"]).click()
    waited.value.save_as(tmp_path / "pack.zip")
    assert WINDOW in waited.value.suggested_filename
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        pack.extractall(tmp_path / "unpacked")
    checked = subprocess.run(
        [sys.executable, "-I", "verify.py"],
        cwd=tmp_path / "unpacked",
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    assert "全部通过" in checked.stdout
    page = record(desk, "zhao", chosen=[("sealed", "true")], on=ago(2), copies="8")
    page = record(desk, "zhao", chosen=[("to", "awarded")], on=ago(1), document="人社部函1号")
    assert page.locator("#step").count() == 0


def test_the_head_sees_the_way_up_and_nothing_of_the_pack(desk, cast):
    nominate(desk)
    page = desk("wang")
    assert page.locator("#step").count() == 0
    assert page.locator("#packs").count() == 0
    assert page.locator("ol.steps .now").count() == 1
