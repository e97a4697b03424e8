"""The report: the figures laid out under the conditions of the award, one after the other."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from service.core import clock
from service.core.typeset import Typesetter
from service.windows.labels import KIND_NAMES, LEVEL_NAMES
from surveys.evidence import Facts

from . import blocks, overview
from .blocks import Block, Chart
from .dossier import Dossier
from .faces import faces, printable, words
from .form import STANDARDS, lines

TEMPLATE = Path(__file__).with_name("report.typ")
NUMERALS = "一二三四五六七八九十"


def typeset(
    dossier: Dossier,
    facts: Facts,
    figures: bytes,
    *,
    figures_sha256: str,
    key: str,
    typesetter: Typesetter,
) -> bytes:
    """Return report.pdf with figures.json attached; ``key`` is the signing key's fingerprint."""
    charts: dict[str, str] = {}
    data = {
        **_head(dossier, facts),
        "overview": [_shown(one, charts) for one in overview.blocks(facts)],
        "limits": overview.limits(facts),
        "conditions": [_condition(one, n, dossier, facts, charts) for n, one in _numbered(dossier)],
        "terms": [[one["name"]["zh"], one["text"]["zh"]] for one in facts.definitions["terms"]],
        "definitions": facts.definitions["name"]["zh"],
        "material": lines(dossier.form.get("material", "")),
        "annexes": [_shown(one, charts) for one in overview.annexes(facts)],
        "sha256": figures_sha256,
        "key": key,
    }
    missing = typesetter.missing_glyphs(words(data))
    shown = {**printable(data, missing), "faces": faces(typesetter)}
    return typesetter.typeset(
        TEMPLATE,
        shown,
        {**charts, "figures": figures.decode()},
        standards=STANDARDS,
        moment=dossier.requested_at,
    )


def _head(dossier: Dossier, facts: Facts) -> dict[str, Any]:
    day = clock.day_of(dossier.requested_at)
    return {
        "candidate": dossier.form["window_name"],
        "authority": dossier.form["authority"],
        "cycle": dossier.cycle_name,
        "remark": dossier.requirements.get("note", ""),
        "basis": dossier.legal_basis,
        "window": [
            ["窗口编码", facts.window.code],
            ["类型", KIND_NAMES[facts.window.kind]],
            ["层级", LEVEL_NAMES[facts.window.level]],
            ["推荐城市", dossier.city or "省直"],
        ],
        "owner": dossier.form["owner"],
        "first_day": _spoken(dossier.first_day),
        "last_day": _spoken(dossier.last_day),
        "made": _spoken(day),
        "day": [day.year, day.month, day.day],
        "tiles": overview.tiles(facts),
    }


def _spoken(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _numbered(dossier: Dossier) -> Sequence[tuple[str, Any]]:
    return list(zip(NUMERALS, dossier.conditions, strict=False))


def _condition(
    condition: Any, numeral: str, dossier: Dossier, facts: Facts, charts: dict[str, str]
) -> dict[str, Any]:
    found = blocks.speaking(facts, condition["feeds"])
    statement = dossier.form.get("statements", {}).get(condition["key"], "")
    return {
        "numeral": numeral,
        "title": condition["title"],
        "text": condition["text"],
        "source": condition["source"],
        "is_computed": bool(condition["feeds"]),
        "is_stated": bool(condition["statement"]),
        "statement": lines(statement),
        "blocks": [_shown(one, charts) for one in found],
    }


def _shown(block: Block, charts: dict[str, str]) -> dict[str, Any]:
    """Return a block for the template; a chart's picture travels beside the data."""
    shown = blocks.as_dict(block)
    if isinstance(block, Chart):
        name = f"chart{len(charts)}"
        charts[name] = shown.pop("svg")
        shown["name"] = name
    return shown
