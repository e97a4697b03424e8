"""The list of pictures names pages that exist, shown to accounts that the demonstration has."""

import uuid

import pytest
from PIL import Image

from docs import places
from docs.pictures import LARGEST, README, WIDTHS, palette, save, shots
from workers.demo.people import MEMBERS

SHOTS = shots()


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_a_picture_shows_a_page_that_exists(app, shot):
    if shot.name == "missing":
        return
    addresses = app.url_map.bind("")
    found = {**dict.fromkeys(places.QUERIES, uuid.uuid4()), "code": "ABCD234V"}
    path = shot.path.format(**found).partition("?")[0]
    assert addresses.match(path, method="GET")
    assert shot.role in {"", *(member.username for member in MEMBERS)}


def test_every_picture_of_the_readme_is_made_of_pictures_in_the_list():
    made = {
        f"{shot.name}-{width}-{colours}"
        for shot in SHOTS
        for width in WIDTHS
        for colours in ("light", "dark")
    }
    assert set(README.values()) <= made


def test_pictures_keep_their_main_colours_and_the_rare_alert_colour():
    page = Image.new("RGB", (400, 400), "#f3f6fa")
    page.paste("#ffffff", (0, 0, 400, 200))
    page.paste("#b3241b", (0, 0, 4, 4))
    kept = page.quantize(palette=palette(page, 32), dither=0).convert("RGB")
    assert [kept.getpixel(at) for at in ((9, 9), (9, 399), (1, 1))] == [
        (255, 255, 255),
        (243, 246, 250),
        (179, 36, 27),
    ]


def test_pictures_stay_light(tmp_path):
    noise = Image.effect_noise((1280, 1700), 80).convert("RGB")
    path = tmp_path / "noise.png"
    save(noise.crop((0, 0, 300, 400)), path)
    assert path.stat().st_size <= LARGEST
