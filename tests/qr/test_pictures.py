"""The picture: small, robust, and read by a decoder that knows nothing of us."""

import io
import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from qr import codes, pictures

QUIET = 4


def decoded(image):
    return [found.text for found in zxingcpp.read_barcodes(image)]


def drawn(svg, module=6):
    """Paint the runs of an SVG picture by hand: its grammar is ours alone."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    image = Image.new("L", (side, side), 255)
    brush = ImageDraw.Draw(image)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg):
        brush.line((int(x), int(y), int(x) + int(length) - 1, int(y)), fill=0)
    return image.resize((side * module, side * module), Image.Resampling.NEAREST)


@pytest.mark.parametrize("host", ["https://pj.cn", "http://127.0.0.1:8000", "https://" + "a" * 16])
def test_an_address_of_up_to_24_characters_needs_29_modules(host):
    url = pictures.short_url(host, "ABCD234V")
    assert len(host) <= 24
    assert len(pictures.matrix(url)) == 29 + 2 * QUIET


def test_the_address_is_upper_case_and_short():
    assert pictures.short_url("https://mc.example.cn", "ABCD234V") == (
        "HTTPS://MC.EXAMPLE.CN/Q/ABCD234V"
    )


def test_lower_case_would_take_more_modules():
    short = pictures.short_url("https://mc.example.cn", "ABCD234V")
    assert len(pictures.matrix(short.lower())) > len(pictures.matrix(short))


def test_the_quiet_zone_is_four_modules_on_every_side():
    rows = pictures.matrix("HTTPS://MC.EXAMPLE.CN/Q/ABCD234V")
    for turned in (rows, tuple(zip(*rows, strict=True))):
        dark = [number for number, row in enumerate(turned) if any(row)]
        assert (dark[0], dark[-1]) == (QUIET, len(rows) - QUIET - 1)


@pytest.mark.parametrize("number", range(8))
def test_every_picture_is_read_back(number):
    url = pictures.short_url("https://mc.example.cn", codes.generate())
    picture = Image.open(io.BytesIO(pictures.png(url)))
    assert picture.size == (37 * 20, 37 * 20)
    assert decoded(picture.convert("L")) == [url]
    assert decoded(drawn(pictures.svg(url))) == [url]


def test_a_picture_with_a_stain_on_it_is_still_read():
    url = pictures.short_url("https://mc.example.cn", "ABCD234V")
    image = drawn(pictures.svg(url), module=8)
    middle = image.width // 2
    stain = (middle - 28, middle - 28, middle + 28, middle + 28)  # 6 % of the modules
    ImageDraw.Draw(image).rectangle(stain, fill=128)
    assert decoded(image) == [url]


def test_the_picture_found_is_of_the_highest_error_level():
    url = pictures.short_url("https://mc.example.cn", "ABCD234V")
    [found] = zxingcpp.read_barcodes(drawn(pictures.svg(url)))
    assert found.ec_level == "H"


def test_an_svg_is_small():
    assert len(pictures.svg(pictures.short_url("https://mc.example.cn", "ABCD234V"))) < 5000
