"""The message catalogues. Message ids are Chinese sentences; each other language has a folder.

``translations/<language>/<room>.po``: a room's sentences in one file, joined when the program
starts. ``python -m service.web.words [ROOM …]`` (``make words``) finds new ones, drops old ones.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from service.config import Settings

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "translations"
SOURCES = ("service", "qr", "surveys", "workers")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "N_": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def languages() -> list[str]:
    """Return the languages that have a folder."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def read(language: str) -> dict[str, Catalog]:
    """Read the catalogues of a language, by room."""
    catalogues = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            catalogues[path.stem] = read_po(file, locale=language, ignore_obsolete=True)
    return catalogues


def compiled(settings: Settings) -> Path:
    """Join and compile the catalogues; return the folder that Flask-Babel reads."""
    target = settings.data_dir / "translations"
    for language in languages():
        folder = target / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        joined = Catalog(locale=language)
        for catalogue in read(language).values():
            for message in catalogue:
                if message.id:
                    joined[message.id] = message
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            write_mo(file, joined)
        Path(temporary).replace(folder / "messages.mo")  # two processes may start at once
    return target


def room_of(path: str) -> str:
    """Return the catalogue a source file belongs to: its room, or else its floor."""
    parts = Path(path).parts
    is_room = len(parts) > 2 and parts[1] != "templates"  # noqa: PLR2004
    return parts[1] if is_room else parts[0]


def extracted() -> Iterator[tuple[str, str]]:
    """Yield each sentence in the sources with the catalogue it belongs to."""
    for source in SOURCES:
        found = extract_from_dir(
            ROOT / source,
            method_map=METHODS,
            options_map={"**/templates/**.html": {"trimmed": "true"}},
            keywords=KEYWORDS,
        )
        for filename, _, message, _, _ in found:
            sentence = message[0] if isinstance(message, tuple) else message
            if sentence:
                yield room_of(f"{source}/{filename}"), str(sentence)


def update(*only: str) -> None:
    """Write the catalogues (or those of some rooms) anew: known translations are kept."""
    wanted: dict[str, set[str]] = {}
    for room, sentence in extracted():
        wanted.setdefault(room, set()).add(sentence)
    for language in languages():
        known = {m.id: m.string for c in read(language).values() for m in c if m.id and m.string}
        for room in only or wanted.keys() | read(language).keys():
            catalogue = Catalog(locale=language, fuzzy=False)
            for sentence in wanted.get(room, ()):
                catalogue.add(sentence, known.get(sentence, ""))
            path = FOLDER / language / f"{room}.po"
            if not len(catalogue):
                path.unlink(missing_ok=True)
                continue
            with path.open("wb") as file:
                write_po(file, catalogue, width=100, omit_header=True, sort_output=True)


if __name__ == "__main__":
    update(*sys.argv[1:])
