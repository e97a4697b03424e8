"""Measures, and prints one table: ``python -m bench [ingest] [rollup] [pack] [page]``.

Absolute figures are this machine's at this hour; the ratios, taken within one run, are what
counts. docs/performance.md keeps them.
"""

import os
import platform
import sqlite3
import subprocess
import sys

from . import ingest, pack, page, rollup, servers


def _cpu():
    with open("/proc/cpuinfo", encoding="ascii") as file:  # noqa: PTH123
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    return f"{len(os.sched_getaffinity(0))} cores of {names[0] if names else platform.machine()}"


def machine():
    """Return one line that names what was measured on."""
    server = subprocess.run(
        [servers.postgres_binaries() / "postgres", "-V"], capture_output=True, text=True, check=True
    ).stdout.split()[2]
    return (
        f"{_cpu()}; Linux {platform.release()}; Python {platform.python_version()}; "
        f"PostgreSQL {server}; SQLite {sqlite3.sqlite_version}"
    )


def _ingest(name, limit, goal, told):
    spread = f"{told['lowest']:.3f}–{told['highest']:.3f}"
    yield f"{name}: ratings stored", f"{told['rate']:,.0f}/s", goal
    yield f"{name}: p99 of 16 connections", f"{told['p99']:.0f} ms", "250 ms"
    yield f"{name}: {limit}", f"{told['limit']:,.0f}/s", ""
    yield f"{name}: ratio in the same round", f"{told['ratio']:.3f} ({spread})", ""
    yield f"{name}: refused", f"{told['refused']}", "0"


def ingest_rows():
    """Yield rows of the ingest bench."""
    yield from _ingest("SQLite", "bare durable commits", "400/s", ingest.on_sqlite())
    yield from _ingest(
        "PostgreSQL", "pgbench single-row INSERT", "0.20 of pgbench", ingest.on_postgres()
    )


def rollup_rows():
    """Yield rows of the rollup bench."""
    for name, told in (("SQLite", rollup.on_sqlite()), ("PostgreSQL", rollup.on_postgres())):
        yield f"{name}: a mark among 1,000 rows", f"{told['mark_small'] * 1e6:,.0f} µs", ""
        yield f"{name}: a mark among 1,000,000", f"{told['mark_large'] * 1e6:,.0f} µs", ""
        yield f"{name}: ratio", f"{told['mark_ratio']:.2f}", "1"
        yield f"{name}: one plain GROUP BY", f"{told['grouped']:.2f} s", ""
        yield f"{name}: full rebuild", f"{told['rebuild']:.2f} s", ""
        yield f"{name}: ratio", f"{told['rebuild_ratio']:.2f}", ""


def pack_rows():
    """Yield rows of the pack bench."""
    told = pack.measure()
    yield "pack: first in a process", f"{told['first']:.2f} s ({told['first_cpu']:.2f} CPU)", ""
    yield "pack: each further one", f"{told['again']:.2f} s ({told['again_cpu']:.2f} CPU)", ""
    yield "pack: memory of an idle worker", f"{told['idle']:.0f} MB", ""
    yield "pack: peak above idle", f"{told['first_peak']:.0f} MB", ""
    yield "pack: peak after a second", f"{told['again_peak']:.0f} MB", ""
    yield "pack: size", f"{told['bytes'] / 1e6:.2f} MB", ""


def page_rows():
    """Yield rows of the page bench."""
    told = page.measure()
    for language in ("zh", "en"):
        yield f"citizen page, {language}: gzipped", f"{told[language]:,} bytes", "6,144"
        yield f"citizen page, {language}: requests", f"{told[f'{language}_requests']}", "1"


BENCHES = {"ingest": ingest_rows, "rollup": rollup_rows, "pack": pack_rows, "page": page_rows}


def main(names):
    """Run the named benches, or all, and print one table."""
    print(machine(), end="\n\n")
    print(f"| {'what':44} | {'measured':>24} | {'goal':>16} |\n|{'-' * 46}|{'-' * 26}|{'-' * 18}|")
    for name in names or BENCHES:
        for what, measured, goal in BENCHES[name]():
            print(f"| {what:44} | {measured:>24} | {goal:>16} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
