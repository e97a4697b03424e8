"""The approval form 推荐审批表 as the notice's annex prints it; the ministry's box stays blank."""

from datetime import date
from pathlib import Path
from typing import Any

from service.core.typeset import Typesetter

from .dossier import Dossier
from .faces import GETA, faces, printable, words

TEMPLATE = Path(__file__).with_name("form.typ")
STANDARDS = ("a-3a", "ua-1")
OTHER = "其他"


def typeset(dossier: Dossier, typesetter: Typesetter) -> bytes:
    """Return approval-form.pdf."""
    chosen, absent = faces(typesetter), missing(dossier, typesetter)
    shown = {
        **printable(view(dossier), absent),
        "faces": chosen,
        "smallprint": _smallprint(absent, has_fang=chosen["has_fang"]),
    }
    return typesetter.typeset(TEMPLATE, shown, standards=STANDARDS, moment=dossier.requested_at)


def missing(dossier: Dossier, typesetter: Typesetter) -> str:
    """Return the characters of what people wrote that no typeface has."""
    return typesetter.missing_glyphs(words([view(dossier), dossier.form]))


def view(dossier: Dossier) -> dict[str, Any]:
    """Return what the form shows: F-01…F-18."""
    form = dossier.form
    nature = form["nature"]
    if nature == OTHER and form.get("nature_other"):
        nature = f"{OTHER}（{form['nature_other']}）"
    return {
        "title": list(dossier.title),
        "remark": dossier.requirements.get("note", ""),
        "candidate": form["window_name"],
        "authority": form["authority"],
        "filled": _parts(date.fromisoformat(form["filled_on"])),
        "day": _parts(date.fromisoformat(form["filled_on"])),
        "year": dossier.nomination_year,
        "notes": list(dossier.notes),
        "nature": nature,
        "grade": form["grade"],
        "owner": form["owner"],
        "staff": form["staff_count"],
        "head": form["head_name"],
        "phone": form["phone"],
        "limit": dossier.requirements["summary_max"],
        "honours": lines(form.get("honours", "")),
        "deeds": lines(form["deeds"]),
        "opinions": [
            {
                "label": one.label,
                "applies": one.applies,
                "text": one.text,
                "day": _parts(one.day) if one.day else None,
            }
            for one in dossier.opinions
        ],
    }


def lines(text: str) -> list[str]:
    """Return the paragraphs of a text, without the spaces that people indent with."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]


def _smallprint(absent: str, *, has_fang: bool) -> list[str]:
    said = []
    if not has_fang:
        said.append("注：本机未安装仿宋字体，正文以宋体代替；安装后可重新生成。")
    if absent:
        said.append(
            f"注：字库中没有下列字符，以“{GETA}”代替，请手工补写：{'、'.join(codes(absent))}。"
        )
    return said


def codes(absent: str) -> list[str]:
    """Name characters by their code points."""
    return [f"U+{ord(char):04X}" for char in absent]
