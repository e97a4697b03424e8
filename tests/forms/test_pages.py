"""Everybody who signs in can read what is asked, what it weighs and on which clause it stands."""

import pytest

from service.core import clock
from surveys.forms import operations, queries
from tests.cast import PEOPLE


@pytest.fixture
def library(database, cast):
    with database.transaction() as session:
        return operations.load_library(session, now=clock.now())


def test_the_list_names_every_form_with_its_current_version(library, cast, sign_in):
    text = sign_in(cast.wang).get("/forms").get_data(as_text=True)
    for title in ("窗口大厅检查表", "12333 热线检查表", "门户网站检查表"):
        assert title in text
    assert text.count("现行") == len(library)


def test_a_checklist_shows_items_weights_and_clauses(library, cast, sign_in):
    text = sign_in(cast.wang).get("/forms/visit.hall/1").get_data(as_text=True)
    for said in ("无特殊原因不得空岗", "人社部发〔2019〕13号", "24 分", "全景照片和时刻"):
        assert said in text
    english = sign_in(cast.wang).get("/forms/visit.hall/1?lang=en").get_data(as_text=True)
    assert "Vacant posts" in english


@pytest.mark.parametrize("key", ["rating", "complaint", "visit.hotline", "visit.website"])
def test_every_form_can_be_read_in_both_languages(library, cast, sign_in, key):
    browser = sign_in(cast.wang)
    for lang in ("zh", "en"):
        assert browser.get(f"/forms/{key}/1?lang={lang}").status_code == 200


@pytest.mark.parametrize("who", PEOPLE)
def test_every_role_may_read_forms_and_nobody_unknown(library, cast, sign_in, client, who):
    browser = sign_in(getattr(cast, who))
    assert browser.get("/forms").status_code == 200
    assert browser.get("/api/v1/forms").status_code == 200
    assert client.get("/api/v1/forms").status_code == 401
    assert client.get("/forms").status_code == 302


def test_programs_read_a_version_word_for_word(library, cast, sign_in, database):
    browser = sign_in(cast.sun)
    listed = browser.get("/api/v1/forms").json
    assert [each["key"] for each in listed] == sorted(each["key"] for each in listed)
    answer = browser.get("/api/v1/forms/visit.hall/versions/1")
    with database.reading() as session:
        version = queries.current(session, "visit.hall")
        assert answer.json["body"] == version.body
        assert answer.json["sha256"] == version.sha256
    again = browser.get(
        "/api/v1/forms/visit.hall/versions/1", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    "address",
    [
        "visit.hall/versions/9",
        "nothing/versions/1",
        "visit.hall/versions/99999999999",
        "%00/versions/1",
    ],
)
def test_what_was_never_published_is_missing(library, cast, sign_in, address):
    assert sign_in(cast.sun).get(f"/api/v1/forms/{address}").status_code == 404
    assert sign_in(cast.sun).get("/forms/nothing/1").status_code == 404
