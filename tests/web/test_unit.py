"""A request is one transaction: committed when it is answered, undone when it is refused."""

import pytest

from service.core import audit, clock
from service.core.audit import AuditEvent
from service.web import unit
from service.web.access import public


@pytest.fixture(params=["raises", "answers 422", "answers 200"])
def way(request):
    return request.param


def test_a_refusal_leaves_nothing_behind(app, database, way):
    client = _serving(app, way).test_client()
    answer = client.post(f"/tests/{way.replace(' ', '-')}")
    with database.reading() as session:
        kept = session.query(AuditEvent).count()
    assert (answer.status_code, kept) == {
        "raises": (500, 0),
        "answers 422": (422, 0),
        "answers 200": (200, 1),
    }[way]


def _serving(app, way):
    """Put one more view into a copy of the application's shell, on the same database."""
    made = type(app)("tests")
    made.extensions.update(app.extensions)

    @made.post(f"/tests/{way.replace(' ', '-')}")
    @public
    def view():
        audit.record(
            unit.session(),
            actor_id=None,
            action="tried",
            subject="test",
            subject_id=1,
            now=clock.now(),
        )
        if way == "raises":
            raise ValueError
        return "", 200 if way == "answers 200" else 422

    return made
