"""A head hands in proof with a photo on a phone; a reviewer looks again; too late goes up once."""

from datetime import timedelta

import pytest

from service.core import clock
from service.notices.models import Notice
from tests.browser import axe, overflow, small_targets
from tests.cast import rows
from tests.complaints.conftest import photo
from tests.rectifications.conftest import ISSUE, PROOF, SEEN, Rectifications
from workers.drain import drain

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]


@pytest.fixture
def rectifications(database, cast):
    return Rectifications(database, cast)


def sound(page):
    assert axe(page) == []
    assert overflow(page) == 0
    assert small_targets(page) == []


def test_from_proof_with_a_photo_to_the_check(page, enter, rectifications, cast):
    page.set_viewport_size({"width": 390, "height": 844})
    made_id = rectifications.open(now=clock.now())
    enter(page, cast.wang)
    page.goto("/rectifications")
    sound(page)
    page.get_by_role("link", name=ISSUE).click()
    page.locator("#proof").fill(PROOF)
    picture = {"name": "counter.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.locator("#photo").set_input_files(picture)
    sound(page)
    page.get_by_role("button", name="提交，请人复查").click()
    page.get_by_text("待复查").wait_for()
    assert page.locator(".shots img").count() == 1
    assert page.get_by_role("button", name="复查通过，销号").count() == 0
    enter(page, cast.wu)
    page.goto(f"/rectifications/{made_id}?lang=en")
    page.locator("#note").fill(SEEN)
    sound(page)
    page.get_by_role("button", name="Checked: put right").click()
    page.get_by_text("Put right", exact=True).first.wait_for()
    sound(page)
    assert rectifications.get(made_id).state == "closed"


def test_too_late_goes_one_level_up_once_and_can_still_be_put_right(
    page, enter, rectifications, cast, database
):
    page.set_viewport_size({"width": 390, "height": 844})
    made_id = rectifications.open(now=clock.now() - timedelta(days=60))
    for _ in range(3):  # however often the worker looks
        drain(database)
    with database.reading() as session:
        told = rows(session, Notice, Notice.kind == "escalated")
        assert {each.account_id for each in told} == {cast.wu.id, cast.feng.id}
    assert len(told) == 2  # once each
    enter(page, cast.wu)
    page.goto("/notices?lang=zh")
    page.get_by_role("button", name="下级有一项工作超期，已上报给您").first.wait_for()
    sound(page)
    page.goto("/rectifications?overdue=true")
    sound(page)
    page.get_by_role("link", name=ISSUE).click()
    page.get_by_text("已经逾期，并已上报上一级。").wait_for()
    sound(page)
    enter(page, cast.wang)
    page.goto(f"/rectifications/{made_id}")
    page.locator("#proof").fill(PROOF)
    page.get_by_role("button", name="提交，请人复查").click()
    page.get_by_text("待复查").wait_for()
    sound(page)
    assert rectifications.get(made_id).state == "submitted"
