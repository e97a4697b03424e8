"""schemathesis knocks at every operation: no 5xx, and every answer is as the document says."""

import secrets
from datetime import timedelta

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.core import clock
from service.people.models import ApiToken
from service.people.queries import token_hash
from surveys.forms.operations import load_library

AGREED = [
    checks.not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]


@pytest.fixture
def document(app, cast, database):
    """The served document, for an application that holds the small province."""
    with database.transaction() as session:
        load_library(session, now=clock.now())
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


@pytest.fixture
def knock(cast, database):
    """Call as nobody, or as a machine of the provincial office."""

    def token():
        text = secrets.token_urlsafe(32)
        with database.transaction() as session:
            session.add(
                ApiToken(
                    account_id=cast.zhao.id,
                    name="contract",
                    token_hash=token_hash(text),
                    created_at=clock.now(),
                    expires_at=clock.now() + timedelta(days=1),
                )
            )
        return text

    bearer = {"Authorization": f"Bearer {token()}"}

    def called(case, *, signed_in):
        plain = {"Accept-Encoding": "identity", **(bearer if signed_in else {})}
        case.call_and_validate(checks=AGREED, headers={**(case.headers or {}), **plain})

    return called


QUICK = settings(
    max_examples=12,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("who", ["the office", "a stranger"])
def test_everybody_is_answered_as_described(document, knock, who):
    wrong = {}
    for result in document.get_all_operations():
        operation = result.ok()

        @QUICK
        @given(case=operation.as_strategy())
        def knocks(case):
            knock(case, signed_in=who == "the office")

        try:
            knocks()
        except Exception as error:
            wrong[operation.label] = str(error)
    assert not wrong, "\n\n".join(f"{label}: {said}" for label, said in wrong.items())
