"""What looks copied is shown to a person of the province, and to nobody else; no score changes."""

import io
import uuid
from datetime import timedelta

import pytest
from PIL import Image, ImageEnhance
from sqlalchemy import select

from service.windows.models import ServiceWindow, WindowState
from surveys.visits import alike
from surveys.visits.models import FlagKind, Visit, VisitFlag, VisitState
from tests.visits.answers import good_visit
from tests.visits.conftest import NOW, noise, picture

LATER = NOW + timedelta(days=40)


def flags(visits, visit_id):
    with visits.database.reading() as session:
        found = session.scalars(select(VisitFlag).where(VisitFlag.visit_id == visit_id))
        return sorted((str(flag.kind), flag.other_id) for flag in found)


def logged(visits, window="city_hall", *, photos=(), by=None, now=NOW, **changes):
    sheet = visits.sheet(window, photos=photos, **changes)
    visit, _ = visits.log(sheet, by=by, now=now)
    for data in photos:
        visits.attach(visit.id, data, by=by, now=now)
    return visit.id


def brightened(data):
    written = io.BytesIO()
    with Image.open(io.BytesIO(data)) as opened:
        small = ImageEnhance.Brightness(opened).enhance(1.1).resize((300, 220))
    small.save(written, "JPEG", quality=70)
    return written.getvalue()


def test_a_photo_of_an_earlier_visit_is_noticed_at_any_window(visits):
    first = logged(visits, photos=[noise(1)])
    again = logged(visits, "changtu", photos=[noise(1)], now=LATER)
    other = logged(visits, "station", photos=[noise(2)], now=LATER)
    assert flags(visits, again) == [(FlagKind.SAME_PHOTO, first)]
    assert flags(visits, first) == flags(visits, other) == []


def test_a_photo_that_was_changed_a_little_is_noticed_too(visits):
    first = logged(visits, photos=[noise(1)])
    again = logged(visits, photos=[brightened(noise(1))], now=LATER)
    assert flags(visits, again) == [(FlagKind.LIKE_PHOTO, first)]


def test_plain_walls_look_like_each_other_and_prove_nothing(visits):
    logged(visits, photos=[picture("white", (400, 300))])
    again = logged(visits, photos=[picture("grey", (410, 300))], now=LATER)
    assert flags(visits, again) == []


def test_pictures_alike_have_looks_alike():
    looks = [alike.look(noise(seed)) for seed in range(30)]
    pairs = [(one, other) for n, one in enumerate(looks) for other in looks[:n]]
    assert not any(alike.looks_alike(one, other) for one, other in pairs)
    for seed, look in enumerate(looks):
        assert alike.looks_alike(look, alike.look(brightened(noise(seed))))


def test_copied_words_and_numbers_are_noticed_but_equal_ticks_are_not(visits):
    noted = good_visit()
    noted["B2"]["note"] = "三号柜台的人员没有佩戴工牌，已当场指出"
    first = logged(visits, answers=noted)
    counted = good_visit(D2=2, F7=14, A3=1, B1={"part": 5, "whole": 6})
    second = logged(visits, answers=counted, now=LATER)
    assert flags(visits, second) == []
    copied = {**good_visit(), "A2": {"value": "yes", "note": noted["B2"]["note"]}}
    assert flags(visits, logged(visits, answers=copied, now=LATER)) == [
        (FlagKind.LIKE_ANSWERS, first)
    ]
    assert (FlagKind.LIKE_ANSWERS, second) in flags(
        visits, logged(visits, answers=counted, now=LATER)
    )


def test_a_window_closed_meanwhile_loses_no_visit(visits):
    with visits.database.transaction() as session:
        window = session.get_one(ServiceWindow, visits.cast.window["city_hall"].id)
        window.state = WindowState.CLOSED
    visit_id = logged(visits)
    assert flags(visits, visit_id) == [(FlagKind.WINDOW_CLOSED, None)]
    with visits.database.reading() as session:
        visit = session.get_one(Visit, visit_id)
        assert (visit.state, visit.score) == (VisitState.SUBMITTED, 10_000)


@pytest.mark.parametrize(
    ("who", "sees"), [("zhao", True), ("chu", True), ("sun", False), ("wang", False)]
)
def test_only_the_province_and_the_auditor_see_flags(visits, sign_in, who, sees):
    first = logged(visits, photos=[noise(1)])
    again = logged(visits, photos=[noise(1)], now=LATER)
    visits.disclose(first)
    visits.disclose(again)
    browser = sign_in(getattr(visits.cast, who))
    page = browser.get(f"/visits/{again}").get_data(as_text=True)
    assert ("用了以前检查的照片" in page) == sees
    body = browser.get(f"/api/v1/visits/{again}").json
    assert body.get("flags") == ([{"kind": "same_photo", "other_id": str(first)}] if sees else None)
    assert str(uuid.UUID(body["id"])) == str(again)
