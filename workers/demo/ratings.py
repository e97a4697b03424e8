"""A year of ratings, written by the same hand as citizens' own."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.core import clock
from service.core.access import Actor, Role
from service.core.db import Database
from service.people.models import Grant
from service.people.queries import actor
from service.windows.models import ServiceWindow
from surveys import work
from surveys.low_ratings import opening
from surveys.ratings import batches, draft, operations
from surveys.ratings.draft import Answer, Draft, Source
from surveys.ratings.models import Channel, Rating
from surveys.ratings.reception import Place, Reception

from . import places
from .chance import WORDS, Chance

LEVELS, SHARES = (5, 4, 3, 2, 1), (92, 5, 1.5, 0.9, 0.6)
#: a few windows do worse, one does better (docs: the stories of the demonstration)
POORER = {"210300-INSP-01": 7, "211300-EXAM-01": 4, "210500-SKILL-01": 3}
PER_COUNTER = 52
COMMENTED = 0.18
#: shares of those who judge a dimension, were asked for a good rating, came with a service act
JUDGED, ASKED, VOUCHED = 0.12, 0.004, 0.15
#: the burst: many good ratings within an hour from the hall's own network
BURST_WINDOW, BURST = "210800-TAL-01", 240
#: a bundle of paper slips, not quite entered
SLIPS_WINDOW, SLIPS = "210500-SKILL-01", 40
#: the quiet window: for weeks hardly anybody rated it, so the unit above answers for it
QUIET_WINDOW, QUIET, ALONE = "210181-EMP-01", timedelta(days=24), timedelta(days=11)
WORD = "等了一个上午，轮到我时说系统坏了，让下午再来。"
BATCH = 200


def give(database: Database, *, now: datetime) -> None:
    """Store the year's ratings."""
    reception = Reception(database)
    with database.reading() as session:
        codes = places.codes(session)
    drafts = [
        made
        for window, code in codes
        for made in _of_counter(database, reception.place(code), window, now)
    ]
    _store(database, drafts)
    places_of = {window: reception.place(code) for window, code in reversed(codes)}
    _burst(database, places_of[BURST_WINDOW], now)
    _slips(database, now=now)
    _alone(database, places_of[QUIET_WINDOW], now)


def _of_counter(database: Database, place: Place, window: str, now: datetime) -> list[Draft]:
    chance = Chance(f"ratings {window} {place.scan.counter_number}")
    without_counter = place.scan.counter_id is None
    count = chance.number(PER_COUNTER - 12, PER_COUNTER + 16) * (3 if without_counter else 1)
    return [
        _draft(database, chance, place, _answer(chance, place, window), moment=moment)
        for moment in chance.moments(count, now - QUIET if window == QUIET_WINDOW else now)
    ]


def _draft(
    database: Database,
    chance: Chance,
    place: Place,
    answer: Answer,
    *,
    moment: datetime,
    source: Source | None = None,
) -> Draft:
    return draft.make(
        database.keys,
        place,
        answer,
        client_key=chance.key(),
        source=source or _source(chance),
        now=moment,
    )


def _answer(chance: Chance, place: Place, window: str) -> Answer:
    worse = POORER.get(window, 1)
    shares = (SHARES[0], SHARES[1], *(share * worse for share in SHARES[2:]))
    level = chance.pick(LEVELS, shares)
    offered = [reason.key for reason in place.sheet.group_of(level).offered(place.scan.kind)]
    says_why = offered and chance.happens(0.7 if level < 4 else 0.25)  # noqa: PLR2004 -- 不太满意
    comment = chance.pick(WORDS["comments"][str(level)]) if chance.happens(COMMENTED) else None
    dimensions = {
        each.key: chance.pick((level, max(1, level - 1)), (4, 1))
        for each in place.sheet.dimensions
        if chance.happens(JUDGED)
    }
    return Answer(
        level,
        chance.some(offered, 2) if says_why else [],
        comment,
        channel=chance.pick((Channel.COUNTER, Channel.WEB, Channel.KIOSK), (94, 2, 4)),
        dimensions=dimensions,
        was_asked=chance.happens(ASKED),
    )


def _source(chance: Chance) -> Source:
    """A phone of its own; now and then the queue system vouched for the service act."""
    return Source(chance.key().bytes, chance.key() if chance.happens(VOUCHED) else None)


def _store(database: Database, drafts: list[Draft]) -> None:
    for start in range(0, len(drafts), BATCH):
        with database.batch() as connection:
            operations.store(connection, drafts[start : start + BATCH])


def _burst(database: Database, place: Place, now: datetime) -> None:
    """Let one phone rate one window for an hour; what is too much is held until two decide."""
    chance = Chance("burst")
    start, phone = chance.moments(1, now - timedelta(days=60))[0], Source(chance.key().bytes)
    drafts = [
        _draft(database, chance, place, Answer(5), moment=moment, source=phone)
        for moment in (start + timedelta(seconds=14 * number) for number in range(BURST))
    ]
    _store(database, drafts)


def _alone(database: Database, place: Place, now: datetime) -> None:
    """Let the last who rated the quiet window be discontent; all before him fill their groups."""
    chance, window_id = Chance("alone"), place.scan.window_id
    with database.reading() as session:
        count = session.scalar(select(func.count()).where(Rating.window_id == window_id)) or 0
    last = chance.moments(400, now - ALONE)[-1]
    missing = chance.moments(-count % opening.GROUP, now - QUIET)
    answers = [*((Answer(5), moment) for moment in missing), (Answer(2, comment=WORD), last)]
    _store(
        database,
        [_draft(database, chance, place, answer, moment=moment) for answer, moment in answers],
    )
    with database.transaction() as session:
        opening.do_rating_day(session, work.key(window_id, clock.day_of(last)), last)


def _slips(database: Database, *, now: datetime) -> None:
    """Enter a bundle of paper slips at one window, as the conduct office's clerk does."""
    chance = Chance("slips")
    with database.transaction() as session:
        window = session.scalars(
            select(ServiceWindow).where(ServiceWindow.code == SLIPS_WINDOW)
        ).one()
        clerk = _handler_of(session, window)
        batch = batches.open_batch(
            session,
            window_code=window.code,
            number=f"{now:%Y}-001",
            channel=Channel.PAPER,
            collected_on=clock.day_of(now - timedelta(days=9)),
            slips=SLIPS,
            form="rating",
            actor=clerk,
            now=now,
        )
        place = batches.place_of(session, batch)
        batches.enter_slips(
            session,
            batch_id=batch.id,
            slips={chance.key(): _answer(chance, place, window.code) for _ in range(SLIPS - 4)},
            actor=clerk,
            now=now,
        )


def _handler_of(session: Session, window: ServiceWindow) -> Actor:
    """Return somebody who may enter ratings for a window."""
    for account_id in session.scalars(select(Grant.account_id).where(Grant.role == Role.HANDLER)):
        found = actor(session, account_id)
        if found and found.may(batches.MAY, window.path):
            return found
    raise LookupError(window.code)
