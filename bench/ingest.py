"""Durable ratings a second, through the real server and the public form.

Against pgbench's single-row INSERT with 16 clients (PostgreSQL), and against bare sqlite3 commits
with synchronous=FULL (SQLite). Rounds alternate, so that a slow minute hits both alike; only the
ratios count. What is counted is rows that are in the database afterwards.
"""

import re
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

import wsgi  # noqa: F401 -- brings every table
from qr import tickets
from service import config, schema
from service.app import open_database
from service.core import clock

from . import servers, world

SECONDS, ROUNDS, CLIENTS, FORMS = 5, 5, 16, 60_000

COMMENT = "等候时间不长，工作人员讲解清楚，一次就办好了。"

PGBENCH_SCHEMA = """
create table bench_row (
    id uuid primary key default gen_random_uuid(), window_id int, counter_id int, level smallint,
    reasons jsonb, comment text, device text, created_at timestamptz default now());
create index on bench_row (window_id, created_at);
create index on bench_row (device, created_at);
"""
PGBENCH_INSERT = """\\set w random(1, 20000)
insert into bench_row (window_id, counter_id, level, reasons, comment, device) values
(:w, 1, 5, '["态度好"]', '等候时间不长，工作人员讲解清楚，一次就办好了。', md5(random()::text));
"""
STORED = "select (select count(*) from rating), (select count(*) from ledger_leaf)"
WRK_SCRIPT = """
local forms = {}
for line in io.lines("%(forms)s") do forms[#forms + 1] = line end
local next = 0
request = function()
    next = next + 1
    local code, body = forms[next]:match("^(%%S+) (.*)$")
    return wrk.format("POST", "/q/" .. code,
        {["Content-Type"] = "application/x-www-form-urlencoded",
         ["User-Agent"] = "phone " .. next %% 5000}, body)
end
"""


def _forms(folder, keys, codes):
    """Write bodies of the public form, each with a ticket of its own, for one round.

    They come from 5,000 phones; one in fifty is low and opens a case, one in five says why.
    """
    now = clock.now()
    path = folder / "forms.txt"
    with path.open("w", encoding="utf-8") as file:
        for number in range(FORMS):
            code = codes[number % len(codes)]
            body = {
                "ticket": tickets.issue(keys, code, now),
                "level": "5" if number % 50 else "2",
                "comment": COMMENT if number % 5 == 0 else "",
            }
            file.write(f"{code} {urlencode(body)}\n")
    script = folder / "post.lua"
    script.write_text(WRK_SCRIPT % {"forms": path})
    return script


def _wrk(port, script):
    """Run wrk once; return its p99 in milliseconds and what it says of errors."""
    done = subprocess.run(
        [
            "wrk",
            "-t1",
            f"-c{CLIENTS}",
            f"-d{SECONDS}s",
            "--latency",
            "-s",
            script,
            f"http://127.0.0.1:{port}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)\b", done.stdout).groups()
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit], int(bad[1]) if bad else 0


def _count(database):
    """Return how many ratings and leaves are stored, at one moment."""
    with database.reading() as session:
        return session.execute(sa.text(STORED)).one()


def _environment(folder, url):
    return {"DATA_DIR": str(folder), "DATABASE_URL": url, "PUBLIC_URL": "http://127.0.0.1:8000"}


def _round(database, port, folder, codes):
    script = _forms(folder, database.keys, codes)
    (before, _), started = _count(database), time.perf_counter()
    p99, bad = _wrk(port, script)
    seconds = time.perf_counter() - started
    stored, leaves = _count(database)
    if stored != leaves:
        raise SystemExit(f"{stored} ratings, but {leaves} leaves")
    return (stored - before) / seconds, p99, bad


def _prepare(folder, url):
    database = open_database(config.load(_environment(folder, url)))
    schema.upgrade(database)
    _, codes = world.build(database)
    return database, codes


def on_postgres():
    """Return medians: ratio to pgbench, ratings/s, pgbench/s, p99 ms."""
    folder = Path(tempfile.mkdtemp(prefix="mcbench"))
    try:
        with servers.postgres() as server:
            url = f"postgresql://postgres@127.0.0.1:{server}/postgres"
            database, codes = _prepare(folder, url)
            with database.batch() as connection:
                connection.exec_driver_sql(PGBENCH_SCHEMA)
            insert = folder / "insert.sql"
            insert.write_text(PGBENCH_INSERT)
            rounds = []
            with servers.app("gunicorn", _environment(folder, url)) as port:
                _round(database, port, folder, codes)  # warm
                for _ in range(ROUNDS):
                    limit = _pgbench(server, insert)
                    rounds.append((limit, *_round(database, port, folder, codes)))
            database.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return _medians(rounds)


def _pgbench(server, insert):
    done = subprocess.run(
        [
            servers.postgres_binaries() / "pgbench",
            "-h",
            "127.0.0.1",
            "-p",
            str(server),
            "-U",
            "postgres",
            "-n",
            "-M",
            "prepared",
            "-c",
            str(CLIENTS),
            "-j",
            "2",
            "-T",
            str(SECONDS),
            "-f",
            insert,
            "postgres",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(re.search(r"tps = ([\d.]+)", done.stdout)[1])


def on_sqlite():
    """Return medians: ratio to bare commits, ratings/s, commits/s, p99 ms."""
    folder = Path(tempfile.mkdtemp(prefix="mcbench"))
    try:
        url = f"sqlite:///{folder}/bench.db"
        database, codes = _prepare(folder, url)
        rounds = []
        with servers.app("waitress", _environment(folder, url)) as port:
            _round(database, port, folder, codes)  # warm
            for _ in range(ROUNDS):
                limit = _bare_commits(folder)
                rounds.append((limit, *_round(database, port, folder, codes)))
        database.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return _medians(rounds)


def _bare_commits(folder):
    path = folder / "bare.db"
    path.unlink(missing_ok=True)
    bare = sqlite3.connect(path, isolation_level=None)
    bare.execute("pragma journal_mode=wal")
    bare.execute("pragma synchronous=full")
    bare.execute(
        "create table r (id text primary key, window_id int, level int, comment text, device text,"
        " created_at text)"
    )
    bare.execute("create index a on r (window_id, created_at)")
    bare.execute("create index b on r (device, created_at)")
    number, end = 0, time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        number += 1
        row = (f"{number * 7919 % 10**9:032}", number % 20000, 5, "一次就办好了。", str(number), "")
        bare.execute("insert into r values (?, ?, ?, ?, ?, ?)", row)
    bare.close()
    return number / SECONDS


def _medians(rounds):
    middle = statistics.median
    return {
        "ratio": middle(rate / limit for limit, rate, _, _ in rounds),
        "lowest": min(rate / limit for limit, rate, _, _ in rounds),
        "highest": max(rate / limit for limit, rate, _, _ in rounds),
        "rate": middle(rate for _, rate, _, _ in rounds),
        "limit": middle(limit for limit, *_ in rounds),
        "p99": middle(p99 for _, _, p99, _ in rounds),
        "refused": sum(bad for *_, bad in rounds),
    }
