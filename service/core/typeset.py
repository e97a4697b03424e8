"""Typesets documents with typst: our own typefaces, plain data in, the same bytes out every time.

A template reads ``json(bytes(sys.inputs.data))``; what people wrote arrives as data and is never
markup. Pictures (SVG) and attachments arrive as text under their own names in ``sys.inputs``.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import pylopdf_fonts_zh_cn
import typst
from fontTools.ttLib import TTFont

#: for documents that carry no date
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: typst remembers what it computed for so many compilations
MEMORY = 10
#: characters of data from which a document is too large to be remembered (0.2 MB a kilobyte)
LARGE = 250_000


class Typesetter:
    """One set of typefaces and what can be done with it. Made once per process."""

    def __init__(self, *folders: Path) -> None:
        """Load Noto Sans SC and Noto Serif SC, and what lies in ``folders`` (missing ones do not
        matter). The system's typefaces are left out: they differ from machine to machine.
        """
        packaged = pylopdf_fonts_zh_cn.sans_path().parent
        found = [packaged, *(folder for folder in folders if folder.is_dir())]
        self._fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=found
        )
        self._covered: frozenset[int] | None = None

    @property
    def families(self) -> frozenset[str]:
        """Return the names of the typefaces that templates can ask for."""
        return frozenset(self._fonts.families())

    def typeset(
        self,
        template: Path,
        data: Mapping[str, Any],
        files: Mapping[str, str] | None = None,
        *,
        standards: Sequence[str] = (),
        moment: datetime = EPOCH,
    ) -> bytes:
        """Make a PDF. ``standards`` as typst names them, for example ``("a-3a", "ua-1")``.

        ``moment`` is the date of the document where the template sets none of its own. A template
        may read files of its own folder only. Raises ``typst.TypstError``.
        """
        made = self._compile(template, data, files, moment, pdf_standards=list(standards))
        return cast("bytes", made)

    def pictures(
        self,
        template: Path,
        data: Mapping[str, Any],
        files: Mapping[str, str] | None = None,
        *,
        ppi: float = 96,
        moment: datetime = EPOCH,
    ) -> list[bytes]:
        """Make a PNG of each page, ``ppi`` pixels per inch."""
        made = self._compile(template, data, files, moment, format="png", ppi=ppi)
        return made if isinstance(made, list) else [cast("bytes", made)]

    def missing_glyphs(self, text: str) -> str:
        """Return the characters of ``text`` that no typeface has, each once.

        typst prints an empty box for them and says nothing, so ask before printing.
        """
        if self._covered is None:
            self._covered = frozenset().union(*map(_covered, self._fonts.fonts()))
        return "".join(
            character
            for character in dict.fromkeys(text)
            if ord(character) not in self._covered and not character.isspace()
        )

    def _compile(
        self,
        template: Path,
        data: Mapping[str, Any],
        files: Mapping[str, str] | None,
        moment: datetime,
        **how: Any,
    ) -> bytes | list[bytes] | None:
        inputs = {"data": json.dumps(data, ensure_ascii=False), **(files or {})}
        compiler = self._compiler(input=template, root=template.parent, sys_inputs=inputs)
        seconds = int(moment.timestamp())
        made: bytes | list[bytes] | None = compiler.compile(timestamp=seconds, **how)
        if sum(map(len, inputs.values())) > LARGE:
            self._forget()
        return made

    def _compiler(self, **how: Any) -> typst.Compiler:
        """Make a compiler: it costs 0.3 ms, serves one thread and shares the typefaces."""
        return typst.Compiler(font_paths=self._fonts, ignore_system_fonts=True, **how)

    def _forget(self) -> None:
        """Outlive typst's memory with empty documents: a thousand pages keep 600 MB there."""
        for _ in range(MEMORY + 1):
            self._compiler().compile()


def _covered(face: typst.FontInfo) -> set[int]:
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        return set(font.getBestCmap() or ())


@cache
def typesetter(*folders: Path) -> Typesetter:
    """Return the process's typesetter for some font folders."""
    return Typesetter(*folders)
