"""The report's first page and its annexes: what there is, what there is not, and every item."""

from surveys.evidence import Facts
from surveys.evidence.facts import Coverage

from .blocks import LEVEL_NAMES, Block, Table, pass_row, term
from .figures import TOO_FEW, interval, percent, points

MODES = {"UNANNOUNCED": "暗访", "ANNOUNCED": "明察", "CROSS": "互查"}


def tiles(facts: Facts) -> list[list[str]]:
    """Return the first figures that meet the eye: name, value, note."""
    total, complaints, visits = facts.ratings.total, facts.complaints, facts.visits
    share = total.satisfied
    return [
        [
            "满意率（严）",
            percent(share.value),
            interval(share) if share.enough else f"n = {share.n}",
        ],
        ["计入评价", f"{total.n:,}", f"收到 {total.n + total.held + total.excluded:,} 条"],
        ["投诉", str(complaints.received), f"属实或部分属实 {complaints.upheld} 件"],
        ["检查均分", points(visits.mean_score), f"计分 {visits.coverage.scored} 次"],
    ]


def blocks(facts: Facts) -> list[Block]:
    """Return what was received, what counts and what does not."""
    total = facts.ratings.total
    received = total.n + total.held + total.excluded
    appeals = facts.ratings.appeals, facts.ratings.appeals_upheld
    cells = [str(n) for n in (received, total.n, total.held, total.excluded, *appeals)]
    head = ("收到", "计入 n", "暂缓", "剔除", "差评申诉", "申诉成立")
    found: list[Block] = [Table("评价条数", head, [cells], (1,) * len(head), term(facts, "n"))]
    if total.satisfied.enough:
        found.append(_levels(facts))
    found.append(grades(facts))
    return found


def _levels(facts: Facts) -> Table:
    total = facts.ratings.total
    rows = [
        [name, str(count), f"{count / total.n * 100:.1f}%"]
        for name, count in reversed(list(zip(LEVEL_NAMES, total.levels, strict=True)))
    ]
    return Table("计入评价的等级分布", ("等级", "条数", "占比"), rows, (2, 1, 1))


def grades(facts: Facts) -> Table:
    """Return the ratings by trust grade."""
    rows = [
        [grade, str(one.n), str(one.held), str(one.excluded), percent(one.satisfied.value)]
        for grade, one in facts.ratings.grades.items()
    ]
    head = ("可信等级", "计入 n", "暂缓", "剔除", "满意率（严）")
    return Table("按可信等级", head, rows, (1, 1, 1, 1, 1), term(facts, "grade"))


def limits(facts: Facts) -> list[str]:
    """Say plainly what the figures do not cover."""
    total, coverage, codes = facts.ratings.total, facts.visits.coverage, facts.codes
    first = next((one.month for one in facts.ratings.months if one.ratings.n), None)
    since = f"最早的评价在{first.year}年{first.month}月。" if first else "评选期内没有收到评价。"
    few = sum(not one.ratings.satisfied.enough for one in facts.ratings.months)
    said = [
        f"{since}评选期共 {len(facts.ratings.months)} 个月，其中 {few} 个月{TOO_FEW}。",
        "评价由群众自愿作出，本系统不接入业务量，不能计算评价率，也不代表没有评价的群众。",
        f"在用柜台 {codes.counters} 个，张贴评价码的 {codes.with_code} 个。",
        _visited(coverage),
        "不属实和无法查实的投诉不作任何不利评价（人社部发〔2019〕13号 十三）。",
    ]
    if not total.satisfied.enough:
        said.append(f"计入评价不足 30 条，比率、等级和原因一律不显示（{TOO_FEW}）。")
    return said


def _visited(coverage: Coverage) -> str:
    return (
        f"已公布的检查 {coverage.disclosed} 次，计分 {coverage.scored} 次，只观察不计分"
        f" {coverage.observe_only} 次；另有 {coverage.undisclosed} 次尚未公布，未列入本材料。"
    )


def annexes(facts: Facts) -> list[Block]:
    """Return every disclosed visit and every item."""
    found: list[Block] = []
    if facts.visits.visits:
        rows = [
            [
                one.observed_on.isoformat(),
                MODES.get(one.mode, one.mode),
                f"{one.form.title['zh']} 第 {one.form.number} 版",
                points(one.score) if not one.observe_only else "只观察",
            ]
            for one in facts.visits.visits
        ]
        head = ("日期", "方式", "检查表", "得分")
        found.append(Table("已公布的检查", head, rows, (2, 1, 3, 1), term(facts, "visit")))
    seen = [one for one in facts.visits.items if one.seen]
    if seen:
        cells = [pass_row(one) for one in seen]
        names = ("检查条目", "适用", "达标", "达标率", "得分率")
        found.append(Table("检查条目逐项结果", names, cells, (8, 1, 1, 2, 2)))
    return found
