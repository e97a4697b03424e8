"""What keeping the figures costs: one mark in a large table against a small one, and a rebuild.

A mark recounts one window and day. The full rebuild is held against one plain
``CREATE TABLE AS SELECT … GROUP BY`` of the same rows.
"""

import shutil
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from service import config, schema
from service.app import open_database
from surveys.forms.queries import current
from surveys.ratings.models import Rating
from surveys.rollups.operations import rebuild_day, rebuild_everything

from . import servers, world

SMALL, LARGE, WINDOWS, DAYS, ROUNDS, MARKS = 1_000, 1_000_000, 200, 500, 5, 200
LAST = date(2026, 10, 31)

GROUPED = """
create {temporary} table bench_grouped as
select window_id, day, form_version_id, grade,
       sum(case when level = 1 then 1 else 0 end) n1, sum(case when level = 2 then 1 else 0 end) n2,
       sum(case when level = 3 then 1 else 0 end) n3, sum(case when level = 4 then 1 else 0 end) n4,
       sum(case when level = 5 then 1 else 0 end) n5
from rating group by window_id, day, form_version_id, grade
"""


def fill(database, ids, version_id, rows):
    """Spread ``rows`` ratings over the windows and days, as many a day everywhere."""
    per_day = max(1, rows // (len(ids) * DAYS))
    count = min(DAYS, max(1, rows // (len(ids) * per_day)))
    for window_id in ids:
        with database.batch() as connection:
            made = world.rating_rows(window_id, version_id, world.days(LAST, count), per_day)
            connection.execute(sa.insert(Rating), list(made))
    with database.batch() as connection:
        connection.exec_driver_sql("analyze")


def _mark_seconds(database, ids):
    """Return the seconds that one recount takes, out of many in one transaction."""
    with database.transaction() as session:
        rebuild_day(session, ids[0], LAST)
        started = time.perf_counter()
        for number in range(MARKS):
            rebuild_day(session, ids[number % len(ids)], LAST)
        return (time.perf_counter() - started) / MARKS


def _rebuild_seconds(database):
    started = time.perf_counter()
    with database.transaction() as session:
        rebuild_everything(session)
    return time.perf_counter() - started


def _grouped_seconds(database):
    with database.batch() as connection:
        connection.exec_driver_sql("drop table if exists bench_grouped")
    started = time.perf_counter()
    with database.batch() as connection:
        connection.exec_driver_sql(GROUPED.format(temporary=""))
    return time.perf_counter() - started


def measure(url_of):
    """Return medians of alternating rounds; ``url_of(name, folder)`` gives an empty database."""
    folder = Path(tempfile.mkdtemp(prefix="mcbench"))
    try:
        made = {}
        for name, rows in (("small", SMALL), ("large", LARGE)):
            place = folder / name
            place.mkdir()
            settings = config.load({"DATA_DIR": str(place), "DATABASE_URL": url_of(name, place)})
            database = open_database(settings)
            schema.upgrade(database)
            ids, _ = world.build(database, windows=1 if rows == SMALL else WINDOWS)
            with database.reading() as session:
                version_id = current(session, "rating").id
            fill(database, ids, version_id, rows)
            made[name] = database, ids
        rounds = [
            (
                _mark_seconds(*made["small"]),
                _mark_seconds(*made["large"]),
                _grouped_seconds(made["large"][0]),
                _rebuild_seconds(made["large"][0]),
            )
            for _ in range(ROUNDS)
        ]
        for database, _ in made.values():
            database.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    middle = statistics.median
    return {
        "mark_small": middle(small for small, *_ in rounds),
        "mark_large": middle(large for _, large, *_ in rounds),
        "mark_ratio": middle(large / small for small, large, *_ in rounds),
        "grouped": middle(grouped for _, _, grouped, _ in rounds),
        "rebuild": middle(rebuild for *_, rebuild in rounds),
        "rebuild_ratio": middle(rebuild / grouped for _, _, grouped, rebuild in rounds),
    }


def on_sqlite():
    """Measure on SQLite."""
    return measure(lambda _, folder: f"sqlite:///{folder}/bench.db")


def on_postgres():
    """Measure on PostgreSQL."""
    with servers.postgres() as port:
        server = f"postgresql://postgres@127.0.0.1:{port}"

        def fresh(name, _):
            engine = sa.create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql(f"create database bench_{name}")
            engine.dispose()
            return f"{server}/bench_{name}"

        return measure(fresh)
