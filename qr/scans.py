"""Reads where a scan leads: through replaced codes and merged windows, in one round trip mostly."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from service.core.problems import N_, Problem
from service.windows.models import Counter, Kind, ServiceWindow, WindowState
from service.windows.queries import successor

from . import codes
from .models import CodeState, QrCode


@dataclass(frozen=True)
class Scan:
    """Where a code leads: the window that answers today and, if it is its own, the counter."""

    code: str
    state: CodeState
    window_id: uuid.UUID
    window_name: str
    window_state: WindowState
    counter_id: uuid.UUID | None
    counter_number: str
    counter_label: str
    kind: Kind
    #: the window's path in the tree, for scopes
    path: str
    hours: dict[str, Any] | None

    @property
    def is_open(self) -> bool:
        """Tell whether a citizen can rate here.

        A code that hangs somewhere counts even while our books call it a draft.
        """
        return self.state != CodeState.REVOKED and self.window_state != WindowState.CLOSED


_SCANNED = (
    select(
        QrCode.code,
        QrCode.state,
        QrCode.replaced_by,
        ServiceWindow.id.label("window_id"),
        ServiceWindow.full_name,
        ServiceWindow.state.label("window_state"),
        ServiceWindow.kind,
        ServiceWindow.path,
        ServiceWindow.hours,
        Counter.id.label("counter_id"),
        Counter.number,
        Counter.label,
    )
    .join(ServiceWindow, ServiceWindow.id == QrCode.window_id)
    .outerjoin(Counter, Counter.id == QrCode.counter_id)
)


def resolve(session: Session, code: str) -> Scan:
    """Say where a code leads, through replaced codes and merged windows, however it was typed.

    Raises the 404 problems ``mistyped_code`` and ``unknown_code``.
    """
    wanted = codes.normalise(code)
    if not codes.is_valid(wanted):
        raise Problem(404, "mistyped_code", N_("编号可能输错了，请对照二维码下方的编号再试一次。"))
    row = _row(session, wanted)
    while row is not None and row.state == CodeState.REPLACED:
        row = _row(session, row.replaced_by)
    if row is None:
        sentence = N_("没有找到这个编号。编号没有输错，但本系统没有发放过，请向现场工作人员核实。")
        raise Problem(404, "unknown_code", sentence)
    scan = _scan(row)
    return _succeeded(session, scan) if scan.window_state == WindowState.MERGED else scan


def _row(session: Session, code: str) -> Row[Any] | None:
    return session.execute(_SCANNED.where(QrCode.code == code)).one_or_none()


def _scan(row: Row[Any]) -> Scan:
    return Scan(
        code=row.code,
        state=CodeState(row.state),
        window_id=row.window_id,
        window_name=row.full_name,
        window_state=WindowState(row.window_state),
        counter_id=row.counter_id,
        counter_number=row.number or "",
        counter_label=row.label or "",
        kind=Kind(row.kind),
        path=row.path,
        hours=row.hours,
    )


def _succeeded(session: Session, scan: Scan) -> Scan:
    """Lead on to the window that took over; the old window's counter is none of its own."""
    window = successor(session, scan.window_id)
    return replace(
        scan,
        window_id=window.id,
        window_name=window.full_name,
        window_state=WindowState(window.state),
        counter_id=None,
        counter_number="",
        counter_label="",
        kind=Kind(window.kind),
        path=window.path,
        hours=window.hours,
    )
