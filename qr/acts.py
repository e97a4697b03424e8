"""Which operation belongs to which act, for pages and programs alike."""

from collections.abc import Callable

from service.web.unit import session

from . import operations
from .models import QrCode
from .press import who
from .states import Act

OPERATIONS: dict[Act, Callable[..., QrCode]] = {
    Act.PRINT: operations.mark_printed,
    Act.POST: operations.mark_posted,
    Act.REPLACE: operations.replace_code,
    Act.REVOKE: operations.revoke_code,
}


def perform(code: str, act: Act, reason: str = "") -> QrCode:
    """Do ``act`` to a code; return the code, or its successor when it was replaced."""
    why = {"reason": reason} if act in {Act.REPLACE, Act.REVOKE} else {}
    return OPERATIONS[act](session(), **who(), code=code, **why)
