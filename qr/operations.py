"""What happens to codes: issued, printed, posted, replaced, revoked."""

import posixpath
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.core import audit
from service.core.access import Action, Actor
from service.core.problems import N_, conflict
from service.windows import queries as windows
from service.windows.models import ServiceWindow

from . import codes, manifest, queries
from .models import PrintRun, QrCode
from .posters import Card, Layout
from .states import Act, CodeState, after


def issue_codes(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    place: str,
    whole_windows: bool = False,
) -> list[QrCode]:
    """Give a code to each counter below ``place`` (an authority's or window's code) without one.

    ``whole_windows`` gives codes to the windows themselves instead. Again issues nothing new.
    """
    path = queries.managed_path(session, actor, place)
    held = session.scalars(
        windows.visible(actor, Action.MANAGE_CODES)
        .where(ServiceWindow.path.startswith(path, autoescape=True))
        .where(ServiceWindow.state.in_(queries.IN_USE))
        # Two who issue at once take turns; those who rate meanwhile need not wait.
        .with_for_update(key_share=True)
    ).all()
    ids = [window.id for window in held]
    spots = (queries.bare_windows if whole_windows else queries.bare_counters)(session, ids)
    made = [
        QrCode(code=code, window_id=window_id, counter_id=counter_id, created_at=now)
        for code, (window_id, counter_id) in zip(_fresh(session, len(spots)), spots, strict=True)
    ]
    session.add_all(made)
    session.flush()
    _note_issue(session, actor, made, now)
    return made


def _fresh(session: Session, count: int) -> list[str]:
    """Make codes that nobody has yet."""
    fresh: set[str] = set()
    while len(fresh) < count:
        made = {codes.generate() for _ in range(count - len(fresh))}
        fresh |= made - set(session.scalars(select(QrCode.code).where(QrCode.code.in_(made))))
    return list(fresh)


def _note_issue(session: Session, actor: Actor, made: Sequence[QrCode], now: datetime) -> None:
    by_window = defaultdict(list)
    for row in made:
        by_window[row.window_id].append(row.code)
    for window_id, issued in by_window.items():
        _note(
            session, actor, "issue_codes", window_id, now=now, subject=ServiceWindow, codes=issued
        )


def record_run(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    layout: Layout,
    cards: Sequence[Card],
    sha256: str,
) -> PrintRun:
    """Mark the codes of a sheet as printed and keep what stands on it.

    The sheet was set before this transaction: what changed meanwhile makes it waste paper (409).
    """
    chosen = [card.code for card in cards]
    query = queries.printable(actor, chosen=chosen).with_for_update(of=QrCode)
    held = session.scalars(query).all()
    if len(held) != len(chosen):
        sentence = N_("排版期间有编号被替换或停用，请重新印制。")
        raise conflict("codes_changed", sentence)
    for row in held:
        row.state, row.printed_at = after(row.state, Act.PRINT), now
    rows = manifest.rows(cards, layout)
    run = PrintRun(
        made_at=now,
        made_by=actor.id,
        layout=layout,
        path=_common_path([row.window.path for row in held]),
        card_count=len(rows),
        page_count=rows[-1]["page"],
        cards=rows,
        sha256=sha256,
    )
    session.add(run)
    session.flush()
    _note(session, actor, "print_codes", run.id, now=now, subject=PrintRun, cards=len(cards))
    return run


def _common_path(paths: list[str]) -> str:
    """Return the path of the lowest place that holds all of ``paths``."""
    return posixpath.commonpath(paths) + "/"


def mark_printed(session: Session, *, actor: Actor, now: datetime, code: str) -> QrCode:
    """Note that a window printed a code's picture by itself."""
    row = _move(session, actor, code, Act.PRINT)
    row.printed_at = now
    _note(session, actor, "mark_printed", row.code, now=now)
    return row


def mark_posted(session: Session, *, actor: Actor, now: datetime, code: str) -> QrCode:
    """Note that a code hangs at its counter."""
    row = _move(session, actor, code, Act.POST)
    row.posted_at = now
    _note(session, actor, "mark_posted", row.code, now=now)
    return row


def replace_code(
    session: Session, *, actor: Actor, now: datetime, code: str, reason: str
) -> QrCode:
    """Give the counter a new code, and return it; the old one leads there from now on."""
    old = _move(session, actor, code, Act.REPLACE)
    if old.window.state not in queries.IN_USE:
        raise conflict("window_ended", N_("这个窗口已经关闭或合并，不能再更改。"))
    old.ended_at, old.reason = now, reason
    session.flush()  # the counter must be without a living code before it gets one
    new = QrCode(
        code=_fresh(session, 1)[0],
        window_id=old.window_id,
        counter_id=old.counter_id,
        created_at=now,
    )
    session.add(new)
    session.flush()
    old.replaced_by = new.code
    _note(session, actor, "replace_code", old.code, now=now, reason=reason, by=new.code)
    return new


def revoke_code(session: Session, *, actor: Actor, now: datetime, code: str, reason: str) -> QrCode:
    """End a code: who scans it reads where else to go."""
    row = _move(session, actor, code, Act.REVOKE)
    row.ended_at, row.reason = now, reason
    _note(session, actor, "revoke_code", row.code, now=now, reason=reason)
    return row


def _move(session: Session, actor: Actor, code: str, act: Act) -> QrCode:
    row = queries.get_visible(session, actor, code, Action.MANAGE_CODES, hold=True)
    row.state = after(CodeState(row.state), act)
    return row


def _note(
    session: Session,
    actor: Actor,
    action: str,
    subject_id: object,
    *,
    now: datetime,
    subject: object = QrCode,
    reason: str | None = None,
    **details: object,
) -> None:
    audit.record(
        session,
        actor_id=actor.id,
        action=action,
        subject=subject,
        subject_id=subject_id,
        now=now,
        reason=reason,
        details=details or None,
    )
    session.flush()
