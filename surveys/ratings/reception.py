"""What a scan meets: the counter, the form of the day and the calendar, remembered for a moment.

A crowd scans the same few codes, so what stands behind a code is read at most every few seconds,
and again after each transaction of this process. What another process changed is seen
:data:`MOMENT` later: a code revoked there may be rated for so long.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from qr import codes
from qr.queries import Scan, resolve
from service.core.db import Database
from service.core.problems import N_, invalid
from service.core.workdays import WorkCalendar
from surveys.forms import queries as forms
from surveys.forms.models import Form, FormKind, FormVersion

from . import sheet
from .sheet import Sheet

#: seconds
MOMENT = 5.0
MOST = 2000

Value = TypeVar("Value")


@dataclass(frozen=True)
class Place:
    """Where a citizen stands: the counter, what is asked there today, and the working days."""

    scan: Scan
    sheet: Sheet
    calendar: WorkCalendar


@dataclass(frozen=True)
class _Memory:
    value: Any
    generation: int
    until: float


class Reception:
    """Says what stands behind a code."""

    def __init__(self, database: Database, form: str = "rating") -> None:
        """Remember nothing yet; ``form`` is the key of the form that is asked."""
        self._database, self._form = database, form
        self._memories: dict[str, _Memory] = {}
        self._sheets: dict[uuid.UUID, Sheet] = {}

    def place(self, code: str) -> Place:
        """Return what stands behind a code, however it was typed; raises as ``resolve`` does."""
        wanted = codes.normalise(code)
        scan = self._recall(wanted, lambda session: resolve(session, wanted))
        asked, calendar = self._recall("today", self._today)
        return Place(scan, asked, calendar)

    def asking(self, place: Place, version_id: uuid.UUID) -> Place:
        """Return the place with the version of the form that was answered; raises 422."""
        if version_id not in self._sheets:
            with self._database.reading() as session:
                self._keep(_rating_form(session, version_id))
        return replace(place, sheet=self._sheets[version_id])

    def _recall(self, key: str, read: Callable[[Session], Value]) -> Value:
        generation = self._database.generation  # taken first: what changes meanwhile is seen next
        known = self._memories.get(key)
        if known and known.generation == generation and time.monotonic() < known.until:
            value: Value = known.value
            return value
        with self._database.reading() as session:
            value = read(session)
        if len(self._memories) >= MOST:
            self._memories.clear()
        self._memories[key] = _Memory(value, generation, time.monotonic() + MOMENT)
        return value

    def _today(self, session: Session) -> tuple[Sheet, WorkCalendar]:
        return self._keep(forms.current(session, self._form)), WorkCalendar.load(session)

    def _keep(self, version: FormVersion) -> Sheet:
        if version.id not in self._sheets:
            self._sheets[version.id] = sheet.read(
                version.id, version.number, version.sha256, version.body
            )
        return self._sheets[version.id]


def _rating_form(session: Session, version_id: uuid.UUID) -> FormVersion:
    query = forms.versions().where(FormVersion.id == version_id, Form.kind == FormKind.RATING)
    found = session.scalar(query)
    if found is None:
        raise invalid({"form": [N_("请从给出的选项中选择。")]})
    return found
