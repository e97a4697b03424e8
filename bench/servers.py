"""Durable servers for one run: PostgreSQL with its default safety, the app as it is deployed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tests.services import free_port

BIN = Path(sys.executable).parent


def _as_postgres():
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def postgres_binaries():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not found:
        raise SystemExit("PostgreSQL is needed: make services")
    return found[-1].parent


@contextmanager
def postgres(folder=None):
    """Run a cluster with fsync, synchronous_commit and full_page_writes on; yield its port."""
    binaries, port = postgres_binaries(), free_port()
    folder = tempfile.mkdtemp(prefix="mcbench", dir=folder)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = f"{folder}/data"
    subprocess.run(
        [
            *_as_postgres(),
            f"{binaries}/initdb",
            "-D",
            data,
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ],
        check=True,
        capture_output=True,
        cwd="/",
    )
    options = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c shared_buffers=512MB "
        "-c max_wal_size=4GB -c checkpoint_timeout=30min -c max_connections=200"
    )
    control = [*_as_postgres(), f"{binaries}/pg_ctl", "-D", data]
    subprocess.run(
        [*control, "-w", "-l", f"{folder}/log", "-o", options, "start"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    try:
        yield port
    finally:
        subprocess.run(
            [*control, "-m", "fast", "stop"], stdout=subprocess.DEVNULL, cwd="/", check=True
        )
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def app(kind, environment):
    """Serve the program: ``gunicorn`` with two workers, or ``waitress`` alone; yield its port."""
    port = free_port()
    commands = {
        "gunicorn": [
            f"{BIN}/gunicorn",
            "-c",
            "deploy/gunicorn.conf.py",
            "wsgi:app",
            "--workers",
            "2",
            "--bind",
            f"127.0.0.1:{port}",
            "--log-level",
            "warning",
        ],
        "waitress": [f"{BIN}/mingchuang", "serve", "--port", str(port), "--threads", "16"],
    }
    settings = {**os.environ, **environment, "LOG_FORMAT": "json", "INTAKE_LIMIT": "0"}
    process = subprocess.Popen(
        commands[kind], env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_for(address, seconds=30):
    """Wait until an address answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:  # also refused, reset and timed out
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
