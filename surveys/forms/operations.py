"""What happens to forms: a version is published, and the next one takes its place."""

import json
import uuid
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.core import audit
from service.core.audit import AuditEvent
from service.core.crypto import sha256
from service.core.ledger import canonical

from .models import Form, FormKind, FormVersion

PUBLISH = "publish_form"
LIBRARY = Path(__file__).parent / "library"


def publish(
    session: Session,
    *,
    key: str,
    kind: FormKind,
    body: dict[str, Any],
    scored_from: date,
    now: datetime,
    actor_id: uuid.UUID | None = None,
) -> FormVersion:
    """Publish ``body`` as the next version of ``key``; the same body again is the same version.

    The version before it is retired: answers that still arrive for it are kept with it.
    """
    form = _form(session, key, kind)
    last, digest = _last(session, form), sha256(canonical(body))
    if last and last.sha256 == digest:
        return last
    if last:
        last.retired_at = now
    made = FormVersion(
        form_id=form.id,
        number=last.number + 1 if last else 1,
        body=body,
        sha256=digest,
        published_at=now,
        scored_from=scored_from,
    )
    session.add(made)
    session.flush()
    audit.record(
        session,
        actor_id=actor_id,
        action=PUBLISH,
        subject=FormVersion,
        subject_id=made.id,
        now=now,
        details={"key": key, "number": made.number, "sha256": digest},
    )
    return made


def _form(session: Session, key: str, kind: FormKind) -> Form:
    found = session.scalar(select(Form).where(Form.key == key).with_for_update())
    if found is None:
        found = Form(key=key, kind=kind)
        session.add(found)
        session.flush()
    return found


def _last(session: Session, form: Form) -> FormVersion | None:
    query = select(FormVersion).where(FormVersion.form_id == form.id)
    return session.scalar(query.order_by(FormVersion.number.desc()).limit(1))


def _body(read: dict[str, Any]) -> dict[str, Any]:
    """Return the body of a library form; one that ``extends`` another says only what differs."""
    if "extends" not in read:
        return dict(read["body"])
    base = json.loads((LIBRARY / f"{read['extends']}.json").read_text("utf-8"))
    return {**_body(base), **read["body"]}


def load_library(session: Session, *, now: datetime) -> list[FormVersion]:
    """Publish every form that comes with the program, if it changed; safe to repeat.

    A form that a person has published since is theirs: the program's wording does not return.
    """
    return [
        publish(
            session,
            key=read["key"],
            kind=FormKind(read["kind"]),
            body=_body(read),
            scored_from=date.fromisoformat(read["scored_from"]),
            now=now,
        )
        for path in sorted(LIBRARY.glob("*.json"))
        for read in [json.loads(path.read_text("utf-8"))]
        if not _is_written_here(session, read["key"])
    ]


def _is_written_here(session: Session, key: str) -> bool:
    """Tell whether a person published the newest version of a form."""
    newest = select(FormVersion.id).join(FormVersion.form).where(Form.key == key)
    version_id = session.scalar(newest.order_by(FormVersion.number.desc()).limit(1))
    by_person = exists().where(
        AuditEvent.subject_type == FormVersion.__tablename__,
        AuditEvent.subject_id == str(version_id),
        AuditEvent.action == PUBLISH,
        AuditEvent.actor_id.is_not(None),
    )
    return bool(version_id and session.scalar(select(by_person)))
