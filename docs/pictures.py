"""Takes pictures of every page: ``python -m docs.pictures [NAME …]`` (``make pictures``).

Without ``--base`` it loads the demonstration into a folder of its own and serves it. Each page of
``docs/pages.csv`` is shown to the account named there (none: a citizen), at three widths, light
and dark; ``{name}`` in a path is a row of docs/places.py; ``clicks`` are selectors pressed one
after the other, separated by ``;``.
"""

import argparse
import csv
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

import wsgi
from docs import places
from service import config, schema
from service.app import create_app, open_database
from tests.browser import FLAGS, ask, served
from tests.services import chromium
from workers.demo import commands, people

FOLDER = Path(__file__).parent
PICTURES = FOLDER / "pictures"
WIDTHS = {360: 760, 390: 844, 1280: 800}
TALLEST = 1700
LARGEST = 60 * 1024
#: pictures of the README: the tops of others, as tall as a phone
README = {
    "readme-rate": "rate-chosen-390-light",
    "readme-visit": "visit-form-390-light",
    "readme-desk": "desk-390-light",
    "readme-province": "province-390-light",
}
SCALE = 1.25


@dataclass(frozen=True)
class Shot:
    """A page to take: a name for the file, who looks, where, and what is pressed first."""

    name: str
    role: str
    path: str
    clicks: str

    @property
    def selectors(self) -> list[str]:
        """Return what is pressed before the picture is taken."""
        return [selector.strip() for selector in self.clicks.split(";") if selector.strip()]


def shots() -> list[Shot]:
    """Read the list of pages."""
    with (FOLDER / "pages.csv").open(encoding="utf-8", newline="") as file:
        return [Shot(**row) for row in csv.DictReader(file)]


@contextmanager
def demonstration() -> Iterator[tuple[str, dict[str, str]]]:
    """Serve a demonstration province of our own; yield its address and docs/places.py's rows."""
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load({"DATA_DIR": folder, "INTAKE_LIMIT": "0"})
        app = create_app(settings, wsgi.ROOMS)
        database = app.extensions["database"]
        schema.upgrade(database)
        commands.load(database)
        with served(app) as address:
            yield address, places.find(database)
        database.dispose()


@contextmanager
def running(address: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the same of a demonstration that is served already."""
    database = open_database(config.load())
    yield address, places.find(database)
    database.dispose()


class Camera:
    """A browser that remembers who has signed in."""

    def __init__(self, browser: Browser, base: str, found: dict[str, str]) -> None:
        self.browser, self.base, self.found = browser, base, found
        self.states: dict[str, dict] = {}

    def state(self, role: str) -> dict | None:
        """Return the cookies of an account, signing it in on first use."""
        if role and role not in self.states:
            context = self.browser.new_context(base_url=self.base)
            page = context.new_page()
            page.goto("/sign-in")
            page.fill("[name=username]", role)
            page.fill("[name=password]", people.PASSWORD)
            page.click("main button")
            self.states[role] = context.storage_state()
            context.close()
        return self.states.get(role)

    @contextmanager
    def page(self, shot: Shot, width: int, colours: str, **look: str) -> Iterator[Page]:
        """Open a page as its reader does; ``look``: language (``lang``) and type size (``fs``)."""
        phone = width < 700
        context = self.browser.new_context(
            base_url=self.base,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme=colours,
            viewport={"width": width, "height": WIDTHS.get(width, 640)},
            device_scale_factor=SCALE if phone else 1,
            is_mobile=phone,
            has_touch=phone,
            storage_state=self.state(shot.role),
        )
        chosen = [{"name": name, "value": value, "url": self.base} for name, value in look.items()]
        context.add_cookies(chosen)
        page = context.new_page()
        page.goto(shot.path.format(**self.found))
        for selector in shot.selectors:
            page.locator(selector).first.click()
            page.wait_for_load_state()
        yield page
        context.close()

    def take(self, shot: Shot, width: int, colours: str) -> Image.Image:
        """Return the picture of one page, from its top to at most ``TALLEST`` (CSS) pixels down."""
        with self.page(shot, width, colours) as page:
            # a window as tall as the page, so that what sticks to its lower edge is found there
            height = ask(page, "document.documentElement.scrollHeight")
            height = min(TALLEST, max(height, WIDTHS[width]))
            page.set_viewport_size({"width": width, "height": height})
            data = page.screenshot(animations="disabled", caret="hide")
        return Image.open(io.BytesIO(data)).convert("RGB")


def palette(picture: Image.Image, size: int) -> Image.Image:
    """Choose colours: the most frequent as they are, and a third to cover the rare ones."""
    counted = sorted(picture.getcolors(picture.width * picture.height), reverse=True)
    flat = picture.quantize(size // 3, Image.Quantize.MAXCOVERAGE).getpalette() or []
    rare = zip(flat[::3], flat[1::3], flat[2::3], strict=True)
    chosen: list[tuple[int, ...]] = []
    for wanted, colours in ((size * 2 // 3, (colour for _, colour in counted)), (size, rare)):
        for colour in colours:
            if len(chosen) < wanted and all(_differ(colour, other) for other in chosen):
                chosen.append(colour)
    made = Image.new("P", (1, 1))
    made.putpalette([part for colour in chosen for part in colour])
    return made


def _differ(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) > 8


def save(picture: Image.Image, path: Path) -> int:
    """Write a PNG of at most ``LARGEST`` bytes and return its size: fewer colours, then shorter."""
    for colours, share in ((64, 1.0), (32, 1.0), (32, 0.8), (32, 0.6), (32, 0.4)):
        part = picture.crop((0, 0, picture.width, int(picture.height * share)))
        part.quantize(palette=palette(part, colours), dither=0).save(path, optimize=True)
        if path.stat().st_size <= LARGEST:
            break
    return path.stat().st_size


def main() -> None:
    """Take the pictures that are asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="pages of docs/pages.csv; none: all")
    parser.add_argument("--base", help="address of a demonstration that runs on DATABASE_URL")
    asked = parser.parse_args()
    wanted = [shot for shot in shots() if not asked.names or shot.name in asked.names]
    if not asked.names:
        shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(exist_ok=True)
    place = running(asked.base) if asked.base else demonstration()
    with place as (base, found), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium()[0], args=FLAGS)
        camera = Camera(browser, base, found)
        total = 0
        for shot in wanted:
            for width in WIDTHS:
                for colours in ("light", "dark"):
                    picture = camera.take(shot, width, colours)
                    total += save(picture, PICTURES / f"{shot.name}-{width}-{colours}.png")
            print(shot.name, flush=True)
        browser.close()
    for name, source in README.items():
        if (path := PICTURES / f"{source}.png").exists():
            picture = Image.open(path).convert("RGB")
            top = picture.crop((0, 0, picture.width, int(WIDTHS[390] * SCALE)))
            total += save(top, PICTURES / f"{name}.png")
    print(f"{total / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
