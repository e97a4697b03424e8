"""The receipt as a picture to keep: where, when, the number in large type, and the way back.

Width × height 750 × 940 pixels, PNG with 16 greys (about 20 KB).
"""

from datetime import date
from functools import cache
from io import BytesIO

import pylopdf_fonts_zh_cn
from flask_babel import format_date, gettext
from PIL import Image, ImageDraw, ImageFont

from qr import pictures

SIZE = 750, 940
MARGIN = 50
WHITE, INK, SOFT = 255, 20, 90
GREYS = 16
#: lines of a window's name; what is longer ends in …
MOST_LINES = 2


@cache
def _face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)


def draw(receipt: str, window_name: str, received: date, url: str) -> bytes:
    """Return the card as PNG, in the reader's language. The picture leads to ``url`` only."""
    picture = Image.new("L", SIZE, WHITE)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((8, 8, SIZE[0] - 9, SIZE[1] - 9), outline=INK, width=4)
    _middle(pen, 45, 34, gettext("明窗 · 回执"), SOFT)
    top = 105
    for line in _lines(window_name, 38):
        _middle(pen, top, 38, line, INK)
        top += 52
    _middle(pen, top + 8, 30, format_date(received, "long"), SOFT)
    _middle(pen, top + 80, 30, gettext("您的回执号"), SOFT)
    _middle(pen, top + 125, 58, receipt, INK)
    module = Image.open(BytesIO(pictures.png(url, module=8)))
    code = module.resize((300, 300), Image.Resampling.NEAREST)
    picture.paste(code, ((SIZE[0] - 300) // 2, top + 215))
    _middle(pen, top + 525, 28, gettext("扫码后填回执号，查办理情况"), INK)
    _middle(pen, top + 570, 26, url.partition("://")[2], SOFT)
    _middle(pen, top + 625, 26, gettext("谁拿到回执号，谁就能查。请自己保存好。"), SOFT)
    written = BytesIO()
    picture.quantize(GREYS).save(written, "PNG", optimize=True)
    return written.getvalue()


def _middle(pen: ImageDraw.ImageDraw, top: int, size: int, text: str, colour: int) -> None:
    """Write one line in the middle, smaller where it would not fit."""
    while _face(size).getlength(text) > SIZE[0] - 2 * MARGIN:
        size -= 2
    pen.text((SIZE[0] / 2, top), text, fill=colour, font=_face(size), anchor="ma")


def _lines(text: str, size: int) -> list[str]:
    """Break a name into lines that fit."""
    lines = [""]
    for char in text:
        if _face(size).getlength(lines[-1] + char) > SIZE[0] - 2 * MARGIN:
            lines.append("")
        lines[-1] += char
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][:-1] + "…"]
    return lines
