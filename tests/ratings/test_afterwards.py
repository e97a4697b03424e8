"""What a citizen takes home, and what becomes of a hundred ratings from one phone."""

import re
from collections import Counter

import pytest

from service.core import clock
from service.web.pages import gzipped
from surveys.ratings.queries import original_comments, released
from tests.ratings.conftest import COMMENT, NOW
from tests.ratings.test_rating_page import LIMIT


@pytest.mark.parametrize("level", ["5", "1"])
@pytest.mark.parametrize("query", ["", "?lang=en&fs=l"])
def test_the_receipt_can_be_kept_as_a_picture_or_on_the_phone(phone, level, query):
    done = phone(query=query).send(level=level)
    assert gzipped(done.text) <= LIMIT
    assert re.findall(r'<script src="([^"]+)"', done.text) == [
        re.search(r'"(/static/receipts[^"]*\.js[^"]*)"', done.text)[1]
    ]
    assert "script-src 'self'" in done.page.headers["Content-Security-Policy"]
    kept = re.search(r'data-receipt="([^"]+)" data-window="([^"]+)" data-day="([^"]+)"', done.text)
    assert kept.groups() == (done.receipt, "新河湾社保经办大厅（演示）", "2026-11-24")
    card = done.client.post("/r/card", data={"receipt": done.receipt})
    assert card.status_code == 200
    assert "data:image/png;base64," in card.text


def test_the_next_citizen_and_the_next_day_get_their_own(phone):
    first, second = phone().send(level="5"), phone().send(level="5")
    assert first.receipt != second.receipt
    assert first.receipt not in second.text
    with clock.at(NOW.replace(day=25)):
        assert 'data-day="2026-11-25"' in phone().send(level="5").text


def test_a_hundred_ratings_from_one_phone_are_thanked_for_and_held(phone, stored, database, cast):
    for _ in range(100):
        done = phone().send(level="1", comment=COMMENT)
        assert done.page.status_code == 201
        assert "谢谢您的评价" in done.text
    found = stored()
    assert Counter(each.state for each in found) == {"counted": 10, "held": 90}
    assert Counter(each.signal for each in found) == {None: 10, "burst": 90}
    assert [each.grade for each in found].count("B") == 1, "a fresh device once"
    window = cast.window["city_hall"].id
    with database.reading() as session:
        (week,) = released(session, window, clock.day_of(NOW.replace(day=30)))
        assert len(original_comments(session, window, week)) == 10, "none of those that are held"
