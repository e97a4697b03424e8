"""A year of praise and suggestions; windows answer about half of them."""

from datetime import datetime, timedelta

from service.core.db import Database
from surveys.complaints.filing import Statement
from surveys.complaints.models import ComplaintKind
from surveys.complaints.praise import NAMES, respond

from . import people, places
from .cases import hand_in
from .chance import WORDS, Chance

VOICES = 80
TEXTS = {
    ComplaintKind.PRAISE: WORDS["praises"],
    ComplaintKind.SUGGESTION: WORDS["suggestions"],
}
#: these windows have both in any case: some that were answered, and some that came just now
SHOWN = ("210100-SI-01", "210181-EMP-01")
READ, NEW = timedelta(days=9), timedelta(days=2)
ANSWERED_AFTER = timedelta(days=1)


def speak(database: Database, *, now: datetime) -> None:
    """Store what citizens liked and suggested, with the windows' answers."""
    chance = Chance("praise")
    with database.reading() as session:
        codes = places.codes(session)
    for moment in chance.moments(VOICES, now):
        kind = chance.pick(list(TEXTS), (3, 1))
        place = chance.pick(codes)
        _say(database, chance, kind, place, now=moment, answered=chance.happens(0.5))
    for window in SHOWN:
        place = window, dict(codes)[window]
        for kind in TEXTS:
            _say(database, chance, kind, place, now=now - READ, answered=True)
            _say(database, chance, kind, place, now=now - NEW, answered=False)


def _say(
    database: Database,
    chance: Chance,
    kind: ComplaintKind,
    place: tuple[str, str],
    *,
    now: datetime,
    answered: bool,
) -> None:
    window, code = place
    with database.transaction() as session:
        said = Statement(kind, chance.pick(TEXTS[kind]))
        made = hand_in(session, chance.key(), code, said, now)
        if answered:
            response = chance.pick(list(NAMES[kind]))
            respond(
                session,
                actor=people.actor(session, f"head.{window.lower()}"),
                complaint_id=made.id,
                version=made.version,
                response=response,
                reply=chance.pick(WORDS["responses"][response]),
                now=now + ANSWERED_AFTER,
            )
