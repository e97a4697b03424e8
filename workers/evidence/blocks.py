"""What speaks to a condition: tables and charts made of facts, by the names that cycles use.

A cycle's condition lists its feeds (``visits.A``, ``ratings.rate`` …). This page knows what each
feed prints; nothing here counts uploads, pages or reports (避免简单以留痕多少评判工作好坏,
人社部发〔2019〕13号 八).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from service.web import charts
from surveys.evidence import Facts
from surveys.evidence.facts import Pass, Ratio
from surveys.evidence.visits import GROUPS
from surveys.rollups.statistics import SMALL_CELL, Share

from .figures import TOO_FEW, interval, percent

LEVEL_NAMES = ("非常不满意", "不满意", "基本满意", "满意", "非常满意")
FINDINGS = {
    "substantiated": "属实",
    "partial": "部分属实",
    "unfounded": "不属实",
    "inconclusive": "无法查实",
}
REASON_GROUPS = {"good": "肯定", "fair": "可改进", "bad": "不满"}
#: width of a chart in a document; wider than a page's, so that it is not tall
WIDE = 700


@dataclass(frozen=True)
class Table:
    """A table; ``widths`` are shares of the line, ``note`` stands under it."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """A picture; its figures stand in a table beside it."""

    caption: str
    svg: str


Block = Table | Chart


def as_dict(block: Block) -> dict[str, Any]:
    """Return a block as a template reads it."""
    return {"kind": type(block).__name__.lower(), **asdict(block)}


def term(facts: Facts, *keys: str) -> str:
    """Return what figures mean (本系统口径), to stand under them."""
    known = {one["key"]: one for one in facts.definitions["terms"]}
    return "".join(f"{known[key]['name']['zh']}：{known[key]['text']['zh']}" for key in keys)


def speaking(facts: Facts, feeds: Iterable[str]) -> list[Block]:
    """Return what the feeds of a condition print, in their order."""
    feeds = list(feeds)
    passes = _passes(facts, feeds)
    blocks: list[Block] = [passes] if passes else []
    for feed in feeds:
        blocks += FEEDS[feed](facts) if feed in FEEDS else []
    return blocks


def _passes(facts: Facts, feeds: Sequence[str]) -> Table | None:
    """Return sections and groups of the checklist as one table."""
    known = {one.key: one for one in (*facts.visits.sections, *facts.visits.groups)}
    found = [
        known[name] for feed in feeds for name in [feed.removeprefix("visits.")] if name in known
    ]
    if not any(one.seen for one in found):
        return None
    names = {one.key for one in found}
    covered = frozenset().union(*(GROUPS[name][1] for name in names & set(GROUPS)))
    weak = [
        one.words["zh"]
        for one in facts.visits.items
        if one.met < one.seen and (one.key in covered or one.key[0] in names)
    ]
    note = f"未全部达标的条目：{'；'.join(weak)}。" if weak else ""
    scored = facts.visits.coverage.scored
    return Table(
        f"检查结果（计分检查 {scored} 次）",
        ("内容", "适用项次", "达标项次", "达标率", "平均得分率"),
        [pass_row(one) for one in found],
        (4, 2, 2, 2, 2),
        note,
    )


def pass_row(one: Pass) -> list[str]:
    """Return a section, group or item as a row."""
    rate = f"{one.met / one.seen * 100:.1f}%" if one.seen else "—"
    mean = "—" if one.mean is None else f"{one.mean * 100:.1f}%"
    return [one.words["zh"], str(one.seen), str(one.met), rate, mean]


def _ratio(caption: str, whole: str, part: str) -> Callable[[Facts, Ratio], list[Block]]:
    def table(facts: Facts, ratio: Ratio) -> list[Block]:
        if not ratio.whole:
            return []
        cells = [str(ratio.whole), str(ratio.part), f"{(ratio.value or 0) * 100:.1f}%"]
        visits = f"检查 {facts.visits.coverage.scored} 次"
        return [Table(f"{caption}（{visits}）", (whole, part, "占比"), [cells], (1, 1, 1))]

    return table


_VACANT = _ratio("空岗", "应开柜台（个次）", "无正当理由空岗（个次）")
_UNIFORM = _ratio("统一着装", "在岗人员（人次）", "统一着装（人次）")


def _share_row(name: str, share: Share) -> list[str]:
    return [name, f"{share.k} / {share.n}", percent(share.value), interval(share)]


def _rates(facts: Facts) -> list[Block]:
    total = facts.ratings.total
    rows = [_share_row("满意率（严）", total.satisfied), _share_row("好评率", total.positive)]
    note = term(facts, "satisfied", "positive", "interval")
    head = ("指标", "条数 / n", "比率", "95% 区间")
    return [Table("群众评价", head, rows, (3, 3, 2, 3), note)]


def _months(facts: Facts) -> list[Block]:
    """Return the months from the first with ratings on: columns, trend, and the table of both."""
    every = facts.ratings.months
    first = next((n for n, one in enumerate(every) if one.ratings.n), None)
    if first is None or not facts.ratings.total.satisfied.enough:
        return []
    months = every[first:]
    names = [f"{one.month:%y.}{one.month.month}" for one in months]
    stacks = [
        (name, [one.ratings.levels[level] for one in months])
        for level, name in reversed(list(enumerate(LEVEL_NAMES)))
    ]
    shares = [one.ratings.satisfied for one in months]
    line = [
        charts.Point(name, share.value, share.low, share.high)
        for name, share in zip(names, shares, strict=True)
    ]
    rows = [
        [
            f"{one.month:%Y-%m}" + ("" if one.is_whole else "（部分）"),
            str(one.ratings.n),
            percent(share.value),
            interval(share),
        ]
        for one, share in zip(months, shares, strict=True)
    ]
    head = ("月份", "计入评价 n", "满意率（严）", "95% 区间")
    return [
        Chart(
            "各月评价等级（条）", charts.months_stacked(names, stacks, "各月评价等级", width=WIDE)
        ),
        Chart("各月满意率（严）及 95% 区间", charts.trend(line, "各月满意率", width=WIDE)),
        Table("各月评价", head, rows, (3, 2, 2, 3), term(facts, "minimum")),
    ]


def _reasons(facts: Facts) -> list[Block]:
    if not facts.ratings.total.satisfied.enough:
        return []
    told = [one for one in facts.ratings.reasons if one.times >= SMALL_CELL]
    rows = [
        [one.words["zh"], REASON_GROUPS.get(one.group, one.group), str(one.times)] for one in told
    ]
    if not rows:
        return []
    head = ("群众选择的原因", "性质", "次数")
    return [Table("评价原因", head, rows, (4, 2, 2), term(facts, "minimum"))]


def _upheld(facts: Facts) -> list[Block]:
    found = facts.complaints
    rows = [[name, str(found.findings[key])] for key, name in FINDINGS.items()]
    total = facts.ratings.total
    rate = f"{found.upheld / total.n * 1000:.1f}" if total.satisfied.enough else TOO_FEW
    rows.append(["每千条评价属实投诉", rate])
    blocks: list[Block] = [
        Table("投诉核实结论（件）", ("结论", "件数"), rows, (1, 1), term(facts, "upheld"))
    ]
    if upheld := [one for one in found.categories if one.upheld]:
        cells = [[one.words["zh"], str(one.received), str(one.upheld)] for one in upheld]
        head = ("类别", "收到", "属实或部分属实")
        blocks.append(Table("属实投诉的类别（件）", head, cells, (2, 1, 1)))
    return blocks


def _clocks(facts: Facts) -> list[Block]:
    found, share = facts.complaints, facts.complaints.on_time
    closed, rate = str(found.states["closed"]), percent(share.value)
    told = f"{share.k} / {share.n}" if share.value is None else f"{share.k} / {share.n}，{rate}"
    cells = [str(found.received), str(found.praises), str(found.answered), closed, told]
    head = ("收到投诉", "收到表扬", "窗口已答复", "已办结", "按期办结")
    return [Table("投诉办理（件）", head, [cells], (2, 2, 2, 2, 3), term(facts, "on_time"))]


def _rectifications(facts: Facts) -> list[Block]:
    found, share = facts.rectifications, facts.rectifications.on_time
    told = f"{share.k} / {share.n}"
    counts = found.asked, found.withdrawn, found.closed, told, found.open, found.late
    cells = [*map(str, counts), str(found.recurrences)]
    head = ("提出整改", "其中撤销", "已销号", "按期销号", "未销号", "曾经逾期", "再次发生")
    note = term(facts, "rectified")
    return [Table("问题整改（件）", head, [cells], (2, 2, 2, 2, 2, 2, 2), note)]


def _codes(facts: Facts) -> list[Block]:
    codes = facts.codes
    cells = [str(codes.counters), str(codes.with_code)]
    head = ("在用柜台（个）", "张贴评价码的柜台（个）")
    return [Table("投诉评价渠道", head, [cells], (1, 1), "生成本材料之日的状态。")]


FEEDS: dict[str, Callable[[Facts], list[Block]]] = {
    "visits.vacant_posts": lambda facts: _VACANT(facts, facts.visits.vacant_posts),
    "visits.uniforms": lambda facts: _UNIFORM(facts, facts.visits.uniforms),
    "ratings.rate": _rates,
    "ratings.months": _months,
    "ratings.reasons": _reasons,
    "complaints.upheld": _upheld,
    "complaints.clocks": _clocks,
    "rectifications": _rectifications,
    "codes": _codes,
}
