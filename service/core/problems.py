"""One family for every refusal: an HTTP status, a stable code, a sentence for a person."""

from collections.abc import Mapping
from typing import Any


def N_(sentence: str) -> str:  # noqa: N802 -- gettext's own name for "translate later"
    """Mark a sentence for the catalogue without translating it yet."""
    return sentence


class Problem(Exception):  # noqa: N818 -- it is an answer to a person, not a fault of the program
    """A refusal. ``sentence`` is a Chinese message id; ``values`` fill its placeholders.

    ``fields`` maps a field's name to what is wrong with it.
    """

    def __init__(
        self,
        status: int,
        code: str,
        sentence: str,
        *,
        fields: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> None:
        """Keep what the page or the API needs to say it."""
        super().__init__(code)
        self.status, self.code, self.sentence = status, code, sentence
        self.fields, self.values = dict(fields or {}), values


def not_found() -> Problem:
    """Answer for what is missing and for what the asker may not see: the same."""
    return Problem(404, "not_found", N_("没有找到这个页面或内容，也可能您无权查看。"))


def invalid(fields: Mapping[str, Any]) -> Problem:
    """Answer for input that does not fit; ``fields`` says where."""
    return Problem(422, "invalid_input", N_("有的内容不符合要求，请按提示修改。"), fields=fields)


def conflict(code: str, sentence: str, **values: Any) -> Problem:
    """Answer when the thing is no longer in the state the asker believed."""
    return Problem(409, code, sentence, **values)


def key_reused() -> Problem:
    """Answer to the same client key with other content."""
    return conflict("key_reused", N_("同一份提交的内容前后不一致，已保留第一次收到的内容。"))
