"""Whatever is wrong with a form, the words and the good photos come back with it."""

import io
import resource
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

import wsgi
from qr import tickets
from service.app import create_app
from service.core import clock
from surveys.complaints.models import Complaint, ComplaintContact, ComplaintPhoto
from tests.complaints.conftest import NOW, TEXT, noise, photo, receipt_in
from tests.test_photos import png_claiming


def text_of(page):
    return page.get_data(as_text=True)


def kept(page, filled):
    """Tell whether everything typed stands in the page, ready to be sent again."""
    text = text_of(page)
    words = filled["text"] in text
    chosen = f'value="{filled["category"]}" checked' in text
    day = f'value="{filled["occurred_on"]}"' in text
    return words and chosen and day


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", ""),
        ("category", "NONSENSE"),
        ("text", ""),
        ("text", "啊" * 2001),
        ("occurred_on", ""),
        ("occurred_on", "2026-11-25"),
        ("occurred_on", "2024-01-01"),
        ("occurred_on", "昨天"),
        ("contact", "1" * 61),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(form, filled, complaints, field, value):
    page = form().send(**{**filled, "contact": "024-00001234", field: value})
    assert page.status_code == 422
    text = text_of(page)
    assert f'id="{field}-error"' in text
    assert f'href="#{field}"' in text
    for name, typed in filled.items():
        assert name == field or typed in text
    assert value in text or field == "category"
    assert complaints.read(Complaint) == []


def test_every_mistake_is_named_at_once(form):
    opened = form()
    text = text_of(opened.send(photos=[("a.jpg", b"no picture")]))
    for field in ("category", "text", "occurred_on", "photos"):
        assert f'href="#{field}"' in text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"hello", "这不是能打开的照片"),
        (b"\0" * (10 * 1024 * 1024 + 1), "照片太大"),
        (png_claiming((60_000, 60_000)), "照片太大"),
    ],
    ids=["not an image", "too large", "bomb"],
)
def test_a_wrong_photo_is_named_and_the_good_one_need_not_be_chosen_again(
    form, filled, complaints, data, sentence
):
    opened = form()
    page = opened.send(photos=[("good.jpg", photo()), ("bad.jpg", data)], **filled)
    assert page.status_code == 422
    assert f"bad.jpg: {sentence}" in text_of(page)
    assert "照片 1 已收到，不用再选" in text_of(page)
    assert kept(page, filled)
    assert opened.send(**filled).status_code == 201
    assert len(complaints.read(ComplaintPhoto)) == 1


def test_a_fourth_photo_is_refused_and_three_are_kept(form, filled, complaints):
    colours = ["red", "green", "blue", "white"]
    opened = form()
    page = opened.send(photos=[(f"{c}.jpg", photo(c)) for c in colours], **filled)
    assert "white.jpg: 最多 3 张照片" in text_of(page)
    assert len(opened.fields["held"]) == 3
    assert opened.send(**filled).status_code == 201
    assert len(complaints.read(ComplaintPhoto)) == 3


def test_a_held_photo_can_be_left_out_again(form, filled, complaints):
    opened = form()
    opened.send(photos=[("a.jpg", photo())], **{**filled, "category": ""})
    opened.fields.pop("held")  # unticked
    assert opened.send(**filled).status_code == 201
    assert complaints.read(ComplaintPhoto) == []


def test_a_forged_note_brings_no_photo(form, filled, complaints):
    page = form().send(**filled, held="a" * 64 + ".forged")
    assert page.status_code == 422
    assert "请重新选择" in text_of(page)
    assert complaints.read(ComplaintPhoto) == []


def test_where_a_photo_was_taken_is_not_kept(form, filled, complaints, database):
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[2] = (41.0, 48.0, 11.0)
    image = Image.new("RGB", (60, 40), "red")
    taken = _jpeg(image, exif)
    assert b"SecretPhone" in taken
    form().send(photos=[("a.jpg", taken)], **filled)
    (stored,) = complaints.read(ComplaintPhoto)
    assert b"SecretPhone" not in database.blobs.get(stored.sha256)


def _jpeg(image, exif):
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_forged_ticket_is_refused_and_words_and_photos_are_kept(form, filled, complaints):
    opened = form()
    opened.fields["ticket"] = "forged"
    page = opened.send(photos=[("a.jpg", photo())], **filled)
    assert page.status_code == 422
    assert kept(page, filled)
    assert "照片 1 已收到" in text_of(page)
    assert complaints.read(Complaint) == []
    assert opened.send(**filled).status_code == 201
    assert len(complaints.read(ComplaintPhoto)) == 1


def test_an_expired_form_is_sent_again_with_one_touch(form, filled, complaints):
    opened = form()
    with clock.at(NOW + timedelta(hours=3)):
        page = opened.send(photos=[("a.jpg", photo())], **filled)
        assert page.status_code == 422
        assert "请再点一次提交" in text_of(page)
        assert kept(page, filled)
        assert opened.send(**filled).status_code == 201
    assert len(complaints.read(ComplaintPhoto)) == 1


def test_an_expired_form_keeps_its_key(form, filled, complaints, database):
    opened = form()
    before = tickets.read(database.keys, opened.fields["ticket"], NOW)
    with clock.at(NOW + timedelta(hours=3)):
        opened.send(**filled)
        after = tickets.read(database.keys, opened.fields["ticket"], clock.now())
    assert after.client_key == before.client_key


def test_a_robot_that_fills_every_field_is_refused_and_a_person_can_mend_it(
    form, filled, complaints
):
    opened = form()
    page = opened.send(**filled, website="https://example.cn")
    assert page.status_code == 422
    assert "这一栏请留空" in text_of(page)
    assert kept(page, filled)
    assert complaints.read(Complaint) == []
    assert opened.send(**filled).status_code == 201


def test_a_full_disk_is_said_and_the_words_are_kept(form, filled, complaints):
    opened = form()
    large = noise(400)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 1024, hard))  # files cannot grow beyond
    try:
        page = opened.send(photos=[("a.png", large)], **filled)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert page.status_code == 507
    assert "存储空间已满" in text_of(page)
    assert kept(page, filled)
    assert complaints.read(Complaint) == []
    assert opened.send(photos=[("a.png", large)], **filled).status_code == 201


@pytest.fixture
def hasty(settings):
    """Give a browser before an application that waits for its database only a moment."""
    opened = []

    def made(**changes):
        app = create_app(replace(settings, patience=0.2, **changes), wsgi.ROOMS)
        opened.append(app.extensions["database"])
        return app.test_client()

    yield made
    for database in opened:
        database.dispose()


def test_a_locked_database_is_said_and_everything_is_kept(
    hasty, form, filled, complaints, database
):
    opened = form()
    opened.client = hasty()
    with database.batch() as connection:  # a writer that does not end
        if not database.is_sqlite:
            connection.exec_driver_sql("lock table complaint in access exclusive mode")
        page = opened.send(photos=[("a.jpg", photo())], **filled)
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert kept(page, filled)
    assert receipt_in(opened.send(**filled))
    assert len(complaints.read(ComplaintPhoto)) == 1


AWAY = {
    "sqlite": "sqlite:////nowhere/to/be/found.db",
    "postgres": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
}


def test_while_the_database_is_away_the_page_itself_keeps_everything(
    hasty, form, filled, complaints, backend
):
    opened = form()
    here, opened.client = opened.client, hasty(database_url=AWAY[backend])
    page = opened.send(photos=[("a.jpg", photo())], **filled, contact="024-00001234")
    assert page.status_code == 503
    assert TEXT in text_of(page)
    opened.client = here  # it is back
    assert opened.send(text=TEXT).status_code == 201
    (complaint,) = complaints.read(Complaint)
    assert (complaint.category, str(complaint.occurred_on)) == ("VACANT", "2026-11-23")
    assert len(complaints.read(ComplaintPhoto)) == 1
    assert len(complaints.read(ComplaintContact)) == 1


def test_too_many_at_once_are_asked_to_wait_and_lose_nothing(hasty, form, filled, complaints):
    opened = form()
    opened.client = hasty(intake_limit=1)
    assert opened.send(**filled, website="robot").status_code == 422  # does not count
    opened.send(**filled)
    other = form()
    other.client = opened.client
    page = other.send(**filled)
    assert page.status_code == 429
    assert page.headers["Retry-After"]
    assert kept(page, filled)


def test_photos_are_limited_even_when_their_forms_are_refused(hasty, form, filled, complaints):
    opened = form()
    opened.client = hasty(intake_limit=1)
    opened.send(photos=[("a.jpg", photo())], **{**filled, "category": ""})
    page = opened.send(photos=[("b.jpg", photo("blue"))], **filled)
    assert page.status_code == 429
    assert kept(page, filled)
    assert len(opened.fields["held"]) == 1
