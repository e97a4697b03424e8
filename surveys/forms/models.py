"""Forms and their versions. A published version never changes; answers point to it."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db import Base, new_id


class FormKind(StrEnum):
    """What a form is for."""

    RATING = "rating"
    COMPLAINT = "complaint"
    VISIT = "visit"


class Form(Base):
    """A form by its stable key, for example ``visit.hall``."""

    __tablename__ = "form"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[FormKind] = mapped_column(String(12))


class FormVersion(Base):
    """One immutable version of a form."""

    __tablename__ = "form_version"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    form_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("form.id"))
    number: Mapped[int]
    #: the questions, choices, weights and clauses
    body: Mapped[dict[str, Any]]
    #: SHA-256 of the canonical body
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    #: answers before this day are observed, not scored (人社部发〔2019〕13号 八)
    scored_from: Mapped[date]
    retired_at: Mapped[datetime | None]

    form: Mapped[Form] = relationship(viewonly=True)

    __table_args__ = (UniqueConstraint("form_id", "number"),)


class FormDraft(Base):
    """The next version of a form while it is being written; one for each form."""

    __tablename__ = "form_draft"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    form_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("form.id"), unique=True)
    #: rows of text as typed (see ``rows``), right or not yet
    rows: Mapped[list[Any]]
    #: number of the version that it began as
    based_on: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    saved_by: Mapped[uuid.UUID]

    form: Mapped[Form] = relationship(viewonly=True)


#: all that may still change: a version is retired when the next one is published
CHANGEABLE = frozenset({"retired_at"})


@event.listens_for(FormVersion, "before_update")
def _hold_still(_mapper: Any, _connection: Any, version: FormVersion) -> None:
    """Refuse to change what was published: answers were given to these very questions."""
    changed = {name.key for name in inspect(version).attrs if name.history.has_changes()}
    if changed - CHANGEABLE:
        raise ValueError(f"a published version never changes: {', '.join(sorted(changed))}")


@event.listens_for(FormVersion, "before_delete")
def _keep(_mapper: Any, _connection: Any, _version: FormVersion) -> None:
    """Refuse to delete what was published."""
    raise ValueError("a published version is never deleted")
