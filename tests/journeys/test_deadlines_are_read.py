"""Whoever has terms to keep reads on a phone what is due and by which rule."""

from datetime import timedelta

import pytest

from service.core import clock
from tests.browser import axe, overflow
from tests.deadlines.conftest import Matter

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]


def test_a_head_reads_what_is_due_and_why(page, cast, database, enter):
    window = cast.window["county_hall"]
    late, running = (
        Matter(database, window, window.path, name, subject)
        for name, subject in (("low_rating.verify", "low_rating"), ("rectification.fix", "other"))
    )
    late.start(clock.now() - timedelta(days=30))
    running.start(clock.now())
    enter(page, cast.li)
    page.goto("/deadlines")
    rows = page.get_by_role("row").all_inner_texts()
    assert "已超期" in rows[1]
    assert "还剩 15 个工作日" in rows[2]
    _is_well(page)
    page.get_by_role("link", name="怎么算的").last.click()
    assert "通用期限" in page.get_by_role("main").inner_text()
    _is_well(page)
    page.get_by_role("link", name="全部期限").click()
    page.get_by_role("link", name="期限是怎么定的").click()
    assert "辽宁省差评核实和整改期限" in page.get_by_role("main").inner_text()
    _is_well(page)


def _is_well(page):
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert axe(page) == []
        assert overflow(page) == 0
