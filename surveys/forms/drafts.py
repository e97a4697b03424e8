"""Writing the next version of a form: a draft is opened, changed line by line, and published."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from service.core import audit, clock
from service.core.access import Actor
from service.core.problems import N_, Problem, conflict, not_found

from . import bodies, operations, queries, rows
from .models import FormDraft, FormKind, FormVersion
from .rows import Body, Fault, Row

#: days between publishing and the first score of an item that is new: nobody is measured by what
#: nobody knew (人社部发〔2019〕13号 八 避免刚安排就检查、刚部署就考核; 30 days: 本系统口径)
GRACE = timedelta(days=30)
MOST_ROWS = 400


def open_draft(session: Session, *, actor: Actor, key: str, now: datetime) -> FormDraft:
    """Return the draft of a form; the first one begins as the version in force."""
    if found := queries.draft(session, key):
        return found
    version = queries.current(session, key)
    made = FormDraft(
        form_id=version.form_id,
        rows=rows.tabulate(FormKind(version.form.kind), version.body),
        based_on=version.number,
        saved_at=now,
        saved_by=actor.id,
    )
    session.add(made)
    session.flush()
    session.refresh(made, ["form"])
    _record(session, "open_form_draft", made, actor, now)
    return made


def save_draft(
    session: Session, *, actor: Actor, key: str, version: int, changed: Sequence[Row], now: datetime
) -> FormDraft:
    """Keep ``changed`` as the rows of a draft, right or not: nothing that was typed is lost.

    Raises 404 without a draft, 409 when somebody saved in between, 422 beyond 400 rows.
    """
    draft = _held(session, key, version)
    if len(changed) > MOST_ROWS:
        raise Problem(422, "too_many_rows", N_("一张表单最多 400 行。"))
    kept = [{name: text for name, text in row.items() if text.strip()} for row in changed]
    if kept != draft.rows:
        draft.rows, draft.version = kept, draft.version + 1
        draft.saved_at, draft.saved_by = now, actor.id
        session.flush()
    return draft


def faults(draft: FormDraft) -> list[Fault]:
    """Return everything that keeps a draft from being published, by row."""
    return _read(draft)[1]


def body(draft: FormDraft) -> Body:
    """Return the body that a draft comes to, as far as its rows can be read."""
    return _read(draft)[0]


def _read(draft: FormDraft) -> tuple[Body, list[Fault]]:
    kind = FormKind(draft.form.kind)
    read, found = rows.assemble(kind, draft.rows)
    if not found:
        lines = {row.get("key"): line for line, row in enumerate(draft.rows, 1)}
        found = [
            Fault(lines.get(about, 0) if about else 0, "key", sentence, values)
            for sentence, values, about in bodies.check(kind, read)
        ]
    return read, found


def publish_draft(
    session: Session, *, actor: Actor, key: str, version: int, now: datetime
) -> FormVersion:
    """Publish a draft as the next version, for good. New items of a checklist are only observed
    for 30 days, or longer where their row says so.

    Raises 422 ``form_faulty`` while :func:`faults` finds any, 404, 409.
    """
    draft = _held(session, key, version)
    read, found = _read(draft)
    if found:
        sentence = N_("草稿里还有 %(count)s 处不对，请按提示修改。")
        raise Problem(422, "form_faulty", sentence, count=len(found))
    last = queries.current(session, key)
    _grant_grace(read, last, clock.day_of(now) + GRACE)
    made = operations.publish(
        session,
        key=key,
        kind=FormKind(draft.form.kind),
        body=read,
        scored_from=last.scored_from,
        now=now,
        actor_id=actor.id,
    )
    session.delete(draft)
    session.flush()
    return made


def _grant_grace(read: Body, last: FormVersion, earliest: date) -> None:
    """Set the day from which new items score: no earlier than ``earliest``."""
    known = {
        item["id"]: item for section in last.body.get("sections", ()) for item in section["items"]
    }
    for section in read.get("sections", ()):
        for item in section["items"]:
            before = known.get(item["id"])
            if before is None:
                item["scored_from"] = max(item.get("scored_from", ""), earliest.isoformat())
            elif "scored_from" in before:
                item["scored_from"] = max(item.get("scored_from", ""), before["scored_from"])


def discard_draft(session: Session, *, actor: Actor, key: str, version: int, now: datetime) -> None:
    """Give a draft up."""
    draft = _held(session, key, version)
    _record(session, "discard_form_draft", draft, actor, now)
    session.delete(draft)
    session.flush()


def retire(session: Session, *, actor: Actor, key: str, reason: str, now: datetime) -> FormVersion:
    """Take a checklist out of use with nothing in its place. Its answers stay as they are.

    Raises 404, and 409 for the forms of citizens, which are only ever replaced.
    """
    version = queries.current(session, key)
    if version.form.kind != FormKind.VISIT:
        raise conflict("form_needed", N_("群众用的表单不能停用，只能发布新的一版。"))
    version.retired_at = now
    audit.record(
        session,
        actor_id=actor.id,
        action="retire_form",
        subject=FormVersion,
        subject_id=version.id,
        now=now,
        reason=reason,
        details={"key": key, "number": version.number},
    )
    session.flush()
    return version


def _held(session: Session, key: str, version: int) -> FormDraft:
    draft = queries.draft(session, key, lock=True)
    if draft is None:
        raise not_found()
    if draft.version != version:
        raise conflict("changed_meanwhile", N_("内容在您打开之后已被更改，请刷新后再试。"))
    return draft


def _record(session: Session, action: str, draft: FormDraft, actor: Actor, now: datetime) -> None:
    audit.record(
        session,
        actor_id=actor.id,
        action=action,
        subject=FormDraft,
        subject_id=draft.id,
        now=now,
        details={"key": draft.form.key, "based_on": draft.based_on},
    )
