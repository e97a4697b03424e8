"""An operator counts everything anew, and is told when a figure is wrong."""

import pytest
from sqlalchemy import text

from workers.drain import drain


@pytest.fixture
def run(app):
    def ran(*words):
        return app.test_cli_runner().invoke(args=["rollups", *words])

    return ran


@pytest.fixture
def filled(database, raw):
    with database.transaction() as session:
        raw.year(session, ratings=50)
        raw.complain(session)
        raw.visit(session)


def test_right_figures_pass(database, filled, run):
    drain(database)
    result = run("check")
    assert (result.exit_code, result.output.count("right")) == (0, 3)


def test_wrong_figures_are_told_and_mended(database, filled, run):
    drain(database)
    with database.transaction() as session:
        session.execute(text("UPDATE rating_month SET n5 = n5 + 1"))
        session.execute(text("UPDATE case_month SET upheld = 7"))
    result = run("check")
    assert result.exit_code == 1
    assert "rating_day: right" in result.output
    assert "rating_month: " in result.output
    assert "case_month: 2 rows differ" in result.output
    assert run("rebuild").exit_code == 0
    assert run("check").exit_code == 0


def test_waiting_work_is_named_before_anybody_worries(filled, run):
    result = run("check")
    assert result.exit_code == 1
    assert "marks wait" in result.output
