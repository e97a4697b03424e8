"""Real databases, a real Redis, a real browser. What is missing is said, never skipped in silence.

Backends are parameters, so a test reads ``test_x[sqlite]`` and ``test_x[postgres]``. With
``REQUIRE_SERVICES=1`` a missing backend stops the run.
"""

import contextlib
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa

import wsgi
from service import config, schema
from service.app import create_app, open_database
from service.core.db import Base
from service.web.security import limiter
from tests import services
from tests.cast import Cast

FOUND = pytest.StashKey()
# machines are slow at times, and that is no failure
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


def pytest_configure(config):
    """Find the backends. Processes that test side by side share PostgreSQL; each has its Redis."""
    stack = contextlib.ExitStack()
    config.add_cleanup(stack.close)
    helping = getattr(config, "workerinput", None)
    found = {
        "postgres": helping["postgres"] if helping else stack.enter_context(services.postgres()),
        "redis": stack.enter_context(services.redis()),
        "chromium": services.chromium(),
    }
    config.stash[FOUND] = found
    missing = [f"{name} ({why})" for name, (where, why) in found.items() if not where]
    if missing and os.environ.get("REQUIRE_SERVICES") == "1":
        raise pytest.UsageError("cannot test on: " + ", ".join(missing))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    node.workerinput["postgres"] = node.config.stash[FOUND]["postgres"]


def pytest_report_header(config):
    found = config.stash[FOUND]
    return "backends: sqlite, " + ", ".join(
        f"{name} ({why})" if where else f"NO {name} ({why})" for name, (where, why) in found.items()
    )


def pytest_terminal_summary(terminalreporter, config):
    for name, (where, why) in config.stash[FOUND].items():
        if not where:
            terminalreporter.write_line(f"NOT TESTED on {name}: {why}", red=True)


def pytest_generate_tests(metafunc):
    found = metafunc.config.stash[FOUND]
    if "backend" in metafunc.fixturenames:
        names = ["sqlite"]
        if found["postgres"][0] and not metafunc.definition.get_closest_marker("one_backend"):
            names.append("postgres")
        metafunc.parametrize("backend", names, scope="session")


def pytest_collection_modifyitems(config, items):
    """Without a browser the tests that need one are left out, and the summary says so in red."""
    if config.stash[FOUND]["chromium"][0]:
        return
    items[:] = [item for item in items if "browser" not in item.keywords]


@pytest.fixture(scope="session")
def server_url(request):
    """A PostgreSQL server on which databases may be made."""
    return request.config.stash[FOUND]["postgres"][0]


@pytest.fixture(scope="session")
def redis_url(request):
    return request.config.stash[FOUND]["redis"][0]


@pytest.fixture(scope="session")
def settings(backend, request, tmp_path_factory):
    """Settings of an installation of its own, on one of the databases."""
    folder = tmp_path_factory.mktemp(backend)
    url = f"sqlite:///{folder}/test.db"
    if backend == "postgres":
        server = sa.make_url(request.config.stash[FOUND]["postgres"][0])
        name = f"mingchuang_{os.getpid()}"
        engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(f"drop database if exists {name} with (force)"))
            connection.execute(sa.text(f"create database {name}"))
        engine.dispose()
        url = server.set(database=name).render_as_string(hide_password=False)
    read = config.load({"DATA_DIR": str(folder), "DATABASE_URL": url, "INTAKE_LIMIT": "0"})
    return replace(read, public_url="https://mc.example.cn")


@pytest.fixture(scope="session")
def app(settings):
    """The whole application, with every room."""
    made = create_app(settings, wsgi.ROOMS)
    made.config["TESTING"] = False  # errors are answered as in real life
    schema.upgrade(made.extensions["database"])
    yield made
    made.extensions["database"].dispose()


@pytest.fixture
def database(app):
    """The application's database, empty."""
    opened = app.extensions["database"]
    with opened.batch() as connection:
        if opened.is_sqlite:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    with app.app_context():
        limiter.reset()
    return opened


@pytest.fixture
def cast(database):
    """A small province with its people; see tests/cast.py."""
    return Cast(database)


@pytest.fixture
def client(app, database):
    """Somebody's browser without JavaScript, not signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(app, database):
    """Give a browser in which a member of the cast is signed in."""

    def signed_in(account):
        return Cast.browser(app, database, account)

    return signed_in


@pytest.fixture
def fresh_database():
    """An empty SQLite database without any schema, for tests about the schema itself."""
    with tempfile.TemporaryDirectory() as folder:
        opened = open_database(config.load({"DATA_DIR": str(Path(folder))}))
        yield opened
        opened.dispose()
