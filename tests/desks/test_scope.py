"""Whose windows one sees: by page, by API and by export alike. What is not yours does not exist."""

import pytest

API = "/api/v1"


def addresses(window):
    return [
        f"/desk?window={window.id}",
        f"{API}/windows/{window.id}/figures",
        f"{API}/windows/{window.id}/comments",
    ]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("wang", {"city_hall"}),
        ("li", {"county_hall"}),
        ("zhou", {"county_hall", "station"}),
        ("wu", {"city_hall", "county_hall", "station"}),
        ("zheng", {"changtu"}),
        ("feng", {"city_hall", "county_hall", "station"}),
        ("zhao", {"city_hall", "county_hall", "station", "changtu"}),
        ("chu", {"city_hall", "county_hall", "station", "changtu"}),
        ("sun", set()),
        ("wei", set()),
    ],
)
def test_one_window_is_shown_to_its_own_and_those_above_alone(cast, raw, sign_in, who, seen):
    office = sign_in(getattr(cast, who))
    for name, window in cast.window.items():
        wanted = 200 if name in seen else 404
        assert [office.get(path).status_code for path in addresses(window)] == [wanted] * 3, name


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("wu", {"210100-SI-01", "210181-EMP-01", "210181001-GRASS-01"}),
        ("zhou", {"210181-EMP-01", "210181001-GRASS-01"}),
        ("zheng", {"211224-SI-01"}),
    ],
)
def test_reviewers_compare_their_own_place_by_page_api_and_export(cast, raw, sign_in, who, codes):
    office = sign_in(getattr(cast, who))
    by_api = office.get(f"{API}/figures").get_json()["windows"]
    assert {row["code"] for row in by_api} == codes
    table = office.get("/province/figures.csv").get_data(as_text=True)
    page = office.get("/province").get_data(as_text=True)
    for window in cast.window.values():
        assert (window.code in table) == (window.code in codes)
        assert (window.full_name in page) == (window.code in codes)


@pytest.mark.parametrize("path", ["/province?", "/province/figures.xlsx?", f"{API}/figures?"])
def test_anothers_city_does_not_exist(cast, raw, sign_in, path):
    assert sign_in(cast.wu).get(f"{path}city=210100").status_code == 200
    for who in (cast.wu, cast.zhou):
        assert sign_in(who).get(f"{path}city=211200").status_code == 404


@pytest.mark.parametrize("who", ["wang", "sun", "wei"])
@pytest.mark.parametrize("path", ["/province", "/province/figures.csv", f"{API}/figures"])
def test_who_may_not_compare_finds_nothing(cast, raw, sign_in, who, path):
    assert sign_in(getattr(cast, who)).get(path).status_code == 404


def test_strangers_are_asked_to_sign_in(cast, client):
    for path in ("/desk", "/province", "/province/figures.csv"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert "sign-in" in answer.location
    assert client.get(f"{API}/figures").status_code == 401


def test_each_finds_the_door_to_their_own_desk(cast, raw, sign_in):
    head, province = (
        sign_in(who).get("/").get_data(as_text=True) for who in (cast.wang, cast.zhao)
    )
    assert 'href="/desk"' in head
    assert 'href="/province"' not in head
    assert 'href="/province"' in province
    assert 'href="/desk"' not in province
    assert sign_in(cast.zhao).get("/desk").location == "/province"
