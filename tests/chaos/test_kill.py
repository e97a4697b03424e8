"""Kill -9 of web, worker and Redis during load: nothing acknowledged is lost, no figure is wrong.

``CHAOS_SECONDS`` sets how long each story lasts (a few seconds in CI, a minute by ``make chaos``).
"""

import http.client
import json
import os
import random
import signal
import sys
import threading
import time
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from qr import tickets
from service.core import clock
from surveys.receipt import fingerprint
from tests import services
from tests.chaos.conftest import Process
from workers.drain import drain

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]

SECONDS = int(os.environ.get("CHAOS_SECONDS", "6"))
BIN = Path(sys.executable).parent
CLIENTS = 4


class Load:
    """Citizens who send ratings as fast as they are answered, and remember each receipt."""

    def __init__(self, port, keys, codes):
        self.port, self.keys, self.codes = port, keys, codes
        self.acknowledged, self.refused, self.stop = [], 0, threading.Event()
        self.threads = [threading.Thread(target=self._send) for _ in range(CLIENTS)]

    def _send(self):
        while not self.stop.is_set():
            code = random.choice(self.codes)
            body = {"ticket": tickets.issue(self.keys, code, clock.now()), "level": 5}
            try:
                status, answer = self._post(body)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if status == 201:
                self.acknowledged.append(answer["receipt"])
            else:
                self.refused += 1

    def _post(self, body):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", "/api/v1/ratings", json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    @contextmanager
    def running(self):
        for thread in self.threads:
            thread.start()
        try:
            yield self
        finally:
            self.stop.set()
            for thread in self.threads:
                thread.join()


def _serve(environment, port):
    served = Process(environment, f"{BIN}/mingchuang", "serve", "--port", str(port))
    _wait_for(port)
    return served


def _wait_for(port, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the server does not come up")


def _check(database, load):
    """Every receipt finds its rating; leaves match; figures equal a recount."""
    assert load.acknowledged, "the load was never served"
    with clock.at(clock.now() + timedelta(hours=1)):  # leases of the dead have run out
        drain(database)
    with database.reading() as session:
        stored = {bytes(row[0]) for row in session.execute(sa.text("select receipt from rating"))}
        lost = [r for r in load.acknowledged if fingerprint(database.keys, r) not in stored]
        assert not lost
        leaves = session.scalar(sa.text("select count(*) from ledger_leaf"))
        assert leaves == len(stored)
        raw = "select window_id, day, count(*) from rating group by window_id, day order by 1, 2"
        sums = (
            # one device sends them all: most are held, and counted as such
            "select window_id, day, sum(n1 + n2 + n3 + n4 + n5 + held + excluded) from rating_day"
            " group by window_id, day order by 1, 2"
        )
        counted = [tuple(row) for row in session.execute(sa.text(raw))]
        assert counted == [tuple(row) for row in session.execute(sa.text(sums))]


def test_the_web_process_is_killed_again_and_again(installation):
    environment, database, codes = installation
    port = services.free_port()
    served = _serve(environment, port)
    load = Load(port, database.keys, codes)
    with load.running():
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            time.sleep(random.uniform(0.3, 1.0))
            served.kill_and_restart()
            _wait_for(port)
        time.sleep(0.5)
    served.kill()
    _check(database, load)


def test_the_workers_are_killed_again_and_again(installation, redis_url):
    environment, database, codes = installation
    port = services.free_port()
    work = Process(environment, f"{BIN}/mingchuang", "work")
    served = _serve({**environment, "REDIS_URL": redis_url}, port)
    load = Load(port, database.keys, codes)
    with load.running():
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            time.sleep(random.uniform(0.5, 1.5))
            work.kill_and_restart()
    work.kill()
    served.kill()
    assert load.refused == 0
    _check(database, load)


def test_redis_is_killed_and_stopped_and_nobody_notices(installation):
    environment, database, codes = installation
    redis, redis_port = services.start_redis()
    port = services.free_port()
    served = _serve({**environment, "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0"}, port)
    load = Load(port, database.keys, codes)
    try:
        with load.running():
            time.sleep(SECONDS / 3)
            redis.send_signal(signal.SIGSTOP)
            time.sleep(SECONDS / 3)
            redis.kill()
            time.sleep(SECONDS / 3)
    finally:
        redis.kill()
        redis.wait()
        served.kill()
    assert load.refused == 0
    _check(database, load)
