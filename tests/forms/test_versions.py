"""A published version never changes: answers were given to these very questions."""

from datetime import date

import pytest
from sqlalchemy import select

from service.core import clock
from service.core.audit import AuditEvent
from service.core.crypto import sha256
from service.core.ledger import canonical
from service.core.problems import Problem
from surveys.forms import operations, queries
from surveys.forms.models import FormKind, FormVersion

BODY = {"title": {"zh": "评价", "en": "Rating"}, "levels": [1, 2, 3, 4, 5]}


def publish(session, body=BODY, key="rating"):
    return operations.publish(
        session,
        key=key,
        kind=FormKind.RATING,
        body=body,
        scored_from=date(2026, 1, 1),
        now=clock.now(),
    )


def test_the_same_body_again_is_the_same_version(database):
    with database.transaction() as session:
        first = publish(session)
        again = publish(session, dict(reversed(BODY.items())))
        assert again.id == first.id
        assert (first.number, first.sha256) == (1, sha256(canonical(BODY)))
        assert len(session.scalars(select(AuditEvent)).all()) == 1


def test_a_new_body_takes_the_place_of_the_old_one_which_stays_readable(database):
    with database.transaction() as session:
        first = publish(session)
        second = publish(session, {**BODY, "levels": [1, 2, 3]})
    with database.reading() as session:
        assert queries.current(session, "rating").id == second.id
        kept = queries.version(session, first.id)
        assert kept.body == BODY
        assert kept.retired_at is not None
        assert queries.numbered(session, "rating", 1).id == first.id


@pytest.mark.parametrize(
    "change",
    [
        {"body": {"levels": [5]}},
        {"sha256": "0" * 64},
        {"number": 7},
        {"scored_from": date(2030, 1, 1)},
    ],
)
def test_a_published_version_cannot_be_changed(database, change):
    with database.transaction() as session:
        made = publish(session)
    with database.transaction() as session:
        found = session.get(FormVersion, made.id)
        for name, value in change.items():
            setattr(found, name, value)
        with pytest.raises(ValueError, match="never changes"):
            session.flush()
        session.rollback()
    with database.reading() as session:
        assert queries.version(session, made.id).body == BODY


def test_a_published_version_cannot_be_deleted(database):
    with database.transaction() as session:
        made = publish(session)
    with database.transaction() as session:
        session.delete(session.get(FormVersion, made.id))
        with pytest.raises(ValueError, match="never deleted"):
            session.flush()
        session.rollback()


def test_a_form_that_nobody_published_is_missing(database):
    with database.reading() as session, pytest.raises(Problem) as refused:
        queries.current(session, "nothing")
    assert refused.value.status == 404


def test_loading_the_library_twice_publishes_once(app, database):
    runner = app.test_cli_runner()
    first, second = runner.invoke(args=["forms", "load"]), runner.invoke(args=["forms", "load"])
    assert first.exit_code == second.exit_code == 0, first.output
    assert first.output == second.output
    with database.reading() as session:
        assert {found.number for found in session.scalars(queries.versions())} <= {1}
