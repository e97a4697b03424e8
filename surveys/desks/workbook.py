"""Everything that the province's pages show, as one workbook in which no cell can be a formula."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from service.web.tongues import data_language
from service.windows.labels import KIND_NAMES, LEVEL_NAMES
from surveys.deadlines.labels import SUBJECT_NAMES
from surveys.rollups import gaps
from surveys.rollups.comparison import Group
from surveys.rollups.statistics import Figures
from surveys.tables import Row, Sheet, xlsx

from . import exports, labels, shown
from .late import Late


def made(
    groups: Sequence[Group],
    found_wanting: Sequence[dict[str, Any]],
    late: Sequence[Late],
    sources: Mapping[str, Figures],
    notes: Sequence[Row],
) -> bytes:
    """Write the comparison, the gaps, what was found wanting, what is late, ways, and meanings."""
    wide = (20, 32)
    header, points = _reasons_header(), _points_header()
    return xlsx(
        [
            Sheet(
                gettext("窗口比较"),
                exports.header(),
                exports.compared(groups),
                widths=wide,
                fixed=2,
            ),
            Sheet(gettext("差距"), _gaps_header(), _gaps(groups), widths=wide, fixed=1),
            Sheet(gettext("原因"), header, _reasons(found_wanting), widths=wide),
            Sheet(gettext("分项评价"), points, _points(found_wanting), widths=wide),
            Sheet(gettext("超期"), _late_header(), _late(late), widths=(20,)),
            Sheet(gettext("评价来源"), _sources_header(), _sources(sources), widths=(20,)),
            Sheet(gettext("口径"), (), notes, widths=(24, 90), wrapped=True),
        ]
    )


def _place(kind: str, level: str) -> list[str]:
    if not kind:
        return [gettext("全部"), gettext("全部")]
    return [gettext(KIND_NAMES[kind]), gettext(LEVEL_NAMES[level])]


def _gaps_header() -> list[str]:
    return [
        *(gettext("城市"), gettext("类别"), gettext("层级")),
        *(gettext("窗口数"), gettext("评价数 n")),
        *exports.shares(gettext("好评率")),
        *(gettext("差评申诉"), gettext("申诉成立")),
        *(gettext("第 10 百分位"), gettext("中位数"), gettext("第 90 百分位"), gettext("差距")),
    ]


def _gaps(groups: Sequence[Group]) -> list[Row]:
    inside = [(city.name, group) for city, group in gaps.told(gaps.by_city(groups))]
    return [
        *(_gap(gettext("全部"), group) for group in groups),
        *(_gap(name or gettext("省直"), group) for name, group in inside),
    ]


def _gap(city: str, group: Group) -> Row:
    figures, spread = shown.figures(group.figures), group.spread
    share = figures["positive"]
    few = gettext(exports.TOO_FEW)
    return [
        *(city, *_place(group.kind, group.level), len(group.windows), figures["n"]),
        *(share[part] if figures["enough"] else few for part in ("value", "low", "high")),
        *(group.appeals, group.appeals_upheld),
        *((spread.low, spread.middle, spread.high, spread.gap) if spread else [few] * 4),
    ]


def _reasons_header() -> list[str]:
    return [
        *(gettext("类别"), gettext("层级"), gettext("评价数 n"), gettext("原因"), gettext("次数")),
        *exports.shares(gettext("占评价数")),
    ]


def _reasons(found: Sequence[dict[str, Any]]) -> list[Row]:
    return [
        [
            *_place(each["kind"], each["level"]),
            *(each["n"], reason["words"][data_language()]),
            *(reason["share"][part] for part in ("k", "value", "low", "high")),
        ]
        for each in found
        for reason in each["reasons"]
    ]


def _points_header() -> list[str]:
    return [
        *(gettext("类别"), gettext("层级"), gettext("方面"), gettext("人数")),
        *(gettext("平均（1 至 5）"), gettext("区间下限"), gettext("区间上限")),
    ]


def _points(found: Sequence[dict[str, Any]]) -> list[Row]:
    return [
        [
            *_place(each["kind"], each["level"]),
            point["words"][data_language()],
            *(point[part] for part in ("n", "mean", "low", "high")),
        ]
        for each in found
        for point in each["points"]
    ]


def _late_header() -> list[str]:
    return [gettext("城市"), *map(gettext, SUBJECT_NAMES.values()), gettext("合计")]


def _late(found: Sequence[Late]) -> list[Row]:
    whole, *places = found
    named = [(gettext("全部"), whole), *((each.name or gettext("省直"), each) for each in places)]
    return [
        [name, *(each.counts[sort] for sort in SUBJECT_NAMES), each.counts.total()]
        for name, each in named
    ]


def _sources_header() -> list[str]:
    return [gettext("来源"), gettext("评价数 n"), *exports.shares(gettext("好评率"))]


def _sources(found: Mapping[str, Figures]) -> list[Row]:
    few = gettext(exports.TOO_FEW)
    return [
        [
            gettext(labels.CHANNEL_NAMES[channel]),
            figures["n"],
            *(
                figures["positive"][part] if figures["enough"] else few
                for part in ("value", "low", "high")
            ),
        ]
        for channel, figures in shown.parts({k: v for k, v in found.items() if v.n}).items()
    ]
