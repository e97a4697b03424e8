"""Builds an evidence pack: reads one state, sets and signs outside any transaction, attaches.

The same state gives the same bytes: nothing in a pack knows the time but when it was asked for.
"""

import io
import uuid
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from service import config
from service.awards import operations, queries
from service.core import marks
from service.core.crypto import Keyring, sha256
from service.core.db import Database
from service.core.typeset import Typesetter, typesetter
from surveys import evidence, work
from surveys.evidence import Facts
from surveys.rollups import operations as rollups

from . import archive, dossier, figures, form, ledger, report, verify, workbook
from .dossier import Dossier
from .faces import faces
from .ledger import Evidence

README = Path(__file__).with_name("readme.txt")


class SelfCheckError(RuntimeError):
    """A pack just built does not pass its own verification; it is not handed out."""


@dataclass(frozen=True)
class Material:
    """One state of the database, as far as a pack needs it."""

    dossier: Dossier
    facts: Facts
    evidence: Evidence
    #: figures.json
    figures: bytes


def build(database: Database, key: str, now: datetime) -> None:
    """Build the pack of a mark and attach it; the last failed try says so on the pack."""
    pack_id = uuid.UUID(key)
    try:
        material = gather(database, pack_id)
        built = assemble(material, database.keys, typesetter(*config.load().font_dirs))
    except Exception:
        with database.transaction(by_worker=True) as session:
            if queries.last_try(session, pack_id):
                operations.fail_pack(session, pack_id=pack_id, now=now)
        raise
    name = database.blobs.put(built)
    with database.transaction(by_worker=True) as session:
        operations.attach_pack(
            session,
            pack_id=pack_id,
            now=now,
            sha256=name,
            size=len(built),
            figures_sha256=sha256(material.figures),
            headline=figures.headline(material.facts),
        )


def gather(database: Database, pack_id: uuid.UUID) -> Material:
    """Count what still waits to be counted, then read everything in one state.

    Raises UnsettledError when answers came in between: the mark tries again.
    """
    with database.reading() as session:
        about = dossier.read(session, pack_id)
    with database.transaction(by_worker=True) as session:
        for key in marks.unfinished(session, work.RATING_DAY, f"{about.window_id}:"):
            rollups.do_rating_day(session, key, about.requested_at)
    with database.reading() as session:
        about = dossier.read(session, pack_id)
        period = about.window_id, about.first_day, about.last_day
        facts = evidence.gather(session, *period)
        leaves = ledger.read(session, *period)
    told = figures.written(figures.figures(about, facts, leaves))
    return Material(about, facts, leaves, told)


def assemble(material: Material, keys: Keyring, setter: Typesetter) -> bytes:
    """Return the finished ZIP; raises SelfCheckError."""
    about, facts = material.dossier, material.facts
    told = material.figures
    pages = report.typeset(
        about,
        facts,
        told,
        figures_sha256=sha256(told),
        key=archive.fingerprint(keys),
        typesetter=setter,
    )
    readme = README.read_text("utf-8").format(key=archive.fingerprint(keys))
    files = {
        "report.pdf": pages,
        "approval-form.pdf": form.typeset(about, setter),
        "figures.xlsx": workbook.write(about, facts),
        "figures.json": told,
        "leaves.json": material.evidence.file(),
        "README-核验.txt": readme.encode(),
    }
    built = archive.seal(files, _about(about, facts, setter), keys)
    for what, passed, words in verify.check(
        verify.unpack(io.BytesIO(built)), archive.fingerprint(keys)
    ):
        if not passed:
            raise SelfCheckError(f"{what}: {words}")
    return built


def _about(about: Dossier, facts: Facts, setter: Typesetter) -> dict[str, Any]:
    """Return what the manifest says beside the files."""
    return {
        "issuer": about.form["authority"],
        "pack": str(about.pack_id),
        "cycle": about.cycle_key,
        "window": about.window_code,
        "window_id": str(about.window_id),
        "first_day": about.first_day.isoformat(),
        "last_day": about.last_day.isoformat(),
        "requested_at": about.requested_at.isoformat(),
        "software": f"mingchuang {version('mingchuang')}",
        "definitions": facts.definitions["version"],
        "typefaces": faces(setter)["fang"],
        "missing_characters": form.codes(form.missing(about, setter)),
    }
