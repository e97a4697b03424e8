"""What a form must hold as a whole before it may be published. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from service.core.problems import N_

from .models import FormKind

Body = Mapping[str, Any]
#: a sentence (message id), what fills it, and the name of the row that it is about (or nothing)
Said = tuple[str, dict[str, Any], str]
WHOLE = 100 * 100
SIDES = 2


def check(kind: FormKind, body: Body) -> Iterator[Said]:
    """Yield everything that is wrong with a form whose cells are right."""
    if not body.get("title"):
        yield N_("表单要有一行标题。"), {}, ""
    yield from CHECKS[kind](body)


def _doubles(keys: Iterable[str]) -> Iterator[Said]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield N_("编号 %(key)s 用了不止一次。"), {"key": key}, key


def _rating(body: Body) -> Iterator[Said]:
    levels, groups = body.get("levels", []), body.get("groups", [])
    if [level.get("value") for level in levels] != [5, 4, 3, 2, 1]:
        yield N_("等级要有五行，编号从 5 到 1，顺序不变。"), {}, ""
    known = {group.get("key") for group in groups}
    for level in levels:
        if level.get("group") not in known:
            yield N_("等级 %(value)s 的所属组还没有写。"), {"value": level.get("value", "")}, ""
    yield from _filled(groups, "reasons")
    yield from _doubles(reason.get("key", "") for group in groups for reason in group["reasons"])
    yield from _doubles(each.get("key", "") for each in body.get("dimensions", []))


def _complaint(body: Body) -> Iterator[Said]:
    groups = body.get("groups", [])
    if not groups:
        yield N_("投诉表要有类别。"), {}, ""
    yield from _filled(groups, "categories")
    yield from _doubles(found.get("key", "") for group in groups for found in group["categories"])


def _filled(groups: Iterable[dict[str, Any]], into: str) -> Iterator[Said]:
    for group in groups:
        if not group.setdefault(into, []):
            yield N_("组 %(key)s 下面还没有内容。"), {"key": group.get("key", "")}, group["key"]


def _visit(body: Body) -> Iterator[Said]:
    sections = body.get("sections", [])
    items = [item for section in sections for item in section.setdefault("items", [])]
    ids = [item.get("id", "") for item in items]
    yield from _doubles(ids)
    whole = sum(item.get("weight", 0) for item in items)
    if whole != WHOLE:
        yield N_("分值合计要是 100 分，现在是 %(points)s 分。"), {"points": f"{whole / 100:g}"}, ""
    for item in items:
        if item.get("copy_of") not in {None, *ids}:
            yield N_("沿用的检查项 %(key)s 不存在。"), {"key": item["copy_of"]}, item["id"]
        yield from NEEDS.get(item.get("kind", ""), _nothing)(item)


def _nothing(_: Body) -> Iterator[Said]:
    return iter(())


def _count(item: Body) -> Iterator[Said]:
    if not item.get("threshold"):
        yield N_("计数题要写“扣完的次数”。"), {}, item["id"]


def _time(item: Body) -> Iterator[Said]:
    if "unit" not in item or not item.get("good", 0) < item.get("bad", 0):
        yield N_("计时题要写时间单位，“满分不超过”要小于“零分达到”。"), {}, item["id"]


def _several(item: Body) -> Iterator[Said]:
    if not 0 < item.get("enough", 0) <= len(item.get("choices", ())):
        yield N_("多选题下面要有可勾选项，“满分需几项”不能多于它们。"), {}, item["id"]


def _ratio(item: Body) -> Iterator[Said]:
    if "copy_of" not in item and len(item.get("parts", ())) != SIDES:
        yield N_("比数题下面要有两行“比数的两边”。"), {}, item["id"]


NEEDS: dict[str, Callable[[Body], Iterator[Said]]] = {
    "count": _count,
    "time": _time,
    "several": _several,
    "ratio": _ratio,
}
CHECKS: dict[FormKind, Callable[[Body], Iterator[Said]]] = {
    FormKind.RATING: _rating,
    FormKind.COMPLAINT: _complaint,
    FormKind.VISIT: _visit,
}
