"""The message catalogues. Message ids are Chinese sentences; each other language has a folder.

``translations/<language>/<room>.po``: a room's sentences in one file, joined when the program
starts. ``python -m service.web.words [ROOM …]`` (``make words``) finds new ones, drops old ones;
``--new CODE`` makes the folder of another language, and ``--left CODE`` says what is untranslated.
What is not translated is read in Chinese, sentence by sentence. See docs/languages.md.
"""

import argparse
import json
import os
import re
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from flask_babel import gettext

from service.config import Settings

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "translations"
SOURCES = ("service", "qr", "surveys", "workers")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "N_": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
#: languages in which forms and rule packs are written; every other one borrows the Chinese
WRITTEN = ("zh", "en")
#: rooms whose sentences citizens read: these come first, and are enough for the citizens' pages
CITIZENS = (
    "complaints",
    "conversations",
    "core",
    "forms",
    "low_ratings",
    "qr",
    "ratings",
    "status",
    "surveys",
    "web",
)


class Borrowed(str):
    """``zh`` for somebody who reads a language in which forms are not written."""

    __slots__ = ()


def said(text: Mapping[str, str], language: str) -> str:
    """Return a text of a form as it is written, or by the catalogue where it is borrowed."""
    found = text[language]
    return gettext(found) if isinstance(language, Borrowed) else found


def languages() -> list[str]:
    """Return the languages that have a folder."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def left(language: str, rooms: Collection[str] = ()) -> list[tuple[str, str]]:
    """Return what is untranslated as (room, sentence), in some rooms or in all."""
    known = read(language).items()
    part = [(room, known) for room, known in known if not rooms or room in rooms]
    return [(room, str(m.id)) for room, each in part for m in each if m.id and not m.string]


def finished(rooms: Collection[str] = ()) -> list[str]:
    """Return the languages in which nothing is untranslated, in some rooms or in all."""
    return [name for name in languages() if read(name) and not left(name, rooms)]


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
                if message.id and message.string:  # another room may have translated it
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


def written() -> Iterator[tuple[str, str]]:
    """Yield each text of the forms and rule packs that come with the program, by catalogue."""
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*.json")):
            room = room_of(str(path.relative_to(ROOT)))
            yield from ((room, text) for text in _texts(json.loads(path.read_text("utf-8"))))


def _texts(body: Any) -> Iterator[str]:
    inner = body.values() if isinstance(body, dict) else body if isinstance(body, list) else ()
    if isinstance(body, dict) and body.keys() >= set(WRITTEN):
        yield body["zh"]
    for each in inner:
        yield from _texts(each)


def wanted_in(language: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence that a language has to translate, with its catalogue."""
    yield from extracted()
    if language not in WRITTEN:
        yield from written()


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
    for language in languages():
        wanted: dict[str, set[str]] = {}
        for room, sentence in wanted_in(language):
            wanted.setdefault(room, set()).add(sentence)
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


def begin(language: str) -> None:
    """Make the folder of another language with all sentences, none of them translated.

    Raises ValueError for a language that Babel does not know, or that is there already.
    """
    if str(Locale.parse(language)) != language or language in {"zh", *languages()}:
        raise ValueError(f"{language}: there already, or not as Babel writes it")
    (FOLDER / language).mkdir()
    update()


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rooms", nargs="*", help="none: all")
    parser.add_argument("--new", metavar="CODE", help="begin another language, for example ko")
    parser.add_argument("--left", metavar="CODE", help="say what a language has not translated")
    asked = parser.parse_args()
    if asked.new:
        begin(asked.new)
    elif asked.left:
        for room, sentence in left(asked.left, asked.rooms):
            sys.stdout.write(f"{room}: {sentence}\n")
    else:
        update(*asked.rooms)


if __name__ == "__main__":
    main()
