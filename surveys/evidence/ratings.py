"""Gathers the ratings of a period, from the folded figures."""

import uuid
from datetime import date

from sqlalchemy.orm import Session

from surveys.forms.models import FormVersion
from surveys.forms.queries import versions
from surveys.low_ratings.queries import appeals_between
from surveys.rollups import periods, queries, reasons
from surveys.rollups.statistics import total

from .facts import Counted, Form, FormRatings, Month, Ratings


def gather(session: Session, window_id: uuid.UUID, first: date, last: date) -> Ratings:
    """Return the ratings of a window from ``first`` to ``last``, both days counted."""
    cells = queries.cells(session, window_id, first, last)
    by_form = queries.fold(cells, lambda cell: cell.form_version_id)
    appeals, upheld = appeals_between(session, window_id, first, last)
    return Ratings(
        total=Counted.of(total(by_form.values())),
        months=tuple(
            Month(month, first <= month and periods.last_of(month) <= last, Counted.of(sums))
            for month, sums in queries.by_month(cells, first, last).items()
        ),
        grades={grade: Counted.of(sums) for grade, sums in queries.by_grade(cells).items()},
        forms=tuple(
            FormRatings(form_of(version), Counted.of(by_form[version.id]))
            for version in session.scalars(versions().where(FormVersion.id.in_(by_form)))
        ),
        reasons=tuple(reasons.ticked(session, cells)),
        appeals=appeals,
        appeals_upheld=upheld,
    )


def form_of(version: FormVersion) -> Form:
    """Name a form version."""
    title: dict[str, str] = version.body["title"]
    return Form(version.form.key, title, version.number, version.sha256)
