"""An installation of its own, and programs of ours that are killed."""

import os
import signal
import subprocess

import pytest
import sqlalchemy as sa

from bench import world
from service import config, schema
from service.app import open_database


class Process:
    """A program of ours that can be killed and comes back."""

    def __init__(self, environment, *command):
        self.environment, self.command = environment, command
        self.start()

    def start(self):
        self.running = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self):
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()

    def kill_and_restart(self):
        self.kill()
        self.start()


@pytest.fixture
def installation(backend, tmp_path, server_url):
    """An installation of its own: environment, database, codes and a free port."""
    url = f"sqlite:///{tmp_path}/chaos.db"
    if backend == "postgres":
        server = sa.make_url(server_url)
        engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text("drop database if exists chaos with (force)"))
            connection.execute(sa.text("create database chaos"))
        engine.dispose()
        url = server.set(database="chaos").render_as_string(hide_password=False)
    environment = {"DATA_DIR": str(tmp_path), "DATABASE_URL": url, "INTAKE_LIMIT": "0"}
    database = open_database(config.load(environment))
    schema.upgrade(database)
    _, codes = world.build(database, windows=4)
    yield environment, database, codes
    database.dispose()
