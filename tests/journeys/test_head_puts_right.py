"""A head hands in proof with a photo on a phone; a reviewer looks again and closes."""

import pytest

from service.core import clock
from tests.browser import axe, overflow, small_targets
from tests.complaints.conftest import photo
from tests.rectifications.conftest import ISSUE, PROOF, SEEN, Rectifications

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
