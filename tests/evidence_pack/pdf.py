"""Looks into a PDF: text, typefaces, tags, metadata."""

import io
import re

import pikepdf
from pypdf import PdfReader

#: Kangxi and CJK radicals that look like characters but are not: search and copy would break
RADICALS = re.compile("[\u2e80-\u2fdf]")


def text(data):
    """Return all text without white space."""
    return "".join("".join(page) for page in pages(data)).replace("\xa0", "")


def pages(data):
    """Return the text of each page, without white space."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def fonts(data):
    """Return (name, is embedded) of every typeface."""
    found = set()
    with pikepdf.open(io.BytesIO(data)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                embedded = any(f"/FontFile{n}" in thing for n in ("", "2", "3"))
                found.add((str(thing["/FontName"]), embedded))
    return found


def claims(data):
    """Return what the document says of itself: PDF/A and PDF/UA, tags, language, attachments."""
    with pikepdf.open(io.BytesIO(data)) as document:
        meta = bytes(document.Root.Metadata.read_bytes()).decode()
        return {
            "part": re.search(r"pdfaid:part>(\d)", meta)[1],
            "level": re.search(r"pdfaid:conformance>(\w)", meta)[1],
            "ua": re.search(r"pdfuaid:part>(\d)", meta)[1],
            "tagged": bool(document.Root.MarkInfo.Marked),
            "lang": str(document.Root.Lang),
            "attached": sorted(document.attachments),
        }
