"""Typefaces for official documents, and what to do where one, or a character, is missing."""

from collections.abc import Mapping
from typing import Any

from service.core.typeset import Typesetter

SONG, HEI = "Noto Serif SC", "Noto Sans SC"
#: the office's own faces first, then the free ones of ``make fonts``
FANG = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "FZFangSong-Z02S", "FandolFang R")
KAI = ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "FZKai-Z03S", "FandolKai")
TITLE = ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05")
#: stands for a character that no typeface has, as printers do
GETA = "〓"


def faces(typesetter: Typesetter) -> dict[str, Any]:
    """Return the families to ask for, by their part: only those that are there."""

    def present(*wanted: str) -> list[str]:
        return [name for name in wanted if name in typesetter.families]

    return {
        "fang": [*present(*FANG), SONG],
        "kai": [*present(*KAI), SONG],
        "title": [*present(*TITLE), SONG],
        "hei": [HEI],
        # 小标宋 is a bold face; where it is missing the ordinary one is drawn a little fatter
        "fat_title": not present(*TITLE),
        "has_fang": bool(present(*FANG)),
    }


def printable(value: Any, missing: str) -> Any:
    """Return data with 〓 for every character in ``missing``, so that nothing vanishes unseen."""
    if isinstance(value, str):
        return value.translate(dict.fromkeys(map(ord, missing), GETA))
    if isinstance(value, Mapping):
        return {key: printable(inner, missing) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(inner, missing) for inner in value]
    return value


def words(value: Any) -> str:
    """Return every text in data, joined."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return "".join(map(words, value.values()))
    return "".join(map(words, value)) if isinstance(value, (list, tuple)) else ""
