"""Finds or starts PostgreSQL and Redis for the tests: given address, else Debian's binaries."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _as_postgres():
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


@contextmanager
def postgres() -> Iterator[tuple[str | None, str]]:
    """Yield a server address (any database may be made on it) and where it came from."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given, "TEST_DATABASE_URL"
        return
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not found:
        yield None, "no TEST_DATABASE_URL and no /usr/lib/postgresql/*/bin/pg_ctl"
        return
    binaries, folder, port = found[-1].parent, tempfile.mkdtemp(prefix="mcpg"), free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200 {quick}"
    control = [*_as_postgres(), f"{binaries}/pg_ctl", "-D", f"{folder}/data"]
    init = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(
        [*_as_postgres(), f"{binaries}/initdb", "-D", f"{folder}/data", *init],
        check=True,
        capture_output=True,
        cwd="/",
    )
    subprocess.run(
        [*control, "-w", "-l", f"{folder}/log", "-o", options, "start"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres", "pg_ctl"
    finally:
        subprocess.run(
            [*control, "-m", "immediate", "stop"], stdout=subprocess.DEVNULL, cwd="/", check=False
        )
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[tuple[str | None, str]]:
    """Yield the address of a Redis of our own and where it came from."""
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if not binary:
        yield None, "no redis-server"
        return
    process, port = start_redis(binary)
    try:
        yield f"redis://127.0.0.1:{port}/0", "redis-server"
    finally:
        process.terminate()
        process.wait()


def start_redis(binary: str = "redis-server", port: int | None = None):
    """Start a Redis that keeps nothing on disk; return the process and its port."""
    port = port or free_port()
    process = subprocess.Popen(
        [binary, "--port", str(port), "--save", "", "--bind", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
    )
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
            break
        time.sleep(0.02)
    return process, port


def chromium() -> tuple[str | None, str]:
    """Return the browser's path and where it came from."""
    if given := os.environ.get("CHROMIUM"):
        return given, "CHROMIUM"
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return (found, "chromium") if found else (None, "no CHROMIUM and no chromium on the path")
