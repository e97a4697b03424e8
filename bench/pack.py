"""The evidence pack of a window with three years and 10,000 ratings: seconds and memory.

The demonstration province stands around it, so that the comparison among like windows has its
peers. Every build is a process of its own: its memory is its own peak, with all that it imports.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

import wsgi  # noqa: F401 -- brings every table
from qr.models import QrCode
from service import config, schema
from service.app import open_database
from service.awards.models import Candidacy, EvidencePack
from service.core import clock
from surveys.ratings import draft, operations
from surveys.ratings.draft import Answer, Source
from surveys.ratings.models import Rating
from surveys.ratings.reception import Reception
from workers.demo.chance import WORDS, Chance
from workers.demo.commands import load
from workers.drain import drain
from workers.evidence import building

RATINGS, YEARS, ROUNDS, BATCH = 10_000, 3, 5, 200


def measure():
    """Return medians of whole builds, each in a fresh process, and of second builds in one."""
    folder = Path(tempfile.mkdtemp(prefix="mcbench"))
    try:
        settings = {"DATA_DIR": str(folder)}
        database = open_database(config.load(settings))
        schema.upgrade(database)
        load(database)
        pack_id = _three_years(database)
        database.dispose()
        rounds = [_build_in_a_process(settings, pack_id) for _ in range(ROUNDS)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}


def _three_years(database):
    """Give a candidate's window its ratings; return the id of its pack."""
    now = clock.now()
    with database.transaction() as session:
        pack = session.scalars(select(EvidencePack).limit(1)).one()
        candidacy = session.get_one(Candidacy, pack.candidacy_id)
        candidacy.cycle.evaluation_from = clock.day_of(now) - timedelta(days=365 * YEARS)
        window_id, pack_id = candidacy.window_id, pack.id
        code = session.scalars(select(QrCode.code).where(QrCode.window_id == window_id)).first()
        there = session.scalar(select(func.count()).where(Rating.window_id == window_id))
    drafts = _drafts(database, Reception(database).place(code), RATINGS - there, now)
    for start in range(0, len(drafts), BATCH):
        with database.batch() as connection:
            operations.store(connection, drafts[start : start + BATCH])
    drain(database)
    return pack_id


def _drafts(database, place, count, now):
    chance, drafts = Chance("bench"), []
    for year in range(YEARS):
        for moment in chance.moments(count // YEARS + 1, now - timedelta(days=365 * year)):
            level = chance.pick((5, 4, 3, 2, 1), (92, 5, 1.5, 0.9, 0.6))
            comment = chance.pick(WORDS["comments"][str(level)]) if chance.happens(0.18) else None
            answer = Answer(level, [], comment)
            key = chance.key()
            drafts.append(
                draft.make(
                    database.keys,
                    place,
                    answer,
                    client_key=key,
                    source=Source(key.bytes),
                    now=moment,
                )
            )
    return drafts[:count]


def _build_in_a_process(settings, pack_id):
    done = subprocess.run(
        [sys.executable, "-m", "bench.pack", str(pack_id)],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def _build(pack_id):
    """Build twice as the worker does, without attaching; print what it took."""
    settings = config.load()
    database, told = open_database(settings), {}
    idle = _megabytes()
    for name in ("first", "again"):
        began, spent = time.perf_counter(), time.process_time()
        material = building.gather(database, pack_id)
        built = building.assemble(material, database.keys, building.typesetter(*settings.font_dirs))
        told[name] = time.perf_counter() - began
        told[f"{name}_cpu"] = time.process_time() - spent
        told[f"{name}_peak"] = _megabytes() - idle
    print(json.dumps({**told, "idle": idle, "bytes": len(built)}))


def _megabytes():
    """Return the peak memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    _build(uuid.UUID(sys.argv[1]))
